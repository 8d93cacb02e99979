#!/usr/bin/env bash
# Makes sure that the Debian packages are installed which building the extension,
# the demo and the test site need.
#
# Usage: packages.sh [build] [demo] [lab]     all groups when none is named
#
# Prints each missing package with the reason it is needed, then installs them.
# Prints nothing and changes nothing when all are there. No service is started, so
# no port is taken.

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

POLICY=/usr/sbin/policy-rc.d
AS_ROOT=()
[ "$(id -u)" -eq 0 ] || AS_ROOT=(sudo)

# One row a package: name, the command that stands for it when another package may
# bring it as well (- when only the package itself will do), the reason.
rows() {
	case $1 in
	build)
		cat <<-ROWS
			php$PHP_VERSION-cli|-|runs the extension's own tests
			php$PHP_VERSION-dev|-|the PHP headers that the extension is compiled against
			libclang-dev|-|reads those headers for the Rust bindings
			clang|clang|compiles the C side of the bindings
			gcc|gcc|links the extension
			make|make|the project's commands are make targets
		ROWS
		;;
	demo)
		cat <<-ROWS
			php$PHP_VERSION-cli|-|runs WP-CLI
			php$PHP_VERSION-fpm|-|runs WordPress
			php$PHP_VERSION-sqlite3|-|WordPress keeps its data in SQLite here
			php$PHP_VERSION-mbstring|-|WordPress handles text with it
			php$PHP_VERSION-xml|-|WordPress reads feeds and documents with it
			php$PHP_VERSION-curl|-|WordPress sends requests with it
			nginx-light|nginx|the web server
			curl|curl|asks the site whether it answers
			rsync|rsync|copies the plugin to the site
			npm|npm|downloads WordPress
		ROWS
		;;
	lab)
		rows demo
		cat <<-ROWS
			php$PHP_VERSION-mysql|-|WordPress reaches MariaDB with it
			php$PHP_VERSION-cgi|-|one more way in which servers run PHP
			apache2|apache2|the second web server
			libapache2-mod-php$PHP_VERSION|-|PHP inside Apache
			mariadb-server|mariadbd|the database of the test sites
			phpunit|phpunit|runs the tests against the sites
			php-codesniffer|phpcs|checks the style of the PHP files
			shellcheck|shellcheck|checks the shell scripts
			jq|jq|reads JSON in scripts
			unzip|unzip|unpacks the oldest WordPress that is supported
			wrk|wrk|hammers a URL in a benchmark
			valgrind|valgrind|counts instructions and checks memory
			rsyslog|rsyslogd|ships the log's spool in a test
			sqlite3|sqlite3|reads a copy of the log's store in a test
		ROWS
		;;
	*) fail "there is no group $1: build, demo or lab" ;;
	esac
}

installed() {
	if [ "$2" != - ]; then
		command -v "$2" >/dev/null
	else
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]
	fi
}

known() {
	local name
	for name in "$@"; do
		[[ $(LC_ALL=C apt-cache policy "$name" 2>/dev/null) =~ Candidate:\ [^\(] ]] || return 1
	done
}

install_packages() {
	"${AS_ROOT[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

# Debian starts a service as soon as it is installed, unless this file forbids it.
forbid_services() {
	[ ! -e "$POLICY" ] || return 0
	trap allow_services EXIT
	printf '#!/bin/sh\nexit 101\n' | "${AS_ROOT[@]}" tee "$POLICY" >/dev/null
	"${AS_ROOT[@]}" chmod 755 "$POLICY"
}

allow_services() {
	"${AS_ROOT[@]}" rm -f "$POLICY"
}

[ $# -gt 0 ] || set -- build demo lab
missing=()
all=
for group in "$@"; do
	all+=$(rows "$group")$'\n'
done
while IFS='|' read -r package command reason; do
	if [ -n "$package" ] && ! installed "$package" "$command"; then
		say "missing: $package ($reason)"
		missing+=("$package")
	fi
done < <(printf '%s' "$all" | sort -u)

[ ${#missing[@]} -gt 0 ] || exit 0
command -v apt-get >/dev/null || fail 'this is not Debian: install the packages above by hand'
[ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null || fail 'become root, or install sudo, to install the packages above'

forbid_services
known "${missing[@]}" || "${AS_ROOT[@]}" apt-get update -q
# Lists that are old name files that the mirror has replaced since.
install_packages "${missing[@]}" || { "${AS_ROOT[@]}" apt-get update -q && install_packages "${missing[@]}"; }
