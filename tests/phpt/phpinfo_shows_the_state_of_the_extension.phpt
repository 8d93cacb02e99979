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
line( 'directives', $rows['rest_gate.policy_cache'], $rows['rest_gate.state_dir'], $rows['rest_gate.early'], $rows['rest_gate.tarpit_max_ms'], $rows['rest_gate.harmless_headers'] );
--EXPECT--
["REST Gate","Version","Protocol","Policy document version","Compiled policies in this process","Policy look-ups served from the cache","Policy look-ups that compiled","Directive","rest_gate.policy_cache","rest_gate.state_dir","rest_gate.early","rest_gate.tarpit_max_ms","rest_gate.harmless_headers"]
version | true
protocol | true
document version | true
directives | 64 | /var/lib/rest-gate | on | 5000 | 
