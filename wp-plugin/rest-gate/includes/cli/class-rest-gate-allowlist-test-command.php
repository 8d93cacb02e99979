<?php
/**
 * `wp rest-gate allowlist test`: whether a stranger passes.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Tests the allowlist.
 */
final class Rest_Gate_Allowlist_Test_Command extends Rest_Gate_Command {

	/**
	 * Tells whether a stranger passes, and by which entry.
	 *
	 * Exits with code 0 when a stranger passes, 1 when the request is refused or
	 * is not REST.
	 *
	 * ## OPTIONS
	 *
	 * <target>
	 * : A URL, a path of the site or a route.
	 *
	 * [--method=<method>]
	 * : The method of the request.
	 * ---
	 * default: GET
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     # A path, as a browser would request it.
	 *     $ wp rest-gate allowlist test /wp-json/myplugin/v1/thing
	 *     Success: A stranger passes GET /myplugin/v1/thing: allowlisted by the custom entry /wp-json/myplugin/v1/*.
	 *
	 *     # A route, with another method.
	 *     $ wp rest-gate allowlist test /myplugin/v1/thing --method=POST
	 *     Error: A stranger is refused POST /myplugin/v1/thing: blocked, method_not_allowlisted: the custom entry /wp-json/myplugin/v1/*.
	 *
	 * @param array $args       The target.
	 * @param array $assoc_args The options.
	 */
	public function __invoke( $args, $assoc_args ) {
		$document = self::document();
		$policy   = self::compile( $document );
		$target   = self::attempt(
			static function () use ( $args, $assoc_args ) {
				return new Rest_Gate_Target( $args[0], $assoc_args['method'] ?? 'GET' );
			}
		);
		self::require_decided( $target, $args[0] );
		$named   = $target->name();
		$inquiry = new Rest_Gate_Inquiry( $policy, $target, Rest_Gate_Caller::nobody() );
		$told    = $inquiry->describe();
		if ( $inquiry->refused ) {
			WP_CLI::error( sprintf( 'A stranger is refused %s: %s.', $named, $told ) );
		}
		$is_off = 'off' === $policy->mode();
		if ( $is_off || $policy->simulates() ) {
			$strict = self::compile( $document->withMode( $is_off ? 'restrict' : $policy->mode(), false ) );
			$strict = new Rest_Gate_Inquiry( $strict, $target, Rest_Gate_Caller::nobody() );
			$told   = sprintf( $is_off ? 'the mode is off. Under restrict: %s' : 'refusals are simulated. Otherwise: %s', $strict->describe() );
		}
		WP_CLI::success( sprintf( 'A stranger passes %s: %s.', $named, $told ) );
	}
}
