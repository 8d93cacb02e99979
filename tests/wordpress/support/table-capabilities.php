<?php
/**
 * Run by WP-CLI: prints as JSON what WordPress says of users and capabilities. The argument is JSON in
 * base64: `users` (ids), `capabilities` (names), `on` (names) and `objects` (ids and templates).
 *
 * The answer is by user and capability, and for `on` by object beneath: whether he has it, and null for
 * an object that does not exist.
 *
 * @package RestGate
 */

$asked  = json_decode( base64_decode( $args[0] ), true );
$number = static function ( $object ) {
	$template = ctype_digit( $object ) ? null : get_block_template( $object, 'wp_template' );
	return null === $template ? (int) $object : (int) $template->wp_id;
};
$exists = static function ( $capability, $id ) {
	switch ( preg_match( '/_(user|comment|term|app_passwords?)$/', $capability, $match ) ? $match[1] : 'post' ) {
		case 'comment':
			return null !== get_comment( $id );
		case 'term':
			return get_term( $id ) instanceof WP_Term;
		case 'post':
			return null !== get_post( $id );
		default:
			return false !== get_userdata( $id );
	}
};

$told = array();
foreach ( $asked['users'] as $user ) {
	$person = new WP_User( $user );
	foreach ( $asked['capabilities'] as $capability ) {
		$told[ $user ][ $capability ] = user_can( $person, $capability );
	}
	foreach ( $asked['on'] as $capability ) {
		foreach ( $asked['objects'] as $object ) {
			$id = $number( $object );

			$told[ $user ][ $capability ][ $object ] = 0 < $id && $exists( $capability, $id ) ? user_can( $person, $capability, $id ) : null;
		}
	}
}
echo wp_json_encode( $told );
