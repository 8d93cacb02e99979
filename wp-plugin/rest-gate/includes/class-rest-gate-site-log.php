<?php
/**
 * The log of this site: whether it is on, and the object that reads it.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Opens the log.
 */
final class Rest_Gate_Site_Log {

	/** The id of the first millisecond of 1970: nothing was ever recorded under it. */
	private const NONE = '000000000000-000000000';

	/**
	 * Whether requests are recorded. A policy that cannot be read is told by others; then nothing is.
	 *
	 * @return bool
	 */
	public static function is_on() {
		$stored = Rest_Gate_Settings::stored();
		if ( null === $stored || ! Rest_Gate_Extension::is_ready() ) {
			return false;
		}
		try {
			return Rest_Gate_Settings::compile( $stored )->logs();
		} catch ( \Throwable $error ) {
			return false;
		}
	}

	/**
	 * Opens the log, also one that was switched off: what was recorded can still be read and removed.
	 *
	 * @return RestGate\Log
	 * @throws RestGate\LogException When the site's folder cannot be used, or nothing was recorded yet.
	 */
	public static function open() {
		$log = RestGate\Log::open(
			Rest_Gate_Settings::policy(),
			array(
				'id'   => Rest_Gate_Site::id(),
				// Also while addresses are not hashed: they may have been.
				'keys' => Rest_Gate_Site::stored_keys(),
			)
		);
		// Opening alone does not look for the folder.
		$log->find( self::NONE );
		return $log;
	}

	/**
	 * A policy was stored: whatever the log needs is there before the first request is recorded.
	 *
	 * @param RestGate\Policy $policy The policy.
	 */
	public static function follow( $policy ) {
		if ( $policy->logs() ) {
			Rest_Gate_Site::id();
			Rest_Gate_Site::keys();
		}
		Rest_Gate_Log_Cron::follow( $policy->logs() );
	}

	/**
	 * Why this process cannot write the log; empty when it can, or when the log is off.
	 *
	 * @return string
	 */
	public static function problem() {
		if ( ! Rest_Gate_Extension::is_ready() || ! class_exists( 'RestGate\Recorder', false ) ) {
			return '';
		}
		try {
			return (string) RestGate\Recorder::problem();
		} catch ( \Throwable $error ) {
			return $error->getMessage();
		}
	}

	/**
	 * The name of the user that this process runs as; empty where PHP cannot tell.
	 *
	 * @return string
	 */
	public static function process_user() {
		if ( ! function_exists( 'posix_geteuid' ) || ! function_exists( 'posix_getpwuid' ) ) {
			return '';
		}
		$user = posix_getpwuid( posix_geteuid() );
		return is_array( $user ) ? (string) $user['name'] : '#' . posix_geteuid();
	}
}
