<?php
/**
 * Threat 35 and its kin: other plugins of the site, careless or hostile, do not open a gate: not by
 * answering in its place, not by rewriting endpoints, not by taking its callbacks away, and not by
 * failing when they are asked for a capability.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedTestCase.php';

/**
 * Asks a site whose other plugins misbehave.
 */
final class GateHostileTest extends GatedTestCase {

	private const USERS = '/wp-json/wp/v2/users';

	/** One gate turns on a capability, whose answer the fixture disturbs. */
	private const CATEGORIES = '/wp-json/wp/v2/categories';

	/**
	 * The gates.
	 *
	 * @return array[]
	 */
	protected static function gates() {
		return array(
			self::below( '/wp/v2/users/*', self::ADMIN ),
			self::below( '/wp/v2/categories', array( 'capability' => 'manage_categories' ), array( 'GET' ) ),
			self::before( '/refusing/v1/permission/true', self::NOBODY, array( 'POST' ) ),
		);
	}

	/**
	 * What other plugins do to endpoints and callbacks, alone and two at a time.
	 *
	 * @return array<string, string[]>
	 */
	public function deeds() {
		$deeds = array( 'remove-before-callbacks', 'remove-endpoints', 'remove-dispatch-request', 'strip-endpoints', 'strip-endpoints-inside', 'strip-endpoints-at-dispatch', 'overwrite-dispatch', 'overwrite-handler', 'remove-dispatch-inside' );
		$cases = array();
		foreach ( $deeds as $number => $first ) {
			$cases[ $first ] = array( $first );
			foreach ( array_slice( $deeds, $number + 1 ) as $second ) {
				$cases[ "$first $second" ] = array( "$first $second" );
			}
		}
		return $cases;
	}

	/**
	 * Whoever a gate refuses stays refused, by each way to ask.
	 *
	 * @dataProvider deeds
	 * @param string $deeds What the other plugins do.
	 */
	public function test_no_plugin_opens_a_gate_by_its_hooks( $deeds ) {
		$headers  = self::as_user( 'AUTHOR' ) + self::hostile( "gated-routes $deeds" );
		$json     = $headers + array( 'Content-Type' => 'application/json' );
		$requests = array(
			'list'  => array( 'GET', self::USERS, $headers ),
			'item'  => array( 'GET', '/?rest_route=/wp/v2/USERS/1%0A', $headers ),
			'write' => array( 'POST', '/wp-json/refusing/v1/permission/true', $json, '{}' ),
			'batch' => array( 'POST', '/wp-json/ungated/v1/wrapped-batch', $json, '{"requests":[{"method":"GET","path":"/wp/v2/users"},{"path":"/refusing/v1/permission/true"}]}' ),
		);
		if ( false === strpos( $deeds, ' ' ) ) {
			$requests['embed']    = array( 'GET', '/wp-json/wp/v2/posts/6?_embed=author', $headers );
			$requests['internal'] = array( 'GET', '/wp-json/ungated/v1/internal?asks=/wp/v2/users', $headers );
		}
		foreach ( self::ask_all( $requests ) as $name => $answer ) {
			$told = "$deeds: $name\n{$answer['status']} " . substr( $answer['body'], 0, 400 );
			$this->assertStringNotContainsString( 'avatar_urls', $answer['body'], $told );
			$this->assertStringNotContainsString( '"route":"/refusing', str_replace( '\\', '', $answer['body'] ), $told );
			if ( in_array( $name, array( 'list', 'item', 'write' ), true ) ) {
				$this->assertSame( array( 403, 'rest_gate_capability' ), array( $answer['status'], $answer['json']['code'] ?? '' ), $told );
			}
		}
	}

	/**
	 * A cache never answers a gated route: neither whom the gate refuses nor, with what may be somebody
	 * else's, whom it lets pass. What is not gated it may answer.
	 */
	public function test_threat_35_a_cache_does_not_answer_a_gated_route() {
		foreach ( array( 'overwrite-dispatch', 'overwrite-dispatch-at-init', 'overwrite-dispatch-inside' ) as $deed ) {
			foreach ( array( self::USERS, self::USERS . '/1', '/?rest_route=/wp/v2/Users%0A', self::CATEGORIES ) as $uri ) {
				foreach ( array( '', 'AUTHOR' ) as $who ) {
					$this->assert_gated( self::ask( 'GET', $uri, self::as_user( $who ) + self::hostile( $deed ) ), "$deed $uri", $who );
				}
				$admin = self::ask( 'GET', $uri, self::as_user( 'ADMIN' ) + self::hostile( $deed ) );
				$this->assert_passed( $admin, "$deed $uri" );
				$this->assertStringNotContainsString( 'cached', $admin['body'], "$deed $uri" );
			}
			$head = self::ask( 'HEAD', self::USERS, self::as_user( 'AUTHOR' ) + self::hostile( $deed ) );
			$this->assert_gated( $head, $deed, 'AUTHOR', true );
			$open = self::ask( 'GET', '/wp-json/wp/v2/posts', self::as_user( 'AUTHOR' ) + self::hostile( $deed ) );
			$this->assertSame( array( 'cached' => 'By the admin' ), $open['json'], "$deed: no gate here" );
		}
	}

	/**
	 * Nor where the route is a part of a request.
	 */
	public function test_threat_35_a_cache_does_not_answer_the_gated_part_of_a_request() {
		$batch = array( 'requests' => array( array( 'method' => 'GET', 'path' => '/wp/v2/users' ) ) );
		foreach ( array( '', 'AUTHOR', 'ADMIN' ) as $who ) {
			$this->assert_not_cached( self::fixture( $who, 'POST', '/wp-json/ungated/v1/wrapped-batch', $batch, 'cache-of-users' ), "a batch item $who", 'ADMIN' === $who );
			$this->assert_not_cached( self::fixture( $who, 'GET', '/wp-json/wp/v2/posts/6?_embed=author', null, 'cache-of-users' ), "an embed $who", 'ADMIN' === $who );
		}
	}

	/**
	 * Nor where code asks for it.
	 */
	public function test_threat_35_a_cache_does_not_answer_code_that_asks_for_a_gated_route() {
		foreach ( array( '', 'AUTHOR', 'ADMIN' ) as $who ) {
			$answer = self::fixture( $who, 'GET', '/wp-json/ungated/v1/internal?asks=/wp/v2/users', null, 'cache-of-users' );
			$this->assert_not_cached( $answer, $who, 'ADMIN' === $who );
		}
	}

	/**
	 * WordPress answered, not the cache.
	 *
	 * @param array  $answer   The answer.
	 * @param string $what     The request, for the message.
	 * @param bool   $has_user Whether a user is in it.
	 */
	private function assert_not_cached( array $answer, $what, $has_user ) {
		$this->assertContains( $answer['status'], array( 200, 207 ), $answer['body'] );
		$this->assertStringNotContainsString( 'cached', $answer['body'], $what );
		$this->assertSame( $has_user, str_contains( $answer['body'], 'avatar_urls' ), $what );
	}

	/**
	 * A plugin that refuses keeps its word: to whom the gate lets pass it is the answer.
	 */
	public function test_threat_35_an_error_of_another_plugin_stays() {
		foreach ( array( self::USERS, self::CATEGORIES, '/wp-json/wp/v2/posts' ) as $uri ) {
			$answer = self::ask( 'GET', $uri, self::as_user( 'ADMIN' ) + self::hostile( 'maintenance' ) );
			$this->assertSame( array( 503, 'maintenance' ), array( $answer['status'], $answer['json']['code'] ), $uri );
			$answer = self::ask( 'GET', $uri, self::as_user( 'AUTHOR' ) + self::hostile( 'maintenance' ) );
			$this->assertContains( $answer['status'], array( 403, 503 ), $uri );
		}
	}

	/**
	 * A filter of capabilities that throws is an answer that cannot be told.
	 */
	public function test_a_capability_that_cannot_be_asked_is_refused() {
		foreach ( array( 'AUTHOR', 'EDITOR', 'ADMIN' ) as $who ) {
			$this->assert_gated( self::ask( 'GET', self::CATEGORIES, self::as_user( $who ) + self::hostile( 'capability-throws' ) ), 'throws', $who );
		}
		$this->assert_passed( self::ask( 'GET', self::CATEGORIES, self::as_user( 'EDITOR' ) ), 'without it' );
	}

	/**
	 * A filter that asks for the same again ends, and changes nothing.
	 */
	public function test_a_capability_that_asks_for_itself_ends() {
		$this->assert_gated( self::ask( 'GET', self::CATEGORIES, self::as_user( 'AUTHOR' ) + self::hostile( 'capability-asks-itself' ) ) );
		$this->assert_passed( self::ask( 'GET', self::CATEGORIES, self::as_user( 'EDITOR' ) + self::hostile( 'capability-asks-itself' ) ) );
	}

	/**
	 * A filter that dispatches the gated route: the route is refused to it, and no circle is run.
	 */
	public function test_a_capability_that_dispatches_the_gated_route_ends() {
		foreach ( array( '' => 401, 'AUTHOR' => 403 ) as $who => $status ) {
			$answer = self::ask( 'GET', self::CATEGORIES, self::as_user( $who ) + self::hostile( 'capability-dispatches' ) );
			$this->assert_gated( $answer, '', $who );
			$this->assertMatchesRegularExpression( "/\A$status(,$status)*\z/", $answer['headers']['x-test-inner'][0] );
		}
		$answer = self::ask( 'GET', self::CATEGORIES, self::as_user( 'EDITOR' ) + self::hostile( 'capability-dispatches' ) );
		$this->assertContains( $answer['status'], array( 200, 403 ), $answer['body'] );
		$this->assertStringStartsWith( '403', $answer['headers']['x-test-inner'][0], 'while it is being asked' );
	}
}
