<?php
/**
 * Who asks: settled once, when authentication is over, and the same until the request ends.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * A caller. Never changes.
 */
final class Rest_Gate_Caller {

	/** @var string user, vouched or anonymous. */
	public readonly string $principal;

	/** @var WP_User The user; one without id for everybody else. */
	public readonly WP_User $user;

	/** @var string How the caller proved who it is: cookie, application_password, bearer, basic, oauth1, consumer_key, other or none. */
	public readonly string $auth_type;

	/** @var string The uuid of the application password; '' when none was used. */
	public readonly string $password;

	/**
	 * Takes the parts.
	 *
	 * @param string  $principal user, vouched or anonymous.
	 * @param WP_User $user      The user.
	 * @param string  $auth_type How the caller proved who it is.
	 * @param string  $password  The uuid of the application password.
	 */
	public function __construct( $principal, WP_User $user, $auth_type, $password = '' ) {
		$this->principal = $principal;
		$this->user      = $user;
		$this->auth_type = $auth_type;
		$this->password  = $password;
	}

	/**
	 * Somebody whom nobody knows.
	 *
	 * @return self
	 */
	public static function nobody() {
		return new self( 'anonymous', new WP_User( 0 ), 'none' );
	}

	/**
	 * The caller of the request that is served, once authentication is over; outside a request, whoever
	 * WordPress works for right now.
	 *
	 * @param WP_REST_Request|null $request The request that is served.
	 * @return self
	 */
	public static function current( $request ) {
		$user = wp_get_current_user();
		if ( 0 === $user->ID ) {
			$vouched = null !== $request && Rest_Gate_Facts::is_vouched( $request );
			return new self( $vouched ? 'vouched' : 'anonymous', $user, 'none' );
		}
		$password = (string) rest_get_authenticated_app_password();
		return new self( 'user', $user, '' === $password ? Rest_Gate_Facts::auth_type( $request ) : 'application_password', $password );
	}

	/**
	 * Whether the caller manages the site and came by cookie: who passes gates while the extension is
	 * gone.
	 *
	 * @return bool
	 */
	public function is_owner() {
		return 'cookie' === $this->auth_type && user_can( $this->user, 'manage_options' );
	}
}
