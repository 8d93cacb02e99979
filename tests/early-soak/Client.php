<?php
/**
 * A client: sends requests by chance, and judges each answer.
 *
 * @package RestGate
 */

/**
 * One process that asks one pool.
 */
final class Client {

	/** @var array[] The kinds. */
	private $kinds;

	/** @var Judge Who judges. */
	private $judge;

	/** @var string The pool's socket. */
	private $socket;

	/** @var FastCgi|null The connection. */
	private $connection = null;

	/** @var int Requests until another connection is made. */
	private $left = 0;

	/** @var array What happened. */
	private $tally = array( 'kinds' => array(), 'wrong' => 0, 'samples' => array(), 'again' => 0 );

	/**
	 * A client.
	 *
	 * @param array[] $kinds  The kinds.
	 * @param Judge   $judge  Who judges.
	 * @param string  $socket The pool's socket.
	 */
	public function __construct( array $kinds, Judge $judge, $socket ) {
		$this->kinds  = $kinds;
		$this->judge  = $judge;
		$this->socket = $socket;
	}

	/**
	 * Asks until nothing is left.
	 *
	 * @param Counted $counted What is left.
	 * @param int     $seed    The seed of its chance.
	 * @param int     $batch   So many are taken at once.
	 * @param bool    $each    Whether it begins with each kind once.
	 * @return array What happened: kinds (how often each was answered by whom), wrong, samples, again and latest.
	 */
	public function run( Counted $counted, $seed, $batch, $each ) {
		mt_srand( $seed );
		$each && array_map( array( $this, 'ask' ), array_keys( $this->kinds ) );
		$shares = array();
		$sum    = 0;
		foreach ( $this->kinds as $name => $kind ) {
			$sum            += $kind['share'];
			$shares[ $name ] = $sum;
		}
		for ( $many = $counted->take( $batch ); $many > 0; $many = $counted->take( $batch ) ) {
			while ( $many-- > 0 ) {
				$this->ask( self::drawn( $shares, $sum * mt_rand() / mt_getrandmax() ) );
			}
		}
		return $this->tally + array( 'latest' => $this->judge->latest );
	}

	/**
	 * The kind at a place.
	 *
	 * @param array<string, float> $shares Where each kind ends.
	 * @param float                $place  The place.
	 * @return string
	 */
	private static function drawn( array $shares, $place ) {
		foreach ( $shares as $name => $end ) {
			if ( $place <= $end ) {
				break;
			}
		}
		return $name;
	}

	/**
	 * Sends a request, and judges the answer.
	 *
	 * @param string $kind Its kind.
	 */
	private function ask( $kind ) {
		$bytes = $this->kinds[ $kind ]['bytes'];
		$from  = Timeline::now();
		try {
			try {
				$raw = $this->connection( false )->send( $bytes );
			} catch ( FastCgiClosed $closed ) {
				// Between two requests a worker may always hang up: so do those that are replaced.
				if ( $closed->bytes > 0 ) {
					throw $closed;
				}
				++$this->tally['again'];
				$from = Timeline::now();
				$raw  = $this->connection( true )->send( $bytes );
			}
		} catch ( RuntimeException $error ) {
			$this->left = 0;
			$this->wrong( $kind, $error->getMessage() );
			return;
		}
		$to     = Timeline::now();
		$answer = new Answer( $raw );

		$this->tally['kinds'][ $kind ][ $answer->by ] = 1 + ( $this->tally['kinds'][ $kind ][ $answer->by ] ?? 0 );
		if ( ! $this->judge->is_right( $kind, $answer, $from, $to ) ) {
			$this->wrong( $kind, sprintf( 'from %.3f to %.3f: %s %s', $from, $to, $answer->by, $answer->lasting ) );
		}
	}

	/**
	 * The connection; a new one now and then, so that each worker gets to know each client.
	 *
	 * @param bool $anew Whether the last one is gone.
	 * @return FastCgi
	 */
	private function connection( $anew ) {
		if ( $anew || $this->left-- <= 0 ) {
			// The worker must be free before another is asked for.
			$this->connection = null;
			$this->connection = new FastCgi( $this->socket );
			$this->left       = mt_rand( 0, 60 );
		}
		return $this->connection;
	}

	/**
	 * Notes a wrong answer.
	 *
	 * @param string $kind What was asked.
	 * @param string $text What came.
	 */
	private function wrong( $kind, $text ) {
		if ( ++$this->tally['wrong'] <= 5 ) {
			$this->tally['samples'][] = "$kind: " . substr( $text, 0, 1200 );
		}
	}
}
