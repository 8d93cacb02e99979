#!/usr/bin/env bash
# Compares php-stubs/rest_gate.stubs.php with the built extension, by what PHP's reflection says of both. Fails on any
# difference and shows it. REST_GATE_SO names another build, PHP another interpreter.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
php=${PHP:-php}
so=${REST_GATE_SO:-$here/../target/release/librest_gate.so}

die() {
	printf 'stubs: %s\n' "$1" >&2
	exit 1
}

command -v "$php" >/dev/null || die 'php is not installed'
[[ -f $so ]] || die "$so does not exist; build it first"
so=$(realpath "$so")
"$php" -n -d extension="$so" -r "exit( extension_loaded( 'rest_gate' ) ? 0 : 1 );" || die "$so does not load"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$php" -n -d extension="$so" "$here/dump-api.php" >"$work/extension"
"$php" -n "$here/dump-api.php" "$here/rest_gate.stubs.php" >"$work/stubs"

# Two empty lists are equal, too.
methods=$(grep -c '"returns"' "$work/extension" || true)
((methods > 0)) || die 'the extension declares no method'
diff -u --label extension --label rest_gate.stubs.php "$work/extension" "$work/stubs" \
	|| die 'the stubs differ from the extension; run php-stubs/generate.sh'
printf 'stubs: %d methods agree with the extension\n' "$methods"
