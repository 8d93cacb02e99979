<?php
/**
 * No credential reaches the disk, wherever in a request it stands.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/LoggedTestCase.php';

/**
 * Sends secrets, and looks for each in every file of the state folder.
 */
final class LogPrivacyTest extends LoggedTestCase {

	/** @var string A pattern of the lines in the PHP error log that the test provokes. */
	protected $provoked = 'PHP (Fatal error|  thrown)|^#|Stack trace';

	/** Names under which clients send secrets in queries, forms and JSON. */
	private const NAMES = array(
		'password',
		'pwd',
		'user_pass',
		'token',
		'access_token',
		'refresh_token',
		'id_token',
		'api_key',
		'apikey',
		'consumer_key',
		'consumer_secret',
		'client_secret',
		'oauth_token',
		'oauth_signature',
		'oauth_verifier',
		'_wpnonce',
		'jwt',
		'code',
		'session_id',
		'license_key',
		'billing[card_number]',
		'cvv',
		'otp',
		'pass%77ord',
	);

	/** @var string[] The secrets by where they stood. */
	private $secrets = array();

	/** @var int How many requests were sent. */
	private $sent = 0;

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$bodies = array( 'record_bodies' => true );
		return array(
			'open'       => self::logging( 'off', $bodies ),
			'restricted' => self::logging( 'restrict', $bodies ),
		);
	}

	/**
	 * A secret that stands somewhere.
	 *
	 * @param string $where Where.
	 * @return string Letters and digits.
	 */
	private function secret( $where ) {
		$secret = 'Zq' . bin2hex( random_bytes( 9 ) );

		$this->secrets[ $where . ' #' . count( $this->secrets ) ] = $secret;
		return $secret;
	}

	/**
	 * Sends a request.
	 *
	 * @param string      $method  The method.
	 * @param string      $uri     The target.
	 * @param array       $headers Headers.
	 * @param string|null $body    The body.
	 */
	private function tell( $method, $uri, array $headers = array(), $body = null ) {
		$this->left_by( $this->send( $method, $uri, $headers, $body )['client'], "$method $uri" );
		++$this->sent;
	}

	/**
	 * A token with three parts, as its look alone tells.
	 *
	 * @param string $where Where it stands.
	 * @return string
	 */
	private function jwt( $where ) {
		$part = static fn( $text ) => rtrim( strtr( base64_encode( $text ), '+/', '-_' ), '=' );
		return $part( '{"alg":"HS256","typ":"JWT"}' ) . '.' . $part( '{"sub":"1"}' ) . '.' . $this->secret( $where ) . 'AbCdEfGhIjKlMnOpQrStUvW';
	}

	/**
	 * Secrets in the query, in forms and in JSON, for a request that passes and for one that is refused.
	 */
	private function tell_parameters() {
		foreach ( array( 'open', 'restricted' ) as $document ) {
			self::in_force( $document );
			$query = array();
			$form  = array();
			$json  = array();
			foreach ( self::NAMES as $name ) {
				$query[]       = $name . '=' . $this->secret( "$document query $name" );
				$form[]        = $name . '=' . $this->secret( "$document form $name" );
				$json[ $name ] = $this->secret( "$document JSON $name" );
			}
			$uri = '/wp-json/myplugin/v1/any/x';
			foreach ( array_chunk( $query, 8 ) as $some ) {
				$this->tell( 'GET', "$uri?" . implode( '&', $some ) );
			}
			$this->tell( 'POST', $uri, array( 'Content-Type' => 'application/x-www-form-urlencoded' ), implode( '&', $form ) );
			$this->tell( 'POST', $uri, array( 'Content-Type' => 'application/json' ), json_encode( $json ) );
			$this->tell( 'POST', $uri, array( 'Content-Type' => 'application/json' ), json_encode( array( 'a' => array( array( 'b' => array( 'api_key' => array( $this->secret( 'in a list' ) ) ) ) ) ) ) );
			$this->tell( 'POST', $uri, array( 'Content-Type' => 'application/json' ), json_encode( array( array( 'name' => 'password', 'value' => $this->secret( 'beside its name' ) ) ) ) );
			$this->tell( 'POST', $uri, array( 'Content-Type' => 'text/plain' ), 'password: ' . $this->secret( 'plain text' ) );
			$this->tell( 'POST', $uri, array( 'Content-Type' => 'application/json' ), '{"password":"' . $this->secret( 'torn JSON' ) );
			$this->tell( 'POST', $uri, array( 'Content-Type' => 'multipart/form-data; boundary=x' ), "--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n" . $this->secret( 'multipart' ) . "\r\n--x--\r\n" );
			$this->tell( 'GET', "$uri?back=" . rawurlencode( 'http://a.test/?token=' . $this->secret( 'a URL in the query' ) ) );
			$this->tell( 'GET', "$uri?data=" . rawurlencode( json_encode( array( 'secret' => $this->secret( 'JSON in the query' ) ) ) ) );
		}
	}

	/**
	 * Secrets in headers.
	 */
	private function tell_headers() {
		self::in_force( 'open' );
		$uri = '/wp-json/wp/v2/settings';
		$this->tell( 'GET', $uri, array( 'Authorization' => 'Basic ' . base64_encode( 'admin:' . $this->secret( 'Basic' ) ) ) );
		$this->tell( 'GET', $uri, array( 'Authorization' => 'Basic ' . base64_encode( $this->secret( 'Basic, as the user' ) . ':x' ) ) );
		$this->tell( 'GET', $uri, array( 'Authorization' => 'Bearer ' . $this->secret( 'Bearer' ) ) );
		$this->tell( 'GET', $uri, array( 'Authorization' => 'OAuth oauth_token="' . $this->secret( 'OAuth token' ) . '", oauth_signature="' . $this->secret( 'OAuth signature' ) . '"' ) );
		$this->tell( 'GET', $uri, array( 'Cookie' => 'wordpress_logged_in_x=' . $this->secret( 'login cookie' ) . '; PHPSESSID=' . $this->secret( 'session cookie' ) . '; harmless=' . $this->secret( 'any cookie' ) ) );
		foreach ( array( 'X-WP-Nonce', 'X-Api-Key', 'X-Auth-Token', 'X-CSRF-Token', 'Proxy-Authorization', 'X-Consumer-Secret', 'X-Whatever' ) as $name ) {
			$this->tell( 'GET', $uri, array( $name => $this->secret( $name ) ) );
		}
		foreach ( array( 'http://a.test/?token=%s', 'http://user:%s@a.test/', 'http://a.test/#access_token=%s', 'http://a.test/wp-login.php?action=rp&key=%s&login=x', '/relative?_wpnonce=%s' ) as $referrer ) {
			$this->tell( 'GET', $uri, array( 'Referer' => sprintf( $referrer, $this->secret( $referrer ) ) ) );
		}
		foreach ( array( 'Agent/1 (api_key=%s)', 'Agent/1 Bearer %s', 'Agent token: %s' ) as $agent ) {
			$this->tell( 'GET', $uri, array( 'User-Agent' => sprintf( $agent, $this->secret( $agent ) ) ) );
		}
		$this->tell( 'GET', $uri, array( 'User-Agent' => 'Agent ' . $this->jwt( 'JWT in the agent' ), 'Referer' => 'http://a.test/' . $this->jwt( 'JWT in the referrer' ) ) );
	}

	/**
	 * Secrets in paths and in batches, and on the way to ends that are no answers.
	 */
	private function tell_elsewhere() {
		foreach ( array( 'token=%s', 'http://user:%s@host', 'password:%s' ) as $path ) {
			$this->tell( 'GET', '/wp-json/myplugin/v1/any/' . sprintf( $path, $this->secret( "path $path" ) ) );
		}
		$this->tell( 'GET', '/wp-json/myplugin/v1/any/' . $this->jwt( 'JWT in the path' ) );
		$this->tell( 'GET', '/?rest_route=/myplugin/v1/thing&_jsonp=a-b&token=' . $this->secret( 'invalid JSONP' ) );
		$this->tell( 'GET', '/wp-json/myplugin/v1/fatal?token=' . $this->secret( 'fatal' ) );
		$this->tell( 'POST', '/?rest_route=/wp/v2/users&password=' . $this->secret( 'mismatch' ), array( 'Content-Type' => 'application/x-www-form-urlencoded' ), 'rest_route=/wp/v2/posts&password=' . $this->secret( 'mismatch in the form' ) );
		$items = array();
		foreach ( array( '/myplugin/v1/thing?token=%s', '/myplugin/v1/any/key=%s', '/nothing/here?password=%s' ) as $path ) {
			$items[] = array(
				'path'    => sprintf( $path, $this->secret( "batch $path" ) ),
				'body'    => array( 'password' => $this->secret( "batch body $path" ) ),
				'headers' => array( 'Authorization' => 'Bearer ' . $this->secret( "batch header $path" ) ),
			);
		}
		$this->tell( 'POST', '/wp-json/batch/v1', array( 'Content-Type' => 'application/json' ), json_encode( array( 'requests' => $items ) ) );
	}

	/**
	 * No secret is in any file, neither before the import nor after it.
	 */
	public function test_no_secret_reaches_the_disk() {
		$this->tell_parameters();
		$this->tell_headers();
		$this->tell_elsewhere();
		$this->assertGreaterThan( 60, count( $this->secrets ) );
		$this->assert_nothing_leaked();
		$page = self::told_by_cli();
		$this->assertGreaterThanOrEqual( $this->sent, $page['stats']['records'] + $page['stats']['refused_records'] );
		$this->assert_nothing_leaked();
	}

	/**
	 * Looks through every file.
	 */
	private function assert_nothing_leaked() {
		$leaked = array();
		foreach ( Spool::everything() as $path => $content ) {
			foreach ( $this->secrets as $where => $secret ) {
				foreach ( array( $secret, substr( $secret, 0, 12 ), substr( $secret, -12 ), rtrim( base64_encode( $secret ), '=' ), bin2hex( $secret ), strrev( $secret ) ) as $form ) {
					if ( false !== stripos( $content, $form ) ) {
						$leaked[ $where ] = basename( $path );
					}
				}
			}
		}
		$this->assertSame( array(), $leaked );
	}
}
