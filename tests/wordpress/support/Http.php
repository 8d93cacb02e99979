<?php
/**
 * A client that sends a request byte for byte, as no library would.
 *
 * @package RestGate
 */

/**
 * Sends requests over a plain socket.
 */
final class Http {

	/** The server variants of the test site and the keys of their ports. */
	private const PORTS = array(
		'nginx'          => 'NGINX_PORT',
		'nginx-pathinfo' => 'NGINX_PATHINFO_PORT',
		'nginx-catchall' => 'NGINX_CATCHALL_PORT',
		'apache-modphp'  => 'APACHE_MODPHP_PORT',
		'apache-fcgi'    => 'APACHE_FCGI_PORT',
		'php-S'          => 'PHP_S_PORT',
		'early'          => 'NGINX_EARLY_PORT',
	);

	/**
	 * Sends one request and reads the answer to its end.
	 *
	 * @param string                $method  The method as sent.
	 * @param string                $uri     The request target as sent.
	 * @param array<string, string> $headers Headers; Host is single.test unless given.
	 * @param string|null           $body    The body.
	 * @param string                $server  The server variant.
	 * @return array{status: int, headers: array<string, string[]>, body: string, json: mixed}
	 */
	public static function send( $method, $uri, array $headers = array(), $body = null, $server = 'nginx' ) {
		$socket = self::open( $server );
		stream_set_timeout( $socket, 60 );
		fwrite( $socket, self::bytes( $method, $uri, $headers, $body ) );
		$answer = stream_get_contents( $socket );
		fclose( $socket );
		return self::parse( $answer );
	}

	/**
	 * Connects to a server variant.
	 *
	 * @param string $server The server variant.
	 * @return resource
	 * @throws RuntimeException When it does not answer.
	 */
	public static function open( $server ) {
		$socket = stream_socket_client( 'tcp://127.0.0.1:' . Lab::env( self::PORTS[ $server ] ), $code, $error, 10 );
		if ( false === $socket ) {
			throw new RuntimeException( "$server does not answer: $error" );
		}
		return $socket;
	}

	/**
	 * The bytes of a request.
	 *
	 * @param string                $method  The method as sent.
	 * @param string                $uri     The request target as sent.
	 * @param array<string, string> $headers Headers; Host is single.test unless given.
	 * @param string|null           $body    The body.
	 * @return string
	 */
	public static function bytes( $method, $uri, array $headers, $body ) {
		$headers += array( 'Host' => 'single.test' );
		$headers += array( 'Connection' => 'close' );
		if ( null !== $body ) {
			$headers += array( 'Content-Length' => (string) strlen( $body ) );
		}
		$request = "$method $uri HTTP/1.1\r\n";
		foreach ( $headers as $name => $value ) {
			$request .= "$name: $value\r\n";
		}
		return $request . "\r\n" . $body;
	}

	/**
	 * Reads an answer.
	 *
	 * @param string $answer The bytes.
	 * @return array{status: int, headers: array<string, string[]>, body: string, json: mixed}
	 */
	public static function parse( $answer ) {
		$parts   = explode( "\r\n\r\n", $answer, 2 );
		$lines   = explode( "\r\n", $parts[0] );
		$body    = $parts[1] ?? '';
		$headers = array();
		foreach ( array_slice( $lines, 1 ) as $line ) {
			list( $name, $value )             = array_pad( explode( ':', $line, 2 ), 2, '' );
			$headers[ strtolower( $name ) ][] = trim( $value );
		}
		if ( 'chunked' === strtolower( $headers['transfer-encoding'][0] ?? '' ) ) {
			$body = self::unchunk( $body );
		}
		return array(
			'status'  => preg_match( '~^HTTP/\S+ (\d+)~', $lines[0], $match ) ? (int) $match[1] : 0,
			'headers' => $headers,
			'body'    => $body,
			'json'    => json_decode( $body, true ),
		);
	}

	/**
	 * Puts a chunked body together.
	 *
	 * @param string $body The body as sent.
	 * @return string
	 */
	private static function unchunk( $body ) {
		$whole = '';
		while ( preg_match( '/\A([0-9a-f]+)[^\r\n]*\r\n/i', $body, $match ) && '0' !== $match[1] ) {
			$size   = (int) hexdec( $match[1] );
			$whole .= substr( $body, strlen( $match[0] ), $size );
			$body   = substr( $body, strlen( $match[0] ) + $size + 2 );
		}
		return $whole;
	}
}
