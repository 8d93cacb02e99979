#!/usr/bin/env bash
# Lints everything that is PHP or shell: the sniffs against their fixtures, phpcs, php -l, shellcheck.
#
# Looks at the files that git tracks or would track. Prints every finding, then one line with the total; the exit code
# is 0 only when there is none. A missing tool is a finding.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sniffs=0
style=0
syntax=0
shell=0

has() {
	command -v "$1" >/dev/null || {
		printf 'lint: %s is not installed\n' "$1"
		return 1
	}
}

is_shell() {
	local base=${1##*/} first=''
	[[ $base == *.sh ]] && return 0
	[[ ${base#.} == *.* ]] && return 1
	IFS= read -r first <"$1" 2>/dev/null || true
	[[ $first =~ ^#!.*[/[:space:]](ba|da)?sh([[:space:]]|$) ]]
}

php_files=()
style_files=()
shell_files=()
while IFS= read -r -d '' file; do
	# Git lists what was deleted but not staged, too.
	[[ -f $file && $file != build/* && $file != */build/* ]] || continue
	if [[ $file == *.php ]]; then
		php_files+=("$file")
		[[ $file == tests/lint/fixtures/* || ! $file =~ ^(wp-plugin|tests)/ ]] || style_files+=("$file")
	elif is_shell "$file"; then
		shell_files+=("$file")
	fi
done < <(git ls-files -z --cached --others --exclude-standard --deduplicate)

if has phpcs; then
	"$here/check-sniffs.sh" 2>&1 || sniffs=1

	if ((${#style_files[@]})); then
		rc=0
		printf '%s\n' "${style_files[@]}" >"$work/files"
		phpcs -q -s -w --no-colors --no-cache --report=emacs --basepath=. --standard="$here/RestGate" \
			--file-list="$work/files" >"$work/style" || rc=$?
		cat "$work/style"
		style=$(grep -cE ':[0-9]+:[0-9]+: (error|warning) - ' "$work/style" || true)
		((rc == 0 || style > 0)) || style=1

		# These end a run over a file before any sniff can ask for the reason.
		if grep -nEi 'phpcs:ignoreFile|@codingStandardsIgnoreFile' "${style_files[@]}" /dev/null >"$work/whole"; then
			while IFS= read -r line; do
				printf '%s: error - whole files are never ignored\n' "$line"
				style=$((style + 1))
			done <"$work/whole"
		fi
	fi
else
	sniffs=1
fi

if has php; then
	for file in "${php_files[@]}"; do
		php -n -d display_errors=1 -l "$file" >"$work/syntax" 2>&1 || {
			grep -v '^$' "$work/syntax" || true
			syntax=$((syntax + 1))
		}
	done
else
	syntax=1
fi

if has shellcheck; then
	for file in "${shell_files[@]}"; do
		shellcheck -x -P SCRIPTDIR -f gcc "$file" >"$work/shell" 2>&1 || {
			cat "$work/shell"
			count=$(wc -l <"$work/shell")
			shell=$((shell + (count > 0 ? count : 1)))
		}
	done
else
	shell=1
fi

total=$((sniffs + style + syntax + shell))
printf 'lint: %d findings (sniffs %d, phpcs %d in %d files, php -l %d in %d files, shellcheck %d in %d files)\n' \
	"$total" "$sniffs" "$style" "${#style_files[@]}" "$syntax" "${#php_files[@]}" "$shell" "${#shell_files[@]}"
((total == 0))
