<?php
/**
 * Removes everything that the plugin stored, on every site of a network, and its must-use loader.
 *
 * @package RestGate
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

( static function () {
	$clean = static function () {
		global $wpdb;
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
