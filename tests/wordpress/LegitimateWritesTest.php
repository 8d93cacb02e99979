<?php
/**
 * Claims: under `restrict` without any custom allowlist, users write through REST as ever: posts,
 * media, batches, by cookie and by application password; what a preset opens is open, no more.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GuardedTestCase.php';

/**
 * REST requests that change something, and take it back.
 */
final class LegitimateWritesTest extends GuardedTestCase {

	/** @var Login An editor. */
	private static $editor;

	/** @var Login An author. */
	private static $author;

	/**
	 * Restricts the site.
	 */
	public static function setUpBeforeClass(): void {
		Lab::gate( 'single', self::document( 'restrict' ) );
		self::$editor = new Login( 'EDITOR' );
		self::$author = new Login( 'AUTHOR' );
	}

	/**
	 * Forgets the policy.
	 */
	public static function tearDownAfterClass(): void {
		self::forget();
	}

	/**
	 * The life of a post.
	 */
	public function test_an_editor_creates_updates_and_deletes_a_post() {
		$headers = self::$editor->rest_headers();
		$made    = $this->send_json(
			'POST',
			'/wp-json/wp/v2/posts',
			array(
				'title'  => 'Under the gate',
				'status' => 'publish',
			),
			$headers
		);
		$this->assert_status( 201, $made );
		$uri     = '/wp-json/wp/v2/posts/' . $made['json']['id'];
		$changed = $this->send_json( 'POST', $uri, array( 'title' => 'Changed' ), $headers + array( 'X-HTTP-Method-Override' => 'PUT' ) );
		$this->assert_status( 200, $changed );
		$this->assertSame( 'Changed', $changed['json']['title']['raw'] );
		$this->assert_status( 200, $this->send_json( 'POST', $uri . '/autosaves', array( 'title' => 'Autosaved' ), $headers ) );
		$this->assert_status( 200, $this->get( $uri . '/revisions', $headers ) );
		$this->assert_refused( $this->ask( 'DELETE', $uri . '?force=true' ) );
		$this->assert_status( 200, $this->ask( 'DELETE', $uri . '?force=true', $headers ) );
	}

	/**
	 * Media as the block editor sends it, and as a script does.
	 */
	public function test_an_author_uploads_media_as_a_form_and_as_raw_bytes() {
		$headers  = self::$author->rest_headers();
		$notes    = 'Notes, taken under the gate.';
		$form     = "--line\r\nContent-Disposition: form-data; name=\"file\"; filename=\"notes.txt\"\r\nContent-Type: text/plain\r\n\r\n$notes\r\n--line--\r\n";
		$raw_type = array(
			'Content-Type'        => 'text/plain',
			'Content-Disposition' => 'attachment; filename="notes.txt"',
		);
		$answers  = array(
			$this->ask( 'POST', '/wp-json/wp/v2/media', $headers + array( 'Content-Type' => 'multipart/form-data; boundary=line' ), $form ),
			$this->ask( 'POST', '/wp-json/wp/v2/media', $headers + $raw_type, $notes ),
		);
		foreach ( $answers as $answer ) {
			$this->assert_status( 201, $answer );
			$this->assertSame( 'text/plain', $answer['json']['mime_type'] );
			$this->assert_status( 200, $this->ask( 'DELETE', '/wp-json/wp/v2/media/' . $answer['json']['id'] . '?force=true', $headers ) );
		}
		$this->assert_refused( $this->ask( 'POST', '/wp-json/wp/v2/media', $raw_type, $notes ) );
	}

	/**
	 * An application reads and writes.
	 */
	public function test_an_application_password_reads_and_writes() {
		$good = array( 'Authorization' => 'Basic ' . base64_encode( Lab::env( 'AUTHOR_LOGIN' ) . ':' . Lab::env( 'AUTHOR_APP_PASSWORD' ) ) );
		$bad  = array( 'Authorization' => 'Basic ' . base64_encode( Lab::env( 'AUTHOR_LOGIN' ) . ':wrong' ) );
		$this->assertSame( 2, $this->get( '/wp-json/wp/v2/users/me', $good )['json']['id'] ?? null );
		$made = $this->send_json( 'POST', '/wp-json/wp/v2/posts', array( 'title' => 'By an application' ), $good );
		$this->assert_status( 201, $made );
		$this->assert_status( 200, $this->ask( 'DELETE', '/wp-json/wp/v2/posts/' . $made['json']['id'] . '?force=true', $good ) );
		$this->assert_status( 401, $this->get( '/wp-json/wp/v2/users/me', $bad ) );
		foreach ( array( 'apache-modphp', 'apache-fcgi', 'php-S' ) as $server ) {
			$this->assert_status( 200, $this->ask( 'GET', '/wp-json/wp/v2/users/me', $good, null, $server ), $server );
		}
	}

	/**
	 * The block editor saves menus and widgets in batches.
	 */
	public function test_an_editor_sends_a_batch() {
		$requests = array();
		foreach ( array( 'one', 'two' ) as $name ) {
			$requests[] = array(
				'path' => '/wp/v2/tags',
				'body' => array( 'name' => "gate-$name" ),
			);
		}
		$batch = $this->send_json(
			'POST',
			'/wp-json/batch/v1',
			array(
				'validation' => 'require-all-validate',
				'requests'   => $requests,
			),
			self::$editor->rest_headers()
		);
		$this->assert_status( 207, $batch );
		$this->assertSame( array( 201, 201 ), array_column( $batch['json']['responses'], 'status' ), $batch['body'] );
		foreach ( array_column( array_column( $batch['json']['responses'], 'body' ), 'id' ) as $id ) {
			$this->assert_status( 200, $this->ask( 'DELETE', "/wp-json/wp/v2/tags/$id?force=true", self::$editor->rest_headers() ) );
		}
	}

	/**
	 * A browser of another origin asks first, and never with credentials.
	 */
	public function test_a_preflight_passes_and_shows_nothing() {
		$answer = $this->ask(
			'OPTIONS',
			'/wp-json/wp/v2/posts',
			array(
				'Origin'                        => 'https://app.example',
				'Access-Control-Request-Method' => 'POST',
			)
		);
		$this->assertSame( array( 204, '' ), array( $answer['status'], $answer['body'] ) );
		$this->assertSame( 'https://app.example', $answer['headers']['access-control-allow-origin'][0] ?? null );
	}

	/**
	 * Other sites embed posts once the preset is there.
	 */
	public function test_the_preset_oembed_opens_discovery_and_nothing_else() {
		$page = $this->get( '/by-the-author/' )['body'];
		$this->assertSame( 1, preg_match( '~<link rel="alternate"[^>]*type="application/json\+oembed" href="http://single\.test([^"]+)"~', $page, $link ) );
		$uri = html_entity_decode( $link[1] );
		$this->assert_refused( $this->get( $uri ) );
		$preset = 'echo Rest_Gate_Settings::save( Rest_Gate_Settings::document()->withPreset( "oembed", Rest_Gate_Endpoints::registered() ), Rest_Gate_Settings::revision(), "cli" );';
		$this->assertSame( '2', Lab::wp( 'single', 'eval', $preset ) );
		$answer = $this->get( $uri );
		$this->assert_status( 200, $answer );
		$this->assertSame( 'By the author', $answer['json']['title'] );
		$xml = $this->get( $uri . '&format=xml' );
		$this->assert_status( 200, $xml );
		$this->assertStringContainsString( '<oembed>', $xml['body'] );
		foreach ( array( '/wp-json/oembed/1.0/proxy?url=http://single.test/', '/wp-json/oembed/1.0', '/wp-json/wp/v2/posts' ) as $closed ) {
			$this->assert_refused( $this->get( $closed ), 401, 'rest_gate_restricted', $closed );
		}
	}
}
