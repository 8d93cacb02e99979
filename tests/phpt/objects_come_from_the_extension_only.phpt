--TEST--
No class of the extension is made by new, unserialize() or reflection, nor copied into a half
--DESCRIPTION--
An object that Rust never filled must not exist: asking it would crash the worker, or worse, allow.
--FILE--
<?php
require __DIR__ . '/support.inc';

$policy  = policy();
$gates   = RestGate\Gates::requiring( '{"deny":true}' );
$objects = array(
	'Policy'     => $policy,
	'Decision'   => $policy->decide( '/x', 'GET', 'anonymous', TODAY ),
	'Document'   => RestGate\Document::initial(),
	'Resolution' => resolved(),
	'Gates'      => $gates,
	'GateCheck'  => $gates->check( '/', 'GET', '/' ),
);
foreach ( array( 'Policy', 'Decision', 'Document', 'Resolution', 'Gates', 'GateCheck', 'Request', 'Catalog' ) as $name ) {
	$class  = "RestGate\\$name";
	$length = strlen( $class );
	line( $name, 'final', ( new ReflectionClass( $class ) )->isFinal() );
	line( '  new', told( static fn() => new $class() ) );
	line( '  without constructor', told( static fn() => ( new ReflectionClass( $class ) )->newInstanceWithoutConstructor() ) );
	line( '  unserialize O', told( static fn() => unserialize( "O:$length:\"$class\":0:{}" ) ) );
	line( '  unserialize C', told( static fn() => unserialize( "C:$length:\"$class\":0:{}" ) ) );
	if ( isset( $objects[ $name ] ) ) {
		$object = $objects[ $name ];
		line( '  serialize', told( static fn() => serialize( $object ) ) );
		line( '  constructor again', told( static fn() => $object->__construct() ) );
		line( '  clone', told( static fn() => clone $object ) );
	}
}
line( 'in a session or cache', told( static fn() => serialize( array( 'policy' => $policy ) ) ) );

$copy = clone $objects['Document'];
line( 'a cloned document is whole', $copy->json() === $objects['Document']->json(), $copy->withMode( 'restrict', false )->mode() );
line( 'and apart', $copy->mode(), $objects['Document']->mode() );

foreach ( array( 'Exception', 'DocumentException', 'UnsupportedException', 'ArgumentException' ) as $name ) {
	$class = "RestGate\\$name";
	line( $name, told( static fn() => new $class( 'x' ) ) );
	line( '  unserialize', told( static fn() => unserialize( 'O:' . strlen( $class ) . ":\"$class\":0:{}" ) ) );
}
line( 'the gates still decide', $objects['GateCheck']->decision()->reason() );
line( 'the policy still decides', $policy->decide( '/x', 'GET', 'anonymous', TODAY )->outcome() );
--EXPECT--
Policy | final | true
  new | Exception: You cannot instantiate this class from PHP.
  without constructor | ReflectionException: Class RestGate\Policy is an internal class marked as final that cannot be instantiated without invoking its constructor
  unserialize O | Exception: Unserialization of 'RestGate\Policy' is not allowed
  unserialize C | Exception: Unserialization of 'RestGate\Policy' is not allowed
  serialize | Exception: Serialization of 'RestGate\Policy' is not allowed
  constructor again | Exception: You cannot instantiate this class from PHP.
  clone | Error: Trying to clone an uncloneable object of class RestGate\Policy
Decision | final | true
  new | Exception: You cannot instantiate this class from PHP.
  without constructor | ReflectionException: Class RestGate\Decision is an internal class marked as final that cannot be instantiated without invoking its constructor
  unserialize O | Exception: Unserialization of 'RestGate\Decision' is not allowed
  unserialize C | Exception: Unserialization of 'RestGate\Decision' is not allowed
  serialize | Exception: Serialization of 'RestGate\Decision' is not allowed
  constructor again | Exception: You cannot instantiate this class from PHP.
  clone | Error: Trying to clone an uncloneable object of class RestGate\Decision
Document | final | true
  new | Exception: You cannot instantiate this class from PHP.
  without constructor | ReflectionException: Class RestGate\Document is an internal class marked as final that cannot be instantiated without invoking its constructor
  unserialize O | Exception: Unserialization of 'RestGate\Document' is not allowed
  unserialize C | Exception: Unserialization of 'RestGate\Document' is not allowed
  serialize | Exception: Serialization of 'RestGate\Document' is not allowed
  constructor again | Exception: You cannot instantiate this class from PHP.
  clone | nothing thrown, RestGate\Document
Resolution | final | true
  new | Exception: You cannot instantiate this class from PHP.
  without constructor | ReflectionException: Class RestGate\Resolution is an internal class marked as final that cannot be instantiated without invoking its constructor
  unserialize O | Exception: Unserialization of 'RestGate\Resolution' is not allowed
  unserialize C | Exception: Unserialization of 'RestGate\Resolution' is not allowed
  serialize | Exception: Serialization of 'RestGate\Resolution' is not allowed
  constructor again | Exception: You cannot instantiate this class from PHP.
  clone | Error: Trying to clone an uncloneable object of class RestGate\Resolution
Gates | final | true
  new | Exception: You cannot instantiate this class from PHP.
  without constructor | ReflectionException: Class RestGate\Gates is an internal class marked as final that cannot be instantiated without invoking its constructor
  unserialize O | Exception: Unserialization of 'RestGate\Gates' is not allowed
  unserialize C | Exception: Unserialization of 'RestGate\Gates' is not allowed
  serialize | Exception: Serialization of 'RestGate\Gates' is not allowed
  constructor again | Exception: You cannot instantiate this class from PHP.
  clone | Error: Trying to clone an uncloneable object of class RestGate\Gates
GateCheck | final | true
  new | Exception: You cannot instantiate this class from PHP.
  without constructor | ReflectionException: Class RestGate\GateCheck is an internal class marked as final that cannot be instantiated without invoking its constructor
  unserialize O | Exception: Unserialization of 'RestGate\GateCheck' is not allowed
  unserialize C | Exception: Unserialization of 'RestGate\GateCheck' is not allowed
  serialize | Exception: Serialization of 'RestGate\GateCheck' is not allowed
  constructor again | Exception: You cannot instantiate this class from PHP.
  clone | Error: Trying to clone an uncloneable object of class RestGate\GateCheck
Request | final | true
  new | Exception: You cannot instantiate this class from PHP.
  without constructor | ReflectionException: Class RestGate\Request is an internal class marked as final that cannot be instantiated without invoking its constructor
  unserialize O | Exception: Unserialization of 'RestGate\Request' is not allowed
  unserialize C | Exception: Unserialization of 'RestGate\Request' is not allowed
Catalog | final | true
  new | Exception: You cannot instantiate this class from PHP.
  without constructor | ReflectionException: Class RestGate\Catalog is an internal class marked as final that cannot be instantiated without invoking its constructor
  unserialize O | Exception: Unserialization of 'RestGate\Catalog' is not allowed
  unserialize C | Exception: Unserialization of 'RestGate\Catalog' is not allowed
in a session or cache | Exception: Serialization of 'RestGate\Policy' is not allowed
a cloned document is whole | true | restrict
and apart | off | off
Exception | Exception: You cannot instantiate this class from PHP.
  unserialize | Exception: Unserialization of 'RestGate\Exception' is not allowed
DocumentException | Exception: You cannot instantiate this class from PHP.
  unserialize | Exception: Unserialization of 'RestGate\DocumentException' is not allowed
UnsupportedException | Exception: You cannot instantiate this class from PHP.
  unserialize | Exception: Unserialization of 'RestGate\UnsupportedException' is not allowed
ArgumentException | Exception: You cannot instantiate this class from PHP.
  unserialize | Exception: Unserialization of 'RestGate\ArgumentException' is not allowed
the gates still decide | deny
the policy still decides | blocked
