--TEST--
Objects survive dumping, comparing, casting, weak references and the garbage collector
--FILE--
<?php
require __DIR__ . '/support.inc';

$policy = opening( '/wp-json/a/v1/*' );
$gates  = RestGate\Gates::requiring( '{"capability":"read"}' );
$others = array( $policy->decide( '/a/v1', 'GET', 'anonymous', TODAY ), RestGate\Document::initial(), resolved(), $gates, $gates->check( '/', 'GET', '/' ) );
foreach ( array( $policy, ...$others ) as $object ) {
	line( $object::class, json_encode( $object ), (array) $object, get_object_vars( $object ), preg_replace( '/\s+/', ' ', print_r( $object, true ) ) );
	line( '  equal to itself', $object == $object, $object === $object );
	line( '  text', told( static fn() => (string) $object ) );
	line( '  call', told( static fn() => $object() ) );
	line( '  array access', told( static fn() => $object['x'] ) );
	$seen = 0;
	foreach ( $object as $property ) {
		++$seen;
	}
	line( '  loop', $seen );
}

$weak = WeakReference::create( $policy );
$map  = new WeakMap();

$map[ $policy ] = 'kept';
line( 'weak', $weak->get() === $policy, count( $map ) );

$ring       = new stdClass();
$ring->ring = $ring;
$ring->held = $policy;
unset( $ring, $policy, $object );
gc_collect_cycles();
line( 'collected with its ring', $weak->get(), count( $map ) );

$bound = Closure::fromCallable( array( opening( '/wp-json/a/v1/*' ), 'decide' ) );
line( 'a method as a closure holds its policy', $bound( '/a/v1/x', 'GET', 'anonymous', TODAY )->outcome() );
$check = ( static fn() => RestGate\Gates::requiring( '{"capability":"read"}' )->check( '/', 'GET', '/' ) )();
line( 'a check outlives its gates', $check->next()['name'], $check->decision()->refused() );
line( 'first class', opening( '/wp-json/b/v1/*' )->decide( ... )( '/b/v1', 'GET', 'anonymous', TODAY )->outcome() );
$method = new ReflectionMethod( RestGate\Policy::class, 'mode' );
line( 'a method on a foreign object', told( static fn() => $method->invoke( RestGate\Document::initial() ) ) );
--EXPECT--
RestGate\Policy | {} | [] | [] | RestGate\Policy Object ( ) 
  equal to itself | true | true
  text | Error: Object of class RestGate\Policy could not be converted to string
  call | Error: Object of type RestGate\Policy is not callable
  array access | Error: Cannot use object of type RestGate\Policy as array
  loop | 0
RestGate\Decision | {} | [] | [] | RestGate\Decision Object ( ) 
  equal to itself | true | true
  text | Error: Object of class RestGate\Decision could not be converted to string
  call | Error: Object of type RestGate\Decision is not callable
  array access | Error: Cannot use object of type RestGate\Decision as array
  loop | 0
RestGate\Document | {} | [] | [] | RestGate\Document Object ( ) 
  equal to itself | true | true
  text | Error: Object of class RestGate\Document could not be converted to string
  call | Error: Object of type RestGate\Document is not callable
  array access | Error: Cannot use object of type RestGate\Document as array
  loop | 0
RestGate\Resolution | {} | [] | [] | RestGate\Resolution Object ( ) 
  equal to itself | true | true
  text | Error: Object of class RestGate\Resolution could not be converted to string
  call | Error: Object of type RestGate\Resolution is not callable
  array access | Error: Cannot use object of type RestGate\Resolution as array
  loop | 0
RestGate\Gates | {} | [] | [] | RestGate\Gates Object ( ) 
  equal to itself | true | true
  text | Error: Object of class RestGate\Gates could not be converted to string
  call | Error: Object of type RestGate\Gates is not callable
  array access | Error: Cannot use object of type RestGate\Gates as array
  loop | 0
RestGate\GateCheck | {} | [] | [] | RestGate\GateCheck Object ( ) 
  equal to itself | true | true
  text | Error: Object of class RestGate\GateCheck could not be converted to string
  call | Error: Object of type RestGate\GateCheck is not callable
  array access | Error: Cannot use object of type RestGate\GateCheck as array
  loop | 0
weak | true | 1
collected with its ring | null | 0
a method as a closure holds its policy | allowlisted
a check outlives its gates | read | true
first class | allowlisted
a method on a foreign object | ReflectionException: Given object is not an instance of the class this method was declared in
