<?php
/**
 * Runs WP-CLI on the test site as the servers' user, and keeps its two outputs apart.
 *
 * @package RestGate
 */

/**
 * One finished run of WP-CLI.
 */
final class CliRunner {

	/** @var int The exit code. */
	public $code;

	/** @var string What it printed. */
	public $out;

	/** @var string What it printed on STDERR. */
	public $err;

	/**
	 * Runs `wp rest-gate …`.
	 *
	 * @param string   $site    noslash, plain or prefix.
	 * @param string[] $words   Words behind `wp rest-gate`, or behind `wp` when the first is `wp`.
	 * @param string   $input   STDIN.
	 * @param bool     $without Without the extension.
	 */
	public function __construct( $site, array $words, $input = '', $without = false ) {
		if ( 'wp' === $words[0] ) {
			array_shift( $words );
		} else {
			array_unshift( $words, 'rest-gate' );
		}
		$scan    = Lab::env( 'PHP_SCAN_DIR_CLI' );
		$command = array_merge(
			self::prefix(),
			array(
				'env',
				'HOME=' . Lab::env( 'STATE_DIR' ) . '/home',
				'PHP_INI_SCAN_DIR=' . ( $without ? explode( ':', $scan )[0] : $scan ),
				Lab::env( 'PHP_BIN' ),
				'-d',
				'error_reporting=22527',
				// Each run is a new process: without this most of its time goes into compiling WordPress.
				'-d',
				'opcache.enable_cli=1',
				'-d',
				'opcache.file_cache_only=1',
				'-d',
				'opcache.file_cache=' . self::cache(),
				Lab::env( 'STATE_DIR' ) . '/home/wp-cli.phar',
				'--path=' . Lab::env( 'WORDPRESS_ROOT' ),
				'--url=http://' . $site . '.test',
				'--no-color',
			),
			$words
		);
		$files   = array( tmpfile(), tmpfile(), tmpfile() );
		fwrite( $files[0], $input );
		rewind( $files[0] );
		$pipes      = array();
		$this->code = proc_close( proc_open( $command, $files, $pipes, Lab::env( 'STATE_DIR' ) ) );
		rewind( $files[1] );
		rewind( $files[2] );
		$this->out = stream_get_contents( $files[1] );
		$this->err = stream_get_contents( $files[2] );
	}

	/**
	 * Where compiled files are kept.
	 *
	 * @return string
	 */
	private static function cache() {
		$folder = Lab::env( 'STATE_DIR' ) . '/tmp/cli-test-opcache';
		if ( ! is_dir( $folder ) ) {
			mkdir( $folder );
			chmod( $folder, 0777 );
		}
		return $folder;
	}

	/**
	 * What makes root the servers' user.
	 *
	 * @return string[]
	 */
	private static function prefix() {
		if ( 0 !== posix_geteuid() ) {
			return array();
		}
		$user = Lab::env( 'WORKER_USER' );
		return array( 'setpriv', "--reuid=$user", "--regid=$user", '--init-groups', '--' );
	}
}
