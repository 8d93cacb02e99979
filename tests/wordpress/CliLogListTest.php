<?php
/**
 * Claims: `log list` finds a request by everything that is known of it, in the order that is asked for,
 * and goes on where it ended; `log show` prints a record whole.
 *
 * @package RestGate
 */

require_once __DIR__ . '/CliLogSite.php';

/**
 * Tests `wp rest-gate log list` and `show`.
 */
final class CliLogListTest extends CliLogSite {

	private const BATCH = '{ "requests": [ { "method": "POST", "path": "/wp/v2/posts/999999" } ] }';

	/** @var string[] The ids of the requests that were made, by their names, the latest last. */
	private static $made = array();

	/** @var string The site's day on which they were made. */
	private static $day = '';

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
		self::$day  = gmdate( 'Y-m-d' );
		self::$made = array(
			'users'   => self::request( '', 'GET', '/wp-json/wp/v2/users' ),
			'index'   => self::request( '', 'GET', '/wp-json/' ),
			'posts'   => self::request( 'AUTHOR', 'GET', '/wp-json/wp/v2/posts?search=x' ),
			'missing' => self::request( 'AUTHOR', 'GET', '/wp-json/nope/v1' ),
			'batch'   => self::request( 'ADMIN', 'POST', '/wp-json/batch/v1', array( 'Content-Type' => 'application/json' ), self::BATCH ),
		);
	}

	/**
	 * Options, and what they find.
	 *
	 * @return array[]
	 */
	public static function filters() {
		$all = array( 'item', 'batch', 'missing', 'posts', 'index', 'users' );
		return array(
			'nothing'              => array( array(), $all ),
			'a part of a route'    => array( array( '--route=users' ), array( 'users' ) ),
			'exactly a route'      => array( array( '--route==/wp/v2/posts' ), array( 'posts' ) ),
			'routes below a route' => array( array( '--route=/wp/v2/*' ), array( 'item', 'posts', 'users' ) ),
			'an address'           => array( array( '--ip=127.0.0.1' ), $all ),
			'another address'      => array( array( '--ip=10.1.2.3' ), array() ),
			'a user by name'       => array( array( '--by=author1' ), array( 'missing', 'posts' ) ),
			'a user by id'         => array( array( '--by=2' ), array( 'missing', 'posts' ) ),
			'nobody'               => array( array( '--by=0' ), array( 'index', 'users' ) ),
			'a user who is gone'   => array( array( '--by=gone' ), array() ),
			'by WP-CLI\'s own'     => array( array( '--user=author1' ), array( 'missing', 'posts' ) ),
			'an outcome'           => array( array( '--outcome=blocked' ), array( 'users' ) ),
			'outcomes'             => array( array( '--outcome=blocked,allowlisted' ), array( 'index', 'users' ) ),
			'a method'             => array( array( '--method=POST' ), array( 'item', 'batch' ) ),
			'a status'             => array( array( '--status=401' ), array( 'users' ) ),
			'a class of statuses'  => array( array( '--status=4xx' ), array( 'item', 'missing', 'users' ) ),
			'an auth type'         => array( array( '--auth-type=cookie' ), array( 'item', 'batch', 'missing', 'posts' ) ),
			'a day without any'    => array( array( '--date=2020-01-01' ), array() ),
			'days with all'        => array( array( '--date=2020-01-01..2100-01-01' ), $all ),
			'two at once'          => array( array( '--by=author1', '--status=404' ), array( 'missing' ) ),
		);
	}

	/**
	 * Each filter finds what it should, the newest first.
	 *
	 * @dataProvider filters
	 * @param string[] $words    The options.
	 * @param string[] $expected The names of the requests.
	 */
	public function test_a_filter_finds( array $words, array $expected ) {
		$found = array_map( array( __CLASS__, 'name' ), self::ids( ...$words ) );
		// An item runs within its batch, and both begin in the same instant or the item later.
		$this->assertSame( $expected, $found );
	}

	/** @test */
	public function a_day_is_the_sites_day() {
		$this->assertCount( 6, self::ids( '--date=' . self::$day . '..' . gmdate( 'Y-m-d' ) ) );
		$this->assertSame( array(), self::ids( '--date=' . gmdate( 'Y-m-d', time() + 86400 ) ) );
		// In Kiribati it is another day for more than half of the time, and at all times somewhere.
		$zone = (int) gmdate( 'G' ) >= 10 ? 'Pacific/Kiritimati' : 'Pacific/Pago_Pago';
		$day  = ( new DateTimeImmutable( 'now', new DateTimeZone( $zone ) ) )->format( 'Y-m-d' );
		$this->assertNotSame( gmdate( 'Y-m-d' ), $day );
		$here = '--exec=WP_CLI::add_wp_hook( "pre_option_timezone_string", function () { return "' . $zone . '"; } );';
		$this->assertCount( 6, self::ids( '--date=' . $day, $here ) );
	}

	/** @test */
	public function days_are_as_long_as_clocks_make_them() {
		$cases = array(
			array( 'Europe/Berlin', '2026-03-29', 23 * 3600, '2026-03-28T23:00:00Z' ),
			array( 'Europe/Berlin', '2026-10-25', 25 * 3600, '2026-10-24T22:00:00Z' ),
			array( 'Europe/Berlin', '2026-10-24..2026-10-26', 73 * 3600, '2026-10-23T22:00:00Z' ),
			array( 'America/Sao_Paulo', '2018-11-04', 23 * 3600, '2018-11-04T03:00:00Z' ),
			array( 'Australia/Lord_Howe', '2026-04-05', 24 * 3600 + 1800, '2026-04-04T13:00:00Z' ),
			array( 'Asia/Kolkata', '2026-11-22', 24 * 3600, '2026-11-21T18:30:00Z' ),
			array( '', '2026-12-31', 24 * 3600, '2026-12-31T00:00:00Z' ),
		);
		$code  = 'foreach ( json_decode( base64_decode( "' . base64_encode( json_encode( $cases ) ) . '" ) ) as $case ) {
			add_filter( "pre_option_timezone_string", $zone = function () use ( $case ) { return $case[0]; } );
			list( $from, $to ) = Rest_Gate_Site_Days::range( $case[1] );
			remove_filter( "pre_option_timezone_string", $zone );
			$got[] = array( $case[0], $case[1], ( $to - $from ) / 1000, gmdate( "Y-m-d\TH:i:s\Z", $from / 1000 ) );
		}
		foreach ( array( "2026-02-30", "2026-11-22..", "..", "2026-11-22..2026-11-21", "22.11.2026", "2026-11-22 ", "", "2026-11-21..2026-11-22..2026-11-23" ) as $text ) {
			$got[] = Rest_Gate_Site_Days::range( $text );
		}
		echo json_encode( $got );';
		$run   = new CliRunner( self::SITE, array( 'wp', 'eval', $code ) );
		$this->assertSame( array_merge( $cases, array_fill( 0, 8, null ) ), json_decode( $run->out, true ), $run->err );
	}

	/** @test */
	public function a_list_goes_on_where_it_ended() {
		foreach ( array( 'time', 'duration', 'status' ) as $order ) {
			$words = array( 'log', 'list', '--limit=2', '--format=ids', "--order=$order" );
			$seen  = array();
			for ( $pages = 0; $pages < 6; $pages++ ) {
				$run  = new CliRunner( self::SITE, $words );
				$seen = array_merge( $seen, array_filter( explode( ' ', trim( $run->out ) ) ) );
				if ( 1 !== preg_match( '/^More: wp rest-gate (log list .*)$/m', $run->err, $more ) ) {
					break;
				}
				$words = array_map( array( __CLASS__, 'unquoted' ), explode( ' ', $more[1] ) );
				$words = array_values( preg_grep( '/^--url=/', $words, PREG_GREP_INVERT ) );
			}
			$this->assertSame( array( '', 0 ), array( $run->err, $run->code ), $order );
			$this->assertSame( self::ids( "--order=$order" ), $seen, $order );
			$this->assertCount( 6, array_unique( $seen ), $order );
		}
	}

	/** @test */
	public function the_order_is_the_one_that_is_asked_for() {
		$statuses = json_decode( self::log( 'list', '--order=status', '--field=status', '--format=json' ), true );
		$this->assertSame( array( 404, 404, 401, 207, 200, 200 ), $statuses );
		$durations = json_decode( self::log( 'list', '--order=duration', '--field=duration_us', '--format=json' ), true );
		$sorted    = $durations;
		rsort( $sorted );
		$this->assertSame( $sorted, $durations );
		$this->assertGreaterThan( 0, $durations[0] );
	}

	/** @test */
	public function a_machine_format_holds_data_only() {
		$rows = json_decode( self::log( 'list', '--route=users', '--format=json' ), true );
		$this->assertSame( array( 'time', 'method', 'route', 'outcome', 'status', 'ms', 'hits', 'user', 'ip', 'id' ), array_keys( $rows[0] ) );
		$this->assertSame( array( 'GET', '/wp/v2/users', 'blocked', 401, '', '127.0.0.1', self::$made['users'] ), array_values( array_diff_key( $rows[0], array_flip( array( 'time', 'ms', 'hits' ) ) ) ) );
		$this->assertSame( "id,reason\n" . self::$made['users'] . ",not_allowlisted\n", self::log( 'list', '--route=users', '--format=csv', '--fields=id,reason' ) );
		$this->assertSame( '6', trim( self::log( 'list', '--format=count' ) ) );
	}

	/**
	 * Options that are wrong, and what is said.
	 *
	 * @return array[]
	 */
	public static function mistakes() {
		return array(
			array( '--date=2026-02-30', 'Error: --date: `2026-02-30`: neither a day, 2026-11-22, nor a range of days, 2026-11-01..2026-11-07.' ),
			array( '--limit=0', 'Error: --limit: `0`: not a number from 1 to 1000.' ),
			array( '--limit=ten', 'Error: --limit: `ten`: not a number from 1 to 1000.' ),
			array( '--status=abc', 'the filter status cannot be "abc"' ),
			array( '--outcome=blocked,nix', 'the filter outcome cannot be "blocked,nix"' ),
			array( '--cursor=nix', 'the cursor is not one that a page came with' ),
		);
	}

	/**
	 * A mistake is named.
	 *
	 * @dataProvider mistakes
	 * @param string $word     The option.
	 * @param string $expected What is said.
	 */
	public function test_a_mistake_is_named( $word, $expected ) {
		$run = new CliRunner( self::SITE, array( 'log', 'list', $word ) );
		$this->assertSame( array( 1, '' ), array( $run->code, $run->out ) );
		$this->assertStringStartsWith( 'Error: ', $run->err );
		$this->assertStringContainsString( $expected, $run->err );
	}

	/** @test */
	public function a_record_is_shown_whole() {
		$shown = json_decode( self::log( 'show', self::$made['users'], '--format=json' ), true );
		unset( $shown['time'], $shown['utc'], $shown['ms'], $shown['duration_us'], $shown['node'], $shown['bytes'], $shown['after_us'] );
		$this->assertSame(
			array(
				'id'        => self::$made['users'],
				'site'      => 'http://noslash.test',
				'blog_id'   => 1,
				'method'    => 'GET',
				'route'     => '/wp/v2/users',
				'outcome'   => 'blocked',
				'reason'    => 'not_allowlisted',
				'status'    => 401,
				'ip'        => '127.0.0.1',
				'auth_type' => 'none',
				'hits'      => 1,
				'items'     => array(),
			),
			$shown
		);
		$table = self::log( 'show', self::$made['posts'] );
		foreach ( array( "route\t/wp/v2/posts\n", "user\tauthor1\n", "roles\tauthor\n", "query\tsearch=x\n", "outcome\tallowed\n", "endpoint\t/wp/v2/posts\n", "auth_type\tcookie\n" ) as $line ) {
			$this->assertStringContainsString( $line, $table );
		}
	}

	/** @test */
	public function the_items_of_a_batch_are_shown_with_it() {
		$shown = json_decode( self::log( 'show', self::$made['batch'], '--format=json' ), true );
		$this->assertCount( 1, $shown['items'] );
		$this->assertSame( array( self::$made['batch'], '/wp/v2/posts/999999', 404 ), array( $shown['items'][0]['parent'], $shown['items'][0]['route'], $shown['items'][0]['status'] ) );
		$this->assertMatchesRegularExpression( '~^item 1\t.* 404 \S+ +POST /wp/v2/posts/999999 .* ' . $shown['items'][0]['id'] . '$~m', self::log( 'show', self::$made['batch'] ) );
	}

	/** @test */
	public function a_record_that_is_not_there_is_told() {
		$this->assert_ran( 1, '', "Error: There is no record `01a000000000-012345678`.\n", array( 'log', 'show', '01a000000000-012345678' ) );
		foreach ( array( 'nix', "a\nb" ) as $id ) {
			$run = new CliRunner( self::SITE, array( 'log', 'show', $id ) );
			$this->assertSame( array( 1, '' ), array( $run->code, $run->out ), $id );
			$this->assertStringStartsWith( 'Error: `' . addcslashes( $id, "\n" ) . '` is no request id; ', $run->err );
		}
	}

	/**
	 * The name of a request by its id.
	 *
	 * @param string $id The id.
	 * @return string
	 */
	private static function name( $id ) {
		return (string) ( array_search( $id, self::$made, true ) ? array_search( $id, self::$made, true ) : 'item' );
	}

	/**
	 * A word as the shell reads it.
	 *
	 * @param string $word The word, maybe in quotes.
	 * @return string
	 */
	private static function unquoted( $word ) {
		return str_replace( "'", '', $word );
	}
}
