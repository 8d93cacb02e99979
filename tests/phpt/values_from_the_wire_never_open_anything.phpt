--TEST--
Whatever value stands for route, method, day or endpoint: no TypeError, nothing opened
--FILE--
<?php
require __DIR__ . '/support.inc';
require __DIR__ . '/odd.inc';

$policy = policy(
	array(
		'allowlist' => array(
			array( 'pattern' => '/wp-json/a/v1/x' ),
			array( 'pattern' => '/wp-json/post/v1/*', 'methods' => array( 'POST' ) ),
			array( 'pattern' => '/wp-json/soon/v1/*', 'expires' => '2999-12-31' ),
			array( 'endpoint' => '/a/v1/(?P<id>\\d+)' ),
		),
	)
);
$asks   = array(
	'route'    => static fn( $value ) => array( $value, 'GET', 'anonymous', TODAY ),
	'method'   => static fn( $value ) => array( '/post/v1/x', $value, 'anonymous', TODAY ),
	'today'    => static fn( $value ) => array( '/soon/v1/x', 'GET', 'anonymous', $value ),
	'endpoint' => static fn( $value ) => array( '/a/v1/7', 'GET', 'anonymous', TODAY, $value ),
	'all'      => static fn( $value ) => array( $value, $value, 'anonymous', $value, $value ),
);
foreach ( $odd as $kind => $value ) {
	$outcomes = array();
	foreach ( $asks as $ask ) {
		$decision   = $policy->decide( ...$ask( $value ) );
		$steps      = $policy->explain( ...$ask( $value ) );
		$outcomes[] = $decision->outcome() . ' ' . $decision->reason();
		if ( ! $decision->refused() || 401 !== $decision->status() || array() === $steps ) {
			line( 'NOT REFUSED', $kind );
		}
	}
	line( $kind, ...$outcomes );
}
--EXPECT--
no UTF-8 | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
NUL | blocked route_not_clean | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked route_not_clean
NUL alone | blocked route_not_clean | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked route_not_clean
line end | blocked route_not_clean | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked route_not_clean
DEL | blocked route_not_clean | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked route_not_clean
overlong slash | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
surrogate | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
empty | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
int | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
smallest int | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
float | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
large float | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
not a number | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
infinite | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
true | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
false | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
null | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
empty array | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
array | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
deep array | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
array inside itself | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
array of references | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
object | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
object with __toString | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
object like an array | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
closure | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
object of the extension | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
resource | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
closed resource | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
very long | blocked not_allowlisted | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked not_allowlisted
very long and not clean | blocked route_not_clean | blocked method_not_allowlisted | blocked entry_expired | blocked not_allowlisted | blocked route_not_clean
