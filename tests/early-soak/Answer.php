<?php
/**
 * What php-fpm answered.
 *
 * @package RestGate
 */

/**
 * An answer in the words in which answers are compared.
 */
final class Answer {

	/** Header lines that tell when or whose, and the one that the soak adds. */
	private const OF_THE_MOMENT = '/^(?:X-Request-Id|Date|Content-Length|' . Site::LOADED . '):.*\r\n/mi';

	/** @var string wordpress, early or script: who answered. */
	public $by;

	/** @var string Status and error code, `401 rest_gate_restricted`. */
	public $outcome;

	/** @var string Header and body without what depends on the moment. */
	public $lasting;

	/**
	 * Reads an answer.
	 *
	 * @param string $raw What came.
	 */
	public function __construct( $raw ) {
		list( $head, $body ) = array_pad( explode( "\r\n\r\n", $raw, 2 ), 2, '' );
		$status              = preg_match( '/^Status: (\d+)/mi', $head, $match ) ? $match[1] : '200';
		$code                = preg_match( '/\A\{"code":"(\w+)"/', $body, $match ) ? ' ' . $match[1] : '';
		if ( false !== stripos( $head, Site::LOADED . ':' ) ) {
			$this->by = 'wordpress';
		} else {
			$this->by = 'soaked' === $body ? 'script' : 'early';
		}
		$this->outcome = $status . $code;
		$this->lasting = preg_replace( self::OF_THE_MOMENT, '', "$head\r\n" ) . preg_replace( '/"request_id":"[0-9a-f-]+"/', '', $body );
	}
}
