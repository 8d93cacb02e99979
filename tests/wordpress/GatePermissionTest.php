<?php
/**
 * A gate narrows and never widens: whatever a permission callback returns means to WordPress what it
 * meant without the gate, and a handler without a callback stays one.
 *
 * The fixture registers the same routes three times: without a gate, behind one that everybody passes,
 * and behind one that nobody passes.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedTestCase.php';

/**
 * Asks the three for the same.
 */
final class GatePermissionTest extends GatedTestCase {

	/** What WordPress makes of each return value, for a stranger. */
	private const CALLBACKS = array(
		'true'           => 200,
		'one'            => 200,
		'word'           => 200,
		'object'         => 200,
		'zero'           => 200,
		'nothing'        => 200,
		'empty'          => 200,
		'null'           => 401,
		'false'          => 401,
		'error'          => 418,
		'success'        => 200,
		'empty-callback' => 200,
		'missing'        => 200,
		'throws'         => 500,
	);

	/**
	 * The gates.
	 *
	 * @return array[]
	 */
	protected static function gates() {
		return array(
			self::below( '/passing/v1/*', self::EVERYBODY ),
			self::below( '/refusing/v1/*', self::NOBODY ),
		);
	}

	/**
	 * Each callback, by a stranger who reads and a user who writes.
	 */
	public function test_a_return_value_means_what_it_meant_without_a_gate() {
		$requests = array();
		foreach ( array( '' => 'GET', 'AUTHOR' => 'POST' ) as $who => $method ) {
			$headers = self::as_user( $who ) + self::hostile( 'gated-routes' ) + array( 'Content-Length' => '0' );
			foreach ( array_keys( self::CALLBACKS ) as $name ) {
				foreach ( array( 'ungated', 'passing', 'refusing' ) as $space ) {
					$requests[ "$who|$name|$space" ] = array( $method, "/wp-json/$space/v1/permission/$name", $headers );
				}
			}
		}
		$answers = self::ask_all( $requests );
		foreach ( $answers as $key => $answer ) {
			list( $who, $name, $space ) = explode( '|', $key );
			if ( 'refusing' === $space && 'throws' === $name ) {
				// Refused; but for the Allow header WordPress asks the callback all the same.
				$this->assertContains( $answer['status'], array( 401, 403, 500 ), $key );
				$this->assertStringNotContainsString( '"route"', $answer['body'], $key );
				continue;
			}
			if ( 'refusing' === $space ) {
				$this->assert_gated( $answer, $key, $who );
				continue;
			}
			$status = 401 === self::CALLBACKS[ $name ] && '' !== $who ? 403 : self::CALLBACKS[ $name ];
			$this->assertSame( $status, $answer['status'], $key . "\n" . $answer['body'] );
			if ( 'passing' === $space ) {
				$ungated = $answers[ "$who|$name|ungated" ];
				$this->assertSame( str_replace( 'ungated', 'passing', $ungated['body'] ), $answer['body'], $key );
				$this->assertSame( self::allowed( $ungated ), self::allowed( $answer ), $key );
			}
		}
	}

	/**
	 * In batch items, embeds and calls from code the callbacks mean the same.
	 */
	public function test_a_return_value_means_the_same_in_a_batch_and_from_code() {
		$statuses = array();
		foreach ( array( 'ungated', 'passing', 'refusing' ) as $space ) {
			$items = array();
			foreach ( array_diff( array_keys( self::CALLBACKS ), array( 'throws', 'missing' ) ) as $name ) {
				$items[] = array( 'path' => "/$space/v1/permission/$name" );
			}
			$answer             = self::fixture( 'AUTHOR', 'POST', '/wp-json/batch/v1', array( 'requests' => $items ) );
			$statuses[ $space ] = array_column( $answer['json']['responses'], 'status' );
		}
		$this->assertContains( 418, $statuses['ungated'] );
		$this->assertSame( $statuses['ungated'], $statuses['passing'] );
		$this->assertSame( array( 403 ), array_values( array_unique( $statuses['refusing'] ) ) );
		foreach ( array( 'zero', 'null', 'error', 'missing' ) as $name ) {
			foreach ( array( '', 'AUTHOR' ) as $who ) {
				$of = array();
				foreach ( array( 'ungated', 'passing', 'refusing' ) as $space ) {
					$of[ $space ] = self::fixture( $who, 'GET', "/wp-json/ungated/v1/internal?asks=/$space/v1/permission/$name" )['json']['status'];
				}
				$this->assertSame( $of['ungated'], $of['passing'], $name );
				$this->assertSame( '' === $who ? 401 : 403, $of['refusing'], $name );
			}
		}
	}

	/**
	 * Core's own endpoints without a callback: the indexes.
	 */
	public function test_an_index_has_no_callback_and_needs_none() {
		foreach ( array( '/wp-json/passing/v1', '/wp-json/ungated/v1' ) as $uri ) {
			$this->assert_passed( self::fixture( '', 'GET', $uri ), $uri );
		}
		$this->assert_gated( self::fixture( '', 'GET', '/wp-json/refusing/v1' ), 'refusing', '' );
	}

	/**
	 * A gate that is passed adds nothing to what core asks.
	 */
	public function test_whoever_passes_a_gate_still_meets_core() {
		$this->assertSame( 'rest_forbidden', self::fixture( 'ADMIN', 'GET', '/wp-json/passing/v1/permission/false' )['json']['code'] );
		$this->assert_gated( self::fixture( 'ADMIN', 'GET', '/wp-json/refusing/v1/permission/true' ), 'nobody means nobody', 'ADMIN' );
	}
}
