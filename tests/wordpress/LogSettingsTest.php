<?php
/**
 * The settings of the log: what is recorded of whom, how much, and whose word counts.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/LoggedTestCase.php';
require_once __DIR__ . '/support/Pool.php';

/**
 * Changes settings and looks at what is recorded.
 */
final class LogSettingsTest extends LoggedTestCase {

	private const THING = '/wp-json/myplugin/v1/thing';
	private const BODY  = '/wp-json/myplugin/v1/any/body';

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$bodies  = array( 'record_bodies' => true );
		$trusted = array( 'proxies' => array( 'trusted' => array( '127.0.0.1', '198.51.100.0/24' ) ) );
		return array(
			'off'           => self::logging( 'restrict', array( 'enabled' => false ) ),
			'all'           => self::logging(),
			'few'           => self::logging( 'off', array( 'sampling_percent' => 1 ) ),
			'few of all'    => self::logging( 'off', array( 'sampling_percent' => 1, 'always_record_denials' => false ) ),
			'defaults'      => self::document( 'off', array(), array( 'log' => array( 'enabled' => true ) ) + $trusted ),
			'silent'        => self::document( 'off', array(), array( 'log' => array( 'enabled' => true, 'always_record_denials' => false ) ) + $trusted ),
			'without a net' => self::logging( 'off', array( 'exclude_ips' => array( '192.0.2.0/24', '2001:db8::/32' ) ) ),
			'hashed'        => self::logging( 'off', array( 'hash_ips' => true ) ),
			'bodies'        => self::logging( 'off', $bodies + array( 'redact' => array( 'customer_ref' ) ) ),
			'short bodies'  => self::logging( 'off', $bodies + array( 'body_limit' => 20 ) ),
			'proxies'       => self::logging( 'off', array(), $trusted ),
			'other header'  => self::logging( 'off', array(), array( 'proxies' => array( 'trusted' => array( '127.0.0.1' ), 'header' => 'X-Real-IP' ) ) ),
			'no proxies'    => self::logging( 'off', array(), array( 'proxies' => array( 'trusted' => array() ) ) ),
		);
	}

	/**
	 * The record of an answer by the id that the client was told.
	 *
	 * @param array $answer The answer.
	 * @return array
	 */
	private function told_by( array $answer ) {
		$id     = $answer['headers']['x-request-id'][0];
		$record = Spool::await( static fn() => Spool::records()[ $id ] ?? null );
		$this->assertIsArray( $record, $id );
		return $record;
	}

	/**
	 * Switched off, the log leaves nothing anywhere.
	 */
	public function test_switched_off_it_leaves_nothing() {
		self::in_force( 'off' );
		$answer = $this->send( 'GET', '/wp-json/wp/v2/posts' );
		$this->assertSame( 401, $answer['status'] );
		$this->assertArrayNotHasKey( 'x-request-id', $answer['headers'] );
		$this->assertNotSame( '', $answer['json']['data']['request_id'] );
		$this->send( 'GET', '/wp-json/myplugin/v1/fatal', self::as_( 'ADMIN' ) );
		$this->provoked = 'PHP (Fatal error|  thrown)|^#|Stack trace';
		$this->assertNull( Spool::folder() );
	}

	/**
	 * Asks from many clients at once.
	 *
	 * @param string $uri  The target.
	 * @param int    $many How many.
	 * @return int How many left a record.
	 */
	private function recorded_of( $uri, $many ) {
		$requests = array();
		for ( $number = 0; $number < $many; ++$number ) {
			$client              = self::client();
			$requests[ $client ] = array( 'method' => 'GET', 'uri' => $uri, 'headers' => array( 'Host' => $this->host, 'X-Forwarded-For' => $client ), 'body' => null, 'server' => 'nginx' );
		}
		$played = 0;
		Pool::play(
			$requests,
			static function () use ( &$played ) {
				++$played;
			}
		);
		$this->assertSame( $many, $played );
		// Whoever asks last is recorded last, or soon after.
		$this->record_of( $this->send( 'GET', '/wp-json/nothing/here' ) );
		usleep( 100000 );
		return count( array_intersect_key( array_column( Spool::records(), null, 'ip' ), $requests ) );
	}

	/**
	 * Of what passes about the share is recorded that the site wants; refusals always, unless told otherwise.
	 */
	public function test_sampling_leaves_out_what_passes() {
		self::in_force( 'all' );
		$this->assertSame( 60, $this->recorded_of( self::THING, 60 ) );
		self::in_force( 'few' );
		// More than 9 of 100 at one in a hundred: once in 10^7 runs.
		$this->assertLessThanOrEqual( 9, $this->recorded_of( self::THING, 100 ) );
		$this->assertSame( 30, $this->recorded_of( '/wp-json/wp/v2/settings', 30 ) );
	}

	/**
	 * With the switch off, sampling holds for refusals as well.
	 */
	public function test_refusals_are_sampled_where_the_site_wants_that() {
		self::in_force( 'few of all' );
		$clients = array();
		for ( $number = 0; $number < 40; ++$number ) {
			$clients[] = $this->send( 'GET', '/wp-json/wp/v2/settings' )['client'];
		}
		usleep( 200000 );
		$ips = array_column( Spool::records(), 'ip' );
		$this->assertLessThanOrEqual( 6, count( array_intersect( $clients, $ips ) ) );
	}

	/**
	 * Excluded routes are recorded when the request does not pass.
	 */
	public function test_excluded_routes_are_recorded_when_refused() {
		self::in_force( 'defaults' );
		$passing = array();
		foreach ( array( '/wp/v2/posts', '/wp/v2/types', '/oembed/1.0/embed?url=' . rawurlencode( 'http://single.test/?p=1' ), '/wp/v2', '/wp/v2/posts/1' ) as $route ) {
			$answer = $this->send( 'GET', '/wp-json' . $route );
			$this->assertSame( 200, $answer['status'], $route );
			$this->assertArrayHasKey( 'x-request-id', $answer['headers'] );
			$passing[ $route ] = $answer['client'];
		}
		$this->assert_left_nothing( array_diff_key( $passing, array( '/wp/v2' => '' ) ) );
		$refused = array( '/wp/v2/nothing' => 'not_found', '/wp/v2/settings' => 'refused', '/wp/v2/posts?per_page=many' => 'invalid', '/wp/v2/users/99' => 'not_found', '/oembed/1.0/proxy' => 'invalid' );
		foreach ( $refused + array( '/myplugin/v1/thing' => 'allowed', '/' => 'allowed' ) as $route => $outcome ) {
			$this->assert_facts( array( 'outcome' => $outcome ), $this->record_of( $this->send( 'GET', '/wp-json' . $route ), $route ), $route );
		}
		self::in_force( 'silent' );
		$silent = array();
		foreach ( array_keys( $refused ) as $route ) {
			$silent[ $route ] = $this->send( 'GET', '/wp-json' . $route )['client'];
		}
		$this->assert_left_nothing( $silent );
	}

	/**
	 * Excluded clients are recorded when they are refused.
	 */
	public function test_excluded_clients_are_recorded_when_refused() {
		self::in_force( 'without a net' );
		$this->assertSame( 200, $this->send( 'GET', self::THING, array( 'X-Forwarded-For' => '192.0.2.77' ) )['status'] );
		$this->assertSame( 200, $this->send( 'GET', self::THING, array( 'X-Forwarded-For' => '2001:db8:0::1' ) )['status'] );
		$this->assert_left_nothing( array( '192.0.2.77', '2001:db8::1' ) );
		foreach ( array( '192.0.2.77' => '/wp-json/nothing/here', '192.0.3.1' => self::THING, '2001:db9::1' => self::THING ) as $client => $uri ) {
			$answer = $this->send( 'GET', $uri, array( 'X-Forwarded-For' => $client ) );
			$this->assertSame( $client, $this->told_by( $answer )['ip'] );
		}
	}

	/**
	 * Where addresses are hashed, none is on the disk; the key changes by rotation, and is found by both.
	 */
	public function test_hashed_addresses_are_nowhere_on_the_disk() {
		self::in_force( 'hashed' );
		$ask = function ( $client, $uri = self::THING ) {
			return $this->told_by( $this->send( 'GET', $uri, array( 'X-Forwarded-For' => $client ) ) )['ip'];
		};
		$own = $ask( '203.0.113.201' );
		$this->assertMatchesRegularExpression( '/\A~[0-9a-f]{32}\z/', $own );
		$this->assertSame( $own, $ask( '203.0.113.201', '/wp-json/nothing/here' ) );
		$this->assertNotSame( $own, $ask( '203.0.113.202' ) );
		$this->assertSame( $ask( '2001:db8::c0:ffee' ), $ask( '2001:DB8:0:0::C0:FFEE' ) );
		Lab::wp( 'single', 'eval', 'Rest_Gate_Site::rotate_key();' );
		$later = $ask( '203.0.113.201' );
		$this->assertNotSame( $own, $later );
		$keys  = Options::get( 'single', 'rest_gate_log_keys' );
		$this->assertCount( 2, $keys );
		$found = self::told_by_cli( array( 'ip' => '203.0.113.201' ) );
		$this->assertEqualsCanonicalizing( array( $own, $own, $later ), array_column( $found['records'], 'ip' ) );
		foreach ( Spool::everything() as $path => $content ) {
			foreach ( array_merge( array( '203.0.113.20', 'c0:ffee' ), $keys, array_map( 'hex2bin', $keys ) ) as $secret ) {
				$this->assertFalse( stripos( $content, $secret ), $path );
			}
		}
	}

	/**
	 * Bodies: JSON and forms without credentials, of anything else the type and the size.
	 */
	public function test_bodies_are_redacted_and_cut() {
		self::in_force( 'bodies' );
		$multipart = "--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nhidden-part\r\n--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\ntold\r\n--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8hidden-file\r\n--x--\r\n";
		$cases     = array(
			'JSON'      => array( 'application/json', '{"title":"told","password":"hidden","deep":[{"api_key":"hidden"}],"customer_ref":"hidden"}', '~\A\{"title":"told","password":"\[redacted\]".*"api_key":"\[redacted\]".*"customer_ref":"\[redacted\]"\}\z~' ),
			'a form'    => array( 'application/x-www-form-urlencoded', 'title=told&pwd=hidden&a%5Btoken%5D=hidden', '~\Atitle=told&pwd=\[redacted\]&a%5Btoken%5D=\[redacted\]\z~' ),
			'torn JSON' => array( 'application/json', '{"title":"told","password":"hid', '~\A(?!.*hid).*\z~' ),
			'multipart' => array( 'multipart/form-data; boundary=x', $multipart, '~\Apassword=\[11 bytes\]&title=\[4 bytes\]&photo=\[13 bytes\]\z~' ),
			'an image'  => array( 'image/png', "\x89PNG hidden", '~\A\[11 bytes of image/png\]\z~' ),
		);
		foreach ( $cases as $name => list( $type, $body, $expected ) ) {
			$record = $this->record_of( $this->send( 'POST', self::BODY, array( 'Content-Type' => $type ), $body ), $name );
			$this->assertMatchesRegularExpression( $expected, $record['body'] ?? '', $name );
		}
		$record = $this->record_of( $this->send_data( 'POST', self::BODY, array( 'text' => str_repeat( 'told ', 8000 ) ) ) );
		$this->assertLessThanOrEqual( 16384, strlen( $record['body'] ) );
		$this->assertGreaterThan( 16000, strlen( $record['body'] ) );
		$this->assertStringEndsWith( '…', $record['body'] );
		self::in_force( 'short bodies' );
		$record = $this->record_of( $this->send_data( 'POST', self::BODY, array( 'text' => str_repeat( 'told ', 20 ) ) ) );
		$this->assertSame( 20, strlen( $record['body'] ) );
		self::in_force( 'all' );
		$this->assert_facts( array( 'body' => null ), $this->record_of( $this->send_data( 'POST', self::BODY, array( 'text' => 'untold' ) ) ) );
	}

	/**
	 * The address is that of the connection, unless a trusted proxy tells another.
	 */
	public function test_only_a_trusted_proxy_tells_who_asks() {
		$cases = array(
			// document, headers: address, id of the proxy
			array( 'proxies', array( 'X-Forwarded-For' => '203.0.113.5' ), '203.0.113.5', null ),
			array( 'proxies', array( 'X-Forwarded-For' => '203.0.113.6, 198.51.100.4' ), '203.0.113.6', null ),
			array( 'proxies', array( 'X-Forwarded-For' => '6.6.6.6, 203.0.113.7' ), '203.0.113.7', null ),
			array( 'proxies', array( 'X-Forwarded-For' => 'nonsense' ), '127.0.0.1', null ),
			array( 'proxies', array( 'X-Request-Id' => "of-the-proxy\x1b" ), null, 'of-the-proxy\x1b' ),
			array( 'other header', array( 'X-Forwarded-For' => '6.6.6.6', 'X-Real-IP' => '203.0.113.8' ), '203.0.113.8', null ),
			array( 'no proxies', array( 'X-Forwarded-For' => '6.6.6.6', 'X-Real-IP' => '6.6.6.6', 'X-Request-Id' => 'forged', 'Client-IP' => '6.6.6.6', 'Forwarded' => 'for=6.6.6.6' ), '127.0.0.1', null ),
		);
		foreach ( $cases as list( $document, $headers, $ip, $proxy_id ) ) {
			self::in_force( $document );
			$record = $this->told_by( $this->send( 'GET', self::THING, $headers ) );
			$this->assert_facts( array( 'proxy_id' => $proxy_id ) + ( null === $ip ? array() : compact( 'ip' ) ), $record, $document . json_encode( $headers, JSON_PARTIAL_OUTPUT_ON_ERROR ) );
			$this->assertNotSame( $headers['X-Request-Id'] ?? '', $record['id'] );
		}
	}
}
