<?php
/**
 * Run by WP-CLI: deactivates the plugin, forgets what it stored, and removes people, given by login.
 *
 * @package RestGate
 */

global $wpdb;
require_once ABSPATH . 'wp-admin/includes/plugin.php';
require_once ABSPATH . 'wp-admin/includes/user.php';
require_once ABSPATH . 'wp-admin/includes/ms.php';

deactivate_plugins( 'rest-gate/rest-gate.php' );
$wpdb->query( "DELETE FROM {$wpdb->options} WHERE option_name LIKE 'rest\\_gate\\_%'" );
foreach ( $args as $login ) {
	$user = get_user_by( 'login', $login );
	if ( $user && is_multisite() ) {
		revoke_super_admin( $user->ID );
		wpmu_delete_user( $user->ID );
	} elseif ( $user ) {
		wp_delete_user( $user->ID );
	}
}
