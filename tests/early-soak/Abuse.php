<?php
/**
 * The snapshot harmed in every way while clients ask.
 *
 * @package RestGate
 */

/**
 * Under one policy; whatever the snapshot is, answers must be those of this policy.
 */
final class Abuse {

	private const CLIENTS = 3;

	/** @var PhpFpm The master, with a pool `abuse`, whose workers are replaced often: each reads what is there anew. */
	private $fpm;

	/** @var array[] The kinds. */
	private $kinds;

	/** @var Reference The right answers. */
	private $reference;

	/** @var string Where files go. */
	private $folder;

	/**
	 * An abuse.
	 *
	 * @param PhpFpm    $fpm       The master.
	 * @param array[]   $kinds     The kinds.
	 * @param Reference $reference The right answers.
	 * @param string    $folder    Where files go.
	 */
	public function __construct( PhpFpm $fpm, array $kinds, Reference $reference, $folder ) {
		$this->fpm       = $fpm;
		$this->kinds     = $kinds;
		$this->reference = $reference;
		$this->folder    = $folder;
	}

	/**
	 * Runs it.
	 *
	 * @param Report $report Where it tells.
	 * @param int    $many   How many times the snapshot is harmed.
	 * @param int    $seed   The seed of its chance.
	 */
	public function run( Report $report, $many, $seed ) {
		$path    = $this->folder . '/timeline-abuse';
		$changer = new Changer( new Timeline( $path ), $this->fpm->socket( 'abuse' ), $this->kinds['application password']['bytes'] );
		$poison  = $this->published( $changer, Policies::ALL );
		// From here on answers count.
		unlink( $path );
		$changer = new Changer( new Timeline( $path ), $this->fpm->socket( 'abuse' ), $this->kinds['application password']['bytes'] );
		$own     = $this->published( $changer, Policies::POSTS );
		// By then no worker remembers the other.
		usleep( (int) ( 1e6 * Timeline::GRACE ) );
		$harms    = new Harms( $this->fpm->snapshots()[0], $own, $poison );
		$before   = $this->figures();
		$children = new Children( $this->folder );
		$counted  = new Counted( $this->folder . '/counted', PHP_INT_MAX, 0, 3600 );
		for ( $number = 0; $number < self::CLIENTS; ++$number ) {
			$children->start( "client-$number", fn() => ( new Client( $this->evenly(), new Judge( $this->kinds, $this->reference, new Timeline( $path ) ), $this->fpm->socket( 'abuse' ) ) )->run( $counted, $seed + $number, 1, false ) );
		}
		$began = Timeline::now();
		try {
			$done = ( new Vandal( $harms, $counted ) )->run( $many, $seed );
			$counted->end();
			$took  = Timeline::now() - $began;
			$tally = new Tally( $children->results() );
		} finally {
			$children->end();
		}
		$this->tell( $report, $tally, $done, $took, array( $before, $this->figures() ) );
	}

	/**
	 * The kinds, each as often as another: what must pass on is as telling here as what must be refused.
	 *
	 * @return array[]
	 */
	private function evenly() {
		return array_map( static fn( $kind ) => array( 'share' => 'never' === $kind['early'] ? 1 : 3 ) + $kind, $this->kinds );
	}

	/**
	 * The snapshot of a policy.
	 *
	 * @param Changer $changer Puts it into force.
	 * @param string  $policy  The policy.
	 * @return string
	 */
	private function published( Changer $changer, $policy ) {
		array_map( 'unlink', $this->fpm->snapshots() );
		usleep( 1100000 );
		$changer->change( $policy, false );
		return file_get_contents( $this->fpm->snapshots()[0] );
	}

	/**
	 * What the workers counted.
	 *
	 * @return array<string, int>
	 */
	private function figures() {
		$answer = ( new FastCgi( $this->fpm->socket( 'abuse' ) ) )->send( Kinds::bytes( Site::SCRIPT, 'GET', '/' . Site::SCRIPT . '?figures' ) );
		return json_decode( explode( "\r\n\r\n", $answer, 2 )[1], true );
	}

	/**
	 * Tells figures, and what they must be.
	 *
	 * @param Report             $report  Where.
	 * @param Tally              $tally   What the clients saw.
	 * @param array<string, int> $done    How often each harm was done.
	 * @param float              $took    Seconds.
	 * @param array[]            $figures What the workers had counted before and after.
	 */
	private function tell( Report $report, Tally $tally, array $done, $took, array $figures ) {
		$rejected = $figures[1]['snapshot_rejected'] - $figures[0]['snapshot_rejected'];
		$expired  = $figures[1]['early_passed_expired'] - $figures[0]['early_passed_expired'];
		$missing  = $figures[1]['early_passed_no_snapshot'] - $figures[0]['early_passed_no_snapshot'];
		$early    = $tally->answers( $this->kinds, 'early' );
		$report->title( 'A snapshot that is harmed' );
		foreach ( $done as $harm => $many ) {
			$report->figure( "  $harm", $many );
		}
		$report->figure( 'replaced', array_sum( $done ) );
		$report->figure( 'requests', $tally->answers( $this->kinds ) );
		$report->figure( 'refused early', $early );
		$report->figure( 'looked up and rejected', $rejected );
		$report->figure( 'passed on: expired, none there', "$expired, $missing" );
		$report->figure( 'wrong answers', $tally->wrong );
		$report->figure( 'took', sprintf( '%.0f s', $took ) );
		$report->check( 'no answer is wrong', 0 === $tally->wrong && 0 === $tally->failed, implode( "\n", $tally->samples ) );
		$report->check( 'workers met harms, and whole snapshots', $rejected > 0 && $early > 0, "$rejected $expired $missing $early" );
		$report->check( 'no worker crashed', array() === $this->fpm->crashes(), implode( "\n", $this->fpm->crashes() ) );
	}
}
