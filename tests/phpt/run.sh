#!/usr/bin/env bash
# Runs the PHP tests of the extension with PHP's own run-tests.php, opcache on.
#
#   tests/phpt/run.sh                tests/phpt/*.phpt, against target/release/librest_gate.so
#   tests/phpt/run.sh --fault SO     tests/phpt/fault/*.phpt, against a build with the feature `fault`:
#                                    cargo build --release --features fault --target-dir build/fault
#   tests/phpt/run.sh --valgrind [NAME…]
#                                    tests/phpt/*.phpt, or those that are named, under memcheck
#
# REST_GATE_SO names another extension, PHP another interpreter, PHP_CONFIG its php-config, RUN_TESTS another
# run-tests.php. Works on a copy in build/. Fails when a test failed, was skipped, could not be read or leaked, and
# when none ran. The last line is the count.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
php=${PHP:-php}
php_config=${PHP_CONFIG:-php-config}

die() {
	printf 'phpt: %s\n' "$1" >&2
	exit 1
}

tests=$here
work=$root/build/phpt
so=${REST_GATE_SO:-$root/target/release/librest_gate.so}
valgrind=
names=()
if [[ ${1:-} == --fault ]]; then
	[[ $# -eq 2 ]] || die 'usage: run.sh [--fault SO | --valgrind [NAME…]]'
	tests=$here/fault
	work=$root/build/phpt-fault
	so=$2
elif [[ ${1:-} == --valgrind ]]; then
	shift
	valgrind=1
	names=("$@")
	work=$root/build/phpt-valgrind
	command -v valgrind >/dev/null || die 'valgrind is not installed'
elif [[ $# -gt 0 ]]; then
	die 'usage: run.sh [--fault SO | --valgrind [NAME…]]'
fi

php=$(command -v "$php") || die 'php is not installed'
[[ -f $so ]] || die "$so does not exist; build it first"
so=$(realpath "$so")

# Debian keeps run-tests.php with the headers, a PHP built from source in its library folder.
run_tests=${RUN_TESTS:-}
if [[ -z $run_tests ]]; then
	api=$("$php_config" --phpapi 2>/dev/null || true)
	prefix=$("$php_config" --prefix 2>/dev/null || true)
	for place in "/usr/lib/php/$api/build" "$prefix/lib/php/build" "$prefix/lib64/php/build" "$prefix/lib/php/$api/build"; do
		[[ ! -f $place/run-tests.php ]] || {
			run_tests=$place/run-tests.php
			break
		}
	done
fi
[[ -f $run_tests ]] || die 'no run-tests.php; install the headers of PHP (php-dev) or name it in RUN_TESTS'

# A test cannot tell a missing extension from one that does nothing.
"$php" -n -d extension="$so" -r "exit( extension_loaded( 'rest_gate' ) ? 0 : 1 );" \
	|| die "$so does not load into $php"
"$php" -n -d zend_extension=opcache -r "exit( extension_loaded( 'Zend OPcache' ) ? 0 : 1 );" \
	|| die 'opcache does not load'

rm -rf "$work"
mkdir -p "$work"
shopt -s nullglob
files=("$tests"/*.phpt)
if ((${#names[@]} > 0)); then
	files=("${names[@]/#/$tests/}")
elif [[ -n $valgrind ]]; then
	# Two are about PHP's own allocator, its limit and what it says that is in use, and under memcheck it is off; one
	# asks for the time.
	kept=()
	for file in "${files[@]}"; do
		case ${file##*/} in
		fatal_error_leaves_the_worker_alive.phpt | memory_does_not_grow.phpt | policy_of_a_thousand_patterns_compiles.phpt) ;;
		*) kept+=("$file") ;;
		esac
	done
	files=("${kept[@]}")
fi
((${#files[@]} > 0)) || die 'there are no tests'
cp "$here"/*.inc "${files[@]}" "$work/"
[[ $tests == "$here" ]] || cp "$tests"/*.inc "$work/"

options=()
if [[ -n $valgrind ]]; then
	# run-tests.php switches PHP's allocator off and takes every line that memcheck writes for a leak. Machine code
	# that PCRE makes reads past the end of texts on purpose.
	options=(-m -d pcre.jit=0)
	export VALGRIND_OPTS="--leak-check=full --show-leak-kinds=definite,indirect --num-callers=40 --suppressions=$root/tests/valgrind/php.supp"
fi

rc=0
(
	cd "$work"
	REPORT_EXIT_STATUS=1 NO_INTERACTION=1 TEST_PHP_EXECUTABLE=$php REST_GATE_SO=$so \
		"$php" -n "$run_tests" -n -q --offline --no-color --show-diff -W "$work/results" \
		"${options[@]}" -d extension="$so" -d zend_extension=opcache -d opcache.enable=1 -d opcache.enable_cli=1 \
		"$work"
) || rc=$?

count() {
	awk -v wanted="$1" '$1 == wanted' "$work/results" | wc -l
}
touch "$work/results"
total=$(wc -l <"$work/results")
passed=$(count PASSED)
skipped=$(count SKIPPED)
missing=$((${#files[@]} - total))
failed=$((total - passed - skipped + (missing > 0 ? missing : 0)))

if [[ -n $valgrind ]]; then
	for report in "$work"/*.mem; do
		printf '%s:\n' "${report##*/}"
		head -n 60 "$report"
	done
fi
printf 'phpt: %d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
((rc == 0 && passed == ${#files[@]}))
