<?php
/**
 * Who asks, as an operator names it: a user or a stranger, and how the user proved who it is.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Makes callers.
 */
final class Rest_Gate_Named_Caller {

	/** The ways in which a user can have proved who it is. */
	private const AUTH_TYPES = array( 'cookie', 'application_password', 'bearer', 'basic', 'oauth1', 'consumer_key', 'other' );

	/**
	 * The caller that options name.
	 *
	 * @param WP_User $user    The user; one without id for a stranger.
	 * @param array   $options `auth_type`, `application_password` (a uuid) and `vouched`, all of them optional.
	 * @return Rest_Gate_Caller
	 * @throws RuntimeException When they contradict each other, or the password is not the user's.
	 */
	public static function make( WP_User $user, array $options ) {
		$password  = (string) ( $options['application_password'] ?? '' );
		$auth_type = (string) ( $options['auth_type'] ?? ( '' === $password ? 'cookie' : 'application_password' ) );
		$vouched   = true === ( $options['vouched'] ?? false );
		if ( 0 === $user->ID ) {
			if ( '' !== $password || isset( $options['auth_type'] ) && 'none' !== $auth_type ) {
				throw new RuntimeException( 'a stranger has neither an auth type nor an application password; name a user' );
			}
			return new Rest_Gate_Caller( $vouched ? 'vouched' : 'anonymous', $user, 'none' );
		}
		if ( $vouched ) {
			throw new RuntimeException( 'nobody vouches for a user of the site; name no user' );
		}
		if ( ! in_array( $auth_type, self::AUTH_TYPES, true ) ) {
			throw new RuntimeException( sprintf( '`%s`: not an auth type of a user; there are `%s`', $auth_type, implode( '`, `', self::AUTH_TYPES ) ) );
		}
		if ( '' !== $password && 'application_password' !== $auth_type ) {
			throw new RuntimeException( sprintf( 'who uses an application password does not come by `%s`', $auth_type ) );
		}
		if ( '' !== $password && null === WP_Application_Passwords::get_user_application_password( $user->ID, $password ) ) {
			throw new RuntimeException(
				sprintf( '`%1$s`: not an application password of %2$s; `wp user application-password list %2$s --fields=uuid,name` lists those', $password, $user->user_login )
			);
		}
		return new Rest_Gate_Caller( 'user', $user, $auth_type, $password );
	}

	/**
	 * The caller that the options of a command name: the user is that of WP-CLI's own --user.
	 *
	 * @param array $assoc_args The options.
	 * @return Rest_Gate_Caller
	 * @throws RuntimeException When they contradict each other, or the password is not the user's.
	 */
	public static function of_command( array $assoc_args ) {
		$options = array();
		foreach ( array( 'auth-type', 'application-password', 'vouched' ) as $option ) {
			if ( isset( $assoc_args[ $option ] ) ) {
				$options[ strtr( $option, '-', '_' ) ] = $assoc_args[ $option ];
			}
		}
		return self::make( wp_get_current_user(), $options );
	}

	/**
	 * A caller in words.
	 *
	 * @param Rest_Gate_Caller $caller The caller.
	 * @return string
	 */
	public static function describe( Rest_Gate_Caller $caller ) {
		if ( 'user' !== $caller->principal ) {
			return 'vouched' === $caller->principal ? 'a caller that a plugin vouches for' : 'a stranger';
		}
		return sprintf( '%s by %s', $caller->user->user_login, strtr( $caller->auth_type, '_', ' ' ) . ( '' === $caller->password ? '' : ' ' . $caller->password ) );
	}
}
