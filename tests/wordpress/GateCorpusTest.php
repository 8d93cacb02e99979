<?php
/**
 * The recorded requests, byte for byte, against sites that restrict nobody and have a gate before the
 * users: whatever the spelling, nothing of them comes out, and what is not gated is what it was.
 *
 * Each line is played on the server that it was recorded on, where its answer is known, by a stranger;
 * and those of single.test on two more, where it is only known what may not come out, by a stranger
 * and by a user whom the gate refuses as well.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedTestCase.php';
require_once __DIR__ . '/support/Options.php';

/**
 * Plays tests/corpus/requests.jsonl.
 */
final class GateCorpusTest extends GatedTestCase {

	/** The other sites of the recording; `shop` is blog 2 of `ms`. */
	private const OTHER_SITES = array( 'plain', 'idx', 'prefix', 'sub', 'ms', 'shop', 'noslash' );

	/** @var string[] What was active on them. */
	private static $active = array();

	/** What only data or the schema of a user holds. */
	private const USER_DATA = 'avatar_urls';

	/**
	 * Nobody but an administrator reaches the users, nobody at all the item of a fixture.
	 *
	 * @return array[]
	 */
	protected static function gates() {
		return array(
			self::below( '/wp/v2/users/*', self::ADMIN ),
			self::before( '/myplugin/v1/item/(?P<id>\d+)', self::NOBODY ),
		);
	}

	/**
	 * Gates every site: the others as the first one was.
	 */
	public static function setUpBeforeClass(): void {
		parent::setUpBeforeClass();
		foreach ( self::OTHER_SITES as $site ) {
			self::$active[ $site ] = Options::raw( $site, 'active_plugins' );
			Options::put( $site, 'active_plugins', serialize( array_values( array_unique( array_merge( unserialize( self::$active[ $site ] ), array( 'rest-gate/rest-gate.php' ) ) ) ) ) );
			Options::put( $site, 'rest_gate_policy', Options::raw( 'single', 'rest_gate_policy' ) );
		}
	}

	/**
	 * Takes the gates away.
	 */
	public static function tearDownAfterClass(): void {
		foreach ( self::OTHER_SITES as $site ) {
			Options::put( $site, 'active_plugins', self::$active[ $site ] );
			foreach ( Options::names( $site, 'rest_gate_' ) as $name ) {
				Options::drop( $site, $name );
			}
		}
		parent::tearDownAfterClass();
	}

	/**
	 * The lines by their ids.
	 *
	 * @return array[]
	 */
	private static function lines() {
		$lines  = array();
		$cookie = '';
		foreach ( file( dirname( __DIR__ ) . '/corpus/requests.jsonl', FILE_IGNORE_NEW_LINES ) as $text ) {
			$line = json_decode( $text, true, 64, JSON_THROW_ON_ERROR );
			foreach ( $line['request']['headers'] as $name => $value ) {
				if ( false !== strpos( $value, '$ADMIN_COOKIES' ) ) {
					$cookie = '' === $cookie ? ( new Login( 'ADMIN', $line['request']['headers']['Host'] ) )->cookie : $cookie;

					$line['request']['headers'][ $name ] = str_replace( '$ADMIN_COOKIES', $cookie, $value );
				}
			}
			$lines[ $line['id'] ] = $line;
		}
		return $lines;
	}

	/**
	 * On the server of the recording, where it is known what each line is.
	 */
	public function test_a_recorded_request_for_a_gated_route_is_refused_and_any_other_is_not() {
		$lines    = array_filter( self::lines(), array( __CLASS__, 'is_no_preflight' ) );
		$requests = array();
		foreach ( $lines as $id => $line ) {
			$requests[ $id ] = $line['request'] + array( 'server' => $line['server'] );
		}
		$gated = 0;
		Pool::play(
			$requests,
			function ( $id, $request, $answer ) use ( $lines, &$gated ) {
				$line = $lines[ $id ];
				$what = "$id {$line['notes']}\n{$request['method']} {$request['uri']}\n" . substr( $answer['body'], 0, 300 );
				$this->assertStringNotContainsString( self::USER_DATA, $answer['body'], $what );
				if ( self::is_gated( $line ) ) {
					++$gated;
					$this->assertContains( $answer['status'], array( 401, 403 ), $what );
					// HEAD has no body; as JSONP it is the same inside a call.
					$this->assertStringContainsString( 'HEAD' === $line['wp_method'] ? '' : '"code":"rest_gate_capability"', $answer['body'], $what );
				} else {
					$has_gated_item = '/batch/v1' === $line['matched_pattern'] && preg_match( '~/wp/v2/users|/item/~', $request['body'] );
					$this->assertSame( (bool) $has_gated_item, str_contains( $answer['body'], 'rest_gate_' ), $what );
					$this->assertSame( $line['http_status'], $answer['status'], $what );
				}
			}
		);
		$this->assertGreaterThan( 100, $gated );
	}

	/**
	 * A true preflight is answered, whatever stands before its route, and with nothing.
	 */
	public function test_a_recorded_preflight_is_answered_with_nothing() {
		$lines = array_filter(
			self::lines(),
			static function ( $line ) {
				return ! self::is_no_preflight( $line );
			}
		);
		$this->assertNotSame( array(), $lines );
		foreach ( $lines as $id => $line ) {
			$answer = Http::send( $line['request']['method'], $line['request']['uri'], $line['request']['headers'], $line['request']['body'], $line['server'] );
			$this->assertSame( array( 204, '' ), array( $answer['status'], $answer['body'] ), $id );
		}
	}

	/**
	 * Whether a line is anything but a true preflight.
	 *
	 * @param array $line The line.
	 * @return bool
	 */
	private static function is_no_preflight( array $line ) {
		return 'OPTIONS' !== $line['wp_method'] || ! isset( $line['request']['headers']['Access-Control-Request-Method'] );
	}

	/**
	 * Whether a line asks for a gated route; OPTIONS matches no endpoint.
	 *
	 * @param array $line The line.
	 * @return bool
	 */
	private static function is_gated( array $line ) {
		$route = 'OPTIONS' === $line['wp_method'] ? $line['wp_route'] : $line['matched_pattern'];
		return 0 === strpos( (string) $route, '/wp/v2/users' );
	}

	/**
	 * On two more servers, by somebody whom the gate refuses.
	 *
	 * @dataProvider players
	 * @param string $server The server variant.
	 * @param string $who    Who asks.
	 */
	public function test_a_recorded_request_discloses_nothing_elsewhere( $server, $who ) {
		$requests = array();
		foreach ( self::lines() as $id => $line ) {
			if ( 'single.test' === $line['request']['headers']['Host'] && ( $line['server'] !== $server || '' !== $who ) ) {
				$line['request']['headers'] += self::as_user( $who );
				$requests[ $id ]             = $line['request'] + array( 'server' => $server );
			}
		}
		$gated = 0;
		Pool::play(
			$requests,
			function ( $id, $request, $answer ) use ( $server, &$gated ) {
				$what   = "$server $id {$request['method']} {$request['uri']}";
				$gated += (int) str_contains( $answer['body'], 'rest_gate_capability' );
				$this->assertStringNotContainsString( self::USER_DATA, $answer['body'], $what );
				$this->assertGreaterThan( 0, $answer['status'], $what );
			}
		);
		$this->assertGreaterThan( '' === $who ? 10 : 60, $gated );
	}

	/**
	 * Servers and who asks there.
	 *
	 * @return array<string, string[]>
	 */
	public function players() {
		return array(
			'nginx, a stranger'              => array( 'nginx', '' ),
			'Apache with mod_php, an author' => array( 'apache-modphp', 'AUTHOR' ),
		);
	}
}
