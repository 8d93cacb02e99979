<?php
/**
 * Last step of a site, run by WP-CLI (`wp eval-file finish.php <permalinks>
 * [<file for application passwords>]`): writes the rewrite rules into its database
 * and, where a file is named, makes application passwords and notes them there.
 */

global $wp_rewrite;
list( $permalinks, $password_file ) = $args + array( '', '' );

if ( get_option( 'permalink_structure' ) !== $permalinks ) {
	$wp_rewrite->set_permalink_structure( $permalinks );
}
flush_rewrite_rules( false );

if ( $password_file && ! file_exists( $password_file ) ) {
	$lines = '';
	foreach ( array( 'admin', 'author1' ) as $login ) {
		$made = WP_Application_Passwords::create_new_application_password(
			get_user_by( 'login', $login )->ID,
			array( 'name' => 'Test site' )
		);
		if ( is_wp_error( $made ) ) {
			WP_CLI::error( $made );
		}
		$lines .= sprintf( "%s_APP_PASSWORD=%s\n", strtoupper( $login ), $made[0] );
		$lines .= sprintf( "%s_APP_PASSWORD_UUID=%s\n", strtoupper( $login ), $made[1]['uuid'] );
	}
	file_put_contents( $password_file, $lines );
}
