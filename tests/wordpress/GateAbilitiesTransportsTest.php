<?php
/**
 * Claims: the gate before an ability is the same whoever runs it and however: REST, a page, or code
 * without any request, as agents over other transports do.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';

/**
 * Abilities behind gates, run from PHP.
 */
final class GateAbilitiesTransportsTest extends GatedSiteTestCase {

	/** What core says to code when a permission is missing. */
	private const REFUSED = 'ability_invalid_permissions';

	/** Where REST runs the ability. */
	private const RUN = '/wp-json/wp-abilities/v1/abilities/core/get-site-info/run';

	/**
	 * Documents.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$gates = static function ( $require, $mode = 'off', array $more = array() ) {
			return self::gates( array( array( 'endpoint' => 'ability:core/get-site-info', 'require' => $require ) ), $mode, $more );
		};
		return array(
			'deny'      => $gates( array( 'deny' => true ) ),
			'cookie'    => $gates( array( 'auth_type' => 'cookie' ) ),
			'role'      => $gates( array( 'role' => 'administrator' ) ),
			'simulated' => $gates( array( 'deny' => true ), 'off', array( 'simulate' => true ) ),
			'restrict'  => $gates( array( 'role' => 'administrator' ), 'restrict' ),
			'polish'    => self::gates( array( array( 'endpoint' => 'ability:neighbour/polish', 'require' => array( 'capability' => 'edit_post', 'object' => 'post' ) ) ) ),
		);
	}

	/**
	 * Runs abilities in WP-CLI.
	 *
	 * @param array[] $runs Each: the user's id, the ability, its input.
	 * @return string[] For each: ran, or the code of the error.
	 */
	private static function run_in_cli( array $runs ) {
		$code = 'foreach ( json_decode( base64_decode( "%s" ), true ) as list( $user, $name, $input ) ) {
			wp_set_current_user( $user );
			$result = wp_get_ability( $name )->execute( $input );
			echo is_wp_error( $result ) ? $result->get_error_code() : "ran", " ";
		}';
		putenv( 'HTTP_X_TEST_COMPANION=abilities' );
		try {
			return explode( ' ', trim( Lab::wp( 'single', 'eval', sprintf( $code, base64_encode( json_encode( $runs ) ) ) ) ) );
		} finally {
			putenv( 'HTTP_X_TEST_COMPANION' );
		}
	}

	/**
	 * Documents, and how the ability of core ends for the owner and for nobody.
	 *
	 * @return array[]
	 */
	public static function in_cli() {
		return array(
			'for a role'             => array( 'role', 'ran', self::REFUSED ),
			'for who came by cookie' => array( 'cookie', self::REFUSED, self::REFUSED ),
			'beside the restriction' => array( 'restrict', 'ran', self::REFUSED ),
		);
	}

	/**
	 * WP-CLI serves no request, and meets the gate. The restriction is about REST.
	 *
	 * @dataProvider in_cli
	 * @param string $document The document.
	 * @param string $owner    How it ends for the owner.
	 * @param string $nobody   How it ends for nobody.
	 */
	public function test_code_without_a_request_meets_the_gate( $document, $owner, $nobody ) {
		self::in_force( $document );
		$info = array( 'core/get-site-info', array( 'fields' => array( 'charset' ) ) );
		$runs = array( array( 1, ...$info ), array( 0, ...$info ), array( 0, 'neighbour/greet', array( 'x' => 1 ) ) );
		$this->assertSame( array( $owner, $nobody, 'ran' ), self::run_in_cli( $runs ) );
	}

	/**
	 * An object is read from the input there, too.
	 */
	public function test_an_object_is_read_from_the_input_without_a_request() {
		self::in_force( 'polish' );
		$runs = array(
			array( 2, 'neighbour/polish', array( 'post' => 6 ) ),
			array( 2, 'neighbour/polish', array( 'post' => 7 ) ),
			array( 1, 'neighbour/polish', array( 'post' => 7 ) ),
			array( 1, 'neighbour/polish', array( 'post' => array( 6 ) ) ),
		);
		$this->assertSame( array( 'ran', self::REFUSED, 'ran', self::REFUSED ), self::run_in_cli( $runs ) );
	}

	/**
	 * A page runs an ability for whoever looks at it.
	 */
	public function test_a_page_meets_the_gate_for_whoever_looks_at_it() {
		$page = function ( $who ) {
			$headers = '' === $who ? array() : array_diff_key( self::as_( $who ), array( 'X-WP-Nonce' => 1 ) );
			$answer  = $this->get( '/', self::companion( 'page-runs-ability' ) + $headers );
			$this->assert_status( 200, $answer );
			return preg_match( '/ability:(\w+);/', $answer['body'], $match ) ? $match[1] : 'no page';
		};
		$expected = array( 'deny' => self::REFUSED, 'role' => 'ran', 'cookie' => 'ran', 'simulated' => 'ran' );
		foreach ( $expected as $document => $end ) {
			self::in_force( $document );
			$this->assertSame( $end, $page( 'ADMIN' ), $document );
		}
		// What core refuses stays refused.
		$this->assertSame( self::REFUSED, $page( 'EDITOR' ) );
		$this->assertSame( self::REFUSED, $page( '' ) );
	}

	/**
	 * Other plugins grant every ability, before and behind the gate, or take the gate's filter away.
	 *
	 * @return array[]
	 */
	public static function grants() {
		return array(
			'granted by a plugin that loads before' => array( 'grant-earlier' ),
			'granted by one that comes behind'      => array( 'grant-later' ),
			'the filters taken away'                => array( 'remove-ability-filters' ),
		);
	}

	/**
	 * Whoever grants does not open the gate.
	 *
	 * @dataProvider grants
	 * @param string $deed What the other plugin does.
	 */
	public function test_another_plugin_that_grants_does_not_open_the_gate( $deed ) {
		self::in_force( 'deny' );
		$answer = $this->request( 'ADMIN', 'GET', self::RUN, null, self::companion( $deed ) );
		$this->assertStringNotContainsString( 'admin_email', $answer['body'] );
		$this->assert_refused( $answer, 403, 'rest_gate_capability' );
	}

	/**
	 * A grant by another plugin is core's business where the gate is passed: its filter is made for that.
	 */
	public function test_a_grant_holds_where_the_gate_is_passed() {
		self::in_force( 'cookie' );
		$this->assert_outcomes( array( 'EDITOR' => '200' ), 'GET', self::RUN, null, self::companion( 'grant-earlier' ) );
		self::in_force( 'role' );
		$this->assert_outcomes( array( 'EDITOR' => '403 capability', '' => '401 capability' ), 'GET', self::RUN, null, self::companion( 'grant-earlier' ) );
	}
}
