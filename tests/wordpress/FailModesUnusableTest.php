<?php
/**
 * Claims: an extension that throws, or that speaks an older or a newer protocol, counts as a
 * missing one: the allowlist holds, the rest is closed, no page suffers, and the owner is told what to do.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/Deployed.php';
require_once __DIR__ . '/support/Extension.php';
require_once __DIR__ . '/support/GuardedTestCase.php';

/**
 * The extension is there and cannot be asked.
 */
final class FailModesUnusableTest extends GuardedTestCase {

	/** @var Login The owner. */
	private static $admin;

	/** @var string The option of the policy. */
	private static $stored;

	/** @var bool Whether the real extension is loaded. */
	private static $is_on = true;

	/**
	 * Stores a policy.
	 */
	public static function setUpBeforeClass(): void {
		$allowlist = array(
			array( 'pattern' => '/wp-json/myplugin/v1/*' ),
			array( 'endpoint' => '/wp/v2/posts/(?P<id>[\d]+)' ),
		);
		Lab::gate( 'single', self::document( 'restrict', $allowlist ) );
		self::$stored = Options::raw( 'single', self::POLICY );
		self::$admin  = new Login( 'ADMIN' );
	}

	/**
	 * Takes fixtures and edits away, and what the web server said of them.
	 */
	protected function tearDown(): void {
		Deployed::mend();
		Options::drop( 'single', 'rest_gate_heartbeat' );
		Options::put( 'single', self::POLICY, self::$stored );
	}

	/**
	 * Brings the extension back.
	 */
	public static function tearDownAfterClass(): void {
		self::load( true );
		self::forget();
	}

	/**
	 * The real extension with a plugin that speaks another protocol.
	 *
	 * @return array[]
	 */
	public static function real() {
		return array(
			'a newer plugin'  => array( 5, 'speaks protocol 4, this plugin speaks 5. Update the extension.' ),
			'an older plugin' => array( 0, 'speaks protocol 4, this plugin speaks 0. Update the plugin.' ),
		);
	}

	/**
	 * Plugin and extension are updated by different people.
	 *
	 * @dataProvider real
	 * @param int    $protocol What the plugin speaks.
	 * @param string $told     What the owner is told.
	 */
	public function test_the_real_extension_and_another_plugin_fall_back_to_the_expressions( $protocol, $told ) {
		self::load( true );
		Deployed::edit( Deployed::PLUGIN, "'REST_GATE_PROTOCOL', 4", "'REST_GATE_PROTOCOL', $protocol" );
		$this->assert_falls_back();
		$this->assert_told( $told );
	}

	/**
	 * Something that has the extension's name and another protocol is not asked.
	 *
	 * @dataProvider doubles
	 * @param int    $protocol What the double speaks.
	 * @param string $told     What the owner is told.
	 */
	public function test_an_extension_of_another_protocol_is_never_asked( $protocol, $told ) {
		self::load( false );
		Deployed::plant( 'extension-double.php', array( 'PROTOCOL = 4' => "PROTOCOL = $protocol" ) );
		$this->assert_falls_back();
		$this->assert_told( $told );
		$this->assertStringNotContainsString( 'thrown by the double', $this->logged() );
	}

	/**
	 * Doubles of another protocol.
	 *
	 * @return array[]
	 */
	public static function doubles() {
		return array(
			'an older extension' => array( 0, 'speaks protocol 0, this plugin speaks 4. Update the extension.' ),
			'a newer extension'  => array( 5, 'speaks protocol 5, this plugin speaks 4. Update the plugin.' ),
		);
	}

	/**
	 * An extension that throws is as good as none.
	 */
	public function test_an_extension_that_throws_counts_as_missing() {
		self::load( false );
		Deployed::plant( 'extension-double.php' );
		$this->assert_falls_back();
		$this->assert_told( 'RuntimeException: thrown by the double' );
		$this->assertStringContainsString( 'REST Gate: the policy cannot be asked, the stored expressions decide', $this->logged() );
	}

	/**
	 * A refusal of everybody does not become a pass because the extension throws.
	 */
	public function test_an_extension_that_throws_does_not_soften_block_all() {
		self::load( false );
		Deployed::plant( 'extension-double.php' );
		$option                = unserialize( self::$stored );
		$option['expressions'] = '{"mode":"block_all","simulate":false,"allow":[]}';
		Options::put( 'single', self::POLICY, serialize( $option ) );
		$this->assert_refused( $this->get( '/wp-json/myplugin/v1/thing' ), 401, 'rest_gate_blocked_all' );
		$this->assert_refused( $this->get( '/wp-json/wp/v2/posts', self::$admin->rest_headers() ), 403, 'rest_gate_blocked_all' );
		$this->assert_site_works( self::$admin );
	}

	/**
	 * What the web server met stands in its heartbeat, where WP-CLI finds it.
	 */
	public function test_a_failure_in_the_web_server_is_told_in_wp_cli_as_well() {
		self::load( false );
		Deployed::plant( 'extension-double.php' );
		$this->get( '/wp-json/wp/v2/users' );
		Deployed::mend();
		$health = $this->site_health();
		$this->assertSame( 'critical', $health['status'] );
		$this->assertStringContainsString( 'RuntimeException: thrown by the double', $health['description'] );
	}

	/**
	 * Loads or unloads the real extension.
	 *
	 * @param bool $on Whether it shall be loaded.
	 */
	private static function load( $on ) {
		if ( $on !== self::$is_on ) {
			$on ? Extension::on() : Extension::off();
			self::$is_on = $on;
		}
	}

	/**
	 * The stored expressions decide.
	 */
	private function assert_falls_back() {
		foreach ( array( '/wp-json/', '/wp-json/myplugin/v1/thing', '/wp-json/wp/v2/posts/1' ) as $uri ) {
			$this->assert_status( 200, $this->get( $uri ), $uri );
		}
		$closed = array( '/wp-json/wp/v2/posts', '/?rest_route=/wp/v2/users', '/wp-json/WP/v2/users', '/wp-activate.php?rest_route=/wp/v2/users' );
		foreach ( $closed as $uri ) {
			$this->assert_refused( $this->get( $uri ), 401, 'rest_gate_restricted', $uri );
		}
		$embed = $this->get( '/wp-json/myplugin/v1/embedder?_embed' );
		$this->assertSame( 'rest_gate_restricted', $embed['json']['_embedded']['author'][0]['code'] ?? null );
		$this->assert_status( 200, $this->get( '/wp-json/wp/v2/users?context=edit', self::$admin->rest_headers() ) );
	}

	/**
	 * The owner is told on the dashboard and in Site Health.
	 *
	 * @param string $text What is told.
	 */
	private function assert_told( $text ) {
		$this->assertStringContainsString( $text, $this->assert_site_works( self::$admin ) );
		$health = $this->site_health();
		$this->assertSame( 'critical', $health['status'] );
		$this->assertStringContainsString( $text, $health['description'] );
	}
}
