--TEST--
Whatever value stands for route, method, endpoint, object, answer or ability: no TypeError, nothing passes
--FILE--
<?php
require __DIR__ . '/support_gates.inc';
require __DIR__ . '/odd.inc';

$everything = gates( array( everywhere( 'all', array( 'deny' => true ) ) ) );
$object     = array( array( 'id' => 'edit', 'endpoint' => POST, 'require' => array( 'capability' => 'edit_post', 'object' => array( 'id' ) ) ) );
$ability    = array( array( 'id' => 'info', 'endpoint' => 'ability:core/get-site-info', 'require' => array( 'deny' => true ) ) );
foreach ( $odd as $kind => $value ) {
	$asks     = array(
		'route'    => array( $value, 'GET', POST ),
		'method'   => array( '/wp/v2/posts/7', $value, POST ),
		'endpoint' => array( '/wp/v2/posts/7', 'GET', $value ),
		'all'      => array( $value, $value, $value ),
	);
	$outcomes = array();
	foreach ( $asks as $what => $ask ) {
		if ( ! $everything->check( ...$ask )?->decision()->refused() ) {
			line( 'PASSES', $kind, $what );
		}
	}

	$gates = gates( $object );
	$check = $gates->check( $value, 'POST', POST );
	$check->parameter( 'id', $value, true );
	$asked    = $check->next();
	$decision = $check->decision();
	if ( ! $decision->refused() ) {
		line( 'PASSES', $kind, 'object' );
	}
	$outcomes[] = null === $asked ? $decision->outcome() . ' ' . $decision->reason() : 'asks on ' . $asked['object'];

	$check = $gates->check( '/wp/v2/posts/7', 'POST', POST );
	$check->parameter( $value, '7', true );
	if ( ! $check->decision()->refused() || 'object_required' !== $check->decision()->reason() ) {
		line( 'PASSES', $kind, 'name' );
	}

	$check = gates( $object )->check( '/wp/v2/posts/7', 'POST', POST );
	$check->parameter( 'id', '7', true );
	$check->next();
	$check->answer( $value );
	$outcomes[] = $check->asked()[0][1];
	if ( ! $check->decision()->refused() ) {
		line( 'PASSES', $kind, 'answer' );
	}

	$gates = gates( $ability );
	if ( null !== $gates->checkAbility( $value ) || null !== $gates->withAbilities( array( $value, &$value ) )->checkAbility( $value ) ) {
		line( 'ANOTHER ABILITY', $kind );
	}
	$missing = policy( array( 'gates' => $object ) )->gates( array( $value, array( $value ), &$value ), array( $value ) )->missing();
	if ( array( 'edit' ) !== $missing || array() !== $gates->divide( $value, array( $value, &$value ) ) || $gates->reaches( $value ) ) {
		line( 'TAKEN FOR REGISTERED', $kind );
	}
	if ( policy( array( 'gates' => $object ) )->namesPassword( 7, $value ) ) {
		line( 'NAMES', $kind );
	}
	$outcomes[] = preg_replace( '/: .*/s', '', told( static fn() => $gates->callAs( 7, 1, 0, $value, $value ) ) );
	$gates->callAs( 7, 1, 0, 'cookie', $value );
	line( $kind, ...$outcomes );
}
line( 'by reference', ( static function () {
	$endpoint = POST;
	$name     = 'core/get-site-info';
	$rules    = array(
		array( 'id' => 'a', 'endpoint' => POST, 'require' => array( 'deny' => true ) ),
		array( 'id' => 'b', 'endpoint' => 'ability:core/get-site-info', 'require' => array( 'deny' => true ) ),
	);
	return policy( array( 'gates' => $rules ) )->gates( array( &$endpoint ), array( &$name ) )->missing();
} )() );
foreach (
	array(
		'user'       => static fn() => $everything->callAs( 'x', 1, 0, 'none', null ),
		'blog'       => static fn() => $everything->callAs( 1, null, 0, 'none', null ),
		'item'       => static fn() => $everything->callAs( 1, 1, array(), 'none', null ),
		'registered' => static fn() => policy()->gates( 'x', null ),
		'abilities'  => static fn() => policy()->gates( array(), 'x' ),
		'captured'   => static fn() => $everything->check( '/', 'GET', '/' )->parameter( 'id', 7, 'yes' ),
		'methods'    => static fn() => $everything->divide( '/', 'GET' ),
		'few'        => static fn() => $everything->check( '/', 'GET' ),
		'many'       => static fn() => $everything->checkAbility( 'a/b', 'more' ),
	) as $what => $call
) {
	line( $what, told( $call ) );
}
--EXPECT--
no UTF-8 | invalid object_not_canonical | failed | RestGate\ArgumentException
NUL | invalid object_not_canonical | failed | RestGate\ArgumentException
NUL alone | invalid object_not_canonical | failed | RestGate\ArgumentException
line end | invalid object_not_canonical | failed | RestGate\ArgumentException
DEL | invalid object_not_canonical | failed | RestGate\ArgumentException
overlong slash | invalid object_not_canonical | failed | RestGate\ArgumentException
surrogate | invalid object_not_canonical | failed | RestGate\ArgumentException
empty | invalid object_not_canonical | failed | RestGate\ArgumentException
int | asks on 7 | failed | RestGate\ArgumentException
smallest int | invalid object_not_canonical | failed | RestGate\ArgumentException
float | invalid object_not_canonical | failed | RestGate\ArgumentException
large float | invalid object_not_canonical | failed | RestGate\ArgumentException
not a number | invalid object_not_canonical | failed | RestGate\ArgumentException
infinite | invalid object_not_canonical | failed | RestGate\ArgumentException
true | invalid object_not_canonical | failed | RestGate\ArgumentException
false | invalid object_not_canonical | failed | RestGate\ArgumentException
null | invalid object_not_canonical | failed | RestGate\ArgumentException
empty array | invalid object_not_canonical | failed | RestGate\ArgumentException
array | invalid object_not_canonical | failed | RestGate\ArgumentException
deep array | invalid object_not_canonical | failed | RestGate\ArgumentException
array inside itself | invalid object_not_canonical | failed | RestGate\ArgumentException
array of references | invalid object_not_canonical | failed | RestGate\ArgumentException
object | invalid object_not_canonical | failed | RestGate\ArgumentException
object with __toString | invalid object_not_canonical | failed | RestGate\ArgumentException
object like an array | invalid object_not_canonical | failed | RestGate\ArgumentException
closure | invalid object_not_canonical | failed | RestGate\ArgumentException
object of the extension | invalid object_not_canonical | failed | RestGate\ArgumentException
resource | invalid object_not_canonical | failed | RestGate\ArgumentException
closed resource | invalid object_not_canonical | failed | RestGate\ArgumentException
very long | invalid object_not_canonical | failed | RestGate\ArgumentException
very long and not clean | invalid object_not_canonical | failed | RestGate\ArgumentException
by reference | []
user | TypeError: Invalid value given for argument `user`.
blog | TypeError: Invalid value given for argument `blog`.
item | TypeError: Invalid value given for argument `item`.
registered | TypeError: Invalid value given for argument `registered`.
abilities | TypeError: Invalid value given for argument `abilities`.
captured | TypeError: Invalid value given for argument `captured`.
methods | TypeError: Invalid value given for argument `methods`.
few | ArgumentCountError: RestGate\Gates::check() expects exactly 3 arguments, 2 given
many | ArgumentCountError: RestGate\Gates::checkAbility() expects exactly 1 argument, 2 given
