<?php
/**
 * What gates come to while the extension cannot be asked, the same for every reason why it cannot.
 *
 * @package RestGate
 */

/**
 * Documents with gates, and what must hold of them. For test cases of GatedSiteTestCase.
 */
trait ClosedGates {

	/** A gated route that is allowlisted, and one that is not. */
	protected static $item  = '/wp-json/myplugin/v1/item/7';
	protected static $users = '/wp-json/wp/v2/users';

	/**
	 * The documents: the same gates in several modes.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$gates     = array(
			array( 'pattern' => '/myplugin/v1/item/*', 'require' => array( 'authenticated' => true ) ),
			array( 'endpoint' => '/wp/v2/users', 'methods' => array( 'GET' ), 'require' => array( 'capability' => 'list_users' ) ),
			array( 'endpoint' => '/wp/v2/posts/(?P<id>[\d]+)', 'methods' => array( 'POST', 'PUT', 'PATCH', 'DELETE' ), 'require' => array( 'capability' => 'edit_post', 'object' => 'id' ) ),
			array( 'endpoint' => 'ability:core/get-site-info', 'require' => array( 'role' => 'administrator' ) ),
			array( 'pattern' => '/wp/v2/settings', 'require' => array( 'not' => array( 'application_password' => array( 'user' => '{id:agent}', 'uuid' => '{uuid:agent}' ) ) ) ),
		);
		$allowlist = array( 'allowlist' => array( array( 'pattern' => '/wp-json/myplugin/v1/*' ), array( 'pattern' => '/wp-json/neighbour/v1/*' ) ) );
		return array(
			'restrict'  => self::gates( $gates, 'restrict', $allowlist ),
			'off'       => self::gates( $gates, 'off', $allowlist ),
			'block_all' => self::gates( $gates, 'block_all', $allowlist ),
			'simulated' => self::gates( $gates, 'restrict', array( 'simulate' => true ) + $allowlist ),
		);
	}

	/**
	 * The people: an administrator with two application passwords, one of which a gate names.
	 *
	 * @return array<string, string[]>
	 */
	protected static function people() {
		return array( 'agent' => array( 'administrator' ) );
	}

	/**
	 * Gated routes refuse everybody but who manages the site and came by cookie and nonce.
	 *
	 * @param array $headers What other plugins do.
	 */
	protected function assert_gates_refuse( array $headers = array() ) {
		$owner_only = array( 'ADMIN' => '200', 'agent' => '200', 'agent:second' => '403 capability', 'agent:first' => '403 capability', 'EDITOR' => '403 capability', '' => '401 capability' );
		foreach ( array( 'off', 'restrict' ) as $mode ) {
			self::in_force( $mode );
			$this->assert_outcomes( $owner_only, 'GET', self::$item, null, $headers );
			$this->assert_outcomes( array( '' => 'off' === $mode ? '401 capability' : '401 restricted', 'ADMIN' => '200', 'EDITOR' => '403 capability' ), 'GET', self::$users, null, $headers );
		}
		// The owner's own post, which core would let the editor change.
		$this->assert_outcomes( array( 'EDITOR' => '403 capability', 'ADMIN' => '200', 'agent:second' => '403 capability' ), 'PUT', '/wp-json/wp/v2/posts/7', array(), $headers );
		$this->assert_outcomes( array( 'EDITOR' => '403 capability' ), 'DELETE', '/wp-json/wp/v2/posts/7', null, $headers );
		// A cookie without its nonce is nobody.
		$cookie = array_diff_key( self::as_( 'ADMIN' ), array( 'X-WP-Nonce' => '' ) );
		$this->assertSame( '401 capability', self::told( $this->get( self::$item, $headers + $cookie ) ) );
		$this->assertSame( '403', self::told( $this->get( self::$item, array( 'X-WP-Nonce' => '0123456789' ) + $headers + $cookie ) ) );
	}

	/**
	 * No spelling and no detour opens a gated route.
	 *
	 * @param array $headers What other plugins do.
	 */
	protected function assert_no_spelling_opens( array $headers = array() ) {
		self::in_force( 'restrict' );
		$spellings = array(
			'/?rest_route=/myplugin/v1/item/7%0A',
			'/?rest_route=/myplugin/v1/item/7//',
			'/wp-json/MyPlugin/V1/ITEM/7',
			'/wp-json/myplugin/v1/item/007',
			'/wp-json/myplugin/v1/thing?rest_route=/myplugin/v1/Item/7',
			'/wp-activate.php?rest_route=/myplugin/v1/item/7',
			self::$item . '?_envelope=1',
			self::$item . '?id=8',
			self::$item . '?_method=PATCH',
		);
		foreach ( $spellings as $uri ) {
			foreach ( array( '' => 401, 'EDITOR' => 403 ) as $who => $status ) {
				$answer = $this->request( (string) $who, 'GET', $uri, null, $headers );
				$seen   = array( $answer['status'], substr( $answer['json']['code'] ?? '', 0, 10 ) );
				$this->assertSame( array( $status, 'rest_gate_' ), $seen, "$uri as $who: " . $answer['body'] );
				$this->assertStringContainsString( 'no-cache', $answer['headers']['cache-control'][0] ?? '', $uri );
			}
		}
		foreach ( array( 'HEAD', 'POST', 'OPTIONS' ) as $method ) {
			$this->assertSame( 401, $this->request( '', $method, self::$item, null, $headers )['status'], $method );
		}
		$items = array( 'requests' => array( array( 'path' => '/myplugin/v1/item/7' ), array( 'path' => '/myplugin/v1/thing' ), array( 'path' => '/wp/v2/posts/7?title=x', 'method' => 'PUT' ) ) );
		foreach ( array( '' => array( '401 capability', '200', '401 restricted' ), 'EDITOR' => array( '403 capability', '200', '403 capability' ) ) as $who => $expected ) {
			$batch = $this->request( (string) $who, 'POST', '/wp-json/myplugin/v1/wrapped-batch', $items, $headers );
			$this->assertSame( $expected, array_map( array( __CLASS__, 'told' ), $batch['json']['responses'] ?? array() ), $batch['body'] );
		}
	}

	/**
	 * What is not gated is as before.
	 *
	 * @param array $headers What other plugins do.
	 */
	protected function assert_the_rest_is_as_before( array $headers = array() ) {
		self::in_force( 'restrict' );
		$this->assert_outcomes( array( '' => '200', 'EDITOR' => '200', 'agent:first' => '200' ), 'GET', '/wp-json/myplugin/v1/thing', null, $headers );
		$this->assert_outcomes( array( '' => '401 restricted', 'EDITOR' => '200', 'agent:first' => '200' ), 'GET', '/wp-json/wp/v2/posts/7', null, $headers );
		$this->assert_outcomes( array( 'EDITOR' => '400', 'SUBSCRIBER' => '403' ), 'POST', '/wp-json/wp/v2/categories', array( 'name' => 'News' ), $headers );
		$this->assert_outcomes( array( '' => '401 restricted' ), 'GET', '/wp-json/none/such', null, $headers );
		self::in_force( 'off' );
		$this->assert_outcomes( array( '' => '200' ), 'GET', '/wp-json/wp/v2/posts/7', null, $headers );
		$this->assert_outcomes( array( '' => '404' ), 'GET', '/wp-json/none/such', null, $headers );
		self::in_force( 'simulated' );
		$this->assert_outcomes( array( '' => '200', 'agent:first' => '200' ), 'GET', self::$item, null, $headers );
		$this->assert_outcomes( array( '' => '200' ), 'GET', self::$users, null, $headers );
		self::in_force( 'block_all' );
		$this->assert_outcomes( array( '' => '401 blocked_all', 'ADMIN' => '403 blocked_all' ), 'GET', self::$item, null, $headers );
	}

	/**
	 * Code that asks a gated route within a request is refused as its caller would be.
	 *
	 * @param array $headers What other plugins do.
	 */
	protected function assert_calls_from_code_are_gated( array $headers = array() ) {
		self::in_force( 'restrict' );
		foreach ( array( 'ADMIN' => 200, 'EDITOR' => 403, 'agent:second' => 403, '' => 401 ) as $who => $status ) {
			$inside = $this->request( (string) $who, 'GET', '/wp-json/neighbour/v1/inside?ask=/myplugin/v1/item/7', null, $headers );
			$this->assertSame( array( 'status' => $status, 'code' => 200 === $status ? '' : 'rest_gate_capability' ), $inside['json'], $who . $inside['body'] );
		}
		$inside = $this->request( 'EDITOR', 'GET', '/wp-json/neighbour/v1/inside?ask=/myplugin/v1/thing', null, $headers );
		$this->assertSame( 200, $inside['json']['status'], $inside['body'] );
	}

	/**
	 * Gated abilities and the application passwords that gates name are closed.
	 *
	 * @param array $headers What other plugins do.
	 */
	protected function assert_abilities_and_passwords_are_closed( array $headers = array() ) {
		self::in_force( 'off' );
		$this->assert_outcomes( array( 'ADMIN' => '200', 'agent:second' => '403 capability' ), 'GET', '/wp-json/wp-abilities/v1/abilities/core/get-site-info/run', null, $headers );
		$this->assert_outcomes( array( 'agent:second' => '200' ), 'GET', '/wp-json/wp-abilities/v1/abilities/core/get-user-info/run', null, $headers );
		// Without the extension no credential but the owner's cookie is known to be another one.
		foreach ( array( 'me/application-passwords', '1/application-passwords/introspect', 'ME/Application-Passwords' ) as $route ) {
			$this->assertSame( '403 capability', $this->outcome( 'agent:first', 'GET', '/wp-json/wp/v2/users/' . $route, null, $headers ), $route );
		}
		$this->assert_outcomes( array( 'agent' => '200', 'EDITOR' => '403 capability' ), 'GET', '/wp-json/wp/v2/users/me/application-passwords', null, $headers );
		foreach ( array( true, false ) as $at => $refused ) {
			$parameters = '<param><value>agent</value></param><param><value>' . self::$people['agent']['passwords'][ $at ]['password'] . '</value></param>';
			$call       = "<?xml version=\"1.0\"?><methodCall><methodName>wp.getUsersBlogs</methodName><params>$parameters</params></methodCall>";
			$answer     = $this->ask( 'POST', '/xmlrpc.php', array( 'Content-Type' => 'text/xml' ) + $headers, $call );
			$this->assertSame( $refused, str_contains( $answer['body'], '<int>403</int>' ), $answer['body'] );
		}
	}

	/**
	 * Nothing is refused.
	 *
	 * @param array $headers What other plugins do.
	 */
	protected function assert_everything_is_open( array $headers ) {
		self::in_force( 'restrict' );
		$this->assert_outcomes( array( '' => '200', 'EDITOR' => '200', 'agent:first' => '200' ), 'GET', self::$item, null, $headers );
		$this->assert_outcomes( array( '' => '200' ), 'GET', self::$users, null, $headers );
		$this->assert_outcomes( array( 'agent:second' => '200' ), 'GET', '/wp-json/wp-abilities/v1/abilities/core/get-site-info/run', null, $headers );
		$this->assert_outcomes( array( 'agent:first' => '200' ), 'GET', '/wp-json/wp/v2/users/me/application-passwords', null, $headers );
	}
}
