<?php
/**
 * How much memory processes hold, over time.
 *
 * @package RestGate
 */

/**
 * Samples by series, in KiB: resident, and of it anonymous, which no other process and no file shares.
 */
final class Memory {

	/** @var array[] Samples by series, each resident and anonymous. */
	private $samples = array();

	/**
	 * Takes a sample of a process. One that is gone gives none.
	 *
	 * @param string $series  The series.
	 * @param int    $process The process.
	 */
	public function take( $series, $process ) {
		$text = (string) @file_get_contents( "/proc/$process/smaps_rollup" );
		if ( preg_match( '/^Rss:\s+(\d+)/m', $text, $resident ) && preg_match( '/^Anonymous:\s+(\d+)/m', $text, $anonymous ) ) {
			$this->samples[ $series ][] = array( (int) $resident[1], (int) $anonymous[1] );
		}
	}

	/**
	 * Takes a sample of each worker of about the same age, near the end of its time.
	 *
	 * @param string          $series  The series.
	 * @param array<int, int> $workers Requests by process.
	 * @param int             $most    Requests until a worker is replaced.
	 */
	public function take_old( $series, array $workers, $most ) {
		foreach ( $workers as $process => $requests ) {
			if ( $requests >= 0.7 * $most ) {
				$this->take( $series, $process );
			}
		}
	}

	/**
	 * The lower quartiles of the first and of the last quarter of each series, the first tenth of which only warmed
	 * up. A worker that loaded WordPress a moment ago still holds more, by chance.
	 *
	 * @return array[] By series: samples, and first and last of `resident` and `anonymous`; none of short series.
	 */
	public function quarters() {
		$quarters = array();
		foreach ( $this->samples as $series => $samples ) {
			$samples = array_slice( $samples, intdiv( count( $samples ), 10 ) );
			$quarter = intdiv( count( $samples ), 4 );
			if ( $quarter < 5 ) {
				continue;
			}
			$quarters[ $series ] = array( 'samples' => count( $samples ) );
			foreach ( array( 'resident', 'anonymous' ) as $at => $name ) {
				$figures                      = array_column( $samples, $at );
				$quarters[ $series ][ $name ] = array( self::low( array_slice( $figures, 0, $quarter ) ), self::low( array_slice( $figures, -$quarter ) ) );
			}
		}
		return $quarters;
	}

	/**
	 * The lower quartile of figures.
	 *
	 * @param int[] $figures The figures.
	 * @return int
	 */
	private static function low( array $figures ) {
		sort( $figures );
		return $figures[ intdiv( count( $figures ), 4 ) ];
	}
}
