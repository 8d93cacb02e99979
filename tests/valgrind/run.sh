#!/usr/bin/env bash
# Looks for memory errors and lost memory of the extension with valgrind's memcheck: in the PHP tests, and in a
# worker of php-fpm that serves the test site's WordPress. PHP's own allocator is off.
#
# Usage: tests/valgrind/run.sh [--short]   --short: a few of the PHP tests, for `make test`
#
# The test site must run, with the extension on, and nobody else may use its site `single`. Fails for every error,
# whoever makes it, and for memory that the extension lost. The last line is the count.
set -euo pipefail
cd "$(dirname "$0")/../.."

names=()
if [ "${1:-}" = --short ]; then
	# Decisions, errors, gates with callbacks, and objects that PHP copies and serializes.
	names=(policy_decides_from_wherever_php_calls_it.phpt each_mistake_throws_its_own_class.phpt objects_survive_what_php_does_to_objects.phpt)
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
rc=0
tests/phpt/run.sh --valgrind "${names[@]}" >"$log" 2>&1 || rc=1
php tests/valgrind/worker.php >>"$log" 2>&1 || rc=1
# Two counts would be added to the one below.
sed -E 's/^(phpt|worker): ([0-9]+ passed)/\1, \2/' "$log"
awk -v rc="$rc" '
	/^(phpt|worker): [0-9]+ passed, [0-9]+ failed/ { good += $2; bad += $4 }
	END { printf "valgrind: %d passed, %d failed\n", good, rc && !bad ? 1 : bad }' "$log"
[ "$rc" -eq 0 ]
