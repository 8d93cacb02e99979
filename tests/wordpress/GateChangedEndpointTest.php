<?php
/**
 * Threat 36: a gate names an endpoint whose pattern an update of its plugin wrote anew. Meanwhile
 * everything below the part that is literal is closed, and nothing beside it.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedTestCase.php';

/**
 * Asks for endpoints that lost their gate.
 */
final class GateChangedEndpointTest extends GatedTestCase {

	/**
	 * The first endpoint was written anew, the second belongs to a plugin that is not there, the third
	 * stands as ever.
	 *
	 * @return array[]
	 */
	protected static function gates() {
		return array(
			self::before( '/changed/v1/item/(?P<id>\d+)', self::ADMIN, array( 'GET' ) ),
			self::before( '/absent/v1/(?P<id>\d+)', self::NOBODY ),
			self::before( '/passing/v1/permission/true', self::ADMIN ),
		);
	}

	/**
	 * Below the literal part.
	 */
	public function test_threat_36_everything_below_the_literal_part_is_closed() {
		foreach ( array( '', 'AUTHOR' ) as $who ) {
			foreach ( array( '/item/7', '/item/7/notes', '/ITEM/7/Notes', '/item/007' ) as $rest ) {
				$this->assert_gated( self::fixture( $who, 'GET', '/wp-json/changed/v1' . $rest ), $rest, $who );
				$this->assert_gated( self::fixture( $who, 'GET', "/?rest_route=/Changed/v1$rest%0A" ), $rest, $who );
				$this->assert_gated( self::fixture( $who, 'HEAD', '/wp-json/changed/v1' . $rest ), $rest, $who, true );
				$this->assert_gated( self::fixture( $who, 'OPTIONS', '/wp-json/changed/v1' . $rest ), $rest, $who );
			}
		}
		$this->assert_passed( self::fixture( 'ADMIN', 'GET', '/wp-json/changed/v1/item/7' ), 'the gate asks for what it asked' );
	}

	/**
	 * Beside it, and what other gates name.
	 */
	public function test_threat_36_nothing_else_is_closed() {
		foreach ( array( '/wp-json/changed/v1/items', '/wp-json/changed/v1', '/wp-json/ungated/v1/permission/true', '/wp-json/passing/v1/permission/one', '/wp-json/wp/v2/posts' ) as $uri ) {
			$this->assert_passed( self::fixture( 'AUTHOR', 'GET', $uri ), $uri );
		}
		$this->assertSame( 'rest_no_route', self::fixture( 'AUTHOR', 'POST', '/wp-json/changed/v1/item/7', '' )['json']['code'], 'another method' );
		$this->assert_gated( self::fixture( 'AUTHOR', 'GET', '/wp-json/passing/v1/permission/true' ), 'a gate whose endpoint is there' );
		$this->assertSame( 'rest_no_route', self::fixture( 'AUTHOR', 'GET', '/wp-json/absent/v1/7' )['json']['code'], 'no plugin, nothing to close' );
	}

	/**
	 * By embed, batch and from code.
	 */
	public function test_threat_36_the_parts_of_a_request_are_closed_as_well() {
		$items  = array(
			array(
				'method' => 'GET',
				'path'   => '/changed/v1/item/7',
			),
			array(
				'method' => 'GET',
				'path'   => '/changed/v1/items',
			),
		);
		$answer = self::fixture( 'AUTHOR', 'POST', '/wp-json/ungated/v1/wrapped-batch', array( 'requests' => $items ) );
		$this->assertSame( array( 403, 200 ), array_column( $answer['json']['responses'], 'status' ), $answer['body'] );
		$this->assertSame( 403, self::fixture( 'AUTHOR', 'GET', '/wp-json/ungated/v1/internal?asks=/changed/v1/item/7' )['json']['status'] );
		$index = self::fixture( 'AUTHOR', 'GET', '/wp-json/changed/v1' )['json']['routes'];
		$this->assertSame( array( '/changed/v1', '/changed/v1/items' ), array_keys( $index ) );
	}

	/**
	 * The owner is told.
	 */
	public function test_threat_36_it_is_critical() {
		$said = json_decode( Lab::wp( 'single', 'eval', 'echo json_encode( Rest_Gate_Notices::test() );' ), true );
		$this->assertSame( 'critical', $said['status'] );
		$this->assertStringContainsString( '/changed/v1/item/', html_entity_decode( $said['description'] ) );
	}
}
