#!/usr/bin/env bash
# Installs the built extension for the machine's PHP (cli and fpm) and the plugin into a WordPress.
#
# Usage: tools/install.sh /path/to/wordpress
#
# The plugin is copied, not activated: `wp plugin activate rest-gate` does that. Run it as root, or
# as somebody who may use sudo.
set -euo pipefail
cd "$(dirname "$0")/.."

SO=target/release/librest_gate.so
WP=${1:-}

fail() {
	printf 'install: %s\n' "$1" >&2
	exit 1
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

[ -n "$WP" ] || fail 'name the WordPress folder: make install WP=/path/to/wordpress'
[ -f "$WP/wp-includes/version.php" ] || fail "\`$WP\` is no WordPress: it has no wp-includes/version.php"
[ -f "$SO" ] || fail "\`$SO\` is missing: run \`make build\` first"

version=$(php-config --version | cut -d. -f1,2)
php --version | grep -q "^PHP $version\." || fail "php-config is $version, but php is another: the extension was built for a PHP that does not run here"
folder=$(php-config --extension-dir)
available=/etc/php/$version/mods-available
[ -d "$available" ] || fail "\`$available\` is missing: this is not Debian's PHP; copy $SO to $folder and add \`extension=rest_gate\` to php.ini by hand"

# By rename: running workers keep the file that they mapped, and no new process meets half a file.
as_root install -m 644 "$SO" "$folder/.rest_gate.so.new"
as_root mv -f "$folder/.rest_gate.so.new" "$folder/rest_gate.so"
printf '; priority=30\nextension=rest_gate.so\n' | as_root tee "$available/rest_gate.ini" >/dev/null
for sapi in cli fpm apache2 cgi; do
	[ ! -d "/etc/php/$version/$sapi" ] || as_root phpenmod -v "$version" -s "$sapi" rest_gate
done
php -r 'exit(extension_loaded("rest_gate") ? 0 : 1);' || fail 'PHP does not load the extension; php -m says why'

# As for PHP's sessions: each system user makes a folder of its own in it.
[ -e /var/lib/rest-gate ] || as_root install -d -m 1733 /var/lib/rest-gate

plugins=$WP/wp-content/plugins
owner=$(stat -c '%u:%g' "$plugins")
as_root mkdir -p "$plugins/rest-gate"
as_root cp -R wp-plugin/rest-gate/. "$plugins/rest-gate/"
as_root chown -R "$owner" "$plugins/rest-gate"

installed=$(php -r "echo phpversion('rest_gate');")
cat <<DONE
Installed rest_gate $installed into $folder, enabled for PHP $version, and the plugin into $plugins/rest-gate.
Next: restart PHP-FPM or Apache, then run in $WP
  wp plugin activate rest-gate
  wp rest-gate mode restrict --simulate
DONE
