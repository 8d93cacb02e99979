<?php
/**
 * Claims: under `restrict` without any custom allowlist, REST answers users exactly as without the
 * plugin, and strangers still discover the site by the index.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GuardedTestCase.php';

/**
 * REST requests, those that only read asked with the plugin inactive and active.
 */
final class LegitimateRestTest extends GuardedTestCase {

	/** @var Login[] Who is logged in. */
	private static $logins = array();

	/** @var array[] The answers while the plugin was inactive. */
	private static $before = array();

	/**
	 * Asks everything while the plugin is inactive, then activates it.
	 */
	public static function setUpBeforeClass(): void {
		foreach ( array( 'ADMIN', 'EDITOR', 'AUTHOR', 'SUBSCRIBER' ) as $who ) {
			self::$logins[ $who ] = new Login( $who );
		}
		foreach ( self::requests() as $name => $request ) {
			self::$before[ $name ] = self::fetch( ...$request );
		}
		Lab::gate( 'single', self::document( 'restrict' ) );
	}

	/**
	 * Forgets the policy.
	 */
	public static function tearDownAfterClass(): void {
		self::forget();
	}

	/**
	 * Requests that read: who asks, method, target, more headers.
	 *
	 * @return array[]
	 */
	public static function requests() {
		$requests = array(
			'the index to a stranger'           => array( '', 'GET', '/wp-json/' ),
			'the index by query'                => array( '', 'GET', '/?rest_route=/' ),
			'the index by HEAD'                 => array( '', 'HEAD', '/wp-json/' ),
			'users/me'                          => array( 'SUBSCRIBER', 'GET', '/wp-json/wp/v2/users/me' ),
			'embeds of an editor'               => array( 'EDITOR', 'GET', '/wp-json/wp/v2/posts?_embed' ),
			'_envelope'                         => array( 'EDITOR', 'GET', '/wp-json/wp/v2/posts?_envelope' ),
			'_fields'                           => array( 'EDITOR', 'GET', '/wp-json/wp/v2/posts?_fields=id,title' ),
			'_jsonp'                            => array( 'EDITOR', 'GET', '/wp-json/wp/v2/posts/6?_jsonp=back' ),
			'HEAD'                              => array( 'EDITOR', 'HEAD', '/wp-json/wp/v2/posts' ),
			'OPTIONS'                           => array( 'EDITOR', 'OPTIONS', '/wp-json/wp/v2/posts' ),
			'GET by override'                   => array( 'EDITOR', 'POST', '/wp-json/wp/v2/posts/6', array( 'X-HTTP-Method-Override' => 'GET' ) ),
			'a conditional request'             => array( 'EDITOR', 'GET', '/wp-json/wp/v2/posts/6', array( 'If-Modified-Since' => 'Sat, 01 Jan 2050 00:00:00 GMT' ) ),
			'the context of editing'            => array( 'EDITOR', 'GET', '/wp-json/wp/v2/posts/6?context=edit' ),
			'a draft'                           => array( 'AUTHOR', 'GET', '/wp-json/wp/v2/posts/9' ),
			'what a role may not'               => array( 'SUBSCRIBER', 'GET', '/wp-json/wp/v2/plugins' ),
			'what does not exist'               => array( 'EDITOR', 'GET', '/wp-json/wp/v2/posts/4711' ),
			'no such route'                     => array( 'EDITOR', 'GET', '/wp-json/none/such' ),
			'a wrong parameter'                 => array( 'EDITOR', 'GET', '/wp-json/wp/v2/posts?per_page=abc' ),
			'types'                             => array( 'EDITOR', 'GET', '/wp-json/wp/v2/types?context=edit' ),
			'blocks rendered by the server'     => array( 'EDITOR', 'GET', '/wp-json/wp/v2/block-renderer/core/latest-posts?context=edit' ),
			'search'                            => array( 'EDITOR', 'GET', '/wp-json/wp/v2/search?search=author' ),
			'patterns'                          => array( 'EDITOR', 'GET', '/wp-json/wp/v2/block-patterns/categories' ),
			'the settings'                      => array( 'ADMIN', 'GET', '/wp-json/wp/v2/settings' ),
			'the plugins'                       => array( 'ADMIN', 'GET', '/wp-json/wp/v2/plugins?_fields=plugin' ),
			'templates'                         => array( 'ADMIN', 'GET', '/wp-json/wp/v2/templates' ),
			'global styles'                     => array( 'ADMIN', 'GET', '/wp-json/wp/v2/global-styles/themes/twentytwentyfive' ),
			'a plugin, by another server'       => array( 'SUBSCRIBER', 'GET', '/wp-json/myplugin/v1/thing', array(), 'apache-modphp' ),
			'a post, through PATH_INFO'         => array( 'EDITOR', 'GET', '/index.php/wp-json/wp/v2/posts/6', array(), 'nginx-pathinfo' ),
			'the export of application clients' => array( 'ADMIN', 'GET', '/wp-json/wp/v2/users/1/application-passwords' ),
		);
		foreach ( array( 'background-updates', 'loopback-requests', 'https-status', 'dotorg-communication', 'authorization-header', 'page-cache' ) as $test ) {
			$requests[ 'Site Health: ' . $test ] = array( 'ADMIN', 'GET', '/wp-json/wp-site-health/v1/tests/' . $test );
		}
		return $requests;
	}

	/**
	 * An answer is what it is without the plugin.
	 *
	 * @dataProvider requests
	 * @param string $who     Who asks.
	 * @param string $method  The method.
	 * @param string $uri     The target.
	 * @param array  $headers More headers.
	 * @param string $server  The server.
	 */
	public function test_an_answer_is_what_it_is_without_the_plugin( $who, $method, $uri, array $headers = array(), $server = 'nginx' ) {
		$before = self::$before[ $this->dataName() ];
		$after  = self::fetch( $who, $method, $uri, $headers, $server );
		$this->assertSame( $before['status'], $after['status'], $after['body'] );
		$this->assertNotSame( 0, $after['status'] );
		foreach ( array( 'content-type', 'allow', 'link', 'x-wp-total', 'cache-control', 'vary', 'access-control-expose-headers' ) as $header ) {
			$this->assertSame( $before['headers'][ $header ] ?? null, $after['headers'][ $header ] ?? null, $header );
		}
		$this->assertSame( self::keys( $before['json'] ), self::keys( $after['json'] ) );
	}

	/**
	 * What a stranger is not told by the answers above.
	 */
	public function test_the_same_routes_are_closed_to_strangers() {
		foreach ( array( '/wp-json/wp/v2/users/me', '/wp-json/wp/v2/posts?_embed', '/wp-json/wp-site-health/v1/tests/page-cache' ) as $uri ) {
			$this->assert_refused( $this->get( $uri ), 401, 'rest_gate_restricted', $uri );
		}
	}

	/**
	 * Asks, as a browser or an application of that user.
	 *
	 * @param string $who     Who asks.
	 * @param string $method  The method.
	 * @param string $uri     The target.
	 * @param array  $headers More headers.
	 * @param string $server  The server.
	 * @return array The answer.
	 */
	private static function fetch( $who, $method, $uri, array $headers = array(), $server = 'nginx' ) {
		$headers += '' === $who ? array() : self::$logins[ $who ]->rest_headers();
		return Http::send( $method, $uri, $headers, null, $server );
	}

	/**
	 * The keys of an answer, three levels deep.
	 *
	 * @param mixed $json  The answer.
	 * @param int   $depth How deep.
	 * @return mixed
	 */
	private static function keys( $json, $depth = 3 ) {
		if ( ! is_array( $json ) || 0 === $depth ) {
			return is_array( $json ) ? array_keys( $json ) : gettype( $json );
		}
		return array_map( fn( $value ) => self::keys( $value, $depth - 1 ), $json );
	}
}
