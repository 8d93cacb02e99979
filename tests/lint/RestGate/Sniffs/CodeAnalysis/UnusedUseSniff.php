<?php
/**
 * Promises that every imported name is used in the file, in code or in a docblock.
 *
 * @package RestGate\Lint
 */

namespace RestGate\Sniffs\CodeAnalysis;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;
use PHP_CodeSniffer\Util\Tokens;
use RestGate\Helpers\Ranges;

/**
 * Reports Found at the imported name.
 */
final class UnusedUseSniff implements Sniff {

	/**
	 * Listens for imports.
	 *
	 * @return array
	 */
	public function register() {
		return [ T_USE ];
	}

	/**
	 * Checks the names of one import statement.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  The keyword.
	 * @return void
	 */
	public function process( File $file, $ptr ) {
		$tokens = $file->getTokens();
		$next   = $file->findNext( Tokens::$emptyTokens, $ptr + 1, null, true );
		if ( $tokens[ $next ]['code'] === T_OPEN_PARENTHESIS || array_diff( $tokens[ $ptr ]['conditions'], [ T_NAMESPACE ] ) ) {
			return;
		}

		$end   = $file->findNext( [ T_SEMICOLON, T_CLOSE_TAG ], $ptr );
		$group = $file->findNext( T_OPEN_USE_GROUP, $ptr, $end );
		$last  = $group === false ? $end : $file->findNext( T_CLOSE_USE_GROUP, $group, $end );
		foreach ( Ranges::split( $file, ( $group === false ? $ptr : $group ) + 1, $last - 1, [ T_COMMA ] ) as $range ) {
			$name = $tokens[ $range[1] ]['content'];
			if ( ! $this->is_used( $file, $end + 1, $name ) ) {
				$file->addError( '"%s" is imported but never used', $range[1], 'Found', [ $name ] );
			}
		}
	}

	/**
	 * Looks for a name after the import.
	 *
	 * @param File   $file The file.
	 * @param int    $from First token to look at.
	 * @param string $name The name.
	 * @return bool
	 */
	private function is_used( File $file, $from, $name ) {
		$tokens = $file->getTokens();
		$ptr    = $file->findNext( [ T_STRING, T_DOC_COMMENT_STRING ], $from );
		while ( $ptr !== false ) {
			$before = $tokens[ $file->findPrevious( Tokens::$emptyTokens, $ptr - 1, null, true ) ]['code'];
			if ( $tokens[ $ptr ]['code'] === T_DOC_COMMENT_STRING ) {
				if ( preg_match( '/(?<![\w\\\\])' . preg_quote( $name, '/' ) . '\b/i', $tokens[ $ptr ]['content'] ) ) {
					return true;
				}
			} elseif ( strcasecmp( $tokens[ $ptr ]['content'], $name ) === 0
				&& ! in_array( $before, [ T_OBJECT_OPERATOR, T_NULLSAFE_OBJECT_OPERATOR, T_DOUBLE_COLON, T_NS_SEPARATOR, T_AS, T_FUNCTION, T_CONST ], true )
				&& ! $this->is_imported_at( $file, $ptr )
			) {
				return true;
			}
			$ptr = $file->findNext( [ T_STRING, T_DOC_COMMENT_STRING ], $ptr + 1 );
		}
		return false;
	}

	/**
	 * Tells whether a token is part of another import.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  The token.
	 * @return bool
	 */
	private function is_imported_at( File $file, $ptr ) {
		$tokens = $file->getTokens();
		$start  = $file->findStartOfStatement( $ptr );
		return $tokens[ $start ]['code'] === T_USE && ! array_diff( $tokens[ $start ]['conditions'], [ T_NAMESPACE ] );
	}
}
