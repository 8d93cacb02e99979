<?php
/**
 * A site whose log is on, and requests that are told apart in it.
 *
 * @package RestGate
 */

require_once __DIR__ . '/GatedSiteTestCase.php';
require_once __DIR__ . '/Spool.php';

/**
 * Base of the tests of the log. The site trusts the test as a proxy, and each request comes from a client
 * of its own: so none is folded into another's record, and each is found by its address.
 */
abstract class LoggedTestCase extends GatedSiteTestCase {

	/** @var int The number of the last client. */
	private static $clients = 0;

	/**
	 * A policy document with the log on.
	 *
	 * @param string $mode The mode.
	 * @param array  $log  More settings of the log.
	 * @param array  $more More keys of the document.
	 * @return string
	 */
	protected static function logging( $mode = 'off', array $log = array(), array $more = array() ) {
		$document = array(
			'version' => 1,
			'mode'    => $mode,
			'log'     => $log + array( 'enabled' => true, 'exclude' => array() ),
		);
		return json_encode( $more + $document + array( 'proxies' => array( 'trusted' => array( '127.0.0.1' ) ) ), JSON_UNESCAPED_SLASHES );
	}

	/**
	 * Removes the logs as well.
	 */
	public static function tearDownAfterClass(): void {
		parent::tearDownAfterClass();
		Spool::wipe();
	}

	/**
	 * The address of a client that never asked before.
	 *
	 * @return string
	 */
	protected static function client() {
		$number = ++self::$clients;
		// The process's number keeps clients of an earlier run apart.
		return '10.' . ( getmypid() + ( $number >> 16 ) & 255 ) . '.' . ( $number >> 8 & 255 ) . '.' . ( $number & 255 );
	}

	/**
	 * Sends a request from a client of its own.
	 *
	 * @param string                $method  The method.
	 * @param string                $uri     The target.
	 * @param array<string, string> $headers Headers.
	 * @param string|null           $body    The body.
	 * @param string                $server  The server variant.
	 * @return array The answer; `client` tells the address.
	 */
	protected function send( $method, $uri, array $headers = array(), $body = null, $server = 'nginx' ) {
		$client   = self::client();
		$headers += array( 'Host' => $this->host, 'X-Forwarded-For' => $client );
		return Http::send( $method, $uri, $headers, $body, $server ) + array( 'client' => $client );
	}

	/**
	 * Sends JSON from a client of its own.
	 *
	 * @param string                $method  The method.
	 * @param string                $uri     The target.
	 * @param mixed                 $data    The data.
	 * @param array<string, string> $headers Headers.
	 * @return array The answer; `client` tells the address.
	 */
	protected function send_data( $method, $uri, $data, array $headers = array() ) {
		return $this->send( $method, $uri, $headers + array( 'Content-Type' => 'application/json' ), json_encode( $data ) );
	}

	/**
	 * The one record of an answer: its status is what the client saw, its id what the client was told.
	 *
	 * @param array  $answer The answer.
	 * @param string $about  What was asked.
	 * @return array The record; `items` holds those of a batch.
	 */
	protected function record_of( array $answer, $about = '' ) {
		$record = $this->left_by( $answer['client'], $about );
		$this->assertSame( $answer['status'], $record['status'] ?? 0, "$about: the status that the client saw " . json_encode( $record ) );
		if ( isset( $answer['headers']['x-request-id'] ) ) {
			$this->assertSame( array( $record['id'] ), $answer['headers']['x-request-id'], "$about: the request id" );
		}
		return $record;
	}

	/**
	 * The one record that a client's request left.
	 *
	 * @param string $client The client's address.
	 * @param string $about  What was asked.
	 * @param string $site   The site.
	 * @return array The record; `items` holds those of a batch.
	 */
	protected function left_by( $client, $about = '', $site = '' ) {
		$site  = '' === $site ? $this->site : $site;
		$found = Spool::await(
			static function () use ( $client, $site ) {
				$found = Spool::of( $client, $site );
				$tops  = self::without_parent( $found );
				return $tops ? $found : null;
			}
		);
		$tops  = self::without_parent( (array) $found );
		$this->assertCount( 1, $tops, "$about: one record of $client " . json_encode( $tops ) );
		$record = reset( $tops );
		$this->assertGreaterThan( 0, $record['duration_us'] ?? 0, "$about: the duration" );

		$record['items'] = array_values( array_udiff( $found, $tops, static fn( $one, $other ) => strcmp( $one['id'], $other['id'] ) ) );
		return $record;
	}

	/**
	 * Those that are no items of a batch.
	 *
	 * @param array[] $records Records.
	 * @return array[]
	 */
	private static function without_parent( array $records ) {
		return array_filter( $records, static fn( array $record ) => ! isset( $record['parent'] ) );
	}

	/**
	 * Nothing was recorded of a client, though something was of one that asked later.
	 *
	 * @param string[] $clients The addresses.
	 * @param string   $about   What was asked.
	 */
	protected function assert_left_nothing( array $clients, $about = '' ) {
		// Not found means 404, and that is always recorded.
		$this->record_of( $this->send( 'GET', '/wp-json/nothing/here' ) );
		foreach ( $clients as $name => $client ) {
			$this->assertSame( array(), Spool::of( $client, $this->site ), "$about $name" );
		}
	}

	/**
	 * A record holds these facts.
	 *
	 * @param array  $expected The facts; null where there is none.
	 * @param array  $record   The record.
	 * @param string $about    What was asked.
	 */
	protected function assert_facts( array $expected, array $record, $about = '' ) {
		$seen = array();
		foreach ( array_keys( $expected ) as $name ) {
			$seen[ $name ] = $record[ $name ] ?? null;
		}
		$this->assertSame( $expected, $seen, $about . ' ' . json_encode( $record, JSON_UNESCAPED_SLASHES ) );
	}

	/**
	 * Sends refused requests, one client each: each is refused as ever.
	 *
	 * @param int $many How many.
	 * @return string[] The addresses.
	 */
	protected function refuse( $many ) {
		$clients = array();
		for ( $number = 0; $number < $many; ++$number ) {
			$began  = microtime( true );
			$answer = $this->send( 'GET', '/wp-json/wp/v2/posts' );
			$this->assert_refused( $answer );
			$this->assertLessThan( 5, microtime( true ) - $began );
			$clients[] = $answer['client'];
		}
		return $clients;
	}

	/**
	 * What WP-CLI tells of the log, after an import: records, hits and statistics.
	 *
	 * @param array $filter What is asked for.
	 * @return array
	 */
	protected static function told_by_cli( array $filter = array() ) {
		return json_decode( Lab::wp( static::SITE, 'eval-file', __DIR__ . '/log-page.php', base64_encode( json_encode( (object) $filter ) ) ), true );
	}

	/**
	 * How many of some clients have a record in the spool.
	 *
	 * @param string[] $clients The addresses.
	 * @return int
	 */
	protected static function recorded( array $clients ) {
		return count( array_intersect( $clients, array_column( Spool::records( static::SITE ), 'ip' ) ) );
	}
}
