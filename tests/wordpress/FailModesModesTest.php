<?php
/**
 * Claims: while the extension is missing, every stored mode keeps its meaning, and what is stored
 * without expressions counts as `restrict` with nothing open.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/Extension.php';
require_once __DIR__ . '/support/GuardedTestCase.php';

/**
 * The extension is gone, the policy is any.
 */
final class FailModesModesTest extends GuardedTestCase {

	/** What is asked, none of which depends on the allowlist's content. */
	private const ROUTES = array(
		'/wp-json/',
		'/wp-json/myplugin/v1/thing',
		'/wp-json/wp/v2/posts',
		'/wp-json/wp/v2/users',
		'/?rest_route=/wp/v2/users',
		'/wp-activate.php?rest_route=/wp/v2/users',
	);

	/** @var array<string, string> The option for each document. */
	private static $stored;

	/** @var Login The owner. */
	private static $admin;

	/**
	 * Has the plugin store each document once, then takes the extension away.
	 */
	public static function setUpBeforeClass(): void {
		$allowlist = array( array( 'pattern' => '/wp-json/myplugin/v1/*' ) );
		Lab::gate( 'single', null );
		self::$stored = Options::of_documents(
			'single',
			array(
				'off'           => self::document( 'off', $allowlist ),
				'restrict'      => self::document( 'restrict', $allowlist ),
				'simulate'      => self::document( 'restrict', $allowlist, array( 'simulate' => true ) ),
				'simulated all' => self::document( 'block_all', $allowlist, array( 'simulate' => true ) ),
				'block_all'     => self::document( 'block_all', $allowlist ),
			)
		);
		Extension::off();
		self::$admin = new Login( 'ADMIN' );
	}

	/**
	 * Brings the extension back.
	 */
	public static function tearDownAfterClass(): void {
		Extension::on();
		self::forget();
	}

	/**
	 * What refuses nobody.
	 *
	 * @return array[]
	 */
	public static function open() {
		return array(
			'mode off'            => array( 'off' ),
			'simulated restrict'  => array( 'simulate' ),
			'simulated block_all' => array( 'simulated all' ),
			'never configured'    => array( null ),
		);
	}

	/**
	 * Nothing that refuses nobody starts to refuse.
	 *
	 * @dataProvider open
	 * @param string|null $stored What is stored.
	 */
	public function test_a_policy_that_refuses_nobody_still_refuses_nobody( $stored ) {
		$this->store( null === $stored ? null : self::$stored[ $stored ] );
		foreach ( self::ROUTES as $uri ) {
			$this->assert_status( 200, $this->get( $uri ), $uri );
		}
		$this->assert_status( 200, $this->get( '/wp-json/wp/v2/users?context=edit', self::$admin->rest_headers() ) );
	}

	/**
	 * Closed is closed for everybody, and nobody is locked out of wp-admin.
	 */
	public function test_block_all_still_refuses_everybody_and_wp_admin_works() {
		$this->store( self::$stored['block_all'] );
		foreach ( self::ROUTES as $uri ) {
			$this->assert_refused( $this->get( $uri ), 401, 'rest_gate_blocked_all', $uri );
		}
		$this->assert_refused( $this->get( '/wp-json/wp/v2/posts', self::$admin->rest_headers() ), 403, 'rest_gate_blocked_all' );
		$this->assert_refused( $this->get( '/wp-json/myplugin/v1/thing', self::$admin->rest_headers() ), 403, 'rest_gate_blocked_all' );
		$this->assertStringContainsString( 'is not loaded', $this->assert_site_works( self::$admin ) );
		$this->assert_status( 200, $this->get( '/wp-admin/plugins.php', self::$admin->headers() ) );
	}

	/**
	 * What stands for expressions that open nothing.
	 *
	 * @return array[]
	 */
	public static function without_expressions() {
		return array(
			'they are missing'      => array( null ),
			'they are empty'        => array( '' ),
			'they are not JSON'     => array( '{"mode":"off"' ),
			'they are a list'       => array( '["off"]' ),
			'they are a string'     => array( '"off"' ),
			'they are an array'     => array( array( 'mode' => 'off' ) ),
			'the entries are text'  => array( '{"mode":"restrict","allow":"all"}' ),
			'an entry is text'      => array( '{"mode":"restrict","allow":["~.*~"]}' ),
			'an expression is none' => array( '{"mode":"restrict","allow":[{"expression":"("}]}' ),
			'methods are text'      => array( '{"mode":"restrict","allow":[{"expression":"~.~","methods":"POST"}]}' ),
			'a date is none'        => array( '{"mode":"restrict","allow":[{"expression":"~.~","until":true}]}' ),
			'the mode is unknown'   => array( '{"mode":"open","allow":[]}' ),
			'simulate is text'      => array( '{"mode":"restrict","simulate":"yes","allow":[]}' ),
		);
	}

	/**
	 * Without expressions nothing is open to strangers.
	 *
	 * @dataProvider without_expressions
	 * @param mixed $expressions What stands in their place.
	 */
	public function test_without_expressions_everything_is_closed_to_strangers( $expressions ) {
		$this->provoked = 'preg_match\(\)';
		$option = unserialize( self::$stored['restrict'] );
		unset( $option['expressions'] );
		$this->store( serialize( $option + ( null === $expressions ? array() : array( 'expressions' => $expressions ) ) ) );
		foreach ( self::ROUTES as $uri ) {
			$this->assert_refused( $this->get( $uri ), 401, 'rest_gate_restricted', $uri );
		}
		$this->assert_status( 200, $this->get( '/wp-json/wp/v2/users?context=edit', self::$admin->rest_headers() ) );
	}

	/**
	 * Stores the option.
	 *
	 * @param string|null $raw Its text; null for a site that was never configured.
	 */
	private function store( $raw ) {
		null === $raw ? Options::drop( 'single', self::POLICY ) : Options::put( 'single', self::POLICY, $raw );
	}
}
