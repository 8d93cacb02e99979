<?php
/**
 * What WordPress tells of a route beside its answers is told only of methods that the caller may use:
 * OPTIONS, the `Allow` header and the hints of links.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedTestCase.php';

/**
 * Asks about routes instead of for them.
 */
final class GateOptionsTest extends GatedTestCase {

	private const OWN     = '/wp-json/wp/v2/posts/6';
	private const FOREIGN = '/wp-json/wp/v2/posts/7';

	/** A true preflight. */
	private const PREFLIGHT = array(
		'Origin'                        => 'https://app.example',
		'Access-Control-Request-Method' => 'POST',
	);

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
			self::below( '/passing/v1/methods/*', self::NOBODY, array( 'PUT', 'PATCH', 'DELETE' ) ),
			self::below( '/passing/v1/methods/list', self::ADMIN, array( 'POST' ) ),
			self::below( '/ungated/v1/*', self::NOBODY, array( 'GET' ) ),
			self::before( '/wp/v2/plugins/(?P<plugin>[^.\/]+(?:\/[^.\/]+)?)', self::on_object( 'activate_plugin', array( 'plugin' ) ) ),
		);
	}

	/**
	 * The methods that OPTIONS describes.
	 *
	 * @param array $answer The answer.
	 * @return string[]
	 */
	private static function described( array $answer ) {
		// WordPress lists a method twice that has two handlers.
		$methods = array_unique( array_merge( array(), ...array_column( $answer['json']['endpoints'], 'methods' ) ) );
		$listed  = array_unique( $answer['json']['methods'] );
		sort( $methods );
		sort( $listed );
		self::assertSame( $methods, $listed, $answer['body'] );
		return $listed;
	}

	/**
	 * Where GET is refused, OPTIONS is.
	 */
	public function test_options_of_a_route_that_the_caller_may_not_read_is_refused() {
		foreach ( array( '', 'AUTHOR' ) as $who ) {
			foreach ( array( '/wp-json/wp/v2/users', '/index.php?rest_route=/wp/v2/USERS', '/wp-json/wp/v2/users/1', '/wp-json/wp/v2/users/me', '/wp-json/ungated/v1/methods/all', '/index.php?rest_route=/ungated/v1/methods/all%0A' ) as $uri ) {
				$answer = self::fixture( $who, 'OPTIONS', $uri );
				$this->assert_gated( $answer, $uri, $who );
				$this->assertSame( array(), self::allowed( $answer ), $uri );
			}
			$this->assert_gated( self::ask( 'GET', '/wp-json/wp/v2/users?_method=OPTIONS', self::as_user( $who ) + self::PREFLIGHT ), 'OPTIONS by override', $who );
			$this->assert_gated( self::ask( 'OPTIONS', '/wp-json/wp/v2/users', self::as_user( $who ) + array( 'Origin' => 'https://app.example' ) ), 'no true preflight', $who );
		}
		$this->assertArrayHasKey( 'schema', self::ask( 'OPTIONS', '/wp-json/wp/v2/users', self::as_user( 'ADMIN' ) )['json'] );
	}

	/**
	 * Where something else is refused, OPTIONS says nothing of it.
	 */
	public function test_options_leaves_out_what_the_caller_may_not_call() {
		$author = self::ask( 'OPTIONS', '/wp-json/wp/v2/posts', self::as_user( 'AUTHOR' ) );
		$this->assertSame( array( 'GET' ), self::described( $author ) );
		$this->assertCount( 1, $author['json']['endpoints'] );
		$this->assertNotContains( 'POST', self::allowed( $author ) );
		$this->assertSame( array( 'GET', 'POST' ), self::described( self::ask( 'OPTIONS', '/wp-json/wp/v2/posts', self::as_user( 'ADMIN' ) ) ) );
		foreach ( array( 'list', 'commas', 'all', 'head', 'twice' ) as $name ) {
			$may    = 'list' === $name ? array( 'GET' ) : array( 'GET', 'POST' );
			$answer = self::fixture( 'AUTHOR', 'OPTIONS', "/wp-json/passing/v1/methods/$name" );
			$this->assertSame( $may, array_values( array_diff( self::described( $answer ), array( 'HEAD' ) ) ), $name );
			$this->assertSame( $may, array_values( array_diff( self::allowed( $answer ), array( 'HEAD' ) ) ), $name );
		}
	}

	/**
	 * The object counts: an author may change his own post, not another's.
	 */
	public function test_what_the_caller_may_call_depends_on_the_object() {
		foreach ( array( 'OPTIONS', 'GET' ) as $method ) {
			$own     = self::ask( $method, self::OWN, self::as_user( 'AUTHOR' ) );
			$foreign = self::ask( $method, self::FOREIGN, self::as_user( 'AUTHOR' ) );
			$this->assertSame( array( 'DELETE', 'GET', 'PATCH', 'POST', 'PUT' ), self::allowed( $own ), $method );
			$this->assertSame( array( 'GET' ), self::allowed( $foreign ), $method );
			$this->assertSame( array( 'DELETE', 'GET', 'PATCH', 'POST', 'PUT' ), self::allowed( self::ask( $method, self::FOREIGN, self::as_user( 'EDITOR' ) ) ), $method );
		}
		$this->assertSame( array( 'DELETE', 'GET', 'PATCH', 'POST', 'PUT' ), self::described( self::ask( 'OPTIONS', self::OWN, self::as_user( 'AUTHOR' ) ) ) );
		$this->assertSame( array( 'DELETE', 'GET' ), self::described( self::ask( 'OPTIONS', self::FOREIGN, self::as_user( 'AUTHOR' ) ) ), 'no gate stands before DELETE' );
		$this->assertSame( array( 'GET' ), self::allowed( self::ask( 'GET', self::OWN ) ) );
		$this->assertSame( array( 'GET' ), self::allowed( self::ask( 'HEAD', self::FOREIGN, self::as_user( 'AUTHOR' ) ) ) );
	}

	/**
	 * The hints of the links of a post tell the same as its Allow header.
	 */
	public function test_the_hints_of_links_agree_with_the_allow_header() {
		foreach ( array( '', 'AUTHOR', 'EDITOR' ) as $who ) {
			$list  = self::ask( 'GET', '/wp-json/wp/v2/posts', self::as_user( $who ) );
			$posts = array_column( $list['json'], '_links', 'id' );
			$this->assertArrayHasKey( 6, $posts );
			foreach ( array( 6, 7, 10 ) as $id ) {
				$hint = $posts[ $id ]['self'][0]['targetHints']['allow'];
				sort( $hint );
				$this->assertSame( self::allowed( self::ask( 'GET', "/wp-json/wp/v2/posts/$id", self::as_user( $who ) ) ), $hint, "$who $id" );
			}
			$this->assertSame( array( 'GET' ), self::allowed( $list ), "$who: creating is for administrators" );
		}
		$this->assertSame( array( 'GET', 'POST' ), self::allowed( self::ask( 'GET', '/wp-json/wp/v2/posts', self::as_user( 'ADMIN' ) ) ) );
	}

	/**
	 * A refusal names no methods that the caller may not use.
	 */
	public function test_refusals_and_errors_allow_only_what_the_caller_may_do() {
		$this->assertSame( array(), self::allowed( self::ask( 'GET', '/wp-json/wp/v2/users', self::as_user( 'AUTHOR' ) ) ) );
		$this->assertSame( array( 'GET' ), self::allowed( self::ask( 'POST', self::FOREIGN, self::as_user( 'AUTHOR' ), array( 'title' => 'x' ) ) ) );
		$this->assertSame( array( 'GET' ), self::allowed( self::ask( 'POST', '/wp-json/wp/v2/posts', self::as_user( 'AUTHOR' ), array( 'title' => 'x' ) ) ) );
		$missing = self::ask( 'GET', '/wp-json/wp/v2/posts/999999', self::as_user( 'EDITOR' ) );
		$this->assertSame( 404, $missing['status'] );
		$this->assertSame( array(), self::allowed( $missing ) );
	}

	/**
	 * A route whose parameter WordPress rewrites is described to whoever may read it.
	 */
	public function test_options_knows_a_plugin_by_the_name_in_the_route() {
		foreach ( array( 'GET', 'OPTIONS' ) as $method ) {
			$this->assert_passed( self::ask( $method, '/wp-json/wp/v2/plugins/myplugin/myplugin', self::as_user( 'ADMIN' ) ), $method );
			$this->assert_gated( self::ask( $method, '/wp-json/wp/v2/plugins/myplugin/myplugin', self::as_user( 'EDITOR' ) ), $method, 'EDITOR' );
		}
	}

	/**
	 * A true preflight carries no credentials: it is answered, whatever the gates say, with nothing.
	 */
	public function test_a_true_preflight_is_answered_with_nothing() {
		foreach ( array( '/wp-json/wp/v2/users', self::FOREIGN, '/wp-json/ungated/v1/methods/all', '/index.php?rest_route=/WP/v2/users' ) as $uri ) {
			$answer = self::ask( 'OPTIONS', $uri, self::PREFLIGHT + self::hostile( 'gated-routes' ) );
			$this->assertSame( array( 204, '' ), array( $answer['status'], $answer['body'] ), $uri );
			$this->assertSame( array( 'https://app.example' ), $answer['headers']['access-control-allow-origin'], $uri );
		}
		$this->assert_gated( self::ask( 'OPTIONS', '/wp-json/wp/v2/users?_method=GET', self::PREFLIGHT ), 'OPTIONS that became GET', '' );
	}
}
