<?php
/**
 * Run by WP-CLI: with a policy document, given in base64, activates the plugin and stores the document;
 * without one, forgets the policy and deactivates the plugin. One run in place of two.
 *
 * @package RestGate
 */

if ( $args ) {
	activate_plugin( 'rest-gate/rest-gate.php' );
	$result = Rest_Gate_Settings::save( RestGate\Document::parse( base64_decode( $args[0] ) ), Rest_Gate_Settings::revision(), 'cli' );
	if ( is_wp_error( $result ) ) {
		WP_CLI::error( $result->get_error_message() );
	}
} else {
	delete_option( 'rest_gate_policy' );
	delete_option( 'rest_gate_heartbeat' );
	deactivate_plugins( 'rest-gate/rest-gate.php' );
}
