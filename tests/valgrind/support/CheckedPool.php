<?php
/**
 * A pool of php-fpm whose memory is checked by memcheck.
 *
 * @package RestGate
 */

require_once __DIR__ . '/CgiWorker.php';

/**
 * Starts a pool of one worker, asks it, and reads what memcheck found.
 *
 * The worker ends by itself after the last request, and frees what it has. Scripts that were compiled before lie in
 * a folder of opcache's: to compile all of WordPress under memcheck takes longer than everything else.
 */
final class CheckedPool {

	/** Without PHP's own allocator, which takes memory in pieces that memcheck cannot tell apart. */
	private const ENVIRONMENT = array( 'USE_ZEND_ALLOC' => '0', 'ZEND_DONT_UNLOAD_MODULES' => '1' );

	/** A request takes a hundred times as long as without memcheck. */
	private const PATIENCE = 900;

	private const TOOL = array(
		'valgrind',
		'--trace-children=yes',
		'--child-silent-after-fork=no',
		'--leak-check=full',
		'--show-leak-kinds=definite,indirect',
		'--errors-for-leak-kinds=none',
		'--num-callers=60',
	);

	/** @var string Where its files are. */
	private $folder;

	/** @var resource|null The master. */
	private $master;

	/**
	 * A pool with an empty folder.
	 */
	public function __construct() {
		$this->folder = Lab::env( 'STATE_DIR' ) . '/valgrind-pool';
		$this->remove();
		mkdir( "$this->folder/compiled", 0777, true );
		// The worker keeps compiled scripts there.
		chmod( "$this->folder/compiled", 0777 );
	}

	/**
	 * Starts it.
	 *
	 * @param int  $requests   After so many requests the worker ends.
	 * @param bool $is_checked Whether memcheck looks.
	 * @throws RuntimeException When it does not start.
	 */
	public function start( $requests, $is_checked ) {
		$user = Lab::env( 'WORKER_USER' );
		$as   = 0 === posix_getuid() ? "user = $user\ngroup = $user\n" : '';
		file_put_contents(
			"$this->folder/fpm.conf",
			"[global]\nerror_log = $this->folder/fpm.log\ndaemonize = no\n[checked]\n{$as}listen = $this->folder/socket\nlisten.mode = 0666\n"
			. "pm = static\npm.max_children = 1\npm.max_requests = $requests\nphp_admin_value[rest_gate.early] = 1\nphp_admin_value[rest_gate.tarpit_max_ms] = 5\n"
		);
		@unlink( "$this->folder/socket" );
		$tool    = $is_checked ? array_merge( self::TOOL, array( '--suppressions=' . dirname( __DIR__ ) . '/php.supp', "--log-file=$this->folder/memcheck.%p" ) ) : array();
		$command = array( str_replace( 'php', 'php-fpm', Lab::env( 'PHP_BIN' ) ), '--nodaemonize', '--allow-to-run-as-root', '--fpm-config', "$this->folder/fpm.conf" );
		// Machine code that PCRE makes reads past the end of texts on purpose. A request that is out of time leaves behind what
		// only PHP's own allocator would free.
		array_push( $command, '-d', 'pcre.jit=0', '-d', "opcache.file_cache=$this->folder/compiled", '-d', 'opcache.validate_timestamps=0', '-d', 'max_execution_time=0' );
		$environment  = $is_checked ? self::ENVIRONMENT : array();
		$environment += array( 'PHP_INI_SCAN_DIR' => str_replace( '/cli/', '/fpm/', Lab::env( 'PHP_SCAN_DIR_CLI' ) ) );
		$log          = array( 'file', "$this->folder/log", 'a' );
		$pipes        = array();

		$this->master = proc_open( array_merge( $tool, $command ), array( array( 'file', '/dev/null', 'r' ), $log, $log ), $pipes, '/', $environment + getenv() );
		for ( $tries = 0; ! file_exists( "$this->folder/socket" ); ++$tries ) {
			if ( 1800 < $tries || ! proc_get_status( $this->master )['running'] ) {
				throw new RuntimeException( 'the pool does not start: ' . file_get_contents( "$this->folder/log" ) );
			}
			usleep( 100000 );
		}
	}

	/**
	 * Asks it.
	 *
	 * @param string $request What `CgiWorker::request()` gave.
	 * @return string The answer, headers and body.
	 */
	public function send( $request ) {
		$client = new FastCgi( "$this->folder/socket", self::PATIENCE );
		return $client->send( $request );
	}

	/**
	 * Waits for the worker to end by itself, and ends the master.
	 *
	 * @return string[] What memcheck wrote, by process: the master, the worker, the one that took its place.
	 */
	public function end() {
		// The next worker shows that the one before is gone.
		for ( $tries = 0; count( $this->reports() ) < 3 && $tries < 10 * self::PATIENCE; ++$tries ) {
			usleep( 100000 );
		}
		$this->stop();
		return $this->reports();
	}

	/**
	 * Ends the master, and the worker with it.
	 */
	public function stop() {
		if ( null !== $this->master ) {
			proc_terminate( $this->master );
			proc_close( $this->master );
			$this->master = null;
		}
	}

	/**
	 * Removes its files.
	 */
	public function remove() {
		$this->stop();
		if ( ! is_dir( $this->folder ) ) {
			return;
		}
		$inside = new RecursiveDirectoryIterator( $this->folder, FilesystemIterator::SKIP_DOTS );
		foreach ( new RecursiveIteratorIterator( $inside, RecursiveIteratorIterator::CHILD_FIRST ) as $path => $file ) {
			$file->isDir() ? rmdir( $path ) : unlink( $path );
		}
		rmdir( $this->folder );
	}

	/**
	 * What memcheck wrote.
	 *
	 * @return string[] By process.
	 */
	private function reports() {
		$reports = array();
		foreach ( glob( "$this->folder/memcheck.*" ) ?: array() as $file ) {
			$reports[ (int) substr( strrchr( $file, '.' ), 1 ) ] = file_get_contents( $file );
		}
		ksort( $reports );
		return $reports;
	}
}
