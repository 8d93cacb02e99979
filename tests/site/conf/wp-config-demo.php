<?php
/**
 * The demo: one site on this machine, its data in one SQLite file outside the web root.
 */

define( 'WP_HOME', '@URL@' );
define( 'WP_SITEURL', WP_HOME );

define( 'DB_ENGINE', 'sqlite' );
define( 'DB_DIR', '@STATE@/database' );
define( 'DB_FILE', 'wordpress.sqlite' );
define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', '' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', '' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );

foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $demo_scheme ) {
	define( $demo_scheme . '_KEY', hash( 'sha256', $demo_scheme . '_KEY@SALT@' ) );
	define( $demo_scheme . '_SALT', hash( 'sha256', $demo_scheme . '_SALT@SALT@' ) );
}

// Application passwords over plain HTTP are for local sites only.
define( 'WP_ENVIRONMENT_TYPE', 'local' );
define( 'WP_DEBUG', false );
// Looking for updates would hold up the admin pages of a machine without internet.
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );

$table_prefix = 'wp_';

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}

require_once ABSPATH . 'wp-settings.php';
