--TEST--
A policy cache that is no number from 1 on counts as 64
--DESCRIPTION--
A typo in php.ini must not switch the cache off or stop PHP.
--FILE--
<?php
require __DIR__ . '/support.inc';

line( 'this process', info()['rest_gate.policy_cache'] );
foreach ( array( '0', '-1', 'many', '', '1e3', '99999999999999999999', '7' ) as $value ) {
	$code    = 'require ' . var_export( __DIR__ . '/support.inc', true ) . '; policy(); policy(); $rows = info();'
		. 'echo $rows["rest_gate.policy_cache"], " | ", $rows["Policy look-ups served from the cache"];';
	$command = array( PHP_BINARY, '-n', '-d', 'extension=' . getenv( 'REST_GATE_SO' ), '-d', "rest_gate.policy_cache=$value", '-r', $code );
	$process = proc_open( $command, array( 1 => array( 'pipe', 'w' ) ), $pipes );
	line( json_encode( $value ), stream_get_contents( $pipes[1] ), proc_close( $process ) );
}
--EXPECT--
this process | 64
"0" | 64 | 1 | 0
"-1" | 64 | 1 | 0
"many" | 64 | 1 | 0
"" | 64 | 1 | 0
"1e3" | 64 | 1 | 0
"99999999999999999999" | 64 | 1 | 0
"7" | 7 | 1 | 0
