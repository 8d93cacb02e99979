<?php
/**
 * Claims: where the plugin itself cannot be loaded, its must-use loader closes what gates stand before
 * to everybody but who manages the site and came by cookie; the allowlist holds and the rest works.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';
require_once __DIR__ . '/support/ClosedGates.php';

/**
 * The plugin's main file is broken.
 */
final class GateFailModesLoaderTest extends GatedSiteTestCase {

	use ClosedGates;

	/**
	 * Breaks the plugin.
	 */
	public static function setUpBeforeClass(): void {
		parent::setUpBeforeClass();
		Deployed::edit( Deployed::PLUGIN, "define( 'REST_GATE_DIR'", "no php at all; define( 'REST_GATE_DIR'" );
	}

	/**
	 * Mends it.
	 */
	public static function tearDownAfterClass(): void {
		Deployed::mend();
		parent::tearDownAfterClass();
	}

	/**
	 * Gated routes.
	 */
	public function test_gated_routes_are_closed_to_everybody_but_the_owner() {
		$this->assert_gates_refuse();
		$this->assertStringContainsString( 'REST Gate: the plugin cannot be loaded', $this->logged() );
	}

	/**
	 * Spellings.
	 */
	public function test_no_spelling_and_no_batch_opens() {
		$this->assert_no_spelling_opens();
	}

	/**
	 * Everything else.
	 */
	public function test_the_rest_is_as_before() {
		$this->assert_the_rest_is_as_before();
		$this->assert_calls_from_code_are_gated( self::companion( 'routes' ) );
	}

	/**
	 * What is more than a route.
	 */
	public function test_abilities_and_passwords_are_closed() {
		$this->assert_abilities_and_passwords_are_closed();
	}

	/**
	 * The documented ways out.
	 */
	public function test_the_ways_out_open() {
		$this->assert_everything_is_open( self::companion( 'fail-open' ) );
		$this->assert_everything_is_open( self::companion( 'disable' ) );
	}

	/**
	 * Another plugin registers behind the loader, or removes every filter.
	 */
	public function test_another_plugin_does_not_open_it() {
		self::in_force( 'off' );
		foreach ( array( 'late-true', 'later-true', 'remove-at-init', 'overwrite-dispatch', 'overwrite-dispatch-inside' ) as $deed ) {
			$answer = $this->request( 'EDITOR', 'GET', self::$item, null, array( 'X-Test-Hostile' => $deed ) );
			$this->assertSame( '403 capability', self::told( $answer ), $deed . $answer['body'] );
		}
	}
}
