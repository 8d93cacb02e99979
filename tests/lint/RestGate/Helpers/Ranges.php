<?php
/**
 * Cuts token ranges at their top level, so that sniffs can look at expressions part by part.
 *
 * A range is a pair of token positions, both inclusive, without blanks or comments at its ends.
 *
 * @package RestGate\Lint
 */

namespace RestGate\Helpers;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Util\Tokens;

/**
 * Pure functions over the token stack.
 */
final class Ranges {

	/**
	 * Narrows a range to its first and last meaningful token.
	 *
	 * @param File $file  The file.
	 * @param int  $start First token.
	 * @param int  $end   Last token.
	 * @return int[]|null Null when nothing but blanks and comments is left.
	 */
	public static function trim( File $file, $start, $end ) {
		$first = $file->findNext( Tokens::$emptyTokens, $start, $end + 1, true );
		if ( $first === false ) {
			return null;
		}
		return [ $first, $file->findPrevious( Tokens::$emptyTokens, $end, $start - 1, true ) ];
	}

	/**
	 * Gives the closer of the bracket at a position, or the position itself.
	 *
	 * @param array[] $tokens The token stack.
	 * @param int     $ptr    A position.
	 * @return int
	 */
	public static function skip( array $tokens, $ptr ) {
		$token = $tokens[ $ptr ];
		if ( isset( $token['parenthesis_closer'] ) && $token['parenthesis_opener'] === $ptr ) {
			return $token['parenthesis_closer'];
		}
		if ( isset( $token['bracket_closer'] ) && $token['bracket_opener'] === $ptr ) {
			return $token['bracket_closer'];
		}
		return $ptr;
	}

	/**
	 * Finds the first of some tokens that is not inside nested brackets.
	 *
	 * @param File  $file  The file.
	 * @param int   $start First token.
	 * @param int   $end   Last token.
	 * @param array $codes Token codes.
	 * @return int|null
	 */
	public static function find( File $file, $start, $end, array $codes ) {
		$tokens = $file->getTokens();
		for ( $ptr = $start; $ptr <= $end; $ptr++ ) {
			if ( in_array( $tokens[ $ptr ]['code'], $codes, true ) ) {
				return $ptr;
			}
			$ptr = self::skip( $tokens, $ptr );
		}
		return null;
	}

	/**
	 * Splits a range at separators that are not inside nested brackets; empty parts are left out.
	 *
	 * @param File  $file  The file.
	 * @param int   $start First token.
	 * @param int   $end   Last token.
	 * @param array $codes Codes of the separating tokens.
	 * @return array[]
	 */
	public static function split( File $file, $start, $end, array $codes ) {
		$parts = [];
		while ( $start <= $end ) {
			$border  = self::find( $file, $start, $end, $codes );
			$stop    = $border === null ? $end : $border - 1;
			$parts[] = $stop < $start ? null : self::trim( $file, $start, $stop );
			$start   = $stop + 2;
		}
		return array_values( array_filter( $parts ) );
	}

	/**
	 * Finds where the expression that begins at a position ends.
	 *
	 * @param File  $file  The file.
	 * @param int   $start First token of the expression.
	 * @param array $stops Codes that end it, besides an unmatched closing bracket.
	 * @return int Last token of the expression.
	 */
	public static function expression_end( File $file, $start, array $stops ) {
		$tokens  = $file->getTokens();
		$closers = [ T_CLOSE_PARENTHESIS, T_CLOSE_SQUARE_BRACKET, T_CLOSE_SHORT_ARRAY, T_CLOSE_CURLY_BRACKET ];
		$border  = self::find( $file, $start, count( $tokens ) - 1, array_merge( $stops, $closers ) );
		return ( $border ?? count( $tokens ) ) - 1;
	}
}
