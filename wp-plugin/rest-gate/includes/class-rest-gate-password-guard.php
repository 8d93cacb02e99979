<?php
/**
 * Keeps application passwords that a gate names out of XML-RPC, which accepts the same passwords and
 * knows no gates.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Refuses gated application passwords.
 */
final class Rest_Gate_Password_Guard {

	/** @var Rest_Gate_Policy_In_Force The policy of this site. */
	private $force;

	/**
	 * Takes the policy.
	 *
	 * @param Rest_Gate_Policy_In_Force $force The policy of this site.
	 */
	private function __construct( Rest_Gate_Policy_In_Force $force ) {
		$this->force = $force;
	}

	/**
	 * Attaches to the check of application passwords (wp_authenticate_application_password(),
	 * wp-includes/user.php).
	 *
	 * @param Rest_Gate_Policy_In_Force $force The policy of this site.
	 */
	public static function register( Rest_Gate_Policy_In_Force $force ) {
		// The usual priority: an error that anybody adds refuses the password.
		add_action( 'wp_authenticate_application_password_errors', array( new self( $force ), 'check' ), 10, 3 );
	}

	/**
	 * Refuses a password that a gate names.
	 *
	 * @param WP_Error $error Takes the refusal.
	 * @param WP_User  $user  The user.
	 * @param array    $item  The application password.
	 */
	public function check( $error, $user, $item ) {
		if ( ! defined( 'XMLRPC_REQUEST' ) || ! XMLRPC_REQUEST ) {
			return;
		}
		if ( $this->force->names_password( $user->ID, (string) ( $item['uuid'] ?? '' ) ) ) {
			$error->add( 'rest_gate_credential', __( 'This application password is not accepted here.', 'rest-gate' ) );
		}
	}
}
