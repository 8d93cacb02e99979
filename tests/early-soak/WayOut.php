<?php
/**
 * How long the early gate holds after its owner took a way out.
 *
 * @package RestGate
 */

/**
 * Takes ways out, one after the other, and undoes each.
 */
final class WayOut {

	/** Longer than any may take. */
	private const LONGEST = 75;

	/** @var PhpFpm Whose early gate it is. */
	private $fpm;

	/** @var string A sure refusal. */
	private $refused;

	/** @var string A request that loads WordPress whatever the policy says. */
	private $news;

	/**
	 * Ways out.
	 *
	 * @param PhpFpm $fpm     Whose early gate it is.
	 * @param string $refused A sure refusal.
	 * @param string $news    A request that loads WordPress whatever the policy says.
	 */
	public function __construct( PhpFpm $fpm, $refused, $news ) {
		$this->fpm     = $fpm;
		$this->refused = $refused;
		$this->news    = $news;
	}

	/**
	 * The ways: what is done, what undoes it, and whether somebody loads WordPress meanwhile.
	 *
	 * @return array[] By name.
	 */
	private static function all() {
		$wp     = static fn( ...$words ) => static fn() => Lab::wp( Site::NAME, ...$words );
		$put    = static fn( $policy ) => static fn() => Site::put( $policy );
		$config = Lab::env( 'WORDPRESS_ROOT' ) . '/wp-config.php';
		$define = "<?php define( 'REST_GATE_DISABLE', true ); ";
		return array(
			'simulate, by another node'               => array( $put( Policies::SIMULATED ), static fn() => null, true ),
			'early gate off, by another node'         => array( $put( Policies::LATE ), static fn() => null, true ),
			'wp rest-gate early disable'              => array( $wp( 'rest-gate', 'early', 'disable' ), static fn() => null, true ),
			'REST_GATE_DISABLE'                       => array(
				static fn() => self::rewrite( $config, $define . substr( file_get_contents( $config ), 5 ) ),
				static fn() => self::rewrite( $config, '<?php' . substr( file_get_contents( $config ), strlen( $define ) ) ),
				true,
			),
			'simulate, by another node, nobody asks'  => array( $put( Policies::SIMULATED ), static fn() => null, false ),
			'plugin deactivated'                      => array( $wp( 'plugin', 'deactivate', 'rest-gate' ), $wp( 'plugin', 'activate', 'rest-gate' ), true ),
			'plugin deleted'                          => array( static fn() => self::move( '', '.aside' ), static fn() => self::move( '.aside', '' ), true ),
		);
	}

	/**
	 * Takes all ways out.
	 *
	 * @param Report $report Where it tells.
	 */
	public function take_all( Report $report ) {
		$report->title( 'Ways out: seconds until the last early refusal' );
		foreach ( self::all() as $name => $way ) {
			$seconds = $this->take( ...$way );
			$report->figure( $name, sprintf( '%.1f s', $seconds ) );
			$report->check( "$name: within 60 s", $seconds <= 60 );
		}
	}

	/**
	 * Takes a way out.
	 *
	 * @param callable $take    Takes it.
	 * @param callable $undo    Undoes it.
	 * @param bool     $is_busy Whether somebody loads WordPress meanwhile, once a second.
	 * @return float Seconds until the last early refusal.
	 */
	private function take( callable $take, callable $undo, $is_busy ) {
		$this->begin();
		$take();
		$began = Timeline::now();
		try {
			$last   = $began;
			$asked  = $began;
			// So many in a row, that each worker has been asked.
			for ( $passed = 0; $passed < 20 && Timeline::now() - $began < self::LONGEST; usleep( 50000 ) ) {
				if ( $is_busy && Timeline::now() - $asked > 1 ) {
					$this->ask( $this->news );
					$asked = Timeline::now();
				}
				$is_early = 'early' === $this->ask( $this->refused )->by;
				$passed   = $is_early ? 0 : $passed + 1;
				$last     = $is_early ? Timeline::now() : $last;
			}
		} finally {
			$undo();
		}
		return $last - $began;
	}

	/**
	 * Has everything refused early by a snapshot that was just written: so it lasts for as long as it can.
	 */
	private function begin() {
		Site::put( Policies::CLOSED );
		for ( $tries = 0; $tries < 100; ++$tries ) {
			array_map( 'unlink', $this->fpm->snapshots() );
			// What workers saw of the file counts for a second.
			usleep( 1100000 );
			$this->ask( $this->news );
			usleep( 1100000 );
			$refused = array_filter( range( 1, 20 ), fn() => 'early' === $this->ask( $this->refused )->by );
			if ( 20 === count( $refused ) ) {
				return;
			}
		}
		throw new RuntimeException( 'nothing is refused early' );
	}

	/**
	 * Sends a request on a connection of its own.
	 *
	 * @param string $bytes The request.
	 * @return Answer
	 */
	private function ask( $bytes ) {
		return new Answer( ( new FastCgi( $this->fpm->socket( 'soak' ) ) )->send( $bytes ) );
	}

	/**
	 * Moves the plugin and its must-use loader.
	 *
	 * @param string $from What their names end in.
	 * @param string $to   What their names shall end in.
	 */
	private static function move( $from, $to ) {
		foreach ( array( dirname( Deployed::PLUGIN ), Deployed::LOADER ) as $path ) {
			rename( Deployed::path( $path . $from ), Deployed::path( $path . $to ) );
		}
	}

	/**
	 * Rewrites a file that PHP has compiled.
	 *
	 * @param string $path The file.
	 * @param string $text Its text.
	 */
	private static function rewrite( $path, $text ) {
		file_put_contents( $path, $text );
		touch( $path, time() - random_int( 10, 1000000 ) );
	}
}
