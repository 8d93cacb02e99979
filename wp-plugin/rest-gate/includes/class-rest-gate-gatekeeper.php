<?php
/**
 * The checkpoints: what is asked when, and how the answer is carried out.
 *
 * Promises: the principal is settled once, at authentication. A top request whose decision is
 * missing or was overridden is refused. Batch items and embeds are decided each on their own
 * route. Calls from code (rest_do_request()) are left alone. Nothing here ever lets a request pass
 * that core or another plugin refused.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Holds the state of the one REST request that this process serves.
 */
final class Rest_Gate_Gatekeeper {

	/** @var Rest_Gate_Decider Who decides. */
	private $decider;

	/** @var Rest_Gate_Refusal How refusals look. */
	private $refusal;

	/** @var WP_REST_Request|null The request that the client made. */
	private $top = null;

	/** @var string|null Who asks; null until authentication was answered. */
	private $principal = null;

	/** @var WeakMap The verdict of each request that was decided. */
	private $verdicts;

	/**
	 * Batch items by method and route: WordPress hands rest_pre_dispatch a copy of the item that it
	 * handles (WP_REST_Server::serve_batch_request_v1()).
	 *
	 * @var Rest_Gate_Verdict[]
	 */
	private $parts = array();

	/** @var bool Whether the dispatch of the client's request has begun. */
	private $dispatching = false;

	/**
	 * Takes the decider.
	 *
	 * @param Rest_Gate_Decider $decider Who decides.
	 */
	public function __construct( Rest_Gate_Decider $decider ) {
		$this->decider  = $decider;
		$this->refusal  = new Rest_Gate_Refusal();
		$this->verdicts = new WeakMap();
	}

	/**
	 * A request is served: nothing is decided yet.
	 *
	 * @param WP_REST_Request $request The request that the client made.
	 */
	public function begin( WP_REST_Request $request ) {
		$this->top         = $request;
		$this->principal   = null;
		$this->verdicts    = new WeakMap();
		$this->parts       = array();
		$this->dispatching = false;
		$this->decider->begin();
	}

	/**
	 * Authentication is over: settles who asks and decides the request.
	 *
	 * @param WP_Error|null|true $result What core and other plugins say.
	 * @return WP_Error|null|true
	 */
	public function authenticated( $result ) {
		// An error ends the request, and is not ours to change. Outside a request there is nothing to
		// decide, and once it runs, who asks does not change any more.
		if ( null === $this->top || $this->dispatching || is_wp_error( $result ) ) {
			return $result;
		}
		$this->principal = Rest_Gate_Facts::principal( $this->top );
		$verdict         = $this->verdict_on_top();
		if ( ! $verdict->refused ) {
			return $result;
		}
		return $this->refuse( $this->top, $verdict );
	}

	/**
	 * A request is about to be dispatched: carries out its decision.
	 *
	 * @param mixed           $result  An answer that another plugin gave.
	 * @param WP_REST_Request $request The request.
	 * @return mixed
	 */
	public function dispatched( $result, WP_REST_Request $request ) {
		$origin = Rest_Gate_Origin::of_dispatch();
		$is_top = $this->top === $request || Rest_Gate_Origin::TOP === $origin;
		if ( ! $is_top && ( Rest_Gate_Origin::INTERNAL === $origin || ! $this->is_serving() ) ) {
			return $result;
		}
		if ( ! $this->decider->enforces() ) {
			return $result;
		}
		$this->dispatching = true;

		$verdict = $is_top ? $this->verdict_before_dispatch( $request ) : $this->verdict_on_part( $request );
		if ( $verdict->refused ) {
			// A batch takes no error here (WP_REST_Server::serve_batch_request_v1()).
			return rest_convert_error_to_response( $this->refuse( $request, $verdict ) );
		}
		return $verdict->preflight ? Rest_Gate_Refusal::preflight() : $result;
	}

	/**
	 * A handler was found: a top request must have been decided, the handler must be the one that was
	 * matched for this request, and a batch that validates all items together must be open in every
	 * item.
	 *
	 * @param mixed           $response An earlier answer.
	 * @param array           $handler  The handler that will run.
	 * @param WP_REST_Request $request  The request.
	 * @return mixed
	 */
	public function matched( $response, $handler, WP_REST_Request $request ) {
		if ( ! $this->is_serving() || ! $this->decider->enforces() ) {
			return $response;
		}
		// Whoever takes every callback away from rest_pre_dispatch, after the capture, is met here.
		$verdict = $this->verdict_on_handled( $request );
		if ( null !== $verdict && $verdict->refused ) {
			return $this->refuse( $request, $verdict );
		}
		// Up to WordPress 7.0.1 a malformed batch item shifts handlers (CVE-2026-63030).
		if ( $handler !== $request->get_attributes() ) {
			return $this->refuse( $request, Rest_Gate_Verdict::refused( 400, 'rest_gate_confusion', 'confusion' ) );
		}
		foreach ( Rest_Gate_Batch::items_validated_together( $request ) as $item ) {
			$verdict = $this->decider->decide( $item, $this->principal ?? 'anonymous' );
			if ( $verdict->refused ) {
				return $this->refuse( $request, $verdict );
			}
		}
		return $response;
	}

	/**
	 * A handler is about to run.
	 *
	 * @param mixed           $result   An answer that another plugin gave.
	 * @param WP_REST_Request $request  The request.
	 * @param string          $endpoint The registered route pattern that WordPress matched.
	 * @return mixed
	 */
	public function handled( $result, WP_REST_Request $request, $endpoint ) {
		$verdict = $this->verdicts[ $request ] ?? $this->parts[ self::name( $request ) ] ?? null;
		if ( null === $verdict || '' === $verdict->entry || ! $this->decider->enforces() ) {
			return $result;
		}
		$refusal = Rest_Gate_Entry_Check::refusal( $this->decider->reach( $verdict->entry, (string) $endpoint ), $request );
		return null === $refusal ? $result : $this->refuse( $request, $refusal );
	}

	/**
	 * The refusal of a request. That of the client's own reaches the client as such.
	 *
	 * @param WP_REST_Request   $request The request.
	 * @param Rest_Gate_Verdict $verdict A refusal.
	 * @return WP_Error
	 */
	private function refuse( WP_REST_Request $request, Rest_Gate_Verdict $verdict ) {
		if ( $this->top === $request ) {
			$this->refusal->seal();
		}
		return $this->refusal->error( $verdict );
	}

	/**
	 * The verdict on a request whose handler was found.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return Rest_Gate_Verdict|null Null for a call from code.
	 */
	private function verdict_on_handled( WP_REST_Request $request ) {
		$origin = Rest_Gate_Origin::of_dispatch();
		if ( $this->top === $request || Rest_Gate_Origin::TOP === $origin ) {
			return $this->verdict_before_dispatch( $request );
		}
		if ( Rest_Gate_Origin::INTERNAL === $origin ) {
			return null;
		}
		return $this->verdicts[ $request ] ?? $this->parts[ self::name( $request ) ] ?? $this->verdict_on_part( $request );
	}

	/**
	 * The verdict on the client's request, decided on the route as it stands.
	 *
	 * @return Rest_Gate_Verdict
	 */
	private function verdict_on_top() {
		$preflight = $this->is_preflight();
		return $this->remember( $this->top, $this->decider->decide( $this->top, $this->principal, $preflight ) );
	}

	/**
	 * The verdict that a top request brings to its dispatch. It is asked again, because its route may
	 * have been changed since, and refused when there was none: then something took the gate's
	 * callback away, or turned an error into a pass.
	 *
	 * @param WP_REST_Request $request The request that is dispatched.
	 * @return Rest_Gate_Verdict
	 */
	private function verdict_before_dispatch( WP_REST_Request $request ) {
		if ( null !== $this->top && $this->top === $request && null !== $this->principal ) {
			$earlier = $this->verdicts[ $request ] ?? null;
			$verdict = $this->decider->decide( $request, $this->principal, $this->is_preflight() );
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
	private function verdict_on_part( WP_REST_Request $request ) {
		$verdict                               = $this->decider->decide( $request, $this->principal ?? 'anonymous' );
		$this->parts[ self::name( $request ) ] = $verdict;
		return $this->remember( $request, $verdict );
	}

	/**
	 * Method and route of a request, as a key.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return string
	 */
	private static function name( WP_REST_Request $request ) {
		return $request->get_method() . ' ' . $request->get_route();
	}

	/**
	 * Whether a client's REST request is served, as opposed to a page that preloads from REST.
	 *
	 * @return bool
	 */
	private function is_serving() {
		return null !== $this->top || Rest_Gate_Facts::is_rest_request();
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
