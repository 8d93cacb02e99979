<?php
/**
 * Run by WP-CLI: activates the plugin, makes people and stores policy documents. Takes, as JSON in
 * base64, `people` (roles by login), `documents` (texts by name) and `network` (whether to activate it on
 * the whole network); `{uuid:login}` and `{id:login}`
 * in a document stand for the first application password of a person and for the person.
 *
 * Prints JSON: `people` (id, headers of a browser that is logged in, and two application passwords
 * with uuid and password) and `stored` (what the database held for each document, in base64).
 *
 * @package RestGate
 */

global $wpdb;
$given = json_decode( base64_decode( $args[0] ), true );
$made  = array( 'people' => array(), 'stored' => array() );
$terms = array();

foreach ( $given['people'] as $login => $roles ) {
	// The user of an earlier run that was broken off.
	$user = get_user_by( 'login', $login );
	$user = $user ? $user : get_user_by( 'id', wp_insert_user( array( 'user_login' => $login, 'user_pass' => $login . '-password' ) ) );
	WP_Application_Passwords::delete_all_application_passwords( $user->ID );
	$user->set_role( '' );
	array_map( array( $user, 'add_role' ), array_diff( $roles, array( 'super' ) ) );
	if ( in_array( 'super', $roles, true ) ) {
		grant_super_admin( $user->ID );
	}
	$person = array( 'id' => $user->ID, 'passwords' => array() );
	foreach ( array( 'first', 'second' ) as $name ) {
		list( $password, $item ) = WP_Application_Passwords::create_new_application_password( $user->ID, array( 'name' => $name ) );
		$person['passwords'][]   = array( 'uuid' => $item['uuid'], 'password' => $password );
	}
	$until  = time() + DAY_IN_SECONDS;
	$token  = WP_Session_Tokens::get_instance( $user->ID )->create( $until );
	$cookie = wp_generate_auth_cookie( $user->ID, $until, 'logged_in', $token );
	wp_set_current_user( $user->ID );
	$_COOKIE[ LOGGED_IN_COOKIE ] = $cookie;

	$person['rest_headers']    = array( 'Cookie' => LOGGED_IN_COOKIE . '=' . rawurlencode( $cookie ), 'X-WP-Nonce' => wp_create_nonce( 'wp_rest' ) );
	$made['people'][ $login ] = $person;

	$terms[ '{uuid:' . $login . '}' ] = $person['passwords'][0]['uuid'];
	// A number in the document, where it stands in quotes.
	$terms[ '"{id:' . $login . '}"' ] = (string) $user->ID;
}

require_once ABSPATH . 'wp-admin/includes/plugin.php';
$failed = activate_plugin( 'rest-gate/rest-gate.php', '', $given['network'] );
if ( is_wp_error( $failed ) ) {
	WP_CLI::error( $failed );
}

foreach ( $given['documents'] as $name => $text ) {
	$result = Rest_Gate_Settings::save( RestGate\Document::parse( strtr( $text, $terms ) ), Rest_Gate_Settings::revision(), 'cli' );
	if ( is_wp_error( $result ) ) {
		WP_CLI::error( $name . ': ' . $result->get_error_message() );
	}
	$row = $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM {$wpdb->options} WHERE option_name = %s", Rest_Gate_Settings::OPTION ) );

	$made['stored'][ $name ] = base64_encode( $row );
}
echo json_encode( $made );
