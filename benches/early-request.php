<?php
/**
 * What a refusal costs: by the early gate, by WordPress, by a gate in PHP, beside a script that does nothing.
 *
 * Asks php-fpm itself, one worker a pool, for GET /wp-json/wp/v2/users as a stranger, on the test site's
 * WordPress and database, which must run with the extension on. Counted is the processor time of PHP, by the
 * kernel's account, over several requests in a row; for WordPress that of the database as well. The rows come
 * one after the other in changing order; each change is the median over all rounds of a row beside another
 * in the same round.
 *
 *     php benches/early-request.php [--short]
 */

declare( strict_types=1 );

require_once __DIR__ . '/measure.php';
require_once __DIR__ . '/early/stack.php';

const SITE    = 'single';
const REFUSED = 'rest_gate_restricted';
const EARLY   = 'the early gate';
const NOTHING = '`<?php echo 1;`';

/** The rows: pool, script, how many requests are one figure, and what their answer holds. */
const ROWS = array(
	EARLY                                   => array( 'early', 'index.php', 400, REFUSED ),
	NOTHING                                 => array( 'early', Stack::ECHO_SCRIPT, 400, '1' ),
	'the same conditions in PHP, prepended' => array( 'prepend', 'index.php', 400, REFUSED ),
	'WordPress with the plugin'             => array( 'late', 'index.php', 2, REFUSED ),
);

/** The processor time of a process with all its threads, in nanoseconds. */
function of_all_threads( int $process ): int {
	return processor_time( array_map( static fn( string $task ): string => "$process/task/" . basename( $task ), glob( "/proc/$process/task/*" ) ?: array() ) );
}

/** Microseconds of PHP, and of the database, for one request of a row. */
function figure( string $row, Stack $stack ): array {
	list( $pool, $script, $many, $holds ) = ROWS[ $row ];
	$request = FastCgi::request( FastCgi::told( $script, '/wp-json/wp/v2/users' ) );
	$before  = array( processor_time( $stack->workers[ $pool ] ), of_all_threads( $stack->database ) );
	for ( $sent = 0; $sent < $many; ++$sent ) {
		$answer = $stack->ask( $pool, $request );
	}
	$after = array( processor_time( $stack->workers[ $pool ] ), of_all_threads( $stack->database ) );
	if ( ! str_contains( $answer, $holds ) ) {
		throw new RuntimeException( "$row: $answer" );
	}
	return array( ( $after[0] - $before[0] ) / $many / 1000, ( $after[1] - $before[1] ) / $many / 1000 );
}

/** Measures all rows under a policy, and prints them. */
function table( string $title, string $document, int $rounds, Stack $stack ): void {
	$stack->publish( SITE, $document );
	$figures = array();
	$renewed = time();
	for ( $round = -1; $round < $rounds; ++$round ) {
		if ( time() - $renewed > 20 ) {
			$stack->renew();
			usleep( 1100000 );
			$renewed = time();
		}
		$rows = array_keys( ROWS );
		shuffle( $rows );
		foreach ( $rows as $row ) {
			$figure = figure( $row, $stack );
			// The first round warms everything up.
			if ( $round >= 0 ) {
				$figures[ $row ][] = $figure;
			}
		}
	}
	echo "$title, median of $rounds rounds\n\n| | PHP | database | beside the early gate | beside " . NOTHING . " |\n|---|---:|---:|---:|---:|\n";
	foreach ( ROWS as $row => list( , , $many ) ) {
		$is_wordpress = $many < 100;
		$whole        = static fn( array $figure ): float => $figure[0] + ( $is_wordpress ? $figure[1] : 0 );
		$times        = static fn( string $other ): float => median( array_map( static fn( int $at ): float => $whole( $figures[ $row ][ $at ] ) / $figures[ $other ][ $at ][0], array_keys( $figures[ $row ] ) ) );
		$database     = $is_wordpress ? sprintf( '%.0f µs', median( array_column( $figures[ $row ], 1 ) ) ) : '';
		printf( "| %s | %.1f µs | %s | × %.2f | × %.2f |\n", $row, median( array_column( $figures[ $row ], 0 ) ), $database, $times( EARLY ), $times( NOTHING ) );
	}
	echo "\n";
}

need_extension();
$short  = in_array( '--short', $argv, true );
$rounds = $short ? 2 : 41;
mt_srand( 1 );
$stack = new Stack( 1 );
try {
	$tarpit = '"tarpit":{"min_ms":0,"max_ms":0}';
	table( 'A refusal without a record', '{"version":1,"mode":"restrict",' . $tarpit . '}', $rounds, $stack );
	table( 'A refusal with its record', '{"version":1,"mode":"restrict",' . $tarpit . ',"log":{"enabled":true,"exclude":[]}}', $rounds, $stack );
} finally {
	$stack->stop();
	forget_policies( SITE );
}
