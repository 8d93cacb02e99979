<?php
/**
 * Claims: a requirement that is wrong refuses everybody on that route, is told to the developer, and
 * breaks nothing else; a helper that is asked twice, or from code, answers the same.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';

/**
 * Routes whose permission callbacks come from requirements that somebody mistyped.
 */
final class GatePermissionMistakesTest extends GatedSiteTestCase {

	/**
	 * The documents.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		return array( 'off' => self::document( 'off' ) );
	}

	/**
	 * Requirements by the name of the route, as the companion registers them, with what is told of each.
	 *
	 * @return array[]
	 */
	public static function wrong() {
		return array(
			'no-object'   => array( 'no-object', 'edit_post' ),
			'nothing'     => array( 'nothing', 'must be a requirement' ),
			'empty-text'  => array( 'empty-text', 'capability' ),
			'two-keys'    => array( 'two-keys', 'at once' ),
			'unknown-key' => array( 'unknown-key', 'capabilities' ),
			'a-list'      => array( 'a-list', '' ),
			'a-number'    => array( 'a-number', '' ),
			'null'        => array( 'null', '' ),
			'too-deep'    => array( 'too-deep', 'nested deeper' ),
			'a-gate'      => array( 'a-gate', '' ),
		);
	}

	/**
	 * Nobody passes, and the developer learns why.
	 *
	 * @dataProvider wrong
	 * @param string $name The route.
	 * @param string $told What is told.
	 */
	public function test_a_wrong_requirement_refuses_everybody_and_is_told( $name, $told ) {
		$uri     = '/wp-json/neighbour/v1/wrong/' . $name;
		$headers = self::companion( 'wrong-permissions' );
		$this->assert_outcomes( array( '' => '401 capability', 'SUBSCRIBER' => '403 capability', 'ADMIN' => '403 capability' ), 'GET', $uri, null, $headers );
		$wrong = $this->get( $uri, $headers )['headers']['x-test-wrong'] ?? array();
		$this->assertCount( 1, preg_grep( "~^$name rest_gate_permission: .*" . preg_quote( $told, '~' ) . '~', $wrong ), implode( "\n", $wrong ) );
	}

	/**
	 * A right one beside them works and is not told of.
	 */
	public function test_a_right_requirement_beside_them_works() {
		$headers = self::companion( 'wrong-permissions' );
		$answer  = $this->request( 'ADMIN', 'GET', '/wp-json/neighbour/v1/wrong/right', null, $headers );
		$this->assert_status( 200, $answer );
		$this->assertSame( array(), preg_grep( '/^right /', $answer['headers']['x-test-wrong'] ?? array() ) );
		$this->assert_outcomes( array( 'SUBSCRIBER' => '403 capability', '' => '401 capability' ), 'GET', '/wp-json/neighbour/v1/wrong/right', null, $headers );
	}

	/**
	 * Capabilities and roles may come later than the requirement: they are not told of, and refuse.
	 */
	public function test_a_capability_that_nobody_knows_refuses_and_is_no_mistake() {
		foreach ( array( 'kites', 'bytes' ) as $name ) {
			$answer = $this->request( 'ADMIN', 'GET', '/wp-json/neighbour/v1/wrong/' . $name, null, self::companion( 'wrong-permissions' ) );
			$this->assert_refused( $answer, 403, 'rest_gate_capability' );
			$this->assertSame( array(), preg_grep( "/^$name /", $answer['headers']['x-test-wrong'] ?? array() ) );
		}
	}

	/**
	 * From code within a request, and on a page without one.
	 */
	public function test_a_call_from_code_is_answered_for_who_asks() {
		$inside = '/wp-json/neighbour/v1/inside?ask=/neighbour/v1/wrong/right';
		foreach ( array( 'ADMIN' => 200, 'SUBSCRIBER' => 403, '' => 401 ) as $who => $status ) {
			$answer = $this->request( (string) $who, 'GET', $inside, null, self::companion( 'routes wrong-permissions' ) );
			$this->assertSame( $status, $answer['json']['status'], $answer['body'] );
			$page = $this->get( '/', self::companion( 'page-asks-right' ) + array_diff_key( self::as_( (string) $who ), array( 'X-WP-Nonce' => '' ) ) );
			$this->assertStringContainsString( "right:$status;", $page['body'], "a page as $who" );
		}
	}

	/**
	 * Other routes know nothing of it.
	 */
	public function test_other_routes_work() {
		$this->assert_outcomes( array( '' => '200' ), 'GET', '/wp-json/wp/v2/posts', null, self::companion( 'wrong-permissions' ) );
		$this->assert_outcomes( array( '' => '200' ), 'GET', '/wp-json/', null, self::companion( 'wrong-permissions' ) );
	}
}
