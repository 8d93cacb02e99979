<?php
/**
 * The restriction's verdict on each request while one is served.
 *
 * The client's own request is decided at authentication and again when it is dispatched; batch items
 * and embeds when they are.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Keeps the verdicts of one served request.
 */
final class Rest_Gate_Restriction {

	/** @var Rest_Gate_Decider Who decides. */
	private $decider;

	/** @var WP_REST_Request|null The request that the client made. */
	private $top = null;

	/** @var Rest_Gate_Caller|null Who asks; null until authentication was answered. */
	private $caller = null;

	/** @var WeakMap The verdict of each request that was decided. */
	private $verdicts;

	/**
	 * Batch items by method and route: WordPress hands rest_pre_dispatch a copy of the item that it
	 * handles (WP_REST_Server::serve_batch_request_v1()).
	 *
	 * @var Rest_Gate_Verdict[]
	 */
	private $parts = array();

	/**
	 * Takes the decider.
	 *
	 * @param Rest_Gate_Decider $decider Who decides.
	 */
	public function __construct( Rest_Gate_Decider $decider ) {
		$this->decider  = $decider;
		$this->verdicts = new WeakMap();
	}

	/**
	 * A request is served: nothing is decided yet.
	 *
	 * @param WP_REST_Request $request The request that the client made.
	 */
	public function begin( WP_REST_Request $request ) {
		$this->top      = $request;
		$this->caller   = null;
		$this->verdicts = new WeakMap();
		$this->parts    = array();
	}

	/**
	 * It is settled who asks.
	 *
	 * @param Rest_Gate_Caller $caller Who asks.
	 */
	public function call_as( Rest_Gate_Caller $caller ) {
		$this->caller = $caller;
	}

	/**
	 * Who asks; nobody before authentication was answered.
	 *
	 * @return Rest_Gate_Caller
	 */
	private function caller() {
		return $this->caller ?? Rest_Gate_Caller::nobody();
	}

	/**
	 * The verdict on a batch item that is only validated.
	 *
	 * @param WP_REST_Request $item The item.
	 * @return Rest_Gate_Verdict
	 */
	public function on_item( WP_REST_Request $item ) {
		return $this->decider->decide( $item, $this->caller() );
	}

	/**
	 * The refusal of a stranger whom an entry let pass, when the endpoint that WordPress matched does
	 * not lie within that entry.
	 *
	 * @param WP_REST_Request $request  The request.
	 * @param string          $endpoint The registered route pattern that WordPress matched.
	 * @return Rest_Gate_Verdict|null
	 */
	public function on_endpoint( WP_REST_Request $request, $endpoint ) {
		$verdict = $this->verdicts[ $request ] ?? $this->parts[ Rest_Gate_Batch::key( $request ) ] ?? null;
		if ( null === $verdict || '' === $verdict->entry ) {
			return null;
		}
		return Rest_Gate_Entry_Check::refusal( $this->decider->reach( $verdict->entry, $endpoint ), $request );
	}

	/**
	 * The verdict on the client's request, decided on the route as it stands.
	 *
	 * @return Rest_Gate_Verdict
	 */
	public function on_top() {
		$preflight = $this->is_preflight();
		return $this->remember( $this->top, $this->decider->decide( $this->top, $this->caller, $preflight ) );
	}

	/**
	 * The verdict that a top request brings to its dispatch. It is asked again, because its route may
	 * have been changed since, and refused when there was none: then something took the gate's
	 * callback away, or turned an error into a pass.
	 *
	 * @param WP_REST_Request $request The request that is dispatched.
	 * @return Rest_Gate_Verdict
	 */
	public function before_dispatch( WP_REST_Request $request ) {
		if ( null !== $this->top && $this->top === $request && null !== $this->caller ) {
			$earlier = $this->verdicts[ $request ] ?? null;
			$verdict = $this->decider->decide( $request, $this->caller, $this->is_preflight() );
			return null === $earlier || ! $earlier->refused ? $this->remember( $request, $verdict ) : $earlier;
		}
		return $this->remember( $request, Rest_Gate_Verdict::refused( 401, 'rest_gate_restricted', 'undecided' ) );
	}

	/**
	 * The verdict on a part of the client's request.
	 *
	 * @param WP_REST_Request $request A batch item or an embed.
	 * @return Rest_Gate_Verdict
	 */
	public function on_part( WP_REST_Request $request ) {
		$verdict                               = $this->decider->decide( $request, $this->caller() );
		$this->parts[ Rest_Gate_Batch::key( $request ) ] = $verdict;
		return $this->remember( $request, $verdict );
	}

	/**
	 * The verdict on a request whose handler was found.
	 *
	 * @param WP_REST_Request $request The request.
	 * @param string          $origin  Where it comes from.
	 * @return Rest_Gate_Verdict|null Null for a call from code.
	 */
	public function on_handled( WP_REST_Request $request, $origin ) {
		if ( $this->top === $request || Rest_Gate_Origin::TOP === $origin ) {
			return $this->before_dispatch( $request );
		}
		if ( Rest_Gate_Origin::INTERNAL === $origin ) {
			return null;
		}
		return $this->verdicts[ $request ] ?? $this->parts[ Rest_Gate_Batch::key( $request ) ] ?? $this->on_part( $request );
	}

	/**
	 * Whether the client's request is a true CORS preflight.
	 *
	 * @return bool
	 */
	private function is_preflight() {
		return $this->decider->is_preflight(
			Rest_Gate_Facts::wire_method(),
			$this->top->get_method(),
			Rest_Gate_Facts::origin(),
			Rest_Gate_Facts::requested_method()
		);
	}

	/**
	 * Stores a verdict.
	 *
	 * @param WP_REST_Request   $request The request.
	 * @param Rest_Gate_Verdict $verdict The verdict.
	 * @return Rest_Gate_Verdict The verdict.
	 */
	private function remember( WP_REST_Request $request, Rest_Gate_Verdict $verdict ) {
		$this->verdicts[ $request ] = $verdict;
		return $verdict;
	}
}
