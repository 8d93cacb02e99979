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
	 * When the restriction lets the request pass, each gate that selects it is
	 * named, each question that the gates ask, and what WordPress answers. The
	 * endpoint's own permission check still comes after the gates, and is not
	 * asked here.
	 *
	 * ## OPTIONS
	 *
	 * <method>
	 * : The method of the request; `RUN` for an ability.
	 *
	 * <target>
	 * : A URL, a path of the site or a route, with a query or without; or an
	 * ability, `ability:core/get-site-info`.
	 *
	 * [--body=<json>]
	 * : The body of the request, a JSON object; the input of an ability.
	 *
	 * [--auth-type=<type>]
	 * : How the user proved who it is: `cookie` unless given,
	 * `application_password`, `bearer`, `basic`, `oauth1`, `consumer_key` or
	 * `other`.
	 *
	 * [--application-password=<uuid>]
	 * : By this application password of the user. `wp user application-password
	 * list <user> --fields=uuid,name` tells the uuid.
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
	 *     # Does another id in the query open somebody else's post?
	 *     $ wp rest-gate explain POST '/wp/v2/posts/7?id=6' --user=author1
	 *     +-----------------+-------------------------------------------------------------------------------------------------------------------+
	 *     | step            | result                                                                                                            |
	 *     +-----------------+-------------------------------------------------------------------------------------------------------------------+
	 *     | asked           | as a route                                                                                                        |
	 *     | resolved route  | /wp/v2/posts/7                                                                                                    |
	 *     | resolved method | POST                                                                                                              |
	 *     | endpoint        | /wp/v2/posts/(?P<id>[\d]+)                                                                                        |
	 *     | mode            | off                                                                                                               |
	 *     | selected gate   | edit-one-post on /wp/v2/posts/(?P<id>[\d]+) (capability `edit_post` on `id`, without one: capability `edit_posts`) |
	 *     | parameter       | `id` is 6, though the route holds 7                                                                               |
	 *     | WordPress says  | capability `edit_post` on `6`: yes                                                                                |
	 *     | gates           | every gate that selects it is satisfied                                                                           |
	 *     | conflict        | query or body hold another value than the route                                                                   |
	 *     | outcome         | invalid                                                                                                           |
	 *     | reason          | conflict                                                                                                          |
	 *     | status          | 400                                                                                                               |
	 *     | code            | rest_gate_conflict                                                                                                |
	 *     +-----------------+-------------------------------------------------------------------------------------------------------------------+
	 *
	 * @param array $args       Method and target.
	 * @param array $assoc_args The options.
	 */
	public function __invoke( $args, $assoc_args ) {
		$policy = self::compile( self::document() );
		$body   = self::body( $assoc_args );
		$steps  = self::attempt(
			static function () use ( $policy, $args, $assoc_args, $body ) {
				return self::steps( $policy, new Rest_Gate_Target( $args[1], $args[0] ), Rest_Gate_Named_Caller::of_command( $assoc_args ), $body );
			}
		);
		self::warn_when_disabled();
		self::display( Rest_Gate_Inquiry::rows( $steps ), array( 'step', 'result' ), $assoc_args );
	}

	/**
	 * Every step, from what was asked to the answer.
	 *
	 * @param RestGate\Policy  $policy The policy.
	 * @param Rest_Gate_Target $target What was asked.
	 * @param Rest_Gate_Caller $caller Who asks.
	 * @param array|null       $body   The body.
	 * @return array{string, string}[]
	 */
	private static function steps( $policy, Rest_Gate_Target $target, Rest_Gate_Caller $caller, $body ) {
		if ( '' !== $target->why ) {
			$outcome = $target->is_not_rest
				? 'not REST, so the gate decides nothing; REST begins at ' . rest_url()
				: 'WordPress ends the request before the gate decides';
			return array_merge( $target->steps, array( array( 'outcome', $outcome ) ) );
		}
		return ( new Rest_Gate_Inquiry( $policy, $target, $caller, $body ) )->told();
	}
}
