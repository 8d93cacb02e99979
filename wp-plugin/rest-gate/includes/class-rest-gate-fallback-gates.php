<?php
/**
 * The gates that hold while the extension is missing, incompatible or failing.
 *
 * What a gate asks for cannot be told without the extension, so the gated endpoints are closed to
 * everybody but who manages the site and came by cookie. This file stands beside
 * class-rest-gate-fallback.php alone: the must-use loader carries a copy of both.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Decisions from the stored gates.
 */
final class Rest_Gate_Fallback_Gates {

	/**
	 * Decides a request by the stored gates, for everybody but who manages the site and came by
	 * cookie: what they ask for cannot be told without the extension.
	 *
	 * @param mixed    $stored     The option rest_gate_policy.
	 * @param string   $route      The route of the request.
	 * @param string   $method     Its effective method.
	 * @param bool     $is_user    Whether WordPress knows the caller.
	 * @param string   $endpoint   The registered route pattern that WordPress matches, or ''.
	 * @param string[] $registered Every registered route pattern; none when they are not known.
	 * @return array{refused: bool, status: int, code: string, outcome: string, reason: string}
	 */
	public static function gate( $stored, $route, $method, $is_user, $endpoint = '', array $registered = array() ) {
		if ( ! Rest_Gate_Fallback::enforces( $stored ) ) {
			return Rest_Gate_Fallback::passed( 'mode_off' );
		}
		$closed = Rest_Gate_Fallback::refused( $is_user ? 403 : 401, 'rest_gate_capability', 'forbidden' );
		if ( ! self::can_gate_abilities() && self::is_ability_route( $stored, $route ) ) {
			return $closed;
		}
		$method = Rest_Gate_Fallback::decided_as( $method );
		foreach ( Rest_Gate_Fallback::entries( Rest_Gate_Fallback::expressions( $stored ), 'gated' ) as $gate ) {
			$methods = $gate['methods'] ?? null;
			if ( null !== $methods && ! ( is_array( $methods ) && in_array( $method, $methods, true ) ) ) {
				continue;
			}
			$named = isset( $gate['endpoint'] ) && '' !== $endpoint && in_array( $gate['endpoint'], $registered, true );
			if ( $named ? $gate['endpoint'] === $endpoint : self::is_closed_by( $gate, $route, $endpoint ) ) {
				return $closed;
			}
		}
		return Rest_Gate_Fallback::passed( 'stored_expressions' );
	}

	/**
	 * Decides an ability by the stored gates.
	 *
	 * @param mixed  $stored  The option rest_gate_policy.
	 * @param string $name    The ability.
	 * @param bool   $is_user Whether WordPress knows the caller.
	 * @return array{refused: bool, status: int, code: string, outcome: string, reason: string}
	 */
	public static function gate_ability( $stored, $name, $is_user ) {
		$closed = false;
		foreach ( (array) ( Rest_Gate_Fallback::expressions( $stored )['abilities'] ?? array() ) as $gated ) {
			// An ability that is registered nowhere may go by another name of its namespace.
			$namespace = strtok( (string) $gated, '/' ) . '/';
			$closed    = $closed || $gated === $name || 0 === strpos( $name, $namespace ) && ! wp_has_ability( (string) $gated );
		}
		if ( ! $closed || ! Rest_Gate_Fallback::enforces( $stored ) ) {
			return Rest_Gate_Fallback::passed( 'stored_expressions' );
		}
		return Rest_Gate_Fallback::refused( $is_user ? 403 : 401, 'rest_gate_capability', 'forbidden' );
	}

	/**
	 * Whether this WordPress can gate abilities: since 7.1 it asks a filter whether one may run.
	 *
	 * @return bool
	 */
	public static function can_gate_abilities() {
		return class_exists( 'WP_Ability' ) && function_exists( 'wp_get_wp_version' ) && version_compare( wp_get_wp_version(), '7.1-alpha', '>=' );
	}

	/**
	 * Whether a route runs abilities, and gates name some.
	 *
	 * @param mixed  $stored The option rest_gate_policy.
	 * @param string $route  The route.
	 * @return bool
	 */
	private static function is_ability_route( $stored, $route ) {
		$expression = Rest_Gate_Fallback::expressions( $stored )['ability_routes'] ?? null;
		// phpcs:ignore RestGate.Architecture.NoRouteComparison -- The extension made the expression for the case that it is gone.
		return is_string( $expression ) && 0 !== preg_match( $expression, strtolower( $route ) );
	}

	/**
	 * Whether a stored gate names an application password.
	 *
	 * @param mixed  $stored  The option rest_gate_policy.
	 * @param int    $user_id Its user.
	 * @param string $uuid    Its uuid.
	 * @return bool
	 */
	public static function names_password( $stored, $user_id, $uuid ) {
		return in_array( $user_id . ' ' . $uuid, (array) ( Rest_Gate_Fallback::expressions( $stored )['passwords'] ?? array() ), true );
	}

	/**
	 * Whether the caller manages the site and came by cookie, for whoever cannot ask the plugin.
	 *
	 * @return bool
	 */
	public static function is_owner() {
		global $wp_rest_auth_cookie;
		return true === $wp_rest_auth_cookie && null === rest_get_authenticated_app_password() && current_user_can( 'manage_options' );
	}

	/**
	 * Whether a stored gate selects a route.
	 *
	 * @param array  $gate     The gate.
	 * @param string $route    The route.
	 * @param string $endpoint The registered route pattern that WordPress matches, or ''.
	 * @return bool What cannot be read selects every route.
	 */
	private static function is_closed_by( array $gate, $route, $endpoint ) {
		$expression = $gate['expression'] ?? null;
		// phpcs:ignore RestGate.Architecture.NoRouteComparison -- The extension made the expression for the case that it is gone.
		$is_closed = ! is_string( $expression ) || 0 !== preg_match( $expression, strtolower( $route ) );
		$except    = $gate['except'] ?? null;
		if ( ! $is_closed || ! is_string( $except ) || '' === $endpoint ) {
			return $is_closed;
		}
		// Left out is only what lies there by its route and by its endpoint, which may match other routes as well.
		// phpcs:ignore RestGate.Architecture.NoRouteComparison -- And this one.
		return 1 !== preg_match( $except, strtolower( $route ) ) || 1 !== preg_match( $except, strtolower( $endpoint ) );
	}
}
