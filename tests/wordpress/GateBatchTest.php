<?php
/**
 * Gates hold for each item of a batch: for the object that the item will use, wherever it is named; for
 * what the caller may do at that moment; and for the caller of the start.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedTestCase.php';

/**
 * Sends batches, mostly as an author.
 */
final class GateBatchTest extends GatedTestCase {

	private const BATCH   = '/wp-json/batch/v1';
	private const WRAPPED = '/wp-json/ungated/v1/wrapped-batch';

	/** What the author's own post is called already. */
	private const OWN = array( 'title' => 'By the author' );

	/**
	 * The gates.
	 *
	 * @return array[]
	 */
	protected static function gates() {
		return array(
			self::before( '/wp/v2/posts/(?P<id>[\d]+)', self::on_object( 'edit_post', array( 'id' ), 'edit_posts' ), array( 'POST', 'PUT', 'PATCH' ) ),
			self::below( '/wp/v2/users/*', self::ADMIN ),
			self::below( '/wp/v2/tags', array( 'capability' => 'manage_categories' ), array( 'POST' ) ),
			self::below( '/refusing/v1/*', self::NOBODY ),
			self::below( '/passing/v1/methods/all', self::on_object( 'edit_post', array( 'post' ) ), array( 'POST' ) ),
		);
	}

	/**
	 * Sends a batch and gives the items' answers.
	 *
	 * @param string  $who   Who asks.
	 * @param array[] $items The items.
	 * @param string  $uri   The batch route.
	 * @param array   $more  More of the body.
	 * @return array[]
	 */
	private static function batch( $who, array $items, $uri = self::BATCH, array $more = array() ) {
		$answer = self::fixture( $who, 'POST', $uri, array( 'requests' => $items ) + $more );
		self::assertSame( 207, $answer['status'], $answer['body'] );
		self::assertCount( count( $items ), $answer['json']['responses'] );
		self::assertStringNotContainsString( 'avatar_urls', $answer['body'] );
		return $answer['json']['responses'];
	}

	/**
	 * An item.
	 *
	 * @param string $path   The path.
	 * @param array  $body   The body.
	 * @param string $method The method.
	 * @return array
	 */
	private static function item( $path, array $body = self::OWN, $method = 'POST' ) {
		return array(
			'path'   => $path,
			'method' => $method,
			'body'   => $body,
		);
	}

	/**
	 * The object is the one that the item will use, or the item is refused.
	 */
	public function test_an_item_is_gated_on_the_object_that_it_will_use() {
		$items     = array(
			'own post'              => self::item( '/wp/v2/posts/6' ),
			'own by PUT'            => self::item( '/wp/v2/posts/6', self::OWN, 'PUT' ),
			'foreign in the path'   => self::item( '/wp/v2/posts/1' ),
			'by PATCH'              => self::item( '/wp/v2/posts/7', self::OWN, 'PATCH' ),
			'foreign in the query'  => self::item( '/wp/v2/posts/6?id=1' ),
			'own in the query'      => self::item( '/wp/v2/posts/1?id=6' ),
			'foreign in the body'   => self::item( '/wp/v2/posts/6', array( 'id' => 1 ) + self::OWN ),
			'own in the body'       => self::item( '/wp/v2/posts/1', array( 'id' => 6 ) + self::OWN ),
			'the same in the query' => self::item( '/wp/v2/posts/6?id=6' ),
			'missing'               => self::item( '/wp/v2/posts/999999' ),
			'another spelling'      => self::item( '/WP/v2/Posts/01' ),
			'an absolute address'   => self::item( 'http://evil.example/wp/v2/posts/1?x#/wp/v2/posts/6' ),
		);
		$responses = array_combine( array_keys( $items ), self::batch( 'AUTHOR', array_values( $items ) ) );
		foreach ( array( 'own post', 'own by PUT', 'the same in the query' ) as $name ) {
			$this->assertSame( 200, $responses[ $name ]['status'], $name . json_encode( $responses[ $name ] ) );
		}
		foreach ( array( 'foreign in the path', 'by PATCH', 'foreign in the query', 'foreign in the body', 'missing', 'an absolute address' ) as $name ) {
			$this->assert_gated_part( $responses[ $name ]['body'], $name );
		}
		foreach ( array( 'own in the query', 'own in the body' ) as $name ) {
			$this->assert_refusal( $responses[ $name ]['body'], $name, 400, 'rest_gate_conflict' );
		}
		$this->assertContains( $responses['another spelling']['body']['code'], array( 'rest_gate_capability', 'rest_gate_parameter' ), json_encode( $responses['another spelling'] ) );
	}

	/**
	 * An administrator's items pass, those with contradictions excepted.
	 */
	public function test_a_conflict_in_an_item_is_refused_to_everybody() {
		$responses = self::batch( 'ADMIN', array( self::item( '/wp/v2/posts/6' ), self::item( '/wp/v2/posts/6?id=7' ), self::item( '/wp/v2/posts/7', array( 'id' => '6' ) + self::OWN ) ) );
		$this->assertSame( array( 200, 400, 400 ), array_column( $responses, 'status' ) );
		$this->assert_refusal( $responses[2]['body'], '', 400, 'rest_gate_conflict' );
	}

	/**
	 * Methods and routes of items, in core's batch and in a plugin's.
	 */
	public function test_items_meet_gates_by_route_and_method_in_any_batch() {
		foreach ( array( self::BATCH, self::WRAPPED ) as $uri ) {
			$items = array(
				self::item( '/wp/v2/users' ),
				self::item( '/wp/v2/users/2', array(), 'PUT' ),
				self::item( '/wp/v2/USERS/1', array(), 'DELETE' ),
				self::item( "/refusing/v1/methods/all\n" ),
				self::item( '//evil.example/refusing/v1/methods/commas', array(), 'PATCH' ),
				self::item( '/refusing/v1/methods/twice?_method=GET' ),
				self::item( '/passing/v1/methods/commas' ),
			);
			if ( self::WRAPPED === $uri ) {
				// Core's own batch takes no GET.
				$items[] = self::item( '/wp/v2/users', array(), 'GET' );
				$items[] = self::item( '/wp/v2/users/1?_fields=id,slug', array(), 'GET' );
			}
			$responses = self::batch( 'AUTHOR', $items, $uri );
			foreach ( $responses as $number => $response ) {
				$told = "$uri $number " . $items[ $number ]['path'];
				if ( 6 === $number ) {
					$this->assertSame( '/passing/v1/methods/commas', $response['body']['route'] ?? null, $told );
				} elseif ( 3 === $number ) {
					// WordPress makes another letter of a control character in a path: no route, or the gated one.
					$this->assertContains( $response['status'], array( 403, 404 ), $told );
				} else {
					$this->assert_gated_part( $response['body'], $told );
				}
			}
		}
	}

	/**
	 * With all items validated first, a gated item refuses the whole; no message tells of its arguments.
	 */
	public function test_validating_all_items_first_tells_nothing_of_a_gated_one() {
		$all = array( 'validation' => 'require-all-validate' );
		foreach ( array( self::item( '/wp/v2/users', array() ), self::item( '/wp/v2/posts/1', array( 'status' => 'nonsense' ) ), self::item( '/wp/v2/tags', array() ) ) as $item ) {
			foreach ( array( self::BATCH, self::WRAPPED ) as $uri ) {
				$answer = self::fixture( 'AUTHOR', 'POST', $uri, $all + array( 'requests' => array( self::item( '/wp/v2/posts/6', array( 'status' => 'nonsense' ) ), $item ) ) );
				$this->assert_gated( $answer, $uri . json_encode( $item ) );
			}
		}
		$answer = self::fixture( 'AUTHOR', 'POST', self::BATCH, $all + array( 'requests' => array( self::item( '/wp/v2/posts/6' ), self::item( '/passing/v1/methods/commas' ) ) ) );
		$this->assertSame( array( 200, 200 ), array_column( $answer['json']['responses'], 'status' ), $answer['body'] );
	}

	/**
	 * The object of an item that is only validated is the one that the item names in its query or body.
	 */
	public function test_validating_all_items_first_looks_at_the_object_of_each() {
		$all = array( 'validation' => 'require-all-validate' );
		foreach ( array( self::item( '/wp/v2/posts/6?id=1' ), self::item( '/wp/v2/posts/6', array( 'id' => 1 ) + self::OWN ) ) as $item ) {
			$answer = self::fixture( 'AUTHOR', 'POST', self::BATCH, $all + array( 'requests' => array( $item ) ) );
			$this->assertNotSame( 200, $answer['json']['responses'][0]['status'] ?? $answer['status'], $answer['body'] );
			$this->assertStringContainsString( '"rest_gate_', $answer['body'] );
		}
	}

	/**
	 * An object that an item names in its query or body is found there as well.
	 */
	public function test_validating_all_items_first_finds_the_object_of_each() {
		$all  = array( 'validation' => 'require-all-validate' );
		$path = '/passing/v1/methods/all';
		foreach ( array( self::item( $path, array( 'post' => 6 ) ), self::item( "$path?post=6", array() ) ) as $item ) {
			$answer = self::fixture( 'AUTHOR', 'POST', self::BATCH, $all + array( 'requests' => array( $item ) ) );
			$this->assertSame( array( 200 ), array_column( $answer['json']['responses'] ?? array(), 'status' ), $answer['body'] );
		}
		foreach ( array( self::item( $path, array( 'post' => 7 ) ), self::item( "$path?post=7", array() ), self::item( $path, array() ) ) as $item ) {
			$answer = self::fixture( 'AUTHOR', 'POST', self::BATCH, $all + array( 'requests' => array( $item ) ) );
			$this->assertStringContainsString( '"rest_gate_capability"', $answer['body'], json_encode( $item ) );
			$this->assertStringNotContainsString( '"route"', $answer['body'], json_encode( $item ) );
		}
	}

	/**
	 * A batch inside a batch.
	 */
	public function test_a_nested_batch_opens_nothing() {
		$inner     = array( 'requests' => array( self::item( '/wp/v2/users', array(), 'GET' ) ) );
		$responses = self::batch( 'AUTHOR', array( self::item( '/batch/v1', $inner ), self::item( '/ungated/v1/wrapped-batch', $inner ) ) );
		$this->assertSame( 'rest_batch_not_allowed', $responses[0]['body']['code'] );
		$this->assertSame( 207, $responses[1]['status'], 'this wrapper may stand in a batch' );
		$this->assert_gated_part( $responses[1]['body']['responses'][0]['body'] );
	}

	/**
	 * What an item changes holds for the next one.
	 */
	public function test_each_item_is_asked_afresh_what_the_caller_may_do() {
		$tag  = self::item( '/wp/v2/tags', array( 'name' => '' ) );
		$give = self::item( '/ungated/v1/change?capability=manage_categories&has=1', array() );
		$take = self::item( '/ungated/v1/change?capability=manage_categories&has=0', array() );
		foreach ( array( self::BATCH, self::WRAPPED ) as $uri ) {
			$responses = self::batch( 'AUTHOR', array( $tag, $give, $tag, $take, $tag ), $uri );
			$this->assert_gated_part( $responses[0]['body'], 'not yet' );
			$this->assertNotSame( 'rest_gate_capability', $responses[2]['body']['code'], 'given meanwhile' );
			$this->assert_gated_part( $responses[4]['body'], 'taken again' );
			$responses = self::batch( 'EDITOR', array( $tag, $take, $tag ), $uri );
			$this->assertNotSame( 'rest_gate_capability', $responses[0]['body']['code'], 'an editor may' );
			$this->assert_gated_part( $responses[2]['body'], 'taken meanwhile' );
		}
	}

	/**
	 * Whoever a handler becomes, the gates stand before whoever asked.
	 */
	public function test_the_caller_of_the_start_decides() {
		$become = self::item( '/ungated/v1/become?user=1', array() );
		$users  = self::item( '/wp/v2/users', array() );
		$asks   = self::item( '/ungated/v1/internal?asks=/wp/v2/users', array() );
		foreach ( array( '', 'AUTHOR' ) as $who ) {
			$responses = self::batch( $who, array( $become, $users, self::item( '/wp/v2/posts/1', array() ), $asks ), self::WRAPPED );
			$this->assertSame( 1, $responses[0]['body']['user'] );
			$status = '' === $who ? 401 : 403;
			$this->assertSame( array( $status, $status ), array( $responses[1]['status'], $responses[2]['status'] ), json_encode( $responses ) );
			$this->assertSame( 'rest_gate_capability', $responses[1]['body']['code'] );
			$this->assertSame( 'rest_gate_capability', $responses[2]['body']['code'] );
			$this->assert_refusal( $responses[3]['body']['data'], 'asked from code', $responses[3]['body']['status'], 'rest_gate_capability' );
		}
		$leave     = self::item( '/ungated/v1/become?user=4', array() );
		$responses = self::batch( 'ADMIN', array( $leave, $users ), self::WRAPPED );
		$this->assertStringStartsNotWith( 'rest_gate_', $responses[1]['body']['code'], 'the gate passes; WordPress asks whoever is there now' );
		$this->assertGreaterThanOrEqual( 400, $responses[1]['status'] );
	}
}
