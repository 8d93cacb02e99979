<?php
/**
 * Promises that every explicit hook priority is explained by a comment.
 *
 * The comment stands alone on the line above the call, or ends the first line of the call, the line of the priority
 * or the last line of the call.
 *
 * @package RestGate\Lint
 */

namespace RestGate\Sniffs\Documentation;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;
use PHP_CodeSniffer\Util\Tokens;
use RestGate\Helpers\Calls;

/**
 * Reports Unexplained at the call.
 */
final class HookPrioritySniff implements Sniff {

	/**
	 * Listens for function names.
	 *
	 * @return array
	 */
	public function register() {
		return [ T_STRING ];
	}

	/**
	 * Checks a hook registration.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  A T_STRING token.
	 * @return void
	 */
	public function process( File $file, $ptr ) {
		if ( ! in_array( Calls::name( $file, $ptr ), [ 'add_action', 'add_filter' ], true ) ) {
			return;
		}
		$arguments = Calls::arguments( $file, $ptr );
		$priority  = $arguments['priority'] ?? $arguments[2] ?? null;
		if ( $priority === null ) {
			return;
		}

		$tokens = $file->getTokens();
		$close  = $tokens[ Calls::opener( $file, $ptr ) ]['parenthesis_closer'];
		$lines  = [ $tokens[ $ptr ]['line'], $tokens[ $priority[1] ]['line'], $tokens[ $close ]['line'] ];
		foreach ( $lines as $line ) {
			if ( $this->has_comment( $tokens, $ptr, $line ) ) {
				return;
			}
		}
		if ( ! $this->has_comment( $tokens, $ptr, $tokens[ $ptr ]['line'] - 1, true ) ) {
			$file->addError( 'Say in a comment above or beside the call why it has this priority', $ptr, 'Unexplained' );
		}
	}

	/**
	 * Looks for a comment with words in it on one line.
	 *
	 * @param array[] $tokens     The token stack.
	 * @param int     $near       A token near that line.
	 * @param int     $line       The line.
	 * @param bool    $must_stand Whether nothing else may be on the line.
	 * @return bool
	 */
	private function has_comment( array $tokens, $near, $line, $must_stand = false ) {
		$ptr = $near;
		while ( $ptr > 0 && $tokens[ $ptr - 1 ]['line'] >= $line ) {
			$ptr--;
		}
		$found  = false;
		$stands = true;
		for ( ; isset( $tokens[ $ptr ] ) && $tokens[ $ptr ]['line'] <= $line; $ptr++ ) {
			if ( $tokens[ $ptr ]['line'] < $line || $tokens[ $ptr ]['code'] === T_WHITESPACE ) {
				continue;
			}
			if ( $tokens[ $ptr ]['code'] === T_DOC_COMMENT_CLOSE_TAG ) {
				$found = $found || $this->has_words( $tokens, $tokens[ $ptr ]['comment_opener'], $ptr );
			} elseif ( $tokens[ $ptr ]['code'] === T_COMMENT ) {
				$found = $found || $this->has_words( $tokens, $this->comment_start( $tokens, $ptr ), $ptr );
			} elseif ( ! isset( Tokens::$commentTokens[ $tokens[ $ptr ]['code'] ] ) ) {
				$stands = false;
			}
		}
		return $found && ( $stands || ! $must_stand );
	}

	/**
	 * Finds the first line of a block comment, which is one token per line.
	 *
	 * @param array[] $tokens The token stack.
	 * @param int     $ptr    A comment token.
	 * @return int
	 */
	private function comment_start( array $tokens, $ptr ) {
		while ( $tokens[ $ptr - 1 ]['code'] === T_COMMENT && ! preg_match( '~^(//|#|/\*)~', ltrim( $tokens[ $ptr ]['content'] ) ) ) {
			$ptr--;
		}
		return $ptr;
	}

	/**
	 * Tells whether a comment says anything.
	 *
	 * @param array[] $tokens The token stack.
	 * @param int     $start  Its first token.
	 * @param int     $end    Its last token.
	 * @return bool
	 */
	private function has_words( array $tokens, $start, $end ) {
		$text = implode( '', array_column( array_slice( $tokens, $start, $end - $start + 1 ), 'content' ) );
		return (bool) preg_match( '/\pL/u', $text );
	}
}
