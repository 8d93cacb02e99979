<?php
/**
 * `wp rest-gate log show`: one record with all that is known of it.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows a record.
 */
final class Rest_Gate_Log_Show_Command extends Rest_Gate_Log_Subcommand {

	/**
	 * Prints one record whole.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : The request id, as the client has it: `data.request_id` of an error, or
	 * the header `X-Request-Id`.
	 *
	 * [--format=<format>]
	 * : How to print it.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - json
	 *   - yaml
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     # Why was this client refused?
	 *     $ wp rest-gate log show 01a202a298fd-63a200ebb --format=json | jq -r .reason
	 *     not_allowlisted
	 *
	 * @param array $args       The id.
	 * @param array $assoc_args The options.
	 */
	public function __invoke( $args, $assoc_args ) {
		$log   = self::open();
		$left  = self::catch_up( $log );
		$found = self::attempt(
			static function () use ( $log, $args ) {
				return $log->find( $args[0] );
			}
		);
		if ( null === $found ) {
			$hint = $left > 0 ? ' Not everything is imported yet: try again after `wp rest-gate log import`.' : '';
			WP_CLI::error( sprintf( 'There is no record `%s`.%s', self::printable( $args[0] ), $hint ) );
		}
		$items = array_map( array( 'Rest_Gate_Log_Rows', 'known' ), $found['items'] );
		$shown = Rest_Gate_Log_Rows::known( $found['record'] );
		if ( 'table' !== $assoc_args['format'] ) {
			WP_CLI::print_value( $shown + array( 'items' => $items ), $assoc_args );
			return;
		}
		$rows = array();
		foreach ( $shown as $field => $value ) {
			$rows[] = compact( 'field', 'value' );
		}
		foreach ( $found['items'] as $at => $item ) {
			$rows[] = array(
				'field' => 'item ' . ( $at + 1 ),
				'value' => Rest_Gate_Log_Rows::line( $item ),
			);
		}
		self::display( $rows, array( 'field', 'value' ), array( 'format' => 'table' ) );
	}
}
