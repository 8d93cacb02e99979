<?php
/**
 * A site that limits strangers, and clients that ask again and again.
 *
 * Buckets are kept as long as PHP runs, so each test asks from addresses of its own. One of them fills again within
 * half a minute at the earliest, so no test depends on the clock.
 *
 * @package RestGate
 */

require_once __DIR__ . '/DefenceTestCase.php';

/**
 * Base of the tests of limits.
 */
abstract class LimitTestCase extends DefenceTestCase {

	protected const INDEX = '/wp-json/';

	/** Requests at once, and failed authentications. */
	protected const BURST    = 3;
	protected const FAILURES = 2;

	/**
	 * A policy document with a limit.
	 *
	 * @param string $mode  The mode.
	 * @param array  $limit Keys of the limit.
	 * @param array  $more  More keys of the document.
	 * @return string
	 */
	protected static function limiting( $mode, array $limit = array(), array $more = array() ) {
		$limit += array( 'enabled' => true, 'client' => 'proxies', 'per_minute' => 1, 'burst' => self::BURST, 'failed_auth_per_minute' => self::FAILURES );
		return self::quick( $mode, array( 'rate_limit' => $limit ) + $more );
	}

	/**
	 * Servers by name.
	 *
	 * @return array[]
	 */
	public static function servers() {
		return array( 'before WordPress' => array( 'early' ), 'by WordPress' => array( 'nginx' ) );
	}

	/**
	 * Sends a request from a client.
	 *
	 * @param string                $client  The client's address.
	 * @param string                $uri     The target.
	 * @param string                $server  The server.
	 * @param array<string, string> $headers More headers.
	 * @return array The answer.
	 */
	protected function as_client( $client, $uri, $server, array $headers = array() ) {
		return Http::send( 'GET', $uri, $headers + array( 'X-Forwarded-For' => $client ), null, $server );
	}

	/**
	 * What comes of the same request sent again and again.
	 *
	 * @param int[]                 $expected The status of each.
	 * @param string                $client   The client's address.
	 * @param string                $uri      The target.
	 * @param string                $server   The server.
	 * @param array<string, string> $headers  More headers.
	 * @param string                $about    What is asked.
	 */
	protected function assert_ends( array $expected, $client, $uri, $server, array $headers = array(), $about = '' ) {
		$seen = array();
		foreach ( $expected as $ignored ) {
			$seen[] = $this->as_client( $client, $uri, $server, $headers )['status'];
		}
		$this->assertSame( $expected, $seen, "$about $server $uri $client" );
	}

	/**
	 * An answer says that a client asked too often, and when it may come back.
	 *
	 * @param array $answer The answer.
	 */
	protected function assert_limited( array $answer ) {
		$this->assert_refused( $answer, 429, 'rest_gate_limited' );
		$after = (int) ( $answer['headers']['retry-after'][0] ?? 0 );
		$this->assertGreaterThan( 0, $after );
		$this->assertLessThanOrEqual( 60, $after );
		$this->assertSame( array( '"strangers";r=0;t=' . $after ), $answer['headers']['ratelimit'] );
		$this->assertStringContainsString( 'no-store', $answer['headers']['cache-control'][0] );
	}
}
