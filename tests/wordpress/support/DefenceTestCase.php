<?php
/**
 * A site that delays and limits strangers, and what the extension counted of it.
 *
 * @package RestGate
 */

require_once __DIR__ . '/EarlyTestCase.php';

/**
 * Base of the tests of delays and limits. The workers with the early gate are those that delay; all workers
 * of the site count together.
 */
abstract class DefenceTestCase extends EarlyTestCase {

	protected const USERS = '/wp-json/wp/v2/users';

	/** What has a request pass the early gate, so that WordPress refuses it. */
	protected const UNKNOWN = array( 'X-Something' => '1' );

	/** What is counted of the delay. */
	protected const FIGURES = array( 'tarpit_waits', 'tarpit_wait_ms', 'tarpit_overflow' );

	/** So many workers have the early gate. */
	protected const WORKERS = 4;

	/**
	 * Plants the witness.
	 */
	public static function setUpBeforeClass(): void {
		parent::setUpBeforeClass();
		self::plant( 'planted/defence-witness.php' );
	}

	/**
	 * Removes what the witness noted.
	 */
	public static function tearDownAfterClass(): void {
		Options::drop( static::SITE, 'witness_pid' );
		Options::drop( static::SITE, 'witness_after' );
		array_map( 'unlink', glob( Lab::env( 'OBSERVE_DIR' ) . '/sess_*' ) );
		parent::tearDownAfterClass();
	}

	/**
	 * A policy document with a delay.
	 *
	 * @param int      $min_ms The shortest.
	 * @param int      $max_ms The longest.
	 * @param int|null $most   How many may wait.
	 * @param string   $mode   The mode.
	 * @param array    $more   More keys.
	 * @return string
	 */
	protected static function waiting( $min_ms, $max_ms, $most, $mode = 'restrict', array $more = array() ) {
		return self::quick( $mode, $more + array( 'tarpit' => array( 'min_ms' => $min_ms, 'max_ms' => $max_ms, 'max_waiting' => $most ) ) );
	}

	/**
	 * Puts a document into force, and has it published for the early gate.
	 *
	 * @param string $name Its name.
	 */
	protected static function publish( $name ) {
		self::in_force( $name );
		self::publish_anew();
	}

	/**
	 * Puts a document into force by which nothing is refused early.
	 *
	 * @param string $name Its name.
	 */
	protected function withdraw( $name ) {
		self::in_force( $name );
		// It brings the news.
		$this->send( 'GET', '/', array(), null, 'early' );
		self::await_no_snapshot( 5 );
	}

	/**
	 * The administrator's application password, as a header.
	 *
	 * @return array<string, string>
	 */
	protected static function admin() {
		return self::basic( Lab::env( 'ADMIN_LOGIN' ), Lab::env( 'ADMIN_APP_PASSWORD' ) );
	}

	/**
	 * What was counted of all workers.
	 *
	 * @return array<string, int>
	 */
	protected function figures() {
		$answer = $this->send( 'GET', '/wp-json/witness/v1/figures', self::admin() );
		$this->assertSame( 200, $answer['status'], $answer['body'] );
		return $answer['json'];
	}

	/**
	 * How much was counted meanwhile.
	 *
	 * @param string[] $names The figures.
	 * @param callable $work  What is done.
	 * @return int[] In the order of the names.
	 */
	protected function counted( array $names, callable $work ) {
		$before = $this->figures();
		$work();
		$after = $this->figures();
		return array_map( static fn( $name ) => $after[ $name ] - $before[ $name ], $names );
	}

	/**
	 * Sends requests at once to workers with the early gate, each from a client of its own.
	 *
	 * @param array[] $requests Method, target, headers, body.
	 * @return array[] The answers by the same keys; `took` tells the seconds until each was whole.
	 */
	protected function at_once( array $requests ) {
		$sockets = array();
		$clients = array();
		$texts   = array_fill_keys( array_keys( $requests ), '' );
		$answers = array();
		$began   = microtime( true );
		foreach ( $requests as $key => $request ) {
			$clients[ $key ] = self::client();
			$sockets[ $key ] = Http::open( 'early' );
			fwrite( $sockets[ $key ], Http::bytes( $request[0], $request[1], ( $request[2] ?? array() ) + array( 'Host' => $this->host, 'X-Forwarded-For' => $clients[ $key ] ), $request[3] ?? null ) );
			stream_set_blocking( $sockets[ $key ], false );
		}
		while ( $sockets && microtime( true ) - $began < 60 ) {
			$ready  = $sockets;
			$unused = null;
			stream_select( $ready, $unused, $unused, 1 );
			foreach ( $ready as $key => $socket ) {
				$texts[ $key ] .= (string) stream_get_contents( $socket );
				if ( feof( $socket ) ) {
					$answers[ $key ] = Http::parse( $texts[ $key ] ) + array( 'took' => microtime( true ) - $began, 'client' => $clients[ $key ] );
					unset( $sockets[ $key ] );
				}
			}
		}
		ksort( $answers );
		return $answers;
	}

	/**
	 * Begins a request to workers with the early gate, and does not wait for its answer.
	 *
	 * @param array $request Method, target, headers.
	 * @return array{0: resource, 1: string} The socket and the client's address.
	 */
	protected function begin( array $request ) {
		$client = self::client();
		$socket = Http::open( 'early' );
		stream_set_timeout( $socket, 30 );
		fwrite( $socket, Http::bytes( $request[0], $request[1], ( $request[2] ?? array() ) + array( 'Host' => $this->host, 'X-Forwarded-For' => $client ), null ) );
		return array( $socket, $client );
	}

	/**
	 * The answer to a request that was begun.
	 *
	 * @param array $begun What `begin()` gave.
	 * @return array The answer; `client` tells the address.
	 */
	protected function end( array $begun ) {
		$answer = Http::parse( stream_get_contents( $begun[0] ) );
		fclose( $begun[0] );
		return $answer + array( 'client' => $begun[1] );
	}
}
