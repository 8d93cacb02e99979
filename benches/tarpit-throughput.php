<?php
/**
 * What is left to a legitimate client while somebody hammers a refused URL.
 *
 * Four workers behind nginx, on the test site's WordPress and database, which must run with the extension on.
 * 64 connections of wrk ask for /wp-json/wp/v2/users as strangers, as fast as they are answered; two connections
 * of another wrk ask for a post with an application password. The delays come one after the other in changing
 * order; each share is the median over all rounds of a row beside the one without delay in the same round.
 *
 *     php benches/tarpit-throughput.php [--short]
 */

declare( strict_types=1 );

require_once __DIR__ . '/measure.php';
require_once __DIR__ . '/early/stack.php';

const SITE    = 'single';
const WORKERS = 4;
const NONE    = 'no delay';

/** The rows: what the policy says of the delay, and whether anybody hammers. */
const ROWS = array(
	'nobody hammers'                     => array( '{"min_ms":0,"max_ms":0}', false ),
	NONE                                 => array( '{"min_ms":0,"max_ms":0}', true ),
	'delay, as it comes'                 => array( '{}', true ),
	'the same delay, in every worker'    => array( '{"max_waiting":64}', true ),
);

/** Starts wrk. */
function wrk( int $port, int $connections, int $seconds, string $path, array $headers ) {
	$command = array( 'wrk', '-t1', "-c$connections", "-d{$seconds}s", '--timeout', '30s', '-H', 'Host: single.test' );
	foreach ( $headers as $name => $value ) {
		array_push( $command, '-H', "$name: $value" );
	}
	$process = proc_open( array( ...$command, "http://127.0.0.1:$port$path" ), array( 1 => array( 'pipe', 'w' ) ), $pipes );
	return array( $process, $pipes[1] );
}

/** Requests a second, and how many were answered with another status than 2xx or 3xx. */
function result( array $wrk ): array {
	$text = (string) stream_get_contents( $wrk[1] );
	if ( 0 !== proc_close( $wrk[0] ) || ! preg_match( '/Requests\/sec:\s+([\d.]+)/', $text, $rate ) || preg_match( '/Socket errors: (?!connect 0, read 0, write 0, timeout 0)/', $text ) ) {
		throw new RuntimeException( "wrk: $text" );
	}
	return array( (float) $rate[1], preg_match( '/Non-2xx or 3xx responses: (\d+)/', $text, $other ) ? (int) $other[1] : 0 );
}

/** Measures one row: requests a second of the client, and refusals a second. */
function measure_row( string $row, int $seconds, Stack $stack ): array {
	list( $tarpit, $is_hammered ) = ROWS[ $row ];
	$stack->publish( SITE, '{"version":1,"mode":"restrict","tarpit":' . $tarpit . '}' );
	$hammer = $is_hammered ? wrk( $stack->ports['early'], 64, $seconds + 2, '/wp-json/wp/v2/users', array() ) : null;
	sleep( 1 );
	list( $rate, $failed ) = result( wrk( $stack->ports['early'], 2, $seconds, '/wp-json/wp/v2/posts/1', authorization() ) );
	// Where every worker waits, it may well be that nothing is answered.
	if ( $failed > 0 || ( '{"min_ms":0,"max_ms":0}' === $tarpit && $rate <= 0 ) ) {
		throw new RuntimeException( "$row: $rate requests of the client a second, $failed failed" );
	}
	list( $refusals, $refused ) = $hammer ? result( $hammer ) : array( 0.0, 1 );
	if ( 0 === $refused ) {
		throw new RuntimeException( "$row: nobody was refused" );
	}
	return array( $rate, $refusals );
}

need_extension();
$short   = in_array( '--short', $argv, true );
$rounds  = $short ? 1 : 7;
$seconds = $short ? 1 : 5;
mt_srand( 1 );
$stack   = new Stack( WORKERS );
$figures = array();
try {
	for ( $round = 0; $round < $rounds; ++$round ) {
		$rows = array_keys( ROWS );
		shuffle( $rows );
		foreach ( $rows as $row ) {
			$figures[ $row ][ $round ] = measure_row( $row, $seconds, $stack );
		}
	}
} finally {
	$stack->stop();
	forget_policies( SITE );
}
printf( "%d workers, 64 connections that hammer, median of %d rounds of %d s\n\n| | client, requests/s | of that without delay | refusals/s |\n|---|---:|---:|---:|\n", WORKERS, $rounds, $seconds );
foreach ( array_keys( ROWS ) as $row ) {
	$shares = array_map( static fn( int $at ): float => 100 * $figures[ $row ][ $at ][0] / $figures[ NONE ][ $at ][0], range( 0, $rounds - 1 ) );
	printf( "| %s | %.1f | %.0f %% | %.0f |\n", $row, median( array_column( $figures[ $row ], 0 ) ), median( $shares ), median( array_column( $figures[ $row ], 1 ) ) );
}
