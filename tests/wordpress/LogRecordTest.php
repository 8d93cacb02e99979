<?php
/**
 * What a record holds: who asked, with which credentials, what was decided, and what is no record.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/LoggedTestCase.php';

/**
 * Reads records.
 */
final class LogRecordTest extends LoggedTestCase {

	private const USERS = '/wp-json/wp/v2/users/me';

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$gate = array(
			'id'      => 'users-are-for-admins',
			'pattern' => '/wp/v2/users/*',
			'methods' => array( 'GET', 'POST' ),
			'require' => array( 'capability' => 'manage_options' ),
		);
		return array(
			'open'       => self::logging(),
			'restricted' => self::logging( 'restrict', array(), array( 'allowlist' => array( array( 'pattern' => '/wp-json/myplugin/v1/*' ) ), 'gates' => array( $gate ) ) ),
			'simulated'  => self::logging( 'restrict', array(), array( 'simulate' => true, 'gates' => array( $gate ) ) ),
		);
	}

	/**
	 * The people of the class.
	 *
	 * @return array<string, string[]>
	 */
	protected static function people() {
		return array( 'writer' => array( 'editor', 'author' ) );
	}

	/**
	 * Who asked, and what was presented and not accepted.
	 */
	public function test_who_asked_and_with_what() {
		self::in_force( 'open' );
		$writer = self::$people['writer'];
		$cookie = array( 'Cookie' => $writer['rest_headers']['Cookie'] );
		$nobody = array( 'status' => 401, 'outcome' => 'refused', 'user_id' => null, 'user' => null, 'roles' => null, 'auth_type' => 'none' );
		$failed = array( 'outcome' => 'failed_auth' ) + $nobody;
		$writes = array( 'status' => 200, 'outcome' => 'allowed', 'user_id' => $writer['id'], 'user' => 'writer', 'presented' => null );
		$cases  = array(
			'nobody'               => array( array(), $nobody + array( 'presented' => null ) ),
			'cookie and nonce'     => array( $writer['rest_headers'], $writes + array( 'auth_type' => 'cookie' ) ),
			'cookie without nonce' => array( $cookie, $nobody + array( 'presented' => 'cookie_without_nonce' ) ),
			'a bad nonce'          => array( $cookie + array( 'X-WP-Nonce' => '0123456789' ), array( 'status' => 403, 'outcome' => 'failed_auth', 'reason' => 'rest_cookie_invalid_nonce', 'user' => 'writer', 'auth_type' => 'none' ) + array( 'presented' => 'cookie_with_bad_nonce' ) ),
			'a nonce alone'        => array( array( 'X-WP-Nonce' => '0123456789' ), array( 'status' => 403, 'reason' => 'rest_cookie_invalid_nonce' ) + $failed + array( 'presented' => 'nonce_without_cookie' ) ),
			'a broken cookie'      => array( array( 'Cookie' => preg_replace( '/%7C.*/', '%7Cx', $cookie['Cookie'] ) ), $nobody + array( 'presented' => 'cookie_malformed' ) ),
			'a password'           => array( self::as_( 'writer:first' ), $writes + array( 'auth_type' => 'application_password' ) ),
			'a wrong password'     => array( self::basic( 'writer', 'abcd efgh ijkl' ), $failed + array( 'presented' => 'application_password' ) ),
			'an unknown user'      => array( self::basic( 'whoever', 'abcd efgh ijkl' ), $failed + array( 'presented' => 'application_password' ) ),
			'an unknown bearer'    => array( array( 'Authorization' => 'Bearer nobody-knows' ), $nobody + array( 'presented' => 'bearer' ) ),
			'an unknown scheme'    => array( array( 'Authorization' => 'Negotiate nobody-knows' ), $nobody + array( 'presented' => 'other' ) ),
			'a known bearer'       => array( array( 'Authorization' => 'Bearer user-4' ) + self::companion( 'tokens' ), array( 'status' => 200, 'user_id' => 4, 'user' => 'sub1', 'roles' => 'subscriber', 'auth_type' => 'bearer', 'presented' => null ) ),
			'known OAuth'          => array( array( 'Authorization' => 'OAuth user-4' ) + self::companion( 'tokens' ), array( 'status' => 200, 'user_id' => 4, 'auth_type' => 'oauth1', 'presented' => null ) ),
			'Basic of a plugin'    => array( self::basic( 'user-4', 'whatever' ) + self::companion( 'login-passwords' ), array( 'status' => 200, 'user_id' => 4, 'auth_type' => 'basic', 'presented' => null ) ),
		);
		foreach ( $cases as $name => list( $headers, $expected ) ) {
			$record = $this->record_of( $this->send( 'GET', self::USERS, $headers ), $name );
			$this->assert_facts( $expected + array( 'route' => '/wp/v2/users/me', 'method' => 'GET', 'blog_id' => 1, 'site' => 'http://single.test' ), $record, $name );
		}
		$record = $this->record_of( $this->send( 'GET', self::USERS, self::as_( 'writer:first' ) ) );
		$this->assertEqualsCanonicalizing( array( 'author', 'editor' ), explode( ',', $record['roles'] ) );
		foreach ( array( '' => array( 'none', 'consumer_key' ), '-known' => array( 'consumer_key', null ) ) as $name => $expected ) {
			$headers = '' === $name ? array() : self::companion( 'keys' );
			$record  = $this->record_of( $this->send( 'GET', self::USERS . '?consumer_key=4&consumer_secret=x', $headers ), "consumer key$name" );
			$this->assert_facts( array( 'auth_type' => $expected[0], 'presented' => $expected[1], 'query' => 'consumer_key=[redacted]&consumer_secret=[redacted]' ), $record );
		}
	}

	/**
	 * What was decided, and by which rule.
	 */
	public function test_what_was_decided_and_by_which_rule() {
		self::in_force( 'restricted' );
		$none  = array( 'pattern' => null, 'gate' => null, 'simulated' => null );
		$cases = array(
			'a stranger'       => array( '', '/wp/v2/posts', array( 'status' => 401, 'outcome' => 'blocked', 'reason' => 'not_allowlisted', 'endpoint' => null ) + $none ),
			'on the allowlist' => array( '', '/myplugin/v1/item/7', array( 'status' => 200, 'outcome' => 'allowlisted', 'pattern' => '/wp-json/myplugin/v1/*', 'endpoint' => '/myplugin/v1/item/(?P<id>\d+)' ) + $none ),
			'a gate'           => array( 'writer', '/wp/v2/users/1', array( 'status' => 403, 'outcome' => 'forbidden', 'gate' => 'users-are-for-admins' ) + $none ),
			'past the gate'    => array( 'ADMIN', '/wp/v2/users/1', array( 'status' => 200, 'outcome' => 'allowed' ) + $none ),
			'somebody'         => array( 'writer', '/wp/v2/posts', array( 'status' => 200, 'outcome' => 'allowed', 'endpoint' => '/wp/v2/posts' ) + $none ),
			'nothing there'    => array( 'writer', '/nothing/here', array( 'status' => 404, 'outcome' => 'not_found' ) + $none ),
			'a wrong argument' => array( 'writer', '/wp/v2/posts?per_page=many', array( 'status' => 400, 'outcome' => 'invalid', 'route' => '/wp/v2/posts' ) + $none ),
		);
		foreach ( $cases as $name => list( $who, $route, $expected ) ) {
			$this->assert_facts( $expected, $this->record_of( $this->send( 'GET', '/wp-json' . $route, self::as_( $who ) ), $name ), $name );
		}
		self::in_force( 'simulated' );
		$cases = array(
			array( '', '/wp/v2/posts', array( 'status' => 200, 'outcome' => 'allowed', 'simulated' => 'blocked', 'reason' => 'not_allowlisted' ) ),
			array( 'writer', '/wp/v2/users/1', array( 'status' => 200, 'outcome' => 'allowed', 'simulated' => 'forbidden', 'gate' => 'users-are-for-admins' ) ),
			array( 'ADMIN', '/wp/v2/users/1', array( 'status' => 200, 'outcome' => 'allowed', 'simulated' => null ) ),
		);
		foreach ( $cases as list( $who, $route, $expected ) ) {
			$this->assert_facts( $expected, $this->record_of( $this->send( 'GET', '/wp-json' . $route, self::as_( $who ) ), "simulated $route" ), "simulated $route" );
		}
	}

	/**
	 * What is no request of a client leaves nothing; what is asked from code leaves only what asked.
	 */
	public function test_pages_embeds_and_calls_from_code_are_no_records() {
		self::in_force( 'open' );
		Deployed::plant( 'front-page-posts.php' );
		try {
			$clients = array();
			foreach ( array( '/', '/?p=1', '/wp-login.php', '/wp-admin/admin-ajax.php?action=rest-nonce', '/wp-admin/index.php', '/?s=wp-json', '/no-such-page/', '/wp-cron.php' ) as $uri ) {
				$clients[ $uri ] = $this->send( 'GET', $uri, self::as_( 'ADMIN' ) )['client'];
			}
			$this->assert_left_nothing( $clients );
		} finally {
			Deployed::mend();
		}
		foreach ( array( '/myplugin/v1/internal' => 'internal', '/myplugin/v1/embedder?_embed' => 'embeds' ) as $uri => $name ) {
			$record = $this->record_of( $this->send( 'GET', '/wp-json' . $uri ), $name );
			$this->assert_facts( array( 'route' => strtok( $uri, '?' ), 'items' => array(), 'outcome' => 'allowed' ), $record );
		}
	}

	/**
	 * What the client sent besides.
	 */
	public function test_what_the_client_sent_besides() {
		self::in_force( 'open' );
		$headers = array( 'User-Agent' => "Agent/1.0 (\"x\") \xff\x1b[31m =cmd", 'Referer' => 'http://else.test/page?a=1&token=abc' );
		$record  = $this->record_of( $this->send( 'GET', '/wp-json/myplugin/v1/thing?a=1&b=%0d%0a&c=<b>', $headers ) );
		$this->assert_facts(
			array(
				'query'      => 'a=1&b=%0d%0a&c=<b>',
				'referrer'   => 'http://else.test/page?a=1&token=[redacted]',
				'user_agent' => 'Agent/1.0 ("x") \xff\x1b[31m =cmd',
				'node'       => php_uname( 'n' ),
				'body'       => null,
				'hits'       => 1,
			),
			$record
		);
		$record = $this->record_of( $this->send( 'POST', '/wp-json/myplugin/v1/thing', array( 'X-HTTP-Method-Override' => 'DELETE' ), '' ) );
		$this->assert_facts( array( 'method' => 'DELETE' ), $record );
		$long   = str_repeat( 'x', 3000 );
		$record = $this->record_of( $this->send( 'GET', "/wp-json/myplugin/v1/any/$long?q=$long", array( 'User-Agent' => $long, 'Referer' => "http://a.test/$long" ) ) );
		foreach ( array( 'route' => 1024, 'query' => 2048, 'user_agent' => 512, 'referrer' => 1024 ) as $name => $limit ) {
			$this->assertSame( $limit, strlen( $record[ $name ] ), $name );
			$this->assertStringEndsWith( '…', $record[ $name ] );
		}
	}
}
