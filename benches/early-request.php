<?php
/**
 * What a refusal costs: by the early gate, by WordPress, by a gate in PHP, beside a script that does nothing.
 *
 * Asks php-fpm itself, one worker a pool, for GET /wp-json/wp/v2/users as a stranger, on the test site's
 * WordPress and database, which must run with the extension on. Counted is the processor time of PHP, by the
 * kernel's account, over several requests in a row; for WordPress that of the database as well. The rows come
 * one after the other in changing order; each change is the median over all rounds of a row beside the early
 * gate in the same round.
 *
 *     php benches/early-request.php [--short]
 */

declare( strict_types=1 );

require_once __DIR__ . '/measure.php';
require_once __DIR__ . '/early/fastcgi.php';

const SITE    = 'single';
const REFUSED = 'rest_gate_restricted';

/** The rows: pool, script, how many requests are one figure, and what their answer holds. */
const ROWS = array(
	'early gate'                            => array( 'early', 'index.php', 200, REFUSED ),
	'`<?php echo 1;`'                       => array( 'early', 'rest-gate-bench.php', 200, '1' ),
	'the same conditions in PHP, prepended' => array( 'prepend', 'index.php', 200, REFUSED ),
	'WordPress with the plugin'             => array( 'late', 'index.php', 2, REFUSED ),
);

/** Starts php-fpm with a pool for each way; gives its process. */
function start( string $folder ) {
	$user = Lab::env( 'WORKER_USER' );
	$own  = array( 'early' => 'php_admin_value[rest_gate.early] = 1', 'late' => '', 'prepend' => 'php_admin_value[auto_prepend_file] = ' . __DIR__ . '/early/prepend-gate.php' );
	$text = "[global]\nerror_log = $folder/fpm.log\npid = $folder/fpm.pid\ndaemonize = no\n";
	foreach ( $own as $pool => $line ) {
		$text .= "[$pool]\nuser = $user\ngroup = $user\nlisten = $folder/$pool.sock\npm = static\npm.max_children = 1\n$line\n";
	}
	file_put_contents( "$folder/fpm.conf", $text );
	$scan    = preg_replace( '#/cli/#', '/fpm/', Lab::env( 'PHP_SCAN_DIR_CLI' ) );
	$version = substr( Lab::env( 'PHP_BIN' ), 3 );
	$fpm     = proc_open( array( "php-fpm$version", '--nodaemonize', '--allow-to-run-as-root', '--fpm-config', "$folder/fpm.conf" ), array(), $pipes, null, array( 'PHP_INI_SCAN_DIR' => $scan ) + getenv() );
	for ( $tries = 0; ! file_exists( "$folder/prepend.sock" ) && $tries < 100; ++$tries ) {
		usleep( 100000 );
	}
	return $fpm;
}

/** What the web server would tell PHP of the request. */
function params( string $script ): array {
	$root = Lab::env( 'WORDPRESS_ROOT' );
	return array(
		'REQUEST_METHOD'    => 'GET',
		'REQUEST_URI'       => '/wp-json/wp/v2/users',
		'QUERY_STRING'      => '',
		'CONTENT_LENGTH'    => '',
		'SCRIPT_NAME'       => "/$script",
		'SCRIPT_FILENAME'   => "$root/$script",
		'DOCUMENT_ROOT'     => $root,
		'SERVER_PROTOCOL'   => 'HTTP/1.1',
		'GATEWAY_INTERFACE' => 'CGI/1.1',
		'REMOTE_ADDR'       => '127.0.0.1',
		'SERVER_PORT'       => '80',
		'HTTP_HOST'         => 'single.test',
		'HTTP_USER_AGENT'   => 'Mozilla/5.0 (compatible; scanner)',
		'HTTP_ACCEPT'       => '*/*',
	);
}

/** The processor time of a process with all its threads, in nanoseconds. */
function of_all_threads( int $process ): int {
	return processor_time( array_map( static fn( string $task ): string => "$process/task/" . basename( $task ), glob( "/proc/$process/task/*" ) ?: array() ) );
}

/** Microseconds of PHP, and of the database, for one request of a row. */
function figure( string $row, array $clients, array $processes ): array {
	list( $pool, $script, $many, $holds ) = ROWS[ $row ];
	$request  = FastCgi::request( params( $script ) );
	$database = $processes['database'];
	$before   = array( processor_time( $processes[ $pool ] ), of_all_threads( $database ) );
	for ( $sent = 0; $sent < $many; ++$sent ) {
		$answer = $clients[ $pool ]->send( $request );
	}
	$after = array( processor_time( $processes[ $pool ] ), of_all_threads( $database ) );
	if ( ! str_contains( $answer, $holds ) ) {
		fail( "$row: $answer" );
	}
	return array( ( $after[0] - $before[0] ) / $many / 1000, ( $after[1] - $before[1] ) / $many / 1000 );
}

/** Measures all rows under a policy, and prints them. */
function table( string $title, string $document, int $rounds, array $clients, array $processes ): void {
	Lab::gate( SITE, $document );
	// WordPress publishes the snapshot by a request of the early pool, and workers look at it once a second.
	$open = FastCgi::request( array( 'REQUEST_URI' => '/wp-json/' ) + params( 'index.php' ) );
	$clients['early']->send( $open );
	usleep( 1200000 );
	$figures = array();
	$renewed = time();
	for ( $round = -1; $round < $rounds; ++$round ) {
		if ( time() - $renewed > 35 ) {
			$clients['early']->send( $open );
			usleep( 1200000 );
			$renewed = time();
		}
		$rows = array_keys( ROWS );
		shuffle( $rows );
		foreach ( $rows as $row ) {
			$figure = figure( $row, $clients, $processes );
			// The first round warms everything up.
			if ( $round >= 0 ) {
				$figures[ $row ][] = $figure;
			}
		}
	}
	echo "$title, median of $rounds rounds\n\n| | PHP | database | times the early gate |\n|---|---:|---:|---:|\n";
	foreach ( $figures as $row => $measured ) {
		$times = array();
		foreach ( $measured as $at => list( $php, $database ) ) {
			$times[] = ( $php + ( 'WordPress with the plugin' === $row ? $database : 0 ) ) / $figures['early gate'][ $at ][0];
		}
		$database = 'WordPress with the plugin' === $row ? sprintf( '%.0f µs', median( array_column( $measured, 1 ) ) ) : '';
		printf( "| %s | %.1f µs | %s | %.2f |\n", $row, median( array_column( $measured, 0 ) ), $database, median( $times ) );
	}
	echo "\n";
}

need_extension();
$short  = in_array( '--short', $argv, true );
$rounds = $short ? 2 : 25;
$folder = sys_get_temp_dir() . '/rest-gate-bench-' . getmypid();
$echo   = Lab::env( 'WORDPRESS_ROOT' ) . '/rest-gate-bench.php';
mkdir( $folder, 0755 );
file_put_contents( $echo, '<?php echo 1;' );
chmod( $echo, 0644 );
mt_srand( 1 );
$fpm = start( $folder );
try {
	$master  = (int) file_get_contents( "$folder/fpm.pid" );
	$workers = array_map( 'intval', explode( ' ', trim( (string) file_get_contents( "/proc/$master/task/$master/children" ) ) ) );
	foreach ( array( 'early', 'late', 'prepend' ) as $pool ) {
		$clients[ $pool ]   = new FastCgi( "$folder/$pool.sock" );
		$processes[ $pool ] = array_values( array_filter( $workers, static fn( int $worker ): bool => str_contains( (string) file_get_contents( "/proc/$worker/cmdline" ), "pool $pool" ) ) );
	}
	$processes['database'] = (int) trim( (string) shell_exec( 'pgrep -f ' . escapeshellarg( Lab::env( 'STATE_DIR' ) . '/conf/mariadb.cnf' ) . ' | tail -n 1' ) );
	$tarpit = '"tarpit":{"min_ms":0,"max_ms":0}';
	table( 'A refusal without a record', '{"version":1,"mode":"restrict",' . $tarpit . '}', $rounds, $clients, $processes );
	table( 'A refusal with its record', '{"version":1,"mode":"restrict",' . $tarpit . ',"log":{"enabled":true,"exclude":[]}}', $rounds, $clients, $processes );
} finally {
	proc_terminate( $fpm );
	proc_close( $fpm );
	unlink( $echo );
	array_map( 'unlink', glob( "$folder/*" ) ?: array() );
	rmdir( $folder );
	forget_policies( SITE );
}
