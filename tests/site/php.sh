# shellcheck shell=bash
# How PHP is configured for the servers and for WP-CLI: Debian's own folder of ini
# files for that SAPI, then ours in $STATE/php/conf.d. Sourced, needs lib.sh and $STATE.
#
# Whether rest_gate is loaded depends on 90-rest_gate.ini in our folder and on
# nothing else, also where the machine has the extension installed for everybody.

EXTENSION_INI=$STATE/php/conf.d/90-rest_gate.ini

# scan_dirs sapi: the value of PHP_INI_SCAN_DIR.
scan_dirs() {
	local debian=/etc/php/$PHP_VERSION/$1/conf.d ours=$STATE/php/conf.d filtered=$STATE/php/$1.d ini
	if ! grep -qsE '^[[:space:]]*(zend_)?extension[[:space:]]*=.*rest_gate' "$debian"/*.ini; then
		printf '%s:%s\n' "$debian" "$ours"
		return
	fi
	rm -rf "$filtered"
	mkdir -p "$filtered"
	for ini in "$debian"/*.ini; do
		grep -qE '^[[:space:]]*(zend_)?extension[[:space:]]*=.*rest_gate' "$ini" || ln -s "$ini" "$filtered/"
	done
	printf '%s:%s\n' "$filtered" "$ours"
}

write_php_ini() {
	mkdir -p "$STATE/php/conf.d"
	render php.ini "$STATE/php/conf.d/50-site.ini" STATE="$STATE"
}

extension_is_on() {
	[ -f "$EXTENSION_INI" ]
}

# extension_on: fails when the extension was never built, or is not one that PHP
# loads: tests that ran without it would prove nothing. What it keeps on disk stays in
# $STATE/gate. REST_GATE_INI, one setting a line, is put last, so it wins.
extension_on() {
	local so=$EXTENSION_SO
	[ -f "$so" ] || fail "there is no extension at $so: build it (cargo build --release), or name it in REST_GATE_SO"
	so=$(realpath "$so")
	if ! reachable "$so"; then
		install -m 644 "$so" "$STATE/php/librest_gate.so"
		so=$STATE/php/librest_gate.so
	fi
	"php$PHP_VERSION" -n -d extension="$so" -r 'exit( extension_loaded( "rest_gate" ) ? 0 : 1 );' 2>&1 ||
		fail "PHP $PHP_VERSION does not load $so as rest_gate"
	{
		printf 'extension=%s\nrest_gate.state_dir=%s\n' "$so" "$STATE/gate"
		printf '%s\n' "${SITE_INI:-}" "${REST_GATE_INI:-}"
	} >"$EXTENSION_INI"
}

extension_off() {
	rm -f "$EXTENSION_INI"
}
