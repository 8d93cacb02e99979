<?php
/**
 * Claims: an extension of another protocol is never asked about gates: what they stand before is
 * closed as if there were none.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';
require_once __DIR__ . '/support/ClosedGates.php';

/**
 * Plugin and extension do not match, for requests that say so.
 */
final class GateFailModesProtocolTest extends GatedSiteTestCase {

	use ClosedGates;

	/** @var string What PHP says of the fixture. */
	protected $provoked = 'Constant REST_GATE_PROTOCOL already defined';

	/**
	 * Gated routes.
	 */
	public function test_gated_routes_are_closed_to_everybody_but_the_owner() {
		$this->assert_gates_refuse( self::companion( 'other-protocol' ) );
		$this->assert_abilities_and_passwords_are_closed( self::companion( 'other-protocol' ) );
	}

	/**
	 * Everything else.
	 */
	public function test_the_rest_is_as_before() {
		$this->assert_the_rest_is_as_before( self::companion( 'other-protocol' ) );
		$this->assert_calls_from_code_are_gated( self::companion( 'other-protocol routes' ) );
	}

	/**
	 * The documented ways out.
	 */
	public function test_the_ways_out_open() {
		$this->assert_everything_is_open( self::companion( 'other-protocol fail-open' ) );
		$this->assert_everything_is_open( self::companion( 'other-protocol disable' ) );
	}

	/**
	 * With the extension that matches, the gates decide and FAIL_OPEN opens nothing.
	 */
	public function test_with_the_extension_the_gates_decide() {
		self::in_force( 'restrict' );
		$this->provoked = '';
		$this->assert_outcomes( array( 'EDITOR' => '200', 'agent:second' => '200', '' => '401 capability' ), 'GET', self::$item, null, self::companion( 'fail-open' ) );
		$this->assert_outcomes( array( 'EDITOR' => '403 capability', 'agent:second' => '200' ), 'GET', self::$users );
		$this->assert_everything_is_open( self::companion( 'disable' ) );
	}
}
