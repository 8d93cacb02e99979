<?php
/**
 * Threats 19 and 28: an allowlist entry opens what it names and nothing beside it.
 *
 * One endpoint of a forms plugin is open for POST, one item of another plugin is pinned by its number.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GateTestCase.php';

/**
 * Asks beside the entries, as a stranger.
 */
final class ThreatsEntriesTest extends GateTestCase {

	private const ITEM = '/wp-json/myplugin/v1/item/1';

	/**
	 * The entries.
	 *
	 * @return string
	 */
	protected static function document() {
		return self::policy(
			array(
				array( 'pattern' => self::ITEM ),
				array( 'pattern' => '/wp-json/myplugin/v1/any/*' ),
				array( 'pattern' => '/wp-json/myplugin/v1/wrapped-batch' ),
				array(
					'endpoint' => '/forms/v1/form/(?P<id>\d+)/feedback',
					'methods'  => array( 'POST' ),
				),
			)
		);
	}

	/**
	 * Asks a site that has the forms plugin.
	 *
	 * @param string $method The method.
	 * @param string $uri    The address.
	 * @param mixed  $body   The body.
	 * @return array
	 */
	private static function forms( $method, $uri, $body = null ) {
		return self::ask( $method, $uri, self::hostile( 'routes' ), $body );
	}

	/**
	 * The named endpoint is open with its methods, under every spelling that WordPress gives to it.
	 */
	public function test_an_endpoint_is_open_with_its_methods() {
		foreach ( array( '/wp-json/forms/v1/form/7/feedback', '/?rest_route=/forms/v1/form/123/feedback', '/wp-json/Forms/V1/FORM/7/Feedback/' ) as $uri ) {
			$answer = self::forms( 'POST', $uri, 'text=hello' );
			$this->assert_passed( $answer, $uri );
			$this->assertSame( 'hello', $answer['json']['params']['text'] );
		}
		$this->assert_passed( self::forms( 'GET', '/wp-json/forms/v1/form/7/feedback?_method=POST' ) );
		$this->assert_refused( self::forms( 'GET', '/wp-json/forms/v1/form/7/feedback' ), 'another method' );
		$this->assert_refused( self::forms( 'HEAD', '/wp-json/forms/v1/form/7/feedback' ), 'HEAD', 401, 'rest_gate_restricted', true );
		$this->assert_refused( self::forms( 'OPTIONS', '/wp-json/forms/v1/form/7/feedback' ), 'OPTIONS is decided as GET' );
		$this->assert_refused( self::forms( 'DELETE', '/wp-json/forms/v1/form/7/feedback' ), 'a method without handler' );
	}

	/**
	 * Its siblings are closed, however like they look.
	 */
	public function test_a_sibling_endpoint_stays_closed() {
		foreach ( array( '/form/7/entries', '/form/x/feedback', '/form/7/feedback/x', '/form/7', '', '/form/7x/feedback', '/form//feedback' ) as $route ) {
			foreach ( array( 'POST', 'GET' ) as $method ) {
				$this->assert_refused( self::forms( $method, '/wp-json/forms/v1' . $route, 'POST' === $method ? '' : null ), "$method $route" );
			}
		}
		$this->assert_refused( self::forms( 'POST', '/?rest_route=/forms/v1/form/7/entries', 'rest_route=/forms/v1/form/7/entries' ) );
		$this->assert_refused( self::ask( 'POST', '/wp-json/forms/v1/form/7/feedback', array(), '' ), 'not registered at all' );
	}

	/**
	 * A newline that WordPress tolerates at the end of a route opens nothing else.
	 */
	public function test_a_newline_spelling_is_refused() {
		foreach ( array( '/forms/v1/form/7/feedback%0A', '/forms/v1/form/7/entries%0A', '/myplugin/v1/item/1%0A' ) as $route ) {
			$this->assert_refused( self::forms( 'POST', "/?rest_route=$route", '' ), $route );
		}
	}

	/**
	 * The pinned item is the one that is used, wherever else a number stands.
	 */
	public function test_threat_19_a_pinned_item_cannot_be_replaced() {
		$answer = self::ask( 'GET', self::ITEM );
		$this->assertSame( '1', $answer['json']['params']['id'], $answer['body'] );
		$this->assertSame( '1', self::ask( 'GET', self::ITEM . '?id=1' )['json']['params']['id'] );
		foreach ( array( '/2', '/11', '/1/x', '/01', '' ) as $other ) {
			$this->assert_refused( self::ask( 'GET', '/wp-json/myplugin/v1/item' . $other ), $other );
		}
		$conflicts = array(
			self::ask( 'GET', self::ITEM . '?id=6' ),
			self::ask( 'GET', self::ITEM . '?id[]=1' ),
			self::ask( 'GET', self::ITEM . '?id=01' ),
			self::ask( 'GET', self::ITEM . '?id=' ),
			self::ask( 'GET', self::ITEM . '?id=1%00' ),
			self::ask( 'POST', self::ITEM, array(), 'id=6' ),
			self::ask( 'POST', self::ITEM . '?id=1', array(), 'id=6' ),
			self::ask( 'POST', self::ITEM, array(), array( 'id' => 6 ) ),
			self::ask( 'POST', self::ITEM, array(), array( 'id' => array( 1 ) ) ),
			self::ask( 'PUT', self::ITEM, array(), 'id=6' ),
			self::ask( 'GET', self::ITEM . '?_method=DELETE&id=6' ),
			self::ask( 'GET', '/?rest_route=/myplugin/v1/item/1&id=6' ),
		);
		foreach ( $conflicts as $number => $answer ) {
			$this->assert_refused( $answer, "conflict $number", 400, 'rest_gate_conflict' );
		}
	}

	/**
	 * Nor in a batch.
	 */
	public function test_threat_19_a_pinned_item_cannot_be_replaced_in_a_batch() {
		$items  = array(
			array( 'path' => '/myplugin/v1/item/1' ),
			array( 'path' => '/myplugin/v1/item/1?id=6' ),
			array(
				'path' => '/myplugin/v1/item/1',
				'body' => array( 'id' => 6 ),
			),
			array( 'path' => '/myplugin/v1/item/2' ),
			array( 'path' => '/myplugin/v1/item/2?id=1' ),
		);
		$answer = self::ask( 'POST', '/wp-json/myplugin/v1/wrapped-batch', array(), array( 'requests' => $items ) );
		$this->assertSame( 207, $answer['status'], $answer['body'] );
		$this->assertSame( array( 200, 400, 400, 401, 401 ), array_column( $answer['json']['responses'], 'status' ), $answer['body'] );
		$this->assert_refusal( $answer['json']['responses'][1]['body'], '', 400, 'rest_gate_conflict' );
		$this->assert_refusal( $answer['json']['responses'][2]['body'], '', 400, 'rest_gate_conflict' );
	}

	/**
	 * A wildcard ends at a segment's border.
	 */
	public function test_threat_28_a_wildcard_stops_at_segment_borders() {
		$this->assert_passed( self::ask( 'GET', '/wp-json/myplugin/v1/any/a' ) );
		$this->assert_passed( self::ask( 'GET', '/wp-json/myplugin/v1/any/a/b' ) );
		foreach ( array( 'any-evil', 'anyx', 'any.', 'any%2Fa', 'thing', '' ) as $name ) {
			$this->assert_refused( self::ask( 'GET', "/wp-json/myplugin/v1/$name" ), $name );
		}
		Lab::gate( 'single', self::policy() );
		$this->assert_passed( self::forms( 'GET', '/wp-json/myplugin/v1/thing' ) );
		foreach ( array( 'myplugin/v1-evil', 'myplugin/v10', 'MyPlugin/V1-Evil' ) as $space ) {
			$this->assert_refused( self::forms( 'GET', "/wp-json/$space/thing" ), $space );
			$this->assert_refused( self::forms( 'GET', "/wp-json/$space" ), $space );
		}
		Lab::gate( 'single', self::document() );
	}

	/**
	 * What would open everything, or the batch route, is not stored.
	 */
	public function test_threat_28_an_entry_that_opens_everything_is_not_stored() {
		$entries = array( array( 'endpoint' => '/batch/v1' ) );
		foreach ( array( '/*', '/', '/wp-json/*', '/WP-JSON/*', '/wp-json/batch/v1', '/wp-json/batch/*', '/wp-json/myplugin*' ) as $pattern ) {
			$entries[] = array( 'pattern' => $pattern );
		}
		$script = 'foreach ( json_decode( base64_decode( "%s" ) ) as $text ) {
			try { RestGate\Document::parse( $text ); $said = "stored"; } catch ( RestGate\DocumentException $e ) { $said = $e->getMessage(); }
			WP_CLI::line( $said );
		}';
		$texts  = array();
		foreach ( $entries as $entry ) {
			$texts[] = self::policy( array( $entry ) );
		}
		$said = explode( "\n", trim( Lab::wp( 'single', 'eval', sprintf( $script, base64_encode( json_encode( $texts ) ) ) ) ) );
		$this->assertCount( count( $entries ), $said );
		foreach ( $said as $number => $message ) {
			$this->assertStringContainsString( '/allowlist/0', $message, $texts[ $number ] );
		}
	}
}
