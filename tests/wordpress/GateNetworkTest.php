<?php
/**
 * Claims: on a network the gates of a site are that site's, a super admin counts as an administrator
 * without having every capability that anybody could name, and a handler that leaves WordPress switched
 * to another site changes neither the gates nor who asks.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';

/**
 * A network of two sites: ms.test and ms.test/shop. The gates are those of ms.test.
 */
final class GateNetworkTest extends GatedSiteTestCase {

	/** The site and its host. */
	protected const SITE = 'ms';
	protected const HOST = 'ms.test';

	/** The plugin is active on the whole network. */
	protected const NETWORK = true;

	/**
	 * One gate for each name; two before routes of core.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$requirements = array(
			'admin'     => array( 'role' => 'administrator' ),
			'no-admin'  => array( 'not' => array( 'role' => 'administrator' ) ),
			'editor'    => array( 'role' => 'editor' ),
			'pirate'    => array( 'not' => array( 'role' => 'pirate' ) ),
			'kites'     => array( 'capability' => 'fly_kites' ),
			'no-kites'  => array( 'not' => array( 'capability' => 'fly_kites' ) ),
			'options'   => array( 'capability' => 'manage_options' ),
			'network'   => array( 'capability' => 'manage_network' ),
			'plugins'   => array( 'capability' => 'activate_plugins' ),
			'no-allow'  => array( 'capability' => 'do_not_allow' ),
		);
		$gates        = array();
		foreach ( $requirements as $name => $require ) {
			$gates[] = array( 'pattern' => '/myplugin/v1/any/' . $name, 'require' => $require );
		}
		$gates[] = array( 'pattern' => '/wp/v2/users/*', 'require' => array( 'capability' => 'list_users' ) );
		$gates[] = array( 'pattern' => '/wp/v2/tags', 'require' => array( 'deny' => true ) );
		return array( 'main' => self::gates( $gates ), 'shop' => self::gates( array( array( 'pattern' => '/wp/v2/categories', 'require' => array( 'deny' => true ) ) ) ) );
	}

	/**
	 * The people of the class, on ms.test only.
	 *
	 * @return array<string, string[]>
	 */
	protected static function people() {
		return array(
			'boss'  => array( 'administrator' ),
			'super' => array( 'subscriber', 'super' ),
			'owner' => array( 'super' ),
			'penny' => array( 'editor' ),
		);
	}

	/**
	 * Each site has its own policy.
	 */
	public static function setUpBeforeClass(): void {
		parent::setUpBeforeClass();
		Options::put( 'shop', self::POLICY, self::$stored['shop'] );
	}

	/**
	 * Forgets the policy of the second site as well.
	 */
	public static function tearDownAfterClass(): void {
		foreach ( Options::names( 'shop', 'rest_gate_' ) as $name ) {
			Options::drop( 'shop', $name );
		}
		parent::tearDownAfterClass();
	}

	/**
	 * Who passes which gate.
	 *
	 * @return array[]
	 */
	public static function gates_of_ms() {
		return array(
			'a super admin is an administrator'               => array( 'admin', 'boss super owner' ),
			'and not no administrator'                        => array( 'no-admin', 'penny -' ),
			'but no editor'                                   => array( 'editor', 'penny' ),
			'a role that nobody knows refuses'                => array( 'pirate', '' ),
			'a capability that nobody knows is nobody\'s'     => array( 'kites', '' ),
			'and refuses under not'                           => array( 'no-kites', '' ),
			'every site has its administrators'               => array( 'options', 'boss super owner' ),
			'the network has its own'                         => array( 'network', 'super owner' ),
			'plugins are the network\'s unless it says so'    => array( 'plugins', 'super owner' ),
			'what is allowed to nobody'                       => array( 'no-allow', '' ),
		);
	}

	/**
	 * Each principal passes what it satisfies.
	 *
	 * @dataProvider gates_of_ms
	 * @param string $name   The gate.
	 * @param string $passes Who passes; a dash is a stranger.
	 */
	public function test_super_admins_and_others_pass_what_they_satisfy( $name, $passes ) {
		$expected = array();
		foreach ( array( 'boss', 'super', 'owner', 'penny', '' ) as $who ) {
			$expected[ $who ] = in_array( '' === $who ? '-' : $who, explode( ' ', $passes ), true ) ? '200' : ( '' === $who ? '401 capability' : '403 capability' );
		}
		$this->assert_outcomes( $expected, 'GET', '/wp-json/myplugin/v1/any/' . $name );
	}

	/**
	 * The network may leave plugins to its sites.
	 */
	public function test_activate_plugins_is_the_sites_where_the_network_says_so() {
		$expected = array( 'boss' => '200', 'penny' => '403 capability', '' => '401 capability' );
		$this->assert_outcomes( $expected, 'GET', '/wp-json/myplugin/v1/any/plugins', null, self::companion( 'network-leaves-plugins' ) );
	}

	/**
	 * Two sites, two sets of gates.
	 */
	public function test_gates_are_of_one_site() {
		$this->assert_outcomes( array( '' => '401 capability' ), 'GET', '/wp-json/wp/v2/tags' );
		$this->assert_outcomes( array( '' => '200' ), 'GET', '/shop/wp-json/wp/v2/tags' );
		$this->assert_outcomes( array( '' => '200' ), 'GET', '/wp-json/wp/v2/categories' );
		$this->assert_outcomes( array( '' => '401 capability', 'owner' => '403 capability' ), 'GET', '/shop/wp-json/wp/v2/categories' );
		$this->assert_outcomes( array( '' => '401 capability' ), 'GET', '/SHOP/wp-json/WP/v2/Categories/' );
		$this->assert_outcomes( array( '' => '401 capability' ), 'GET', '/wp-activate.php?rest_route=/wp/v2/tags' );
	}

	/**
	 * A handler that leaves WordPress switched and then asks another route still meets the first site's gates.
	 */
	public function test_a_handler_that_switches_sites_meets_the_gates_of_its_own() {
		$ask = function ( $who, $from, $route ) {
			$answer = $this->request( $who, 'GET', "$from/wp-json/neighbour/v1/switched?ask=$route", null, self::companion( 'routes' ) );
			$this->assert_status( 200, $answer );
			$this->assertSame( 2, $answer['json']['blog'] );
			return $answer['json']['status'] . ' ' . $answer['json']['code'];
		};
		$this->assertSame( '401 rest_gate_capability', $ask( '', '', '/wp/v2/tags' ) );
		$this->assertSame( '403 rest_gate_capability', $ask( 'owner', '', '/wp/v2/tags' ) );
		$this->assertSame( '200 ', $ask( 'owner', '', '/wp/v2/categories' ) );
		$this->assertSame( '401 rest_gate_capability', $ask( '', '/shop', '/wp/v2/categories' ) );
		// Capabilities are asked where WordPress is: the boss of ms.test is nobody on the other site.
		$this->assertSame( '403 rest_gate_capability', $ask( 'boss', '', '/wp/v2/users' ) );
		$this->assertSame( '200 ', $ask( 'super', '', '/wp/v2/users' ) );
		$this->assert_outcomes( array( 'boss' => '200', 'penny' => '403 capability' ), 'GET', '/wp-json/wp/v2/users' );
	}
}
