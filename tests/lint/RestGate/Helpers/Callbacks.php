<?php
/**
 * Finds the body of a hook callback in the file that registers it.
 *
 * @package RestGate\Lint
 */

namespace RestGate\Helpers;

use PHP_CodeSniffer\Files\File;

/**
 * Understands closures, function names, method arrays and first-class callables.
 */
final class Callbacks {

	/**
	 * Resolves a callback argument.
	 *
	 * @param File  $file  The file.
	 * @param int[] $range The argument.
	 * @return int[] Positions of T_CLOSURE, T_FN or T_FUNCTION tokens; empty when the callback is not in this file.
	 */
	public static function resolve( File $file, array $range ) {
		$tokens  = $file->getTokens();
		$closure = Ranges::find( $file, $range[0], $range[1], [ T_CLOSURE, T_FN ] );
		if ( $closure !== null ) {
			return [ $closure ];
		}

		$name      = null;
		$is_method = false;
		for ( $ptr = $range[0]; $ptr <= $range[1]; $ptr++ ) {
			$code = $tokens[ $ptr ]['code'];
			if ( $code === T_CONSTANT_ENCAPSED_STRING || ( $code === T_STRING && self::is_callable_syntax( $file, $ptr ) ) ) {
				$name = trim( $tokens[ $ptr ]['content'], '\'"' );
			}
			if ( in_array( $code, [ T_COMMA, T_DOUBLE_COLON, T_OBJECT_OPERATOR ], true ) ) {
				$is_method = true;
			}
		}
		if ( $name === null ) {
			return [];
		}
		$double_colon = strrpos( $name, '::' );
		if ( $double_colon !== false ) {
			$is_method = true;
			$name      = substr( $name, $double_colon + 2 );
		}
		$backslash = strrpos( $name, '\\' );
		return self::declared( $file, $backslash === false ? $name : substr( $name, $backslash + 1 ), $is_method );
	}

	/**
	 * Tells whether a name is followed by `( ... )`.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  The name.
	 * @return bool
	 */
	private static function is_callable_syntax( File $file, $ptr ) {
		$tokens = $file->getTokens();
		$open   = Calls::opener( $file, $ptr );
		if ( $open === null ) {
			return false;
		}
		$inside = Ranges::trim( $file, $open + 1, $tokens[ $open ]['parenthesis_closer'] - 1 );
		return $inside !== null && $inside[0] === $inside[1] && $tokens[ $inside[0] ]['code'] === T_ELLIPSIS;
	}

	/**
	 * Lists the functions or methods of that name in the file, whatever class they are in.
	 *
	 * @param File   $file      The file.
	 * @param string $name      The name.
	 * @param bool   $is_method Whether a method is meant.
	 * @return int[]
	 */
	private static function declared( File $file, $name, $is_method ) {
		$found = [];
		$ptr   = $file->findNext( T_FUNCTION, 0 );
		while ( $ptr !== false ) {
			$in_class = $file->hasCondition( $ptr, [ T_CLASS, T_TRAIT, T_ENUM, T_ANON_CLASS ] );
			if ( $in_class === $is_method && strcasecmp( (string) $file->getDeclarationName( $ptr ), $name ) === 0 ) {
				$found[] = $ptr;
			}
			$ptr = $file->findNext( T_FUNCTION, $ptr + 1 );
		}
		return $found;
	}
}
