<?php
/**
 * Changes the policy while clients ask.
 *
 * @package RestGate
 */

/**
 * Puts policies into force, and brings the news of each by a request that loads WordPress.
 */
final class Changer {

	/** @var Timeline Where each moment is noted. */
	private $timeline;

	/** @var string The socket of the pool that is told. */
	private $socket;

	/** @var string A request that loads WordPress whatever the policy says. */
	private $news;

	/**
	 * A changer.
	 *
	 * @param Timeline $timeline Where each moment is noted.
	 * @param string   $socket   The socket of the pool that is told.
	 * @param string   $news     A request that loads WordPress whatever the policy says.
	 */
	public function __construct( Timeline $timeline, $socket, $news ) {
		$this->timeline = $timeline;
		$this->socket   = $socket;
		$this->news     = $news;
	}

	/**
	 * Puts a policy into force.
	 *
	 * @param string $policy     The policy.
	 * @param bool   $by_command Whether WP-CLI stores it; else it is stored as another node would.
	 */
	public function change( $policy, $by_command ) {
		$this->timeline->note( 'begun', $policy );
		$by_command ? Site::save( $policy ) : Site::put( $policy );
		$this->timeline->note( 'stored', $policy );
		$this->bring_news();
		$this->timeline->note( 'brought', $policy );
	}

	/**
	 * Has a request load WordPress. A reload may come between.
	 */
	private function bring_news() {
		for ( $tries = 0; $tries < 10; ++$tries ) {
			try {
				$answer = new Answer( ( new FastCgi( $this->socket ) )->send( $this->news ) );
				if ( 'wordpress' === $answer->by ) {
					return;
				}
			} catch ( RuntimeException $error ) {
				usleep( 100000 );
			}
		}
		throw new RuntimeException( 'nobody brings the news of a policy' );
	}

	/**
	 * Changes between the policies until it is told to end.
	 *
	 * @param string $end   A file: when it is there, it is the end.
	 * @param int    $seed  The seed of its chance.
	 * @param float  $pace  How long policies reign, by their own figure.
	 * @param string $first The policy that is in force.
	 */
	public function run( $end, $seed, $pace, $first ) {
		mt_srand( $seed );
		$now = $first;
		for ( $number = 1; ! self::ends( $end, Policies::REIGNS[ $now ] * $pace ); ++$number ) {
			$others = array_values( array_diff( 0 === $number % 3 ? Policies::SLOW : Policies::QUICK, array( $now ) ) );
			$now    = $others[ mt_rand( 0, count( $others ) - 1 ) ];
			$this->change( $now, 0 === $number % 5 );
		}
	}

	/**
	 * Waits for a while.
	 *
	 * @param string $end     A file.
	 * @param float  $seconds So long.
	 * @return bool Whether the file came meanwhile.
	 */
	private static function ends( $end, $seconds ) {
		for ( $until = Timeline::now() + $seconds; Timeline::now() < $until; usleep( 50000 ) ) {
			clearstatcache();
			if ( file_exists( $end ) ) {
				return true;
			}
		}
		return false;
	}
}
