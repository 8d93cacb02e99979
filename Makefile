# REST Gate. `make` alone lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
SO := target/release/librest_gate.so

.PHONY: help build demo demo-stop test lint bench bench-stack soak install stubs packages-build

help: ## lists the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

packages-build:
	@tests/site/packages.sh build

# The library alone: beside an rlib Cargo leaves whole-program optimisation out.
build: packages-build ## builds the extension, target/release/librest_gate.so
	cargo rustc --release --locked --lib --crate-type cdylib

demo: build ## starts WordPress with the gate on http://127.0.0.1:8080 and plays a tour
	@tests/site/demo start
	@tests/site/demo tour

demo-stop: ## stops the demo
	@tests/site/demo stop

test: ## runs every test and lint; installs what is missing
	@tests/run

lint: ## runs the lints alone
	@tests/lint/run.sh
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --all-targets --no-default-features -- -D warnings

bench: build ## measures decisions: Criterion for the core, a PHP loop for the whole call
	@benches/run.sh

bench-stack: build ## measures the early gate and the delay on nginx, php-fpm and MariaDB
	@benches/stack.sh

soak: build ## longer seeded differential and property tests, and two million requests to the early gate
	@tests/soak

stubs: ## generates php-stubs/ from the built extension
	@php-stubs/generate.sh

install: build ## installs the extension for this machine's PHP, and the plugin: WP=/path/to/wordpress
	@tools/install.sh "$(WP)"
