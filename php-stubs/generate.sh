#!/usr/bin/env bash
# Writes php-stubs/rest_gate.stubs.php from a debug build of the extension: what IDEs and static analysers read.
#
# Run it after every change to a class or a doc comment in src/php/, and then php-stubs/check.sh. Installs nothing. Needs
#
#   cargo, and what the extension needs to build
#   cargo-php 0.2.2 (`cargo install cargo-php --version 0.2.2 --locked`); other lines of versions cannot read
#   extensions built with ext-php-rs 0.16. CARGO_PHP names it where it is not in the PATH
#   php, and its embeddable library (Debian's libphp8.2-embed): cargo-php opens the extension without PHP, and the
#   engine's variables that the extension uses must come from somewhere. LIBPHP names it where it lies elsewhere
#
# cargo-php writes constants that PHP cannot parse, children before their parents, and no `final`; finish.php puts
# that right, with what PHP itself says of the same build.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/.."

die() {
	printf 'stubs: %s\n' "$1" >&2
	exit 1
}

cargo_php=${CARGO_PHP:-cargo-php}
for tool in cargo php; do
	command -v "$tool" >/dev/null || die "$tool is not installed"
done
command -v "$cargo_php" >/dev/null \
	|| die 'cargo-php is not installed: cargo install cargo-php --version 0.2.2 --locked'
version=$("$cargo_php" php --version)
[[ "$version " == *' 0.2.2 '* ]] || die "cargo-php 0.2.2 is needed, this is: $version"

# Only a debug build can describe itself.
cargo build --quiet --target-dir build/stubs
so=build/stubs/debug/librest_gate.so
raw=build/stubs/raw.stubs.php
finished=build/stubs/rest_gate.stubs.php

libphp=${LIBPHP:-$(find /usr/lib -maxdepth 2 -name 'libphp8.2.so' -not -path '*/apache2/*' -print -quit)}
[[ -n $libphp ]] || die 'the embeddable library of PHP is not installed: apt-get install libphp8.2-embed'
LD_PRELOAD=$libphp "$cargo_php" php stubs --stdout "$so" >"$raw"
php -n -d extension="$PWD/$so" "$here/finish.php" "$raw" >"$finished"
php -n -l "$finished" >/dev/null || die "$finished is not PHP"
cp "$finished" "$here/rest_gate.stubs.php"
printf 'stubs: php-stubs/rest_gate.stubs.php is written\n'
