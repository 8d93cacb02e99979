<?php
/**
 * One code base, one database: the host name chooses the site, and with it the
 * table prefix. Any other host name gets the default site, as a WordPress that
 * stands alone on a server answers to every name.
 */

$rest_gate_host = strtolower( preg_replace( '/:\d+$/', '', $_SERVER['HTTP_HOST'] ?? '' ) );
$rest_gate_site = in_array( $rest_gate_host, explode( ' ', '@HOSTS@' ), true )
	? substr( $rest_gate_host, 0, -strlen( '.test' ) )
	: '@DEFAULT_SITE@';
$table_prefix   = $rest_gate_site . '_';

define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', 'wordpress' );
define( 'DB_PASSWORD', '@DB_PASSWORD@' );
define( 'DB_HOST', 'localhost:@STATE@/run/mariadb.sock' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );

foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $rest_gate_scheme ) {
	define( $rest_gate_scheme . '_KEY', hash( 'sha256', $rest_gate_scheme . '_KEY@SALT@' ) );
	define( $rest_gate_scheme . '_SALT', hash( 'sha256', $rest_gate_scheme . '_SALT@SALT@' ) );
}

define( 'WP_ENVIRONMENT_TYPE', 'local' );
define( 'WP_DEBUG', false );
define( 'DISABLE_WP_CRON', true );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'REST_GATE_OBSERVE_DIR', '@STATE@/observe' );

if ( 'prefix' === $rest_gate_site ) {
	// Filters may be handed over before WordPress loads; no plugin has to be there for it.
	$GLOBALS['wp_filter']['rest_url_prefix'][10]['rest_gate_site'] = array(
		'function'      => static function () {
			return 'api';
		},
		'accepted_args' => 1,
	);
}

// The tables of the network do not exist while the site is being converted to one.
if ( 'ms' === $rest_gate_site && ! getenv( 'REST_GATE_SITE_CONVERT' ) ) {
	define( 'MULTISITE', true );
	define( 'SUBDOMAIN_INSTALL', false );
	define( 'DOMAIN_CURRENT_SITE', 'ms.test' );
	define( 'PATH_CURRENT_SITE', '/' );
	define( 'SITE_ID_CURRENT_SITE', 1 );
	define( 'BLOG_ID_CURRENT_SITE', 1 );
}
if ( 'ms' === $rest_gate_site ) {
	define( 'WP_ALLOW_MULTISITE', true );
}

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}

require_once ABSPATH . 'wp-settings.php';
