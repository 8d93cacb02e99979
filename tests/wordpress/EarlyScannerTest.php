<?php
/**
 * What scanners, bots and crawlers ask of the REST API is refused, and nearly all of it before WordPress is loaded.
 *
 * tests/corpus/scanner.jsonl is composed, not captured: what such programs typically send, with their own headers.
 * WPScan, nuclei's templates, programs that enumerate users or guess passwords, and crawlers. Routes that are open by
 * default (the index, Wordfence's) are not among them.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/EarlyTestCase.php';

/**
 * Plays the list from clients that never asked before.
 */
final class EarlyScannerTest extends EarlyTestCase {

	/** At least so many of a hundred are answered early. */
	private const SHARE = 95;

	/** The least that the list holds. */
	private const PROBES = 60;

	/**
	 * The defaults but for the delay.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		return array( 'restrict' => self::quick( 'restrict' ) );
	}

	/**
	 * The counters of the workers are asked for by a route.
	 */
	public static function setUpBeforeClass(): void {
		parent::setUpBeforeClass();
		self::plant( 'planted/defence-witness.php' );
	}

	/**
	 * The whole list.
	 */
	public function test_nearly_all_of_a_scan_is_refused_early() {
		self::in_force( 'restrict' );
		self::publish_anew();
		$before = $this->counted();
		$early  = 0;
		$probes = self::probes();
		foreach ( $probes as $probe ) {
			$request = $probe['request'];
			// Nobody waits for another request on the same connection.
			$headers = array( 'Connection' => 'close' ) + $request['headers'];
			$answer  = $this->send( $request['method'], $request['uri'], $headers, $request['body'], 'early' );
			$about   = $probe['id'] . ' ' . $request['method'] . ' ' . $request['uri'];
			$this->assertSame( 401, $answer['status'], $about . ' ' . substr( $answer['body'], 0, 300 ) );
			$record = $this->record_of( $answer, $about );
			$this->assert_facts( array( 'outcome' => 'blocked' ), $record, $about );
			$early += (int) ( 'early' === $record['reason'] );
		}
		$passed = array();
		foreach ( $this->counted() as $name => $figure ) {
			$more = $figure - $before[ $name ];
			if ( 0 === strpos( $name, 'early_passed_' ) && $more > 0 ) {
				$passed[ substr( $name, strlen( 'early_passed_' ) ) ] = $more;
			}
		}
		// The second look at the counters is a request with a credential itself.
		$passed['authorization'] -= 1;
		$passed = array_filter( $passed );
		$share  = 100 * $early / count( $probes );
		fwrite( STDERR, sprintf( "\nEarlyScannerTest: %d of %d probes refused early, %.1f %%; passed on: %s\n", $early, count( $probes ), $share, http_build_query( $passed, '', ', ' ) ) );
		$this->assertGreaterThanOrEqual( self::PROBES, count( $probes ) );
		$this->assertGreaterThanOrEqual( self::SHARE, $share );
		$this->assertSame( count( $probes ) - $early, array_sum( $passed ), json_encode( $passed ) );
	}

	/**
	 * The list.
	 *
	 * @return array[] Each with id and request.
	 */
	private static function probes() {
		return array_map( static fn( $text ) => json_decode( $text, true, 16, JSON_THROW_ON_ERROR ), file( dirname( __DIR__ ) . '/corpus/scanner.jsonl', FILE_IGNORE_NEW_LINES ) );
	}

	/**
	 * What the workers with the early gate counted.
	 *
	 * @return array<string, int>
	 */
	private function counted() {
		$password = self::basic( Lab::env( 'ADMIN_LOGIN' ), Lab::env( 'ADMIN_APP_PASSWORD' ) );
		$answer   = $this->send( 'GET', '/wp-json/witness/v1/figures', $password, null, 'early' );
		$this->assertSame( 200, $answer['status'], $answer['body'] );
		return $answer['json'];
	}
}
