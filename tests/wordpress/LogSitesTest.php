<?php
/**
 * On a network each site has a log of its own, and each record the site that the client asked.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/LoggedTestCase.php';

/**
 * A network of two sites: ms.test and ms.test/shop.
 */
final class LogSitesTest extends LoggedTestCase {

	/** The site and its host. */
	protected const SITE = 'ms';
	protected const HOST = 'ms.test';

	/** The plugin is active on the whole network. */
	protected const NETWORK = true;

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		return array(
			'main' => self::logging(),
			'shop' => self::logging( 'restrict' ),
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
	 * Forgets what the second site stored as well.
	 */
	public static function tearDownAfterClass(): void {
		foreach ( Options::names( 'shop', 'rest_gate_' ) as $name ) {
			Options::drop( 'shop', $name );
		}
		parent::tearDownAfterClass();
	}

	/**
	 * Records are where the request was, with the number and address of that site.
	 */
	public function test_each_site_has_a_log_of_its_own() {
		$main = $this->left_by( $this->send( 'GET', '/wp-json/myplugin/v1/thing' )['client'], 'main', 'ms' );
		$shop = $this->left_by( $this->send( 'GET', '/shop/wp-json/myplugin/v1/thing' )['client'], 'shop', 'shop' );
		$this->assert_facts( array( 'blog_id' => 1, 'site' => 'http://ms.test', 'outcome' => 'allowed' ), $main );
		$this->assert_facts( array( 'blog_id' => 2, 'site' => 'http://ms.test/shop', 'outcome' => 'blocked' ), $shop );
		$this->assertNotSame( Spool::home( 'ms' ), Spool::home( 'shop' ) );
		$this->assertSame( array(), Spool::of( $main['ip'], 'shop' ) );
		$this->assertSame( array(), Spool::of( $shop['ip'], 'ms' ) );
	}

	/**
	 * A handler that leaves WordPress switched to another site changes nothing.
	 */
	public function test_a_switched_site_changes_nothing() {
		$answer = $this->send( 'GET', '/wp-json/neighbour/v1/switched?ask=/wp/v2/posts', self::companion( 'routes' ) );
		$this->assertSame( 2, $answer['json']['blog'], $answer['body'] );
		$record = $this->left_by( $answer['client'], 'switched', 'ms' );
		$this->assert_facts( array( 'blog_id' => 1, 'site' => 'http://ms.test', 'route' => '/neighbour/v1/switched', 'items' => array() ), $record );
		$this->assertSame( array(), Spool::of( $record['ip'], 'shop' ) );
	}

	/**
	 * The site whose log is off has none.
	 */
	public function test_a_site_whose_log_is_off_has_none() {
		Options::drop( 'shop', self::POLICY );
		$client = $this->send( 'GET', '/shop/wp-json/myplugin/v1/thing' )['client'];
		$this->left_by( $this->send( 'GET', '/wp-json/nothing/here' )['client'] );
		$this->assertSame( array(), Spool::of( $client, 'shop' ) );
		$this->assertSame( array(), Spool::of( $client, 'ms' ) );
	}
}
