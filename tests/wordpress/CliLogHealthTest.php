<?php
/**
 * Claims: `status` and Site Health tell how the log is and what is wrong with it; its cron events import
 * and keep only the days that the policy keeps; uninstalling removes the site's folder and no other.
 *
 * @package RestGate
 */

require_once __DIR__ . '/CliLogSite.php';

/**
 * Tests what is told of the log, and what happens to it by itself.
 */
final class CliLogHealthTest extends CliLogSite {

	/** @var array<string, int> The modes that folders had. */
	private $modes = array();

	/**
	 * Begins with nothing recorded, under a new name.
	 */
	protected function setUp(): void {
		self::remove_folder();
		self::forget();
		new CliRunner( self::SITE, array( 'wp', 'plugin', 'activate', 'rest-gate' ) );
		self::import( self::RECORDED );
	}

	/**
	 * Takes back what was done to folders.
	 */
	protected function tearDown(): void {
		foreach ( $this->modes as $path => $mode ) {
			chmod( $path, $mode );
		}
	}

	/** @test */
	public function status_tells_how_much_there_is() {
		self::request( '', 'GET', '/wp-json/' );
		self::request( '', 'GET', '/wp-json/wp/v2/users' );
		self::log( 'import' );
		$day  = gmdate( 'Y-m-d' );
		$rows = self::status( 0 );
		$this->assertMatchesRegularExpression( "/\Aon, 2 records, $day to $day, \d+ KB\z/", $rows['log'] );
		$this->assertSame( 'good', $rows['health'] );
		self::log( 'disable' );
		$this->assertSame( 'off', self::status( 0 )['log'] );
	}

	/** @test */
	public function a_log_that_cannot_be_written_is_critical_and_fails_no_request() {
		$folder = Lab::env( 'GATE_STATE_DIR' ) . '/uid-' . posix_getpwnam( Lab::env( 'WORKER_USER' ) )['uid'];
		is_dir( $folder ) || self::request( '', 'GET', '/wp-json/' );
		clearstatcache();
		$this->modes[ $folder ] = fileperms( $folder ) & 07777;
		chmod( $folder, 0777 );
		Options::drop( self::SITE, 'rest_gate_site' );
		$answer = Http::send( 'GET', '/wp-json/', array( 'Host' => self::HOST ) );
		$this->assertSame( 200, $answer['status'] );
		$beat = Options::get( self::SITE, 'rest_gate_heartbeat' );
		$this->assertSame( Lab::env( 'WORKER_USER' ), $beat['user'] );
		$this->assertStringContainsString( "`chmod go-w $folder`", $beat['log'] );
		$rows = self::status( 1 );
		$this->assertSame( array( 'critical', 'on, and cannot be written' ), array( $rows['health'], $rows['log'] ) );
		$this->assertStringStartsWith( "The log is on and cannot be written, so no request is recorded: others may write to the folder $folder: ", $rows['critical'] );
		$this->assertSame( 'critical', self::site_health()['status'] );
		$run = new CliRunner( self::SITE, array( 'log', 'list' ) );
		$this->assertSame( 1, $run->code );
		$this->assertStringStartsWith( "Error: The log cannot be opened: others may write to the folder $folder: ", $run->err );
		$admin = new Login( 'ADMIN', self::HOST );
		$page  = Http::send( 'GET', '/wp-admin/index.php', $admin->headers( self::HOST ) );
		$this->assertStringContainsString( 'The log is on and cannot be written', $page['body'] );
	}

	/** @test */
	public function what_is_amiss_otherwise_is_recommended_to_be_looked_at() {
		self::request( '', 'GET', '/wp-json/' );
		self::log( 'import' );
		$name    = gmdate( 'Y-m-d' ) . '.sqlite3';
		$segment = self::folder() . '/store/' . $name;
		array_map( 'unlink', glob( $segment . '-*' ) );
		file_put_contents( $segment, str_repeat( 'no database', 2000 ) );
		new CliRunner( self::SITE, array( 'log', 'verify' ) );
		$spool = fopen( self::folder() . '/spool/' . gmdate( 'Y-m-d' ) . '.jsonl', 'r+' );
		ftruncate( $spool, 70 * 1024 * 1024 );
		$health = self::site_health();
		$this->assertSame( 'recommended', $health['status'] );
		$this->assertStringContainsString( "$name.broken-1.", $health['description'] );
		$this->assertMatchesRegularExpression( '/7\d MB of the log wait to be imported/', $health['description'] );
		$rows = self::status( 0 );
		$this->assertSame( 'good', $rows['health'] );
		$this->assertStringContainsString( 'wait to be imported', $rows['notice'] );
	}

	/** @test */
	public function lost_records_are_told() {
		$code = '$about = new ReflectionMethod( "Rest_Gate_Log_Health", "about_losses" );
			$about->setAccessible( true );
			$none = array( "lost_full" => 0, "lost_cap" => 0, "lost_failed" => 0 );
			foreach ( array( $none, array( "lost_full" => 1234 ) + $none, array( "lost_cap" => 5, "lost_failed" => 6 ) + $none ) as $stats ) {
				$told[] = array_column( $about->invoke( null, $stats ), "text" );
			}
			echo json_encode( $told );';
		$told = json_decode( ( new CliRunner( self::SITE, array( 'wp', 'eval', $code ) ) )->out, true );
		$this->assertSame( array( 0, 1, 2 ), array_map( 'count', $told ) );
		$this->assertStringStartsWith( '1,234 records were lost because the disk was full.', $told[1][0] );
		$this->assertStringStartsWith( '5 records were lost because the spool was as large as it may grow.', $told[2][0] );
		$this->assertStringStartsWith( '6 records were lost because they could not be written.', $told[2][1] );
	}

	/** @test */
	public function site_healths_info_page_has_a_section() {
		self::request( '', 'GET', '/wp-json/' );
		self::log( 'import' );
		$code = 'require_once ABSPATH . "wp-admin/includes/admin.php"; echo json_encode( Rest_Gate_Debug_Info::add( array() )["rest-gate"]["fields"]["Log"]["value"] );';
		$this->assertStringStartsWith( '"on, 1 record, ', ( new CliRunner( self::SITE, array( 'wp', 'eval', $code ) ) )->out );
	}

	/** @test */
	public function the_events_import_and_keep_what_the_policy_keeps() {
		self::log( 'set', 'retention_days', '7' );
		$id = self::request( '', 'GET', '/wp-json/' );
		$this->assertGreaterThan( 0, self::stats()['waiting_bytes'] );
		self::run_event( 'rest_gate_log_import' );
		$this->assertSame( array( 0, 1 ), array( self::stats()['waiting_bytes'], self::stats()['records'] ) );
		// Days with larger gaps between them would leave it open whether the clock is right.
		foreach ( array( 2, 5, 7, 8, 9 ) as $days ) {
			self::plant_day( $days );
		}
		self::run_event( 'rest_gate_log_retention' );
		$this->assertSame( array( 3, gmdate( 'Y-m-d', time() - 7 * 86400 ) ), array( count( self::ids() ) - 1, self::stats()['oldest'] ) );
		$this->assertContains( $id, self::ids() );
	}

	/** @test */
	public function an_event_before_anything_was_recorded_is_quiet() {
		$log = Lab::env( 'PHP_ERROR_LOG' );
		clearstatcache();
		$end = filesize( $log );
		self::run_event( 'rest_gate_log_import' );
		$this->assertSame( '', file_get_contents( $log, false, null, $end ) );
	}

	/** @test */
	public function an_event_of_a_log_that_is_off_does_nothing() {
		self::request( '', 'GET', '/wp-json/' );
		$waiting = self::stats()['waiting_bytes'];
		$this->assertGreaterThan( 0, $waiting );
		self::log( 'disable' );
		new CliRunner( self::SITE, array( 'wp', 'eval', 'do_action( "rest_gate_log_import" ); do_action( "rest_gate_log_retention" );' ) );
		$this->assertSame( $waiting, self::stats()['waiting_bytes'] );
	}

	/** @test */
	public function the_events_go_and_come_with_the_plugin() {
		$this->assertSame( array( 'rest_gate_log_import', 'rest_gate_log_retention' ), self::events() );
		new CliRunner( self::SITE, array( 'wp', 'plugin', 'deactivate', 'rest-gate' ) );
		$this->assertSame( array(), self::events() );
		new CliRunner( self::SITE, array( 'wp', 'plugin', 'activate', 'rest-gate' ) );
		$this->assertSame( array( 'rest_gate_log_import', 'rest_gate_log_retention' ), self::events() );
		new CliRunner( self::SITE, array( 'wp', 'eval', 'wp_unschedule_hook( "rest_gate_log_import" );' ) );
		$this->assertSame( array( 'rest_gate_log_retention' ), self::events() );
		$admin = new Login( 'ADMIN', self::HOST );
		Http::send( 'GET', '/wp-admin/index.php', $admin->headers( self::HOST ) );
		$this->assertSame( array( 'rest_gate_log_import', 'rest_gate_log_retention' ), self::events(), 'any page of wp-admin heals' );
	}

	/**
	 * What stands in the way of removing the folder, and whether it is removed.
	 *
	 * @return array[]
	 */
	public static function uninstallations() {
		return array(
			'as it should be'       => array( false, false, false ),
			'without the extension' => array( true, false, true ),
			'a copy of the site'    => array( false, true, true ),
		);
	}

	/**
	 * Uninstalling removes the folder where it can be removed and is the site's own, and never fails.
	 *
	 * @dataProvider uninstallations
	 * @param bool $without Whether the extension is gone.
	 * @param bool $is_copy Whether the database was copied from another address.
	 * @param bool $stays   Whether the folder stays.
	 */
	public function test_uninstalling_removes_the_folder_of_the_site( $without, $is_copy, $stays ) {
		self::request( '', 'GET', '/wp-json/' );
		$folder = self::folder();
		$this->assertDirectoryExists( $folder );
		new CliRunner( self::SITE, array( 'wp', 'plugin', 'deactivate', 'rest-gate' ) );
		$site = Options::get( self::SITE, 'rest_gate_site' );
		if ( $is_copy ) {
			Options::put( self::SITE, 'rest_gate_site', serialize( array( 'home' => 'http://original.test' ) + $site ) );
		}
		$run = new CliRunner( self::SITE, array( 'wp', 'plugin', 'uninstall', 'rest-gate', '--skip-delete' ), '', $without );
		$this->assertSame( 0, $run->code, $run->err );
		clearstatcache();
		$this->assertSame( array( $stays, array(), array() ), array( is_dir( $folder ), Options::names( self::SITE, 'rest_gate_' ), self::events() ) );
		if ( $stays ) {
			Options::put( self::SITE, 'rest_gate_site', serialize( $site ) );
			self::remove_folder();
		}
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
		return array_column( json_decode( $run->out, true ), 'value', 'item' );
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

	/**
	 * The scheduled events of the log.
	 *
	 * @return string[]
	 */
	private static function events() {
		$cron  = (string) Options::raw( self::SITE, 'cron' );
		$names = array( 'rest_gate_log_import', 'rest_gate_log_retention' );
		return array_values(
			array_filter(
				$names,
				static function ( $name ) use ( $cron ) {
					return str_contains( $cron, '"' . $name . '"' );
				}
			)
		);
	}

	/**
	 * Runs an event as WordPress's cron does.
	 *
	 * @param string $event The event.
	 */
	private static function run_event( $event ) {
		$run = new CliRunner( self::SITE, array( 'wp', 'cron', 'event', 'run', $event ) );
		self::assertSame( array( 0, '' ), array( $run->code, $run->err ) );
	}

	/**
	 * Puts a record of an earlier day into the spool.
	 *
	 * @param int $days How many days ago.
	 */
	private static function plant_day( $days ) {
		$seconds = strtotime( 'today UTC' ) - $days * 86400;
		$file    = self::folder() . '/spool/' . gmdate( 'Y-m-d', $seconds ) . '.jsonl';
		file_put_contents( $file, sprintf( "{\"spool\":\"%s\",\"version\":1}\n{\"id\":\"%012x-000000001\",\"time\":\"\",\"method\":\"GET\",\"route\":\"/old\",\"outcome\":\"allowed\",\"status\":200}\n", str_repeat( '0', 32 ), 1000 * $seconds ) );
		chmod( $file, 0600 );
		chown( $file, Lab::env( 'WORKER_USER' ) );
	}
}
