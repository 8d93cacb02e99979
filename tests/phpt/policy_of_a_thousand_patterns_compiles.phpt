--TEST--
A policy of 1,000 patterns compiles, and decides as the rule for one pattern says
--FILE--
<?php
require __DIR__ . '/support.inc';

$patterns = array();
for ( $number = 0; $number < 1000; $number++ ) {
	$patterns[] = "/wp-json/Plugin-$number/v1/" . array( '*', 'thing' )[ $number % 2 ];
}
$start  = hrtime( true );
$policy = opening( ...$patterns );
$wrong  = 0;
for ( $number = 0; $number < 1000; $number++ ) {
	$expected = array(
		"/plugin-$number/v1/thing"      => true,
		"/PLUGIN-$number/V1/THING"      => true,
		"/plugin-$number/v1"            => 0 === $number % 2,
		"/plugin-$number/v1/other"      => 0 === $number % 2,
		"/plugin-$number/v1/thing/7"    => 0 === $number % 2,
		"/plugin-$number/v1-thing"      => false,
		"/plugin-$number/v1/thing\n"    => false,
		"/x/plugin-$number/v1/thing"    => false,
	);
	foreach ( $expected as $route => $open ) {
		$decision = $policy->decide( $route, 'GET', 'anonymous', TODAY );
		$wrong   += $open === $decision->allowlisted() && ( ! $open || strtolower( $patterns[ $number ] ) === $decision->pattern() ) ? 0 : 1;
	}
}
line( 'wrong', $wrong );
line( 'within five seconds', hrtime( true ) - $start < 5e9 );
line( 'entries', count( $policy->entries( TODAY ) ) );

$most = static fn( int $count ) => opening( ...array_map( static fn( $number ) => "/wp-json/p/$number", range( 1, $count ) ) );
line( told( static fn() => $most( 5000 ) ) );
line( told( static fn() => $most( 5001 ) ) );
line( told( static fn() => RestGate\Policy::compile( '{"version":1,"mode":"off"}' . str_repeat( ' ', 1 << 20 ) ) ) );
--EXPECT--
wrong | 0
within five seconds | true
entries | 1000
nothing thrown, RestGate\Policy
RestGate\DocumentException: /allowlist: more than 5000 entries
RestGate\DocumentException: policy document: larger than 1048576 bytes (1048602 bytes)
