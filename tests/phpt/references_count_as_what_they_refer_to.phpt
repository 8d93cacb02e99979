--TEST--
A reference in $_GET or $_SERVER counts as what it refers to
--DESCRIPTION--
WordPress and plugins walk over the superglobals by reference, which leaves references in them.
--FILE--
<?php
require __DIR__ . '/support.inc';

$route  = '/wp/v2/posts';
$method = 'DELETE';
$script = '/srv/index.php';
$none   = null;
$list   = array( 'x' );

$show = static fn( RestGate\Resolution $resolution ) => line( $resolution->kind(), $resolution->route(), $resolution->method(), $resolution->why() );
$show( resolved( get: array( 'rest_route' => &$route, '_method' => &$method ) ) );
$show( resolved( post: array( 'rest_route' => &$route ), server: array( 'REQUEST_METHOD' => &$method, 'SCRIPT_FILENAME' => &$script ) ) );
$show( resolved( get: array( 'rest_route' => &$list ) ) );
$show( resolved( get: array( 'rest_route' => '/x' ), server: array( 'HTTP_X_HTTP_METHOD_OVERRIDE' => &$none ) ) );
$show( resolved( get: array( 'rest_route' => '/x' ), server: array( 'HTTP_X_HTTP_METHOD_OVERRIDE' => null ) ) );

$policy   = opening( '/wp-json/wp/v2/posts' );
$decision = static fn( &$route, &$method ) => $policy->decide( $route, $method, 'anonymous', TODAY );
line( $decision( $route, $method )->outcome(), $route, $method );
line( $policy->decide( ...array( &$route, &$method, 'anonymous', TODAY, &$none ) )->outcome() );
line( call_user_func_array( array( $policy, 'decide' ), array( &$route, &$method, 'anonymous', TODAY ) )->outcome() );
--EXPECT--
rest | /wp/v2/posts | DELETE | 
rest | /wp/v2/posts | DELETE | 
dies | null | null | WordPress ends with status 400
rest | /x | GET | 
rest | /x | GET | 
allowlisted | /wp/v2/posts | DELETE
allowlisted
allowlisted
