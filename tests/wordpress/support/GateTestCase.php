<?php
/**
 * What a refusal and a pass look like from outside, and a test class that runs under one policy.
 *
 * @package RestGate
 */

use PHPUnit\Framework\TestCase;

/**
 * Base of the tests over HTTP.
 */
abstract class GateTestCase extends TestCase {

	/** The custom allowlist of most tests. */
	protected const MYPLUGIN = array( array( 'pattern' => '/wp-json/myplugin/v1/*' ) );

	/** What only a disclosure would print: names and titles of the site's people and posts. */
	private const SECRETS = '/admin|author1|editor1|sub1|Xylophone|By the a|Draft|Private|hello-world/i';

	/**
	 * The policy of single.test while the tests of a class run.
	 *
	 * @return string
	 */
	protected static function document() {
		return self::policy();
	}

	/**
	 * Puts the policy in force.
	 */
	public static function setUpBeforeClass(): void {
		Lab::gate( 'single', static::document() );
	}

	/**
	 * Takes the gate away.
	 */
	public static function tearDownAfterClass(): void {
		Lab::ungate( 'single' );
	}

	/**
	 * A policy document under `restrict`.
	 *
	 * @param array[] $allowlist Custom entries.
	 * @param array   $other     Other keys.
	 * @return string
	 */
	protected static function policy( array $allowlist = self::MYPLUGIN, array $other = array() ) {
		$document = $other + array(
			'version'   => 1,
			'mode'      => 'restrict',
			'allowlist' => $allowlist,
		);
		return json_encode( $document, JSON_UNESCAPED_SLASHES );
	}

	/**
	 * Sends a request to single.test and reads the answer.
	 *
	 * @param string                $method  The method.
	 * @param string                $uri     The request target.
	 * @param array<string, string> $headers Headers.
	 * @param mixed                 $body    Text as it is; an array as JSON.
	 * @param string                $server  The server variant.
	 * @return array{status: int, headers: array<string, string[]>, body: string, json: mixed}
	 */
	protected static function ask( $method, $uri, array $headers = array(), $body = null, $server = 'nginx' ) {
		if ( is_array( $body ) ) {
			$body     = json_encode( $body, JSON_UNESCAPED_SLASHES );
			$headers += array( 'Content-Type' => 'application/json' );
		} elseif ( null !== $body ) {
			$headers += array( 'Content-Type' => 'application/x-www-form-urlencoded' );
		}
		return Http::send( $method, $uri, $headers, $body, $server );
	}

	/**
	 * The header that makes other plugins of the fixture misbehave.
	 *
	 * @param string $deeds Their names.
	 * @return array<string, string>
	 */
	protected static function hostile( $deeds ) {
		return array( 'X-Test-Hostile' => $deeds );
	}

	/**
	 * The gate refused: status, code, caching, and not a word more than the fixed message.
	 *
	 * @param array  $answer  The answer.
	 * @param string $what    The request, for the message.
	 * @param int    $status  The status on the wire.
	 * @param string $code    The error code.
	 * @param bool   $is_head Whether the request was HEAD on the wire or by override: no body then.
	 */
	protected static function assert_refused( array $answer, $what = '', $status = 401, $code = 'rest_gate_restricted', $is_head = false ) {
		$told = "$what\n" . $answer['status'] . ' ' . substr( $answer['body'], 0, 400 );
		self::assertSame( $status, $answer['status'], $told );
		self::assertStringContainsString( 'no-cache', implode( ',', $answer['headers']['cache-control'] ?? array() ), $told );
		if ( $is_head ) {
			self::assertSame( '', $answer['body'], $told );
			return;
		}
		self::assert_refusal( $answer['json'], $told, $status, $code );
		self::assert_discloses_nothing( $answer['body'], $told );
	}

	/**
	 * A refusal as data, alone, as a batch item or as an embed.
	 *
	 * @param mixed  $json   The decoded body.
	 * @param string $told   For the message.
	 * @param int    $status The status.
	 * @param string $code   The error code.
	 */
	protected static function assert_refusal( $json, $told = '', $status = 401, $code = 'rest_gate_restricted' ) {
		self::assertIsArray( $json, $told );
		self::assertSame( array( 'code', 'message', 'data' ), array_keys( $json ), $told );
		self::assertSame( $code, $json['code'], $told );
		self::assertSame( array( 'status', 'request_id' ), array_keys( $json['data'] ), $told );
		self::assertSame( $status, $json['data']['status'], $told );
		self::assertMatchesRegularExpression( '/\A[0-9a-f]{12}-[0-9a-f]{9}\z/', $json['data']['request_id'], $told );
	}

	/**
	 * WordPress itself answered, with this status.
	 *
	 * @param array  $answer The answer.
	 * @param string $what   The request, for the message.
	 * @param int    $status The status.
	 */
	protected static function assert_passed( array $answer, $what = '', $status = 200 ) {
		$told = "$what\n" . $answer['status'] . ' ' . substr( $answer['body'], 0, 400 );
		self::assertSame( $status, $answer['status'], $told );
		self::assertStringNotContainsString( 'rest_gate_', $answer['body'], $told );
	}

	/**
	 * Nothing of the site's people and posts is in it.
	 *
	 * @param string $body The body.
	 * @param string $told For the message.
	 */
	protected static function assert_discloses_nothing( $body, $told = '' ) {
		self::assertDoesNotMatchRegularExpression( self::SECRETS, $body, $told );
	}
}
