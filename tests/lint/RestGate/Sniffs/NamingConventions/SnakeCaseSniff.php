<?php
/**
 * Promises that functions, methods and variables are named in snake_case.
 *
 * Properties are left alone, and so are methods whose names other people's classes and interfaces have fixed.
 *
 * @package RestGate\Lint
 */

namespace RestGate\Sniffs\NamingConventions;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;

/**
 * Reports FunctionName and VariableName.
 */
final class SnakeCaseSniff implements Sniff {

	/**
	 * Method names that are given by PHP or PHPUnit.
	 *
	 * @var string[]
	 */
	public $allowedMethods = [
		'assertPostConditions',
		'assertPreConditions',
		'setUp',
		'tearDown',
		'setUpBeforeClass',
		'tearDownAfterClass',
		'getIterator',
		'jsonSerialize',
		'offsetExists',
		'offsetGet',
		'offsetSet',
		'offsetUnset',
	];

	/**
	 * Listens for declarations and variables.
	 *
	 * @return array
	 */
	public function register() {
		return [ T_FUNCTION, T_VARIABLE ];
	}

	/**
	 * Checks one name.
	 *
	 * @param File $file The file.
	 * @param int  $ptr  The token.
	 * @return void
	 */
	public function process( File $file, $ptr ) {
		$tokens = $file->getTokens();
		if ( $tokens[ $ptr ]['code'] === T_FUNCTION ) {
			$name = (string) $file->getDeclarationName( $ptr );
			if ( preg_match( '/^(__[a-zA-Z]+|_?[a-z0-9_]+)?$/', $name ) || in_array( $name, $this->allowedMethods, true ) ) {
				return;
			}
			$file->addError( 'Function name "%s" is not in snake_case', $ptr, 'FunctionName', [ $name ] );
			return;
		}

		$name = $tokens[ $ptr ]['content'];
		if ( ! preg_match( '/[a-z][A-Z]/', $name ) || $tokens[ $ptr - 1 ]['code'] === T_DOUBLE_COLON ) {
			return;
		}
		$conditions = $tokens[ $ptr ]['conditions'];
		$in_class   = in_array( end( $conditions ), [ T_CLASS, T_TRAIT, T_ANON_CLASS ], true );
		if ( ! $in_class || ! empty( $tokens[ $ptr ]['nested_parenthesis'] ) ) {
			$file->addError( 'Variable "%s" is not in snake_case', $ptr, 'VariableName', [ $name ] );
		}
	}
}
