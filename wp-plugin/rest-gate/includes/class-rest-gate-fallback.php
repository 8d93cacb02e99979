<?php
/**
 * What holds while the extension is missing, incompatible or failing.
 *
 * The stored expressions decide: allowlisted routes are open to strangers, the rest is closed.
 * Without expressions everything is closed to strangers. This file stands alone, because the
 * must-use loader carries a copy of it, under another name, for the case that the plugin itself cannot
 * be loaded.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Decisions from the stored expressions.
 */
final class Rest_Gate_Fallback {

	public const OPTION = 'rest_gate_policy';

	/**
	 * The option as it is stored.
	 *
	 * @return mixed Null when the site was never configured; an array when all is well. Anything else
	 *               is a row that was damaged.
	 */
	public static function stored() {
		// A damaged row reads as false, or as null; only this object means that there is no row.
		$none   = new stdClass();
		$stored = get_option( self::OPTION, $none );
		if ( $none === $stored ) {
			return null;
		}
		return null === $stored ? false : $stored;
	}

	/**
	 * Decides a request without the extension, by the restriction.
	 *
	 * @param mixed  $stored    The option rest_gate_policy; null when never configured.
	 * @param string $route     The route of the request.
	 * @param string $method    Its effective method.
	 * @param string $principal anonymous, vouched or user.
	 * @param string $endpoint  The registered route pattern that WordPress matches, or ''.
	 * @return array{refused: bool, status: int, code: string, outcome: string, reason: string}
	 */
	public static function decide( $stored, $route, $method, $principal, $endpoint = '' ) {
		if ( ! self::enforces( $stored ) ) {
			return self::passed( 'mode_off' );
		}
		$expressions = self::expressions( $stored );
		if ( 'off' === ( $expressions['mode'] ?? '' ) ) {
			return self::passed( 'mode_off' );
		}
		if ( self::blocks_all( $stored ) ) {
			return self::refused( 'user' === $principal ? 403 : 401, 'rest_gate_blocked_all' );
		}
		if ( 'anonymous' !== $principal || self::is_allowed( $expressions, $route, $method, $endpoint ) ) {
			return self::passed( 'stored_expressions' );
		}
		return self::refused( 401, 'rest_gate_restricted' );
	}

	/**
	 * Whether anything is refused: not when never configured, switched off without gates or
	 * simulating. What cannot be read counts as `restrict`.
	 *
	 * @param mixed $stored The option rest_gate_policy; null when never configured.
	 * @return bool
	 */
	public static function enforces( $stored ) {
		if ( null === $stored ) {
			return false;
		}
		$expressions = self::expressions( $stored );
		$refuses     = 'off' !== ( $expressions['mode'] ?? '' ) || self::has_gates( $stored );
		return $refuses && true !== ( $expressions['simulate'] ?? false );
	}

	/**
	 * Whether everybody is refused.
	 *
	 * @param mixed $stored The option rest_gate_policy; null when never configured.
	 * @return bool
	 */
	public static function blocks_all( $stored ) {
		return 'block_all' === ( self::expressions( $stored )['mode'] ?? '' );
	}

	/**
	 * Whether a stored entry names an endpoint, so that the one WordPress matches counts.
	 *
	 * @param mixed $stored The option rest_gate_policy.
	 * @return bool
	 */
	public static function has_endpoints( $stored ) {
		$expressions = self::expressions( $stored );
		$named       = array_merge( self::entries( $expressions, 'allow' ), self::entries( $expressions, 'gated' ) );
		return array() !== array_filter( array_merge( array_column( $named, 'endpoint' ), array_column( $named, 'except' ) ) );
	}

	/**
	 * Whether gates are stored.
	 *
	 * @param mixed $stored The option rest_gate_policy.
	 * @return bool
	 */
	public static function has_gates( $stored ) {
		$expressions = self::expressions( $stored );
		return ! empty( $expressions['gated'] ) || ! empty( $expressions['abilities'] );
	}

	/**
	 * The method that a request is decided as.
	 *
	 * @param string $method The effective method.
	 * @return string
	 */
	public static function decided_as( $method ) {
		$method     = strtoupper( $method );
		$decided_as = array(
			'HEAD'    => 'GET',
			'OPTIONS' => 'GET',
		);
		return $decided_as[ $method ] ?? $method;
	}

	/**
	 * The stored expressions; empty when there are none or they cannot be read.
	 *
	 * @param mixed $stored The option rest_gate_policy.
	 * @return array
	 */
	public static function expressions( $stored ) {
		// One decision asks several times.
		static $read = array( '', array() );
		$json        = is_array( $stored ) ? ( $stored['expressions'] ?? '' ) : '';
		if ( $json !== $read[0] ) {
			$expressions = is_string( $json ) ? json_decode( $json, true ) : null;
			$read        = array( $json, is_array( $expressions ) ? $expressions : array() );
		}
		return $read[1];
	}

	/**
	 * The stored entries of one kind.
	 *
	 * @param array  $expressions The stored expressions.
	 * @param string $kind        allow or gated.
	 * @return array
	 */
	public static function entries( array $expressions, $kind ) {
		$entries = $expressions[ $kind ] ?? array();
		return is_array( $entries ) ? array_filter( $entries, 'is_array' ) : array();
	}

	/**
	 * Whether an entry opens the route to strangers.
	 *
	 * @param array  $expressions The stored expressions.
	 * @param string $route       The route.
	 * @param string $method      The effective method.
	 * @param string $endpoint    The matched endpoint, or ''.
	 * @return bool
	 */
	private static function is_allowed( array $expressions, $route, $method, $endpoint ) {
		$method = self::decided_as( $method );
		$route  = strtolower( $route );
		foreach ( self::entries( $expressions, 'allow' ) as $entry ) {
			$methods = $entry['methods'] ?? null;
			if ( null !== $methods && ! ( is_array( $methods ) && in_array( $method, $methods, true ) ) ) {
				continue;
			}
			if ( isset( $entry['until'] ) && (string) $entry['until'] < wp_date( 'Y-m-d' ) ) {
				continue;
			}
			if ( isset( $entry['endpoint'] ) && ( '' === $endpoint || $entry['endpoint'] !== $endpoint ) ) {
				continue;
			}
			// phpcs:ignore RestGate.Architecture.NoRouteComparison -- The extension made the expression for the case that it is gone.
			if ( is_string( $entry['expression'] ?? null ) && 1 === preg_match( $entry['expression'], $route ) ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * The request passes.
	 *
	 * @param string $reason The rule that decided.
	 * @return array{refused: bool, status: int, code: string, outcome: string, reason: string}
	 */
	public static function passed( $reason ) {
		return array(
			'refused' => false,
			'status'  => 0,
			'code'    => '',
			'outcome' => 'allowed',
			'reason'  => $reason,
		);
	}

	/**
	 * The request is refused.
	 *
	 * @param int    $status  401 or 403.
	 * @param string $code    The error code for the client.
	 * @param string $outcome blocked by the restriction, or forbidden by a gate.
	 * @return array{refused: bool, status: int, code: string, outcome: string, reason: string}
	 */
	public static function refused( $status, $code, $outcome = 'blocked' ) {
		return array(
			'refused' => true,
			'status'  => $status,
			'code'    => $code,
			'outcome' => $outcome,
			'reason'  => 'extension_unavailable',
		);
	}
}
