<?php
/**
 * Claims: activation installs the must-use loader, wp-admin repairs it, deactivation removes it,
 * and uninstalling removes everything of the plugin and nothing else; the web server's PHP says
 * what it is in a heartbeat.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/Deployed.php';
require_once __DIR__ . '/support/Extension.php';
require_once __DIR__ . '/support/GuardedTestCase.php';

/**
 * One site from activation to uninstalling.
 */
final class LifecycleTest extends GuardedTestCase {

	/** Options of others that look alike. */
	private const NOT_OURS = array( 'rest_gatekeeper', 'restXgate_option', 'my_rest_gate_option' );

	/** The option of the heartbeat. */
	private const HEARTBEAT = 'rest_gate_heartbeat';

	/**
	 * Every test begins and ends with the plugin inactive.
	 */
	protected function tearDown(): void {
		self::forget();
		foreach ( self::NOT_OURS as $name ) {
			Options::drop( 'single', $name );
		}
	}

	/**
	 * The loader lives and dies with the plugin.
	 */
	public function test_activation_installs_the_loader_and_deactivation_removes_it() {
		$loader = Deployed::path( Deployed::LOADER );
		$this->assertFileDoesNotExist( $loader );
		Lab::wp( 'single', 'plugin', 'activate', 'rest-gate' );
		$this->assertFileExists( $loader );
		$this->assertStringEndsWith( "rest_gate_loader_run();\n", file_get_contents( $loader ) );
		$this->assertNull( Options::raw( 'single', self::POLICY ), 'activation stores no policy' );
		$this->assert_status( 200, $this->get( '/wp-json/wp/v2/users' ), 'never configured means off' );
		Lab::wp( 'single', 'plugin', 'deactivate', 'rest-gate' );
		clearstatcache();
		$this->assertFileDoesNotExist( $loader );
		$this->assertSame( array(), glob( $loader . '*' ), 'no drafts are left' );
	}

	/**
	 * The same by the links of wp-admin.
	 */
	public function test_wp_admin_activates_and_deactivates() {
		$admin = new Login( 'ADMIN' );
		foreach ( array( 'activate', 'deactivate' ) as $action ) {
			$list = $this->get( '/wp-admin/plugins.php', $admin->headers() )['body'];
			$this->assertSame( 1, preg_match( "~href=\"(plugins\.php\?action=$action&amp;plugin=rest-gate[^\"]+)\"~", $list, $link ), $action );
			$this->assertSame( 302, $this->get( '/wp-admin/' . html_entity_decode( $link[1] ), $admin->headers() )['status'] );
			clearstatcache();
			$this->assertSame( 'activate' === $action, is_file( Deployed::path( Deployed::LOADER ) ) );
		}
	}

	/**
	 * Deactivating keeps the policy, and activating puts it in force again.
	 */
	public function test_a_policy_survives_deactivation() {
		Lab::gate( 'single', self::document( 'restrict' ) );
		$this->assert_refused( $this->get( '/wp-json/wp/v2/users' ) );
		Lab::wp( 'single', 'plugin', 'deactivate', 'rest-gate' );
		$this->assert_status( 200, $this->get( '/wp-json/wp/v2/users' ) );
		$this->assert_status( 200, $this->get( '/wp-activate.php?rest_route=/wp/v2/users' ) );
		Lab::wp( 'single', 'plugin', 'activate', 'rest-gate' );
		$this->assert_refused( $this->get( '/wp-json/wp/v2/users' ) );
		$this->assert_refused( $this->get( '/wp-activate.php?rest_route=/wp/v2/users' ) );
	}

	/**
	 * The loader stands for every site that runs the same code, also for those of another database.
	 */
	public function test_deactivating_leaves_the_loader_to_another_site_on_the_same_code() {
		Lab::wp( 'plain', 'plugin', 'activate', 'rest-gate' );
		Options::put( 'plain', self::POLICY, serialize( array( 'revision' => 1 ) ) );
		Lab::wp( 'single', 'plugin', 'activate', 'rest-gate' );
		Lab::wp( 'single', 'plugin', 'deactivate', 'rest-gate' );
		$regular = $this->get( '/?rest_route=/wp/v2/users', array( 'Host' => 'plain.test' ) );
		$early   = $this->get( '/wp-activate.php?rest_route=/wp/v2/users', array( 'Host' => 'plain.test' ) );
		self::forget( 'plain' );
		$this->assert_refused( $regular );
		$this->assert_refused( $early );
	}

	/**
	 * What may stand where the loader belongs.
	 *
	 * @return array[]
	 */
	public static function loaders() {
		return array(
			'none'     => array( null ),
			'an older' => array( "<?php\n// An older loader.\n" ),
			'one of another version, with other classes in it' => array( "<?php\nfinal class Rest_Gate_Loader_Fallback {}\nrequire_once WP_PLUGIN_DIR . '/rest-gate/rest-gate.php';\n" ),
			'an empty' => array( '' ),
		);
	}

	/**
	 * Any page of wp-admin repairs the loader.
	 *
	 * @dataProvider loaders
	 * @param string|null $found What stands there.
	 */
	public function test_wp_admin_repairs_a_loader_that_is_missing_or_outdated( $found ) {
		Lab::wp( 'single', 'plugin', 'activate', 'rest-gate' );
		Options::put( 'single', self::POLICY, serialize( array( 'revision' => 1 ) ) );
		$loader = Deployed::path( Deployed::LOADER );
		$good   = file_get_contents( $loader );
		Deployed::remove( Deployed::LOADER );
		if ( null !== $found ) {
			file_put_contents( $loader, $found );
		}
		$this->assert_refused( $this->get( '/wp-json/wp/v2/users' ) );
		$admin = new Login( 'ADMIN' );
		$this->assertStringNotContainsString( 'must-use loader', $this->assert_site_works( $admin ) );
		clearstatcache();
		$this->assertSame( $good, file_get_contents( $loader ) );
		$this->assert_refused( $this->get( '/wp-activate.php?rest_route=/wp/v2/users' ) );
	}

	/**
	 * Uninstalling leaves no trace, and takes nothing that only looks alike.
	 */
	public function test_uninstalling_removes_everything_of_the_plugin_and_nothing_else() {
		Lab::gate( 'single', self::document( 'restrict' ) );
		Lab::gate( 'single', self::document( 'off' ) );
		$this->get( '/' );
		$this->assertSame( array( self::HEARTBEAT, self::POLICY, 'rest_gate_revision_1', 'rest_gate_revision_2' ), Options::names( 'single', 'rest_gate_' ) );
		foreach ( self::NOT_OURS as $name ) {
			Options::put( 'single', $name, 'not ours' );
		}
		$options = $this->other_options();
		$files   = $this->other_files();
		Lab::wp( 'single', 'plugin', 'uninstall', 'rest-gate', '--deactivate', '--skip-delete' );
		clearstatcache();
		$this->assertSame( array(), Options::names( 'single', 'rest_gate_' ) );
		$this->assertFileDoesNotExist( Deployed::path( Deployed::LOADER ) );
		$this->assertSame( $options, $this->other_options() );
		$this->assertSame( $files, $this->other_files() );
		$this->assert_status( 200, $this->get( '/wp-json/wp/v2/users' ) );
	}

	/**
	 * Each server's PHP speaks for itself, WP-CLI speaks for none.
	 */
	public function test_the_heartbeat_is_written_by_web_boots_and_names_the_server() {
		Lab::gate( 'single', self::document( 'restrict' ) );
		Options::drop( 'single', self::HEARTBEAT );
		Lab::wp( 'single', 'eval', 'return;' );
		$this->assertNull( Options::raw( 'single', self::HEARTBEAT ) );
		$sapis = array(
			'nginx'         => 'fpm-fcgi',
			'apache-modphp' => 'apache2handler',
			'php-S'         => 'cli-server',
		);
		foreach ( $sapis as $server => $sapi ) {
			$this->ask( 'GET', '/wp-login.php', array(), null, $server );
			$beat = Options::get( 'single', self::HEARTBEAT );
			$this->assertSame( array( 'ready', 4, $sapi, '', Lab::env( 'WORKER_USER' ), '' ), array( $beat['state'], $beat['protocol'], $beat['sapi'], $beat['failure'], $beat['user'], $beat['log'] ) );
			$this->assertEqualsWithDelta( time(), $beat['time'], 5 );
		}
	}

	/**
	 * A heartbeat is not written again while nothing changes, and is after an hour.
	 */
	public function test_the_heartbeat_is_written_only_when_it_changes_or_is_an_hour_old() {
		Lab::gate( 'single', self::document( 'restrict' ) );
		$this->get( '/wp-json/wp/v2/users' );
		$beat = Options::get( 'single', self::HEARTBEAT );
		foreach ( array( 3000, 4000 ) as $age ) {
			$written = array( 'time' => time() - $age ) + $beat;
			Options::put( 'single', self::HEARTBEAT, serialize( array_merge( $beat, $written ) ) );
			$this->get( '/wp-json/wp/v2/users' );
			$this->assertSame( $age < 3600, Options::get( 'single', self::HEARTBEAT )['time'] === $written['time'], "$age seconds" );
		}
	}

	/**
	 * The web server loses the extension, WP-CLI keeps it or not: the heartbeat tells.
	 */
	public function test_the_heartbeat_changes_when_the_extension_goes_and_comes() {
		Lab::gate( 'single', self::document( 'restrict' ) );
		$this->get( '/wp-login.php' );
		$this->assertSame( 'ready', Options::get( 'single', self::HEARTBEAT )['state'] );
		Extension::off();
		try {
			$this->get( '/wp-json/wp/v2/users' );
			$beat = Options::get( 'single', self::HEARTBEAT );
		} finally {
			Extension::on();
		}
		$this->assertSame( array( 'missing', '', 0 ), array( $beat['state'], $beat['version'], $beat['protocol'] ) );
		// The servers were asked whether they are back, and said so.
		Options::put( 'single', self::HEARTBEAT, serialize( $beat ) );
		$health = $this->site_health();
		$this->assertSame( 'critical', $health['status'] );
		$this->assertStringContainsString( 'The PHP extension rest_gate is not loaded in fpm-fcgi', $health['description'] );
		$this->get( '/wp-login.php' );
		$this->assertSame( 'good', $this->site_health()['status'] );
	}

	/**
	 * The names of options that are not the plugin's, nor change by themselves.
	 *
	 * @return string[]
	 */
	private function other_options() {
		return array_values( preg_grep( '/^(rest_gate_|_transient|_site_transient|recently_activated$|uninstall_plugins$)/', Options::names( 'single' ), PREG_GREP_INVERT ) );
	}

	/**
	 * The files of mu-plugins and plugins, without the loader.
	 *
	 * @return string[]
	 */
	private function other_files() {
		$files = array_merge( glob( Deployed::path( 'mu-plugins/*' ) ), glob( Deployed::path( 'plugins/*/*' ) ) );
		return array_values( array_diff( $files, array( Deployed::path( Deployed::LOADER ) ) ) );
	}
}
