#!/usr/bin/env bash
# Measures the early gate and the delay: php-fpm, nginx and wrk of the benchmarks' own, on the WordPress and the
# database of the test site, which it starts if need be. Prints tables; published figures are in docs/benchmarks.md.
#
# Usage: benches/stack.sh [--short]   --short: seconds instead of minutes, for `make test`
set -euo pipefail
cd "$(dirname "$0")/.."

SO=$(realpath "${REST_GATE_SO:-target/release/librest_gate.so}")
tests/site/site status >/dev/null 2>&1 || trap 'tests/site/site stop' EXIT
export REST_GATE_SO=$SO
tests/site/site start
tests/site/site extension on
php benches/early-request.php "$@"
php benches/early-pass.php "$@"
echo
php benches/tarpit-throughput.php "$@"
