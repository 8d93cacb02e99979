<?php
/**
 * A php-fpm of the soak's own, beside that of the test site, on the same WordPress and database.
 *
 * @package RestGate
 */

/**
 * One master with its pools.
 */
final class PhpFpm {

	/** @var string Where its sockets and its log lie. */
	private $folder;

	/** @var string Where the early gate finds its snapshots. */
	private $state;

	/** @var resource The process. */
	private $process;

	/** @var int The master. A reload keeps it. */
	public $master;

	/**
	 * Starts it.
	 *
	 * @param string  $folder An empty folder.
	 * @param string  $state  Where the early gate finds its snapshots.
	 * @param array[] $pools  Workers, requests until a worker is replaced (0: never), and rest_gate.early, by name.
	 * @throws RuntimeException When it does not start.
	 */
	public function __construct( $folder, $state, array $pools ) {
		$this->folder = $folder;
		$this->state  = $state;
		touch( "$folder/php.log" );
		chown( "$folder/php.log", Lab::env( 'WORKER_USER' ) );
		$text = "[global]\nerror_log = $folder/fpm.log\npid = $folder/fpm.pid\ndaemonize = no\n"
			// A reload waits so long for the requests under way.
			. "process_control_timeout = 30\n";
		foreach ( $pools as $name => $pool ) {
			$text .= $this->pool( $name, ...$pool );
		}
		file_put_contents( "$folder/fpm.conf", $text );
		$scan          = preg_replace( '#/cli/#', '/fpm/', Lab::env( 'PHP_SCAN_DIR_CLI' ) );
		$command       = array( 'php-fpm' . substr( Lab::env( 'PHP_BIN' ), 3 ), '--nodaemonize', '--allow-to-run-as-root', '--fpm-config', "$folder/fpm.conf" );
		$output        = array( 'file', "$folder/output", 'w' );
		$this->process = proc_open( $command, array( 1 => $output, 2 => $output ), $pipes, null, array( 'PHP_INI_SCAN_DIR' => $scan ) + getenv() );
		for ( $tries = 0; ! $this->listens( array_keys( $pools ) ); ++$tries ) {
			if ( $tries > 100 ) {
				throw new RuntimeException( 'php-fpm does not start: ' . file_get_contents( "$folder/output" ) );
			}
			usleep( 100000 );
		}
		$this->master = (int) file_get_contents( "$folder/fpm.pid" );
	}

	/**
	 * The configuration of a pool.
	 *
	 * @param string $name    Its name.
	 * @param int    $workers How many workers.
	 * @param int    $most    Requests until a worker is replaced.
	 * @param int    $early   rest_gate.early.
	 * @return string
	 */
	private function pool( $name, $workers, $most, $early = 1 ) {
		$user = Lab::env( 'WORKER_USER' );
		return "[$name]\nuser = $user\ngroup = $user\nlisten = {$this->folder}/$name.sock\npm = static\npm.max_children = $workers\n"
			. "pm.max_requests = $most\npm.status_path = /status\npm.status_listen = {$this->folder}/$name.status\n"
			. "php_admin_value[rest_gate.early] = $early\nphp_admin_value[rest_gate.tarpit_max_ms] = 0\n"
			. "php_admin_value[rest_gate.state_dir] = {$this->state}\nphp_admin_value[error_log] = {$this->folder}/php.log\n";
	}

	/**
	 * Whether pools can be asked.
	 *
	 * @param string[] $names Their names.
	 * @return bool
	 */
	private function listens( array $names ) {
		clearstatcache();
		return array() === array_filter( $names, fn( $name ) => ! file_exists( $this->socket( $name ) ) ) && file_exists( "{$this->folder}/fpm.pid" );
	}

	/**
	 * The socket of a pool.
	 *
	 * @param string $name Its name.
	 * @return string
	 */
	public function socket( $name ) {
		return "{$this->folder}/$name.sock";
	}

	/**
	 * The files of the snapshots.
	 *
	 * @return string[]
	 */
	public function snapshots() {
		clearstatcache();
		return glob( "{$this->state}/uid-*/snapshots/*.json" ) ?: array();
	}

	/**
	 * Reads its configuration anew: all workers are replaced, each after the request that it serves.
	 */
	public function reload() {
		posix_kill( $this->master, SIGUSR2 );
	}

	/**
	 * The workers of a pool: their process and how many requests they served.
	 *
	 * @param string $name The pool.
	 * @return array<int, int> Requests by process; empty while it is reloaded.
	 */
	public function workers( $name ) {
		$request = FastCgi::request( array( 'REQUEST_METHOD' => 'GET', 'SCRIPT_NAME' => '/status', 'SCRIPT_FILENAME' => '/status', 'QUERY_STRING' => 'json&full' ) );
		try {
			$answer = ( new FastCgi( "{$this->folder}/$name.status" ) )->send( $request );
		} catch ( RuntimeException $error ) {
			return array();
		}
		$status = json_decode( explode( "\r\n\r\n", $answer, 2 )[1] ?? '', true );
		return array_column( $status['processes'] ?? array(), 'requests', 'pid' );
	}

	/**
	 * How often the log says something.
	 *
	 * @param string $pattern A regular expression.
	 * @return int
	 */
	public function logged( $pattern ) {
		return (int) preg_match_all( $pattern, (string) file_get_contents( "{$this->folder}/fpm.log" ) );
	}

	/**
	 * Workers that did not end by themselves. Those that tell the status serve no request of a client, and php-fpm
	 * kills them when they are idle.
	 *
	 * @return string[] What the log says of each.
	 */
	public function crashes() {
		$ended = '/^.*\[pool (?!\w+_status\])\w+\] child \d+ exited (?:on signal|with code [1-9]).*$/m';
		preg_match_all( $ended, (string) file_get_contents( "{$this->folder}/fpm.log" ), $found );
		return $found[0];
	}

	/**
	 * What PHP complained of.
	 *
	 * @return string
	 */
	public function complaints() {
		return (string) file_get_contents( "{$this->folder}/php.log" );
	}

	/**
	 * Ends it.
	 */
	public function stop() {
		proc_terminate( $this->process );
		proc_close( $this->process );
	}
}
