<?php
/**
 * `wp rest-gate preset`: what strangers need of known plugins.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Opens what strangers need of known plugins.
 */
final class Rest_Gate_Preset_Command extends Rest_Gate_Command {

	private const FIELDS = array( 'id', 'name', 'active', 'registered', 'open' );

	/**
	 * Lists the presets.
	 *
	 * ## OPTIONS
	 *
	 * [--field=<field>]
	 * : Print one field of each preset.
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
	 * * name
	 * * active: whether the plugin is active here
	 * * registered: how many of its endpoints are registered here
	 * * open: how many of those are open to strangers already
	 *
	 * These fields are optional:
	 *
	 * * note: what to know before applying it
	 * * source: where the endpoints were read
	 *
	 * ## EXAMPLES
	 *
	 *     # What could be opened here?
	 *     $ wp rest-gate preset list
	 *     +-----------------------+-----------------------+--------+------------+------+
	 *     | id                    | name                  | active | registered | open |
	 *     +-----------------------+-----------------------+--------+------------+------+
	 *     | oembed                | oEmbed                | yes    | 1/1        | 0/1  |
	 *     | contact-form-7        | Contact Form 7        | no     | 0/3        | 0/0  |
	 *     | wpforms               | WPForms               | no     | 0/3        | 0/0  |
	 *     | woocommerce-store-api | WooCommerce Store API | no     | 0/18       | 0/0  |
	 *     | activitypub           | ActivityPub           | no     | 0/38       | 0/0  |
	 *     | jetpack               | Jetpack               | no     | 0/4        | 0/0  |
	 *     +-----------------------+-----------------------+--------+------------+------+
	 *
	 * @subcommand list
	 *
	 * @param array $args       Not used.
	 * @param array $assoc_args The options.
	 */
	public function list_( $args, $assoc_args ) {
		$document   = self::document();
		$registered = Rest_Gate_Endpoints::registered();
		$rows       = array();
		foreach ( RestGate\Catalog::presets() as $preset ) {
			$opens  = array_column( $preset['opens'], 'endpoint' );
			$here   = count( array_intersect( $opens, $registered ) );
			$added  = self::count_custom( self::applied( $document, $preset['id'], $registered ) ) - self::count_custom( $document );
			$rows[] = array(
				'id'         => $preset['id'],
				'name'       => $preset['name'],
				'active'     => self::is_active( $preset['plugins'] ) ? 'yes' : 'no',
				'registered' => $here . '/' . count( $opens ),
				'open'       => ( $here - $added ) . '/' . $here,
				'note'       => $preset['note'],
				'source'     => $preset['source'],
			);
		}
		self::display( $rows, self::FIELDS, $assoc_args );
	}

	/**
	 * Adds what a preset opens to the allowlist.
	 *
	 * Only endpoints that are registered on this site are opened, with the
	 * methods that strangers need. What is open already is left alone.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : The preset, as `wp rest-gate preset list` names it.
	 *
	 * ## EXAMPLES
	 *
	 *     # Let other sites embed posts.
	 *     $ wp rest-gate preset apply oembed
	 *     Note: The proxy route stays closed: it needs `edit_posts`.
	 *     Success: oEmbed: added 1 entry. Revision 8.
	 *
	 *     # A second time there is nothing to do.
	 *     $ wp rest-gate preset apply oembed
	 *     Success: oEmbed: nothing to add, what is registered here is open already. Revision 8.
	 *
	 * @param array $args The preset.
	 */
	public function apply( $args ) {
		$revision   = Rest_Gate_Settings::revision();
		$registered = Rest_Gate_Endpoints::registered();
		$before     = self::document();
		$after      = self::applied( $before, $args[0], $registered );
		$added      = self::count_custom( $after ) - self::count_custom( $before );
		$preset     = current( wp_list_filter( RestGate\Catalog::presets(), array( 'id' => $args[0] ) ) );
		$missing    = array_diff( array_column( $preset['opens'], 'endpoint' ), $registered );
		foreach ( $missing as $endpoint ) {
			WP_CLI::log( 'Not registered here: ' . $endpoint );
		}
		if ( ! $added ) {
			$why = count( $missing ) === count( $preset['opens'] ) ? 'none of its endpoints is registered here' : 'what is registered here is open already';
			WP_CLI::success( sprintf( '%s: nothing to add, %s. Revision %d.', $preset['name'], $why, $revision ) );
			return;
		}
		$revision = self::save( $after, $revision );
		if ( '' !== $preset['note'] ) {
			WP_CLI::log( 'Note: ' . $preset['note'] );
		}
		WP_CLI::success( sprintf( '%s: added %s. Revision %d.', $preset['name'], self::counted( $added, 'entry', 'entries' ), $revision ) );
	}

	/**
	 * A document with a preset.
	 *
	 * @param RestGate\Document $document   The document.
	 * @param string            $id         The preset.
	 * @param string[]          $registered The endpoints of this site.
	 * @return RestGate\Document
	 */
	private static function applied( $document, $id, array $registered ) {
		return self::attempt(
			static function () use ( $document, $id, $registered ) {
				return $document->withPreset( $id, $registered );
			}
		);
	}

	/**
	 * How many entries of its own a document has.
	 *
	 * @param RestGate\Document $document The document.
	 * @return int
	 */
	private static function count_custom( $document ) {
		return count( self::entries( self::compile( $document ), 'custom' ) );
	}

	/**
	 * Whether any of these plugins is active; core always is.
	 *
	 * @param string[] $plugins Main files; none for core.
	 * @return bool
	 */
	private static function is_active( array $plugins ) {
		require_once ABSPATH . 'wp-admin/includes/plugin.php';
		return array() === $plugins || array() !== array_filter( $plugins, 'is_plugin_active' );
	}
}
