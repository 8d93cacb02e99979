<?php
/**
 * Promises that nothing is printed but literals, numbers and the results of escaping functions.
 *
 * Looks at `echo`, `print`, `<?=`, `exit`, `printf`, `vprintf` and `wp_die`. Concatenations, ternaries and `??` are
 * looked at part by part. `WP_CLI::*` does not print into a page and is none of its business.
 *
 * @package RestGate\Lint
 */

namespace RestGate\Sniffs\Security;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;
use RestGate\Helpers\Calls;
use RestGate\Helpers\Ranges;

/**
 * Reports NotEscaped at the part that is not escaped, and UnsafePrinter for `_e()` and `_ex()`.
 */
final class EscapeOutputSniff implements Sniff {

	private const SAFE = [
		'absint',
		'checked',
		'count',
		'disabled',
		'esc_attr',
		'esc_attr__',
		'esc_attr_x',
		'esc_html',
		'esc_html__',
		'esc_html_x',
		'esc_js',
		'esc_textarea',
		'esc_url',
		'esc_xml',
		'esc_xml__',
		'esc_xml_x',
		'floatval',
		'intval',
		'number_format',
		'number_format_i18n',
		'rawurlencode',
		'sanitize_hex_color',
		'sanitize_html_class',
		'sanitize_key',
		'selected',
		'tag_escape',
		'urlencode',
		'wp_json_encode',
		'wp_nonce_url',
		'wp_readonly',
	];

	private const SAFE_TOKENS = [
		T_CONSTANT_ENCAPSED_STRING,
		T_LNUMBER,
		T_DNUMBER,
		T_LINE,
		T_TRUE,
		T_FALSE,
		T_NULL,
	];

	/**
	 * More functions whose result is safe to print, to be set in a ruleset.
	 *
	 * @var string[]
	 */
	public $customEscapers = [];

	/**
	 * Listens for everything that prints.
	 *
	 * @return array
	 */
	public function register() {
		return [ T_ECHO, T_PRINT, T_OPEN_TAG_WITH_ECHO, T_EXIT, T_STRING ];
	}

	/**
	 * Finds the printed expressions.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  The printing token.
	 * @return void
	 */
	public function process( File $file, $ptr ) {
		$code = $file->getTokens()[ $ptr ]['code'];
		if ( $code === T_STRING ) {
			$this->process_call( $file, $ptr );
			return;
		}
		if ( $code === T_EXIT ) {
			$ranges = Calls::opener( $file, $ptr ) === null ? [] : Calls::arguments( $file, $ptr );
		} elseif ( $code === T_PRINT ) {
			$ranges = [ Ranges::trim( $file, $ptr + 1, Ranges::expression_end( $file, $ptr + 1, [ T_SEMICOLON, T_COMMA, T_CLOSE_TAG ] ) ) ];
		} else {
			$ranges = Ranges::split( $file, $ptr + 1, Ranges::expression_end( $file, $ptr + 1, [ T_SEMICOLON, T_CLOSE_TAG ] ), [ T_COMMA ] );
		}
		$this->check_all( $file, $ranges );
	}

	/**
	 * Checks the functions that print their arguments.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  A T_STRING token.
	 * @return void
	 */
	private function process_call( File $file, $ptr ) {
		$name = Calls::name( $file, $ptr );
		if ( in_array( $name, [ '_e', '_ex' ], true ) ) {
			$file->addError( '%s() prints a translation as it is; use esc_html_e() or esc_attr_e()', $ptr, 'UnsafePrinter', [ $name ] );
		} elseif ( in_array( $name, [ 'printf', 'vprintf' ], true ) ) {
			$this->check_all( $file, Calls::arguments( $file, $ptr ) );
		} elseif ( $name === 'wp_die' ) {
			$this->check_all( $file, array_intersect_key( Calls::arguments( $file, $ptr ), array_flip( [ 0, 1, 'message', 'title' ] ) ) );
		}
	}

	/**
	 * Checks expressions one by one.
	 *
	 * @param File    $file   The file.
	 * @param array[] $ranges The expressions.
	 * @return void
	 */
	private function check_all( File $file, array $ranges ) {
		foreach ( array_filter( $ranges ) as $range ) {
			$this->check( $file, $range[0], $range[1] );
		}
	}

	/**
	 * Takes an expression apart, loosest operator first.
	 *
	 * @param File $file  The file.
	 * @param int  $start First token.
	 * @param int  $end   Last token.
	 * @return void
	 */
	private function check( File $file, $start, $end ) {
		$tokens = $file->getTokens();
		if ( $tokens[ $start ]['code'] === T_OPEN_PARENTHESIS && $tokens[ $start ]['parenthesis_closer'] === $end ) {
			$this->check_all( $file, [ Ranges::trim( $file, $start + 1, $end - 1 ) ] );
			return;
		}

		$then = Ranges::find( $file, $start, $end, [ T_INLINE_THEN ] );
		if ( $then !== null ) {
			$this->check_ternary( $file, $start, $then, $end );
			return;
		}

		foreach ( [ T_COALESCE, T_STRING_CONCAT ] as $operator ) {
			$parts = Ranges::split( $file, $start, $end, [ $operator ] );
			if ( count( $parts ) > 1 ) {
				$this->check_all( $file, $parts );
				return;
			}
		}

		if ( ! $this->is_safe( $file, $start, $end ) ) {
			$text = $file->getTokensAsString( $start, $end - $start + 1 );
			$file->addError( 'Printed without escaping: %s', $start, 'NotEscaped', [ strtok( $text, "\n" ) ] );
		}
	}

	/**
	 * Checks what a ternary can yield; a short one yields its condition too.
	 *
	 * @param File $file  The file.
	 * @param int  $start First token.
	 * @param int  $then  The question mark.
	 * @param int  $end   Last token.
	 * @return void
	 */
	private function check_ternary( File $file, $start, $then, $end ) {
		$otherwise = Ranges::find( $file, $then, $end, [ T_INLINE_ELSE ] );
		$nested    = Ranges::find( $file, $then + 1, $otherwise, [ T_INLINE_THEN ] );
		while ( $nested !== null ) {
			$otherwise = Ranges::find( $file, $otherwise + 1, $end, [ T_INLINE_ELSE ] );
			$nested    = Ranges::find( $file, $nested + 1, $otherwise, [ T_INLINE_THEN ] );
		}
		$middle = $otherwise > $then + 1 ? Ranges::trim( $file, $then + 1, $otherwise - 1 ) : null;
		$this->check_all(
			$file,
			[
				$middle ?? Ranges::trim( $file, $start, $then - 1 ),
				Ranges::trim( $file, $otherwise + 1, $end ),
			]
		);
	}

	/**
	 * Judges one operand.
	 *
	 * @param File $file  The file.
	 * @param int  $start First token.
	 * @param int  $end   Last token.
	 * @return bool
	 */
	private function is_safe( File $file, $start, $end ) {
		$tokens = $file->getTokens();
		if ( $tokens[ $start ]['code'] === T_NS_SEPARATOR ) {
			$start++;
		}
		$code = $tokens[ $start ]['code'];
		if ( in_array( $code, [ T_INT_CAST, T_DOUBLE_CAST, T_BOOL_CAST ], true ) ) {
			return true;
		}
		if ( $start === $end ) {
			return in_array( $code, self::SAFE_TOKENS, true ) || $tokens[ $start ]['content'] === 'PHP_EOL';
		}
		if ( $code === T_MINUS ) {
			return $end === $start + 1 && in_array( $tokens[ $end ]['code'], [ T_LNUMBER, T_DNUMBER ], true );
		}
		if ( $code === T_START_NOWDOC || $code === T_START_HEREDOC ) {
			return $tokens[ $start ]['scope_closer'] === $end && ! preg_match( '/(?<!\\\\)\$[a-z_{]|\{\$/i', $file->getTokensAsString( $start + 1, $end - $start - 1 ) );
		}
		return $this->is_safe_call( $file, $start, $end );
	}

	/**
	 * Judges a call that is the whole operand.
	 *
	 * @param File $file  The file.
	 * @param int  $start The function name.
	 * @param int  $end   Last token.
	 * @return bool
	 */
	private function is_safe_call( File $file, $start, $end ) {
		$name = Calls::name( $file, $start );
		if ( $name === null || $file->getTokens()[ Calls::opener( $file, $start ) ]['parenthesis_closer'] !== $end ) {
			return false;
		}
		if ( $this->escapes( $name ) ) {
			return true;
		}
		$arguments = Calls::arguments( $file, $start );
		if ( $name === 'sprintf' ) {
			$this->check_all( $file, $arguments );
			return true;
		}
		if ( $name === 'implode' && count( $arguments ) === 2 ) {
			$this->check( $file, $arguments[0][0], $arguments[0][1] );
			return $this->is_escaped_list( $file, $arguments[1] );
		}
		return false;
	}

	/**
	 * Recognises `array_map( 'esc_html', … )`.
	 *
	 * @param File  $file  The file.
	 * @param int[] $range The list.
	 * @return bool
	 */
	private function is_escaped_list( File $file, array $range ) {
		if ( Calls::name( $file, $range[0] ) !== 'array_map' ) {
			return false;
		}
		$closer = $file->getTokens()[ Calls::opener( $file, $range[0] ) ]['parenthesis_closer'];
		$mapper = Calls::literal( $file, Calls::arguments( $file, $range[0] )[0] ?? null );
		return $closer === $range[1] && $mapper !== null && $this->escapes( strtolower( $mapper ) );
	}

	/**
	 * Tells whether the result of a function is safe to print.
	 *
	 * @param string $name Lower-case function name.
	 * @return bool
	 */
	private function escapes( $name ) {
		return strpos( $name, 'wp_kses' ) === 0
			|| in_array( $name, self::SAFE, true )
			|| in_array( $name, array_map( 'strtolower', $this->customEscapers ), true );
	}
}
