<?php
/**
 * The commands of WP-CLI, as an operator runs them: what they print, where, and the exit code.
 *
 * @package RestGate
 */

use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/CliRunner.php';

/**
 * Tests `wp rest-gate`.
 */
final class CliTest extends TestCase {

	private const SITES = array( 'noslash', 'plain', 'prefix' );

	/** Everything registered is these five, so that counts are literal. */
	private const FEW_ENDPOINTS = '--exec=WP_CLI::add_wp_hook( "rest_endpoints", function ( $all ) {
		$few = array_intersect_key( $all, array_flip( array( "/", "/wp/v2/users", "/oembed/1.0/embed", "/myplugin/v1/item/(?P<id>\\\\d+)" ) ) );
		return $few + array( "/contact-form-7/v1/contact-forms/(?P<id>\\\\d+)/refill" => $all["/wp/v2/users"] );
	} );';

	private const CLOSED_OF_FEW = "registered by\tclosed\tendpoints\tpresets\nWordPress core\t3\t4\toembed, contact-form-7\nMy Plugin (test fixture)\t1\t1\t\n";

	private const LOOPBACK_FAILS  = '--exec=WP_CLI::add_wp_hook( "pre_http_request", function () { return new WP_Error( "http", "nobody listens" ); } );';
	private const LOOPBACK_IS_503 = '--exec=WP_CLI::add_wp_hook( "pre_http_request", function () { return array( "response" => array( "code" => 503 ) ); } );';

	/** Another process changes the policy after this one has read it. */
	private const MEANWHILE = '--exec=WP_CLI::add_wp_hook( "option_rest_gate_policy", function ( $policy ) {
		static $reads = 0;
		if ( 2 === ++$reads ) {
			global $wpdb;
			$wpdb->update( $wpdb->options, array( "option_value" => serialize( array( "revision" => 7 ) + $policy ) ), array( "option_name" => "rest_gate_policy" ) );
		}
		return $policy;
	} );';

	/** @var mysqli The database of the sites. */
	private static $database;

	/** @var string The options of the site noslash. */
	private static $options;

	/** @var array<string, array[]> The options as each stored document left them. */
	private static $rows = array();

	/** @var bool Whether the must-use loader was there before the tests. */
	private static $had_loader = false;

	/**
	 * Activates the plugin.
	 */
	public static function setUpBeforeClass(): void {
		self::$had_loader = is_file( self::loader() );
		foreach ( self::SITES as $site ) {
			new CliRunner( $site, array( 'wp', 'plugin', 'activate', 'rest-gate' ) );
		}
		self::$database = new mysqli( 'localhost', Lab::env( 'DB_USER' ), Lab::env( 'DB_PASSWORD' ), Lab::env( 'DB_NAME' ), 0, Lab::env( 'MARIADB_SOCKET' ) );
		self::$options  = trim( ( new CliRunner( 'noslash', array( 'wp', 'db', 'prefix' ) ) )->out ) . 'options';
	}

	/**
	 * Leaves the sites as they were. They share their files, so others may still need the loader.
	 */
	public static function tearDownAfterClass(): void {
		self::forget();
		$loader = self::$had_loader && is_file( self::loader() ) ? file_get_contents( self::loader() ) : null;
		foreach ( self::SITES as $site ) {
			new CliRunner( $site, array( 'wp', 'plugin', 'deactivate', 'rest-gate' ) );
		}
		if ( null !== $loader ) {
			file_put_contents( self::loader(), $loader );
			chown( self::loader(), Lab::env( 'WORKER_USER' ) );
		}
	}

	/**
	 * Begins with a site that was never configured.
	 */
	protected function setUp(): void {
		self::forget();
	}

	// --- status --------------------------------------------------------------------------------

	/** @test */
	public function status_of_a_site_that_stands() {
		self::install_loader();
		$run = new CliRunner( 'noslash', array( 'status' ) );
		$this->assertSame( array( 0, self::status( array() ), '' ), array( $run->code, self::without_figures( $run->out ), $run->err ) );
	}

	/** @test */
	public function status_counts_the_allowlist() {
		self::install_loader();
		self::store(
			'{ "version": 1, "mode": "restrict", "simulate": true, "builtin_disabled": [ "/wc-auth/v1/*" ],
			"allowlist": [ { "pattern": "/wp-json/a/v1/x" }, { "pattern": "/wp-json/a/v1/y", "expires": "2020-01-31" } ] }'
		);
		$run  = new CliRunner( 'noslash', array( 'status', '--format=json' ) );
		$rows = array_column( json_decode( $run->out, true ), 'value', 'item' );
		$this->assertSame( array( 0, '' ), array( $run->code, $run->err ) );
		$this->assertMatchesRegularExpression( '/\A[0-9a-f]{16}\z/', $rows['policy hash'] );
		unset( $rows['policy hash'] );
		$this->assertSame( array( 'restrict', 'yes', '1', '7 of 8 enabled', '2', '1' ), array_slice( array_values( $rows ), 4, 6 ) );
	}

	/** @test */
	public function status_without_the_extension_is_critical_and_still_tells_the_mode() {
		self::install_loader();
		self::store( '{ "version": 1, "mode": "restrict", "allowlist": [ { "pattern": "/wp-json/a/v1/x" } ] }' );
		$expected = self::status(
			array(
				'health'           => 'critical',
				'extension here'   => 'not loaded, cli of PHP ' . PHP_VERSION,
				'mode'             => 'restrict',
				'revision'         => '1',
				'policy hash'      => 'unknown',
				'built-in entries' => 'unknown',
				'custom entries'   => '1',
				'expired entries'  => 'unknown',
				'tarpit'           => 'unknown',
				'rate limit'       => 'unknown',
				'critical'         => 'The PHP extension rest_gate is not loaded in cli. Meanwhile the stored expressions hold: allowlisted routes are open, everything else is closed to strangers.',
			)
		);
		$run = new CliRunner( 'noslash', array( 'status' ), '', true );
		$this->assertSame( array( 1, $expected, '' ), array( $run->code, self::without_figures( $run->out ), $run->err ) );
	}

	/** @test */
	public function status_in_json_is_clean_also_when_critical() {
		self::store( '{ "version": 1, "mode": "restrict" }' );
		$run = new CliRunner( 'noslash', array( 'status', '--format=json' ), '', true );
		$this->assertSame( array( 1, '' ), array( $run->code, $run->err ) );
		$this->assertSame( 'critical', json_decode( $run->out, true )[0]['value'] );
	}

	/** @test */
	public function status_of_an_unreadable_policy_names_what_is_wrong() {
		self::install_loader();
		new CliRunner( 'noslash', array( 'wp', 'option', 'update', 'rest_gate_policy', 'garbage' ) );
		$expected = self::status(
			array(
				'health'           => 'critical',
				'mode'             => 'unreadable',
				'simulate'         => 'unreadable',
				'revision'         => '0',
				'policy hash'      => 'unknown',
				'built-in entries' => 'unknown',
				'custom entries'   => 'unknown',
				'expired entries'  => 'unknown',
				'gates'            => 'unknown',
				'log'              => 'unknown',
				'tarpit'           => 'unknown',
				'rate limit'       => 'unknown',
				'critical'         => 'The stored policy cannot be read: the option rest_gate_policy holds no policy document. Meanwhile the stored expressions hold: allowlisted routes are open, everything else is closed to strangers.',
			)
		);
		$run = new CliRunner( 'noslash', array( 'status' ) );
		$this->assertSame( array( 1, $expected, '' ), array( $run->code, self::without_figures( $run->out ), $run->err ) );
		$this->assert_ran( 1, '', "Error: the option rest_gate_policy holds no policy document\n", array( 'mode' ) );
		$this->assert_ran( 0, "Success: Imported mode off, 0 custom entries, 0 gates. Revision 1.\n", '', array( 'policy', 'import', '-' ), '{ "version": 1, "mode": "off" }' );
	}

	/** @test */
	public function status_tells_the_ways_out() {
		$run = new CliRunner( 'noslash', array( 'status', '--format=csv', '--exec=define( "REST_GATE_DISABLE", true ); define( "REST_GATE_FAIL_OPEN", true );' ) );
		$this->assertSame( 1, $run->code );
		$this->assertStringContainsString( "REST_GATE_DISABLE,set\nREST_GATE_FAIL_OPEN,set\ncritical,\"REST_GATE_DISABLE is set: the REST API is not restricted.\"\n", $run->out );
	}

	/** @test */
	public function status_refresh_has_the_web_server_speak() {
		$connect = sprintf( '--exec=WP_CLI::add_wp_hook( "http_api_curl", function ( $curl ) { curl_setopt( $curl, CURLOPT_CONNECT_TO, array( "::127.0.0.1:%d" ) ); } );', Lab::env( 'NGINX_PORT' ) );
		$run     = new CliRunner( 'noslash', array( 'status', '--refresh', $connect ) );
		$this->assertMatchesRegularExpression( "/^web server's PHP\t\d\S+, protocol 4, fpm-fcgi of PHP \S+, \d seconds? ago$/m", $run->out );
		$this->assertSame( '', $run->err );
	}

	/** @test */
	public function status_refresh_keeps_what_was_known_when_the_loopback_fails() {
		$beat = 'update_option( "rest_gate_heartbeat", array( "state" => "missing", "version" => "", "protocol" => 0, "php" => "8.1.0", "sapi" => "fpm-fcgi", "failure" => "", "time" => time() - 7200 ) );';
		new CliRunner( 'noslash', array( 'wp', 'eval', $beat ) );
		$run = new CliRunner( 'noslash', array( 'status', '--refresh', self::LOOPBACK_FAILS ) );
		$this->assertSame( 1, $run->code );
		$this->assertStringContainsString( "web server's PHP\tnot loaded, fpm-fcgi of PHP 8.1.0, 2 hours ago\n", $run->out );
		$this->assertStringContainsString( "critical\tThe PHP extension rest_gate is not loaded in fpm-fcgi.", $run->out );
		$this->assertSame( "Warning: The loopback request to http://noslash.test/wp-admin/admin-ajax.php failed: nobody listens\n", $run->err );
	}

	/** @test */
	public function status_refresh_tells_an_answer_that_does_not_come_from_the_plugin() {
		$run = new CliRunner( 'noslash', array( 'status', '--refresh', self::LOOPBACK_IS_503 ) );
		$this->assertStringContainsString( "web server's PHP\tnever seen\n", $run->out );
		$this->assertSame( "Warning: The loopback request to http://noslash.test/wp-admin/admin-ajax.php was answered with status 503, but no REST Gate has spoken there.\n", $run->err );
	}

	// --- without the extension -------------------------------------------------------------------

	/**
	 * @test
	 * @dataProvider commands
	 */
	public function every_other_command_needs_the_extension( ...$words ) {
		$run = new CliRunner( 'noslash', $words, '', true );
		$this->assertSame(
			array( 1, '', "Error: The PHP extension rest_gate is not loaded in the PHP that runs WP-CLI. What holds meanwhile is told by `wp rest-gate status`.\n" ),
			array( $run->code, $run->out, $run->err )
		);
	}

	/**
	 * Every command but status.
	 *
	 * @return array[]
	 */
	public static function commands() {
		return array(
			array( 'mode' ),
			array( 'allowlist', 'list' ),
			array( 'allowlist', 'test', '/x' ),
			array( 'builtin', 'list' ),
			array( 'gate', 'list' ),
			array( 'gate', 'test', 'GET', '/x' ),
			array( 'gate', 'preset', 'list' ),
			array( 'policy', 'export' ),
			array( 'policy', 'history' ),
			array( 'policy', 'rollback', '1' ),
			array( 'policy', 'show', '1' ),
			array( 'policy', 'test', '-' ),
			array( 'preset', 'list' ),
			array( 'explain', 'GET', '/x' ),
			array( 'stats' ),
		);
	}

	/** @test */
	public function an_extension_of_another_protocol_is_not_asked() {
		$newer = '--exec=namespace RestGate; const PROTOCOL = 5; const VERSION = "9.9.9"; class Policy {}';
		$run   = new CliRunner( 'noslash', array( 'mode', $newer ), '', true );
		$this->assertSame( array( 1, '', "Error: The extension rest_gate speaks protocol 5, this plugin speaks 4: update the plugin.\n" ), array( $run->code, $run->out, $run->err ) );
		$run = new CliRunner( 'noslash', array( 'status', $newer ), '', true );
		$this->assertSame( array( 1, '' ), array( $run->code, $run->err ) );
		$this->assertStringContainsString( "extension here\t9.9.9, protocol 5, cli of PHP ", $run->out );
	}

	// --- mode ------------------------------------------------------------------------------------

	/** @test */
	public function mode_tells_what_it_closes_and_which_preset_helps() {
		$this->assert_ran( 0, "off\n", '', array( 'mode' ) );
		$this->assert_ran(
			0,
			"Would be closed to strangers:\n" . self::CLOSED_OF_FEW . "Success: Mode is restrict (simulated). Revision 1.\n",
			'',
			array( 'mode', 'restrict', '--simulate', self::FEW_ENDPOINTS )
		);
		$this->assert_ran( 0, "restrict (simulated)\n", '', array( 'mode' ) );
		$this->assert_ran(
			0,
			"Closed to strangers:\n" . self::CLOSED_OF_FEW . "Success: Mode is restrict. Revision 2.\n",
			'',
			array( 'mode', 'restrict', self::FEW_ENDPOINTS )
		);
		$this->assert_ran( 0, "Success: Mode is off. Revision 3.\n", '', array( 'mode', 'off' ) );
	}

	/** @test */
	public function mode_leaves_out_presets_that_have_nothing_to_add() {
		self::store( '{ "version": 1, "mode": "restrict", "allowlist": [ { "pattern": "/wp-json/oembed/1.0/*" } ] }' );
		$this->assert_ran(
			0,
			"Closed to strangers:\nregistered by\tclosed\tendpoints\tpresets\nWordPress core\t2\t4\tcontact-form-7\nMy Plugin (test fixture)\t1\t1\t\nSuccess: Mode is already restrict. Revision 1.\n",
			'',
			array( 'mode', 'restrict', self::FEW_ENDPOINTS )
		);
	}

	/** @test */
	public function mode_block_all_closes_everything_however_it_is_spelt() {
		foreach ( array( 'block-all' => '', 'block_all' => 'already ' ) as $mode => $already ) {
			$this->assert_ran(
				0,
				"Closed to everybody:\nregistered by\tclosed\tendpoints\tpresets\nWordPress core\t4\t4\t\nMy Plugin (test fixture)\t1\t1\t\nSuccess: Mode is {$already}block_all. Revision 1.\n",
				'',
				array( 'mode', $mode, self::FEW_ENDPOINTS )
			);
		}
	}

	/** @test */
	public function mode_refuses_what_is_no_mode() {
		$this->assert_ran( 1, '', "Error: `restricted`: not one of `off`, `restrict`, `block_all`\n", array( 'mode', 'restricted' ) );
		$this->assert_ran( 1, '', "Error: Which mode is simulated? Use `wp rest-gate mode restrict --simulate`.\n", array( 'mode', '--simulate' ) );
	}

	/** @test */
	public function a_change_that_came_meanwhile_is_not_overwritten() {
		self::store( '{ "version": 1, "mode": "off" }' );
		$error = "Error: The policy was changed meanwhile: this change was based on revision 1, the site is at revision 7. Look at the change and try again.\n";
		$this->assert_ran( 1, '', $error, array( 'mode', 'restrict', self::MEANWHILE ) );
		$this->assert_ran( 0, "off\n", '', array( 'mode' ) );
	}

	// --- allowlist -------------------------------------------------------------------------------

	/** @test */
	public function allowlist_adds_lists_and_removes_entries() {
		$this->assert_ran(
			0,
			"Success: Added /wp-json/myplugin/v1/*, which opens 1 registered endpoint. Revision 1.\n",
			'',
			array( 'allowlist', 'add', '/wp-json/MyPlugin/v1/*', '--methods=get, POST', '--note=the widget', '--expires=2999-01-31', self::FEW_ENDPOINTS )
		);
		$this->assert_ran(
			0,
			"Success: Added /oembed/1.0/embed, which opens 1 registered endpoint. Revision 2.\n",
			'',
			array( 'allowlist', 'add', '--endpoint=/wp-json/oembed/1.0/embed' )
		);
		$this->assert_ran(
			0,
			"entry\tsource\tmethods\texpires\tactive\tnote\n/wp-json/myplugin/v1/*\tcustom\tGET,POST\t2999-01-31\tyes\tthe widget\n/oembed/1.0/embed\tcustom\tall\t\tyes\t\n",
			'',
			array( 'allowlist', 'list', '--source=custom' )
		);
		$this->assert_ran( 0, '10', '', array( 'allowlist', 'list', '--format=count' ) );
		$this->assert_ran( 0, "Success: Removed 1 entry: /wp-json/myplugin/v1/*. Revision 3.\n", '', array( 'allowlist', 'remove', '/wp-json/myplugin/v1/*' ) );
		$this->assert_ran( 0, '[{"entry":"\/oembed\/1.0\/embed","active":"yes"}]', '', array( 'allowlist', 'list', '--source=custom', '--fields=entry,active', '--format=json' ) );
	}

	/**
	 * @test
	 * @dataProvider wrong_entries
	 */
	public function allowlist_refuses_wrong_entries( $error, ...$words ) {
		self::store( '{ "version": 1, "mode": "off", "allowlist": [ { "pattern": "/wp-json/a/v1/*" } ] }' );
		$this->assert_ran( 1, '', "Error: $error\n", array_merge( array( 'allowlist' ), $words ) );
		$this->assertSame( 1, self::revision() );
	}

	/**
	 * Wrong entries and what is said of them.
	 *
	 * @return array[]
	 */
	public static function wrong_entries() {
		return array(
			'nothing'      => array( 'Name what to open: either a path or --endpoint=<endpoint>.', 'add' ),
			'both'         => array( 'Name what to open: either a path or --endpoint=<endpoint>.', 'add', '/wp-json/x', '--endpoint=/x' ),
			'a route'      => array( '/pattern: `/wp/v2/users`: is a route, not a path; did you mean `/wp-json/wp/v2/users`?', 'add', '/wp/v2/users' ),
			'covered'      => array( '`/wp-json/a/v1/x`: already covered by custom `/wp-json/a/v1/*`', 'add', '/wp-json/a/v1/x' ),
			'a method'     => array( '/methods/1: `HEAD`: HEAD counts as GET; write `GET`', 'add', '/wp-json/b/v1/x', '--methods=GET,HEAD' ),
			'no method'    => array( '/methods: names no method; leave `methods` out to mean all', 'add', '/wp-json/b/v1/x', '--methods=,' ),
			'over'         => array( '`/wp-json/b/v1/x`: its last day is already over', 'add', '/wp-json/b/v1/x', '--expires=2020-01-31' ),
			'unregistered' => array( 'Registered nowhere on this site: `/b/v1/x`. Use --force to open it all the same.', 'add', '--endpoint=/b/v1/x' ),
			'no UTF-8'     => array( 'Malformed UTF-8 characters, possibly incorrectly encoded', 'add', "/wp-json/\xff" ),
			'built-in'     => array( '`/wp-json/syteops/*`: a built-in entry; it can be switched off, not removed', 'remove', '/wp-json/syteops/*' ),
			'unknown'      => array( '`/wp-json/nix`: no entry of the allowlist', 'remove', '/wp-json/nix' ),
		);
	}

	/** @test */
	public function allowlist_takes_an_unregistered_endpoint_by_force_and_later_ones_beside_it() {
		$this->assert_ran(
			0,
			"Success: Added /b/v1/x. Revision 1.\n",
			"Warning: /b/v1/x opens no endpoint that is registered on this site.\n",
			array( 'allowlist', 'add', '--endpoint=/b/v1/x', '--force' )
		);
		$this->assert_ran(
			0,
			"Success: Added /oembed/1.0/embed, which opens 1 registered endpoint. Revision 2.\n",
			'',
			array( 'allowlist', 'add', '--endpoint=/oembed/1.0/embed', '--methods=GET' )
		);
	}

	/** @test */
	public function allowlist_test_ends_as_the_stranger_does() {
		self::store( '{ "version": 1, "mode": "restrict", "allowlist": [ { "pattern": "/wp-json/myplugin/v1/*", "methods": [ "GET" ] } ] }' );
		$cases = array(
			array( 0, 'Success: A stranger passes GET /myplugin/v1/thing: allowlisted by the custom entry /wp-json/myplugin/v1/*.', '/wp-json/myplugin/v1/thing' ),
			array( 0, 'Success: A stranger passes HEAD /myplugin/v1/thing: allowlisted by the custom entry /wp-json/myplugin/v1/*.', '/myplugin/v1/thing', '--method=head' ),
			array( 1, 'Error: A stranger is refused POST /myplugin/v1/thing: blocked, method_not_allowlisted: the custom entry /wp-json/myplugin/v1/*.', 'http://noslash.test/?rest_route=/myplugin/v1/thing', '--method=POST' ),
			array( 1, 'Error: A stranger is refused GET /wp/v2/users: blocked, not_allowlisted.', '/wp/v2/users/' ),
			array( 1, 'Error: /about is not a REST request: no rest_route.', '/about' ),
			array( 1, 'Error: /?rest_route[]=x never comes to the gate: WordPress ends with status 400.', '/?rest_route[]=x' ),
			array( 1, 'Error: `wp/v2/users`: neither a URL nor a path that begins with `/`', 'wp/v2/users' ),
		);
		foreach ( $cases as $case ) {
			list( $code, $line ) = $case;
			$this->assert_ran( $code, 0 === $code ? "$line\n" : '', 0 === $code ? '' : "$line\n", array_merge( array( 'allowlist', 'test' ), array_slice( $case, 2 ) ) );
		}
	}

	/** @test */
	public function allowlist_test_tells_what_would_be_while_nothing_is_refused() {
		$this->assert_ran( 0, "Success: A stranger passes GET /wp/v2/users: the mode is off. Under restrict: blocked, not_allowlisted.\n", '', array( 'allowlist', 'test', '/wp/v2/users' ) );
		self::store( '{ "version": 1, "mode": "block_all", "simulate": true }' );
		$this->assert_ran( 0, "Success: A stranger passes GET /: refusals are simulated. Otherwise: blocked, block_all.\n", '', array( 'allowlist', 'test', '/wp-json/' ) );
	}

	// --- builtin ---------------------------------------------------------------------------------

	/** @test */
	public function builtin_entries_are_switched_off_and_on() {
		$this->assert_ran( 0, "Success: /wp-json/flowmattic/v1/* is disabled: 7 of 8 built-in entries are enabled. Revision 1.\n", '', array( 'builtin', 'disable', '/wp-json/FlowMattic/v1/*' ) );
		$this->assert_ran( 0, "Success: /wp-json/flowmattic/v1/* is already disabled. Revision 1.\n", '', array( 'builtin', 'disable', '/wp-json/flowmattic/v1/*' ) );
		$this->assert_ran(
			0,
			"entry\tenabled\n/wp-json\tyes\n/wp-json/rest-gate/v1/probe\tyes\n/wp-json/syteops/*\tyes\n/wp-json/syteops-int-cp/*\tyes\n/wp-json/flowmattic/v1/*\tno\n/wp-json/google-site-kit/*\tyes\n/wp-json/wordfence/v1/*\tyes\n/wc-auth/v1/*\tyes\n",
			'',
			array( 'builtin', 'list', '--fields=entry,enabled' )
		);
		$this->assert_ran( 0, "Success: /wp-json/flowmattic/v1/* is enabled: 8 of 8 built-in entries are enabled. Revision 2.\n", '', array( 'builtin', 'enable', '/wp-json/flowmattic/v1/*' ) );
		$this->assert_ran( 1, '', "Error: `/wp-json/x`: not a built-in entry\n", array( 'builtin', 'enable', '/wp-json/x' ) );
	}

	// --- policy ----------------------------------------------------------------------------------

	/** @test */
	public function policy_goes_out_and_in_again() {
		self::store( '{ "version": 1, "mode": "restrict", "allowlist": [ { "pattern": "/wp-json/a/v1/*" } ] }' );
		$export = new CliRunner( 'noslash', array( 'policy', 'export' ) );
		$this->assertSame( array( 0, '' ), array( $export->code, $export->err ) );
		$this->assertSame( 'restrict', json_decode( $export->out, true )['mode'] );

		$file = Lab::env( 'STATE_DIR' ) . '/tmp/cli-test-policy.json';
		file_put_contents( $file, '' );
		chmod( $file, 0666 );
		$this->assert_ran( 0, "Success: Wrote revision 1 to $file.\n", '', array( 'policy', 'export', $file ) );
		$this->assertSame( $export->out, file_get_contents( $file ) );
		$this->assert_ran( 0, "Success: The document is valid: mode restrict, 1 custom entry, 0 gates.\n", '', array( 'policy', 'check', $file ) );
		$this->assert_ran( 0, "Success: Imported mode restrict, 1 custom entry, 0 gates. Revision 2.\n", '', array( 'policy', 'import', $file ) );
		$this->assert_ran( 0, "Success: Imported mode restrict, 1 custom entry, 0 gates. Revision 3.\n", '', array( 'policy', 'import', '-' ), $export->out );
		unlink( $file );
	}

	/**
	 * @test
	 * @dataProvider bad_documents
	 */
	public function a_bad_document_changes_nothing( $error, $json ) {
		self::store( '{ "version": 1, "mode": "restrict" }' );
		$before = self::stored();
		foreach ( array( 'check', 'import' ) as $verb ) {
			$this->assert_ran( 1, '', "Error: $error\n", array( 'policy', $verb, '-' ), $json );
		}
		$this->assertSame( $before, self::stored() );
	}

	/**
	 * Documents that are not stored.
	 *
	 * @return array[]
	 */
	public static function bad_documents() {
		return array(
			'no JSON'      => array( 'policy document: not JSON: expected value at line 1 column 1', 'mode: off' ),
			'a word'       => array( '/mode: `restrct`: not one of `off`, `restrict`, `block_all`', '{ "version": 1, "mode": "restrct" }' ),
			'too new'      => array( '/export/fail2ban: `"on"`: not supported yet; leave it out or at its default, "off"', '{ "version": 1, "mode": "off", "export": { "fail2ban": "on" } }' ),
			'covered'      => array( '/allowlist/0: `/wp-json/syteops/x`: already covered by builtin `/wp-json/syteops/*`', '{ "version": 1, "mode": "off", "allowlist": [ { "pattern": "/wp-json/syteops/x" } ] }' ),
			'unregistered' => array( 'Registered nowhere on this site: `/b/v1/x`, `/b/v1/y`. Use --force to open it all the same.', '{ "version": 1, "mode": "off", "allowlist": [ { "endpoint": "/b/v1/x" }, { "endpoint": "/b/v1/y" } ] }' ),
		);
	}

	/** @test */
	public function an_unregistered_endpoint_is_imported_by_force() {
		$json = '{ "version": 1, "mode": "off", "allowlist": [ { "endpoint": "/b/v1/x" } ] }';
		$this->assert_ran( 0, "Success: The document is valid: mode off, 1 custom entry, 0 gates.\n", '', array( 'policy', 'check', '-', '--force' ), $json );
		$this->assert_ran( 0, "Success: Imported mode off, 1 custom entry, 0 gates. Revision 1.\n", '', array( 'policy', 'import', '-', '--force' ), $json );
	}

	/** @test */
	public function files_that_cannot_be_used_are_named() {
		$this->assert_ran( 1, '', "Error: /nowhere/policy.json cannot be read.\n", array( 'policy', 'import', '/nowhere/policy.json' ) );
		$this->assert_ran( 1, '', "Error: /tmp cannot be read.\n", array( 'policy', 'check', '/tmp' ) );
		$this->assert_ran( 1, '', "Error: /nowhere/policy.json cannot be written.\n", array( 'policy', 'export', '/nowhere/policy.json' ) );
	}

	/** @test */
	public function revisions_are_listed_shown_and_restored() {
		self::store( '{ "version": 1, "mode": "restrict", "simulate": true }' );
		new CliRunner( 'noslash', array( 'mode', 'off', '--user=admin' ) );
		$this->assert_ran( 0, "Success: Rolled back to revision 1: mode restrict (simulated), 0 custom entries, 0 gates. Revision 3.\n", '', array( 'policy', 'rollback', '1' ) );
		$history = new CliRunner( 'noslash', array( 'policy', 'history', '--exec=WP_CLI::add_wp_hook( "pre_option_timezone_string", function () { return "Asia/Tokyo"; } );' ) );
		$lines   = preg_replace( '/\t\d{4}-\d\d-\d\d (\d\d:\d\d:\d\d)\t/', "\t(time)\t", $history->out, -1, $times );
		$this->assertSame( "revision\ttime\tuser\tthrough\tmode\tsimulate\n3\t(time)\t\tcli\trestrict\tyes\n2\t(time)\tadmin\tcli\toff\tno\n1\t(time)\t\tcli\trestrict\tyes\n", $lines );
		$this->assertSame( array( 3, 0, '' ), array( $times, $history->code, $history->err ) );
		$told = new DateTime( explode( "\t", explode( "\n", $history->out )[1] )[1], new DateTimeZone( 'Asia/Tokyo' ) );
		$this->assertLessThan( 60, abs( time() - $told->getTimestamp() ) );

		$shown = new CliRunner( 'noslash', array( 'policy', 'show', '2' ) );
		$this->assertSame( array( 0, 'off' ), array( $shown->code, json_decode( $shown->out, true )['mode'] ) );
		foreach ( array( 'show', 'rollback' ) as $verb ) {
			$this->assert_ran( 1, '', "Error: There is no revision `9`; `wp rest-gate policy history` lists those that are kept.\n", array( 'policy', $verb, '9' ) );
		}
		$this->assert_ran( 1, '', "Error: There is no revision `1x`; `wp rest-gate policy history` lists those that are kept.\n", array( 'policy', 'show', '1x' ) );
	}

	/** @test */
	public function history_of_a_site_that_was_never_configured_is_empty() {
		$this->assert_ran( 0, '[]', '', array( 'policy', 'history', '--format=json' ) );
	}

	// --- preset ----------------------------------------------------------------------------------

	/** @test */
	public function presets_open_what_is_registered_and_no_more() {
		$this->assert_ran(
			0,
			"id\tname\tactive\tregistered\topen\noembed\toEmbed\tyes\t1/1\t0/1\ncontact-form-7\tContact Form 7\tno\t1/3\t0/1\nwpforms\tWPForms\tno\t0/3\t0/0\n",
			'',
			array( 'preset', 'list', self::FEW_ENDPOINTS ),
			'',
			3
		);
		$missing = "Not registered here: /contact-form-7/v1/contact-forms/(?P<id>\d+)/feedback\nNot registered here: /contact-form-7/v1/contact-forms/(?P<id>\d+)/feedback/schema\n";
		$this->assert_ran(
			0,
			$missing . "Note: The form list and editor routes stay closed.\nSuccess: Contact Form 7: added 1 entry. Revision 1.\n",
			'',
			array( 'preset', 'apply', 'contact-form-7', self::FEW_ENDPOINTS )
		);
		$this->assert_ran(
			0,
			$missing . "Success: Contact Form 7: nothing to add, what is registered here is open already. Revision 1.\n",
			'',
			array( 'preset', 'apply', 'contact-form-7', self::FEW_ENDPOINTS )
		);
		$this->assert_ran(
			0,
			"Not registered here: /wpforms/stripe/webhooks\nNot registered here: /wpforms/square/webhooks\nNot registered here: /wpforms/ppc/webhooks\nSuccess: WPForms: nothing to add, none of its endpoints is registered here. Revision 1.\n",
			'',
			array( 'preset', 'apply', 'wpforms' )
		);
		$this->assert_ran( 0, '[{"id":"oembed","open":"0\/1"},{"id":"contact-form-7","open":"1\/1"}', '', array( 'preset', 'list', '--fields=id,open', '--format=json', self::FEW_ENDPOINTS ), '', 0 );
	}

	/** @test */
	public function an_unknown_preset_is_refused_with_the_known_ones() {
		$run = new CliRunner( 'noslash', array( 'preset', 'apply', 'nix' ) );
		$this->assertSame( array( 1, '' ), array( $run->code, $run->out ) );
		$this->assertStringStartsWith( 'Error: `nix`: not a preset; there are `oembed`, `contact-form-7`, ', $run->err );
	}

	// --- explain ---------------------------------------------------------------------------------

	/**
	 * @test
	 * @dataProvider explanations
	 */
	public function explain_tells_each_step( $site, array $steps, $warning, ...$words ) {
		if ( 'noslash' === $site ) {
			self::store( '{ "version": 1, "mode": "restrict", "allowlist": [ { "pattern": "/wp-json/myplugin/v1/any/x", "methods": [ "GET" ] }, { "endpoint": "/oembed/1.0/embed" } ] }' );
		}
		$told = "step\tresult\n";
		foreach ( $steps as $step => $result ) {
			// A step that occurs twice is told apart by a space.
			$told .= trim( $step ) . "\t$result\n";
		}
		$run = new CliRunner( $site, array_merge( array( 'explain' ), $words ) );
		$this->assertSame( array( $told, $warning, 0 ), array( $run->out, $run->err, $run->code ) );
	}

	/**
	 * Requests and what is said of them.
	 *
	 * @return array[]
	 */
	public static function explanations() {
		$stranger = array( 'principal' => 'a stranger: no WordPress user, nobody vouches' );
		$front    = array( 'asked' => 'as a request to /index.php' );
		$refused  = array(
			'status' => '401',
			'code'   => 'rest_gate_restricted',
		);
		$closed   = array(
			'method'    => 'decided as GET',
			'allowlist' => 'no entry selects it',
			'outcome'   => 'blocked',
			'reason'    => 'not_allowlisted',
		);
		$users    = array(
			'resolved route'  => '/wp/v2/users',
			'resolved method' => 'GET',
			'endpoint'        => '/wp/v2/users',
			'mode'            => 'restrict',
		);
		$encoded  = array(
			'resolved route'  => '/wp/v2/%75sers',
			'resolved method' => 'GET',
			'endpoint'        => 'none is registered for it',
		);
		$ends     = array( 'outcome' => 'WordPress ends the request before the gate decides' );
		$off      = array(
			'mode'    => 'off',
			'outcome' => 'allowed',
			'reason'  => 'mode_off',
		);
		$passes   = array(
			'outcome' => 'allowed',
			'reason'  => 'authenticated',
		);
		$vouched  = array(
			'principal' => 'no WordPress user, but a plugin vouches for the caller',
			'outcome'   => 'allowed',
			'reason'    => 'vouched',
		);
		$any      = array(
			'resolved route'  => '/myplugin/v1/any/x',
			'resolved method' => 'GET',
			'endpoint'        => '/myplugin/v1/any/(?P<p>.*)',
			'mode'            => 'restrict',
		) + $stranger + array(
			'method'    => 'decided as GET',
			'allowlist' => 'custom `/wp-json/myplugin/v1/any/x` opens it to everybody',
			'reach'     => 'the entry opens a part of the endpoint: a parameter that contradicts the route is answered with 400',
			'outcome'   => 'allowlisted',
			'reason'    => 'custom',
			'pattern'   => '/wp-json/myplugin/v1/any/x',
			'source'    => 'custom',
		);
		$oembed   = array(
			'resolved route'  => '/oembed/1.0/embed',
			'resolved method' => 'GET',
			'endpoint'        => '/oembed/1.0/embed',
			'mode'            => 'restrict',
		) + $stranger + array(
			'method'    => 'decided as GET',
			'allowlist' => 'custom `/oembed/1.0/embed` opens it to everybody',
			'reach'     => 'the entry opens the whole endpoint',
			'outcome'   => 'allowlisted',
			'reason'    => 'custom',
			'pattern'   => '/oembed/1.0/embed',
			'source'    => 'custom',
		);
		$nowhere  = array(
			'resolved route'  => '/wp/v2/nix\\n\\377',
			'resolved method' => 'GET',
			'endpoint'        => 'none is registered for it',
			'mode'            => 'restrict',
		) + $stranger + array(
			'route'   => 'holds control characters or dot segments: no entry selects it',
			'outcome' => 'blocked',
			'reason'  => 'route_not_clean',
		) + $refused;
		return array(
			'a route'                 => array( 'noslash', array( 'asked' => 'as a route' ) + $users + $stranger + $closed + $refused, '', 'GET', '/wp/v2/users' ),
			'a path'                  => array( 'noslash', $front + $users + $stranger + $closed + $refused, '', 'get', '/wp-json/wp/v2/users?per_page=1' ),
			'an encoded path'         => array( 'noslash', $front + $encoded + $users + $stranger + $closed + $refused, '', 'GET', '/wp-json/wp/v2/%75sers' ),
			'a URL of another host'   => array( 'noslash', $front + $users + $stranger + $closed + $refused, "Warning: other.test is not the host of this site, noslash.test: answered as if the request came here.\n", 'GET', 'https://me@Other.test:8443/wp-json/wp/v2/users' ),
			'a user'                  => array( 'noslash', array( 'asked' => 'as a route' ) + $users + array( 'principal' => 'a WordPress user' ) + $passes, '', 'GET', '/wp/v2/users', '--user=sub1' ),
			'a vouched caller'        => array( 'noslash', array( 'asked' => 'as a route' ) + $users + $vouched, '', 'GET', '/wp/v2/users', '--vouched' ),
			'a part of an endpoint'   => array( 'noslash', $front + $any, '', 'GET', '/wp-json/myplugin/v1/any/x' ),
			'an entry for an endpoint' => array( 'noslash', $front + $oembed, '', 'GET', '/?rest_route=/oembed/1.0/embed' ),
			'an unclean route'        => array( 'noslash', $front + $nowhere, '', 'GET', '/?rest_route=/wp/v2/nix%0a%ff' ),
			'a script'                => array( 'noslash', array( 'asked' => 'as a request to /wp-activate.php' ) + $users + $stranger + $closed + $refused, '', 'GET', '/wp-activate.php?rest_route=/wp/v2/users' ),
			'a folder'                => array(
				'noslash',
				array(
					'asked'    => 'as a request to /wp-admin/index.php',
					'resolved' => 'script does not call wp()',
					'outcome'  => 'not REST, so the gate decides nothing; REST begins at http://noslash.test/wp-json/',
				),
				'',
				'GET',
				'/wp-admin/?rest_route=/wp/v2/users',
			),
			'a page'                  => array(
				'noslash',
				$front + array(
					'resolved' => 'no rest_route',
					'outcome'  => 'not REST, so the gate decides nothing; REST begins at http://noslash.test/wp-json/',
				),
				'',
				'GET',
				'/about/',
			),
			'a wrong callback'        => array(
				'noslash',
				$front + array(
					'resolved route' => '/wp/v2/users',
					'resolved'       => 'the JSONP callback is not a name',
				) + $ends,
				'',
				'GET',
				'/wp-json/wp/v2/users?_jsonp=a-b',
			),
			'without permalinks'      => array(
				'plain',
				$front + array(
					'resolved' => 'no rest_route',
					'outcome'  => 'not REST, so the gate decides nothing; REST begins at http://plain.test/index.php?rest_route=/',
				),
				'',
				'GET',
				'/wp-json/wp/v2/users',
			),
			'a prefix of the site'    => array( 'prefix', $front + array_slice( $users, 0, 3 ) + $off, '', 'GET', '/api/wp/v2/users' ),
		);
	}

	/** @test */
	public function explain_says_when_everything_passes() {
		$run = new CliRunner( 'noslash', array( 'explain', 'GET', '/wp/v2/users', '--format=json', '--exec=define( "REST_GATE_DISABLE", true );' ) );
		$this->assertSame( array( 0, "Warning: REST_GATE_DISABLE is set: no request is decided, every one passes.\n" ), array( $run->code, $run->err ) );
		$this->assertSame( array( 'asked', 'as a route' ), array_values( json_decode( $run->out, true )[0] ) );
	}

	/** @test */
	public function explain_needs_a_target() {
		$this->assert_ran( 1, '', "Error: `users`: neither a URL nor a path that begins with `/`\n", array( 'explain', 'GET', 'users' ) );
	}

	// --- helpers ---------------------------------------------------------------------------------

	/**
	 * Runs a command on the site noslash and compares everything that it says.
	 *
	 * @param int      $code  The exit code.
	 * @param string   $out   STDOUT.
	 * @param string   $err   STDERR.
	 * @param string[] $words The command.
	 * @param string   $input STDIN.
	 * @param int|null $lines Compare only the beginning of STDOUT.
	 */
	private function assert_ran( $code, $out, $err, array $words, $input = '', $lines = null ) {
		$run  = new CliRunner( 'noslash', $words, $input );
		$told = null === $lines ? $run->out : substr( $run->out, 0, strlen( $out ) );
		$this->assertSame( array( $out, $err, $code ), array( $told, $run->err, $run->code ) );
	}

	/**
	 * The table of `status`, with its usual values.
	 *
	 * @param array<string, string> $other Other values.
	 * @return string
	 */
	private static function status( array $other ) {
		$rows = $other + array(
			'health'              => 'good',
			'extension here'      => '(version), protocol 4, cli of PHP ' . PHP_VERSION,
			'web server\'s PHP'    => 'never seen',
			'plugin'              => '(version), protocol 4',
			'mode'                => 'off',
			'simulate'            => 'no',
			'revision'            => '0 (never configured)',
			'policy hash'         => '(hash)',
			'built-in entries'    => '8 of 8 enabled',
			'custom entries'      => '0',
			'expired entries'     => '0',
			'gates'               => '0',
			'log'                 => 'off',
			'early gate'          => 'unknown',
			'tarpit'              => '200 to 800 ms, at most a quarter of the workers at once',
			'rate limit'          => 'off',
			'loader'              => 'installed',
			'REST_GATE_DISABLE'   => 'not set',
			'REST_GATE_FAIL_OPEN' => 'not set',
		);
		$text = "item\tvalue\n";
		foreach ( array( 'health', 'extension here', 'web server\'s PHP', 'plugin', 'mode', 'simulate', 'revision', 'policy hash', 'built-in entries', 'custom entries', 'expired entries', 'gates', 'log', 'early gate', 'tarpit', 'rate limit', 'loader', 'REST_GATE_DISABLE', 'REST_GATE_FAIL_OPEN', 'critical' ) as $item ) {
			$text .= isset( $rows[ $item ] ) ? "$item\t$rows[$item]\n" : '';
		}
		return $text;
	}

	/**
	 * A table of `status` without what changes with each release.
	 *
	 * @param string $table The table.
	 * @return string
	 */
	private static function without_figures( $table ) {
		return preg_replace( array( '/\b\d+\.\d+\.\d+, protocol/', '/^(policy hash\t)[0-9a-f]{16}$/m' ), array( '(version), protocol', '$1(hash)' ), $table );
	}

	/**
	 * Stores a document as the first revision; the second time as the first time left it.
	 *
	 * @param string $json The document.
	 */
	private static function store( $json ) {
		if ( ! isset( self::$rows[ $json ] ) ) {
			$run = new CliRunner( 'noslash', array( 'policy', 'import', '-' ), $json );
			self::assertSame( array( 0, '' ), array( $run->code, $run->err ) );
			self::$rows[ $json ] = self::$database->query( 'SELECT option_name, option_value, autoload FROM ' . self::$options . " WHERE option_name LIKE 'rest\\_gate\\_%'" )->fetch_all();
			return;
		}
		self::forget();
		$insert = self::$database->prepare( 'INSERT INTO ' . self::$options . ' ( option_name, option_value, autoload ) VALUES ( ?, ?, ? )' );
		foreach ( self::$rows[ $json ] as $row ) {
			$insert->execute( $row );
		}
	}

	/**
	 * The stored option, byte for byte.
	 *
	 * @return string|null
	 */
	private static function stored() {
		$rows = self::$database->query( 'SELECT option_value FROM ' . self::$options . " WHERE option_name = 'rest_gate_policy'" );
		return $rows->fetch_row()[0] ?? null;
	}

	/**
	 * The stored revision.
	 *
	 * @return int
	 */
	private static function revision() {
		return (int) unserialize( (string) self::stored(), array( 'allowed_classes' => false ) )['revision'];
	}

	/**
	 * Forgets everything that the plugin stored on the site noslash.
	 */
	private static function forget() {
		self::$database->query( 'DELETE FROM ' . self::$options . " WHERE option_name LIKE 'rest\\_gate\\_%'" );
	}

	/**
	 * Where the must-use loader belongs.
	 *
	 * @return string
	 */
	private static function loader() {
		return Lab::env( 'WORDPRESS_ROOT' ) . '/wp-content/mu-plugins/rest-gate-loader.php';
	}

	/**
	 * Puts the loader in place: a site that shares its files may have taken it away.
	 */
	private static function install_loader() {
		new CliRunner( 'noslash', array( 'wp', 'eval', 'Rest_Gate_Loader_File::install();' ) );
	}
}
