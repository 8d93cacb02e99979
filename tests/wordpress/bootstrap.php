<?php
/**
 * Runs before the tests over HTTP: the test site must be up and the extension on.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/Lab.php';
require_once __DIR__ . '/support/Http.php';
require_once __DIR__ . '/support/Login.php';

if ( 'on' !== Lab::env( 'EXTENSION' ) ) {
	fwrite( STDERR, "The extension is not loaded in the test site: run tests/site/site extension on\n" );
	exit( 1 );
}
