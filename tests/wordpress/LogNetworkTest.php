<?php
/**
 * Claims: on a network each site has a log of its own, whichever server and PHP serves it; deactivating
 * the plugin for all of them takes every site's events away, and uninstalling it every site's folder.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GuardedTestCase.php';

/**
 * Two sites of a network: ms.test and ms.test/shop.
 */
final class LogNetworkTest extends GuardedTestCase {

	/** The sites with their options' tables. */
	private const SITES = array( 'ms', 'shop' );

	/** @var string The host. */
	protected $host = 'ms.test';

	/**
	 * The log of both is on.
	 */
	protected function setUp(): void {
		parent::setUp();
		Lab::wp( 'ms', 'plugin', 'activate', 'rest-gate', '--network' );
		foreach ( self::SITES as $site ) {
			Lab::wp( $site, 'eval-file', __DIR__ . '/support/store-policy.php', base64_encode( self::document( 'restrict', array(), array( 'log' => array( 'enabled' => true, 'exclude' => array() ) ) ) ) );
		}
	}

	/**
	 * Leaves nothing.
	 */
	protected function tearDown(): void {
		foreach ( self::SITES as $site ) {
			$folder = self::folder( $site );
			if ( '' !== $folder ) {
				exec( 'rm -rf ' . escapeshellarg( $folder ) );
			}
		}
		Lab::wp( 'ms', 'eval', 'require_once ABSPATH . "wp-admin/includes/plugin.php"; deactivate_plugins( "rest-gate/rest-gate.php", false, true );' );
		array_map( array( __CLASS__, 'forget' ), self::SITES );
	}

	/**
	 * Each server writes into the log of the site that was asked.
	 */
	public function test_each_site_has_its_own_log_on_every_server() {
		$made = array( 'ms' => array(), 'shop' => array() );
		foreach ( array( 'nginx', 'nginx-pathinfo', 'apache-modphp', 'apache-fcgi', 'php-S' ) as $number => $server ) {
			foreach ( array( 'ms' => '/', 'shop' => '/shop/' ) as $site => $path ) {
				// Another route each time: the same within a second counts as one record.
				$answer = $this->ask( 'GET', $path . "?rest_route=/wp/v2/users/$number", array(), null, $server );
				$this->assert_refused( $answer, 401, 'rest_gate_restricted', $server );
				$made[ $site ][] = $answer['headers']['x-request-id'][0];
			}
		}
		$this->assertNotSame( self::folder( 'ms' ), self::folder( 'shop' ) );
		foreach ( self::SITES as $site ) {
			$ids = explode( ' ', trim( Lab::wp( $site, 'rest-gate', 'log', 'list', '--format=ids' ) ) );
			$this->assertSame( array_reverse( $made[ $site ] ), $ids, $site );
			$this->assertStringContainsString( 'ms' === $site ? "\nhttp://ms.test,1\n" : "\nhttp://ms.test/shop,2\n", Lab::wp( $site, 'rest-gate', 'log', 'list', '--format=csv', '--fields=site,blog_id' ) );
		}
	}

	/**
	 * Events and folders of both go.
	 */
	public function test_events_and_folders_of_all_sites_go() {
		$this->get( '/?rest_route=/' );
		$this->get( '/shop/?rest_route=/' );
		$folders = array_map( array( __CLASS__, 'folder' ), self::SITES );
		foreach ( self::SITES as $at => $site ) {
			$this->assertDirectoryExists( $folders[ $at ] );
			$this->assertStringContainsString( '"rest_gate_log_import"', Options::raw( $site, 'cron' ) );
		}
		Lab::wp( 'ms', 'plugin', 'deactivate', 'rest-gate', '--network' );
		foreach ( self::SITES as $site ) {
			$this->assertStringNotContainsString( 'rest_gate_log', Options::raw( $site, 'cron' ), $site );
		}
		Lab::wp( 'ms', 'plugin', 'uninstall', 'rest-gate', '--skip-delete' );
		clearstatcache();
		$this->assertSame( array( false, false ), array_map( 'is_dir', $folders ) );
	}

	/**
	 * The folder of a site; empty when it has none.
	 *
	 * @param string $site The site.
	 * @return string
	 */
	private static function folder( $site ) {
		$stored = Options::get( $site, 'rest_gate_site' );
		return is_array( $stored ) ? ( glob( Lab::env( 'GATE_STATE_DIR' ) . '/uid-*/sites/' . $stored['id'] )[0] ?? '' ) : '';
	}
}
