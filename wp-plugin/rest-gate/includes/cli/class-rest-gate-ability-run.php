<?php
/**
 * The ability that a REST request runs: it meets the gates of its route, and then those of the ability.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Finds abilities behind requests.
 */
final class Rest_Gate_Ability_Run {

	/**
	 * The ability that a request runs, and its input.
	 *
	 * @param WP_REST_Request $request The request, matched to its handler.
	 * @return array{string, mixed}|null Null when it runs none.
	 */
	public static function of( WP_REST_Request $request ) {
		$callback = $request->get_attributes()['callback'] ?? null;
		if ( ! is_array( $callback ) || ! ( $callback[0] ?? null ) instanceof WP_REST_Abilities_V1_Run_Controller ) {
			return null;
		}
		// As that controller reads it.
		$source = in_array( $request->get_method(), array( 'GET', 'DELETE' ), true ) ? $request->get_query_params() : (array) $request->get_json_params();
		$input  = $source['input'] ?? null;
		$name   = (string) $request['name'];
		if ( wp_has_ability( $name ) ) {
			$normal = wp_get_ability( $name )->normalize_input( $input );
			$input  = is_wp_error( $normal ) ? $input : $normal;
		}
		return array( $name, $input );
	}
}
