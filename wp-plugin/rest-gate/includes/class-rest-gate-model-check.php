<?php
/**
 * Compares what the extension makes of a request with what WordPress made of it.
 *
 * The early gate refuses by a model of WordPress. Every REST request checks that model; where it differs,
 * the early gate stands back on this site until the owner has looked.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Checks the model.
 */
final class Rest_Gate_Model_Check {

	/** What differed; an array with `time`, `uri`, `expected` and `served`. */
	public const OPTION = 'rest_gate_model_mismatch';

	/**
	 * A request is served: its route and method must be those that the extension expects.
	 *
	 * @param WP_REST_Request $request The request that the client made.
	 */
	public static function check( WP_REST_Request $request ) {
		if ( ! Rest_Gate_Extension::is_ready() || 'cli' === PHP_SAPI || self::has_failed() ) {
			return;
		}
		try {
			$expected = RestGate\Early::expected( Rest_Gate_Facts::site() );
		} catch ( \Throwable $error ) {
			return;
		}
		// Null: the model says of itself that it does not know. Other plugins serve REST from pages of their own.
		$served = $request->get_method() . ' ' . $request->get_route();
		if ( null === $expected || $expected === $served ) {
			return;
		}
		update_option(
			self::OPTION,
			array(
				'time'     => time(),
				'uri'      => substr( Rest_Gate_Facts::request_uri(), 0, 200 ),
				'expected' => substr( $expected, 0, 200 ),
				'served'   => substr( $served, 0, 200 ),
			),
			true
		);
		Rest_Gate_Snapshot::withdraw();
	}

	/**
	 * What differed; null when nothing did.
	 *
	 * @return array|null
	 */
	public static function mismatch() {
		$found = get_option( self::OPTION );
		return is_array( $found ) ? $found : null;
	}

	/**
	 * Whether the model failed on this site.
	 *
	 * @return bool
	 */
	public static function has_failed() {
		return null !== self::mismatch();
	}

	/**
	 * The owner has looked: the early gate may try again.
	 */
	public static function forget() {
		delete_option( self::OPTION );
	}
}
