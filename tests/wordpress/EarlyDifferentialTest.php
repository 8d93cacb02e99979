<?php
/**
 * The early gate against WordPress: random requests and the recorded ones, sent to workers with the early gate and to
 * workers without, get the same answer; and nothing that holds a credential is refused early.
 *
 * REST_GATE_SEED repeats a run, REST_GATE_EARLY_REQUESTS sets how many requests are drawn for each policy.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/EarlyTestCase.php';
require_once __DIR__ . '/support/Pool.php';
require_once __DIR__ . '/support/Chance.php';
require_once __DIR__ . '/support/Spelling.php';
require_once __DIR__ . '/support/RandomBodies.php';
require_once __DIR__ . '/support/RandomRequests.php';

/**
 * Compares answers.
 */
final class EarlyDifferentialTest extends EarlyTestCase {

	private const COUNT = 60;

	/** @var string A pattern of the lines in the PHP error log that the test provokes: WordPress fails on `_method[]`. */
	protected $provoked = 'PHP (Fatal error|  thrown)|^#|Stack trace';

	/** So many disagreements are printed. */
	private const PRINTED = 8;

	/** What pages hold by chance, and what tells when. */
	private const BY_CHANCE = array(
		'/"request_id":"[^"]+"/',
		'/[0-9a-f]{12}-[0-9a-f]{9}/',
		'/nonce"?(:|=|" value=|" content=|%3D)"?[0-9a-f]{10}/i',
		'/\b\d{10}\b/',
		'/\d\d:\d\d:\d\d/',
	);

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$open = array(
			array( 'pattern' => '/wp-json/myplugin/v1/thing' ),
			array( 'pattern' => '/wp-json/myplugin/v1/item/6' ),
			array( 'pattern' => '/wp-json/wp/v2/types/*', 'methods' => array( 'GET' ) ),
		);
		return array(
			'restrict'  => self::quick( 'restrict', array( 'allowlist' => $open ) ),
			'block_all' => self::quick( 'block_all' ),
		);
	}

	/**
	 * The policies.
	 *
	 * @return array[]
	 */
	public static function policies() {
		return array( 'restrict' => array( 'restrict' ), 'block_all' => array( 'block_all' ) );
	}

	/**
	 * The comparison.
	 *
	 * @dataProvider policies
	 * @param string $policy The policy.
	 */
	public function test_the_answer_is_that_of_wordpress( $policy ) {
		$count = (int) ( getenv( 'REST_GATE_EARLY_REQUESTS' ) ?: self::COUNT );
		$seed  = (int) ( getenv( 'REST_GATE_SEED' ) ?: random_int( 1, 2147483647 ) );
		$admin = new Login( 'ADMIN' );
		Chance::begin( $seed );
		// Drawn before any is played: the order of answers must not take part.
		$requests = self::recorded_requests( $admin ) + self::random_requests( $count, $admin );
		self::in_force( $policy );
		self::publish_anew();

		$answers = self::play( $requests );
		$reasons = array_column( Spool::records(), 'reason', 'ip' );
		$early   = 0;
		$faults  = array();
		foreach ( $requests as $id => $request ) {
			list( $with, $without ) = array( $answers[ "$id early" ], $answers[ "$id nginx" ] );
			$is_early               = 'early' === ( $reasons[ $request['client'] ] ?? '' );
			$early                 += (int) $is_early;
			if ( self::compared( $with ) !== self::compared( $without ) ) {
				$faults[] = "$id " . self::line( $request ) . "\nwith " . self::text( $with ) . "\nwithout " . self::text( $without );
			} elseif ( $is_early && self::has_credential( $request, $policy ) ) {
				$faults[] = "$id refused early: " . self::line( $request );
			}
		}
		fwrite( STDERR, "\nEarlyDifferentialTest: $policy, " . count( $requests ) . " requests, $early refused early, REST_GATE_SEED=$seed\n" );
		$this->assertSame( 0, count( $faults ), "REST_GATE_SEED=$seed\n" . implode( "\n", array_slice( $faults, 0, self::PRINTED ) ) );
		$this->assertGreaterThan( count( $requests ) * 0.1, $early, 'too few were refused early' );
		$this->assertLessThan( count( $requests ) * 0.9, $early, 'too few were passed on' );
	}

	/**
	 * The recorded requests to the site.
	 *
	 * @param Login $admin Whose cookies some of them have.
	 * @return array[]
	 */
	private static function recorded_requests( Login $admin ) {
		$requests = array();
		foreach ( file( dirname( __DIR__ ) . '/corpus/requests.jsonl', FILE_IGNORE_NEW_LINES ) as $text ) {
			$line    = json_decode( $text, true, 64, JSON_THROW_ON_ERROR );
			$request = $line['request'];
			if ( static::HOST === ( $request['headers']['Host'] ?? '' ) ) {
				$request['headers']      = str_replace( '$ADMIN_COOKIES', $admin->cookie, $request['headers'] );
				$requests[ $line['id'] ] = $request;
			}
		}
		return $requests;
	}

	/**
	 * Random requests to the site, some of them with something that may be a credential.
	 *
	 * @param int   $count How many.
	 * @param Login $admin Whose credentials.
	 * @return array[]
	 */
	private static function random_requests( $count, Login $admin ) {
		$requests = array();
		while ( count( $requests ) < $count ) {
			foreach ( RandomRequests::draw( 1, 'early', $admin ) as $request ) {
				if ( static::HOST !== $request['headers']['Host'] ) {
					continue;
				}
				// What observes is an unknown header.
				unset( $request['headers']['X-Test-Observe'] );
				$more                 = Chance::happens( 30 ) ? Chance::of( self::credentials( $admin ) ) : array();
				$request['headers']   = $more + $request['headers'];
				$request['uri']      .= Chance::happens( 4 ) ? ( strpos( $request['uri'], '?' ) ? '&' : '?' ) . Chance::of( array( 'consumer_key=ck_1', '_wpnonce=x', 'token=x', '_method=HEAD' ) ) : '';
				$requests[ 'random-' . count( $requests ) ] = $request;
			}
		}
		return $requests;
	}

	/**
	 * Headers that prove something, or try to.
	 *
	 * @param Login $admin Whose.
	 * @return array[]
	 */
	private static function credentials( Login $admin ) {
		return array(
			self::basic( Lab::env( 'ADMIN_LOGIN' ), Lab::env( 'ADMIN_APP_PASSWORD' ) ),
			self::basic( Lab::env( 'ADMIN_LOGIN' ), 'wrong' ),
			array( 'Authorization' => 'Bearer ' . md5( 'x' ) ),
			array( 'Proxy-Authorization' => 'Basic eDp5' ),
			array( 'Cookie' => $admin->cookie ),
			array( 'Cookie' => $admin->cookie, 'X-WP-Nonce' => $admin->nonce ),
			array( 'Cookie' => 'a=b' ),
			array( 'X-WP-Nonce' => $admin->nonce ),
			array( 'X-API-Key' => 'x' ),
			array( 'X-Forwarded-User' => 'admin' ),
		);
	}

	/**
	 * Whether a request holds something that nobody may be refused with before WordPress looked.
	 *
	 * `wp-activate.php` loads no plugin, so nobody could look there.
	 *
	 * @param array  $request The request.
	 * @param string $policy  The policy; under `block_all` only what makes WordPress answer by itself counts.
	 * @return bool
	 */
	private static function has_credential( array $request, $policy ) {
		if ( preg_match( '~\A[^?]*wp-activate\.php~i', $request['uri'] ) ) {
			return false;
		}
		$names = array_map( 'strtolower', array_keys( array_filter( $request['headers'], 'strlen' ) ) );
		$known = array( 'authorization', 'cookie', 'x-wp-nonce' );
		if ( 'restrict' === $policy ) {
			$known = array_merge( $known, array( 'proxy-authorization', 'x-api-key', 'x-forwarded-user' ) );
		}
		$query = 'restrict' === $policy ? '~[?&](consumer_key|_wpnonce|token)=~' : '~[?&]_wpnonce=~';
		return array_intersect( $known, $names ) || preg_match( $query, $request['uri'] );
	}

	/**
	 * Sends each request to both, from one client.
	 *
	 * @param array[] $requests The requests; each is told its client.
	 * @return array[] The answers by id and server.
	 */
	private static function play( array &$requests ) {
		$sent = array();
		foreach ( $requests as $id => $request ) {
			$requests[ $id ]['client'] = self::client();
			foreach ( array( 'nginx' => self::client(), 'early' => $requests[ $id ]['client'] ) as $server => $client ) {
				$sent[ "$id $server" ] = array( 'headers' => $request['headers'] + array( 'X-Forwarded-For' => $client ), 'server' => $server ) + $request;
			}
		}
		$answers = array();
		Pool::play(
			$sent,
			static function ( $key, $request, $answer ) use ( &$answers ) {
				$answers[ $key ] = $answer;
			}
		);
		// The last worker may still write its record.
		usleep( 300000 );
		return $answers;
	}

	/**
	 * What must be the same of two answers. Pages of wp-admin hold too much by chance: their title will do.
	 *
	 * @param array $answer The answer.
	 * @return array
	 */
	private static function compared( array $answer ) {
		if ( preg_match( '~<html class="wp-toolbar".*(<title>.*</title>)~s', $answer['body'], $match ) ) {
			$answer['body'] = $match[1];
		}
		return array( $answer['status'], preg_replace( self::BY_CHANCE, '', array( json_encode( self::lasting( $answer['headers'] ) ), $answer['body'] ) ) );
	}

	/**
	 * A request in one line.
	 *
	 * @param array $request The request.
	 * @return string
	 */
	private static function line( array $request ) {
		return json_encode( array_intersect_key( $request, array_flip( array( 'method', 'uri', 'headers', 'body' ) ) ), JSON_UNESCAPED_SLASHES | JSON_PARTIAL_OUTPUT_ON_ERROR );
	}

	/**
	 * An answer in one line.
	 *
	 * @param array $answer The answer.
	 * @return string
	 */
	private static function text( array $answer ) {
		return $answer['status'] . ' ' . json_encode( self::lasting( $answer['headers'] ), JSON_UNESCAPED_SLASHES ) . ' ' . substr( $answer['body'], 0, 300 );
	}
}
