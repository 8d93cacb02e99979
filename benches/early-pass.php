<?php
/**
 * How long the extension takes for a request that it lets pass.
 *
 * Two workers, php-cgi behind a socket, one with the extension and one without, run a script of one line for the
 * same requests, many in a row, one worker after the other in changing order. Counted is their processor time by
 * the kernel's account; what the extension adds is the median over all rounds of the one beside the other. Beside
 * it stands what the same machine needs for a request without the extension. The test site must run with the
 * extension on. Instructions are counted by tests/valgrind/instructions.php.
 *
 *     php benches/early-pass.php [--short]
 */

declare( strict_types=1 );

require_once __DIR__ . '/measure.php';
require_once __DIR__ . '/../tests/valgrind/support/CgiWorker.php';
require_once __DIR__ . '/../tests/valgrind/support/Published.php';

/** The rows: target, more of the request, and the counter that tells what became of it. */
const ROWS = array(
	'not REST'             => array( '/2027/01/hello-world/', array(), 'early_passed_not_rest' ),
	'not REST, encoded'    => array( '/2027/01/%d0%bf%d1%80%d0%b8%d0%b2%d0%b5%d1%82/', array(), 'early_passed_not_rest' ),
	'REST with a password' => array( '/wp-json/wp/v2/users', array( 'HTTP_AUTHORIZATION' => 'Basic YTpi' ), 'early_passed_authorization' ),
);

/** So many requests are one figure. */
const MANY = 500;

/** Microseconds of a worker for one request. */
function figure( CgiWorker $worker, string $request ): float {
	$before = processor_time( array( $worker->pid() ) );
	for ( $sent = 0; $sent < MANY; ++$sent ) {
		$worker->send( $request );
	}
	return ( processor_time( array( $worker->pid() ) ) - $before ) / MANY / 1000;
}

/** Measures a row, and prints it. */
function row( string $name, CgiWorker $with, CgiWorker $without, int $rounds ): void {
	list( $uri, $more, $counter ) = ROWS[ $name ];

	$request = CgiWorker::request( $uri, $more );
	$before  = $with->figures()[ $counter ];
	$added   = array();
	$alone   = array();
	for ( $round = -1; $round < $rounds; ++$round ) {
		Published::renew();
		$figures = array();
		$order   = array( 'with' => $with, 'without' => $without );
		foreach ( $round % 2 ? $order : array_reverse( $order ) as $which => $worker ) {
			$figures[ $which ] = figure( $worker, $request );
		}
		// The first round warms everything up.
		if ( $round >= 0 ) {
			$added[] = $figures['with'] - $figures['without'];
			$alone[] = $figures['without'];
		}
	}
	if ( $with->figures()[ $counter ] - $before < MANY * $rounds ) {
		fail( "$name: not every request was counted as $counter" );
	}
	sort( $added );
	// The median of all possible rounds lies between these ranks; a binomial distribution, taken as normal.
	$off = (int) ceil( 0.98 * sqrt( $rounds ) );
	$mid = intdiv( $rounds, 2 );
	printf( "| %s | %.1f µs | %+.2f µs (%+.2f to %+.2f) |\n", $name, median( $alone ), median( $added ), $added[ max( 0, $mid - $off ) ], $added[ min( $rounds - 1, $mid + $off ) ] );
}

need_extension();
$rounds  = in_array( '--short', $argv, true ) ? 3 : 41;
$with    = null;
$without = null;
try {
	Published::follow( array() );
	$with    = new CgiWorker( 'with', true );
	$without = new CgiWorker( 'without', false );
	printf( "A request that the early gate passes, %d requests a figure, median of %d rounds\n\n| | without the extension | added |\n|---|---:|---:|\n", MANY, $rounds );
	foreach ( array_keys( ROWS ) as $name ) {
		row( $name, $with, $without, $rounds );
	}
} finally {
	$with?->end();
	$without?->end();
	forget_policies( 'single' );
}
