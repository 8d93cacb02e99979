<?php
/**
 * What happens to a request by a policy, and each step on the way.
 *
 * Asks as the gate does when it serves the request: first by the route, then with the endpoint where
 * it matters, and whether that endpoint lies within the entry that opened the route.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * The answer for one request.
 */
final class Rest_Gate_Inquiry {

	/** @var bool Whether the request is refused. */
	public readonly bool $refused;

	/** @var array<string, string> outcome, reason, pattern, source, status, code and simulated. */
	public readonly array $answer;

	/** @var array{string, string}[] Every step: its name and its result. */
	public readonly array $steps;

	/**
	 * Asks.
	 *
	 * @param RestGate\Policy  $policy    The policy.
	 * @param Rest_Gate_Target $target    A REST request.
	 * @param string           $principal user, vouched or anonymous.
	 */
	public function __construct( $policy, Rest_Gate_Target $target, $principal ) {
		$today    = Rest_Gate_Facts::today();
		$request  = new WP_REST_Request( $target->method, $target->route );
		$matched  = Rest_Gate_Endpoints::matched( $request );
		$endpoint = null;
		$decision = $policy->decide( $target->route, $target->method, $principal, $today );
		if ( $decision->needsEndpoint() ) {
			$endpoint = $matched;
			$decision = $policy->decide( $target->route, $target->method, $principal, $today, $endpoint );
		}
		$explained = $policy->explain( $target->route, $target->method, $principal, $today, $endpoint );
		$steps     = array( array( 'endpoint', '' === $matched ? 'none is registered for it' : $matched ) );
		$reach     = 'whole';
		if ( $decision->allowlisted() && '' !== $matched && $policy->enforces() ) {
			$reach       = RestGate\Policy::reach( (string) $decision->pattern(), $matched );
			$explained[] = array( 'reach', self::describe_reach( $reach ) );
		}
		$this->steps   = array_merge( $target->steps, $steps, $explained );
		$this->refused = $decision->refused() || 'none' === $reach;
		$this->answer  = array(
			'outcome'   => $this->refused ? 'blocked' : $decision->outcome(),
			'reason'    => 'none' === $reach ? 'endpoint_elsewhere' : $decision->reason(),
			'pattern'   => (string) $decision->pattern(),
			'source'    => (string) $decision->source(),
			'status'    => self::status( $decision, $reach ),
			'code'      => 'none' === $reach ? 'rest_gate_restricted' : $decision->code(),
			'simulated' => (string) $decision->simulated(),
		);
	}

	/**
	 * The status of the refusal; '' when there is none.
	 *
	 * @param RestGate\Decision $decision The decision.
	 * @param string            $reach    How the entry relates to the endpoint.
	 * @return string
	 */
	private static function status( $decision, $reach ) {
		$status = 'none' === $reach ? 401 : $decision->status();
		return 0 === $status ? '' : (string) $status;
	}

	/**
	 * How the entry that opens a route relates to the endpoint.
	 *
	 * @param string $reach whole, part or none.
	 * @return string
	 */
	private static function describe_reach( $reach ) {
		switch ( $reach ) {
			case 'whole':
				return 'the entry opens the whole endpoint';
			case 'part':
				return 'the entry opens a part of the endpoint: a parameter that contradicts the route is answered with 400';
			default:
				return 'the endpoint lies outside the entry: refused';
		}
	}
}
