--TEST--
Memory grows neither with decisions nor with documents
--DESCRIPTION--
The first half of each loop warms up: the second half must need nothing more. An FPM worker lives for days.
--FILE--
<?php
require __DIR__ . '/support.inc';

$policy = opening( '/wp-json/a/v1/*' );
$get    = array( 'rest_route' => '/a/v1/x', 'list' => array( 'x', array( 'y' ) ) );
$round  = static function () use ( $policy, $get ): void {
	$policy->decide( '/a/v1/x', 'GET', 'anonymous', TODAY )->pattern();
	$policy->decide( "/\xff\0", 'POST', 'anonymous', TODAY, '/x' )->reason();
};
$rest   = static function () use ( $policy, $get ): void {
	$policy->explain( '/a/v1/x', 'GET', 'anonymous', TODAY );
	$policy->entries( TODAY );
	$policy->expressions();
	resolved( $get )->route();
	told( static fn() => $policy->decide( '/x', 'GET', 'nobody', TODAY ) );
	told( static fn() => RestGate\Policy::compile( '{"version":1,"mode":"x"}' ) );
	RestGate\Document::initial()->withMode( 'restrict', true )->withEntry( '{"pattern":"/wp-json/b/v1/*"}', TODAY )->json();
	RestGate\Catalog::presets();
	RestGate\Catalog::gatePresets();
	RestGate\Document::initial()->withGate( '{"id":"a","pattern":"/a/*","require":{"deny":true}}' )->gates();
};
$gated  = policy( array( 'gates' => array( array( 'id' => 'a', 'pattern' => '/a/*', 'require' => array( 'capability' => 'edit_post', 'object' => 'id' ) ) ) ) );
$check  = static function ( int $number ) use ( $gated ): void {
	$gates = $gated->gates( array( '/a/v1/' . $number % 100 ), array() );
	$gates->callAs( $number, 1, 0, 'cookie', null );
	$check = $gates->check( '/a/v1/x', 'GET', '/a/v1/' . $number % 100 );
	$check->parameter( 'id', $number, true );
	$check->next();
	$check->answer( 'no' );
	$check->decision()->requirement();
	$gates->divide( '/a/v1/x', array( 'GET', 'POST' ) );
	told( static fn() => $gates->callAs( 1, 1, 0, 'x', null ) );
};
$site   = static fn( int $number ) => opening( "/wp-json/site-$number/v1/*" )->hash();

/**
 * How much PHP's and the process's memory grow over a number of rounds, after a warm-up of the same length.
 */
function growth( int $rounds, callable $round ): array {
	for ( $number = 0; $number < $rounds; $number++ ) {
		$round( $number );
	}
	gc_collect_cycles();
	$php     = memory_get_usage();
	$process = resident();
	for ( ; $number < 2 * $rounds; $number++ ) {
		$round( $number );
	}
	gc_collect_cycles();
	return array( 'PHP' => memory_get_usage() - $php, 'KiB' => resident() - $process );
}

$tests = array(
	'100,000 decisions'          => array( 50000, $round ),
	'every other method'         => array( 2000, $rest ),
	'40,000 gated requests'      => array( 20000, $check ),
	'2,000 distinct documents'   => array( 1000, $site ),
);
line( 'resident memory is known', resident() > 0 );
foreach ( $tests as $what => list( $rounds, $call ) ) {
	$growth = growth( $rounds, $call );
	line( $what, 'PHP', $growth['PHP'] <= 0 ? 'does not grow' : $growth['PHP'], 'process', $growth['KiB'] < 1024 ? 'below 1 MiB' : $growth['KiB'] );
}
line( info()['Compiled policies in this process'], 'kept' );
--EXPECT--
resident memory is known | true
100,000 decisions | PHP | does not grow | process | below 1 MiB
every other method | PHP | does not grow | process | below 1 MiB
40,000 gated requests | PHP | does not grow | process | below 1 MiB
2,000 distinct documents | PHP | does not grow | process | below 1 MiB
64 | kept
