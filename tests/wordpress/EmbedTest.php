<?php
/**
 * Threat 12: what a stranger may not ask for is not embedded in what a stranger may ask for.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GateTestCase.php';

/**
 * Asks an open route for embeds of closed ones.
 */
final class EmbedTest extends GateTestCase {

	/**
	 * Posts are open, people are not.
	 *
	 * @return string
	 */
	protected static function document() {
		return self::policy( array_merge( self::MYPLUGIN, array( array( 'pattern' => '/wp-json/wp/v2/posts/*' ) ) ) );
	}

	/**
	 * Each way to ask for embeds.
	 *
	 * @return array<string, string[]>
	 */
	public function embeds() {
		$cases = array();
		foreach ( array( '_embed', '_embed=1', '_embed=author', '_embed[]=author', '_embed=wp:term,author', '.embed=author', '_embed=author&context=embed' ) as $query ) {
			$cases[ $query ] = array( $query );
		}
		return $cases;
	}

	/**
	 * The author of a post.
	 *
	 * @dataProvider embeds
	 * @param string $query The query.
	 */
	public function test_threat_12_embedded_items_are_not_disclosed( $query ) {
		foreach ( array( '/wp-json/wp/v2/posts/6', '/wp-json/wp/v2/posts', '/?rest_route=/wp/v2/posts/6' ) as $route ) {
			$answer = self::ask( 'GET', $route . ( false === strpos( $route, '?' ) ? '?' : '&' ) . $query );
			$this->assertSame( 200, $answer['status'], $answer['body'] );
			foreach ( isset( $answer['json'][0] ) ? $answer['json'] : array( $answer['json'] ) as $post ) {
				$this->assertArrayHasKey( 'title', $post );
				$this->assert_refusal( $post['_embedded']['author'][0] ?? null, $query );
			}
			$this->assertStringNotContainsString( '"author1"', $answer['body'] );
			$this->assertStringNotContainsString( '"slug":"admin"', $answer['body'] );
			foreach ( array( 'wp:term', 'replies' ) as $link ) {
				$this->assert_closed_embeds( $answer['json']['_embedded'][ $link ] ?? array() );
			}
		}
	}

	/**
	 * Whatever is embedded of closed routes is a refusal; WordPress leaves out lists that fail.
	 *
	 * @param array $embeds The embeds of one relation.
	 */
	private function assert_closed_embeds( array $embeds ) {
		foreach ( $embeds as $embed ) {
			$this->assert_refusal( $embed );
		}
	}

	/**
	 * An open route is embedded, a closed one beside it is not.
	 */
	public function test_threat_12_each_embed_is_decided_by_its_own_route() {
		$answer = self::ask( 'GET', '/wp-json/myplugin/v1/embedder?_embed=1' );
		$this->assertSame( 200, $answer['status'] );
		$this->assert_refusal( $answer['json']['_embedded']['author'][0] );
		$this->assertSame( '/myplugin/v1/thing', $answer['json']['_embedded']['related'][0]['route'] );
	}

	/**
	 * In an envelope, where embeds are dispatched at another place.
	 */
	public function test_threat_12_embeds_in_an_envelope_are_not_disclosed() {
		foreach ( array( '_embed=1&_envelope=1', '_embed=author&_envelope=author', '_envelope=author' ) as $query ) {
			$answer = self::ask( 'GET', '/wp-json/wp/v2/posts/6?' . $query );
			$this->assertSame( 200, $answer['json']['status'], $answer['body'] );
			$author = $answer['json']['body']['_embedded']['author'][0] ?? null;
			$this->assertStringNotContainsString( '"author1"', $answer['body'], $query );
			if ( null !== $author ) {
				$this->assert_refusal( $author, $query );
			}
		}
	}

	/**
	 * A handler that becomes an administrator opens no embed.
	 */
	public function test_threat_20_an_identity_taken_by_the_handler_opens_no_embed() {
		$answer = self::ask( 'GET', '/wp-json/myplugin/v1/become-admin-and-embed?_embed=1', self::hostile( 'routes' ) );
		$this->assertSame( 200, $answer['status'], $answer['body'] );
		$this->assertSame( 1, $answer['json']['user'] );
		$this->assert_refusal( $answer['json']['_embedded']['author'][0] );
		$this->assertStringNotContainsString( '"slug"', $answer['body'] );
	}

	/**
	 * For a user nothing is missing.
	 */
	public function test_threat_12_a_user_gets_the_embeds() {
		$answer = self::ask( 'GET', '/wp-json/wp/v2/posts/6?_embed=author', ( new Login( 'SUBSCRIBER' ) )->rest_headers() );
		$this->assertSame( 'author1', $answer['json']['_embedded']['author'][0]['slug'], $answer['body'] );
	}
}
