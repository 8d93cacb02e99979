<?php
/**
 * The site whose log the commands read, and requests to it.
 *
 * @package RestGate
 */

require_once __DIR__ . '/CliGateSite.php';
require_once __DIR__ . '/support/Options.php';

/**
 * Base of the tests of `wp rest-gate log`.
 */
abstract class CliLogSite extends CliGateSite {

	protected const HOST = 'noslash.test';

	/** Everything is recorded, and strangers are refused. */
	protected const RECORDED = '{ "version": 1, "mode": "restrict", "log": { "enabled": true, "exclude": [] } }';

	/** @var Login[] Who is logged in. */
	private static $logins = array();

	/**
	 * Leaves nothing in the state folder.
	 */
	public static function tearDownAfterClass(): void {
		self::remove_folder();
		parent::tearDownAfterClass();
	}

	/**
	 * Sends a request.
	 *
	 * @param string      $who     ADMIN, AUTHOR, …, or '' for a stranger.
	 * @param string      $method  The method.
	 * @param string      $uri     The target.
	 * @param array       $headers Headers.
	 * @param string|null $body    The body.
	 * @return string The request id.
	 */
	protected static function request( $who, $method, $uri, array $headers = array(), $body = null ) {
		if ( '' !== $who ) {
			self::$logins[ $who ] ??= new Login( $who, self::HOST );

			$headers += self::$logins[ $who ]->rest_headers( self::HOST );
		}
		$answer = Http::send( $method, $uri, $headers + array( 'Host' => self::HOST ), $body );
		$id     = $answer['headers']['x-request-id'][0] ?? '';
		self::assertMatchesRegularExpression( '/\A[0-9a-f]{12}-[0-9a-f]{9}\z/', $id, "$method $uri ended with {$answer['status']}" );
		self::await( $id );
		return $id;
	}

	/**
	 * Waits until a request is in the spool, where it comes after the client has its answer. One that
	 * never comes, folded or lost, is not waited for long.
	 *
	 * @param string $id The request id.
	 */
	private static function await( $id ) {
		$until = microtime( true ) + 2;
		do {
			foreach ( glob( self::folder() . '/spool/*.jsonl' ) as $file ) {
				if ( str_contains( (string) file_get_contents( $file ), $id ) ) {
					return;
				}
			}
			usleep( 5000 );
		} while ( microtime( true ) < $until );
	}

	/**
	 * Runs `wp rest-gate log …`, which must succeed, and gives what it printed.
	 *
	 * @param string ...$words The words behind `log`.
	 * @return string
	 */
	protected static function log( ...$words ) {
		$run = new CliRunner( self::SITE, array_merge( array( 'log' ), $words ) );
		self::assertSame( 0, $run->code, implode( ' ', $words ) . "\n" . $run->err );
		return $run->out;
	}

	/**
	 * The ids that a list shows, in its order.
	 *
	 * @param string ...$words The options.
	 * @return string[]
	 */
	protected static function ids( ...$words ) {
		return array_values( array_filter( explode( ' ', trim( self::log( 'list', '--format=ids', ...$words ) ) ) ) );
	}

	/**
	 * The figures of `log stats`.
	 *
	 * @return array
	 */
	protected static function stats() {
		return json_decode( self::log( 'stats', '--format=json' ), true );
	}

	/**
	 * The folder of the site; empty when it has none.
	 *
	 * @return string
	 */
	protected static function folder() {
		$site = Options::get( self::SITE, 'rest_gate_site' );
		if ( ! is_array( $site ) ) {
			return '';
		}
		clearstatcache();
		return glob( Lab::env( 'GATE_STATE_DIR' ) . '/uid-*/sites/' . $site['id'] )[0] ?? '';
	}

	/**
	 * Removes the folder of the site.
	 */
	protected static function remove_folder() {
		$folder = self::folder();
		foreach ( '' === $folder ? array() : array( $folder . '/spool', $folder . '/store', $folder ) as $one ) {
			array_map( 'unlink', array_filter( glob( $one . '/{,.}*', GLOB_BRACE ), 'is_file' ) );
			rmdir( $one );
		}
	}
}
