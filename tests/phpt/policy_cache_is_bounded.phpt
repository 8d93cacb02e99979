--TEST--
rest_gate.policy_cache bounds the policies kept; the one unused for longest goes first
--DESCRIPTION--
A worker of a host serves many sites. Without the bound its memory would grow with them.
--INI--
rest_gate.policy_cache=2
--FILE--
<?php
require __DIR__ . '/support.inc';

$compiled = static fn() => (int) info()['Policy look-ups that compiled'];
$kept     = static fn() => (int) info()['Compiled policies in this process'];
$site     = static fn( int $number ) => opening( "/wp-json/site-$number/v1/*" );

$one = $site( 1 );
$site( 2 );
$site( 1 );
line( 'two fit', $kept(), $compiled() );
$site( 3 );
line( 'a third displaces one', $kept(), $compiled() );
$site( 1 );
line( 'the one used last is still there', $compiled() );
$site( 2 );
line( 'the other is not', $compiled() );

for ( $number = 10; $number < 60; $number++ ) {
	$site( $number );
}
line( 'never more than two', $kept() );
line( 'a displaced policy still decides', $one->decide( '/site-1/v1/x', 'GET', 'anonymous', TODAY )->outcome() );
--EXPECT--
two fit | 2 | 2
a third displaces one | 2 | 3
the one used last is still there | 3
the other is not | 4
never more than two | 2
a displaced policy still decides | allowlisted
