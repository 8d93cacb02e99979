<?php
/**
 * Promises that every admin_post_* and wp_ajax_* handler asks for the capability, then for the nonce, then acts.
 *
 * Both checks must stand where the function always passes, not inside a branch or a nested function, and their
 * answer must be used. Handlers for strangers (`*_nopriv_*`) are refused altogether.
 *
 * @package RestGate\Lint
 */

namespace RestGate\Sniffs\Security;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;
use RestGate\Helpers\Callbacks;
use RestGate\Helpers\Calls;
use RestGate\Helpers\Handler_Body;

/**
 * Reports NoprivHook, HandlerElsewhere, MissingCapability, MissingNonce, NonceFirst, InputFirst and WriteFirst.
 */
final class HandlerChecksSniff implements Sniff {

	/**
	 * Listens for function names.
	 *
	 * @return array
	 */
	public function register() {
		return [ T_STRING ];
	}

	/**
	 * Finds the hooks of handlers.
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
		$hook      = $arguments['hook_name'] ?? $arguments[0] ?? null;
		$callback  = $arguments['callback'] ?? $arguments[1] ?? null;
		if ( $hook === null || $callback === null ) {
			return;
		}

		// The first token is enough: it covers 'wp_ajax_' . self::ACTION as well.
		$text = ltrim( $file->getTokens()[ $hook[0] ]['content'], '\'"' );
		if ( ! preg_match( '/^(admin_post|wp_ajax)(_nopriv)?_/', $text, $match ) ) {
			return;
		}
		if ( isset( $match[2] ) ) {
			$file->addError( 'A handler for strangers; the plugin has no use for one', $ptr, 'NoprivHook' );
		}

		$handlers = Callbacks::resolve( $file, $callback );
		if ( $handlers === [] ) {
			$file->addError( 'The handler cannot be checked: register the hook in the file that holds the handler', $ptr, 'HandlerElsewhere' );
		}
		foreach ( $handlers as $handler ) {
			$this->check( $file, $handler );
		}
	}

	/**
	 * Compares the order of things in one handler.
	 *
	 * @param File $file    The file.
	 * @param int  $handler Its T_FUNCTION, T_CLOSURE or T_FN token.
	 * @return void
	 */
	private function check( File $file, $handler ) {
		$body       = new Handler_Body( $file, $handler );
		$capability = $body->first_check( [ 'current_user_can' ] );
		$nonce      = $body->first_check( [ 'check_admin_referer', 'check_ajax_referer', 'wp_verify_nonce' ] );

		if ( $capability === null ) {
			$file->addError( 'The handler never asks current_user_can() on every path, with the answer used', $handler, 'MissingCapability' );
		}
		if ( $nonce === null ) {
			$file->addError( 'The handler never checks a nonce on every path, with the answer used', $handler, 'MissingNonce' );
		}
		if ( $capability === null || $nonce === null ) {
			return;
		}
		if ( $nonce < $capability ) {
			$file->addError( 'The nonce is checked before the capability', $nonce, 'NonceFirst' );
		}

		$last  = max( $capability, $nonce );
		$input = $body->first_input();
		if ( $input !== null && $input < $last ) {
			$file->addError( 'Input is read before capability and nonce are checked', $input, 'InputFirst' );
		}
		$write = $body->first_write();
		if ( $write !== null && $write < $last ) {
			$file->addError( 'Something is written before capability and nonce are checked', $write, 'WriteFirst' );
		}
	}
}
