<?php
/**
 * Chance that can be repeated: the same seed draws the same values.
 *
 * @package RestGate
 */

/**
 * Draws.
 */
final class Chance {

	/**
	 * Starts over.
	 *
	 * @param int $seed The seed.
	 */
	public static function begin( $seed ) {
		mt_srand( $seed, MT_RAND_MT19937 );
	}

	/**
	 * True in so many cases out of a hundred.
	 *
	 * @param int $percent The cases.
	 * @return bool
	 */
	public static function happens( $percent ) {
		return mt_rand( 0, 99 ) < $percent;
	}

	/**
	 * A whole number.
	 *
	 * @param int $from The smallest.
	 * @param int $to   The largest.
	 * @return int
	 */
	public static function number( $from, $to ) {
		return mt_rand( $from, $to );
	}

	/**
	 * One of a list.
	 *
	 * @param array $values The list.
	 * @return mixed
	 */
	public static function of( array $values ) {
		$values = array_values( $values );
		return $values[ mt_rand( 0, count( $values ) - 1 ) ];
	}

	/**
	 * One of a list of values with their weights.
	 *
	 * @param array<string, int> $weights Value => weight.
	 * @return string
	 */
	public static function weighted( array $weights ) {
		$at = mt_rand( 1, array_sum( $weights ) );
		foreach ( $weights as $value => $weight ) {
			$at -= $weight;
			if ( $at <= 0 ) {
				break;
			}
		}
		return (string) $value;
	}
}
