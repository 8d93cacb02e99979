<?php
/**
 * A site whose snapshot is published, asked through workers with the early gate and without.
 *
 * @package RestGate
 */

require_once __DIR__ . '/LoggedTestCase.php';
require_once __DIR__ . '/SnapshotFile.php';

/**
 * Base of the tests of the early gate.
 */
abstract class EarlyTestCase extends LoggedTestCase {

	/** The sites that publish a snapshot: the index of each, by host and path. */
	protected const INDEXES = array( array( 'single.test', '/wp-json/' ) );

	/** Headers that tell when or whose, and those of the connection. */
	private const OF_THE_MOMENT = array( 'date', 'x-request-id', 'content-length', 'transfer-encoding', 'connection' );

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		return array( 'off' => self::quick( 'off' ) );
	}

	/**
	 * A policy document with the log on and no delay.
	 *
	 * @param string $mode The mode.
	 * @param array  $more More keys.
	 * @return string
	 */
	protected static function quick( $mode, array $more = array() ) {
		return self::logging( $mode, array(), $more + array( 'tarpit' => array( 'min_ms' => 0, 'max_ms' => 0 ) ) );
	}

	/**
	 * Stores a policy, and has a request publish it.
	 *
	 * @param string $document The document.
	 */
	protected static function gate( $document ) {
		Lab::gate( 'single', $document );
		self::publish_anew();
	}

	/**
	 * Has a request to each site publish its snapshot.
	 *
	 * @param int|null $many So many do; null for all.
	 */
	protected static function publish_anew( $many = null ) {
		$many ??= count( static::INDEXES );
		array_map( 'unlink', self::snapshots() );
		// What workers saw of the files counts for a second.
		sleep( 1 );
		usleep( 100000 );
		foreach ( static::INDEXES as list( $host, $index ) ) {
			Http::send( 'GET', $index, array( 'Host' => $host ), null, 'early' );
		}
		for ( $tries = 0; count( self::snapshots() ) < $many && $tries < 100; ++$tries ) {
			usleep( 50000 );
		}
		if ( count( self::snapshots() ) < $many ) {
			throw new RuntimeException( 'no snapshot was published' );
		}
		sleep( 1 );
		usleep( 100000 );
	}

	/**
	 * The files of the snapshots.
	 *
	 * @return string[]
	 */
	protected static function snapshots() {
		clearstatcache();
		return glob( Lab::env( 'GATE_STATE_DIR' ) . '/uid-*/snapshots/*.json' ) ?: array();
	}

	/**
	 * The file of the snapshot.
	 *
	 * @return string
	 */
	protected static function snapshot() {
		return self::snapshots()[0];
	}

	/**
	 * Makes the snapshot older, as if time had passed.
	 *
	 * @param int $seconds By so much.
	 */
	protected static function age_snapshot( $seconds ) {
		$file = self::snapshot();
		$text = file_get_contents( $file );
		$then = json_decode( $text, true );
		$text = SnapshotFile::with(
			$text,
			array(
				'written_ms'     => $then['written_ms'] - 1000 * $seconds,
				'valid_until_ms' => $then['valid_until_ms'] - 1000 * $seconds,
			)
		);
		file_put_contents( $file, $text );
	}

	/**
	 * Waits until no snapshot is valid.
	 *
	 * @param int $seconds So long at most.
	 */
	protected static function await_no_snapshot( $seconds ) {
		$until = time() + $seconds;
		do {
			$valid = array_filter(
				self::snapshots(),
				static function ( $file ) {
					$snapshot = json_decode( (string) file_get_contents( $file ), true );
					return is_array( $snapshot ) && $snapshot['valid_until_ms'] > 1000 * microtime( true );
				}
			);
			usleep( 200000 );
		} while ( $valid && time() < $until );
		sleep( 1 );
		usleep( 100000 );
	}

	/**
	 * The arguments of a request to workers with the early gate.
	 *
	 * @param array $request Method, target, headers, body.
	 * @return array
	 */
	protected function on_early( array $request ) {
		return array( $request[0], $request[1], $request[2] ?? array(), $request[3] ?? null, 'early' );
	}

	/**
	 * A request is refused early, and the answer is that of WordPress.
	 *
	 * @param array  $request Method, target, headers, body.
	 * @param string $about   What is asked.
	 */
	protected function assert_refused_early( array $request, $about ) {
		$early = $this->send( ...$this->on_early( $request ) );
		$this->assertSame( 401, $early['status'], $about . ' ' . substr( $early['body'], 0, 300 ) );
		$this->assert_facts( array( 'outcome' => 'blocked', 'reason' => 'early', 'auth_type' => 'none' ), $this->record_of( $early, $about ), $about );
		$this->assert_same_answer( $request, $early, $about );
	}

	/**
	 * A request goes on to WordPress, and is answered as ever.
	 *
	 * @param array  $request Method, target, headers, body.
	 * @param string $about   What is asked.
	 */
	protected function assert_passed_on( array $request, $about ) {
		$early = $this->send( ...$this->on_early( $request ) );
		$this->assert_same_answer( $request, $early, $about );
		foreach ( Spool::of( $early['client'], $this->site ) as $record ) {
			$this->assertNotSame( 'early', $record['reason'] ?? '', $about );
		}
	}

	/**
	 * The answer is the same without the early gate.
	 *
	 * @param array  $request Method, target, headers, body.
	 * @param array  $early   The answer with it.
	 * @param string $about   What is asked.
	 */
	private function assert_same_answer( array $request, array $early, $about ) {
		$late = $this->send( $request[0], $request[1], $request[2] ?? array(), $request[3] ?? null );
		$this->assertSame( $late['status'], $early['status'], $about );
		$this->assertSame( self::lasting( $late['headers'] ), self::lasting( $early['headers'] ), "$about: headers" );
		$this->assertSame( self::without_id( $late['body'] ), self::without_id( $early['body'] ), "$about: body" );
	}

	/**
	 * The headers that do not depend on the moment, in their order.
	 *
	 * @param array $headers The headers.
	 * @return array
	 */
	protected static function lasting( array $headers ) {
		return array_diff_key( $headers, array_flip( self::OF_THE_MOMENT ) );
	}

	/**
	 * A body without the request's id and other chance.
	 *
	 * @param string $body The body.
	 * @return string
	 */
	protected static function without_id( $body ) {
		return preg_replace( array( '/"request_id":"[^"]+"/', '/[0-9a-f]{12}-[0-9a-f]{9}/' ), '', $body );
	}
}
