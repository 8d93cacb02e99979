<?php
/**
 * Reads calls of global functions: which one is called, and with which arguments.
 *
 * @package RestGate\Lint
 */

namespace RestGate\Helpers;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Util\Tokens;

/**
 * Pure functions over the token stack.
 */
final class Calls {

	/**
	 * Names the global function that is called at a position.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  A T_STRING token.
	 * @return string|null Lower-case name; null for methods, declarations, namespaced functions and constants.
	 */
	public static function name( File $file, $ptr ) {
		$tokens = $file->getTokens();
		if ( $tokens[ $ptr ]['code'] !== T_STRING || self::opener( $file, $ptr ) === null ) {
			return null;
		}
		$before = $file->findPrevious( Tokens::$emptyTokens, $ptr - 1, null, true );
		if ( $tokens[ $before ]['code'] === T_NS_SEPARATOR ) {
			$before = $file->findPrevious( Tokens::$emptyTokens, $before - 1, null, true );
			if ( in_array( $tokens[ $before ]['code'], [ T_STRING, T_NAMESPACE ], true ) ) {
				return null;
			}
		}
		$others = [ T_OBJECT_OPERATOR, T_NULLSAFE_OBJECT_OPERATOR, T_DOUBLE_COLON, T_FUNCTION, T_NEW ];
		return in_array( $tokens[ $before ]['code'], $others, true ) ? null : strtolower( $tokens[ $ptr ]['content'] );
	}

	/**
	 * Finds the opening parenthesis that follows a name.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  The name.
	 * @return int|null
	 */
	public static function opener( File $file, $ptr ) {
		$tokens = $file->getTokens();
		$next   = $file->findNext( Tokens::$emptyTokens, $ptr + 1, null, true );
		$opens  = $next !== false && isset( $tokens[ $next ]['parenthesis_closer'] )
			&& $tokens[ $next ]['code'] === T_OPEN_PARENTHESIS;
		return $opens ? $next : null;
	}

	/**
	 * Lists the arguments of a call.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  The function name.
	 * @return array[] Ranges by position, or by name for named arguments.
	 */
	public static function arguments( File $file, $ptr ) {
		$tokens    = $file->getTokens();
		$open      = self::opener( $file, $ptr );
		$arguments = [];
		foreach ( Ranges::split( $file, $open + 1, $tokens[ $open ]['parenthesis_closer'] - 1, [ T_COMMA ] ) as $range ) {
			if ( $tokens[ $range[0] ]['code'] !== T_PARAM_NAME ) {
				$arguments[] = $range;
				continue;
			}
			$colon = $file->findNext( T_COLON, $range[0], $range[1] );

			$arguments[ $tokens[ $range[0] ]['content'] ] = Ranges::trim( $file, $colon + 1, $range[1] );
		}
		return $arguments;
	}

	/**
	 * Gives the text of a range that is one plain string literal.
	 *
	 * @param File       $file  The file.
	 * @param int[]|null $range A range.
	 * @return string|null
	 */
	public static function literal( File $file, $range ) {
		$tokens = $file->getTokens();
		if ( $range === null || $range[0] !== $range[1] || $tokens[ $range[0] ]['code'] !== T_CONSTANT_ENCAPSED_STRING ) {
			return null;
		}
		return substr( $tokens[ $range[0] ]['content'], 1, -1 );
	}
}
