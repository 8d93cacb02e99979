<?php
/**
 * Run by a PHP with the extension: resolves what PHP was given, one case a line.
 *
 * Reads serialised cases in base64 from standard input (site, server, get, post)
 * and answers each with kind, route, method and why. Bytes stay bytes. It never throws: what was
 * thrown is the answer.
 *
 * @package RestGate
 */

while ( false !== ( $line = fgets( STDIN ) ) ) {
	list( $site, $server, $get, $post ) = unserialize( base64_decode( $line ), array( 'allowed_classes' => false ) );

	try {
		$resolution = RestGate\Request::resolve( $site, $server, $get, $post );
		$answer     = array(
			'kind'   => $resolution->kind(),
			'route'  => $resolution->route(),
			'method' => $resolution->method(),
			'why'    => $resolution->why(),
		);
	} catch ( Throwable $error ) {
		$answer = array_fill_keys( array( 'route', 'method' ), null ) + array(
			'kind' => 'threw',
			'why'  => get_class( $error ) . ': ' . $error->getMessage(),
		);
	}
	echo base64_encode( serialize( $answer ) ), "\n";
}
