--TEST--
Whatever $_GET, $_POST, $_SERVER and the site hold: a resolution, no TypeError, no crash
--FILE--
<?php
require __DIR__ . '/support.inc';
require __DIR__ . '/odd.inc';

$show = static function ( RestGate\Resolution $resolution ): string {
	$route = $resolution->route();
	$parts = array( $resolution->kind(), null === $route ? null : substr( $route, 0, 24 ), $resolution->method(), $resolution->why() );
	return implode( ' ', array_filter( $parts, static fn( $part ) => null !== $part && '' !== $part ) );
};
foreach ( $odd as $kind => $value ) {
	line( $kind );
	line( '  as rest_route', $show( resolved( get: array( 'rest_route' => $value ) ) ) );
	line( '  as posted rest_route', $show( resolved( post: array( 'rest_route' => $value ) ) ) );
	line( '  inside another name', $show( resolved( get: array( 'x' => $value, $value, 'rest_route' => '/x' ) ) ) );
	line( '  as method', $show( resolved( get: array( 'rest_route' => '/x', '_method' => is_string( $value ) ? substr( $value, 0, 8 ) : $value ) ) ) );
	foreach ( array( 'REQUEST_METHOD', 'REQUEST_URI', 'PATH_INFO', 'PHP_SELF', 'SCRIPT_FILENAME', 'HTTP_X_HTTP_METHOD_OVERRIDE' ) as $name ) {
		resolved( get: array( 'rest_route' => '/x' ), server: array( $name => $value ) )->kind();
	}
	foreach ( array( 'home', 'permalink_structure' ) as $name ) {
		resolved( site: array( $name => $value ) )->kind();
	}
	told( static fn() => resolved( site: array( 'rest_prefix' => $value ) ) );
}

$all = static fn( $get, $post ) => $show( RestGate\Request::resolve( array( 'rest_prefix' => 'wp-json' ), array( 'SCRIPT_FILENAME' => 'index.php' ), $get, $post ) );
foreach ( $odd as $kind => $value ) {
	line( 'in place of $_GET and $_POST', $kind, $all( $value, $value ) );
}
line( 'superglobals', $all( $GLOBALS, $_SERVER ) );
--EXPECT--
no UTF-8
  as rest_route | rest /a/v1/\377\376 GET
  as posted rest_route | rest /a/v1/\377\376 GET
  inside another name | rest /x GET
  as method | rest /x /A/V1/\377\376
NUL
  as rest_route | rest /a/v1/\0 GET
  as posted rest_route | rest /a/v1/\0 GET
  inside another name | rest /x GET
  as method | rest /x /A/V1/\0
NUL alone
  as rest_route | rest \0 GET
  as posted rest_route | rest \0 GET
  inside another name | rest /x GET
  as method | rest /x \0
line end
  as rest_route | rest /a/v1\n GET
  as posted rest_route | rest /a/v1\n GET
  inside another name | rest /x GET
  as method | rest /x /A/V1\n
DEL
  as rest_route | rest /a/v1/\177 GET
  as posted rest_route | rest /a/v1/\177 GET
  inside another name | rest /x GET
  as method | rest /x /A/V1/\177
overlong slash
  as rest_route | rest /a/v1\300\257.. GET
  as posted rest_route | rest /a/v1\300\257.. GET
  inside another name | rest /x GET
  as method | rest /x /A/V1\300\257.
surrogate
  as rest_route | rest /a/v1/\355\240\200 GET
  as posted rest_route | rest /a/v1/\355\240\200 GET
  inside another name | rest /x GET
  as method | rest /x /A/V1/\355\240
empty
  as rest_route | not_rest rest_route is empty
  as posted rest_route | not_rest rest_route is empty
  inside another name | rest /x GET
  as method | rest /x
int
  as rest_route | rest 7 GET
  as posted rest_route | rest 7 GET
  inside another name | rest /x GET
  as method | rest /x 7
smallest int
  as rest_route | rest -9223372036854775808 GET
  as posted rest_route | rest -9223372036854775808 GET
  inside another name | rest /x GET
  as method | rest /x -9223372036854775808
float
  as rest_route | rest 1.5 GET
  as posted rest_route | rest 1.5 GET
  inside another name | rest /x GET
  as method | rest /x 1.5
large float
  as rest_route | rest 100000000000000000000000 GET
  as posted rest_route | rest 100000000000000000000000 GET
  inside another name | rest /x GET
  as method | rest /x 1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
not a number
  as rest_route | rest NaN GET
  as posted rest_route | rest NaN GET
  inside another name | rest /x GET
  as method | rest /x NAN
infinite
  as rest_route | rest inf GET
  as posted rest_route | rest inf GET
  inside another name | rest /x GET
  as method | rest /x INF
true
  as rest_route | rest 1 GET
  as posted rest_route | rest 1 GET
  inside another name | rest /x GET
  as method | rest /x 1
false
  as rest_route | not_rest rest_route is empty
  as posted rest_route | not_rest rest_route is empty
  inside another name | rest /x GET
  as method | rest /x
null
  as rest_route | not_rest rest_route is empty
  as posted rest_route | not_rest rest_route is empty
  inside another name | rest /x GET
  as method | rest /x
empty array
  as rest_route | not_rest rest_route is empty
  as posted rest_route | not_rest rest_route is empty
  inside another name | rest /x GET
  as method | dies WordPress ends with status 500
array
  as rest_route | dies WordPress ends with status 400
  as posted rest_route | dies WordPress ends with status 400
  inside another name | rest /x GET
  as method | dies WordPress ends with status 500
deep array
  as rest_route | dies WordPress ends with status 400
  as posted rest_route | dies WordPress ends with status 400
  inside another name | rest /x GET
  as method | dies WordPress ends with status 500
array inside itself
  as rest_route | dies WordPress ends with status 400
  as posted rest_route | dies WordPress ends with status 400
  inside another name | rest /x GET
  as method | dies WordPress ends with status 500
array of references
  as rest_route | dies WordPress ends with status 400
  as posted rest_route | dies WordPress ends with status 400
  inside another name | rest /x GET
  as method | dies WordPress ends with status 500
object
  as rest_route | not_rest rest_route is empty
  as posted rest_route | not_rest rest_route is empty
  inside another name | rest /x GET
  as method | rest /x
object with __toString
  as rest_route | not_rest rest_route is empty
  as posted rest_route | not_rest rest_route is empty
  inside another name | rest /x GET
  as method | rest /x
object like an array
  as rest_route | not_rest rest_route is empty
  as posted rest_route | not_rest rest_route is empty
  inside another name | rest /x GET
  as method | rest /x
closure
  as rest_route | not_rest rest_route is empty
  as posted rest_route | not_rest rest_route is empty
  inside another name | rest /x GET
  as method | rest /x
object of the extension
  as rest_route | not_rest rest_route is empty
  as posted rest_route | not_rest rest_route is empty
  inside another name | rest /x GET
  as method | rest /x
resource
  as rest_route | not_rest rest_route is empty
  as posted rest_route | not_rest rest_route is empty
  inside another name | rest /x GET
  as method | rest /x
closed resource
  as rest_route | not_rest rest_route is empty
  as posted rest_route | not_rest rest_route is empty
  inside another name | rest /x GET
  as method | rest /x
very long
  as rest_route | rest /a/a/a/a/a/a/a/a/a/a/a/a GET
  as posted rest_route | rest /a/a/a/a/a/a/a/a/a/a/a/a GET
  inside another name | rest /x GET
  as method | rest /x /A/A/A/A
very long and not clean
  as rest_route | rest /..\0/..\0/..\0/..\0/..\ GET
  as posted rest_route | rest /..\0/..\0/..\0/..\0/..\ GET
  inside another name | rest /x GET
  as method | rest /x /..\0/..\0
in place of $_GET and $_POST | no UTF-8 | not_rest no rest_route
in place of $_GET and $_POST | NUL | not_rest no rest_route
in place of $_GET and $_POST | NUL alone | not_rest no rest_route
in place of $_GET and $_POST | line end | not_rest no rest_route
in place of $_GET and $_POST | DEL | not_rest no rest_route
in place of $_GET and $_POST | overlong slash | not_rest no rest_route
in place of $_GET and $_POST | surrogate | not_rest no rest_route
in place of $_GET and $_POST | empty | not_rest no rest_route
in place of $_GET and $_POST | int | not_rest no rest_route
in place of $_GET and $_POST | smallest int | not_rest no rest_route
in place of $_GET and $_POST | float | not_rest no rest_route
in place of $_GET and $_POST | large float | not_rest no rest_route
in place of $_GET and $_POST | not a number | not_rest no rest_route
in place of $_GET and $_POST | infinite | not_rest no rest_route
in place of $_GET and $_POST | true | not_rest no rest_route
in place of $_GET and $_POST | false | not_rest no rest_route
in place of $_GET and $_POST | null | not_rest no rest_route
in place of $_GET and $_POST | empty array | not_rest no rest_route
in place of $_GET and $_POST | array | not_rest no rest_route
in place of $_GET and $_POST | deep array | not_rest no rest_route
in place of $_GET and $_POST | array inside itself | not_rest no rest_route
in place of $_GET and $_POST | array of references | not_rest no rest_route
in place of $_GET and $_POST | object | not_rest no rest_route
in place of $_GET and $_POST | object with __toString | not_rest no rest_route
in place of $_GET and $_POST | object like an array | not_rest no rest_route
in place of $_GET and $_POST | closure | not_rest no rest_route
in place of $_GET and $_POST | object of the extension | not_rest no rest_route
in place of $_GET and $_POST | resource | not_rest no rest_route
in place of $_GET and $_POST | closed resource | not_rest no rest_route
in place of $_GET and $_POST | very long | not_rest no rest_route
in place of $_GET and $_POST | very long and not clean | not_rest no rest_route
superglobals | not_rest no rest_route
