--TEST--
One worker goes on after fatal errors inside the extension: memory exhausted, time exceeded
--DESCRIPTION--
PHP leaves a fatal error by a long jump over the frames of the extension. Whatever they held must not bring the next
request down.
--FILE--
<?php
require __DIR__ . '/support.inc';
require __DIR__ . '/server.inc';

line( 'this process', info()['rest_gate.policy_cache'] );

list( $address, $worker ) = served( __DIR__ . '/exhausting.inc' );

foreach ( array( '/entries', '/explain', '/decide', '/throw', '/expressions', '/resolve', '/time' ) as $path ) {
	for ( $round = 0; $round < ( '/time' === $path ? 1 : 5 ); $round++ ) {
		list( $status, $body, $headers ) = asked( $address, $path );
		if ( '500' !== $status || '' !== $body || (string) $worker !== $headers['X-Pid'] ) {
			line( 'WRONG', $path, $status, $body, $headers );
		}
		list( $status, $body, $headers ) = asked( $address, '/good' );
		if ( '200' !== $status || 'allowlisted blocked' !== $body || (string) $worker !== $headers['X-Pid'] ) {
			line( 'WRONG AFTER', $path, $status, $body, $headers );
		}
	}
	line( $path );
}
?>
--EXPECT--
this process | 64
/entries
/explain
/decide
/throw
/expressions
/resolve
/time
