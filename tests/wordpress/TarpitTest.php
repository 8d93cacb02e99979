<?php
/**
 * The delay before a refusal: who waits and for how long, how many at once, and what a waiting worker holds.
 *
 * The extension tells how often and how long refusals waited, so WordPress's own time does not count.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/DefenceTestCase.php';

/**
 * Has strangers wait.
 */
final class TarpitTest extends DefenceTestCase {

	/** What Linux may add to a delay before the worker runs again, in milliseconds. */
	private const LATE_MS = 400;

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		return array(
			'short'     => self::waiting( 300, 500, null ),
			'chance'    => self::waiting( 100, 900, 256 ),
			'long'      => self::waiting( 1500, 1500, null ),
			'nobody'    => self::waiting( 1500, 1500, 0 ),
			'two'       => self::waiting( 1500, 1500, 2 ),
			'simulated' => self::waiting( 1500, 1500, null, 'restrict', array( 'simulate' => true ) ),
			'off'       => self::waiting( 1500, 1500, null, 'off', array( 'gates' => array( array( 'id' => 'users', 'pattern' => '/wp/v2/users', 'require' => array( 'capability' => 'list_users' ) ) ) ) ),
		);
	}

	/**
	 * A refused stranger waits once, whoever refuses; nobody else waits.
	 */
	public function test_a_refused_stranger_waits_once() {
		self::publish( 'short' );
		$refused = array(
			'early'              => array( 'GET', self::USERS ),
			'HEAD'               => array( 'HEAD', self::USERS ),
			'by WordPress'       => array( 'GET', self::USERS, self::UNKNOWN ),
			'a form'             => array( 'POST', self::USERS, array( 'Content-Type' => 'application/x-www-form-urlencoded' ), 'a=1' ),
			'a batch'            => array( 'POST', '/wp-json/batch/v1', array( 'Content-Type' => 'application/json' ), '{"requests":[{"path":"/wp/v2/posts"},{"path":"/wp/v2/users"}]}' ),
			'a cookie and embed' => array( 'GET', '/wp-json/wp/v2/posts?_embed', array( 'Cookie' => 'a=b' ) ),
		);
		foreach ( $refused as $about => $request ) {
			list( $waits, $milliseconds, $full ) = $this->counted(
				self::FIGURES,
				function () use ( $request, $about ) {
					$began  = microtime( true );
					$answer = $this->send( ...$this->on_early( $request ) );
					$this->assertSame( 401, $answer['status'], $about );
					$this->assertGreaterThanOrEqual( 0.3, microtime( true ) - $began, $about );
					$this->assertGreaterThanOrEqual( 300000, $this->record_of( $answer, $about )['duration_us'], $about );
				}
			);
			$this->assertSame( array( 1, 0 ), array( $waits, $full ), $about );
			$this->assertGreaterThanOrEqual( 300, $milliseconds, $about );
			$this->assertLessThanOrEqual( 500 + self::LATE_MS, $milliseconds, $about );
		}
		$others = array(
			'an allowlisted route'        => array( 200, 'GET', '/wp-json/' ),
			'the same, by WordPress'      => array( 200, 'GET', '/wp-json/', self::UNKNOWN ),
			'a known user'                => array( 200, 'GET', self::USERS, self::admin() ),
			'one whom WordPress refuses'  => array( 404, 'GET', self::USERS . '/999999', self::admin() ),
			'a page'                      => array( 200, 'GET', '/' ),
			'a preflight'                 => array( 204, 'OPTIONS', self::USERS, array( 'Origin' => 'https://a.example', 'Access-Control-Request-Method' => 'POST' ) ),
		);
		$this->assert_nobody_waits( $others );
	}

	/**
	 * Where nothing is refused by the restriction, nobody waits.
	 */
	public function test_nobody_waits_while_simulating_or_switched_off() {
		$this->withdraw( 'simulated' );
		$this->assert_nobody_waits( array( array( 200, 'GET', '/wp-json/wp/v2/posts' ), array( 200, 'GET', '/wp-json/wp/v2/posts', self::UNKNOWN ) ) );
		$this->withdraw( 'off' );
		$this->assert_nobody_waits( array( array( 401, 'GET', self::USERS ), array( 200, 'GET', '/wp-json/wp/v2/posts' ) ) );
	}

	/**
	 * No more wait at once than may, and the others are refused at once.
	 */
	public function test_no_more_wait_than_may() {
		// A quarter of all workers of this PHP: which of them have served anything is not known.
		$quarter = intdiv( self::WORKERS + (int) Lab::env( 'FPM_WORKERS' ), 4 );
		foreach ( array( 'long' => array( 1, $quarter ), 'nobody' => array( 0, 0 ), 'two' => array( 2, 2 ) ) as $document => list( $least, $most ) ) {
			self::publish( $document );
			$answers = array();
			list( $waits, , $full ) = $this->counted(
				self::FIGURES,
				function () use ( &$answers ) {
					$answers = $this->at_once( array_fill( 0, 8, array( 'GET', self::USERS ) ) );
				}
			);
			$this->assertSame( array_fill( 0, 8, 401 ), array_column( $answers, 'status' ), $document );
			$this->assertGreaterThanOrEqual( $least, $waits, $document );
			$this->assertLessThanOrEqual( $most, $waits, $document );
			$this->assertSame( 8, $waits + $full, $document );
			$this->assertCount( $waits, array_filter( $answers, static fn( $answer ) => $answer['took'] >= 1.5 ), $document );
			// The others did not wait for those.
			$this->assertCount( 8 - $waits, array_filter( $answers, static fn( $answer ) => $answer['took'] < 1.4 ), $document );
		}
	}

	/**
	 * Workers are forked from one process, and still each draws a chance of its own.
	 */
	public function test_each_delay_is_drawn_anew() {
		self::publish( 'chance' );
		$all = array();
		for ( $round = 0; $round < 6; ++$round ) {
			$took = array();
			foreach ( $this->at_once( array_fill( 0, self::WORKERS, array( 'GET', self::USERS ) ) ) as $answer ) {
				$took[] = $this->record_of( $answer )['duration_us'] / 1000;
			}
			// Four within so little come once in 5,000 rounds.
			$this->assertGreaterThan( 30, max( $took ) - min( $took ), json_encode( $took ) );
			$this->assertGreaterThanOrEqual( 100, min( $took ) );
			$this->assertLessThan( 900 + self::LATE_MS, max( $took ) );
			$all = array_merge( $all, $took );
		}
		sort( $all );
		$this->assertLessThan( 400, $all[0] );
		$this->assertGreaterThan( 600, end( $all ) );
	}

	/**
	 * Requests are answered, and none of them waits.
	 *
	 * @param array[] $requests Status, method, target, headers.
	 */
	private function assert_nobody_waits( array $requests ) {
		$counted = $this->counted(
			self::FIGURES,
			function () use ( $requests ) {
				foreach ( $requests as $about => $request ) {
					$answer = $this->send( ...$this->on_early( array_slice( $request, 1 ) ) );
					$this->assertSame( $request[0], $answer['status'], "$about {$answer['body']}" );
				}
			}
		);
		$this->assertSame( array( 0, 0, 0 ), $counted );
	}
}
