--TEST--
The stored expressions close through preg_match() at least what the gates select, and no siblings
--DESCRIPTION--
While the extension is gone, these expressions are all that stands between a caller and a gated route.
--FILE--
<?php
require __DIR__ . '/support_gates.inc';

mt_srand( 20270131 );
$pick = static fn( array $items ) => $items[ mt_rand( 0, count( $items ) - 1 ) ];

/**
 * What WordPress code does with the expressions.
 */
function closes( array $stored, string $route, string $method, string $endpoint, array $registered ): bool {
	$method = strtoupper( $method );
	$method = in_array( $method, array( 'HEAD', 'OPTIONS' ), true ) ? 'GET' : $method;
	foreach ( $stored['gated'] as $gate ) {
		$verb  = null === $gate['methods'] || in_array( $method, $gate['methods'], true );
		$named = null !== $gate['endpoint'] && in_array( $gate['endpoint'], $registered, true );
		$match = $named ? $gate['endpoint'] === $endpoint : 0 !== preg_match( $gate['expression'], strtolower( $route ) );
		if ( $verb && $match ) {
			return true;
		}
	}
	return false;
}

// Each endpoint with routes that WordPress matches to it.
$endpoints = array(
	'/'                                       => array( '/' ),
	'/wp/v2/posts'                            => array( '/wp/v2/posts' ),
	'/wp/v2/posts-evil'                       => array( '/wp/v2/posts-evil' ),
	POST                                      => array( '/wp/v2/posts/7', '/wp/v2/posts/007', '/wp/v2/posts/70', '/wp/v2/posts/0' ),
	POST . '/autosaves'                       => array( '/wp/v2/posts/7/autosaves', '/wp/v2/posts/07/autosaves' ),
	'/oembed/1.0/embed'                       => array( '/oembed/1.0/embed', '/oembed/1x0/embed', '/oembed/1/0/embed' ),
	'/a/v1/x|/b/v1/y'                         => array( '/a/v1/x', '/b/v1/y' ),
	'/a/v1/item(?:/(?P<id>[^/]+))?'           => array( '/a/v1/item', '/a/v1/item/x', '/a/v1/item/x-y', '/a/v1/item/$(~', "/a/v1/item/\xc3\xa4", "/a/v1/item/\xff" ),
	'/shop/v1/'                               => array( '/shop/v1/' ),
	'/shop/v1/items?'                         => array( '/shop/v1/item', '/shop/v1/items' ),
	'/(?P<any>.+)'                            => array( '/x', '/wp/v2/posts', '/a//b', '//a/b', '/a/%62', '/a/b ', '/a/./b', '/a/v1/item/x/' ),
	'/c/v1/(?P<slug>[\\w-]+)/(?P<rest>.*)'    => array( '/c/v1/x/', '/c/v1/x/y/..', '/c/v1/00/7', '/c/v1/0/07/' ),
);
$patterns  = array( '/*', '/', '/wp/v2/posts/*', '/wp/v2/posts', '/WP/v2/Posts/7', '/wp/v2/posts/007/*', '/wp/v2/posts/0', '/oembed/1.0/*', '/oembed/1x0/embed', '/b/v1/y', '/a/v1/item/x', '/a/v1/item/*', '/a/v1/item/$(~', "/a/v1/item/\xc3\xa4", '/shop/v1', '/shop/v1/item', '/c/v1/x/*', '/c/v1/0/7', '/a/*', '/a/b' );
$gone      = array( '/wp/v2/posts/(?P<id>[0-9]+)', '/oembed/1.0/embed2', '/shop/v1/(?P<x>y)', '/a/v1/item', '/A/v1/item', '(?P<x>y)', '/q|/r' );
$methods   = array( 'GET', 'get', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', '', "GET\n" );
$spellings = array( 'strval', 'strval', 'strtoupper', 'ucwords', static fn( $route ) => "$route\n" );

$random_gate = static function ( int $number ) use ( $pick, $patterns, $endpoints, $gone ): array {
	$target = $pick( array( 'pattern', 'endpoint', 'gone' ) );
	$gate   = array( 'id' => "g-$number", 'require' => array( 'deny' => true ) );
	$gate  += match ( $target ) {
		'pattern'  => array( 'pattern' => $pick( $patterns ) ),
		'endpoint' => array( 'endpoint' => $pick( array_keys( $endpoints ) ) ),
		'gone'     => array( 'endpoint' => '/' === ( $name = $pick( $gone ) )[0] ? $name : "/$name" ),
	};
	if ( mt_rand( 0, 1 ) ) {
		$gate['methods'] = $pick( array( array( 'GET' ), array( 'POST', 'DELETE' ), array( 'PUT', 'PATCH' ) ) );
	}
	return $gate;
};

$counts = array( 'selected' => 0, 'not selected' => 0, 'left open' => 0 );
for ( $number = 0; $number < 400; $number++ ) {
	$rules  = array_map( $random_gate, range( 1, mt_rand( 1, 3 ) ) );
	$policy = policy( array( 'gates' => $rules ) );
	$stored = json_decode( $policy->expressions(), true, 512, JSON_THROW_ON_ERROR );
	$known  = mt_rand( 0, 4 ) ? array_keys( $endpoints ) : array();
	$gates  = $policy->gates( $known, array() );
	for ( $round = 0; $round < 50; $round++ ) {
		$endpoint = $pick( array_keys( $endpoints ) );
		$route    = $pick( $spellings )( $pick( $endpoints[ $endpoint ] ) );
		$method   = $pick( $methods );
		if ( 1 !== preg_match( '@^' . $endpoint . '$@i', $route ) ) {
			line( 'NO ROUTE OF', $endpoint, $route );
		}
		$selected = null !== $gates->check( $route, $method, $endpoint );
		$closed   = closes( $stored, $route, $method, $endpoint, $known );
		if ( $selected && ! $closed ) {
			line( 'OPEN', $route, $method, $endpoint, json_encode( $rules ), 'registered ' . count( $known ) );
		}
		++$counts[ $selected ? 'selected' : 'not selected' ];
		$counts['left open'] += (int) ! $closed;
	}
}
foreach ( $counts as $what => $count ) {
	line( $what, $count > 2000 );
}

// Siblings stay open, and so does everything else.
$left = array(
	'/wp/v2/posts/*'               => array( '/wp/v2/posts-evil', '/wp/v2/posts-evil/7', '/wp/v2/post', '/wp/v2', '/x/wp/v2/posts', '/wp/v2/postsx' ),
	'/wp/v2/posts'                 => array( '/wp/v2/posts-evil', '/wp/v2/posts/7', '/wp/v2/post' ),
	'/wp/v2/posts/7'               => array( '/wp/v2/posts/70', '/wp/v2/posts/17', '/wp/v2/posts/7x', '/wp/v2/posts/7/autosaves', '/wp/v2/posts', '/wp/v2/posts/0' ),
	'/wp/v2/posts/0/*'             => array( '/wp/v2/posts', '/wp/v2/posts//', '/wp/v2/posts/10' ),
	'/'                            => array( '/wp', '/wp/v2' ),
	'/oembed/1.0/*'                => array( '/oembed/1.00/embed', '/oembed/10/embed', '/oembed' ),
	'E /shop/v1/cart'              => array( '/shop/v1/cart-evil', '/shop/v1', '/shop/v1/carts' ),
	'E /shop/v1/cart/(?P<id>\\d+)' => array( '/shop/v1/cart-evil', '/shop/v1', '/shop/v1/cartx/7' ),
);
foreach ( $left as $target => $routes ) {
	$gate   = array( 'id' => 'a', 'require' => array( 'deny' => true ) );
	$gate  += str_starts_with( $target, 'E ' ) ? array( 'endpoint' => substr( $target, 2 ) ) : array( 'pattern' => $target );
	$stored = json_decode( policy( array( 'gates' => array( $gate ) ) )->expressions(), true );
	foreach ( $routes as $route ) {
		if ( closes( $stored, $route, 'GET', '', array() ) ) {
			line( 'CLOSED', $target, $route );
		}
	}
}

// A named application password closes where application passwords are changed, in every spelling.
$password = array( 'application_password' => array( 'user' => 7, 'uuid' => UUID ) );
$stored   = json_decode( policy( array( 'gates' => array( array( 'id' => 'a', 'pattern' => '/never', 'require' => $password ) ) ) )->expressions(), true );
foreach ( array( '/wp/v2/users/7/application-passwords', '/WP/V2/Users/me/Application-Passwords', "/wp/v2/users/me/application-passwords\n", '/wp/v2/users/7/application-passwords/' . UUID, '/wp/v2/users/7/application-passwords/introspect', '/wp/v2/users/7', '/wp/v2/users', '/x/wp/v2/users/7/application-passwords' ) as $route ) {
	line( $route, closes( $stored, $route, 'POST', '', array() ) );
}
line( $stored['passwords'], $stored['abilities'] );

// What is too long to be read counts as closed, so nothing long hides what follows it.
$stored = json_decode( policy( array( 'gates' => array( array( 'id' => 'a', 'pattern' => '/a/*', 'require' => $password ) ) ) )->expressions(), true );
foreach ( array( '/a' => 20, '/..a' => 20, '/x' => 20 ) as $segment => $power ) {
	$route = str_repeat( $segment, 1 << $power );
	line( $segment, closes( $stored, "$route\n", 'GET', '', array() ), closes( $stored, "$route/..", 'GET', '', array() ), closes( $stored, substr( $route, 0, 1000 ), 'GET', '', array() ) );
}
--EXPECT--
selected | true
not selected | true
left open | true
/wp/v2/users/7/application-passwords | true
/WP/V2/Users/me/Application-Passwords | true
/wp/v2/users/me/application-passwords\n | true
/wp/v2/users/7/application-passwords/5f0c4a3e-0000-4000-8000-000000000001 | true
/wp/v2/users/7/application-passwords/introspect | true
/wp/v2/users/7 | false
/wp/v2/users | false
/x/wp/v2/users/7/application-passwords | false
["7 5f0c4a3e-0000-4000-8000-000000000001"] | []
/a | true | true | true
/..a | true | true | false
/x | true | true | false
