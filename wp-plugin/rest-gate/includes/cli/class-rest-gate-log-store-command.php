<?php
/**
 * `wp rest-gate log stats`, `import` and `verify`: the files of the log.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Looks after the files of the log.
 */
final class Rest_Gate_Log_Store_Command extends Rest_Gate_Log_Subcommand {

	/** So long is imported between two steps of the progress bar, in milliseconds. */
	private const STEP = 500;

	/** So often is looked whether another import is over, every 200 ms. */
	private const LOOKS = 150;

	/**
	 * Tells how much is recorded, what waits and what was lost.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : How to print it; sizes are in bytes except in a table.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - json
	 *   - yaml
	 *   - csv
	 * ---
	 *
	 * ## AVAILABLE FIELDS
	 *
	 * * records, refused_records: in the store; the latter are refused strangers
	 * * oldest, newest: the days, in UTC
	 * * store_bytes, refused_bytes: the size of the store, in the same way
	 * * spool_bytes, waiting_bytes: the size of the spool, and what of it is not imported yet
	 * * torn: lines of the spool that were broken
	 * * lost_hits: how often more hits were told of a record that is not there
	 * * folded: requests that became a hit of an earlier record
	 * * lost_full, lost_cap, lost_failed: records lost to a full disk, to the spool's size limit, to
	 * anything else
	 * * died: workers that died while they served a request
	 * * set_aside: parts of the store that were broken
	 * * path: the folder
	 *
	 * ## EXAMPLES
	 *
	 *     # Was anything lost?
	 *     $ wp rest-gate log stats --format=json | jq -c '{lost_full, lost_cap, lost_failed}'
	 *     {"lost_full":0,"lost_cap":0,"lost_failed":0}
	 *
	 * @param array $args       Not used.
	 * @param array $assoc_args The options.
	 */
	public function stats( $args, $assoc_args ) {
		$log   = self::open();
		$stats = self::attempt( array( $log, 'stats' ) );
		if ( in_array( $assoc_args['format'], array( 'json', 'yaml' ), true ) ) {
			WP_CLI::print_value( $stats, $assoc_args );
			return;
		}
		$rows = array();
		foreach ( $stats as $item => $value ) {
			if ( is_array( $value ) ) {
				$value = implode( ', ', $value );
			} elseif ( 'table' === $assoc_args['format'] && is_int( $value ) ) {
				$value = '_bytes' === substr( $item, -6 ) ? size_format( $value ) : number_format( $value );
			}
			$rows[] = array(
				'item'  => $item,
				'value' => self::printable( (string) $value ),
			);
		}
		self::display( $rows, array( 'item', 'value' ), $assoc_args );
	}

	/**
	 * Imports everything that was recorded.
	 *
	 * For sites without cron: the system's cron may run this every five minutes.
	 *
	 * ## EXAMPLES
	 *
	 *     # In the crontab of the web server's user.
	 *     0-59/5 * * * * wp --path=/var/www/html --quiet rest-gate log import
	 */
	public function import() {
		$log      = self::open();
		$total    = (int) self::attempt( array( $log, 'stats' ) )['waiting_bytes'];
		$progress = WP_CLI\Utils\make_progress_bar( 'Importing', $total );
		$figures  = array_fill_keys( array( 'imported', 'torn' ), 0 );
		$left     = $total;
		$looks    = self::LOOKS;
		do {
			$import = self::attempt(
				static function () use ( $log ) {
					return $log->import( self::STEP );
				}
			);
			if ( 'busy' === $import['state'] ) {
				usleep( 200000 );
				--$looks;
				continue;
			}
			$progress->tick( max( 0, $left - (int) $import['bytes_left'] ) );
			$left = (int) $import['bytes_left'];
			self::tell_import( $import );
			foreach ( array_keys( $figures ) as $figure ) {
				$figures[ $figure ] += (int) $import[ $figure ];
			}
		} while ( 'done' !== $import['state'] && $looks > 0 );
		$progress->finish();
		if ( 'done' !== $import['state'] ) {
			WP_CLI::error( 'Another process has been importing all the time. Try again later.' );
		}
		$lost = $figures['torn'] > 0 ? ', ' . self::counted( $figures['torn'], 'broken line', 'broken lines' ) : '';
		WP_CLI::success( sprintf( 'Imported %s%s.', self::counted( $figures['imported'], 'record', 'records' ), $lost ) );
	}

	/**
	 * Checks each part of the store and repairs what can be repaired.
	 *
	 * Exits with code 1 when a part is broken. It is set aside, the rest stays
	 * readable; what still stands in the spool is imported anew.
	 *
	 * ## EXAMPLES
	 *
	 *     # After a crash of the machine.
	 *     $ wp rest-gate log verify
	 *     Success: 2 segments with 1,240 records: all sound.
	 */
	public function verify() {
		$log      = self::open();
		$verified = self::attempt( array( $log, 'verify' ) );
		foreach ( array( 'repaired' => 'Repaired', 'set_aside' => 'Broken, and set aside', 'skipped' => 'Could not be looked at' ) as $figure => $words ) {
			foreach ( $verified[ $figure ] as $segment ) {
				WP_CLI::log( $words . ': ' . self::printable( $segment ) );
			}
		}
		$bad = count( $verified['set_aside'] ) + count( $verified['skipped'] );
		if ( $bad > 0 ) {
			WP_CLI::error( sprintf( '%d of %s cannot be read.', $bad, self::counted( $verified['segments'], 'segment', 'segments' ) ) );
		}
		WP_CLI::success( sprintf( '%s with %s records: all sound.', self::counted( $verified['segments'], 'segment', 'segments' ), number_format( $verified['records'] ) ) );
	}
}
