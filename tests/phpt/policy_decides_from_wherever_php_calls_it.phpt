--TEST--
decide() works in handlers, output callbacks, generators, fibers, destructors and at shutdown
--DESCRIPTION--
WordPress runs callbacks in all these places, and a worker must survive each.
--FILE--
<?php
require __DIR__ . '/support.inc';

$policy  = opening( '/wp-json/a/v1/*' );
$outcome = static fn( string $where ) => $where . ': ' . $policy->decide( '/a/v1/x', 'GET', 'anonymous', TODAY )->outcome()
	. ', ' . $policy->decide( '/wp/v2/users', 'GET', 'anonymous', TODAY )->outcome() . "\n";

ob_start( static fn( string $text ) => $text . $outcome( 'output callback' ) );
echo "buffered\n";
ob_end_flush();

set_error_handler(
	static function () use ( $outcome ): bool {
		echo $outcome( 'error handler' );
		return true;
	}
);
trigger_error( 'x' );
restore_error_handler();

$generator = ( static function () use ( $outcome ) {
	try {
		yield $outcome( 'generator' );
	} finally {
		echo $outcome( 'finally of a generator' );
	}
} )();
echo $generator->current();
unset( $generator );

$fiber = new Fiber(
	static function () use ( $outcome ): void {
		echo $outcome( 'fiber' );
		Fiber::suspend();
		echo $outcome( 'fiber, resumed' );
	}
);
$fiber->start();
$fiber->resume();

$pair = array( 2, 1 );
usort(
	$pair,
	static function ( int $one, int $other ) use ( $outcome ): int {
		echo $outcome( 'comparison' );
		return $one <=> $other;
	}
);
echo array_reduce( array( 1 ), static fn() => $outcome( 'callback' ) );

try {
	throw new LogicException( 'x' );
} catch ( LogicException ) {
	echo $outcome( 'catch' );
} finally {
	echo $outcome( 'finally' );
}

/**
 * Decides when it goes.
 */
final class Departing {
	public function __construct( private Closure $outcome, private string $where ) {}

	public function __destruct() {
		echo ( $this->outcome )( $this->where );
	}
}

$departing = new Departing( $outcome, 'destructor' );
unset( $departing );

// An exception that nobody holds any more, whose trace holds the last reference to an object.
$hold = static function ( Departing $departing ) use ( $policy ): void {
	$policy->decide( '/x', 'GET', 'nobody', TODAY );
};
try {
	$hold( new Departing( $outcome, 'destructor of what a trace held' ) );
} catch ( RestGate\ArgumentException $thrown ) {
	unset( $thrown );
}

$ring       = new stdClass();
$ring->ring = $ring;
$ring->last = new Departing( $outcome, 'destructor in the garbage collector' );
unset( $ring );
gc_collect_cycles();

$deep = static function ( int $depth ) use ( &$deep, $outcome ): string {
	return $depth > 0 ? $deep( $depth - 1 ) : $outcome( 'ten thousand calls deep' );
};
echo $deep( 10000 );

$GLOBALS['last'] = new Departing( $outcome, 'destructor after the script' );
register_shutdown_function( static fn() => print $outcome( 'shutdown' ) );
set_exception_handler(
	static function ( Throwable $thrown ) use ( $outcome ): void {
		echo $thrown::class, "\n", $outcome( 'exception handler' );
	}
);
register_shutdown_function( static fn() => exit( print $outcome( 'second shutdown function' ) ) );
$policy->decide( '/x', 'GET', 'nobody', TODAY );
--EXPECT--
buffered
output callback: allowlisted, blocked
error handler: allowlisted, blocked
generator: allowlisted, blocked
finally of a generator: allowlisted, blocked
fiber: allowlisted, blocked
fiber, resumed: allowlisted, blocked
comparison: allowlisted, blocked
callback: allowlisted, blocked
catch: allowlisted, blocked
finally: allowlisted, blocked
destructor: allowlisted, blocked
destructor of what a trace held: allowlisted, blocked
destructor in the garbage collector: allowlisted, blocked
ten thousand calls deep: allowlisted, blocked
RestGate\ArgumentException
exception handler: allowlisted, blocked
shutdown: allowlisted, blocked
second shutdown function: allowlisted, blocked
destructor after the script: allowlisted, blocked
