<?php
/**
 * `wp rest-gate log export`: records for a spreadsheet or another program.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Exports records.
 */
final class Rest_Gate_Log_Export_Command extends Rest_Gate_Log_Subcommand {

	/** So many records, where nobody says otherwise. */
	private const LIMIT = 5000;

	/** More cannot be named; `--all` has no limit. */
	private const MOST = 1000000000;

	/**
	 * Prints records, the newest first, with all that is known of each.
	 *
	 * Cells that a spreadsheet would take for a formula get a `'` in front. The
	 * records pass through as they are read: an export of millions needs no
	 * memory.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : `jsonl` is one JSON object a line.
	 * ---
	 * default: csv
	 * options:
	 *   - csv
	 *   - json
	 *   - jsonl
	 * ---
	 *
	 * [--limit=<number>]
	 * : So many at most; 5000 where nothing is said.
	 *
	 * [--all]
	 * : Without a limit.
	 *
	 * [--output=<file>]
	 * : Write into this file, which only you can read if it is new. One that
	 * exists is replaced.
	 *
	 * [--route=<route>]
	 * : As for `wp rest-gate log list`, like all of these.
	 *
	 * [--ip=<ip>]
	 * : The address of the client.
	 *
	 * [--by=<user>]
	 * : The id or the login name of the user.
	 *
	 * [--date=<date>]
	 * : A day or a range of days.
	 *
	 * [--outcome=<outcomes>]
	 * : The outcomes.
	 *
	 * [--method=<method>]
	 * : The method.
	 *
	 * [--status=<status>]
	 * : The status, or a class of them.
	 *
	 * [--auth-type=<type>]
	 * : The auth type.
	 *
	 * ## EXAMPLES
	 *
	 *     # Everything that is known of a user, for that user.
	 *     $ wp rest-gate log export --by=jane --all --output=jane.csv
	 *     Success: Wrote 1214 records to jane.csv.
	 *
	 * @param array $args       Not used.
	 * @param array $assoc_args The options.
	 */
	public function __invoke( $args, $assoc_args ) {
		$limit  = self::number( $assoc_args, 'limit', 1, self::MOST );
		$is_all = (bool) WP_CLI\Utils\get_flag_value( $assoc_args, 'all', false );
		if ( $is_all && null !== $limit ) {
			WP_CLI::error( 'Either --all or --limit.' );
		}
		$limit  = $is_all ? null : ( $limit ?? self::LIMIT );
		$filter = Rest_Gate_Log_Filter::of( $assoc_args );
		$log    = self::open();
		self::catch_up( $log );
		$file   = isset( $assoc_args['output'] ) ? (string) $assoc_args['output'] : null;
		$handle = null === $file ? STDOUT : self::create( $file );
		$is_cut = false;
		$write  = static function ( $chunk ) use ( $handle, &$is_cut ) {
			// Nothing but an exception may end it here: the extension stands in between.
			$is_cut = $is_cut || strlen( $chunk ) !== @fwrite( $handle, $chunk );
			if ( $is_cut ) {
				throw new RuntimeException( 'the output cannot be written' );
			}
		};
		try {
			$count = $log->export( $assoc_args['format'], $filter, $write, $limit );
		} catch ( \Throwable $error ) {
			WP_CLI::error( $is_cut ? 'The output cannot be written to its end.' : self::printable( $error->getMessage() ) );
		}
		if ( $count === $limit ) {
			self::tell( sprintf( 'Note: Only the newest %d; --limit=<number> or --all exports more, if there are more.', $limit ) );
		}
		if ( null !== $file ) {
			if ( ! fclose( $handle ) ) {
				WP_CLI::error( sprintf( '%s cannot be written.', self::printable( $file ) ) );
			}
			WP_CLI::success( sprintf( 'Wrote %s to %s.', self::counted( $count, 'record', 'records' ), self::printable( $file ) ) );
		}
	}

	/**
	 * Opens a file for writing.
	 *
	 * @param string $file The file.
	 * @return resource
	 */
	private static function create( $file ) {
		$umask  = umask( 0077 );
		$is_fit = ! is_dir( $file ) && is_writable( file_exists( $file ) ? $file : dirname( $file ) );
		$handle = $is_fit ? fopen( $file, 'wb' ) : false;
		umask( $umask );
		if ( false === $handle ) {
			WP_CLI::error( sprintf( '%s cannot be written.', self::printable( $file ) ) );
		}
		return $handle;
	}
}
