<?php
/**
 * Whether an answer is right.
 *
 * @package RestGate
 */

/**
 * Compares answers with those of WordPress under each policy that may have been in force.
 */
final class Judge {

	/** @var array[] The kinds. */
	private $kinds;

	/** @var Reference The right answers. */
	private $reference;

	/** @var Timeline Which policies may have been in force. */
	private $timeline;

	/** @var float The longest time for which an older snapshot counted after the news came. */
	public $latest = 0;

	/**
	 * A judge.
	 *
	 * @param array[]   $kinds     The kinds.
	 * @param Reference $reference The right answers.
	 * @param Timeline  $timeline  Which policies may have been in force.
	 */
	public function __construct( array $kinds, Reference $reference, Timeline $timeline ) {
		$this->kinds     = $kinds;
		$this->reference = $reference;
		$this->timeline  = $timeline;
	}

	/**
	 * Judges an answer.
	 *
	 * @param string $kind   The kind of the request.
	 * @param Answer $answer The answer.
	 * @param float  $from   When it was sent.
	 * @param float  $to     When it was whole.
	 * @return bool
	 */
	public function is_right( $kind, Answer $answer, $from, $to ) {
		$this->timeline->follow();
		if ( 'early' === $answer->by ) {
			return $this->is_right_early( $kind, $answer, $from, $to );
		}
		foreach ( $this->timeline->in_force( $from, $to ) as $policy ) {
			$right = $this->reference->answer( $policy, $kind );
			if ( $right->by === $answer->by && $right->outcome === $answer->outcome ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Judges an answer that WordPress did not make: it must be sure under a policy of which a snapshot counts,
	 * and look as if WordPress had made it.
	 *
	 * @param string $kind   The kind of the request.
	 * @param Answer $answer The answer.
	 * @param float  $from   When it was sent.
	 * @param float  $to     When it was whole.
	 * @return bool
	 */
	private function is_right_early( $kind, Answer $answer, $from, $to ) {
		$least = INF;
		foreach ( $this->timeline->in_snapshots( $from, $to ) as $policy ) {
			$is_sure = Policies::refuses_early( $policy, $this->kinds[ $kind ]['early'] );
			if ( $is_sure && $this->reference->answer( $policy, $kind )->lasting === $answer->lasting ) {
				$least = min( $least, $this->timeline->late( $policy, $from ) );
			}
		}
		if ( is_infinite( $least ) ) {
			return false;
		}
		$this->latest = max( $this->latest, $least );
		return true;
	}
}
