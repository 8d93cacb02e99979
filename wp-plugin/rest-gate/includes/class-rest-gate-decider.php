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

	/** @var mixed The stored policy that decides. */
	private $stored = null;

	/** @var bool Whether it was read. */
	private $is_read = false;

	/**
	 * A request is served: reads the policy of the site that it came to. A handler that leaves
	 * WordPress switched to another site does not change who decides.
	 */
	public function begin() {
		$this->stored  = Rest_Gate_Settings::stored();
		$this->is_read = true;
	}

	/**
	 * The stored policy.
	 *
	 * @return mixed
	 */
	private function stored() {
		if ( ! $this->is_read ) {
			$this->begin();
		}
		return $this->stored;
	}

	/**
	 * Decides one request.
	 *
	 * @param WP_REST_Request $request   The request as WordPress dispatches it.
	 * @param string          $principal user, vouched or anonymous.
	 * @param bool            $preflight Whether it is a true CORS preflight.
	 * @return Rest_Gate_Verdict
	 */
	public function decide( WP_REST_Request $request, $principal, $preflight = false ) {
		$stored = $this->stored();
		if ( null === $stored ) {
			return Rest_Gate_Verdict::passed( 'never_configured' );
		}
		if ( Rest_Gate_Extension::is_ready() ) {
			try {
				return $this->ask( $stored, $request, $principal, $preflight );
			} catch ( \Throwable $error ) {
				Rest_Gate_Heartbeat::report_failure( $error );
			}
		}
		return $this->fall_back( $stored, $request, $principal, $preflight );
	}

	/**
	 * Whether anything can be refused at all: not while switched off, simulating or never configured.
	 *
	 * @return bool
	 */
	public function enforces() {
		$stored = $this->stored();
		if ( null === $stored ) {
			return false;
		}
		if ( Rest_Gate_Extension::is_ready() ) {
			try {
				return Rest_Gate_Settings::compile( $stored )->enforces();
			} catch ( \Throwable $error ) {
				Rest_Gate_Heartbeat::report_failure( $error );
			}
		}
		return ! Rest_Gate_Extension::fails_open() && Rest_Gate_Fallback::enforces( $stored );
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
	 * @param mixed           $stored    The stored policy.
	 * @param WP_REST_Request $request   The request.
	 * @param string          $principal Who asks.
	 * @param bool            $preflight Whether it is a preflight.
	 * @return Rest_Gate_Verdict
	 */
	private function ask( $stored, WP_REST_Request $request, $principal, $preflight ) {
		$policy   = Rest_Gate_Settings::compile( $stored );
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
	 * @param mixed           $stored    The stored policy.
	 * @param WP_REST_Request $request   The request.
	 * @param string          $principal Who asks.
	 * @param bool            $preflight Whether it is a preflight.
	 * @return Rest_Gate_Verdict
	 */
	private function fall_back( $stored, WP_REST_Request $request, $principal, $preflight ) {
		if ( Rest_Gate_Extension::fails_open() ) {
			return Rest_Gate_Verdict::passed( 'fail_open' );
		}
		if ( $preflight && Rest_Gate_Fallback::enforces( $stored ) ) {
			return Rest_Gate_Verdict::answered_preflight();
		}
		$endpoint = Rest_Gate_Fallback::has_endpoints( $stored ) ? Rest_Gate_Endpoints::matched( $request ) : '';
		$answer   = Rest_Gate_Fallback::decide( $stored, (string) $request->get_route(), (string) $request->get_method(), $principal, $endpoint );
		return Rest_Gate_Verdict::from_fallback( $answer );
	}
}
