<?php
/**
 * Claims: nobody who reads the log waits for a long import or a long search: what is missing is told, with
 * the command that goes on; a search that is broken off and continued misses nothing.
 *
 * @package RestGate
 */

require_once __DIR__ . '/CliLogSite.php';

/**
 * Tests `wp rest-gate log` with very much in the spool.
 */
final class CliLogBacklogTest extends CliLogSite {

	/** So many records, two each two hundred milliseconds, oldest first. */
	private const RECORDS = 400000;

	/**
	 * The log is on.
	 */
	protected static function document() {
		return self::RECORDED;
	}

	/**
	 * Fills the spool of the day before yesterday: users `even` and `odd` in the same milliseconds, each on a
	 * route of its own, and the first two records the other way round: to find who was on the other's route
	 * takes a look at every record.
	 */
	public static function setUpBeforeClass(): void {
		parent::setUpBeforeClass();
		self::request( '', 'GET', '/wp-json/' );
		$from = strtotime( 'today UTC' ) - 2 * 86400;
		$name = self::folder() . '/spool/' . gmdate( 'Y-m-d', $from ) . '.jsonl';
		$file = fopen( $name, 'x' );
		chmod( $name, 0600 );
		chown( $name, Lab::env( 'WORKER_USER' ) );
		fwrite( $file, '{"spool":"' . str_repeat( '0', 32 ) . "\",\"version\":1}\n" );
		for ( $number = 0; $number < self::RECORDS; $number++ ) {
			fprintf(
				$file,
				"{\"id\":\"%012x-%09x\",\"time\":\"\",\"method\":\"GET\",\"route\":\"/test/v1/%s\",\"outcome\":\"allowed\",\"status\":200,\"duration_us\":%d,\"user_id\":%d,\"user\":\"%s\"}\n",
				1000 * $from + 200 * intdiv( $number, 2 ),
				$number,
				( $number < 2 ) === ( 0 === $number % 2 ) ? 'odd' : 'even',
				1000 + $number,
				7 + $number % 2,
				0 === $number % 2 ? 'even' : 'odd'
			);
		}
		fclose( $file );
	}

	/** @test */
	public function nobody_waits_and_nothing_is_missing_in_the_end() {
		$run = new CliRunner( self::SITE, array( 'log', 'list', '--format=ids' ) );
		$this->assertSame( 0, $run->code );
		$this->assertMatchesRegularExpression( '/^Note: \d+ MB wait to be imported, so the latest records are missing\. `wp rest-gate log import` imports everything\.$/m', $run->err );
		$run = new CliRunner( self::SITE, array( 'log', 'show', '01a000000000-012345678' ) );
		$this->assertStringContainsString( 'There is no record `01a000000000-012345678`. Not everything is imported yet: try again after `wp rest-gate log import`.', $run->err );
		$run = new CliRunner( self::SITE, array( 'log', 'import' ) );
		$this->assertSame( array( 0, '' ), array( $run->code, $run->err ) );
		$this->assertMatchesRegularExpression( '/\ASuccess: Imported \d+ records\.\n\z/', $run->out );
		$this->assertSame( array( self::RECORDS + 1, 0 ), array( self::stats()['records'], self::stats()['waiting_bytes'] ) );

		$run = new CliRunner( self::SITE, array( 'log', 'list', '--format=count' ) );
		$this->assertSame( array( "10000\n", "Note: More than so many.\n" ), array( $run->out, $run->err ) );

		$words = array( 'log', 'list', '--route==/test/v1/odd', '--by=even', '--format=ids' );
		$found = '';
		for ( $runs = 1; $runs < 50; $runs++ ) {
			$run    = new CliRunner( self::SITE, $words );
			$found .= trim( $run->out );
			if ( 1 !== preg_match( '/^Looked through everything back to \d{4}-\d\d-\d\d \d\d:\d\d:\d\d; continue: wp rest-gate (log list .*)$/m', $run->err, $more ) ) {
				break;
			}
			$words = array_values( preg_grep( '/^--url=/', explode( ' ', str_replace( "'", '', $more[1] ) ), PREG_GREP_INVERT ) );
		}
		$this->assertSame( array( sprintf( '%012x-000000000', 1000 * ( strtotime( 'today UTC' ) - 2 * 86400 ) ), '' ), array( $found, $run->err ) );
		$this->assertGreaterThan( 1, $runs, 'the search was broken off' );
	}
}
