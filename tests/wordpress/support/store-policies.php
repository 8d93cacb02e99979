<?php
/**
 * Run by WP-CLI: stores policy documents one after the other, given by name as JSON in base64, and
 * prints what the database then held for each, in the same form.
 *
 * @package RestGate
 */

global $wpdb;
$rows = array();
foreach ( json_decode( base64_decode( $args[0] ), true ) as $name => $text ) {
	$result = Rest_Gate_Settings::save( RestGate\Document::parse( $text ), Rest_Gate_Settings::revision(), 'cli' );
	if ( is_wp_error( $result ) ) {
		WP_CLI::error( $name . ': ' . $result->get_error_message() );
	}
	$rows[ $name ] = base64_encode( $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM {$wpdb->options} WHERE option_name = %s", Rest_Gate_Settings::OPTION ) ) );
}
echo json_encode( $rows );
