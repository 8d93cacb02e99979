<?php
/**
 * Prints what PHP knows of the namespace RestGate, by reflection, as JSON: functions, constants, classes with parents,
 * interfaces, flags, properties and methods, and of each method parameters, types and defaults.
 *
 * Usage: php -n -d extension=… dump-api.php
 *        php -n dump-api.php rest_gate.stubs.php
 */

namespace Dump;

/**
 * The members of a list that lie in the namespace, sorted.
 */
function ours( array $names ): array {
	$names = array_filter( $names, static fn( string $name ) => 0 === stripos( $name, 'RestGate\\' ) );
	sort( $names );
	return $names;
}

/**
 * A parameter.
 */
function parameter( \ReflectionParameter $parameter ): array {
	return array(
		'name'      => $parameter->getName(),
		'type'      => (string) $parameter->getType(),
		'optional'  => $parameter->isOptional(),
		'default'   => $parameter->isDefaultValueAvailable() ? var_export( $parameter->getDefaultValue(), true ) : null,
		'reference' => $parameter->isPassedByReference(),
		'variadic'  => $parameter->isVariadic(),
	);
}

/**
 * A function or method.
 */
function callee( \ReflectionFunctionAbstract $callee ): array {
	return array(
		'parameters' => array_map( parameter( ... ), $callee->getParameters() ),
		'returns'    => (string) $callee->getReturnType(),
		'reference'  => $callee->returnsReference(),
	);
}

/**
 * A class, with what it declares itself.
 */
function described( \ReflectionClass $class ): array {
	$own        = static fn( $member ) => $member->getDeclaringClass()->getName() === $class->getName();
	$methods    = array();
	$properties = array();
	$constants  = array();
	foreach ( array_filter( $class->getMethods(), $own ) as $method ) {
		$flags = implode( ' ', \Reflection::getModifierNames( $method->getModifiers() ) );

		$methods[ $method->getName() ] = array( 'flags' => $flags ) + callee( $method );
	}
	foreach ( array_filter( $class->getProperties(), $own ) as $property ) {
		$flags = implode( ' ', \Reflection::getModifierNames( $property->getModifiers() ) );

		$properties[ $property->getName() ] = array( $flags, (string) $property->getType() );
	}
	foreach ( array_filter( $class->getReflectionConstants(), $own ) as $constant ) {
		$constants[ $constant->getName() ] = $constant->getValue();
	}
	ksort( $methods );
	ksort( $properties );
	ksort( $constants );
	$interfaces = $class->getInterfaceNames();
	sort( $interfaces );
	return array(
		'parent'     => $class->getParentClass() ? $class->getParentClass()->getName() : null,
		'interfaces' => $interfaces,
		'final'      => $class->isFinal(),
		'abstract'   => $class->isAbstract(),
		'interface'  => $class->isInterface(),
		'enum'       => $class->isEnum(),
		'constants'  => $constants,
		'properties' => $properties,
		'methods'    => $methods,
	);
}

if ( isset( $argv[1] ) ) {
	if ( extension_loaded( 'rest_gate' ) ) {
		fwrite( STDERR, "dump-api: the extension and its stubs cannot be loaded together\n" );
		exit( 1 );
	}
	require $argv[1];
}

$functions = array();
$constants = array();
$classes   = array();
foreach ( ours( array_merge( ...array_values( get_defined_functions() ) ) ) as $name ) {
	$function = new \ReflectionFunction( $name );

	$functions[ $function->getName() ] = callee( $function );
}
foreach ( ours( array_keys( get_defined_constants() ) ) as $name ) {
	$constants[ $name ] = constant( $name );
}
foreach ( ours( array_merge( get_declared_classes(), get_declared_interfaces(), get_declared_traits() ) ) as $name ) {
	$classes[ $name ] = described( new \ReflectionClass( $name ) );
}
echo json_encode(
	array(
		'functions' => $functions,
		'constants' => $constants,
		'classes'   => $classes,
	),
	JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR
), "\n";
