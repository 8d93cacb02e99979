<?php
/**
 * Promises that every file is valid UTF-8.
 *
 * @package RestGate\Lint
 */

namespace RestGate\Sniffs\Files;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;

/**
 * Reports Found on each line that is not.
 */
final class ValidUtf8Sniff implements Sniff {

	/**
	 * Listens for the beginning of the file.
	 *
	 * @return array
	 */
	public function register() {
		return [ T_OPEN_TAG, T_OPEN_TAG_WITH_ECHO ];
	}

	/**
	 * Checks the file once.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  The open tag.
	 * @return int End of the file.
	 */
	public function process( File $file, $ptr ) {
		$text = $file->getTokensAsString( 0, $file->numTokens, true );
		foreach ( explode( "\n", $text ) as $index => $line ) {
			if ( ! preg_match( '//u', $line ) ) {
				$file->addErrorOnLine( 'The line is not valid UTF-8', $index + 1, 'Found' );
			}
		}
		return $file->numTokens;
	}
}
