#!/usr/bin/env bash
# Measures decisions, the log, and what gates and the log add to a whole request of the test site, which it
# starts if need be. Prints tables; figures that were published are in docs/benchmarks.md.
#
# Usage: benches/run.sh [--short]   --short: seconds instead of minutes, for `make test`
set -euo pipefail
cd "$(dirname "$0")/.."

SO=$(realpath "${REST_GATE_SO:-target/release/librest_gate.so}")
short=()
criterion=()
profile=()
if [ "${1:-}" = --short ]; then
	short=(--short)
	criterion=(-- --quick --noplot)
	# What the tests have built already: nobody reads these figures.
	profile=(--profile dev)
fi

cargo bench "${profile[@]}" --locked --no-default-features --bench decision "${criterion[@]}"
cargo bench "${profile[@]}" --locked --no-default-features --bench log -- "${short[@]}"
php -n -d zend_extension=opcache -d opcache.enable_cli=1 -d "extension=$SO" benches/php-loop.php "${short[@]}"
echo

tests/site/site status >/dev/null 2>&1 || trap 'tests/site/site stop' EXIT
export REST_GATE_SO=$SO
tests/site/site start
tests/site/site extension on
php benches/gated-request.php "${short[@]}"
echo
php benches/logged-request.php "${short[@]}"
if [ "${#short[@]}" -gt 0 ]; then
	benches/stack.sh --short
fi
