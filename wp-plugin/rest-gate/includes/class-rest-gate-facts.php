<?php
/**
 * The one reader of request facts.
 *
 * Everything that the extension is told about a request comes from here. Nothing here decides.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Reads facts of the current request.
 */
final class Rest_Gate_Facts {

	/**
	 * Whether a plugin vouches for a caller that is no WordPress user.
	 *
	 * @param WP_REST_Request $request The request that is served.
	 * @return bool
	 */
	public static function is_vouched( WP_REST_Request $request ) {
		try {
			/**
			 * Filters whether a plugin vouches for a caller that is no WordPress user: a signed server
			 * call, an HTTP signature. Only `true` counts. A vouched caller passes the restriction,
			 * never a gate.
			 *
			 * @param bool            $vouched Default false.
			 * @param WP_REST_Request $request The request.
			 */
			return true === apply_filters( 'rest_gate_vouch', false, $request );
		} catch ( \Throwable $error ) {
			return false;
		}
	}

	/**
	 * How a user who used no application password proved who it is: the cookie where its nonce was
	 * good (rest_cookie_check_errors(), wp-includes/rest-api.php), and else by what was presented.
	 *
	 * @param WP_REST_Request|null $request The request that is served.
	 * @return string
	 */
	public static function auth_type( $request ) {
		global $wp_rest_auth_cookie;
		if ( true === $wp_rest_auth_cookie ) {
			return 'cookie';
		}
		$type = self::presented_type( $request );
		return '' === $type ? 'other' : $type;
	}

	/**
	 * The kind of credential that a request presents beside cookies.
	 *
	 * @param WP_REST_Request|null $request The request that is served.
	 * @return string bearer, basic, oauth1, consumer_key; '' for none, other for a scheme nobody knows.
	 */
	public static function presented_type( $request ) {
		$authorization = self::server( 'HTTP_AUTHORIZATION' );
		if ( '' === $authorization ) {
			$authorization = self::server( 'REDIRECT_HTTP_AUTHORIZATION' );
		}
		$schemes = array(
			'bearer' => 'bearer',
			'basic'  => 'basic',
			'oauth'  => 'oauth1',
		);
		$scheme  = strtolower( (string) strtok( $authorization, ' ' ) );
		if ( isset( $schemes[ $scheme ] ) ) {
			return $schemes[ $scheme ];
		}
		if ( '' !== self::server( 'PHP_AUTH_USER' ) ) {
			return 'basic';
		}
		if ( null !== $request && ( null !== $request['consumer_key'] || null !== $request['oauth_consumer_key'] ) ) {
			return 'consumer_key';
		}
		return '' === $authorization ? '' : 'other';
	}

	/**
	 * Whether the request carries a nonce.
	 *
	 * @return bool
	 */
	public static function has_nonce() {
		// phpcs:ignore WordPress.Security.NonceVerification -- Nothing is done with it.
		return isset( $_REQUEST['_wpnonce'] ) || '' !== self::server( 'HTTP_X_WP_NONCE' );
	}

	/**
	 * The day in the site's time zone.
	 *
	 * @return string 2027-01-31
	 */
	public static function today() {
		return (string) wp_date( 'Y-m-d' );
	}

	/**
	 * The method on the wire.
	 *
	 * @return string
	 */
	public static function wire_method() {
		return self::server( 'REQUEST_METHOD' );
	}

	/**
	 * The Origin header.
	 *
	 * @return string
	 */
	public static function origin() {
		return self::server( 'HTTP_ORIGIN' );
	}

	/**
	 * The method that a CORS preflight asks for.
	 *
	 * @return string
	 */
	public static function requested_method() {
		return self::server( 'HTTP_ACCESS_CONTROL_REQUEST_METHOD' );
	}

	/**
	 * The script that the web server opened.
	 *
	 * @return string
	 */
	public static function script() {
		return self::server( 'SCRIPT_FILENAME' );
	}

	/**
	 * What the client asked for.
	 *
	 * @return string
	 */
	public static function request_uri() {
		return self::server( 'REQUEST_URI' );
	}

	/**
	 * Whether WordPress serves a REST request, as opposed to a page that dispatches internally.
	 *
	 * @return bool
	 */
	public static function is_rest_request() {
		return defined( 'REST_REQUEST' ) && REST_REQUEST;
	}

	/**
	 * Takes back the envelope that would turn a refusal into status 200.
	 */
	public static function forget_envelope() {
		unset( $_GET['_envelope'] );
	}

	/**
	 * What the extension needs to resolve a request to this site.
	 *
	 * @return array{home: string, permalink_structure: string, rest_prefix: string}
	 */
	public static function site() {
		return array(
			'home'                => (string) home_url(),
			'permalink_structure' => (string) get_option( 'permalink_structure' ),
			'rest_prefix'         => (string) rest_get_url_prefix(),
		);
	}

	/**
	 * A value of $_SERVER, without the slashes of wp_magic_quotes().
	 *
	 * @param string $name The name.
	 * @return string
	 */
	private static function server( $name ) {
		$value = wp_unslash( $_SERVER[ $name ] ?? '' );
		return is_string( $value ) ? $value : '';
	}
}
