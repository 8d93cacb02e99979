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

require_once __DIR__ . '/../tests/wordpress/support/Lab.php';
require_once __DIR__ . '/../tests/wordpress/support/Http.php';
require_once __DIR__ . '/../tests/wordpress/support/Options.php';
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
	$authorization = 'Basic ' . base64_encode( Lab::env( 'ADMIN_LOGIN' ) . ':' . Lab::env( 'ADMIN_APP_PASSWORD' ) );
	$headers      += array(
		'X-Test-Policy' => $policy,
		'Authorization' => $authorization,
		'User-Agent'    => 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
	);
	$answer        = Http::send( 'GET', '/wp-json/wp/v2/posts', $headers );
	if ( 200 !== $answer['status'] || ! is_array( $answer['json'] ) ) {
		fail( "{$answer['status']} " . substr( $answer['body'], 0, 300 ) );
	}
	if ( ( LOGGED === $policy ) !== isset( $answer['headers']['x-request-id'] ) ) {
		fail( "the log is not as $policy says" );
	}
}

/** Puts the site in order for the measurement. */
function begin(): void {
	$folder = Lab::env( 'OBSERVE_DIR' ) . '/policies';
	Lab::wp( SITE, 'plugin', 'activate', 'rest-gate' );
	is_dir( $folder ) || mkdir( $folder, 0755 );
	foreach ( Options::of_documents( SITE, documents() ) as $name => $text ) {
		file_put_contents( "$folder/$name", $text );
		chmod( "$folder/$name", 0644 );
	}
	Lab::wp( SITE, 'eval', 'Rest_Gate_Insert_Log::make();' );
}

/** Takes everything away again. */
function finish(): void {
	array_map( 'unlink', glob( Lab::env( 'OBSERVE_DIR' ) . '/policies/bench-*' ) ?: array() );
	Lab::wp( SITE, 'eval', 'Rest_Gate_Insert_Log::drop();' );
	Lab::wp( SITE, 'plugin', 'deactivate', 'rest-gate' );
	foreach ( Options::names( SITE, 'rest_gate_' ) as $name ) {
		Options::drop( SITE, $name );
	}
}

/**
 * Measures all rows, round by round.
 *
 * @return array<string, list<array{float, float}>> By row.
 */
function rounds( int $rounds, array $workers ): array {
	$figures = array();
	$order   = array_keys( ROWS );
	for ( $round = 0; $round < $rounds; $round++ ) {
		shuffle( $order );
		foreach ( $order as $row ) {
			$figures[ $row ][] = measure( static fn() => send( ...ROWS[ $row ] ), $workers );
		}
	}
	return $figures;
}

if ( 'on' !== Lab::env( 'EXTENSION' ) ) {
	fail( 'the extension is not loaded in the test site: run tests/site/site extension on' );
}
$short   = in_array( '--short', $argv, true );
$rounds  = $short ? 3 : 201;
$workers = workers();
mt_srand( 1 );

try {
	begin();
	// Every worker boots WordPress and opens its spool before anything counts.
	rounds( $short ? 1 : 2 * count( $workers ), $workers );
	$figures = rounds( $rounds, $workers );
} finally {
	finish();
}

printf(
	"GET /wp/v2/posts as administrator, %s behind nginx; median of %d rounds\n%s\n",
	Lab::env( 'PHP_BIN' ),
	$rounds,
	processor_time( $workers ) > 0 ? '' : "The kernel keeps no account of processor time: the time until answered stands in for it.\n"
);
echo "| | processor time of PHP | beside no log | until answered |\n";
echo "|---|---:|---:|---:|\n";
foreach ( $figures as $row => $measured ) {
	$beside = array();
	foreach ( $measured as $round => list( $computed ) ) {
		$beside[] = 100 * ( $computed / $figures['no log'][ $round ][0] - 1 );
	}
	printf(
		"| %s | %.2f ms | %s | %.2f ms |\n",
		$row,
		median( array_column( $measured, 0 ) ),
		'no log' === $row ? '' : sprintf( '%+.2f %%', median( $beside ) ),
		median( array_column( $measured, 1 ) )
	);
}
