--TEST--
resolve() tells route and method, or why WordPress serves no REST
--FILE--
<?php
require __DIR__ . '/support.inc';

$cases = array(
	'permalink'               => resolved( server: array( 'REQUEST_URI' => '/wp-json/wp/v2/posts/?x=1' ) ),
	'index'                   => resolved( server: array( 'REQUEST_URI' => '/wp-json/' ) ),
	'query over path'         => resolved( array( 'rest_route' => '/wp/v2/users' ), server: array( 'REQUEST_URI' => '/wp-json/oembed/1.0/embed' ) ),
	'body over query'         => resolved( array( 'rest_route' => '/a' ), array( 'rest_route' => '/a' ), array( 'REQUEST_METHOD' => 'POST' ) ),
	'body against query'      => resolved( array( 'rest_route' => '/a' ), array( 'rest_route' => '/b' ) ),
	'method by query'         => resolved( array( 'rest_route' => '/a', '_method' => 'delete' ) ),
	'method by header'        => resolved( array( 'rest_route' => '/a' ), server: array( 'HTTP_X_HTTP_METHOD_OVERRIDE' => 'PUT' ) ),
	'method as an array'      => resolved( array( 'rest_route' => '/a', '_method' => array( 'x' ) ) ),
	'odd callback'            => resolved( array( 'rest_route' => '/a', '_jsonp' => 'a-b' ) ),
	'ordinary page'           => resolved( server: array( 'REQUEST_URI' => '/hello-world/' ) ),
	'empty rest_route'        => resolved( array( 'rest_route' => '' ), server: array( 'REQUEST_URI' => '/wp-json/wp/v2/posts' ) ),
	'other script'            => resolved( array( 'rest_route' => '/a' ), server: array( 'SCRIPT_FILENAME' => '/srv/wp-login.php' ) ),
	'plain permalinks'        => resolved( server: array( 'REQUEST_URI' => '/wp-json/wp/v2/posts' ), site: array( 'permalink_structure' => '' ) ),
	'other prefix'            => resolved( server: array( 'REQUEST_URI' => '/blog/api/wp/v2/posts' ), site: array( 'home' => 'http://a.test/blog', 'rest_prefix' => 'api' ) ),
	'bytes stay bytes'        => resolved( array( 'rest_route' => "/\xff'\0" ) ),
);
foreach ( $cases as $what => $resolution ) {
	line( $what, $resolution->kind(), $resolution->route(), $resolution->method(), $resolution->why() );
}
line( 'nothing known', told( static fn() => RestGate\Request::resolve( array( 'rest_prefix' => 'wp-json' ), array(), null, null ) ) );
line( 'no array for the site', told( static fn() => RestGate\Request::resolve( null, array(), array(), array() ) ) );
--EXPECT--
permalink | rest | /wp/v2/posts | GET | 
index | rest | / | GET | 
query over path | rest | /wp/v2/users | GET | 
body over query | rest | /a | POST | 
body against query | dies | null | null | WordPress ends with status 400
method by query | rest | /a | DELETE | 
method by header | rest | /a | PUT | 
method as an array | dies | null | null | WordPress ends with status 500
odd callback | invalid_jsonp | /a | null | the JSONP callback is not a name
ordinary page | not_rest | null | null | no rest_route
empty rest_route | not_rest | null | null | rest_route is empty
other script | not_rest | null | null | script does not call wp()
plain permalinks | not_rest | null | null | no rest_route
other prefix | rest | /wp/v2/posts | GET | 
bytes stay bytes | rest | /\377\'\0 | GET | 
nothing known | nothing thrown, RestGate\Resolution
no array for the site | TypeError: Invalid value given for argument `site`.
