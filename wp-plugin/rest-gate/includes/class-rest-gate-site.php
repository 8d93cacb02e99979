<?php
/**
 * Under which name the log knows this site, and what its addresses are hashed with.
 *
 * The name is random and bound to the home URL: a release in another folder keeps its log, a copy of the
 * database under another URL gets a log of its own. The keys stand in the database only, never beside
 * the log; the current one comes first, earlier ones still find what was recorded with them.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Reads and makes the site's name and keys.
 */
final class Rest_Gate_Site {

	public const OPTION      = 'rest_gate_site';
	public const KEYS_OPTION = 'rest_gate_log_keys';

	/** So many keys are kept: what is older than all of them was recorded longer ago than anything is kept. */
	private const KEYS = 24;

	/**
	 * The name; made where there is none, or where it belongs to another home URL.
	 *
	 * @return string 32 hexadecimal digits.
	 */
	public static function id() {
		$home   = (string) get_option( 'home' );
		$stored = get_option( self::OPTION );
		if ( is_array( $stored ) && is_string( $stored['id'] ?? null ) && ( $stored['home'] ?? null ) === $home ) {
			return $stored['id'];
		}
		$id = bin2hex( random_bytes( 16 ) );
		update_option(
			self::OPTION,
			array(
				'id'   => $id,
				'home' => $home,
			),
			true
		);
		return $id;
	}

	/**
	 * Whether this site has a name: without one nothing was ever recorded here.
	 *
	 * @return bool
	 */
	public static function has_id() {
		$stored = get_option( self::OPTION );
		return is_array( $stored ) && get_option( 'home' ) === ( $stored['home'] ?? null );
	}

	/**
	 * The keys, the current one first; made where there is none.
	 *
	 * @return string[] 64 hexadecimal digits each.
	 */
	public static function keys() {
		$keys = self::stored_keys();
		return $keys ? $keys : self::rotate_key();
	}

	/**
	 * The keys as they are stored, and none made.
	 *
	 * @return string[] Empty where addresses were never hashed.
	 */
	public static function stored_keys() {
		$keys = get_option( self::KEYS_OPTION );
		return is_array( $keys ) ? array_values( array_filter( $keys, 'is_string' ) ) : array();
	}

	/**
	 * Puts a new key in front: from now on the same address has another pseudonym.
	 *
	 * @return string[] The keys.
	 */
	public static function rotate_key() {
		$keys = array_merge( array( bin2hex( random_bytes( 32 ) ) ), self::stored_keys() );
		$keys = array_slice( $keys, 0, self::KEYS );
		update_option( self::KEYS_OPTION, $keys, true );
		return $keys;
	}

	/**
	 * What the recorder needs to know.
	 *
	 * @param bool $hashes_ips Whether addresses are hashed.
	 * @return array
	 */
	public static function facts( $hashes_ips ) {
		return array(
			'id'      => self::id(),
			'url'     => (string) get_option( 'home' ),
			'blog_id' => get_current_blog_id(),
			'key'     => $hashes_ips ? self::keys()[0] : '',
		) + Rest_Gate_Facts::site();
	}
}
