<?php
/**
 * Threats 2 and 3: the index has a rule of its own, and an empty route is never a pass.
 *
 * Here the built-in entry for the index is switched off, so the index is as closed as everything.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GateTestCase.php';

/**
 * Asks for the index, as a stranger.
 */
final class ThreatsIndexTest extends GateTestCase {

	/**
	 * The index is closed.
	 *
	 * @return string
	 */
	protected static function document() {
		return self::policy( self::MYPLUGIN, array( 'builtin_disabled' => array( '/wp-json' ) ) );
	}

	/**
	 * The query variable with next to nothing in it.
	 */
	public function test_threat_02_an_empty_route_is_the_index_or_no_rest() {
		foreach ( array( '/', '//', '///', '0/', '%5C', '/%5C/', '%2F' ) as $value ) {
			$this->assert_refused( self::ask( 'GET', "/?rest_route=$value" ), $value );
			$this->assert_refused( self::ask( 'POST', '/', array(), "rest_route=$value" ), "POST $value" );
		}
		foreach ( array( '', '0' ) as $value ) {
			foreach ( array( '/', '/wp-json/wp/v2/users', '/wp-json/' ) as $path ) {
				$page = self::ask( 'GET', "$path?rest_route=$value" );
				$this->assertStringContainsString( 'text/html', $page['headers']['content-type'][0], "$path $value" );
				$this->assertNull( $page['json'], "$path $value" );
			}
		}
	}

	/**
	 * The index by its path.
	 */
	public function test_threat_03_the_index_follows_its_own_rule() {
		foreach ( array( '/wp-json', '/wp-json/', '/wp-json//', '//wp-json/', '/index.php/wp-json', '/wp-json%0A', '/wp-json?_fields=name', '/wp-json/?context=help' ) as $uri ) {
			$this->assert_refused( self::ask( 'GET', $uri ), $uri );
		}
		$this->assert_refused( self::ask( 'OPTIONS', '/wp-json/' ) );
		$this->assert_refused( self::ask( 'HEAD', '/wp-json/' ), '', 401, 'rest_gate_restricted', true );
		$this->assert_passed( self::ask( 'GET', '/wp-json/myplugin/v1' ), 'the namespace that is allowlisted' );
		$this->assert_refused( self::ask( 'GET', '/wp-json/wp/v2' ), 'a namespace that is not' );
	}

	/**
	 * As it ships, the index and nothing below it is open.
	 */
	public function test_threat_03_the_built_in_entry_opens_the_index_alone() {
		Lab::gate( 'single', self::policy() );
		foreach ( array( '/wp-json', '/wp-json/', '/?rest_route=/', '/?rest_route=//' ) as $uri ) {
			$this->assert_passed( self::ask( 'GET', $uri ), $uri );
		}
		$this->assert_refused( self::ask( 'GET', '/wp-json/wp/v2' ) );
		Lab::gate( 'single', self::document() );
	}
}
