<?php
/**
 * Promises one space inside the brackets of arrays, lists and declare(), which the stock sniffs do not look at.
 *
 * @package RestGate\Lint
 */

namespace RestGate\Sniffs\WhiteSpace;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;

/**
 * Reports AfterOpen, BeforeClose and Empty.
 */
final class ArraySpacingSniff implements Sniff {

	/**
	 * Listens for the brackets.
	 *
	 * @return array
	 */
	public function register() {
		return [ T_ARRAY, T_LIST, T_DECLARE, T_OPEN_SHORT_ARRAY ];
	}

	/**
	 * Checks one pair of brackets.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  The keyword or bracket.
	 * @return void
	 */
	public function process( File $file, $ptr ) {
		$tokens = $file->getTokens();
		$open   = $tokens[ $ptr ]['parenthesis_opener'] ?? $tokens[ $ptr ]['bracket_opener'] ?? null;
		$close  = $tokens[ $ptr ]['parenthesis_closer'] ?? $tokens[ $ptr ]['bracket_closer'] ?? null;
		if ( $open === null || $close === null ) {
			return;
		}

		$first = $file->findNext( T_WHITESPACE, $open + 1, null, true );
		if ( $first === $close ) {
			if ( $close > $open + 1 && $tokens[ $open ]['line'] === $tokens[ $close ]['line'] ) {
				$file->addError( 'Expected nothing inside empty brackets', $open, 'Empty' );
			}
			return;
		}
		if ( $tokens[ $first ]['line'] === $tokens[ $open ]['line'] && $tokens[ $open + 1 ]['content'] !== ' ' ) {
			$file->addError( 'Expected one space after the opening bracket', $open, 'AfterOpen' );
		}
		$last = $file->findPrevious( T_WHITESPACE, $close - 1, null, true );
		if ( $tokens[ $last ]['line'] === $tokens[ $close ]['line'] && $tokens[ $close - 1 ]['content'] !== ' ' ) {
			$file->addError( 'Expected one space before the closing bracket', $close, 'BeforeClose' );
		}
	}
}
