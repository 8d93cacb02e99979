<?php
/**
 * One requirement, asked by an endpoint of its own.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Checks a requirement, whatever the policy of the site says.
 */
final class Rest_Gate_Permission {

	/** @var string The requirement as JSON. */
	private $requirement;

	/**
	 * Takes the requirement.
	 *
	 * @param array $requirement As a gate's `require`.
	 */
	public function __construct( array $requirement ) {
		$this->requirement = (string) wp_json_encode( $requirement );
		if ( ! Rest_Gate_Extension::is_ready() ) {
			return;
		}
		try {
			RestGate\Gates::requiring( $this->requirement );
		} catch ( \Throwable $error ) {
			_doing_it_wrong( 'rest_gate_permission', esc_html( $error->getMessage() ), '0.2.0' );
		}
	}

	/**
	 * Whether a request satisfies the requirement.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return true|WP_Error
	 */
	public function check( $request ) {
		$caller  = Rest_Gate_Caller::current( $request );
		$verdict = $this->verdict( $request, $caller );
		return $verdict->refused ? ( new Rest_Gate_Refusal() )->error( $verdict ) : true;
	}

	/**
	 * The verdict on a request.
	 *
	 * @param WP_REST_Request  $request The request.
	 * @param Rest_Gate_Caller $caller  Who asks.
	 * @return Rest_Gate_Verdict
	 */
	private function verdict( WP_REST_Request $request, Rest_Gate_Caller $caller ) {
		$refused = Rest_Gate_Verdict::refused( 'user' === $caller->principal ? 403 : 401, 'rest_gate_capability', 'failed' );
		try {
			if ( ! Rest_Gate_Extension::is_ready() ) {
				return $caller->is_owner() ? Rest_Gate_Verdict::passed( 'extension_unavailable' ) : $refused;
			}
			$gates = RestGate\Gates::requiring( $this->requirement );
			Rest_Gate_Gate_Check::tell_caller( $gates, $caller );
			$check = $gates->check( $request->get_route(), $request->get_method(), '' );
			Rest_Gate_Parameters::tell( $check, $request );
			$verdict = Rest_Gate_Gate_Check::settle( $check, $caller );
			if ( ! $verdict->refused && Rest_Gate_Parameters::contradict( $request ) ) {
				return Rest_Gate_Verdict::refused( 400, 'rest_gate_conflict', 'conflict' );
			}
			return $verdict;
		} catch ( RestGate\Exception $error ) {
			// The requirement is wrong: nobody satisfies it.
			return $refused;
		} catch ( \Throwable $error ) {
			Rest_Gate_Heartbeat::report_failure( $error );
			return $caller->is_owner() ? Rest_Gate_Verdict::passed( 'extension_unavailable' ) : $refused;
		}
	}
}
