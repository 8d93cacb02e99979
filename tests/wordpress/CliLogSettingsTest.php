<?php
/**
 * Claims: the log is switched on and off and set from the command line, each change a revision of the
 * policy; what the log needs is made with it, and its cron events come and go with it.
 *
 * @package RestGate
 */

require_once __DIR__ . '/CliLogSite.php';

/**
 * Tests `wp rest-gate log settings`, `set`, `enable`, `disable` and `rotate-key`.
 */
final class CliLogSettingsTest extends CliLogSite {

	private const ENABLED_NOTE = "Note: `wp rest-gate status --refresh` tells whether the web server's PHP can write the log.\n";

	/** The events of the log with their schedules. */
	private const EVENTS = array(
		'rest_gate_log_import'    => 'rest_gate_five_minutes',
		'rest_gate_log_retention' => 'daily',
	);

	/**
	 * Begins with a site that was never configured.
	 */
	protected function setUp(): void {
		self::remove_folder();
		self::forget();
		new CliRunner( self::SITE, array( 'wp', 'cron', 'event', 'delete', 'rest_gate_log_import' ) );
		new CliRunner( self::SITE, array( 'wp', 'cron', 'event', 'delete', 'rest_gate_log_retention' ) );
	}

	/** @test */
	public function a_log_that_was_never_on_says_how_to_switch_it_on() {
		foreach ( array( 'list', 'stats', 'tail', 'export', 'import', 'verify', 'clear --yes', 'purge --older-than=3', 'show x' ) as $words ) {
			$run = new CliRunner( self::SITE, array_merge( array( 'log' ), explode( ' ', $words ) ) );
			$this->assertSame( array( '', "Error: The log is off, and nothing was ever recorded. `wp rest-gate log enable` switches it on.\n", 1 ), array( $run->out, $run->err, $run->code ), $words );
		}
		$this->assertSame( array(), Options::names( self::SITE, 'rest_gate_site' ), 'asking makes no name' );
	}

	/** @test */
	public function switching_it_on_makes_what_it_needs_and_off_takes_the_events_away() {
		$this->assertSame( array(), self::events() );
		$this->assert_ran( 0, "Success: enabled is true. Revision 1.\n" . self::ENABLED_NOTE, '', array( 'log', 'enable' ) );
		$this->assertSame( self::EVENTS, self::events() );
		$site = Options::get( self::SITE, 'rest_gate_site' );
		$keys = Options::get( self::SITE, 'rest_gate_log_keys' );
		$this->assertSame( 'http://noslash.test', $site['home'] );
		$this->assertMatchesRegularExpression( '/\A[0-9a-f]{32}\z/', $site['id'] );
		$this->assertCount( 1, $keys );
		$this->assertMatchesRegularExpression( '/\A[0-9a-f]{64}\z/', $keys[0] );
		$this->assert_ran( 0, "Success: enabled is already true. Revision 1.\n" . self::ENABLED_NOTE, '', array( 'log', 'enable' ) );
		$this->assert_ran( 0, "Success: enabled is false. Revision 2.\nNote: What was recorded stays until `wp rest-gate log clear` or `purge` removes it.\n", '', array( 'log', 'disable' ) );
		$this->assertSame( array(), self::events() );
		$this->assertSame( array( $site, $keys ), array( Options::get( self::SITE, 'rest_gate_site' ), Options::get( self::SITE, 'rest_gate_log_keys' ) ) );
	}

	/** @test */
	public function what_was_recorded_can_be_read_after_it_was_switched_off() {
		self::log( 'enable' );
		$id = self::request( '', 'GET', '/wp-json/' );
		self::log( 'set', 'exclude' );
		$id = self::request( '', 'GET', '/wp-json/' );
		self::log( 'disable' );
		Http::send( 'GET', '/wp-json/', array( 'Host' => self::HOST ) );
		$run = new CliRunner( self::SITE, array( 'log', 'list', '--format=ids', '--limit=1' ) );
		$this->assertSame( array( "$id\n", 0 ), array( $run->out, $run->code ) );
		$this->assertStringStartsWith( "Note: The log is off: nothing new is recorded. `wp rest-gate log enable` switches it on.\n", $run->err );
	}

	/** @test */
	public function settings_are_listed_and_set() {
		$settings = array_column( json_decode( self::log( 'settings', '--format=json' ), true ), 'value', 'key' );
		$expected = array(
			'enabled'               => 'false',
			'sampling_percent'      => '100',
			'retention_days'        => '30',
			'always_record_denials' => 'true',
			'hash_ips'              => 'false',
			'record_bodies'         => 'false',
			'body_limit'            => '16384',
			'spool_max_mb'          => '256',
			'store_max_mb'          => '1024',
			'exclude'               => '/wp-json/wp/v2/, /wp-json/wc/store/, /wp-json/oembed/',
			'exclude_ips'           => '',
			'redact'                => '',
			'proxies.trusted'       => '',
			'proxies.header'        => 'X-Forwarded-For',
		);
		ksort( $settings );
		ksort( $expected );
		$this->assertSame( $expected, $settings );
		$cases = array(
			array( array( 'retention_days', '7' ), '', 'retention_days is 7' ),
			array( array( 'hash_ips', 'true' ), '', 'hash_ips is true' ),
			array( array( 'exclude', '/wp-json/a/,/wp-json/b/' ), '', 'exclude is /wp-json/a/, /wp-json/b/' ),
			array( array( 'exclude', '-' ), "/wp-json/c/\n/wp-json/d/\n", 'exclude is /wp-json/c/, /wp-json/d/' ),
			array( array( 'exclude' ), '', 'exclude is empty' ),
			array( array( 'exclude_ips', '10.0.0.0/8' ), '', 'exclude_ips is 10.0.0.0/8' ),
			array( array( 'proxies.trusted', '127.0.0.1,::1' ), '', 'proxies.trusted is 127.0.0.1, ::1' ),
		);
		foreach ( $cases as $at => list( $words, $input, $said ) ) {
			$this->assert_ran( 0, sprintf( "Success: %s. Revision %d.\n", $said, $at + 1 ), '', array_merge( array( 'log', 'set' ), $words ), $input );
		}
		$this->assert_ran( 0, "Success: retention_days is already 7. Revision 7.\n", '', array( 'log', 'set', 'retention_days', '7' ) );
	}

	/**
	 * Settings that are refused, and what is named.
	 *
	 * @return array[]
	 */
	public static function mistakes() {
		return array(
			array( array( 'retention_days', '366' ), '365' ),
			array( array( 'sampling_percent', '0' ), '100' ),
			array( array( 'nix', 'true' ), 'retention_days' ),
			array( array( 'enabled', 'maybe' ), '`maybe`' ),
			array( array( 'exclude_ips', '10.0.0.1/8' ), '10.0.0.0/8' ),
			array( array( 'exclude', 'wp/v2' ), '`wp/v2`' ),
			array( array( 'retention_days' ), 'retention_days' ),
		);
	}

	/**
	 * What is wrong is refused and changes nothing.
	 *
	 * @dataProvider mistakes
	 * @param string[] $words The words.
	 * @param string   $named What is named.
	 */
	public function test_a_wrong_setting_is_refused( array $words, $named ) {
		$run = new CliRunner( self::SITE, array_merge( array( 'log', 'set' ), $words ) );
		$this->assertSame( array( 1, '' ), array( $run->code, $run->out ) );
		$this->assertStringStartsWith( 'Error: ', $run->err );
		$this->assertStringContainsString( $named, $run->err );
		$this->assertNull( Options::raw( self::SITE, 'rest_gate_policy' ) );
	}

	/** @test */
	public function another_key_gives_other_pseudonyms_and_the_address_finds_both() {
		self::import( '{ "version": 1, "mode": "restrict", "log": { "enabled": true, "exclude": [], "hash_ips": true } }' );
		$first = self::request( '', 'GET', '/wp-json/wp/v2/users' );
		$this->assert_ran( 0, "Success: Addresses are hashed with a new key from now on.\nNote: Earlier records keep their pseudonyms; a search by address still finds them by 1 earlier key.\n", '', array( 'log', 'rotate-key' ) );
		$second = self::request( '', 'GET', '/wp-json/wp/v2/users' );
		$rows   = array_column( json_decode( self::log( 'list', '--format=json' ), true ), 'ip', 'id' );
		$this->assertSame( array( $second, $first ), array_keys( $rows ) );
		$this->assertCount( 2, array_unique( $rows ) );
		foreach ( $rows as $id => $pseudonym ) {
			$this->assertMatchesRegularExpression( '/\A~[0-9a-f]{32}\z/', $pseudonym );
			$this->assertSame( array( $id ), self::ids( "--ip=$pseudonym" ) );
		}
		$this->assertSame( array( $second, $first ), self::ids( '--ip=127.0.0.1' ) );
		$this->assertStringNotContainsString( '127.0.0.1', shell_exec( 'cat ' . self::folder() . '/*/*' ) );
	}

	/** @test */
	public function a_key_without_hashing_is_warned_about() {
		self::log( 'enable' );
		$run = new CliRunner( self::SITE, array( 'log', 'rotate-key' ) );
		$this->assertSame( array( "Success: There is a new key for addresses.\n", "Warning: Addresses are recorded as they are: hash_ips is off. `wp rest-gate log set hash_ips true` has them hashed.\n", 0 ), array( $run->out, $run->err, $run->code ) );
	}

	/**
	 * The scheduled events of the log with their schedules.
	 *
	 * @return string[]
	 */
	private static function events() {
		$run    = new CliRunner( self::SITE, array( 'wp', 'eval', 'foreach ( _get_cron_array() as $at => $hooks ) { foreach ( $hooks as $hook => $events ) { foreach ( $events as $event ) { echo "$hook $event[schedule]\n"; } } }' ) );
		$events = array();
		preg_match_all( '/^(rest_gate_\w+) (\w+)$/m', $run->out, $found, PREG_SET_ORDER );
		foreach ( $found as list( , $hook, $schedule ) ) {
			$events[ $hook ] = $schedule;
		}
		ksort( $events );
		return $events;
	}
}
