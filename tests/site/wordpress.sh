# shellcheck shell=bash
# The files of a WordPress and WP-CLI, as the test site and the demo both use them.
# Sourced, needs lib.sh, php.sh and $STATE.

# copy_wordpress version target: a code base that the servers' user owns, because
# plugins write into wp-content.
copy_wordpress() {
	rm -rf "$2"
	cp -R "$BUILD/wordpress/$1" "$2"
	mkdir -p "$2/wp-content/mu-plugins" "$2/wp-content/uploads"
	give_to_worker -hR "$2"
}

# as_workers_files arguments…: rsync, with the servers' user as the owner.
as_workers_files() {
	local owner=()
	[ "$(id -u)" -ne 0 ] || owner=(--chown="$WORKER:$WORKER_GROUP")
	rsync "${owner[@]}" "$@"
}

# copy_plugin folder root
copy_plugin() {
	as_workers_files -a --delete "$1/" "$2/wp-content/plugins/${1##*/}/"
}

install_wp_cli() {
	# Not in a folder above the code: WordPress would take the rest of the path for part of its address.
	cmp -s "$BUILD/wp-cli.phar" "$STATE/home/wp-cli.phar" || install -m 644 "$BUILD/wp-cli.phar" "$STATE/home/"
}

# wp_cli_words root url: the command line of WP-CLI, one word a line. It runs as the
# servers' user, with the extension exactly when the servers have it.
wp_cli_words() {
	worker_prefix
	printf '%s\n' env HOME="$STATE/home" WP_CLI_CACHE_DIR="$STATE/home/.wp-cli/cache" \
		PHP_INI_SCAN_DIR="$(scan_dirs cli)" \
		"php$PHP_VERSION" -d memory_limit=512M -d error_reporting=22527 \
		"$STATE/home/wp-cli.phar" --path="$1" --url="$2"
}

# wp_cli root url arguments…
wp_cli() {
	local words=() root=$1 url=$2
	shift 2
	mapfile -t words < <(wp_cli_words "$root" "$url")
	"${words[@]}" "$@"
}
