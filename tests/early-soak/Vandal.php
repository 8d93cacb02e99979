<?php
/**
 * Harms the snapshot while clients ask.
 *
 * @package RestGate
 */

/**
 * Puts one harm after the other in the snapshot's place.
 */
final class Vandal {

	/** So many requests begin under each harm, unless it takes too long. */
	private const REQUESTS = 4;

	/** @var Harms The harms. */
	private $harms;

	/** @var Counted What the clients take. */
	private $counted;

	/**
	 * A vandal.
	 *
	 * @param Harms   $harms   The harms.
	 * @param Counted $counted What the clients take.
	 */
	public function __construct( Harms $harms, Counted $counted ) {
		$this->harms   = $harms;
		$this->counted = $counted;
	}

	/**
	 * Does harm so many times.
	 *
	 * @param int $many How many times.
	 * @param int $seed The seed of its chance.
	 * @return array<string, int> How often each harm was done.
	 */
	public function run( $many, $seed ) {
		mt_srand( $seed );
		$harms = $this->harms->all();
		$names = array();
		$done  = array();
		for ( $number = 0; $number < $many; ++$number ) {
			if ( ! $names ) {
				// Each comes once before one comes twice.
				$names = array_keys( $harms );
				usort( $names, static fn() => mt_rand( -1, 1 ) );
			}
			$name = array_pop( $names );
			clearstatcache();
			$this->harms->make_room();
			$before = $this->counted->taken();
			$harms[ $name ]();
			$done[ $name ] = 1 + ( $done[ $name ] ?? 0 );
			for ( $waits = 0; $waits < 50 && $this->counted->taken() < $before + self::REQUESTS; ++$waits ) {
				usleep( mt_rand( 1000, 19000 ) );
			}
		}
		$this->harms->clear();
		return $done;
	}
}
