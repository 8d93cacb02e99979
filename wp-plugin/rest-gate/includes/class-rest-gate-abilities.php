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

	/** @var self|null The one that is attached. */
	private static $attached = null;

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
	 * Attaches to abilities.
	 *
	 * @param Rest_Gate_Gatekeeper $gatekeeper Who is asked.
	 */
	public static function register( Rest_Gate_Gatekeeper $gatekeeper ) {
		self::$attached = new self( $gatekeeper );
		// Last: moves behind whoever attached to an ability's permissions when it is about to run.
		add_action( 'wp_ability_invoked', array( self::class, 'attach' ), PHP_INT_MAX, 0 );
		self::attach();
	}

	/**
	 * Attaches to the permissions of abilities, again if need be: whoever registers later at the same
	 * priority would grant what a gate refused.
	 */
	public static function attach() {
		if ( null === self::$attached ) {
			return;
		}
		foreach ( array( 'wp_ability_permission_result' => 'narrow', 'wp_pre_execute_ability' => 'narrow_answer' ) as $hook => $method ) {
			remove_filter( $hook, array( self::$attached, $method ), PHP_INT_MAX );
			// Last: no other plugin grants again what a gate refuses.
			add_filter( $hook, array( self::$attached, $method ), PHP_INT_MAX, 3 );
		}
	}

	/**
	 * Whether this WordPress can gate abilities.
	 *
	 * @return bool
	 */
	public static function can_be_gated() {
		return Rest_Gate_Fallback_Gates::can_gate_abilities();
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

	/**
	 * Refuses what another plugin answers in an ability's place, as caches do, without asking for
	 * permission.
	 *
	 * @param mixed  $answer A WP_Filter_Sentinel when nobody answered.
	 * @param string $name   The ability.
	 * @param mixed  $input  Its input.
	 * @return mixed
	 */
	public function narrow_answer( $answer, $name, $input = null ) {
		if ( $answer instanceof WP_Filter_Sentinel || is_wp_error( $answer ) ) {
			return $answer;
		}
		$permission = $this->gatekeeper->permits_ability( (string) $name, $input );
		return true === $permission ? $answer : $permission;
	}
}
