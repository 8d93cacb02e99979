<?php
/**
 * Servers of a test's own, with the early gate: PHP as CGI, PHP's built-in server, Apache with mod_php.
 *
 * They serve the WordPress of the test site on free ports of this machine, as the user of its workers.
 *
 * @package RestGate
 */

/**
 * Starts servers, and ends them.
 */
final class OwnServers {

	/** @var resource[] The processes. */
	private static $running = array();

	/** @var string[] Files of theirs. */
	private static $files = array();

	/**
	 * PHP as CGI: a process for each request, started as a web server would.
	 *
	 * @return callable Takes method, target and headers, gives the answer.
	 */
	public static function cgi() {
		return static function ( $method, $uri, array $headers ) {
			$root        = Lab::env( 'WORDPRESS_ROOT' );
			$environment = array(
				'PHP_INI_SCAN_DIR'  => Lab::env( 'PHP_SCAN_DIR_CLI' ),
				'REDIRECT_STATUS'   => '200',
				'GATEWAY_INTERFACE' => 'CGI/1.1',
				'SERVER_PROTOCOL'   => 'HTTP/1.1',
				'SERVER_NAME'       => 'single.test',
				'SERVER_PORT'       => '80',
				'SERVER_SOFTWARE'   => 'test',
				'REMOTE_ADDR'       => '127.0.0.1',
				'DOCUMENT_ROOT'     => $root,
				'SCRIPT_FILENAME'   => "$root/index.php",
				'SCRIPT_NAME'       => '/index.php',
				'REQUEST_METHOD'    => $method,
				'REQUEST_URI'       => $uri,
				'QUERY_STRING'      => (string) parse_url( "http://x$uri", PHP_URL_QUERY ),
			);
			foreach ( $headers as $name => $value ) {
				$environment[ 'HTTP_' . strtoupper( strtr( $name, '-', '_' ) ) ] = $value;
			}
			$pipes   = array();
			$command = array_merge( self::as_worker(), array( str_replace( 'php', 'php-cgi', Lab::env( 'PHP_BIN' ) ) ), self::ini() );
			$process = proc_open( $command, array( array( 'file', '/dev/null', 'r' ), array( 'pipe', 'w' ) ), $pipes, null, $environment );
			$output  = stream_get_contents( $pipes[1] );
			proc_close( $process );
			// A server makes the first line of this header; without it all is well.
			$status = preg_match( '/^Status: (\d+)/mi', $output, $match ) ? $match[1] : '200';
			return Http::parse( "HTTP/1.1 $status -\r\n$output" );
		};
	}

	/**
	 * PHP's built-in server.
	 *
	 * @return callable Takes method, target and headers, gives the answer.
	 */
	public static function built_in() {
		$port    = self::free_port();
		$command = array_merge( array( Lab::env( 'PHP_BIN' ) ), self::ini(), array( '-S', "127.0.0.1:$port", '-t', Lab::env( 'WORDPRESS_ROOT' ) ) );
		self::start( array_merge( self::as_worker(), $command ), array( 'PHP_INI_SCAN_DIR' => Lab::env( 'PHP_SCAN_DIR_CLI' ) ), $port );
		return self::over_http( $port );
	}

	/**
	 * Apache with mod_php, configured as that of the test site, with the early gate for every site.
	 *
	 * @return callable Takes method, target and headers, gives the answer.
	 */
	public static function apache() {
		$state = Lab::env( 'STATE_DIR' );
		$ports = array( Lab::env( 'APACHE_MODPHP_PORT' ) => self::free_port(), Lab::env( 'APACHE_FCGI_PORT' ) => self::free_port() );
		$text  = strtr( file_get_contents( "$state/conf/apache.conf" ), $ports + array( 'apache.own.pid' => 'apache-early.own.pid' ) );
		$file  = "$state/conf/apache-early.conf";
		file_put_contents( $file, $text . "\nDefaultRuntimeDir $state/run/apache-early\nphp_admin_value rest_gate.early 1\n" );
		is_dir( "$state/run/apache-early" ) || mkdir( "$state/run/apache-early", 0700 );
		self::$files[] = $file;
		$port          = reset( $ports );
		// It ends its whole process group, which must not be that of the tests.
		self::start( array( 'setsid', 'apache2', '-D', 'FOREGROUND', '-f', $file ), array( 'PHP_INI_SCAN_DIR' => str_replace( '/cli/', '/apache2/', Lab::env( 'PHP_SCAN_DIR_CLI' ) ) ), $port );
		return self::over_http( $port );
	}

	/**
	 * Ends all of them.
	 */
	public static function end() {
		foreach ( self::$running as $process ) {
			proc_terminate( $process );
			proc_close( $process );
		}
		array_map( 'unlink', array_filter( self::$files, 'is_file' ) );
		self::$running = array();
		self::$files   = array();
	}

	/**
	 * Starts a server, and waits until it answers.
	 *
	 * @param string[]              $command     The command.
	 * @param array<string, string> $environment More of the environment.
	 * @param int                   $port        Its port.
	 * @throws RuntimeException When it does not.
	 */
	private static function start( array $command, array $environment, $port ) {
		$pipes = array();
		$log   = Lab::env( 'LOG_DIR' ) . '/own-server.log';

		self::$running[] = proc_open( $command, array( array( 'file', '/dev/null', 'r' ), array( 'file', $log, 'a' ), array( 'file', $log, 'a' ) ), $pipes, null, $environment + getenv() );
		for ( $tries = 0; $tries < 200; ++$tries ) {
			$socket = @stream_socket_client( "tcp://127.0.0.1:$port", $code, $error, 1 );
			if ( $socket ) {
				fclose( $socket );
				return;
			}
			usleep( 50000 );
		}
		throw new RuntimeException( implode( ' ', $command ) . " does not answer: $error" );
	}

	/**
	 * Sends requests to a port.
	 *
	 * @param int $port The port.
	 * @return callable
	 */
	private static function over_http( $port ) {
		return static function ( $method, $uri, array $headers ) use ( $port ) {
			$socket = stream_socket_client( "tcp://127.0.0.1:$port", $code, $error, 10 );
			stream_set_timeout( $socket, 60 );
			fwrite( $socket, Http::bytes( $method, $uri, $headers, null ) );
			$answer = stream_get_contents( $socket );
			fclose( $socket );
			return Http::parse( $answer );
		};
	}

	/**
	 * What has PHP refuse early; the state folder is that of the test site, by its own ini file.
	 *
	 * @return string[]
	 */
	private static function ini() {
		return array( '-d', 'rest_gate.early=1' );
	}

	/**
	 * The words before a command that have it run as the workers' user.
	 *
	 * @return string[]
	 */
	private static function as_worker() {
		$worker = Lab::env( 'WORKER_USER' );
		return 0 === posix_getuid() ? array( 'setpriv', "--reuid=$worker", "--regid=$worker", '--init-groups', '--' ) : array();
	}

	/**
	 * A port that nobody listens at.
	 *
	 * @return int
	 */
	private static function free_port() {
		$socket = stream_socket_server( 'tcp://127.0.0.1:0' );
		$port   = (int) substr( strrchr( stream_socket_get_name( $socket, false ), ':' ), 1 );
		fclose( $socket );
		return $port;
	}
}
