<?php
/**
 * The early gate over HTTP: what it refuses, what it passes on, and how both look.
 *
 * Each request is sent twice: to workers with the early gate, and to workers of the same site without.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/EarlyTestCase.php';

/**
 * Refuses before WordPress is loaded.
 */
final class EarlyTest extends EarlyTestCase {

	private const USERS = '/wp-json/wp/v2/users';

	/**
	 * The answer is that of WordPress, byte for byte where it matters.
	 */
	public function test_a_refusal_looks_as_if_wordpress_had_made_it() {
		self::gate( self::quick( 'restrict' ) );
		$cases = array(
			'GET'                 => array( 'GET', self::USERS ),
			'HEAD'                => array( 'HEAD', self::USERS ),
			'a query'             => array( 'GET', self::USERS . '?page=2&search=x' ),
			'rest_route'          => array( 'GET', '/?rest_route=/wp/v2/users' ),
			'an empty rest_route' => array( 'GET', '/index.php?rest_route=/wp/v2/posts/' ),
			'an origin'           => array( 'GET', self::USERS, array( 'Origin' => 'https://a.example' ) ),
			'origin null'         => array( 'HEAD', self::USERS, array( 'Origin' => 'null' ) ),
			'no such route'       => array( 'GET', '/wp-json/nothing/here' ),
			'control characters'  => array( 'GET', '/?rest_route=/wp/v2/users%0A' ),
			'a batch'             => array( 'GET', '/wp-json/batch/v1' ),
			'browser headers'     => array( 'GET', self::USERS, array( 'Sec-Fetch-Mode' => 'cors', 'Accept-Language' => 'de', 'DNT' => '1' ) ),
		);
		foreach ( $cases as $name => $case ) {
			$this->assert_refused_early( $case, $name );
		}
	}

	/**
	 * Whatever could tell who asks goes on to WordPress, with the same answer as without the early gate.
	 */
	public function test_what_could_be_a_credential_is_passed_on() {
		self::gate( self::quick( 'restrict' ) );
		$admin = 'Basic ' . base64_encode( Lab::env( 'ADMIN_LOGIN' ) . ':' . Lab::env( 'ADMIN_APP_PASSWORD' ) );
		$cases = array(
			'an application password' => array( 'GET', self::USERS, array( 'Authorization' => $admin ) ),
			'a bearer'                => array( 'GET', self::USERS, array( 'Authorization' => 'Bearer x' ) ),
			'a cookie'                => array( 'GET', self::USERS, array( 'Cookie' => 'a=b' ) ),
			'a nonce'                 => array( 'GET', self::USERS, array( 'X-WP-Nonce' => 'x' ) ),
			'a nonce in the query'    => array( 'GET', self::USERS . '?_wpnonce=x' ),
			'a key'                   => array( 'GET', self::USERS, array( 'X-API-Key' => 'x' ) ),
			'a forwarded user'        => array( 'GET', self::USERS, array( 'X-Forwarded-User' => 'admin' ) ),
			'an unknown header'       => array( 'GET', self::USERS, array( 'X-Something' => '1' ) ),
			'consumer_key'            => array( 'GET', self::USERS . '?consumer_key=ck_1' ),
			'an unknown name'         => array( 'GET', self::USERS . '?something=1' ),
			'_envelope'               => array( 'GET', self::USERS . '?_envelope=1' ),
			'_jsonp'                  => array( 'GET', self::USERS . '?_jsonp=x' ),
			'_pretty'                 => array( 'GET', self::USERS . '?_pretty=1' ),
			'a body'                  => array( 'POST', self::USERS, array( 'Content-Type' => 'application/x-www-form-urlencoded' ), 'a=1' ),
			'a method'                => array( 'DELETE', self::USERS . '/1' ),
			'a preflight'             => array( 'OPTIONS', self::USERS, array( 'Origin' => 'https://a.example', 'Access-Control-Request-Method' => 'POST' ) ),
			'an allowlisted route'    => array( 'GET', '/wp-json/' ),
			'a page'                  => array( 'GET', '/' ),
			'an odd origin'           => array( 'GET', self::USERS, array( 'Origin' => 'javascript:alert(1)' ) ),
		);
		foreach ( $cases as $name => $case ) {
			$this->assert_passed_on( $case, $name );
		}
	}

	/**
	 * Under block_all everybody is refused, so unknown names and headers do not matter; who may be known
	 * gets another answer from WordPress.
	 */
	public function test_block_all() {
		self::gate( self::quick( 'block_all' ) );
		$cases = array(
			'GET'               => array( 'GET', self::USERS ),
			'an unknown header' => array( 'GET', self::USERS, array( 'X-Something' => '1' ) ),
			'an unknown name'   => array( 'GET', self::USERS . '?something=1' ),
			'the index'         => array( 'GET', '/wp-json/' ),
			'a body'            => array( 'POST', self::USERS, array( 'Content-Type' => 'application/json' ), '{"a":1}' ),
		);
		foreach ( $cases as $name => $case ) {
			$this->assert_refused_early( $case, $name );
		}
		$this->assert_passed_on( array( 'GET', self::USERS, array( 'Cookie' => 'a=b' ) ), 'a cookie' );
	}

	/**
	 * WordPress loads no plugin there, so nobody is asked who asks.
	 */
	public function test_the_activation_page_is_refused_whoever_asks() {
		self::gate( self::quick( 'restrict' ) );
		foreach ( array( array(), array( 'Cookie' => 'a=b' ), array( 'X-API-Key' => 'x' ) ) as $headers ) {
			$answer = $this->send( 'GET', '/wp-activate.php?rest_route=/wp/v2/users', $headers, null, 'early' );
			$this->assertSame( 401, $answer['status'] );
			$this->assertSame( 'rest_gate_restricted', $answer['json']['code'] ?? '' );
			$this->assert_facts( array( 'reason' => 'early' ), $this->record_of( $answer ) );
		}
	}

	/**
	 * Each way out takes effect: those that this server hears of at once, the others within a minute.
	 */
	public function test_ways_out() {
		$refused = array( 'GET', self::USERS );
		foreach ( array( 'off', 'simulate', 'disabled', 'deactivated' ) as $way ) {
			self::gate( self::quick( 'restrict' ) );
			$this->assert_refused_early( $refused, $way );
			switch ( $way ) {
				case 'deactivated':
					Lab::wp( 'single', 'plugin', 'deactivate', 'rest-gate' );
					break;
				case 'disabled':
					Lab::gate( 'single', self::quick( 'restrict', array( 'early' => array( 'enabled' => false ) ) ) );
					break;
				default:
					Lab::gate( 'single', self::quick( 'off' === $way ? 'off' : 'restrict', array( 'simulate' => 'simulate' === $way ) ) );
			}
			// Any request that loads WordPress brings the news. Of a plugin that is gone nobody brings any: then
			// the snapshot ends by itself.
			'deactivated' === $way ? self::age_snapshot( 61 ) : $this->send( 'GET', '/wp-json/', array(), null, 'early' );
			self::await_no_snapshot( 5 );
			$answer = $this->send( ...$this->on_early( $refused ) );
			'disabled' === $way ? $this->assertSame( 401, $answer['status'] ) : $this->assertSame( 200, $answer['status'], $way );
		}
	}

	/**
	 * A snapshot that cannot be trusted is no snapshot.
	 */
	public function test_a_snapshot_that_cannot_be_trusted() {
		self::gate( self::quick( 'restrict' ) );
		$this->assert_refused_early( array( 'GET', self::USERS ), 'whole' );
		$file  = self::snapshot();
		$whole = file_get_contents( $file );
		$harms = array(
			'torn'     => static fn() => file_put_contents( $file, substr( $whole, 0, 1000 ) ),
			'empty'    => static fn() => file_put_contents( $file, '' ),
			'writable' => static fn() => chmod( $file, 0666 ),
			'foreign'  => static fn() => chown( $file, 65534 ),
			'future'   => static fn() => file_put_contents( $file, SnapshotFile::with( $whole, array( 'written_ms' => 99999999999999 ) ) ),
			'a bit'    => static fn() => file_put_contents( $file, str_replace( 'not open', 'Not open', $whole ) ),
			'a link'   => static function () use ( $file, $whole ) {
				file_put_contents( "$file.other", $whole );
				unlink( $file );
				symlink( "$file.other", $file );
			},
		);
		foreach ( $harms as $name => $harm ) {
			self::publish_anew();
			$harm();
			sleep( 2 );
			// Its own answer tells: WordPress records the reason of the policy.
			$answer = $this->send( ...$this->on_early( array( 'GET', self::USERS ) ) );
			$this->assertSame( 401, $answer['status'], $name );
			$this->assert_facts( array( 'reason' => 'not_allowlisted' ), $this->record_of( $answer, $name ), $name );
		}
	}
}
