<?php
/**
 * `wp rest-gate log purge` and `clear`: removes what was recorded.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Removes records.
 */
final class Rest_Gate_Log_Removal_Command extends Rest_Gate_Log_Subcommand {

	/**
	 * Removes the days before a day.
	 *
	 * The log is kept in days of UTC, and only whole days are removed. Days that
	 * are older than `retention_days` go by themselves.
	 *
	 * ## OPTIONS
	 *
	 * [--before=<day>]
	 * : The first day that is kept, `2026-11-01`.
	 *
	 * [--older-than=<days>]
	 * : Keep today and so many days before it.
	 *
	 * ## EXAMPLES
	 *
	 *     # Keep November.
	 *     $ wp rest-gate log purge --before=2026-11-01
	 *     Success: Removed 1 segment before 2026-11-01: 2026-10-31.sqlite3.
	 *
	 * @param array $args       Not used.
	 * @param array $assoc_args The options.
	 */
	public function purge( $args, $assoc_args ) {
		$days   = self::number( $assoc_args, 'older-than', 0, 36500 );
		$before = isset( $assoc_args['before'] ) ? (string) $assoc_args['before'] : null;
		if ( null === $days && null === $before || null !== $days && null !== $before ) {
			WP_CLI::error( 'Before when? Either --before=<day> or --older-than=<days>.' );
		}
		$before = $before ?? Rest_Gate_Site_Days::utc_days_ago( $days );
		if ( ! Rest_Gate_Site_Days::is_day( $before ) ) {
			WP_CLI::error( sprintf( '--before: `%s`: not a day, 2026-11-01.', self::printable( $before ) ) );
		}
		$log  = self::open();
		$done = self::attempt(
			static function () use ( $log, $before ) {
				return $log->purge( $before );
			}
		);
		$gone = count( $done['removed'] );
		WP_CLI::success( $gone > 0 ? sprintf( 'Removed %s before %s: %s.', self::counted( $gone, 'segment', 'segments' ), $before, self::printable( implode( ', ', array_keys( $done['removed'] ) ) ) ) : "There is nothing before $before." );
	}

	/**
	 * Removes everything that was recorded.
	 *
	 * ## OPTIONS
	 *
	 * [--yes]
	 * : Do not ask.
	 *
	 * ## EXAMPLES
	 *
	 *     # Begin anew.
	 *     $ wp rest-gate log clear
	 *     Remove everything that was recorded (12,345 records, 34 MB)? [y/n] y
	 *     Success: Removed everything that was recorded.
	 *
	 * @param array $args       Not used.
	 * @param array $assoc_args The options.
	 */
	public function clear( $args, $assoc_args ) {
		$log   = self::open();
		$stats = self::attempt( array( $log, 'stats' ) );
		$size  = size_format( $stats['store_bytes'] + $stats['refused_bytes'] + $stats['spool_bytes'] );
		WP_CLI::confirm( sprintf( 'Remove everything that was recorded (%s records, %s)?', number_format( $stats['records'] + $stats['refused_records'] ), $size ), $assoc_args );
		self::attempt( array( $log, 'clear' ) );
		WP_CLI::success( 'Removed everything that was recorded.' );
	}
}
