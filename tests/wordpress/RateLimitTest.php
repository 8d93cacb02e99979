<?php
/**
 * How often a client may ask: what the refusal looks like, and that a request is counted once whoever meets it first.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/LimitTestCase.php';

/**
 * Asks too often.
 */
final class RateLimitTest extends LimitTestCase {

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$gates = array( 'gates' => array( array( 'id' => 'users', 'pattern' => '/wp/v2/users', 'require' => array( 'capability' => 'list_users' ) ) ) );
		return array(
			'limited'   => self::limiting( 'restrict' ),
			'blocking'  => self::limiting( 'block_all' ),
			'simulated' => self::limiting( 'restrict', array(), array( 'simulate' => true ) ),
			'off'       => self::limiting( 'off' ),
			'gates'     => self::limiting( 'off', array(), $gates ),
		);
	}

	/**
	 * As many as may at once are refused as ever, then each is one too many; nobody else is.
	 *
	 * @dataProvider servers
	 * @param string $server The server.
	 */
	public function test_one_too_many( $server ) {
		self::publish( 'limited' );
		$client = self::client();
		$this->assert_ends( array( 401, 401, 401, 429, 429 ), $client, self::USERS, $server );
		$answer = $this->as_client( $client, self::USERS, $server );
		$this->assert_limited( $answer );
		$this->assertSame( '"strangers";q=1;w=60', $answer['headers']['ratelimit-policy'][0] );
		$limited = array_values( array_filter( Spool::of( $client ), static fn( $record ) => 429 === $record['status'] ) );
		$this->assert_facts( array( 'outcome' => 'limited', 'reason' => 'rate_limit', 'route' => '/wp/v2/users', 'method' => 'GET' ), $limited[0] ?? array() );
		$this->assert_ends( array( 401 ), self::client(), self::USERS, $server );
		// All that a client asks for is counted together, and refused where the others of its kind are.
		list( $early ) = $this->counted( array( 'early_refused' ), fn() => $this->assert_ends( array( 429 ), $client, self::INDEX, $server ) );
		$this->assertSame( 'early' === $server ? 1 : 0, $early );
	}

	/**
	 * A request that the early gate passes on is not counted again, and both count into one bucket.
	 */
	public function test_a_request_is_counted_once() {
		self::publish( 'limited' );
		$ways = array(
			'refused early'         => array( self::USERS, array(), 401 ),
			'refused by WordPress'  => array( self::USERS, self::UNKNOWN, 401 ),
			'passed early'          => array( self::INDEX, array(), 200 ),
			'passed by WordPress'   => array( self::INDEX, self::UNKNOWN, 200 ),
			'depends on the target' => array( '/wp-json/rest-gate/v1/probe', array(), 404 ),
		);
		foreach ( $ways as $about => list( $uri, $headers, $status ) ) {
			$client = self::client();
			$this->assert_ends( array( $status, $status, $status, 429 ), $client, $uri, 'early', $headers, $about );
		}
		$client = self::client();
		$this->assert_ends( array( 401 ), $client, self::USERS, 'early' );
		$this->assert_ends( array( 401 ), $client, self::USERS, 'nginx' );
		$this->assert_ends( array( 401, 429 ), $client, self::USERS, 'early', self::UNKNOWN );
		$this->assert_ends( array( 429 ), $client, self::USERS, 'nginx' );
	}

	/**
	 * The answer is the same before WordPress and by it.
	 */
	public function test_both_answers_are_the_same() {
		foreach ( array( 'limited', 'blocking' ) as $document ) {
			self::publish( $document );
			foreach ( array( array(), array( 'Origin' => 'https://a.example' ), array( 'Origin' => 'javascript:alert(1)' ) ) as $headers ) {
				$client = self::client();
				for ( $number = 0; $number < self::BURST; ++$number ) {
					$this->as_client( $client, self::USERS, 'early', $headers );
				}
				foreach ( 'limited' === $document ? array( self::USERS, self::INDEX ) : array( self::USERS ) as $uri ) {
					$this->assert_limited( $this->as_client( $client, $uri, 'early', $headers ) );
					foreach ( array( 'GET', 'HEAD' ) as $method ) {
						$this->assert_same_seconds( fn( $server ) => Http::send( $method, $uri, $headers + array( 'X-Forwarded-For' => $client ), null, $server ), "$document $method $uri" );
					}
				}
			}
		}
	}

	/**
	 * While simulating, and switched off, nobody is limited.
	 */
	public function test_nobody_is_limited_while_nothing_is_refused() {
		$wrong = self::basic( Lab::env( 'ADMIN_LOGIN' ), 'wrong' );
		foreach ( array( 'simulated' => 200, 'off' => 200, 'gates' => 401 ) as $document => $status ) {
			$this->withdraw( $document );
			foreach ( array( 'early', 'nginx' ) as $server ) {
				$client = self::client();
				$this->assert_ends( array_fill( 0, self::BURST + 1, $status ), $client, self::USERS, $server, array(), $document );
				// WordPress takes whom it cannot know for a stranger.
				$this->assert_ends( array_fill( 0, self::FAILURES + 1, $status ), $client, self::USERS, $server, $wrong, $document );
			}
		}
	}

	/**
	 * Two servers give the same answer, within the same second.
	 *
	 * @param callable $send  Takes the server, gives the answer.
	 * @param string   $about What is asked.
	 */
	private function assert_same_seconds( callable $send, $about ) {
		for ( $tries = 0; $tries < 5; ++$tries ) {
			$early = $send( 'early' );
			$late  = $send( 'nginx' );
			$same  = true;
			foreach ( array( 'retry-after', 'ratelimit' ) as $seconds ) {
				$same = $same && $early['headers'][ $seconds ] === $late['headers'][ $seconds ];
			}
			if ( $same ) {
				break;
			}
		}
		$this->assertSame( $late['status'], $early['status'], $about );
		$this->assertSame( self::lasting( $late['headers'] ), self::lasting( $early['headers'] ), $about );
		$this->assertSame( self::without_id( $late['body'] ), self::without_id( $early['body'] ), $about );
	}
}
