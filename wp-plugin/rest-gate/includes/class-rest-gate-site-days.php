<?php
/**
 * Days as the site's calendar has them, which begin and end when its time zone says.
 *
 * A day may be 23 or 25 hours long, and need not begin at midnight: where clocks are put forward at
 * midnight it begins at one.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Turns days into milliseconds since 1970.
 */
final class Rest_Gate_Site_Days {

	/**
	 * The time from the beginning of a day to the beginning of the day after it, or after the last of a range.
	 *
	 * @param string $text `2026-11-22`, or `2026-11-01..2026-11-07`.
	 * @return int[]|null The first millisecond, and the first that is too late; null for any other text.
	 */
	public static function range( $text ) {
		$days  = explode( '..', $text );
		$first = self::day( $days[0] );
		$last  = self::day( $days[1] ?? $days[0] );
		if ( count( $days ) > 2 || null === $first || null === $last || $first > $last ) {
			return null;
		}
		return array( self::begins( $first ), self::begins( $last->modify( '+1 day' ) ) );
	}

	/**
	 * Whether a text is a day.
	 *
	 * @param string $text The text.
	 * @return bool
	 */
	public static function is_day( $text ) {
		return null !== self::day( $text );
	}

	/**
	 * The day, some days ago, in UTC: by such days the log is kept and removed.
	 *
	 * @param int $days How many days ago.
	 * @return string 2026-11-22
	 */
	public static function utc_days_ago( $days ) {
		return gmdate( 'Y-m-d', time() - $days * DAY_IN_SECONDS );
	}

	/**
	 * A time as the site's clocks show it.
	 *
	 * @param int $ms Milliseconds since 1970.
	 * @return string 2026-11-22 10:04:42
	 */
	public static function shown( $ms ) {
		return wp_date( 'Y-m-d H:i:s', intdiv( $ms, 1000 ) );
	}

	/**
	 * A time as the spool and exports have it.
	 *
	 * @param int $ms Milliseconds since 1970.
	 * @return string 2026-11-22T09:04:42.123Z
	 */
	public static function utc( $ms ) {
		return gmdate( 'Y-m-d\TH:i:s', intdiv( $ms, 1000 ) ) . sprintf( '.%03dZ', $ms % 1000 );
	}

	/**
	 * A day, free of any time zone.
	 *
	 * @param string $text The day.
	 * @return DateTimeImmutable|null
	 */
	private static function day( $text ) {
		if ( 1 !== preg_match( '/\A(\d{4})-(\d\d)-(\d\d)\z/', $text, $part ) || ! checkdate( (int) $part[2], (int) $part[3], (int) $part[1] ) ) {
			return null;
		}
		return new DateTimeImmutable( $text, new DateTimeZone( 'UTC' ) );
	}

	/**
	 * When a day begins.
	 *
	 * @param DateTimeImmutable $day The day.
	 * @return int
	 */
	private static function begins( DateTimeImmutable $day ) {
		return 1000 * ( new DateTimeImmutable( $day->format( 'Y-m-d' ) . ' 00:00:00', wp_timezone() ) )->getTimestamp();
	}
}
