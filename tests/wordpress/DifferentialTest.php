<?php
/**
 * WordPress against the extension: for random requests over every server variant and site, the
 * extension resolves from PHP's inputs exactly the route and method that WordPress ran, or why none
 * was run.
 *
 * No gate is active. An observer in WordPress writes down what PHP was given and what was dispatched.
 * REST_GATE_SEED repeats a run, REST_GATE_DIFFERENTIAL_COUNT sets how many requests are drawn.
 *
 * @package RestGate
 */

use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/support/Pool.php';
require_once __DIR__ . '/support/Chance.php';
require_once __DIR__ . '/support/Spelling.php';
require_once __DIR__ . '/support/RandomBodies.php';
require_once __DIR__ . '/support/RandomRequests.php';
require_once __DIR__ . '/support/Observation.php';

/**
 * Compares resolutions.
 */
final class DifferentialTest extends TestCase {

	private const COUNT = 2400;

	/** Every site that is drawn. */
	private const SITES = array( 'single', 'plain', 'idx', 'prefix', 'sub', 'ms', 'shop', 'noslash' );

	/** So many disagreements are printed. */
	private const PRINTED = 12;

	/** @var array<string, int> How the requests ended. */
	private $ends = array();

	/**
	 * Takes the gate away.
	 */
	public static function setUpBeforeClass(): void {
		foreach ( self::SITES as $site ) {
			Lab::ungate( $site );
		}
	}

	/**
	 * The comparison.
	 */
	public function test_the_extension_resolves_what_wordpress_runs() {
		$count = (int) ( getenv( 'REST_GATE_DIFFERENTIAL_COUNT' ) ?: self::COUNT );
		$seed  = (int) ( getenv( 'REST_GATE_SEED' ) ?: random_int( 1, 2147483647 ) );
		fwrite( STDERR, "\nDifferentialTest: $count requests, REST_GATE_SEED=$seed\n" );

		$observations = $this->observe( $count, $seed );
		$resolved     = self::resolve( $observations );
		$mismatches   = array();
		foreach ( $observations as $id => $observation ) {
			$this->count_end( $observation->did['kind'] );
			if ( ! $observation->agrees_with( $resolved[ $id ] ) ) {
				$mismatches[] = $observation->told( $resolved[ $id ] );
			}
		}
		ksort( $this->ends );
		fwrite( STDERR, 'DifferentialTest: ' . http_build_query( $this->ends, '', ', ' ) . "\n" );

		$this->assertSame( 0, count( $mismatches ), "REST_GATE_SEED=$seed\n" . implode( "\n", array_slice( $mismatches, 0, self::PRINTED ) ) );
		$this->assertGreaterThan( $count * 0.6, count( $observations ), 'too few requests reached PHP' );
		$this->assertGreaterThan( $count * 0.25, $this->ends['rest'] ?? 0, 'too few requests were REST' );
		foreach ( $count >= 1000 ? array( 'not_rest', 'dies', 'invalid_jsonp' ) : array() as $kind ) {
			$this->assertGreaterThan( $count * 0.005, $this->ends[ $kind ] ?? 0, "too few requests ended as $kind" );
		}
	}

	/**
	 * Plays the requests and reads what was observed.
	 *
	 * @param int $count How many.
	 * @param int $seed  The seed.
	 * @return array<string, Observation> Those that reached PHP.
	 */
	private function observe( $count, $seed ) {
		$admin        = new Login( 'ADMIN' );
		$observations = array();
		Chance::begin( $seed );
		// Drawn before any is played: the order of answers must not take part.
		$requests = iterator_to_array( RandomRequests::draw( $count, "differential-$seed", $admin ) );
		Pool::play(
			$requests,
			function ( $id, $request, $answer ) use ( &$observations ) {
				if ( ! isset( $answer['headers']['x-test-blog'] ) ) {
					$this->count_end( 'never_reached_wordpress' );
					return;
				}
				$observations[ $id ] = new Observation( $request, $answer, self::seen( $id ) );
			}
		);
		return $observations;
	}

	/**
	 * What the observer wrote. It writes after the answer.
	 *
	 * @param string $id The observation.
	 * @return array
	 */
	private static function seen( $id ) {
		$file  = Lab::env( 'OBSERVE_DIR' ) . "/$id.json";
		$until = microtime( true ) + 10;
		while ( ! is_file( $file ) ) {
			if ( microtime( true ) > $until ) {
				throw new RuntimeException( "nothing was observed of $id" );
			}
			usleep( 2000 );
			clearstatcache( true, $file );
		}
		$seen = json_decode( file_get_contents( $file ), true, 512, JSON_THROW_ON_ERROR );
		unlink( $file );
		return $seen;
	}

	/**
	 * Asks the extension, in one process.
	 *
	 * @param array<string, Observation> $observations The observed requests.
	 * @return array<string, array> What it says, by the same keys.
	 * @throws RuntimeException When the process ends before every case is answered.
	 */
	private static function resolve( array $observations ) {
		$cases   = tmpfile();
		$answers = tmpfile();
		foreach ( $observations as $observation ) {
			fwrite( $cases, base64_encode( serialize( $observation->inputs ) ) . "\n" );
		}
		rewind( $cases );
		$pipes   = array();
		$process = proc_open(
			array( Lab::env( 'PHP_BIN' ), '-n', '-d', 'display_errors=stderr', '-d', 'extension=' . Lab::env( 'EXTENSION_SO' ), __DIR__ . '/support/resolve.php' ),
			array( $cases, $answers, STDERR ),
			$pipes
		);
		$status  = proc_close( $process );
		rewind( $answers );
		$resolved = array();
		foreach ( array_keys( $observations ) as $id ) {
			$line = fgets( $answers );
			if ( 0 !== $status || false === $line ) {
				throw new RuntimeException( "support/resolve.php ended with $status" );
			}
			$resolved[ $id ] = unserialize( base64_decode( $line ), array( 'allowed_classes' => false ) );
		}
		return $resolved;
	}

	/**
	 * Counts an end.
	 *
	 * @param string $end How a request ended.
	 */
	private function count_end( $end ) {
		$this->ends[ $end ] = ( $this->ends[ $end ] ?? 0 ) + 1;
	}
}
