<?php
/**
 * Commands on one section of the policy document.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Lists and changes the settings of a section.
 */
abstract class Rest_Gate_Section_Command extends Rest_Gate_Section_Settings {

	/**
	 * The section.
	 *
	 * @return string
	 */
	abstract protected static function section();

	/**
	 * The settings of a document, as JSON by key.
	 *
	 * @param RestGate\Document $document The document.
	 * @return array<string, string>
	 */
	protected static function settings_of( $document ) {
		return $document->settings( static::section() );
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
		return $document->withSetting( static::section(), $key, $value );
	}

	/**
	 * Lists the settings.
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
	 *     $ wp rest-gate tarpit show
	 *     +-------------+-------+
	 *     | key         | value |
	 *     +-------------+-------+
	 *     | min_ms      | 200   |
	 *     | max_ms      | 800   |
	 *     | max_waiting | null  |
	 *     +-------------+-------+
	 *
	 * @param array $args       Not used.
	 * @param array $assoc_args The options.
	 */
	public function show( $args, $assoc_args ) {
		self::list_settings( $assoc_args );
	}

	/**
	 * Changes a setting.
	 *
	 * ## OPTIONS
	 *
	 * <key>
	 * : The setting, as `show` lists it.
	 *
	 * <value>
	 * : The value; `null` where null may stand.
	 *
	 * ## EXAMPLES
	 *
	 *     # Strangers wait longer for a refusal.
	 *     $ wp rest-gate tarpit set max_ms 2000
	 *     Success: max_ms is 2000. Revision 4.
	 *
	 *     # Clients connect to this server themselves, and may ask twice a second.
	 *     $ wp rest-gate rate-limit set client direct
	 *     Success: client is direct. Revision 5.
	 *     $ wp rest-gate rate-limit set per_minute 120
	 *     Success: per_minute is 120. Revision 6.
	 *
	 *     # Unknown query names and bodies are sure cases, too: no plugin here looks
	 *     # for credentials there.
	 *     $ wp rest-gate early set aggressive true
	 *     Success: aggressive is true. Revision 7.
	 *
	 * @param array $args The setting and its value.
	 */
	public function set( $args ) {
		self::change( $args[0], $args[1] );
	}
}
