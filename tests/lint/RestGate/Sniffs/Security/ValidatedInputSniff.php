<?php
/**
 * Promises that request superglobals are read only through wp_unslash() and a sanitizer.
 *
 * Exceptions: isset() and empty(), plain assignments, and the few files that collect raw facts about the request.
 *
 * @package RestGate\Lint
 */

namespace RestGate\Sniffs\Security;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;
use PHP_CodeSniffer\Util\Tokens;
use RestGate\Helpers\Calls;

/**
 * Reports NotSanitized, MissingUnslash, and Interpolated for superglobals inside strings.
 */
final class ValidatedInputSniff implements Sniff {

	private const SUPERGLOBALS = [ '$_GET', '$_POST', '$_REQUEST', '$_COOKIE', '$_SERVER' ];

	private const CASTS = [ T_INT_CAST, T_DOUBLE_CAST, T_BOOL_CAST ];

	// A number, a boolean or a key cannot carry the slashes that WordPress adds.
	private const NEEDS_NO_UNSLASH = [ 'absint', 'intval', 'floatval', 'boolval', 'count', 'sanitize_key' ];

	private const SANITIZERS = [
		'esc_url_raw',
		'is_email',
		'rest_is_ip_address',
		'rest_sanitize_boolean',
		'rest_sanitize_request_arg',
		'wp_parse_id_list',
		'wp_validate_boolean',
	];

	/**
	 * Base names of the files that may read raw values, separated by commas.
	 *
	 * @var string|string[]
	 */
	public $factsFiles = 'class-rest-gate-facts.php,rest-gate-loader.php';

	/**
	 * More functions that sanitize, to be set in a ruleset.
	 *
	 * @var string[]
	 */
	public $customSanitizers = [];

	/**
	 * Listens for variables and for strings that may contain them.
	 *
	 * @return array
	 */
	public function register() {
		return [ T_VARIABLE, T_DOUBLE_QUOTED_STRING, T_HEREDOC ];
	}

	/**
	 * Judges one mention of a superglobal.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  The token.
	 * @return void
	 */
	public function process( File $file, $ptr ) {
		$facts_files = is_array( $this->factsFiles ) ? $this->factsFiles : explode( ',', $this->factsFiles );
		if ( in_array( basename( $file->getFilename() ), array_map( 'trim', $facts_files ), true ) ) {
			return;
		}

		$token = $file->getTokens()[ $ptr ];
		if ( $token['code'] !== T_VARIABLE ) {
			if ( preg_match( '/(?<!\\\\)\$\{?_(GET|POST|REQUEST|COOKIE|SERVER)\b/', $token['content'] ) ) {
				$file->addError( 'A superglobal inside a string is not sanitized', $ptr, 'Interpolated' );
			}
			return;
		}

		$name = $token['content'];
		if ( $name === '$GLOBALS' ) {
			$key  = $file->findNext( Tokens::$emptyTokens + [ T_OPEN_SQUARE_BRACKET ], $ptr + 1, null, true );
			$name = '$' . trim( $file->getTokens()[ $key ]['content'], '\'"' );
		}
		if ( ! in_array( $name, self::SUPERGLOBALS, true ) || $this->is_harmless( $file, $ptr ) ) {
			return;
		}
		$this->climb( $file, $ptr, $name );
	}

	/**
	 * Tells whether the value is not looked at: isset(), empty(), unset() or an assignment to it.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  The variable.
	 * @return bool
	 */
	private function is_harmless( File $file, $ptr ) {
		$tokens = $file->getTokens();
		$before = $file->findPrevious( Tokens::$emptyTokens, $ptr - 1, null, true );
		if ( in_array( $tokens[ $before ]['code'], [ T_OPEN_PARENTHESIS, T_COMMA ], true ) && ! empty( $tokens[ $ptr ]['nested_parenthesis'] ) ) {
			$open  = array_key_last( $tokens[ $ptr ]['nested_parenthesis'] );
			$owner = $file->findPrevious( Tokens::$emptyTokens, $open - 1, null, true );
			if ( in_array( $tokens[ $owner ]['code'], [ T_ISSET, T_EMPTY, T_UNSET ], true ) ) {
				return true;
			}
		}

		$after = $file->findNext( Tokens::$emptyTokens, $ptr + 1, null, true );
		while ( $tokens[ $after ]['code'] === T_OPEN_SQUARE_BRACKET ) {
			$after = $file->findNext( Tokens::$emptyTokens, $tokens[ $after ]['bracket_closer'] + 1, null, true );
		}
		return $tokens[ $after ]['code'] === T_EQUAL;
	}

	/**
	 * Walks outwards through the parentheses around the variable until something sanitizes it.
	 *
	 * @param File   $file The file.
	 * @param int    $ptr  The variable.
	 * @param string $name Its name, for the message.
	 * @return void
	 */
	private function climb( File $file, $ptr, $name ) {
		$tokens    = $file->getTokens();
		$unslashed = false;
		$around    = array_reverse( array_keys( $tokens[ $ptr ]['nested_parenthesis'] ?? [] ) );
		array_unshift( $around, $ptr );
		foreach ( $around as $inner ) {
			$before = $file->findPrevious( Tokens::$emptyTokens, $inner - 1, null, true );
			if ( in_array( $tokens[ $before ]['code'], self::CASTS, true ) ) {
				return;
			}
			if ( $inner === $ptr || ! preg_match( '/^\w+$/', $tokens[ $before ]['content'] ) ) {
				continue;
			}
			$function = Calls::name( $file, $before );
			if ( $function === 'wp_unslash' ) {
				$unslashed = true;
			} elseif ( $this->sanitizes( $this->mapper( $file, $before ) ?? $function ) ) {
				if ( ! $unslashed && ! in_array( $this->mapper( $file, $before ) ?? $function, self::NEEDS_NO_UNSLASH, true ) ) {
					$file->addError( '%s is sanitized but not unslashed; wrap it in wp_unslash() first', $ptr, 'MissingUnslash', [ $name ] );
				}
				return;
			} else {
				break;
			}
		}
		$file->addError( '%s must pass wp_unslash() and a sanitize function where it is read', $ptr, 'NotSanitized', [ $name ] );
	}

	/**
	 * Gives the function that array_map() or map_deep() applies.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  A function name.
	 * @return string|null
	 */
	private function mapper( File $file, $ptr ) {
		$position = [
			'array_map' => 0,
			'map_deep'  => 1,
		][ (string) Calls::name( $file, $ptr ) ] ?? null;
		return $position === null ? null : Calls::literal( $file, Calls::arguments( $file, $ptr )[ $position ] ?? null );
	}

	/**
	 * Tells whether a function sanitizes its argument.
	 *
	 * @param string|null $name Function name.
	 * @return bool
	 */
	private function sanitizes( $name ) {
		return $name !== null && (
			preg_match( '/^(sanitize_|wp_kses)/', $name )
			|| in_array( $name, self::NEEDS_NO_UNSLASH, true )
			|| in_array( $name, self::SANITIZERS, true )
			|| in_array( $name, $this->customSanitizers, true )
		);
	}
}
