<?php
/**
 * Commands on a section of the policy document that is switched on and off.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Switches a section.
 */
abstract class Rest_Gate_Switch_Command extends Rest_Gate_Section_Command {

	/**
	 * Switches it on.
	 *
	 * ## EXAMPLES
	 *
	 *     $ wp rest-gate rate-limit enable
	 *     Success: enabled is true. Revision 7.
	 */
	public function enable() {
		self::change( 'enabled', 'true' );
	}

	/**
	 * Switches it off.
	 *
	 * ## EXAMPLES
	 *
	 *     # Let WordPress decide everything.
	 *     $ wp rest-gate early disable
	 *     Success: enabled is false. Revision 8.
	 */
	public function disable() {
		self::change( 'enabled', 'false' );
	}
}
