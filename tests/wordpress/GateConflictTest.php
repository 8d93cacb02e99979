<?php
/**
 * Threat 19: a parameter that contradicts what the route captures is refused with 400, unless the caller
 * is refused anyway: then he learns nothing of parameters, of ours or of WordPress's.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedTestCase.php';

/**
 * Names one object in the route and another beside it.
 */
final class GateConflictTest extends GatedTestCase {

	/**
	 * One gate turns on the object, one does not, one stands before another method.
	 *
	 * @return array[]
	 */
	protected static function gates() {
		return array(
			self::before( '/wp/v2/posts/(?P<id>[\d]+)', self::on_object( 'edit_post', array( 'id' ) ), self::WRITES ),
			self::before( '/myplugin/v1/item/(?P<id>\d+)', array( 'authenticated' => true ), array( 'POST', 'PUT' ) ),
			self::below( '/wp/v2/users/*', self::ADMIN, self::WRITES ),
			self::below( '/wp/v2/posts', array( 'capability' => 'publish_posts' ), array( 'POST' ) ),
		);
	}

	/**
	 * Query, form and JSON, with each method, also where the gate stands before another.
	 */
	public function test_a_contradiction_is_refused_wherever_it_stands() {
		$item   = '/wp-json/myplugin/v1/item/1';
		$author = self::as_user( 'AUTHOR' );
		$tries  = array(
			array( 'POST', "$item?id=6", $author, '' ),
			array( 'POST', $item, $author, 'id=6' ),
			array( 'POST', $item, $author, array( 'id' => 6 ) ),
			array( 'POST', $item, $author, array( 'id' => array( 1 ) ) ),
			array( 'POST', $item, $author, array( 'id' => false ) ),
			array( 'POST', "$item?id=01", $author, '' ),
			array( 'POST', "$item?id[]=1", $author, '' ),
			array( 'POST', "$item?id=", $author, '' ),
			array( 'POST', "$item?id=1", $author, 'id=6' ),
			array( 'POST', "$item?id=6", $author, 'id=1' ),
			array( 'PUT', $item, $author, 'id=6' ),
			array( 'PUT', $item, $author, array( 'id' => '6' ) ),
			array( 'GET', "$item?_method=PUT&id=6", $author ),
			array( 'GET', '/?rest_route=/myplugin/v1/ITEM/1&_method=POST&id=6', $author ),
			array( 'GET', "$item?id=6", $author ),
			array( 'GET', "$item?id=6" ),
			array( 'DELETE', $item, $author, array( 'id' => 6 ) ),
			array( 'HEAD', "$item?id=6", $author ),
		);
		foreach ( $tries as $try ) {
			$answer = self::ask( ...$try );
			$this->assert_refused( $answer, json_encode( $try ), 400, 'rest_gate_conflict', 'HEAD' === $try[0] );
		}
		foreach ( array( "$item?id=1", $item ) as $uri ) {
			$this->assert_passed( self::ask( 'POST', $uri, $author, array( 'id' => 1 ) ), $uri );
			$this->assert_passed( self::ask( 'POST', $uri, $author, 'id=1' ), $uri );
		}
		$this->assert_passed( self::ask( 'POST', $item, $author, array( 'id' => null ) ), 'WordPress overlooks null' );
	}

	/**
	 * A contradiction on an ungated endpoint is WordPress's own affair.
	 */
	public function test_a_route_without_gates_keeps_its_conflicts() {
		$this->assert_passed( self::ask( 'GET', '/wp-json/wp/v2/categories/1?id=1' ) );
		$this->assert_passed( self::ask( 'GET', '/wp-json/myplugin/v1/any/a?p=b' ) );
	}

	/**
	 * Whoever is refused is refused, with or without a contradiction.
	 */
	public function test_a_refused_caller_learns_nothing_of_contradictions() {
		foreach ( array( '', 'AUTHOR' ) as $who ) {
			foreach ( array( '/wp-json/wp/v2/posts/1?id=7', '/wp-json/wp/v2/posts/7?id=999999', '/wp-json/wp/v2/users/1?id=2', '/wp-json/wp/v2/users/2?id[]=1' ) as $uri ) {
				$this->assert_gated( self::ask( 'POST', $uri, self::as_user( $who ), '' ), $uri, $who );
				$this->assert_gated( self::ask( 'DELETE', $uri . '&force=1', self::as_user( $who ), '' ), $uri, $who );
			}
		}
		$this->assert_gated( self::ask( 'POST', '/wp-json/myplugin/v1/item/1?id=6', array(), '' ), 'a stranger', '' );
		$this->assert_conflict( self::ask( 'POST', '/wp-json/wp/v2/posts/1?id=6', self::as_user( 'AUTHOR' ), '' ), 'own beside foreign' );
		$this->assert_gated( self::ask( 'POST', '/wp-json/wp/v2/posts/6?id=1', self::as_user( 'AUTHOR' ), '' ), 'foreign beside own' );
		$this->assert_conflict( self::ask( 'POST', '/wp-json/wp/v2/posts/6?id=1', self::as_user( 'ADMIN' ), '' ), 'both may be edited' );
	}

	/**
	 * WordPress says what is wrong with an argument before it asks who may: not to a refused caller.
	 */
	public function test_a_refused_caller_learns_nothing_of_arguments() {
		$tries = array(
			array( '/wp-json/wp/v2/users', array() ),
			array( '/wp-json/wp/v2/users', array( 'email' => 'nonsense' ) ),
			array( '/wp-json/wp/v2/users/1', array( 'roles' => 'nonsense' ) ),
			array( '/wp-json/wp/v2/posts/7', array( 'status' => 'nonsense' ) ),
		);
		foreach ( $tries as list( $uri, $body ) ) {
			foreach ( array( '', 'SUBSCRIBER', 'AUTHOR' ) as $who ) {
				$this->assert_gated( self::ask( 'POST', $uri, self::as_user( $who ), $body ), $uri, $who );
			}
			$this->assert_passed( self::ask( 'POST', $uri, self::as_user( 'ADMIN' ), $body ), $uri, 400 );
		}
		$this->assert_gated( self::ask( 'POST', '/wp-json/wp/v2/posts', self::as_user( 'SUBSCRIBER' ), array( 'status' => 'nonsense' ) ), '', 'SUBSCRIBER' );
		$this->assert_gated( self::ask( 'DELETE', '/wp-json/wp/v2/users/2', self::as_user( 'AUTHOR' ) ), 'without the arguments that it needs' );
		$this->assert_passed( self::ask( 'POST', '/wp-json/wp/v2/posts', self::as_user( 'AUTHOR' ), array( 'status' => 'nonsense' ) ), '', 400 );
	}

	/**
	 * JSON that cannot be read is an argument as well.
	 */
	public function test_a_refused_caller_learns_nothing_of_his_json() {
		$headers = array( 'Content-Type' => 'application/json' );
		$this->assert_gated( self::ask( 'POST', '/wp-json/wp/v2/users', $headers + self::as_user( 'AUTHOR' ), '{"name":' ) );
		$answer = self::ask( 'POST', '/wp-json/wp/v2/users', $headers + self::as_user( 'ADMIN' ), '{"name":' );
		$this->assertSame( 'rest_invalid_json', $answer['json']['code'], $answer['body'] );
	}
}
