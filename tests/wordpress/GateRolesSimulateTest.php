<?php
/**
 * Claims: under simulate gates decide and nothing changes: not the status, not the `Allow` header, not
 * the index, not what OPTIONS tells, not abilities.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';

/**
 * Gates that deny everything, simulated.
 */
final class GateRolesSimulateTest extends GatedSiteTestCase {

	/**
	 * The document.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$gates = array(
			array( 'pattern' => '/*', 'require' => array( 'deny' => true ) ),
			array( 'pattern' => '/wp/v2/posts/*', 'require' => array( 'capability' => 'fly_kites' ) ),
			array( 'endpoint' => 'ability:core/get-site-info', 'require' => array( 'deny' => true ) ),
			array( 'endpoint' => '/wp/v2/gone/(?P<id>[\d]+)', 'require' => array( 'deny' => true ) ),
		);
		return array(
			'simulated'            => self::gates( $gates, 'off', array( 'simulate' => true ) ),
			'simulated restrict'   => self::gates( $gates, 'restrict', array( 'simulate' => true, 'index' => 'callable' ) ),
			'enforced'             => self::gates( array( array( 'pattern' => '/wp/v2/posts', 'methods' => array( 'POST' ), 'require' => array( 'deny' => true ) ) ) ),
		);
	}

	/**
	 * Requests: who asks, method, target, JSON body.
	 *
	 * @return array[]
	 */
	public static function requests() {
		$batch = array( 'requests' => array( array( 'path' => '/myplugin/v1/thing' ), array( 'path' => '/none/such' ) ) );
		return array(
			'posts'             => array( '', 'GET', '/wp-json/wp/v2/posts' ),
			'posts of an admin' => array( 'ADMIN', 'GET', '/wp-json/wp/v2/posts?context=edit&_embed' ),
			'a post'            => array( 'AUTHOR', 'GET', '/wp-json/wp/v2/posts/6?context=edit' ),
			'what core refuses' => array( 'SUBSCRIBER', 'POST', '/wp-json/wp/v2/posts', array( 'title' => 'x' ) ),
			'a stranger'        => array( '', 'GET', '/wp-json/wp/v2/settings' ),
			'a wrong argument'  => array( 'SUBSCRIBER', 'GET', '/wp-json/wp/v2/posts?per_page=no' ),
			'a conflict'        => array( 'ADMIN', 'GET', '/wp-json/wp/v2/posts/6?id=7' ),
			'no such route'     => array( '', 'GET', '/wp-json/none/such' ),
			'the index'         => array( '', 'GET', '/wp-json/' ),
			'a namespace'       => array( '', 'GET', '/wp-json/myplugin/v1' ),
			'OPTIONS'           => array( 'EDITOR', 'OPTIONS', '/wp-json/wp/v2/posts' ),
			'HEAD'              => array( '', 'HEAD', '/wp-json/wp/v2/posts' ),
			'an envelope'       => array( '', 'GET', '/wp-json/wp/v2/settings?_envelope=1' ),
			'a batch'           => array( 'ADMIN', 'POST', '/wp-json/batch/v1', $batch ),
			'an ability'        => array( 'ADMIN', 'GET', '/wp-json/wp-abilities/v1/abilities/core/get-site-info/run' ),
		);
	}

	/**
	 * The answer is the one without the plugin.
	 *
	 * @dataProvider requests
	 * @param string     $who    Who asks.
	 * @param string     $method The method.
	 * @param string     $uri    The target.
	 * @param array|null $json   The body.
	 */
	public function test_an_answer_is_what_it_is_without_gates( $who, $method, $uri, $json = null ) {
		Options::drop( 'single', self::POLICY );
		$before = self::comparable( $this->request( $who, $method, $uri, $json ) );
		foreach ( array( 'simulated', 'simulated restrict' ) as $document ) {
			self::in_force( $document );
			$this->assertSame( $before, self::comparable( $this->request( $who, $method, $uri, $json ) ), $document );
		}
	}

	/**
	 * What can be compared of an answer.
	 *
	 * @param array $answer The answer.
	 * @return array
	 */
	private static function comparable( array $answer ) {
		$headers = array( 'content-type', 'allow', 'link', 'x-wp-total', 'cache-control', 'vary' );
		// Nonces in links differ.
		$body = preg_replace( '/"[0-9a-f]{10}"/', '""', $answer['body'] );
		return array( $answer['status'], array_intersect_key( $answer['headers'], array_flip( $headers ) ), $body );
	}

	/**
	 * The same comparison sees a gate that is enforced.
	 */
	public function test_the_comparison_sees_a_gate_that_is_enforced() {
		self::in_force( 'simulated' );
		$this->assertSame( 'GET, POST', $this->request( 'ADMIN', 'GET', '/wp-json/wp/v2/posts' )['headers']['allow'][0] );
		self::in_force( 'enforced' );
		$this->assertSame( 'GET', $this->request( 'ADMIN', 'GET', '/wp-json/wp/v2/posts' )['headers']['allow'][0] );
	}
}
