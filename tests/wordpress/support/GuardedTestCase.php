<?php
/**
 * What every test of a site that must keep working has in common.
 *
 * @package RestGate
 */

require_once __DIR__ . '/Options.php';

use PHPUnit\Framework\TestCase;

/**
 * Checks each answer for a white screen, and the PHP error log after each test for fatal errors.
 */
abstract class GuardedTestCase extends TestCase {

	/** The option that holds the policy. */
	protected const POLICY = 'rest_gate_policy';

	/** @var string The host that is asked. */
	protected $host = 'single.test';

	/** @var string A pattern of the lines in the PHP error log that the test provokes. */
	protected $provoked = '';

	/** @var int Where the PHP error log ended before the test. */
	private $log_end = 0;

	/**
	 * Remembers where the log ends.
	 */
	protected function setUp(): void {
		clearstatcache();
		$this->log_end = (int) filesize( Lab::env( 'PHP_ERROR_LOG' ) );
	}

	/**
	 * No test ends with a fatal error in the log, nor with a complaint of PHP about the plugin.
	 */
	protected function assertPostConditions(): void {
		$log = '' === $this->provoked ? $this->logged() : preg_replace( "/^.*(?:{$this->provoked}).*\n/m", '', $this->logged() );
		$this->assertDoesNotMatchRegularExpression( '/PHP (Fatal|Parse|Recoverable)/', $log );
		$this->assertDoesNotMatchRegularExpression( '/PHP (Warning|Notice|Deprecated).*rest-gate/', $log );
	}

	/**
	 * What PHP logged since the test began.
	 *
	 * @return string
	 */
	protected function logged() {
		return (string) file_get_contents( Lab::env( 'PHP_ERROR_LOG' ), false, null, $this->log_end );
	}

	/**
	 * Sends a request. An answer has a body, or its status says that it has none.
	 *
	 * @param string                $method  The method.
	 * @param string                $uri     The request target.
	 * @param array<string, string> $headers Headers; Host is the test's unless given.
	 * @param string|array|null     $body    The body; an array is sent as a form.
	 * @param string                $server  The server variant.
	 * @return array The answer.
	 */
	protected function ask( $method, $uri, array $headers = array(), $body = null, $server = 'nginx' ) {
		if ( is_array( $body ) ) {
			$headers += array( 'Content-Type' => 'application/x-www-form-urlencoded' );
			$body     = http_build_query( $body );
		}
		$answer = Http::send( $method, $uri, $headers + array( 'Host' => $this->host ), $body, $server );
		if ( 'HEAD' !== $method && ! in_array( $answer['status'], array( 204, 301, 302, 304 ), true ) ) {
			$this->assertNotSame( '', trim( $answer['body'] ), "white screen: $method $uri ended with {$answer['status']} and no body" );
		}
		return $answer;
	}

	/**
	 * Asks by GET.
	 *
	 * @param string                $uri     The request target.
	 * @param array<string, string> $headers Headers.
	 * @return array The answer.
	 */
	protected function get( $uri, array $headers = array() ) {
		return $this->ask( 'GET', $uri, $headers );
	}

	/**
	 * Sends JSON.
	 *
	 * @param string                $method  The method.
	 * @param string                $uri     The request target.
	 * @param array                 $data    The data.
	 * @param array<string, string> $headers Headers.
	 * @return array The answer.
	 */
	protected function send_json( $method, $uri, array $data, array $headers = array() ) {
		return $this->ask( $method, $uri, $headers + array( 'Content-Type' => 'application/json' ), json_encode( $data ) );
	}

	/**
	 * The gate refused, as strangers are refused unless told otherwise.
	 *
	 * @param array  $answer The answer.
	 * @param int    $status The status.
	 * @param string $code   The code.
	 * @param string $about  What was asked.
	 */
	protected function assert_refused( array $answer, $status = 401, $code = 'rest_gate_restricted', $about = '' ) {
		$seen = array( $answer['status'], $answer['json']['code'] ?? substr( $answer['body'], 0, 200 ) );
		$this->assertSame( array( $status, $code ), $seen, $about );
	}

	/**
	 * The request was answered with a status.
	 *
	 * @param int    $status The status.
	 * @param array  $answer The answer.
	 * @param string $about  What was asked.
	 */
	protected function assert_status( $status, array $answer, $about = '' ) {
		$this->assertSame( $status, $answer['status'], trim( $about . ' ' . substr( strip_tags( $answer['body'] ), 0, 300 ) ) );
	}

	/**
	 * The site works for visitors and for its owner.
	 *
	 * @param Login $admin The owner.
	 * @return string What the dashboard's notices say, one a line.
	 */
	protected function assert_site_works( Login $admin ) {
		$front = $this->get( '/' );
		$this->assert_status( 200, $front, 'the front page' );
		$this->assertStringContainsString( '</html>', $front['body'] );
		$dashboard = $this->get( '/wp-admin/index.php', $admin->headers( $this->host ) );
		$this->assert_status( 200, $dashboard, 'the dashboard' );
		$this->assertStringContainsString( '</html>', $dashboard['body'] );
		preg_match_all( '~<div[^>]*class="[^"]*\bnotice\b[^>]*>(.*?)</div>~s', $dashboard['body'], $notices );
		return html_entity_decode( strip_tags( implode( "\n", $notices[1] ) ), ENT_QUOTES );
	}

	/**
	 * The plugin's Site Health test, as WordPress runs it.
	 *
	 * @param string $site The site.
	 * @return array
	 */
	protected function site_health( $site = 'single' ) {
		$result                = json_decode( Lab::wp( $site, 'eval', 'echo json_encode( Rest_Gate_Notices::test() );' ), true );
		$result['description'] = html_entity_decode( $result['description'], ENT_QUOTES );
		return $result;
	}

	/**
	 * Deactivates the plugin on a site, if it is active there, and forgets everything that it stored.
	 *
	 * @param string $site The site.
	 */
	protected static function forget( $site = 'single' ) {
		if ( in_array( 'rest-gate/rest-gate.php', (array) Options::get( $site, 'active_plugins' ), true ) ) {
			Lab::wp( $site, 'plugin', 'deactivate', 'rest-gate' );
		}
		foreach ( Options::names( $site, 'rest_gate_' ) as $name ) {
			Options::drop( $site, $name );
		}
	}

	/**
	 * A policy document.
	 *
	 * @param string  $mode      off, restrict or block_all.
	 * @param array[] $allowlist The custom allowlist.
	 * @param array   $more      More keys.
	 * @return string
	 */
	protected static function document( $mode, array $allowlist = array(), array $more = array() ) {
		return json_encode( array( 'version' => 1, 'mode' => $mode, 'allowlist' => $allowlist ) + $more );
	}
}
