<?php
/**
 * Claims: whatever happens to the plugin's files, no page turns white. A plugin that is gone
 * restricts nothing and its loader says so; one that cannot be loaded leaves REST closed by the
 * stored expressions; without a loader it works as a regular plugin, and says so.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/Deployed.php';
require_once __DIR__ . '/support/GuardedTestCase.php';

/**
 * The deployed files are broken.
 */
final class FailModesBrokenPluginTest extends GuardedTestCase {

	/** What the loader tells. */
	private const CANNOT_BE_LOADED = 'REST Gate cannot be loaded. Meanwhile the stored expressions decide which REST requests pass.';

	/** @var Login The owner. */
	private static $admin;

	/** @var string The option of the policy. */
	private static $stored;

	/**
	 * Stores a policy.
	 */
	public static function setUpBeforeClass(): void {
		Lab::gate( 'single', self::document( 'restrict', array( array( 'pattern' => '/wp-json/myplugin/v1/*' ) ) ) );
		self::$stored = Options::raw( 'single', self::POLICY );
		self::$admin  = new Login( 'ADMIN' );
	}

	/**
	 * Every test ends with the plugin whole, the loader in place and the policy as it was.
	 */
	protected function tearDown(): void {
		Options::put( 'single', self::POLICY, self::$stored );
		Deployed::mend();
		$this->get( '/wp-admin/', self::$admin->headers() );
	}

	/**
	 * Forgets the policy.
	 */
	public static function tearDownAfterClass(): void {
		self::forget();
	}

	/**
	 * The owner deleted the folder by FTP.
	 */
	public function test_the_plugin_folder_gone_restricts_nothing_and_is_told() {
		Deployed::remove( 'plugins/rest-gate' );
		$this->assertFileExists( Deployed::path( Deployed::LOADER ) );
		$text = 'REST Gate: the plugin folder is gone, so the REST API is not restricted.';
		$this->assertStringContainsString( $text, $this->assert_site_works( self::$admin ) );
		foreach ( array( '/wp-json/', '/wp-json/wp/v2/users', '/wp-activate.php?rest_route=/wp/v2/posts' ) as $uri ) {
			$this->assert_status( 200, $this->get( $uri ), $uri );
		}
		$profile = $this->get( '/wp-admin/profile.php', ( new Login( 'SUBSCRIBER' ) )->headers() );
		$this->assert_status( 200, $profile );
		$this->assertStringNotContainsString( 'REST Gate', $profile['body'] );
		$this->assertSame( '', $this->logged() );
	}

	/**
	 * Ways to break the plugin: path, text, what stands in its place.
	 *
	 * @return array[]
	 */
	public static function breakages() {
		$includes = 'plugins/rest-gate/includes/';
		return array(
			'a syntax error in its file'         => array( Deployed::PLUGIN, "define( 'REST_GATE_DIR'", "this is { no php; define( 'REST_GATE_DIR'" ),
			'a syntax error in an early include' => array( $includes . 'class-rest-gate-settings.php', 'final class', 'final final final class' ),
			'a syntax error in the fallback'     => array( $includes . 'class-rest-gate-fallback.php', 'final class', 'final { class' ),
			'a syntax error in a late include'   => array( $includes . 'class-rest-gate-lifecycle.php', 'final class', 'class class' ),
			'an include that is missing'         => array( Deployed::PLUGIN, 'class-rest-gate-hooks.php', 'class-rest-gate-lost.php' ),
			'an exception while it loads'        => array( Deployed::PLUGIN, "define( 'REST_GATE_DIR'", "throw new Exception( 'thrown while loading' ); define( 'REST_GATE_DIR'" ),
			'an error behind all includes'       => array( Deployed::PLUGIN, 'Rest_Gate_Lifecycle::register();', 'Rest_Gate_Lifecycle::no_such_method();' ),
		);
	}

	/**
	 * The loader closes REST by the stored expressions, and the pages work.
	 *
	 * @dataProvider breakages
	 * @param string $path The file below wp-content.
	 * @param string $from What stands there.
	 * @param string $to   What breaks it.
	 */
	public function test_a_plugin_that_cannot_be_loaded_leaves_rest_closed_and_pages_alive( $path, $from, $to ) {
		$this->provoked = 'Failed to open stream';
		Deployed::edit( $path, $from, $to );
		$this->assertStringContainsString( self::CANNOT_BE_LOADED, $this->assert_site_works( self::$admin ) );
		foreach ( array( 'nginx', 'apache-modphp', 'php-S' ) as $server ) {
			$this->assert_status( 200, $this->ask( 'GET', '/', array(), null, $server ), $server );
			$this->assert_status( 200, $this->ask( 'GET', '/wp-json/myplugin/v1/thing', array(), null, $server ), $server );
			$this->assert_refused( $this->ask( 'GET', '/wp-json/wp/v2/users', array(), null, $server ), 401, 'rest_gate_restricted', $server );
		}
		foreach ( array( '/?rest_route=/wp/v2/posts', '/wp-json/wp/v2/USERS', '/wp-activate.php?rest_route=/wp/v2/users', '/wp-json/none/such' ) as $uri ) {
			$this->assert_refused( $this->get( $uri ), 401, 'rest_gate_restricted', $uri );
		}
		$this->assert_status( 200, $this->get( '/wp-json/wp/v2/users?context=edit', self::$admin->rest_headers() ) );
		$this->assertStringContainsString( 'REST Gate: the plugin cannot be loaded, the stored expressions decide', $this->logged() );
	}

	/**
	 * The loader decides parts of requests, too, and forgets neither envelope nor cache headers.
	 */
	public function test_a_plugin_that_cannot_be_loaded_still_closes_batch_items_embeds_and_envelopes() {
		Deployed::edit( Deployed::PLUGIN, "define( 'REST_GATE_DIR'", "no php at all; define( 'REST_GATE_DIR'" );
		$embed = $this->get( '/wp-json/myplugin/v1/embedder?_embed' );
		$this->assertSame( 'rest_gate_restricted', $embed['json']['_embedded']['author'][0]['code'] ?? null, $embed['body'] );
		$items = array( array( 'path' => '/myplugin/v1/thing' ), array( 'path' => '/wp/v2/posts' ) );
		$batch = $this->send_json( 'POST', '/wp-json/myplugin/v1/wrapped-batch', array( 'requests' => $items ) );
		$this->assertSame( array( 200, 401 ), array_column( $batch['json']['responses'] ?? array(), 'status' ), $batch['body'] );
		$answer = $this->get( '/wp-json/wp/v2/users?_envelope=1' );
		$this->assert_refused( $answer );
		$this->assertStringContainsString( 'no-cache', $answer['headers']['cache-control'][0] ?? '' );
	}

	/**
	 * Everybody is refused while the plugin cannot be loaded, if everybody was before.
	 */
	public function test_a_plugin_that_cannot_be_loaded_keeps_block_all() {
		$option = array( 'expressions' => '{"mode":"block_all","simulate":false,"allow":[]}' ) + unserialize( self::$stored );
		Options::put( 'single', self::POLICY, serialize( $option ) );
		Deployed::edit( Deployed::PLUGIN, "define( 'REST_GATE_DIR'", "no php at all; define( 'REST_GATE_DIR'" );
		$this->assert_refused( $this->get( '/wp-json/myplugin/v1/thing' ), 401, 'rest_gate_blocked_all' );
		$this->assert_refused( $this->get( '/wp-json/wp/v2/posts', self::$admin->rest_headers() ), 403, 'rest_gate_blocked_all' );
		$this->assert_site_works( self::$admin );
	}

	/**
	 * The owner gets out of it in wp-admin: the plugin stands in the list and can be deactivated.
	 */
	public function test_a_plugin_that_cannot_be_loaded_stays_active_and_can_be_deactivated() {
		Deployed::edit( Deployed::PLUGIN, "define( 'REST_GATE_DIR'", "no php at all; define( 'REST_GATE_DIR'" );
		$list = $this->get( '/wp-admin/plugins.php', self::$admin->headers() );
		$this->assert_status( 200, $list );
		$this->assertContains( 'rest-gate/rest-gate.php', Options::get( 'single', 'active_plugins' ) );
		$this->assertSame( 1, preg_match( '~href="(plugins\.php\?action=deactivate&amp;plugin=rest-gate[^"]+)"~', $list['body'], $link ) );
		$answer = $this->get( '/wp-admin/' . html_entity_decode( $link[1] ), self::$admin->headers() );
		$this->assertSame( 302, $answer['status'] );
		$this->assert_status( 200, $this->get( '/wp-json/wp/v2/users' ) );
		$this->assert_site_works( self::$admin );
		Deployed::mend();
		Lab::wp( 'single', 'plugin', 'activate', 'rest-gate' );
		$this->assert_refused( $this->get( '/wp-json/wp/v2/users' ) );
	}

	/**
	 * Without a loader the plugin is a regular one.
	 */
	public function test_mu_plugins_not_writable_is_told_and_the_plugin_works_as_a_regular_one() {
		Deployed::remove( Deployed::LOADER );
		Deployed::lock_mu_plugins();
		$text = 'The must-use loader is missing or out of date';
		$this->assertStringContainsString( $text, $this->assert_site_works( self::$admin ) );
		$this->assertFileDoesNotExist( Deployed::path( Deployed::LOADER ) );
		$this->assert_refused( $this->get( '/wp-json/wp/v2/users' ) );
		$this->assert_status( 200, $this->get( '/wp-json/myplugin/v1/thing' ) );
		$health = $this->site_health();
		$this->assertSame( 'critical', $health['status'] );
		$this->assertStringContainsString( Lab::env( 'WORDPRESS_ROOT' ) . '/wp-content/mu-plugins is not writable', $health['description'] );
	}

	/**
	 * Activation succeeds without a loader, and the loader comes as soon as the folder is writable.
	 */
	public function test_the_loader_comes_when_mu_plugins_becomes_writable() {
		Lab::wp( 'single', 'plugin', 'deactivate', 'rest-gate' );
		Deployed::lock_mu_plugins();
		Lab::wp( 'single', 'plugin', 'activate', 'rest-gate' );
		$this->assertFileDoesNotExist( Deployed::path( Deployed::LOADER ) );
		$this->assert_refused( $this->get( '/wp-json/wp/v2/users' ) );
		Deployed::mend();
		$this->assertStringNotContainsString( 'must-use loader', $this->assert_site_works( self::$admin ) );
		$this->assertFileExists( Deployed::path( Deployed::LOADER ) );
		$this->assert_refused( $this->get( '/wp-activate.php?rest_route=/wp/v2/users' ) );
	}
}
