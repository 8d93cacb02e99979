<?php
/**
 * How a stranger is refused: how often he may ask, and how long he waits for a no.
 *
 * The extension counts and waits, in memory that all workers share; here is only seen to it that a worker
 * that waits holds nothing that others wait for.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Limits and delays the one REST request that this process serves.
 */
final class Rest_Gate_Defence {

	/** @var Rest_Gate_Policy_In_Force The policy of this site. */
	private $force;

	/** @var bool Whether the request was delayed already. */
	private $has_waited = false;

	/**
	 * Takes the policy.
	 *
	 * @param Rest_Gate_Policy_In_Force $force The policy of this site.
	 */
	public function __construct( Rest_Gate_Policy_In_Force $force ) {
		$this->force = $force;
	}

	/**
	 * A request is served.
	 */
	public function begin() {
		$this->has_waited = false;
	}

	/**
	 * Counts a stranger's request, unless the extension did before WordPress was loaded; or a password that was
	 * wrong, where WordPress tried it too late to say so. Who was wrong too often is refused also when he is right:
	 * else it would be told which guess was.
	 *
	 * @param WP_REST_Request  $request The request that the client made.
	 * @param Rest_Gate_Caller $caller  Who asks.
	 * @return Rest_Gate_Verdict|null The refusal of one too many.
	 */
	public function limit( WP_REST_Request $request, Rest_Gate_Caller $caller ) {
		// rest_application_password_check_errors() runs at 90, and tries no password by itself.
		if ( Rest_Gate_Credentials::tried_password() ) {
			return $this->failed();
		}
		if ( ! $this->can_ask() ) {
			return null;
		}
		try {
			if ( 'cookie' !== $caller->auth_type && '' !== Rest_Gate_Facts::presented_type( $request ) ) {
				$verdict = $this->verdict( RestGate\RateLimit::hasFailed( $this->force->policy(), (string) home_url() ), 'rate_limit_auth' );
				if ( null !== $verdict ) {
					return $verdict;
				}
			}
			return 'anonymous' !== $caller->principal ? null
				: $this->verdict( RestGate\RateLimit::take( $this->force->policy(), (string) home_url(), $request->get_route(), $request->get_method() ), 'rate_limit' );
		} catch ( \Throwable $error ) {
			// Who cannot be counted is decided like everybody else.
			return null;
		}
	}

	/**
	 * Authentication ended in an error: counts it.
	 *
	 * @return Rest_Gate_Verdict|null The refusal of one too many.
	 */
	public function failed() {
		if ( ! $this->can_ask() ) {
			return null;
		}
		try {
			return $this->verdict( RestGate\RateLimit::failed( $this->force->policy(), (string) home_url() ), 'rate_limit_auth' );
		} catch ( \Throwable $error ) {
			return null;
		}
	}

	/**
	 * Waits before a stranger's request is refused, once, and only while few others of this pool wait.
	 */
	public function delay() {
		if ( $this->has_waited || ! $this->can_ask() ) {
			return;
		}
		$this->has_waited = true;
		try {
			$wait = RestGate\Tarpit::enter( $this->force->policy() );
		} catch ( \Throwable $error ) {
			return;
		}
		if ( null !== $wait ) {
			self::let_go();
			$wait->wait();
			self::take_up();
		}
	}

	/**
	 * Whether the extension can be asked by a policy of this site that restricts: a site whose mode is `off` only
	 * has gates, and its strangers are neither limited nor delayed.
	 *
	 * @return bool
	 */
	private function can_ask() {
		try {
			return null !== $this->force->stored() && Rest_Gate_Extension::is_ready() && $this->force->enforces() && 'off' !== $this->force->policy()->mode();
		} catch ( \Throwable $error ) {
			return false;
		}
	}

	/**
	 * The refusal that a count comes to, with its headers.
	 *
	 * @param array|null $headers The headers by their names; null when there is still room.
	 * @param string     $reason  The rule that decided.
	 * @return Rest_Gate_Verdict|null
	 */
	private function verdict( $headers, $reason ) {
		if ( null === $headers ) {
			return null;
		}
		foreach ( headers_sent() ? array() : $headers as $name => $value ) {
			header( "$name: $value" );
		}
		return Rest_Gate_Verdict::refused( 429, 'rest_gate_limited', $reason );
	}

	/**
	 * Lets go of what others may wait for: the visitor's session, a connection to the database.
	 */
	private static function let_go() {
		global $wpdb;
		if ( PHP_SESSION_ACTIVE === session_status() ) {
			session_write_close();
		}
		// Drop-ins with connections of another kind know themselves when to close them.
		if ( $wpdb->dbh instanceof mysqli ) {
			$wpdb->close();
		}
	}

	/**
	 * Connects to the database again: hooks after the refusal may ask it.
	 */
	private static function take_up() {
		global $wpdb;
		if ( null === $wpdb->dbh && method_exists( $wpdb, 'db_connect' ) ) {
			$wpdb->db_connect( false );
		}
	}
}
