--TEST--
One worker answers good requests between panics: an uncaught one is PHP's status 500, and nothing of it stays
--DESCRIPTION--
A worker that dies costs more than one answer: the next request waits for a new process, which compiles all policies.
--CAPTURE_STDIO--
STDIN STDOUT
--FILE--
<?php
require __DIR__ . '/support.inc';
require __DIR__ . '/server.inc';

line( 'this process', told( static fn() => RestGate\Fault::panic() ) );

list( $address, $worker ) = served( __DIR__ . '/panicking.inc' );

$pids = array();
$seen = array();
for ( $number = 0; $number < 20; $number++ ) {
	$path = array( '/good', '/panic', '/caught', '/panic' )[ $number % 4 ];
	list( $status, $body, $headers ) = asked( $address, $path );

	$answer                     = implode( ' | ', array( $path, $status, json_encode( $body ), $headers['X-Caught'] ?? '' ) );
	$seen[ $answer ]            = ( $seen[ $answer ] ?? 0 ) + 1;
	$pids[ $headers['X-Pid'] ] = true;
}
ksort( $seen );
foreach ( $seen as $answer => $count ) {
	line( $count, $answer );
}
line( 'one process', array( $worker ) === array_keys( $pids ) );
?>
--EXPECT--
this process | Error: Rust panic: on demand
5 | /caught | 200 | "allowlisted blocked " | Error
5 | /good | 200 | "allowlisted blocked " | 
10 | /panic | 500 | "" | 
one process | true
