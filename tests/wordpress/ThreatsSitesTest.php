<?php
/**
 * Threats 10 and 11 on the other kinds of site: plain and index permalinks, another REST prefix, a
 * sub-directory, a network and its sub-site, permalinks without a slash.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GateTestCase.php';

/**
 * Asks every kind of site for its users, as a stranger.
 */
final class ThreatsSitesTest extends GateTestCase {

	private const SITES = array( 'plain', 'idx', 'prefix', 'sub', 'ms', 'shop', 'noslash' );

	/**
	 * Closes every site.
	 */
	public static function setUpBeforeClass(): void {
		foreach ( self::SITES as $site ) {
			Lab::gate( $site, self::policy() );
		}
	}

	/**
	 * Opens every site.
	 */
	public static function tearDownAfterClass(): void {
		foreach ( self::SITES as $site ) {
			Lab::ungate( $site );
		}
	}

	/**
	 * What each site answers to.
	 *
	 * @return array<string, string[]> Host, server, address.
	 */
	public function addresses() {
		$cases = array();
		$sites = array(
			'plain.test'   => array( '/?rest_route=/wp/v2/users', '/index.php?rest_route=/wp/v2/users', '/wp-json/?rest.route=/wp/v2/users' ),
			'idx.test'     => array( '/index.php/wp-json/wp/v2/users', '//index.php/wp-json/wp/v2/users', '/?rest_route=/wp/v2/users' ),
			'prefix.test'  => array( '/api/wp/v2/users', '//api/wp/v2/users', '/index.php/api/wp/v2/users', '/?rest_route=/wp/v2/users' ),
			'noslash.test' => array( '/wp-json/wp/v2/users', '//wp-json/wp/v2/users', '/index.php/wp-json/wp/v2/users' ),
			'sub.test'     => array( '/blog/wp-json/wp/v2/users', '/blog//wp-json/wp/v2/users', '/blog/index.php/wp-json/wp/v2/users', '/blog/?rest_route=/wp/v2/users' ),
			'ms.test'      => array(
				'/wp-json/wp/v2/users',
				'/shop/wp-json/wp/v2/users',
				'/SHOP/wp-json/wp/v2/users',
				'//shop/wp-json/wp/v2/users',
				'/shop//wp-json/wp/v2/users',
				'/shop/index.php/wp-json/wp/v2/users',
				'/shop/?rest_route=/wp/v2/users',
				'/shop?rest_route=/wp/v2/users',
			),
		);
		foreach ( $sites as $host => $addresses ) {
			foreach ( $addresses as $address ) {
				foreach ( array( 'nginx', 'nginx-pathinfo', 'apache-modphp', 'php-S' ) as $server ) {
					$cases[ "$host $server $address" ] = array( $host, $server, $address );
				}
			}
		}
		return $cases;
	}

	/**
	 * One address.
	 *
	 * @dataProvider addresses
	 * @param string $host    The host.
	 * @param string $server  The server variant.
	 * @param string $address The address.
	 */
	public function test_threat_10_every_kind_of_site_is_gated( $host, $server, $address ) {
		$answer = self::ask( 'GET', $address, array( 'Host' => $host ), null, $server );
		if ( 401 !== $answer['status'] ) {
			// Where the server or WordPress makes no REST request of it.
			$this->assertContains( $answer['status'], array( 301, 404 ), $answer['body'] );
			$this->assertNull( $answer['json'], $answer['body'] );
			$this->assertNotContains( $address, array( '/?rest_route=/wp/v2/users', '/wp-json/wp/v2/users', '/api/wp/v2/users' ) );
			return;
		}
		$this->assert_refused( $answer );
	}

	/**
	 * The route that the policy opens is open on each of them.
	 */
	public function test_threat_10_the_allowlist_holds_on_every_kind_of_site() {
		$addresses = array(
			'plain.test'   => '/?rest_route=/myplugin/v1/thing',
			'idx.test'     => '/index.php/wp-json/myplugin/v1/thing',
			'prefix.test'  => '/api/myplugin/v1/thing',
			'noslash.test' => '/wp-json/myplugin/v1/thing',
			'sub.test'     => '/blog/wp-json/myplugin/v1/thing',
			'ms.test'      => '/shop/wp-json/myplugin/v1/thing',
		);
		foreach ( $addresses as $host => $address ) {
			$answer = self::ask( 'GET', $address, array( 'Host' => $host ) );
			$this->assert_passed( $answer, $host );
			$this->assertSame( '/myplugin/v1/thing', $answer['json']['route'], $host );
		}
	}

	/**
	 * The script that loads no regular plugin, with a path, a query and a body.
	 */
	public function test_threat_11_wp_activate_is_gated_on_every_kind_of_site() {
		foreach ( array( 'plain.test' => '', 'idx.test' => '', 'prefix.test' => '', 'noslash.test' => '', 'sub.test' => '/blog', 'ms.test' => '' ) as $host => $home ) {
			foreach ( array( 'wp-activate.php', 'wp-signup.php', 'wp-trackback.php', 'wp-blog-header.php' ) as $script ) {
				$what = "$host $script";
				$this->assert_refused( self::ask( 'GET', "$home/$script?rest_route=/wp/v2/users", array( 'Host' => $host ) ), $what );
				$this->assert_refused( self::ask( 'POST', "$home/$script?_method=GET", array( 'Host' => $host ), 'rest_route=/wp/v2/users' ), "POST $what" );
			}
		}
		$this->assert_refused( self::ask( 'GET', '/shop/wp-activate.php?rest_route=/wp/v2/users', array( 'Host' => 'ms.test' ) ), 'the sub-site' );
	}

	/**
	 * Six sites share one code base here: what one does with the plugin does not open another.
	 */
	public function test_threat_40_deactivation_on_one_site_leaves_the_others_gated() {
		Lab::wp( 'noslash', 'plugin', 'deactivate', 'rest-gate' );
		try {
			$this->assert_refused( self::ask( 'GET', '/?rest_route=/wp/v2/users', array( 'Host' => 'plain.test' ) ) );
			$this->assert_refused( self::ask( 'GET', '/wp-activate.php?rest_route=/wp/v2/users', array( 'Host' => 'plain.test' ) ), 'wp-activate.php of another site' );
		} finally {
			Lab::wp( 'noslash', 'plugin', 'activate', 'rest-gate' );
		}
	}
}
