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
		$home    = (string) get_option( 'home' );
		$is_ours = static function ( $stored ) use ( $home ) {
			return is_array( $stored ) && is_string( $stored['id'] ?? null ) && ( $stored['home'] ?? null ) === $home;
		};
		$stored  = get_option( self::OPTION );
		if ( ! $is_ours( $stored ) ) {
			$made   = array(
				'id'   => bin2hex( random_bytes( 16 ) ),
				'home' => $home,
			);
			$stored = self::agree( self::OPTION, $made, $is_ours );
		}
		return $stored['id'];
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
		if ( ! $keys ) {
			$are_keys = static function ( $stored ) {
				return is_array( $stored ) && is_string( reset( $stored ) );
			};
			$keys     = self::agree( self::KEYS_OPTION, array( bin2hex( random_bytes( 32 ) ) ), $are_keys );
		}
		return $keys;
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
	 * Stores an option that is missing or no good. Of several first requests one wins, and all of them
	 * go on with what it stored: what the others made would lead to logs that nobody reads.
	 *
	 * @param string   $name    The option.
	 * @param array    $made    What this request would store.
	 * @param callable $is_good Whether a value is good.
	 * @return array
	 */
	private static function agree( $name, array $made, callable $is_good ) {
		$row = Rest_Gate_Option_Row::read( $name );
		if ( null === $row || ! $is_good( maybe_unserialize( $row ) ) ) {
			Rest_Gate_Option_Row::replace( $name, $row, $made );
		}
		$stored = maybe_unserialize( (string) Rest_Gate_Option_Row::read( $name ) );
		Rest_Gate_Option_Row::forget_cached( $name );
		return $is_good( $stored ) ? $stored : $made;
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
