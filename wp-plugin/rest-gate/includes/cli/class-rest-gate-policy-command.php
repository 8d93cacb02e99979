<?php
/**
 * `wp rest-gate policy`: the policy document as a whole.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Exports, imports and checks the policy document, and keeps its revisions.
 */
final class Rest_Gate_Policy_Command extends Rest_Gate_Command {

	/**
	 * Prints the policy document, or writes it into a file.
	 *
	 * ## OPTIONS
	 *
	 * [<file>]
	 * : The file; one that exists is replaced.
	 *
	 * ## EXAMPLES
	 *
	 *     # Keep it in a file.
	 *     $ wp rest-gate policy export policy.json
	 *     Success: Wrote revision 8 to policy.json.
	 *
	 *     # Look at the mode.
	 *     $ wp rest-gate policy export | jq .mode
	 *     "restrict"
	 *
	 * @param array $args The file, if any.
	 */
	public function export( $args ) {
		$revision = Rest_Gate_Settings::revision();
		$json     = self::document()->json();
		if ( ! $args ) {
			WP_CLI::line( $json );
			return;
		}
		$folder = dirname( $args[0] );
		if ( is_dir( $args[0] ) || ! is_writable( is_file( $args[0] ) ? $args[0] : $folder ) || false === file_put_contents( $args[0], $json . "\n" ) ) {
			WP_CLI::error( sprintf( '%s cannot be written.', self::printable( $args[0] ) ) );
		}
		WP_CLI::success( sprintf( 'Wrote revision %d to %s.', $revision, self::printable( $args[0] ) ) );
	}

	/**
	 * Replaces the policy by a document.
	 *
	 * A document that is wrong, that this version does not support or that opens
	 * or gates an endpoint which is registered nowhere is refused, and changes
	 * nothing. So is a gate before an ability where WordPress cannot gate it.
	 *
	 * ## OPTIONS
	 *
	 * <file>
	 * : The file; `-` for STDIN.
	 *
	 * [--force]
	 * : Take endpoints and abilities that are registered nowhere on this site.
	 *
	 * ## EXAMPLES
	 *
	 *     # Take the policy of another site.
	 *     $ wp rest-gate policy import policy.json
	 *     Success: Imported mode restrict, 2 custom entries, 3 gates. Revision 9.
	 *
	 * @param array $args       The file.
	 * @param array $assoc_args The options.
	 */
	public function import( $args, $assoc_args ) {
		$revision = Rest_Gate_Settings::revision();
		$document = self::read( $args[0], $assoc_args );
		$summary  = self::summary( $document );
		$revision = self::save( $document, $revision );
		WP_CLI::success( sprintf( 'Imported %s. Revision %d.', $summary, $revision ) );
	}

	/**
	 * Checks a document as an import would, and changes nothing.
	 *
	 * ## OPTIONS
	 *
	 * <file>
	 * : The file; `-` for STDIN.
	 *
	 * [--force]
	 * : Take endpoints and abilities that are registered nowhere on this site.
	 *
	 * ## EXAMPLES
	 *
	 *     # Before a deployment.
	 *     $ wp rest-gate policy check policy.json
	 *     Success: The document is valid: mode restrict, 2 custom entries, 3 gates.
	 *
	 *     # What is wrong is named.
	 *     $ wp rest-gate policy check wrong.json
	 *     Error: /mode: `restrct`: not one of `off`, `restrict`, `block_all`
	 *
	 * @param array $args       The file.
	 * @param array $assoc_args The options.
	 */
	public function check( $args, $assoc_args ) {
		WP_CLI::success( sprintf( 'The document is valid: %s.', self::summary( self::read( $args[0], $assoc_args ) ) ) );
	}

	/**
	 * A document from a file or STDIN, fit for this site.
	 *
	 * @param string $file       The file, or `-`.
	 * @param array  $assoc_args The options.
	 * @return RestGate\Document
	 */
	private static function read( $file, array $assoc_args ) {
		$json     = self::read_file( $file );
		$document = self::attempt(
			static function () use ( $json ) {
				return RestGate\Document::import( $json );
			}
		);
		$is_forced = WP_CLI\Utils\get_flag_value( $assoc_args, 'force', false );
		if ( ! $is_forced ) {
			self::require_registered( $document );
		}
		Rest_Gate_Gate_Requirements::check( $document, $is_forced );
		return $document;
	}
}
