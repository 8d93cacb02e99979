<?php
/**
 * Whether the log is as it should be: what is told of it by notices, Site Health and WP-CLI.
 *
 * A log that cannot be written is critical, although requests go on as ever: the owner asked for a
 * record of who called what, and there is none. Everything else is for the owner to look at.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Collects findings about the log.
 */
final class Rest_Gate_Log_Health {

	/** So much waits at most while imports keep up: a busy site writes it in more than an hour. */
	private const WAITING = 64 * MB_IN_BYTES;

	/**
	 * What is wrong, as far as it can be told on every page.
	 *
	 * @return array{critical: bool, text: string}[]
	 */
	public static function findings_at_hand() {
		if ( ! Rest_Gate_Site_Log::is_on() ) {
			return array();
		}
		$here = Rest_Gate_Site_Log::problem();
		// WP-CLI records nothing: there only what the web server's PHP said counts.
		$problem = '' === $here ? (string) ( Rest_Gate_Heartbeat::last()['log'] ?? '' ) : $here;
		if ( '' === $problem ) {
			return array();
		}
		/* translators: %s: why the log cannot be written. */
		return array( self::finding( true, sprintf( __( 'The log is on and cannot be written, so no request is recorded: %s.', 'rest-gate' ), $problem ) ) );
	}

	/**
	 * What is wrong, after a look at the files.
	 *
	 * @return array{critical: bool, text: string}[]
	 */
	public static function findings() {
		$findings = self::findings_at_hand();
		if ( $findings || ! Rest_Gate_Site_Log::is_on() ) {
			return $findings;
		}
		try {
			$stats = Rest_Gate_Site_Log::open()->stats();
		} catch ( \Throwable $error ) {
			// Nothing is wrong with a folder that was never made, and another user's is told by the row of `status`.
			return array();
		}
		return array_merge( self::about_losses( $stats ), self::about_segments( $stats ), self::about_imports( $stats ) );
	}

	/**
	 * The log in a few words.
	 *
	 * @return string
	 */
	public static function summary() {
		if ( ! Rest_Gate_Site_Log::is_on() ) {
			return 'off';
		}
		$problem = self::findings_at_hand();
		if ( $problem ) {
			return 'on, and cannot be written';
		}
		try {
			return 'on, ' . self::figures( Rest_Gate_Site_Log::open()->stats() );
		} catch ( \Throwable $error ) {
			return 'on, ' . $error->getMessage();
		}
	}

	/**
	 * How much there is, from when, and how large it is.
	 *
	 * @param array $stats The figures of the log.
	 * @return string
	 */
	private static function figures( array $stats ) {
		$records = $stats['records'] + $stats['refused_records'];
		$size    = size_format( $stats['store_bytes'] + $stats['refused_bytes'] + $stats['spool_bytes'] );
		$days    = '' === (string) $stats['oldest'] ? '' : sprintf( ', %s to %s', $stats['oldest'], $stats['newest'] );
		return sprintf( '%s %s%s, %s', number_format( $records ), 1 === $records ? 'record' : 'records', $days, $size );
	}

	/**
	 * About records that are lost.
	 *
	 * @param array $stats The figures of the log.
	 * @return array[]
	 */
	private static function about_losses( array $stats ) {
		$texts = array(
			/* translators: %s: a number. */
			'lost_full'   => __( '%s records were lost because the disk was full. Make room, or let the log keep fewer days: wp rest-gate log set retention_days.', 'rest-gate' ),
			/* translators: %s: a number. */
			'lost_cap'    => __( '%s records were lost because the spool was as large as it may grow. See that imports run (wp rest-gate log import), or let it grow: wp rest-gate log set spool_max_mb.', 'rest-gate' ),
			/* translators: %s: a number. */
			'lost_failed' => __( '%s records were lost because they could not be written. Look at the folder that wp rest-gate log stats names.', 'rest-gate' ),
		);
		$findings = array();
		foreach ( $texts as $figure => $text ) {
			if ( $stats[ $figure ] > 0 ) {
				$findings[] = self::finding( false, sprintf( $text, number_format_i18n( $stats[ $figure ] ) ) );
			}
		}
		return $findings;
	}

	/**
	 * About segments that are broken.
	 *
	 * @param array $stats The figures of the log.
	 * @return array[]
	 */
	private static function about_segments( array $stats ) {
		if ( ! $stats['set_aside'] ) {
			return array();
		}
		/* translators: %s: names of files. */
		$text = __( 'A part of the log was broken and set aside; the rest is readable. Look at the disk, keep the files or remove them: %s.', 'rest-gate' );
		return array( self::finding( false, sprintf( $text, implode( ', ', $stats['set_aside'] ) ) ) );
	}

	/**
	 * About imports that do not keep up.
	 *
	 * @param array $stats The figures of the log.
	 * @return array[]
	 */
	private static function about_imports( array $stats ) {
		if ( $stats['waiting_bytes'] <= self::WAITING ) {
			return array();
		}
		/* translators: %s: a size. */
		$text = __( '%s of the log wait to be imported. See that WordPress\'s cron runs, or let the system\'s cron run: wp rest-gate log import.', 'rest-gate' );
		return array( self::finding( false, sprintf( $text, size_format( $stats['waiting_bytes'] ) ) ) );
	}

	/**
	 * A finding.
	 *
	 * @param bool   $critical Whether it is critical.
	 * @param string $text     What is wrong.
	 * @return array{critical: bool, text: string}
	 */
	private static function finding( $critical, $text ) {
		return compact( 'critical', 'text' );
	}
}
