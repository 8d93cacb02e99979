<?php
/**
 * Claims: whatever the option of the policy holds, strangers find REST closed except where readable
 * expressions open it, users work, no page suffers, and the owner is told.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GuardedTestCase.php';

/**
 * The extension is there, what is stored is not what the plugin stores.
 */
final class FailModesCorruptOptionTest extends GuardedTestCase {

	/** @var Login The owner. */
	private static $admin;

	/** @var array What the plugin stores. */
	private static $option;

	/**
	 * Stores a good policy.
	 */
	public static function setUpBeforeClass(): void {
		Lab::gate( 'single', self::document( 'restrict', array( array( 'pattern' => '/wp-json/myplugin/v1/*' ) ) ) );
		self::$option = Options::get( 'single', self::POLICY );
		self::$admin  = new Login( 'ADMIN' );
	}

	/**
	 * Every test ends with what the plugin stored.
	 */
	protected function tearDown(): void {
		Options::put( 'single', self::POLICY, serialize( self::$option ) );
		Options::drop( 'single', 'rest_gate_heartbeat' );
	}

	/**
	 * Forgets the policy.
	 */
	public static function tearDownAfterClass(): void {
		self::forget();
	}

	/**
	 * Rows without anything to go by.
	 *
	 * @return array[]
	 */
	public static function unreadable() {
		return array(
			'text'                          => array( 'garbage' ),
			'no text'                       => array( '' ),
			'0'                             => array( '0' ),
			'a number'                      => array( 'i:7;' ),
			'false'                         => array( 'b:0;' ),
			'true'                          => array( 'b:1;' ),
			'null'                          => array( 'N;' ),
			'an empty array'                => array( 'a:0:{}' ),
			'an object'                     => array( 'O:8:"stdClass":1:{s:8:"revision";i:1;}' ),
			'an array without a document'   => array( 'a:1:{s:8:"revision";i:1;}' ),
			'a document that is no text'    => array( 'a:2:{s:8:"revision";i:1;s:8:"document";a:0:{}}' ),
			'a document that is not JSON'   => array( 'a:2:{s:8:"revision";i:1;s:8:"document";s:8:"{"mode":";}' ),
			'JSON instead of serialization' => array( '{"revision":1,"document":"{}"}' ),
			'serialized data that is torn'  => array( 'a:3:{s:8:"revision";i:1;s:8:"document";s:51:"{"vers' ),
		);
	}

	/**
	 * What cannot be read opens nothing.
	 *
	 * @dataProvider unreadable
	 * @param string $raw The row.
	 */
	public function test_an_unreadable_option_closes_everything_to_strangers( $raw ) {
		Options::put( 'single', self::POLICY, $raw );
		foreach ( array( '/wp-json/', '/wp-json/myplugin/v1/thing', '/wp-json/wp/v2/users', '/?rest_route=/wp/v2/posts' ) as $uri ) {
			$this->assert_refused( $this->get( $uri ), 401, 'rest_gate_restricted', $uri );
		}
		$this->assert_told();
	}

	/**
	 * A search and replace over the database changes lengths and leaves their numbers as they were.
	 */
	public function test_an_option_that_a_search_and_replace_broke_stays_closed() {
		$broken = str_replace( 'myplugin', 'my-other-plugin', serialize( self::$option ) );
		Options::put( 'single', self::POLICY, $broken );
		$this->assert_refused( $this->get( '/wp-json/wp/v2/users' ) );
		$this->assert_told();
	}

	/**
	 * Documents that do not compile, beside expressions that can be read.
	 *
	 * @return array[]
	 */
	public static function documents() {
		return array(
			'no document'        => array( null ),
			'not JSON'           => array( '{"version":1,' ),
			'an unknown key'     => array( '{"version":1,"mode":"off","extra":true}' ),
			'an unknown mode'    => array( '{"version":1,"mode":"open"}' ),
			'another version'    => array( '{"version":2,"mode":"off"}' ),
			'it opens all'       => array( '{"version":1,"mode":"restrict","allowlist":[{"pattern":"/wp-json/*"}]}' ),
			'a number'           => array( 7 ),
		);
	}

	/**
	 * A document that does not compile is no document; the expressions hold.
	 *
	 * @dataProvider documents
	 * @param mixed $document The document.
	 */
	public function test_a_document_that_does_not_compile_leaves_the_expressions_in_force( $document ) {
		$option = array( 'document' => $document ) + self::$option;
		if ( null === $document ) {
			unset( $option['document'] );
		}
		Options::put( 'single', self::POLICY, serialize( $option ) );
		$this->assert_status( 200, $this->get( '/wp-json/myplugin/v1/thing' ) );
		foreach ( array( '/wp-json/wp/v2/users', '/?rest_route=/wp/v2/posts', '/wp-activate.php?rest_route=/wp/v2/users' ) as $uri ) {
			$this->assert_refused( $this->get( $uri ), 401, 'rest_gate_restricted', $uri );
		}
		$this->assert_told();
	}

	/**
	 * A repaired option is in force at once, and nothing is told any more once the failure is forgotten.
	 */
	public function test_storing_a_good_policy_again_ends_the_failure() {
		Options::put( 'single', self::POLICY, 'garbage' );
		$this->assert_refused( $this->get( '/wp-json/myplugin/v1/thing' ) );
		$this->assertSame( 'critical', $this->site_health()['status'] );
		Lab::gate( 'single', self::document( 'restrict', array( array( 'pattern' => '/wp-json/myplugin/v1/*' ) ) ) );
		Options::drop( 'single', 'rest_gate_heartbeat' );
		$this->assert_status( 200, $this->get( '/wp-json/myplugin/v1/thing' ) );
		$this->assertStringNotContainsString( 'REST Gate:', $this->assert_site_works( self::$admin ) );
		$this->assertSame( 'good', $this->site_health()['status'] );
	}

	/**
	 * Users work and the owner is told.
	 */
	private function assert_told() {
		$this->assert_status( 200, $this->get( '/wp-json/wp/v2/users?context=edit', self::$admin->rest_headers() ) );
		$this->assertStringContainsString( 'The stored policy cannot be read: ', $this->assert_site_works( self::$admin ) );
	}
}
