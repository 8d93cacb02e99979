<?php
/**
 * The last revisions of the policy: what, when, by whom, through what.
 *
 * Each revision is an option of its own, so two that are written at once cannot lose each other.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Keeps revisions.
 */
final class Rest_Gate_History {

	public const PREFIX = 'rest_gate_revision_';

	/** How many are kept. */
	public const KEPT = 20;

	/**
	 * Keeps a revision and forgets those before the last twenty.
	 *
	 * @param array  $policy  The stored policy.
	 * @param string $through What changed it.
	 */
	public static function add( array $policy, $through ) {
		$user = wp_get_current_user();
		// Not add_option(): a revision may be left from before the policy was deleted.
		update_option(
			self::PREFIX . $policy['revision'],
			array(
				'revision' => $policy['revision'],
				'time'     => time(),
				'user_id'  => $user->ID,
				'user'     => $user->exists() ? $user->user_login : '',
				'through'  => $through,
				'document' => $policy['document'],
			),
			false
		);
		foreach ( array_slice( self::numbers(), self::KEPT ) as $number ) {
			delete_option( self::PREFIX . $number );
		}
	}

	/**
	 * Every kept revision, the latest first.
	 *
	 * @return array[]
	 */
	public static function all() {
		return array_values( array_filter( array_map( array( __CLASS__, 'get' ), self::numbers() ) ) );
	}

	/**
	 * One revision.
	 *
	 * @param int $number Its number.
	 * @return array|null
	 */
	public static function get( $number ) {
		$revision = get_option( self::PREFIX . (int) $number );
		return is_array( $revision ) ? $revision : null;
	}

	/**
	 * The number of the latest kept revision; 0 when there is none.
	 *
	 * @return int
	 */
	public static function latest() {
		return self::numbers()[0] ?? 0;
	}

	/**
	 * The numbers of the kept revisions, the latest first.
	 *
	 * @return int[]
	 */
	private static function numbers() {
		global $wpdb;
		$names   = $wpdb->get_col(
			$wpdb->prepare( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s", $wpdb->esc_like( self::PREFIX ) . '%' )
		);
		$numbers = array_map(
			static function ( $name ) {
				return (int) substr( $name, strlen( self::PREFIX ) );
			},
			$names
		);
		rsort( $numbers );
		return $numbers;
	}
}
