<?php
/**
 * Claims: on WordPress 6.5, the oldest that is supported, the gate refuses the same spellings, opens
 * the same allowlist, lets users work, and stays closed without the extension.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/Deployed.php';
require_once __DIR__ . '/support/Extension.php';
require_once __DIR__ . '/support/GuardedTestCase.php';

/**
 * The site old.test.
 */
final class OldWordPressTest extends GuardedTestCase {

	/** @var string The host. */
	protected $host = 'old.test';

	/** @var Login The owner. */
	private static $admin;

	/** @var Login An editor. */
	private static $editor;

	/** @var array<string, string> The option for each document. */
	private static $stored;

	/**
	 * Stores policies; `restrict` is in force.
	 */
	public static function setUpBeforeClass(): void {
		$allowlist = array(
			array( 'pattern' => '/wp-json/myplugin/v1/*' ),
			array( 'endpoint' => '/wp/v2/posts/(?P<id>[\d]+)' ),
			array( 'pattern' => '/wp-json/wp/v2/categories/1' ),
		);
		Lab::gate( 'old', null );
		self::$stored = Options::of_documents(
			'old',
			array(
				'block_all' => self::document( 'block_all', $allowlist ),
				'restrict'  => self::document( 'restrict', $allowlist ),
			)
		);
		self::$admin  = new Login( 'ADMIN', 'old.test' );
		self::$editor = new Login( 'EDITOR', 'old.test' );
	}

	/**
	 * Every test ends with `restrict`.
	 */
	protected function tearDown(): void {
		Options::put( 'old', self::POLICY, self::$stored['restrict'] );
	}

	/**
	 * Forgets the policy.
	 */
	public static function tearDownAfterClass(): void {
		self::forget( 'old' );
	}

	/**
	 * Spellings of the users: method, target, form, server.
	 *
	 * @return array[]
	 */
	public static function spellings() {
		return array(
			'pretty'                     => array( 'GET', '/wp-json/wp/v2/users' ),
			'rest_route'                 => array( 'GET', '/?rest_route=/wp/v2/users' ),
			'rest_route on an open path' => array( 'GET', '/wp-json/myplugin/v1/thing?rest_route=/wp/v2/users' ),
			'rest.route'                 => array( 'GET', '/?rest.route=/wp/v2/users' ),
			'by form'                    => array( 'POST', '/?_method=GET', array( 'rest_route' => '/wp/v2/users' ) ),
			'a newline'                  => array( 'GET', '/?rest_route=/wp/v2/users%0A' ),
			'capitals'                   => array( 'GET', '/wp-json/WP/v2/USERS' ),
			'two slashes'                => array( 'GET', '//wp-json/wp/v2/users' ),
			'three slashes at the end'   => array( 'GET', '/wp-json/wp/v2/users///' ),
			'index.php'                  => array( 'GET', '/index.php/wp-json/wp/v2/users' ),
			'HEAD overridden'            => array( 'POST', '/wp-json/wp/v2/users?_method=GET' ),
			'wp-activate.php'            => array( 'GET', '/wp-activate.php?rest_route=/wp/v2/users' ),
			'wp-signup.php'              => array( 'GET', '/wp-signup.php?rest_route=/wp/v2/users' ),
			'wp-trackback.php'           => array( 'GET', '/wp-trackback.php?rest_route=/wp/v2/users' ),
			'an envelope'                => array( 'GET', '/wp-json/wp/v2/users?_envelope=1' ),
			'the schema'                 => array( 'OPTIONS', '/wp-json/wp/v2/users' ),
			'a batch'                    => array( 'POST', '/wp-json/batch/v1', array( 'requests' => array( array( 'path' => '/wp/v2/posts' ) ) ) ),
			'an unknown route'           => array( 'GET', '/wp-json/none/such' ),
		);
	}

	/**
	 * Strangers find users closed however they are spelled.
	 *
	 * @dataProvider spellings
	 * @param string     $method The method.
	 * @param string     $uri    The target.
	 * @param array|null $body   The form.
	 */
	public function test_users_are_closed_in_every_spelling( $method, $uri, $body = null ) {
		$answer = $this->ask( $method, $uri, array(), $body );
		$this->assert_refused( $answer, 401, 'rest_gate_restricted', "$method $uri" );
		$this->assertStringContainsString( 'no-cache', $answer['headers']['cache-control'][0] ?? '' );
	}

	/**
	 * The allowlist is open, and not by its parts.
	 */
	public function test_the_allowlist_is_open_and_its_parts_are_decided_each() {
		foreach ( array( '/wp-json/', '/wp-json/myplugin/v1/thing', '/?rest_route=/MyPlugin/v1/thing/', '/wp-json/wp/v2/posts/1' ) as $uri ) {
			$this->assert_status( 200, $this->get( $uri ), $uri );
		}
		$this->assert_status( 200, $this->get( '/wp-json/wp/v2/categories/1' ) );
		$this->assert_refused( $this->get( '/wp-json/wp/v2/categories/1?id=2' ), 400, 'rest_gate_conflict' );
		$embed = $this->get( '/wp-json/myplugin/v1/embedder?_embed' );
		$this->assertSame( 'rest_gate_restricted', $embed['json']['_embedded']['author'][0]['code'] ?? null, $embed['body'] );
		$this->assertSame( '/myplugin/v1/thing', $embed['json']['_embedded']['related'][0]['route'] ?? null );
		$items = array( array( 'path' => '/myplugin/v1/thing' ), array( 'path' => '/wp/v2/posts' ) );
		$batch = $this->send_json( 'POST', '/wp-json/myplugin/v1/wrapped-batch', array( 'requests' => $items ) );
		$this->assertSame( array( 200, 401 ), array_column( $batch['json']['responses'] ?? array(), 'status' ), $batch['body'] );
	}

	/**
	 * Users.
	 */
	public function test_cookie_and_nonce_work_and_a_cookie_alone_does_not() {
		$this->assert_status( 200, $this->get( '/wp-json/wp/v2/users?context=edit', self::$admin->rest_headers( $this->host ) ) );
		$this->assert_refused( $this->get( '/wp-json/wp/v2/users', self::$admin->headers( $this->host ) ) );
		$made = $this->send_json( 'POST', '/wp-json/wp/v2/posts', array( 'title' => 'Old' ), self::$editor->rest_headers( $this->host ) );
		$this->assert_status( 201, $made );
		$uri = '/wp-json/wp/v2/posts/' . $made['json']['id'] . '?force=true';
		$this->assert_status( 200, $this->ask( 'DELETE', $uri, self::$editor->rest_headers( $this->host ) ) );
		$embed = $this->get( '/wp-json/wp/v2/posts/6?_embed=author', self::$editor->rest_headers( $this->host ) );
		$this->assertSame( 2, $embed['json']['_embedded']['author'][0]['id'] ?? null );
	}

	/**
	 * A preflight is no request.
	 */
	public function test_a_preflight_is_answered_with_204() {
		$headers = array(
			'Origin'                        => 'https://app.example',
			'Access-Control-Request-Method' => 'GET',
		);
		foreach ( array( 'restrict', 'block_all' ) as $mode ) {
			Options::put( 'old', self::POLICY, self::$stored[ $mode ] );
			$answer = $this->ask( 'OPTIONS', '/wp-json/wp/v2/users', $headers );
			$this->assertSame( array( 204, '' ), array( $answer['status'], $answer['body'] ), $mode );
			$this->assertSame( 'https://app.example', $answer['headers']['access-control-allow-origin'][0] ?? null );
		}
	}

	/**
	 * A first item without a handler must not shift the handlers of the others.
	 */
	public function test_a_batch_with_a_wrong_first_item_runs_no_other_handler() {
		$items = array(
			array( 'path' => '/none/such' ),
			array(
				'path' => '/wp/v2/posts/6',
				'body' => array( 'title' => 'By the author' ),
			),
			array( 'path' => '/wp/v2/tags' ),
		);
		$batch = $this->send_json( 'POST', '/wp-json/batch/v1', array( 'requests' => $items ), self::$editor->rest_headers( $this->host ) );
		$this->assert_status( 207, $batch );
		$this->assertSame( array( 404, 200, 400 ), array_column( $batch['json']['responses'], 'status' ), $batch['body'] );
		$this->assertSame( 6, $batch['json']['responses'][1]['body']['id'] );
	}

	/**
	 * A path that cannot be parsed ends WordPress 6.5 itself, before any item ran.
	 */
	public function test_a_batch_with_a_malformed_first_item_runs_nothing() {
		$this->provoked = 'WP_Error::get_method';

		$items = array(
			array( 'path' => 'http://' ),
			array(
				'path' => '/wp/v2/tags',
				'body' => array( 'name' => 'made by a shifted handler' ),
			),
		);
		$batch = $this->send_json( 'POST', '/wp-json/batch/v1', array( 'requests' => $items ), self::$editor->rest_headers( $this->host ) );
		$this->assert_status( 500, $batch );
		$this->assert_refused( $this->send_json( 'POST', '/wp-json/batch/v1', array( 'requests' => $items ) ) );
		$tags = $this->get( '/wp-json/wp/v2/tags?search=shifted', self::$editor->rest_headers( $this->host ) );
		$this->assertSame( array(), $tags['json'] );
	}

	/**
	 * Everybody is refused, and wp-admin works.
	 */
	public function test_block_all_refuses_everybody_and_wp_admin_works() {
		Options::put( 'old', self::POLICY, self::$stored['block_all'] );
		$this->assert_refused( $this->get( '/wp-json/myplugin/v1/thing' ), 401, 'rest_gate_blocked_all' );
		$this->assert_refused( $this->get( '/wp-json/wp/v2/posts', self::$admin->rest_headers( $this->host ) ), 403, 'rest_gate_blocked_all' );
		$this->assertStringNotContainsString( 'REST Gate', $this->assert_site_works( self::$admin ) );
		$editor = $this->get( '/wp-admin/post-new.php', self::$editor->headers( $this->host ) );
		$this->assert_status( 200, $editor );
		$this->assertStringContainsString( '"/wp/v2/types?context=view":{"body":{"post"', str_replace( '\/', '/', $editor['body'] ) );
	}

	/**
	 * Without the extension the expressions hold.
	 */
	public function test_without_the_extension_the_expressions_hold() {
		Extension::off();
		try {
			foreach ( array( '/wp-json/', '/wp-json/myplugin/v1/thing', '/wp-json/wp/v2/posts/1' ) as $uri ) {
				$this->assert_status( 200, $this->get( $uri ), $uri );
			}
			foreach ( array( '/wp-json/wp/v2/posts', '/?rest_route=/wp/v2/users%0A', '/wp-activate.php?rest_route=/wp/v2/users' ) as $uri ) {
				$this->assert_refused( $this->get( $uri ), 401, 'rest_gate_restricted', $uri );
			}
			$this->assert_status( 200, $this->get( '/wp-json/wp/v2/users?context=edit', self::$admin->rest_headers( $this->host ) ) );
			$this->assertStringContainsString( 'rest_gate is not loaded', $this->assert_site_works( self::$admin ) );
		} finally {
			Extension::on();
		}
	}

	/**
	 * The life of the loader.
	 */
	public function test_the_loader_comes_and_goes_with_the_plugin() {
		$loader = Deployed::path( Deployed::LOADER, 'WORDPRESS_ROOT_OLD' );
		$this->assertFileExists( $loader );
		Lab::wp( 'old', 'plugin', 'deactivate', 'rest-gate' );
		clearstatcache();
		$this->assertFileDoesNotExist( $loader );
		$this->assert_status( 200, $this->get( '/wp-json/wp/v2/users' ) );
		Lab::wp( 'old', 'plugin', 'activate', 'rest-gate' );
		$this->assert_refused( $this->get( '/wp-activate.php?rest_route=/wp/v2/users' ) );
	}
}
