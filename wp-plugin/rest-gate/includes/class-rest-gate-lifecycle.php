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
		if ( did_action( 'muplugins_loaded' ) ) {
			// Loaded as a regular plugin: the loader is missing, and is put back where that can be done.
			add_action( 'init', array( 'Rest_Gate_Loader_File', 'install' ) );
		}
	}

	/**
	 * Installs the loader. The policy stays as it is: never configured means off.
	 */
	public static function activate() {
		Rest_Gate_Loader_File::install();
		Rest_Gate_Heartbeat::forget();
		Rest_Gate_Log_Cron::heal();
	}

	/**
	 * Removes the loader, unless something else of the installation still needs it.
	 *
	 * @param bool $network_wide Whether the plugin is deactivated for the whole network.
	 */
	public static function deactivate( $network_wide = false ) {
		// WordPress takes the plugin off its list only after this, and the loader must not come back.
		remove_action( 'init', array( 'Rest_Gate_Loader_File', 'install' ) );
		remove_action( 'admin_init', array( 'Rest_Gate_Loader_File', 'install' ) );
		Rest_Gate_Log_Cron::forget( $network_wide );
		Rest_Gate_Snapshot::withdraw();
		if ( ! self::is_needed_beyond( $network_wide ) ) {
			Rest_Gate_Loader_File::remove();
		}
	}

	/**
	 * Whether the plugin stays active in the network after a deactivation.
	 *
	 * @param bool $network_wide Whether it is deactivated for the whole network, or for this site.
	 * @return bool
	 */
	private static function is_needed_beyond( $network_wide ) {
		if ( ! is_multisite() ) {
			return false;
		}
		$plugin = plugin_basename( REST_GATE_FILE );
		if ( ! $network_wide && isset( get_site_option( 'active_sitewide_plugins', array() )[ $plugin ] ) ) {
			return true;
		}
		$sites = get_sites(
			array(
				'fields'       => 'ids',
				'number'       => 0,
				'site__not_in' => $network_wide ? array() : array( get_current_blog_id() ),
			)
		);
		foreach ( $sites as $site ) {
			if ( in_array( $plugin, (array) get_blog_option( $site, 'active_plugins', array() ), true ) ) {
				return true;
			}
		}
		return false;
	}
}
