<?php
/**
 * Claims: revisions count up; of changes that were based on the same revision one wins and the
 * others are told; the history keeps the last twenty with who and through what; what does not
 * compile is refused, and the old policy stays in force.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GuardedTestCase.php';

/**
 * Changes of the stored policy, seen over HTTP and in the database.
 */
final class SettingsTest extends GuardedTestCase {

	/** How many write at once. */
	private const WRITERS = 10;

	/** @var string The option of a policy that is in force before each bad document. */
	private static $stored;

	/**
	 * Every test begins with the plugin active on a site that was never configured.
	 */
	public static function setUpBeforeClass(): void {
		Lab::gate( 'single', null );
		$restrict     = self::document( 'restrict', array( array( 'pattern' => '/wp-json/myplugin/v1/*' ) ) );
		self::$stored = Options::of_documents( 'single', array( $restrict ) )[0];
		self::forget_policy();
	}

	/**
	 * Forgets what was stored, and leaves the plugin active.
	 */
	protected function tearDown(): void {
		self::forget_policy();
	}

	/**
	 * Deactivates the plugin.
	 */
	public static function tearDownAfterClass(): void {
		self::forget();
	}

	/**
	 * Each save is the next revision, in force with the next request.
	 */
	public function test_revisions_count_up_and_each_is_in_force_at_once() {
		$this->assert_status( 200, $this->get( '/wp-json/wp/v2/users' ) );
		$codes = array(
			'restrict'  => 'rest_gate_restricted',
			'block_all' => 'rest_gate_blocked_all',
			'off'       => null,
		);
		$count = 0;
		foreach ( $codes as $mode => $code ) {
			$this->assertSame( (string) ++$count, $this->save( self::document( $mode ), $count - 1 ) );
			$this->assertSame( $count, Options::get( 'single', self::POLICY )['revision'] );
			$this->assertSame( $code, $this->get( '/wp-json/wp/v2/users' )['json']['code'] ?? null, $mode );
		}
	}

	/**
	 * What is older loses, and takes nothing with it.
	 */
	public function test_a_save_based_on_an_older_revision_is_refused_and_loses_nothing() {
		$this->save( self::document( 'off' ), 0 );
		$this->save( self::document( 'restrict' ), 1 );
		$stored = Options::raw( 'single', self::POLICY );
		foreach ( array( 0, 1, 3 ) as $based_on ) {
			$this->assertSame( 'rest_gate_revision_conflict', $this->save( self::document( 'off' ), $based_on ), "based on $based_on" );
		}
		$this->assertSame( $stored, Options::raw( 'single', self::POLICY ) );
		$this->assertSame( array( 'rest_gate_revision_1', 'rest_gate_revision_2' ), Options::names( 'single', 'rest_gate_revision_' ) );
		$this->assert_refused( $this->get( '/wp-json/wp/v2/users' ) );
	}

	/**
	 * Ten processes change the same revision at the same moment.
	 */
	public function test_of_ten_saves_at_once_from_the_same_revision_exactly_one_wins() {
		$this->save( self::document( 'restrict' ), 0 );
		$this->assert_one_wins( $this->save_together( 1 ), 2 );
	}

	/**
	 * Ten processes configure the site for the first time.
	 */
	public function test_of_ten_first_saves_at_once_exactly_one_wins() {
		$this->assert_one_wins( $this->save_together( 0 ), 1 );
	}

	/**
	 * The history.
	 */
	public function test_the_history_keeps_the_last_twenty_with_user_and_through() {
		$save = 'foreach ( array( "cli", "admin", "import", "rollback" ) as $through ) { for ( $i = 0; $i < 6; $i++ ) {
			Rest_Gate_Settings::save( Rest_Gate_Settings::document()->withMode( $i % 2 ? "off" : "restrict", false ), Rest_Gate_Settings::revision(), $through );
		} } echo wp_json_encode( Rest_Gate_History::all() );';
		$kept = json_decode( Lab::wp( 'single', 'eval', $save, '--user=' . Lab::env( 'EDITOR_LOGIN' ) ), true );
		$this->assertSame( range( 24, 5 ), array_column( $kept, 'revision' ) );
		$this->assertSame( array( 'cli', 'admin', 'import', 'rollback' ), array_values( array_unique( array_reverse( array_column( $kept, 'through' ) ) ) ) );
		foreach ( $kept as $revision ) {
			$this->assertSame( array( 3, 'editor1' ), array( $revision['user_id'], $revision['user'] ) );
			$this->assertEqualsWithDelta( time(), $revision['time'], 60 );
			$this->assertSame( $revision['revision'] % 2 ? 'restrict' : 'off', json_decode( $revision['document'], true )['mode'] );
		}
		$this->assertCount( 20, Options::names( 'single', 'rest_gate_revision_' ) );
		$this->save( self::document( 'restrict' ), 24 );
		$by_nobody = Options::get( 'single', 'rest_gate_revision_25' );
		$this->assertSame( array( 0, '' ), array( $by_nobody['user_id'], $by_nobody['user'] ) );
	}

	/**
	 * A policy that was torn does not set the count back: the new revision would stand behind twenty
	 * old ones in the history, and be forgotten at once.
	 */
	public function test_revisions_go_on_behind_the_history_after_the_option_was_corrupt() {
		foreach ( range( 30, 49 ) as $number ) {
			$old = array(
				'revision' => $number,
				'document' => self::document( 'off' ),
			);
			Options::put( 'single', "rest_gate_revision_$number", serialize( $old ) );
		}
		Options::put( 'single', self::POLICY, 'garbage' );
		Lab::gate( 'single', self::document( 'block_all' ) );
		$revision = Options::get( 'single', self::POLICY )['revision'];
		$history  = Options::get( 'single', "rest_gate_revision_$revision" );
		$this->assertSame( 'block_all', json_decode( $history['document'] ?? '', true )['mode'] ?? null, "revision $revision in the history" );
		$this->assertSame( 50, $revision );
	}

	/**
	 * Documents that are refused.
	 *
	 * @return array[]
	 */
	public static function bad() {
		return array(
			'not JSON'        => array( '{"version":1,' ),
			'an unknown key'  => array( '{"version":1,"mode":"off","extra":1}' ),
			'an unknown mode' => array( '{"version":1,"mode":"open"}' ),
			'a newer version' => array( '{"version":2,"mode":"off"}' ),
			'it opens all'    => array( '{"version":1,"mode":"restrict","allowlist":[{"pattern":"/wp-json/*"}]}' ),
			'it opens batch'  => array( '{"version":1,"mode":"restrict","allowlist":[{"pattern":"/wp-json/batch/v1"}]}' ),
		);
	}

	/**
	 * A bad document changes nothing.
	 *
	 * @dataProvider bad
	 * @param string $document The document.
	 */
	public function test_a_bad_document_is_refused_and_the_old_policy_stays_in_force( $document ) {
		Options::put( 'single', self::POLICY, self::$stored );
		$this->assertSame( 'rest_gate_invalid_policy', $this->save( $document, 1 ) );
		$this->assertSame( self::$stored, Options::raw( 'single', self::POLICY ) );
		$this->assertNull( Options::raw( 'single', 'rest_gate_revision_2' ) );
		$this->assert_refused( $this->get( '/wp-json/wp/v2/users' ) );
		$this->assert_status( 200, $this->get( '/wp-json/myplugin/v1/thing' ) );
	}

	/**
	 * Forgets everything that the plugin stored.
	 */
	private static function forget_policy() {
		foreach ( Options::names( 'single', 'rest_gate_' ) as $name ) {
			Options::drop( 'single', $name );
		}
	}

	/**
	 * Saves a text as it is, past the parser, as a document of another version of the extension would be.
	 *
	 * @param string $text     The document.
	 * @param int    $based_on The revision.
	 * @return string The revision, or the code of the error.
	 */
	private function save( $text, $based_on ) {
		return Lab::wp( 'single', 'eval-file', __DIR__ . '/support/save-text.php', base64_encode( $text ), (string) $based_on );
	}

	/**
	 * Has processes save at once, each a document of its own.
	 *
	 * @param int $based_on The revision that all of them are based on.
	 * @return array The results by the name that stands in the document.
	 */
	private function save_together( $based_on ) {
		$folder = sys_get_temp_dir() . '/rest-gate-' . bin2hex( random_bytes( 6 ) );
		mkdir( $folder );
		chmod( $folder, 0777 );
		$processes = array();
		$outputs   = array();
		for ( $i = 0; $i < self::WRITERS; $i++ ) {
			$name               = 'writer' . $i;
			$command            = array( Lab::env( 'SITE_COMMAND' ), 'wp', 'single', 'eval-file', __DIR__ . '/support/save-together.php', $folder, $name, (string) $based_on );
			$processes[ $name ] = proc_open( $command, array( 1 => array( 'pipe', 'w' ) ), $pipes );
			$outputs[ $name ]   = $pipes[1];
		}
		$until = microtime( true ) + 60;
		while ( count( glob( "$folder/*.ready" ) ) < self::WRITERS && microtime( true ) < $until ) {
			usleep( 10000 );
		}
		touch( "$folder/go" );
		$results = array();
		foreach ( $processes as $name => $process ) {
			$results[ $name ] = json_decode( stream_get_contents( $outputs[ $name ] ), true );
			proc_close( $process );
		}
		array_map( 'unlink', glob( "$folder/*" ) );
		rmdir( $folder );
		return $results;
	}

	/**
	 * One writer won, its document is what is stored and what the history tells.
	 *
	 * @param array $results  The results by name.
	 * @param int   $revision The revision that the winner made.
	 */
	private function assert_one_wins( array $results, $revision ) {
		$winners = array_keys( $results, $revision, true );
		$this->assertCount( 1, $winners, json_encode( $results ) );
		$this->assertCount( self::WRITERS - 1, array_keys( $results, 'rest_gate_revision_conflict', true ), json_encode( $results ) );
		$stored = Options::get( 'single', self::POLICY );
		$this->assertSame( $revision, $stored['revision'] );
		$this->assertStringContainsString( "/$winners[0]/", str_replace( '\/', '/', $stored['document'] ) );
		$this->assertStringContainsString( "/$winners[0]/", stripslashes( $stored['expressions'] ) );
		$this->assertSame( $stored['document'], Options::get( 'single', "rest_gate_revision_$revision" )['document'] );
	}
}
