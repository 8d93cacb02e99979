<?php
/**
 * Every kind of site at once, each with a snapshot of its own, asked through workers with the early gate and without.
 *
 * @package RestGate
 */

require_once __DIR__ . '/EarlyTestCase.php';
require_once __DIR__ . '/Pool.php';

/**
 * Base of the tests of the early gate on many sites. What the plugin stores for a document is the same on each.
 */
abstract class EarlySitesTestCase extends EarlyTestCase {

	/** The sites; the first is that of the class. `shop` is a blog of `ms`. */
	protected const SITES = array( 'single', 'plain', 'idx', 'prefix', 'sub', 'ms', 'shop', 'noslash' );

	/** Their indexes, in the same order. */
	protected const INDEXES = array(
		array( 'single.test', '/wp-json/' ),
		array( 'plain.test', '/?rest_route=/' ),
		array( 'idx.test', '/index.php/wp-json/' ),
		array( 'prefix.test', '/api/' ),
		array( 'sub.test', '/blog/wp-json/' ),
		array( 'ms.test', '/wp-json/' ),
		array( 'ms.test', '/shop/wp-json/' ),
		array( 'noslash.test', '/wp-json/' ),
	);

	/** What pages hold by chance, and what tells when. */
	private const BY_CHANCE = array(
		'/"request_id":"[^"]+"/',
		'/[0-9a-f]{12}-[0-9a-f]{9}/',
		'/nonce"?(:|=|" value=|" content=|%3D)"?[0-9a-f]{10}/i',
		'/wordpress_(?:logged_in_|sec_)?[0-9a-f]{32}=[^;"]+/',
		'/\b\d{10}\b/',
		'/\d\d:\d\d:\d\d/',
	);

	/** What two records of the same request have in common. */
	private const RECORDED = array( 'outcome', 'status', 'method', 'route' );

	/** @var array[] The people of each site, by site and login. */
	protected static $people_of = array();

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		return array(
			'restrict'  => self::quick( 'restrict', array( 'allowlist' => array( array( 'pattern' => '/wp-json/myplugin/v1/thing' ) ) ) ),
			'block_all' => self::quick( 'block_all' ),
			'off'       => self::quick( 'off' ),
		);
	}

	/**
	 * Activates the plugin on the other sites as well, and makes people there.
	 */
	public static function setUpBeforeClass(): void {
		parent::setUpBeforeClass();
		self::$people_of = array( static::SITE => self::$people );
		$given           = base64_encode( json_encode( array( 'people' => static::people(), 'documents' => array(), 'network' => static::NETWORK ) ) );
		foreach ( array_diff( static::SITES, array( static::SITE ) ) as $site ) {
			self::$people_of[ $site ] = json_decode( Lab::wp( $site, 'eval-file', __DIR__ . '/gated-site.php', $given ), true )['people'];
		}
	}

	/**
	 * Takes everything away from the other sites.
	 */
	public static function tearDownAfterClass(): void {
		foreach ( array_diff( static::SITES, array( static::SITE ) ) as $site ) {
			Lab::wp( $site, 'eval-file', __DIR__ . '/ungated-site.php', ...array_keys( static::people() ) );
		}
		parent::tearDownAfterClass();
	}

	/**
	 * Puts documents into force, and has every site publish its snapshot.
	 *
	 * @param string                $name  The document of all sites.
	 * @param array<string, string> $other Documents of some sites, by site.
	 * @param int|null              $many  So many have something to publish; null for all.
	 */
	protected static function publish( $name, array $other = array(), $many = null ) {
		foreach ( static::SITES as $site ) {
			Options::put( $site, self::POLICY, self::$stored[ $other[ $site ] ?? $name ] );
		}
		self::publish_anew( $many );
	}

	/**
	 * Whether each site has a snapshot that counts.
	 *
	 * @param int $seconds For so long.
	 * @return bool
	 */
	protected static function are_published( $seconds = 0 ) {
		$valid = static fn( $file ) => ( json_decode( file_get_contents( $file ), true )['valid_until_ms'] ?? 0 ) > 1000 * ( microtime( true ) + $seconds );
		return count( static::INDEXES ) === count( array_filter( self::snapshots(), $valid ) );
	}

	/**
	 * Sends each request to both, from one client for each.
	 *
	 * @param array[] $requests The requests.
	 * @return array[] By the same keys: for `early` and `nginx` the answer, and what was recorded as `record`.
	 */
	protected static function play( array $requests ) {
		$sent = array();
		foreach ( $requests as $id => $request ) {
			foreach ( array( 'nginx', 'early' ) as $server ) {
				$client                  = self::client();
				$sent[ "$server $client" ] = array( 'headers' => $request['headers'] + array( 'X-Forwarded-For' => $client ), 'server' => $server, 'id' => $id ) + $request;
			}
		}
		$answers = array();
		Pool::play(
			$sent,
			static function ( $key, $request, $answer ) use ( &$answers ) {
				list( $server, $client )               = explode( ' ', $key );
				$answers[ $request['id'] ][ $server ] = $answer + array( 'client' => $client );
			}
		);
		// The last worker may still write its record.
		usleep( 300000 );
		return self::with_records( $answers );
	}

	/**
	 * Tells each answer what was recorded of it.
	 *
	 * @param array[] $answers Answers by id and server.
	 * @return array[]
	 */
	private static function with_records( array $answers ) {
		$records = array();
		foreach ( static::SITES as $site ) {
			foreach ( Spool::records( $site ) as $record ) {
				// Items of a batch have one above them.
				if ( ! isset( $record['parent'] ) ) {
					$records[ $record['ip'] ?? '' ] = $record;
				}
			}
		}
		foreach ( $answers as $id => $both ) {
			foreach ( $both as $server => $answer ) {
				$answers[ $id ][ $server ]['record'] = $records[ $answer['client'] ] ?? array();
			}
		}
		return $answers;
	}

	/**
	 * What must be the same of two answers. Pages hold too much by chance, such as the order of posts of the same
	 * second: their title will do.
	 *
	 * @param array $answer The answer.
	 * @return array
	 */
	protected static function compared( array $answer ) {
		if ( preg_match( '~<html\b.*?(<title>.*?</title>)~s', $answer['body'], $match ) ) {
			$answer['body'] = $match[1];
		}
		$record = array_intersect_key( $answer['record'], array_flip( self::RECORDED ) );
		ksort( $record );
		return array( $answer['status'], $record, ...preg_replace( self::BY_CHANCE, '', array( json_encode( self::lasting( $answer['headers'] ) ), $answer['body'] ) ) );
	}

	/**
	 * How two answers to a request differ.
	 *
	 * @param array $request The request.
	 * @param array $both    The answers by server.
	 * @return string Empty when they do not.
	 */
	protected static function difference( array $request, array $both ) {
		list( $with, $without ) = array( self::compared( $both['early'] ), self::compared( $both['nginx'] ) );
		if ( $with === $without ) {
			return '';
		}
		$told = static fn( array $answer ) => json_encode( array_slice( $answer, 0, 3 ), JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE );
		$at   = strspn( $with[3] ^ $without[3], "\0" );
		$near = static fn( array $answer ) => substr( $answer[3], max( 0, $at - 60 ), 200 );
		return self::line( $request ) . "\nwith    " . $told( $with ) . ' …' . $near( $with ) . "\nwithout " . $told( $without ) . ' …' . $near( $without );
	}

	/**
	 * A request in one line.
	 *
	 * @param array $request The request.
	 * @return string
	 */
	protected static function line( array $request ) {
		return json_encode( array_intersect_key( $request, array_flip( array( 'method', 'uri', 'headers', 'body' ) ) ), JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE );
	}
}
