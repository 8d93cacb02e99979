--TEST--
Methods take their arguments by name, and refuse too few and too many
--FILE--
<?php
require __DIR__ . '/support.inc';

$policy = opening( '/wp-json/a/v1/*' );
line( $policy->decide( principal: 'anonymous', today: TODAY, method: 'GET', route: '/a/v1' )->outcome() );
line( $policy->decide( '/b', 'OPTIONS', 'anonymous', TODAY, preflight: true )->outcome() );
line( $policy->decide( '/b', 'GET', 'anonymous', TODAY, null, false )->outcome() );
line( told( static fn() => $policy->decide( '/b', 'GET', 'anonymous' ) ) );
line( told( static fn() => $policy->decide( '/b', 'GET', 'anonymous', TODAY, null, false, 'more' ) ) );
line( told( static fn() => $policy->decide( '/b', 'GET', 'anonymous', TODAY, null, 'yes' ) ) );
line( told( static fn() => $policy->decide( '/b', 'GET', 'anonymous', TODAY, unknown: 1 ) ) );
line( told( static fn() => RestGate\Policy::compile() ) );
line( told( static fn() => RestGate\Policy::mode() ) );
line( told( static fn() => RestGate\Document::initial()->withMode( 'off', 1 ) ) );
line( told( static fn() => RestGate\Document::initial()->withPreset( 'oembed', 'x' ) ) );
--EXPECT--
allowlisted
preflight
blocked
ArgumentCountError: RestGate\Policy::decide() expects at least 4 arguments, 3 given
ArgumentCountError: RestGate\Policy::decide() expects at most 6 arguments, 7 given
TypeError: Invalid value given for argument `preflight`.
Error: Unknown named parameter $unknown
ArgumentCountError: RestGate\Policy::compile() expects exactly 1 argument, 0 given
Error: Non-static method RestGate\Policy::mode() cannot be called statically
TypeError: Invalid value given for argument `simulate`.
TypeError: Invalid value given for argument `registered`.
