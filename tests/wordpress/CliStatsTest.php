<?php
/**
 * Claims: `wp rest-gate stats` tells what the web server's PHP really counted, in each format, and holds its
 * tongue where there is nothing to tell; its text for Prometheus is one line after the other what that reads.
 *
 * @package RestGate
 */

require_once __DIR__ . '/CliLogSite.php';

/**
 * Tests `wp rest-gate stats`.
 */
final class CliStatsTest extends CliLogSite {

	/** A worker writes the figures every five seconds at most. */
	private const EVERY = 5;

	/** @var string[] Files that were planted. */
	private $planted = array();

	/**
	 * Strangers are refused, at once.
	 *
	 * @return string
	 */
	protected static function document() {
		return '{ "version": 1, "mode": "restrict", "tarpit": { "min_ms": 0, "max_ms": 0 } }';
	}

	/**
	 * Removes what was planted.
	 */
	protected function tearDown(): void {
		array_map( 'unlink', array_filter( $this->planted, 'is_file' ) );
	}

	/** @test */
	public function the_figures_are_those_of_the_requests() {
		self::ask( '/wp-json/' );
		sleep( 1 );
		self::ask( '/wp-json/' );
		usleep( 1200000 );
		$before = self::figures();
		for ( $number = 0; $number < 3; ++$number ) {
			$this->assertSame( 401, self::ask( '/wp-json/wp/v2/users' )['status'] );
		}
		$this->assertSame( 401, self::ask( '/wp-json/wp/v2/users', array( 'Cookie' => 'a=b' ) )['status'] );
		$after = self::figures();
		$grown = static fn( $counter ) => ( $after[ $counter ] ?? 0 ) - ( $before[ $counter ] ?? 0 );
		// The request that has the figures written is for an allowlisted route.
		$this->assertSame( array( 3, 2, 1, 1 ), array_map( $grown, array( 'early_refused', 'early_passed', 'early_passed_cookie', 'early_passed_allowlisted' ) ) );
		$this->assertGreaterThan( $before['written'], $after['written'] );
		$this->assertLessThanOrEqual( gmdate( 'Y-m-d\TH:i:s\Z' ), $after['written'] );
	}

	/** @test */
	public function a_figure_of_0_is_left_out_unless_all_are_asked_for() {
		self::written_anew();
		$rows = self::rows( 'stats' );
		$this->assertNotContains( 0, array_column( $rows, 'value' ) );
		$this->assertSame( array( 'pool', 'counter', 'value', 'meaning' ), array_keys( $rows[0] ) );
		$all = self::rows( 'stats', '--all' );
		$this->assertContains( 'early_passed_no_key', array_column( $all, 'counter' ) );
		$this->assertGreaterThan( count( $rows ), count( $all ) );
		$run = new CliRunner( self::SITE, array( 'stats' ) );
		$this->assertSame( array( 0, '' ), array( $run->code, $run->err ) );
		$this->assertStringStartsWith( "pool\tcounter\tvalue\tmeaning\n", $run->out );
		$this->assertMatchesRegularExpression( "~^\d+/fpm-fcgi\tearly_refused\t\d+\trequests refused before WordPress was loaded$~m", $run->out );
	}

	/** @test */
	public function every_line_is_one_that_prometheus_reads() {
		$figures = self::figures();
		$pool    = self::pool();
		$run     = new CliRunner( self::SITE, array( 'stats', '--format=prometheus' ) );
		$this->assertSame( array( 0, '' ), array( $run->code, $run->err ) );
		$samples = $this->samples( $run->out );
		$this->assertSame( (string) $figures['early_refused'], $samples[ 'rest_gate_early_refused_total{pool="' . $pool . '"}' ] );
		$this->assertSame( (string) $figures['early_passed_allowlisted'], $samples[ 'rest_gate_early_passed_total{pool="' . $pool . '",reason="allowlisted"}' ] );
		$this->assertSame( '0', $samples[ 'rest_gate_early_passed_total{pool="' . $pool . '",reason="no_key"}' ] );
		$this->assertArrayNotHasKey( 'rest_gate_early_passed_total{pool="' . $pool . '"}', $samples, 'a sum beside its parts would count twice' );
		$this->assertSame( $figures['written'], gmdate( 'Y-m-d\TH:i:s\Z', (int) $samples[ 'rest_gate_stats_written_timestamp_seconds{pool="' . $pool . '"}' ] ) );
	}

	/** @test */
	public function what_another_user_calls_a_file_is_no_line_of_its_own() {
		self::written_anew();
		$file            = glob( self::counters() . '/fpm-fcgi.json' )[0];
		$this->planted[] = dirname( $file ) . "/a\"b\\\nrest_gate_up 1\e.json";
		copy( $file, $this->planted[0] );
		chmod( $this->planted[0], 0600 );
		chown( $this->planted[0], Lab::env( 'WORKER_USER' ) );
		$run = new CliRunner( self::SITE, array( 'stats', '--format=prometheus' ) );
		$this->assertStringContainsString( '/a\"b\\\\\nrest_gate_up 1?"} ', $run->out );
		$this->samples( $run->out );
		$run = new CliRunner( self::SITE, array( 'stats' ) );
		$this->assertStringContainsString( '/a"b\\\\nrest_gate_up 1\033' . "\twritten\t", $run->out );
	}

	/** @test */
	public function where_nothing_was_written_yet_that_is_said_beside_the_data() {
		array_map( 'unlink', glob( self::counters() . '/*.json' ) );
		$note = "Warning: No figures were written yet: the web server's PHP writes them after a request.\n";
		$this->assert_ran( 0, '', $note, array( 'stats', '--format=prometheus' ) );
		$this->assert_ran( 0, '[]', $note, array( 'stats', '--format=json' ) );
		$this->assert_ran( 0, "pool\tcounter\tvalue\tmeaning\n", $note, array( 'stats' ) );
		new CliRunner( self::SITE, array( 'wp', 'eval', 'update_option( "rest_gate_heartbeat", array( "state" => "ready", "state_dir" => "/elsewhere", "time" => time() ) );' ) );
		$run = new CliRunner( self::SITE, array( 'stats' ) );
		$this->assertStringEndsWith( " It has another folder: set rest_gate.state_dir = /elsewhere in the php.ini of the command line as well.\n", $run->err );
	}

	/** @test */
	public function no_policy_is_needed() {
		self::written_anew();
		self::forget();
		$this->assertContains( 'early_passed', array_column( self::rows( 'stats' ), 'counter' ) );
		self::import( self::document() );
	}

	/**
	 * The samples of a text, each line of which must be one that the format knows.
	 *
	 * @param string $text The text.
	 * @return array<string, string> Values by metric and labels.
	 */
	private function samples( $text ) {
		$this->assertStringEndsWith( "\n", $text );
		$samples = array();
		$metric  = '';
		foreach ( explode( "\n", rtrim( $text, "\n" ) ) as $line ) {
			if ( preg_match( '/\A# HELP (rest_gate_[a-z_]+) \S.*\z/', $line, $match ) ) {
				$this->assertStringNotContainsString( $match[1] . '{', implode( "\n", array_keys( $samples ) ), 'the lines of a metric stand together' );
				$metric = $match[1];
			} elseif ( 0 === strpos( $line, '# TYPE ' ) ) {
				$this->assertSame( "# TYPE $metric " . ( str_ends_with( $metric, '_total' ) ? 'counter' : 'gauge' ), $line );
			} else {
				$label = '[a-z]+="(?:[^"\\\\\x00-\x1f\x7f]|\\\\["\\\\n])*"';
				$this->assertMatchesRegularExpression( "~\A$metric\{$label(?:,$label)*\} \d+(?:\.\d+)?\z~", $line );
				list( $value, $name ) = array_map( 'strrev', explode( ' ', strrev( $line ), 2 ) );
				$this->assertArrayNotHasKey( $name, $samples );
				$samples[ $name ] = $value;
			}
		}
		return $samples;
	}

	/**
	 * Sends a request to workers with the early gate.
	 *
	 * @param string $uri     The target.
	 * @param array  $headers Headers.
	 * @return array The answer.
	 */
	private static function ask( $uri, array $headers = array() ) {
		return Http::send( 'GET', $uri, $headers + array( 'Host' => self::HOST ), null, 'early' );
	}

	/**
	 * Has a worker write everything that was counted so far.
	 */
	private static function written_anew() {
		sleep( self::EVERY );
		usleep( 200000 );
		$began = microtime( true );
		do {
			self::ask( '/wp-json/' );
			usleep( 200000 );
			clearstatcache();
			$file = glob( self::counters() . '/fpm-fcgi.json' )[0] ?? '';
		} while ( '' === $file && microtime( true ) - $began < 30 );
	}

	/**
	 * The figures of the pool, those that are 0 left out, after all were written.
	 *
	 * @return array
	 */
	private static function figures() {
		self::written_anew();
		$own = array_filter( self::rows( 'stats' ), static fn( array $row ) => self::pool() === $row['pool'] );
		return array_column( $own, 'value', 'counter' );
	}

	/**
	 * The rows that a command prints.
	 *
	 * @param string ...$words The command.
	 * @return array[]
	 */
	private static function rows( ...$words ) {
		$run = new CliRunner( self::SITE, array_merge( $words, array( '--format=json' ) ) );
		self::assertSame( array( 0, '' ), array( $run->code, $run->err ) );
		return json_decode( $run->out, true );
	}

	/**
	 * The pool of php-fpm.
	 *
	 * @return string
	 */
	private static function pool() {
		return posix_getpwnam( Lab::env( 'WORKER_USER' ) )['uid'] . '/fpm-fcgi';
	}

	/**
	 * The folder of the figures.
	 *
	 * @return string
	 */
	private static function counters() {
		return Lab::env( 'GATE_STATE_DIR' ) . '/uid-' . posix_getpwnam( Lab::env( 'WORKER_USER' ) )['uid'] . '/counters';
	}
}
