<?php
/**
 * Figures as Prometheus reads them: its text format, version 0.0.4.
 *
 * Promise: whatever another user of the machine calls a file below the state folder, it stays a label's value.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Writes metrics.
 */
final class Rest_Gate_Prometheus {

	/** How the figures begin that count one reason each of passing on. */
	private const REASON = 'early_passed_';

	/** The figure that is their sum. */
	private const PASSED = 'early_passed';

	/**
	 * The metrics of all pools. Also those that are 0: a series that begins with its first event has no rate.
	 *
	 * @param array<string, int[]>  $written      Figures by pool.
	 * @param array<string, string> $descriptions What each figure means, by its name.
	 * @return string
	 */
	public static function text( array $written, array $descriptions ) {
		$text = '';
		if ( ! $written ) {
			return $text;
		}
		$reasons = array_filter( array_keys( $descriptions ), array( __CLASS__, 'is_reason' ) );
		foreach ( $descriptions as $name => $description ) {
			if ( self::PASSED === $name ) {
				$text .= self::passed( $written, $reasons, $description );
			} elseif ( ! self::is_reason( $name ) ) {
				$text .= self::head( $name . '_total', 'counter', $description );
				foreach ( $written as $pool => $figures ) {
					$text .= self::sample( $name . '_total', array( 'pool' => $pool ), (string) ( $figures[ $name ] ?? 0 ) );
				}
			}
		}
		$text .= self::head( 'stats_written_timestamp_seconds', 'gauge', 'when these figures were written' );
		foreach ( $written as $pool => $figures ) {
			$text .= self::sample( 'stats_written_timestamp_seconds', array( 'pool' => $pool ), sprintf( '%.3F', $figures['time_ms'] / 1000 ) );
		}
		return $text;
	}

	/**
	 * What was passed on, by its reason.
	 *
	 * @param array<string, int[]> $written     Figures by pool.
	 * @param string[]             $reasons     The names of the figures.
	 * @param string               $description What their sum means.
	 * @return string
	 */
	private static function passed( array $written, array $reasons, $description ) {
		$text = self::head( self::PASSED . '_total', 'counter', $description );
		foreach ( $written as $pool => $figures ) {
			foreach ( $reasons as $name ) {
				$labels = array(
					'pool'   => $pool,
					'reason' => substr( $name, strlen( self::REASON ) ),
				);
				$text  .= self::sample( self::PASSED . '_total', $labels, (string) ( $figures[ $name ] ?? 0 ) );
			}
		}
		return $text;
	}

	/**
	 * Whether a figure counts a reason of passing on.
	 *
	 * @param string $name Its name.
	 * @return bool
	 */
	private static function is_reason( $name ) {
		return 0 === strpos( $name, self::REASON );
	}

	/**
	 * What stands before the samples of a metric.
	 *
	 * @param string $name The metric, without what all begin with.
	 * @param string $type counter or gauge.
	 * @param string $help What it means.
	 * @return string
	 */
	private static function head( $name, $type, $help ) {
		return sprintf( "# HELP rest_gate_%1\$s %2\$s\n# TYPE rest_gate_%1\$s %3\$s\n", $name, addcslashes( $help, "\\\n" ), $type );
	}

	/**
	 * One sample.
	 *
	 * @param string                $name   The metric, without what all begin with.
	 * @param array<string, string> $labels The labels.
	 * @param string                $value  The value.
	 * @return string
	 */
	private static function sample( $name, array $labels, $value ) {
		$pairs = array();
		foreach ( $labels as $label => $text ) {
			// Only these three may be escaped; other control characters are replaced, for a terminal may show them.
			$text    = preg_replace( '/[\x00-\x09\x0b-\x1f\x7f]/', '?', (string) $text );
			$pairs[] = $label . '="' . str_replace( array( '\\', '"', "\n" ), array( '\\\\', '\\"', '\\n' ), $text ) . '"';
		}
		return sprintf( "rest_gate_%s{%s} %s\n", $name, implode( ',', $pairs ), $value );
	}
}
