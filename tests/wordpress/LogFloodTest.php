<?php
/**
 * In a flood every request is counted, and whoever works on the log, it stays the site's.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/LoggedTestCase.php';
require_once __DIR__ . '/support/Pool.php';

/**
 * Sends many requests at once.
 */
final class LogFloodTest extends LoggedTestCase {

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		return array( 'restricted' => self::logging( 'restrict' ) );
	}

	/**
	 * Each test has a log of its own.
	 */
	protected function setUp(): void {
		parent::setUp();
		Options::drop( 'single', 'rest_gate_site' );
	}

	/**
	 * The first requests of a site agree on its log, however many come at once.
	 */
	public function test_the_first_requests_agree_on_the_log() {
		$requests = array();
		for ( $number = 0; $number < 24; ++$number ) {
			$client              = self::client();
			$requests[ $client ] = array( 'method' => 'GET', 'uri' => '/wp-json/wp/v2/posts', 'headers' => array( 'Host' => $this->host, 'X-Forwarded-For' => $client ), 'body' => null, 'server' => 'nginx' );
		}
		$before = count( glob( Lab::env( 'GATE_STATE_DIR' ) . '/uid-*/sites/*' ) );
		Pool::play(
			$requests,
			function ( $client, $request, $answer ) {
				$this->assert_refused( $answer, 401, 'rest_gate_restricted', $client );
			}
		);
		$this->refuse( 1 );
		$this->assertSame( 24, self::recorded( array_keys( $requests ) ) );
		$this->assertCount( $before + 1, glob( Lab::env( 'GATE_STATE_DIR' ) . '/uid-*/sites/*' ) );
	}

	/**
	 * In a flood every request is counted, in a record or in the hits of one.
	 */
	public function test_in_a_flood_every_request_is_counted() {
		$url  = 'http://127.0.0.1:' . Lab::env( 'NGINX_PORT' );
		$many = (int) ( getenv( 'REST_GATE_FLOOD' ) ?: 500 );
		// A client that asks the same, one that asks for everything, and many clients.
		$config = '';
		for ( $number = 0; $number < $many; ++$number ) {
			$client  = 0 === $number % 4 ? self::client() : '203.0.113.' . ( $number % 4 );
			$route   = 2 === $number % 4 ? "/wp/v2/posts/$number" : '/wp/v2/posts';
			$config .= "next\nurl = \"$url/wp-json$route\"\nheader = \"Host: {$this->host}\"\nheader = \"X-Forwarded-For: $client\"\noutput = /dev/null\nwrite-out = \"%{http_code}\\n\"\n";
		}
		$file = tempnam( sys_get_temp_dir(), 'rest-gate-' );
		file_put_contents( $file, substr( $config, strlen( "next\n" ) ) );
		exec( 'curl --silent --parallel --parallel-max 24 --config ' . escapeshellarg( $file ) . ' 2>/dev/null', $statuses );
		unlink( $file );
		$this->assertSame( array( '401' => $many ), array_count_values( $statuses ) );
		usleep( 1100000 );
		$told = self::told_by_cli();
		$this->assertSame( $many, $told['hits'], json_encode( $told['stats'] ) );
		$this->assertGreaterThan( 0, $told['stats']['folded'] );
		$this->assertLessThan( $many, $told['stats']['refused_records'] );
	}

	/**
	 * What WP-CLI does as root belongs to the site's user.
	 */
	public function test_what_wp_cli_leaves_belongs_to_the_site() {
		$this->refuse( 3 );
		$this->assertSame( 3, self::told_by_cli()['hits'] );
		$owner  = posix_getpwnam( Lab::env( 'WORKER_USER' ) )['uid'];
		$inside = new RecursiveDirectoryIterator( Spool::home(), FilesystemIterator::SKIP_DOTS );
		$seen   = 0;
		foreach ( new RecursiveIteratorIterator( $inside, RecursiveIteratorIterator::SELF_FIRST ) as $path => $file ) {
			$this->assertSame( $owner, $file->getOwner(), $path );
			$this->assertSame( 0, $file->getPerms() & 0077, $path );
			++$seen;
		}
		$this->assertGreaterThan( 4, $seen );
		$this->assertSame( 1, self::recorded( $this->refuse( 1 ) ) );
	}
}
