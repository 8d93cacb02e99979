<?php
/**
 * Run by WP-CLI: says that it is ready, waits for the others, and stores a policy of its own based
 * on a given revision. Arguments: a folder, a name, the revision. Prints the result.
 *
 * @package RestGate
 */

list( $folder, $name, $revision ) = $args;
$document                         = RestGate\Document::parse( '{"version":1,"mode":"restrict"}' )
	->withEntry( wp_json_encode( array( 'pattern' => "/wp-json/$name/v1/*" ) ), wp_date( 'Y-m-d' ) );
get_option( Rest_Gate_Settings::OPTION );
touch( "$folder/$name.ready" );
$waited_until = microtime( true ) + 60;
while ( ! file_exists( "$folder/go" ) && microtime( true ) < $waited_until ) {
	clearstatcache();
	usleep( 200 );
}
$result = Rest_Gate_Settings::save( $document, (int) $revision, 'cli' );
echo wp_json_encode( is_wp_error( $result ) ? $result->get_error_code() : $result );
