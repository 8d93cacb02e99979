<?php
/**
 * The items of a batch, before WordPress looks at them.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Reads a batch request.
 */
final class Rest_Gate_Batch {

	/**
	 * The items of a batch that is answered with the validation errors of all items at once, where
	 * rest_pre_dispatch never fires for them (WP_REST_Server::serve_batch_request_v1()).
	 *
	 * @param WP_REST_Request $request A request that may be a batch, or a plugin's wrapper of one.
	 * @return WP_REST_Request[] Empty when it is anything else.
	 */
	public static function items_validated_together( WP_REST_Request $request ) {
		$items = $request['requests'];
		if ( 'require-all-validate' !== $request['validation'] || ! is_array( $items ) ) {
			return array();
		}
		$requests = array();
		foreach ( $items as $item ) {
			$path = is_array( $item ) ? ( $item['path'] ?? '' ) : '';
			$url  = is_string( $path ) ? wp_parse_url( $path ) : false;
			if ( is_array( $url ) && isset( $url['path'] ) ) {
				$requests[] = self::request( $url, is_array( $item ) ? $item : array() );
			}
		}
		return $requests;
	}

	/**
	 * Method and route of an item, as a key: WordPress hands some filters a copy of the item that it
	 * handles (WP_REST_Server::serve_batch_request_v1()).
	 *
	 * @param WP_REST_Request $item The item.
	 * @return string
	 */
	public static function key( WP_REST_Request $item ) {
		return $item->get_method() . ' ' . $item->get_route();
	}

	/**
	 * The request that an item becomes.
	 *
	 * @param array $url  Its path, in parts.
	 * @param array $item The item.
	 * @return WP_REST_Request
	 */
	private static function request( array $url, array $item ) {
		$method  = $item['method'] ?? 'POST';
		$request = new WP_REST_Request( is_string( $method ) ? $method : 'POST', $url['path'] );
		$query   = array();
		wp_parse_str( $url['query'] ?? '', $query );
		$request->set_query_params( $query );
		$request->set_body_params( is_array( $item['body'] ?? null ) ? $item['body'] : array() );
		return $request;
	}
}
