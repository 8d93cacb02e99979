<?php
/**
 * Which plugin registered which REST endpoints, by the files of their callbacks.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Groups registered endpoints by who registered them.
 */
final class Rest_Gate_Endpoint_Owners {

	public const CORE  = 'WordPress core';
	public const OTHER = 'Other code';

	/** @var array[]|null Name and main file by the folder or file below the folder of plugins. */
	private static $plugins = null;

	/**
	 * Everybody who registered endpoints: core first, then by name.
	 *
	 * @return array{name: string, plugin: string, endpoints: string[]}[] `plugin` is the main file,
	 *                                                                   or '' where there is none.
	 */
	public static function all() {
		$owners = array();
		foreach ( rest_get_server()->get_routes() as $endpoint => $handlers ) {
			list( $name, $plugin ) = self::of_handlers( (array) $handlers );

			$owners[ $name . '|' . $plugin ] ??= array(
				'name'      => $name,
				'plugin'    => $plugin,
				'endpoints' => array(),
			);

			$owners[ $name . '|' . $plugin ]['endpoints'][] = (string) $endpoint;
		}
		uasort(
			$owners,
			static function ( array $one, array $other ) {
				$rank = ( self::CORE === $other['name'] ) <=> ( self::CORE === $one['name'] );
				return $rank ? $rank : strcasecmp( $one['name'], $other['name'] );
			}
		);
		return array_values( $owners );
	}

	/**
	 * The owner of an endpoint: the first that is not core, because a plugin may add a handler to an
	 * endpoint of core.
	 *
	 * @param array[] $handlers Its handlers.
	 * @return array{string, string} Name and main file.
	 */
	private static function of_handlers( array $handlers ) {
		$owner = array( self::OTHER, '' );
		foreach ( $handlers as $handler ) {
			$owner = self::of_file( self::file_of( is_array( $handler ) ? $handler['callback'] ?? null : null ) );
			if ( self::CORE !== $owner[0] ) {
				break;
			}
		}
		return $owner;
	}

	/**
	 * The file that defines a callback: of the object's own class, which may inherit from core.
	 *
	 * @param mixed $callback The callback.
	 * @return string '' when it cannot be told.
	 */
	private static function file_of( $callback ) {
		try {
			if ( is_string( $callback ) && strpos( $callback, '::' ) ) {
				$callback = explode( '::', $callback );
			}
			if ( is_array( $callback ) ) {
				$callback = $callback[0] ?? null;
				$mirror   = new ReflectionClass( $callback );
			} elseif ( is_object( $callback ) && ! $callback instanceof Closure ) {
				$mirror = new ReflectionClass( $callback );
			} else {
				$mirror = new ReflectionFunction( $callback );
			}
			return (string) $mirror->getFileName();
		} catch ( \Throwable $error ) {
			return '';
		}
	}

	/**
	 * The owner of a file.
	 *
	 * @param string $file Its full path.
	 * @return array{string, string} Name and main file.
	 */
	private static function of_file( $file ) {
		$file = wp_normalize_path( $file );
		$base = plugin_basename( $file );
		if ( trim( $file, '/' ) !== $base ) {
			$folder = explode( '/', $base )[0];
			return self::plugins()[ $folder ] ?? array( $folder, '' );
		}
		foreach ( array( ABSPATH . WPINC, ABSPATH . 'wp-admin' ) as $folder ) {
			if ( self::is_below( $file, $folder ) ) {
				return array( self::CORE, '' );
			}
		}
		foreach ( array( get_stylesheet(), get_template() ) as $theme ) {
			if ( self::is_below( $file, get_theme_root( $theme ) . '/' . $theme ) ) {
				return array( 'Theme ' . wp_get_theme( $theme )->get( 'Name' ), '' );
			}
		}
		return array( self::OTHER, '' );
	}

	/**
	 * Whether a file lies in a folder.
	 *
	 * @param string $file   The file.
	 * @param string $folder The folder.
	 * @return bool
	 */
	private static function is_below( $file, $folder ) {
		return 0 === strpos( $file, wp_normalize_path( $folder ) . '/' );
	}

	/**
	 * Name and main file of every plugin by its folder, or by its file when it has none; where two
	 * share a folder, of the one that is active.
	 *
	 * @return array[]
	 */
	private static function plugins() {
		if ( null === self::$plugins ) {
			require_once ABSPATH . 'wp-admin/includes/plugin.php';
			self::$plugins = array();
			foreach ( get_mu_plugins() + get_plugins() as $main => $header ) {
				$folder = explode( '/', $main )[0];
				if ( ! isset( self::$plugins[ $folder ] ) || is_plugin_active( $main ) ) {
					self::$plugins[ $folder ] = array( $header['Name'], $main );
				}
			}
		}
		return self::$plugins;
	}
}
