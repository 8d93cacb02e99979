<?php
/**
 * Work that is done by processes of its own.
 *
 * @package RestGate
 */

/**
 * Processes and what they give back.
 */
final class Children {

	/** @var string Where they write. */
	private $folder;

	/** @var array<int, string> What each writes, by process. */
	private $running = array();

	/** @var array Results by name. */
	private $results = array();

	/**
	 * None yet.
	 *
	 * @param string $folder Where they write.
	 */
	public function __construct( $folder ) {
		$this->folder = $folder;
	}

	/**
	 * Starts one.
	 *
	 * @param string   $name The name of its result.
	 * @param callable $work What it does; gives what can be JSON.
	 */
	public function start( $name, callable $work ) {
		$process = pcntl_fork();
		if ( 0 !== $process ) {
			$this->running[ $process ] = $name;
			return;
		}
		$status = 0;
		try {
			file_put_contents( "{$this->folder}/result-$name", json_encode( $work(), JSON_INVALID_UTF8_SUBSTITUTE ) );
		} catch ( Throwable $error ) {
			fwrite( STDERR, "$name: $error\n" );
			$status = 1;
		}
		// Nothing of the parent's may be taken down twice.
		posix_kill( getmypid(), 0 === $status ? SIGKILL : SIGABRT );
	}

	/**
	 * Whether any of some works still.
	 *
	 * @param string $start How their names begin.
	 * @return bool
	 */
	public function are_running( $start ) {
		while ( ( $process = pcntl_waitpid( -1, $status, WNOHANG ) ) > 0 ) {
			$this->ended( $process );
		}
		return array() !== array_filter( $this->running, static fn( $name ) => 0 === strpos( $name, $start ) );
	}

	/**
	 * Waits for all.
	 *
	 * @return array Results by name; null of one that failed.
	 */
	public function results() {
		while ( $this->running ) {
			$this->ended( pcntl_waitpid( -1, $status ) );
		}
		return $this->results;
	}

	/**
	 * Ends those that still work.
	 */
	public function end() {
		foreach ( array_keys( $this->running ) as $process ) {
			posix_kill( $process, SIGKILL );
		}
		$this->results();
	}

	/**
	 * One has ended.
	 *
	 * @param int $process Which.
	 */
	private function ended( $process ) {
		$name = $this->running[ $process ] ?? null;
		if ( null === $name ) {
			return;
		}
		$file = "{$this->folder}/result-$name";

		$this->results[ $name ] = is_file( $file ) ? json_decode( file_get_contents( $file ), true ) : null;
		unset( $this->running[ $process ] );
	}
}
