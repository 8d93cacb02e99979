#!/usr/bin/env bash
# Proves that the standard finds what it promises to find, and nothing else.
#
# Every fixture is linted as a file of the plugin. bad-*.php must yield exactly the lines of its .expect file
# ("line error-code", sorted); every other fixture must be clean. Every sniff of our own must be expected somewhere.
# Outside the plugin the sniffs that concern only the plugin must be silent.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
standard=$here/RestGate
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail=0
complain() {
	printf 'check-sniffs: %s\n' "$*" >&2
	fail=1
}

# Prints "file line error-code" for every finding in a folder.
findings() {
	local rc=0
	(cd "$work/$1" && phpcs -q -s -w --no-colors --no-cache --report=emacs --basepath=. --standard="$standard" .) \
		>"$work/raw" || rc=$?
	if ((rc > 2)); then
		cat "$work/raw" >&2
		complain "phpcs failed with exit code $rc"
	fi
	sed -nE 's/^(.+):([0-9]+):[0-9]+: (error|warning) - .* \(([A-Za-z0-9.]+)\)$/\1 \2 \4/p' "$work/raw"
}

# A copy, because the standard itself excludes the fixtures.
mkdir -p "$work/wp-plugin" "$work/elsewhere"
cp "$here"/fixtures/*.php "$work/wp-plugin/"
cp "$here"/fixtures/bad-{escape-output,handler-checks,validated-input,hook-priority,no-route-comparison}.php "$work/elsewhere/"

findings wp-plugin >"$work/found"
for fixture in "$here"/fixtures/*.php; do
	name=$(basename "$fixture" .php)
	expect=$here/fixtures/$name.expect
	if [[ $name == bad-* && ! -s $expect ]]; then
		complain "$name.expect is missing or empty"
		continue
	fi
	[[ $name == bad-* ]] || expect=/dev/null
	awk -v file="$name.php" '$1 == file { print $2, $3 }' "$work/found" | LC_ALL=C sort -k1,1n -k2,2 >"$work/actual"
	diff -u --label "$name.expect" --label found "$expect" "$work/actual" >&2 \
		|| complain "$name.php does not yield what is expected"
done

while IFS= read -r sniff; do
	code=RestGate.$(basename "$(dirname "$sniff")").$(basename "$sniff" Sniff.php)
	grep -qF " $code." "$here"/fixtures/*.expect || complain "no fixture expects $code"
done < <(find "$standard/Sniffs" -name '*Sniff.php')

findings elsewhere >"$work/found"
if [[ -s $work/found ]]; then
	cat "$work/found" >&2
	complain 'a sniff for the plugin speaks outside the plugin'
fi

((fail)) || echo "check-sniffs: $(find "$here/fixtures" -name '*.php' | wc -l) fixtures as expected"
exit "$fail"
