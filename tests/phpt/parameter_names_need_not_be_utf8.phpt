--TEST--
Parameter names of any bytes resolve, at any depth
--DESCRIPTION--
?%FFx=1 is a name that any stranger can send; reading it must not end in a panic.
--FILE--
<?php
require __DIR__ . '/support.inc';

$show = static fn( RestGate\Resolution $resolution ) => line( $resolution->kind(), $resolution->route(), $resolution->method() );
$odd  = array( "\xff" => '1', "\0" => '2', 7 => '3', '' => '4' );

$show( resolved( get: $odd + array( 'rest_route' => '/wp/v2/posts' ) ) );
$show( resolved( post: $odd + array( 'rest_route' => '/wp/v2/posts' ) ) );
$show( resolved( get: array( 'rest_route' => '/x', 'p' => $odd ), post: array( 'p' => $odd ) ) );
$show( resolved( get: array( 'rest_route' => '/x', 'p' => array( "\xff" => '1' ) ), post: array( 'p' => array( "\xfe" => '1' ) ) ) );
--EXPECT--
rest | /wp/v2/posts | GET
rest | /wp/v2/posts | GET
rest | /x | GET
dies | null | null
