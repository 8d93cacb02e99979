--TEST--
Whatever value stands for a method or header: no TypeError, and no preflight without all four
--FILE--
<?php
require __DIR__ . '/support.inc';
require __DIR__ . '/odd.inc';

use RestGate\Request;

foreach ( $odd as $kind => $value ) {
	$wrong = array_filter(
		array(
			Request::isPreflight( $value, 'OPTIONS', 'https://a.test', 'GET' ),
			Request::isPreflight( 'OPTIONS', $value, 'https://a.test', 'GET' ),
			Request::isPreflight( $value, $value, $value, $value ),
		)
	);
	line(
		$kind,
		array() === $wrong,
		Request::isPreflight( 'OPTIONS', 'OPTIONS', $value, 'GET' ),
		Request::isPreflight( 'OPTIONS', 'OPTIONS', 'https://a.test', $value )
	);
}
line( 'a true one', Request::isPreflight( 'OPTIONS', 'options', 'https://a.test', 'GET' ) );
line( 'wire only', Request::isPreflight( 'OPTIONS', 'GET', 'https://a.test', 'GET' ) );
line( 'override only', Request::isPreflight( 'POST', 'OPTIONS', 'https://a.test', 'GET' ) );
--EXPECT--
no UTF-8 | true | true | true
NUL | true | true | true
NUL alone | true | true | true
line end | true | true | true
DEL | true | true | true
overlong slash | true | true | true
surrogate | true | true | true
empty | true | false | false
int | true | true | true
smallest int | true | true | true
float | true | true | true
large float | true | true | true
not a number | true | true | true
infinite | true | true | true
true | true | true | true
false | true | false | false
null | true | false | false
empty array | true | false | false
array | true | false | false
deep array | true | false | false
array inside itself | true | false | false
array of references | true | false | false
object | true | false | false
object with __toString | true | false | false
object like an array | true | false | false
closure | true | false | false
object of the extension | true | false | false
resource | true | false | false
closed resource | true | false | false
very long | true | true | true
very long and not clean | true | true | true
a true one | true
wire only | false
override only | false
