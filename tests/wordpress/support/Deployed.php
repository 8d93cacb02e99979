<?php
/**
 * The files of a deployed WordPress, which tests break and mend.
 *
 * @package RestGate
 */

/**
 * Changes wp-content and takes the changes back.
 */
final class Deployed {

	/** The must-use loader. */
	public const LOADER = 'mu-plugins/rest-gate-loader.php';

	/** The plugin's main file. */
	public const PLUGIN = 'plugins/rest-gate/rest-gate.php';

	/** @var string[] The fixtures that were planted. */
	private static $planted = array();

	/** @var array<string, int> The modes that folders had. */
	private static $modes = array();

	/**
	 * A path below wp-content.
	 *
	 * @param string $path The path.
	 * @param string $root The key of the WordPress.
	 * @return string
	 */
	public static function path( $path, $root = 'WORDPRESS_ROOT' ) {
		return Lab::env( $root ) . '/wp-content/' . $path;
	}

	/**
	 * Plants a fixture as a must-use plugin that is loaded before all others.
	 *
	 * @param string                $name    A file of tests/fixtures/wordpress/planted.
	 * @param array<string, string> $changes Text to replace in it.
	 */
	public static function plant( $name, array $changes = array() ) {
		$text = file_get_contents( Lab::env( 'REPO' ) . '/tests/fixtures/wordpress/planted/' . $name );
		$path = self::path( 'mu-plugins/0-' . $name );
		file_put_contents( $path, strtr( $text, $changes ) );
		chmod( $path, 0644 );
		// A script that was compiled under this name within the same second would be taken for this one.
		touch( $path, time() - random_int( 10, 1000000 ) );
		self::$planted[] = $path;
	}

	/**
	 * Replaces text in a deployed file.
	 *
	 * @param string $path The path below wp-content.
	 * @param string $from What stands there.
	 * @param string $to   What shall stand there.
	 */
	public static function edit( $path, $from, $to ) {
		$text = file_get_contents( self::path( $path ) );
		if ( ! str_contains( $text, $from ) ) {
			throw new RuntimeException( "$path does not hold $from" );
		}
		file_put_contents( self::path( $path ), str_replace( $from, $to, $text ) );
		touch( self::path( $path ), time() - random_int( 10, 1000000 ) );
	}

	/**
	 * Removes a file or a folder.
	 *
	 * @param string $path The path below wp-content.
	 */
	public static function remove( $path ) {
		$path = self::path( $path );
		if ( is_dir( $path ) ) {
			$inside = new RecursiveDirectoryIterator( $path, FilesystemIterator::SKIP_DOTS );
			foreach ( new RecursiveIteratorIterator( $inside, RecursiveIteratorIterator::CHILD_FIRST ) as $item ) {
				$item->isDir() ? rmdir( $item ) : unlink( $item );
			}
			rmdir( $path );
		} elseif ( is_file( $path ) ) {
			unlink( $path );
		}
	}

	/**
	 * Forbids the servers to write in mu-plugins.
	 */
	public static function lock_mu_plugins() {
		$path                 = self::path( 'mu-plugins' );
		self::$modes[ $path ] = fileperms( $path ) & 07777;
		chmod( $path, 0555 );
	}

	/**
	 * Takes everything back; the loader is the plugin's own business.
	 */
	public static function mend() {
		foreach ( self::$modes as $path => $mode ) {
			chmod( $path, $mode );
		}
		array_map( 'unlink', array_filter( self::$planted, 'is_file' ) );
		self::$modes   = array();
		self::$planted = array();
		clearstatcache();
		Lab::site( 'sync' );
	}
}
