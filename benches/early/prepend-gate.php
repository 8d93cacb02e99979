<?php
/**
 * What a careful administrator would write in PHP: refuses strangers by the same conditions as the early gate
 * (`src/early/judge.rs`), from auto_prepend_file, before WordPress. It is measured against, never installed: it knows
 * one site without a network, and no record, delay or limit.
 *
 * Benchmarks fill in what stands between at signs; all of it is constant to opcache.
 */

( static function () {
	$site    = include '@SNAPSHOT@';
	$headers = '@HEADERS@';
	$query   = '@QUERY@';
	$claims  = array( 'HTTP_AUTHORIZATION' => 1, 'PHP_AUTH_USER' => 1, 'PHP_AUTH_PW' => 1, 'PHP_AUTH_DIGEST' => 1, 'HTTP_COOKIE' => 1, 'AUTH_PASSWORD' => 1, 'AUTH_TYPE' => 1, 'AUTH_USER' => 1, 'CERT_SUBJECT' => 1, 'GSS_NAME' => 1, 'LOGON_USER' => 1, 'REMOTE_IDENT' => 1, 'REMOTE_USER' => 1, 'SSL_CLIENT_CERT' => 1, 'UNMAPPED_REMOTE_USER' => 1 );
	if ( 'restrict' !== $site['mode'] || $site['simulate'] || $site['valid_until'] <= time() || ! isset( $site['scripts'][ $_SERVER['SCRIPT_FILENAME'] ] ) ) {
		return;
	}
	if ( $_COOKIE || $_POST || $_FILES ) {
		return;
	}
	foreach ( $_GET as $name => $value ) {
		if ( '_jsonp' === $name || '_envelope' === $name || '_pretty' === $name || '_wpnonce' === $name || ! isset( $query[ $name ] ) ) {
			return;
		}
	}
	foreach ( $_SERVER as $name => $value ) {
		$name = (string) $name;
		while ( 0 === strncmp( $name, 'REDIRECT_', 9 ) ) {
			$name = substr( $name, 9 );
		}
		if ( 'HTTP_X_WP_NONCE' === $name ) {
			return;
		}
		if ( ! is_string( $value ) || '' === $value ) {
			continue;
		}
		if ( isset( $claims[ $name ] ) || ( 'SSL_CLIENT_VERIFY' !== $name && preg_match( '/\A(?:SSL_CLIENT_|TLS_CLIENT_|OIDC_|MELLON_|SHIB)/i', $name ) ) ) {
			return;
		}
		if ( 0 === strncmp( $name, 'HTTP_', 5 ) && ! isset( $headers[ $name ] ) ) {
			return;
		}
		if ( ( 'CONTENT_LENGTH' === $name || 'HTTP_CONTENT_LENGTH' === $name ) && '0' !== $value ) {
			return;
		}
		if ( ( 'SERVER_SOFTWARE' === $name && 0 === strncmp( $value, 'Microsoft-IIS/', 14 ) ) || ( 'SCRIPT_NAME' === $name && false !== strpos( $value, 'php.cgi' ) ) ) {
			return;
		}
	}
	$method = $_SERVER['REQUEST_METHOD'];
	if ( ( 'GET' !== $method && 'HEAD' !== $method ) || empty( $_SERVER['REQUEST_URI'] ) || empty( $_SERVER['PHP_SELF'] ) || isset( $_SERVER['HTTP_X_HTTP_METHOD_OVERRIDE'] ) ) {
		return;
	}
	$origin = $_SERVER['HTTP_ORIGIN'] ?? '';
	if ( '' !== $origin && ! preg_match( '#\A(?:null|https?://[A-Za-z0-9._-]+(?::\d{1,5})?)\z#', $origin ) ) {
		return;
	}

	$path = trim( rawurldecode( explode( '?', str_replace( '%', '%25', $_SERVER['REQUEST_URI'] ), 2 )[0] ), '/' );
	$self = ltrim( $_SERVER['PHP_SELF'], '/' );
	$path = $path === $self ? '' : trim( (string) preg_replace( '#\Aindex\.php/#', '', rawurldecode( $path ) ), '/' );
	if ( isset( $_GET['rest_route'] ) ) {
		$route = $_GET['rest_route'];
	} elseif ( '' !== $site['permalinks'] && preg_match( '#\A' . $site['prefix'] . '(?:/(.*))?\z#', $path, $match ) ) {
		$route = '/' . ( $match[1] ?? '' );
	} else {
		return;
	}
	if ( ! is_string( $route ) || '' === $route ) {
		return;
	}
	$route = strtolower( '/' . trim( $route, '/' ) );
	foreach ( $site['open'] as $pattern ) {
		if ( preg_match( $pattern, $route ) ) {
			return;
		}
	}
	http_response_code( 401 );
	header( 'Content-Type: application/json; charset=' . $site['charset'] );
	header( 'X-Robots-Tag: noindex' );
	header( 'Link: <' . $site['rest_url'] . '>; rel="https://api.w.org/"' );
	header( 'X-Content-Type-Options: nosniff' );
	header( 'Access-Control-Expose-Headers: X-WP-Total, X-WP-TotalPages, Link' );
	header( 'Access-Control-Allow-Headers: Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type' );
	header( 'Expires: Wed, 11 Jan 1984 05:00:00 GMT' );
	header( 'Cache-Control: no-cache, must-revalidate, max-age=0, no-store, private' );
	if ( '' !== $origin ) {
		header( "Access-Control-Allow-Origin: $origin" );
		header( 'Access-Control-Allow-Methods: OPTIONS, GET, POST, PUT, PATCH, DELETE' );
		header( 'Access-Control-Allow-Credentials: true' );
	}
	if ( '' !== $origin || 'GET' === $method ) {
		header( 'Vary: Origin', false );
	}
	if ( 'HEAD' !== $method ) {
		echo json_encode( array( 'code' => 'rest_gate_restricted', 'message' => $site['message'], 'data' => array( 'status' => 401, 'request_id' => dechex( (int) ( microtime( true ) * 1000 ) ) . '-' . bin2hex( random_bytes( 5 ) ) ) ) );
	}
	exit;
} )();
