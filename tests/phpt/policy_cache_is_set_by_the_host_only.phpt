--TEST--
rest_gate.policy_cache belongs to the host: no script changes it
--DESCRIPTION--
A plugin that could shrink the cache would make every request compile the policy anew.
--FILE--
<?php
require __DIR__ . '/support.inc';

line( ini_get_all( 'rest_gate' ) );
line( 'access is PHP_INI_SYSTEM', INI_SYSTEM === ini_get_all( 'rest_gate' )['rest_gate.policy_cache']['access'] );
line( 'ini_set', ini_set( 'rest_gate.policy_cache', '1' ) );
line( 'still', ini_get( 'rest_gate.policy_cache' ) );
--EXPECT--
{"rest_gate.early":{"global_value":"1","local_value":"1","access":4},"rest_gate.harmless_headers":{"global_value":"","local_value":"","access":4},"rest_gate.policy_cache":{"global_value":"64","local_value":"64","access":4},"rest_gate.state_dir":{"global_value":"/var/lib/rest-gate","local_value":"/var/lib/rest-gate","access":4},"rest_gate.tarpit_max_ms":{"global_value":"5000","local_value":"5000","access":4}}
access is PHP_INI_SYSTEM | true
ini_set | false
still | 64
