<?php
/**
 * Threats 17 and 18, and the filter rest_gate_vouch: only who is known after application passwords and
 * the cookie's nonce is known; what WordPress says of wrong credentials stays WordPress's word.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GateTestCase.php';

/**
 * Asks with credentials, right and wrong.
 */
final class ThreatsCredentialsTest extends GateTestCase {

	private const THING = '/wp-json/myplugin/v1/thing';
	private const TYPES = '/wp-json/wp/v2/types';

	/** @var Login A subscriber in a browser. */
	private static $login;

	/**
	 * Logs in.
	 */
	public static function setUpBeforeClass(): void {
		parent::setUpBeforeClass();
		self::$login = new Login( 'SUBSCRIBER' );
	}

	/**
	 * A Basic header.
	 *
	 * @param string $user     The user.
	 * @param string $password The password.
	 * @return array<string, string>
	 */
	private static function basic( $user, $password ) {
		return array( 'Authorization' => 'Basic ' . base64_encode( "$user:$password" ) );
	}

	/**
	 * With an error of WordPress, on an open route as on a closed one.
	 *
	 * @param array  $headers The credentials.
	 * @param int    $status  The status.
	 * @param string $code    WordPress's code.
	 */
	private function assert_core_refuses( array $headers, $status, $code ) {
		foreach ( array( self::TYPES, self::THING ) as $uri ) {
			$answer = self::ask( 'GET', $uri, $headers );
			$this->assertSame( $status, $answer['status'], $uri . $answer['body'] );
			$this->assertSame( $code, $answer['json']['code'], $uri );
		}
	}

	/**
	 * As a stranger: refused on a closed route, user 0 on an open one.
	 *
	 * @param array $headers The credentials.
	 */
	private function assert_stranger( array $headers ) {
		$this->assert_refused( self::ask( 'GET', self::TYPES, $headers ) );
		$this->assert_refused( self::ask( 'GET', '/wp-json/wp/v2/users/me', $headers ) );
		$answer = self::ask( 'GET', self::THING, $headers );
		$this->assert_passed( $answer );
		$this->assertSame( 0, $answer['json']['user'] );
	}

	/**
	 * As a user.
	 *
	 * @param array $headers The credentials.
	 * @param int   $user    The user.
	 */
	private function assert_user( array $headers, $user ) {
		$this->assert_passed( self::ask( 'GET', self::TYPES, $headers ) );
		$this->assertSame( $user, self::ask( 'GET', self::THING, $headers )['json']['user'] );
	}

	/**
	 * Cookie and nonce together are a user.
	 */
	public function test_threat_17_cookie_with_nonce_is_a_user() {
		$this->assert_user( self::$login->rest_headers(), (int) Lab::env( 'SUBSCRIBER_ID' ) );
		$this->assert_passed( self::ask( 'GET', self::TYPES . '?_wpnonce=' . self::$login->nonce, self::$login->headers() ) );
	}

	/**
	 * A cookie without nonce is nobody, on wp-admin's own URLs as well.
	 */
	public function test_threat_17_cookie_without_nonce_is_a_stranger() {
		$this->assert_stranger( self::$login->headers() );
		$admin = ( new Login( 'ADMIN' ) )->headers();
		$this->assert_stranger( $admin );
		$this->assert_refused( self::ask( 'GET', '/wp-admin/edit.php?rest_route=/wp/v2/users', $admin ) );
	}

	/**
	 * A wrong nonce is WordPress's 403.
	 */
	public function test_threat_17_cookie_with_bad_nonce_is_refused_by_core() {
		$this->assert_core_refuses( array( 'X-WP-Nonce' => '0123456789' ) + self::$login->headers(), 403, 'rest_cookie_invalid_nonce' );
		$this->assert_core_refuses( array( 'X-WP-Nonce' => ( new Login( 'EDITOR' ) )->nonce ) + self::$login->headers(), 403, 'rest_cookie_invalid_nonce' );
	}

	/**
	 * A forged cookie is nobody.
	 */
	public function test_threat_17_a_forged_cookie_is_a_stranger() {
		$forged = preg_replace( '/(wordpress_(?:logged_in_)?[0-9a-f]{32}=)[^%]+/', '$1admin', self::$login->cookie );
		$this->assertNotSame( $forged, self::$login->cookie );
		$this->assert_stranger( array( 'Cookie' => $forged ) );
		$this->assert_stranger( array( 'Cookie' => 'wordpress_logged_in_x=admin' ) );
		$this->assert_core_refuses(
			array(
				'Cookie'     => $forged,
				'X-WP-Nonce' => self::$login->nonce,
			),
			403,
			'rest_cookie_invalid_nonce'
		);
	}

	/**
	 * A nonce without its cookie is WordPress's 403.
	 */
	public function test_threat_17_nonce_without_cookie_is_refused_by_core() {
		$this->assert_core_refuses( array( 'X-WP-Nonce' => self::$login->nonce ), 403, 'rest_cookie_invalid_nonce' );
	}

	/**
	 * An application password is a user; a wrong one never is.
	 *
	 * WordPress itself looks at it only in rest_cookie_check_errors() at 100, behind its own check for
	 * a failed password at 90, so the caller counts as nobody.
	 */
	public function test_threat_18_a_wrong_application_password_is_a_stranger() {
		$this->assert_user( self::basic( 'author1', Lab::env( 'AUTHOR_APP_PASSWORD' ) ), (int) Lab::env( 'AUTHOR_ID' ) );
		foreach ( self::wrong_passwords() as list( $user, $password ) ) {
			$this->assert_stranger( self::basic( $user, $password ) );
		}
	}

	/**
	 * With a plugin that asks earlier who the user is, a wrong one is WordPress's 401, on open routes too.
	 */
	public function test_threat_18_a_wrong_application_password_is_refused_by_core() {
		$early = self::hostile( 'ask-user-early' );
		$this->assert_user( $early + self::basic( 'author1', Lab::env( 'AUTHOR_APP_PASSWORD' ) ), (int) Lab::env( 'AUTHOR_ID' ) );
		foreach ( self::wrong_passwords() as list( $user, $password, $code ) ) {
			$this->assert_core_refuses( $early + self::basic( $user, $password ), 401, $code );
		}
	}

	/**
	 * Passwords that are none, with what WordPress calls them.
	 *
	 * @return array[] User, password, code.
	 */
	private static function wrong_passwords() {
		return array(
			array( 'author1', 'wrong', 'incorrect_password' ),
			array( 'author1', Lab::env( 'AUTHOR_PASSWORD' ), 'incorrect_password' ),
			array( 'nobody', 'wrong', 'invalid_username' ),
			array( 'nobody@example.com', 'wrong', 'invalid_email' ),
		);
	}

	/**
	 * Where application passwords are not available, a right one is as good as none.
	 */
	public function test_threat_18_an_application_password_without_tls_is_a_stranger() {
		$headers = self::hostile( 'no-app-passwords' );
		$this->assert_stranger( $headers + self::basic( 'author1', Lab::env( 'AUTHOR_APP_PASSWORD' ) ) );
		$this->assert_stranger( $headers + self::basic( 'author1', 'wrong' ) );
		$this->assert_stranger( array( 'Authorization' => 'Bearer eyJhbGciOiJub25lIn0.e30.' ) );
	}

	/**
	 * The cookie wins over the application password, and without nonce both are lost.
	 */
	public function test_threat_18_cookie_and_application_password_follow_core() {
		$right = self::basic( 'author1', Lab::env( 'AUTHOR_APP_PASSWORD' ) );
		$this->assert_stranger( self::$login->headers() + $right );
		$this->assert_user( self::$login->rest_headers() + $right, (int) Lab::env( 'SUBSCRIBER_ID' ) );
		$this->assert_user( self::$login->rest_headers() + self::basic( 'author1', 'wrong' ), (int) Lab::env( 'SUBSCRIBER_ID' ) );
	}

	/**
	 * A caller that a plugin vouches for passes the restriction, and is nobody to WordPress.
	 */
	public function test_a_vouched_caller_passes() {
		$answer = self::ask( 'GET', self::TYPES, self::hostile( 'vouch-true' ) );
		$this->assert_passed( $answer );
		$answer = self::ask( 'GET', '/wp-json/wp/v2/users/me', self::hostile( 'vouch-true' ) );
		$this->assertSame( 'rest_not_logged_in', $answer['json']['code'], $answer['body'] );
		$batch = self::ask( 'POST', '/wp-json/batch/v1', self::hostile( 'vouch-true' ), array( 'requests' => array( array( 'path' => '/myplugin/v1/thing' ) ) ) );
		$this->assertSame( 200, $batch['json']['responses'][0]['status'], $batch['body'] );
	}

	/**
	 * Only `true` vouches, and a plugin that fails vouches for nobody.
	 */
	public function test_what_is_not_true_does_not_vouch() {
		foreach ( array( 'vouch-one', 'vouch-throws' ) as $deed ) {
			$this->assert_stranger( self::hostile( $deed ) );
		}
	}
}
