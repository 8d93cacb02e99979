<?php
/**
 * `wp rest-gate tarpit`: how long a stranger waits for a refusal.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Lists and changes the delay before a refusal.
 *
 * A refused stranger waits for a time by chance between `min_ms` and `max_ms`.
 * At most `max_waiting` workers of a pool wait at once (null: a quarter of those
 * that live, at least one); beyond that the refusal is immediate, so that a
 * crowd of scanners cannot hold the workers that visitors need.
 */
final class Rest_Gate_Tarpit_Command extends Rest_Gate_Section_Command {

	/**
	 * The section.
	 *
	 * @return string
	 */
	protected static function section() {
		return 'tarpit';
	}
}
