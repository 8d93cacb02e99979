<?php
/**
 * Removes everything that the plugin stored, on every site of a network, with what was recorded, and its
 * must-use loader.
 *
 * @package RestGate
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

( static function () {
	// The plugin's own classes may not be loaded here, and the extension may be gone: then its files stay.
	$remove_log = static function () {
		$site = get_option( 'rest_gate_site' );
		// A copy of the database under another address knows the folder of the original, which is not its own.
		if ( ! is_array( $site ) || get_option( 'home' ) !== ( $site['home'] ?? null ) || ! class_exists( 'RestGate\Log', false ) ) {
			return;
		}
		try {
			$policy = RestGate\Policy::compile( RestGate\Document::initial()->json() );
			RestGate\Log::open(
				$policy,
				array(
					'id'   => (string) ( $site['id'] ?? '' ),
					'keys' => array(),
				)
			)->remove();
		} catch ( \Throwable $error ) {
			error_log( 'REST Gate: the log of this site was not removed: ' . $error->getMessage() );
		}
	};
	$clean      = static function () use ( $remove_log ) {
		global $wpdb;
		$remove_log();
		wp_unschedule_hook( 'rest_gate_log_import' );
		wp_unschedule_hook( 'rest_gate_log_retention' );
		$names = $wpdb->get_col(
			$wpdb->prepare( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s", $wpdb->esc_like( 'rest_gate_' ) . '%' )
		);
		array_map( 'delete_option', $names );
	};
	if ( is_multisite() ) {
		$sites = get_sites(
			array(
				'fields' => 'ids',
				'number' => 0,
			)
		);
		foreach ( $sites as $site ) {
			switch_to_blog( $site );
			$clean();
			restore_current_blog();
		}
	} else {
		$clean();
	}
	// Uninstalling deletes the plugin's code, which every site that shares it needs; so the loader goes too.
	$loader = WPMU_PLUGIN_DIR . '/rest-gate-loader.php';
	if ( is_file( $loader ) ) {
		unlink( $loader );
	}
} )();
