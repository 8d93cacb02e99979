<?php
/**
 * The kinds of requests, and how often each comes.
 *
 * @package RestGate
 */

/**
 * Each kind has `share` (of all), `early` (where it may be refused before WordPress: `never`, `block_all` or
 * `restrict`, which means there as well), and `bytes` for php-fpm.
 */
final class Kinds {

	private const USERS = '/wp-json/wp/v2/users';

	/** Strangers' requests that are sure: script, method, target and headers by name. */
	private const SURE = array(
		'users'               => array( 'index.php', 'GET', self::USERS ),
		'users, HEAD'         => array( 'index.php', 'HEAD', self::USERS ),
		'users, capitals'     => array( 'index.php', 'GET', '/wp-json/WP/V2/Users' ),
		'users, query'        => array( 'index.php', 'GET', self::USERS . '?page=2&search=x' ),
		'rest_route'          => array( 'index.php', 'GET', '/?rest_route=/wp/v2/users' ),
		'rest_route, line'    => array( 'index.php', 'GET', '/?rest_route=/wp/v2/users%0A' ),
		'rest_route over /'   => array( 'index.php', 'GET', '/wp-json/?rest_route=/wp/v2/users' ),
		'posts'               => array( 'index.php', 'GET', '/wp-json/wp/v2/posts' ),
		'posts, rest_route'   => array( 'index.php', 'GET', '/index.php?rest_route=/wp/v2/posts/' ),
		'settings'            => array( 'index.php', 'GET', '/wp-json/wp/v2/settings' ),
		'no such route'       => array( 'index.php', 'GET', '/wp-json/nothing/here' ),
		'batch'               => array( 'index.php', 'GET', '/wp-json/batch/v1' ),
		'origin'              => array( 'index.php', 'GET', self::USERS, array( 'ORIGIN' => 'https://a.example' ) ),
		'browser'             => array( 'index.php', 'GET', self::USERS, array( 'SEC_FETCH_MODE' => 'cors', 'ACCEPT_LANGUAGE' => 'de', 'DNT' => '1' ) ),
		'activation page'     => array( 'wp-activate.php', 'GET', '/wp-activate.php?rest_route=/wp/v2/users' ),
		'activation, cookie'  => array( 'wp-activate.php', 'GET', '/wp-activate.php?rest_route=/wp/v2/users', array( 'COOKIE' => 'a=b' ) ),
	);

	/** Sure under block_all only. */
	private const UNKNOWN = array(
		'index'               => array( 'index.php', 'GET', '/wp-json/' ),
		'API key'             => array( 'index.php', 'GET', self::USERS, array( 'X_API_KEY' => 'x' ) ),
		'consumer_key'        => array( 'index.php', 'GET', self::USERS . '?consumer_key=ck_1' ),
		'OPTIONS'             => array( 'index.php', 'OPTIONS', self::USERS ),
		'POST'                => array( 'index.php', 'POST', self::USERS, array(), '{"username":"x"}' ),
		'DELETE'              => array( 'index.php', 'DELETE', self::USERS . '/1' ),
	);

	/** WordPress sees them whatever the policy says. */
	private const PASSED = array(
		'cookie alone'        => array( 'index.php', 'GET', self::USERS, array( 'COOKIE' => 'a=b' ) ),
		'bearer'              => array( 'index.php', 'GET', self::USERS, array( 'AUTHORIZATION' => 'Bearer x' ) ),
		'_envelope'           => array( 'index.php', 'GET', self::USERS . '?_envelope=1' ),
		'preflight'           => array( 'index.php', 'OPTIONS', self::USERS, array( 'ORIGIN' => 'https://a.example', 'ACCESS_CONTROL_REQUEST_METHOD' => 'POST' ) ),
	);

	/** No REST, and no WordPress. */
	private const SCRIPTS = array(
		'script'              => array( Site::SCRIPT, 'GET', '/' . Site::SCRIPT ),
		'script, rest_route'  => array( Site::SCRIPT, 'GET', '/' . Site::SCRIPT . '?rest_route=/wp/v2/users' ),
	);

	/**
	 * All kinds.
	 *
	 * @param array<string, array> $known  What people with credentials send, as above.
	 * @param float                $loaded The share of those that load WordPress. Each costs as much as hundreds of others.
	 * @return array[] By name.
	 */
	public static function all( array $known, $loaded ) {
		return self::of( self::SURE, 'restrict', 0.9 )
			+ self::of( self::SCRIPTS, 'never', 0.1 - $loaded )
			+ self::of( self::UNKNOWN, 'block_all', 0.4 * $loaded )
			+ self::of( self::PASSED, 'never', 0.2 * $loaded )
			+ self::of( $known, 'never', 0.4 * $loaded );
	}

	/**
	 * The kind of those that are sure.
	 *
	 * @param array[] $kinds All kinds.
	 * @return array[]
	 */
	public static function sure( array $kinds ) {
		return array_intersect_key( $kinds, self::SURE );
	}

	/**
	 * Kinds of one sort, which share equally.
	 *
	 * @param array[] $requests The requests by name.
	 * @param string  $early    When they may be refused early.
	 * @param float   $share    The share of all of them.
	 * @return array[]
	 */
	private static function of( array $requests, $early, $share ) {
		$kinds = array();
		foreach ( $requests as $name => $request ) {
			$kinds[ $name ] = array( 'share' => $share / count( $requests ), 'early' => $early, 'bytes' => self::bytes( ...$request ) );
		}
		return $kinds;
	}

	/**
	 * A request as the web server would hand it to PHP.
	 *
	 * @param string                $script  The script that PHP opens.
	 * @param string                $method  The method.
	 * @param string                $target  Path and query.
	 * @param array<string, string> $headers Headers, named as PHP names them.
	 * @param string                $body    The body, JSON.
	 * @return string
	 */
	public static function bytes( $script, $method, $target, array $headers = array(), $body = '' ) {
		$params = array(
			'REQUEST_METHOD'  => $method,
			'CONTENT_LENGTH'  => '' === $body ? '' : (string) strlen( $body ),
			'CONTENT_TYPE'    => '' === $body ? '' : 'application/json',
			'HTTP_HOST'       => Site::HOST,
			'HTTP_USER_AGENT' => 'soak',
		);
		foreach ( $headers as $name => $value ) {
			$params[ 'HTTP_' . $name ] = $value;
		}
		return FastCgi::request( FastCgi::told( $script, $target, $params ), $body );
	}
}
