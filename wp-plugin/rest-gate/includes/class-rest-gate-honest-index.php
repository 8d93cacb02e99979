<?php
/**
 * What the index and OPTIONS tell a caller: nothing about methods that a gate refuses him, and where
 * the policy says `"index": "callable"`, nothing that the restriction closes to him.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Leaves out what the caller may not call.
 */
final class Rest_Gate_Honest_Index {

	/** @var Rest_Gate_Gating Who decides. */
	private $gating;

	/**
	 * Takes who decides.
	 *
	 * @param Rest_Gate_Gating $gating Who decides.
	 */
	public function __construct( Rest_Gate_Gating $gating ) {
		$this->gating = $gating;
	}

	/**
	 * The routes of an index.
	 *
	 * @param array    $routes  Data by registered route pattern, as rest_route_data has it.
	 * @param callable $is_open Whether the restriction leaves a registered route pattern open.
	 * @return array
	 */
	public function trim( array $routes, callable $is_open ) {
		$trimmed = array();
		foreach ( $routes as $endpoint => $data ) {
			$endpoint = (string) $endpoint;
			$told     = $is_open( $endpoint ) ? $this->trim_route( $data, $this->at_large( $endpoint ) ) : null;
			if ( null !== $told ) {
				$trimmed[ $endpoint ] = $told;
			}
		}
		return $trimmed;
	}

	/**
	 * The answer to OPTIONS of one route.
	 *
	 * @param WP_REST_Response $response What WordPress tells (rest_handle_options_request()).
	 * @param WP_REST_Request  $request  The request, with the parameters of its route.
	 * @param string           $endpoint The registered route pattern.
	 * @return Rest_Gate_Verdict|null The refusal, when no method is left.
	 */
	public function trim_options( WP_REST_Response $response, WP_REST_Request $request, $endpoint ) {
		$refusal = null;
		$data    = $this->trim_route(
			$response->get_data(),
			function ( $method ) use ( $request, $endpoint, &$refusal ) {
				$verdict = $this->gating->decide( $request, $endpoint, $method );
				$refusal = $verdict->refused ? $verdict : $refusal;
				return ! $verdict->refused;
			}
		);
		if ( null === $data ) {
			return $refusal;
		}
		$response->set_data( $data );
		return null;
	}

	/**
	 * Whether a method may be called on some object at least.
	 *
	 * @param string $endpoint The registered route pattern.
	 * @return callable Takes a method.
	 */
	private function at_large( $endpoint ) {
		return function ( $method ) use ( $endpoint ) {
			$verdict = $this->gating->decide_at_large( $endpoint, $method );
			// Which object is meant, an index does not know.
			return ! $verdict->refused || 'object_required' === $verdict->reason;
		};
	}

	/**
	 * What is told of a route, without the methods that may not be called.
	 *
	 * @param mixed    $data     As WP_REST_Server::get_data_for_route() tells it.
	 * @param callable $may_call Takes a method.
	 * @return mixed Null when nothing is left.
	 */
	private function trim_route( $data, callable $may_call ) {
		if ( ! is_array( $data ) || ! is_array( $data['endpoints'] ?? null ) ) {
			return $data;
		}
		$is_told = array();
		foreach ( $data['endpoints'] as $at => $handler ) {
			$methods = array_values( array_filter( (array) ( $handler['methods'] ?? array() ), $may_call ) );
			if ( $methods ) {
				$is_told                          = array_merge( $is_told, $methods );
				$data['endpoints'][ $at ]['methods'] = $methods;
			} else {
				unset( $data['endpoints'][ $at ] );
			}
		}
		if ( ! $data['endpoints'] ) {
			return null;
		}
		$data['endpoints'] = array_values( $data['endpoints'] );
		$data['methods']   = array_values( array_intersect( (array) ( $data['methods'] ?? array() ), $is_told ) );
		return $data;
	}
}
