<?php
/**
 * Run by WP-CLI: stores a policy document, given in base64, as the site's next revision.
 *
 * @package RestGate
 */

$result = Rest_Gate_Settings::save( RestGate\Document::parse( base64_decode( $args[0] ) ), Rest_Gate_Settings::revision(), 'cli' );
if ( is_wp_error( $result ) ) {
	WP_CLI::error( $result->get_error_message() );
}
