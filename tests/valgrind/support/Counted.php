<?php
/**
 * A worker whose instructions are counted by callgrind.
 *
 * @package RestGate
 */

require_once __DIR__ . '/CgiWorker.php';

/**
 * Counts the instructions of a request.
 *
 * Callgrind writes what it counted, and begins anew, whenever PHP enters the function that a mark calls. Between
 * two marks lie the requests and one mark; two marks without anything in between tell what that one costs. So
 * neither the start of PHP nor that of the worker counts.
 */
final class Counted {

	private const TOOL = array( 'valgrind', '--tool=callgrind', '--dump-before=php_get_uname', '--callgrind-out-file={folder}/counted' );

	/** So many requests lie between two marks, so many times. */
	private const MANY   = 25;
	private const ROUNDS = 4;

	/** So many come first: they fill caches. */
	private const FIRST = 20;

	/** @var CgiWorker The worker. */
	private $worker;

	/** @var int The file that was read last. */
	private $part = 0;

	/**
	 * Starts a worker.
	 *
	 * @param string $name Its name.
	 * @param bool   $has_extension Whether it loads the extension.
	 */
	public function __construct( $name, $has_extension ) {
		$this->worker = new CgiWorker( $name, $has_extension, self::TOOL );
	}

	/**
	 * The worker.
	 *
	 * @return CgiWorker
	 */
	public function worker() {
		return $this->worker;
	}

	/**
	 * How many requests `cost()` sends.
	 *
	 * @return int
	 */
	public static function sends() {
		return self::FIRST + self::MANY * self::ROUNDS;
	}

	/**
	 * The instructions of one request: the least of the rounds, for once a second a worker looks at the snapshot,
	 * and every five it writes its figures.
	 *
	 * @param callable $request Gives the next request.
	 * @param callable $check   Takes each answer.
	 * @return int
	 */
	public function cost( callable $request, callable $check ) {
		$this->send( self::FIRST, $request, $check );
		$this->mark();
		$mark  = $this->mark();
		$costs = array();
		for ( $round = 0; $round < self::ROUNDS; ++$round ) {
			$this->send( self::MANY, $request, $check );
			$costs[] = ( $this->mark() - $mark ) / self::MANY;
		}
		return (int) round( min( $costs ) );
	}

	/**
	 * Sends requests.
	 *
	 * @param int      $many    So many.
	 * @param callable $request Gives the next request.
	 * @param callable $check   Takes each answer.
	 */
	private function send( $many, callable $request, callable $check ) {
		for ( $sent = 0; $sent < $many; ++$sent ) {
			$check( $this->worker->send( $request() ) );
		}
	}

	/**
	 * Sends a mark.
	 *
	 * @return int What was counted since the one before.
	 * @throws RuntimeException When callgrind did not write it.
	 */
	private function mark() {
		$this->worker->send( CgiWorker::request( '/', array(), CgiWorker::MARK ) );
		++$this->part;
		$text = (string) @file_get_contents( $this->worker->folder() . "/counted.$this->part" );
		if ( ! preg_match( '/^(?:totals|summary): (\d+)$/m', $text, $match ) ) {
			throw new RuntimeException( "callgrind wrote no part $this->part" );
		}
		return (int) $match[1];
	}
}
