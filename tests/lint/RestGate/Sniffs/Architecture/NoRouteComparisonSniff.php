<?php
/**
 * Promises that the plugin never compares a REST route itself: that is the extension's work alone.
 *
 * Tests for presence, against null, a boolean or the empty string, are not comparisons of routes.
 *
 * @package RestGate\Lint
 */

namespace RestGate\Sniffs\Architecture;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;
use RestGate\Helpers\Calls;
use RestGate\Helpers\Ranges;

/**
 * Reports FunctionFound, OperatorFound and SwitchFound.
 */
final class NoRouteComparisonSniff implements Sniff {

	private const FUNCTIONS = [
		'fnmatch',
		'in_array',
		'preg_match',
		'preg_match_all',
		'str_contains',
		'str_ends_with',
		'str_starts_with',
		'strcasecmp',
		'strcmp',
		'stripos',
		'strncasecmp',
		'strncmp',
		'strpos',
		'strstr',
		'substr_compare',
	];

	private const OPERATORS = [ T_IS_IDENTICAL, T_IS_EQUAL, T_IS_NOT_IDENTICAL, T_IS_NOT_EQUAL ];

	// Everything that binds looser than a comparison, and so ends its operands.
	private const BORDERS = [
		T_BOOLEAN_AND,
		T_BOOLEAN_OR,
		T_LOGICAL_AND,
		T_LOGICAL_OR,
		T_LOGICAL_XOR,
		T_COALESCE,
		T_INLINE_THEN,
		T_INLINE_ELSE,
		T_EQUAL,
		T_COALESCE_EQUAL,
		T_DOUBLE_ARROW,
		T_MATCH_ARROW,
		T_FN_ARROW,
		T_COMMA,
		T_COLON,
		T_SEMICOLON,
		T_RETURN,
		T_ECHO,
		T_CASE,
		T_OPEN_TAG,
		T_CLOSE_TAG,
	];

	/**
	 * Listens for whatever can compare.
	 *
	 * @return array
	 */
	public function register() {
		return array_merge( [ T_STRING, T_SWITCH, T_MATCH ], self::OPERATORS );
	}

	/**
	 * Judges one comparison.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  The token.
	 * @return void
	 */
	public function process( File $file, $ptr ) {
		$token = $file->getTokens()[ $ptr ];
		if ( $token['code'] === T_STRING ) {
			if ( $this->compares( $file, $ptr ) ) {
				$open = Calls::opener( $file, $ptr );
				$this->report_if_route( $file, $ptr, $open, $file->getTokens()[ $open ]['parenthesis_closer'], 'FunctionFound' );
			}
		} elseif ( in_array( $token['code'], self::OPERATORS, true ) ) {
			$this->process_operator( $file, $ptr );
		} elseif ( isset( $token['parenthesis_closer'] ) ) {
			$this->report_if_route( $file, $ptr, $token['parenthesis_opener'], $token['parenthesis_closer'], 'SwitchFound' );
		}
	}

	/**
	 * Finds both operands of a comparison and looks into them.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  The operator.
	 * @return void
	 */
	private function process_operator( File $file, $ptr ) {
		$tokens = $file->getTokens();
		$end    = Ranges::expression_end( $file, $ptr + 1, self::BORDERS );
		$start  = $ptr;
		while ( $start > 0 && ! in_array( $tokens[ $start - 1 ]['code'], self::BORDERS, true ) ) {
			$start--;
			$opener = $tokens[ $start ]['parenthesis_opener'] ?? $tokens[ $start ]['bracket_opener'] ?? $start;
			if ( Ranges::skip( $tokens, $start ) !== $start || isset( $tokens[ $start ]['scope_condition'] ) ) {
				$start++;
				break;
			}
			if ( $opener < $start ) {
				$start = $opener;
			}
		}

		foreach ( [ Ranges::trim( $file, $start, $ptr - 1 ), Ranges::trim( $file, $ptr + 1, $end ) ] as $operand ) {
			if ( $operand !== null && $operand[0] === $operand[1]
				&& in_array( strtolower( $tokens[ $operand[0] ]['content'] ), [ 'null', 'true', 'false', "''", '""' ], true )
			) {
				return;
			}
		}
		$this->report_if_route( $file, $ptr, $start, $end, 'OperatorFound' );
	}

	/**
	 * Reports a comparison that has a route in it; calls that are reported themselves are passed over.
	 *
	 * @param File   $file  The file.
	 * @param int    $ptr   The comparison.
	 * @param int    $start First token of what is compared.
	 * @param int    $end   Last token of it.
	 * @param string $code  Error code.
	 * @return void
	 */
	private function report_if_route( File $file, $ptr, $start, $end, $code ) {
		$tokens = $file->getTokens();
		for ( $at = $start; $at <= $end; $at++ ) {
			if ( $at !== $ptr && $this->compares( $file, $at ) ) {
				$at = $tokens[ Calls::opener( $file, $at ) ]['parenthesis_closer'];
			} elseif ( $this->is_route( $file, $at ) ) {
				$file->addError( 'The plugin never compares a route; ask the extension (found: %s)', $ptr, $code, [ $tokens[ $at ]['content'] ] );
				return;
			}
		}
	}

	/**
	 * Tells whether a token calls one of the comparing functions.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  The token.
	 * @return bool
	 */
	private function compares( File $file, $ptr ) {
		return in_array( Calls::name( $file, $ptr ), self::FUNCTIONS, true );
	}

	/**
	 * Tells whether a token stands for a route.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  The token.
	 * @return bool
	 */
	private function is_route( File $file, $ptr ) {
		$token = $file->getTokens()[ $ptr ];
		if ( $token['code'] === T_VARIABLE ) {
			return (bool) preg_match( '/^\$(\w+_)?route$/i', $token['content'] );
		}
		if ( $token['code'] === T_STRING ) {
			return strtolower( $token['content'] ) === 'get_route';
		}
		return in_array( $token['code'], [ T_CONSTANT_ENCAPSED_STRING, T_DOUBLE_QUOTED_STRING ], true )
			&& ( strpos( $token['content'], '/wp-json' ) !== false || preg_match( '/\$\{?(\w+_)?route\b/i', $token['content'] ) );
	}
}
