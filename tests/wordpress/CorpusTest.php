<?php
/**
 * The recorded requests, byte for byte against the server they were recorded on, with every site
 * gated: each is answered by WordPress, refused, or no REST request at all, exactly as its line says.
 *
 * The recording was made without a gate. So what passes has the recorded status, what is refused has
 * the gate's 401 whatever was recorded, and nothing fails with 5xx that did not fail then.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GateTestCase.php';

/**
 * Plays tests/corpus/requests.jsonl.
 */
final class CorpusTest extends GateTestCase {

	/** Every site of the recording; `shop` is blog 2 of `ms`. */
	private const SITES = array( 'single', 'plain', 'idx', 'prefix', 'sub', 'ms', 'shop', 'noslash' );

	/** @var string|null The administrator's cookies, once they are needed. */
	private static $admin_cookies = null;

	/**
	 * Closes every site.
	 */
	public static function setUpBeforeClass(): void {
		foreach ( self::SITES as $site ) {
			Lab::gate( $site, self::policy() );
		}
	}

	/**
	 * Opens every site.
	 */
	public static function tearDownAfterClass(): void {
		foreach ( self::SITES as $site ) {
			Lab::ungate( $site );
		}
		self::$admin_cookies = null;
	}

	/**
	 * Each line by its id.
	 *
	 * @return array<string, array{array}>
	 */
	public function lines() {
		$lines = array();
		foreach ( file( dirname( __DIR__ ) . '/corpus/requests.jsonl', FILE_IGNORE_NEW_LINES ) as $text ) {
			$line                 = json_decode( $text, true, 64, JSON_THROW_ON_ERROR );
			$lines[ $line['id'] ] = array( $line );
		}
		return $lines;
	}

	/**
	 * The recording is whole, and of each kind there are some.
	 */
	public function test_the_recording_is_whole() {
		$kinds = array_count_values( array_column( array_column( $this->lines(), 0 ), 'expect_anonymous' ) );
		ksort( $kinds );
		$this->assertSame(
			array(
				'allow'             => 26,
				'deny'              => 152,
				'error_before_auth' => 1,
				'not_rest'          => 47,
			),
			$kinds
		);
	}

	/**
	 * One line.
	 *
	 * @dataProvider lines
	 * @param array $line The line.
	 */
	public function test_a_recorded_request_ends_as_its_line_says( array $line ) {
		$answer = $this->play( $line );
		$what   = $line['notes'] . "\n" . $line['request']['method'] . ' ' . $line['request']['uri'];
		switch ( $line['expect_anonymous'] ) {
			case 'allow':
				$this->assert_allowed( $line, $answer, $what );
				break;
			case 'deny':
				$this->assert_denied( $line, $answer, $what );
				break;
			case 'error_before_auth':
				$this->assertSame( $line['http_status'], $answer['status'], $what );
				$this->assertSame( 'rest_callback_invalid', $answer['json']['code'] ?? '', $what );
				$this->assert_discloses_nothing( $answer['body'], $what );
				break;
			default:
				$this->assertSame( 'not_rest', $line['expect_anonymous'] );
				$this->assert_no_rest( $line, $answer, $what );
		}
		if ( $line['http_status'] < 500 ) {
			$this->assertLessThan( 500, $answer['status'], $what );
		}
	}

	/**
	 * WordPress answered as it did without a gate, from the recorded route by the recorded method.
	 *
	 * @param array  $line   The line.
	 * @param array  $answer The answer.
	 * @param string $what   For the message.
	 */
	private function assert_allowed( array $line, array $answer, $what ) {
		$this->assert_passed( $answer, $what, $line['http_status'] );
		$body = $answer['json'];
		if ( 404 === $line['http_status'] ) {
			$this->assertSame( 'rest_no_route', $body['code'], $what );
		} elseif ( 'HEAD' === $line['wp_method'] ) {
			$this->assertSame( '', $answer['body'], $what );
		} elseif ( 'OPTIONS' === $line['wp_method'] ) {
			$this->assertSame( 'myplugin/v1', $body['namespace'], $what );
		} elseif ( '/' === $line['wp_route'] ) {
			$this->assertArrayHasKey( 'namespaces', $body, $what );
		} else {
			// A JSONP answer is the same data inside a call.
			$body = $body ?? json_decode( preg_replace( '~\A/\*\*/cb\((.*)\)\z~s', '$1', $answer['body'] ), true );
			$this->assertSame( $line['wp_route'], $body['route'] ?? null, $what . "\n" . $answer['body'] );
			$this->assertSame( $line['wp_method'], $body['method'], $what );
			$this->assertSame( 0, $body['user'], $what );
		}
	}

	/**
	 * The gate refused, before WordPress said anything of its own. A true CORS preflight is not
	 * refused but answered with nothing.
	 *
	 * @param array  $line   The line.
	 * @param array  $answer The answer.
	 * @param string $what   For the message.
	 */
	private function assert_denied( array $line, array $answer, $what ) {
		if ( isset( $line['request']['headers']['Access-Control-Request-Method'] ) && 'OPTIONS' === $line['wp_method'] ) {
			$this->assertSame( 204, $answer['status'], $what );
			$this->assertSame( '', $answer['body'], $what );
			return;
		}
		$this->assert_refused( $answer, $what, 401, 'rest_gate_restricted', 'HEAD' === $line['wp_method'] );
	}

	/**
	 * Not a REST request: the same status as without a gate, and no REST data.
	 *
	 * @param array  $line   The line.
	 * @param array  $answer The answer.
	 * @param string $what   For the message.
	 */
	private function assert_no_rest( array $line, array $answer, $what ) {
		$this->assertSame( $line['http_status'], $answer['status'], $what . "\n" . substr( $answer['body'], 0, 400 ) );
		$this->assertStringNotContainsString( 'json', implode( $answer['headers']['content-type'] ?? array() ), $what );
		$this->assertNull( $answer['json'], $what . "\n" . substr( $answer['body'], 0, 400 ) );
	}

	/**
	 * Sends a line's request.
	 *
	 * @param array $line The line.
	 * @return array{status: int, headers: array<string, string[]>, body: string, json: mixed}
	 */
	private function play( array $line ) {
		$request = $line['request'];
		foreach ( $request['headers'] as $name => $value ) {
			if ( false !== strpos( $value, '$ADMIN_COOKIES' ) ) {
				self::$admin_cookies         = self::$admin_cookies ?? ( new Login( 'ADMIN', $request['headers']['Host'] ) )->cookie;
				$request['headers'][ $name ] = str_replace( '$ADMIN_COOKIES', self::$admin_cookies, $value );
			}
		}
		return Http::send( $request['method'], $request['uri'], $request['headers'], $request['body'], $line['server'] );
	}
}
