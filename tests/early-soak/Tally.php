<?php
/**
 * What all clients saw together.
 *
 * @package RestGate
 */

/**
 * Adds up what clients gave back.
 */
final class Tally {

	/** @var array<string, int[]> How often each kind was answered by whom. */
	public $kinds = array();

	/** @var int Wrong answers. */
	public $wrong = 0;

	/** @var string[] Some of them. */
	public $samples = array();

	/** @var int Requests that were sent again, because a worker hung up between two. */
	public $again = 0;

	/** @var float The longest time for which an older snapshot counted. */
	public $latest = 0;

	/** @var int Clients that failed. */
	public $failed = 0;

	/**
	 * Adds up.
	 *
	 * @param array[] $results Results of clients; null of one that failed.
	 */
	public function __construct( array $results ) {
		foreach ( $results as $result ) {
			if ( null === $result ) {
				++$this->failed;
				continue;
			}
			foreach ( $result['kinds'] as $kind => $by ) {
				foreach ( $by as $who => $many ) {
					$this->kinds[ $kind ][ $who ] = $many + ( $this->kinds[ $kind ][ $who ] ?? 0 );
				}
			}
			$this->wrong  += $result['wrong'];
			$this->again  += $result['again'];
			$this->latest  = max( $this->latest, $result['latest'] );
			$this->samples = array_slice( array_merge( $this->samples, $result['samples'] ), 0, 20 );
		}
	}

	/**
	 * How many answers some kinds got.
	 *
	 * @param array  $kinds The kinds, by name.
	 * @param string $by    From whom; empty: from anybody.
	 * @return int
	 */
	public function answers( array $kinds, $by = '' ) {
		$sum = 0;
		foreach ( array_intersect_key( $this->kinds, $kinds ) as $answers ) {
			$sum += '' === $by ? array_sum( $answers ) : $answers[ $by ] ?? 0;
		}
		return $sum;
	}

	/**
	 * Prints how many answers each kind got from whom.
	 *
	 * @param Report  $report Where.
	 * @param array[] $kinds  The kinds, in their order.
	 */
	public function print_kinds( Report $report, array $kinds ) {
		$report->figure( 'requests by kind', '     early  WordPress     script' );
		foreach ( array_keys( $kinds ) as $kind ) {
			$by = $this->kinds[ $kind ] ?? array();
			$report->figure( "  $kind", sprintf( '%10s %10s %10s', ...array_map( static fn( $who ) => number_format( $by[ $who ] ?? 0 ), array( 'early', 'wordpress', 'script' ) ) ) );
		}
	}
}
