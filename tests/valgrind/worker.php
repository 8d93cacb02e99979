<?php
/**
 * Has a worker of php-fpm serve the test site's WordPress under memcheck, and fails for every error and for memory
 * that the extension lost.
 *
 * The worker takes early refusals with and without a record, requests that pass to WordPress for different reasons,
 * refusals by WordPress, a snapshot that is broken, and too many of one client; then it ends by itself. Memory is
 * the extension's where it stands in the stack of the allocation. What else PHP loses, in a worker that ends, is
 * counted and not judged.
 *
 * The test site must run, with the extension on, and nobody else may use its site `single`.
 *
 *     php tests/valgrind/worker.php
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/CheckedPool.php';
require_once __DIR__ . '/support/Published.php';
require_once __DIR__ . '/support/Report.php';
require_once __DIR__ . '/../wordpress/support/Options.php';
require_once __DIR__ . '/../wordpress/support/Spool.php';

const USERS = '/wp-json/wp/v2/users';
const LIMIT = array( 'rate_limit' => array( 'enabled' => true, 'client' => 'direct', 'per_minute' => 1, 'burst' => 3 ) );
const LOG   = array( 'log' => array( 'enabled' => true, 'exclude' => array() ) );
/** So many of the requests are for pages. WordPress holds the policy until a page ends. */
const PAGES = 1;

/** More than the burst. */
const TOO_MANY = 5;

const DELAY = array( 'tarpit' => array( 'min_ms' => 1, 'max_ms' => 2 ) );

/**
 * What is asked under the policy with log, limit and delay: target, more of the request, status, and the reason in
 * the record; null for no record.
 *
 * @return array[]
 */
function asked() {
	$admin = 'Basic ' . base64_encode( Lab::env( 'ADMIN_LOGIN' ) . ':' . Lab::env( 'ADMIN_APP_PASSWORD' ) );
	return array(
		'early refusal'                => array( USERS, array(), 401, 'early' ),
		'early refusal of HEAD'        => array( USERS, array( 'REQUEST_METHOD' => 'HEAD' ), 401, 'early' ),
		'early refusal, origin'        => array( '/?rest_route=/wp/v2/users', array( 'HTTP_ORIGIN' => 'https://a.example', 'QUERY_STRING' => 'rest_route=/wp/v2/users' ), 401, 'early' ),
		'not REST'                     => array( '/hello-world/', array(), 200, null ),
		'password'                     => array( USERS, array( 'HTTP_AUTHORIZATION' => $admin ), 200, 'authenticated' ),
		'wrong password'               => array( USERS, array( 'HTTP_AUTHORIZATION' => 'Basic YTpi' ), 401, '' ),
		'unknown header'               => array( USERS, array( 'HTTP_X_API_KEY' => 'x' ), 401, 'not_allowlisted' ),
		'allowlisted'                  => array( '/wp-json/', array(), 200, 'builtin' ),
		'preflight'                    => array( USERS, array( 'REQUEST_METHOD' => 'OPTIONS', 'HTTP_ORIGIN' => 'https://a.example', 'HTTP_ACCESS_CONTROL_REQUEST_METHOD' => 'GET' ), 204, '' ),
	);
}

/**
 * Asks, each time as another client, and tells what was not as expected.
 *
 * @param CheckedPool $pool  The pool.
 * @param array[]     $asked What is asked.
 * @param bool        $renews Whether the snapshot is kept valid.
 * @return int So many requests were not as expected.
 */
function ask( CheckedPool $pool, array $asked, $renews = true ) {
	static $client = 0;
	$wrong = 0;
	foreach ( $asked as $about => list( $uri, $more, $expected, $reason ) ) {
		if ( $renews ) {
			Published::renew();
		}
		$address = '10.78.0.' . ++$client;
		$answer  = $pool->send( CgiWorker::request( $uri, $more + array( 'REMOTE_ADDR' => $address ) ) );
		$status  = preg_match( '/^Status: (\d+)/', $answer, $match ) ? (int) $match[1] : 200;
		$find    = static fn() => array_column( array_filter( Spool::of( $address ), static fn( $record ) => ! isset( $record['parent'] ) ), 'reason' ) ?: null;
		$found   = null === $reason ? $reason : ( Spool::await( $find )[0] ?? 'no record' );
		$good    = $expected === $status && ( null === $reason || str_starts_with( $found, $reason ) );
		$wrong  += (int) ! $good;
		printf( "%-28s %d %s: %s\n", $about, $status, $found, $good ? 'good' : "FAILED\n$answer" );
	}
	return $wrong;
}

/**
 * Plays all requests.
 *
 * @param CheckedPool $pool The pool.
 * @return int So many requests were not as expected.
 */
function play( CheckedPool $pool ) {
	Published::follow( LOG + LIMIT + DELAY );
	$wrong = ask( $pool, asked() );
	for ( $sent = 0; $sent < TOO_MANY; ++$sent ) {
		$answer = $pool->send( CgiWorker::request( USERS, array( 'REMOTE_ADDR' => '10.79.0.1' ) ) );
	}
	$is_limited = str_starts_with( $answer, 'Status: 429' );
	printf( "%-28s %s\n", 'too many of one client', $is_limited ? 'good' : "FAILED\n$answer" );
	$wrong += (int) ! $is_limited;
	foreach ( Published::files() as $file ) {
		file_put_contents( $file, '{"version":' );
	}
	sleep( 2 );
	$wrong += ask( $pool, array( 'broken snapshot' => array( USERS, array(), 401, 'not_allowlisted' ) ), false );
	Published::follow( DELAY );
	return $wrong + ask( $pool, array( 'early refusal, no record' => array( USERS, array(), 401, null ) ) );
}

/**
 * Judges what memcheck wrote of the processes.
 *
 * @param string[] $reports The reports.
 * @return int So many processes are not clean.
 */
function judge( array $reports ) {
	$wrong = 0;
	// The one behind them, which took the worker's place, is ended while it starts.
	foreach ( array( 'master', 'worker' ) as $at => $name ) {
		$report = new Report( array_values( $reports )[ $at ] ?? '' );
		$good   = $report->is_whole && ! $report->errors && ! $report->lost && $report->held <= PAGES;
		$wrong += (int) ! $good;
		printf( "%-28s %s; objects held at the end: %d; memory that others lost: %d times\n", $name, $good ? 'good' : 'FAILED', $report->held, $report->lost_by_others );
		echo $good ? '' : implode( "\n", array_merge( $report->errors, $report->lost ) ) . ( $report->is_whole ? '' : "it did not end by itself\n" );
	}
	return $wrong;
}

$all  = count( asked() ) + 3;
$pool = new CheckedPool();
try {
	// Has every script compiled.
	$pool->start( 1000, false );
	$wrong = play( $pool );
	$pool->stop();
	if ( 0 === $wrong ) {
		Spool::wipe();
		$pool->start( count( asked() ) + TOO_MANY + 2, true );
		$wrong   = play( $pool );
		$reports = $pool->end();
		$all    += 2;
		$wrong  += judge( $reports );
	}
} finally {
	$pool->remove();
	Lab::ungate( 'single' );
	Spool::wipe();
}
printf( "worker: %d passed, %d failed\n", $all - $wrong, $wrong );
exit( 0 === $wrong ? 0 : 1 );
