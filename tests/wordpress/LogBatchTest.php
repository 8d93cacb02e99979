<?php
/**
 * The items of a batch are records below that of the batch, each with what came of it.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/LoggedTestCase.php';

/**
 * Sends batches.
 */
final class LogBatchTest extends LoggedTestCase {

	private const BATCH   = '/wp-json/batch/v1';
	private const WRAPPED = '/wp-json/myplugin/v1/wrapped-batch';

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$gate = array(
			'id'      => 'tags-are-for-admins',
			'pattern' => '/wp/v2/tags/*',
			'methods' => array( 'POST' ),
			'require' => array( 'capability' => 'manage_options' ),
		);
		return array(
			'open'       => self::logging(),
			'restricted' => self::logging( 'restrict', array(), array( 'allowlist' => array( array( 'pattern' => '/wp-json/myplugin/v1/wrapped-batch' ), array( 'pattern' => '/wp-json/myplugin/v1/thing' ) ), 'gates' => array( $gate ) ) ),
			'closed'     => self::logging( 'restrict' ),
		);
	}

	/**
	 * Sends a batch and gives its record.
	 *
	 * @param string  $who   Who asks.
	 * @param array[] $items Method and path of each.
	 * @param string  $uri   The batch route.
	 * @return array
	 */
	private function batch( $who, array $items, $uri = self::BATCH ) {
		$requests = array();
		foreach ( $items as list( $method, $path ) ) {
			$requests[] = array( 'method' => $method, 'path' => $path, 'body' => array( 'name' => '', 'title' => 'By a batch' ) );
		}
		$answer = $this->send_data( 'POST', $uri, array( 'requests' => $requests ), self::as_( $who ) );
		$record = $this->record_of( $answer );
		usort( $record['items'], static fn( $one, $other ) => strcmp( $one['route'], $other['route'] ) );
		foreach ( $record['items'] as $item ) {
			$this->assert_facts( array( 'parent' => $record['id'], 'ip' => $record['ip'], 'user_id' => $record['user_id'] ?? null, 'auth_type' => $record['auth_type'] ), $item );
			$this->assertNotSame( $record['id'], $item['id'] );
		}
		return $record;
	}

	/**
	 * Facts of the items, by their routes.
	 *
	 * @param array $record The record of a batch.
	 * @return string[]
	 */
	private static function told_of( array $record ) {
		$told = array();
		foreach ( $record['items'] as $item ) {
			$told[] = implode( ' ', array( $item['method'], $item['route'], $item['status'], $item['outcome'], $item['gate'] ?? $item['pattern'] ?? '-' ) );
		}
		return $told;
	}

	/**
	 * Answered and refused items, without the gate.
	 */
	public function test_each_item_has_its_own_end() {
		self::in_force( 'open' );
		$items  = array( array( 'POST', '/myplugin/v1/thing' ), array( 'PUT', '/myplugin/v1/item/3' ), array( 'POST', '/wp/v2/tags' ), array( 'POST', '/nothing/here' ) );
		$record = $this->batch( '', $items );
		$this->assert_facts( array( 'status' => 207, 'outcome' => 'allowed', 'route' => '/batch/v1', 'endpoint' => '/batch/v1' ), $record );
		$expected = array(
			'PUT /myplugin/v1/item/3 200 allowed -',
			'POST /myplugin/v1/thing 200 allowed -',
			'POST /nothing/here 404 not_found -',
			'POST /wp/v2/tags 401 refused -',
		);
		$this->assertSame( $expected, self::told_of( $record ) );
		$this->assert_facts( array( 'refused_by' => 'core', 'reason' => 'rest_cannot_create' ), $record['items'][3] );
		$this->assertGreaterThan( 0, $record['items'][0]['duration_us'] );
		$this->assertLessThan( $record['duration_us'], $record['items'][0]['duration_us'] );
	}

	/**
	 * Items under restrict, of a stranger and of an editor before a gate.
	 */
	public function test_items_are_refused_each_by_its_own_rule() {
		self::in_force( 'restricted' );
		$items  = array( array( 'POST', '/myplugin/v1/thing' ), array( 'POST', '/wp/v2/posts' ), array( 'POST', '/wp/v2/tags' ) );
		$record = $this->batch( '', $items, self::WRAPPED );
		$this->assert_facts( array( 'outcome' => 'allowlisted', 'pattern' => self::WRAPPED ), $record );
		$this->assertSame( array( 'POST /myplugin/v1/thing 200 allowlisted /wp-json/myplugin/v1/thing', 'POST /wp/v2/posts 401 blocked -', 'POST /wp/v2/tags 401 blocked -' ), self::told_of( $record ) );
		$record = $this->batch( 'EDITOR', $items );
		$this->assert_facts( array( 'status' => 207, 'outcome' => 'allowed', 'user' => 'editor1' ), $record );
		$this->assertSame( array( 'POST /myplugin/v1/thing 200 allowed -', 'POST /wp/v2/posts 201 allowed -', 'POST /wp/v2/tags 403 forbidden tags-are-for-admins' ), self::told_of( $record ) );
		foreach ( $record['items'] as $item ) {
			$this->assertSame( 'editor', $item['roles'] );
		}
	}

	/**
	 * Two items of one route are two records, each with its own end.
	 */
	public function test_items_of_one_route_are_told_apart() {
		self::in_force( 'open' );
		$record = $this->batch( '', array_fill( 0, 3, array( 'POST', '/myplugin/v1/thing' ) ) );
		$this->assertCount( 3, array_unique( array_column( $record['items'], 'id' ) ) );
	}

	/**
	 * A batch that is refused as a whole has no items.
	 */
	public function test_a_refused_batch_has_no_items() {
		self::in_force( 'closed' );
		$record = $this->batch( '', array( array( 'POST', '/myplugin/v1/thing' ) ) );
		$this->assert_facts( array( 'status' => 401, 'outcome' => 'blocked', 'items' => array() ), $record );
	}
}
