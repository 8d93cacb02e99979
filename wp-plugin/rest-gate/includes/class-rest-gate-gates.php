<?php
/**
 * The gates at each checkpoint: which request they are asked about, and when.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Gives the gates' verdict at a checkpoint.
 */
final class Rest_Gate_Gates {

	/** @var Rest_Gate_Policy_In_Force The policy of this site. */
	private $force;

	/** @var callable How a refusal becomes an error. */
	private $refuse;

	/** @var Rest_Gate_Gating Who decides. */
	private $gating;

	/** @var Rest_Gate_Guarded_Endpoints Who guards permission callbacks. */
	private $guarded;

	/** @var Rest_Gate_Honest_Index Who trims what is told of routes. */
	private $index;

	/** @var WP_REST_Request|null The request that the client made. */
	private $top = null;

	/** @var Rest_Gate_Caller|null Who asks; null until authentication was answered. */
	private $caller = null;

	/**
	 * Takes the policy.
	 *
	 * @param Rest_Gate_Policy_In_Force $force   The policy of this site.
	 * @param Rest_Gate_Decider         $decider Who decides when the extension cannot.
	 * @param callable                  $refuse  Turns a request and a refusal into a WP_Error.
	 */
	public function __construct( Rest_Gate_Policy_In_Force $force, Rest_Gate_Decider $decider, callable $refuse ) {
		$this->force  = $force;
		$this->refuse = $refuse;
		$this->gating = new Rest_Gate_Gating( $force, $decider );
		$this->start();
	}

	/**
	 * A request is served: nothing is known yet.
	 *
	 * @param WP_REST_Request $request The request that the client made.
	 */
	public function begin( WP_REST_Request $request ) {
		$this->top    = $request;
		$this->caller = null;
		$this->gating->begin();
		$this->start();
	}

	/**
	 * It is settled who asks.
	 *
	 * @param Rest_Gate_Caller $caller Who asks.
	 */
	public function call_as( Rest_Gate_Caller $caller ) {
		$this->caller = $caller;
		$this->gating->call_as( $caller );
	}

	/**
	 * The next item of a batch: what was answered for the one before may not hold any more.
	 */
	public function next_item() {
		$this->gating->next_item();
	}

	/**
	 * The verdict on a request that is answered without a handler: OPTIONS, or a success that another
	 * plugin gives, as caches do.
	 *
	 * @param mixed           $result  The answer so far.
	 * @param WP_REST_Request $request The request.
	 * @param string          $origin  Where the request comes from.
	 * @return Rest_Gate_Verdict|null Null when the answer stands.
	 */
	public function on_answer( $result, WP_REST_Request $request, $origin ) {
		$is_options = 'OPTIONS' === $request->get_method() && Rest_Gate_Origin::INTERNAL !== $origin;
		$is_success = ! empty( $result ) && ! is_wp_error( $result ) && ! ( $result instanceof WP_HTTP_Response && $result->get_status() >= 400 );
		if ( ! $is_options && ! $is_success || ! $this->force->has_gates() ) {
			return null;
		}
		list( $endpoint, $matched ) = Rest_Gate_Endpoints::match( $request );
		if ( $is_options ) {
			return $this->on_options( $result, $endpoint, $matched );
		}
		$verdict = $this->on_endpoint( $matched, $endpoint, $origin );
		return null !== $verdict && ( $verdict->refused || $this->gating->selects( $matched, $endpoint ) ) ? $verdict : null;
	}

	/**
	 * The verdict on OPTIONS, which tells of a route what GET of it would, and of every method what it
	 * takes.
	 *
	 * @param mixed           $result   The answer so far.
	 * @param string          $endpoint The registered route pattern.
	 * @param WP_REST_Request $matched  The request with the parameters of its route.
	 * @return Rest_Gate_Verdict|null Null when the answer stands.
	 */
	private function on_options( $result, $endpoint, WP_REST_Request $matched ) {
		$verdict = $this->gating->decide( $matched, $endpoint, 'GET' );
		if ( $verdict->refused ) {
			return $verdict;
		}
		if ( ! $result instanceof WP_REST_Response || null === $result->get_matched_route() ) {
			return null;
		}
		return $this->index->trim_options( $result, $matched, (string) $result->get_matched_route() );
	}

	/**
	 * The verdict on a request whose handler was found.
	 *
	 * @param mixed           $handler The handler.
	 * @param WP_REST_Request $request The request.
	 * @param string          $origin  Where the request comes from.
	 * @return Rest_Gate_Verdict|null Null when no gate stands before the handler.
	 */
	public function on_handler( $handler, WP_REST_Request $request, $origin ) {
		if ( ! $this->force->has_gates() ) {
			return null;
		}
		$endpoint = Rest_Gate_Guarded_Endpoints::endpoint_of( $handler );
		// No gate stands before it, or somebody took the tag away.
		$endpoint = '' === $endpoint ? Rest_Gate_Endpoints::matched( $request ) : $endpoint;
		return $this->on_endpoint( $request, $endpoint, $origin );
	}

	/**
	 * The verdict on a request whose endpoint is known.
	 *
	 * @param WP_REST_Request $request  The request.
	 * @param string          $endpoint The registered route pattern.
	 * @param string          $origin   Where the request comes from; asked for when it is not known yet.
	 * @return Rest_Gate_Verdict|null Null when nothing stands before it.
	 */
	public function on_endpoint( WP_REST_Request $request, $endpoint, $origin = '' ) {
		if ( ! $this->force->has_gates() ) {
			return null;
		}
		$origin = '' === $origin ? Rest_Gate_Origin::of_dispatch() : $origin;
		if ( Rest_Gate_Origin::INTERNAL === $origin && $this->top !== $request ) {
			/**
			 * Filters whether gates stand before a request that code makes by rest_do_request() while
			 * another request is served. Only `false` exempts it.
			 *
			 * @param bool            $is_gated Default true.
			 * @param WP_REST_Request $request  The request that code makes.
			 * @param string          $endpoint The registered route pattern.
			 */
			if ( false === apply_filters( 'rest_gate_gates_internal', true, $request, $endpoint ) ) {
				$this->gating->exempt( $request );
				return null;
			}
		}
		return $this->gating->decide( $request, $endpoint );
	}

	/**
	 * The verdict on a batch item that is only validated.
	 *
	 * @param WP_REST_Request $item The item.
	 * @return Rest_Gate_Verdict
	 */
	public function on_item( WP_REST_Request $item ) {
		if ( ! $this->force->has_gates() ) {
			return Rest_Gate_Verdict::passed( 'gates' );
		}
		list( $endpoint, $matched ) = Rest_Gate_Endpoints::match( $item );
		return '' === $endpoint ? Rest_Gate_Verdict::passed( 'gates' ) : $this->gating->decide( $matched, $endpoint );
	}

	/**
	 * The verdict on an ability: in a request for its caller, elsewhere for whoever WordPress works for.
	 *
	 * @param string $name  The ability.
	 * @param mixed  $input Its input.
	 * @return Rest_Gate_Verdict
	 */
	public function on_ability( $name, $input ) {
		if ( ! $this->force->has_gates() ) {
			return Rest_Gate_Verdict::passed( 'gates' );
		}
		return $this->gating->decide_ability( $name, $input, $this->caller ?? Rest_Gate_Caller::current( $this->top ) );
	}

	/**
	 * Endpoints with their gated handlers guarded.
	 *
	 * @param array $endpoints Endpoints and their handlers.
	 * @return array
	 */
	public function guard( array $endpoints ) {
		return $this->force->has_gates() ? $this->guarded->guard( $endpoints ) : $endpoints;
	}

	/**
	 * What an index tells of routes.
	 *
	 * @param array $routes Data by registered route pattern.
	 * @return array
	 */
	public function index( array $routes ) {
		$caller = $this->caller ?? Rest_Gate_Caller::nobody();
		return $this->index->trim(
			$routes,
			function ( $endpoint ) use ( $caller ) {
				return $this->force->tells_of( $endpoint, $caller );
			}
		);
	}

	/**
	 * Nothing is known of any endpoint yet.
	 */
	private function start() {
		$this->index   = new Rest_Gate_Honest_Index( $this->gating );
		$this->guarded = new Rest_Gate_Guarded_Endpoints( $this->gating, $this->refuse );
	}
}
