<?php
/**
 * Claims: the delay, the rate limit and the early gate are set from the command line, each change a
 * revision of the policy; what makes no sense is refused with what would.
 *
 * @package RestGate
 */

require_once __DIR__ . '/CliGateSite.php';

/**
 * Tests `wp rest-gate tarpit`, `rate-limit` and `early`.
 */
final class CliSectionsTest extends CliGateSite {

	/**
	 * Begins with a site that was never configured.
	 */
	protected function setUp(): void {
		self::forget();
	}

	/** @test */
	public function a_section_is_listed_and_changed() {
		$this->assert_ran( 0, "key,value\nmin_ms,200\nmax_ms,800\nmax_waiting,null\n", '', array( 'tarpit', 'show', '--format=csv' ) );
		$this->assert_ran( 0, "Success: max_ms is 2000. Revision 1.\n", '', array( 'tarpit', 'set', 'max_ms', '2000' ) );
		$this->assert_ran( 0, "Success: max_ms is already 2000. Revision 1.\n", '', array( 'tarpit', 'set', 'max_ms', '2000' ) );
		$this->assert_ran( 0, "Success: max_waiting is 0. Revision 2.\n", '', array( 'tarpit', 'set', 'max_waiting', '0' ) );
		$this->assert_ran( 0, "Success: max_waiting is null. Revision 3.\n", '', array( 'tarpit', 'set', 'max_waiting', 'null' ) );
		$this->assert_ran( 0, "key,value\nenabled,true\naggressive,false\n", '', array( 'early', 'show', '--format=csv' ) );
		$this->assert_ran( 0, "Success: enabled is false. Revision 4.\n", '', array( 'early', 'disable' ) );
		$this->assert_ran( 0, "Success: Nothing differed: the early gate never stood back.\n", '', array( 'early', 'retry' ) );
	}

	/** @test */
	public function what_makes_no_sense_is_refused_and_changes_nothing() {
		$cases = array(
			'a text'               => array( array( 'tarpit', 'set', 'max_ms', 'long' ), '/tarpit/max_ms: `long`: not a whole number' ),
			'out of range'         => array( array( 'tarpit', 'set', 'max_ms', '9000' ), '/tarpit/max_ms: `9000`: not a whole number from 0 to 5000' ),
			'the longest too short' => array( array( 'tarpit', 'set', 'max_ms', '100' ), '/tarpit/min_ms: `200`: greater than `max_ms` (100)' ),
			'no setting'           => array( array( 'tarpit', 'set', 'delay', '1' ), '`delay`: unknown setting; known are `min_ms`, `max_ms`, `max_waiting`' ),
			'whose address'        => array( array( 'rate-limit', 'enable' ), '/rate_limit/enabled:' ),
			'no proxies'           => array( array( 'rate-limit', 'set', 'client', 'somebody' ), '/rate_limit/client: `somebody`' ),
		);
		foreach ( $cases as $name => list( $words, $why ) ) {
			$run = new CliRunner( self::SITE, $words );
			$this->assertSame( array( 1, '' ), array( $run->code, $run->out ), $name );
			$this->assertStringContainsString( $why, $run->err, $name );
		}
		$this->assertSame( array(), Options::names( self::SITE, 'rest_gate_policy' ) );
	}

	/** @test */
	public function a_limit_is_switched_on_once_it_is_known_whom_it_limits() {
		$this->assert_ran( 0, "Success: client is direct. Revision 1.\n", '', array( 'rate-limit', 'set', 'client', 'direct' ) );
		$this->assert_ran( 0, "Success: enabled is true. Revision 2.\n", '', array( 'rate-limit', 'enable' ) );
		$this->assert_ran( 0, "Success: per_minute is 120. Revision 3.\n", '', array( 'rate-limit', 'set', 'per_minute', '120' ) );
		$this->assert_ran( 0, "Success: enabled is false. Revision 4.\n", '', array( 'rate-limit', 'disable' ) );
	}

	/** @test */
	public function a_gate_that_stood_back_tries_again() {
		Options::put( self::SITE, 'rest_gate_model_mismatch', serialize( array( 'time' => 1, 'uri' => '/x', 'expected' => 'GET /a', 'served' => 'GET /b' ) ) );
		$this->assert_ran( 0, "Success: The early gate tries again with the next request.\n", '', array( 'early', 'retry' ) );
		$this->assertSame( array(), Options::names( self::SITE, 'rest_gate_model_mismatch' ) );
	}
}
