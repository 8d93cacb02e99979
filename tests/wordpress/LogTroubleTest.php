<?php
/**
 * Whatever happens to the log, requests are answered as before, and what is lost is counted.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/LoggedTestCase.php';

/**
 * Takes the log's folder away, fills it, and puts other things in its place.
 */
final class LogTroubleTest extends LoggedTestCase {

	private const REFUSED = '/wp-json/wp/v2/posts';
	private const PROBLEM = '/wp-json/ending/v1/problem';

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		return array( 'restricted' => self::logging( 'restrict', array(), array( 'allowlist' => array( array( 'pattern' => '/wp-json/ending/v1/problem' ) ) ) ) );
	}

	/**
	 * Each test has a log of its own: no worker knows its folder.
	 */
	protected function setUp(): void {
		parent::setUp();
		self::in_force( 'restricted' );
		Options::drop( 'single', 'rest_gate_site' );
	}

	/**
	 * Why a worker cannot write the log.
	 *
	 * @return string|null
	 */
	private function problem() {
		$answer = $this->send( 'GET', self::PROBLEM, array( 'X-Test-Ending' => '1' ) );
		$this->assertSame( 200, $answer['status'], $answer['body'] );
		return $answer['json']['problem'];
	}

	/**
	 * The file that refused strangers are recorded in today.
	 *
	 * @return string
	 */
	private static function file_of_today() {
		return Spool::folder() . '/' . gmdate( 'Y-m-d' ) . '.refused.jsonl';
	}

	/**
	 * Fails a test that only root can stage.
	 */
	private function need_root() {
		if ( 0 !== posix_geteuid() ) {
			$this->fail( 'only root can put what belongs to others there' );
		}
	}

	/**
	 * Runs a command as whoever runs the tests.
	 *
	 * @param string ...$words The command.
	 * @return bool Whether it succeeded.
	 */
	private static function run_command( ...$words ) {
		exec( implode( ' ', array_map( 'escapeshellarg', $words ) ) . ' 2>/dev/null', $output, $status );
		return 0 === $status;
	}

	/**
	 * A full disk.
	 */
	public function test_a_full_disk_costs_records_that_are_counted() {
		$this->need_root();
		$this->refuse( 1 );
		$spool = Spool::folder();
		$owner = posix_getpwnam( Lab::env( 'WORKER_USER' ) );
		// A new name: workers hold the folder of the old one open.
		$site = Options::get( 'single', 'rest_gate_site' );
		$name = bin2hex( random_bytes( 16 ) );
		$home = dirname( $spool, 2 ) . '/' . $name;
		foreach ( array( $home, "$home/store", "$home/spool" ) as $folder ) {
			mkdir( $folder, 0700 );
			chown( $folder, $owner['uid'] );
			chgrp( $folder, $owner['gid'] );
		}
		if ( ! self::run_command( 'mount', '-t', 'tmpfs', '-o', "size=1m,mode=0700,uid={$owner['uid']},gid={$owner['gid']}", 'tmpfs', "$home/spool" ) ) {
			$this->fail( 'no file system can be mounted here' );
		}
		try {
			Options::put( 'single', 'rest_gate_site', serialize( array( 'id' => $name ) + $site ) );
			$this->refuse( 1 );
			$this->assertFileExists( "$home/spool/live" );
			self::run_command( 'dd', 'if=/dev/zero', "of=$home/spool/filler", 'bs=1k', 'count=2000' );
			$this->refuse( 40 );
			unlink( "$home/spool/filler" );
			$after = $this->refuse( 3 );
			// Not the spool itself: a line that was torn stands before the next one, which the import finds.
			$told = self::told_by_cli( array( 'route' => '/wp/v2/' ) );
			$this->assertSame( array(), array_diff( $after, array_column( $told['records'], 'ip' ) ) );
			$this->assertGreaterThan( 0, $told['stats']['lost_full'], json_encode( $told['stats'] ) );
			$this->assertSame( 44, $told['hits'] + $told['stats']['lost_full'], json_encode( $told['stats'] ) );
		} finally {
			self::run_command( 'umount', '-l', "$home/spool" );
		}
	}

	/**
	 * A folder in which nothing can be made.
	 */
	public function test_a_folder_that_cannot_be_written_costs_records_that_are_counted() {
		$this->refuse( 1 );
		$spool = Spool::folder();
		array_map( 'unlink', glob( "$spool/*.jsonl" ) );
		chmod( $spool, 0500 );
		$this->refuse( 10 );
		chmod( $spool, 0700 );
		$this->assertSame( 2, self::recorded( $this->refuse( 2 ) ) );
		$this->assertSame( 10, self::told_by_cli( array( 'route' => '/wp/v2/' ) )['stats']['lost_failed'] );
	}

	/**
	 * What stands in place of the day's file is neither written nor waited for.
	 */
	public function test_nothing_else_is_taken_for_a_file_of_the_spool() {
		$this->need_root();
		$this->refuse( 1 );
		$file   = self::file_of_today();
		$target = tempnam( sys_get_temp_dir(), 'rest-gate-' );
		chmod( $target, 0666 );
		$lost   = 0;
		$places = array(
			'a pipe'         => static fn() => posix_mkfifo( $file, 0600 ) && chown( $file, Lab::env( 'WORKER_USER' ) ),
			'a link'         => static fn() => symlink( $target, $file ),
			'a broken link'  => static fn() => symlink( '/nowhere', $file ),
			'a folder'       => static fn() => mkdir( $file ),
			'a foreign file' => static fn() => touch( $file ) && chown( $file, 'nobody' ) && chmod( $file, 0666 ),
			'an open file'   => static fn() => touch( $file ) && chown( $file, Lab::env( 'WORKER_USER' ) ) && chmod( $file, 0666 ),
		);
		foreach ( $places as $name => $put ) {
			unlink( $file );
			$this->assertTrue( $put(), $name );
			$this->refuse( 3 );
			$lost += 3;
			$this->assertSame( '', file_get_contents( $target ), $name );
			is_dir( $file ) && ! is_link( $file ) ? rmdir( $file ) : unlink( $file );
			$this->assertSame( 1, self::recorded( $this->refuse( 1 ) ), $name );
		}
		unlink( $target );
		$this->assertSame( $lost, self::told_by_cli( array( 'route' => '/wp/v2/' ) )['stats']['lost_failed'] );
	}

	/**
	 * A folder that goes away under the workers costs each of them one record at most.
	 */
	public function test_a_folder_that_is_removed_is_made_anew() {
		$this->refuse( 16 );
		self::run_command( 'rm', '-rf', Spool::home() );
		$this->assertNull( Spool::folder() );
		$many = 24;
		$this->assertGreaterThanOrEqual( $many - (int) Lab::env( 'FPM_WORKERS' ), self::recorded( $this->refuse( $many ) ) );
		$this->assertNull( $this->problem() );
	}

	/**
	 * Counts that are lost cost no records.
	 */
	public function test_without_its_counts_everything_is_recorded() {
		$this->refuse( 4 );
		foreach ( array( 'ftruncate', 'garbage', 'unlink' ) as $deed ) {
			$live = Spool::folder() . '/live';
			if ( 'unlink' === $deed ) {
				unlink( $live );
			} else {
				$handle = fopen( $live, 'r+' );
				ftruncate( $handle, 0 );
				fwrite( $handle, 'garbage' === $deed ? random_bytes( 100000 ) : '' );
				fclose( $handle );
			}
			$this->assertSame( 10, self::recorded( $this->refuse( 10 ) ), $deed );
		}
	}

	/**
	 * A state folder that is missing, and a site's folder that is somebody else's or open to others.
	 */
	public function test_a_folder_that_must_not_be_used_is_told() {
		$this->need_root();
		$gate = Lab::env( 'GATE_STATE_DIR' );
		rename( $gate, "$gate.away" );
		try {
			$this->refuse( 3 );
			$this->assertStringContainsString( $gate, (string) $this->problem() );
		} finally {
			rename( "$gate.away", $gate );
		}
		$elsewhere = tempnam( sys_get_temp_dir(), 'rest-gate-' );
		unlink( $elsewhere );
		mkdir( $elsewhere, 0700 );
		chown( $elsewhere, Lab::env( 'WORKER_USER' ) );
		$deeds = array(
			'foreign' => static fn( $home ) => chown( "$home/spool", 'nobody' ),
			'open'    => static fn( $home ) => chmod( "$home/spool", 0777 ),
			'a file'  => static fn( $home ) => rmdir( "$home/spool" ) && touch( "$home/spool" ),
			'a link'  => static fn( $home ) => rmdir( "$home/spool" ) && symlink( $elsewhere, "$home/spool" ),
		);
		foreach ( $deeds as $name => $deed ) {
			$site = Options::get( 'single', 'rest_gate_site' );
			$site = array( 'id' => bin2hex( random_bytes( 16 ) ) ) + $site;
			$home = $gate . '/uid-' . posix_getpwnam( Lab::env( 'WORKER_USER' ) )['uid'] . '/sites/' . $site['id'];
			foreach ( array( $home, "$home/store", "$home/spool" ) as $folder ) {
				self::run_command( 'install', '-d', '-m', '700', '-o', Lab::env( 'WORKER_USER' ), '-g', Lab::env( 'WORKER_USER' ), $folder );
			}
			$deed( $home );
			Options::put( 'single', 'rest_gate_site', serialize( $site ) );
			$this->refuse( 3 );
			$this->assertStringContainsString( 'spool', (string) $this->problem(), $name );
			$this->assertArrayHasKey( 'error', self::told_by_cli( array( 'route' => '/wp/v2/' ) ), $name );
		}
		$this->assertSame( array( '.', '..' ), scandir( $elsewhere ) );
		rmdir( $elsewhere );
	}
}
