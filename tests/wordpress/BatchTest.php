<?php
/**
 * Threat 13: each item of a batch is decided on its own route, whatever the batch's route and form;
 * threat 20: by whoever asked, not by whoever a handler became.
 *
 * `/myplugin/v1/wrapped-batch` is a plugin's own batch route and open to strangers; WordPress's own
 * `/batch/v1` is not.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GateTestCase.php';

/**
 * Sends batches.
 */
final class BatchTest extends GateTestCase {

	private const WRAPPED = '/wp-json/myplugin/v1/wrapped-batch';
	private const THING   = array( 'path' => '/myplugin/v1/thing' );
	private const USERS   = array(
		'method' => 'GET',
		'path'   => '/wp/v2/users',
	);

	/**
	 * Sends a batch to the plugin's route and gives the items' answers.
	 *
	 * @param array[]               $items   The items.
	 * @param array<string, string> $headers Headers.
	 * @param array                 $more    More of the body.
	 * @return array[]
	 */
	private static function batch( array $items, array $headers = array(), array $more = array() ) {
		$answer = self::ask( 'POST', self::WRAPPED, $headers, array( 'requests' => $items ) + $more );
		self::assertSame( 207, $answer['status'], $answer['body'] );
		self::assertCount( count( $items ), $answer['json']['responses'] );
		self::assertStringNotContainsString( '"slug"', $answer['body'] );
		return $answer['json']['responses'];
	}

	/**
	 * An item was refused by the gate.
	 *
	 * @param array  $item The item's answer.
	 * @param string $told For the message.
	 */
	private static function assert_item_refused( array $item, $told = '' ) {
		$told .= "\n" . json_encode( $item );
		self::assertSame( 401, $item['status'], $told );
		self::assert_refusal( $item['body'], $told );
	}

	/**
	 * WordPress's own batch is closed to strangers, with whatever in it.
	 */
	public function test_threat_13_the_batch_route_itself_is_closed() {
		foreach ( array( array( self::THING ), array( self::USERS ), array() ) as $items ) {
			foreach ( array( '/wp-json/batch/v1', '/?rest_route=/batch/v1', '/wp-json/BATCH/v1/' ) as $uri ) {
				$this->assert_refused( self::ask( 'POST', $uri, array(), array( 'requests' => $items ) ), $uri );
			}
		}
	}

	/**
	 * With nothing in the URL, and with nothing but GET on the wire.
	 */
	public function test_threat_13_batch_by_form_body_or_by_get_is_closed() {
		$form = 'requests[0][path]=/myplugin/v1/thing&requests[0][method]=DELETE';
		$this->assert_refused( self::ask( 'POST', '/', array(), "rest_route=/batch/v1&$form" ), 'form body' );
		$this->assert_refused( self::ask( 'POST', '/wp-json/myplugin/v1/thing', array(), "rest_route=/batch/v1&$form" ), 'form body on an open path' );
		$this->assert_refused( self::ask( 'GET', "/wp-json/batch/v1?_method=POST&$form" ), 'GET' );
		$this->assert_refused( self::ask( 'GET', "/?rest_route=/batch/v1&_method=POST&$form" ), 'GET by the query variable' );
	}

	/**
	 * The same ways into a plugin's batch: each item is decided.
	 */
	public function test_threat_13_a_wrapped_batch_by_form_body_or_by_get_is_decided_by_item() {
		$form = 'requests[0][path]=/wp/v2/users&requests[0][method]=GET&requests[1][path]=/myplugin/v1/thing';
		$ways = array(
			self::ask( 'POST', self::WRAPPED, array(), $form ),
			self::ask( 'POST', '/', array(), "rest_route=/myplugin/v1/wrapped-batch&$form" ),
			self::ask( 'GET', self::WRAPPED . "?_method=POST&$form" ),
		);
		foreach ( $ways as $number => $answer ) {
			$this->assertSame( 207, $answer['status'], $answer['body'] );
			$this->assert_item_refused( $answer['json']['responses'][0], "way $number" );
			$this->assertSame( 'POST', $answer['json']['responses'][1]['body']['method'] );
		}
	}

	/**
	 * Open and closed items side by side, with every method.
	 */
	public function test_threat_13_each_item_of_a_wrapped_batch_is_decided() {
		$items = array( self::THING, self::USERS );
		foreach ( array( 'POST', 'PUT', 'PATCH', 'DELETE' ) as $method ) {
			$items[] = array(
				'method' => $method,
				'path'   => '/wp/v2/users/1',
			);
		}
		$items[]   = array(
			'method' => 'GET',
			'path'   => '/myplugin/v1/item/7',
		);
		$responses = self::batch( $items );
		$this->assertSame( '/myplugin/v1/thing', $responses[0]['body']['route'] );
		for ( $number = 1; $number < 6; $number++ ) {
			$this->assert_item_refused( $responses[ $number ], "item $number" );
		}
		$this->assertSame( array( 'id' => '7' ), $responses[6]['body']['params'] );
	}

	/**
	 * Other spellings of a closed item.
	 */
	public function test_threat_13_spellings_of_an_item_open_nothing() {
		$paths = array(
			'/WP/V2/Users',
			'http://single.test/wp/v2/users',
			'https://evil.example/wp/v2/users?x=/myplugin/v1/thing',
			'//evil.example/wp/v2/users',
			'/wp/v2/users#/myplugin/v1/thing',
			'/wp/v2/users?_method=POST',
			'/wp/v2/users?rest_route=/myplugin/v1/thing',
			'/wp/v2/users/',
			"/wp/v2/users\n",
			"/wp/v2/users\u{2028}",
			'/myplugin/v1/../../wp/v2/users',
			'/wp-json/wp/v2/users',
			'?rest_route=/wp/v2/users',
		);
		foreach ( array_chunk( $paths, 5 ) as $chunk ) {
			$items = array();
			foreach ( $chunk as $path ) {
				$items[] = array(
					'method' => 'GET',
					'path'   => $path,
				);
			}
			foreach ( self::batch( $items ) as $number => $item ) {
				$this->assert_item_refused( $item, $chunk[ $number ] );
			}
		}
	}

	/**
	 * An item that cannot be read does not shift the decisions on the others.
	 */
	public function test_threat_13_a_malformed_first_item_shifts_nothing() {
		$responses = self::batch( array( array( 'path' => 'http://:0' ), self::USERS, self::THING, array( 'path' => 'http://:80' ), self::USERS ) );
		$this->assertSame( 400, $responses[0]['status'] );
		$this->assert_item_refused( $responses[1] );
		$this->assertSame( '/myplugin/v1/thing', $responses[2]['body']['route'] );
		$this->assertSame( 400, $responses[3]['status'] );
		$this->assert_item_refused( $responses[4] );
	}

	/**
	 * A batch inside a batch.
	 */
	public function test_threat_13_a_nested_batch_opens_nothing() {
		$inner     = array( 'requests' => array( self::USERS ) );
		$responses = self::batch(
			array(
				array(
					'path' => '/batch/v1',
					'body' => $inner,
				),
				array(
					'path' => '/myplugin/v1/wrapped-batch',
					'body' => $inner,
				),
				self::THING,
			)
		);
		$this->assert_item_refused( $responses[0], '/batch/v1 in a batch' );
		$this->assertSame( 400, $responses[1]['status'], 'WordPress does not let the wrapper stand in a batch' );
		$this->assertSame( '/myplugin/v1/thing', $responses[2]['body']['route'] );
	}

	/**
	 * With all items validated first, a closed item refuses the whole, and no validation message tells
	 * of its route.
	 */
	public function test_threat_13_validating_all_items_first_tells_nothing_of_a_closed_one() {
		$all = array( 'validation' => 'require-all-validate' );
		foreach ( array( array( 'path' => '/wp/v2/users' ), self::USERS, array( 'path' => 'http://evil.example/wp/v2/users' ), array( 'path' => '/nosuch/v1/x' ) ) as $item ) {
			$answer = self::ask( 'POST', self::WRAPPED, array(), $all + array( 'requests' => array( self::THING, $item ) ) );
			$this->assert_refused( $answer, json_encode( $item ) );
		}
		$answer = self::ask( 'POST', self::WRAPPED, array(), $all + array( 'requests' => array( self::THING, self::THING ) ) );
		$this->assertSame( 207, $answer['status'], $answer['body'] );
		$this->assertSame( '/myplugin/v1/thing', $answer['json']['responses'][1]['body']['route'] );
	}

	/**
	 * Too many items, none, and nonsense: WordPress's own answer, no fatal error, nothing told.
	 */
	public function test_threat_13_odd_batches_end_without_a_fatal_error() {
		$bodies = array(
			array( 'requests' => array_fill( 0, 26, self::USERS ) ),
			array( 'requests' => array() ),
			array( 'requests' => 'x' ),
			array( 'requests' => array( 'x' ) ),
			array( 'requests' => array( array( 'path' => array( '/wp/v2/users' ) ) ) ),
			array( 'requests' => array( array( 'method' => 'GET' ) ) ),
			array( 'requests' => array( array( 'path' => '' ) ) ),
			array(
				'validation' => 'require-all-validate',
				'requests'   => array( 'x', array( 'path' => 7 ), array( 'path' => 'http://:0' ) ),
			),
		);
		foreach ( $bodies as $body ) {
			$told   = substr( json_encode( $body ), 0, 200 );
			$answer = self::ask( 'POST', self::WRAPPED, array(), $body );
			$this->assertContains( $answer['status'], array( 207, 400, 401 ), $told . $answer['body'] );
			$this->assertIsArray( $answer['json'], $told );
			$this->assertStringNotContainsString( '"slug"', $answer['body'], $told );
			$this->assert_refused( self::ask( 'POST', '/wp-json/batch/v1', array(), $body ), $told );
		}
		foreach ( self::batch( array_fill( 0, 25, self::USERS ) ) as $item ) {
			$this->assert_item_refused( $item );
		}
	}

	/**
	 * Whoever a handler becomes, the items behind it are decided for the stranger who asked.
	 */
	public function test_threat_20_an_identity_taken_inside_a_batch_opens_nothing() {
		$become = array( 'path' => '/myplugin/v1/become-admin' );
		$users  = array( 'path' => '/wp/v2/users/1' );
		foreach ( array( array(), array( 'validation' => 'normal' ) ) as $more ) {
			$responses = self::batch( array( $become, self::USERS, $users, self::THING ), self::hostile( 'routes' ), $more );
			$this->assertSame( 1, $responses[0]['body']['user'] );
			$this->assert_item_refused( $responses[1] );
			$this->assert_item_refused( $responses[2] );
			$this->assertSame( '/myplugin/v1/thing', $responses[3]['body']['route'] );
		}
	}

	/**
	 * The reverse: a user stays a user.
	 */
	public function test_threat_20_a_user_keeps_the_batch() {
		$headers = ( new Login( 'EDITOR' ) )->rest_headers();
		$answer  = self::ask( 'POST', '/wp-json/batch/v1', $headers, array( 'requests' => array( self::THING, array( 'path' => '/wp/v2/users' ) ) ) );
		$this->assertSame( 207, $answer['status'], $answer['body'] );
		$this->assertSame( 3, $answer['json']['responses'][0]['body']['user'] );
		$this->assertStringNotContainsString( 'rest_gate_', $answer['body'] );
	}
}
