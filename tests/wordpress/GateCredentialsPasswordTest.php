<?php
/**
 * Claims: a gate names one application password by its user and uuid: it holds for that password in
 * whatever way it is used, whatever its name, and for no other credential of the same user.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';

/**
 * An administrator with two application passwords, one of which is gated.
 */
final class GateCredentialsPasswordTest extends GatedSiteTestCase {

	private const THING = '/wp-json/myplugin/v1/thing';

	/**
	 * Documents.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$named  = array( 'application_password' => array( 'user' => '{id:agent}', 'uuid' => '{uuid:agent}', 'label' => 'first' ) );
		$writes = array( 'POST', 'PUT', 'PATCH', 'DELETE' );
		$reads  = array( array( 'pattern' => '/*', 'methods' => $writes, 'require' => array( 'not' => $named ) ) );
		return array(
			'reads only'      => self::gates( $reads ),
			'simulated'       => self::gates( $reads, 'off', array( 'simulate' => true ) ),
			'restrict'        => self::gates( $reads, 'restrict' ),
			'it alone'        => self::gates( array( array( 'pattern' => '/myplugin/v1/thing', 'require' => $named ) ) ),
			'of another user' => self::gates( array( array( 'pattern' => '/myplugin/v1/thing', 'require' => array( 'not' => array( 'application_password' => array( 'user' => 1, 'uuid' => '{uuid:agent}' ) ) ) ) ) ),
		);
	}

	/**
	 * The people of the class.
	 *
	 * @return array<string, string[]>
	 */
	protected static function people() {
		return array( 'agent' => array( 'administrator' ) );
	}

	/**
	 * Documents under which the password only reads.
	 *
	 * @return array[]
	 */
	public static function reading() {
		return array( 'mode off' => array( 'reads only' ), 'restrict' => array( 'restrict' ) );
	}

	/**
	 * The password is gated; another one, and the cookie, are not.
	 *
	 * @dataProvider reading
	 * @param string $document The document.
	 */
	public function test_a_gate_holds_for_one_password_of_a_user( $document ) {
		self::in_force( $document );
		foreach ( array( 'POST', 'PUT', 'PATCH', 'DELETE' ) as $method ) {
			$this->assert_outcomes( array( 'agent:first' => '403 capability', 'agent:second' => '200', 'agent' => '200' ), $method, self::THING );
		}
		$this->assert_outcomes( array( 'agent:first' => '200', 'agent:second' => '200', 'agent' => '200' ), 'GET', self::THING );
		$this->assert_outcomes( array( 'agent:first' => '200' ), 'HEAD', self::THING );
	}

	/**
	 * The scheme in capitals, two blanks, blanks in the password: core takes them for the same password.
	 */
	public function test_another_spelling_of_the_header_is_the_same_password() {
		self::in_force( 'reads only' );
		$password = self::$people['agent']['passwords'][0]['password'];
		$spaced   = trim( chunk_split( $password, 4, ' ' ) );
		foreach ( array( "agent:$spaced", "AGENT:$password", "Agent:-$password-" ) as $pair ) {
			foreach ( array( 'Basic ', 'BASIC ', 'basic  ' ) as $scheme ) {
				$headers = array( 'Authorization' => $scheme . base64_encode( $pair ) );
				$this->assertSame( '403 capability', $this->outcome( '', 'POST', self::THING, null, $headers ), $scheme . $pair );
			}
		}
	}

	/**
	 * Every part of a request meets the gate.
	 */
	public function test_a_batch_with_the_password_is_refused_in_whole_and_in_part() {
		$items = array( 'requests' => array( array( 'path' => '/myplugin/v1/thing' ), array( 'path' => '/myplugin/v1/thing', 'method' => 'GET' ) ) );
		self::in_force( 'reads only' );
		$this->assert_outcomes( array( 'agent:first' => '403 capability', 'agent:second' => '400' ), 'POST', '/wp-json/batch/v1', $items );
		$this->assert_outcomes( array( 'agent:first' => '403 capability' ), 'GET', self::THING . '?_method=DELETE' );
		$this->assert_outcomes( array( 'agent:first' => '403 capability' ), 'GET', self::THING, null, array( 'X-HTTP-Method-Override' => 'patch' ) );
		$this->assert_outcomes( array( 'agent:first' => '200' ), 'POST', self::THING . '?_method=GET' );
	}

	/**
	 * The cookie without its nonce is nobody, with or without the password: core takes the cookie first.
	 */
	public function test_a_cookie_beside_the_password_does_not_launder_it() {
		self::in_force( 'reads only' );
		$cookie = array( 'Cookie' => self::$people['agent']['rest_headers']['Cookie'] );
		$answer = $this->request( 'agent:first', 'POST', self::THING, null, $cookie );
		$this->assertSame( array( '200', 0 ), array( self::told( $answer ), $answer['json']['user'] ) );
		$answer = $this->request( 'agent:first', 'POST', self::THING, null, array( 'Cookie' => 'wordpress_logged_in_x=agent' ) );
		$this->assertSame( '403 capability', self::told( $answer ) );
	}

	/**
	 * Only this password: neither the same uuid of another user, nor the cookie.
	 */
	public function test_a_gate_that_asks_for_the_password_takes_nothing_else() {
		self::in_force( 'it alone' );
		$expected = array( 'agent:first' => '200', 'agent:second' => '403 capability', 'agent' => '403 capability', 'ADMIN' => '403 capability', '' => '401 capability' );
		$this->assert_outcomes( $expected, 'GET', self::THING );
		self::in_force( 'of another user' );
		$this->assert_outcomes( array( 'agent:first' => '200', 'agent:second' => '200', 'ADMIN' => '200', '' => '200' ), 'GET', self::THING );
	}

	/**
	 * Names are the user's to choose.
	 */
	public function test_renaming_the_password_changes_nothing() {
		self::in_force( 'reads only' );
		$uuids = array_column( self::$people['agent']['passwords'], 'uuid' );
		$names = array( $uuids[0] => 'second', $uuids[1] => 'first' );
		foreach ( $names as $uuid => $name ) {
			$this->assert_outcomes( array( 'agent' => '200' ), 'PUT', '/wp-json/wp/v2/users/me/application-passwords/' . $uuid, array( 'name' => $name . '!' ) );
		}
		$this->assert_outcomes( array( 'agent:first' => '403 capability', 'agent:second' => '200' ), 'POST', self::THING );
	}

	/**
	 * Under simulate nothing is refused.
	 */
	public function test_simulated_nothing_is_refused() {
		self::in_force( 'simulated' );
		$this->assert_outcomes( array( 'agent:first' => '200', 'agent:second' => '200' ), 'POST', self::THING );
		$this->assert_outcomes( array( 'agent:first' => '200' ), 'GET', '/wp-json/wp/v2/users/me/application-passwords/introspect' );
	}
}
