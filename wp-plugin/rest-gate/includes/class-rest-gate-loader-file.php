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

	/**
	 * Where the loader belongs.
	 *
	 * @return string
	 */
	public static function path() {
		return WPMU_PLUGIN_DIR . '/' . self::NAME;
	}

	/**
	 * What it holds: the template, the fallback that stands alone, and the call that starts it, which
	 * must come after the class.
	 *
	 * @return string
	 */
	public static function contents() {
		$loader   = (string) file_get_contents( REST_GATE_DIR . '/mu/' . self::NAME );
		$fallback = (string) file_get_contents( REST_GATE_DIR . '/includes/class-rest-gate-fallback.php' );
		return $loader . "\n" . preg_replace( '/\A<\?php\s/', '', $fallback ) . "\nrest_gate_loader_run();\n";
	}

	/**
	 * Whether the loader is there and current.
	 *
	 * @return bool
	 */
	public static function is_current() {
		return is_readable( self::path() ) && file_get_contents( self::path() ) === self::contents();
	}

	/**
	 * Installs it, in one step, so that no request meets half a file.
	 *
	 * @return bool Whether it is there and current.
	 */
	public static function install() {
		if ( self::is_current() ) {
			return true;
		}
		// Without the folder or the right to write in it the plugin loads as a regular one, and says so.
		if ( ! wp_mkdir_p( WPMU_PLUGIN_DIR ) || ! wp_is_writable( WPMU_PLUGIN_DIR ) ) {
			return false;
		}
		$draft = self::path() . '.' . bin2hex( random_bytes( 4 ) ) . '.tmp';
		if ( false === file_put_contents( $draft, self::contents() ) ) {
			return false;
		}
		if ( ! rename( $draft, self::path() ) ) {
			unlink( $draft );
			return false;
		}
		if ( function_exists( 'opcache_invalidate' ) ) {
			opcache_invalidate( self::path(), true );
		}
		return true;
	}

	/**
	 * Removes it.
	 */
	public static function remove() {
		if ( is_file( self::path() ) && wp_is_writable( WPMU_PLUGIN_DIR ) ) {
			unlink( self::path() );
		}
	}
}
