<?php
/**
 * Whether anything on this site could let a stranger in who sends no cookie and no credential.
 *
 * A plugin may tell WordPress who asks by whatever it likes: an address, a certificate, a token in the
 * body. Where one that is not known to look for credentials only takes part, the early gate stands
 * back, unless the owner affirms that it may refuse all the same.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Looks for callbacks that could tell who asks.
 */
final class Rest_Gate_Strangers {

	/** What the last REST request saw; an array with `code` and `unknown`. */
	public const OPTION = 'rest_gate_strangers';

	/**
	 * A REST request is served: remembers what stands there now. Some plugins take part in REST only, so
	 * other requests go by this.
	 */
	public static function look() {
		$seen = array(
			'code'    => self::code(),
			'unknown' => self::unknown(),
		);
		if ( get_option( self::OPTION ) !== $seen ) {
			update_option( self::OPTION, $seen, true );
		}
	}

	/**
	 * The unknown callbacks, of the last REST request and of this one; null when no REST request was served
	 * since plugins, theme or WordPress changed.
	 *
	 * @return string[]|null
	 */
	public static function known_of() {
		$seen = get_option( self::OPTION );
		if ( ! is_array( $seen ) || ( $seen['code'] ?? null ) !== self::code() ) {
			return null;
		}
		return array_values( array_unique( array_merge( self::remembered(), self::unknown() ) ) );
	}

	/**
	 * The unknown callbacks of the last REST request: the same in every request and in a command line.
	 *
	 * @return string[]
	 */
	public static function remembered() {
		$seen = get_option( self::OPTION );
		return array_values( array_filter( (array) ( is_array( $seen ) ? $seen['unknown'] ?? array() : array() ), 'is_string' ) );
	}

	/**
	 * The callbacks of this request that could let a stranger in.
	 *
	 * @return string[]
	 */
	private static function unknown() {
		$known = require __DIR__ . '/known-callers.php';
		$found = array();
		foreach ( self::callbacks( 'determine_current_user' ) as $name ) {
			if ( ! in_array( strtolower( $name ), $known, true ) ) {
				$found[] = $name;
			}
		}
		foreach ( self::callbacks( 'rest_gate_vouch' ) as $name ) {
			$found[] = 'rest_gate_vouch: ' . $name;
		}
		return array_values( array_unique( $found ) );
	}

	/**
	 * The names of a filter's callbacks.
	 *
	 * @param string $hook The filter.
	 * @return string[]
	 */
	private static function callbacks( $hook ) {
		global $wp_filter;
		$names = array();
		foreach ( isset( $wp_filter[ $hook ] ) ? $wp_filter[ $hook ]->callbacks : array() as $callbacks ) {
			foreach ( $callbacks as $callback ) {
				$names[] = self::name( $callback['function'] ?? null );
			}
		}
		return $names;
	}

	/**
	 * The name of a callback.
	 *
	 * @param mixed $callback The callback.
	 * @return string
	 */
	private static function name( $callback ) {
		if ( is_string( $callback ) ) {
			return ltrim( $callback, '\\' );
		}
		if ( is_array( $callback ) && isset( $callback[0], $callback[1] ) && is_string( $callback[1] ) ) {
			return ( is_object( $callback[0] ) ? get_class( $callback[0] ) : ltrim( (string) $callback[0], '\\' ) ) . '::' . $callback[1];
		}
		return is_object( $callback ) ? get_class( $callback ) : 'unknown';
	}

	/**
	 * Changes whenever other code may be loaded.
	 *
	 * @return string
	 */
	private static function code() {
		$parts = array( get_bloginfo( 'version' ), REST_GATE_VERSION, get_option( 'active_plugins' ), get_option( 'template' ), get_option( 'stylesheet' ) );
		if ( is_multisite() ) {
			$parts[] = array_keys( (array) get_site_option( 'active_sitewide_plugins', array() ) );
		}
		return md5( (string) wp_json_encode( $parts ) );
	}
}
