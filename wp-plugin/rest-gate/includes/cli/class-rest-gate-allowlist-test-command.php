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
		if ( '' !== $target->why ) {
			WP_CLI::error( sprintf( $target->is_not_rest ? '%s is not a REST request: %s.' : '%s never comes to the gate: %s.', self::printable( $args[0] ), $target->why ) );
		}
		if ( Rest_Gate_Extension::is_disabled() ) {
			WP_CLI::warning( 'REST_GATE_DISABLE is set: no request is decided, every one passes.' );
		}
		$named   = self::printable( $target->method . ' ' . $target->route );
		$inquiry = new Rest_Gate_Inquiry( $policy, $target, 'anonymous' );
		$told    = self::describe( $inquiry->answer );
		if ( $inquiry->refused ) {
			WP_CLI::error( sprintf( 'A stranger is refused %s: %s.', $named, $told ) );
		}
		if ( ! $policy->enforces() ) {
			$is_off = 'off' === $policy->mode();
			$strict = self::compile( $document->withMode( $is_off ? 'restrict' : $policy->mode(), false ) );
			$strict = new Rest_Gate_Inquiry( $strict, $target, 'anonymous' );
			$told   = sprintf( $is_off ? 'the mode is off. Under restrict: %s' : 'refusals are simulated. Otherwise: %s', self::describe( $strict->answer ) );
		}
		WP_CLI::success( sprintf( 'A stranger passes %s: %s.', $named, $told ) );
	}

	/**
	 * An answer in words.
	 *
	 * @param array<string, string> $answer What Rest_Gate_Inquiry gave.
	 * @return string
	 */
	private static function describe( array $answer ) {
		if ( '' === $answer['pattern'] ) {
			return sprintf( '%s, %s', $answer['outcome'], $answer['reason'] );
		}
		$entry = sprintf( 'the %s entry %s', $answer['source'], $answer['pattern'] );
		return sprintf( 'allowlisted' === $answer['outcome'] ? '%1$s by %3$s' : '%1$s, %2$s: %3$s', $answer['outcome'], $answer['reason'], $entry );
	}
}
