<?php
/**
 * What was presented and not accepted: never a value, only its kind.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Names presented credentials.
 */
final class Rest_Gate_Credentials {

	/**
	 * What a request presented beside what was accepted, with commas.
	 *
	 * @param Rest_Gate_Caller|null $caller  Who asks; null when authentication failed.
	 * @param WP_Error|null         $error   Why it failed.
	 * @param WP_REST_Request       $request The request.
	 * @return string
	 */
	public static function presented( $caller, $error, WP_REST_Request $request ) {
		$accepted = null === $caller ? 'none' : $caller->auth_type;
		$found    = array();
		if ( 'cookie' !== $accepted && self::has_login_cookie() ) {
			$found[] = self::cookie( $error );
		}
		if ( 'application_password' !== $accepted ) {
			$type = Rest_Gate_Facts::presented_type( $request );
			if ( '' !== $type && $type !== $accepted ) {
				$found[] = 'basic' === $type && self::tried_password() ? 'application_password' : $type;
			}
		}
		if ( ! $found && 'none' === $accepted && Rest_Gate_Facts::has_nonce() ) {
			$found[] = 'nonce_without_cookie';
		}
		return implode( ',', $found );
	}

	/**
	 * What became of a login cookie that was not accepted (rest_cookie_check_errors(),
	 * rest_cookie_collect_status()).
	 *
	 * @param WP_Error|null $error Why authentication failed.
	 * @return string
	 */
	private static function cookie( $error ) {
		global $wp_rest_auth_cookie;
		if ( is_wp_error( $error ) && 'rest_cookie_invalid_nonce' === $error->get_error_code() ) {
			return 'cookie_with_bad_nonce';
		}
		return true === $wp_rest_auth_cookie ? 'cookie_without_nonce' : 'cookie_' . ( is_string( $wp_rest_auth_cookie ) ? $wp_rest_auth_cookie : 'unused' );
	}

	/**
	 * Whether the login cookie was sent.
	 *
	 * @return bool
	 */
	private static function has_login_cookie() {
		return defined( 'LOGGED_IN_COOKIE' ) && isset( $_COOKIE[ LOGGED_IN_COOKIE ] );
	}

	/**
	 * Whether WordPress tried an application password and did not take it.
	 *
	 * @return bool
	 */
	public static function tried_password() {
		global $wp_rest_application_password_status;
		return is_wp_error( $wp_rest_application_password_status );
	}
}
