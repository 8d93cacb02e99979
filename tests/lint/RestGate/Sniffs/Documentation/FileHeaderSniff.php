<?php
/**
 * Promises that every file begins with a docblock whose first sentence says what the file is for.
 *
 * @package RestGate\Lint
 */

namespace RestGate\Sniffs\Documentation;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;
use PHP_CodeSniffer\Util\Tokens;

/**
 * Reports Missing and NoSentence.
 */
final class FileHeaderSniff implements Sniff {

	/**
	 * Listens for the beginning of the file.
	 *
	 * @return array
	 */
	public function register() {
		return [ T_OPEN_TAG ];
	}

	/**
	 * Checks the file once.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  The open tag.
	 * @return int End of the file.
	 */
	public function process( File $file, $ptr ) {
		$tokens = $file->getTokens();
		$first  = $file->findNext( T_WHITESPACE, $ptr + 1, null, true );
		$opens  = $first !== false && $tokens[ $first ]['code'] === T_DOC_COMMENT_OPEN_TAG;
		if ( ! $opens || $this->belongs_to_a_declaration( $file, $tokens[ $first ]['comment_closer'] ) ) {
			$file->addError( 'The file must begin with a docblock of its own', $ptr, 'Missing' );
			return $file->numTokens;
		}

		$text = $file->getTokensAsString( $first, $tokens[ $first ]['comment_closer'] - $first );
		$text = preg_replace( '~^[ \t]*/?\*+[ \t]?~m', '', $text );
		// The header of a plugin's main file is made of fields; its purpose is the description.
		if ( preg_match( '~^\s*Plugin Name:.*^\s*Description:[ \t]*([^\n]*)~ms', $text, $match ) ) {
			$text = $match[1];
		}
		$paragraph = preg_split( '~\n\s*(\n|@)~', trim( $text ) )[0];
		if ( ! preg_match( '~^[^@\s]\S*\s+\S+\s+\S+.*[.:?!]$~s', $paragraph ) ) {
			$file->addError( 'The first paragraph of the file docblock must be a sentence that says the purpose', $first, 'NoSentence' );
		}
		return $file->numTokens;
	}

	/**
	 * Tells whether a docblock is directly followed by what it could document instead of the file.
	 *
	 * @param File $file   The file.
	 * @param int  $closer The end of the docblock.
	 * @return bool
	 */
	private function belongs_to_a_declaration( File $file, $closer ) {
		$next = $file->findNext( Tokens::$methodPrefixes + [ T_WHITESPACE ], $closer + 1, null, true );
		return $next !== false
			&& in_array( $file->getTokens()[ $next ]['code'], [ T_CLASS, T_INTERFACE, T_TRAIT, T_ENUM, T_FUNCTION ], true );
	}
}
