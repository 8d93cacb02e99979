<?php
/**
 * What the web server's PHP last said of itself.
 *
 * WP-CLI runs another PHP, which may load another extension or none. Each boot of the web server's
 * PHP compares what it is with the option rest_gate_heartbeat and writes it when it differs or is an
 * hour old, so `wp rest-gate status` and Site Health can tell the two apart.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Writes and reads the heartbeat.
 */
final class Rest_Gate_Heartbeat {

	public const OPTION = 'rest_gate_heartbeat';

	/** @var string The last failure of the extension in this process. */
	private static $failure = '';

	/**
	 * Attaches the heartbeat.
	 */
	public static function register() {
		if ( 'cli' !== PHP_SAPI ) {
			// Late: a failure of this request is then known. Also after a refusal or a fatal error.
			add_action( 'shutdown', array( __CLASS__, 'beat' ), 100 );
		}
	}

	/**
	 * Remembers that the extension failed, and logs it once per process.
	 *
	 * @param \Throwable $error What it threw.
	 */
	public static function report_failure( $error ) {
		$failure = get_class( $error ) . ': ' . $error->getMessage();
		if ( $failure !== self::$failure ) {
			self::$failure = $failure;
			error_log( 'REST Gate: the policy cannot be asked, the stored expressions decide: ' . $failure );
		}
	}

	/**
	 * What this process is.
	 *
	 * @return array
	 */
	public static function current() {
		return array(
			'state'     => Rest_Gate_Extension::state(),
			'version'   => Rest_Gate_Extension::version(),
			'protocol'  => Rest_Gate_Extension::protocol(),
			'php'       => PHP_VERSION,
			'sapi'      => PHP_SAPI,
			// Its name is looked up only when it is written.
			'uid'       => function_exists( 'posix_geteuid' ) ? posix_geteuid() : 0,
			'state_dir' => (string) ini_get( 'rest_gate.state_dir' ),
			'log'       => Rest_Gate_Site_Log::problem(),
			'early'     => Rest_Gate_Snapshot::state(),
			'failure'   => self::$failure,
		);
	}

	/**
	 * What the web server's PHP last said; null when it never did.
	 *
	 * @return array|null
	 */
	public static function last() {
		$last = get_option( self::OPTION );
		return is_array( $last ) && isset( $last['state'], $last['time'] ) ? $last : null;
	}

	/**
	 * Writes the heartbeat where it is needed.
	 */
	public static function beat() {
		$current = self::current();
		$last    = self::last();
		$aged    = null === $last || time() - (int) $last['time'] >= HOUR_IN_SECONDS;
		unset( $last['time'], $last['user'] );
		// A failure that one request met may not occur in the next, which asks nothing; it stands until the hour is over.
		if ( ! $aged && '' === $current['failure'] && is_array( $last ) ) {
			$current['failure'] = $last['failure'] ?? '';
		}
		// Whoever sends other hosts must not have it written each time, so what other requests knew stands as well.
		if ( ! $aged && in_array( $current['early'], array( '', 'no_place' ), true ) && '' !== ( $last['early'] ?? '' ) ) {
			$current['early'] = $last['early'];
		}
		if ( $aged || $current !== $last ) {
			$current['user'] = Rest_Gate_Site_Log::process_user();
			update_option( self::OPTION, $current + array( 'time' => time() ), true );
		}
	}

	/**
	 * Forgets it, so that the next boot speaks anew.
	 */
	public static function forget() {
		delete_option( self::OPTION );
	}
}
