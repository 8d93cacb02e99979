<?php
/**
 * The options of a site as the database holds them, past WordPress.
 *
 * @package RestGate
 */

/**
 * Reads and writes option rows.
 */
final class Options {

	/** The table of each site whose name does not follow from the site's. */
	private const TABLES = array( 'shop' => 'ms_2_options' );

	/** @var mysqli|null The connection. */
	private static $database = null;

	/**
	 * A row's text; null when there is no such row.
	 *
	 * @param string $site The site.
	 * @param string $name The option.
	 * @return string|null
	 */
	public static function raw( $site, $name ) {
		$rows = self::run( 'SELECT option_value FROM ' . self::table( $site ) . ' WHERE option_name = ?', $name );
		return $rows[0][0] ?? null;
	}

	/**
	 * A row's value.
	 *
	 * @param string $site The site.
	 * @param string $name The option.
	 * @return mixed Null when there is no such row.
	 */
	public static function get( $site, $name ) {
		$raw   = self::raw( $site, $name );
		// Text that is not serialized is a value as well.
		$value = null === $raw ? null : @unserialize( $raw );
		return false === $value && 'b:0;' !== $raw ? $raw : $value;
	}

	/**
	 * Writes a row's text.
	 *
	 * @param string $site The site.
	 * @param string $name The option.
	 * @param string $raw  The text.
	 */
	public static function put( $site, $name, $raw ) {
		self::run( 'REPLACE INTO ' . self::table( $site ) . " (option_name, option_value, autoload) VALUES (?, ?, 'yes')", $name, $raw );
	}

	/**
	 * Removes a row.
	 *
	 * @param string $site The site.
	 * @param string $name The option.
	 */
	public static function drop( $site, $name ) {
		self::run( 'DELETE FROM ' . self::table( $site ) . ' WHERE option_name = ?', $name );
	}

	/**
	 * The names of options, sorted.
	 *
	 * @param string $site  The site.
	 * @param string $start How they begin.
	 * @return string[]
	 */
	public static function names( $site, $start = '' ) {
		$rows = self::run( 'SELECT option_name FROM ' . self::table( $site ) . ' WHERE LEFT(option_name, CHAR_LENGTH(?)) = ? ORDER BY option_name', $start, $start );
		return array_column( $rows, 0 );
	}

	/**
	 * What the plugin stores for each of some documents. The site keeps the last one.
	 *
	 * @param string                $site      A site with the plugin active and the extension on.
	 * @param array<string, string> $documents Policy documents by any name.
	 * @return array<string, string> The text of the option by the same names.
	 */
	public static function of_documents( $site, array $documents ) {
		$output = Lab::wp( $site, 'eval-file', __DIR__ . '/store-policies.php', base64_encode( json_encode( $documents ) ) );
		return array_map( 'base64_decode', json_decode( $output, true, 3, JSON_THROW_ON_ERROR ) );
	}

	/**
	 * The connections to the database, this one among them.
	 *
	 * @return int[] Their numbers.
	 */
	public static function connections() {
		return array_column( self::run( 'SELECT id FROM information_schema.processlist WHERE user = SUBSTRING_INDEX( CURRENT_USER(), "@", 1 )' ), 0 );
	}

	/**
	 * The table of a site.
	 *
	 * @param string $site The site.
	 * @return string
	 */
	private static function table( $site ) {
		return self::TABLES[ $site ] ?? $site . '_options';
	}

	/**
	 * Runs a statement.
	 *
	 * @param string $statement The statement.
	 * @param string ...$values What its question marks stand for.
	 * @return array[] The rows, each a list.
	 */
	private static function run( $statement, ...$values ) {
		if ( null === self::$database ) {
			mysqli_report( MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT );
			self::$database = new mysqli( 'localhost', Lab::env( 'DB_USER' ), Lab::env( 'DB_PASSWORD' ), Lab::env( 'DB_NAME' ), 0, Lab::env( 'MARIADB_SOCKET' ) );
			self::$database->set_charset( 'utf8mb4' );
		}
		$prepared = self::$database->prepare( $statement );
		$prepared->execute( $values );
		$result = $prepared->get_result();
		return $result ? $result->fetch_all( MYSQLI_NUM ) : array();
	}
}
