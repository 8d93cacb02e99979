<?php
/**
 * Which policy was in force when, as far as it can be told from outside.
 *
 * @package RestGate
 */

/**
 * A file that one process writes and all read. Three moments of each change: it begins, it is stored, and a
 * request that loaded WordPress has brought the news.
 */
final class Timeline {

	/** So long after the news an older snapshot may still count: workers look once a second. */
	public const GRACE = 3.0;

	/** @var resource The file. */
	private $file;

	/** @var string The line that is not whole yet. */
	private $rest = '';

	/** @var array[] Each policy that was in force: name, begun, stored, brought; null where that is to come. */
	private $reigns = array();

	/**
	 * Opens it.
	 *
	 * @param string $path The file.
	 */
	public function __construct( $path ) {
		$this->file = fopen( $path, 'c+' );
	}

	/**
	 * The moment now; the same clock in all processes.
	 *
	 * @return float Seconds.
	 */
	public static function now() {
		return hrtime( true ) / 1e9;
	}

	/**
	 * Notes a moment. In one write, so that nobody reads half a line for long.
	 *
	 * @param string $moment begun, stored or brought.
	 * @param string $policy The policy that the change leads to.
	 */
	public function note( $moment, $policy ) {
		fseek( $this->file, 0, SEEK_END );
		fwrite( $this->file, sprintf( "%s %s %.6f\n", $moment, $policy, self::now() ) );
		fflush( $this->file );
	}

	/**
	 * Reads what was noted meanwhile.
	 */
	public function follow() {
		while ( true ) {
			$text = (string) fread( $this->file, 8192 );
			if ( '' === $text ) {
				return;
			}
			$lines      = explode( "\n", $this->rest . $text );
			$this->rest = array_pop( $lines );
			foreach ( $lines as $line ) {
				list( $moment, $policy, $at ) = explode( ' ', $line );
				if ( 'begun' === $moment ) {
					$this->reigns[] = array( 'policy' => $policy, 'begun' => (float) $at, 'stored' => null, 'brought' => null );
				} else {
					$this->reigns[ array_key_last( $this->reigns ) ][ $moment ] = (float) $at;
				}
			}
		}
	}

	/**
	 * The policies that WordPress may have gone by at some moment of a span.
	 *
	 * @param float $from Its begin.
	 * @param float $to   Its end.
	 * @return string[]
	 */
	public function in_force( $from, $to ) {
		return $this->between( $from, $to, 'stored', 0 );
	}

	/**
	 * The policies of which a snapshot may have counted at some moment of a span.
	 *
	 * @param float $from Its begin.
	 * @param float $to   Its end.
	 * @return string[]
	 */
	public function in_snapshots( $from, $to ) {
		return $this->between( $from, $to, 'brought', self::GRACE );
	}

	/**
	 * How long before a moment the news came that a policy is not in force any more.
	 *
	 * @param string $policy The policy.
	 * @param float  $at     The moment.
	 * @return float Seconds; 0 where it is, or where the news has not come.
	 */
	public function late( $policy, $at ) {
		$late = INF;
		foreach ( $this->reigns as $number => $reign ) {
			$end  = $this->reigns[ $number + 1 ]['brought'] ?? INF;
			$late = $policy === $reign['policy'] && $reign['begun'] <= $at ? min( $late, max( 0, $at - $end ) ) : $late;
		}
		return is_infinite( $late ) ? 0 : $late;
	}

	/**
	 * How many changes there were.
	 *
	 * @return int
	 */
	public function changes() {
		return max( 0, count( $this->reigns ) - 1 );
	}

	/**
	 * The policies whose reign touches a span.
	 *
	 * @param float  $from  Its begin.
	 * @param float  $to    Its end.
	 * @param string $end   The moment of the next change that ends a reign.
	 * @param float  $grace So long after it.
	 * @return string[]
	 */
	private function between( $from, $to, $end, $grace ) {
		$found = array();
		for ( $number = count( $this->reigns ) - 1; $number >= 0; --$number ) {
			$reign = $this->reigns[ $number ];
			$ended = ( $this->reigns[ $number + 1 ][ $end ] ?? INF ) + $grace;
			if ( $ended < $from ) {
				break;
			}
			if ( $reign['begun'] <= $to ) {
				$found[] = $reign['policy'];
			}
		}
		return $found;
	}
}
