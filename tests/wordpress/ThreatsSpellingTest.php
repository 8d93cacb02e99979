<?php
/**
 * Threats 1, 4 to 9 and 11: whatever the spelling, the decision is that of the route WordPress runs.
 *
 * Each spelling was seen to reach the users of a WordPress without a gate, or is refused by WordPress
 * itself with 400; here nothing of them may come out, and what is no REST request stays a page.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GateTestCase.php';

/**
 * Asks for the users in many ways, as a stranger.
 */
final class ThreatsSpellingTest extends GateTestCase {

	/** The spellings below reach PHP in different ways here. */
	private const SERVERS = array( 'nginx', 'nginx-pathinfo', 'apache-modphp', 'apache-fcgi', 'php-S' );

	/**
	 * The query variable, anywhere.
	 */
	public function test_threat_01_the_query_variable_is_decided_like_the_path() {
		$this->refuse(
			array(
				'/?rest_route=/wp/v2/users',
				'/index.php?rest_route=/wp/v2/users',
				'/hello-world/?rest_route=/wp/v2/users',
				'/does/not/exist?rest_route=/wp/v2/users',
				'/wc-auth/v1/authorize?rest_route=/wp/v2/users',
				'/wp-json/myplugin/v1/thing?rest_route=/wp/v2/users',
				'/wp-json/?rest_route=/wp/v2/users',
				'/?rest_route=/WP/v2/Users',
				'/wp-json/myplugin/v1/thing?rest_route=/wP/V2/uSERS',
			)
		);
		$this->assert_passed( self::ask( 'GET', '/wp-json/wp/v2/users?rest_route=/myplugin/v1/thing' ) );
	}

	/**
	 * The request's body.
	 */
	public function test_threat_04_the_body_is_decided_like_the_path() {
		$multipart = array( 'Content-Type' => 'multipart/form-data; boundary=XB' );
		$part      = "--XB\r\nContent-Disposition: form-data; name=\"rest_route\"\r\n\r\n/wp/v2/users\r\n--XB--\r\n";
		foreach ( array( '/', '/wp-json/myplugin/v1/thing', '/wp-json/' ) as $path ) {
			$this->assert_refused( self::ask( 'POST', $path, array(), 'rest_route=/wp/v2/users' ), $path );
			$this->assert_refused( self::ask( 'POST', "$path?_method=GET", array(), 'rest_route=/wp/v2/users' ), "$path _method" );
			$this->assert_refused( self::ask( 'POST', $path, array( 'X-HTTP-Method-Override' => 'GET' ), 'rest_route=/wp/v2/users' ), "$path override" );
			$this->assert_refused( self::ask( 'POST', "$path?_method=GET", $multipart, $part ), "$path multipart" );
			$this->assert_refused( self::ask( 'POST', "$path?rest_route=/wp/v2/users&_method=GET", array(), 'rest_route=/wp/v2/users' ), "$path twice" );
		}
		$differing = self::ask( 'POST', '/?rest_route=/myplugin/v1/thing', array(), 'rest_route=/wp/v2/users' );
		$this->assertSame( 400, $differing['status'] );
		$this->assertNull( $differing['json'], $differing['body'] );
	}

	/**
	 * The names that PHP turns into rest_route.
	 */
	public function test_threat_05_names_that_php_rewrites_are_decided_alike() {
		$this->refuse(
			array(
				'/?rest.route=/wp/v2/users',
				'/?rest%20route=/wp/v2/users',
				'/?rest+route=/wp/v2/users',
				'/?rest[route=/wp/v2/users',
				'/?rest%5Broute=/wp/v2/users',
				'/?%72est_route=/wp/v2/users',
				'/?%20rest_route=/wp/v2/users',
				'/?+rest_route=/wp/v2/users',
				'/?rest_route%00x=/wp/v2/users',
				'/?rest_route=/myplugin/v1/thing&rest_route=/wp/v2/users',
				'/?rest_route=/myplugin/v1/thing&rest.route=/wp/v2/users',
				'/wp-json/myplugin/v1/thing?rest%2Eroute=/wp/v2/users',
			)
		);
		foreach ( array( '/?rest_route[]=/wp/v2/users', '/?rest_route=/myplugin/v1/thing&rest_route[a]=/wp/v2/users' ) as $uri ) {
			$answer = self::ask( 'GET', $uri );
			$this->assertSame( 400, $answer['status'], $uri );
			$this->assertNull( $answer['json'], $answer['body'] );
		}
	}

	/**
	 * The case of a route.
	 */
	public function test_threat_06_the_case_of_a_route_changes_nothing() {
		$this->refuse( array( '/wp-json/wp/v2/Users', '/wp-json/WP/V2/USERS', '/?rest_route=/WP/V2/USERS', '/wp-json/wp/v2/USERS/1' ) );
		$batch = array( 'requests' => array( array( 'path' => '/wp/v2/users' ) ) );
		foreach ( array( '/wp-json/batch/v1', '/wp-json/Batch/V1', '/?rest_route=/BATCH/v1' ) as $uri ) {
			$this->assert_refused( self::ask( 'POST', $uri, array(), $batch ), $uri );
		}
		$this->assert_passed( self::ask( 'GET', '/wp-json/MyPlugin/V1/THING' ) );
	}

	/**
	 * Slashes, backslashes and newlines at the end.
	 */
	public function test_threat_07_what_stands_at_the_end_of_a_route_changes_nothing() {
		foreach ( array( '/wp/v2/users', '/wp/v2/users/1', '/batch/v1' ) as $route ) {
			foreach ( array( '/', '///', '%5C', '%5C/%5C', '%0A', '%0D', '%0A%0A', '%00' ) as $end ) {
				$uri    = "/?rest_route=$route$end";
				$method = '/batch/v1' === $route ? 'POST' : 'GET';
				$this->assert_refused( self::ask( $method, $uri, array(), 'POST' === $method ? array( 'requests' => array() ) : null ), $uri );
			}
		}
		$this->refuse( array( '/wp-json/wp/v2/users/', '/wp-json/wp/v2/users///', '/%77p-json/wp/v2/users%0A', '/wp-json/wp/v2/users%5C' ) );
		// An allowlisted route with such an end is as open as WordPress makes it, or closed; never another route.
		$this->assert_passed( self::ask( 'GET', '/wp-json/myplugin/v1/thing/' ) );
		$this->assert_refused( self::ask( 'GET', '/?rest_route=/myplugin/v1/thing%0A' ) );
		$this->assert_refused( self::ask( 'GET', '/?rest_route=/myplugin/v1/any/a%0A/wp/v2/users' ) );
	}

	/**
	 * Percent-encodings and dot segments of the path, on each server.
	 *
	 * @dataProvider encoded_paths
	 * @param string $server The server variant.
	 * @param string $path   The path.
	 */
	public function test_threat_08_encodings_and_dot_segments_open_nothing( $server, $path ) {
		$answer = self::ask( 'GET', $path, array(), null, $server );
		if ( 401 === $answer['status'] ) {
			$this->assert_refused( $answer );
		} elseif ( 200 === $answer['status'] ) {
			// An encoded dot or slash is a letter to WordPress unless the server decoded it: the open route it is.
			$this->assertStringStartsWith( '/myplugin/v1/any/', $answer['json']['route'] ?? '', $answer['body'] );
		} else {
			$this->assertContains( $answer['status'], array( 301, 400, 403, 404 ), $answer['body'] );
			$this->assertContains( $answer['json']['code'] ?? '', array( '', 'rest_no_route' ), $answer['body'] );
		}
		$this->assertStringNotContainsString( '"slug"', $answer['body'] );
	}

	/**
	 * Each path on each server.
	 *
	 * @return array<string, string[]>
	 */
	public function encoded_paths() {
		$cases = array();
		$paths = array(
			'/wp%2Djson/wp/v2/%75sers',
			'/%77p-json/wp/v2/users%0Ax',
			'/%77p-json/wp/v2/%75sers',
			'/wp-json%2Fwp/v2/users',
			'/wp-json/wp/v2/%75sers',
			'/wp-json/myplugin/v1/../../wp/v2/users',
			'/index.php/wp-json/myplugin/v1/../../wp/v2/users',
			'/index.php/wp-json/myplugin/v1/%2e%2e/%2e%2e/wp/v2/users',
			'/index.php/wp-json/myplugin/v1/any/..%2f..%2f..%2f../wp/v2/users',
			'/wp-json/myplugin/v1/any/%2e%2e/%2e%2e/%2e%2e/wp/v2/users',
			'/index.php//wp-json///wp/v2/users',
			'/index.php/wp-json/wp/v2/users%3Fa',
		);
		foreach ( self::SERVERS as $server ) {
			foreach ( $paths as $path ) {
				$cases[ "$server $path" ] = array( $server, $path );
			}
		}
		return $cases;
	}

	/**
	 * Text that looks like an exemption.
	 */
	public function test_threat_09_an_exemption_inside_a_value_or_slug_has_no_effect() {
		$this->refuse(
			array(
				'/wp-json/wp/v2/users?x=/wp-json/myplugin/v1/thing',
				'/wp-json/wp/v2/users?/wp-json/myplugin/v1/',
				'/wp-json/wp/v2/posts?slug=myplugin/v1/thing',
				'/wp-json/wp/v2/users/myplugin/v1/thing',
				'/wp-json/wp/v2/users/1?_=/wp-json/wordfence/v1/authenticate',
				'/wp-json/x/myplugin/v1/thing',
				'/?rest_route=/wp/v2/users&x=/myplugin/v1/thing',
			)
		);
		$headers = array(
			'Referer'        => 'http://single.test/wp-json/myplugin/v1/thing',
			'User-Agent'     => 'Wordfence /wp-json/myplugin/v1/thing',
			'X-Original-URL' => '/wp-json/myplugin/v1/thing',
		);
		$this->assert_refused( self::ask( 'GET', '/wp-json/wp/v2/users', $headers ) );
	}

	/**
	 * The scripts that call wp(), one of which loads no regular plugin.
	 */
	public function test_threat_11_every_entry_script_is_gated() {
		foreach ( array( 'wp-activate.php', 'wp-signup.php', 'wp-trackback.php', 'wp-blog-header.php', 'index.php' ) as $script ) {
			foreach ( array( 'nginx', 'apache-modphp', 'php-S' ) as $server ) {
				$this->assert_refused( self::ask( 'GET', "/$script?rest_route=/wp/v2/users", array(), null, $server ), "$server $script" );
			}
			$this->assert_refused( self::ask( 'GET', "/$script?rest_route=/wp/v2/users/1&p=1&tb=1" ), $script );
			$this->assert_refused( self::ask( 'POST', "/$script?_method=GET", array(), 'rest_route=/wp/v2/users' ), "POST $script" );
			$this->assert_refused( self::ask( 'GET', "/$script/wp-json/wp/v2/users", array(), null, 'nginx-pathinfo' ), "$script with a path" );
			// Where no regular plugin is loaded, the allowlisted route is not registered either.
			$this->assert_passed( self::ask( 'GET', "/$script?rest_route=/myplugin/v1/thing" ), $script, 'wp-activate.php' === $script ? 404 : 200 );
		}
	}

	/**
	 * Each address is refused.
	 *
	 * @param string[] $uris The addresses.
	 */
	private function refuse( array $uris ) {
		foreach ( $uris as $uri ) {
			$this->assert_refused( self::ask( 'GET', $uri ), $uri );
		}
	}
}
