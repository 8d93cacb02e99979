<?php
/**
 * `wp rest-gate early`: whether sure cases are refused before WordPress is loaded.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Lists and changes the early gate.
 *
 * The early gate refuses what is certain (a stranger without cookie, without
 * credential, with harmless headers and query names only) inside the PHP
 * extension, before WordPress is loaded. Everything else goes on to WordPress.
 * A change reaches the web server's workers within a minute.
 */
final class Rest_Gate_Early_Command extends Rest_Gate_Switch_Command {

	/**
	 * The section.
	 *
	 * @return string
	 */
	protected static function section() {
		return 'early';
	}

	/**
	 * Lets the early gate try again after its model of WordPress was wrong.
	 *
	 * Every REST request compares what the extension expected with what WordPress
	 * made of it. Where they differed, the early gate stands back on the whole
	 * site; `wp rest-gate status` tells the request.
	 *
	 * ## EXAMPLES
	 *
	 *     $ wp rest-gate early retry
	 *     Success: The early gate tries again with the next request.
	 */
	public function retry() {
		if ( ! Rest_Gate_Model_Check::has_failed() ) {
			WP_CLI::success( 'Nothing differed: the early gate never stood back.' );
			return;
		}
		Rest_Gate_Model_Check::forget();
		WP_CLI::success( 'The early gate tries again with the next request.' );
	}
}
