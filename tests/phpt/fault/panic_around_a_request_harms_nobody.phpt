--TEST--
A panic when a request begins, before its script and at its end: the script runs, the worker lives, and it is counted
--FILE--
<?php
require __DIR__ . '/server.inc';

list( $address, $process ) = served( __DIR__ . '/telling.inc' );
foreach ( array( '', 'startup', 'hook', 'shutdown', '' ) as $place ) {
	$context = stream_context_create( array( 'http' => array( 'header' => "X-Rest-Gate-Fault: $place", 'timeout' => 20, 'ignore_errors' => true ) ) );
	$body    = file_get_contents( "http://$address/", false, $context );
	echo str_pad( $place, 8 ), ' | ', explode( ' ', $http_response_header[0] ?? ' none' )[1], ' | ', $body, "\n";
}
$told = json_decode( file_get_contents( "http://$address/?counted" ), true );
// Each script that a request opens asks the hook.
echo $told['panics'] >= 2 ? 'counted' : "counted {$told['panics']}", "\n", $told['process'] === $process ? "the same worker\n" : "another worker\n";
?>
--EXPECT--
         | 200 | served
startup  | 200 | served
hook     | 200 | served
shutdown | 200 | served
         | 200 | served
counted
the same worker
