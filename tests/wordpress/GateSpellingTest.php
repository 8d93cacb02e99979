<?php
/**
 * A gate holds for every spelling of the routes that it selects: threats 1 to 10 and 19 with gates in
 * place of the restriction.
 *
 * Nobody is restricted here. One gate names a whole namespace, one an endpoint, one a route, and one
 * fixes what an endpoint captures: one post of many.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedTestCase.php';

/**
 * Asks for gated routes in many ways, as an author.
 */
final class GateSpellingTest extends GatedTestCase {

	private const SERVERS = array( 'nginx', 'nginx-pathinfo', 'apache-modphp', 'apache-fcgi', 'php-S' );

	/**
	 * The gates.
	 *
	 * @return array[]
	 */
	protected static function gates() {
		return array(
			self::below( '/refusing/v1/*', self::ADMIN ),
			self::before( '/wp/v2/users', self::ADMIN ),
			self::before( '/wp/v2/users/(?P<id>[\d]+)', self::ADMIN ),
			self::below( '/wp/v2/tags', self::ADMIN ),
			self::below( '/wp/v2/posts/1', self::ADMIN ),
		);
	}

	/**
	 * Each address is refused to an author and to a stranger.
	 *
	 * @param string[] $uris The addresses.
	 */
	private function refuse( array $uris ) {
		$requests = array();
		foreach ( array( '', 'AUTHOR' ) as $who ) {
			foreach ( $uris as $uri ) {
				$requests[ "$who $uri" ] = array( 'GET', $uri, self::as_user( $who ) + self::hostile( 'gated-routes' ) );
			}
		}
		foreach ( self::ask_all( $requests ) as $key => $answer ) {
			$this->assert_gated( $answer, $key, strstr( $key, ' ', true ) );
		}
	}

	/**
	 * Without them everything is as it should be.
	 */
	public function test_what_no_gate_selects_is_what_it_was() {
		foreach ( array( '/wp-json/wp/v2/posts', '/wp-json/wp/v2/posts/6', '/wp-json/wp/v2/posts/10', '/wp-json/wp/v2/categories', '/wp-json/wp/v2/users/me', '/wp-json/', '/wp-json/passing/v1/methods/all' ) as $uri ) {
			$this->assert_passed( self::fixture( 'AUTHOR', 'GET', $uri ), $uri );
		}
		foreach ( array( '/wp-json/wp/v2/posts/1', '/wp-json/wp/v2/users', '/wp-json/wp/v2/users/2', '/wp-json/wp/v2/tags', '/wp-json/refusing/v1/methods/all' ) as $uri ) {
			$this->assert_passed( self::fixture( 'ADMIN', 'GET', $uri ), $uri );
		}
		$this->assert_passed( self::ask( 'GET', '/wp-json/wp/v2/tagsx' ), 'no such route', 404 );
	}

	/**
	 * The query variable and the body, under every name that PHP rewrites.
	 */
	public function test_the_query_variable_and_the_body_change_nothing() {
		$this->refuse(
			array(
				'/?rest_route=/wp/v2/users',
				'/index.php?rest_route=/wp/v2/posts/1',
				'/does/not/exist?rest_route=/wp/v2/tags',
				'/wp-json/wp/v2/posts/6?rest_route=/wp/v2/posts/1',
				'/wp-json/?rest_route=/refusing/v1/methods/all',
				'/?rest.route=/wp/v2/users',
				'/?rest%20route=/wp/v2/posts/1',
				'/?rest+route=/wp/v2/tags',
				'/?rest[route=/wp/v2/users/1',
				'/?rest%5Broute=/refusing/v1/methods/all',
				'/?%72est_route=/wp/v2/posts/1',
				'/?+rest_route=/wp/v2/users',
				'/?rest_route%00x=/wp/v2/users',
				'/?rest_route=/wp/v2/posts/6&rest_route=/wp/v2/posts/1',
			)
		);
		$multipart = array( 'Content-Type' => 'multipart/form-data; boundary=XB' );
		foreach ( array( '/wp/v2/users', '/wp/v2/posts/1', '/refusing/v1/methods/all' ) as $route ) {
			$part    = "--XB\r\nContent-Disposition: form-data; name=\"rest_route\"\r\n\r\n$route\r\n--XB--\r\n";
			$headers = self::as_user( 'AUTHOR' ) + self::hostile( 'gated-routes' );
			$this->assert_gated( self::ask( 'POST', '/?_method=GET', $headers, "rest_route=$route" ), "form $route" );
			$this->assert_gated( self::ask( 'POST', '/wp-json/wp/v2/posts/6?_method=GET', $headers + $multipart, $part ), "multipart $route" );
			$this->assert_gated( self::ask( 'POST', '/', $headers + array( 'X-HTTP-Method-Override' => 'GET' ), "rest_route=$route" ), "override $route" );
		}
	}

	/**
	 * Case, slashes, a newline at the end, zeros before a number.
	 */
	public function test_what_wordpress_ignores_in_a_route_changes_nothing() {
		$this->refuse(
			array(
				'/wp-json/wp/v2/Users',
				'/wp-json/WP/V2/USERS',
				'/wp-json/WP/v2/Posts/1',
				'/wp-json/REFUSING/V1/Methods/ALL',
				'/?rest_route=/Wp/V2/TAGS',
				'/wp-json/wp/v2/users/',
				'/wp-json/wp/v2/posts/1///',
				'//wp-json/wp/v2/posts/1',
				'/?rest_route=/wp/v2/users%5C',
				'/?rest_route=/wp/v2/posts/1/%5C/',
				'/?rest_route=/wp/v2/users%0A',
				'/?rest_route=/wp/v2/users/1%0A',
				'/?rest_route=/wp/v2/posts/1%0A',
				'/?rest_route=/wp/v2/tags%0A',
				'/?rest_route=/refusing/v1/methods/all%0A',
				'/%77p-json/wp/v2/posts/1%0A',
				'/wp-json/wp/v2/posts/01',
				'/wp-json/wp/v2/posts/0001/',
				'/?rest_route=/wp/v2/posts/01%0A',
				'/?rest_route=/WP/v2/POSTS/001',
				'/wp-json/wp/v2/users/01',
			)
		);
		foreach ( array( '/wp-json/wp/v2/posts/11', '/wp-json/wp/v2/posts/1x', '/wp-json//wp/v2/posts/1', '/?rest_route=/wp/v2/posts/1%20' ) as $uri ) {
			$this->assert_passed( self::ask( 'GET', $uri ), $uri, 404 );
		}
	}

	/**
	 * Another post's route that names the gated post beside it.
	 */
	public function test_a_gated_post_cannot_be_named_beside_an_open_one() {
		foreach ( array( '/6?id=1', '/6?id=01', '/6?id[]=1', '/10?id=1&id=1', '/6?_embed=1&id=1' ) as $rest ) {
			$this->assert_conflict( self::ask( 'GET', "/wp-json/wp/v2/posts$rest", self::as_user( 'AUTHOR' ) ), $rest );
		}
		$this->assert_conflict( self::ask( 'GET', '/?rest_route=/wp/v2/posts/6&id=1' ) );
		$this->assert_conflict( self::ask( 'POST', '/wp-json/wp/v2/posts/6', self::as_user( 'AUTHOR' ), array( 'id' => 1 ) ) );
		$this->assert_passed( self::ask( 'GET', '/wp-json/wp/v2/posts/6?id=6' ) );
		// The other way round the caller is refused before anything is said of parameters.
		$this->refuse( array( '/wp-json/wp/v2/posts/1?id=6', '/wp-json/wp/v2/posts/01?id=6', '/?rest_route=/wp/v2/posts/1%0A&id=6' ) );
	}

	/**
	 * A gate that names one post does not stand before what lies below that post.
	 */
	public function test_a_gate_by_pattern_stops_at_segment_borders() {
		$this->assert_passed( self::ask( 'GET', '/wp-json/wp/v2/posts/10' ) );
		$this->assertNotSame( 'rest_gate_capability', self::ask( 'GET', '/wp-json/wp/v2/posts/1/revisions', self::as_user( 'EDITOR' ) )['json']['code'] ?? '' );
		$this->assertSame( 'rest_no_route', self::fixture( 'AUTHOR', 'GET', '/wp-json/refusing/v10/methods/all' )['json']['code'] );
		$this->assert_gated( self::fixture( 'AUTHOR', 'GET', '/wp-json/refusing/v1' ), 'the index of the namespace' );
	}

	/**
	 * An endpoint of another namespace whose pattern has alternatives. WordPress looks for it there only
	 * where the case of the namespace is another (WP_REST_Server::match_request_to_handler()).
	 */
	public function test_a_route_is_gated_whatever_endpoint_answers_it() {
		$this->refuse( array( '/wp-json/REFUSING/v1/alternative', '/wp-json/Refusing/V1/Alternative/', '/?rest_route=/refusing/V1/alternative%0A' ) );
		$this->assert_passed( self::fixture( 'AUTHOR', 'GET', '/wp-json/refusing/v1/alternative' ), 'not found', 404 );
		$this->assert_passed( self::fixture( 'AUTHOR', 'GET', '/wp-json/ungated/v1/alternative' ) );
	}

	/**
	 * Encodings, dot segments and entry scripts, on each server: refused, or never the content.
	 *
	 * @dataProvider encoded_paths
	 * @param string $server The server variant.
	 */
	public function test_encodings_and_dot_segments_open_nothing( $server ) {
		$paths = array(
			'/wp%2Djson/wp/v2/%75sers',
			'/%77p-json/wp/v2/users%0Ax',
			'/wp-json%2Fwp/v2/users',
			'/wp-json/wp/v2/%75sers',
			'/wp-json/wp/v2/users/%31',
			'/wp-json/wp/v2/posts/%31',
			'/%77p-json/wp/v2/posts/%31',
			'/%77p-json/wp/v2/posts/1%0A6',
			'/wp-json/wp/v2/posts/6/../1',
			'/index.php/wp-json/wp/v2/posts/6/../1',
			'/index.php/wp-json/wp/v2/posts/6/%2e%2e/1',
			'/index.php//wp-json///wp/v2/posts/1',
			'/index.php/wp-json/wp/v2/posts/1%3Fa',
			'/index.php/wp-json/refusing/v1/methods/all',
			'/wp-activate.php?rest_route=/wp/v2/users',
			'/wp-signup.php?rest_route=/wp/v2/posts/1',
			'/wp-trackback.php?rest_route=/wp/v2/posts/01',
			'/wp-blog-header.php?rest_route=/wp/v2/users',
		);
		$requests = array();
		foreach ( $paths as $path ) {
			$requests[ $path ] = array( 'GET', $path, self::hostile( 'gated-routes' ), null, $server );
		}
		foreach ( self::ask_all( $requests ) as $path => $answer ) {
			$told = "$server $path\n{$answer['status']} " . substr( $answer['body'], 0, 300 );
			if ( 'rest_gate_capability' === ( $answer['json']['code'] ?? '' ) ) {
				$this->assert_gated( $answer, $told, '' );
			}
			$this->assertTrue( 200 !== $answer['status'] || null === $answer['json'], $told );
			$this->assertStringNotContainsString( 'avatar_urls', $answer['body'], $told );
		}
	}

	/**
	 * The servers.
	 *
	 * @return array<string, string[]>
	 */
	public function encoded_paths() {
		return array_combine( self::SERVERS, array_chunk( self::SERVERS, 1 ) );
	}
}
