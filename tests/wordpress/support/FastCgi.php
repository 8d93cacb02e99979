<?php
/**
 * A client of php-fpm without a web server in between.
 *
 * @package RestGate
 */

require_once __DIR__ . '/FastCgiClosed.php';

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

	/**
	 * Connects.
	 *
	 * @param string $path     The pool's socket.
	 * @param int    $patience For so many seconds an answer is waited for.
	 * @throws RuntimeException When nobody listens.
	 */
	public function __construct( $path, $patience = 60 ) {
		$socket = @stream_socket_client( "unix://$path", $code, $error, 10 );
		if ( false === $socket ) {
			throw new RuntimeException( "$path: $error" );
		}
		stream_set_timeout( $socket, $patience );
		$this->socket = $socket;
	}

	/**
	 * What a web server tells PHP of a GET that proves nothing of who asks, to the site `single`.
	 *
	 * @param string                $script The script that PHP opens, in WordPress's folder.
	 * @param string                $target Path and query.
	 * @param array<string, string> $more   What is different.
	 * @return array<string, string>
	 */
	public static function told( $script, $target, array $more = array() ) {
		$root = Lab::env( 'WORDPRESS_ROOT' );
		return $more + array(
			'REQUEST_METHOD'    => 'GET',
			'REQUEST_URI'       => $target,
			'QUERY_STRING'      => explode( '?', $target, 2 )[1] ?? '',
			'CONTENT_LENGTH'    => '',
			'SCRIPT_NAME'       => "/$script",
			'SCRIPT_FILENAME'   => "$root/$script",
			'DOCUMENT_ROOT'     => $root,
			'SERVER_PROTOCOL'   => 'HTTP/1.1',
			'GATEWAY_INTERFACE' => 'CGI/1.1',
			'REMOTE_ADDR'       => '127.0.0.1',
			'SERVER_PORT'       => '80',
			'HTTP_HOST'         => 'single.test',
			'HTTP_USER_AGENT'   => 'Mozilla/5.0 (compatible; scanner)',
			'HTTP_ACCEPT'       => '*/*',
		);
	}

	/**
	 * The bytes of a request, to be sent as often as needed.
	 *
	 * @param array<string, string> $params What the web server tells PHP.
	 * @param string                $body   The body, at most 65,535 bytes.
	 * @return string
	 */
	public static function request( array $params, $body = '' ) {
		$text = '';
		foreach ( $params as $name => $value ) {
			$text .= self::length( strlen( $name ) ) . self::length( strlen( $value ) ) . $name . $value;
		}
		$input = '' === $body ? '' : self::record( self::STDIN, $body );
		// A responder that keeps the connection.
		return self::record( self::BEGIN, "\0\1\1\0\0\0\0\0" ) . self::record( self::PARAMS, $text ) . self::record( self::PARAMS, '' ) . $input . self::record( self::STDIN, '' );
	}

	/**
	 * Sends a request, and gives the whole answer: headers as PHP wrote them, and body.
	 *
	 * @param string $request The bytes.
	 * @return string
	 * @throws FastCgiClosed When the connection ended before the answer did.
	 */
	public function send( $request ) {
		$sent = @fwrite( $this->socket, $request );
		if ( strlen( $request ) !== $sent ) {
			throw new FastCgiClosed( 0 );
		}
		$answer = '';
		$bytes  = 0;
		do {
			$head   = unpack( 'Cversion/Ctype/nid/nlength/Cpadding/Creserved', $this->read( 8, $bytes ) );
			$length = $head['length'] + $head['padding'];
			$body   = $this->read( $length, $bytes );
			if ( self::STDOUT === $head['type'] ) {
				$answer .= substr( $body, 0, $head['length'] );
			}
		} while ( self::END !== $head['type'] );
		return $answer;
	}

	/**
	 * Reads so many bytes.
	 *
	 * @param int $length How many.
	 * @param int $bytes  How many of the answer came so far.
	 * @return string
	 * @throws FastCgiClosed When the connection ended.
	 */
	private function read( $length, &$bytes ) {
		$text = '';
		while ( strlen( $text ) < $length ) {
			$more = @fread( $this->socket, $length - strlen( $text ) );
			if ( false === $more || '' === $more ) {
				throw new FastCgiClosed( $bytes );
			}
			$text  .= $more;
			$bytes += strlen( $more );
		}
		return $text;
	}

	/**
	 * A record of the protocol.
	 *
	 * @param int    $type    Its type.
	 * @param string $content Its content.
	 * @return string
	 */
	private static function record( $type, $content ) {
		return pack( 'CCnnCC', 1, $type, 1, strlen( $content ), 0, 0 ) . $content;
	}

	/**
	 * A length as the protocol writes it.
	 *
	 * @param int $length The length.
	 * @return string
	 */
	private static function length( $length ) {
		return $length < 128 ? chr( $length ) : pack( 'N', $length | 0x80000000 );
	}
}
