<?php
/**
 * The must-use loader: a file that the plugin installs, keeps current and removes.
 *
 * It is needed because wp-activate.php serves REST without regular plugins
 * (wp_get_active_and_valid_plugins(), wp-includes/load.php).
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Installs and removes the loader.
 */
final class Rest_Gate_Loader_File {

	public const NAME = 'rest-gate-loader.php';

	/** Begins the line that names the sites which need the loader; several may share one code base. */
	private const SITES = '// Needed by: ';

	/**
	 * Where the loader belongs.
	 *
	 * @return string
	 */
	public static function path() {
		return WPMU_PLUGIN_DIR . '/' . self::NAME;
	}

	/**
	 * Whether the loader is there, current, and knows that this site needs it.
	 *
	 * @return bool
	 */
	public static function is_current() {
		$sites = self::sites();
		return in_array( self::own_name(), $sites, true ) && file_get_contents( self::path() ) === self::contents( $sites );
	}

	/**
	 * Installs it for this site.
	 *
	 * @return bool Whether it is there and current.
	 */
	public static function install() {
		return self::is_current() || self::write( array_unique( array_merge( self::sites(), array( self::own_name() ) ) ) );
	}

	/**
	 * Takes this site off it, and removes it when no other site needs it.
	 */
	public static function remove() {
		$others = array_diff( self::sites(), array( self::own_name() ) );
		if ( $others ) {
			self::write( $others );
		} elseif ( is_file( self::path() ) && wp_is_writable( WPMU_PLUGIN_DIR ) ) {
			unlink( self::path() );
			self::forget_compiled();
		}
	}

	/**
	 * What it holds: the template, the fallback that stands alone, the sites that need it, and the
	 * call that starts it, which must come after the class.
	 *
	 * @param string[] $sites The names of the sites.
	 * @return string
	 */
	private static function contents( array $sites ) {
		$loader   = (string) file_get_contents( REST_GATE_DIR . '/mu/' . self::NAME );
		$fallback = '';
		foreach ( array( 'fallback', 'fallback-gates' ) as $name ) {
			$file      = (string) file_get_contents( REST_GATE_DIR . "/includes/class-rest-gate-$name.php" );
			$fallback .= preg_replace( '/\A<\?php\s/', '', $file ) . "\n";
		}
		// Under a name of its own: a loader of another version must not stand in for the plugin's class.
		$fallback = str_replace( 'Rest_Gate_Fallback', 'Rest_Gate_Loader_Fallback', $fallback );
		return $loader . "\n" . $fallback . self::SITES . implode( ' ', $sites ) . "\nrest_gate_loader_run();\n";
	}

	/**
	 * The sites that need the loader: those that share this code and have the plugin active.
	 *
	 * @return string[]
	 */
	private static function sites() {
		$contents = is_readable( self::path() ) ? (string) file_get_contents( self::path() ) : '';
		$found    = preg_match( '/^' . preg_quote( self::SITES, '/' ) . '([0-9a-f ]+)$/m', $contents, $match );
		return $found ? explode( ' ', $match[1] ) : array();
	}

	/**
	 * Names this installation among those that share its code, and discloses nothing of it.
	 *
	 * @return string
	 */
	private static function own_name() {
		global $wpdb;
		return substr( wp_hash( 'rest-gate ' . $wpdb->base_prefix ), 0, 12 );
	}

	/**
	 * Writes the loader in one step, so that no request meets half a file.
	 *
	 * @param string[] $sites The names of the sites.
	 * @return bool Whether it was written.
	 */
	private static function write( array $sites ) {
		// Without the folder or the right to write in it the plugin loads as a regular one, and says so.
		if ( ! wp_mkdir_p( WPMU_PLUGIN_DIR ) || ! wp_is_writable( WPMU_PLUGIN_DIR ) ) {
			return false;
		}
		$draft = self::path() . '.' . bin2hex( random_bytes( 4 ) ) . '.tmp';
		if ( false === file_put_contents( $draft, self::contents( $sites ) ) ) {
			return false;
		}
		if ( ! rename( $draft, self::path() ) ) {
			unlink( $draft );
			return false;
		}
		self::forget_compiled();
		return true;
	}

	/**
	 * Has PHP read the file anew.
	 */
	private static function forget_compiled() {
		if ( function_exists( 'opcache_invalidate' ) ) {
			opcache_invalidate( self::path(), true );
		}
	}
}
