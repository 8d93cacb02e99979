<?php
/**
 * `wp rest-gate explain`: what happens to a request, and why.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Explains decisions.
 */
final class Rest_Gate_Explain_Command extends Rest_Gate_Command {

	/**
	 * Tells what happens to a request, and every step of deciding it.
	 *
	 * Nothing is requested: the stored policy is asked as the gate asks it. A URL
	 * or a path of the site is resolved as WordPress does behind nginx and php-fpm
	 * without PATH_INFO; a route such as `/wp/v2/users` is taken as it is. Asked
	 * as a stranger, or as the user of WP-CLI's own `--user=<login>`. Exits with
	 * code 0 whatever the decision.
	 *
	 * ## OPTIONS
	 *
	 * <method>
	 * : The method of the request.
	 *
	 * <target>
	 * : A URL, a path of the site or a route.
	 *
	 * [--vouched]
	 * : As a caller that is no WordPress user, but that a plugin vouches for.
	 *
	 * [--format=<format>]
	 * : How to print the steps.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 *   - yaml
	 * ---
	 *
	 * ## AVAILABLE FIELDS
	 *
	 * * step
	 * * result
	 *
	 * ## EXAMPLES
	 *
	 *     # Why is a stranger refused?
	 *     $ wp rest-gate explain GET https://example.com/wp-json/wp/v2/users
	 *     +-----------------+-----------------------------------------------+
	 *     | step            | result                                        |
	 *     +-----------------+-----------------------------------------------+
	 *     | asked           | as a request to /index.php                    |
	 *     | resolved route  | /wp/v2/users                                  |
	 *     | resolved method | GET                                           |
	 *     | endpoint        | /wp/v2/users                                  |
	 *     | mode            | restrict                                      |
	 *     | principal       | a stranger: no WordPress user, nobody vouches |
	 *     | method          | decided as GET                                |
	 *     | allowlist       | no entry selects it                           |
	 *     | outcome         | blocked                                       |
	 *     | reason          | not_allowlisted                               |
	 *     | status          | 401                                           |
	 *     | code            | rest_gate_restricted                          |
	 *     +-----------------+-----------------------------------------------+
	 *
	 *     # And a user?
	 *     $ wp rest-gate explain GET /wp/v2/users --user=admin --format=csv
	 *     step,result
	 *     asked,"as a route"
	 *     "resolved route",/wp/v2/users
	 *     "resolved method",GET
	 *     endpoint,/wp/v2/users
	 *     mode,restrict
	 *     principal,"a WordPress user"
	 *     outcome,allowed
	 *     reason,authenticated
	 *
	 * @param array $args       Method and target.
	 * @param array $assoc_args The options.
	 */
	public function __invoke( $args, $assoc_args ) {
		$principal = 'anonymous';
		if ( is_user_logged_in() ) {
			$principal = 'user';
		} elseif ( WP_CLI\Utils\get_flag_value( $assoc_args, 'vouched', false ) ) {
			$principal = 'vouched';
		}
		$policy = self::compile( self::document() );
		$steps  = self::attempt(
			static function () use ( $policy, $args, $principal ) {
				return self::steps( $policy, new Rest_Gate_Target( $args[1], $args[0] ), $principal );
			}
		);
		if ( Rest_Gate_Extension::is_disabled() ) {
			WP_CLI::warning( 'REST_GATE_DISABLE is set: no request is decided, every one passes.' );
		}
		$rows = array();
		foreach ( $steps as list( $step, $result ) ) {
			$rows[] = array(
				'step'   => $step,
				'result' => self::printable( $result ),
			);
		}
		self::display( $rows, array( 'step', 'result' ), $assoc_args );
	}

	/**
	 * Every step, from what was asked to the answer.
	 *
	 * @param RestGate\Policy  $policy    The policy.
	 * @param Rest_Gate_Target $target    What was asked.
	 * @param string           $principal Who asks.
	 * @return array{string, string}[]
	 */
	private static function steps( $policy, Rest_Gate_Target $target, $principal ) {
		if ( '' !== $target->why ) {
			$outcome = $target->is_not_rest
				? 'not REST, so the gate decides nothing; REST begins at ' . rest_url()
				: 'WordPress ends the request before the gate decides';
			return array_merge( $target->steps, array( array( 'outcome', $outcome ) ) );
		}
		$inquiry = new Rest_Gate_Inquiry( $policy, $target, $principal );
		$answer  = array();
		foreach ( array_filter( $inquiry->answer, 'strlen' ) as $name => $value ) {
			$answer[] = array( $name, $value );
		}
		return array_merge( $inquiry->steps, $answer );
	}
}
