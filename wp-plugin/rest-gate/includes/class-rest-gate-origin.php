<?php
/**
 * Where a dispatched request comes from.
 *
 * WordPress tells no filter whether it dispatches the request of a client, an item of a batch, an
 * embed or a call from code, so the call stack is asked. The frame counts, not the route: plugins
 * wrap serve_batch_request_v1() in routes of their own.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Reads the call stack of a dispatch.
 */
final class Rest_Gate_Origin {

	public const TOP      = 'top';
	public const BATCH    = 'batch';
	public const EMBED    = 'embed';
	public const INTERNAL = 'internal';

	/** The caller stands within so many frames of the filter. */
	public const FRAMES = 16;

	/**
	 * The origin of the request for which rest_pre_dispatch or rest_request_before_callbacks fires
	 * right now.
	 *
	 * @return string One of the constants above.
	 */
	public static function of_dispatch() {
		// phpcs:ignore WordPress.PHP.DevelopmentFunctions -- The only way to know; bounded, and without arguments.
		$frames     = debug_backtrace( DEBUG_BACKTRACE_IGNORE_ARGS, self::FRAMES );
		$dispatched = false;
		foreach ( $frames as $frame ) {
			$is_server = isset( $frame['class'] ) && is_a( $frame['class'], 'WP_REST_Server', true );
			if ( $is_server && 'serve_batch_request_v1' === $frame['function'] ) {
				return self::BATCH;
			}
			// A server class of a plugin may call parent::dispatch().
			if ( $is_server && 'dispatch' === $frame['function'] ) {
				$dispatched = true;
				continue;
			}
			if ( $dispatched ) {
				return self::of_caller( $is_server, $frame['function'] );
			}
		}
		return self::INTERNAL;
	}

	/**
	 * Whether the answer for which rest_post_dispatch fires right now is that of a batch item.
	 *
	 * @return bool
	 */
	public static function is_batch_item() {
		// phpcs:ignore WordPress.PHP.DevelopmentFunctions -- The only way to know; bounded, and without arguments.
		foreach ( debug_backtrace( DEBUG_BACKTRACE_IGNORE_ARGS, self::FRAMES ) as $frame ) {
			if ( isset( $frame['class'] ) && is_a( $frame['class'], 'WP_REST_Server', true ) ) {
				return 'serve_batch_request_v1' === $frame['function'];
			}
		}
		return false;
	}

	/**
	 * The origin by the function that called dispatch().
	 *
	 * @param bool   $is_server Whether it is a method of the REST server.
	 * @param string $caller    Its name.
	 * @return string
	 */
	private static function of_caller( $is_server, $caller ) {
		if ( $is_server && 'serve_request' === $caller ) {
			return self::TOP;
		}
		if ( $is_server && 'embed_links' === $caller ) {
			return self::EMBED;
		}
		return self::INTERNAL;
	}
}
