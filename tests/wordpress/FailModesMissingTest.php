<?php
/**
 * Claims: while the extension is missing, the stored expressions keep the allowlist open and
 * everything else closed to strangers, in every spelling and in every part of a request; users work.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/Deployed.php';
require_once __DIR__ . '/support/Extension.php';
require_once __DIR__ . '/support/GuardedTestCase.php';

/**
 * The extension is gone, the policy is `restrict`.
 */
final class FailModesMissingTest extends GuardedTestCase {

	/** @var Login The owner. */
	private static $admin;

	/** @var Login An editor. */
	private static $editor;

	/**
	 * Stores a policy while the extension is there, then takes it away.
	 */
	public static function setUpBeforeClass(): void {
		$allowlist = array(
			array( 'pattern' => '/wp-json/myplugin/v1/*' ),
			array( 'endpoint' => '/wp/v2/posts/(?P<id>[\d]+)' ),
			array(
				'pattern' => '/wp-json/wp/v2/tags',
				'methods' => array( 'GET' ),
			),
			array(
				'pattern' => '/wp-json/wp/v2/categories',
				'expires' => '2020-01-01',
			),
			array(
				'pattern' => '/wp-json/wp/v2/taxonomies',
				'expires' => '2199-01-01',
			),
		);
		Lab::gate( 'single', self::document( 'restrict', $allowlist ) );
		Extension::off();
		self::$admin  = new Login( 'ADMIN' );
		self::$editor = new Login( 'EDITOR' );
	}

	/**
	 * Brings the extension back.
	 */
	public static function tearDownAfterClass(): void {
		Extension::on();
		self::forget();
	}

	/**
	 * What strangers may ask: method, target, body, server.
	 *
	 * @return array[]
	 */
	public static function open() {
		return array(
			'pattern'                        => array( 'GET', '/wp-json/myplugin/v1/thing' ),
			'pattern with a slash'           => array( 'GET', '/wp-json/myplugin/v1/thing/' ),
			'pattern in capitals'            => array( 'GET', '/wp-json/myplugin/v1/THING' ),
			'pattern with a capture'         => array( 'GET', '/wp-json/myplugin/v1/item/7' ),
			'pattern by query'               => array( 'GET', '/?rest_route=/myplugin/v1/thing' ),
			'pattern by form'                => array( 'POST', '/', array( 'rest_route' => '/myplugin/v1/thing' ) ),
			'pattern by POST'                => array( 'POST', '/wp-json/myplugin/v1/thing', array( 'a' => '1' ) ),
			'pattern by OPTIONS'             => array( 'OPTIONS', '/wp-json/myplugin/v1/thing' ),
			'pattern through PATH_INFO'      => array( 'GET', '/index.php/wp-json/myplugin/v1/thing', null, 'nginx-pathinfo' ),
			'pattern through Apache'         => array( 'GET', '/wp-json/myplugin/v1/thing', null, 'apache-modphp' ),
			'pattern through php -S'         => array( 'GET', '/wp-json/myplugin/v1/thing', null, 'php-S' ),
			'the namespace of a pattern'     => array( 'GET', '/wp-json/myplugin/v1' ),
			'built-in: the index'            => array( 'GET', '/wp-json/' ),
			'endpoint'                       => array( 'GET', '/wp-json/wp/v2/posts/1' ),
			'endpoint in capitals'           => array( 'GET', '/wp-json/wp/v2/POSTS/1' ),
			'endpoint by HEAD'               => array( 'HEAD', '/wp-json/wp/v2/posts/1' ),
			'methods: GET'                   => array( 'GET', '/wp-json/wp/v2/tags' ),
			'methods: HEAD counts as GET'    => array( 'HEAD', '/wp-json/wp/v2/tags' ),
			'methods: OPTIONS counts as GET' => array( 'OPTIONS', '/wp-json/wp/v2/tags' ),
			'not yet expired'                => array( 'GET', '/wp-json/wp/v2/taxonomies' ),
		);
	}

	/**
	 * Strangers reach the allowlist.
	 *
	 * @dataProvider open
	 * @param string     $method The method.
	 * @param string     $uri    The target.
	 * @param array|null $body   The form.
	 * @param string     $server The server.
	 */
	public function test_what_the_allowlist_opens_stays_open( $method, $uri, $body = null, $server = 'nginx' ) {
		$this->assert_status( 200, $this->ask( $method, $uri, array(), $body, $server ), "$method $uri" );
	}

	/**
	 * What strangers may not ask: method, target, body, server.
	 *
	 * @return array[]
	 */
	public static function closed() {
		return array(
			'users'                           => array( 'GET', '/wp-json/wp/v2/users' ),
			'users by query'                  => array( 'GET', '/?rest_route=/wp/v2/users' ),
			'users by query on an open path'  => array( 'GET', '/wp-json/myplugin/v1/thing?rest_route=/wp/v2/users' ),
			'users by form'                   => array( 'POST', '/?_method=GET', array( 'rest_route' => '/wp/v2/users' ) ),
			'users in capitals'               => array( 'GET', '/wp-json/wp/v2/USERS' ),
			'users with a newline'            => array( 'GET', '/?rest_route=/wp/v2/users%0A' ),
			'users with a slash'              => array( 'GET', '/wp-json/wp/v2/users//' ),
			'users with two slashes before'   => array( 'GET', '//wp-json/wp/v2/users' ),
			'users through wp-activate.php'   => array( 'GET', '/wp-activate.php?rest_route=/wp/v2/users' ),
			'users through wp-signup.php'     => array( 'GET', '/wp-signup.php?rest_route=/wp/v2/users' ),
			'users through dots in PATH_INFO' => array( 'GET', '/index.php/wp-json/myplugin/v1/../../wp/v2/users', null, 'nginx-pathinfo' ),
			'users through Apache'            => array( 'GET', '/wp-json/wp/v2/users', null, 'apache-fcgi' ),
			'users by OPTIONS'                => array( 'OPTIONS', '/wp-json/wp/v2/users' ),
			'an unknown route'                => array( 'GET', '/wp-json/none/such' ),
			'a batch'                         => array( 'POST', '/wp-json/batch/v1', array( 'requests' => array( array( 'path' => '/myplugin/v1/thing' ) ) ) ),
			'beyond the border of a pattern'  => array( 'GET', '/wp-json/myplugin/v1x' ),
			'a newline behind a pattern'      => array( 'GET', '/?rest_route=/myplugin/v1/thing%0A' ),
			'beside an endpoint'              => array( 'GET', '/wp-json/wp/v2/posts' ),
			'below an endpoint'               => array( 'GET', '/wp-json/wp/v2/posts/1/revisions' ),
			'methods: POST'                   => array( 'POST', '/wp-json/wp/v2/tags', array( 'name' => 'x' ) ),
			'methods: GET overridden'         => array( 'GET', '/wp-json/wp/v2/tags?_method=POST&name=x' ),
			'expired'                         => array( 'GET', '/wp-json/wp/v2/categories' ),
		);
	}

	/**
	 * Everything else stays closed.
	 *
	 * @dataProvider closed
	 * @param string     $method The method.
	 * @param string     $uri    The target.
	 * @param array|null $body   The form.
	 * @param string     $server The server.
	 */
	public function test_everything_else_stays_closed_to_strangers( $method, $uri, $body = null, $server = 'nginx' ) {
		$this->assert_refused( $this->ask( $method, $uri, array(), $body, $server ), 401, 'rest_gate_restricted', "$method $uri" );
	}

	/**
	 * The refusal is no other than the extension's.
	 */
	public function test_a_refusal_is_never_cached_nor_wrapped_into_status_200() {
		$answer = $this->get( '/wp-json/wp/v2/users?_envelope=1' );
		$this->assert_refused( $answer );
		$this->assertStringContainsString( 'no-cache', $answer['headers']['cache-control'][0] ?? '' );
		$this->assertMatchesRegularExpression( '/\A[0-9a-f]{12}-[0-9a-f]{9}\z/', $answer['json']['data']['request_id'] );
	}

	/**
	 * Parts of an open request are decided each.
	 */
	public function test_an_open_route_does_not_carry_closed_ones_along() {
		$batch = $this->send_json(
			'POST',
			'/wp-json/myplugin/v1/wrapped-batch',
			array(
				'requests' => array(
					array( 'path' => '/myplugin/v1/thing' ),
					array(
						'method' => 'GET',
						'path'   => '/wp/v2/users',
					),
				),
			)
		);
		$this->assertSame( array( 200, 401 ), array_column( $batch['json']['responses'] ?? array(), 'status' ), $batch['body'] );
		$embed = $this->get( '/wp-json/myplugin/v1/embedder?_embed' );
		$this->assertSame( 'rest_gate_restricted', $embed['json']['_embedded']['author'][0]['code'] ?? null );
		$this->assertSame( '/myplugin/v1/thing', $embed['json']['_embedded']['related'][0]['route'] ?? null );
	}

	/**
	 * A user is a user with cookie and nonce, or with an application password; not with a cookie alone.
	 */
	public function test_users_work_with_nonce_and_with_application_password() {
		$this->assert_status( 200, $this->get( '/wp-json/wp/v2/users?context=edit', self::$admin->rest_headers() ) );
		$basic = 'Basic ' . base64_encode( Lab::env( 'ADMIN_LOGIN' ) . ':' . Lab::env( 'ADMIN_APP_PASSWORD' ) );
		$this->assert_status( 200, $this->get( '/wp-json/wp/v2/users?context=edit', array( 'Authorization' => $basic ) ) );
		$this->assert_refused( $this->get( '/wp-json/wp/v2/users', self::$admin->headers() ) );
		$this->assert_refused( $this->get( '/wp-json/wp/v2/users', array( 'X-WP-Nonce' => self::$admin->nonce ) ), 403, 'rest_cookie_invalid_nonce' );
	}

	/**
	 * Batches and embeds of users work as ever.
	 */
	public function test_batch_and_embeds_of_a_user_work() {
		$items = array(
			'requests' => array(
				array(
					'path' => '/wp/v2/posts/6',
					'body' => array( 'title' => 'By the author' ),
				),
			),
		);
		$batch = $this->send_json( 'POST', '/wp-json/batch/v1', $items, self::$editor->rest_headers() );
		$this->assertSame( 200, $batch['json']['responses'][0]['status'] ?? null, $batch['body'] );
		$embed = $this->get( '/wp-json/wp/v2/posts/6?_embed=author', self::$editor->rest_headers() );
		$this->assertSame( 2, $embed['json']['_embedded']['author'][0]['id'] ?? null, $embed['body'] );
	}

	/**
	 * The owner is told, a subscriber is not.
	 */
	public function test_the_administrator_is_told_and_a_subscriber_is_not() {
		$text = 'The PHP extension rest_gate is not loaded in fpm-fcgi. Meanwhile the stored expressions hold';
		$this->assertStringContainsString( $text, $this->assert_site_works( self::$admin ) );
		$profile = $this->get( '/wp-admin/profile.php', ( new Login( 'SUBSCRIBER' ) )->headers() );
		$this->assert_status( 200, $profile );
		$this->assertStringNotContainsString( 'rest_gate', $profile['body'] );
		$health = $this->site_health();
		$this->assertSame( 'critical', $health['status'] );
		$this->assertStringContainsString( 'not loaded in cli', $health['description'] );
		$this->assertStringContainsString( '"rest_gate"', $this->get( '/wp-admin/site-health.php', self::$admin->headers() )['body'] );
	}
}
