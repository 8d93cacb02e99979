<?php
/**
 * Gates in front of abilities, over whatever transport they are run.
 *
 * WordPress 7.1 asks wp_ability_permission_result whenever an ability checks its permissions
 * (WP_Ability::check_permissions(), wp-includes/abilities-api/class-wp-ability.php); before that an
 * ability cannot be gated, and its REST routes are closed instead.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Narrows the permissions of abilities.
 */
final class Rest_Gate_Abilities {

	/** @var Rest_Gate_Gatekeeper Who is asked. */
	private $gatekeeper;

	/**
	 * Takes the gatekeeper.
	 *
	 * @param Rest_Gate_Gatekeeper $gatekeeper Who is asked.
	 */
	private function __construct( Rest_Gate_Gatekeeper $gatekeeper ) {
		$this->gatekeeper = $gatekeeper;
	}

	/**
	 * Attaches to the permissions of abilities.
	 *
	 * @param Rest_Gate_Gatekeeper $gatekeeper Who is asked.
	 */
	public static function register( Rest_Gate_Gatekeeper $gatekeeper ) {
		// Last: no other plugin grants again what a gate refuses.
		add_filter( 'wp_ability_permission_result', array( new self( $gatekeeper ), 'narrow' ), PHP_INT_MAX, 3 );
	}

	/**
	 * Whether this WordPress can gate abilities.
	 *
	 * @return bool
	 */
	public static function can_be_gated() {
		return class_exists( 'WP_Ability' ) && function_exists( 'wp_get_wp_version' ) && version_compare( wp_get_wp_version(), '7.1-alpha', '>=' );
	}

	/**
	 * Narrows a permission.
	 *
	 * @param bool|WP_Error $permission What the ability and other plugins say.
	 * @param string        $name       The ability.
	 * @param mixed         $input      Its input.
	 * @return bool|WP_Error
	 */
	public function narrow( $permission, $name, $input = null ) {
		return true === $permission ? $this->gatekeeper->permits_ability( (string) $name, $input ) : $permission;
	}
}
