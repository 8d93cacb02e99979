<?php
/**
 * The early gate on every kind of site: plain and index permalinks, another REST prefix, permalinks without a slash,
 * WordPress in a folder, WordPress 6.5. Each is refused early by its own snapshot, as WordPress refuses there.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/EarlySitesTestCase.php';

/**
 * One host for each kind.
 */
final class EarlySitesTest extends EarlySitesTestCase {

	/** The sites; the first is that of the class. */
	protected const SITES = array( 'single', 'plain', 'idx', 'prefix', 'noslash', 'sub', 'old' );

	/** Their indexes, in the same order. */
	protected const INDEXES = array(
		array( 'single.test', '/wp-json/' ),
		array( 'plain.test', '/?rest_route=/' ),
		array( 'idx.test', '/index.php/wp-json/' ),
		array( 'prefix.test', '/api/' ),
		array( 'noslash.test', '/wp-json/' ),
		array( 'sub.test', '/blog/wp-json/' ),
		array( 'old.test', '/wp-json/' ),
	);

	/** @var bool Whether `restrict` is in force on every site. */
	private static $are_closed = false;

	/**
	 * The people of each site.
	 *
	 * @return array<string, string[]>
	 */
	protected static function people() {
		return array( 'earlybird' => array( 'administrator' ) );
	}

	/**
	 * Each site: how the users and another route are asked for, and what only looks like it.
	 *
	 * @return array[]
	 */
	public static function sites() {
		return array(
			'plain permalinks'   => array(
				'plain',
				array( '/?rest_route=/wp/v2/users', '/index.php?rest_route=/wp/v2/users', '/?rest_route=%2Fwp%2Fv2%2Fusers', '/wp-json/?rest.route=/wp/v2/users' ),
				'/?rest_route=/myplugin/v1/thing',
				array( '/wp-json/wp/v2/users', '/index.php/wp-json/wp/v2/users' ),
			),
			'index permalinks'   => array(
				'idx',
				array( '/index.php/wp-json/wp/v2/users', '//index.php/wp-json/wp/v2/users', '/?rest_route=/wp/v2/users' ),
				'/index.php/wp-json/myplugin/v1/thing',
				array( '/index.php/hello-world/' ),
			),
			'another prefix'     => array(
				'prefix',
				array( '/api/wp/v2/users', '//api/wp/v2/users', '/index.php/api/wp/v2/users', '/?rest_route=/wp/v2/users' ),
				'/api/myplugin/v1/thing',
				array( '/wp-json/wp/v2/users', '/index.php/wp-json/wp/v2/users' ),
			),
			'no slash at the end' => array(
				'noslash',
				array( '/wp-json/wp/v2/users', '//wp-json/wp/v2/users', '/index.php/wp-json/wp/v2/users', '/?rest_route=/wp/v2/users' ),
				'/wp-json/myplugin/v1/thing',
				array( '/hello-world' ),
			),
			'a folder'           => array(
				'sub',
				array( '/blog/wp-json/wp/v2/users', '/blog//wp-json/wp/v2/users', '/blog/index.php/wp-json/wp/v2/users', '/blog/?rest_route=/wp/v2/users' ),
				'/blog/wp-json/myplugin/v1/thing',
				array( '/blog/hello-world/', '/blog/blog/wp-json/wp/v2/users' ),
			),
			'WordPress 6.5'      => array(
				'old',
				array( '/wp-json/wp/v2/users', '//wp-json/wp/v2/users', '/index.php/wp-json/wp/v2/users', '/?rest_route=/wp/v2/users' ),
				'/wp-json/myplugin/v1/thing',
				array( '/hello-world/' ),
			),
		);
	}

	/**
	 * What is sure is refused as WordPress refuses it; what is open, what is no REST and who may be known passes on.
	 *
	 * @dataProvider sites
	 * @param string   $site   The site.
	 * @param string[] $closed Spellings of the users.
	 * @param string   $open   An allowlisted route.
	 * @param string[] $pages  What is no REST there.
	 */
	public function test_a_site_is_refused_early_by_its_own_snapshot( $site, array $closed, $open, array $pages ) {
		self::restrict();
		$this->visit( $site );
		foreach ( $closed as $uri ) {
			$this->assert_refused_early( array( 'GET', $uri ), "$site $uri" );
		}
		$this->assert_refused_early( array( 'HEAD', $closed[0], array( 'Origin' => 'https://a.example' ) ), "$site HEAD" );
		foreach ( array_merge( $pages, array( $open ) ) as $uri ) {
			$this->assert_passed_on( array( 'GET', $uri ), "$site $uri" );
		}
		$this->assertSame( '/myplugin/v1/thing', $this->send( ...$this->on_early( array( 'GET', $open ) ) )['json']['route'] ?? '' );

		$person = self::$people_of[ $site ]['earlybird'];
		$known  = array( 'password' => self::basic( 'earlybird', $person['passwords'][0]['password'] ), 'cookie and nonce' => $person['rest_headers'] );
		foreach ( $known as $about => $headers ) {
			$answer = $this->send( ...$this->on_early( array( 'GET', $closed[0], $headers ) ) );
			$this->assertSame( 200, $answer['status'], "$site $about {$answer['body']}" );
			$this->assert_facts( array( 'outcome' => 'allowed', 'user' => 'earlybird' ), $this->record_of( $answer ), "$site $about" );
		}
	}

	/**
	 * Seven sites, two code bases and one database: each has its own decision.
	 */
	public function test_a_site_has_its_own_decision() {
		self::$are_closed = false;
		self::publish( 'restrict', array( 'idx' => 'off', 'sub' => 'block_all' ), 6 );
		$this->visit( 'prefix' );
		$this->assert_refused_early( array( 'GET', '/api/myplugin/v1/any/x' ), 'a closed site' );
		$this->assert_passed_on( array( 'GET', '/api/myplugin/v1/thing' ), 'its open route' );
		$this->visit( 'sub' );
		$this->assert_refused_early( array( 'GET', '/blog/wp-json/myplugin/v1/thing' ), 'a site that blocks all' );
		$this->visit( 'idx' );
		$this->assert_passed_on( array( 'GET', '/index.php/wp-json/wp/v2/users' ), 'an open site' );
		$this->assertSame( 200, $this->send( ...$this->on_early( array( 'GET', '/index.php/wp-json/wp/v2/users' ) ) )['status'] );
	}

	/**
	 * WordPress answers to hosts that are none of the site's addresses: nothing was published for those.
	 */
	public function test_an_unknown_host_passes_on() {
		self::restrict();
		$this->assert_refused_early( array( 'GET', '/wp-json/wp/v2/users' ), 'its own host' );
		foreach ( array( 'unknown.test', 'single.test.', 'single.test:8080', 'www.single.test' ) as $host ) {
			$this->host = $host;
			$this->assert_passed_on( array( 'GET', '/wp-json/wp/v2/users' ), $host );
			$answer = $this->send( ...$this->on_early( array( 'GET', '/wp-json/wp/v2/users' ) ) );
			$this->assert_facts( array( 'outcome' => 'blocked', 'reason' => 'not_allowlisted' ), $this->record_of( $answer, $host ), $host );
		}
	}

	/**
	 * Closes every site, unless all are and will be for a while.
	 */
	private static function restrict() {
		if ( ! self::$are_closed || ! self::are_published( 30 ) ) {
			self::publish( 'restrict' );
			self::$are_closed = true;
		}
	}

	/**
	 * From now on a site is asked.
	 *
	 * @param string $site The site.
	 */
	private function visit( $site ) {
		$this->site = $site;
		$this->host = $site . '.test';
	}
}
