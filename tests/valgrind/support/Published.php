<?php
/**
 * The snapshot of the site `single`, as its WordPress publishes it.
 *
 * @package RestGate
 */

require_once __DIR__ . '/../../wordpress/support/Lab.php';
require_once __DIR__ . '/../../wordpress/support/Http.php';

/**
 * Has WordPress publish it, and keeps it valid.
 */
final class Published {

	/** Workers look at the file once a second. */
	private const UNTIL_SEEN_US = 1100000;

	/**
	 * Has the site follow a policy, and publish it.
	 *
	 * @param array $more Keys of the document beside version and mode.
	 * @throws RuntimeException When it is not published.
	 */
	public static function follow( array $more ) {
		Lab::gate( 'single', json_encode( $more + array( 'version' => 1, 'mode' => 'restrict', 'tarpit' => array( 'min_ms' => 0, 'max_ms' => 0 ) ) ) );
		array_map( 'unlink', self::files() );
		usleep( self::UNTIL_SEEN_US );
		self::renew();
		for ( $tries = 0; ! self::files(); ++$tries ) {
			if ( 100 < $tries ) {
				throw new RuntimeException( 'no snapshot was published' );
			}
			usleep( 50000 );
		}
		usleep( self::UNTIL_SEEN_US );
	}

	/**
	 * Has WordPress publish it again, where it is half a minute old.
	 */
	public static function renew() {
		Http::send( 'GET', '/wp-json/', array(), null, 'early' );
	}

	/**
	 * The files.
	 *
	 * @return string[]
	 */
	public static function files() {
		clearstatcache();
		return glob( Lab::env( 'GATE_STATE_DIR' ) . '/uid-*/snapshots/*.json' ) ?: array();
	}
}
