<?php
/**
 * The soak: mixed requests while workers are replaced, php-fpm is reloaded and the policy changes.
 *
 * @package RestGate
 */

/**
 * Two masters. One replaces its workers often and is reloaded; the other has one worker that stays.
 */
final class Soak {

	/** Clients of the pool that replaces its workers. It has 4: so whoever brings the news of a policy waits for none. */
	private const CLIENTS = 3;

	/** By so much may memory grow from the first quarter of a run to the last: a share, and KiB for what is small. */
	private const GROWTH = array( 0.05, 256 );

	/** @var PhpFpm The master that is reloaded. */
	private $fpm;

	/** @var PhpFpm The master with the worker that stays. */
	private $lasting;

	/** @var array[] The kinds. */
	private $kinds;

	/** @var Reference The right answers. */
	private $reference;

	/** @var string Where files go. */
	private $folder;

	/**
	 * What soak.php sets: seed, requests, least and longest (seconds), pace, reload (every so many seconds), reloads
	 * (at most), most (requests of a worker), long.
	 *
	 * @var array
	 */
	private $settings;

	/**
	 * A soak.
	 *
	 * @param PhpFpm    $fpm       The master that is reloaded.
	 * @param PhpFpm    $lasting   The master with the worker that stays.
	 * @param array[]   $kinds     The kinds.
	 * @param Reference $reference The right answers.
	 * @param string    $folder    Where files go.
	 * @param array     $settings  The settings.
	 */
	public function __construct( PhpFpm $fpm, PhpFpm $lasting, array $kinds, Reference $reference, $folder, array $settings ) {
		$this->fpm       = $fpm;
		$this->lasting   = $lasting;
		$this->kinds     = $kinds;
		$this->reference = $reference;
		$this->folder    = $folder;
		$this->settings  = $settings;
	}

	/**
	 * Runs it.
	 *
	 * @param Report $report Where it tells.
	 */
	public function run( Report $report ) {
		$path     = $this->folder . '/timeline';
		$timeline = new Timeline( $path );
		$changer  = new Changer( $timeline, $this->fpm->socket( 'soak' ), $this->kinds['application password']['bytes'] );
		$changer->change( Policies::CLOSED, false );
		$children = new Children( $this->folder );
		$counted  = new Counted( $this->folder . '/counted', $this->settings['requests'], $this->settings['least'], $this->settings['longest'] );
		$seed     = $this->settings['seed'];
		for ( $number = 0; $number <= self::CLIENTS; ++$number ) {
			$socket = 0 === $number ? $this->lasting->socket( 'lasting' ) : $this->fpm->socket( 'soak' );
			$children->start( "client-$number", fn() => ( new Client( $this->kinds, new Judge( $this->kinds, $this->reference, new Timeline( $path ) ), $socket ) )->run( $counted, $seed + $number, 20, 1 === $number ) );
		}
		$children->start(
			'changer',
			function () use ( $path, $seed ) {
				$timeline = new Timeline( $path );
				$changer  = new Changer( $timeline, $this->fpm->socket( 'soak' ), $this->kinds['application password']['bytes'] );
				$changer->run( $this->folder . '/end', $seed, $this->settings['pace'], Policies::CLOSED );
				return true;
			}
		);
		$began   = Timeline::now();
		$memory  = new Memory();
		try {
			$reloads = $this->watch( $children, $memory );
			touch( $this->folder . '/end' );
			$results = $children->results();
		} finally {
			$children->end();
		}
		$took    = Timeline::now() - $began;
		$timeline->follow();
		$changes = array_key_exists( 'changer', $results ) && null !== $results['changer'] ? $timeline->changes() : 0;
		unset( $results['changer'] );
		$this->tell( $report, new Tally( $results ), $memory, array( 'reloads' => $reloads, 'changes' => $changes, 'seconds' => $took ) );
	}

	/**
	 * Reloads php-fpm now and then, and looks at the memory, until the clients are done.
	 *
	 * @param Children $children The clients.
	 * @param Memory   $memory   Where samples go.
	 * @return int How often it was reloaded.
	 */
	private function watch( Children $children, Memory $memory ) {
		$reloads = 0;
		$next    = Timeline::now() + $this->settings['reload'];
		while ( $children->are_running( 'client-' ) ) {
			usleep( 500000 );
			if ( Timeline::now() > $next && $reloads < $this->settings['reloads'] ) {
				$this->fpm->reload();
				++$reloads;
				$next += $this->settings['reload'];
			}
			$memory->take( 'master', $this->fpm->master );
			$memory->take_old( 'replaced workers, old', $this->fpm->workers( 'soak' ), $this->settings['most'] );
			$memory->take_old( 'the worker that stays', $this->lasting->workers( 'lasting' ), 0 );
		}
		return $reloads;
	}

	/**
	 * Tells figures, and what they must be.
	 *
	 * @param Report $report Where.
	 * @param Tally  $tally  What the clients saw.
	 * @param Memory $memory The memory.
	 * @param array  $did    reloads, changes and seconds.
	 */
	private function tell( Report $report, Tally $tally, Memory $memory, array $did ) {
		$sure     = Kinds::sure( $this->kinds );
		$sent     = $tally->answers( $this->kinds );
		$early    = $tally->answers( $this->kinds, 'early' );
		$replaced = $this->fpm->logged( '/\[pool soak\] child \d+ exited with code 0/' );
		$crashes  = array_merge( $this->fpm->crashes(), $this->lasting->crashes() );
		$report->title( 'Requests under way' );
		$tally->print_kinds( $report, $this->kinds );
		$report->figure( 'requests', $sent );
		$report->figure( 'refused early', $early );
		$report->figure( 'passed on to WordPress', $tally->answers( $this->kinds, 'wordpress' ) );
		$report->figure( 'sure refusals that were early', sprintf( '%.1f %%', 100 * $tally->answers( $sure, 'early' ) / max( 1, $tally->answers( $sure ) ) ) );
		$report->figure( 'changes of the policy', $did['changes'] );
		$report->figure( 'an older snapshot counted after the news, at most', sprintf( '%.2f s', $tally->latest ) );
		$report->figure( 'graceful reloads', $did['reloads'] );
		$report->figure( 'workers replaced', $replaced );
		$report->figure( 'sent again, for a worker hung up between two requests', $tally->again );
		$report->figure( 'wrong answers', $tally->wrong );
		$report->figure( 'worker crashes', count( $crashes ) );
		$report->figure( 'took', sprintf( '%.0f s, %.0f requests a second', $did['seconds'], $sent / $did['seconds'] ) );
		$report->check( 'no answer is wrong', 0 === $tally->wrong && 0 === $tally->failed, implode( "\n", $tally->samples ) );
		$report->check( 'each kind was asked', count( $tally->kinds ) === count( $this->kinds ) );
		$report->check( 'requests were refused early and passed on', $early > $sent / 4 && $tally->answers( $this->kinds, 'wordpress' ) > 0 );
		$report->check( 'the policy changed, php-fpm was reloaded, workers were replaced', $did['changes'] > 2 && $did['reloads'] > 1 && $replaced > 0, "{$did['changes']} {$did['reloads']} $replaced" );
		$report->check( 'no worker crashed', array() === $crashes, implode( "\n", $crashes ) );
		$this->tell_memory( $report, $memory );
	}

	/**
	 * Tells the memory, and in the long run that it does not grow.
	 *
	 * @param Report $report Where.
	 * @param Memory $memory The memory.
	 */
	private function tell_memory( Report $report, Memory $memory ) {
		foreach ( $memory->quarters() as $series => $quarters ) {
			foreach ( array( 'resident', 'anonymous' ) as $sort ) {
				list( $first, $last ) = $quarters[ $sort ];
				$report->figure( "$series, $sort, first and last quarter", sprintf( '%s and %s KiB (%+.2f %%, %d samples)', number_format( $first ), number_format( $last ), 100 * ( $last / $first - 1 ), $quarters['samples'] ) );
				if ( $this->settings['long'] ) {
					$report->check( sprintf( '%s, %s: grows by less than %d %% and %d KiB', $series, $sort, 100 * self::GROWTH[0], self::GROWTH[1] ), $last < $first * ( 1 + self::GROWTH[0] ) + self::GROWTH[1] );
				}
			}
		}
		if ( $this->settings['long'] ) {
			$report->check( 'there are samples of all three', 3 === count( $memory->quarters() ) );
		}
	}
}
