<?php
/**
 * Who may answer determine_current_user without the early gate standing back: callbacks that find nobody
 * for a request without cookies, without credentials in headers and without unknown query names. By name,
 * in lower case; each with where it looks for credentials.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

return array(
	// Core: cookies (wp-includes/default-filters.php).
	'wp_validate_auth_cookie',
	'wp_validate_logged_in_cookie',
	// Core: Authorization: Basic.
	'wp_validate_application_password',
	// WooCommerce: Authorization: Basic, consumer_key or oauth_consumer_key in the query.
	'wc_rest_authentication::authenticate',
	// Jetpack: token and signature in the query.
	'automattic\jetpack\connection\rest_authentication::wp_rest_authenticate',
	// JWT Authentication for WP REST API: Authorization: Bearer.
	'jwt_auth_public::determine_current_user',
	// Basic Auth handler of the WordPress REST API team: Authorization: Basic.
	'json_basic_auth_handler',
	// WP OAuth Server: Authorization: Bearer, access_token in the query.
	'wo_server::rest_auth',
);
