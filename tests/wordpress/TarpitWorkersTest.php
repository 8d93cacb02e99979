<?php
/**
 * What a waiting worker holds of what others wait for, and what becomes of its place when it is killed.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/DefenceTestCase.php';

/**
 * Looks at workers that wait.
 */
final class TarpitWorkersTest extends DefenceTestCase {

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		return array(
			'long'    => self::waiting( 1500, 1500, null ),
			'longest' => self::waiting( 4000, 4000, null ),
			'one'     => self::waiting( 2000, 2000, 1 ),
		);
	}

	/**
	 * A worker that waits has let go of its connection, and goes on as ever.
	 */
	public function test_a_waiting_worker_holds_no_connection() {
		self::publish( 'long' );
		Options::drop( 'single', 'witness_after' );
		list( $free, $answer, $took ) = $this->longest_without_connection( array( 'GET', self::USERS, array( 'X-Test-Witness' => 'after' ) ) );
		$this->assert_refused( $answer );
		$this->assertGreaterThan( 1.5, $took, 'it waits' );
		$this->assertGreaterThan( 1.2, $free );
		$this->assert_facts( array( 'outcome' => 'blocked', 'reason' => 'not_allowlisted' ), $this->record_of( $answer ) );
		$this->assertSame( '42', Spool::await( static fn() => Options::raw( 'single', 'witness_after' ) ) );

		list( $free, $answer ) = $this->longest_without_connection( array( 'GET', '/wp-json/witness/v1/slow', self::admin() ) );
		$this->assertSame( 200, $answer['status'] );
		$this->assertLessThan( 1.2, $free );
	}

	/**
	 * A worker that waits has closed the visitor's session.
	 */
	public function test_a_waiting_worker_holds_no_session() {
		self::publish( 'longest' );
		$visitor = array( 'Cookie' => 'PHPSESSID=' . bin2hex( random_bytes( 8 ) ), 'X-Test-Witness' => 'session' );
		$first   = $this->begin( array( 'GET', self::USERS, $visitor ) );
		usleep( 1500000 );
		$answer = $this->send( 'GET', '/wp-json/', $visitor );
		$ready  = array( $first[0] );
		$unused = null;
		$this->assertSame( 0, stream_select( $ready, $unused, $unused, 0 ), 'the first still waits' );
		$this->assertSame( 200, $answer['status'] );
		// The first visit was written when its worker began to wait.
		$this->assertSame( array( '2' ), $answer['headers']['x-test-visits'] );
		$this->assert_refused( $this->end( $first ) );
	}

	/**
	 * A waiting worker that is killed blocks its place no longer than it would have waited.
	 */
	public function test_the_place_of_a_killed_worker_is_free_again() {
		self::publish( 'one' );
		Options::drop( 'single', 'witness_pid' );
		$before = self::workers();
		$this->assertCount( self::WORKERS, $before );
		$slow   = $this->begin( array( 'GET', '/wp-json/witness/v1/slow', self::admin() ) );
		$killed = $this->begin( array( 'GET', self::USERS, array( 'X-Test-Witness' => 'pid' ) ) );
		$pid    = (int) Spool::await( static fn() => Options::raw( 'single', 'witness_pid' ) );
		$this->assertContains( $pid, $before );
		usleep( 700000 );
		$this->assertTrue( posix_kill( $pid, 9 ) );
		$this->assertSame( 502, $this->end( $killed )['status'] );
		list( $waits, , $full ) = $this->counted( self::FIGURES, fn() => $this->assert_refused( $this->send( 'GET', self::USERS, array(), null, 'early' ) ) );
		$this->assertSame( array( 0, 1 ), array( $waits, $full ), 'its place is taken' );
		$this->assertSame( 200, $this->end( $slow )['status'] );
		usleep( 1500000 );
		list( $waits, , $full ) = $this->counted( self::FIGURES, fn() => $this->assert_refused( $this->send( 'GET', self::USERS, array(), null, 'early' ) ) );
		$this->assertSame( array( 1, 0 ), array( $waits, $full ), 'its place is free' );
		$after = self::workers();
		$this->assertCount( self::WORKERS, $after );
		$this->assertSame( array( $pid ), array_values( array_diff( $before, $after ) ) );
		$died = Spool::await(
			function () use ( $killed ) {
				// Its successor finds it, whenever its turn comes.
				$this->at_once( array_fill( 0, self::WORKERS, array( 'GET', '/wp-json/' ) ) );
				return Spool::of( $killed[1] )[0] ?? null;
			}
		);
		$this->assert_facts( array( 'outcome' => 'error', 'reason' => 'worker_died' ), (array) $died );
	}

	/**
	 * Looks at the database while a request is answered.
	 *
	 * @param array $request The request.
	 * @return array{0: float, 1: array, 2: float} For how many seconds in a row it was not connected, the answer, and the seconds it took.
	 */
	private function longest_without_connection( array $request ) {
		// Other tests keep theirs open.
		$before  = Options::connections();
		$longest = 0;
		$first   = microtime( true );
		$since   = null;
		$begun   = $this->begin( $request );
		do {
			$now     = microtime( true );
			$since   = array_diff( Options::connections(), $before ) ? null : ( $since ?? $now );
			$longest = max( $longest, $now - ( $since ?? $now ) );
			$ready   = array( $begun[0] );
			$unused  = null;
		} while ( ! stream_select( $ready, $unused, $unused, 0, 20000 ) );
		return array( $longest, $this->end( $begun ), microtime( true ) - $first );
	}

	/**
	 * The processes of the workers with the early gate.
	 *
	 * @return int[]
	 */
	private static function workers() {
		$master = (int) file_get_contents( Lab::env( 'STATE_DIR' ) . '/run/php-fpm.pid' );
		$found  = array();
		foreach ( explode( ' ', trim( file_get_contents( "/proc/$master/task/$master/children" ) ) ) as $pid ) {
			if ( false !== strpos( (string) @file_get_contents( "/proc/$pid/cmdline" ), 'pool early' ) ) {
				$found[] = (int) $pid;
			}
		}
		return $found;
	}
}
