<?php
/**
 * The early gate on servers other than PHP-FPM: each refuses with the answer of PHP-FPM, and passes on what may be a
 * credential.
 *
 * Each server is one of the test's own, with the snapshot that PHP-FPM published.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/EarlyTestCase.php';
require_once __DIR__ . '/support/OwnServers.php';

/**
 * Refuses on each server.
 */
final class EarlySapisTest extends EarlyTestCase {

	private const USERS = '/wp-json/wp/v2/users';

	/** Headers in which the server, not PHP, has its say. */
	private const OF_THE_SERVER = array( 'server', 'x-powered-by', 'host', 'status', 'keep-alive' );

	/**
	 * Ends the servers.
	 */
	public static function tearDownAfterClass(): void {
		OwnServers::end();
		parent::tearDownAfterClass();
	}

	/**
	 * Servers by name.
	 *
	 * @return array[]
	 */
	public static function servers() {
		return array(
			'php-cgi'              => array( 'cgi' ),
			'PHP\'s own'           => array( 'built_in' ),
			'Apache with mod_php'  => array( 'apache' ),
		);
	}

	/**
	 * What is sure is refused, by this server and as PHP-FPM does; the rest is WordPress's.
	 *
	 * @dataProvider servers
	 * @param string $server The server.
	 */
	public function test_a_server_refuses_early( $server ) {
		self::gate( self::quick( 'restrict' ) );
		$send    = OwnServers::$server();
		$refused = array(
			'GET'        => array( 'GET', self::USERS ),
			'HEAD'       => array( 'HEAD', self::USERS ),
			'an origin'  => array( 'GET', '/index.php?rest_route=/wp/v2/users', array( 'Origin' => 'https://a.example' ) ),
			'a query'    => array( 'GET', self::USERS . '?page=2' ),
		);
		foreach ( $refused as $about => $request ) {
			$answer = $this->on( $send, $request );
			$this->assertSame( 401, $answer['status'], "$server $about {$answer['body']}" );
			$this->assert_facts( array( 'outcome' => 'blocked', 'reason' => 'early' ), $this->record_of( $answer, "$server $about" ) );
			$by_fpm = $this->send( ...$this->on_early( $request ) );
			$this->assertSame( 'early', $this->record_of( $by_fpm )['reason'] );
			$this->assertSame( self::by_php( $by_fpm['headers'] ), self::by_php( $answer['headers'] ), "$server $about" );
			$this->assertSame( self::without_id( $by_fpm['body'] ), self::without_id( $answer['body'] ), "$server $about" );
		}
		$passed = array(
			'a password' => array( 200, 'GET', self::USERS, self::basic( Lab::env( 'ADMIN_LOGIN' ), Lab::env( 'ADMIN_APP_PASSWORD' ) ) ),
			'a bearer'   => array( 401, 'GET', self::USERS, array( 'Authorization' => 'Bearer x' ) ),
			'a digest'   => array( 401, 'GET', self::USERS, array( 'Authorization' => 'Digest username="x"' ) ),
			'a cookie'   => array( 401, 'GET', self::USERS, array( 'Cookie' => 'a=b' ) ),
			'the index'  => array( 200, 'GET', '/wp-json/' ),
		);
		foreach ( $passed as $about => $request ) {
			$answer = $this->on( $send, array_slice( $request, 1 ) );
			$this->assertSame( $request[0], $answer['status'], "$server $about {$answer['body']}" );
			$this->assertNotSame( 'early', $this->record_of( $answer, "$server $about" )['reason'] ?? '', "$server $about" );
		}
	}

	/**
	 * Sends a request from a client of its own.
	 *
	 * @param callable $send    Sends it.
	 * @param array    $request Method, target, headers.
	 * @return array The answer; `client` tells the address.
	 */
	private function on( callable $send, array $request ) {
		$client = self::client();
		return $send( $request[0], $request[1], ( $request[2] ?? array() ) + array( 'Host' => $this->host, 'X-Forwarded-For' => $client ) ) + array( 'client' => $client );
	}

	/**
	 * The headers that PHP made, by name.
	 *
	 * @param array $headers The headers.
	 * @return array
	 */
	private static function by_php( array $headers ) {
		$headers = array_diff_key( self::lasting( $headers ), array_flip( self::OF_THE_SERVER ) );
		ksort( $headers );
		return $headers;
	}
}
