<?php
/**
 * The early gate on a network in subdirectories: each blog is refused early by its own policy, whatever that of the
 * others is, and a blog that the snapshots do not know yet is WordPress's.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/EarlySitesTestCase.php';

/**
 * A network of two blogs: ms.test and ms.test/shop.
 */
final class EarlyNetworkTest extends EarlySitesTestCase {

	/** The site and its host. */
	protected const SITE = 'ms';
	protected const HOST = 'ms.test';

	/** The plugin is active on the whole network. */
	protected const NETWORK = true;

	/** The blogs. */
	protected const SITES = array( 'ms', 'shop' );

	/** Their indexes, in the same order. */
	protected const INDEXES = array( array( 'ms.test', '/wp-json/' ), array( 'ms.test', '/shop/wp-json/' ) );

	/** How the users of each blog are asked for. */
	private const USERS = array(
		'ms'   => array( '/wp-json/wp/v2/users', '//wp-json/wp/v2/users', '/index.php/wp-json/wp/v2/users', '/?rest_route=/wp/v2/users' ),
		'shop' => array( '/shop/wp-json/wp/v2/users', '/SHOP/wp-json/wp/v2/users', '//shop//wp-json/wp/v2/users', '/0/shop/?rest_route=/wp/v2/users', '/shop/?rest_route=/wp/v2/users', '/shop?rest_route=/wp/v2/users' ),
	);

	/**
	 * The people of the network.
	 *
	 * @return array<string, string[]>
	 */
	protected static function people() {
		return array( 'earlybird' => array( 'administrator' ) );
	}

	/**
	 * Policies of both, and how many snapshots they make: the main blog always publishes, for it tells which blogs
	 * there are.
	 *
	 * @return array[]
	 */
	public static function policies() {
		return array(
			'both closed'            => array( 'restrict', 'restrict', 2 ),
			'the main blog open'     => array( 'off', 'restrict', 2 ),
			'the other open'         => array( 'restrict', 'off', 1 ),
			'the main blog silenced' => array( 'block_all', 'restrict', 2 ),
		);
	}

	/**
	 * Each blog by its own policy.
	 *
	 * @dataProvider policies
	 * @param string $ms   The policy of the main blog.
	 * @param string $shop The policy of the other.
	 * @param int    $many So many have something to publish.
	 */
	public function test_a_blog_has_its_own_decision( $ms, $shop, $many ) {
		self::publish( $ms, array( 'shop' => $shop ), $many );
		foreach ( array( 'ms' => $ms, 'shop' => $shop ) as $site => $policy ) {
			$this->site = $site;
			foreach ( self::USERS[ $site ] as $uri ) {
				'off' === $policy ? $this->assert_passed_on( array( 'GET', $uri ), $uri ) : $this->assert_refused_early( array( 'GET', $uri ), $uri );
			}
			$home = 'shop' === $site ? '/shop' : '';
			$open = array( 'GET', "$home/wp-json/myplugin/v1/thing" );
			'block_all' === $policy ? $this->assert_refused_early( $open, $site ) : $this->assert_passed_on( $open, $site );
			$password = self::basic( 'earlybird', self::$people_of['shop']['earlybird']['passwords'][0]['password'] );
			$this->assert_passed_on( array( 'GET', "$home/wp-json/wp/v2/users/me", $password ), "$site: a password" );
		}
	}

	/**
	 * A blog is made while the snapshots count: neither its path nor a parameter is refused by the policy of another.
	 */
	public function test_a_new_blog_is_not_refused_by_the_main_blog() {
		self::publish( 'restrict' );
		$this->assert_refused_early( array( 'GET', '/?rest_route=/wp/v2/users' ), 'the main blog' );
		$number = trim( Lab::wp( 'ms', 'site', 'create', '--slug=fresh', '--email=admin@single.test', '--porcelain' ) );
		try {
			foreach ( array( '/fresh/?rest_route=/wp/v2/types', '/fresh/index.php?rest_route=/wp/v2/types', '/fresh?rest_route=/wp/v2/types', '/fresh/wp-json/wp/v2/types' ) as $uri ) {
				$answer = $this->send( ...$this->on_early( array( 'GET', $uri ) ) );
				$this->assertSame( array( 200, true ), array( $answer['status'], isset( $answer['json']['post'] ) ), "$uri {$answer['body']}" );
			}
			$this->assertTrue( self::are_published(), 'the snapshots are those of before' );
			$this->assert_passed_on( array( 'GET', '/nosuch/?rest_route=/wp/v2/users' ), 'a blog that is not there' );
			$this->assert_refused_early( array( 'GET', '/wp-json/wp/v2/users' ), 'the main blog, afterwards' );
		} finally {
			Lab::wp( 'ms', 'site', 'delete', $number, '--yes' );
		}
	}
}
