<?php
/**
 * The log under the oldest WordPress that is supported.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/LoggedTestCase.php';

/**
 * A few records of WordPress 6.5.
 */
final class LogOldWordPressTest extends LoggedTestCase {

	/** @var string A pattern of the lines in the PHP error log that the test provokes. */
	protected $provoked = 'PHP (Fatal error|  thrown)|^#|Stack trace';

	/** The site and its host. */
	protected const SITE = 'old';
	protected const HOST = 'old.test';

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		return array(
			'open'       => self::logging(),
			'restricted' => self::logging( 'restrict' ),
		);
	}

	/**
	 * Who asked, what came of it, and who refused.
	 */
	public function test_records_are_those_of_any_wordpress() {
		self::in_force( 'open' );
		$cases = array(
			'/wp/v2/posts'                 => array( 'status' => 200, 'outcome' => 'allowed', 'endpoint' => '/wp/v2/posts' ),
			'/wp/v2/settings'              => array( 'status' => 401, 'outcome' => 'refused', 'refused_by' => 'core', 'reason' => 'rest_forbidden' ),
			'/myplugin/v1/fatal'           => array( 'status' => 500, 'outcome' => 'error', 'reason' => 'fatal' ),
			'/myplugin/v1/thing?_jsonp=-'  => array( 'status' => 400, 'outcome' => 'invalid', 'route' => '/myplugin/v1/thing' ),
			'/nothing/here?_envelope'      => array( 'status' => 200, 'inner_status' => 404, 'outcome' => 'not_found' ),
		);
		foreach ( $cases as $route => $expected ) {
			$this->assert_facts( $expected, $this->record_of( $this->send( 'GET', '/wp-json' . $route ), $route ), $route );
		}
		$items  = array( array( 'path' => '/myplugin/v1/thing' ), array( 'path' => '/wp/v2/tags', 'body' => array( 'name' => 'x' ) ) );
		$record = $this->record_of( $this->send_data( 'POST', '/wp-json/batch/v1', array( 'requests' => $items ) ) );
		$this->assertSame( array( 'allowed', 'refused' ), array_column( $record['items'], 'outcome' ) );
		self::in_force( 'restricted' );
		$this->assert_facts( array( 'status' => 401, 'outcome' => 'blocked' ), $this->record_of( $this->send( 'GET', '/wp-json/wp/v2/posts' ) ) );
		$this->assert_facts( array( 'status' => 200, 'outcome' => 'allowed', 'user' => 'admin', 'auth_type' => 'cookie' ), $this->record_of( $this->send( 'GET', '/wp-json/wp/v2/posts', self::as_( 'ADMIN' ) ) ) );
	}
}
