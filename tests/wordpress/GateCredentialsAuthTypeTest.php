<?php
/**
 * Claims: a gate knows how a caller proved who it is: by cookie and nonce, by an application password,
 * or by what other plugins accept; what was sent and not accepted proves nothing.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';

/**
 * Every kind of credential against a gate for each kind.
 */
final class GateCredentialsAuthTypeTest extends GatedSiteTestCase {

	/** Every auth type. */
	private const TYPES = array( 'cookie', 'application_password', 'bearer', 'basic', 'oauth1', 'consumer_key', 'other', 'none' );

	/**
	 * One gate for each type, before a route of its name.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$gates = array();
		foreach ( self::TYPES as $type ) {
			$gates[] = array( 'pattern' => '/myplugin/v1/any/' . $type, 'require' => array( 'auth_type' => $type ) );
		}
		$gates[] = array( 'pattern' => '/myplugin/v1/any/not-none', 'require' => array( 'not' => array( 'auth_type' => 'none' ) ) );
		$gates[] = array( 'pattern' => '/myplugin/v1/any/no-token', 'require' => array( 'not' => array( 'any' => array( array( 'auth_type' => 'bearer' ), array( 'auth_type' => 'application_password' ) ) ) ) );
		return array( 'all types' => self::gates( $gates ) );
	}

	/**
	 * The people of the class.
	 *
	 * @return array<string, string[]>
	 */
	protected static function people() {
		return array( 'agent' => array( 'author' ) );
	}

	/**
	 * Credentials: who, more headers, the query, the type they count as, the user they are.
	 *
	 * @return array[]
	 */
	public static function credentials() {
		$by = static function ( $deed, array $headers ) {
			return array( 'X-Test-Companion' => $deed ) + $headers;
		};
		$token = array( 'Authorization' => 'Bearer user-4' );
		return array(
			'nothing'                               => array( '', array(), '', 'none', 0 ),
			'cookie and nonce'                      => array( 'SUBSCRIBER', array(), '', 'cookie', 4 ),
			'cookie and nonce in the query'         => array( 'SUBSCRIBER', array( 'X-WP-Nonce' => '' ), '?_wpnonce=%nonce', 'cookie', 4 ),
			'an application password'               => array( 'agent:first', array(), '', 'application_password', 'agent' ),
			'another application password'          => array( 'agent:second', array(), '', 'application_password', 'agent' ),
			'an application password, other plugins' => array( 'agent:first', $by( 'tokens keys', array() ), '', 'application_password', 'agent' ),
			'a bearer token'                        => array( '', $by( 'tokens', $token ), '', 'bearer', 4 ),
			'a bearer token in capitals'            => array( '', $by( 'tokens', array( 'Authorization' => 'BEARER user-4' ) ), '', 'bearer', 4 ),
			'OAuth'                                 => array( '', $by( 'tokens', array( 'Authorization' => 'OAuth user-4' ) ), '', 'oauth1', 4 ),
			'a login password by a plugin'          => array( '', $by( 'login-passwords', array( 'Authorization' => 'Basic ' . base64_encode( 'user-4:x' ) ) ), '', 'basic', 4 ),
			'a header of its own'                   => array( '', $by( 'keys', array( 'X-Test-Key' => '4' ) ), '', 'other', 4 ),
			'the key of a shop'                     => array( '', $by( 'keys', array() ), '?consumer_key=4', 'consumer_key', 4 ),
			'a bearer token that nobody takes'      => array( '', $token, '', 'none', 0 ),
			'a shop key that nobody takes'          => array( '', array(), '?consumer_key=4', 'none', 0 ),
			'a scheme that nobody takes'            => array( '', $by( 'tokens', array( 'Authorization' => 'Bearer nobody' ) ), '', 'none', 0 ),
		);
	}

	/**
	 * A credential passes the gate for its type and no other.
	 *
	 * @dataProvider credentials
	 * @param string     $who     Who.
	 * @param array      $headers More headers.
	 * @param string     $query   The query.
	 * @param string     $type    The type.
	 * @param int|string $user    The user's id or login.
	 */
	public function test_a_credential_is_of_one_type( $who, array $headers, $query, $type, $user ) {
		$headers += self::as_( $who );
		if ( '' !== $query ) {
			$query = str_replace( '%nonce', self::as_( 'SUBSCRIBER' )['X-WP-Nonce'], $query );
		}
		$items = array();
		foreach ( array_merge( self::TYPES, array( 'not-none', 'no-token' ) ) as $name ) {
			$items[] = array( 'path' => '/myplugin/v1/any/' . $name );
		}
		$batch = $this->send_json( 'POST', '/wp-json/batch/v1' . $query, array( 'requests' => $items ), array_filter( $headers ) );
		$this->assertSame( 207, $batch['status'], $batch['body'] );

		$refused  = 0 === $user ? '401 capability' : '403 capability';
		$expected = array();
		foreach ( self::TYPES as $each ) {
			$expected[ $each ] = $each === $type ? '200' : $refused;
		}
		$expected['not-none'] = 'none' === $type ? $refused : '200';
		$expected['no-token'] = in_array( $type, array( 'bearer', 'application_password' ), true ) ? $refused : '200';

		$seen = array_map( array( __CLASS__, 'told' ), $batch['json']['responses'] );
		$this->assertSame( $expected, array_combine( array_keys( $expected ), $seen ) );
		$passed = $batch['json']['responses'][ array_search( $type, self::TYPES, true ) ]['body']['user'];
		$this->assertSame( is_int( $user ) ? $user : self::$people[ $user ]['id'], $passed );
	}

	/**
	 * A cookie without nonce proves nothing, whatever else core then makes of it.
	 */
	public function test_a_cookie_without_nonce_is_of_no_type() {
		$cookie = array_diff_key( self::as_( 'SUBSCRIBER' ), array( 'X-WP-Nonce' => '' ) );
		$this->assertSame( '401 capability', self::told( $this->get( '/wp-json/myplugin/v1/any/cookie', $cookie ) ) );
		$this->assertSame( '200', self::told( $this->get( '/wp-json/myplugin/v1/any/none', $cookie ) ) );
		// Core takes the cookie, and then its missing nonce: the password was never looked at.
		$this->assertSame( '401 capability', self::told( $this->get( '/wp-json/myplugin/v1/any/application_password', $cookie + self::as_( 'agent:first' ) ) ) );
	}

	/**
	 * The request alone says the same as a batch.
	 */
	public function test_a_request_alone_says_the_same() {
		$this->assert_outcomes( array( 'SUBSCRIBER' => '200', 'agent:first' => '403 capability', 'agent' => '200', '' => '401 capability' ), 'GET', '/wp-json/myplugin/v1/any/cookie' );
		$this->assert_outcomes( array( '' => '401 capability', 'SUBSCRIBER' => '200', 'agent:first' => '200' ), 'GET', '/wp-json/myplugin/v1/any/not-none' );
		$this->assert_outcomes( array( 'SUBSCRIBER' => '200', 'agent:first' => '403 capability', '' => '200' ), 'GET', '/wp-json/myplugin/v1/any/no-token' );
	}
}
