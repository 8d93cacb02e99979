<?php
/**
 * Claims: `log export` streams what the filters choose, safe for spreadsheets and for others on the
 * machine; `log tail` prints what comes in as it comes in.
 *
 * @package RestGate
 */

require_once __DIR__ . '/CliLogSite.php';

/**
 * Tests `wp rest-gate log export` and `tail`.
 */
final class CliLogExportTest extends CliLogSite {

	/** @var string[] The ids of the requests that were made, the latest last. */
	private static $made = array();

	/** @var string[] Files to remove. */
	private $files = array();

	/**
	 * The log is on.
	 */
	protected static function document() {
		return self::RECORDED;
	}

	/**
	 * Makes a few requests.
	 */
	public static function setUpBeforeClass(): void {
		parent::setUpBeforeClass();
		self::$made = array(
			self::request( '', 'GET', '/wp-json/', array( 'User-Agent' => '=cmd|"/c calc"!A0' ) ),
			self::request( '', 'GET', '/wp-json/wp/v2/users', array( 'User-Agent' => '@SUM(1), "x"' ) ),
			self::request( '', 'GET', '/wp-json/wp/v2/users/1' ),
		);
	}

	/**
	 * Leaves no files.
	 */
	protected function tearDown(): void {
		array_map( 'unlink', array_filter( $this->files, 'is_file' ) );
	}

	/** @test */
	public function csv_is_a_table_that_no_spreadsheet_runs() {
		$rows = self::csv( self::log( 'export' ) );
		$this->assertSame( array_reverse( self::$made ), array_column( $rows, 'id' ) );
		$this->assertSame( array( '/wp/v2/users/1', '/wp/v2/users', '/' ), array_column( $rows, 'route' ) );
		$this->assertSame( array( '\'@SUM(1), "x"', '\'=cmd|"/c calc"!A0' ), array_slice( array_column( $rows, 'user_agent' ), 1 ) );
		$this->assertMatchesRegularExpression( '/\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z/', $rows[0]['time'] );
	}

	/** @test */
	public function json_and_json_lines_hold_the_same() {
		$json  = json_decode( self::log( 'export', '--format=json' ), true );
		$lines = array_map(
			static function ( $line ) {
				return json_decode( $line, true );
			},
			explode( "\n", trim( self::log( 'export', '--format=jsonl' ) ) )
		);
		$this->assertSame( $json, $lines );
		$this->assertSame( array_reverse( self::$made ), array_column( $json, 'id' ) );
		$this->assertSame( '=cmd|"/c calc"!A0', $json[2]['user_agent'] );
	}

	/** @test */
	public function filters_and_limits_hold() {
		$this->assertSame( array( self::$made[2], self::$made[1] ), array_column( self::csv( self::log( 'export', '--status=401' ) ), 'id' ) );
		$this->assertSame( array(), self::csv( self::log( 'export', '--date=2020-01-01' ) ) );
		$run = new CliRunner( self::SITE, array( 'log', 'export', '--limit=1', '--format=jsonl' ) );
		$this->assertSame( array( 1, "Note: Only the newest 1; --limit=<number> or --all exports more, if there are more.\n" ), array( substr_count( $run->out, "\n" ), $run->err ) );
		$this->assertSame( 3, substr_count( self::log( 'export', '--all', '--format=jsonl' ), "\n" ) );
		$this->assert_ran( 1, '', "Error: Either --all or --limit.\n", array( 'log', 'export', '--all', '--limit=3' ) );
	}

	/** @test */
	public function a_file_is_for_its_owner_only() {
		$file = $this->files[] = Lab::env( 'STATE_DIR' ) . '/tmp/cli-log-export.csv';
		$this->assert_ran( 0, "Success: Wrote 3 records to $file.\n", '', array( 'log', 'export', "--output=$file" ) );
		$this->assertSame( self::log( 'export' ), file_get_contents( $file ) );
		$this->assertSame( '600', decoct( fileperms( $file ) & 0777 ) );
		foreach ( array( '/proc/nix.csv', '/nowhere/at/all.csv', '/tmp' ) as $path ) {
			$this->assert_ran( 1, '', "Error: $path cannot be written.\n", array( 'log', 'export', "--output=$path" ) );
		}
	}

	/** @test */
	public function a_reader_that_goes_away_ends_the_export() {
		$this->assert_ran( 1, '', "Error: The output cannot be written to its end.\n", array( 'log', 'export', '--output=/dev/full' ) );
	}

	/** @test */
	public function tail_prints_the_latest_last() {
		$lines = explode( "\n", trim( self::log( 'tail' ) ) );
		$this->assertCount( 3, $lines );
		foreach ( self::$made as $at => $id ) {
			$this->assertStringEndsWith( "  $id", $lines[ $at ] );
		}
		$this->assertMatchesRegularExpression( '~\A\d{4}-\d\d-\d\d \d\d:\d\d:\d\d 401 blocked     GET /wp/v2/users/1  \d+\.\d ms  127\.0\.0\.1  ~', $lines[2] );
		$this->assertSame( self::$made[2], json_decode( self::log( 'tail', '--limit=1', '--format=jsonl' ), true )['id'] );
		$this->assertSame( $lines[0] . "\n", self::log( 'tail', '--outcome=allowlisted' ) );
	}

	/** @test */
	public function tail_follows_what_comes_in() {
		$url = 'http://127.0.0.1:' . Lab::env( 'NGINX_PORT' ) . '/wp-json/wp/v2/users/';
		// The requests come while the command below runs.
		exec( "(for n in 71 72 73; do sleep 1.5; curl -s -o /dev/null -H 'Host: noslash.test' $url\$n; done) >/dev/null 2>&1 &" );
		$routes = array();
		foreach ( explode( "\n", trim( self::log( 'tail', '--follow', '--limit=0', '--seconds=7', '--format=jsonl' ) ) ) as $line ) {
			$routes[] = json_decode( $line, true )['route'] ?? $line;
		}
		$this->assertSame( array( '/wp/v2/users/71', '/wp/v2/users/72', '/wp/v2/users/73' ), $routes );
	}

	/**
	 * The rows of a CSV by the names of their columns.
	 *
	 * @param string $text The CSV.
	 * @return array[]
	 */
	private static function csv( $text ) {
		$file = fopen( 'php://memory', 'r+' );
		fwrite( $file, $text );
		rewind( $file );
		$names = fgetcsv( $file, null, ',', '"', '' );
		$rows  = array();
		while ( is_array( $row = fgetcsv( $file, null, ',', '"', '' ) ) ) {
			$rows[] = array_combine( $names, $row );
		}
		return $rows;
	}
}
