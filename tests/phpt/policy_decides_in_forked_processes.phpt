--TEST--
A policy compiled before a fork decides in parent and children; each goes on alone
--DESCRIPTION--
FPM and Apache fork their workers after the extension is loaded.
--FILE--
<?php
require __DIR__ . '/support.inc';

$policy = opening( '/wp-json/a/v1/*' );
$all    = static function () use ( $policy ): bool {
	for ( $number = 0; $number < 1000; $number++ ) {
		if ( ! $policy->decide( '/a/v1/x', 'GET', 'anonymous', TODAY )->allowlisted() || ! $policy->decide( '/b', 'GET', 'anonymous', TODAY )->refused() ) {
			return false;
		}
		// The cache is locked in every process while others use theirs.
		if ( opening( '/wp-json/a/v1/*' )->hash() !== $policy->hash() ) {
			return false;
		}
	}
	return true;
};

$children = array();
for ( $number = 0; $number < 4; $number++ ) {
	$child = pcntl_fork();
	if ( 0 === $child ) {
		$own  = opening( "/wp-json/child-$number/v1/*" );
		$good = $all() && $own->decide( "/child-$number/v1", 'GET', 'anonymous', TODAY )->allowlisted() && '2' === info()['Compiled policies in this process'];
		exit( $good ? 7 : 8 );
	}
	$children[] = $child;
}
line( 'parent', $all() );
foreach ( $children as $child ) {
	pcntl_waitpid( $child, $status );
	line( 'child', pcntl_wifexited( $status ), pcntl_wexitstatus( $status ) );
}
line( 'the parent knows nothing of the children', info()['Compiled policies in this process'] );
--EXPECT--
parent | true
child | true | 7
child | true | 7
child | true | 7
child | true | 7
the parent knows nothing of the children | 1
