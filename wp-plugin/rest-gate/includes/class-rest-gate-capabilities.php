<?php
/**
 * Which capabilities WordPress knows.
 *
 * One that nobody knows is a mistake of whoever wrote the gate. WordPress answers it with no, and a
 * super admin's with yes, so that `not` of it would open.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Tells known capabilities from others.
 */
final class Rest_Gate_Capabilities {

	/** Capabilities that no role has: everybody's, and those of super admins (wp-admin/network). */
	private const OF_NO_ROLE = array(
		'exist',
		'unfiltered_upload',
		'manage_network',
		'manage_sites',
		'manage_network_users',
		'manage_network_plugins',
		'manage_network_themes',
		'manage_network_options',
		'create_sites',
		'delete_sites',
		'upgrade_network',
		'setup_network',
	);

	/**
	 * Whether a role, a user, a post type, a taxonomy or core's map knows a capability.
	 *
	 * @param string  $capability The capability.
	 * @param WP_User $user       The user who is asked about.
	 * @param mixed   ...$object  The object, if there is one.
	 * @return bool
	 */
	public static function is_known( $capability, WP_User $user, ...$object ) {
		if ( isset( $user->allcaps[ $capability ] ) || in_array( $capability, self::OF_NO_ROLE, true ) ) {
			return true;
		}
		foreach ( wp_roles()->roles as $role ) {
			if ( isset( $role['capabilities'][ $capability ] ) ) {
				return true;
			}
		}
		foreach ( array_merge( get_post_types( array(), 'objects' ), get_taxonomies( array(), 'objects' ) ) as $type ) {
			if ( in_array( $capability, (array) $type->cap, true ) ) {
				return true;
			}
		}
		// What core or a plugin maps to something else, it knows (map_meta_cap(), wp-includes/capabilities.php).
		self::complaints(
			static function () use ( $capability, $user, $object, &$mapped ) {
				$mapped = map_meta_cap( $capability, $user->ID, ...$object );
			}
		);
		return array( $capability ) !== $mapped;
	}

	/**
	 * How often WordPress complains that it is used wrongly while something runs: map_meta_cap() does
	 * when an object is missing. The complaints are not logged.
	 *
	 * @param callable $ask What to run.
	 * @return int
	 */
	public static function complaints( callable $ask ) {
		$complaints = 0;
		$count      = static function () use ( &$complaints ) {
			++$complaints;
		};
		add_action( 'doing_it_wrong_run', $count );
		// Last: no other plugin may want the error after all.
		add_filter( 'doing_it_wrong_trigger_error', '__return_false', PHP_INT_MAX );
		try {
			$ask();
		} finally {
			remove_action( 'doing_it_wrong_run', $count );
			remove_filter( 'doing_it_wrong_trigger_error', '__return_false', PHP_INT_MAX );
		}
		return $complaints;
	}
}
