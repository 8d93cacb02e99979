<?php
/**
 * For people who register their own routes: a permission_callback from a requirement.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * A permission_callback that asks for what a gate can ask for.
 *
 *     register_rest_route( 'shop/v1', '/orders/(?P<id>\d+)', array(
 *         'methods'             => 'POST',
 *         'callback'            => 'shop_update_order',
 *         'permission_callback' => rest_gate_permission( array( 'capability' => 'edit_post', 'object' => 'id' ) ),
 *     ) );
 *
 * A requirement that is wrong is told to the developer and refuses everybody. While the extension is
 * missing only who manages the site and came by cookie passes, as with gates.
 *
 * @param array|string $requirement The requirement as an array, or the name of a capability.
 * @return callable Takes the WP_REST_Request; gives true or a WP_Error with status 400, 401 or 403.
 */
function rest_gate_permission( $requirement ) {
	$permission = new Rest_Gate_Permission( is_string( $requirement ) ? array( 'capability' => $requirement ) : (array) $requirement );
	return array( $permission, 'check' );
}
