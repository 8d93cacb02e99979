<?php
/**
 * Run by WP-CLI: saves a text as the policy document, past the parser. Arguments: the text in base64
 * and the revision that it is based on. Prints the new revision or the code of the error.
 *
 * @package RestGate
 */

$document = new class( base64_decode( $args[0] ) ) {

	/** @var string The text. */
	private $text;

	/**
	 * Takes the text.
	 *
	 * @param string $text The text.
	 */
	public function __construct( $text ) {
		$this->text = $text;
	}

	/**
	 * The text.
	 *
	 * @return string
	 */
	public function json() {
		return $this->text;
	}
};

$result = Rest_Gate_Settings::save( $document, (int) $args[1], 'cli' );
echo is_wp_error( $result ) ? $result->get_error_code() : $result;
