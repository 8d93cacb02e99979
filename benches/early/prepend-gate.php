<?php
/**
 * What a careful administrator would write in PHP: refuses strangers by the same conditions as the early
 * gate, from auto_prepend_file, before WordPress. It is measured against, never installed: it knows one route
 * form only, no network, no language and no record.
 */

( static function () {
	$harmless = array( 'HTTP_HOST' => 1, 'HTTP_USER_AGENT' => 1, 'HTTP_ACCEPT' => 1, 'HTTP_ACCEPT_ENCODING' => 1, 'HTTP_ACCEPT_LANGUAGE' => 1, 'HTTP_CONNECTION' => 1, 'HTTP_REFERER' => 1, 'HTTP_ORIGIN' => 1, 'HTTP_CACHE_CONTROL' => 1, 'HTTP_X_FORWARDED_FOR' => 1 );
	$known    = array( 'rest_route' => 1, 'context' => 1, 'page' => 1, 'per_page' => 1, 'search' => 1, '_locale' => 1, '_fields' => 1, '_embed' => 1, 'order' => 1, 'orderby' => 1, 'slug' => 1, 'include' => 1 );
	$open     = array( '#\A/\z#', '#\A/syteops(?:/|\z)#', '#\A/flowmattic/v1(?:/|\z)#', '#\A/google-site-kit(?:/|\z)#', '#\A/wordfence/v1(?:/|\z)#' );

	$path  = rawurldecode( explode( '?', $_SERVER['REQUEST_URI'] ?? '', 2 )[0] );
	$route = $_POST['rest_route'] ?? $_GET['rest_route'] ?? ( preg_match( '#\A/+wp-json(/.*)?\z#', $path, $match ) ? rtrim( $match[1] ?? '', '/' ) : null );
	if ( ! is_string( $route ) || ! in_array( $_SERVER['REQUEST_METHOD'], array( 'GET', 'HEAD' ), true ) || $_COOKIE || $_POST || $_FILES ) {
		return;
	}
	foreach ( array( 'HTTP_AUTHORIZATION', 'REDIRECT_HTTP_AUTHORIZATION', 'PHP_AUTH_USER', 'REMOTE_USER' ) as $name ) {
		if ( '' !== (string) ( $_SERVER[ $name ] ?? '' ) ) {
			return;
		}
	}
	foreach ( $_SERVER as $name => $value ) {
		if ( 0 === strncmp( $name, 'HTTP_', 5 ) && '' !== $value && ! isset( $harmless[ $name ] ) ) {
			return;
		}
	}
	foreach ( $_GET as $name => $value ) {
		if ( ! isset( $known[ $name ] ) ) {
			return;
		}
	}
	$route = strtolower( '' === $route ? '/' : $route );
	foreach ( $open as $pattern ) {
		if ( preg_match( $pattern, $route ) ) {
			return;
		}
	}
	http_response_code( 401 );
	header( 'Content-Type: application/json; charset=UTF-8' );
	header( 'X-Robots-Tag: noindex' );
	header( 'Link: <http://' . $_SERVER['HTTP_HOST'] . '/wp-json/>; rel="https://api.w.org/"' );
	header( 'X-Content-Type-Options: nosniff' );
	header( 'Access-Control-Expose-Headers: X-WP-Total, X-WP-TotalPages, Link' );
	header( 'Access-Control-Allow-Headers: Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type' );
	header( 'Expires: Wed, 11 Jan 1984 05:00:00 GMT' );
	header( 'Cache-Control: no-cache, must-revalidate, max-age=0, no-store, private' );
	header( 'Vary: Origin', false );
	echo json_encode( array( 'code' => 'rest_gate_restricted', 'message' => 'The REST API of this site is not open to the public.', 'data' => array( 'status' => 401, 'request_id' => bin2hex( random_bytes( 10 ) ) ) ) );
	exit;
} )();
