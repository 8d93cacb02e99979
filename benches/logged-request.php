<?php
/**
 * What the log adds to a whole request.
 *
 * Asks the test site, over HTTP and through nginx and php-fpm, for GET /wp/v2/posts as an administrator
 * with an application password: with the plugin and no log, with every request recorded, and without log
 * but with one `$wpdb->insert()` of a row of the same facts, one after the other in changing order. Timed as
 * benches/measure.php says. The change is the median over all rounds of each request beside the one without
 * log in the same round. The test site must run, with the extension on.
 *
 *     php benches/logged-request.php [--short]
 */

declare( strict_types=1 );

require_once __DIR__ . '/measure.php';

const SITE = 'single';

// The names of the policies; a row of a name and headers.
const WITHOUT = 'bench-no-log';
const LOGGED  = 'bench-log';
const ROWS    = array(
	'no log'                               => array( WITHOUT, array() ),
	'every request recorded'               => array( LOGGED, array() ),
	'no log, one $wpdb->insert() a request' => array( WITHOUT, array( 'X-Test-Insert' => '1' ) ),
);

/**
 * The policy documents by name.
 *
 * @return array<string, string>
 */
function documents(): array {
	return array(
		LOGGED  => '{"version":1,"mode":"restrict","log":{"enabled":true,"exclude":[]}}',
		// Last: the one that the site keeps until it is forgotten.
		WITHOUT => '{"version":1,"mode":"restrict"}',
	);
}

/** Sends a request, and stops unless it was answered. */
function send( string $policy, array $headers ): void {
	$headers += authorization() + array(
		'X-Test-Policy' => $policy,
		'User-Agent'    => 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
	);
	$answer   = Http::send( 'GET', '/wp-json/wp/v2/posts', $headers );
	if ( 200 !== $answer['status'] || ! is_array( $answer['json'] ) ) {
		fail( "{$answer['status']} " . substr( $answer['body'], 0, 300 ) );
	}
	if ( ( LOGGED === $policy ) !== isset( $answer['headers']['x-request-id'] ) ) {
		fail( "the log is not as $policy says" );
	}
}

/** Puts the site in order for the measurement. */
function begin(): void {
	put_policies( SITE, documents() );
	Lab::wp( SITE, 'eval', 'Rest_Gate_Insert_Log::make();' );
}

/** Takes everything away again. */
function finish(): void {
	Lab::wp( SITE, 'eval', 'Rest_Gate_Insert_Log::drop();' );
	forget_policies( SITE );
}

/**
 * The requests by row.
 *
 * @return array<string, callable>
 */
function requests(): array {
	return array_map( static fn( array $row ): callable => static fn() => send( ...$row ), ROWS );
}

need_extension();
$short   = in_array( '--short', $argv, true );
$rounds  = $short ? 3 : 501;
$workers = workers();
mt_srand( 1 );

try {
	begin();
	// Every worker boots WordPress and opens its spool before anything counts.
	measure_rounds( requests(), $short ? 1 : 2 * count( $workers ), $workers );
	$figures = measure_rounds( requests(), $rounds, $workers );
} finally {
	finish();
}

printf(
	"GET /wp/v2/posts as administrator, %s behind nginx; median of %d rounds\n%s\n",
	Lab::env( 'PHP_BIN' ),
	$rounds,
	note_on_time( $workers )
);
echo "| | processor time of PHP | beside no log | until answered |\n";
echo "|---|---:|---:|---:|\n";
foreach ( $figures as $row => $measured ) {
	printf(
		"| %s | %.2f ms | %s | %.2f ms |\n",
		$row,
		median( array_column( $measured, 0 ) ),
		'no log' === $row ? '' : beside( $figures, $row, 'no log' ),
		median( array_column( $measured, 1 ) )
	);
}
