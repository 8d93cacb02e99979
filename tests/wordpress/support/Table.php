<?php
/**
 * The table of every REST handler of WordPress core: one concrete request for each, asked by six
 * principals under any policy, without leaving a trace.
 *
 * Usage: `Table::begin()` once, `Table::write( $name, $document )` for each policy, `Table::run()` as
 * often as wanted, `Table::end()`. The plugin has to be active for any policy to count; `Table::OFF`
 * asks the site as it is without the plugin.
 *
 * @package RestGate
 */

require_once __DIR__ . '/Options.php';
require_once __DIR__ . '/Pool.php';

/**
 * Asks single.test for tests/fixtures/core-handlers.json.
 */
final class Table {

	/** Who asks. */
	public const PRINCIPALS = array( 'administrator', 'editor', 'author', 'contributor', 'subscriber', 'anonymous' );

	/** In place of a policy's name: the plugin is not loaded. */
	public const OFF = '';

	/** In place of a policy's name: the site was never configured. */
	public const NEVER_CONFIGURED = 'none';

	/** What makes the people and things that the requests name. */
	private const OBJECTS = __DIR__ . '/table-objects.php';

	/** @var array<string, string> The placeholders of the requests. */
	private static $names = array();

	/** @var array<string, string> The application password of each role, behind its login. */
	private static $passwords = array();

	/** @var array<string, array> The cases by handler. */
	private static $cases = array();

	/**
	 * Makes the people and things that the requests name.
	 */
	public static function begin() {
		$made            = json_decode( Lab::wp( 'single', 'eval-file', self::OBJECTS ), true, 4, JSON_THROW_ON_ERROR );
		self::$names     = $made['names'];
		self::$passwords = $made['passwords'];
		// What WordPress stores once, it stores now: the requests of the table keep nothing.
		Http::send( 'GET', '/' );
		Http::send( 'GET', '/wp-json/' );
	}

	/**
	 * Takes them away.
	 */
	public static function end() {
		Lab::wp( 'single', 'eval-file', self::OBJECTS, 'remove' );
		array_map( 'unlink', glob( self::folder() . '/*' ) );
	}

	/**
	 * The cases by handler: the methods and the route as WordPress registers them.
	 *
	 * @return array<string, array>
	 */
	public static function cases() {
		if ( array() === self::$cases ) {
			$text = file_get_contents( dirname( __DIR__, 2 ) . '/fixtures/core-handlers.json' );
			foreach ( json_decode( $text, true, 16, JSON_THROW_ON_ERROR ) as $case ) {
				self::$cases[ self::handler( $case['methods'], $case['route'] ) ] = $case;
			}
		}
		return self::$cases;
	}

	/**
	 * What a handler is called.
	 *
	 * @param string[] $methods Its methods.
	 * @param string   $route   Its route.
	 * @return string
	 */
	public static function handler( array $methods, $route ) {
		return implode( '|', $methods ) . ' ' . $route;
	}

	/**
	 * Text with what its placeholders stand for.
	 *
	 * @param string $text The text.
	 * @return string
	 */
	public static function fill( $text ) {
		return strtr( $text, self::names() );
	}

	/**
	 * The route that a case asks for.
	 *
	 * @param array $case The case.
	 * @return string
	 */
	public static function route( array $case ) {
		return strtok( self::fill( $case['path'] ), '?' );
	}

	/**
	 * Makes policies known by name. The plugin must be active on single.test, which keeps the last one.
	 *
	 * @param array<string, string> $documents Policy documents by name: lower-case letters, digits and hyphens.
	 */
	public static function write( array $documents ) {
		if ( ! is_dir( self::folder() ) ) {
			mkdir( self::folder(), 0755 );
		}
		foreach ( Options::of_documents( 'single', $documents ) as $name => $text ) {
			file_put_contents( self::folder() . '/' . $name, $text );
			chmod( self::folder() . '/' . $name, 0644 );
		}
		// The plugin notes its heartbeat: otherwise each request of the table would, and meet the others there.
		Http::send( 'GET', '/wp-json/' );
	}

	/**
	 * Asks under a policy.
	 *
	 * @param string        $policy     Its name, or OFF, or NEVER_CONFIGURED.
	 * @param string[]      $principals Who asks.
	 * @param string[]|null $handlers   Which handlers; all unless given.
	 * @return array<string, array{status: int, code: string}> By principal and handler, one blank between them.
	 */
	public static function run( $policy, array $principals = self::PRINCIPALS, ?array $handlers = null ) {
		return self::ask( $policy, self::keys( $principals, $handlers ?? array_keys( self::cases() ) ) );
	}

	/**
	 * Asks single questions under a policy.
	 *
	 * @param string   $policy Its name, or OFF, or NEVER_CONFIGURED.
	 * @param iterable $keys   Who asks for which handler, one blank between them.
	 * @return array<string, array{status: int, code: string}> By the same keys.
	 */
	public static function ask( $policy, iterable $keys ) {
		$answers = array();
		Pool::play(
			self::requests( $policy, $keys ),
			static function ( $key, array $request, array $answer ) use ( &$answers ) {
				$answers[ $key ] = array(
					'status' => $answer['status'],
					'code'   => (string) ( $answer['json']['code'] ?? '' ),
				);
			}
		);
		return $answers;
	}

	/**
	 * Every principal with every handler, one principal after the other, so that neighbours rarely want
	 * the same object.
	 *
	 * @param string[] $principals Who asks.
	 * @param string[] $handlers   The handlers.
	 * @return string[]
	 */
	public static function keys( array $principals, array $handlers ) {
		$keys = array();
		foreach ( $principals as $principal ) {
			foreach ( $handlers as $handler ) {
				$keys[] = "$principal $handler";
			}
		}
		return $keys;
	}

	/**
	 * The answers that differ, each told in a line.
	 *
	 * @param array $expected Answers of a run.
	 * @param array $answers  Answers of another run, of some or all of those principals and handlers.
	 * @param bool  $codes    Whether the error codes count beside the statuses.
	 * @return string[]
	 */
	public static function differences( array $expected, array $answers, $codes = false ) {
		$differences = array();
		foreach ( $answers as $key => $answer ) {
			if ( $codes ? $expected[ $key ] !== $answer : $expected[ $key ]['status'] !== $answer['status'] ) {
				$differences[] = sprintf( '%s: %s, expected %s', $key, self::told( $answer ), self::told( $expected[ $key ] ) );
			}
		}
		sort( $differences );
		return $differences;
	}

	/**
	 * An answer in short.
	 *
	 * @param array{status: int, code: string} $answer The answer.
	 * @return string
	 */
	public static function told( array $answer ) {
		return trim( $answer['status'] . ' ' . $answer['code'] );
	}

	/**
	 * The requests.
	 *
	 * @param string   $policy The policy.
	 * @param iterable $keys   Who asks for which handler.
	 * @return Generator
	 */
	private static function requests( $policy, iterable $keys ) {
		foreach ( $keys as $key ) {
			list( $principal, $handler ) = explode( ' ', $key, 2 );
			yield $key => self::request( self::cases()[ $handler ], self::headers( $policy, $principal ) );
		}
	}

	/**
	 * The headers of a principal under a policy.
	 *
	 * @param string $policy    The policy.
	 * @param string $principal Who asks.
	 * @return array<string, string>
	 */
	private static function headers( $policy, $principal ) {
		$headers  = array( 'X-Test-Undo' => '1' );
		$headers += self::OFF === $policy ? array( 'X-Test-Plugin' => 'off' ) : array( 'X-Test-Policy' => $policy );
		if ( 'anonymous' !== $principal ) {
			$headers['Authorization'] = 'Basic ' . base64_encode( self::$passwords[ $principal ] );
		}
		return $headers;
	}

	/**
	 * What the placeholders stand for; the plugin is another one each time.
	 *
	 * @return array<string, string>
	 */
	private static function names() {
		$names = array( '{plugin}' => 'rest-gate-throwaway-' . bin2hex( random_bytes( 8 ) ) . '/plugin' );
		foreach ( self::$names as $name => $value ) {
			$names[ '{' . $name . '}' ] = $value;
		}
		return $names;
	}

	/**
	 * The request of a case.
	 *
	 * @param array                 $case    The case.
	 * @param array<string, string> $headers Headers.
	 * @return array
	 */
	private static function request( array $case, array $headers ) {
		$names    = self::names();
		$body     = $case['body'] ?? null;
		$headers += $case['headers'] ?? array();
		if ( is_array( $body ) ) {
			$headers += array( 'Content-Type' => 'application/json' );
			array_walk_recursive(
				$body,
				static function ( &$value ) use ( $names ) {
					$value = is_string( $value ) ? strtr( $value, $names ) : $value;
				}
			);
			$body = json_encode( $body, JSON_UNESCAPED_SLASHES );
		}
		return array(
			'method'  => $case['method'],
			'uri'     => '/wp-json' . strtr( $case['path'], $names ),
			'headers' => $headers,
			'body'    => $body,
			'server'  => 'nginx',
		);
	}

	/**
	 * Where the test site looks for policies by name.
	 *
	 * @return string
	 */
	private static function folder() {
		return Lab::env( 'OBSERVE_DIR' ) . '/policies';
	}
}
