<?php
/**
 * Claims: a gate refuses strangers with 401 and users with 403, under one code, with the message of the
 * gate, never cached, never as status 200; a caller that a plugin vouches for passes the restriction,
 * not a gate; gates stand behind the allowlist.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';

/**
 * How a refusal by a gate looks, and who gets as far as a gate.
 */
final class GateRolesRefusalTest extends GatedSiteTestCase {

	private const THING = '/wp-json/myplugin/v1/thing';
	private const ITEM  = '/wp-json/myplugin/v1/item/7';

	/** What a refused client is told unless the gate says otherwise. */
	private const MESSAGE = 'You are not allowed to do that through the REST API of this site.';

	/**
	 * Documents: the same gates with and without the restriction.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$gates     = array(
			array( 'pattern' => '/myplugin/v1/thing', 'require' => array( 'role' => 'editor' ) ),
			array( 'pattern' => '/myplugin/v1/item/*', 'require' => array( 'authenticated' => true ), 'message' => 'Only for <b>members</b>, "please" – bitte.' ),
		);
		$allowlist = array( array( 'pattern' => '/wp-json/myplugin/v1/*' ) );
		return array(
			'off'       => self::gates( $gates ),
			'restrict'  => self::gates( $gates, 'restrict', array( 'allowlist' => $allowlist ) ),
			'block_all' => self::gates( $gates, 'block_all' ),
			'no list'   => self::gates( $gates, 'restrict' ),
		);
	}

	/**
	 * Modes in which the gates decide.
	 *
	 * @return array[]
	 */
	public static function modes() {
		return array( 'mode off' => array( 'off' ), 'restrict' => array( 'restrict' ) );
	}

	/**
	 * Status, code, message and id.
	 *
	 * @dataProvider modes
	 * @param string $document The document.
	 */
	public function test_strangers_get_401_and_users_403( $document ) {
		self::in_force( $document );
		foreach ( array( '' => 401, 'SUBSCRIBER' => 403, 'ADMIN' => 403 ) as $who => $status ) {
			$answer = $this->request( (string) $who, 'GET', self::THING );
			$this->assert_refused( $answer, $status, 'rest_gate_capability' );
			$this->assertSame( array( 'code', 'message', 'data' ), array_keys( $answer['json'] ) );
			$this->assertSame( self::MESSAGE, $answer['json']['message'] );
			$this->assertSame( array( 'status', 'request_id' ), array_keys( $answer['json']['data'] ) );
			$this->assertMatchesRegularExpression( '/\A[0-9a-f]{12}-[0-9a-f]{9}\z/', $answer['json']['data']['request_id'] );
			$this->assertStringContainsString( 'no-cache', $answer['headers']['cache-control'][0] ?? '' );
			$this->assertArrayNotHasKey( 'www-authenticate', $answer['headers'] );
		}
		$this->assert_outcomes( array( 'EDITOR' => '200' ), 'GET', self::THING );
	}

	/**
	 * A gate may say it in its own words.
	 */
	public function test_a_gate_says_it_in_its_own_words() {
		self::in_force( 'restrict' );
		$answer = $this->get( self::ITEM );
		$this->assert_refused( $answer, 401, 'rest_gate_capability' );
		$this->assertSame( 'Only for <b>members</b>, "please" – bitte.', $answer['json']['message'] );
		$this->assertStringContainsString( 'application/json', $answer['headers']['content-type'][0] );
		$this->assert_outcomes( array( 'SUBSCRIBER' => '200' ), 'GET', self::ITEM );
	}

	/**
	 * Neither an envelope nor JSONP nor HEAD hides the status.
	 *
	 * @dataProvider modes
	 * @param string $document The document.
	 */
	public function test_the_status_is_never_200( $document ) {
		self::in_force( $document );
		foreach ( array( '?_envelope', '?_envelope=1', '?_envelope=1&_embed', '?_jsonp=back', '?_fields=code', '?_method=POST&_envelope=1' ) as $query ) {
			foreach ( array( '' => 401, 'SUBSCRIBER' => 403 ) as $who => $status ) {
				$answer = $this->request( (string) $who, 'GET', self::THING . $query );
				$this->assertSame( $status, $answer['status'], $query . $answer['body'] );
				$this->assertStringContainsString( 'rest_gate_capability', $answer['body'], $query );
				$this->assertStringContainsString( 'no-cache', $answer['headers']['cache-control'][0] ?? '', $query );
			}
		}
		$head = $this->ask( 'HEAD', self::THING );
		$this->assertSame( array( 401, '' ), array( $head['status'], $head['body'] ) );
		$options = $this->ask( 'OPTIONS', self::THING );
		$this->assert_refused( $options, 401, 'rest_gate_capability' );
	}

	/**
	 * A route that is open to everybody and gated is gated.
	 */
	public function test_an_allowlisted_route_is_gated_all_the_same() {
		self::in_force( 'restrict' );
		$this->assert_outcomes( array( '' => '401 capability', 'EDITOR' => '200' ), 'GET', self::THING );
		$this->assert_outcomes( array( '' => '200' ), 'GET', '/wp-json/myplugin/v1/any/x' );
		// What the restriction refuses is refused by the restriction.
		self::in_force( 'no list' );
		$this->assert_outcomes( array( '' => '401 restricted', 'SUBSCRIBER' => '403 capability' ), 'GET', self::THING );
		self::in_force( 'block_all' );
		$this->assert_outcomes( array( '' => '401 blocked_all', 'EDITOR' => '403 blocked_all' ), 'GET', self::THING );
	}

	/**
	 * To WordPress a vouched caller is nobody.
	 */
	public function test_a_vouched_caller_passes_the_restriction_and_no_gate() {
		self::in_force( 'no list' );
		$vouched = array( 'X-Test-Hostile' => 'vouch-true' );
		$this->assert_outcomes( array( '' => '200' ), 'GET', '/wp-json/wp/v2/types', null, $vouched );
		$this->assert_outcomes( array( '' => '401 capability' ), 'GET', self::THING, null, $vouched );
		$this->assert_outcomes( array( '' => '401 capability' ), 'GET', self::ITEM, null, $vouched );
		self::in_force( 'off' );
		$this->assert_outcomes( array( '' => '401 capability' ), 'GET', self::ITEM, null, $vouched );
	}

	/**
	 * Whoever is refused learns nothing about arguments; whoever passes does.
	 */
	public function test_a_refusal_comes_before_complaints_about_arguments() {
		self::in_force( 'off' );
		$this->assert_outcomes( array( '' => '401 capability', 'SUBSCRIBER' => '400 conflict' ), 'GET', self::ITEM . '?id=8' );
		$this->assert_outcomes( array( '' => '404' ), 'GET', '/wp-json/myplugin/v1/item/abc' );
	}

	/**
	 * Code that asks a gated route within a request is gated as its caller, unless the site exempts it.
	 */
	public function test_a_call_from_code_is_gated_unless_the_site_exempts_it() {
		self::in_force( 'off' );
		$inside = '/wp-json/neighbour/v1/inside?ask=/myplugin/v1/item/7';
		foreach ( array( '' => 401, 'SUBSCRIBER' => 200 ) as $who => $status ) {
			$this->assertSame( $status, $this->request( (string) $who, 'GET', $inside, null, self::companion( 'routes' ) )['json']['status'] );
		}
		$exempt = self::companion( 'routes exempt-calls' );
		$this->assertSame( 200, $this->request( '', 'GET', $inside, null, $exempt )['json']['status'] );
		$this->assert_outcomes( array( '' => '401 capability' ), 'GET', self::ITEM, null, $exempt );
		$batch = array( 'requests' => array( array( 'path' => '/myplugin/v1/item/7' ) ) );
		$this->assertSame( 401, $this->request( '', 'POST', '/wp-json/batch/v1', $batch, $exempt )['json']['responses'][0]['status'] );
	}
}
