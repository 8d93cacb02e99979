<?php
/**
 * `wp rest-gate gate preset`: gates for what many sites want.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Lists, shows and adds presets of gates.
 */
final class Rest_Gate_Gate_Preset_Command extends Rest_Gate_Command {

	private const FIELDS = array( 'id', 'name', 'purpose', 'added' );

	/**
	 * Lists the presets of gates.
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
	 * * purpose
	 * * added: how many of its gates stand already
	 *
	 * These fields are optional:
	 *
	 * * note: what to know before adding it
	 *
	 * ## EXAMPLES
	 *
	 *     # Which of them stand here?
	 *     $ wp rest-gate gate preset list --fields=id,purpose,added
	 *     +---------------------------------+-----------------------------------------------------------------------------------------------+-------+
	 *     | id                              | purpose                                                                                       | added |
	 *     +---------------------------------+-----------------------------------------------------------------------------------------------+-------+
	 *     | posts-and-pages                 | who may publish may create over REST; everybody edits and deletes only what is theirs to edit | 0/10  |
	 *     | users-list                      | nobody learns the site's users over REST but those who may list them                          | 0/2   |
	 *     | application-passwords-read-only | an application password can read what its user can read, and change nothing                   | 0/1   |
	 *     | no-anonymous-writes             | only users of the site change anything over REST                                              | 0/1   |
	 *     | administrators-only             | REST serves nobody but those who manage the site                                              | 0/1   |
	 *     +---------------------------------+-----------------------------------------------------------------------------------------------+-------+
	 * @subcommand list
	 *
	 * @param array $args       Not used.
	 * @param array $assoc_args The options.
	 */
	public function list_( $args, $assoc_args ) {
		$standing = self::document()->gates();
		$rows     = array();
		foreach ( RestGate\Catalog::gatePresets() as $preset ) {
			try {
				$gates = self::applied( RestGate\Document::initial(), $preset['id'] )->gates();
			} catch ( RestGate\Exception $error ) {
				// The site lacks what the preset is about.
				$gates = array();
			}
			$rows[] = $preset + array( 'added' => count( array_intersect( $gates, $standing ) ) . '/' . count( $gates ) );
		}
		self::display( $rows, self::FIELDS, $assoc_args );
	}

	/**
	 * Shows the gates of a preset as they would stand on this site.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : The preset, as `wp rest-gate gate preset list` names it.
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
	 * * id
	 * * target: what it stands before
	 * * methods: `all`, or their names
	 * * require: what it asks for
	 * * added: whether it stands already
	 *
	 * ## EXAMPLES
	 *
	 *     # What would be gated?
	 *     $ wp rest-gate gate preset show users-list
	 *     +------------+----------------------------+---------+-----------------------------------------------------------+-------+
	 *     | id         | target                     | methods | require                                                   | added |
	 *     +------------+----------------------------+---------+-----------------------------------------------------------+-------+
	 *     | list-users | /wp/v2/users               | GET     | capability `list_users`                                   | no    |
	 *     | read-user  | /wp/v2/users/(?P<id>[\d]+) | GET     | capability `list_users` or capability `edit_user` on `id` | no    |
	 *     +------------+----------------------------+---------+-----------------------------------------------------------+-------+
	 * @param array $args       The preset.
	 * @param array $assoc_args The options.
	 */
	public function show( $args, $assoc_args ) {
		$standing = self::document()->gates();
		$document = self::attempt(
			static function () use ( $args ) {
				return self::applied( RestGate\Document::initial(), $args[0] );
			}
		);
		$rows     = array();
		foreach ( Rest_Gate_Gate_Rows::of( $document ) as $row ) {
			$rows[] = $row + array( 'added' => in_array( $row['json'], $standing, true ) ? 'yes' : 'no' );
		}
		self::display( $rows, array( 'id', 'target', 'methods', 'require', 'added' ), $assoc_args );
	}

	/**
	 * Adds the gates of a preset, after showing them.
	 *
	 * Only endpoints that are registered on this site are gated. A gate that
	 * stands already is left alone.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : The preset, as `wp rest-gate gate preset list` names it.
	 *
	 * [--yes]
	 * : Do not ask.
	 *
	 * ## EXAMPLES
	 *
	 *     # Hide the users from those who may not list them.
	 *     $ wp rest-gate gate preset add users-list
	 *     +------------+----------------------------+---------+-----------------------------------------------------------+
	 *     | id         | target                     | methods | require                                                   |
	 *     +------------+----------------------------+---------+-----------------------------------------------------------+
	 *     | list-users | /wp/v2/users               | GET     | capability `list_users`                                   |
	 *     | read-user  | /wp/v2/users/(?P<id>[\d]+) | GET     | capability `list_users` or capability `edit_user` on `id` |
	 *     +------------+----------------------------+---------+-----------------------------------------------------------+
	 *     Note: In the editor, authors of other people's posts are not named to users without list_users.
	 *     Add 2 gates? [y/n] y
	 *     Success: Users list needs list_users: added 2 gates. Revision 7.
	 * @param array $args       The preset.
	 * @param array $assoc_args The options.
	 */
	public function add( $args, $assoc_args ) {
		$revision = Rest_Gate_Settings::revision();
		$before   = self::document();
		$after    = self::attempt(
			static function () use ( $before, $args ) {
				return self::applied( $before, $args[0] );
			}
		);
		$preset   = current( wp_list_filter( RestGate\Catalog::gatePresets(), array( 'id' => $args[0] ) ) );
		$added    = array_diff_key( Rest_Gate_Gate_Rows::of( $after ), Rest_Gate_Gate_Rows::of( $before ) );
		if ( ! $added ) {
			WP_CLI::success( sprintf( '%s: nothing to add, its gates stand already. Revision %d.', $preset['name'], $revision ) );
			return;
		}
		self::display( array_values( $added ), array( 'id', 'target', 'methods', 'require' ), array( 'format' => 'table' ) );
		WP_CLI::log( 'Note: ' . $preset['note'] );
		WP_CLI::confirm( sprintf( 'Add %s?', self::counted( count( $added ), 'gate', 'gates' ) ), $assoc_args );
		$revision = self::save( $after, $revision );
		WP_CLI::success( sprintf( '%s: added %s. Revision %d.', $preset['name'], self::counted( count( $added ), 'gate', 'gates' ), $revision ) );
	}

	/**
	 * A document with a preset.
	 *
	 * @param RestGate\Document $document The document.
	 * @param string            $id       The preset.
	 * @return RestGate\Document
	 */
	private static function applied( $document, $id ) {
		return $document->withGatePreset( $id, self::types(), Rest_Gate_Endpoints::registered() );
	}

	/**
	 * What this site says of its post types in REST (WP_Post_Type::get_rest_controller(),
	 * wp-includes/class-wp-post-type.php).
	 *
	 * @return array<string, array{base: string, capabilities: array<string, string>}>
	 */
	private static function types() {
		$types = array();
		foreach ( get_post_types( array( 'show_in_rest' => true ), 'objects' ) as $name => $type ) {
			$namespace      = $type->rest_namespace ? $type->rest_namespace : 'wp/v2';
			$base           = $type->rest_base ? $type->rest_base : $type->name;
			$types[ $name ] = array(
				'base'         => '/' . $namespace . '/' . $base,
				'capabilities' => (array) $type->cap,
			);
		}
		return $types;
	}
}
