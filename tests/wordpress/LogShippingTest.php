<?php
/**
 * Claims: the configuration of rsyslog in docs/operations.md ships every record of the spool, whole and
 * once, also long ones and those that come late; the examples of jq there print what they say.
 *
 * @package RestGate
 */

use PHPUnit\Framework\TestCase;

/**
 * Runs what docs/operations.md shows on a spool of its own.
 */
final class LogShippingTest extends TestCase {

	/** So long may rsyslog take, in seconds. */
	private const PATIENCE = 20;

	/** @var string A folder for this test. */
	private $folder;

	/** @var resource|null The process of rsyslog. */
	private $process = null;

	/**
	 * Makes a state folder with a site's spool.
	 */
	protected function setUp(): void {
		$this->folder = sys_get_temp_dir() . '/rest-gate-shipping-' . bin2hex( random_bytes( 6 ) );
		mkdir( $this->spool(), 0700, true );
		mkdir( $this->folder . '/work' );
	}

	/**
	 * Ends rsyslog and removes the folder.
	 */
	protected function tearDown(): void {
		if ( is_resource( $this->process ) ) {
			proc_terminate( $this->process );
			proc_close( $this->process );
		}
		exec( 'rm -rf ' . escapeshellarg( $this->folder ) );
	}

	/** @test */
	public function rsyslog_ships_every_record_once() {
		$receiver = stream_socket_server( 'tcp://127.0.0.1:0' );
		$this->assertIsResource( $receiver );
		$port = (int) substr( strrchr( stream_socket_get_name( $receiver, false ), ':' ), 1 );
		$this->start( $port );
		$records = array();
		foreach ( range( 1, 50 ) as $number ) {
			$records[] = self::record( $number, array( 'route' => '/wp/v2/users', 'user_agent' => '100% \\x0d "quoted" ü' ) );
		}
		$records[] = self::record( 51, array( 'body' => str_repeat( 'b', 64000 ) ) );
		$this->begin( '2026-11-21.jsonl' );
		$this->begin( '2026-11-22.refused.jsonl' );
		foreach ( $records as $number => $record ) {
			file_put_contents( $this->spool() . ( 0 === $number % 2 ? '2026-11-21.jsonl' : '2026-11-22.refused.jsonl' ), $record, FILE_APPEND );
		}
		$got = $this->receive( $receiver, count( $records ) );
		// The import removes a day that is over; a request that ends later begins the file anew.
		rename( $this->spool() . '2026-11-21.jsonl', $this->spool() . '2026-11-21.jsonl.sealed' );
		unlink( $this->spool() . '2026-11-21.jsonl.sealed' );
		$this->begin( '2026-11-21.jsonl' );
		$records[] = self::record( 52, array() );
		file_put_contents( $this->spool() . '2026-11-21.jsonl', end( $records ), FILE_APPEND );
		$got = array_merge( $got, $this->receive( null, 1 ) );
		sort( $records );
		sort( $got );
		$this->assertSame( $records, $got );
	}

	/** @test */
	public function the_examples_of_jq_print_what_they_say() {
		$this->begin( '2026-11-22.jsonl' );
		copy( dirname( __DIR__ ) . '/fixtures/log/spool.jsonl', $this->spool() . '2026-11-22.jsonl' );
		preg_match_all( '/^\$ (jq [^\n]*(?:\n {4}\| [^\n]*)*)\n(.*?)(?=^\$ |^```)/ms', self::fences( '' ), $examples, PREG_SET_ORDER );
		$this->assertGreaterThanOrEqual( 4, count( $examples ) );
		foreach ( $examples as list( , $command, $expected ) ) {
			$this->assertSame( rtrim( $expected ), rtrim( (string) shell_exec( 'cd ' . escapeshellarg( $this->spool() ) . " && $command 2>&1" ) ), $command );
		}
	}

	/**
	 * Starts rsyslog with the configuration of the docs, which then sends to a port of this machine.
	 *
	 * @param int $port The port.
	 */
	private function start( $port ) {
		$changes = array(
			'global(maxMessageSize="128k"'   => 'global(maxMessageSize="128k" workDirectory="' . $this->folder . '/work"',
			'/var/lib/rest-gate/'            => $this->folder . '/',
			'target="logs.example.com"'      => 'target="127.0.0.1"',
			'port="6514"'                    => 'port="' . $port . '"',
		);
		$text    = self::fences( 'rsyslog' );
		foreach ( array_keys( $changes ) as $old ) {
			$this->assertSame( 1, substr_count( $text, $old ), $old );
		}
		$config = $this->folder . '/rsyslog.conf';
		file_put_contents( $config, strtr( $text, $changes ) );
		$log   = array( 'file', $this->folder . '/rsyslogd.log', 'a' );
		$pipes = array();

		$this->process = proc_open( array( 'rsyslogd', '-n', '-f', $config, '-i', $this->folder . '/pid' ), array( 1 => $log, 2 => $log ), $pipes, null, array( 'PATH' => getenv( 'PATH' ) . ':/usr/sbin:/sbin' ) );
	}

	/**
	 * Reads lines that rsyslog sends.
	 *
	 * @param resource|null $receiver Where it connects to; null for the connection that it has.
	 * @param int           $count    So many lines.
	 * @return string[]
	 */
	private function receive( $receiver, $count ) {
		static $connection = null;
		if ( null !== $receiver ) {
			$connection = stream_socket_accept( $receiver, self::PATIENCE );
			$this->assertIsResource( $connection, (string) file_get_contents( $this->folder . '/rsyslogd.log' ) );
		}
		stream_set_timeout( $connection, self::PATIENCE );
		$lines = array();
		while ( count( $lines ) < $count ) {
			$line = fgets( $connection );
			$this->assertIsString( $line, sprintf( '%d of %d lines came', count( $lines ), $count ) );
			$lines[] = $line;
		}
		// Nothing comes twice.
		stream_set_timeout( $connection, 1 );
		$this->assertFalse( fgets( $connection ) );
		return $lines;
	}

	/**
	 * Begins a file of the spool as workers do: nobody ever sees it without its first line.
	 *
	 * @param string $name Its name.
	 */
	private function begin( $name ) {
		$draft = $this->spool() . ".$name.draft";
		file_put_contents( $draft, sprintf( "{\"spool\":\"%s\",\"version\":1}\n", bin2hex( random_bytes( 16 ) ) ) );
		link( $draft, $this->spool() . $name );
		unlink( $draft );
	}

	/**
	 * The folder of the spool.
	 *
	 * @return string
	 */
	private function spool() {
		return $this->folder . '/uid-33/sites/' . str_repeat( 'a', 32 ) . '/spool/';
	}

	/**
	 * A line of the spool.
	 *
	 * @param int   $number Which.
	 * @param array $fields More fields.
	 * @return string
	 */
	private static function record( $number, array $fields ) {
		return json_encode( array( 'id' => sprintf( '01a2025a0e8b-%09x', $number ), 'time' => '2026-11-22T09:00:00.000Z', 'outcome' => 'allowed' ) + $fields, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) . "\n";
	}

	/**
	 * What stands in the fenced blocks of docs/operations.md.
	 *
	 * @param string $language Their language.
	 * @return string Each block with its closing fence.
	 */
	private static function fences( $language ) {
		$text = file_get_contents( dirname( __DIR__, 2 ) . '/docs/operations.md' );
		preg_match_all( '/^```(\w*)\n(.*?)^```$/ms', $text, $found, PREG_SET_ORDER );
		$blocks = '';
		foreach ( $found as list( , $own, $block ) ) {
			$blocks .= $own === $language ? $block . ( '' === $language ? "```\n" : '' ) : '';
		}
		return $blocks;
	}
}
