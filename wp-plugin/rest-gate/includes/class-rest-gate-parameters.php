<?php
/**
 * The parameters of a request as its handler will see them.
 *
 * WordPress lets body and query replace what the route captures (WP_REST_Request::get_parameter_order()).
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Reads parameters.
 */
final class Rest_Gate_Parameters {

	/**
	 * Whether the query, a form or a JSON body holds another value than the route for a parameter that
	 * the route names.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return bool
	 */
	public static function contradict( WP_REST_Request $request ) {
		$captured = $request->get_url_params();
		if ( ! $captured ) {
			return false;
		}
		$sources = array( $request->get_query_params() );
		if ( '' !== (string) $request->get_body() ) {
			// Has WordPress parse the body of PUT, PATCH and DELETE.
			$request->get_param( (string) array_key_first( $captured ) );
			$sources[] = (array) $request->get_json_params();
		}
		$sources[] = $request->get_body_params();
		foreach ( $sources as $source ) {
			foreach ( $source ? array_intersect_key( $source, $captured ) : array() as $name => $value ) {
				if ( null !== $value && ! self::is_same( $value, $captured[ $name ] ) ) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Tells a check the parameters that may name an object.
	 *
	 * @param RestGate\GateCheck $check   The check.
	 * @param WP_REST_Request    $request The request.
	 */
	public static function tell( $check, WP_REST_Request $request ) {
		foreach ( $check->names() as $name ) {
			$captured = array_key_exists( $name, $request->get_url_params() );
			$value    = $request->get_param( $name );
			// A default that names nothing is no parameter of the request.
			if ( $captured || self::is_sent( $request, $name ) || ! in_array( $value, array( null, '', 0, '0', false, array() ), true ) ) {
				$check->parameter( $name, $value, $captured );
			}
		}
	}

	/**
	 * Tells a check the fields of an ability's input that may name an object.
	 *
	 * @param RestGate\GateCheck $check The check.
	 * @param mixed              $input The input.
	 */
	public static function tell_input( $check, $input ) {
		$fields = $input instanceof stdClass ? (array) $input : $input;
		foreach ( $check->names() as $name ) {
			if ( is_array( $fields ) && array_key_exists( $name, $fields ) ) {
				$check->parameter( $name, $fields[ $name ], false );
			} elseif ( is_object( $fields ) ) {
				// What it holds only the ability knows, so it names nothing that could be checked.
				$check->parameter( $name, null, false );
			}
		}
	}

	/**
	 * Whether the client sent a parameter, by query or body, whatever its value.
	 *
	 * @param WP_REST_Request $request The request.
	 * @param string          $name    The parameter.
	 * @return bool
	 */
	private static function is_sent( WP_REST_Request $request, $name ) {
		return array_key_exists( $name, $request->get_query_params() )
			|| array_key_exists( $name, $request->get_body_params() )
			|| array_key_exists( $name, (array) $request->get_json_params() )
			|| array_key_exists( $name, $request->get_file_params() );
	}

	/**
	 * Whether two values name the same thing.
	 *
	 * @param mixed $sent     From query or body.
	 * @param mixed $captured From the route.
	 * @return bool
	 */
	private static function is_same( $sent, $captured ) {
		return is_scalar( $sent ) && is_scalar( $captured ) && (string) $sent === (string) $captured;
	}
}
