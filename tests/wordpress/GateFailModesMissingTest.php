<?php
/**
 * Claims: while the extension is missing or throws, what gates stand before is closed to everybody but
 * who manages the site and came by cookie; the allowlist holds, the rest works, and
 * REST_GATE_FAIL_OPEN opens all of it.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/Extension.php';
require_once __DIR__ . '/support/GatedSiteTestCase.php';
require_once __DIR__ . '/support/ClosedGates.php';

/**
 * The extension is gone.
 */
final class GateFailModesMissingTest extends GatedSiteTestCase {

	use ClosedGates;

	/** Routes of other plugins. */
	private const ROUTES = array( 'X-Test-Companion' => 'routes' );

	/**
	 * Stores the documents while the extension is there, then takes it away.
	 */
	public static function setUpBeforeClass(): void {
		parent::setUpBeforeClass();
		self::plant( 'examples/manage-options-route.php' );
		Extension::off();
	}

	/**
	 * Brings the extension back.
	 */
	public static function tearDownAfterClass(): void {
		Extension::on();
		parent::tearDownAfterClass();
	}

	/**
	 * Gated routes.
	 */
	public function test_gated_routes_are_closed_to_everybody_but_the_owner() {
		$this->assert_gates_refuse();
		$this->assert_no_spelling_opens();
	}

	/**
	 * Everything else.
	 */
	public function test_the_rest_is_as_before() {
		$this->assert_the_rest_is_as_before();
		$this->assert_calls_from_code_are_gated( self::ROUTES );
	}

	/**
	 * What is more than a route.
	 */
	public function test_abilities_and_passwords_are_closed() {
		$this->assert_abilities_and_passwords_are_closed();
	}

	/**
	 * The documented way out.
	 */
	public function test_rest_gate_fail_open_opens() {
		$this->assert_everything_is_open( self::companion( 'fail-open' ) );
	}

	/**
	 * The helper for permission callbacks has no policy to fall back on.
	 */
	public function test_the_helper_lets_only_the_owner_pass() {
		self::in_force( 'off' );
		$uri = '/wp-json/example/v1/opening-hours';
		$this->assert_outcomes( array( 'ADMIN' => '200', 'agent' => '200', 'agent:second' => '403 capability', 'EDITOR' => '403 capability', '' => '401 capability' ), 'GET', $uri );
		Options::drop( 'single', self::POLICY );
		$this->assert_outcomes( array( 'ADMIN' => '200', 'agent:second' => '403 capability', '' => '401 capability' ), 'GET', $uri );
	}

	/**
	 * An extension that throws is as good as none.
	 */
	public function test_an_extension_that_throws_counts_as_missing() {
		preg_match( "/'REST_GATE_PROTOCOL', (\d+)/", file_get_contents( Deployed::path( Deployed::PLUGIN ) ), $match );
		$speaks = "PROTOCOL = {$match[1]};";
		// The double speaks whatever the plugin speaks.
		Deployed::plant( 'extension-double.php', array( 'PROTOCOL = 1;' => $speaks, 'PROTOCOL = 4;' => $speaks ) );
		try {
			self::in_force( 'restrict' );
			$this->assert_outcomes( array( '' => '401 capability', 'EDITOR' => '403 capability', 'ADMIN' => '200' ), 'GET', self::$item );
			$this->assert_outcomes( array( '' => '200', 'EDITOR' => '200' ), 'GET', '/wp-json/myplugin/v1/thing' );
			$this->assertStringContainsString( 'thrown by the double', $this->logged() );
			$this->assert_outcomes( array( 'agent:second' => '403 capability', 'ADMIN' => '200' ), 'GET', '/wp-json/wp-abilities/v1/abilities/core/get-site-info/run' );
			$this->assert_outcomes( array( 'ADMIN' => '200', 'EDITOR' => '403 capability' ), 'GET', '/wp-json/example/v1/opening-hours' );
		} finally {
			Deployed::mend();
			Options::drop( 'single', 'rest_gate_heartbeat' );
		}
	}
}
