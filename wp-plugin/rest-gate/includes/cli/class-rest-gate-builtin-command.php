<?php
/**
 * `wp rest-gate builtin`: the allowlist entries that ship with the extension.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Switches built-in allowlist entries on and off.
 */
final class Rest_Gate_Builtin_Command extends Rest_Gate_Command {

	/**
	 * Lists the built-in entries.
	 *
	 * ## OPTIONS
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
	 * * enabled
	 * * purpose
	 *
	 * ## EXAMPLES
	 *
	 *     # Which entries are switched off?
	 *     $ wp rest-gate builtin list --fields=entry,enabled
	 *     +-----------------------------+---------+
	 *     | entry                       | enabled |
	 *     +-----------------------------+---------+
	 *     | /wp-json                    | yes     |
	 *     | /wp-json/rest-gate/v1/probe | yes     |
	 *     | /wp-json/syteops/*          | yes     |
	 *     | /wp-json/syteops-int-cp/*   | yes     |
	 *     | /wp-json/flowmattic/v1/*    | no      |
	 *     | /wp-json/google-site-kit/*  | yes     |
	 *     | /wp-json/wordfence/v1/*     | yes     |
	 *     | /wc-auth/v1/*               | yes     |
	 *     +-----------------------------+---------+
	 *
	 * @subcommand list
	 *
	 * @param array $args       Not used.
	 * @param array $assoc_args The options.
	 */
	public function list_( $args, $assoc_args ) {
		$enabled = self::enabled( self::document() );
		$rows    = array();
		foreach ( RestGate\Catalog::builtin() as $builtin ) {
			$rows[] = array(
				'entry'   => $builtin['entry'],
				'enabled' => in_array( $builtin['entry'], $enabled, true ) ? 'yes' : 'no',
				'purpose' => $builtin['purpose'],
			);
		}
		self::display( $rows, array( 'entry', 'enabled', 'purpose' ), $assoc_args );
	}

	/**
	 * Switches a built-in entry on.
	 *
	 * ## OPTIONS
	 *
	 * <entry>
	 * : The entry, as `wp rest-gate builtin list` shows it.
	 *
	 * ## EXAMPLES
	 *
	 *     # Outside services call FlowMattic again.
	 *     $ wp rest-gate builtin enable '/wp-json/flowmattic/v1/*'
	 *     Success: /wp-json/flowmattic/v1/* is enabled: 8 of 8 built-in entries are enabled. Revision 7.
	 *
	 * @param array $args The entry.
	 */
	public function enable( $args ) {
		self::set( $args[0], true );
	}

	/**
	 * Switches a built-in entry off.
	 *
	 * ## OPTIONS
	 *
	 * <entry>
	 * : The entry, as `wp rest-gate builtin list` shows it.
	 *
	 * ## EXAMPLES
	 *
	 *     # Nobody calls FlowMattic from outside.
	 *     $ wp rest-gate builtin disable '/wp-json/flowmattic/v1/*'
	 *     Success: /wp-json/flowmattic/v1/* is disabled: 7 of 8 built-in entries are enabled. Revision 6.
	 *
	 * @param array $args The entry.
	 */
	public function disable( $args ) {
		self::set( $args[0], false );
	}

	/**
	 * Switches an entry.
	 *
	 * @param string $entry   The entry.
	 * @param bool   $enabled On or off.
	 */
	private static function set( $entry, $enabled ) {
		$word     = $enabled ? 'enabled' : 'disabled';
		$revision = Rest_Gate_Settings::revision();
		$before   = self::document();
		$after    = self::attempt(
			static function () use ( $before, $entry, $enabled ) {
				return $before->withBuiltin( $entry, $enabled );
			}
		);
		$was      = self::enabled( $before );
		$is       = self::enabled( $after );
		$changed  = array_merge( array_diff( $is, $was ), array_diff( $was, $is ) );
		if ( ! $changed ) {
			WP_CLI::success( sprintf( '%s is already %s. Revision %d.', $entry, $word, $revision ) );
			return;
		}
		$revision = self::save( $after, $revision );
		WP_CLI::success( sprintf( '%s is %s: %d of %d built-in entries are enabled. Revision %d.', $changed[0], $word, count( $is ), count( RestGate\Catalog::builtin() ), $revision ) );
	}

	/**
	 * The built-in entries that are enabled.
	 *
	 * @param RestGate\Document $document The document.
	 * @return string[]
	 */
	private static function enabled( $document ) {
		return array_column( self::entries( self::compile( $document ), 'builtin' ), 'entry' );
	}
}
