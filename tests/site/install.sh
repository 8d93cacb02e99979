# shellcheck shell=bash
# Code and content of the test sites. Sourced, needs lib.sh, php.sh, wordpress.sh,
# servers.sh and $STATE.
#
# WordPress is installed once for each version; the other sites of that version are
# copies of those tables, with their own address and permalinks. That is faster than
# eight installations and gives every site the same ids.

# Each site: address, permalinks.
declare -A SITE_URL=(
	[single]=http://single.test [plain]=http://plain.test [idx]=http://idx.test
	[prefix]=http://prefix.test [noslash]=http://noslash.test [sub]=http://sub.test/blog
	[ms]=http://ms.test [shop]=http://ms.test/shop [old]=http://old.test
)
declare -A PERMALINKS=(
	[single]=/%postname%/ [plain]='' [idx]=/index.php/%postname%/
	[prefix]=/%postname%/ [noslash]=/%postname% [sub]=/%postname%/
	[ms]=/%postname%/ [shop]=/%postname%/ [old]=/%postname%/
)
COPIES=(plain idx prefix noslash sub ms)
ADMIN_PASSWORD=admin-password

site_root() {
	case $1 in
	old) printf '%s\n' "$STATE/wordpress-6.5" ;;
	*) printf '%s\n' "$STATE/wordpress" ;;
	esac
}

# wp site arguments…: WP-CLI on one site; a --url among the arguments is the stronger one.
wp() {
	local site=$1 url=${SITE_URL[$1]} argument
	shift
	for argument in "$@"; do
		case $argument in --url=*) url=${argument#--url=} ;; esac
	done
	wp_cli "$(site_root "$site")" "$url" "$@"
}

# The code is copied once; wp-config.php is written at every start.
write_code() {
	local root version
	for version in 7.1.1 6.5; do
		root=$STATE/wordpress
		[ "$version" = 7.1.1 ] || root=$STATE/wordpress-6.5
		if [ ! -f "$root/.complete" ]; then
			copy_wordpress "$version" "$root"
			touch "$root/.complete"
		fi
	done
	mkdir -p "$STATE/www/sub"
	install_wp_cli
	ln -sfn ../../wordpress "$STATE/www/sub/blog"
	[ -s "$STATE/secrets" ] || (umask 077 && head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$STATE/secrets")
	write_wp_config single "single.test plain.test idx.test prefix.test noslash.test sub.test ms.test"
	write_wp_config old "old.test"
	render htaccess "$STATE/wordpress/.htaccess"
	render htaccess "$STATE/wordpress-6.5/.htaccess"
	render htaccess-sub "$STATE/wordpress/.htaccess-sub"
	render htaccess-ms "$STATE/wordpress/.htaccess-ms"
	give_to_worker "$STATE"/wordpress{,-6.5}/wp-config.php "$STATE"/wordpress{,-6.5}/.htaccess*
}

# write_wp_config default-site hosts
write_wp_config() {
	render wp-config.php "$(site_root "$1")/wp-config.php" STATE="$STATE" DEFAULT_SITE="$1" HOSTS="$2" \
		DB_PASSWORD="$(<"$STATE/secrets")" SALT="$(<"$STATE/secrets")"
}

# sync_plugins: the plugin, when there is one, and the fixtures, into both code bases.
# Nothing else in mu-plugins is touched: the plugin writes a loader of its own there.
sync_plugins() {
	local root
	for root in "$STATE/wordpress" "$STATE/wordpress-6.5"; do
		[ ! -f "$REPO/wp-plugin/rest-gate/rest-gate.php" ] || copy_plugin "$REPO/wp-plugin/rest-gate" "$root"
		copy_plugin "$REPO/tests/fixtures/wordpress/myplugin" "$root"
		as_workers_files -a "$REPO/tests/fixtures/wordpress/mu-plugins/" "$root/wp-content/mu-plugins/"
	done
}

install_first() {
	local site=$1
	wp "$site" core install --title="$site" --admin_user=admin --admin_password="$ADMIN_PASSWORD" \
		--admin_email="admin@$site.test" --skip-email
	wp "$site" eval-file "$STATE/home/seed.php"
	wp "$site" plugin activate myplugin
}

# copy_statements site: SQL that makes a site's tables out of those of `single`.
copy_statements() {
	local to=$1 url=${SITE_URL[$1]} table
	while read -r table; do
		printf 'CREATE TABLE %s LIKE %s; INSERT INTO %s SELECT * FROM %s;\n' \
			"${to}_${table#single_}" "$table" "${to}_${table#single_}" "$table"
	done < <(sql "SELECT table_name FROM information_schema.tables WHERE table_schema='wordpress' AND table_name LIKE 'single\\\\_%'")
	cat <<-SQL
		UPDATE ${to}_options SET option_value='$url' WHERE option_name IN ('siteurl', 'home');
		UPDATE ${to}_options SET option_value='$to' WHERE option_name='blogname';
		UPDATE ${to}_options SET option_name='${to}_user_roles' WHERE option_name='single_user_roles';
		DELETE FROM ${to}_options WHERE option_name='rewrite_rules';
		UPDATE ${to}_usermeta SET meta_key=REPLACE(meta_key, 'single_', '${to}_') WHERE meta_key LIKE 'single\\_%';
		UPDATE ${to}_posts SET guid=REPLACE(guid, '${SITE_URL[single]}', '$url'),
			post_content=REPLACE(post_content, '${SITE_URL[single]}', '$url');
	SQL
}

make_network() {
	REST_GATE_SITE_CONVERT=1 wp ms core multisite-convert --title=Network --base=/ --skip-config --user=admin
	wp ms plugin deactivate myplugin
	wp ms plugin activate myplugin --network
	wp ms site create --slug=shop --title=Shop --email=admin@single.test
	wp shop eval-file "$STATE/home/seed.php"
	finish shop
	finish ms
}

finish() {
	wp "$1" eval-file "$STATE/home/finish.php" "${PERMALINKS[$1]}" "${2:-}"
}

# install_sites: all content, when there is none yet.
install_sites() {
	local oldest current log=$STATE/log/install
	[ ! -f "$STATE/installed" ] || return 0
	sql "DROP DATABASE IF EXISTS wordpress; CREATE DATABASE wordpress CHARACTER SET utf8mb4;
		GRANT ALL ON wordpress.* TO wordpress@localhost IDENTIFIED BY '$(<"$STATE/secrets")';"
	rm -f "$STATE/home/app-passwords"
	# The servers' user may not be able to read the checkout.
	install -m 644 "$REPO/tests/site/seed.php" "$REPO/tests/site/finish.php" "$STATE/home/"
	# In the background bash still stops at the first error, which it does not behind `||`.
	install_oldest >"$log-6.5.log" 2>&1 &
	oldest=$!
	install_current >"$log-7.1.1.log" 2>&1 &
	current=$!
	wait "$current" || install_failed "$log-7.1.1.log"
	wait "$oldest" || install_failed "$log-6.5.log"
	touch "$STATE/installed"
}

install_oldest() {
	install_first old
	finish old
}

install_current() {
	local site network
	install_first single
	for site in "${COPIES[@]}"; do
		copy_statements "$site"
	done >"$STATE/tmp/copies.sql"
	as_worker mariadb --no-defaults --socket="$STATE/run/mariadb.sock" --user="$WORKER" wordpress <"$STATE/tmp/copies.sql"
	make_network &
	network=$!
	finish single "$STATE/home/app-passwords"
	for site in plain idx prefix noslash sub; do
		finish "$site"
	done
	wait "$network"
}

install_failed() {
	tail -n 25 "$1" >&2
	fail "WordPress could not be installed; all of it is in $1"
}
