<?php
/**
 * A gate stands on the effective method: what a client says on the wire neither evades nor triggers it.
 *
 * Nobody is restricted; one route may only be read, another only be written, a third everything but
 * PATCH.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedTestCase.php';

/**
 * Asks with methods in every disguise, as an author.
 */
final class GateMethodsTest extends GatedTestCase {

	private const READ  = '/wp-json/myplugin/v1/thing';
	private const WRITE = '/wp-json/wp/v2/categories';

	/**
	 * The gates.
	 *
	 * @return array[]
	 */
	protected static function gates() {
		return array(
			self::below( '/myplugin/v1/thing', self::ADMIN, self::WRITES ),
			self::below( '/wp/v2/categories', self::ADMIN, array( 'GET' ) ),
			self::below( '/ungated/v1/methods/*', self::ADMIN, array( 'PATCH' ) ),
			self::below( '/passing/v1/methods/*', self::ADMIN, array( 'POST', 'PUT' ) ),
			self::below( '/refusing/v1/methods/*', self::ADMIN ),
		);
	}

	/**
	 * What is a write after the override is gated, whatever was on the wire.
	 */
	public function test_a_gated_method_cannot_be_disguised() {
		$author = self::as_user( 'AUTHOR' );
		foreach ( array( 'POST', 'post', 'pOsT', 'PUT', 'PATCH', 'delete' ) as $method ) {
			$this->assert_gated( self::ask( 'GET', self::READ . "?_method=$method", $author ), "GET _method=$method" );
			$this->assert_gated( self::ask( 'GET', self::READ, $author + array( 'X-HTTP-Method-Override' => $method ) ), "GET override $method" );
			$this->assert_gated( self::ask( strtoupper( $method ), self::READ, $author, '' ), $method );
		}
		$this->assert_gated( self::ask( 'HEAD', self::READ . '?_method=POST', $author ), 'HEAD _method=POST', 'AUTHOR', true );
		$this->assert_gated( self::ask( 'OPTIONS', self::READ . '?_method=DELETE', $author ), 'OPTIONS _method=DELETE' );
		$this->assert_gated( self::ask( 'GET', self::READ . '?.method=POST', $author ), 'a name that PHP rewrites' );
		$this->assert_gated( self::ask( 'GET', self::READ . '?_method=POST', $author + array( 'X-HTTP-Method-Override' => 'GET' ) ), 'the query beats the header' );
		$this->assert_gated( self::ask( 'GET', '/?rest_route=/myplugin/v1/THING%0A&_method=PUT', $author ), 'spelling and override' );
		// PHP's own server closes the connection; Apache hands the letters on as they are.
		$this->assert_gated( self::ask( 'post', self::READ, $author, '', 'apache-modphp' ), 'post on the wire' );
		foreach ( array( 'apache-modphp', 'php-S' ) as $server ) {
			$this->assert_gated( self::ask( 'GET', self::READ, $author + array( 'X-HTTP-Method-Override' => 'put' ), null, $server ), "$server override" );
		}
	}

	/**
	 * What is a read after the override is not, whatever was on the wire.
	 */
	public function test_an_open_method_is_open_in_every_disguise() {
		$author = self::as_user( 'AUTHOR' );
		foreach ( array( 'GET', 'get', 'Get' ) as $method ) {
			$this->assert_passed( self::ask( 'POST', self::READ . "?_method=$method", $author, '' ), "POST _method=$method" );
			$this->assert_passed( self::ask( 'DELETE', self::READ, $author + array( 'X-HTTP-Method-Override' => $method ), '' ), "DELETE override $method" );
		}
		$this->assert_passed( self::ask( 'GET', self::READ, $author ) );
		$this->assert_passed( self::ask( 'HEAD', self::READ, $author ) );
		$this->assert_passed( self::ask( 'GET', self::READ . '?_METHOD=POST', $author ), 'a name that is no override' );
		$this->assert_passed( self::ask( 'GET', self::READ . '?_method=POST', self::as_user( 'ADMIN' ) ), 'an administrator' );
	}

	/**
	 * HEAD counts as GET.
	 */
	public function test_a_gate_on_get_holds_for_head() {
		foreach ( array( '', 'AUTHOR' ) as $who ) {
			foreach ( array( self::WRITE, '/?rest_route=/wp/v2/CATEGORIES', self::WRITE . '?_method=HEAD' ) as $uri ) {
				$answer = self::ask( 'HEAD', $uri, self::as_user( $who ) );
				$this->assert_gated( $answer, $uri, $who, true );
				$this->assertArrayNotHasKey( 'x-wp-total', $answer['headers'] );
			}
			$this->assert_gated( self::ask( 'GET', self::WRITE . '?_method=HEAD', self::as_user( $who ) ), 'HEAD by override', $who, true );
			$this->assert_gated( self::ask( 'POST', self::WRITE . '?_method=GET', self::as_user( $who ), '' ), 'GET by override', $who );
		}
		$this->assertSame( 200, self::ask( 'HEAD', self::WRITE, self::as_user( 'ADMIN' ) )['status'] );
	}

	/**
	 * A gate on reading leaves writing to WordPress.
	 */
	public function test_a_gate_on_get_says_nothing_of_post() {
		$this->assertSame( 'rest_cannot_create', self::ask( 'POST', self::WRITE, self::as_user( 'AUTHOR' ), array( 'name' => 'x' ) )['json']['code'] );
		$this->assertSame( 'rest_missing_callback_param', self::ask( 'POST', self::WRITE, self::as_user( 'EDITOR' ), array() )['json']['code'] );
	}

	/**
	 * A method that WordPress does not know, and one that is no text.
	 */
	public function test_nonsense_for_a_method_opens_nothing() {
		foreach ( array( 'FOO', '%20POST', 'POST%0A', '0', '' ) as $method ) {
			$answer = self::ask( 'GET', self::READ . "?_method=$method", self::as_user( 'AUTHOR' ) );
			$this->assertContains( $answer['status'], array( 403, 404 ), "$method\n" . $answer['body'] );
			$this->assertStringNotContainsString( '"route"', $answer['body'], $method );
		}
		$this->assertSame( 500, self::ask( 'GET', self::WRITE . '?_method[]=GET', self::as_user( 'AUTHOR' ) )['status'] );
	}

	/**
	 * A gate on all methods means those as well that only WebDAV knows.
	 */
	public function test_a_gate_on_everything_holds_for_methods_of_other_protocols() {
		foreach ( array( 'PROPFIND', 'LOCK' ) as $method ) {
			$answers = array(
				self::fixture( 'AUTHOR', $method, '/wp-json/refusing/v1/methods/other', '' ),
				self::fixture( 'AUTHOR', 'GET', "/wp-json/refusing/v1/methods/other?_method=$method" ),
				self::fixture( 'AUTHOR', 'GET', '/?rest_route=/Refusing/v1/methods/OTHER%0A&_method=' . strtolower( $method ) ),
			);
			foreach ( $answers as $number => $answer ) {
				$this->assert_gated( $answer, "$method $number" );
			}
			$this->assertSame( $method, self::fixture( 'AUTHOR', 'GET', "/wp-json/ungated/v1/methods/other?_method=$method" )['json']['method'] );
		}
	}

	/**
	 * A refusal in an envelope would be status 200; as JSONP it keeps its status.
	 */
	public function test_a_refusal_is_never_dressed_up_as_a_success() {
		foreach ( array( '', 'AUTHOR' ) as $who ) {
			foreach ( array( '?_envelope=1', '?_envelope', '?_envelope[]=1', '?.envelope=1', '?_envelope=1&_embed=1' ) as $query ) {
				$this->assert_gated( self::ask( 'GET', self::WRITE . $query, self::as_user( $who ) ), $query, $who );
			}
			$answer = self::ask( 'GET', self::WRITE . '?_jsonp=cb&_envelope=1', self::as_user( $who ) );
			$this->assertSame( '' === $who ? 401 : 403, $answer['status'], $answer['body'] );
			$this->assertStringStartsWith( '/**/cb({"code":"rest_gate_capability"', $answer['body'] );
		}
		$this->assertSame( 200, self::ask( 'GET', self::WRITE . '?_envelope=1', self::as_user( 'ADMIN' ) )['json']['status'] );
	}

	/**
	 * A gate on some methods of a handler leaves its others alone, however the handler lists them.
	 *
	 * @dataProvider handlers
	 * @param string $name The handler.
	 */
	public function test_a_gate_divides_the_methods_of_one_handler( $name ) {
		$gated    = array(
			'ungated'  => array( 'PATCH' ),
			'passing'  => array( 'POST', 'PUT' ),
			'refusing' => array( 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE' ),
		);
		$requests = array();
		foreach ( array_keys( $gated ) as $space ) {
			foreach ( array( 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE' ) as $method ) {
				foreach ( in_array( $method, $gated[ $space ], true ) ? array( 'AUTHOR', 'ADMIN' ) : array( 'AUTHOR' ) as $who ) {
					$headers = self::as_user( $who ) + self::hostile( 'gated-routes' ) + array( 'Content-Length' => '0' );

					$requests[ "$who $method $space" ] = array( $method, "/wp-json/$space/v1/methods/$name", $headers );
				}
			}
		}
		foreach ( self::ask_all( $requests ) as $key => $answer ) {
			list( $who, $method, $space ) = explode( ' ', $key );
			if ( 'AUTHOR' === $who && in_array( $method, $gated[ $space ], true ) ) {
				$this->assert_gated( $answer, $key, $who, 'HEAD' === $method );
				continue;
			}
			$this->assert_passed( $answer, $key );
			if ( 'HEAD' !== $method ) {
				$this->assertSame( $method, $answer['json']['method'], $key );
				// The first handler with the method, as without gates.
				$first = in_array( $method, array( 'GET', 'POST' ), true ) ? 'first' : 'second';
				$this->assertSame( 'twice' === $name ? $first : null, $answer['json']['handler'] ?? null, $key );
			}
		}
	}

	/**
	 * The handlers of the fixture.
	 *
	 * @return array<string, string[]>
	 */
	public function handlers() {
		$names = array( 'list', 'commas', 'all', 'head', 'twice' );
		return array_combine( $names, array_chunk( $names, 1 ) );
	}
}
