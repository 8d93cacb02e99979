<?php
/**
 * Claims: under any gates, a handler of WordPress core answers as it does without the plugin, or REST
 * Gate refuses; nobody reaches what WordPress refuses; and the gates refuse whom they say, and nobody
 * else.
 *
 * Configurations written by hand and random ones, over the table of core's handlers. REST_GATE_SEED
 * repeats the random ones and the sample of questions; REST_GATE_FULL=1 asks the whole table under
 * each configuration, and not a sample.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/Chance.php';
require_once __DIR__ . '/support/Deployed.php';
require_once __DIR__ . '/support/GateOracle.php';
require_once __DIR__ . '/support/GuardedTestCase.php';
require_once __DIR__ . '/support/RandomGates.php';
require_once __DIR__ . '/support/Table.php';
require_once __DIR__ . '/support/WrittenGates.php';

/**
 * Asks every configuration, and compares with WordPress alone and with what the gates come to.
 */
final class GateTableTest extends GuardedTestCase {

	/** So many configurations are drawn. */
	private const RANDOM = 26;

	/** So many answers are printed. */
	private const PRINTED = 60;

	/** The questions of a sample, by what is expected. Gated ones that pass are kept apart. */
	private const SAMPLE = array(
		GateOracle::CLOSED    => 1,
		GateOracle::REFUSED   => 10,
		'passes'              => 8,
		GateOracle::UNKNOWN   => 5,
		GateOracle::UNCHANGED => 4,
	);

	/** @var int What repeats this run. */
	private static $seed = 0;

	/** @var array<string, array> The documents by name. */
	private static $documents = array();

	/** @var array<string, array<string, string>> What is expected, by document and question. */
	private static $expected = array();

	/** @var array<string, array{status: int, code: string}> The answers without the plugin. */
	private static $before = array();

	/** @var array<string, array<string, array>> The answers by document. */
	private static $answers = array();

	/**
	 * Draws and asks everything.
	 */
	public static function setUpBeforeClass(): void {
		self::$seed = (int) ( getenv( 'REST_GATE_SEED' ) ?: random_int( 1, 2147483647 ) );
		Table::begin();
		Chance::begin( self::$seed );
		self::$documents = WrittenGates::documents();
		for ( $at = 1; $at <= self::RANDOM; $at++ ) {
			self::$documents[ "random-$at" ] = RandomGates::document();
		}
		self::expect();
		$keys = array_keys( array_merge( ...array_values( self::$expected ) ) );
		fwrite( STDERR, sprintf( "\nGateTableTest: %d configurations, %d requests, REST_GATE_SEED=%d\n", count( self::$documents ), array_sum( array_map( 'count', self::$expected ) ), self::$seed ) );

		self::$before = Table::ask( Table::OFF, $keys );
		Lab::gate( 'single', self::document( 'block_all' ) );
		// The last one is the one that the site itself keeps: only the headers open anything.
		Table::write( array_map( 'json_encode', self::$documents ) + array( 'block' => self::document( 'block_all' ) ) );
		foreach ( self::$expected as $name => $expected ) {
			self::$answers[ $name ] = Table::ask( $name, array_keys( $expected ) );
		}
	}

	/**
	 * Takes the plugin, its policies and the table's objects away.
	 */
	public static function tearDownAfterClass(): void {
		self::forget();
		Table::end();
	}

	/**
	 * Every answer is WordPress's own, or a refusal of REST Gate that strangers and users are told as
	 * such. So nothing is allowed that WordPress refuses.
	 */
	public function test_gates_only_narrow() {
		$refusals = array( '401 rest_gate_capability', '401 rest_gate_restricted', '401 rest_gate_blocked_all', '403 rest_gate_capability', '403 rest_gate_blocked_all', '400 rest_gate_conflict' );
		$wrong    = array();
		foreach ( self::questions() as list( $name, $key, $answer ) ) {
			$told = Table::told( $answer );
			if ( $answer !== self::$before[ $key ] && ! in_array( $told, $refusals, true ) ) {
				$wrong[ $name ][ $key ] = 'neither of them';
			} elseif ( in_array( $answer['status'], array( 401, 403 ), true ) && str_starts_with( $answer['code'], 'rest_gate_' ) && str_starts_with( $key, 'anonymous ' ) !== ( 401 === $answer['status'] ) ) {
				$wrong[ $name ][ $key ] = 'strangers are told 401, users 403';
			}
		}
		$this->assert_none( $wrong );
		$this->assertSame( array_keys( self::$documents ), array_keys( self::$answers ) );
		$this->assertGreaterThanOrEqual( 40, count( self::$answers ) );
	}

	/**
	 * Where it is certain what the gates come to, that is what happens.
	 */
	public function test_gates_refuse_whom_they_say() {
		$wrong = array();
		foreach ( self::questions() as list( $name, $key, $answer ) ) {
			$expected     = self::$expected[ $name ][ $key ];
			$before       = self::$before[ $key ];
			$is_refused   = in_array( $answer['status'], array( 401, 403 ), true ) && str_starts_with( $answer['code'], 'rest_gate_' );
			$is_unchanged = $answer === $before;
			if ( GateOracle::REFUSED === $expected && ! $is_refused ) {
				$wrong[ $name ][ $key ] = 'the gates refuse this';
			} elseif ( GateOracle::CLOSED === $expected && ! $is_refused && ! ( $is_unchanged && $before['status'] >= 400 ) ) {
				$wrong[ $name ][ $key ] = 'nobody who uses a gated password may do this';
			} elseif ( in_array( $expected, array( GateOracle::UNCHANGED, 'passes' ), true ) && ! $is_unchanged ) {
				$wrong[ $name ][ $key ] = 'the gates let this pass';
			}
		}
		$this->assert_none( $wrong );
	}

	/**
	 * The questions are worth asking: gates refuse what WordPress allows, let pass what they stand
	 * before, and leave alone what they do not; it is mostly certain which; and the site was well.
	 */
	public function test_the_questions_tell_something() {
		$found = array_fill_keys( array( 'kept out', 'passes', GateOracle::UNCHANGED, GateOracle::UNKNOWN ), 0 );
		$idle  = array();
		foreach ( self::$expected as $name => $questions ) {
			foreach ( $questions as $key => $expected ) {
				$allowed = self::$before[ $key ]['status'] < 400;
				$kind    = GateOracle::REFUSED === $expected ? 'kept out' : $expected;
				if ( isset( $found[ $kind ] ) && ( $allowed || GateOracle::UNKNOWN === $kind ) ) {
					++$found[ $kind ];
				}
			}
			if ( ! in_array( GateOracle::REFUSED, $questions, true ) && ! str_starts_with( $name, 'random-' ) && 'simulated' !== $name ) {
				$idle[] = $name;
			}
		}
		fwrite( STDERR, 'GateTableTest: ' . http_build_query( $found, '', ', ' ) . "\n" );
		$all = array_sum( array_map( 'count', self::$expected ) );
		$this->assertSame( array(), $idle, 'These refuse nobody.' );
		$this->assertGreaterThan( $all / 20, $found['kept out'] );
		$this->assertGreaterThan( $all / 20, $found['passes'] );
		$this->assertGreaterThan( $all / 50, $found[ GateOracle::UNCHANGED ] );
		$this->assertLessThan( $all / 4, $found[ GateOracle::UNKNOWN ] );
		$this->assertSame( 'ready', Options::get( 'single', 'rest_gate_heartbeat' )['state'], 'The extension decides, not what stands in for it.' );
	}

	/**
	 * Works out what is expected of each document, for the whole table or a sample of it.
	 */
	private static function expect() {
		$told = GateOracle::told( array_values( self::$documents ) );
		$keys = Table::keys( Table::PRINCIPALS, array_keys( Table::cases() ) );
		foreach ( self::$documents as $name => $document ) {
			$oracle   = new GateOracle( $document, $told );
			$expected = array();
			foreach ( $keys as $key ) {
				list( $principal, $handler ) = explode( ' ', $key, 2 );

				$expected[ $key ] = $oracle->expects( $principal, $handler );
				if ( GateOracle::UNCHANGED === $expected[ $key ] && $oracle->is_gated( $handler ) ) {
					$expected[ $key ] = 'passes';
				}
			}
			self::$expected[ $name ] = getenv( 'REST_GATE_FULL' ) ? $expected : self::sample( $expected );
		}
	}

	/**
	 * Some questions of each kind; more of the others where there are few.
	 *
	 * @param array<string, string> $expected What is expected, by question.
	 * @return array<string, string>
	 */
	private static function sample( array $expected ) {
		$sample = array();
		$wanted = 0;
		foreach ( self::SAMPLE as $kind => $count ) {
			$wanted += $count;
			$left    = array_keys( $expected, $kind, true );
			while ( $left && count( $sample ) < $wanted ) {
				$at  = Chance::number( 0, count( $left ) - 1 );
				$key = $left[ $at ];
				array_splice( $left, $at, 1 );
				$sample[ $key ] = $kind;
			}
		}
		return $sample;
	}

	/**
	 * Every answer with the name of its document and its question.
	 *
	 * @return Generator
	 */
	private static function questions() {
		foreach ( self::$answers as $name => $answers ) {
			foreach ( $answers as $key => $answer ) {
				yield array( $name, $key, $answer );
			}
		}
	}

	/**
	 * Tells all wrong answers at once: each configuration that has any, and beneath it who asked what.
	 *
	 * @param array<string, array<string, string>> $wrong What is wrong, by document and question.
	 */
	private function assert_none( array $wrong ) {
		$lines = array();
		foreach ( $wrong as $name => $questions ) {
			$lines[] = $name . ' ' . json_encode( self::$documents[ $name ], JSON_UNESCAPED_SLASHES );
			foreach ( $questions as $key => $why ) {
				$lines[] = sprintf( '    %s: %s; WordPress alone: %s; %s', $key, Table::told( self::$answers[ $name ][ $key ] ), Table::told( self::$before[ $key ] ), $why );
			}
		}
		$count = array_sum( array_map( 'count', $wrong ) );
		$this->assertSame( 0, $count, "$count wrong answers, REST_GATE_SEED=" . self::$seed . ":\n" . implode( "\n", array_slice( $lines, 0, self::PRINTED ) ) );
		$this->assertStringNotContainsString( 'WordPress database error', $this->logged() );
	}
}
