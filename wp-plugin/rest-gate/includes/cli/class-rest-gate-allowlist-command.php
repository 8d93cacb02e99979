<?php
/**
 * `wp rest-gate allowlist`: what is open to everybody under `restrict`.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Lists and changes the allowlist.
 */
final class Rest_Gate_Allowlist_Command extends Rest_Gate_Command {

	/**
	 * Lists the allowlist.
	 *
	 * Built-in entries that are switched off are not listed; those are in
	 * `wp rest-gate builtin list`.
	 *
	 * ## OPTIONS
	 *
	 * [--source=<source>]
	 * : Only entries from there.
	 * ---
	 * options:
	 *   - builtin
	 *   - custom
	 * ---
	 *
	 * [--field=<field>]
	 * : Print one field of each entry.
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
	 * * entry
	 * * source
	 * * methods: `all`, or their names
	 * * expires: the last day
	 * * active: whether that day is still to come
	 * * note
	 *
	 * ## EXAMPLES
	 *
	 *     # What did this site open?
	 *     $ wp rest-gate allowlist list --source=custom --fields=entry,methods,expires,active
	 *     +----------------------------+---------+------------+--------+
	 *     | entry                      | methods | expires    | active |
	 *     +----------------------------+---------+------------+--------+
	 *     | /wp-json/myplugin/v1/*     | GET     | 2027-01-31 | yes    |
	 *     | /wp/v2/posts/(?P<id>[\d]+) | GET     |            | yes    |
	 *     +----------------------------+---------+------------+--------+
	 *
	 * @subcommand list
	 *
	 * @param array $args       Not used.
	 * @param array $assoc_args The options.
	 */
	public function list_( $args, $assoc_args ) {
		$policy  = self::compile( self::document() );
		$source  = WP_CLI\Utils\get_flag_value( $assoc_args, 'source' );
		$entries = $source ? self::entries( $policy, $source ) : $policy->entries( Rest_Gate_Facts::today() );
		$rows    = array();
		foreach ( $entries as $entry ) {
			$entry['methods'] = null === $entry['methods'] ? 'all' : implode( ',', $entry['methods'] );
			$entry['expires'] = (string) $entry['expires'];
			$entry['active']  = $entry['active'] ? 'yes' : 'no';
			$entry['note']    = self::printable( $entry['note'] );
			$rows[]           = $entry;
		}
		self::display( $rows, array( 'entry', 'source', 'methods', 'expires', 'active', 'note' ), $assoc_args );
	}

	/**
	 * Adds an entry.
	 *
	 * A path that ends in `/*` opens everything below it. Paths begin with
	 * `/wp-json`, whatever the site's own REST prefix is.
	 *
	 * ## OPTIONS
	 *
	 * [<path>]
	 * : The path to open.
	 *
	 * [--endpoint=<endpoint>]
	 * : In place of a path: a registered route pattern, exactly.
	 *
	 * [--methods=<methods>]
	 * : Open these methods only, separated by commas.
	 *
	 * [--note=<note>]
	 * : Whatever the site wants to remember.
	 *
	 * [--expires=<date>]
	 * : The last day, `2027-01-31`, in the site's time zone.
	 *
	 * [--force]
	 * : Take an endpoint that is registered nowhere on this site.
	 *
	 * ## EXAMPLES
	 *
	 *     # Open everything below a path for reading, until the end of January.
	 *     $ wp rest-gate allowlist add '/wp-json/myplugin/v1/*' --methods=GET --expires=2027-01-31 --note='status widget'
	 *     Success: Added /wp-json/myplugin/v1/*, which opens 16 registered endpoints. Revision 3.
	 *
	 *     # Open one endpoint, whatever its routes are.
	 *     $ wp rest-gate allowlist add --endpoint='/wp/v2/posts/(?P<id>[\d]+)' --methods=GET
	 *     Success: Added /wp/v2/posts/(?P<id>[\d]+), which opens 1 registered endpoint. Revision 4.
	 *
	 *     # A route is corrected.
	 *     $ wp rest-gate allowlist add /wp/v2/pages
	 *     Error: /pattern: `/wp/v2/pages`: is a route, not a path; did you mean `/wp-json/wp/v2/pages`?
	 *
	 * @param array $args       The path, if any.
	 * @param array $assoc_args The options.
	 */
	public function add( $args, $assoc_args ) {
		if ( isset( $args[0] ) === isset( $assoc_args['endpoint'] ) ) {
			WP_CLI::error( 'Name what to open: either a path or --endpoint=<endpoint>.' );
		}
		$revision = Rest_Gate_Settings::revision();
		$before   = self::document();
		$after    = self::attempt(
			static function () use ( $before, $args, $assoc_args ) {
				return $before->withEntry( self::entry_json( $args, $assoc_args ), Rest_Gate_Facts::today() );
			}
		);
		$known    = Rest_Gate_Endpoints::registered();
		if ( ! WP_CLI\Utils\get_flag_value( $assoc_args, 'force', false ) ) {
			self::require_registered( $after, $before->unregistered( $known ) );
		}
		$custom = self::entries( self::compile( $after ), 'custom' );
		$entry  = end( $custom )['entry'];
		$opened = array_filter(
			$known,
			static function ( $endpoint ) use ( $entry ) {
				return 'none' !== RestGate\Policy::reach( $entry, $endpoint );
			}
		);
		$revision = self::save( $after, $revision );
		if ( $opened ) {
			WP_CLI::success( sprintf( 'Added %s, which opens %s. Revision %d.', $entry, self::counted( count( $opened ), 'registered endpoint', 'registered endpoints' ), $revision ) );
			return;
		}
		WP_CLI::warning( sprintf( '%s opens no endpoint that is registered on this site.', $entry ) );
		WP_CLI::success( sprintf( 'Added %s. Revision %d.', $entry, $revision ) );
	}

	/**
	 * Removes an entry of the site.
	 *
	 * ## OPTIONS
	 *
	 * <entry>
	 * : The path or endpoint, as `wp rest-gate allowlist list` shows it.
	 *
	 * ## EXAMPLES
	 *
	 *     # Close it again.
	 *     $ wp rest-gate allowlist remove '/wp-json/myplugin/v1/*'
	 *     Success: Removed 1 entry: /wp-json/myplugin/v1/*. Revision 5.
	 *
	 * @param array $args The entry.
	 */
	public function remove( $args ) {
		$revision = Rest_Gate_Settings::revision();
		$before   = self::document();
		$after    = self::attempt(
			static function () use ( $before, $args ) {
				return $before->withoutEntry( $args[0] );
			}
		);
		$removed  = count( self::entries( self::compile( $before ), 'custom' ) ) - count( self::entries( self::compile( $after ), 'custom' ) );
		$revision = self::save( $after, $revision );
		WP_CLI::success( sprintf( 'Removed %s: %s. Revision %d.', self::counted( $removed, 'entry', 'entries' ), $args[0], $revision ) );
	}

	/**
	 * The entry as JSON.
	 *
	 * @param array $args       The path, if any.
	 * @param array $assoc_args The options.
	 * @return string
	 */
	private static function entry_json( array $args, array $assoc_args ) {
		$entry = isset( $args[0] ) ? array( 'pattern' => $args[0] ) : array( 'endpoint' => $assoc_args['endpoint'] );
		$entry = $entry + array_intersect_key( $assoc_args, array_flip( array( 'methods', 'note', 'expires' ) ) );
		if ( isset( $entry['methods'] ) ) {
			$entry['methods'] = array_values( array_filter( array_map( 'trim', explode( ',', strtoupper( $entry['methods'] ) ) ), 'strlen' ) );
		}
		return json_encode( $entry, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE );
	}
}
