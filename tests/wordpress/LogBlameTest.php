<?php
/**
 * Who said no, where that was not the gate; and the id by which a client's complaint finds its record.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/Deployed.php';
require_once __DIR__ . '/support/LoggedTestCase.php';

/**
 * Has WordPress, plugins and a theme refuse.
 */
final class LogBlameTest extends LoggedTestCase {

	/** Where the fixtures go, below wp-content. */
	private const FOLDERS = array( 'refuser' => 'plugins/refuser', 'refusing-theme' => 'themes/refusing-theme' );

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		return array(
			'open'       => self::logging(),
			'restricted' => self::logging( 'restrict' ),
		);
	}

	/**
	 * Brings the refusing plugin and theme.
	 */
	public static function setUpBeforeClass(): void {
		parent::setUpBeforeClass();
		foreach ( self::FOLDERS as $from => $to ) {
			mkdir( Deployed::path( $to ), 0755, true );
			foreach ( glob( Lab::env( 'REPO' ) . "/tests/fixtures/wordpress/$from/*" ) as $file ) {
				copy( $file, Deployed::path( $to ) . '/' . basename( $file ) );
				chmod( Deployed::path( $to ) . '/' . basename( $file ), 0644 );
			}
		}
		Lab::wp( 'single', 'plugin', 'activate', 'refuser' );
	}

	/**
	 * Takes them away.
	 */
	public static function tearDownAfterClass(): void {
		Lab::wp( 'single', 'plugin', 'deactivate', 'refuser' );
		array_map( array( 'Deployed', 'remove' ), self::FOLDERS );
		parent::tearDownAfterClass();
	}

	/**
	 * The line of a file that holds a text.
	 *
	 * @param string $path Below wp-content.
	 * @param string $text The text.
	 * @return string Path and line, as in a record.
	 */
	private static function place( $path, $text ) {
		foreach ( file( Deployed::path( $path ) ) as $number => $line ) {
			if ( str_contains( $line, $text ) ) {
				return "wp-content/$path:" . ( $number + 1 );
			}
		}
		throw new RuntimeException( "$path does not hold $text" );
	}

	/**
	 * Whoever refused is named, with file and line.
	 */
	public function test_who_refused_is_named_with_file_and_line() {
		self::in_force( 'open' );
		$refuser = array( 'plugins/refuser/refuser.php', "new WP_Error( 'refuser_said_no'" );
		$endings = 'mu-plugins/rest-gate-endings.php';
		$theme   = array( 'themes/refusing-theme/functions.php', 'new WP_Error' );
		$with    = array( 'X-Test-Ending' => '1' );
		$cases   = array(
			'a permission callback that says false'  => array( '/refuser/v1/false', array(), 401, 'rest_forbidden', 'plugin:refuser', array( $refuser[0], 'function refuser_false' ) ),
			'a permission callback with an error'    => array( '/refuser/v1/error', array(), 403, 'refuser_said_no', 'plugin:refuser', $refuser ),
			'a handler with an error'                => array( '/refuser/v1/handler', array(), 403, 'refuser_said_no', 'plugin:refuser', $refuser ),
			'during authentication'                  => array( '/wp/v2/posts', array( 'X-Test-Refuser' => 'authentication' ), 403, 'refuser_said_no', 'plugin:refuser', $refuser ),
			'before dispatch'                        => array( '/wp/v2/posts', array( 'X-Test-Refuser' => 'dispatch' ), 403, 'refuser_said_no', 'plugin:refuser', $refuser ),
			'wp_die()'                               => array( '/refuser/v1/wpdie', array(), 403, null, 'plugin:refuser', array( $refuser[0], 'wp_die(' ) ),
			'a status and exit'                      => array( '/refuser/v1/exit', array(), 403, null, 'plugin:refuser', array( $refuser[0], 'status_header( 403 )' ) ),
			'a must-use plugin that says false'      => array( '/ending/v1/mu-false', $with, 401, 'rest_forbidden', 'core', null ),
			'a must-use plugin with an error'        => array( '/ending/v1/mu-error', $with, 403, 'mu_said_no', 'mu-plugin:rest-gate-endings', array( $endings, "'mu_said_no'" ) ),
			'a theme'                                => array( '/wp/v2/posts', array( 'X-Test-Ending' => 'theme:refusing-theme' ), 401, 'theme_said_no', 'theme:refusing-theme', $theme ),
			'WordPress'                              => array( '/wp/v2/settings', array(), 401, 'rest_forbidden', 'core', null ),
			'WordPress, of a post'                   => array( '/wp/v2/posts?context=edit', array(), 401, 'rest_forbidden_context', 'core', null ),
		);
		foreach ( $cases as $name => list( $route, $headers, $status, $reason, $by, $at ) ) {
			$answer  = $this->send( 'GET', "/wp-json$route", $headers );
			$record  = $this->record_of( $answer, $name );
			$outcome = in_array( $name, array( 'during authentication', 'a theme' ), true ) ? 'failed_auth' : 'refused';
			$this->assert_facts( array( 'status' => $status, 'outcome' => $outcome, 'refused_by' => $by ) + ( null === $reason ? array() : compact( 'reason' ) ), $record, $name );
			if ( null !== $at ) {
				$this->assertSame( self::place( ...$at ), $record['refused_at'], $name );
			} else {
				$this->assertMatchesRegularExpression( '~\A' . ( 'core' === $by ? 'wp-includes' : 'wp-content' ) . '/[\w./-]+\.php:\d+\z~', $record['refused_at'], $name );
			}
		}
	}

	/**
	 * Nobody is blamed for what was no refusal, nor for the gate's own.
	 */
	public function test_nobody_is_blamed_where_nobody_else_refused() {
		self::in_force( 'open' );
		$none = array( 'refused_by' => null, 'refused_at' => null );
		foreach ( array( '/wp/v2/posts', '/nothing/here', '/wp/v2/posts/999999', '/refuser/v1/mine', '/wp/v2/posts?per_page=many' ) as $route ) {
			$this->assert_facts( $none, $this->record_of( $this->send( 'GET', '/wp-json' . $route ), $route ), $route );
		}
		self::in_force( 'restricted' );
		$this->assert_facts( array( 'outcome' => 'blocked' ) + $none, $this->record_of( $this->send( 'GET', '/wp-json/wp/v2/posts' ) ) );
	}

	/**
	 * Every error tells the id of its request, whoever made it; what an error says itself stays.
	 */
	public function test_every_error_tells_the_id_of_its_request() {
		self::in_force( 'open' );
		foreach ( array( '/nothing/here', '/wp/v2/settings', '/wp/v2/posts/999999', '/wp/v2/posts?per_page=many', '/refuser/v1/error', '/refuser/v1/false' ) as $route ) {
			$answer = $this->send( 'GET', '/wp-json' . $route );
			$this->assertSame( $this->record_of( $answer, $route )['id'], $answer['json']['data']['request_id'] ?? null, $route . $answer['body'] );
			$this->assertSame( $answer['status'], $answer['json']['data']['status'], $route );
		}
		$this->assertSame( 'of the plugin', $this->send( 'GET', '/wp-json/refuser/v1/mine' )['json']['data']['request_id'] );
		$answer = $this->send( 'GET', '/wp-json/refuser/v1/answer' );
		$this->assertSame( array( 'told' => 'no' ), $answer['json'], 'no error of WordPress' );
		$this->assertSame( 'refused', $this->record_of( $answer )['outcome'] );
		self::in_force( 'restricted' );
		$answer = $this->send( 'GET', '/wp-json/wp/v2/posts' );
		$this->assertSame( $this->record_of( $answer )['id'], $answer['json']['data']['request_id'] );
		$this->assertMatchesRegularExpression( '/\A[0-9a-f]{12}-[0-9a-f]{9}\z/', $answer['headers']['x-request-id'][0] );
	}
}
