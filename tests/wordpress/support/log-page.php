<?php
/**
 * Run by WP-CLI: imports what waits and prints, as JSON, the newest `records` that match a filter, given as
 * JSON in base64, for how many requests all that match stand as `hits`, and the statistics of the log as
 * `stats`; or an `error`.
 *
 * @package RestGate
 */

$keys   = get_option( Rest_Gate_Site::KEYS_OPTION, array() );
$log    = RestGate\Log::open( Rest_Gate_Settings::policy(), array( 'id' => Rest_Gate_Site::id(), 'keys' => $keys ) );
$filter = json_decode( base64_decode( $args[0] ), true );
$told   = array( 'records' => array(), 'hits' => 0 );
$cursor = null;
try {
	$log->import( 30000 );
	do {
		$page   = $log->page( $filter, 'newest', $cursor, 100 );
		$cursor = $page['next'];

		$told['records'] = $told['records'] ? $told['records'] : $page['records'];
		$told['hits']   += array_sum( array_column( $page['records'], 'hits' ) );
	} while ( null !== $cursor );
	$told['stats'] = $log->stats();
} catch ( RestGate\LogException $error ) {
	$told['error'] = $error->getMessage();
}
echo json_encode( $told );
