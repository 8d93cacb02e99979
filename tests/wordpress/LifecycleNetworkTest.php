<?php
/**
 * Claims: on a network each site has its own policy; a site without the plugin is not restricted;
 * the loader stays while any site needs it; uninstalling cleans every site.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/Deployed.php';
require_once __DIR__ . '/support/GuardedTestCase.php';

/**
 * A network of two sites: ms.test and ms.test/shop.
 */
final class LifecycleNetworkTest extends GuardedTestCase {

	/** A route of each site that nothing opens. */
	private const MAIN = '/wp-json/wp/v2/users';
	private const SHOP = '/shop/wp-json/wp/v2/users';

	/** @var string The host. */
	protected $host = 'ms.test';

	/** @var array<string, string> The option for each document. */
	private static $stored;

	/**
	 * Has the plugin store each document once.
	 */
	public static function setUpBeforeClass(): void {
		Lab::gate( 'ms', null );
		self::$stored = Options::of_documents(
			'ms',
			array(
				'restrict'  => self::document( 'restrict', array( array( 'pattern' => '/wp-json/myplugin/v1/*' ) ) ),
				'block_all' => self::document( 'block_all' ),
			)
		);
		self::clean();
	}

	/**
	 * Every test ends with the plugin inactive everywhere and nothing stored.
	 */
	protected function tearDown(): void {
		self::clean();
	}

	/**
	 * Deactivates the plugin everywhere and forgets what was stored.
	 */
	private static function clean() {
		$plugin     = '"rest-gate/rest-gate.php"';
		$deactivate = "deactivate_plugins( $plugin, false, false );";
		Lab::wp( 'ms', 'eval', "require_once ABSPATH . 'wp-admin/includes/plugin.php'; deactivate_plugins( $plugin, false, true ); $deactivate switch_to_blog( 2 ); $deactivate" );
		self::forget( 'ms' );
		self::forget( 'shop' );
	}

	/**
	 * Activates the plugin on one site, with the policy `restrict`.
	 *
	 * @param string $site The site.
	 */
	private static function restrict( $site ) {
		Lab::wp( $site, 'plugin', 'activate', 'rest-gate' );
		Options::put( $site, self::POLICY, self::$stored['restrict'] );
	}

	/**
	 * One site has the plugin, the other has not.
	 */
	public function test_a_site_without_the_plugin_is_not_restricted() {
		self::restrict( 'shop' );
		$this->assert_refused( $this->get( self::SHOP ) );
		$this->assert_refused( $this->get( '/shop/?rest_route=/wp/v2/users' ) );
		$this->assert_refused( $this->get( '/shop/wp-activate.php?rest_route=/wp/v2/users' ) );
		$this->assert_status( 200, $this->get( self::MAIN ) );
		$this->assert_status( 200, $this->get( '/wp-activate.php?rest_route=/wp/v2/users' ) );
	}

	/**
	 * Two sites, two policies.
	 */
	public function test_each_site_has_its_own_policy_under_network_activation() {
		Lab::wp( 'ms', 'plugin', 'activate', 'rest-gate', '--network' );
		$this->assert_loader( true );
		$this->assert_status( 200, $this->get( self::MAIN ), 'never configured means off' );
		$this->assert_status( 200, $this->get( self::SHOP ), 'never configured means off' );
		Options::put( 'ms', self::POLICY, self::$stored['restrict'] );
		Options::put( 'shop', self::POLICY, self::$stored['block_all'] );
		$this->assert_refused( $this->get( self::MAIN ) );
		$this->assert_status( 200, $this->get( '/wp-json/myplugin/v1/thing' ) );
		$this->assert_refused( $this->get( self::SHOP ), 401, 'rest_gate_blocked_all' );
		$this->assert_refused( $this->get( '/shop/wp-json/myplugin/v1/thing' ), 401, 'rest_gate_blocked_all' );
		$this->assert_refused( $this->get( '/wp-activate.php?rest_route=/wp/v2/users' ) );
		$this->assert_refused( $this->get( '/shop/wp-activate.php?rest_route=/wp/v2/users' ), 401, 'rest_gate_blocked_all' );
		$admin = new Login( 'ADMIN', 'ms.test' );
		$this->assert_status( 200, $this->get( self::MAIN, $admin->rest_headers( 'ms.test' ) ) );
		$this->assert_status( 200, $this->get( '/wp-admin/network/', $admin->headers( 'ms.test' ) ) );
		Lab::wp( 'ms', 'plugin', 'deactivate', 'rest-gate', '--network' );
		$this->assert_loader( false );
	}

	/**
	 * The loader stands for the whole code base.
	 */
	public function test_deactivating_on_one_site_leaves_the_loader_while_another_needs_it() {
		self::restrict( 'ms' );
		self::restrict( 'shop' );
		Lab::wp( 'ms', 'plugin', 'deactivate', 'rest-gate' );
		$this->assert_loader( true );
		$this->assert_status( 200, $this->get( self::MAIN ) );
		$this->assert_refused( $this->get( self::SHOP ) );
		$this->assert_refused( $this->get( '/shop/wp-activate.php?rest_route=/wp/v2/users' ) );
		Lab::wp( 'shop', 'plugin', 'deactivate', 'rest-gate' );
		$this->assert_loader( false );
	}

	/**
	 * The network lets go of the plugin while one site has it active by itself.
	 */
	public function test_network_deactivation_leaves_the_loader_to_a_site_that_needs_it() {
		self::restrict( 'shop' );
		Lab::wp( 'ms', 'plugin', 'activate', 'rest-gate', '--network' );
		Lab::wp( 'ms', 'plugin', 'deactivate', 'rest-gate', '--network' );
		$this->assert_refused( $this->get( self::SHOP ) );
		$this->assert_loader( true );
		$this->assert_refused( $this->get( '/shop/wp-activate.php?rest_route=/wp/v2/users' ) );
	}

	/**
	 * A site lets go of the plugin while the network has it active.
	 */
	public function test_deactivating_on_a_site_leaves_the_loader_to_the_network() {
		self::restrict( 'shop' );
		Lab::wp( 'ms', 'plugin', 'activate', 'rest-gate', '--network' );
		Lab::wp( 'shop', 'eval', 'require_once ABSPATH . "wp-admin/includes/plugin.php"; deactivate_plugins( "rest-gate/rest-gate.php", false, false );' );
		$this->assertNotContains( 'rest-gate/rest-gate.php', (array) Options::get( 'shop', 'active_plugins' ) );
		$this->assert_loader( true );
		$this->assert_refused( $this->get( self::SHOP ) );
		$this->assert_refused( $this->get( '/shop/wp-activate.php?rest_route=/wp/v2/users' ) );
	}

	/**
	 * Every site is cleaned.
	 */
	public function test_uninstalling_cleans_every_site() {
		Lab::wp( 'ms', 'plugin', 'activate', 'rest-gate', '--network' );
		foreach ( array( 'ms', 'shop' ) as $site ) {
			Options::put( $site, self::POLICY, self::$stored['restrict'] );
			Options::put( $site, 'rest_gate_revision_1', self::$stored['restrict'] );
		}
		$this->get( self::MAIN );
		$this->get( self::SHOP );
		Lab::wp( 'ms', 'plugin', 'uninstall', 'rest-gate', '--deactivate', '--skip-delete' );
		foreach ( array( 'ms', 'shop' ) as $site ) {
			$this->assertSame( array(), Options::names( $site, 'rest_gate_' ), $site );
		}
		$this->assert_loader( false );
		$this->assert_status( 200, $this->get( self::SHOP ) );
	}

	/**
	 * Whether the loader is there.
	 *
	 * @param bool $there Whether it shall be.
	 */
	private function assert_loader( $there ) {
		clearstatcache();
		$this->assertSame( $there, is_file( Deployed::path( Deployed::LOADER ) ), 'the loader' );
	}
}
