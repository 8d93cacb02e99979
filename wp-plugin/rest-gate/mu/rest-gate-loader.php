<?php
/**
 * Plugin Name: REST Gate loader
 * Description: Loads REST Gate before regular plugins, so that it also stands where WordPress loads none. Installed and removed by REST Gate.
 *
 * Survives everything: the plugin's folder gone (then it does nothing and says so), an exception
 * while loading (then REST is closed by the stored expressions), another PHP version. Written for
 * every PHP that WordPress runs on.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Whether the plugin is active on this site.
 *
 * @return bool
 */
function rest_gate_loader_is_active() {
	$plugin = 'rest-gate/rest-gate.php';
	if ( in_array( $plugin, (array) get_option( 'active_plugins', array() ), true ) ) {
		return true;
	}
	$network = is_multisite() ? get_site_option( 'active_sitewide_plugins', array() ) : array();
	return isset( $network[ $plugin ] );
}

/**
 * Loads the plugin if it is active here.
 */
function rest_gate_loader_run() {
	$main = WP_PLUGIN_DIR . '/rest-gate/rest-gate.php';
	if ( ! is_readable( $main ) ) {
		add_action( 'admin_notices', 'rest_gate_loader_tell_gone' );
		return;
	}
	if ( ! rest_gate_loader_is_active() ) {
		return;
	}
	try {
		require_once $main;
	} catch ( \Throwable $error ) {
		rest_gate_loader_close( $error );
	}
}

/**
 * Tells that the plugin's folder is gone.
 */
function rest_gate_loader_tell_gone() {
	if ( ! current_user_can( 'manage_options' ) ) {
		return;
	}
	printf(
		'<div class="notice notice-warning"><p>%s</p></div>',
		esc_html__( 'REST Gate: the plugin folder is gone, so the REST API is not restricted. Install the plugin again, or delete wp-content/mu-plugins/rest-gate-loader.php.', 'rest-gate' )
	);
}

/**
 * Closes REST by the stored expressions, because the plugin cannot be loaded.
 *
 * @param \Throwable $error Why.
 */
function rest_gate_loader_close( $error ) {
	$opened = rest_gate_loader_way_out();
	$holds  = '' === $opened ? 'the stored expressions decide' : $opened . ' is set, nothing is refused';
	error_log( 'REST Gate: the plugin cannot be loaded, ' . $holds . ': ' . $error->getMessage() . ' in ' . $error->getFile() . ':' . $error->getLine() );
	add_action( 'admin_notices', 'rest_gate_loader_tell_broken' );
	if ( '' !== $opened ) {
		return;
	}
	// First: the only hook before authentication that carries the request.
	add_filter( 'rest_exposed_cors_headers', 'rest_gate_loader_capture', PHP_INT_MIN, 2 );
	// Last: only then it is known who asks.
	add_filter( 'rest_authentication_errors', 'rest_gate_loader_authenticate', PHP_INT_MAX );
	// Last: no other answer replaces the refusal of a batch item or an embed.
	add_filter( 'rest_pre_dispatch', 'rest_gate_loader_dispatch', PHP_INT_MAX, 3 );
	// Last: no other plugin grants again what a gate refuses.
	add_filter( 'wp_ability_permission_result', 'rest_gate_loader_ability', PHP_INT_MAX, 2 );
	// The usual priority: an error that anybody adds refuses the password.
	add_action( 'wp_authenticate_application_password_errors', 'rest_gate_loader_password', 10, 3 );
}

/**
 * Refuses an ability that a gate names.
 *
 * @param bool|WP_Error $permission What the ability and other plugins say.
 * @param string        $name       The ability.
 * @return bool|WP_Error
 */
function rest_gate_loader_ability( $permission, $name ) {
	if ( true !== $permission || Rest_Gate_Loader_Fallback_Gates::is_owner() ) {
		return $permission;
	}
	$answer = Rest_Gate_Loader_Fallback_Gates::gate_ability( Rest_Gate_Loader_Fallback::stored(), $name, is_user_logged_in() );
	return $answer['refused'] ? rest_gate_loader_error( $answer ) : $permission;
}

/**
 * Refuses an application password that a gate names over XML-RPC, which knows no gates.
 *
 * @param WP_Error $error Takes the refusal.
 * @param WP_User  $user  The user.
 * @param array    $item  The application password.
 */
function rest_gate_loader_password( $error, $user, $item ) {
	$stored = Rest_Gate_Loader_Fallback::stored();
	$uuid   = isset( $item['uuid'] ) ? $item['uuid'] : '';
	if ( defined( 'XMLRPC_REQUEST' ) && XMLRPC_REQUEST && Rest_Gate_Loader_Fallback::enforces( $stored ) && Rest_Gate_Loader_Fallback_Gates::names_password( $stored, $user->ID, $uuid ) ) {
		$error->add( 'rest_gate_credential', __( 'This application password is not accepted here.', 'rest-gate' ) );
	}
}

/**
 * The way out that the owner took.
 *
 * @return string The name of the constant; '' for none.
 */
function rest_gate_loader_way_out() {
	foreach ( array( 'REST_GATE_DISABLE', 'REST_GATE_FAIL_OPEN' ) as $name ) {
		if ( defined( $name ) && constant( $name ) ) {
			return $name;
		}
	}
	return '';
}

/**
 * Remembers the client's request.
 *
 * @param array                $headers Exposed headers.
 * @param WP_REST_Request|null $request The request.
 * @return array
 */
function rest_gate_loader_capture( $headers, $request = null ) {
	$GLOBALS['rest_gate_loader_request'] = $request;
	return $headers;
}

/**
 * Refuses the client's request.
 *
 * @param WP_Error|null|true $result What was said so far.
 * @return WP_Error|null|true
 */
function rest_gate_loader_authenticate( $result ) {
	if ( is_wp_error( $result ) ) {
		return $result;
	}
	$request = isset( $GLOBALS['rest_gate_loader_request'] ) ? $GLOBALS['rest_gate_loader_request'] : null;
	$error   = rest_gate_loader_refuse( $request );
	return $error ? $error : $result;
}

/**
 * Refuses a dispatched request.
 *
 * @param mixed           $result  What was said so far.
 * @param WP_REST_Server  $server  The server.
 * @param WP_REST_Request $request The request.
 * @return mixed
 */
function rest_gate_loader_dispatch( $result, $server, $request ) {
	if ( ! defined( 'REST_REQUEST' ) || ! REST_REQUEST ) {
		return $result;
	}
	$error = rest_gate_loader_refuse( $request );
	return $error ? rest_convert_error_to_response( $error ) : $result;
}

/**
 * The refusal of a request by the stored expressions.
 *
 * @param WP_REST_Request|null $request The request; none is a route that nothing opens.
 * @return WP_Error|null
 */
function rest_gate_loader_refuse( $request ) {
	$route  = $request ? (string) $request->get_route() : '';
	$method = $request ? (string) $request->get_method() : '';
	$stored = Rest_Gate_Loader_Fallback::stored();
	$answer = Rest_Gate_Loader_Fallback::decide( $stored, $route, $method, is_user_logged_in() ? 'user' : 'anonymous' );
	if ( ! $answer['refused'] && ! Rest_Gate_Loader_Fallback_Gates::is_owner() ) {
		// Which endpoint WordPress will match is not known here: gates hold below their literal beginning.
		$answer = Rest_Gate_Loader_Fallback_Gates::gate( $stored, $route, $method, is_user_logged_in() );
	}
	if ( ! $answer['refused'] ) {
		return null;
	}
	unset( $_GET['_envelope'] );
	// Last, because a cache plugin may have answered before.
	add_filter( 'rest_send_nocache_headers', '__return_true', PHP_INT_MAX );
	return rest_gate_loader_error( $answer );
}

/**
 * A refusal as an error.
 *
 * @param array $answer What the fallback gave.
 * @return WP_Error
 */
function rest_gate_loader_error( $answer ) {
	return new WP_Error( $answer['code'], __( 'The REST API of this site is not open to the public.', 'rest-gate' ), array( 'status' => $answer['status'] ) );
}

/**
 * Tells that the plugin cannot be loaded.
 */
function rest_gate_loader_tell_broken() {
	if ( ! current_user_can( 'manage_options' ) ) {
		return;
	}
	$opened = rest_gate_loader_way_out();
	$holds  = '' === $opened
		? __( 'REST Gate cannot be loaded. Meanwhile the stored expressions decide which REST requests pass.', 'rest-gate' )
		/* translators: %s: the name of a constant. */
		: sprintf( __( 'REST Gate cannot be loaded, and %s is set: the REST API is not restricted.', 'rest-gate' ), $opened );
	printf(
		'<div class="notice notice-error"><p>%s %s</p></div>',
		esc_html( $holds ),
		esc_html__( 'The reason is in the PHP error log. Install the plugin again, or deactivate it.', 'rest-gate' )
	);
}
