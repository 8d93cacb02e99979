<?php
/**
 * Threat 47: with the extension gone, older or newer than the plugin, the stored expressions hold: the
 * allowlist stays open to strangers, everything else stays closed, and the administrator is told.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GateTestCase.php';

/**
 * Takes the extension away.
 */
final class ThreatsExtensionTest extends GateTestCase {

	private const THING = '/wp-json/myplugin/v1/thing';
	private const USERS = '/wp-json/wp/v2/users';

	/**
	 * One entry of each kind.
	 *
	 * @return string
	 */
	protected static function document() {
		$endpoint = array(
			'endpoint' => '/forms/v1/form/(?P<id>\d+)/feedback',
			'methods'  => array( 'POST' ),
		);
		return self::policy( array_merge( self::MYPLUGIN, array( $endpoint ) ) );
	}

	/**
	 * Brings the extension back.
	 */
	public static function tearDownAfterClass(): void {
		if ( 'on' !== self::extension() ) {
			Lab::site( 'extension', 'on' );
		}
		parent::tearDownAfterClass();
	}

	/**
	 * Whether the servers have the extension now.
	 *
	 * @return string
	 */
	private static function extension() {
		return is_file( Lab::env( 'PHP_CONF_DIR' ) . '/90-rest_gate.ini' ) ? 'on' : 'off';
	}

	/**
	 * What holds under `restrict` whatever the extension is.
	 *
	 * @param string $deeds What other plugins do.
	 */
	private function assert_the_restriction_holds( $deeds ) {
		$ask = static function ( $method, $uri, array $headers = array(), $body = null ) use ( $deeds ) {
			return self::ask( $method, $uri, $headers + self::hostile( trim( "routes $deeds" ) ), $body );
		};
		$this->assert_passed( $ask( 'GET', self::THING ) );
		$this->assert_passed( $ask( 'GET', '/wp-json/MyPlugin/V1/Thing' ) );
		$this->assert_passed( $ask( 'GET', '/wp-json/' ), 'the index' );
		$this->assert_passed( $ask( 'POST', '/wp-json/forms/v1/form/7/feedback', array(), '' ), 'an endpoint' );
		foreach ( array( self::USERS, '/?rest_route=/wp/v2/users', '/wp-activate.php?rest_route=/wp/v2/users', '/wp-json/myplugin/v1-evil/thing', '/wp-json/forms/v1/form/7/feedback', '/wp-json/forms/v1/form/7/entries', '/wp-json/wp/v2/Users', '/?rest_route=/wp/v2/users%0A', '/?rest_route=/myplugin/v1/thing%0A', '/?rest_route=/myplugin/v1/any/../x' ) as $uri ) {
			$this->assert_refused( $ask( 'GET', $uri ), $uri );
		}
		$this->assert_refused( $ask( 'OPTIONS', self::USERS ) );
		$batch = array( 'requests' => array( array( 'path' => '/wp/v2/users' ), array( 'path' => '/myplugin/v1/thing' ) ) );
		$this->assert_refused( $ask( 'POST', '/wp-json/batch/v1', array(), $batch ), 'batch' );
		$items = $ask( 'POST', '/wp-json/myplugin/v1/wrapped-batch', array(), $batch )['json']['responses'];
		$this->assertSame( array( 401, 200 ), array_column( $items, 'status' ) );
		$this->assert_refusal( $ask( 'GET', '/wp-json/myplugin/v1/embedder?_embed=1' )['json']['_embedded']['author'][0] );
		$this->assert_passed( $ask( 'GET', '/wp-json/wp/v2/types', ( new Login( 'SUBSCRIBER' ) )->rest_headers() ), 'a user' );
	}

	/**
	 * The plugin is newer or older than the extension.
	 */
	public function test_threat_47_a_plugin_that_does_not_match_the_extension_stays_closed() {
		$this->assert_the_restriction_holds( '' );
		foreach ( array( 'plugin-is-newer', 'plugin-is-older' ) as $deed ) {
			$this->assert_the_restriction_holds( $deed );
		}
	}

	/**
	 * The extension is gone, as after an upgrade of PHP.
	 */
	public function test_threat_47_without_the_extension_the_allowlist_holds() {
		Lab::site( 'extension', 'off' );
		$this->assert_the_restriction_holds( '' );
		$page = self::ask( 'GET', '/wp-admin/', ( new Login( 'ADMIN' ) )->headers() );
		$this->assertSame( 200, $page['status'] );
		$this->assertMatchesRegularExpression( '~notice-error"><p><strong>REST Gate:</strong>~', $page['body'], 'the administrator is told' );
		$subscriber = self::ask( 'GET', '/wp-admin/profile.php', ( new Login( 'SUBSCRIBER' ) )->headers() );
		$this->assertStringNotContainsString( 'REST Gate:', $subscriber['body'] );
		Lab::site( 'extension', 'on' );
	}

	/**
	 * Under block_all everybody stays out, and wp-admin stays open.
	 */
	public function test_threat_47_block_all_holds_without_the_extension() {
		Lab::gate( 'single', self::policy( self::MYPLUGIN, array( 'mode' => 'block_all' ) ) );
		$admin = new Login( 'ADMIN' );
		Lab::site( 'extension', 'off' );
		foreach ( array( self::USERS, self::THING, '/wp-json/', '/wp-activate.php?rest_route=/wp/v2/users' ) as $uri ) {
			$this->assert_refused( self::ask( 'GET', $uri ), $uri, 401, 'rest_gate_blocked_all' );
			$this->assert_refused( self::ask( 'GET', $uri, $admin->rest_headers() ), $uri, 403, 'rest_gate_blocked_all' );
		}
		$this->assertSame( 200, self::ask( 'GET', '/wp-admin/', $admin->headers() )['status'] );
		Lab::site( 'extension', 'on' );
	}

	/**
	 * A policy that the extension made no expressions of closes everything to strangers.
	 */
	public function test_threat_47_without_expressions_everything_is_closed() {
		$store = '$o = get_option( "rest_gate_policy" ); $o["expressions"] = %s; update_option( "rest_gate_policy", $o );';
		foreach ( array( '""', '"{"', '"[]"', 'null', '7' ) as $expressions ) {
			Lab::gate( 'single', self::document() );
			Lab::wp( 'single', 'eval', sprintf( $store, $expressions ) );
			foreach ( array( self::THING, self::USERS, '/wp-json/' ) as $uri ) {
				$this->assert_refused( self::ask( 'GET', $uri, self::hostile( 'plugin-is-newer' ) ), "$expressions $uri" );
			}
			$this->assert_passed( self::ask( 'GET', self::THING ), 'the extension needs no expressions' );
		}
	}
}
