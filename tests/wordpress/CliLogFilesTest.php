<?php
/**
 * Claims: the files of the log are imported, counted, verified, purged and cleared from the command
 * line; whoever may not is told whom to run as, and root leaves nothing behind that the site's user
 * cannot write.
 *
 * @package RestGate
 */

require_once __DIR__ . '/CliLogSite.php';

/**
 * Tests `wp rest-gate log import`, `stats`, `verify`, `purge` and `clear`.
 */
final class CliLogFilesTest extends CliLogSite {

	/**
	 * The log is on.
	 */
	protected static function document() {
		return self::RECORDED;
	}

	/**
	 * Begins with nothing but a few requests: one refused, two that pass.
	 */
	protected function setUp(): void {
		self::remove_folder();
		self::forget();
		self::import( self::RECORDED );
		self::request( '', 'GET', '/wp-json/wp/v2/users' );
		self::request( '', 'GET', '/wp-json/' );
		self::request( 'AUTHOR', 'GET', '/wp-json/wp/v2/types' );
	}

	/** @test */
	public function an_import_takes_everything_and_once() {
		$before = self::stats();
		$this->assertSame( array( 0, 0 ), array( $before['records'], $before['refused_records'] ) );
		$this->assertGreaterThan( 300, $before['waiting_bytes'] );
		$this->assert_ran( 0, "Success: Imported 3 records.\n", '', array( 'log', 'import' ) );
		$this->assert_ran( 0, "Success: Imported 0 records.\n", '', array( 'log', 'import' ) );
		$after = self::stats();
		$this->assertSame( array( 2, 1, 0 ), array( $after['records'], $after['refused_records'], $after['waiting_bytes'] ) );
		$this->assertSame( array( self::folder(), gmdate( 'Y-m-d' ) ), array( $after['path'], $after['newest'] ) );
		$table = self::log( 'stats' );
		$this->assertStringContainsString( "records\t2\n", $table );
		$this->assertMatchesRegularExpression( '/^store_bytes\t\d+ KB$/m', $table );
	}

	/** @test */
	public function a_broken_line_costs_itself_and_is_counted() {
		file_put_contents( self::spool(), "{\"id\":\"torn\n", FILE_APPEND );
		$this->assert_ran( 0, "Success: Imported 3 records, 1 broken line.\n", '', array( 'log', 'import' ) );
		$this->assertSame( 1, self::stats()['torn'] );
	}

	/** @test */
	public function a_sound_store_is_verified_and_a_broken_one_set_aside() {
		self::log( 'import' );
		$this->assert_ran( 0, "Success: 2 segments with 3 records: all sound.\n", '', array( 'log', 'verify' ) );
		$name    = gmdate( 'Y-m-d' ) . '.sqlite3';
		$segment = self::folder() . '/store/' . $name;
		array_map( 'unlink', glob( $segment . '-*' ) );
		file_put_contents( $segment, str_repeat( 'no database', 2000 ) );
		$this->assert_ran( 1, "Broken, and set aside: $name.broken-1\n", "Error: 1 of 2 segments cannot be read.\n", array( 'log', 'verify' ) );
		$this->assertSame( array( "$name.broken-1" ), self::stats()['set_aside'] );
		// What still stands in the spool comes back.
		$this->assertCount( 3, self::ids() );
		$this->assert_ran( 0, "Success: 2 segments with 3 records: all sound.\n", '', array( 'log', 'verify' ) );
	}

	/** @test */
	public function whole_days_are_purged() {
		self::plant_day( 3 );
		$this->assertCount( 4, self::ids() );
		$old = gmdate( 'Y-m-d', time() - 3 * 86400 );
		$to  = gmdate( 'Y-m-d', time() - 2 * 86400 );
		$this->assert_ran( 0, "Success: There is nothing before $old.\n", '', array( 'log', 'purge', '--older-than=3' ) );
		$this->assert_ran( 0, "Success: Removed 1 segment before $to: $old.sqlite3.\n", '', array( 'log', 'purge', "--before=$to" ) );
		$this->assertCount( 3, self::ids() );
	}

	/**
	 * Mistakes, and what is said.
	 *
	 * @return array[]
	 */
	public static function mistakes() {
		return array(
			array( array(), 'Before when? Either --before=<day> or --older-than=<days>.' ),
			array( array( '--before=2026-11-01', '--older-than=1' ), 'Before when? Either --before=<day> or --older-than=<days>.' ),
			array( array( '--before=yesterday' ), '--before: `yesterday`: not a day, 2026-11-01.' ),
			array( array( '--before=2026-02-30' ), '--before: `2026-02-30`: not a day, 2026-11-01.' ),
			array( array( '--older-than=-1' ), '--older-than: `-1`: not a number from 0 to 36500.' ),
		);
	}

	/**
	 * A mistake removes nothing.
	 *
	 * @dataProvider mistakes
	 * @param string[] $words The options.
	 * @param string   $said  What is said.
	 */
	public function test_a_purge_that_is_not_clear_removes_nothing( array $words, $said ) {
		$this->assert_ran( 1, '', "Error: $said\n", array_merge( array( 'log', 'purge' ), $words ) );
		$this->assertCount( 3, self::ids() );
	}

	/** @test */
	public function clearing_asks_first() {
		self::log( 'import' );
		$run = new CliRunner( self::SITE, array( 'log', 'clear' ), "n\n" );
		$this->assertMatchesRegularExpression( '/\ARemove everything that was recorded \(3 records, \d+ KB\)\? \[y\/n\] \z/', $run->out );
		$this->assertCount( 3, self::ids() );
		$this->assert_ran( 0, "Success: Removed everything that was recorded.\n", '', array( 'log', 'clear', '--yes' ) );
		$this->assertSame( array(), self::ids() );
		$id = self::request( '', 'GET', '/wp-json/' );
		$this->assertSame( array( $id ), self::ids(), 'workers that had the files open go on' );
	}

	/** @test */
	public function a_backup_is_restored() {
		$ids    = self::ids();
		$copies = sys_get_temp_dir() . '/rest-gate-backup-' . bin2hex( random_bytes( 6 ) );
		mkdir( $copies );
		foreach ( glob( self::folder() . '/store/*.sqlite3' ) as $segment ) {
			// The command of docs/operations.md.
			exec( 'sqlite3 ' . escapeshellarg( $segment ) . ' ' . escapeshellarg( ".backup $copies/" . basename( $segment ) ) . ' 2>&1', $said, $code );
			$this->assertSame( array( 0, array() ), array( $code, $said ) );
		}
		self::log( 'clear', '--yes' );
		$this->assertSame( array(), self::ids() );
		self::log( 'disable' );
		foreach ( glob( $copies . '/*' ) as $copy ) {
			$segment = self::folder() . '/store/' . basename( $copy );
			rename( $copy, $segment );
			chmod( $segment, 0600 );
			chown( $segment, Lab::env( 'WORKER_USER' ) );
			chgrp( $segment, Lab::env( 'WORKER_USER' ) );
		}
		rmdir( $copies );
		self::log( 'enable' );
		$this->assert_ran( 0, "Success: 2 segments with 3 records: all sound.\n", '', array( 'log', 'verify' ) );
		$new = self::request( '', 'GET', '/wp-json/' );
		$this->assertSame( array_merge( array( $new ), $ids ), self::ids() );
	}

	/** @test */
	public function another_user_is_told_whom_to_run_as() {
		$run = self::as_user( 'nobody', 'log list' );
		$this->assertSame( array( 1, '' ), array( $run['code'], $run['out'] ) );
		$this->assertMatchesRegularExpression( '~\AError: The log cannot be opened: there is no folder \S+/uid-\d+\S*\. It belongs to the user of the web server\'s PHP: run WP-CLI as ' . Lab::env( 'WORKER_USER' ) . ', or as root\.\n\z~', $run['err'] );
	}

	/** @test */
	public function another_folder_in_the_command_lines_php_is_named() {
		$run = self::as_user( Lab::env( 'WORKER_USER' ), 'log list', '-d rest_gate.state_dir=/nowhere' );
		$this->assertSame( array( 1, '' ), array( $run['code'], $run['out'] ) );
		$this->assertStringStartsWith( 'Error: The log cannot be opened: the folder /nowhere does not exist: ', $run['err'] );
		$this->assertStringEndsWith( ' The web server\'s PHP has another folder: set rest_gate.state_dir = ' . Lab::env( 'GATE_STATE_DIR' ) . " in the php.ini of the command line as well.\n", $run['err'] );
	}

	/** @test */
	public function root_works_as_the_owner() {
		if ( 0 !== posix_geteuid() ) {
			$this->assertNotSame( 'root', Lab::env( 'WORKER_USER' ) );
			return;
		}
		$run = self::as_user( 'root', 'log import' );
		$this->assertSame( array( 0, "Success: Imported 3 records.\n" ), array( $run['code'], $run['out'] ), $run['err'] );
		$owners = array();
		foreach ( array_filter( glob( self::folder() . '/*/*' ), 'is_file' ) as $file ) {
			$owners[ posix_getpwuid( fileowner( $file ) )['name'] ][] = basename( $file );
			$this->assertSame( 0, fileperms( $file ) & 0022, $file );
		}
		$this->assertSame( array( Lab::env( 'WORKER_USER' ) ), array_keys( $owners ), json_encode( $owners ) );
		$this->assertSame( '700', decoct( fileperms( self::folder() ) & 0777 ) );
		$this->assertCount( 3, self::ids() );
	}

	/** @test */
	public function a_folder_that_was_never_made_is_explained() {
		self::remove_folder();
		$run = new CliRunner( self::SITE, array( 'log', 'list' ) );
		$this->assertSame( array( 1, '' ), array( $run->code, $run->out ) );
		$this->assertMatchesRegularExpression( '~\AError: The log cannot be opened: there is no folder \S+\. Was anything recorded yet\? The folder is made with the first request after the log was switched on\.\n\z~', $run->err );
	}

	/**
	 * The spool of requests of today.
	 *
	 * @return string
	 */
	private static function spool() {
		return self::folder() . '/spool/' . gmdate( 'Y-m-d' ) . '.jsonl';
	}

	/**
	 * Puts a record of an earlier day into the spool.
	 *
	 * @param int $days How many days ago.
	 */
	private static function plant_day( $days ) {
		$ms   = 1000 * ( time() - $days * 86400 );
		$day  = gmdate( 'Y-m-d', intdiv( $ms, 1000 ) );
		$file = self::folder() . "/spool/$day.jsonl";
		file_put_contents( $file, sprintf( "{\"spool\":\"%s\",\"version\":1}\n{\"id\":\"%012x-000000001\",\"time\":\"\",\"method\":\"GET\",\"route\":\"/old\",\"outcome\":\"allowed\",\"status\":200}\n", str_repeat( '0', 32 ), $ms ) );
		chmod( $file, 0600 );
		chown( $file, Lab::env( 'WORKER_USER' ) );
	}

	/**
	 * Runs WP-CLI as somebody else; whoever is not root stays who they are.
	 *
	 * @param string $user  The user.
	 * @param string $words The words behind `wp rest-gate`.
	 * @param string $more  More options of PHP.
	 * @return array{code: int, out: string, err: string}
	 */
	private static function as_user( $user, $words, $more = '' ) {
		$group   = posix_getgrgid( posix_getpwnam( $user )['gid'] )['name'];
		$command = ( 0 === posix_geteuid() && 'root' !== $user ? "setpriv --reuid=$user --regid=$group --clear-groups -- " : '' )
			. 'env HOME=/tmp PHP_INI_SCAN_DIR=' . Lab::env( 'PHP_SCAN_DIR_CLI' ) . ' ' . Lab::env( 'PHP_BIN' ) . ' -d error_reporting=22527 ' . $more . ' '
			. Lab::env( 'STATE_DIR' ) . '/home/wp-cli.phar --allow-root --no-color --path=' . Lab::env( 'WORDPRESS_ROOT' ) . ' --url=http://' . self::HOST . ' rest-gate ' . $words;
		$files   = array( 1 => tmpfile(), 2 => tmpfile() );
		$pipes   = array();
		$code    = proc_close( proc_open( $command, $files, $pipes, '/' ) );
		array_map( 'rewind', $files );
		return array(
			'code' => $code,
			'out'  => stream_get_contents( $files[1] ),
			'err'  => stream_get_contents( $files[2] ),
		);
	}
}
