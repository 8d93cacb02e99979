<?php
/**
 * One PHP worker behind a socket, without a web server: nothing but PHP is counted.
 *
 * It is php-cgi without any ini file, as the user of the test site's workers. Whatever it is asked for, it runs a
 * script of its own in place of WordPress, by `auto_prepend_file`: so the extension meets the site's own scripts,
 * host and snapshot, and the rest of PHP does nearly nothing. The script reads `$_SERVER`, as WordPress does.
 *
 * @package RestGate
 */

require_once __DIR__ . '/../../wordpress/support/Lab.php';
require_once __DIR__ . '/../../wordpress/support/FastCgi.php';

/**
 * Starts it, asks it, ends it.
 */
final class CgiWorker {

	/** What a request may ask the script for, in place of its usual answer. */
	public const MARK    = 'rest_gate_mark';
	public const FIGURES = 'rest_gate_figures';

	/** The script: a mark calls a function by which callgrind knows it. */
	private const SCRIPT = '<?php
$asked = $_SERVER["QUERY_STRING"];
if ( "' . self::MARK . '" === $asked ) {
	php_uname();
}
echo "' . self::FIGURES . '" === $asked && class_exists( "RestGate\Stats" ) ? json_encode( RestGate\Stats::ofPool() ) : "1";
exit;
';

	/** @var resource The process. */
	private $process;

	/** @var FastCgi|null The connection to it. */
	private $client;

	/** @var string Where its files are. */
	private $folder;

	/**
	 * Starts a worker.
	 *
	 * @param string   $name Its name: a word of its folder.
	 * @param bool     $has_extension Whether it loads the extension.
	 * @param string[] $tool The command that runs it; `{folder}` stands for its folder.
	 * @throws RuntimeException When it does not answer.
	 */
	public function __construct( $name, $has_extension, array $tool = array() ) {
		$this->folder = Lab::env( 'STATE_DIR' ) . "/valgrind-$name";
		is_dir( $this->folder ) || mkdir( $this->folder );
		// It writes there as another user.
		chmod( $this->folder, 0777 );
		$this->empty_folder();
		file_put_contents( "$this->folder/script.php", self::SCRIPT );
		chmod( "$this->folder/script.php", 0644 );
		$ini = array(
			'zend_extension=opcache',
			'opcache.validate_timestamps=0',
			"auto_prepend_file=$this->folder/script.php",
			'date.timezone=UTC',
		);
		if ( $has_extension ) {
			$ini[] = 'extension=' . self::extension();
			$ini[] = 'rest_gate.state_dir=' . Lab::env( 'GATE_STATE_DIR' );
		}
		$worker  = Lab::env( 'WORKER_USER' );
		$command = 0 === posix_getuid() ? array( 'setpriv', "--reuid=$worker", "--regid=$worker", '--init-groups', '--' ) : array();
		$command = array_merge( $command, str_replace( '{folder}', $this->folder, $tool ), array( str_replace( 'php', 'php-cgi', Lab::env( 'PHP_BIN' ) ), '-n', '-b', "$this->folder/socket" ) );
		foreach ( $ini as $line ) {
			array_push( $command, '-d', $line );
		}
		$pipes = array();
		$log   = array( 'file', "$this->folder/log", 'a' );

		$this->process = proc_open( $command, array( array( 'file', '/dev/null', 'r' ), $log, $log ), $pipes, '/', array( 'PHP_FCGI_CHILDREN' => '0', 'PHP_FCGI_MAX_REQUESTS' => '1000000', 'PATH' => getenv( 'PATH' ) ) );
		for ( $tries = 0; null === $this->client; ++$tries ) {
			if ( 600 < $tries || ! proc_get_status( $this->process )['running'] ) {
				throw new RuntimeException( "the worker $name does not answer: " . file_get_contents( "$this->folder/log" ) );
			}
			usleep( 50000 );
			try {
				$this->client = @new FastCgi( "$this->folder/socket" );
			} catch ( RuntimeException $error ) {
				continue;
			}
		}
		// A connection on which nothing comes for five seconds is closed, but never later.
		$this->send( self::request( '/' ) );
	}

	/**
	 * What a web server would tell of a request of the site `single`, as FastCGI carries it.
	 *
	 * @param string                $uri   The target.
	 * @param array<string, string> $more  More names and values.
	 * @param string                $query The query.
	 * @return string
	 */
	public static function request( $uri, array $more = array(), $query = '' ) {
		return FastCgi::request( FastCgi::told( 'index.php', '' === $query ? $uri : "$uri?$query", $more ) );
	}

	/**
	 * Asks it.
	 *
	 * @param string $request What `request()` gave.
	 * @return string The answer, headers and body.
	 */
	public function send( $request ) {
		return $this->client->send( $request );
	}

	/**
	 * What the extension counted in it.
	 *
	 * @return array<string, int>
	 */
	public function figures() {
		$answer = $this->send( self::request( '/', array(), self::FIGURES ) );
		return (array) json_decode( substr( strstr( $answer, "\r\n\r\n" ), 4 ), true );
	}

	/**
	 * Its process.
	 *
	 * @return int
	 */
	public function pid() {
		return proc_get_status( $this->process )['pid'];
	}

	/**
	 * Where its files are.
	 *
	 * @return string
	 */
	public function folder() {
		return $this->folder;
	}

	/**
	 * Ends it. What is needed of it was written before.
	 */
	public function end() {
		$this->client = null;
		proc_terminate( $this->process, SIGKILL );
		proc_close( $this->process );
		$this->empty_folder();
		rmdir( $this->folder );
	}

	/**
	 * The extension that the servers of the site have.
	 *
	 * @return string
	 * @throws RuntimeException When they have none.
	 */
	private static function extension() {
		$ini = @file_get_contents( Lab::env( 'PHP_CONF_DIR' ) . '/90-rest_gate.ini' );
		if ( ! preg_match( '/^extension=(.+)$/m', (string) $ini, $match ) ) {
			throw new RuntimeException( 'the extension is not loaded in the test site: run tests/site/site extension on' );
		}
		return $match[1];
	}

	/**
	 * Removes its files.
	 */
	private function empty_folder() {
		array_map( 'unlink', glob( "$this->folder/*" ) ?: array() );
	}
}
