<?php
/**
 * Claims: where the stored document cannot be read any more, damaged or of another version, its
 * expressions hold: what gates stand before is closed to everybody but who manages the site and came by
 * cookie, also to calls from code and to abilities.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';
require_once __DIR__ . '/support/ClosedGates.php';

/**
 * The extension is there, and the document is none.
 */
final class GateFailModesDocumentTest extends GatedSiteTestCase {

	use ClosedGates;

	/**
	 * Damages every document, not its expressions.
	 */
	public static function setUpBeforeClass(): void {
		parent::setUpBeforeClass();
		foreach ( self::$stored as $name => $raw ) {
			self::$stored[ $name ] = serialize( array( 'document' => '{"version":99}' ) + unserialize( $raw ) );
		}
	}

	/**
	 * Forgets what the web server said of it.
	 */
	protected function tearDown(): void {
		Options::drop( 'single', 'rest_gate_heartbeat' );
	}

	/**
	 * Gated routes.
	 */
	public function test_gated_routes_are_closed_to_everybody_but_the_owner() {
		$this->assert_gates_refuse();
	}

	/**
	 * Calls from code.
	 */
	public function test_calls_from_code_are_gated() {
		$this->assert_calls_from_code_are_gated( self::companion( 'routes' ) );
	}

	/**
	 * What is more than a route.
	 */
	public function test_abilities_and_passwords_are_closed() {
		$this->assert_abilities_and_passwords_are_closed();
	}

	/**
	 * Everything else.
	 */
	public function test_the_rest_is_as_before() {
		$this->assert_the_rest_is_as_before();
	}
}
