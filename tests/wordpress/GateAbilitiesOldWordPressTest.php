<?php
/**
 * Claims: on a WordPress that cannot gate abilities, a gate before one is never left unenforced: the
 * routes of abilities are closed instead, and everything else works.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';

/**
 * A policy with a gate before an ability on WordPress 6.5, where a plugin may bring abilities.
 */
final class GateAbilitiesOldWordPressTest extends GatedSiteTestCase {

	/** The site and its host. */
	protected const SITE = 'old';
	protected const HOST = 'old.test';

	/**
	 * Documents.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$on = static function ( $require ) {
			return array( 'endpoint' => 'ability:core/get-site-info', 'require' => $require );
		};
		return array(
			'authenticated'          => self::gates( array( $on( array( 'authenticated' => true ) ) ) ),
			'deny'                   => self::gates( array( $on( array( 'deny' => true ) ) ) ),
			'deny beside a user gate' => self::gates( array( $on( array( 'deny' => true ) ), array( 'endpoint' => '/wp/v2/users', 'require' => array( 'authenticated' => true ) ) ) ),
		);
	}

	/**
	 * Routes of abilities, in several spellings.
	 *
	 * @return array[]
	 */
	public static function closed() {
		return array(
			'run'                  => array( '/wp-json/wp-abilities/v1/abilities/core/get-site-info/run' ),
			'run of another'       => array( '/wp-json/wp-abilities/v1/abilities/core/get-user-info/run' ),
			'run, in capitals'     => array( '/wp-json/WP-Abilities/v1/abilities/core/get-site-info/RUN' ),
			'run, with a newline'  => array( '/?rest_route=/wp-abilities/v1/abilities/core/get-site-info/run%0A' ),
			'the list'             => array( '/wp-json/wp-abilities/v1/abilities' ),
			'the name in the query' => array( '/wp-json/wp-abilities/v1/abilities/a/b/run?name=core/get-site-info' ),
		);
	}

	/**
	 * Everything below the routes of abilities is closed by the gate.
	 *
	 * @dataProvider closed
	 * @param string $uri The target.
	 */
	public function test_the_routes_of_abilities_are_closed( $uri ) {
		self::in_force( 'deny' );
		$this->assert_outcomes( array( 'ADMIN' => '403 capability', '' => '401 capability' ), 'GET', $uri, null, self::companion( 'ability-routes' ) );
	}

	/**
	 * By what the gate asks for.
	 */
	public function test_what_the_gate_asks_for_counts() {
		self::in_force( 'authenticated' );
		$uri = '/wp-json/wp-abilities/v1/abilities/core/get-site-info/run';
		$this->assert_outcomes( array( 'SUBSCRIBER' => '200', '' => '401 capability' ), 'GET', $uri, null, self::companion( 'ability-routes' ) );
	}

	/**
	 * Other requests work, and other gates hold.
	 */
	public function test_other_requests_work_and_other_gates_hold() {
		self::in_force( 'deny beside a user gate' );
		$this->assert_outcomes( array( '' => '200' ), 'GET', '/wp-json/' );
		$this->assert_outcomes( array( '' => '200', 'SUBSCRIBER' => '200' ), 'GET', '/wp-json/wp/v2/posts' );
		$this->assert_outcomes( array( '' => '401 capability', 'SUBSCRIBER' => '200' ), 'GET', '/wp-json/wp/v2/users' );
		// No such route there, and none is told of.
		$this->assert_outcomes( array( '' => '404' ), 'GET', '/wp-json/wp-abilities/v1/abilities' );
		$this->assert_outcomes( array( 'ADMIN' => '200' ), 'GET', '/wp-json/wp/v2/users?context=edit' );
		$this->assert_site_works( new Login( 'ADMIN', 'old.test' ) );
	}

	/**
	 * Nor while the extension cannot be asked.
	 */
	public function test_the_routes_stay_closed_while_the_extension_cannot_be_asked() {
		self::in_force( 'deny' );
		$this->provoked = 'Constant REST_GATE_PROTOCOL already defined';

		$uri     = '/wp-json/wp-abilities/v1/abilities/core/get-site-info/run';
		$headers = self::companion( 'other-protocol ability-routes' );
		$this->assert_outcomes( array( 'SUBSCRIBER' => '403 capability', '' => '401 capability' ), 'GET', $uri, null, $headers );
		$this->assert_outcomes( array( '' => '200' ), 'GET', '/wp-json/wp/v2/posts', null, $headers );
	}
}
