<?php
/**
 * `wp rest-gate gate test`: which gates select a request, and whether they let it pass.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Tests the gates.
 */
final class Rest_Gate_Gate_Test_Command extends Rest_Gate_Command {

	/**
	 * Tells which gates select a request, and whether each is satisfied.
	 *
	 * Asked as a stranger, or as the user of WP-CLI's own `--user=<login>`. Exits
	 * with code 0 when the request passes, 1 when it is refused or is not REST.
	 * The endpoint's own permission check still comes after the gates, and is not
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
	 * ## EXAMPLES
	 *
	 *     # May an author change somebody else's post?
	 *     $ wp rest-gate gate test POST /wp/v2/posts/7 --user=author1
	 *     +---------------+----------------------------+---------------------------------------------------------------------+----------------+
	 *     | id            | target                     | require                                                             | satisfied      |
	 *     +---------------+----------------------------+---------------------------------------------------------------------+----------------+
	 *     | edit-one-post | /wp/v2/posts/(?P<id>[\d]+) | capability `edit_post` on `id`, without one: capability `edit_posts` | no: capability |
	 *     +---------------+----------------------------+---------------------------------------------------------------------+----------------+
	 *     Error: author1 by cookie is refused POST /wp/v2/posts/7: forbidden, capability: the gate edit-one-post (capability `edit_post` on `7`).
	 *
	 *     # May an administrator run an ability?
	 *     $ wp rest-gate gate test RUN ability:core/get-site-info --user=admin
	 *     +-----------+----------------------------+-----------------------------+-----------+
	 *     | id        | target                     | require                     | satisfied |
	 *     +-----------+----------------------------+-----------------------------+-----------+
	 *     | site-info | ability:core/get-site-info | capability `manage_options` | yes       |
	 *     +-----------+----------------------------+-----------------------------+-----------+
	 *     Success: admin by cookie passes RUN ability:core/get-site-info: 1 gate selects it and is satisfied.
	 * @param array $args       Method and target.
	 * @param array $assoc_args The options.
	 */
	public function __invoke( $args, $assoc_args ) {
		$document = self::document();
		$policy   = self::compile( $document );
		$body     = self::body( $assoc_args );
		list( $target, $caller ) = self::attempt(
			static function () use ( $args, $assoc_args ) {
				return array( new Rest_Gate_Target( $args[1], $args[0] ), Rest_Gate_Named_Caller::of_command( $assoc_args ) );
			}
		);
		self::require_decided( $target, $args[1] );
		$inquiry = new Rest_Gate_Inquiry( $policy, $target, $caller, $body );
		self::list_gates( $document, $inquiry->gates, $target, $caller, $body );
		$who   = Rest_Gate_Named_Caller::describe( $caller );
		$who   = 'user' === $caller->principal ? self::printable( $who ) : ucfirst( $who );
		$gates = count( $inquiry->gates );
		if ( $inquiry->refused ) {
			WP_CLI::error( sprintf( '%s is refused %s: %s.', $who, $target->name(), $inquiry->describe() ) );
		}
		if ( '' !== $inquiry->answer['simulated'] ) {
			WP_CLI::success( sprintf( '%s passes %s: refusals are simulated. Otherwise: %s.', $who, $target->name(), self::otherwise( $document, $target, $caller, $body ) ) );
			return;
		}
		WP_CLI::success( sprintf( '%s passes %s: %s.', $who, $target->name(), 0 === $gates ? 'no gate selects it' : self::counted( $gates, 'gate selects it and is', 'gates select it and are' ) . ' satisfied' ) );
	}

	/**
	 * Lists the gates that select a request, each asked alone.
	 *
	 * @param RestGate\Document $document The document.
	 * @param array[]           $gates    The gates.
	 * @param Rest_Gate_Target  $target   The request.
	 * @param Rest_Gate_Caller  $caller   Who asks.
	 * @param array|null        $body     The body.
	 */
	private static function list_gates( $document, array $gates, Rest_Gate_Target $target, Rest_Gate_Caller $caller, $body ) {
		if ( ! $gates ) {
			return;
		}
		$all  = Rest_Gate_Gate_Rows::of( $document );
		$rows = array();
		foreach ( $gates as $gate ) {
			$alone  = new Rest_Gate_Inquiry( Rest_Gate_Gate_Rows::policy_of( array( $all[ $gate['id'] ] ) ), $target, $caller, $body );
			$rows[] = $all[ $gate['id'] ] + array( 'satisfied' => '' === $alone->answer['gate'] ? 'yes' : 'no: ' . $alone->answer['reason'] );
		}
		self::display( $rows, array( 'id', 'target', 'require', 'satisfied' ), array( 'format' => 'table' ) );
	}

	/**
	 * What would happen if refusals were not simulated.
	 *
	 * @param RestGate\Document $document The document.
	 * @param Rest_Gate_Target  $target   The request.
	 * @param Rest_Gate_Caller  $caller   Who asks.
	 * @param array|null        $body     The body.
	 * @return string
	 */
	private static function otherwise( $document, Rest_Gate_Target $target, Rest_Gate_Caller $caller, $body ) {
		$strict = self::compile( $document->withMode( $document->mode(), false ) );
		return ( new Rest_Gate_Inquiry( $strict, $target, $caller, $body ) )->describe();
	}
}
