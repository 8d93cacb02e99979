<?php
/**
 * Promises that nobody silences this standard without giving a reason.
 *
 * A comment that skips a whole file ends the run over that file before any sniff can speak: `tests/lint/run.sh` looks
 * for those.
 *
 * @package RestGate\Lint
 */

namespace RestGate\Sniffs\Documentation;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;

/**
 * Reports NoReason, OldStyle (`@codingStandards…`, which has no place for a reason) and PropertySet (`phpcs:set`).
 */
final class IgnoreReasonSniff implements Sniff {

	/**
	 * Listens for the annotations, and for comments that hold old ones.
	 *
	 * @return array
	 */
	public function register() {
		return [ T_PHPCS_IGNORE, T_PHPCS_DISABLE, T_PHPCS_SET, T_COMMENT, T_DOC_COMMENT_TAG, T_DOC_COMMENT_STRING ];
	}

	/**
	 * Checks a comment.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  The comment.
	 * @return void
	 */
	public function process( File $file, $ptr ) {
		$token = $file->getTokens()[ $ptr ];
		if ( $token['code'] === T_PHPCS_SET ) {
			$this->report( $file, $ptr, 'Properties of sniffs are set in the ruleset only', 'PropertySet' );
		} elseif ( in_array( $token['code'], [ T_PHPCS_IGNORE, T_PHPCS_DISABLE ], true ) ) {
			if ( ! preg_match( '~ -- .*\pL~u', $token['content'] ) ) {
				$this->report( $file, $ptr, 'Give the reason: "phpcs:ignore Standard.Category.Sniff -- reason"', 'NoReason' );
			}
		} elseif ( preg_match( '~@codingStandards(Ignore|Change)~', $token['content'] ) ) {
			$this->report( $file, $ptr, 'Use "phpcs:ignore Standard.Category.Sniff -- reason"', 'OldStyle' );
		}
	}

	/**
	 * Adds an error that the annotation itself cannot silence.
	 *
	 * @param File   $file    The file.
	 * @param int    $ptr     The comment.
	 * @param string $message The message.
	 * @param string $code    The code.
	 * @return void
	 */
	private function report( File $file, $ptr, $message, $code ) {
		$ignored = $file->tokenizer->ignoredLines;

		$file->tokenizer->ignoredLines = [];
		$file->addError( $message, $ptr, $code );
		$file->tokenizer->ignoredLines = $ignored;
	}
}
