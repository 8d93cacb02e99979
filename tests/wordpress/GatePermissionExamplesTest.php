<?php
/**
 * Claims: three example plugins that take their permission callbacks from rest_gate_permission() are
 * open to exactly those whom they name, whatever the policy of the site is, and while there is none.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';

/**
 * The examples under tests/fixtures/wordpress/examples.
 */
final class GatePermissionExamplesTest extends GatedSiteTestCase {

	private const HOURS = '/wp-json/example/v1/opening-hours';
	private const NOTES = '/wp-json/example/v1/notes/';
	private const PAGES = '/wp-json/example/v1/private-pages';

	/** Everybody who asks. */
	private const REFUSED = array(
		'ADMIN'        => '403 capability',
		'EDITOR'       => '403 capability',
		'AUTHOR'       => '403 capability',
		'helper'       => '403 capability',
		'SUBSCRIBER'   => '403 capability',
		'chief:first'  => '403 capability',
		''             => '401 capability',
	);

	/**
	 * Documents.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$open = array( 'allowlist' => array( array( 'pattern' => '/wp-json/example/v1/*' ) ) );
		return array(
			'off'      => self::document( 'off' ),
			'simulate' => self::document( 'restrict', array(), array( 'simulate' => true ) ),
			'open'     => self::document( 'restrict', $open['allowlist'] ),
			'restrict' => self::document( 'restrict' ),
			'gated'    => self::gates( array( array( 'pattern' => '/example/v1/*', 'require' => array( 'not' => array( 'role' => 'administrator' ) ) ) ) ),
		);
	}

	/**
	 * The people of the class.
	 *
	 * @return array<string, string[]>
	 */
	protected static function people() {
		return array( 'helper' => array( 'contributor' ), 'chief' => array( 'administrator' ) );
	}

	/**
	 * Loads the examples.
	 */
	public static function setUpBeforeClass(): void {
		parent::setUpBeforeClass();
		foreach ( array( 'manage-options-route', 'edit-post-by-captured-id', 'private-pages-controller' ) as $name ) {
			self::plant( "examples/$name.php" );
		}
	}

	/**
	 * Policies that leave the routes to their own permission callbacks.
	 *
	 * @return array[]
	 */
	public static function policies() {
		return array(
			'never configured'         => array( null ),
			'off'                      => array( 'off' ),
			'simulated'                => array( 'simulate' ),
			'restrict, allowlisted'    => array( 'open' ),
		);
	}

	/**
	 * Every role on every route.
	 *
	 * @dataProvider policies
	 * @param string|null $document The document; null for none.
	 */
	public function test_each_example_is_open_to_whom_it_names( $document ) {
		null === $document ? Options::drop( 'single', self::POLICY ) : self::in_force( $document );
		// Post 6 is the author's.
		$passing = array(
			self::HOURS       => array( 'ADMIN' => '200', 'chief:first' => '200' ),
			self::NOTES . '6' => array( 'ADMIN' => '200', 'EDITOR' => '200', 'AUTHOR' => '200', 'chief:first' => '200' ),
			self::PAGES       => array( 'ADMIN' => '200', 'EDITOR' => '200' ),
		);
		foreach ( $passing as $uri => $who ) {
			$expected = $who + self::REFUSED;
			// The policy has no part in it: some are asked under every policy, everybody under one.
			$this->assert_outcomes( null === $document ? $expected : array_intersect_key( $expected, array_flip( array( 'ADMIN', 'AUTHOR', '' ) ) ), 'GET', $uri );
		}
	}

	/**
	 * The restriction and the gates stand before all of it.
	 */
	public function test_restriction_and_gates_come_on_top() {
		self::in_force( 'restrict' );
		$this->assert_outcomes( array( '' => '401 restricted', 'SUBSCRIBER' => '403 capability', 'ADMIN' => '200' ), 'GET', self::HOURS );
		self::in_force( 'gated' );
		$this->assert_outcomes( array( 'ADMIN' => '403 capability', 'EDITOR' => '403 capability' ), 'GET', self::HOURS );
		$this->assert_outcomes( array( 'ADMIN' => '403 capability', 'EDITOR' => '200' ), 'GET', self::PAGES );
	}

	/**
	 * The post that is checked is the post that is used.
	 */
	public function test_the_checked_post_is_the_used_post() {
		self::in_force( 'off' );
		$this->assert_outcomes( array( 'AUTHOR' => '403 capability', 'EDITOR' => '200' ), 'GET', self::NOTES . '7' );
		foreach ( array( '7?id=6', '6?id=7', '6?id[]=7', '6?id=06', '6?id=6abc', '6?id=' ) as $conflict ) {
			foreach ( array( 'AUTHOR', 'EDITOR' ) as $who ) {
				$this->assertContains( $this->outcome( $who, 'GET', self::NOTES . $conflict ), array( '400 conflict', '403 capability' ), "$conflict as $who" );
			}
			$this->assertSame( 'rest_gate_c', substr( $this->request( 'SUBSCRIBER', 'GET', self::NOTES . $conflict )['json']['code'], 0, 11 ) );
		}
		$this->assert_outcomes( array( 'AUTHOR' => '200' ), 'GET', self::NOTES . '6?id=6' );
		$this->assert_outcomes( array( 'AUTHOR' => '400 conflict' ), 'GET', self::NOTES . '7?id=6' );
	}

	/**
	 * What is no post is refused, to the owner as well, and the same to everybody.
	 */
	public function test_an_id_that_names_no_post_is_refused() {
		self::in_force( 'off' );
		$this->assert_outcomes( array( 'ADMIN' => '403 capability', 'SUBSCRIBER' => '403 capability', '' => '401 capability' ), 'GET', self::NOTES . '4711' );
		foreach ( array( '0', '07', '99999999999999999999' ) as $odd ) {
			$this->assert_outcomes( array( 'ADMIN' => '400 conflict' ), 'GET', self::NOTES . $odd );
		}
		$this->assert_outcomes( array( 'ADMIN' => '404' ), 'GET', self::NOTES );
	}

	/**
	 * A refusal looks like that of a gate, in a batch and an envelope, too.
	 */
	public function test_a_refusal_looks_like_that_of_a_gate() {
		self::in_force( 'off' );
		$answer = $this->get( self::HOURS . '?_envelope=1' );
		$this->assertSame( 'rest_gate_capability', $answer['json']['code'] ?? $answer['json']['body']['code'] ?? '' );
		$this->assertSame( 401, $answer['status'], $answer['body'] );
		$answer = $this->get( self::HOURS );
		$this->assertStringContainsString( 'no-cache', $answer['headers']['cache-control'][0] ?? '' );
		$this->assertSame( array( 'status', 'request_id' ), array_keys( $answer['json']['data'] ) );
	}
}
