<?php
/**
 * Counts the instructions that the extension adds to a request, and fails where they are too many.
 *
 * Two workers get the same requests under callgrind, one with the extension and one without; what the one executes
 * more is what the extension adds. Counts hardly depend on the machine and not on what else it does; time would.
 * The worker runs a script of one line in place of WordPress. A refusal runs no script: its figure is what it costs
 * beside that script.
 *
 * The test site must run, with the extension on, and nobody else may use its site `single`. Time is measured by
 * benches/early-pass.php.
 *
 *     php tests/valgrind/instructions.php
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/Counted.php';
require_once __DIR__ . '/support/Published.php';
require_once __DIR__ . '/../wordpress/support/Options.php';
require_once __DIR__ . '/../wordpress/support/Spool.php';

const USERS = '/wp-json/wp/v2/users';

/**
 * What is counted: the target, more of the request, whether the log is on, the counter that tells what became of
 * the request, and the bound, a fifth above what was measured when it was set.
 */
const ROWS = array(
	// 6,840.
	'pass, not REST'             => array( '/2027/01/hello-world/', array(), false, 'early_passed_not_rest', 8200 ),
	// 14,334: a path that is not plain is resolved as WordPress would.
	'pass, not REST, encoded'    => array( '/2027/01/%d0%bf%d1%80%d0%b8%d0%b2%d0%b5%d1%82/', array(), false, 'early_passed_not_rest', 17200 ),
	// 22,009: most of it is the judgement, up to where the password is met.
	'pass, REST with a password' => array( USERS, array( 'HTTP_AUTHORIZATION' => 'Basic YTpi' ), false, 'early_passed_authorization', 26500 ),
	// 58,874.
	'refuse'                     => array( USERS, array(), false, 'early_refused', 71000 ),
	// 100,866.
	'refuse with its record'     => array( USERS, array(), true, 'early_refused', 121000 ),
);

/**
 * A client that never asked before: requests of one client would become hits of one record.
 *
 * @return string
 */
function next_client() {
	static $number = 0;
	++$number;
	return '10.77.' . ( $number >> 8 ) . '.' . ( $number & 255 );
}

/**
 * Counts a row.
 *
 * @param Counted $counted The worker.
 * @param array   $row     The row.
 * @param bool    $refused Whether its requests are refused.
 * @return int
 */
function cost( Counted $counted, array $row, $refused ) {
	list( $uri, $more ) = $row;

	$request = static fn() => CgiWorker::request( $uri, $more + array( 'REMOTE_ADDR' => next_client() ) );
	$check   = static function ( $answer ) use ( $uri, $refused ) {
		if ( $refused !== str_contains( $answer, 'rest_gate_restricted' ) ) {
			throw new RuntimeException( "$uri: $answer" );
		}
	};
	return $counted->cost( $request, $check );
}

$failed  = 0;
$passed  = 0;
$has_log = null;
$with    = null;
$without = null;
try {
	foreach ( ROWS as $name => $row ) {
		list( , , $logs, $counter, $bound ) = $row;
		if ( $has_log !== $logs ) {
			$has_log = $logs;
			Published::follow( $logs ? array( 'log' => array( 'enabled' => true, 'exclude' => array() ) ) : array() );
		}
		$with    ??= new Counted( 'with', true );
		$without ??= new Counted( 'without', false );
		Published::renew();
		$refused = 'early_refused' === $counter;
		$before  = $with->worker()->figures();
		$records = count( Spool::records() );
		$added   = cost( $with, $row, $refused ) - cost( $without, $row, false );
		$after   = $with->worker()->figures();
		// What was counted must be what the row is about. Marks are not REST either.
		$became  = $after[ $counter ] - $before[ $counter ];
		$written = count( Spool::records() ) - $records;
		$good    = $added <= $bound && $became >= Counted::sends() && ( $logs ? Counted::sends() : 0 ) === $written;
		$passed += (int) $good;
		$failed += (int) ! $good;
		printf( "%-28s %7d instructions, at most %7d; %s %d, records %d: %s\n", $name, $added, $bound, $counter, $became, $written, $good ? 'good' : 'FAILED' );
	}
} finally {
	$with?->worker()->end();
	$without?->worker()->end();
	Lab::ungate( 'single' );
	Spool::wipe();
}
printf( "instructions: %d passed, %d failed\n", $passed, $failed );
exit( 0 === $failed ? 0 : 1 );
