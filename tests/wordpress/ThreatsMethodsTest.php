<?php
/**
 * Threats 14 and 21: the gate stands on the effective method, and a refusal is never dressed up as a
 * success.
 *
 * One allowlisted route is open for GET alone here, so a method that slips past would show.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GateTestCase.php';

/**
 * Asks with methods in every disguise, as a stranger.
 */
final class ThreatsMethodsTest extends GateTestCase {

	private const THING = '/wp-json/myplugin/v1/thing';
	private const USERS = '/wp-json/wp/v2/users';

	/**
	 * Reading is open, writing is not.
	 *
	 * @return string
	 */
	protected static function document() {
		return self::policy(
			array(
				array(
					'pattern' => self::THING,
					'methods' => array( 'GET' ),
				),
			)
		);
	}

	/**
	 * What is not GET after the override is closed, whatever was on the wire.
	 */
	public function test_threat_14_the_effective_method_is_decided() {
		foreach ( array( 'POST', 'post', 'pOsT', 'PUT', 'PATCH', 'delete', 'FOO', '%20GET', 'GET%0A', '', '0' ) as $method ) {
			$this->assert_refused( self::ask( 'GET', self::THING . "?_method=$method" ), "_method=$method" );
			$this->assert_refused( self::ask( 'POST', self::THING . "?_method=$method", array(), '' ), "POST _method=$method" );
		}
		foreach ( array( 'POST', 'post', 'DELETE', 'FOO', "it's" ) as $method ) {
			$this->assert_refused( self::ask( 'GET', self::THING, array( 'X-HTTP-Method-Override' => $method ) ), "override $method" );
		}
		foreach ( array( 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND' ) as $method ) {
			$this->assert_refused( self::ask( $method, self::THING, array(), '' ), $method );
		}
		$this->assert_refused( self::ask( 'GET', self::THING . '?.method=POST' ), 'a name that PHP rewrites' );
		$this->assert_refused( self::ask( 'GET', self::THING . '?_method=POST', array( 'X-HTTP-Method-Override' => 'GET' ) ), 'the query beats the header' );
	}

	/**
	 * GET after the override is open, whatever was on the wire.
	 */
	public function test_threat_14_get_by_override_is_get() {
		foreach ( array( 'GET', 'get', 'Get' ) as $method ) {
			$this->assert_passed( self::ask( 'POST', self::THING . "?_method=$method", array(), '' ), $method );
			$this->assert_passed( self::ask( 'POST', self::THING, array( 'X-HTTP-Method-Override' => $method ), '' ), $method );
		}
		$this->assert_passed( self::ask( 'GET', self::THING ) );
		$this->assert_passed( self::ask( 'GET', self::THING . '?_METHOD=POST' ), 'a name that is no override' );
	}

	/**
	 * An array as the method ends in WordPress's own error, before anything is decided.
	 */
	public function test_threat_14_an_array_as_method_discloses_nothing() {
		foreach ( array( self::USERS, self::THING ) as $uri ) {
			$answer = self::ask( 'GET', "$uri?_method[]=GET" );
			$this->assertSame( 500, $answer['status'] );
			$this->assertStringNotContainsString( '"slug"', $answer['body'] );
			$this->assertStringNotContainsString( '"route"', $answer['body'] );
		}
	}

	/**
	 * HEAD counts as GET.
	 */
	public function test_threat_14_head_is_decided_as_get() {
		$open = self::ask( 'HEAD', self::THING );
		$this->assertSame( 200, $open['status'] );
		$this->assertSame( '', $open['body'] );
		$closed = self::ask( 'HEAD', self::USERS );
		$this->assert_refused( $closed, 'HEAD', 401, 'rest_gate_restricted', true );
		$this->assertArrayNotHasKey( 'x-wp-total', $closed['headers'] );
		$this->assert_refused( self::ask( 'GET', self::USERS . '?_method=HEAD' ), 'HEAD by override', 401, 'rest_gate_restricted', true );
	}

	/**
	 * OPTIONS tells a route's schema: decided as GET of it, on the wire and by override.
	 */
	public function test_threat_14_options_tells_no_schema_of_a_closed_route() {
		$headers = array( 'Origin' => 'https://app.example' );
		$this->assert_refused( self::ask( 'OPTIONS', self::USERS ), 'without Origin' );
		$this->assert_refused( self::ask( 'OPTIONS', self::USERS, $headers ), 'with Origin alone' );
		$this->assert_refused( self::ask( 'OPTIONS', self::USERS, array( 'Access-Control-Request-Method' => 'POST' ) ), 'without Origin, with a method' );
		$this->assert_refused( self::ask( 'OPTIONS', '/wp-json/nosuch/v1/x' ), 'an unknown route' );
		$this->assert_refused( self::ask( 'OPTIONS', self::USERS . '?_method=GET' ), 'GET by override' );
		$preflight = $headers + array( 'Access-Control-Request-Method' => 'POST' );
		$this->assert_refused( self::ask( 'GET', self::USERS . '?_method=OPTIONS', $preflight ), 'OPTIONS by override alone is no preflight' );
		$this->assert_refused( self::ask( 'OPTIONS', self::USERS . '?_method=GET', $preflight ), 'nor is OPTIONS that became GET' );
		$schema = self::ask( 'OPTIONS', self::THING );
		$this->assert_passed( $schema );
		$this->assertSame( 'myplugin/v1', $schema['json']['namespace'] );
	}

	/**
	 * A true preflight carries no credentials, so it is answered: with nothing.
	 */
	public function test_threat_14_a_true_preflight_gets_an_empty_answer() {
		foreach ( array( self::USERS, self::THING, '/wp-json/nosuch/v1/x', '/wp-json/batch/v1' ) as $uri ) {
			$answer = self::ask(
				'OPTIONS',
				$uri,
				array(
					'Origin'                         => 'https://app.example',
					'Access-Control-Request-Method'  => 'POST',
					'Access-Control-Request-Headers' => 'authorization',
				)
			);
			$this->assertSame( 204, $answer['status'], $uri );
			$this->assertSame( '', $answer['body'], $uri );
			$this->assertSame( array( 'https://app.example' ), $answer['headers']['access-control-allow-origin'], $uri );
			$this->assertStringContainsString( 'Authorization', $answer['headers']['access-control-allow-headers'][0], $uri );
		}
	}

	/**
	 * A refusal in an envelope would be status 200.
	 */
	public function test_threat_21_an_envelope_does_not_hide_a_refusal() {
		foreach ( array( '?_envelope=1', '?_envelope', '?_envelope[]=1', '?.envelope=1', '?_envelope=1&_embed=1' ) as $query ) {
			$this->assert_refused( self::ask( 'GET', self::USERS . $query ), $query );
		}
		$open = self::ask( 'GET', self::THING . '?_envelope=1' );
		$this->assert_passed( $open );
		$this->assertSame( 200, $open['json']['status'] );
		$this->assertSame( 'GET', $open['json']['body']['method'] );
	}

	/**
	 * A refusal as JSONP keeps its status; a callback that is no name is WordPress's own 400.
	 */
	public function test_threat_21_jsonp_does_not_hide_a_refusal() {
		foreach ( array( '?_jsonp=cb', '?_jsonp=cb&_envelope=1' ) as $query ) {
			$answer = self::ask( 'GET', self::USERS . $query );
			$this->assertSame( 401, $answer['status'], $answer['body'] );
			$this->assertSame( 1, preg_match( '~\A/\*\*/cb\((.*)\)\z~s', $answer['body'], $match ), $answer['body'] );
			$this->assert_refusal( json_decode( $match[1], true ), $answer['body'] );
			$this->assertStringContainsString( 'no-cache', implode( ',', $answer['headers']['cache-control'] ) );
		}
		$invalid = self::ask( 'GET', self::USERS . '?_jsonp=a-b' );
		$this->assertSame( 400, $invalid['status'] );
		$this->assert_discloses_nothing( $invalid['body'] );
	}
}
