<?php
/**
 * `wp rest-gate gate`: which methods on which endpoints need which capabilities.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Lists and changes the gates.
 */
final class Rest_Gate_Gate_Command extends Rest_Gate_Command {

	/**
	 * Lists the gates.
	 *
	 * ## OPTIONS
	 *
	 * [--field=<field>]
	 * : Print one field of each gate.
	 *
	 * [--fields=<fields>]
	 * : Print these fields.
	 *
	 * [--format=<format>]
	 * : How to print them.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 *   - yaml
	 *   - count
	 * ---
	 *
	 * ## AVAILABLE FIELDS
	 *
	 * These fields are shown by default:
	 *
	 * * id
	 * * target: what it stands before
	 * * methods: `all`, or their names
	 * * require: what it asks for
	 * * registered: whether this site registers its endpoint or ability, or
	 * any endpoint that its pattern reaches; and what it covers meanwhile
	 *
	 * These fields are optional:
	 *
	 * * except: the paths that are left out of its pattern
	 * * message: what it has a refused caller told
	 *
	 * ## EXAMPLES
	 *
	 *     # What is gated here, and does this site register it?
	 *     $ wp rest-gate gate list
	 *     +---------------+-----------------------------+----------------+---------------------------------------------------------------------+-----------------------------------------------------------+
	 *     | id            | target                      | methods        | require                                                             | registered                                                |
	 *     +---------------+-----------------------------+----------------+---------------------------------------------------------------------+-----------------------------------------------------------+
	 *     | create-posts  | /wp/v2/posts                | POST           | capability `publish_posts`                                          | yes                                                       |
	 *     | edit-one-post | /wp/v2/posts/(?P<id>[\d]+)  | POST,PUT,PATCH | capability `edit_post` on `id`, without one: capability `edit_posts` | yes                                                       |
	 *     | shop          | /shop/v1/orders/(?P<id>\d+) | all            | nobody passes                                                       | not here: covers everything below /wp-json/shop/v1/orders |
	 *     +---------------+-----------------------------+----------------+---------------------------------------------------------------------+-----------------------------------------------------------+
	 * @subcommand list
	 *
	 * @param array $args       Not used.
	 * @param array $assoc_args The options.
	 */
	public function list_( $args, $assoc_args ) {
		$document = self::document();
		$missing  = Rest_Gate_Missing_Gates::of( self::compile( $document ) );
		$rows     = array();
		foreach ( Rest_Gate_Gate_Rows::of( $document ) as $id => $row ) {
			$row['registered'] = Rest_Gate_Gate_Rows::registered( $row, $missing[ $id ] ?? null );
			$rows[]            = $row;
		}
		self::display( $rows, array( 'id', 'target', 'methods', 'require', 'registered' ), $assoc_args );
	}

	/**
	 * Adds a gate.
	 *
	 * A gate only narrows: the endpoint's own permission check always runs as
	 * well. All gates that select a request must be satisfied; their order never
	 * matters.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : Names the gate: `a`–`z`, `0`–`9` and `-`.
	 *
	 * [--endpoint=<endpoint>]
	 * : A registered route pattern, exactly; or an ability,
	 * `ability:core/get-site-info`.
	 *
	 * [--pattern=<path>]
	 * : In place of an endpoint: a path. One that ends in `/*` selects
	 * everything below it.
	 *
	 * [--except=<paths>]
	 * : Beside a pattern: paths that are left out, separated by commas. An
	 * endpoint is left out when all of it lies below one of them.
	 *
	 * [--methods=<methods>]
	 * : Gate these methods only, separated by commas.
	 *
	 * [--capability=<capability>]
	 * : The caller needs this capability.
	 *
	 * [--object=<names>]
	 * : On the object that the first of these parameters names, separated by
	 * commas.
	 *
	 * [--else=<capability>]
	 * : And this capability when the request names no object.
	 *
	 * [--role=<role>]
	 * : The caller needs this role.
	 *
	 * [--authenticated]
	 * : Any user passes.
	 *
	 * [--deny]
	 * : Nobody passes.
	 *
	 * [--requirement=<json>]
	 * : Whatever else the policy document can ask for in `require`. An
	 * application password is named by its user's id and its uuid, which
	 * `wp user application-password list <user> --fields=uuid,name` tells.
	 *
	 * [--message=<text>]
	 * : What a refused caller is told.
	 *
	 * [--force]
	 * : Take an endpoint or ability that is registered nowhere on this site.
	 * Until it is, the gate covers everything below the fixed beginning of its
	 * name.
	 *
	 * ## EXAMPLES
	 *
	 *     # Only publishers create posts over REST.
	 *     $ wp rest-gate gate add create-posts --endpoint=/wp/v2/posts --methods=POST --capability=publish_posts
	 *     Success: Added create-posts on POST /wp/v2/posts (capability `publish_posts`). Revision 1.
	 *
	 *     # Whoever changes a post needs the right to edit that post.
	 *     $ wp rest-gate gate add edit-one-post --endpoint='/wp/v2/posts/(?P<id>[\d]+)' --methods=POST,PUT,PATCH --capability=edit_post --object=id --else=edit_posts
	 *     Success: Added edit-one-post on POST,PUT,PATCH /wp/v2/posts/(?P<id>[\d]+) (capability `edit_post` on `id`, without one: capability `edit_posts`). Revision 2.
	 *
	 *     # This application password only reads.
	 *     $ wp rest-gate gate add agent-reads-only --pattern='/*' --methods=POST,PUT,PATCH,DELETE --requirement='{"not":{"application_password":{"user":2,"uuid":"e432d480-7514-4142-a61b-e2253e8146e1"}}}'
	 *     Success: Added agent-reads-only on POST,PUT,PATCH,DELETE /wp-json/* (not (application password e432d480-7514-4142-a61b-e2253e8146e1 of user 2)). Revision 3.
	 *
	 *     # An ability, whoever runs it and over whatever transport.
	 *     $ wp rest-gate gate add site-info --endpoint=ability:core/get-site-info --capability=manage_options
	 *     Success: Added site-info on ability:core/get-site-info (capability `manage_options`). Revision 4.
	 *
	 *     # A misspelt endpoint is not taken.
	 *     $ wp rest-gate gate add shop --endpoint='/shop/v1/orders/(?P<id>\d+)' --deny
	 *     Error: Registered nowhere on this site: `/shop/v1/orders/(?P<id>\d+)`. Use --force to gate it all the same.
	 * @param array $args       The id.
	 * @param array $assoc_args The options.
	 */
	public function add( $args, $assoc_args ) {
		$revision = Rest_Gate_Settings::revision();
		$before   = self::document();
		$after    = self::attempt(
			static function () use ( $before, $args, $assoc_args ) {
				return $before->withGate( Rest_Gate_Gate_Form::json( $args[0], $assoc_args ) );
			}
		);
		Rest_Gate_Gate_Requirements::check( $after, WP_CLI\Utils\get_flag_value( $assoc_args, 'force', false ), $before );
		$gate     = Rest_Gate_Gate_Rows::of( $after )[ $args[0] ];
		$covers   = Rest_Gate_Missing_Gates::of( self::compile( $after ) )[ $args[0] ] ?? null;
		$revision = self::save( $after, $revision );
		if ( null !== $covers ) {
			WP_CLI::warning( sprintf( '%s is registered nowhere on this site: until it is, the gate covers everything below %s.', $gate['target'], Rest_Gate_Gate_Rows::below( $covers ) ) );
		} elseif ( 'no' === Rest_Gate_Gate_Rows::registered( $gate, null ) ) {
			WP_CLI::warning( sprintf( '%s reaches no endpoint that is registered on this site.', $gate['target'] ) );
		}
		$stands = 'all' === $gate['methods'] ? $gate['target'] : $gate['methods'] . ' ' . $gate['target'];
		WP_CLI::success( sprintf( 'Added %s on %s (%s). Revision %d.', $gate['id'], $stands, $gate['require'], $revision ) );
	}

	/**
	 * Removes gates.
	 *
	 * ## OPTIONS
	 *
	 * <id>...
	 * : The gates, as `wp rest-gate gate list` names them.
	 *
	 * ## EXAMPLES
	 *
	 *     # Open it to whoever the endpoint itself lets pass.
	 *     $ wp rest-gate gate remove shop
	 *     Success: Removed 1 gate: shop. Revision 5.
	 * @param array $args The ids.
	 */
	public function remove( $args ) {
		$args     = array_values( array_unique( $args ) );
		$revision = Rest_Gate_Settings::revision();
		$document = self::document();
		foreach ( $args as $id ) {
			$document = self::attempt(
				static function () use ( $document, $id ) {
					return $document->withoutGate( $id );
				}
			);
		}
		$revision = self::save( $document, $revision );
		WP_CLI::success( sprintf( 'Removed %s: %s. Revision %d.', self::counted( count( $args ), 'gate', 'gates' ), implode( ', ', $args ), $revision ) );
	}
}
