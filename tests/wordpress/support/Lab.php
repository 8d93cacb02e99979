<?php
/**
 * The running test site, as tests/site/site wrote it down.
 *
 * @package RestGate
 */

/**
 * Facts of the test site, and the few things that tests do to it behind WordPress's back.
 */
final class Lab {

	/** @var array<string, string>|null The keys of build/site/env. */
	private static $env = null;

	/**
	 * A fact by its key.
	 *
	 * @param string $key The key.
	 * @return string
	 */
	public static function env( $key ) {
		if ( null === self::$env ) {
			self::$env = array();
			foreach ( file( dirname( __DIR__, 3 ) . '/build/site/env', FILE_IGNORE_NEW_LINES ) as $line ) {
				list( $name, $value ) = explode( '=', $line, 2 );
				self::$env[ $name ]   = $value;
			}
		}
		if ( ! isset( self::$env[ $key ] ) ) {
			throw new RuntimeException( "build/site/env has no $key" );
		}
		return self::$env[ $key ];
	}

	/**
	 * Runs the site command and returns what it printed.
	 *
	 * @param string ...$words Its arguments.
	 * @return string
	 */
	public static function site( ...$words ) {
		$command = array_merge( array( self::env( 'SITE_COMMAND' ) ), $words );
		$pipes   = array();
		// `extension on` takes the extension that the servers started with.
		$environment = array( 'REST_GATE_SO' => self::env( 'EXTENSION_SO' ) ) + getenv();
		$process     = proc_open( $command, array( 1 => array( 'pipe', 'w' ), 2 => array( 'redirect', 1 ) ), $pipes, null, $environment );
		$output      = stream_get_contents( $pipes[1] );
		$status      = proc_close( $process );
		if ( 0 !== $status ) {
			throw new RuntimeException( implode( ' ', $words ) . " ended with $status:\n" . $output );
		}
		return $output;
	}

	/**
	 * Runs WP-CLI on a site.
	 *
	 * @param string $site     single, plain, …
	 * @param string ...$words Its arguments.
	 * @return string
	 */
	public static function wp( $site, ...$words ) {
		return self::site( 'wp', $site, ...$words );
	}

	/**
	 * Activates the plugin on a site and stores a policy there.
	 *
	 * @param string      $site     The site.
	 * @param string|null $document The policy document; null for a site that was never configured.
	 */
	public static function gate( $site, $document ) {
		if ( null === $document ) {
			self::wp( $site, 'plugin', 'activate', 'rest-gate' );
			self::wp( $site, 'eval', 'delete_option( "rest_gate_policy" );' );
			return;
		}
		self::wp( $site, 'plugin', 'activate', 'rest-gate' );
		self::wp( $site, 'eval-file', __DIR__ . '/store-policy.php', base64_encode( $document ) );
	}

	/**
	 * Deactivates the plugin on a site and forgets its policy.
	 *
	 * @param string $site The site.
	 */
	public static function ungate( $site ) {
		self::wp( $site, 'eval', 'delete_option( "rest_gate_policy" ); delete_option( "rest_gate_heartbeat" );' );
		self::wp( $site, 'plugin', 'deactivate', 'rest-gate' );
	}
}
