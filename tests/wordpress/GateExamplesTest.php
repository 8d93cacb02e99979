<?php
/**
 * Claims: each example under tests/fixtures/examples does what it is for: a table of who asks what, and
 * how it ends.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';

/**
 * The examples of the documentation, put into force.
 */
final class GateExamplesTest extends GatedSiteTestCase {

	/** Requests of the companion's shop and newsletter, and its roles. */
	private const SHOP = array( 'X-Test-Companion' => 'shop' );

	/** The password that the example of the agent names, to be filled in. */
	private const NAMED = '"user": 7, "uuid": "5f0c4a3e-0000-4000-8000-000000000001"';

	/**
	 * The examples.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$documents = array();
		foreach ( glob( dirname( __DIR__ ) . '/fixtures/examples/*.json' ) as $file ) {
			$documents[ basename( $file, '.json' ) ] = str_replace( self::NAMED, '"user": "{id:agent}", "uuid": "{uuid:agent}"', file_get_contents( $file ) );
		}
		return $documents;
	}

	/**
	 * The people of the class.
	 *
	 * @return array<string, string[]>
	 */
	protected static function people() {
		return array( 'helper' => array( 'contributor' ), 'seller' => array( 'shop_manager' ), 'agent' => array( 'editor' ) );
	}

	/**
	 * Who may change posts and pages.
	 *
	 * @return array[] Method, target, outcome by who asks, JSON body.
	 */
	public static function content() {
		$posts  = '/wp-json/wp/v2/posts';
		$gated  = array( 'EDITOR' => '200', 'AUTHOR' => '200', 'helper' => '403 capability', 'SUBSCRIBER' => '403 capability', '' => '401 restricted' );
		$small  = array( 'AUTHOR' => '200', 'helper' => '403 capability' );
		$others = array( 'AUTHOR' => '403' ) + $small;
		$batch  = array( 'requests' => array( array( 'path' => '/wp/v2/posts/6', 'body' => array( 'title' => 'By the author' ) ) ) );
		return array(
			'read'                      => array( 'GET', $posts, array( 'helper' => '200', 'SUBSCRIBER' => '200', '' => '401 restricted' ) ),
			'create'                    => array( 'POST', $posts, array( 'helper' => '403 capability', 'SUBSCRIBER' => '403 capability', 'AUTHOR' => '400', '' => '401 restricted' ), array( 'status' => 'none' ) ),
			'create as somebody else'   => array( 'POST', $posts, array( 'AUTHOR' => '403', 'helper' => '403 capability' ), array( 'title' => 'x', 'author' => 1, 'status' => 'publish' ) ),
			'change'                    => array( 'PUT', $posts . '/6', $gated, array( 'title' => 'By the author' ) ),
			'change, in capitals'       => array( 'PATCH', '/wp-json/WP/V2/POSTS/6', $small, array() ),
			'change, with a newline'    => array( 'POST', '/?rest_route=/wp/v2/posts/6%0A', $small, array() ),
			'change, overridden'        => array( 'GET', $posts . '/6?_method=PUT', $small ),
			'change what is not theirs' => array( 'PUT', $posts . '/7', $others, array( 'title' => 'By the admin' ) ),
			'save automatically'        => array( 'POST', $posts . '/6/autosaves', array( 'helper' => '403 capability', 'AUTHOR' => '200' ), array( 'title' => 'By the author' ) ),
			'change a page'             => array( 'PUT', '/wp-json/wp/v2/pages/2', array( 'EDITOR' => '200', 'AUTHOR' => '403 capability', 'helper' => '403 capability' ), array() ),
			'delete what is no file'    => array( 'DELETE', '/wp-json/wp/v2/media/4711?force=true', array( 'EDITOR' => '403 capability', 'AUTHOR' => '403 capability' ) ),
			'other content'             => array( 'POST', '/wp-json/wp/v2/categories', array( 'EDITOR' => '400', 'AUTHOR' => '403' ), array( 'name' => 'News' ) ),
			'a batch'                   => array( 'POST', '/wp-json/batch/v1', array( 'helper' => '207', '' => '401 restricted' ), $batch ),
		);
	}

	/**
	 * Core content.
	 *
	 * @dataProvider content
	 * @param string     $method   The method.
	 * @param string     $uri      The target.
	 * @param array      $expected The outcome by who asks.
	 * @param array|null $json     The body.
	 */
	public function test_restrict_core_content_writes( $method, $uri, array $expected, $json = null ) {
		self::in_force( 'restrict-core-content-writes' );
		$this->assert_outcomes( $expected, $method, $uri, $json );
		if ( str_ends_with( $uri, '/batch/v1' ) ) {
			$items = $this->request( 'helper', $method, $uri, $json )['json']['responses'];
			$this->assertSame( array( '403 capability' ), array_map( array( __CLASS__, 'told' ), $items ) );
		}
	}

	/**
	 * One role for each namespace.
	 */
	public function test_one_role_per_plugin_namespace() {
		self::in_force( 'one-role-per-plugin-namespace' );
		$nobody = array( 'ADMIN' => '403 capability', 'EDITOR' => '403 capability', 'AUTHOR' => '403 capability', 'seller' => '403 capability', 'SUBSCRIBER' => '403 capability', '' => '401 restricted' );
		$this->assert_outcomes( array( 'ADMIN' => '200', 'seller' => '200' ) + $nobody, 'POST', '/wp-json/shop/v1/orders', null, self::SHOP );
		$this->assert_outcomes( array( 'EDITOR' => '200', 'AUTHOR' => '200' ) + $nobody, 'GET', '/wp-json/newsletter/v1/letters', null, self::SHOP );
		$this->assert_outcomes( array( 'EDITOR' => '200' ) + $nobody, 'POST', '/wp-json/newsletter/v1/letters', null, self::SHOP );
		// The index of a namespace belongs to it; another namespace does not.
		$this->assert_outcomes( array( 'seller' => '200', 'EDITOR' => '403 capability' ), 'GET', '/wp-json/shop/v1', null, self::SHOP );
		$this->assert_outcomes( array( 'EDITOR' => '200', '' => '401 restricted' ), 'GET', '/wp-json/shop/v10/orders', null, self::SHOP );
		$told = $this->request( 'EDITOR', 'GET', '/wp-json/Shop/V1/Orders', null, self::SHOP );
		$this->assertSame( 'The shop is run by shop managers.', $told['json']['message'] );
	}

	/**
	 * The agent reads posts and uploads, by this password.
	 */
	public function test_agent_reads_and_uploads() {
		self::in_force( 'agent-reads-and-uploads' );
		foreach ( array( '/posts', '/posts/6', '/posts/6/revisions', '/media', '/posts?_embed' ) as $route ) {
			$this->assert_outcomes( array( 'agent:first' => '200' ), 'GET', '/wp-json/wp/v2' . $route );
		}
		$file = array( 'Content-Type' => 'text/plain', 'Content-Disposition' => 'attachment; filename="agent.txt"' );
		$made = $this->ask( 'POST', '/wp-json/wp/v2/media', $file + self::as_( 'agent:first' ), 'By the agent' );
		$this->assert_status( 201, $made );
		$uri = '/wp-json/wp/v2/media/' . $made['json']['id'];
		$this->assert_outcomes( array( 'agent:first' => '200' ), 'GET', $uri );

		foreach ( array( 'POST', 'PUT', 'PATCH', 'DELETE' ) as $method ) {
			$this->assert_outcomes( array( 'agent:first' => '403 capability' ), $method, $uri . '?force=true', array( 'title' => 'x' ) );
			$this->assert_outcomes( array( 'agent:first' => '403 capability' ), $method, '/wp-json/wp/v2/posts/6', array( 'title' => 'x' ) );
		}
		$this->assert_outcomes( array( 'agent:first' => '403 capability' ), 'POST', '/wp-json/wp/v2/posts', array( 'title' => 'x' ) );
		$this->assert_outcomes( array( 'agent:first' => '403 capability' ), 'POST', $uri . '/edit', array( 'src' => 'x' ) );
		// Others, and the same user by other credentials, do what they could.
		$this->assert_outcomes( array( 'agent:second' => '200', 'agent' => '200', 'EDITOR' => '200', 'AUTHOR' => '403' ), 'PUT', $uri, array( 'title' => 'x' ) );
		$this->assert_outcomes( array( 'agent:second' => '200' ), 'DELETE', $uri . '?force=true' );
		$embed = $this->request( 'agent:first', 'GET', '/wp-json/wp/v2/posts/6?_embed=author' );
		$this->assertSame( 'rest_gate_capability', $embed['json']['_embedded']['author'][0]['code'] );
	}

	/**
	 * Every other route of the site is closed to the agent, whoever registers it.
	 */
	public function test_agent_reads_and_uploads_and_nothing_else() {
		self::in_force( 'agent-reads-and-uploads' );
		$routes = array_keys( $this->request( 'agent:second', 'GET', '/wp-json/' )['json']['routes'] );
		$firsts = array_unique( preg_replace( '~^(/wp/v2/[^/(]+|/(?!wp/v2)[^/]+/[^/]+).*~', '$1', $routes ) );
		$this->assertGreaterThan( 35, count( $firsts ) );
		foreach ( array_diff( $firsts, array( '/wp/v2/posts', '/wp/v2/media' ) ) as $route ) {
			$method = '/batch/v1' === $route ? 'POST' : 'GET';
			$answer = $this->request( 'agent:first', $method, '/wp-json' . $route );
			// A namespace or a folder of routes may have no handler of its own.
			$this->assertContains( self::told( $answer ), array( '403 capability', '404' ), $route . $answer['body'] );
		}
	}

	/**
	 * Who sees users.
	 */
	public function test_hide_the_user_list() {
		self::in_force( 'hide-the-user-list' );
		$users = '/wp-json/wp/v2/users';
		$this->assert_outcomes( array( 'ADMIN' => '200', 'EDITOR' => '403 capability', 'SUBSCRIBER' => '403 capability', '' => '401 capability' ), 'GET', $users );
		foreach ( array( $users . '?slug=admin', '/?rest_route=/wp/v2/USERS%0A', $users . '?search=a&_envelope=1', $users . '?_method=GET' ) as $uri ) {
			$this->assert_outcomes( array( 'EDITOR' => '403 capability', '' => '401 capability' ), 'GET', $uri );
		}
		foreach ( array( 'HEAD' => 401, 'OPTIONS' => 401 ) as $method => $status ) {
			$this->assertSame( $status, $this->request( '', $method, $users )['status'], $method );
		}
		$this->assert_outcomes( array( 'ADMIN' => '200', 'EDITOR' => '403 capability', 'AUTHOR' => '200', '' => '401 capability' ), 'GET', $users . '/2' );
		$this->assert_outcomes( array( 'AUTHOR' => '200', '' => '401' ), 'GET', $users . '/me' );
		$this->assert_outcomes( array( '' => '200' ), 'GET', '/wp-json/wp/v2/posts' );
		$this->assert_outcomes( array( '' => '401', 'SUBSCRIBER' => '403' ), 'POST', $users, array( 'username' => 'x', 'email' => 'x@example.com', 'password' => 'x' ) );
		$embed = $this->get( '/wp-json/wp/v2/posts/6?_embed=author' );
		$this->assertSame( 'rest_gate_capability', $embed['json']['_embedded']['author'][0]['code'] );
		$items = array( 'requests' => array( array( 'path' => '/wp/v2/users', 'method' => 'GET' ), array( 'path' => '/wp/v2/users/1', 'method' => 'GET' ) ) );
		$batch = $this->send_json( 'POST', '/wp-json/myplugin/v1/wrapped-batch', $items );
		$this->assertSame( array( '401 capability', '401 capability' ), array_map( array( __CLASS__, 'told' ), $batch['json']['responses'] ) );
	}
}
