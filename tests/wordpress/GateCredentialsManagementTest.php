<?php
/**
 * Claims: an application password that a gate names, wherever in the policy, can neither look at
 * application passwords nor change them nor mint a second; other credentials can.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';

/**
 * Where core lets users manage application passwords.
 */
final class GateCredentialsManagementTest extends GatedSiteTestCase {

	/** The passwords of whoever asks. */
	private const MINE = '/wp-json/wp/v2/users/me/application-passwords';

	/**
	 * Documents: the gate itself is about another route, and names the password deep inside.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$named = array( 'application_password' => array( 'user' => '{id:agent}', 'uuid' => '{uuid:agent}' ) );
		$gates = array(
			array(
				'endpoint' => '/wp/v2/settings',
				'require'  => array( 'any' => array( array( 'all' => array( array( 'authenticated' => true ), array( 'not' => $named ) ) ), array( 'role' => 'editor' ) ) ),
			),
		);
		return array(
			'named'     => self::gates( $gates ),
			'simulated' => self::gates( $gates, 'off', array( 'simulate' => true ) ),
			'in else'   => self::gates( array( array( 'pattern' => '/myplugin/v1/thing', 'require' => array( 'capability' => 'edit_post', 'object' => 'id', 'else' => array( 'not' => $named ) ) ) ) ),
		);
	}

	/**
	 * The people of the class.
	 *
	 * @return array<string, string[]>
	 */
	protected static function people() {
		return array( 'agent' => array( 'administrator' ), 'other' => array( 'author' ) );
	}

	/**
	 * Requests that touch application passwords: method, target, JSON body, headers. `%1` is the id of the
	 * user, `%2` the uuid of the gated password, `%3` that of the other one.
	 *
	 * @return array[]
	 */
	public static function requests() {
		$one = '/wp-json/wp/v2/users/%1/application-passwords';
		return array(
			'the list of me'             => array( 'GET', self::MINE ),
			'the list by id'             => array( 'GET', $one ),
			'the list of somebody else'  => array( 'GET', '/wp-json/wp/v2/users/1/application-passwords' ),
			'the list by HEAD'           => array( 'HEAD', self::MINE ),
			'what it is itself'          => array( 'GET', self::MINE . '/introspect' ),
			'what it is itself, by id'   => array( 'GET', $one . '/introspect' ),
			'itself by uuid'             => array( 'GET', self::MINE . '/%2' ),
			'the other by uuid'          => array( 'GET', self::MINE . '/%3' ),
			'a second'                   => array( 'POST', self::MINE, array( 'name' => 'minted' ) ),
			'a second, for others'       => array( 'POST', '/wp-json/wp/v2/users/1/application-passwords', array( 'name' => 'minted' ) ),
			'a second, without its name' => array( 'POST', self::MINE, array( 'app_id' => 'no uuid' ) ),
			'another name'               => array( 'PUT', self::MINE . '/%2', array( 'name' => 'minted' ) ),
			'another name for the other' => array( 'PATCH', $one . '/%3', array( 'name' => 'minted' ) ),
			'its end'                    => array( 'DELETE', self::MINE . '/%2' ),
			'the end of all'             => array( 'DELETE', $one ),
			'by the user in the body'    => array( 'POST', '/wp-json/wp/v2/users/1/application-passwords', array( 'name' => 'minted', 'user_id' => 'me' ) ),
			'in capitals'                => array( 'POST', '/wp-json/WP/V2/Users/ME/Application-Passwords', array( 'name' => 'minted' ) ),
			'me in capitals'             => array( 'GET', '/wp-json/wp/v2/users/%1/APPLICATION-passwords/Introspect' ),
			'with a newline'             => array( 'POST', '/?rest_route=/wp/v2/users/me/application-passwords%0A', array( 'name' => 'minted' ) ),
			'by query on another path'   => array( 'POST', '/wp-json/myplugin/v1/thing?rest_route=/wp/v2/users/me/application-passwords', array( 'name' => 'minted' ) ),
			'overridden'                 => array( 'GET', self::MINE . '?_method=POST&name=minted' ),
			'overridden by header'       => array( 'POST', self::MINE, null, array( 'X-HTTP-Method-Override' => 'DELETE' ) ),
			'with an envelope'           => array( 'GET', self::MINE . '?_envelope=1' ),
			'its schema'                 => array( 'OPTIONS', self::MINE ),
			'zeros before the id'        => array( 'GET', '/wp-json/wp/v2/users/00%1/application-passwords' ),
		);
	}

	/**
	 * The gated password touches none of it.
	 *
	 * @dataProvider requests
	 * @param string     $method  The method.
	 * @param string     $uri     The target.
	 * @param array|null $json    The body.
	 * @param array      $headers More headers.
	 */
	public function test_the_gated_password_touches_no_application_password( $method, $uri, $json = null, array $headers = array() ) {
		self::in_force( 'named' );
		$answer = $this->request( 'agent:first', $method, self::filled( $uri ), $json, $headers );
		$this->assertSame( 403, $answer['status'], $answer['body'] );
		$this->assertStringNotContainsString( '"uuid"', $answer['body'] );
		if ( 'HEAD' !== $method ) {
			$this->assert_refused( $answer, 403, 'rest_gate_capability' );
		}
	}

	/**
	 * A target with its ids.
	 *
	 * @param string $uri The target.
	 * @return string
	 */
	private static function filled( $uri ) {
		$agent = self::$people['agent'];
		return strtr( $uri, array( '%1' => $agent['id'], '%2' => $agent['passwords'][0]['uuid'], '%3' => $agent['passwords'][1]['uuid'] ) );
	}

	/**
	 * Nothing of the above changed anything.
	 *
	 * @depends test_the_gated_password_touches_no_application_password
	 */
	public function test_no_password_was_made_renamed_or_removed() {
		self::in_force( 'named' );
		$list = $this->request( 'agent', 'GET', self::MINE );
		$this->assertEqualsCanonicalizing( array( 'first', 'second' ), array_column( $list['json'], 'name' ) );
		$this->assertStringNotContainsString( 'minted', $this->request( 'ADMIN', 'GET', self::MINE )['body'] );
	}

	/**
	 * Other credentials of the same user, and other users, manage passwords as ever.
	 */
	public function test_other_credentials_manage_passwords_as_ever() {
		self::in_force( 'named' );
		foreach ( array( 'agent:second', 'agent', 'other:first', 'other' ) as $who ) {
			$this->assertSame( '200', $this->outcome( $who, 'GET', self::MINE ), $who );
			$made = $this->request( $who, 'POST', self::MINE, array( 'name' => "made by $who" ) );
			$this->assert_status( 201, $made );
			$this->assertSame( '200', $this->outcome( $who, 'DELETE', self::MINE . '/' . $made['json']['uuid'] ), $who );
		}
		$this->assert_outcomes( array( 'agent:second' => '200', 'other:second' => '200' ), 'GET', self::MINE . '/introspect' );
	}

	/**
	 * Nor through code that asks for it, nor in a batch; a gate that names it in `else` counts.
	 */
	public function test_a_call_from_code_and_a_batch_are_no_way_around() {
		$items = array( 'requests' => array( array( 'path' => '/wp/v2/users/me/application-passwords', 'body' => array( 'name' => 'minted' ) ) ) );
		foreach ( array( 'named', 'in else' ) as $document ) {
			self::in_force( $document );
			$inside = $this->request( 'agent:first', 'GET', '/wp-json/neighbour/v1/inside?ask=/wp/v2/users/me/application-passwords', null, self::companion( 'routes' ) );
			$this->assertSame( array( 'status' => 403, 'code' => 'rest_gate_capability' ), $inside['json'], $document );
			$batch = $this->request( 'agent:first', 'POST', '/wp-json/myplugin/v1/wrapped-batch', $items );
			$this->assertContains( $batch['json']['responses'][0]['status'] ?? 0, array( 400, 403 ), $batch['body'] );
		}
	}

	/**
	 * The password does what its gates leave it, and nothing is refused under simulate.
	 */
	public function test_elsewhere_the_password_works() {
		self::in_force( 'named' );
		$this->assert_outcomes( array( 'agent:first' => '200', 'agent:second' => '200' ), 'GET', '/wp-json/wp/v2/users/me?context=edit' );
		$this->assert_outcomes( array( 'agent:first' => '403 capability', 'agent:second' => '200' ), 'GET', '/wp-json/wp/v2/settings' );
		self::in_force( 'simulated' );
		$this->assert_outcomes( array( 'agent:first' => '200' ), 'GET', self::MINE );
	}
}
