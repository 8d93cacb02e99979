<?php
/**
 * A gate on an object looks at the one object that WordPress will use; whatever is no clear name of
 * one opens nothing, and tells nothing of what exists.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedTestCase.php';

/**
 * Names objects in every way.
 */
final class GateObjectsTest extends GatedTestCase {

	private const PLUGIN   = '/wp/v2/plugins/(?P<plugin>[^.\/]+(?:\/[^.\/]+)?)';
	private const TEMPLATE = '/wp/v2/templates/(?P<id>([^\/:<>\*\?"\|]+(?:\/[^\/:<>\*\?"\|]+)?)[\/\w%-]+)';

	/**
	 * The gates.
	 *
	 * @return array[]
	 */
	protected static function gates() {
		return array(
			self::before( '/wp/v2/posts/(?P<id>[\d]+)', self::on_object( 'edit_post', array( 'id' ), 'edit_posts' ), self::WRITES ),
			self::before( '/wp/v2/posts/(?P<parent>[\d]+)/revisions', self::on_object( 'edit_post', array( 'parent' ) ) ),
			// Comments name their post in a parameter.
			self::below( '/wp/v2/comments', self::on_object( 'edit_post', array( 'post' ), 'moderate_comments' ), array( 'POST' ) ),
			// A route whose parameters WordPress takes as they are.
			self::before( '/myplugin/v1/item/(?P<id>\d+)', self::on_object( 'edit_post', array( 'id' ) ), self::WRITES ),
			self::below( '/myplugin/v1/thing', self::on_object( 'edit_post', array( 'post' ), 'manage_options' ) ),
			self::below( '/wp/v2/media', self::on_object( 'edit_post', array( 'post', 'parent' ), 'upload_files' ), array( 'POST' ) ),
			self::below( '/wp/v2/users/me', self::on_object( 'edit_user', array( 'id' ), 'read' ) ),
			self::before( '/wp/v2/users/(?P<id>[\d]+)', self::on_object( 'edit_user', array( 'id' ) ), array( 'GET' ) ),
			self::before( '/wp/v2/users/(?P<user_id>(?:[\d]+|me))/application-passwords', self::on_object( 'list_app_passwords', array( 'user_id' ) ), array( 'GET' ) ),
			self::before( self::PLUGIN, self::on_object( 'activate_plugin', array( 'plugin' ) ), array( 'GET' ) ),
			self::before( self::TEMPLATE, self::on_object( 'edit_post', array( 'id' ) ), array( 'GET' ) ),
			self::before( '/wp/v2/statuses/(?P<status>[\w-]+)', self::on_object( 'edit_post', array( 'status' ) ) ),
			self::before( '/wp/v2/categories/(?P<id>[\d]+)', self::on_object( 'edit_term', array( 'id' ) ), array( 'GET' ) ),
			self::before( '/wp/v2/comments/(?P<id>[\d]+)', self::on_object( 'edit_comment', array( 'id' ) ), array( 'GET' ) ),
		);
	}

	/**
	 * A value that names no object, as every client of the same kind sees it.
	 *
	 * @param array  $answer The answer.
	 * @param string $what   The request.
	 */
	private function assert_malformed( array $answer, $what ) {
		$this->assertSame( 400, $answer['status'], $what . "\n" . $answer['body'] );
		$this->assertStringStartsWith( 'rest_gate_', $answer['json']['code'], $what );
		$this->assert_discloses_nothing( $answer['body'], $what );
	}

	/**
	 * The body of a refusal without what is new in each.
	 *
	 * @param array $answer The answer.
	 * @return array
	 */
	private static function told( array $answer ) {
		unset( $answer['json']['data']['request_id'] );
		return array( $answer['status'], $answer['json'], $answer['headers']['allow'] ?? array() );
	}

	/**
	 * A post that is missing is refused as one that is somebody else's.
	 */
	public function test_a_missing_post_looks_like_a_forbidden_one() {
		foreach ( array( '', 'SUBSCRIBER', 'AUTHOR' ) as $who ) {
			foreach ( array( 'POST', 'PUT', 'DELETE' ) as $method ) {
				$foreign = self::ask( $method, '/wp-json/wp/v2/posts/8', self::as_user( $who ), array( 'title' => 'x' ) );
				$missing = self::ask( $method, '/wp-json/wp/v2/posts/999999', self::as_user( $who ), array( 'title' => 'x' ) );
				$this->assert_gated( $foreign, $method, $who );
				$this->assertSame( self::told( $foreign )[1], self::told( $missing )[1], "$who $method" );
			}
		}
		$this->assert_gated( self::ask( 'POST', '/wp-json/wp/v2/posts/999999', self::as_user( 'ADMIN' ), array( 'title' => 'x' ) ), 'missing for everybody', 'ADMIN' );
	}

	/**
	 * A number in the route that WordPress reads as another number: the object is the one that it uses,
	 * and where it uses the text as it is, only one spelling is taken.
	 */
	public function test_a_number_in_the_route_is_read_as_wordpress_reads_it() {
		foreach ( array( '0', '00' ) as $id ) {
			$this->assert_malformed( self::ask( 'POST', "/wp-json/wp/v2/posts/$id", self::as_user( 'ADMIN' ), array( 'title' => 'x' ) ), $id );
			$this->assert_malformed( self::ask( 'DELETE', "/wp-json/wp/v2/posts/$id?force=1", self::as_user( 'ADMIN' ) ), $id );
		}
		$this->assert_passed( self::ask( 'POST', '/wp-json/wp/v2/posts/06', self::as_user( 'AUTHOR' ), array( 'title' => 'By the author' ) ) );
		foreach ( array( '07', '007', '99999999999999999999' ) as $id ) {
			$this->assert_gated( self::ask( 'POST', "/wp-json/wp/v2/posts/$id", self::as_user( 'AUTHOR' ), array( 'title' => 'x' ) ), $id );
		}
		foreach ( array( '0', '06', '007', '99999999999999999999' ) as $id ) {
			$this->assert_malformed( self::ask( 'POST', "/wp-json/myplugin/v1/item/$id", self::as_user( 'ADMIN' ), '' ), $id );
		}
		$this->assert_malformed( self::ask( 'POST', '/?rest_route=/myplugin/v1/item/06%0A', self::as_user( 'ADMIN' ), '' ), 'a newline' );
		$this->assert_passed( self::ask( 'POST', '/?rest_route=/myplugin/v1/item/6%0A', self::as_user( 'AUTHOR' ), '' ), 'no part of the number' );
	}

	/**
	 * Values of a parameter by query, form and JSON. Nothing but its absence is its absence.
	 */
	public function test_only_an_absent_parameter_counts_as_absent() {
		$editor   = self::as_user( 'EDITOR' );
		$form     = $editor + array( 'Content-Type' => 'application/x-www-form-urlencoded' );
		$json     = $editor + array( 'Content-Type' => 'application/json' );
		$requests = array();
		foreach ( array( '/wp-json/wp/v2/comments', '/wp-json/myplugin/v1/thing' ) as $uri ) {
			foreach ( array( '0', '7abc', '-7', '', 'me', 'hello-world', '6,7', '0x7' ) as $value ) {
				$query = 'post=' . rawurlencode( $value );

				$requests[ "$uri in the query $query" ] = array( 'POST', "$uri?$query", $form, '' );
				$requests[ "$uri in a form $query" ]    = array( 'POST', $uri, $form, $query );
				$requests[ "$uri in JSON $query" ]      = array( 'POST', $uri, $json, json_encode( array( 'post' => $value ) ) );
			}
			foreach ( array( array( 7 ), array( 'a' => 7 ), 0, 7.5, true, false ) as $value ) {
				$body = json_encode( array( 'post' => $value ) );

				$requests[ "$uri $body" ] = array( 'POST', $uri, $json, $body );
			}
			$requests[ "$uri a list" ]              = array( 'POST', $uri, $form, 'post[]=7' );
			$requests[ "$uri a list in the query" ] = array( 'POST', "$uri?post[]=7", $form, '' );
		}
		foreach ( self::ask_all( $requests ) as $what => $answer ) {
			$this->assert_malformed( $answer, $what );
		}
		foreach ( array( '/wp-json/wp/v2/comments', '/wp-json/myplugin/v1/thing' ) as $uri ) {
			$null = self::ask( 'POST', $uri, $editor, array( 'post' => null ) );
			$this->assertContains( $null['status'], array( 400, 403 ), $null['body'] );
			$this->assertStringStartsWith( 'rest_gate_', $null['json']['code'], $null['body'] );
		}
	}

	/**
	 * A value that WordPress makes a number of is that number; where it makes nothing of it, it is no name.
	 */
	public function test_other_spellings_of_a_number_name_what_wordpress_uses() {
		foreach ( array( '07', '7.0', '7e0', '+7', ' 7' ) as $value ) {
			$this->assert_gated( self::ask( 'POST', '/wp-json/wp/v2/comments', self::as_user( 'AUTHOR' ), array( 'post' => $value ) ), $value );
			$this->assert_malformed( self::ask( 'POST', '/wp-json/myplugin/v1/thing', self::as_user( 'ADMIN' ), array( 'post' => $value ) ), $value );
		}
		$this->assert_passed( self::ask( 'POST', '/wp-json/myplugin/v1/thing', self::as_user( 'AUTHOR' ), array( 'post' => 6 ) ) );
		$this->assert_passed( self::ask( 'POST', '/wp-json/myplugin/v1/thing', self::as_user( 'AUTHOR' ), 'post=6' ) );
	}

	/**
	 * `else` is asked where the parameter is absent, and only there.
	 */
	public function test_otherwise_is_asked_only_where_nothing_is_named() {
		// An editor moderates comments, an author does not; the author's own post is 6.
		$uri = '/wp-json/wp/v2/comments';
		$this->assert_gated( self::ask( 'POST', $uri, self::as_user( 'AUTHOR' ), array() ) );
		$this->assert_passed( self::ask( 'POST', $uri, self::as_user( 'EDITOR' ), array() ), 'WordPress wants a post', 403 );
		$this->assert_passed( self::ask( 'POST', $uri, self::as_user( 'AUTHOR' ), array( 'post' => 6 ) ), 'WordPress wants text', 400 );
		$this->assert_passed( self::ask( 'POST', "$uri?post=6", self::as_user( 'AUTHOR' ), array() ), 'in the query', 400 );
		$this->assert_gated( self::ask( 'POST', $uri, self::as_user( 'AUTHOR' ), array( 'post' => 7 ) ) );
		$this->assert_gated( self::ask( 'POST', "$uri?post=6", self::as_user( 'AUTHOR' ), array( 'post' => 7 ) ), 'the body beats the query' );
		$this->assert_passed( self::ask( 'POST', "$uri?post=7", self::as_user( 'AUTHOR' ), array( 'post' => 6 ) ), 'here as well', 400 );
		// The second name counts, and two names must agree.
		$this->assert_gated( self::ask( 'POST', '/wp-json/wp/v2/media?parent=7', self::as_user( 'AUTHOR' ), '' ) );
		$this->assert_malformed( self::ask( 'POST', '/wp-json/wp/v2/media?parent=7&post=6', self::as_user( 'AUTHOR' ), '' ), 'two objects' );
		$this->assert_passed( self::ask( 'POST', '/wp-json/wp/v2/media?parent=6&post=6', self::as_user( 'AUTHOR' ), '' ), 'twice the same', 400 );
		$this->assert_passed( self::ask( 'POST', '/wp-json/wp/v2/media', self::as_user( 'AUTHOR' ), '' ), 'none', 400 );
		$this->assert_gated( self::ask( 'POST', '/wp-json/wp/v2/media', self::as_user( 'SUBSCRIBER' ), '' ), 'none', 'SUBSCRIBER' );
	}

	/**
	 * A user by number, and by `me`.
	 */
	public function test_me_is_the_caller_and_nobody_else() {
		$passwords = '/wp-json/wp/v2/users/%s/application-passwords';
		$this->assert_passed( self::ask( 'GET', sprintf( $passwords, 'me' ), self::as_user( 'AUTHOR' ) ) );
		$this->assert_passed( self::ask( 'GET', sprintf( $passwords, '2' ), self::as_user( 'AUTHOR' ) ) );
		$this->assert_gated( self::ask( 'GET', sprintf( $passwords, '1' ), self::as_user( 'AUTHOR' ) ) );
		$this->assert_gated( self::ask( 'GET', sprintf( $passwords, '1' ), self::as_user( 'EDITOR' ) ), '', 'EDITOR' );
		$this->assert_gated( self::ask( 'GET', sprintf( $passwords, '999999' ), self::as_user( 'AUTHOR' ) ), 'missing' );
		$this->assert_gated( self::ask( 'GET', sprintf( $passwords, 'me' ) ), 'nobody is me', '' );
		$this->assert_conflict( self::ask( 'GET', sprintf( $passwords, 'me' ) . '?user_id=2', self::as_user( 'AUTHOR' ) ) );
		$this->assert_gated( self::ask( 'GET', sprintf( $passwords, 'me' ) . '?user_id=1', self::as_user( 'AUTHOR' ) ) );
		$this->assert_passed( self::ask( 'GET', '/wp-json/wp/v2/users/2', self::as_user( 'AUTHOR' ) ) );
		$this->assert_gated( self::ask( 'GET', '/wp-json/wp/v2/users/1', self::as_user( 'AUTHOR' ) ) );
		$this->assert_passed( self::ask( 'GET', '/wp-json/wp/v2/users/me', self::as_user( 'SUBSCRIBER' ) ) );
		$this->assert_gated( self::ask( 'GET', '/wp-json/wp/v2/users/me' ), '', '' );
		$this->assert_gated( self::ask( 'GET', '/wp-json/wp/v2/users/me?id=1', self::as_user( 'SUBSCRIBER' ) ), 'names another', 'SUBSCRIBER' );
	}

	/**
	 * Plugins by their file, templates by theme and name, statuses by a name that is no object.
	 */
	public function test_plugins_templates_and_names() {
		$this->assert_passed( self::ask( 'GET', '/wp-json/wp/v2/plugins/myplugin/myplugin', self::as_user( 'ADMIN' ) ) );
		$this->assert_gated( self::ask( 'GET', '/wp-json/wp/v2/plugins/myplugin/myplugin', self::as_user( 'EDITOR' ) ), '', 'EDITOR' );
		foreach ( array( 'myplugin/none', 'none', '..%2f..%2fwp-login' ) as $name ) {
			$this->assertContains( self::ask( 'GET', "/wp-json/wp/v2/plugins/$name", self::as_user( 'ADMIN' ) )['status'], array( 403, 404 ), $name );
		}
		$this->assert_gated( self::ask( 'GET', '/wp-json/wp/v2/templates/twentytwentyfive//index', self::as_user( 'ADMIN' ) ), 'no post yet', 'ADMIN' );
		$made = self::ask( 'POST', '/wp-json/wp/v2/templates/twentytwentyfive//index', self::as_user( 'ADMIN' ), array( 'title' => 'Changed' ) );
		$this->assertSame( 200, $made['status'], $made['body'] );
		try {
			$this->assert_passed( self::ask( 'GET', '/wp-json/wp/v2/templates/twentytwentyfive//index', self::as_user( 'ADMIN' ) ) );
			$this->assert_passed( self::ask( 'GET', '/wp-json/wp/v2/templates/twentytwentyfive/index', self::as_user( 'ADMIN' ) ), 'a slash less' );
			$this->assert_gated( self::ask( 'GET', '/wp-json/wp/v2/templates/twentytwentyfive//index', self::as_user( 'EDITOR' ) ), '', 'EDITOR' );
		} finally {
			self::ask( 'DELETE', '/wp-json/wp/v2/templates/twentytwentyfive//index?force=1', self::as_user( 'ADMIN' ) );
		}
		$this->assert_malformed( self::ask( 'GET', '/wp-json/wp/v2/statuses/publish', self::as_user( 'ADMIN' ) ), 'a slug is no post' );
	}

	/**
	 * Terms and comments have ids of their own.
	 */
	public function test_terms_and_comments_are_not_posts() {
		$this->assert_passed( self::ask( 'GET', '/wp-json/wp/v2/categories/1', self::as_user( 'EDITOR' ) ) );
		$this->assert_gated( self::ask( 'GET', '/wp-json/wp/v2/categories/1', self::as_user( 'AUTHOR' ) ) );
		$this->assert_gated( self::ask( 'GET', '/wp-json/wp/v2/categories/6', self::as_user( 'ADMIN' ) ), 'a post of that id exists, no term', 'ADMIN' );
		$comment = self::ask( 'GET', '/wp-json/wp/v2/comments?post=6' )['json'][0]['id'];
		$this->assert_passed( self::ask( 'GET', "/wp-json/wp/v2/comments/$comment", self::as_user( 'AUTHOR' ) ), 'of his own post' );
		$this->assert_gated( self::ask( 'GET', "/wp-json/wp/v2/comments/$comment", self::as_user( 'SUBSCRIBER' ) ), '', 'SUBSCRIBER' );
		$this->assert_gated( self::ask( 'GET', '/wp-json/wp/v2/comments/999999', self::as_user( 'ADMIN' ) ), 'missing', 'ADMIN' );
	}
}
