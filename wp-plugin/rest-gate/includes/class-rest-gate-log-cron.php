<?php
/**
 * Imports what was recorded and removes what is too old, when nobody looks.
 *
 * Both events are scheduled while the log is on. What goes wrong is written to PHP's error log and told
 * by Site Health; the next event tries again.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Keeps the log's cron events.
 */
final class Rest_Gate_Log_Cron {

	public const IMPORT    = 'rest_gate_log_import';
	public const RETENTION = 'rest_gate_log_retention';

	/** The name of the schedule of imports. */
	private const SCHEDULE = 'rest_gate_five_minutes';

	/** So long may an event work, in milliseconds: a page view may be what runs it. */
	private const PATIENCE = 10000;

	/**
	 * Attaches the events.
	 */
	public static function register() {
		add_filter( 'cron_schedules', array( __CLASS__, 'add_schedule' ) );
		add_action( self::IMPORT, array( __CLASS__, 'import' ) );
		add_action( self::RETENTION, array( __CLASS__, 'retain' ) );
		// Events get lost: with a restored database, or where somebody tidied up.
		add_action( 'admin_init', array( __CLASS__, 'heal' ) );
	}

	/**
	 * Adds the schedule of imports.
	 *
	 * @param mixed $schedules The schedules by their names.
	 * @return mixed
	 */
	public static function add_schedule( $schedules ) {
		if ( is_array( $schedules ) ) {
			$schedules[ self::SCHEDULE ] = array(
				'interval' => 5 * MINUTE_IN_SECONDS,
				'display'  => did_action( 'init' ) ? __( 'Every five minutes (REST Gate)', 'rest-gate' ) : 'Every five minutes (REST Gate)',
			);
		}
		return $schedules;
	}

	/**
	 * Schedules the events while the log is on, and takes them away when it is off.
	 *
	 * @param bool $is_on Whether the log is on.
	 */
	public static function follow( $is_on ) {
		foreach ( array( self::IMPORT => self::SCHEDULE, self::RETENTION => 'daily' ) as $event => $schedule ) {
			$is_scheduled = false !== wp_next_scheduled( $event );
			if ( $is_on && ! $is_scheduled ) {
				wp_schedule_event( time() + 5 * MINUTE_IN_SECONDS, $schedule, $event );
			} elseif ( ! $is_on && $is_scheduled ) {
				wp_unschedule_hook( $event );
			}
		}
	}

	/**
	 * Schedules what should be scheduled.
	 */
	public static function heal() {
		self::follow( Rest_Gate_Site_Log::is_on() );
	}

	/**
	 * Takes the events away, as the plugin is deactivated.
	 *
	 * @param bool $network_wide Whether it is deactivated for the whole network.
	 */
	public static function forget( $network_wide ) {
		if ( ! is_multisite() || ! $network_wide ) {
			self::follow( false );
			return;
		}
		$sites = get_sites(
			array(
				'fields' => 'ids',
				'number' => 0,
			)
		);
		foreach ( $sites as $site ) {
			switch_to_blog( $site );
			self::follow( false );
			restore_current_blog();
		}
	}

	/**
	 * Imports what waits, as far as the time goes.
	 */
	public static function import() {
		self::work(
			static function ( $log ) {
				$log->import( self::PATIENCE );
			}
		);
	}

	/**
	 * Imports what waits and removes the days that are too old.
	 */
	public static function retain() {
		self::work(
			static function ( $log ) {
				$log->import( self::PATIENCE );
				$log->retain();
			}
		);
	}

	/**
	 * Does something with the log.
	 *
	 * @param callable $work What to do.
	 */
	private static function work( callable $work ) {
		if ( ! Rest_Gate_Site_Log::is_on() ) {
			return;
		}
		$log = null;
		try {
			$log = Rest_Gate_Site_Log::open();
			$work( $log );
		} catch ( \Throwable $error ) {
			// A log that cannot be opened was never written to, or a request has told why it cannot be.
			if ( null !== $log || ! $error instanceof RestGate\LogException ) {
				error_log( 'REST Gate: ' . current_action() . ': ' . $error->getMessage() );
			}
		}
	}
}
