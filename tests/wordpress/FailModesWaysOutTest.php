<?php
/**
 * Claims: REST_GATE_DISABLE switches every refusal off, REST_GATE_FAIL_OPEN only those that would
 * be made without the extension, and both are told for as long as they open anything.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/Deployed.php';
require_once __DIR__ . '/support/Extension.php';
require_once __DIR__ . '/support/GuardedTestCase.php';

/**
 * The owner takes a documented way out.
 */
final class FailModesWaysOutTest extends GuardedTestCase {

	/** A route that nothing opens. */
	private const CLOSED = '/wp-json/wp/v2/users';

	/** What the owner is told of each constant. */
	private const DISABLED  = 'REST_GATE_DISABLE is set: the REST API is not restricted.';
	private const FAIL_OPEN = 'REST_GATE_FAIL_OPEN is set: meanwhile the REST API is not restricted.';

	/** @var Login The owner. */
	private static $admin;

	/** @var array<string, string> The option for each document. */
	private static $stored;

	/**
	 * Stores policies.
	 */
	public static function setUpBeforeClass(): void {
		Lab::gate( 'single', null );
		self::$stored = Options::of_documents(
			'single',
			array(
				'block_all' => self::document( 'block_all' ),
				'restrict'  => self::document( 'restrict' ),
			)
		);
		self::$admin  = new Login( 'ADMIN' );
	}

	/**
	 * Every test ends without constants, with the policy `restrict`.
	 */
	protected function tearDown(): void {
		Deployed::mend();
		Options::put( 'single', self::POLICY, self::$stored['restrict'] );
		Options::drop( 'single', 'rest_gate_heartbeat' );
	}

	/**
	 * Forgets the policies.
	 */
	public static function tearDownAfterClass(): void {
		self::forget();
	}

	/**
	 * The way out of everything.
	 */
	public function test_rest_gate_disable_refuses_nothing_and_is_told() {
		self::define( 'REST_GATE_DISABLE' );
		foreach ( self::$stored as $raw ) {
			Options::put( 'single', self::POLICY, $raw );
			$this->assert_status( 200, $this->get( self::CLOSED ) );
			$this->assert_status( 200, $this->get( self::CLOSED, self::$admin->rest_headers() ) );
			$this->assertStringContainsString( self::DISABLED, $this->assert_site_works( self::$admin ) );
		}
		$health = $this->site_health();
		$this->assertSame( 'critical', $health['status'] );
		$this->assertStringContainsString( self::DISABLED, $health['description'] );
	}

	/**
	 * A constant that is false is none.
	 */
	public function test_a_constant_that_is_false_changes_nothing() {
		Deployed::plant( 'way-out.php', array( "'REST_GATE_NAMED_BY_THE_TEST', true" => "'REST_GATE_DISABLE', false" ) );
		$this->assert_refused( $this->get( self::CLOSED ) );
		$this->assertStringNotContainsString( 'REST_GATE_DISABLE', $this->assert_site_works( self::$admin ) );
	}

	/**
	 * While the extension answers there is nothing to fail open from.
	 */
	public function test_rest_gate_fail_open_opens_nothing_while_the_extension_answers() {
		self::define( 'REST_GATE_FAIL_OPEN' );
		$this->assert_refused( $this->get( self::CLOSED ) );
		$this->assertSame( 'good', $this->site_health()['status'] );
		Options::put( 'single', self::POLICY, self::$stored['block_all'] );
		$this->assert_refused( $this->get( self::CLOSED, self::$admin->rest_headers() ), 403, 'rest_gate_blocked_all' );
	}

	/**
	 * The way out of a missing extension.
	 */
	public function test_rest_gate_fail_open_refuses_nothing_without_the_extension_and_is_told() {
		self::define( 'REST_GATE_FAIL_OPEN' );
		Extension::off();
		try {
			foreach ( self::$stored as $raw ) {
				Options::put( 'single', self::POLICY, $raw );
				$this->assert_status( 200, $this->get( self::CLOSED ) );
				$this->assert_status( 200, $this->get( '/wp-activate.php?rest_route=/wp/v2/posts' ) );
				$this->assert_status( 200, $this->get( self::CLOSED, self::$admin->rest_headers() ) );
				$this->assertStringContainsString( self::FAIL_OPEN, $this->assert_site_works( self::$admin ) );
			}
			$health = $this->site_health();
		} finally {
			Extension::on();
		}
		$this->assertSame( 'critical', $health['status'] );
		$this->assertStringContainsString( self::FAIL_OPEN, $health['description'] );
	}

	/**
	 * What is told of an unreadable policy must not say closed when it is open.
	 */
	public function test_rest_gate_fail_open_with_an_unreadable_policy_is_told_as_open() {
		self::define( 'REST_GATE_FAIL_OPEN' );
		Options::put( 'single', self::POLICY, 'garbage' );
		$this->assert_status( 200, $this->get( self::CLOSED ) );
		$dashboard = $this->assert_site_works( self::$admin );
		$this->assertStringContainsString( 'REST_GATE_FAIL_OPEN', $dashboard );
		$this->assertStringNotContainsString( 'stays closed', $dashboard );
	}

	/**
	 * Constants and what they tell when the plugin itself is broken.
	 *
	 * @return array[]
	 */
	public static function constants() {
		return array(
			'REST_GATE_DISABLE'   => array( 'REST_GATE_DISABLE' ),
			'REST_GATE_FAIL_OPEN' => array( 'REST_GATE_FAIL_OPEN' ),
		);
	}

	/**
	 * The ways out lead out of a broken plugin, too.
	 *
	 * @dataProvider constants
	 * @param string $constant The constant.
	 */
	public function test_a_way_out_of_a_plugin_that_cannot_be_loaded_refuses_nothing_and_is_told( $constant ) {
		self::define( $constant );
		Deployed::edit( Deployed::PLUGIN, "define( 'REST_GATE_DIR'", "no php at all; define( 'REST_GATE_DIR'" );
		$this->assert_status( 200, $this->get( self::CLOSED ) );
		$dashboard = $this->assert_site_works( self::$admin );
		$this->assertStringContainsString( $constant, $dashboard );
		$this->assertStringNotContainsString( 'stays closed', $dashboard . $this->logged() );
	}

	/**
	 * Defines a constant before the plugin loads.
	 *
	 * @param string $constant The constant.
	 */
	private static function define( $constant ) {
		Deployed::plant( 'way-out.php', array( 'REST_GATE_NAMED_BY_THE_TEST' => $constant ) );
	}
}
