<?php
/**
 * Claims: `status` and Site Health tell how the early gate stands, as the web server's PHP last said, and
 * what is wrong with it; what that PHP says of it costs no write at each request.
 *
 * @package RestGate
 */

require_once __DIR__ . '/CliLogSite.php';
require_once __DIR__ . '/support/Deployed.php';

/**
 * Tests what is told of the early gate, the delay and the rate limit.
 */
final class CliEarlyHealthTest extends CliLogSite {

	private const RESTRICT = '{ "version": 1, "mode": "restrict", "tarpit": { "min_ms": 0, "max_ms": 0 } }';
	private const USERS    = '/wp-json/wp/v2/users';

	/** @var array<string, int> The modes that folders had. */
	private $modes = array();

	/**
	 * Begins with a policy under which the early gate stands.
	 */
	protected function setUp(): void {
		self::forget();
		self::import( self::RESTRICT );
	}

	/**
	 * Takes back what was done to the site.
	 */
	protected function tearDown(): void {
		foreach ( $this->modes as $path => $mode ) {
			chmod( $path, $mode );
		}
		Deployed::mend();
	}

	/** @test */
	public function status_tells_how_the_early_gate_stands() {
		$this->assertSame( 'unknown', self::status( 0 )['early gate'] );
		self::ask( '/' );
		$this->assertSame( 'standing back until the next REST request, for other code may be loaded', self::status( 0 )['early gate'] );
		self::ask( '/wp-json/' );
		$this->assertSame( 'on, snapshot of revision 1', self::status( 0 )['early gate'] );
		Http::send( 'GET', '/', array( 'Host' => self::HOST ) );
		$this->assertSame( 'off by rest_gate.early in php.ini', self::status( 0 )['early gate'] );
		new CliRunner( self::SITE, array( 'early', 'disable' ) );
		self::ask( '/' );
		$this->assertSame( 'off by the policy', self::status( 0 )['early gate'] );
		$run = new CliRunner( self::SITE, array( 'status', '--format=json', '--exec=define( "REST_GATE_DISABLE", true );' ) );
		$this->assertSame( 'off by a constant in wp-config.php', self::rows( $run->out )['early gate'] );
	}

	/** @test */
	public function what_is_known_of_it_is_written_when_it_changes_only() {
		self::ask( '/wp-json/' );
		$told = Options::raw( self::SITE, 'rest_gate_heartbeat' );
		sleep( 1 );
		foreach ( array( self::HOST, self::HOST . ':80', self::HOST ) as $host ) {
			self::ask( '/', array( 'Host' => $host ) );
			$this->assertSame( $told, Options::raw( self::SITE, 'rest_gate_heartbeat' ), $host );
		}
		Options::drop( self::SITE, 'rest_gate_heartbeat' );
		self::ask( '/', array( 'Host' => self::HOST . ':80' ) );
		$this->assertSame( 'standing back: requests come to another host or folder than the site\'s address names', self::status( 0 )['early gate'] );
		self::ask( '/' );
		$this->assertSame( 'on, snapshot of revision 1', self::status( 0 )['early gate'] );
	}

	/** @test */
	public function a_model_that_was_wrong_is_critical_until_the_owner_has_looked() {
		Deployed::plant( 'other-route.php' );
		self::ask( self::USERS, array( 'Cookie' => 'a=b' ) );
		self::ask( '/' );
		$rows = self::status( 1 );
		$this->assertSame( array( 'critical', 'standing back: WordPress served another route than expected' ), array( $rows['health'], $rows['early gate'] ) );
		$this->assertStringStartsWith( 'The early gate stands back: for the request ' . self::USERS . ' the extension expected GET /wp/v2/users, and WordPress served GET /. ', $rows['critical'] );
		$this->assertStringContainsString( 'wp rest-gate early retry', $rows['critical'] );
		$this->assertSame( 'critical', self::site_health()['status'] );
		$admin = new Login( 'ADMIN', self::HOST );
		$this->assertStringContainsString( 'and WordPress served GET /.', Http::send( 'GET', '/wp-admin/index.php', $admin->headers( self::HOST ) )['body'] );
		Deployed::mend();
		$this->assert_ran( 0, "Success: The early gate tries again with the next request.\n", '', array( 'early', 'retry' ) );
		self::ask( '/wp-json/' );
		$rows = self::status( 0 );
		$this->assertSame( array( 'good', 'on, snapshot of revision 1' ), array( $rows['health'], $rows['early gate'] ) );
	}

	/** @test */
	public function a_snapshot_that_cannot_be_written_is_critical_and_fails_no_request() {
		self::ask( '/wp-json/' );
		$folder = Lab::env( 'GATE_STATE_DIR' ) . '/uid-' . posix_getpwnam( Lab::env( 'WORKER_USER' ) )['uid'];
		clearstatcache();
		$this->modes[ $folder ] = fileperms( $folder ) & 07777;
		chmod( $folder, 0777 );
		new CliRunner( self::SITE, array( 'tarpit', 'set', 'min_ms', '0' ) );
		new CliRunner( self::SITE, array( 'tarpit', 'set', 'max_ms', '1' ) );
		$this->assertSame( 401, self::ask( self::USERS, array( 'Cookie' => 'a=b' ) )['status'] );
		$rows = self::status( 1 );
		$this->assertSame( 'critical', $rows['health'] );
		$this->assertStringStartsWith( "standing back: others may write to the folder $folder: ", $rows['early gate'] );
		$this->assertStringStartsWith( "The early gate stands back, because what it must know cannot be written: others may write to the folder $folder: ", $rows['critical'] );
	}

	/** @test */
	public function callbacks_that_nobody_knows_are_named_and_can_be_affirmed() {
		Deployed::plant( 'unknown-caller.php' );
		self::ask( '/wp-json/' );
		$rows = self::status( 0 );
		$this->assertSame( array( 'good', 'standing back: unknown callbacks may know a stranger' ), array( $rows['health'], $rows['early gate'] ) );
		$this->assertStringContainsString( ': unknown_caller_find. ', $rows['notice'] );
		$this->assertStringContainsString( "define( 'REST_GATE_EARLY_AFFIRMED', true );", $rows['notice'] );
		$this->assertSame( 'recommended', self::site_health()['status'] );
		$admin = new Login( 'ADMIN', self::HOST );
		$this->assertStringNotContainsString( 'unknown_caller_find', Http::send( 'GET', '/wp-admin/index.php', $admin->headers( self::HOST ) )['body'] );
		Deployed::plant( 'way-out.php', array( 'REST_GATE_NAMED_BY_THE_TEST' => 'REST_GATE_EARLY_AFFIRMED' ) );
		self::ask( '/wp-json/' );
		$rows = self::status( 0 );
		$this->assertSame( array( 'on, snapshot of revision 1', false ), array( $rows['early gate'], isset( $rows['notice'] ) ) );
	}

	/** @test */
	public function the_delay_and_the_rate_limit_are_told() {
		$policies = array(
			'"tarpit": { "min_ms": 0, "max_ms": 0 }'    => array( 'off', 'off', false ),
			'"tarpit": { "max_waiting": 0 }'            => array( 'off', 'off', false ),
			'"tarpit": { "min_ms": 5, "max_waiting": 1 }' => array( '5 to 800 ms, at most 1 worker at once', 'off', false ),
			'"rate_limit": { "enabled": true, "client": "direct", "burst": 7 }' => array( '200 to 800 ms, at most a quarter of the workers at once', '60 a minute, 7 at once, client direct', false ),
			'"proxies": { "trusted": [ "10.0.0.0/8" ] }, "rate_limit": { "enabled": true, "client": "direct" }' => array( '200 to 800 ms, at most a quarter of the workers at once', '60 a minute, 30 at once, client direct', true ),
			'"proxies": { "trusted": [ "10.0.0.0/8" ] }, "rate_limit": { "enabled": true, "client": "proxies" }' => array( '200 to 800 ms, at most a quarter of the workers at once', '60 a minute, 30 at once, client proxies', false ),
		);
		foreach ( $policies as $sections => $expected ) {
			self::import( '{ "version": 1, "mode": "restrict", ' . $sections . ' }' );
			$rows = self::status( 0 );
			$this->assertSame( $expected, array( $rows['tarpit'], $rows['rate limit'], isset( $rows['notice'] ) ), $sections );
			if ( $expected[2] ) {
				$this->assertStringContainsString( 'wp rest-gate rate-limit set client proxies', $rows['notice'] );
			}
		}
	}

	/** @test */
	public function site_healths_info_page_tells_of_them() {
		self::ask( '/wp-json/' );
		$code   = 'require_once ABSPATH . "wp-admin/includes/admin.php"; echo json_encode( array_column( Rest_Gate_Debug_Info::add( array() )["rest-gate"]["fields"], "value", "label" ) );';
		$fields = json_decode( ( new CliRunner( self::SITE, array( 'wp', 'eval', $code ) ) )->out, true );
		$this->assertSame( array( 'on, snapshot of revision 1', 'off', 'off' ), array( $fields['Early gate'], $fields['Tarpit'], $fields['Rate limit'] ) );
	}

	/**
	 * Sends a request to workers with the early gate.
	 *
	 * @param string $uri     The target.
	 * @param array  $headers Headers.
	 * @return array The answer.
	 */
	private static function ask( $uri, array $headers = array() ) {
		$answer = Http::send( 'GET', $uri, $headers + array( 'Host' => self::HOST ), null, 'early' );
		// What is told of a request is written after its answer.
		usleep( 200000 );
		return $answer;
	}

	/**
	 * The rows of `status`.
	 *
	 * @param int $code The exit code that it must end with.
	 * @return string[]
	 */
	private static function status( $code ) {
		$run = new CliRunner( self::SITE, array( 'status', '--format=json' ) );
		self::assertSame( $code, $run->code, $run->out );
		return self::rows( $run->out );
	}

	/**
	 * The rows of a table.
	 *
	 * @param string $json The table.
	 * @return string[]
	 */
	private static function rows( $json ) {
		return array_column( json_decode( $json, true ), 'value', 'item' );
	}

	/**
	 * The plugin's Site Health test, as WordPress runs it.
	 *
	 * @return array
	 */
	private static function site_health() {
		$run = new CliRunner( self::SITE, array( 'wp', 'eval', 'echo json_encode( Rest_Gate_Notices::test() );' ) );
		return json_decode( $run->out, true );
	}
}
