<?php
/**
 * The extension in the test site's PHP.
 *
 * @package RestGate
 */

/**
 * Takes the extension away and brings it back as it was.
 */
final class Extension {

	/** @var string The ini lines that the site was started with beside the extension's own. */
	private static $more = '';

	/**
	 * Unloads it from every server and from WP-CLI.
	 */
	public static function off() {
		$lines      = file( Lab::env( 'PHP_CONF_DIR' ) . '/90-rest_gate.ini', FILE_IGNORE_NEW_LINES );
		self::$more = implode( "\n", array_filter( array_slice( $lines, 2 ) ) );
		Lab::site( 'extension', 'off' );
	}

	/**
	 * Loads it again.
	 */
	public static function on() {
		putenv( 'REST_GATE_INI=' . self::$more );
		Lab::site( 'extension', 'on' );
	}
}
