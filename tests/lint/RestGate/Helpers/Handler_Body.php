<?php
/**
 * Finds the first check, the first read of input and the first write in the body of a handler.
 *
 * @package RestGate\Lint
 */

namespace RestGate\Helpers;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Util\Tokens;

/**
 * One function body, read once per question.
 */
final class Handler_Body {

	private const WRITES = '/^((add|update|delete)_(\w+_)?(option|meta)|(set|delete)_(site_)?transient'
		. '|wp_(insert|update|delete|trash|schedule|unschedule|clear|set)_\w+|file_put_contents|fwrite|unlink|rename|wp_mail)$/';

	/**
	 * The file.
	 *
	 * @var File
	 */
	private $file;

	/**
	 * The function token.
	 *
	 * @var int
	 */
	private $function;

	/**
	 * Takes a function of a file.
	 *
	 * @param File $file     The file.
	 * @param int  $function Its T_FUNCTION, T_CLOSURE or T_FN token.
	 */
	public function __construct( File $file, $function ) {
		$this->file     = $file;
		$this->function = $function;
	}

	/**
	 * Finds the first call of one of some functions that no path avoids and whose answer counts.
	 *
	 * @param string[] $names Lower-case function names.
	 * @return int|null
	 */
	public function first_check( array $names ) {
		return $this->first(
			T_STRING,
			function ( $ptr ) use ( $names ) {
				$name = Calls::name( $this->file, $ptr );
				return in_array( $name, $names, true ) && $this->is_always_run( $ptr )
					// The two that end the request by themselves need no one to look at their answer.
					&& ( strpos( $name, 'check_' ) === 0 || ! $this->is_bare_statement( $ptr ) );
			}
		);
	}

	/**
	 * Finds the first value taken from the request, other than the nonce itself.
	 *
	 * @return int|null
	 */
	public function first_input() {
		return $this->first(
			T_VARIABLE,
			function ( $ptr ) {
				$token = $this->file->getTokens()[ $ptr ];
				if ( ! in_array( $token['content'], [ '$_GET', '$_POST', '$_REQUEST' ], true ) ) {
					return false;
				}
				foreach ( array_keys( $token['nested_parenthesis'] ?? [] ) as $open ) {
					$owner = $this->file->findPrevious( Tokens::$emptyTokens, $open - 1, null, true );
					$name  = strtolower( $this->file->getTokens()[ $owner ]['content'] );
					if ( in_array( $name, [ 'isset', 'empty', 'wp_verify_nonce' ], true ) ) {
						return false;
					}
				}
				return true;
			}
		);
	}

	/**
	 * Finds the first call that stores, removes or sends something.
	 *
	 * @return int|null
	 */
	public function first_write() {
		return $this->first(
			T_STRING,
			function ( $ptr ) {
				$name   = (string) Calls::name( $this->file, $ptr );
				$tokens = $this->file->getTokens();
				return preg_match( self::WRITES, $name ) || (
					in_array( $tokens[ $ptr ]['content'], [ 'query', 'insert', 'update', 'delete', 'replace' ], true )
					&& $tokens[ $ptr - 1 ]['code'] === T_OBJECT_OPERATOR
					&& $tokens[ $ptr - 2 ]['content'] === '$wpdb'
				);
			}
		);
	}

	/**
	 * Finds the first token of a kind that meets a condition.
	 *
	 * @param int|string $code  Token code.
	 * @param callable   $meets Gets a position.
	 * @return int|null
	 */
	private function first( $code, callable $meets ) {
		$scope = $this->file->getTokens()[ $this->function ];
		$ptr   = $this->file->findNext( $code, $scope['scope_opener'] + 1, $scope['scope_closer'] );
		while ( $ptr !== false ) {
			if ( $meets( $ptr ) ) {
				return $ptr;
			}
			$ptr = $this->file->findNext( $code, $ptr + 1, $scope['scope_closer'] );
		}
		return null;
	}

	/**
	 * Tells whether a token is in no branch and in no nested function.
	 *
	 * @param int $ptr The token.
	 * @return bool
	 */
	private function is_always_run( $ptr ) {
		$tokens = $this->file->getTokens();
		foreach ( $tokens[ $ptr ]['conditions'] as $scope => $code ) {
			if ( $scope > $this->function && $code !== T_TRY ) {
				return false;
			}
		}
		$arrow = $this->file->findPrevious( T_FN, $ptr - 1, $this->function + 1 );
		return $arrow === false || $tokens[ $arrow ]['scope_closer'] < $ptr;
	}

	/**
	 * Tells whether a call is a statement of its own, so that its answer is lost.
	 *
	 * @param int $ptr The function name.
	 * @return bool
	 */
	private function is_bare_statement( $ptr ) {
		$before = $this->file->findPrevious( Tokens::$emptyTokens + [ T_NS_SEPARATOR ], $ptr - 1, null, true );
		$codes  = [ T_SEMICOLON, T_OPEN_CURLY_BRACKET, T_CLOSE_CURLY_BRACKET, T_OPEN_TAG ];
		return in_array( $this->file->getTokens()[ $before ]['code'], $codes, true );
	}
}
