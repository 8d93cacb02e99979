<?php
/**
 * The early gate against WordPress: random requests and the recorded ones, sent to workers with the early gate and to
 * workers without, get the same answer; and nothing that holds a credential is refused early.
 *
 * REST_GATE_SEED repeats a run, REST_GATE_EARLY_REQUESTS sets how many requests are drawn for each policy.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/EarlySitesTestCase.php';
require_once __DIR__ . '/support/Chance.php';
require_once __DIR__ . '/support/Spelling.php';
require_once __DIR__ . '/support/RandomBodies.php';
require_once __DIR__ . '/support/RandomRequests.php';

/**
 * Compares answers, outcomes and headers.
 */
final class EarlyDifferentialTest extends EarlySitesTestCase {

	private const COUNT = 60;

	/** So many are under way between two looks at the log: their answers are kept in memory. */
	private const CHUNK = 400;

	/** So many disagreements are printed. */
	private const PRINTED = 20;

	/** @var string A pattern of the lines in the PHP error log that the test provokes: WordPress fails on `_method[]`. */
	protected $provoked = 'PHP (Fatal error|  thrown)|^#|Stack trace';

	/** @var int The requests that were played; those that were refused early; of those the ones to `wp-activate.php` that got another answer. */
	private $played = 0;
	private $early  = 0;
	private $apart  = 0;

	/** @var int The disagreements. */
	private $faults = 0;

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$open = array(
			'allowlist' => array(
				array( 'pattern' => '/wp-json/myplugin/v1/thing' ),
				array( 'pattern' => '/wp-json/myplugin/v1/item/6' ),
				array( 'pattern' => '/wp-json/wp/v2/types/*', 'methods' => array( 'GET' ) ),
			),
		);
		return array(
			'restrict'   => self::quick( 'restrict', $open ),
			'block_all'  => self::quick( 'block_all' ),
			'aggressive' => self::quick( 'restrict', $open + array( 'early' => array( 'aggressive' => true ) ) ),
		);
	}

	/**
	 * The policies.
	 *
	 * @return array[]
	 */
	public static function policies() {
		return array( 'restrict' => array( 'restrict' ), 'block_all' => array( 'block_all' ), 'aggressive' => array( 'aggressive' ) );
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
		$known = self::credentials( $admin );
		Chance::begin( $seed );
		self::publish( $policy );

		$this->compare( self::recorded_requests( $admin ), $policy );
		for ( $drawn = 0; $drawn < $count; $drawn += self::CHUNK ) {
			// Drawn before any of them is played: the order of answers must not take part.
			$this->compare( self::random_requests( $drawn, min( $count - $drawn, self::CHUNK ), $admin, $known ), $policy );
		}
		$result = "$policy, {$this->played} requests, {$this->early} refused early, {$this->apart} on wp-activate.php with another answer, {$this->faults} mismatches, REST_GATE_SEED=$seed";
		fwrite( STDERR, "\nEarlyDifferentialTest: $result\n" );
		$this->assertSame( 0, $this->faults, $result );
		$this->assertGreaterThan( $this->played * 0.1, $this->early, 'too few were refused early' );
		$this->assertLessThan( $this->played * 0.9, $this->early, 'too few were passed on' );
	}

	/**
	 * Plays requests and notes where the answers differ.
	 *
	 * @param array[] $requests The requests.
	 * @param string  $policy   The policy.
	 */
	private function compare( array $requests, $policy ) {
		// A site that is asked seldom does not renew its snapshot in time; where none is published, this fails.
		self::are_published( 30 ) || self::publish_anew();
		foreach ( self::play( $requests ) as $id => $both ) {
			$is_early      = 'early' === ( $both['early']['record']['reason'] ?? '' );
			$difference    = self::difference( $requests[ $id ], $both );
			$this->played += 1;
			$this->early  += (int) $is_early;
			if ( '' !== $difference && $is_early && 401 === $both['early']['status'] && self::is_activation( $requests[ $id ] ) ) {
				// Refused there whoever asks for whatever: a credential is not looked at, and an open route is not served.
				$difference = '';
				++$this->apart;
			}
			if ( '' === $difference && $is_early && self::has_credential( $requests[ $id ], $policy ) ) {
				$difference = 'refused early: ' . self::line( $requests[ $id ] );
			}
			if ( '' !== $difference ) {
				// A long run tells at once.
				++$this->faults > self::PRINTED || fwrite( STDERR, "\n$id $difference\n" );
			}
		}
		// Where WordPress finds that it was misjudged, the early gate stands back.
		foreach ( self::SITES as $site ) {
			$this->assertNull( Options::raw( $site, 'rest_gate_model_mismatch' ), $site );
		}
	}

	/**
	 * The recorded requests.
	 *
	 * @param Login $admin Whose cookies some of them have.
	 * @return array[]
	 */
	private static function recorded_requests( Login $admin ) {
		$requests = array();
		foreach ( file( dirname( __DIR__ ) . '/corpus/requests.jsonl', FILE_IGNORE_NEW_LINES ) as $text ) {
			$line                    = json_decode( $text, true, 64, JSON_THROW_ON_ERROR );
			$request                 = $line['request'];
			$request['headers']      = str_replace( '$ADMIN_COOKIES', $admin->cookie, $request['headers'] );
			$requests[ $line['id'] ] = $request;
		}
		return $requests;
	}

	/**
	 * Random requests, some of them with something that may be a credential, others with nothing but their target.
	 *
	 * @param int     $from  The number of the first.
	 * @param int     $count How many.
	 * @param Login   $admin Who visits wp-admin.
	 * @param array[] $known Credentials.
	 * @return array[]
	 */
	private static function random_requests( $from, $count, Login $admin, array $known ) {
		$requests = array();
		foreach ( RandomRequests::draw( $count, 'early', $admin ) as $request ) {
			// What observes is an unknown header.
			unset( $request['headers']['X-Test-Observe'] );
			if ( Chance::happens( 40 ) ) {
				$request = array( 'method' => Chance::of( array( 'GET', 'GET', 'GET', 'HEAD' ) ), 'headers' => array( 'Host' => $request['headers']['Host'] ), 'body' => null ) + $request;
			} elseif ( Chance::happens( 50 ) ) {
				$request['headers'] = Chance::of( $known ) + $request['headers'];
			}
			$request['uri'] .= Chance::happens( 4 ) ? ( strpos( $request['uri'], '?' ) ? '&' : '?' ) . Chance::of( array( 'consumer_key=ck_1', '_wpnonce=x', 'token=x', '_method=HEAD' ) ) : '';
			$requests[ 'random-' . ( $from + count( $requests ) ) ] = $request;
		}
		return $requests;
	}

	/**
	 * Headers that prove something, or try to. None proves enough to change the site: each request is played twice.
	 *
	 * @param Login $admin Who visits wp-admin.
	 * @return array[]
	 */
	private static function credentials( Login $admin ) {
		$subscriber = new Login( 'SUBSCRIBER' );
		return array(
			self::basic( Lab::env( 'AUTHOR_LOGIN' ), Lab::env( 'AUTHOR_APP_PASSWORD' ) ),
			self::basic( Lab::env( 'ADMIN_LOGIN' ), 'wrong' ),
			array( 'Authorization' => 'Bearer ' . md5( 'x' ) ),
			array( 'Proxy-Authorization' => 'Basic eDp5' ),
			array( 'Cookie' => $admin->cookie ),
			array( 'Cookie' => $subscriber->cookie, 'X-WP-Nonce' => $subscriber->nonce ),
			array( 'Cookie' => 'a=b' ),
			array( 'X-WP-Nonce' => $subscriber->nonce ),
			array( 'X-API-Key' => 'x' ),
			array( 'X-Forwarded-User' => 'admin' ),
		);
	}

	/**
	 * Whether a request is for `wp-activate.php`, which loads no plugin: nobody could look there who asks.
	 *
	 * @param array $request The request.
	 * @return bool
	 */
	private static function is_activation( array $request ) {
		return 1 === preg_match( '~\A[^?]*wp-activate\.php~i', $request['uri'] );
	}

	/**
	 * Whether a request holds something that nobody may be refused with before WordPress looked.
	 *
	 * @param array  $request The request.
	 * @param string $policy  The policy. Under `block_all` only what makes WordPress answer by itself counts; in
	 *                        aggressive mode a name in the query proves nothing.
	 * @return bool
	 */
	private static function has_credential( array $request, $policy ) {
		if ( self::is_activation( $request ) ) {
			return false;
		}
		$names = array_map( 'strtolower', array_keys( array_filter( $request['headers'], 'strlen' ) ) );
		$known = array( 'authorization', 'cookie', 'x-wp-nonce' );
		if ( 'block_all' !== $policy ) {
			$known = array_merge( $known, array( 'proxy-authorization', 'x-api-key', 'x-forwarded-user' ) );
		}
		$query = 'restrict' === $policy ? '~[?&](consumer_key|_wpnonce|token)=~' : '~[?&]_wpnonce=~';
		return array_intersect( $known, $names ) || preg_match( $query, $request['uri'] );
	}
}
