<?php
/**
 * Claims: what other plugins make of capabilities counts: those given at run time, those mapped to
 * others; a filter that fails is a refusal and never an error page.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';

/**
 * Capabilities of other plugins.
 */
final class GateRolesPluginsTest extends GatedSiteTestCase {

	/**
	 * One gate for each name.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$requirements = array(
			'kites'       => array( 'capability' => 'fly_kites' ),
			'no-kites'    => array( 'not' => array( 'capability' => 'fly_kites' ) ),
			'reports'     => array( 'capability' => 'run_reports' ),
			'no-reports'  => array( 'not' => array( 'capability' => 'run_reports' ) ),
			'off'         => array( 'capability' => 'switch_off' ),
			'no-off'      => array( 'not' => array( 'capability' => 'switch_off' ) ),
			'fails'       => array( 'capability' => 'edit_theme_options' ),
			'not-fails'   => array( 'not' => array( 'capability' => 'edit_theme_options' ) ),
			'fails-or-ok' => array( 'any' => array( array( 'capability' => 'edit_theme_options' ), array( 'role' => 'editor' ) ) ),
			'book'        => array( 'capability' => 'edit_book' ),
			'no-book'     => array( 'not' => array( 'capability' => 'edit_book' ) ),
			'books'       => array( 'capability' => 'edit_books' ),
		);
		$gates        = array();
		foreach ( $requirements as $name => $require ) {
			$gates[] = array( 'pattern' => '/myplugin/v1/any/' . $name, 'require' => $require );
		}
		$gates[] = array( 'pattern' => '/myplugin/v1/item/*', 'require' => array( 'capability' => 'run_reports', 'object' => 'id' ) );
		return array( 'all' => self::gates( $gates ) );
	}

	/**
	 * Asks for the route of a gate.
	 *
	 * @param array<string, string> $expected The outcome by who asks.
	 * @param string                $name     The gate.
	 * @param string                $deeds    What other plugins do.
	 */
	private function assert_gate( array $expected, $name, $deeds ) {
		$this->assert_outcomes( $expected, 'GET', '/wp-json/myplugin/v1/any/' . $name, null, '' === $deeds ? array() : self::companion( $deeds ) );
	}

	/**
	 * A capability that only a filter knows is known where the filter gives it, and unknown elsewhere.
	 */
	public function test_a_capability_given_at_run_time_counts_for_whom_it_is_given() {
		$this->assert_gate( array( 'SUBSCRIBER' => '200', 'ADMIN' => '403 capability', '' => '401 capability' ), 'kites', 'give-capability' );
		$this->assert_gate( array( 'SUBSCRIBER' => '403 capability' ), 'kites', '' );
		$this->assert_gate( array( 'SUBSCRIBER' => '403 capability' ), 'no-kites', 'give-capability' );
		$this->assert_gate( array( 'ADMIN' => '403 capability', '' => '401 capability' ), 'no-kites', '' );
	}

	/**
	 * A capability that a plugin maps is known.
	 */
	public function test_a_mapped_capability_is_what_it_is_mapped_to() {
		$this->assert_gate( array( 'AUTHOR' => '200', 'SUBSCRIBER' => '403 capability', '' => '401 capability' ), 'reports', 'map-capabilities' );
		$this->assert_gate( array( 'AUTHOR' => '403 capability', 'SUBSCRIBER' => '200', '' => '200' ), 'no-reports', 'map-capabilities' );
		$this->assert_gate( array( 'ADMIN' => '403 capability' ), 'off', 'map-capabilities' );
		$this->assert_gate( array( 'ADMIN' => '200', '' => '200' ), 'no-off', 'map-capabilities' );
	}

	/**
	 * Without the plugin nobody knows it.
	 */
	public function test_without_the_plugin_the_capability_is_unknown_and_refuses() {
		foreach ( array( 'reports', 'no-reports', 'off', 'no-off' ) as $name ) {
			$this->assert_gate( array( 'ADMIN' => '403 capability', '' => '401 capability' ), $name, '' );
		}
	}

	/**
	 * On an object that the plugin may or may not know.
	 */
	public function test_a_mapped_capability_on_an_object() {
		$uri = '/wp-json/myplugin/v1/item/';
		$this->assert_outcomes( array( 'AUTHOR' => '200', 'SUBSCRIBER' => '403 capability' ), 'GET', $uri . '7', null, self::companion( 'map-capabilities' ) );
		$this->assert_outcomes( array( 'AUTHOR' => '403 capability' ), 'GET', $uri . '7' );
		$this->assert_outcomes( array( 'AUTHOR' => '400 conflict', 'SUBSCRIBER' => '400 conflict' ), 'GET', $uri . '07', null, self::companion( 'map-capabilities' ) );
	}

	/**
	 * A filter that throws is an answer that cannot be told.
	 */
	public function test_a_filter_that_fails_refuses_and_breaks_nothing() {
		$deed = 'throw-at-capabilities';
		$this->assert_gate( array( 'ADMIN' => '403 capability', '' => '401 capability' ), 'fails', $deed );
		$this->assert_gate( array( 'ADMIN' => '403 capability', '' => '401 capability' ), 'not-fails', $deed );
		$this->assert_gate( array( 'EDITOR' => '200', 'ADMIN' => '403 capability' ), 'fails-or-ok', $deed );
		$this->assert_gate( array( 'ADMIN' => '200', 'EDITOR' => '403 capability' ), 'fails', '' );
		$this->assert_gate( array( 'ADMIN' => '403 capability', 'EDITOR' => '200' ), 'not-fails', '' );
	}

	/**
	 * What a post type calls its capabilities is known; that on one post means nothing without a post.
	 */
	public function test_a_meta_capability_of_a_post_type_needs_its_post() {
		foreach ( array( 'book', 'no-book' ) as $name ) {
			$this->assert_gate( array( '' => '401 capability', 'SUBSCRIBER' => '403 capability', 'ADMIN' => '403 capability' ), $name, 'books' );
		}
		$this->assert_gate( array( '' => '401 capability', 'ADMIN' => '200', 'EDITOR' => '403 capability' ), 'books', 'books' );
		$this->assert_gate( array( 'ADMIN' => '403 capability' ), 'books', '' );
	}
}
