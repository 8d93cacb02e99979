<?php
/**
 * What memcheck wrote of one process.
 *
 * @package RestGate
 */

/**
 * Tells what of it is the extension's.
 */
final class Report {

	/** The extension, as a frame of a stack names it. */
	private const OURS = 'rest_gate.so)';

	/** Memory that the extension took from PHP, and how many pieces. */
	private const HELD = '/ bytes in ([\d,]+) blocks .*\n.* malloc \(.*\n.* __zend_malloc \(.*\n.*rest_gate\.so\)/';

	/** @var string[] Errors, each with its stacks. */
	public $errors = array();

	/** @var string[] Lost memory in whose stack the extension is. */
	public $lost = array();

	/**
	 * Objects of the extension that a request still held at its end. PHP lets go of what is in such an object, and
	 * leaves its memory to its own allocator, which is off here.
	 *
	 * @var int
	 */
	public $held = 0;

	/** @var int How often memory was lost elsewhere. */
	public $lost_by_others = 0;

	/** @var bool Whether the process ended by itself: memcheck looked for lost memory. */
	public $is_whole;

	/**
	 * Reads it.
	 *
	 * @param string $text What memcheck wrote.
	 */
	public function __construct( $text ) {
		$this->is_whole = str_contains( $text, 'ERROR SUMMARY:' );
		foreach ( preg_split( '/^==\d+== *\n/m', $text ) as $part ) {
			if ( ! preg_match( '/^==\d+== +(?:at|by) 0x/m', $part ) ) {
				continue;
			}
			if ( ! preg_match( '/ are (?:definitely|indirectly) lost in loss record /', $part ) ) {
				$this->errors[] = $part;
			} elseif ( preg_match( self::HELD, $part, $match ) ) {
				$this->held += (int) $match[1];
			} elseif ( str_contains( $part, self::OURS ) ) {
				$this->lost[] = $part;
			} else {
				++$this->lost_by_others;
			}
		}
	}
}
