<?php
/**
 * A connection to php-fpm that ended before the answer did.
 *
 * @package RestGate
 */

/**
 * Tells how far the answer had come.
 */
final class FastCgiClosed extends RuntimeException {

	/** @var int So many bytes of the answer had come. */
	public $bytes;

	/**
	 * A connection that ended.
	 *
	 * @param int $bytes So many bytes of the answer had come.
	 */
	public function __construct( $bytes ) {
		parent::__construct( "php-fpm closed the connection after $bytes bytes" );
		$this->bytes = $bytes;
	}
}
