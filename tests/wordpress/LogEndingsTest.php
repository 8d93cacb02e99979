<?php
/**
 * However a request ends, its record has the status that the client saw, on every server.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/LoggedTestCase.php';

/**
 * Ends requests.
 */
final class LogEndingsTest extends LoggedTestCase {

	/** @var string A pattern of the lines in the PHP error log that the test provokes. */
	protected $provoked = 'PHP (Fatal error|  thrown)|^#|Stack trace';

	/** What has the routes of the endings registered. */
	private const WITH_ENDINGS = array( 'X-Test-Ending' => '1' );

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		return array(
			'open'       => self::logging(),
			'restricted' => self::logging( 'restrict' ),
		);
	}

	/**
	 * Servers by name.
	 *
	 * @return array[]
	 */
	public static function servers() {
		return array(
			'nginx and php-fpm'  => array( 'nginx' ),
			'Apache and mod_php' => array( 'apache-modphp' ),
			'Apache and php-fpm' => array( 'apache-fcgi' ),
			'php -S'             => array( 'php-S' ),
		);
	}

	/**
	 * Routes that end: status, outcome and reason by route.
	 *
	 * @param string $server The server.
	 * @dataProvider servers
	 */
	public function test_routes_that_end_in_their_own_way( $server ) {
		self::in_force( 'open' );
		$endings = array(
			'/myplugin/v1/thing'     => array( 200, 'allowed', null ),
			'/myplugin/v1/fatal'     => array( 500, 'error', 'fatal' ),
			'/myplugin/v1/exit'      => array( 200, 'allowed', null ),
			'/myplugin/v1/throw'     => array( 500, 'error', 'fatal' ),
			'/myplugin/v1/n304'      => array( 304, 'allowed', null ),
			'/myplugin/v1/n204'      => array( 204, 'allowed', null ),
			'/myplugin/v1/badjson'   => array( 500, 'error', null ),
			'/myplugin/v1/redirect'  => array( 302, 'allowed', null ),
			'/myplugin/v1/wpdie'     => array( 500, 'error', null ),
			'/myplugin/v1/served'    => array( 200, 'allowed', null ),
			'/myplugin/v1/nothing'   => array( 404, 'not_found', null ),
			'/ending/v1/memory'      => array( 500, 'error', 'fatal' ),
			'/ending/v1/time'        => array( 500, 'error', 'fatal' ),
			'/ending/v1/late-status' => array( 202, 'allowed', null ),
			'/ending/v1/late-throw'  => array( 202, 'error', 'fatal' ),
			'/ending/v1/shutdown'    => array( null, null, null ),
			'/ending/v1/abort'       => array( 418, 'invalid', null ),
		);
		foreach ( $endings as $route => list( $status, $outcome, $reason ) ) {
			$answer = $this->send( 'GET', "/index.php?rest_route=$route", self::WITH_ENDINGS, null, $server );
			$record = $this->record_of( $answer, "$server $route" );
			$this->assertArrayHasKey( 'x-request-id', $answer['headers'], "$server $route" );
			if ( null !== $status ) {
				$this->assert_facts( compact( 'status', 'outcome' ), $record, "$server $route" );
				$this->assertSame( $reason, 'fatal' === ( $record['reason'] ?? null ) ? 'fatal' : null, "$server $route" );
			}
			$this->assert_facts( array( 'route' => $route, 'method' => 'GET' ), $record, "$server $route" );
		}
	}

	/**
	 * Requests that end by what they ask: method, target, headers, body; status, outcome, route.
	 *
	 * @param string $server The server.
	 * @dataProvider servers
	 */
	public function test_requests_that_end_by_what_they_ask( $server ) {
		self::in_force( 'open' );
		$form      = array( 'Content-Type' => 'application/x-www-form-urlencoded' );
		$preflight = array( 'Origin' => 'http://else.test', 'Access-Control-Request-Method' => 'POST' );
		$thing     = '/myplugin/v1/thing';
		$cases     = array(
			'invalid JSONP'      => array( 'GET', "/index.php?rest_route=$thing&_jsonp=a-b", array(), null, 400, 'invalid', $thing ),
			'HEAD'               => array( 'HEAD', "/index.php?rest_route=$thing", array(), null, 200, 'allowed', $thing ),
			'OPTIONS'            => array( 'OPTIONS', "/index.php?rest_route=$thing", array(), null, 200, 'allowed', $thing ),
			'a preflight'        => array( 'OPTIONS', "/index.php?rest_route=$thing", $preflight, null, 200, 'allowed', $thing ),
			'a route that lists' => array( 'GET', '/index.php?rest_route[]=/wp/v2/posts', array(), null, 400, 'invalid', null ),
			'a mismatch'         => array( 'POST', '/index.php?rest_route=/wp/v2/users', $form, 'rest_route=/wp/v2/posts', 400, 'invalid', null ),
			'a method that lists' => array( 'POST', "/index.php?rest_route=$thing&_method[]=GET", $form, 'a=b', 500, 'error', $thing ),
			'the same by path'    => array( 'POST', "/wp-json$thing?_method[]=GET", $form, 'a=b', 500, 'error', $thing ),
		);
		foreach ( $cases as $name => list( $method, $uri, $headers, $body, $status, $outcome, $route ) ) {
			$answer = $this->send( $method, $uri, $headers, $body, $server );
			$record = $this->record_of( $answer, "$server $name" );
			$this->assert_facts( compact( 'status', 'outcome', 'route' ), $record, "$server $name" );
		}
	}

	/**
	 * Inside an envelope and outside, refused and not.
	 *
	 * @param string $server The server.
	 * @dataProvider servers
	 */
	public function test_an_envelope_keeps_the_status_inside( $server ) {
		self::in_force( 'open' );
		$cases = array(
			'/myplugin/v1/thing' => array( 'status' => 200, 'inner_status' => null, 'outcome' => 'allowed' ),
			'/nothing/here'      => array( 'status' => 200, 'inner_status' => 404, 'outcome' => 'not_found' ),
			'/wp/v2/settings'    => array( 'status' => 200, 'inner_status' => 401, 'outcome' => 'refused' ),
		);
		foreach ( $cases as $route => $expected ) {
			$record = $this->record_of( $this->send( 'GET', "/index.php?rest_route=$route&_envelope", array(), null, $server ), $route );
			$this->assert_facts( $expected, $record, "$server $route" );
		}
		self::in_force( 'restricted' );
		$record = $this->record_of( $this->send( 'GET', '/index.php?rest_route=/wp/v2/posts&_envelope', array(), null, $server ) );
		$this->assert_facts( array( 'status' => 401, 'inner_status' => null, 'outcome' => 'blocked' ), $record );
		$preflight = array( 'Origin' => 'http://else.test', 'Access-Control-Request-Method' => 'POST' );
		$record    = $this->record_of( $this->send( 'OPTIONS', '/index.php?rest_route=/wp/v2/posts', $preflight, null, $server ) );
		$this->assert_facts( array( 'status' => 204, 'outcome' => 'preflight' ), $record );
	}

	/**
	 * Work after the answer is counted apart, and changes nothing that the client saw.
	 */
	public function test_what_follows_the_answer_is_told_apart() {
		self::in_force( 'open' );
		foreach ( array( 'nginx', 'apache-fcgi' ) as $server ) {
			$began  = microtime( true );
			$answer = $this->send( 'GET', '/?rest_route=/ending/v1/finish', self::WITH_ENDINGS, null, $server );
			$took   = ( microtime( true ) - $began ) * 1e6;
			$record = $this->record_of( $answer, $server );
			$this->assert_facts( array( 'status' => 202, 'outcome' => 'allowed', 'bytes' => strlen( '{"sent":true}' ) ), $record );
			$this->assertGreaterThanOrEqual( 190000, $record['after_us'] );
			$this->assertLessThanOrEqual( $took, $record['duration_us'] );

			$record = $this->record_of( $this->send( 'GET', '/?rest_route=/ending/v1/finish-throw', self::WITH_ENDINGS, null, $server ), $server );
			$this->assert_facts( array( 'status' => 202, 'outcome' => 'error', 'reason' => 'fatal' ), $record );
		}
		$record = $this->record_of( $this->send( 'GET', '/?rest_route=/myplugin/v1/thing' ) );
		$this->assertLessThan( 100000, $record['after_us'] ?? 0 );
	}

	/**
	 * The bytes are those of the body, without the headers.
	 *
	 * @param string $server The server.
	 * @dataProvider servers
	 */
	public function test_the_bytes_are_those_of_the_body( $server ) {
		self::in_force( 'open' );
		foreach ( array( '/wp/v2/types', '/myplugin/v1/thing', '/nothing/here' ) as $route ) {
			$answer = $this->send( 'GET', "/index.php?rest_route=$route", array(), null, $server );
			$this->assert_facts( array( 'bytes' => strlen( $answer['body'] ) ), $this->record_of( $answer ), "$server $route" );
		}
	}

	/**
	 * A worker that is killed leaves a record behind, for whoever comes next.
	 */
	public function test_a_worker_that_is_killed_leaves_a_record() {
		self::in_force( 'open' );
		foreach ( array( 'nginx' => 502, 'apache-modphp' => 0 ) as $server => $status ) {
			$killed = $this->send( 'GET', '/?rest_route=/ending/v1/kill', self::WITH_ENDINGS, null, $server );
			$this->assertSame( $status, $killed['status'], $server );
			$found = Spool::await(
				function () use ( $killed, $server ) {
					// Its successor finds it, whenever its turn comes.
					$this->send( 'GET', '/?rest_route=/myplugin/v1/thing', array(), null, $server );
					$found = Spool::of( $killed['client'] );
					return $found ? $found : null;
				}
			);
			$this->assertCount( 1, (array) $found, $server );
			$expected = array( 'outcome' => 'error', 'reason' => 'worker_died', 'route' => '/ending/v1/kill', 'method' => 'GET', 'auth_type' => 'none' );
			$this->assert_facts( $expected, $found[0], $server );
		}
	}

	/**
	 * What WP-CLI imports holds a record of a worker that was killed and had no successor.
	 */
	public function test_the_import_finds_who_died() {
		self::in_force( 'open' );
		$killed = $this->send( 'GET', '/?rest_route=/ending/v1/kill', self::WITH_ENDINGS );
		$found  = self::told_by_cli( array( 'ip' => $killed['client'] ) );
		$this->assertCount( 1, $found['records'] );
		$this->assert_facts( array( 'outcome' => 'error', 'reason' => 'worker_died', 'route' => '/ending/v1/kill' ), $found['records'][0] );
	}
}
