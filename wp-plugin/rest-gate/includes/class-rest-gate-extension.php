<?php
/**
 * Whether the extension can be asked: there, and speaking this plugin's protocol.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * The state of the extension in this process.
 */
final class Rest_Gate_Extension {

	public const READY   = 'ready';
	public const MISSING = 'missing';
	public const OLDER   = 'older';
	public const NEWER   = 'newer';

	/** @var string|null The state, once it was asked for: it stays while the process lives. */
	private static $state = null;

	/**
	 * One of the constants above.
	 *
	 * @return string
	 */
	public static function state() {
		self::$state ??= self::look();
		return self::$state;
	}

	/**
	 * Looks for the extension.
	 *
	 * @return string
	 */
	private static function look() {
		if ( ! defined( 'RestGate\PROTOCOL' ) || ! class_exists( 'RestGate\Policy', false ) ) {
			return self::MISSING;
		}
		$protocol = constant( 'RestGate\PROTOCOL' );
		if ( REST_GATE_PROTOCOL === $protocol ) {
			return self::READY;
		}
		return $protocol < REST_GATE_PROTOCOL ? self::OLDER : self::NEWER;
	}

	/**
	 * Whether the extension can be asked.
	 *
	 * @return bool
	 */
	public static function is_ready() {
		return self::READY === self::state();
	}

	/**
	 * The version of the extension; empty when it is missing.
	 *
	 * @return string
	 */
	public static function version() {
		return defined( 'RestGate\VERSION' ) ? (string) constant( 'RestGate\VERSION' ) : '';
	}

	/**
	 * The protocol that the extension speaks; 0 when it is missing.
	 *
	 * @return int
	 */
	public static function protocol() {
		return defined( 'RestGate\PROTOCOL' ) ? (int) constant( 'RestGate\PROTOCOL' ) : 0;
	}

	/**
	 * Whether the owner took the way out that switches every decision off.
	 *
	 * @return bool
	 */
	public static function is_disabled() {
		return defined( 'REST_GATE_DISABLE' ) && REST_GATE_DISABLE;
	}

	/**
	 * Whether the owner wants requests to pass while the extension fails.
	 *
	 * @return bool
	 */
	public static function fails_open() {
		return defined( 'REST_GATE_FAIL_OPEN' ) && REST_GATE_FAIL_OPEN;
	}
}
