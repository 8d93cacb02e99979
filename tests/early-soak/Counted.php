<?php
/**
 * A number that several processes count up together.
 *
 * @package RestGate
 */

/**
 * So many requests are to be sent in all, or for so long.
 */
final class Counted {

	/** @var string The file that holds the number. */
	private $path;

	/** @var int Where it ends. */
	private $many;

	/** @var float It does not end before. */
	private $from;

	/** @var float It ends then. */
	private $until;

	/**
	 * Begins at nothing.
	 *
	 * @param string $path    The file.
	 * @param int    $many    So many in all.
	 * @param float  $least   So many seconds at least, also when it takes more requests.
	 * @param float  $longest So many seconds at most.
	 */
	public function __construct( $path, $many, $least, $longest ) {
		$this->path  = $path;
		$this->many  = $many;
		$this->from  = Timeline::now() + $least;
		$this->until = Timeline::now() + $longest;
		file_put_contents( $path, '0' );
	}

	/**
	 * Takes some of what is left.
	 *
	 * @param int $many How many.
	 * @return int How many there were; 0 at the end.
	 */
	public function take( $many ) {
		$file = fopen( $this->path, 'r+' );
		flock( $file, LOCK_EX );
		$before = (int) fgets( $file );
		$now    = Timeline::now();
		$many   = $now < $this->until && ( $before < $this->many || $now < $this->from ) ? $many : 0;
		rewind( $file );
		fwrite( $file, (string) ( $before + $many ) );
		fclose( $file );
		return $many;
	}

	/**
	 * How many were taken.
	 *
	 * @return int
	 */
	public function taken() {
		return (int) file_get_contents( $this->path );
	}

	/**
	 * Ends it for all.
	 */
	public function end() {
		file_put_contents( $this->path, (string) $this->many, LOCK_EX );
	}
}
