<?php
/**
 * The site on which the commands about gates are run, and what each test asks of a run.
 *
 * @package RestGate
 */

use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/CliRunner.php';

/**
 * Base of the tests of `wp rest-gate gate`, `explain` and `policy test`.
 */
abstract class CliGateSite extends TestCase {

	protected const SITE = 'noslash';

	/** @var mysqli The database of the sites. */
	private static $database;

	/** @var string The options of the site. */
	private static $options;

	/** @var string|null The must-use loader as it was before the tests. */
	private static $loader = null;

	/**
	 * Activates the plugin, and stores the policy of the class if it has one.
	 */
	public static function setUpBeforeClass(): void {
		self::$loader = is_file( self::loader() ) ? file_get_contents( self::loader() ) : null;
		new CliRunner( self::SITE, array( 'wp', 'plugin', 'activate', 'rest-gate' ) );
		self::$database = new mysqli( 'localhost', Lab::env( 'DB_USER' ), Lab::env( 'DB_PASSWORD' ), Lab::env( 'DB_NAME' ), 0, Lab::env( 'MARIADB_SOCKET' ) );
		self::$options  = trim( ( new CliRunner( self::SITE, array( 'wp', 'db', 'prefix' ) ) )->out ) . 'options';
		self::forget();
		if ( null !== static::document() ) {
			self::import( static::document() );
		}
	}

	/**
	 * Leaves the site as it was. Sites share their files, so others may still need the loader.
	 */
	public static function tearDownAfterClass(): void {
		self::forget();
		new CliRunner( self::SITE, array( 'wp', 'plugin', 'deactivate', 'rest-gate' ) );
		if ( null !== self::$loader ) {
			file_put_contents( self::loader(), self::$loader );
			chown( self::loader(), Lab::env( 'WORKER_USER' ) );
		}
	}

	/**
	 * The policy that is in force while the tests of a class run.
	 *
	 * @return string|null
	 */
	protected static function document() {
		return null;
	}

	/**
	 * Runs a command and compares everything that it says.
	 *
	 * @param int      $code  The exit code.
	 * @param string   $out   STDOUT.
	 * @param string   $err   STDERR.
	 * @param string[] $words The command.
	 * @param string   $input STDIN.
	 */
	protected function assert_ran( $code, $out, $err, array $words, $input = '' ) {
		$run = new CliRunner( self::SITE, $words, $input );
		$this->assertSame( array( $out, $err, $code ), array( $run->out, $run->err, $run->code ) );
	}

	/**
	 * Stores a document.
	 *
	 * @param string $json The document.
	 */
	protected static function import( $json ) {
		$run = new CliRunner( self::SITE, array( 'policy', 'import', '-', '--force' ), $json );
		self::assertSame( array( 0, '' ), array( $run->code, $run->err ) );
	}

	/**
	 * Forgets everything that the plugin stored.
	 */
	protected static function forget() {
		self::$database->query( 'DELETE FROM ' . self::$options . " WHERE option_name LIKE 'rest\\_gate\\_%'" );
	}

	/**
	 * The gates that are stored, by their ids.
	 *
	 * @return array[]
	 */
	protected static function gates() {
		$row = self::$database->query( 'SELECT option_value FROM ' . self::$options . " WHERE option_name = 'rest_gate_policy'" )->fetch_row();
		if ( ! $row ) {
			return array();
		}
		$stored = unserialize( $row[0], array( 'allowed_classes' => false ) );
		return array_column( json_decode( $stored['document'], true )['gates'], null, 'id' );
	}

	/**
	 * A table as WP-CLI prints it where nobody looks.
	 *
	 * @param string[] ...$rows The rows, the names of the columns first.
	 * @return string
	 */
	protected static function table( array ...$rows ) {
		$text = '';
		foreach ( $rows as $row ) {
			$text .= implode( "\t", $row ) . "\n";
		}
		return $text;
	}

	/**
	 * Where the must-use loader belongs.
	 *
	 * @return string
	 */
	private static function loader() {
		return Lab::env( 'WORDPRESS_ROOT' ) . '/wp-content/mu-plugins/rest-gate-loader.php';
	}
}
