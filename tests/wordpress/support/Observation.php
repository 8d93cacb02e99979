<?php
/**
 * What WordPress did with a request, and what the extension says that it does.
 *
 * @package RestGate
 */

/**
 * One observed request.
 */
final class Observation {

	/** Home, permalinks and REST prefix of each blog, by host and blog id. */
	private const SITES = array(
		'single.test 1'  => array( 'http://single.test', '/%postname%/', 'wp-json' ),
		'plain.test 1'   => array( 'http://plain.test', '', 'wp-json' ),
		'idx.test 1'     => array( 'http://idx.test', '/index.php/%postname%/', 'wp-json' ),
		'prefix.test 1'  => array( 'http://prefix.test', '/%postname%/', 'api' ),
		'noslash.test 1' => array( 'http://noslash.test', '/%postname%', 'wp-json' ),
		'sub.test 1'     => array( 'http://sub.test/blog', '/%postname%/', 'wp-json' ),
		'ms.test 1'      => array( 'http://ms.test', '/%postname%/', 'wp-json' ),
		'ms.test 2'      => array( 'http://ms.test/shop', '/%postname%/', 'wp-json' ),
	);

	/** @var array The request as it was sent. */
	public $request;

	/** @var array What the observer saw, bytes as bytes. */
	public $seen;

	/** @var array{kind: string, route: string|null, method: string|null, status: int} What WordPress did. */
	public $did;

	/** @var array{array, array, array, array} What the extension is told: site, server, get, post. */
	public $inputs;

	/** @var bool Whether a screen of wp-admin ended the request before WordPress parsed it. */
	private $ended_by_the_screen = false;

	/**
	 * Takes a request, its answer and what was observed.
	 *
	 * @param array $request The request.
	 * @param array $answer  The answer.
	 * @param array $seen    What the observer wrote.
	 */
	public function __construct( array $request, array $answer, array $seen ) {
		$this->request = $request;
		$this->seen    = self::bytes( $seen );
		$this->did     = $this->conclude( $answer );
		$this->inputs  = array(
			array_combine( array( 'home', 'permalink_structure', 'rest_prefix' ), self::SITES[ $request['headers']['Host'] . ' ' . $answer['headers']['x-test-blog'][0] ] ),
			$this->seen['php'],
			$this->seen['get'],
			$this->seen['post'],
		);
	}

	/**
	 * Whether the extension says what WordPress did. A screen of wp-admin may end, for a bulk action or a
	 * redirect say, before it asks WordPress for a route: then nothing was resolved.
	 *
	 * @param array $resolved What the extension says.
	 * @return bool
	 */
	public function agrees_with( array $resolved ) {
		if ( $this->ended_by_the_screen ) {
			return true;
		}
		foreach ( array( 'kind', 'route', 'method' ) as $key ) {
			if ( $resolved[ $key ] !== $this->did[ $key ] ) {
				return false;
			}
		}
		return 'dies' !== $resolved['kind'] || "WordPress ends with status {$this->did['status']}" === $resolved['why'];
	}

	/**
	 * Everything that is needed to look into a disagreement.
	 *
	 * @param array $resolved What the extension says.
	 * @return string
	 */
	public function told( array $resolved ) {
		$text = '';
		foreach ( array( 'request' => $this->request, 'inputs' => $this->inputs, 'WordPress' => $this->did, 'extension' => $resolved ) as $what => $value ) {
			$text .= "  $what: " . addcslashes( str_replace( "\n", ' ', preg_replace( '/\n\s*/', ' ', var_export( $value, true ) ) ), "\0..\37\177..\377" ) . "\n";
		}
		return $text;
	}

	/**
	 * What WordPress did, in the words of the extension.
	 *
	 * @param array $answer The answer.
	 * @return array{kind: string, route: string|null, method: string|null, status: int}
	 */
	private function conclude( array $answer ) {
		$parse = $answer['headers']['x-test-parse'][0] ?? null;
		$admin = str_contains( (string) $this->seen['php']['PHP_SELF'], 'wp-admin/' );

		$this->ended_by_the_screen = $admin && ! $this->seen['is_rest'] && 'begun' !== $parse;

		$did   = array(
			'kind'   => 'not_rest',
			'route'  => null,
			'method' => null,
			'status' => $answer['status'],
		);
		if ( $this->seen['is_rest'] && null !== $this->seen['method'] ) {
			$did['kind']   = 'rest';
			$did['route']  = $this->seen['route'];
			$did['method'] = $this->seen['method'];
		} elseif ( $this->seen['is_rest'] && 400 === $answer['status'] ) {
			$did['kind']  = 'invalid_jsonp';
			$did['route'] = $this->seen['route'];
		} elseif ( $this->seen['is_rest'] || 'begun' === $parse ) {
			$did['kind'] = 'dies';
		}
		return $did;
	}

	/**
	 * The observer's `hex:…` as the bytes they stand for.
	 *
	 * @param mixed $value A value.
	 * @return mixed
	 */
	private static function bytes( $value ) {
		if ( is_array( $value ) ) {
			$bytes = array();
			foreach ( $value as $key => $item ) {
				$bytes[ is_string( $key ) ? self::bytes( $key ) : $key ] = self::bytes( $item );
			}
			return $bytes;
		}
		return is_string( $value ) && 0 === strpos( $value, 'hex:' ) ? hex2bin( substr( $value, 4 ) ) : $value;
	}
}
