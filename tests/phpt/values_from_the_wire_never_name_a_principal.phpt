--TEST--
Whatever value stands for the principal: an ArgumentException, never a decision
--FILE--
<?php
require __DIR__ . '/support.inc';
require __DIR__ . '/odd.inc';

foreach ( $odd as $kind => $value ) {
	foreach ( array( 'decide', 'explain' ) as $method ) {
		try {
			policy( array( 'mode' => 'off' ) )->$method( '/a/v1/x', 'GET', $value, TODAY );
			line( 'NOT REFUSED', $kind );
		} catch ( RestGate\ArgumentException ) {
			continue;
		}
	}
}
line( count( $odd ), 'kinds' );
--EXPECT--
31 | kinds
