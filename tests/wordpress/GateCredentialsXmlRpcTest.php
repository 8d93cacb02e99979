<?php
/**
 * Claims: XML-RPC, which accepts application passwords and knows no gates, refuses those that a gate
 * names, alone and in a multicall, and no other password.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';

/**
 * Application passwords over XML-RPC.
 */
final class GateCredentialsXmlRpcTest extends GatedSiteTestCase {

	/**
	 * Documents.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$gates = array( array( 'pattern' => '/*', 'methods' => array( 'POST' ), 'require' => array( 'not' => array( 'application_password' => array( 'user' => '{id:agent}', 'uuid' => '{uuid:agent}' ) ) ) ) );
		return array(
			'named'     => self::gates( $gates ),
			'restrict'  => self::gates( $gates, 'restrict' ),
			'simulated' => self::gates( $gates, 'off', array( 'simulate' => true ) ),
			'others'    => self::gates( array( array( 'pattern' => '/*', 'require' => array( 'not' => array( 'application_password' => array( 'user' => 1, 'uuid' => '{uuid:agent}' ) ) ) ) ) ),
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
	 * Calls XML-RPC.
	 *
	 * @param string $method     The method.
	 * @param string $parameters Its parameters as XML values.
	 * @param array  $headers    More headers.
	 * @return string fault 403, or the answer.
	 */
	private function call( $method, $parameters, array $headers = array() ) {
		$body   = "<?xml version=\"1.0\"?><methodCall><methodName>$method</methodName><params>$parameters</params></methodCall>";
		$answer = $this->ask( 'POST', '/xmlrpc.php', $headers + array( 'Content-Type' => 'text/xml' ), $body );
		$this->assert_status( 200, $answer );
		return preg_match( '~^\s*<\?xml[^>]*>\s*<methodResponse>\s*<fault>.*?<int>(\d+)</int>~s', $answer['body'], $fault ) ? 'fault ' . $fault[1] : $answer['body'];
	}

	/**
	 * A parameter.
	 *
	 * @param string $text The text.
	 * @return string
	 */
	private static function text( $text ) {
		return "<param><value><string>$text</string></value></param>";
	}

	/**
	 * Asks for the sites of a user.
	 *
	 * @param string $password The password.
	 * @return string
	 */
	private function blogs( $password ) {
		return $this->call( 'wp.getUsersBlogs', self::text( 'agent' ) . self::text( $password ) );
	}

	/**
	 * A password of the agent.
	 *
	 * @param int $at Which.
	 * @return string
	 */
	private static function password( $at ) {
		return self::$people['agent']['passwords'][ $at ]['password'];
	}

	/**
	 * Documents that name the password and enforce.
	 *
	 * @return array[]
	 */
	public static function naming() {
		return array( 'mode off' => array( 'named' ), 'restrict' => array( 'restrict' ) );
	}

	/**
	 * Neither alone nor spelled with blanks.
	 *
	 * @dataProvider naming
	 * @param string $document The document.
	 */
	public function test_the_gated_password_is_not_accepted_and_others_are( $document ) {
		self::in_force( $document );
		$this->assertSame( 'fault 403', $this->blogs( self::password( 0 ) ) );
		$this->assertSame( 'fault 403', $this->blogs( chunk_split( self::password( 0 ), 4, ' ' ) ) );
		$this->assertSame( 'fault 403', $this->call( 'wp.newPost', '<param><value><int>1</int></value></param>' . self::text( 'agent' ) . self::text( self::password( 0 ) ) . '<param><value><struct></struct></value></param>' ) );
		foreach ( array( self::password( 1 ), 'agent-password' ) as $password ) {
			$this->assertStringContainsString( '<name>blogName</name>', $this->blogs( $password ) );
		}
	}

	/**
	 * A multicall is many calls.
	 */
	public function test_a_multicall_does_not_accept_it_either() {
		self::in_force( 'named' );
		$several = function ( $password ) {
			$call = '<value><struct><member><name>methodName</name><value><string>wp.getUsersBlogs</string></value></member>'
				. '<member><name>params</name><value><array><data><value><string>agent</string></value><value><string>' . $password . '</string></value></data></array></value></member></struct></value>';
			return $this->call( 'system.multicall', "<param><value><array><data>$call$call</data></array></value></param>" );
		};
		$refused = $several( self::password( 0 ) );
		$this->assertSame( 2, substr_count( $refused, '<name>faultCode</name>' ), $refused );
		$this->assertStringNotContainsString( 'blogName', $refused );
		$this->assertSame( 2, substr_count( $several( self::password( 1 ) ), '<name>blogName</name>' ) );
	}

	/**
	 * Basic credentials do not carry it in either: XML-RPC reads its own parameters.
	 */
	public function test_a_header_does_not_bring_it_in() {
		self::in_force( 'named' );
		$basic = self::basic( 'agent', self::password( 0 ) );
		$this->assertSame( 'fault 403', $this->call( 'wp.getUsersBlogs', self::text( 'agent' ) . self::text( 'wrong' ), $basic ) );
	}

	/**
	 * A gate that names another user's password is about that one.
	 */
	public function test_a_gate_on_another_user_leaves_it_alone() {
		self::in_force( 'others' );
		$this->assertStringContainsString( '<name>blogName</name>', $this->blogs( self::password( 0 ) ) );
	}

	/**
	 * Nothing is refused under simulate, nor with the way out of everything.
	 */
	public function test_simulated_or_disabled_nothing_is_refused() {
		self::in_force( 'simulated' );
		$this->assertStringContainsString( '<name>blogName</name>', $this->blogs( self::password( 0 ) ) );
		self::in_force( 'named' );
		Deployed::plant( 'way-out.php', array( 'REST_GATE_NAMED_BY_THE_TEST' => 'REST_GATE_DISABLE' ) );
		try {
			$this->assertStringContainsString( '<name>blogName</name>', $this->blogs( self::password( 0 ) ) );
			$this->assert_outcomes( array( 'agent:first' => '200' ), 'POST', '/wp-json/myplugin/v1/thing' );
			$this->assert_outcomes( array( 'agent:first' => '200' ), 'GET', '/wp-json/wp/v2/users/me/application-passwords' );
		} finally {
			Deployed::mend();
		}
		$this->assertSame( 'fault 403', $this->blogs( self::password( 0 ) ) );
	}
}
