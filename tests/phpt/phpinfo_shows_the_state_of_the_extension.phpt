--TEST--
phpinfo() shows version, protocol, cache and directive
--FILE--
<?php
require __DIR__ . '/support.inc';

$rows = info();
line( array_keys( $rows ) );
line( 'version', RestGate\VERSION === $rows['Version'] );
line( 'protocol', (string) RestGate\PROTOCOL === $rows['Protocol'] );
line( 'document version', (string) RestGate\DOCUMENT_VERSION === $rows['Policy document version'] );
line( 'directive', $rows['rest_gate.policy_cache'] );
--EXPECT--
["REST Gate","Version","Protocol","Policy document version","Compiled policies in this process","Policy look-ups served from the cache","Policy look-ups that compiled","Directive","rest_gate.policy_cache"]
version | true
protocol | true
document version | true
directive | 64
