<?php
/**
 * The indexes tell a caller of no method that a gate refuses him, and with `"index": "callable"` tell
 * strangers under `restrict` of nothing that is closed to them.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedTestCase.php';

/**
 * Reads indexes.
 */
final class GateIndexTest extends GatedTestCase {

	/**
	 * Strangers reach two open namespaces, in which gates stand as well.
	 *
	 * @return array
	 */
	protected static function others() {
		return array(
			'mode'      => 'restrict',
			'index'     => 'callable',
			'allowlist' => array(
				array( 'pattern' => '/wp-json/myplugin/v1/*' ),
				array( 'pattern' => '/wp-json/wp/v2' ),
				array( 'pattern' => '/wp-json/passing/v1/*' ),
			),
		);
	}

	/**
	 * The gates.
	 *
	 * @return array[]
	 */
	protected static function gates() {
		return array(
			self::below( '/wp/v2/users/*', self::ADMIN ),
			self::below( '/wp/v2/posts', self::ADMIN, array( 'POST' ) ),
			self::before( '/wp/v2/posts/(?P<id>[\d]+)', self::on_object( 'edit_post', array( 'id' ) ), array( 'POST', 'PUT', 'PATCH' ) ),
			self::before( '/wp/v2/posts/(?P<id>[\d]+)', self::ADMIN, array( 'DELETE' ) ),
			self::below( '/myplugin/v1/thing', self::NOBODY, array( 'DELETE', 'PATCH' ) ),
			self::below( '/passing/v1/methods/*', array( 'authenticated' => true ) ),
			self::below( '/refusing/v1/*', self::NOBODY ),
		);
	}

	/**
	 * The routes of an index.
	 *
	 * @param string $who Who asks.
	 * @param string $uri The index.
	 * @return array[]
	 */
	private static function routes( $who, $uri = '/wp-json/' ) {
		$answer = self::fixture( $who, 'GET', $uri );
		self::assertSame( 200, $answer['status'], $answer['body'] );
		return $answer['json']['routes'];
	}

	/**
	 * Both indexes, by path and query, each kind of caller.
	 */
	public function test_an_index_leaves_out_what_the_caller_is_refused() {
		foreach ( array( '/wp-json/', '/?rest_route=/', '/wp-json/wp/v2', '/wp-json/WP/V2/' ) as $uri ) {
			$author = self::routes( 'AUTHOR', $uri );
			$this->assertArrayNotHasKey( '/wp/v2/users', $author, $uri );
			$this->assertArrayNotHasKey( '/wp/v2/users/(?P<id>[\d]+)', $author, $uri );
			$this->assertArrayNotHasKey( '/wp/v2/users/me', $author, $uri );
			$this->assertSame( array( 'GET' ), $author['/wp/v2/posts']['methods'], $uri );
			$this->assertSame( array( array( 'GET' ) ), array_column( $author['/wp/v2/posts']['endpoints'], 'methods' ), $uri );
			$item = $author['/wp/v2/posts/(?P<id>[\d]+)'];
			$this->assertSame( array( 'GET', 'POST', 'PUT', 'PATCH' ), $item['methods'], 'which post, an index does not know' );
			$this->assertCount( 2, $item['endpoints'], $uri );

			$admin = self::routes( 'ADMIN', $uri );
			$this->assertArrayHasKey( '/wp/v2/users', $admin, $uri );
			$this->assertSame( array( 'GET', 'POST' ), $admin['/wp/v2/posts']['methods'], $uri );
			$this->assertContains( 'DELETE', $admin['/wp/v2/posts/(?P<id>[\d]+)']['methods'], $uri );
		}
	}

	/**
	 * Of a namespace that is refused altogether nothing is told but its name.
	 */
	public function test_a_namespace_that_is_refused_has_no_routes() {
		foreach ( array( 'AUTHOR', 'ADMIN' ) as $who ) {
			$routes = array_filter(
				array_keys( self::routes( $who ) ),
				static function ( $route ) {
					return 0 === strpos( $route, '/refusing/v1' );
				}
			);
			$this->assertSame( array(), $routes, $who );
			$this->assert_gated( self::fixture( $who, 'GET', '/wp-json/refusing/v1' ), 'its index', $who );
		}
	}

	/**
	 * Strangers are told of what the allowlist opens and no gate closes.
	 */
	public function test_strangers_are_told_only_of_open_routes() {
		$routes = self::routes( '' );
		$this->assertArrayHasKey( '/myplugin/v1/thing', $routes );
		$this->assertSame( array( 'GET', 'POST', 'PUT' ), array_values( array_intersect( array( 'GET', 'POST', 'PUT', 'PATCH', 'DELETE' ), $routes['/myplugin/v1/thing']['methods'] ) ) );
		foreach ( array_keys( $routes ) as $route ) {
			$this->assertMatchesRegularExpression( '~\A(/|/wp/v2|/myplugin/v1(/.*)?|/passing/v1(/permission/.*)?|/(rest-gate|syteops|syteops-int-cp|flowmattic|google-site-kit|wordfence)/.*)\z~', $route );
		}
		$this->assertArrayHasKey( '/passing/v1/permission/true', $routes );
		$this->assertSame( array( '/wp/v2' ), array_keys( self::routes( '', '/wp-json/wp/v2' ) ) );
		$this->assertArrayHasKey( '/passing/v1/methods/all', self::routes( 'SUBSCRIBER' ) );
	}

	/**
	 * What an index tells a caller of, the caller is not refused by a gate; what it leaves out, he is.
	 */
	public function test_an_index_and_the_gates_agree() {
		foreach ( array( '', 'SUBSCRIBER', 'AUTHOR' ) as $who ) {
			$told     = self::routes( $who );
			$requests = array();
			foreach ( array( '/myplugin/v1/thing', '/passing/v1/methods/all', '/passing/v1/methods/list', '/refusing/v1/methods/all', '/ungated/v1/methods/all' ) as $route ) {
				foreach ( array( 'GET', 'POST', 'PUT', 'PATCH', 'DELETE' ) as $method ) {
					$requests[ "$method $route" ] = array( $method, "/wp-json$route", self::as_user( $who ) + self::hostile( 'gated-routes' ) + ( 'GET' === $method ? array() : array( 'Content-Length' => '0' ) ) );
				}
			}
			foreach ( self::ask_all( $requests ) as $key => $answer ) {
				list( $method, $route ) = explode( ' ', $key );

				$is_told = in_array( $method, $told[ $route ]['methods'] ?? array(), true );
				$this->assertSame( $is_told, 200 === $answer['status'], "$who $key {$answer['status']}" );
			}
		}
	}
}
