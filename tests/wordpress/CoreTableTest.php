<?php
/**
 * Claims: every REST handler of WordPress core, asked by six principals, answers with the status and
 * the error code that it has without the plugin, while the mode is `off`; under `restrict` it does for
 * every user, and strangers reach the index alone.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/Deployed.php';
require_once __DIR__ . '/support/GuardedTestCase.php';
require_once __DIR__ . '/support/Table.php';

/**
 * The whole table: 208 handlers, six principals, and the plugin inactive, `off` and in `restrict`.
 */
final class CoreTableTest extends GuardedTestCase {

	/** So many handlers does WordPress 7.1.1 register. */
	private const HANDLERS = 208;

	/** @var array<string, array{status: int, code: string}> The answers without the plugin. */
	private static $before = array();

	/** @var array What the site held before the first request. */
	private static $traces = array();

	/**
	 * Asks everything while the plugin is inactive, then activates it.
	 */
	public static function setUpBeforeClass(): void {
		Table::begin();
		self::$traces = self::traces();
		self::$before = Table::run( Table::OFF );
		Lab::gate( 'single', self::document( 'block_all' ) );
		Table::write(
			array(
				'off'      => self::document( 'off' ),
				'restrict' => self::document( 'restrict' ),
				// Last, so that it is the one that the site itself keeps: only the headers open anything.
				'block'    => self::document( 'block_all' ),
			)
		);
	}

	/**
	 * Takes the plugin, its policies and the table's objects away.
	 */
	public static function tearDownAfterClass(): void {
		self::forget();
		Table::end();
	}

	/**
	 * The table asks each handler that WordPress has registered, and no other: the first one, in
	 * WordPress's order, that a request's path and method select is the one that its case names.
	 */
	public function test_the_table_holds_every_handler_of_core() {
		$code       = '$found = array();
			foreach ( rest_get_server()->get_routes() as $route => $handlers ) {
				$options = rest_get_server()->get_route_options( $route );
				foreach ( str_starts_with( $options["namespace"] ?? "", "myplugin/" ) ? array() : $handlers as $handler ) {
					$found[] = array( array_keys( $handler["methods"] ), $route );
				}
			}
			echo wp_json_encode( $found );';
		$registered = array();
		foreach ( json_decode( Lab::wp( 'single', 'eval', $code ), true ) as list( $methods, $route ) ) {
			$registered[ Table::handler( $methods, $route ) ] = array( $methods, $route );
		}
		$this->assertCount( self::HANDLERS, $registered );
		$this->assertEqualsCanonicalizing( array_keys( $registered ), array_keys( Table::cases() ) );
		$selected = array();
		foreach ( Table::cases() as $handler => $case ) {
			$path = Table::route( $case );
			foreach ( $registered as $candidate => list( $methods, $route ) ) {
				if ( in_array( $case['method'], $methods, true ) && preg_match( '@^' . $route . '$@i', $path ) ) {
					$selected[ $handler ] = $candidate;
					break;
				}
			}
		}
		$this->assertSame( array_combine( array_keys( Table::cases() ), array_keys( Table::cases() ) ), $selected );
	}

	/**
	 * Each request reaches its handler: an administrator gets what the handler is there for, unless the
	 * case says why not.
	 */
	public function test_an_administrator_reaches_the_handlers() {
		$missed = array();
		$wrong  = array();
		foreach ( Table::cases() as $handler => $case ) {
			$answer = self::$before[ "administrator $handler" ];
			if ( in_array( $answer['status'], array( 0, 400, 404 ), true ) ) {
				$missed[] = $handler . ': ' . Table::told( $answer );
			}
			if ( ( $answer['status'] < 300 ) === isset( $case['reason'] ) ) {
				$wrong[] = $handler . ': ' . Table::told( $answer ) . ' ' . ( $case['reason'] ?? 'without a reason' );
			}
		}
		$this->assertSame( '', implode( "\n", $missed ), 'These requests do not reach their handler.' );
		$this->assertSame( '', implode( "\n", $wrong ), 'A reason is missing, or is not needed any more.' );
	}

	/**
	 * The principals meet different answers: what the table compares is not one answer to all.
	 */
	public function test_the_principals_differ() {
		$passed = array_fill_keys( Table::PRINCIPALS, 0 );
		$told   = array();
		foreach ( self::$before as $key => $answer ) {
			$principal = strtok( $key, ' ' );
			$told[ $principal ][ $answer['status'] ] = true;
			$passed[ $principal ] += $answer['status'] < 300 ? 1 : 0;
		}
		$ranked = $passed;
		arsort( $ranked );
		$this->assertSame( $passed, $ranked, 'A role may do no more than the one above it.' );
		$this->assertCount( 6, array_unique( $passed ), json_encode( $passed ) );
		// Users who may not are told 403, strangers 401; both may read what is public.
		foreach ( Table::PRINCIPALS as $principal ) {
			$this->assertArrayHasKey( 200, $told[ $principal ] );
			$this->assertArrayHasKey( 'anonymous' === $principal ? 401 : 403, $told[ $principal ] );
		}
		$this->assertGreaterThan( 20, $passed['anonymous'] );
		$this->assertLessThan( self::HANDLERS / 2, $passed['anonymous'] );
	}

	/**
	 * The headers of the table do what the comparisons below rely on: one policy closes everything,
	 * another request opens it again, and none of the answers is the stored policy's.
	 */
	public function test_the_policy_of_a_request_is_in_force() {
		$this->assertSame( 'ready', Options::get( 'single', 'rest_gate_heartbeat' )['state'], 'The extension decides, not what stands in for it.' );
		$handlers = array( 'GET /', 'GET /wp/v2/posts', 'POST /wp/v2/posts', 'GET /wp/v2/users/me' );
		foreach ( array( 'administrator' => 403, 'anonymous' => 401 ) as $principal => $status ) {
			foreach ( Table::run( 'block', array( $principal ), $handlers ) as $key => $answer ) {
				$this->assertSame( "$status rest_gate_blocked_all", Table::told( $answer ), $key );
			}
			foreach ( array( Table::OFF, Table::NEVER_CONFIGURED ) as $policy ) {
				$this->assert_same_answers( Table::run( $policy, array( $principal ), $handlers ) );
			}
		}
	}

	/**
	 * Mode `off`: nothing changes for anybody.
	 */
	public function test_off_changes_no_status() {
		$answers = Table::run( 'off' );
		$this->assertCount( self::HANDLERS * 6, $answers );
		$this->assert_same_answers( $answers );
	}

	/**
	 * Mode `restrict` without any gate: nothing changes for users.
	 */
	public function test_restrict_changes_no_status_for_users() {
		$answers = Table::run( 'restrict', array_slice( Table::PRINCIPALS, 0, 5 ) );
		$this->assertCount( self::HANDLERS * 5, $answers );
		$this->assert_same_answers( $answers );
	}

	/**
	 * Mode `restrict`: strangers reach the index and nothing else.
	 */
	public function test_restrict_closes_every_handler_but_the_index_to_strangers() {
		$open = array();
		foreach ( Table::run( 'restrict', array( 'anonymous' ) ) as $key => $answer ) {
			if ( '401 rest_gate_restricted' !== Table::told( $answer ) ) {
				$open[] = $key . ': ' . Table::told( $answer );
			}
		}
		$this->assertSame( array( 'anonymous GET /: 200' ), $open );
	}

	/**
	 * The table left no trace: the database and the files are what they were before the first request.
	 */
	public function test_nothing_was_changed() {
		$this->assertSame( self::$traces, self::traces() );
	}

	/**
	 * What the site's tables and folders hold, in short; without what belongs to plugins and to the
	 * housekeeping of WordPress.
	 *
	 * @return array
	 */
	private static function traces() {
		$code  = 'global $wpdb;
			$tables = array( $wpdb->posts, $wpdb->postmeta, $wpdb->comments, $wpdb->commentmeta, $wpdb->terms, $wpdb->termmeta, $wpdb->term_taxonomy, $wpdb->term_relationships, $wpdb->users, $wpdb->usermeta );
			$rows   = $wpdb->get_results( "SELECT option_name, option_value FROM $wpdb->options WHERE option_name NOT REGEXP \"^rest_gate_|^_(site_)?transient_|^(cron|active_plugins|recently_activated)$\" ORDER BY option_name", ARRAY_N );
			echo wp_json_encode( array( $wpdb->get_results( "CHECKSUM TABLE " . implode( ",", $tables ), ARRAY_N ), $rows ) );';
		$files = array();
		foreach ( array( 'uploads', 'plugins', 'themes', 'fonts' ) as $folder ) {
			$path = Deployed::path( $folder );
			foreach ( is_dir( $path ) ? new RecursiveIteratorIterator( new RecursiveDirectoryIterator( $path, FilesystemIterator::SKIP_DOTS ) ) : array() as $file ) {
				$files[] = $file->getPathname();
			}
		}
		sort( $files );
		return array( json_decode( Lab::wp( 'single', 'eval', $code ), true, 8, JSON_THROW_ON_ERROR ), $files );
	}

	/**
	 * Tells all differences from the answers without the plugin at once, in status and in error code.
	 *
	 * @param array $answers Answers of a run.
	 */
	private function assert_same_answers( array $answers ) {
		$this->assertSame( '', implode( "\n", Table::differences( self::$before, $answers, true ) ) );
		$this->assertStringNotContainsString( 'WordPress database error', $this->logged() );
	}
}
