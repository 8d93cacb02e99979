<?php
/**
 * Asks for a decision: the extension, and the stored expressions when it cannot answer.
 *
 * In doubt the answer is a refusal: an exception anywhere here never lets a request pass.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Decides requests of this site.
 */
final class Rest_Gate_Decider {

	/** @var Rest_Gate_Policy_In_Force The policy of this site. */
	private $force;

	/**
	 * Takes the policy.
	 *
	 * @param Rest_Gate_Policy_In_Force $force The policy of this site.
	 */
	public function __construct( Rest_Gate_Policy_In_Force $force ) {
		$this->force = $force;
	}

	/**
	 * Decides one request by the restriction.
	 *
	 * @param WP_REST_Request  $request   The request as WordPress dispatches it.
	 * @param Rest_Gate_Caller $caller    Who asks.
	 * @param bool             $preflight Whether it is a true CORS preflight.
	 * @return Rest_Gate_Verdict
	 */
	public function decide( WP_REST_Request $request, Rest_Gate_Caller $caller, $preflight = false ) {
		$stored = $this->force->stored();
		if ( null === $stored ) {
			return Rest_Gate_Verdict::passed( 'never_configured' );
		}
		if ( Rest_Gate_Extension::is_ready() ) {
			try {
				return $this->ask( $request, $caller->principal, $preflight );
			} catch ( \Throwable $error ) {
				Rest_Gate_Heartbeat::report_failure( $error );
			}
		}
		return $this->fall_back( $stored, $request, $caller, $preflight );
	}

	/**
	 * Decides by the stored gates, because the extension cannot be asked.
	 *
	 * @param string           $route    The route.
	 * @param string           $method   The method.
	 * @param string           $endpoint The registered route pattern.
	 * @param Rest_Gate_Caller $caller   Who asks.
	 * @return Rest_Gate_Verdict
	 */
	public function fall_back_on_gates( $route, $method, $endpoint, Rest_Gate_Caller $caller ) {
		$stored = $this->force->stored();
		if ( Rest_Gate_Extension::fails_open() || ! Rest_Gate_Fallback::has_gates( $stored ) || $caller->is_owner() ) {
			return Rest_Gate_Verdict::passed( 'stored_expressions' );
		}
		return Rest_Gate_Verdict::from_fallback(
			Rest_Gate_Fallback_Gates::gate( $stored, $route, $method, 'user' === $caller->principal, $endpoint, Rest_Gate_Endpoints::registered() )
		);
	}

	/**
	 * Decides an ability by the stored gates, because the extension cannot be asked.
	 *
	 * @param string           $name   The ability.
	 * @param Rest_Gate_Caller $caller Who runs it.
	 * @return Rest_Gate_Verdict
	 */
	public function fall_back_on_ability( $name, Rest_Gate_Caller $caller ) {
		if ( Rest_Gate_Extension::fails_open() || $caller->is_owner() ) {
			return Rest_Gate_Verdict::passed( 'stored_expressions' );
		}
		return Rest_Gate_Verdict::from_fallback( Rest_Gate_Fallback_Gates::gate_ability( $this->force->stored(), $name, 'user' === $caller->principal ) );
	}

	/**
	 * Whether the endpoint that WordPress matched lies within the entry that allowed a request:
	 * whole, part or none.
	 *
	 * @param string $entry    The allowlist entry.
	 * @param string $endpoint The registered route pattern.
	 * @return string
	 */
	public function reach( $entry, $endpoint ) {
		try {
			return RestGate\Policy::reach( $entry, $endpoint );
		} catch ( \Throwable $error ) {
			return 'none';
		}
	}

	/**
	 * Whether a request is a true CORS preflight. Also known without the extension, because clients
	 * that do have credentials send none with it.
	 *
	 * @param string $wire      The method on the wire.
	 * @param string $method    The effective method.
	 * @param string $origin    The Origin header.
	 * @param string $requested The Access-Control-Request-Method header.
	 * @return bool
	 */
	public function is_preflight( $wire, $method, $origin, $requested ) {
		try {
			return RestGate\Request::isPreflight( $wire, $method, $origin, $requested );
		} catch ( \Throwable $error ) {
			return 'OPTIONS' === $wire && 'OPTIONS' === $method && '' !== $origin && '' !== $requested;
		}
	}

	/**
	 * Asks the extension.
	 *
	 * @param WP_REST_Request $request   The request.
	 * @param string          $principal Who asks.
	 * @param bool            $preflight Whether it is a preflight.
	 * @return Rest_Gate_Verdict
	 */
	private function ask( WP_REST_Request $request, $principal, $preflight ) {
		$policy   = $this->force->policy();
		$today    = Rest_Gate_Facts::today();
		$route    = $request->get_route();
		$method   = $request->get_method();
		$decision = $policy->decide( $route, $method, $principal, $today, null, $preflight );
		if ( $decision->needsEndpoint() ) {
			$endpoint = Rest_Gate_Endpoints::matched( $request );
			$decision = $policy->decide( $route, $method, $principal, $today, $endpoint, $preflight );
		}
		return Rest_Gate_Verdict::from_decision( $decision );
	}

	/**
	 * Decides by the stored expressions.
	 *
	 * @param mixed            $stored    The stored policy.
	 * @param WP_REST_Request  $request   The request.
	 * @param Rest_Gate_Caller $caller    Who asks.
	 * @param bool             $preflight Whether it is a preflight.
	 * @return Rest_Gate_Verdict
	 */
	private function fall_back( $stored, WP_REST_Request $request, Rest_Gate_Caller $caller, $preflight ) {
		if ( Rest_Gate_Extension::fails_open() ) {
			return Rest_Gate_Verdict::passed( 'fail_open' );
		}
		if ( $preflight && Rest_Gate_Fallback::enforces( $stored ) ) {
			return Rest_Gate_Verdict::answered_preflight();
		}
		$route    = (string) $request->get_route();
		$method   = (string) $request->get_method();
		$endpoint = Rest_Gate_Fallback::has_endpoints( $stored ) ? Rest_Gate_Endpoints::matched( $request ) : '';
		$verdict  = Rest_Gate_Verdict::from_fallback( Rest_Gate_Fallback::decide( $stored, $route, $method, $caller->principal, $endpoint ) );
		return $verdict->refused ? $verdict : $this->fall_back_on_gates( $route, $method, $endpoint, $caller );
	}
}
