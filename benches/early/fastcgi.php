<?php
/**
 * A client of php-fpm without a web server in between: what is measured is PHP alone.
 */

declare( strict_types=1 );

/**
 * One connection to a pool, kept alive.
 */
final class FastCgi {

	private const BEGIN  = 1;
	private const END    = 3;
	private const PARAMS = 4;
	private const STDIN  = 5;
	private const STDOUT = 6;

	/** @var resource The connection. */
	private $socket;

	/** Waits for an answer no longer than that many seconds. */
	public function __construct( string $path, int $patience = 60 ) {
		$socket = stream_socket_client( "unix://$path", $code, $error, 10 );
		if ( false === $socket ) {
			throw new RuntimeException( "$path: $error" );
		}
		stream_set_timeout( $socket, $patience );
		$this->socket = $socket;
	}

	/** The bytes of a request without body, to be sent as often as needed. */
	public static function request( array $params ): string {
		$text = '';
		foreach ( $params as $name => $value ) {
			$text .= self::length( strlen( $name ) ) . self::length( strlen( $value ) ) . $name . $value;
		}
		// A responder that keeps the connection.
		return self::record( self::BEGIN, "\0\1\1\0\0\0\0\0" ) . self::record( self::PARAMS, $text ) . self::record( self::PARAMS, '' ) . self::record( self::STDIN, '' );
	}

	/** Sends a request, and gives the whole answer: headers as PHP wrote them, and body. */
	public function send( string $request ): string {
		fwrite( $this->socket, $request );
		$answer = '';
		do {
			$head = unpack( 'Cversion/Ctype/nid/nlength/Cpadding/Creserved', $this->read( 8 ) );
			$body = $this->read( $head['length'] + $head['padding'] );
			if ( self::STDOUT === $head['type'] ) {
				$answer .= substr( $body, 0, $head['length'] );
			}
		} while ( self::END !== $head['type'] );
		return $answer;
	}

	private function read( int $length ): string {
		$bytes = '';
		while ( strlen( $bytes ) < $length ) {
			$more = fread( $this->socket, $length - strlen( $bytes ) );
			if ( false === $more || '' === $more ) {
				throw new RuntimeException( 'php-fpm closed the connection' );
			}
			$bytes .= $more;
		}
		return $bytes;
	}

	private static function record( int $type, string $content ): string {
		return pack( 'CCnnCC', 1, $type, 1, strlen( $content ), 0, 0 ) . $content;
	}

	private static function length( int $length ): string {
		return $length < 128 ? chr( $length ) : pack( 'N', $length | 0x80000000 );
	}
}
