<?php
/**
 * A last look before a handler runs for a stranger on an allowlisted route: the endpoint that
 * WordPress matched must lie within the entry that opened the route, and no parameter may replace
 * what the entry fixed.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Compares an allowlist entry with what will really run.
 */
final class Rest_Gate_Entry_Check {

	/**
	 * The refusal, if there is one.
	 *
	 * @param string          $reach   How much of the endpoint the entry opens: whole, part or none.
	 * @param WP_REST_Request $request The request.
	 * @return Rest_Gate_Verdict|null
	 */
	public static function refusal( $reach, WP_REST_Request $request ) {
		if ( 'none' === $reach ) {
			return Rest_Gate_Verdict::refused( 401, 'rest_gate_restricted', 'endpoint_elsewhere' );
		}
		if ( 'part' === $reach && Rest_Gate_Parameters::contradict( $request ) ) {
			return Rest_Gate_Verdict::refused( 400, 'rest_gate_conflict', 'conflict' );
		}
		return null;
	}
}
