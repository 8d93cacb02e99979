<?php
/**
 * Activation, deactivation and the care of the must-use loader in between.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Follows the plugin's life.
 */
final class Rest_Gate_Lifecycle {

	/**
	 * Attaches everything.
	 */
	public static function register() {
		register_activation_hook( REST_GATE_FILE, array( __CLASS__, 'activate' ) );
		register_deactivation_hook( REST_GATE_FILE, array( __CLASS__, 'deactivate' ) );
		// An update of the plugin brings a new loader, and a folder may have become writable.
		add_action( 'admin_init', array( 'Rest_Gate_Loader_File', 'install' ) );
	}

	/**
	 * Installs the loader. The policy stays as it is: never configured means off.
	 */
	public static function activate() {
		Rest_Gate_Loader_File::install();
		Rest_Gate_Heartbeat::forget();
	}

	/**
	 * Removes the loader, unless another site of the network still needs it.
	 *
	 * @param bool $network_wide Whether the plugin is deactivated for the whole network.
	 */
	public static function deactivate( $network_wide = false ) {
		if ( $network_wide || ! self::is_active_elsewhere() ) {
			Rest_Gate_Loader_File::remove();
		}
	}

	/**
	 * Whether another site of the network has the plugin active.
	 *
	 * @return bool
	 */
	private static function is_active_elsewhere() {
		if ( ! is_multisite() ) {
			return false;
		}
		$sites = get_sites(
			array(
				'fields'       => 'ids',
				'number'       => 0,
				'site__not_in' => array( get_current_blog_id() ),
			)
		);
		foreach ( $sites as $site ) {
			if ( in_array( plugin_basename( REST_GATE_FILE ), (array) get_blog_option( $site, 'active_plugins', array() ), true ) ) {
				return true;
			}
		}
		return false;
	}
}
