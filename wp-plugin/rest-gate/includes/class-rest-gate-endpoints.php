<?php
/**
 * Which registered endpoint WordPress matches for a request, and which exist.
 *
 * Only WordPress matches a registered pattern: its own matcher is asked, on a copy of the request.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Asks the REST server.
 */
final class Rest_Gate_Endpoints {

	/**
	 * The registered route pattern that WordPress will match.
	 *
	 * @param WP_REST_Request $request The request; it is not changed.
	 * @return string The pattern; '' when none matches or the matcher cannot be asked.
	 */
	public static function matched( WP_REST_Request $request ) {
		return self::match( $request, false )[0];
	}

	/**
	 * The registered route pattern that WordPress will match, and a copy of the request with the
	 * parameters that its route captures.
	 *
	 * @param WP_REST_Request $request  The request; it is not changed.
	 * @param bool            $sanitize Whether the parameters of the copy are as the handler would see them.
	 * @return array{string, WP_REST_Request} The pattern is '' when none matches or the matcher cannot
	 *                                        be asked.
	 */
	public static function match( WP_REST_Request $request, $sanitize = true ) {
		$copy = clone $request;
		// OPTIONS of a route is decided as GET of it, and has no handler of its own.
		if ( 'OPTIONS' === $copy->get_method() ) {
			$copy->set_method( 'GET' );
		}
		try {
			$server  = rest_get_server();
			$matcher = Closure::bind(
				function ( $request ) {
					return $this->match_request_to_handler( $request );
				},
				$server,
				WP_REST_Server::class
			);
			$match   = $matcher( $copy );
			if ( $sanitize && is_array( $match ) ) {
				// What cannot be made clean stays as it is, and names nothing.
				$copy->sanitize_params();
			}
		} catch ( \Throwable $error ) {
			return array( '', $copy );
		}
		return array( is_array( $match ) && is_string( $match[0] ?? null ) ? $match[0] : '', $copy );
	}

	/**
	 * Every registered route pattern.
	 *
	 * @return string[]
	 */
	public static function registered() {
		return array_map( 'strval', array_keys( rest_get_server()->get_routes() ) );
	}
}
