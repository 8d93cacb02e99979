<?php
/**
 * What one request of the test site costs: the processor time of all php-fpm workers, by the kernel's
 * account of them, from before the request until they are idle again. What else the machine does hardly
 * counts. Where the kernel keeps no such account it is the time until the answer.
 */

declare( strict_types=1 );

require_once __DIR__ . '/../tests/wordpress/support/Lab.php';
require_once __DIR__ . '/../tests/wordpress/support/Http.php';
require_once __DIR__ . '/../tests/wordpress/support/Options.php';

/** Stops. */
function fail( string $why ): never {
	fwrite( STDERR, basename( $GLOBALS['argv'][0] ) . ": $why\n" );
	exit( 1 );
}

/**
 * The processes that run PHP for nginx.
 *
 * @return list<int>
 */
function workers(): array {
	$master = (int) file_get_contents( Lab::env( 'STATE_DIR' ) . '/run/php-fpm.pid' );
	return array_map( 'intval', explode( ' ', trim( (string) file_get_contents( "/proc/$master/task/$master/children" ) ) ) );
}

/** The processor time of processes so far, in nanoseconds. */
function processor_time( array $processes ): int {
	$sum = 0;
	foreach ( $processes as $process ) {
		$account = "/proc/$process/schedstat";

		$sum += is_readable( $account ) ? (int) file_get_contents( $account ) : 0;
	}
	return $sum;
}

/** The processor time of processes once they are idle. */
function settled( array $processes ): int {
	$time = processor_time( $processes );
	do {
		$before = $time;
		usleep( 3000 );
		$time = processor_time( $processes );
	} while ( $time !== $before );
	return $time;
}

/** Milliseconds that the workers compute for one request, and that it takes. */
function measure( callable $send, array $workers ): array {
	$before = settled( $workers );
	$start  = hrtime( true );
	$send();
	$took     = hrtime( true ) - $start;
	$computed = settled( $workers ) - $before;
	return array( ( $computed ?: $took ) / 1e6, $took / 1e6 );
}

/**
 * Measures requests, round by round, in changing order.
 *
 * @param array<string, callable> $requests By row.
 * @return array<string, list<array{float, float}>> By row.
 */
function measure_rounds( array $requests, int $rounds, array $workers ): array {
	$figures = array();
	$order   = array_keys( $requests );
	for ( $round = 0; $round < $rounds; $round++ ) {
		shuffle( $order );
		foreach ( $order as $row ) {
			$figures[ $row ][] = measure( $requests[ $row ], $workers );
		}
	}
	return $figures;
}

/** The middle of the figures. */
function median( array $figures ): float {
	sort( $figures );
	return (float) $figures[ intdiv( count( $figures ), 2 ) ];
}

/**
 * By how much one row computes longer than another: the median over all rounds of each request beside the
 * other of the same round, and between which two figures it lies in 95 of 100 such measurements.
 */
function beside( array $figures, string $row, string $other ): string {
	$changes = array();
	foreach ( $figures[ $row ] as $round => list( $computed ) ) {
		$changes[] = 100 * ( $computed / $figures[ $other ][ $round ][0] - 1 );
	}
	sort( $changes );
	$count = count( $changes );
	// The median of all possible rounds lies between these ranks; a binomial distribution, taken as normal.
	$off  = (int) ceil( 0.98 * sqrt( $count ) );
	$low  = $changes[ max( 0, intdiv( $count, 2 ) - $off ) ];
	$high = $changes[ min( $count - 1, intdiv( $count, 2 ) + $off ) ];
	return sprintf( '%+.2f %% (%+.2f to %+.2f)', median( $changes ), $low, $high );
}

/**
 * Has the site keep policies by name, beside the one that it follows: a request names its own.
 *
 * @param array<string, string> $documents The documents by their names.
 */
function put_policies( string $site, array $documents ): void {
	$folder = Lab::env( 'OBSERVE_DIR' ) . '/policies';
	Lab::wp( $site, 'plugin', 'activate', 'rest-gate' );
	is_dir( $folder ) || mkdir( $folder, 0755 );
	foreach ( Options::of_documents( $site, $documents ) as $name => $text ) {
		file_put_contents( "$folder/$name", $text );
		chmod( "$folder/$name", 0644 );
	}
}

/** Takes the plugin and what it stored away again. */
function forget_policies( string $site ): void {
	array_map( 'unlink', glob( Lab::env( 'OBSERVE_DIR' ) . '/policies/bench-*' ) ?: array() );
	Lab::wp( $site, 'plugin', 'deactivate', 'rest-gate' );
	foreach ( Options::names( $site, 'rest_gate_' ) as $name ) {
		Options::drop( $site, $name );
	}
}

/** The header that proves who asks: the administrator of the test site, by an application password. */
function authorization(): array {
	return array( 'Authorization' => 'Basic ' . base64_encode( Lab::env( 'ADMIN_LOGIN' ) . ':' . Lab::env( 'ADMIN_APP_PASSWORD' ) ) );
}

/** Stops where the test site does not load the extension. */
function need_extension(): void {
	if ( 'on' !== Lab::env( 'EXTENSION' ) ) {
		fail( 'the extension is not loaded in the test site: run tests/site/site extension on' );
	}
}

/** What the figures are, where the kernel cannot tell them. */
function note_on_time( array $workers ): string {
	return processor_time( $workers ) > 0 ? '' : "The kernel keeps no account of processor time: the time until answered stands in for it.\n";
}
