<?php
/**
 * Plays a dozen requests against the demo and prints what the gate made of each.
 *
 * Status and body are what a client really got; outcome and reason are what the extension says
 * about the same request under the site's policy.
 *
 * Usage: php -d extension=… tour.php <url> <policy document> <credentials file>
 *
 * @package RestGate
 */

list( , $url, $document, $credentials ) = $argv;

$login  = parse_ini_file( $credentials, false, INI_SCANNER_RAW );
$policy = RestGate\Policy::compile( file_get_contents( $document ) );

/**
 * Sends a request.
 *
 * @param string   $url     The URL.
 * @param string   $method  The method.
 * @param string[] $headers Header lines.
 * @param string   $body    The body.
 * @return array{0: int, 1: string[], 2: string} Status, header lines, body.
 */
function tour_send( $url, $method, array $headers = array(), $body = '' ) {
	$context = stream_context_create(
		array(
			'http' => array(
				'method'          => $method,
				'header'          => $headers,
				'content'         => $body,
				'ignore_errors'   => true,
				'follow_location' => 0,
				'timeout'         => 30,
			),
		)
	);
	$answer  = file_get_contents( $url, false, $context );
	if ( false === $answer || ! isset( $http_response_header[0] ) ) {
		fwrite( STDERR, "The demo does not answer at $url\n" );
		exit( 1 );
	}
	return array( (int) substr( $http_response_header[0], 9, 3 ), $http_response_header, $answer );
}

/**
 * Logs in and returns the Cookie header and the REST nonce.
 *
 * @param string   $url   The site.
 * @param string[] $login The credentials.
 * @return string[]
 */
function tour_login( $url, array $login ) {
	$form    = http_build_query(
		array(
			'log' => $login['ADMIN_LOGIN'],
			'pwd' => $login['ADMIN_PASSWORD'],
		)
	);
	$answer  = tour_send( "$url/wp-login.php", 'POST', array( 'Content-Type: application/x-www-form-urlencoded', 'Cookie: wordpress_test_cookie=WP%20Cookie%20check' ), $form );
	$cookies = array();
	foreach ( preg_grep( '/^Set-Cookie:/i', $answer[1] ) as $line ) {
		$pair                                = explode( ';', trim( substr( $line, 11 ) ), 2 )[0];
		$cookies[ explode( '=', $pair )[0] ] = $pair;
	}
	$cookie = 'Cookie: ' . implode( '; ', $cookies );
	$nonce  = tour_send( "$url/wp-admin/admin-ajax.php?action=rest-nonce", 'GET', array( $cookie ) )[2];
	return array( $cookie, "X-WP-Nonce: $nonce" );
}

/**
 * Resolves a request as WordPress will and asks the policy.
 *
 * @param RestGate\Policy $policy    The policy.
 * @param string          $url       The site.
 * @param string          $method    The method.
 * @param string          $target    The request target.
 * @param string          $principal anonymous or user.
 * @return RestGate\Decision
 */
function tour_decide( $policy, $url, $method, $target, $principal ) {
	$path   = explode( '?', $target, 2 );
	$script = preg_match( '~^/(wp-[a-z]+\.php)~', $path[0], $match ) ? $match[1] : 'index.php';
	parse_str( $path[1] ?? '', $get );
	$resolution = RestGate\Request::resolve(
		array(
			'home'                => $url,
			'permalink_structure' => '/%postname%/',
			'rest_prefix'         => 'wp-json',
		),
		array(
			'REQUEST_METHOD'  => $method,
			'REQUEST_URI'     => $target,
			'PHP_SELF'        => "/$script",
			'SCRIPT_FILENAME' => "/$script",
		),
		$get,
		array()
	);
	return $policy->decide( $resolution->route(), $resolution->method(), $principal, date( 'Y-m-d' ) );
}

/**
 * The statuses of the parts of an answer: batch items, embedded resources.
 *
 * @param string $body The body.
 * @return string
 */
function tour_parts( $body ) {
	$json  = json_decode( $body, true );
	$parts = array();
	foreach ( $json['responses'] ?? array() as $item ) {
		$parts[] = $item['status'];
	}
	foreach ( $json['_embedded'] ?? array() as $embeds ) {
		foreach ( $embeds as $embed ) {
			$parts[] = $embed['data']['status'] ?? 200;
		}
	}
	return $parts ? ' (inside: ' . implode( ', ', $parts ) . ')' : '';
}

$json     = array( 'Content-Type: application/json' );
$basic    = array( 'Authorization: Basic ' . base64_encode( $login['ADMIN_LOGIN'] . ':' . $login['ADMIN_APP_PASSWORD'] ) );
$browser  = tour_login( $url, $login );
$batch    = '{"requests":[{"path":"/wp/v2/users"},{"path":"/myplugin/v1/thing"}]}';
$requests = array(
	array( 'discovery', 'GET', '/wp-json/', array(), '', 'anonymous' ),
	array( 'plain', 'GET', '/wp-json/wp/v2/users', array(), '', 'anonymous' ),
	array( 'allowlisted', 'GET', '/wp-json/myplugin/v1/thing', array(), '', 'anonymous' ),
	array( 'rest_route over an allowlisted path', 'GET', '/wp-json/myplugin/v1/thing?rest_route=/wp/v2/users', array(), '', 'anonymous' ),
	array( 'upper case', 'GET', '/wp-json/WP/V2/Users', array(), '', 'anonymous' ),
	array( 'newline', 'GET', '/?rest_route=/wp/v2/users%0A', array(), '', 'anonymous' ),
	array( 'entry script without plugins', 'GET', '/wp-activate.php?rest_route=/wp/v2/users', array(), '', 'anonymous' ),
	array( 'batch', 'POST', '/wp-json/batch/v1', $json, $batch, 'anonymous' ),
	array( 'batch in an allowlisted wrapper', 'POST', '/wp-json/myplugin/v1/wrapped-batch', $json, $batch, 'anonymous' ),
	array( '_embed on an allowlisted route', 'GET', '/wp-json/myplugin/v1/embedder?_embed=1', array(), '', 'anonymous' ),
	array( 'application password', 'GET', '/wp-json/wp/v2/users?context=edit', $basic, '', 'user' ),
	array( 'cookie + nonce', 'GET', '/wp-json/wp/v2/users/me', $browser, '', 'user' ),
	array( 'cookie without nonce', 'GET', '/wp-json/wp/v2/users/me', array( $browser[0] ), '', 'anonymous' ),
);

$rows = array( array( 'request', '', 'outcome', 'status', 'reason' ) );
foreach ( $requests as list( $name, $method, $target, $headers, $body, $principal ) ) {
	$answer   = tour_send( $url . $target, $method, $headers, $body );
	$decision = tour_decide( $policy, $url, $method, $target, $principal );
	$because  = $decision->reason() . ( null === $decision->pattern() ? '' : ' ' . $decision->pattern() );
	$rows[]   = array( $name, "$method $target", $decision->outcome(), $answer[0] . tour_parts( $answer[2] ), $because );
	// The table must not praise a gate that lets through what it decided to refuse.
	if ( $decision->refused() !== in_array( $answer[0], array( 401, 403 ), true ) ) {
		fwrite( STDERR, "$method $target: decided {$decision->outcome()}, but answered with {$answer[0]}\n" );
		exit( 1 );
	}
}
$widths = array();
foreach ( array_keys( $rows[0] ) as $column ) {
	$widths[] = max( array_map( 'strlen', array_column( $rows, $column ) ) );
}
foreach ( $rows as $row ) {
	echo '  ', rtrim( implode( '  ', array_map( 'str_pad', $row, $widths ) ) ), "\n";
}
