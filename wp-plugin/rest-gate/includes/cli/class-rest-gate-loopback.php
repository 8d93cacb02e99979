<?php
/**
 * A request of the site to itself, so that the web server's PHP boots and says what it is.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Renews the heartbeat.
 */
final class Rest_Gate_Loopback {

	/** How long the web server may take to answer, in seconds. */
	private const PATIENCE = 5;

	/** How often the database is looked at after that, every 200 ms. */
	private const LOOKS = 5;

	/**
	 * Has the web server's PHP speak anew. What it said before is kept when it cannot be reached.
	 */
	public static function refresh() {
		$before = Rest_Gate_Heartbeat::last();
		Rest_Gate_Heartbeat::forget();
		$url    = admin_url( 'admin-ajax.php' );
		$answer = wp_remote_get(
			add_query_arg( 'action', 'rest_gate_status', $url ),
			array(
				'timeout'   => self::PATIENCE,
				/** This filter is documented in wp-includes/class-wp-http-streams.php */
				'sslverify' => apply_filters( 'https_local_ssl_verify', false, $url ),
			)
		);
		// A plugin may end the answer before WordPress is through, so the database is looked at again.
		$looks = is_wp_error( $answer ) ? 1 : self::LOOKS;
		while ( null === self::reread() && --$looks > 0 ) {
			usleep( 200000 );
		}
		if ( null !== Rest_Gate_Heartbeat::last() ) {
			return;
		}
		if ( is_wp_error( $answer ) ) {
			if ( null !== $before ) {
				add_option( Rest_Gate_Heartbeat::OPTION, $before, '', true );
			}
			WP_CLI::warning( sprintf( 'The loopback request to %s failed: %s', $url, Rest_Gate_Command::printable( $answer->get_error_message() ) ) );
			return;
		}
		WP_CLI::warning( sprintf( 'The loopback request to %s was answered with status %d, but no REST Gate has spoken there.', $url, wp_remote_retrieve_response_code( $answer ) ) );
	}

	/**
	 * The heartbeat as the database has it: another process wrote it.
	 *
	 * @return array|null
	 */
	private static function reread() {
		wp_cache_delete( Rest_Gate_Heartbeat::OPTION, 'options' );
		wp_cache_delete( 'alloptions', 'options' );
		wp_cache_delete( 'notoptions', 'options' );
		return Rest_Gate_Heartbeat::last();
	}
}
