<?php
/**
 * `wp rest-gate log settings`, `set`, `enable`, `disable` and `rotate-key`: what is recorded.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Lists and changes the settings of the log.
 */
final class Rest_Gate_Log_Settings_Command extends Rest_Gate_Section_Settings {

	/**
	 * The settings of a document, as JSON by key.
	 *
	 * @param RestGate\Document $document The document.
	 * @return array<string, string>
	 */
	protected static function settings_of( $document ) {
		return $document->logSettings();
	}

	/**
	 * A document with one setting changed.
	 *
	 * @param RestGate\Document $document The document.
	 * @param string            $key      The setting.
	 * @param string            $value    Its value as text.
	 * @return RestGate\Document
	 */
	protected static function with( $document, $key, $value ) {
		return $document->withLogSetting( $key, $value );
	}

	/**
	 * Lists the settings of the log.
	 *
	 * ## OPTIONS
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
	 * ---
	 *
	 * ## AVAILABLE FIELDS
	 *
	 * * key
	 * * value: lists separated by commas
	 *
	 * ## EXAMPLES
	 *
	 *     # How long is a record kept?
	 *     $ wp rest-gate log settings --format=json | jq -r '.[] | select( .key == "retention_days" ).value'
	 *     30
	 *
	 * @param array $args       Not used.
	 * @param array $assoc_args The options.
	 */
	public function settings( $args, $assoc_args ) {
		self::list_settings( $assoc_args );
	}

	/**
	 * Changes a setting.
	 *
	 * ## OPTIONS
	 *
	 * <key>
	 * : The setting, as `wp rest-gate log settings` lists it.
	 *
	 * [<value>]
	 * : The value. A list is separated by commas, or has one item a line; nothing
	 * is the empty list. `-` reads it from STDIN.
	 *
	 * ## EXAMPLES
	 *
	 *     # Keep records for a week.
	 *     $ wp rest-gate log set retention_days 7
	 *     Success: retention_days is 7. Revision 4.
	 *
	 *     # Do not record what passes to these routes.
	 *     $ wp rest-gate log set exclude - < prefixes.txt
	 *     Success: exclude is /wp-json/wp/v2/, /wp-json/myplugin/. Revision 5.
	 *
	 * @param array $args The setting and its value.
	 */
	public function set( $args ) {
		$value = $args[1] ?? '';
		self::change( $args[0], '-' === $value ? rtrim( self::read_file( '-' ) ) : $value );
	}

	/**
	 * Switches the log on: REST requests are recorded.
	 *
	 * ## EXAMPLES
	 *
	 *     # Record from now on.
	 *     $ wp rest-gate log enable
	 *     Success: enabled is true. Revision 2.
	 *     Note: `wp rest-gate status --refresh` tells whether the web server's PHP can write the log.
	 */
	public function enable() {
		self::change( 'enabled', 'true' );
		WP_CLI::log( 'Note: `wp rest-gate status --refresh` tells whether the web server\'s PHP can write the log.' );
	}

	/**
	 * Switches the log off: nothing new is recorded.
	 *
	 * What was recorded can still be read, and stays: nothing removes it by
	 * itself any more.
	 *
	 * ## EXAMPLES
	 *
	 *     # Record nothing, and forget what was recorded.
	 *     $ wp rest-gate log disable && wp rest-gate log clear --yes
	 *     Success: enabled is false. Revision 3.
	 *     Note: What was recorded stays until `wp rest-gate log clear` or `purge` removes it.
	 *     Note: The log is off: nothing new is recorded. `wp rest-gate log enable` switches it on.
	 *     Success: Removed everything that was recorded.
	 */
	public function disable() {
		self::change( 'enabled', 'false' );
		if ( Rest_Gate_Site::has_id() ) {
			WP_CLI::log( 'Note: What was recorded stays until `wp rest-gate log clear` or `purge` removes it.' );
		}
	}

	/**
	 * Hashes addresses with a new key from now on.
	 *
	 * Records of before keep their pseudonyms: the same client has another one
	 * from now on, and nothing in the log joins the two. A search by address
	 * still finds both while the earlier key is kept: 23 earlier ones are.
	 *
	 * ## EXAMPLES
	 *
	 *     # Once a month, so that nobody can be followed for longer.
	 *     $ wp rest-gate log rotate-key
	 *     Success: Addresses are hashed with a new key from now on.
	 *     Note: Earlier records keep their pseudonyms; a search by address still finds them by 1 earlier key.
	 */
	public function rotate_key() {
		$policy  = self::compile( self::document() );
		$earlier = count( Rest_Gate_Site::rotate_key() ) - 1;
		if ( ! $policy->hashesIps() ) {
			WP_CLI::success( 'There is a new key for addresses.' );
			WP_CLI::warning( 'Addresses are recorded as they are: hash_ips is off. `wp rest-gate log set hash_ips true` has them hashed.' );
			return;
		}
		WP_CLI::success( 'Addresses are hashed with a new key from now on.' );
		if ( $earlier > 0 ) {
			WP_CLI::log( sprintf( 'Note: Earlier records keep their pseudonyms; a search by address still finds them by %s.', self::counted( $earlier, 'earlier key', 'earlier keys' ) ) );
		}
	}
}
