--TEST--
A panic in a method is a PHP Error, and the process decides correctly after it
--CAPTURE_STDIO--
STDIN STDOUT
--FILE--
<?php
require __DIR__ . '/support.inc';

use RestGate\Fault;

$policy  = opening( '/wp-json/a/v1/*' );
$outcome = static fn() => $policy->decide( '/a/v1/x', 'GET', 'anonymous', TODAY )->outcome()
	. ', ' . opening( '/wp-json/b/v1/*' )->decide( '/wp/v2/users', 'GET', 'anonymous', TODAY )->outcome();

/**
 * A caller, so that the trace has one.
 */
function panicking() {
	Fault::panic();
}

try {
	panicking();
} catch ( Throwable $thrown ) {
	line( $thrown::class, $thrown->getMessage(), __FILE__ === $thrown->getFile(), array_column( $thrown->getTrace(), 'function' ) );
}
line( 'no exception of ours', $thrown instanceof RestGate\Exception );
line( 'after one', $outcome() );

$panics = static function ( int $count ): int {
	$errors = 0;
	for ( $number = 0; $number < $count; $number++ ) {
		try {
			Fault::panic();
		} catch ( Error ) {
			++$errors;
		}
	}
	return $errors;
};
line( 'a hundred more', $panics( 100 ), $outcome() );
$before = memory_get_usage();
line( 'another hundred', $panics( 100 ), memory_get_usage() - $before );

$fiber = new Fiber( static fn() => Fault::panic() );
line( 'in a fiber', told( static fn() => $fiber->start() ), $outcome() );

set_error_handler( static fn() => Fault::panic() );
line( 'in an error handler', told( static fn() => trigger_error( 'x' ) ), $outcome() );
restore_error_handler();

line( 'in a callback', told( static fn() => array_map( static fn() => Fault::panic(), array( 1, 2 ) ) ), $outcome() );

/**
 * Panics when it goes.
 */
final class Departing {
	public function __destruct() {
		RestGate\Fault::panic();
	}
}

$depart = static function (): void {
	$departing = new Departing();
	unset( $departing );
};
line( 'in a destructor', told( $depart ), $outcome() );

try {
	try {
		throw new LogicException( 'first' );
	} finally {
		Fault::panic();
	}
} catch ( Error $thrown ) {
	line( 'on top of an exception', $thrown->getMessage(), $thrown->getPrevious()?->getMessage(), $outcome() );
}

register_shutdown_function(
	static function () use ( $outcome ): void {
		line( 'at shutdown', told( static fn() => Fault::panic() ), $outcome() );
	}
);
?>
--EXPECT--
Error | Rust panic: on demand | true | ["panic","panicking"]
no exception of ours | false
after one | allowlisted, blocked
a hundred more | 100 | allowlisted, blocked
another hundred | 100 | 0
in a fiber | Error: Rust panic: on demand | allowlisted, blocked
in an error handler | Error: Rust panic: on demand | allowlisted, blocked
in a callback | Error: Rust panic: on demand | allowlisted, blocked
in a destructor | Error: Rust panic: on demand | allowlisted, blocked
on top of an exception | Rust panic: on demand | first | allowlisted, blocked
at shutdown | Error: Rust panic: on demand | allowlisted, blocked
