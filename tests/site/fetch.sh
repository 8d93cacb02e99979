#!/usr/bin/env bash
# Brings what the sites are made of, from the npm registry and checked against
# pinned hashes, into build/:
#
#   wordpress/7.1.1, wp-cli.phar, sqlite-database-integration   (set `current`)
#   wordpress/6.5                                               (set `oldest`)
#
# Usage: fetch.sh [current] [oldest]     both when none is named
# The second run finds everything in place and downloads nothing.

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

CACHE=$BUILD/cache

# tarball package version sha512: downloads the package once, prints its path.
tarball() {
	local file
	file=$CACHE/$(printf '%s-%s.tgz' "${1#@}" "$2" | tr / -)
	if ! verified "$file" "$3"; then
		rm -f "$file"
		say "downloading $1@$2" >&2
		(cd "$CACHE" && npm pack --silent "$1@$2" >/dev/null) || fail "npm pack $1@$2 failed"
		verified "$file" "$3" || fail "$1@$2 is not the expected file (sha512 of $file differs)"
	fi
	printf '%s\n' "$file"
}

verified() {
	[ -f "$1" ] && printf '%s  %s\n' "$2" "$1" | sha512sum --check --status
}

# has_version folder pattern: the version that WordPress itself states.
has_version() {
	grep -qsE "^ *\\\$wp_version = '$2';" "$1/wp-includes/version.php"
}

# unfold new target: puts a finished folder in place, so that an interrupted run
# never leaves half of one.
unfold() {
	rm -rf "$2"
	mkdir -p "$(dirname "$2")"
	mv "$1" "$2"
}

fetch_current() {
	local archive work files=package/dist/cli/wp-files
	if [ ! -f "$BUILD/wp-cli.phar" ] || [ ! -f "$BUILD/sqlite-database-integration/load.php" ] ||
		! has_version "$BUILD/wordpress/7.1.1" '7\.1\.1'; then
		archive=$(tarball wp-studio 1.22.0 6e832d6a19218160ca2b2353040d6e4cae60867026c5784363a29e4023bd166708dffa3e60e4aaf09c185b96589f11c2c47d7825ffe60fa0894c1bd35a5d98b7)
		work=$(mktemp -d "$CACHE/current.XXXXXX")
		tar -xzf "$archive" -C "$work" --no-same-owner \
			"$files/latest/wordpress" "$files/wp-cli/wp-cli.phar" "$files/sqlite-database-integration"
		has_version "$work/$files/latest/wordpress" '7\.1\.1' || fail 'the package does not hold WordPress 7.1.1'
		unfold "$work/$files/latest/wordpress" "$BUILD/wordpress/7.1.1"
		unfold "$work/$files/sqlite-database-integration" "$BUILD/sqlite-database-integration"
		unfold "$work/$files/wp-cli/wp-cli.phar" "$BUILD/wp-cli.phar"
		rm -rf "$work"
	fi
}

fetch_oldest() {
	local archive work
	if ! has_version "$BUILD/wordpress/6.5" '6\.5(\.[0-9]+)?'; then
		archive=$(tarball @wp-playground/wordpress-builds 0.9.19 765aaf87f3090e91395baf2f80f3ca523a62a7acccb81879f4bdc3d7c657fa9770bab0b8ab8c9dad3c30ff7b13315ebd0417281fa905f7762d02dba3342e4ca7)
		work=$(mktemp -d "$CACHE/oldest.XXXXXX")
		tar -xzf "$archive" -C "$work" --no-same-owner package/src/wordpress/wp-6.5.zip package/public/wp-6.5
		mkdir "$work/wordpress"
		unzip -q "$work/package/src/wordpress/wp-6.5.zip" -d "$work/wordpress"
		# That build comes without comments and keeps its scripts and styles outside the archive;
		# it also brings an SQLite drop-in of its own, which these sites do not use.
		cp -R "$work/package/public/wp-6.5/." "$work/wordpress/"
		rm -rf "$work/wordpress/wp-content/database" "$work/wordpress/wp-content/db.php" \
			"$work/wordpress/wp-content/mu-plugins" "$work/wordpress/wp-config.php" \
			"$work/wordpress/wordpress-remote-asset-paths"
		normalise_version_file "$work/wordpress/wp-includes/version.php"
		has_version "$work/wordpress" '6\.5(\.[0-9]+)?' || fail 'the package does not hold WordPress 6.5'
		unfold "$work/wordpress" "$BUILD/wordpress/6.5"
		rm -rf "$work"
	fi
}

# The minified build states everything on one line; WP-CLI reads this file line by line.
normalise_version_file() {
	sed -i 's/; *\$/;\n$/g; s/<?php */<?php\n/' "$1"
}

mkdir -p "$CACHE"
exec 8>"$CACHE/lock"
flock 8
[ $# -gt 0 ] || set -- current oldest
for name in "$@"; do
	case $name in
	current | oldest) "fetch_$name" ;;
	*) fail "$name is neither current nor oldest" ;;
	esac
done
