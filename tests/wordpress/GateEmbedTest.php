<?php
/**
 * What a gate refuses is not embedded in what it lets pass, and what a handler asks by
 * rest_do_request() meets the gates as well; a page that asks from code does not.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedTestCase.php';

/**
 * Asks open routes for what gated ones hold.
 */
final class GateEmbedTest extends GatedTestCase {

	private const INTERNAL = '/wp-json/ungated/v1/internal?asks=';

	/**
	 * Only administrators read users; posts are everybody's.
	 *
	 * @return array[]
	 */
	protected static function gates() {
		return array(
			self::below( '/wp/v2/users/*', self::ADMIN, array( 'GET' ) ),
			self::before( '/refusing/v1/methods/all', self::NOBODY, array( 'GET' ) ),
		);
	}

	/**
	 * Each way to ask for embeds.
	 */
	public function test_a_gated_author_is_not_embedded_in_open_posts() {
		$requests = array();
		foreach ( array( '', 'AUTHOR', 'EDITOR' ) as $who ) {
			foreach ( array( '_embed', '_embed=1', '_embed=author', '_embed[]=author', '_embed=wp:term,author', '.embed=author', '_embed=author&context=embed' ) as $query ) {
				foreach ( array( '/wp-json/wp/v2/posts/6?', '/wp-json/wp/v2/posts?', '/?rest_route=/wp/v2/POSTS/6&' ) as $route ) {
					$requests[ "$who $route$query" ] = array( 'GET', $route . $query, self::as_user( $who ) );
				}
			}
		}
		foreach ( self::ask_all( $requests ) as $key => $answer ) {
			$this->assertSame( 200, $answer['status'], $answer['body'] );
			foreach ( isset( $answer['json'][0] ) ? $answer['json'] : array( $answer['json'] ) as $post ) {
				$this->assertArrayHasKey( 'title', $post );
				$this->assert_gated_part( $post['_embedded']['author'][0] ?? null, $key, strstr( $key, ' ', true ) );
			}
			$this->assertStringNotContainsString( '"slug":"author1"', $answer['body'], $key );
			$this->assertStringNotContainsString( '"slug":"admin"', $answer['body'], $key );
		}
	}

	/**
	 * In an envelope, where embeds are dispatched at another place, and of a plugin's links.
	 */
	public function test_a_gated_author_is_not_embedded_in_an_envelope_nor_by_a_plugin() {
		foreach ( array( '_embed=1&_envelope=1', '_embed=author&_envelope=author', '_envelope=author' ) as $query ) {
			$answer = self::ask( 'GET', '/wp-json/wp/v2/posts/6?' . $query, self::as_user( 'AUTHOR' ) );
			$this->assertSame( 200, $answer['json']['status'], $answer['body'] );
			$this->assertStringNotContainsString( '"slug":"author1"', $answer['body'], $query );
		}
		$answer = self::ask( 'GET', '/wp-json/myplugin/v1/embedder?_embed=1', self::as_user( 'AUTHOR' ) );
		$this->assert_gated_part( $answer['json']['_embedded']['author'][0] );
		$this->assertSame( '/myplugin/v1/thing', $answer['json']['_embedded']['related'][0]['route'] );
	}

	/**
	 * A handler that becomes an administrator opens no embed, and one who is an administrator misses none.
	 */
	public function test_the_caller_of_the_start_decides_on_embeds() {
		foreach ( array( '', 'AUTHOR' ) as $who ) {
			$answer = self::ask( 'GET', '/wp-json/myplugin/v1/become-admin-and-embed?_embed=1', self::as_user( $who ) + self::hostile( 'routes' ) );
			$this->assertSame( 1, $answer['json']['user'], $answer['body'] );
			$this->assert_gated_part( $answer['json']['_embedded']['author'][0], '', $who );
		}
		$answer = self::ask( 'GET', '/wp-json/wp/v2/posts/6?_embed=author', self::as_user( 'ADMIN' ) );
		$this->assertSame( 'author1', $answer['json']['_embedded']['author'][0]['slug'], $answer['body'] );
	}

	/**
	 * A call from code, inside a request that a client made.
	 */
	public function test_what_a_handler_asks_from_code_is_gated() {
		foreach ( array( '/wp/v2/users', '/wp/v2/users/1', '/WP/V2/Users', '/refusing/v1/methods/all' ) as $route ) {
			foreach ( array( '', 'AUTHOR' ) as $who ) {
				$answer = self::fixture( $who, 'GET', self::INTERNAL . $route );
				$this->assertSame( 200, $answer['status'], $answer['body'] );
				$this->assertSame( '' === $who ? 401 : 403, $answer['json']['status'], $route );
				$this->assert_gated_part( $answer['json']['data'], $route, $who );
			}
		}
		foreach ( array( '/wp/v2/posts', '/passing/v1/methods/all' ) as $route ) {
			$this->assertSame( 200, self::fixture( 'AUTHOR', 'GET', self::INTERNAL . $route )['json']['status'], $route );
		}
		$this->assertSame( 200, self::fixture( 'ADMIN', 'GET', self::INTERNAL . '/wp/v2/users' )['json']['status'] );
	}

	/**
	 * Also in a batch item, where the call is still a call from code, not an item.
	 */
	public function test_what_the_handler_of_an_item_asks_from_code_is_gated() {
		$items  = array( 'requests' => array( array( 'path' => '/ungated/v1/internal?asks=/wp/v2/users' ) ) );
		$answer = self::fixture( 'AUTHOR', 'POST', '/wp-json/batch/v1', $items );
		$this->assertSame( 403, $answer['json']['responses'][0]['body']['status'], $answer['body'] );
	}

	/**
	 * A site may exempt calls from code.
	 */
	public function test_the_filter_exempts_calls_from_code() {
		$answer = self::fixture( 'AUTHOR', 'GET', self::INTERNAL . '/wp/v2/users', null, 'exempt-internal' );
		$this->assertSame( 200, $answer['json']['status'], $answer['body'] );
		$items  = array( 'requests' => array( array( 'path' => '/ungated/v1/internal?asks=/wp/v2/users' ) ) );
		$answer = self::fixture( 'AUTHOR', 'POST', '/wp-json/batch/v1', $items, 'exempt-internal' );
		$this->assertSame( 200, $answer['json']['responses'][0]['body']['status'], $answer['body'] );
	}

	/**
	 * And nothing else by that.
	 */
	public function test_the_filter_exempts_nothing_but_calls_from_code() {
		$answer = self::fixture( 'AUTHOR', 'GET', self::INTERNAL . '/wp/v2/users', null, 'exempt-internal-badly' );
		$this->assertSame( 403, $answer['json']['status'], 'only false exempts' );
		$this->assert_gated( self::fixture( 'AUTHOR', 'GET', '/wp-json/wp/v2/users', null, 'exempt-internal' ), 'the client itself' );
		$answer = self::fixture( 'AUTHOR', 'GET', '/wp-json/wp/v2/posts/6?_embed=author', null, 'exempt-internal' );
		$this->assert_gated_part( $answer['json']['_embedded']['author'][0], 'an embed' );
	}

	/**
	 * A page that asks REST from code finds what it found.
	 */
	public function test_calls_from_code_on_a_page_are_not_gated() {
		foreach ( array( '', 'AUTHOR' ) as $who ) {
			$page = self::ask( 'GET', '/', self::as_user( $who ) + self::hostile( 'front-page' ) );
			$this->assertSame( 200, $page['status'] );
			$this->assertStringContainsString( 'rest_do_request:200;preload:1;', $page['body'] );
		}
	}
}
