--TEST--
Each mistake throws the class that tells what to do about it
--FILE--
<?php
require __DIR__ . '/support.inc';

$mistakes = array(
	'text that is no JSON'        => static fn() => RestGate\Policy::compile( '{' ),
	'no text'                     => static fn() => RestGate\Policy::compile( '' ),
	'null'                        => static fn() => RestGate\Policy::compile( null ),
	'array'                       => static fn() => RestGate\Policy::compile( array() ),
	'object'                      => static fn() => RestGate\Policy::compile( new ArrayObject() ),
	'bytes that are no UTF-8'     => static fn() => RestGate\Policy::compile( "{\"version\":1,\"mode\":\"\xff\"}" ),
	'NUL behind the document'     => static fn() => RestGate\Policy::compile( '{"version":1,"mode":"off"}' . "\0" ),
	'NUL in a text'               => static fn() => opening( "/wp-json/x\0y" ),
	'unknown key'                 => static fn() => policy( array( 'allow' => array() ) ),
	'unknown mode'                => static fn() => policy( array( 'mode' => 'on' ) ),
	'no mode'                     => static fn() => RestGate\Policy::compile( '{"version":1}' ),
	'a key that stands twice'     => static fn() => RestGate\Policy::compile( '{"version":1,"mode":"off","mode":"restrict"}' ),
	'pattern that opens all'      => static fn() => opening( '/wp-json/*' ),
	'pattern that opens batch'    => static fn() => opening( '/wp-json/batch/*' ),
	'route in place of a path'    => static fn() => opening( '/myplugin/v1/*' ),
	'day that is none'            => static fn() => policy( array( 'allowlist' => array( array( 'pattern' => '/wp-json/a/v1', 'expires' => '2027-02-30' ) ) ) ),
	'method in lower case'        => static fn() => policy( array( 'allowlist' => array( array( 'pattern' => '/wp-json/a/v1', 'methods' => array( 'get' ) ) ) ) ),
	'version 0'                   => static fn() => policy( array( 'version' => 0 ) ),
	'version 2'                   => static fn() => policy( array( 'version' => 2 ) ),
	'gate'                        => static fn() => policy( array( 'gates' => array( array( 'id' => 'a', 'pattern' => '/a', 'require' => array( 'deny' => false ) ) ) ) ),
	'export'                      => static fn() => policy( array( 'export' => array( 'fail2ban' => 'on' ) ) ),
	'principal'                   => static fn() => policy()->decide( '/x', 'GET', 'root', TODAY ),
	'principal in upper case'     => static fn() => policy()->decide( '/x', 'GET', 'USER', TODAY ),
	'principal that is no UTF-8'  => static fn() => policy()->decide( '/x', 'GET', "\xff\0\n", TODAY ),
	'principal null'              => static fn() => policy()->decide( '/x', 'GET', null, TODAY ),
	'principal true'              => static fn() => policy()->decide( '/x', 'GET', true, TODAY ),
	'principal to explain'        => static fn() => policy()->explain( '/x', 'GET', 'root', TODAY ),
	'auth type'                   => static fn() => RestGate\Gates::requiring( '{"deny":true}' )->callAs( 7, 1, 0, 'magic', null ),
	'auth type that is no UTF-8'  => static fn() => RestGate\Gates::requiring( '{"deny":true}' )->callAs( 7, 1, 0, "\xff\0", null ),
	'rest prefix as expression'   => static fn() => resolved( site: array( 'rest_prefix' => 'api/(v1)' ) ),
	'rest prefix empty'           => static fn() => resolved( site: array( 'rest_prefix' => '' ) ),
);
foreach ( $mistakes as $what => $mistake ) {
	line( $what, told( $mistake ) );
}
--EXPECT--
text that is no JSON | RestGate\DocumentException: policy document: not JSON: EOF while parsing an object at line 1 column 1
no text | RestGate\DocumentException: policy document: is empty
null | RestGate\DocumentException: policy document: is empty
array | RestGate\DocumentException: policy document: is empty
object | RestGate\DocumentException: policy document: is empty
bytes that are no UTF-8 | RestGate\DocumentException: policy document: not JSON: invalid unicode code point at line 1 column 22
NUL behind the document | RestGate\DocumentException: policy document: not JSON: trailing characters at line 1 column 27
NUL in a text | RestGate\DocumentException: /allowlist/0/pattern: `/wp-json/x\u{0}y`: holds a control character, which no pattern selects
unknown key | RestGate\DocumentException: /allow: unknown key; known are `version`, `mode`, `simulate`, `allowlist`, `builtin_disabled`, `index`, `gates`, `tarpit`, `rate_limit`, `early`, `log`, `proxies`, `export`
unknown mode | RestGate\DocumentException: /mode: `on`: not one of `off`, `restrict`, `block_all`
no mode | RestGate\DocumentException: policy document: the key `mode` is missing
a key that stands twice | RestGate\DocumentException: policy document: the key `mode` stands twice
pattern that opens all | RestGate\DocumentException: /allowlist/0/pattern: `/wp-json/*`: would open every route; use mode `off` for that
pattern that opens batch | RestGate\DocumentException: /allowlist/0/pattern: `/wp-json/batch/*`: would open `/batch/v1`, through which any route can be called
route in place of a path | RestGate\DocumentException: /allowlist/0/pattern: `/myplugin/v1/*`: is a route, not a path; did you mean `/wp-json/myplugin/v1/*`?
day that is none | RestGate\DocumentException: /allowlist/0/expires: `2027-02-30`: not a calendar day of the form `2027-01-31`
method in lower case | RestGate\DocumentException: /allowlist/0/methods/0: `get`: not one of `GET`, `POST`, `PUT`, `PATCH`, `DELETE`
version 0 | RestGate\DocumentException: /version: `0`: must be the number 1
version 2 | RestGate\UnsupportedException: /version: `2`: this extension reads version 1 only
gate | RestGate\DocumentException: /gates/0/require/deny: `false`: can only be true; use `not` for the opposite
export | RestGate\UnsupportedException: /export/fail2ban: `"on"`: not supported yet; leave it out or at its default, "off"
principal | RestGate\ArgumentException: principal `root`: not one of `anonymous`, `vouched`, `user`
principal in upper case | RestGate\ArgumentException: principal `USER`: not one of `anonymous`, `vouched`, `user`
principal that is no UTF-8 | RestGate\ArgumentException: principal `\xff\x00\n`: not one of `anonymous`, `vouched`, `user`
principal null | RestGate\ArgumentException: principal ``: not one of `anonymous`, `vouched`, `user`
principal true | RestGate\ArgumentException: principal `1`: not one of `anonymous`, `vouched`, `user`
principal to explain | RestGate\ArgumentException: principal `root`: not one of `anonymous`, `vouched`, `user`
auth type | RestGate\ArgumentException: auth type `magic`: not known
auth type that is no UTF-8 | RestGate\ArgumentException: auth type `\xff\x00`: not known
rest prefix as expression | RestGate\ArgumentException: rest prefix `api/(v1)` is empty or holds regular-expression syntax, which is not modelled
rest prefix empty | RestGate\ArgumentException: rest prefix `` is empty or holds regular-expression syntax, which is not modelled
