<?php
/**
 * Threat 29 with gates: under what a careful site would set, posts and pages by capability, the users
 * list for those who may list them, and no writes by strangers, everybody's daily work goes on.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedTestCase.php';
require_once __DIR__ . '/support/Deployed.php';

/**
 * Works as an author, an editor, an owner and a visitor.
 */
final class GateLegitimateTest extends GatedTestCase {

	/**
	 * The presets, written out.
	 *
	 * @return array[]
	 */
	protected static function gates() {
		$gates = array();
		foreach ( array( 'post', 'page' ) as $type ) {
			$base    = "/wp/v2/{$type}s";
			$gates[] = self::before( $base, array( 'capability' => "publish_{$type}s" ), array( 'POST' ) );
			$gates[] = self::before( $base . '/(?P<id>[\d]+)', self::on_object( "edit_$type", array( 'id' ), "edit_{$type}s" ), array( 'POST', 'PUT', 'PATCH' ) );
			$gates[] = self::before( $base . '/(?P<id>[\d]+)', self::on_object( "delete_$type", array( 'id' ), "delete_{$type}s" ), array( 'DELETE' ) );
			$gates[] = self::before( $base . '/(?P<id>[\d]+)/autosaves', self::on_object( "edit_$type", array( 'id' ), "edit_{$type}s" ), array( 'POST' ) );
			$gates[] = self::before( $base . '/(?P<parent>[\d]+)/revisions/(?P<id>[\d]+)', self::on_object( "delete_$type", array( 'parent' ), "delete_{$type}s" ), array( 'DELETE' ) );
		}
		$self    = array( 'any' => array( array( 'capability' => 'list_users' ), self::on_object( 'edit_user', array( 'id' ) ) ) );
		$gates[] = self::before( '/wp/v2/users', array( 'capability' => 'list_users' ), array( 'GET' ) );
		$gates[] = self::before( '/wp/v2/users/(?P<id>[\d]+)', $self, array( 'GET' ) );
		$gates[] = self::below( '/*', array( 'authenticated' => true ), self::WRITES );
		return $gates;
	}

	/**
	 * Puts the policy in force, with a name server that knows the site.
	 */
	public static function setUpBeforeClass(): void {
		Deployed::plant( 'loopback.php' );
		parent::setUpBeforeClass();
	}

	/**
	 * Takes everything away.
	 */
	public static function tearDownAfterClass(): void {
		parent::tearDownAfterClass();
		Deployed::mend();
	}

	/**
	 * The block editor opens with a draft that it made without REST, and saves as it always does.
	 */
	public function test_an_author_writes_a_post_in_the_block_editor() {
		$author = self::as_user( 'AUTHOR' );
		$page   = self::ask( 'GET', '/wp-admin/post-new.php', $author );
		$this->assertSame( 200, $page['status'] );
		$this->assertSame( 1, preg_match( "~<input type='hidden' id='post_ID' name='post_ID' value='(\d+)'~", $page['body'], $draft ), 'the draft' );
		$this->assertStringContainsString( 'createPreloadingMiddleware', $page['body'] );
		$this->assertStringNotContainsString( 'rest_gate_capability', $page['body'], 'what it preloads' );
		$uri = '/wp-json/wp/v2/posts/' . $draft[1];
		$put = $author + array( 'X-HTTP-Method-Override' => 'PUT' );

		$this->assert_passed( self::ask( 'GET', "$uri?context=edit", $author ) );
		$this->assert_passed( self::ask( 'OPTIONS', $uri, $author ) );
		$saved = self::ask( 'POST', "$uri?_locale=user", $put, array( 'id' => (int) $draft[1], 'title' => 'Under gates', 'status' => 'draft' ) );
		$this->assert_passed( $saved );
		$this->assertContains( 'PUT', self::allowed( $saved ) );
		$this->assert_passed( self::ask( 'POST', "$uri/autosaves", $author, array( 'id' => (int) $draft[1], 'title' => 'Under gates, saved' ) ) );
		$media = self::upload( 'AUTHOR', (int) $draft[1] );
		$this->assert_passed( self::ask( 'POST', $uri, $put, array( 'status' => 'publish', 'content' => '<!-- wp:paragraph --><p>x</p><!-- /wp:paragraph -->' ) ) );
		$revisions = self::ask( 'GET', "$uri/revisions", $author );
		$this->assert_passed( $revisions );
		$this->assert_passed( self::ask( 'DELETE', "$uri/revisions/{$revisions['json'][0]['id']}?force=1", $author ), 'core lets nobody', 403 );
		$this->assert_passed( self::ask( 'DELETE', "/wp-json/wp/v2/media/$media?force=1", $author ) );
		$this->assert_passed( self::ask( 'DELETE', "$uri?force=1", $author ) );
	}

	/**
	 * Uploads a text.
	 *
	 * @param string $who  Who uploads.
	 * @param int    $post The post that it belongs to.
	 * @return int Its id.
	 */
	private static function upload( $who, $post ) {
		$form   = "--line\r\nContent-Disposition: form-data; name=\"post\"\r\n\r\n$post\r\n"
			. "--line\r\nContent-Disposition: form-data; name=\"file\"; filename=\"notes.txt\"\r\nContent-Type: text/plain\r\n\r\nNotes.\r\n--line--\r\n";
		$answer = self::ask( 'POST', '/wp-json/wp/v2/media', self::as_user( $who ) + array( 'Content-Type' => 'multipart/form-data; boundary=line' ), $form );
		self::assert_passed( $answer, 'upload', 201 );
		return $answer['json']['id'];
	}

	/**
	 * What core refuses an author stays refused, and the rest works.
	 */
	public function test_an_author_creates_over_rest_what_is_his_to_create() {
		$author = self::as_user( 'AUTHOR' );
		$made   = self::ask( 'POST', '/wp-json/wp/v2/posts', $author, array( 'title' => 'Under gates', 'status' => 'publish' ) );
		$this->assert_passed( $made, '', 201 );
		$this->assert_passed( self::ask( 'DELETE', "/wp-json/wp/v2/posts/{$made['json']['id']}?force=1", $author ) );
		$foreign = self::ask( 'POST', '/wp-json/wp/v2/posts', $author, array( 'title' => 'x', 'author' => 1, 'status' => 'publish' ) );
		$this->assertSame( array( 403, 'rest_cannot_edit_others' ), array( $foreign['status'], $foreign['json']['code'] ) );
		$this->assert_gated( self::ask( 'POST', '/wp-json/wp/v2/pages', $author, array( 'title' => 'x', 'status' => 'publish' ) ), 'a page' );
		$this->assert_gated( self::ask( 'POST', '/wp-json/wp/v2/posts/7', $author, array( 'title' => 'x' ) ), 'another post' );
		$this->assert_gated( self::ask( 'POST', '/wp-json/wp/v2/posts/7/autosaves', $author, array( 'title' => 'x' ) ), 'its draft' );
		$this->assert_gated( self::ask( 'DELETE', '/wp-json/wp/v2/posts/7', $author ), 'deleting it' );
		$this->assert_passed( self::ask( 'GET', '/wp-json/wp/v2/users/me?context=edit', $author ) );
		$this->assert_passed( self::ask( 'GET', '/wp-json/wp/v2/users/2', $author ) );
		$this->assert_gated( self::ask( 'GET', '/wp-json/wp/v2/users/1', $author ) );
		$this->assert_passed( self::ask( 'POST', '/wp-json/wp/v2/users/me', $author, array( 'description' => '' ) ) );
	}

	/**
	 * An application does the same with its password.
	 */
	public function test_an_application_password_works_as_its_user() {
		$headers = array( 'Authorization' => 'Basic ' . base64_encode( Lab::env( 'AUTHOR_LOGIN' ) . ':' . Lab::env( 'AUTHOR_APP_PASSWORD' ) ) );
		$made    = self::ask( 'POST', '/wp-json/wp/v2/posts', $headers, array( 'title' => 'By an application' ) );
		$this->assert_passed( $made, '', 201 );
		$this->assert_passed( self::ask( 'PUT', "/wp-json/wp/v2/posts/{$made['json']['id']}", $headers, array( 'title' => 'Again' ) ) );
		$this->assert_passed( self::ask( 'DELETE', "/wp-json/wp/v2/posts/{$made['json']['id']}?force=1", $headers ) );
		$this->assert_gated( self::ask( 'PUT', '/wp-json/wp/v2/posts/7', $headers, array( 'title' => 'x' ) ) );
	}

	/**
	 * Batches, terms, pages and other people's posts.
	 */
	public function test_an_editor_edits_everything() {
		$editor = self::as_user( 'EDITOR' );
		$batch  = array(
			'validation' => 'require-all-validate',
			'requests'   => array(
				array(
					'path' => '/wp/v2/tags',
					'body' => array( 'name' => 'gates-one' ),
				),
				array(
					'path'   => '/wp/v2/posts/7',
					'method' => 'PUT',
					'body'   => array( 'title' => 'By the admin' ),
				),
			),
		);
		$answer = self::ask( 'POST', '/wp-json/batch/v1', $editor, $batch );
		$this->assertSame( array( 201, 200 ), array_column( $answer['json']['responses'] ?? array(), 'status' ), $answer['body'] );
		$this->assert_passed( self::ask( 'DELETE', "/wp-json/wp/v2/tags/{$answer['json']['responses'][0]['body']['id']}?force=1", $editor ) );
		$page = self::ask( 'POST', '/wp-json/wp/v2/pages', $editor, array( 'title' => 'Under gates' ) );
		$this->assert_passed( $page, '', 201 );
		$this->assert_passed( self::ask( 'DELETE', "/wp-json/wp/v2/pages/{$page['json']['id']}?force=1", $editor ) );
		$comment = self::ask( 'POST', '/wp-json/wp/v2/comments', $editor, array( 'post' => 6, 'content' => 'Noted, under gates.' ) );
		$this->assert_passed( $comment, '', 201 );
		$this->assert_passed( self::ask( 'DELETE', "/wp-json/wp/v2/comments/{$comment['json']['id']}?force=1", $editor ) );
	}

	/**
	 * Site Health asks the site itself, and the editors of the owner open.
	 */
	public function test_the_owner_finds_everything_in_order() {
		$admin = self::as_user( 'ADMIN' );
		$this->assertSame( 'good', self::ask( 'GET', '/wp-json/wp-site-health/v1/tests/loopback-requests', $admin )['json']['status'] );
		$health = self::ask( 'GET', '/wp-admin/site-health.php', $admin )['body'];
		$this->assertSame( 1, preg_match( '/var SiteHealth = (\{.*\});/', $health, $match ) );
		$this->assertSame( 'good', array_column( json_decode( $match[1], true )['site_status']['direct'], 'status', 'test' )['rest_availability'] );
		$this->assertGreaterThan( 3, count( self::ask( 'GET', '/wp-json/wp/v2/users?context=edit', $admin )['json'] ) );
		foreach ( array( '/wp-admin/site-editor.php', '/wp-admin/post.php?post=6&action=edit', '/wp-admin/index.php' ) as $uri ) {
			$page = self::ask( 'GET', $uri, $admin );
			$this->assert_passed( $page, $uri );
			$this->assertStringContainsString( '</html>', $page['body'], $uri );
		}
	}

	/**
	 * Visitors read, search, embed and comment through the form.
	 */
	public function test_a_visitor_reads_and_comments() {
		$page = self::ask( 'GET', '/', self::hostile( 'front-page' ) );
		$this->assertStringContainsString( 'rest_do_request:200;preload:1;', $page['body'] );
		foreach ( array( '/wp-json/', '/wp-json/wp/v2/posts?_embed=wp:term', '/wp-json/wp/v2/search?search=author', '/wp-json/wp/v2/comments', '/wp-json/oembed/1.0/embed?url=http://single.test/by-the-author/' ) as $uri ) {
			$this->assert_passed( self::ask( 'GET', $uri ), $uri );
		}
		$this->assert_gated( self::ask( 'POST', '/wp-json/wp/v2/comments', array(), array( 'post' => 6 ) ), 'over REST', '' );
		// WordPress answers a comment that it has already with 409: it came as far as that.
		$form   = http_build_query( array( 'comment' => 'Well said.', 'author' => 'Visitor', 'email' => 'visitor@example.com', 'comment_post_ID' => '6' ) );
		$answer = self::ask( 'POST', '/wp-comments-post.php', array(), $form );
		$this->assertSame( 409, $answer['status'], $answer['body'] );
	}
}
