<?php
/**
 * Threats 15, 16, 27 and 34: other plugins on the site, careless or hostile, do not open the gate, and
 * calls from code are none of its business.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GateTestCase.php';

/**
 * Asks a site whose other plugins misbehave, as a stranger.
 */
final class ThreatsHostileTest extends GateTestCase {

	private const THING = '/wp-json/myplugin/v1/thing';
	private const USERS = '/wp-json/wp/v2/users';

	/**
	 * Without their help everything is as it should be.
	 */
	public function test_the_fixture_misbehaves_only_when_asked() {
		$this->assert_refused( self::ask( 'GET', self::USERS ) );
		$this->assert_passed( self::ask( 'GET', self::THING ) );
		$this->assertStringContainsString( 'there is no nonsense', self::ask( 'GET', self::THING, self::hostile( 'nonsense' ) )['body'] );
	}

	/**
	 * A plugin that comes to the site after the policy was saved.
	 */
	public function test_threat_15_a_plugin_activated_later_stays_closed() {
		$folder = Lab::env( 'WORDPRESS_ROOT' ) . '/wp-content/plugins/lateplugin';
		if ( ! is_dir( $folder ) ) {
			mkdir( $folder, 0755 );
		}
		copy( dirname( __DIR__ ) . '/fixtures/wordpress/lateplugin/lateplugin.php', "$folder/lateplugin.php" );
		try {
			Lab::wp( 'single', 'plugin', 'activate', 'lateplugin' );
			foreach ( array( 'GET', 'POST', 'OPTIONS' ) as $method ) {
				$this->assert_refused( self::ask( $method, '/wp-json/late/v1/thing', array(), 'POST' === $method ? '' : null ), $method );
			}
			$this->assert_refused( self::ask( 'GET', '/wp-json/late/v1' ) );
			$answer = self::ask( 'GET', '/wp-json/late/v1/thing', ( new Login( 'SUBSCRIBER' ) )->rest_headers() );
			$this->assertSame( array( 'late' => true ), $answer['json'] );
		} finally {
			Lab::wp( 'single', 'plugin', 'deactivate', 'lateplugin' );
			unlink( "$folder/lateplugin.php" );
			rmdir( $folder );
		}
	}

	/**
	 * `true` from an earlier plugin says nothing of who asks.
	 */
	public function test_threat_16_an_earlier_true_is_still_decided() {
		$this->assert_refused( self::ask( 'GET', self::USERS, self::hostile( 'earlier-true' ) ) );
		$this->assert_passed( self::ask( 'GET', self::THING, self::hostile( 'earlier-true' ) ) );
	}

	/**
	 * An error from an earlier plugin stays that plugin's.
	 */
	public function test_threat_16_an_earlier_error_is_kept() {
		foreach ( array( self::USERS, self::THING ) as $uri ) {
			$answer = self::ask( 'GET', $uri, self::hostile( 'earlier-error' ) );
			$this->assertSame( 403, $answer['status'], $answer['body'] );
			$this->assertSame( 'other_plugin', $answer['json']['code'] );
		}
	}

	/**
	 * A page that asks REST from code, and a REST route that does.
	 */
	public function test_threat_27_calls_from_code_are_not_refused() {
		$page = self::ask( 'GET', '/', self::hostile( 'front-page' ) );
		$this->assertSame( 200, $page['status'] );
		$this->assertStringContainsString( 'rest_do_request:200;preload:1;', $page['body'] );
		$answer = self::ask( 'GET', '/wp-json/myplugin/v1/internal' );
		$this->assertSame( array( 'status' => 200 ), $answer['json'], $answer['body'] );
	}

	/**
	 * What other plugins do to the gate's callbacks, alone and together.
	 *
	 * @return array<string, string[]>
	 */
	public function deeds() {
		$cases   = array();
		$removed = array( 'remove-dispatch-at-init', 'remove-dispatch-at-cors', 'remove-dispatch-inside' );
		foreach ( array( 'late-true', 'later-true', 'remove-at-init', 'remove-at-cors', 'remove-inside' ) as $first ) {
			$cases[ $first ] = array( $first );
			foreach ( $removed as $second ) {
				$cases[ "$first $second" ] = array( "$first $second" );
			}
			foreach ( array( 'overwrite-dispatch', 'overwrite-dispatch-at-init', 'overwrite-dispatch-inside', 'overwrite-handler' ) as $second ) {
				$cases[ "$first $second" ] = array( "$first $second" );
			}
		}
		foreach ( array_merge( $removed, array( 'overwrite-dispatch', 'overwrite-dispatch-at-init', 'overwrite-dispatch-inside', 'overwrite-handler' ) ) as $deed ) {
			$cases[ $deed ] = array( $deed );
		}
		return $cases;
	}

	/**
	 * A stranger on a closed route is refused all the same, by each way to ask.
	 *
	 * @dataProvider deeds
	 * @param string $deeds What the other plugins do.
	 */
	public function test_threat_34_no_plugin_opens_the_gate_by_its_hooks( $deeds ) {
		foreach ( array( self::USERS, '/?rest_route=/wp/v2/users/1', '/wp-json/wp/v2/posts?_embed=1' ) as $uri ) {
			$this->assert_refused( self::ask( 'GET', $uri, self::hostile( $deeds ) ), $uri );
		}
		$answer = self::ask( 'POST', '/wp-json/batch/v1', self::hostile( $deeds ), array( 'requests' => array( array( 'path' => '/myplugin/v1/thing' ) ) ) );
		$this->assert_refused( $answer, 'batch' );
		$options = self::ask( 'OPTIONS', self::USERS, self::hostile( $deeds ) );
		$this->assertContains( $options['status'], array( 401, 404 ), $options['body'] );
		$this->assertStringNotContainsString( 'endpoints', $options['body'] );
	}

	/**
	 * The parts of an open request are as closed as before.
	 *
	 * @dataProvider deeds
	 * @param string $deeds What the other plugins do.
	 */
	public function test_threat_34_no_plugin_opens_the_parts_of_a_request( $deeds ) {
		$items  = array(
			'requests' => array(
				array(
					'method' => 'GET',
					'path'   => '/wp/v2/users',
				),
			),
		);
		$batch  = self::ask( 'POST', '/wp-json/myplugin/v1/wrapped-batch', self::hostile( $deeds ), $items );
		$embeds = self::ask( 'GET', '/wp-json/myplugin/v1/embedder?_embed=1', self::hostile( $deeds ) );
		foreach ( array( $batch, $embeds ) as $answer ) {
			$this->assertContains( $answer['status'], array( 200, 207, 401 ), $answer['body'] );
			$this->assertStringNotContainsString( '"slug"', $answer['body'] );
		}
		// A cache that answers for the open outer route never asks for its parts.
		if ( isset( $batch['json']['responses'] ) ) {
			$this->assert_refusal( $batch['json']['responses'][0]['body'], $batch['body'] );
		}
		if ( isset( $embeds['json']['_embedded'] ) ) {
			$this->assert_refusal( $embeds['json']['_embedded']['author'][0], $embeds['body'] );
		}
	}

	/**
	 * The request's route is changed between its decision and its dispatch.
	 *
	 * @dataProvider reroutes
	 * @param string $deeds What the other plugins do.
	 */
	public function test_threat_34_a_route_changed_on_the_way_is_decided_again( $deeds ) {
		$answer = self::ask( 'GET', self::THING, self::hostile( $deeds ) );
		$this->assert_refused( $answer, $deeds );
	}

	/**
	 * When the route is changed, and what else happens.
	 *
	 * @return array<string, string[]>
	 */
	public function reroutes() {
		$cases = array();
		foreach ( array( 'reroute-after-authentication', 'reroute-at-dispatch', 'reroute-behind-dispatch' ) as $first ) {
			foreach ( array( '', ' later-true', ' overwrite-handler' ) as $second ) {
				$cases[ $first . $second ] = array( $first . $second );
			}
		}
		// At rest_pre_dispatch nobody is left then who could change the route.
		$cases['reroute-after-authentication remove-dispatch-inside'] = array( 'reroute-after-authentication remove-dispatch-inside' );
		return $cases;
	}

	/**
	 * A user is not refused because of them, unless nobody was asked who the user is.
	 */
	public function test_threat_34_a_user_passes_by_the_same_hooks() {
		$headers = ( new Login( 'SUBSCRIBER' ) )->rest_headers();
		foreach ( array( 'late-true', 'later-true', 'remove-at-init', 'remove-dispatch-at-init', 'remove-dispatch-inside' ) as $deeds ) {
			$this->assert_passed( self::ask( 'GET', '/wp-json/wp/v2/posts', $headers + self::hostile( $deeds ) ), $deeds );
		}
		$this->assert_refused( self::ask( 'GET', '/wp-json/wp/v2/posts', $headers + self::hostile( 'remove-at-cors' ) ), 'undecided' );
	}
}
