<?php
/**
 * What one request of the test site costs: the processor time of all php-fpm workers, by the kernel's
 * account of them, from before the request until they are idle again. What else the machine does hardly
 * counts. Where the kernel keeps no such account it is the time until the answer.
 */

declare( strict_types=1 );

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

/** The middle of the figures. */
function median( array $figures ): float {
	sort( $figures );
	return (float) $figures[ intdiv( count( $figures ), 2 ) ];
}
