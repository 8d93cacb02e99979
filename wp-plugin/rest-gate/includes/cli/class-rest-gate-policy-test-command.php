<?php
/**
 * `wp rest-gate policy test`: unit tests for policies.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Compares a policy with what is expected of it.
 */
final class Rest_Gate_Policy_Test_Command extends Rest_Gate_Command {

	/**
	 * Compares what a policy does to requests with what is expected.
	 *
	 * Nothing is requested and nothing is changed: every case is asked as
	 * `wp rest-gate explain` asks, by the live policy or by a document that is
	 * not in force yet. While refusals are simulated, what would happen counts.
	 * Exits with code 1 on the first case that does not hold.
	 *
	 * The file is a JSON list of cases. Each has `method`, `route` (a route, a
	 * path, a URL or an ability, as for `explain`) and `expect`: `allowed`,
	 * `allowlisted`, `blocked` (by the restriction), `forbidden` (by a gate) or
	 * `invalid` (a gate cannot tell which object is meant). It may have `user` (a
	 * login; a stranger without it), `application_password` (a uuid), `auth_type`,
	 * `vouched` and `body`; and also expect a `reason`, a `gate` (null for none)
	 * and a `status`. `name` is told when the case does not hold.
	 *
	 * ## OPTIONS
	 *
	 * <file>
	 * : The cases; `-` for STDIN.
	 *
	 * [--policy=<file>]
	 * : A policy document to ask in place of the live policy.
	 *
	 * ## EXAMPLES
	 *
	 *     # Before a deployment.
	 *     $ wp rest-gate policy test cases.json --policy=policy.json
	 *     Success: 3 cases hold.
	 *
	 *     # What does a case look like?
	 *     $ jq -c '.[1]' cases.json
	 *     {"name":"authors edit everything","method":"POST","route":"/wp/v2/posts/7","user":"author1","expect":"allowed"}
	 *
	 *     # It does not hold, and why.
	 *     $ wp rest-gate policy test cases.json
	 *     POST /wp/v2/posts/7, author1 by cookie:
	 *     +---------+----------+-----------+
	 *     | what    | expected | got       |
	 *     +---------+----------+-----------+
	 *     | outcome | allowed  | forbidden |
	 *     +---------+----------+-----------+
	 *     +-----------------+-------------------------------------------------------------------------------------------------------------------+
	 *     | step            | result                                                                                                            |
	 *     +-----------------+-------------------------------------------------------------------------------------------------------------------+
	 *     | asked           | as a route                                                                                                        |
	 *     | resolved route  | /wp/v2/posts/7                                                                                                    |
	 *     | resolved method | POST                                                                                                              |
	 *     | endpoint        | /wp/v2/posts/(?P<id>[\d]+)                                                                                        |
	 *     | mode            | off                                                                                                               |
	 *     | selected gate   | edit-one-post on /wp/v2/posts/(?P<id>[\d]+) (capability `edit_post` on `id`, without one: capability `edit_posts`) |
	 *     | parameter       | `id` is 7                                                                                                         |
	 *     | WordPress says  | capability `edit_post` on `7`: no                                                                                 |
	 *     | gates           | edit-one-post refuses it                                                                                          |
	 *     | outcome         | forbidden                                                                                                         |
	 *     | reason          | capability                                                                                                        |
	 *     | gate            | edit-one-post                                                                                                     |
	 *     | requirement     | capability `edit_post` on `7`                                                                                     |
	 *     | status          | 403                                                                                                               |
	 *     | code            | rest_gate_capability                                                                                              |
	 *     +-----------------+-------------------------------------------------------------------------------------------------------------------+
	 *     Error: Case 2 of 3 does not hold: authors edit everything.
	 * @param array $args       The file.
	 * @param array $assoc_args The options.
	 */
	public function __invoke( $args, $assoc_args ) {
		$policy = self::policy( $assoc_args['policy'] ?? null );
		$cases  = self::cases( self::read_file( $args[0] ) );
		self::warn_when_disabled();
		foreach ( $cases as $at => $case ) {
			$inquiry     = new Rest_Gate_Inquiry( $policy, $case->target, $case->caller, $case->body );
			$differences = $case->differences( $inquiry );
			if ( $differences ) {
				self::tell( $case, $inquiry, $differences );
				$name = '' === $case->name ? '' : ': ' . self::printable( $case->name );
				WP_CLI::error( sprintf( 'Case %d of %d does not hold%s.', $at + 1, count( $cases ), $name ) );
			}
		}
		WP_CLI::success( sprintf( '%s.', self::counted( count( $cases ), 'case holds', 'cases hold' ) ) );
	}

	/**
	 * Tells how a case differs, and how the policy comes to its answer.
	 *
	 * @param Rest_Gate_Policy_Case $case        The case.
	 * @param Rest_Gate_Inquiry     $inquiry     What would happen.
	 * @param array[]               $differences What differs.
	 */
	private static function tell( Rest_Gate_Policy_Case $case, Rest_Gate_Inquiry $inquiry, array $differences ) {
		WP_CLI::log( $case->target->name() . ', ' . self::printable( Rest_Gate_Named_Caller::describe( $case->caller ) ) . ':' );
		self::display( $differences, array( 'what', 'expected', 'got' ), array( 'format' => 'table' ) );
		self::display( Rest_Gate_Inquiry::rows( $inquiry->told() ), array( 'step', 'result' ), array( 'format' => 'table' ) );
	}

	/**
	 * The policy that is asked, refusing for good.
	 *
	 * @param string|null $file The document; null for the live policy.
	 * @return RestGate\Policy
	 */
	private static function policy( $file ) {
		if ( null === $file ) {
			$document = self::document();
		} else {
			$json     = self::read_file( $file );
			$document = self::attempt(
				static function () use ( $json ) {
					return RestGate\Document::import( $json );
				}
			);
		}
		return self::compile( $document->withMode( $document->mode(), false ) );
	}

	/**
	 * The cases of a file.
	 *
	 * @param string $json The text of the file.
	 * @return Rest_Gate_Policy_Case[]
	 */
	private static function cases( $json ) {
		$forms = json_decode( $json );
		if ( ! is_array( $forms ) || ! $forms ) {
			WP_CLI::error( null === $forms ? sprintf( 'The cases are not JSON: %s.', json_last_error_msg() ) : 'The cases are not a JSON list that holds any.' );
		}
		$cases = array();
		foreach ( $forms as $at => $form ) {
			$cases[] = self::attempt(
				static function () use ( $at, $form ) {
					return new Rest_Gate_Policy_Case( $form, $at + 1 );
				}
			);
		}
		return $cases;
	}
}
