<?php
/**
 * The modes: block_all refuses everybody and never the way to switch it off, simulate refuses nobody,
 * off and never configured change nothing.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GateTestCase.php';

/**
 * Changes the mode and asks.
 */
final class ThreatsModesTest extends GateTestCase {

	private const THING     = '/wp-json/myplugin/v1/thing';
	private const USERS     = '/wp-json/wp/v2/users';
	private const PREFLIGHT = array(
		'Origin'                        => 'https://app.example',
		'Access-Control-Request-Method' => 'POST',
	);

	/**
	 * A client who is let in as without a gate.
	 */
	private function assert_everything_passes() {
		foreach ( array( self::USERS, self::THING, '/wp-json/', '/?rest_route=/wp/v2/users/1', '/wp-json/wp/v2/posts/6?_embed=author' ) as $uri ) {
			$this->assert_passed( self::ask( 'GET', $uri ), $uri );
		}
		$this->assert_passed( self::ask( 'OPTIONS', self::USERS ) );
		$this->assert_passed( self::ask( 'OPTIONS', self::USERS, self::PREFLIGHT ), 'a preflight is WordPress\'s to answer' );
		$batch = self::ask( 'POST', '/wp-json/batch/v1', array(), array( 'requests' => array( array( 'path' => '/myplugin/v1/thing' ) ) ) );
		$this->assertSame( 200, $batch['json']['responses'][0]['status'], $batch['body'] );
		$this->assertSame( 'author1', self::ask( 'GET', '/wp-json/wp/v2/posts/6?_embed=author' )['json']['_embedded']['author'][0]['slug'] );
		$this->assertSame( 200, self::ask( 'GET', self::USERS . '?_envelope=1' )['json']['status'] );
	}

	/**
	 * Nobody passes under block_all: not the allowlist, not the index, not the administrator.
	 */
	public function test_block_all_refuses_everybody() {
		Lab::gate( 'single', self::policy( self::MYPLUGIN, array( 'mode' => 'block_all' ) ) );
		$admin  = new Login( 'ADMIN' );
		$author = array( 'Authorization' => 'Basic ' . base64_encode( 'author1:' . Lab::env( 'AUTHOR_APP_PASSWORD' ) ) );
		foreach ( array( self::USERS, self::THING, '/wp-json/', '/wp-activate.php?rest_route=/wp/v2/users', '/?rest_route=/wp/v2/settings' ) as $uri ) {
			$this->assert_refused( self::ask( 'GET', $uri ), $uri, 401, 'rest_gate_blocked_all' );
			$this->assert_refused( self::ask( 'GET', $uri, self::hostile( 'vouch-true' ) ), "vouched $uri", 401, 'rest_gate_blocked_all' );
			$this->assert_refused( self::ask( 'GET', $uri, $admin->headers() ), "without nonce $uri", 401, 'rest_gate_blocked_all' );
			$this->assert_refused( self::ask( 'GET', $uri, $admin->rest_headers() ), "admin $uri", 403, 'rest_gate_blocked_all' );
			$this->assert_refused( self::ask( 'GET', $uri, $author ), "author $uri", 403, 'rest_gate_blocked_all' );
		}
		foreach ( array( '?_envelope=1', '?_embed=1' ) as $query ) {
			$this->assert_refused( self::ask( 'GET', self::THING . $query, $admin->rest_headers() ), $query, 403, 'rest_gate_blocked_all' );
		}
		$batch = array( 'requests' => array( array( 'path' => '/myplugin/v1/thing' ) ) );
		$this->assert_refused( self::ask( 'POST', '/wp-json/batch/v1', $admin->rest_headers(), $batch ), 'batch', 403, 'rest_gate_blocked_all' );
	}

	/**
	 * A preflight is answered under block_all as well, and tells nothing.
	 *
	 * @depends test_block_all_refuses_everybody
	 */
	public function test_block_all_answers_a_preflight_with_nothing() {
		foreach ( array( self::USERS, self::THING ) as $uri ) {
			$answer = self::ask( 'OPTIONS', $uri, self::PREFLIGHT );
			$this->assertSame( 204, $answer['status'], $answer['body'] );
			$this->assertSame( '', $answer['body'] );
			$this->assertSame( array( 'https://app.example' ), $answer['headers']['access-control-allow-origin'] );
			$this->assert_refused( self::ask( 'OPTIONS', $uri ), 'without Origin', 401, 'rest_gate_blocked_all' );
		}
	}

	/**
	 * The administration works without REST.
	 *
	 * @depends test_block_all_refuses_everybody
	 */
	public function test_block_all_leaves_the_administration_alone() {
		$admin = new Login( 'ADMIN' );
		foreach ( array( '/wp-admin/', '/wp-admin/plugins.php', '/wp-admin/options-general.php', '/wp-admin/post.php?post=6&action=edit', '/wp-admin/site-health.php' ) as $uri ) {
			$page = self::ask( 'GET', $uri, $admin->headers() );
			$this->assertSame( 200, $page['status'], $uri );
			$this->assertStringContainsString( 'wp-admin-bar', $page['body'], $uri );
		}
		$this->assertSame( 200, self::ask( 'GET', '/' )['status'] );
		$this->assertStringContainsString( 'rest_do_request:200;', self::ask( 'GET', '/', self::hostile( 'front-page' ) )['body'] );
	}

	/**
	 * Simulation decides and lets everything through.
	 */
	public function test_simulate_lets_everything_through() {
		foreach ( array( 'restrict', 'block_all' ) as $mode ) {
			$other = array(
				'mode'     => $mode,
				'simulate' => true,
			);
			Lab::gate( 'single', self::policy( array( array( 'pattern' => '/wp-json/myplugin/v1/item/1' ) ), $other ) );
			$this->assert_everything_passes();
			$this->assert_passed( self::ask( 'GET', '/wp-json/myplugin/v1/item/1?id=6' ), 'a conflict' );
		}
	}

	/**
	 * Switched off.
	 */
	public function test_off_lets_everything_through() {
		Lab::gate( 'single', self::policy( self::MYPLUGIN, array( 'mode' => 'off' ) ) );
		$this->assert_everything_passes();
	}

	/**
	 * Never configured means off.
	 */
	public function test_never_configured_means_off() {
		Lab::gate( 'single', null );
		$this->assert_everything_passes();
	}
}
