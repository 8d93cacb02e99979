<?php
/**
 * A gate by pattern may fix a text that an endpoint captures: one theme, one plugin, one post. Where
 * WordPress makes that text of another spelling, the gate holds for that spelling as well.
 *
 * Themes and templates are decoded once more (_sanitize_stylesheet_callback(),
 * _sanitize_template_id()), plugins lose tags, encodings and blanks (sanitize_plugin_param()).
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedTestCase.php';

/**
 * Asks for what nobody may have, as the owner.
 */
final class GateFixedTextTest extends GatedTestCase {

	/**
	 * The gates.
	 *
	 * @return array[]
	 */
	protected static function gates() {
		return array(
			self::below( '/wp/v2/themes/twentytwentyfive', self::NOBODY ),
			self::below( '/wp/v2/plugins/myplugin/myplugin', self::NOBODY ),
			self::below( '/wp/v2/global-styles/themes/twentytwentyfive', self::NOBODY ),
			self::below( '/wp/v2/templates/twentytwentyfive/index', self::NOBODY ),
			self::below( '/wp/v2/posts/1/*', self::NOBODY ),
			self::below( '/wp/v2/types/post', self::NOBODY ),
		);
	}

	/**
	 * Routes by what they disclose.
	 *
	 * @return array<string, string[]>
	 */
	public function spellings() {
		return array(
			'a theme'             => array(
				'"stylesheet":"twentytwentyfive"',
				'/wp/v2/themes/twentytwentyfive',
				'/wp/v2/themes/TwentyTwentyFive',
				'/wp/v2/themes/twentytwenty%66ive',
				'/wp/v2/themes/twentytwenty%2566ive',
			),
			'a plugin'            => array(
				'"plugin":"myplugin\/myplugin"',
				'/wp/v2/plugins/myplugin/myplugin',
				'/wp/v2/plugins/my%41plugin/myplugin',
				'/wp/v2/plugins/myplugin/my%2541plugin',
				'/wp/v2/plugins/myplugin/my%3Cb%3Eplugin',
				'/wp/v2/plugins/%20myplugin/myplugin',
			),
			'the styles of one'   => array(
				'"settings":',
				'/wp/v2/global-styles/themes/twentytwentyfive',
				'/wp/v2/global-styles/themes/twentytwenty%66ive',
			),
			'a template'          => array(
				'"theme":"twentytwentyfive"',
				'/wp/v2/templates/twentytwentyfive/index',
				'/wp/v2/templates/twentytwentyfive//index',
				'/wp/v2/templates/twentytwentyfive//inde%78',
			),
			'revisions of a post' => array(
				'"parent":1',
				'/wp/v2/posts/1/revisions',
				'/wp/v2/posts/01/revisions',
				'/wp/v2/posts/6/revisions?parent=1',
				'/wp/v2/posts/001/revisions%0A',
			),
			'a type'              => array(
				'"rest_base":"posts"',
				'/wp/v2/types/post',
				'/wp/v2/types/POST',
				'/wp/v2/types/page?type=post',
				'/wp/v2/types/post%0A',
			),
		);
	}

	/**
	 * By path, by query variable, and by a handler's call.
	 *
	 * @dataProvider spellings
	 * @param string $content   What must not come out.
	 * @param string ...$routes The routes, as sent.
	 */
	public function test_a_fixed_text_is_gated_in_every_spelling_that_wordpress_reads_as_it( $content, ...$routes ) {
		$requests = array();
		foreach ( $routes as $route ) {
			$headers = self::as_user( 'ADMIN' ) + self::hostile( 'gated-routes' );

			$requests[ "path $route" ]  = array( 'GET', '/wp-json' . $route, $headers );
			$requests[ "query $route" ] = array( 'GET', '/?rest_route=' . strtr( $route, '?', '&' ), $headers );
			$requests[ "code $route" ]  = array( 'GET', '/wp-json/ungated/v1/internal?asks=' . strtr( $route, '?', '&' ), $headers );
		}
		$leaks = array();
		foreach ( self::ask_all( $requests ) as $key => $answer ) {
			if ( str_contains( $answer['body'], $content ) ) {
				$leaks[] = $key;
			}
		}
		$this->assertSame( array(), $leaks );
	}

	/**
	 * What stands beside it is open.
	 */
	public function test_other_texts_are_not_gated() {
		foreach ( array( '/wp/v2/plugins/rest-gate/rest-gate', '/wp/v2/types/page', '/wp/v2/posts/6/revisions', '/wp/v2/templates/twentytwentyfive//single', '/wp/v2/plugins', '/wp/v2/themes' ) as $route ) {
			$this->assert_passed( self::ask( 'GET', "/wp-json$route", self::as_user( 'ADMIN' ) ), $route );
		}
	}
}
