<?php
/**
 * Claims: under `restrict` without any custom allowlist, pages and everything that is not REST are
 * what they are without the plugin: the front page and the editors with what they preload, Site
 * Health with its loopbacks, Ajax, comments, feeds and XML-RPC.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/Deployed.php';
require_once __DIR__ . '/support/GuardedTestCase.php';

/**
 * Pages, each asked with the plugin inactive and active.
 */
final class LegitimatePagesTest extends GuardedTestCase {

	/** @var Login[] Who is logged in. */
	private static $logins = array();

	/** @var array[] The answers while the plugin was inactive, and those while it was active. */
	private static $before = array();
	private static $after  = array();

	/**
	 * Asks for everything while the plugin is inactive, then activates it.
	 */
	public static function setUpBeforeClass(): void {
		Deployed::plant( 'front-page-posts.php' );
		Deployed::plant( 'loopback.php' );
		foreach ( array( 'ADMIN', 'EDITOR' ) as $who ) {
			self::$logins[ $who ] = new Login( $who );
		}
		// Opening a post deletes an autosave that is not newer (wp-admin/edit-form-blocks.php): one that another
		// test left must not be there for the first of two looks only.
		self::fetch( 'EDITOR', 'GET', '/wp-admin/post.php?post=6&action=edit' );
		foreach ( self::pages() as $name => $page ) {
			self::$before[ $name ] = self::fetch( ...$page );
		}
		Lab::gate( 'single', self::document( 'restrict' ) );
	}

	/**
	 * Forgets the policy.
	 */
	public static function tearDownAfterClass(): void {
		self::forget();
		Deployed::mend();
	}

	/**
	 * Pages: who asks, method, target, form, what the page must hold.
	 *
	 * @return array[]
	 */
	public static function pages() {
		$xml = array( 'Content-Type' => 'text/xml' );
		return array(
			'the front page'                  => array( '', 'GET', '/', null, array(), 'By the admin' ),
			'a post'                          => array( '', 'GET', '/?p=6', null, array(), '' ),
			'an archive'                      => array( '', 'GET', '/category/news/', null, array(), 'By the author' ),
			'a page that does not exist'      => array( '', 'GET', '/none-such-page/', null, array(), '</html>' ),
			'the feed'                        => array( '', 'GET', '/feed/', null, array(), '<rss' ),
			'robots.txt'                      => array( '', 'GET', '/robots.txt', null, array(), 'User-agent' ),
			'the sitemap'                     => array( '', 'GET', '/wp-sitemap.xml', null, array(), '<sitemap' ),
			'the embed of a post'             => array( '', 'GET', '/by-the-author/embed/', null, array(), 'wp-embed' ),
			'XML-RPC list of methods'         => array( '', 'POST', '/xmlrpc.php', self::call( 'system.listMethods' ), $xml, 'wp.newPost' ),
			'XML-RPC of a user'               => array( '', 'POST', '/xmlrpc.php', self::call( 'wp.getUsersBlogs', 'editor1', 'editor1-password' ), $xml, 'blogName' ),
			'XML-RPC with a wrong password'   => array( '', 'POST', '/xmlrpc.php', self::call( 'wp.getUsersBlogs', 'editor1', 'wrong' ), $xml, 'faultCode' ),
			'the list of posts in wp-admin'   => array( 'EDITOR', 'GET', '/wp-admin/edit.php', null, array(), 'Xylophone' ),
			'the block editor, new post'      => array( 'EDITOR', 'GET', '/wp-admin/post-new.php', null, array(), 'createPreloadingMiddleware' ),
			'the block editor, old post'      => array( 'EDITOR', 'GET', '/wp-admin/post.php?post=6&action=edit', null, array(), 'createPreloadingMiddleware' ),
			'the site editor'                 => array( 'ADMIN', 'GET', '/wp-admin/site-editor.php', null, array(), 'createPreloadingMiddleware' ),
			'the block widgets'               => array( 'ADMIN', 'GET', '/wp-admin/widgets.php', null, array(), '' ),
			'the plugins'                     => array( 'ADMIN', 'GET', '/wp-admin/plugins.php', null, array(), 'My Plugin' ),
			'Site Health'                     => array( 'ADMIN', 'GET', '/wp-admin/site-health.php', null, array(), 'SiteHealth' ),
			'the heartbeat of a visitor'      => array( '', 'POST', '/wp-admin/admin-ajax.php', 'action=heartbeat&screen_id=front', array(), '' ),
			'the heartbeat of an editor'      => array( 'EDITOR', 'POST', '/wp-admin/admin-ajax.php', 'action=heartbeat&screen_id=post', array(), '' ),
			'an unknown Ajax action'          => array( '', 'POST', '/wp-admin/admin-ajax.php', 'action=none_such', array(), '0' ),
			'the media library by Ajax'       => array( 'EDITOR', 'POST', '/wp-admin/admin-ajax.php', 'action=query-attachments', array(), 'success' ),
		);
	}

	/**
	 * A page is what it is without the plugin.
	 *
	 * @dataProvider pages
	 * @param string      $who     Who asks.
	 * @param string      $method  The method.
	 * @param string      $uri     The target.
	 * @param string|null $body    The body.
	 * @param array       $headers More headers.
	 * @param string      $holds   What the page holds.
	 */
	public function test_a_page_is_what_it_is_without_the_plugin( $who, $method, $uri, $body, $headers, $holds ) {
		$before = self::$before[ $this->dataName() ];
		$after  = self::fetch( $who, $method, $uri, $body, $headers );

		self::$after[ $uri ] = $after['body'];
		$this->assertSame( $before['status'], $after['status'] );
		$this->assertSame( $before['headers']['content-type'] ?? null, $after['headers']['content-type'] ?? null );
		$this->assertSame( $before['headers']['location'] ?? null, $after['headers']['location'] ?? null );
		$this->assertTrue( '' === $holds || str_contains( $after['body'], $holds ), "the page does not hold $holds" );
		if ( '' !== $before['body'] ) {
			$this->assertEqualsWithDelta( 1, strlen( $after['body'] ) / strlen( $before['body'] ), 0.05, 'its size' );
		}
		$this->assertSame( self::preloads( $before['body'] ), self::preloads( $after['body'] ), 'what it preloads' );
	}

	/**
	 * A block that asks REST from within finds what it found.
	 */
	public function test_blocks_that_dispatch_internally_show_posts_to_strangers() {
		$body = $this->get( '/' )['body'];
		$this->assertStringContainsString( '<p class="internal-posts">200: Xylophone, By the admin, By the author', $body );
		$this->assertStringContainsString( 'wp-block-latest-posts__list', $body );
		$this->assert_refused( $this->get( '/wp-json/wp/v2/posts' ) );
	}

	/**
	 * The editors start with data and not with errors.
	 *
	 * @depends test_a_page_is_what_it_is_without_the_plugin
	 */
	public function test_the_editors_preload_data() {
		$post = self::preloads( self::$after['/wp-admin/post-new.php'] );
		$this->assertGreaterThan( 5, count( $post ) );
		$this->assertContains( '/wp/v2/types?context=view: post, page, attachment', array_map( array( __CLASS__, 'first_three' ), $post ) );
		$this->assertGreaterThan( 5, count( self::preloads( self::$after['/wp-admin/site-editor.php'] ) ) );
		$this->assertStringNotContainsString( 'rest_gate_', implode( $post ) );
	}

	/**
	 * Site Health asks the site itself, also through REST.
	 *
	 * @depends test_a_page_is_what_it_is_without_the_plugin
	 */
	public function test_site_health_finds_its_loopbacks_in_order() {
		$this->assertSame( 1, preg_match( '/var SiteHealth = (\{.*\});/', self::$after['/wp-admin/site-health.php'], $match ) );
		$status = array_column( json_decode( $match[1], true )['site_status']['direct'], 'status', 'test' );
		$this->assertSame( 'good', $status['rest_availability'] );
		$this->assertSame( 'good', $status['rest_gate'] );
		$headers = self::$logins['ADMIN']->rest_headers();
		foreach ( array( 'loopback-requests', 'authorization-header' ) as $test ) {
			$basic  = 'authorization-header' === $test ? array( 'Authorization' => 'Basic ' . base64_encode( 'user:pwd' ) ) : array();
			$answer = $this->get( '/wp-json/wp-site-health/v1/tests/' . $test, $headers + $basic );
			$this->assertSame( 'good', $answer['json']['status'] ?? null, $test . ' ' . $answer['body'] );
		}
	}

	/**
	 * A stranger comments through the form.
	 */
	public function test_a_stranger_comments_through_the_form() {
		$form   = array(
			'comment'         => 'Said under the gate.',
			'author'          => 'Visitor',
			'email'           => 'gate-visitor@example.com',
			'comment_post_ID' => '7',
		);
		$answer = $this->ask( 'POST', '/wp-comments-post.php', array(), $form );
		$this->assertSame( 302, $answer['status'], $answer['body'] );
		$ids = trim( Lab::wp( 'single', 'comment', 'list', '--author_email=gate-visitor@example.com', '--format=ids' ) );
		$this->assertMatchesRegularExpression( '/\A\d+\z/', $ids );
		Lab::wp( 'single', 'comment', 'delete', $ids, '--force' );
	}

	/**
	 * Asks for a page.
	 *
	 * @param string      $who     Who asks.
	 * @param string      $method  The method.
	 * @param string      $uri     The target.
	 * @param string|null $body    The body.
	 * @param array       $headers More headers.
	 * @return array The answer.
	 */
	private static function fetch( $who, $method, $uri, $body = null, array $headers = array() ) {
		$headers += null === $body ? array() : array( 'Content-Type' => 'application/x-www-form-urlencoded' );
		if ( '' !== $who ) {
			$headers += self::$logins[ $who ]->headers();
		}
		return Http::send( $method, $uri, $headers, $body );
	}

	/**
	 * The paths that a page preloads and the keys of what they answered; ids of new posts are left out.
	 *
	 * @param string $body The page.
	 * @return string[]
	 */
	private static function preloads( $body ) {
		if ( 1 !== preg_match( '/createPreloadingMiddleware\( (\{.*\}) \)/', $body, $match ) ) {
			return array();
		}
		$preloads = array();
		foreach ( json_decode( $match[1], true, 512, JSON_THROW_ON_ERROR ) as $path => $answer ) {
			$answer     = $answer['body'] ?? $answer;
			$preloads[] = preg_replace( '/\d+/', '#', $path ) . ': ' . implode( ', ', array_keys( (array) ( $answer['body'] ?? $answer ) ) );
		}
		sort( $preloads );
		return preg_replace( '~^/wp/v#/~', '/wp/v2/', $preloads );
	}

	/**
	 * The first three keys of a preload.
	 *
	 * @param string $preload A line of preloads().
	 * @return string
	 */
	private static function first_three( $preload ) {
		return implode( ', ', array_slice( explode( ', ', $preload ), 0, 3 ) );
	}

	/**
	 * An XML-RPC call.
	 *
	 * @param string $method    The method.
	 * @param string ...$values Text parameters.
	 * @return string
	 */
	private static function call( $method, ...$values ) {
		$params = '';
		foreach ( $values as $value ) {
			$params .= "<param><value><string>$value</string></value></param>";
		}
		return "<?xml version=\"1.0\"?><methodCall><methodName>$method</methodName><params>$params</params></methodCall>";
	}
}
