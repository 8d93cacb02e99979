<?php
/**
 * The checkpoints: what is asked when, and how the answer is carried out.
 *
 * Promises: the principal is settled once, at authentication. A top request whose decision is
 * missing or was overridden is refused. Batch items and embeds are decided each on their own
 * route. Calls from code (rest_do_request()) are not restricted; while a request is served they meet
 * the gates. Nothing here ever lets a request pass that core or another plugin refused.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Holds the state of the one REST request that this process serves.
 */
final class Rest_Gate_Gatekeeper {

	/** @var Rest_Gate_Restriction The restriction's verdicts. */
	private $restriction;

	/** @var Rest_Gate_Policy_In_Force The policy of this site. */
	private $force;

	/** @var Rest_Gate_Gates The gates at each checkpoint. */
	private $gates;

	/** @var Rest_Gate_Refusal How refusals look. */
	private $refusal;

	/** @var Rest_Gate_Recorder What is remembered of the request. */
	private $recorder;

	/** @var Rest_Gate_Defence How strangers are limited and delayed. */
	private $defence;

	/** @var WP_REST_Request|null The request that the client made. */
	private $top = null;

	/** @var bool Whether the dispatch of the client's request has begun. */
	private $dispatching = false;

	/**
	 * Takes the policy.
	 *
	 * @param Rest_Gate_Policy_In_Force $force   The policy of this site.
	 * @param Rest_Gate_Decider         $decider Who decides.
	 * @param Rest_Gate_Recorder        $recorder What is remembered.
	 */
	public function __construct( Rest_Gate_Policy_In_Force $force, Rest_Gate_Decider $decider, Rest_Gate_Recorder $recorder ) {
		$this->force       = $force;
		$this->recorder    = $recorder;
		$this->restriction = new Rest_Gate_Restriction( $decider );
		$this->refusal     = new Rest_Gate_Refusal();
		$this->defence     = new Rest_Gate_Defence( $force );
		$this->gates       = new Rest_Gate_Gates(
			$force,
			$decider,
			function ( WP_REST_Request $request, Rest_Gate_Verdict $verdict ) {
				return $this->refuse( $request, $verdict );
			}
		);
	}

	/**
	 * A request is served: nothing is decided yet.
	 *
	 * @param WP_REST_Request $request The request that the client made.
	 */
	public function begin( WP_REST_Request $request ) {
		$this->top         = $request;
		$this->dispatching = false;
		$this->force->begin();
		$this->restriction->begin( $request );
		$this->gates->begin( $request );
		$this->recorder->begin( $request );
		$this->defence->begin();
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
			if ( is_wp_error( $result ) ) {
				$this->recorder->authenticated( null, $result );
			}
			return is_wp_error( $result ) ? $this->limit( $this->defence->failed(), $result ) : $result;
		}
		Rest_Gate_Model_Check::check( $this->top );
		Rest_Gate_Strangers::look();
		$caller = Rest_Gate_Caller::current( $this->top );
		$this->recorder->authenticated( $caller );
		$this->restriction->call_as( $caller );
		$this->gates->call_as( $caller );
		$verdict = $this->restriction->on_top();
		$limited = $this->limit( $this->defence->limit( $this->top, $caller ), null );
		if ( null !== $limited ) {
			return $limited;
		}
		$this->recorder->decided( $this->top, $verdict );
		if ( ! $verdict->refused ) {
			return $result;
		}
		if ( 'anonymous' === $caller->principal ) {
			$this->defence->delay();
		}
		return $this->refuse( $this->top, $verdict );
	}

	/**
	 * The refusal of one request too many.
	 *
	 * @param Rest_Gate_Verdict|null $verdict   The refusal; null when there is still room.
	 * @param mixed                  $otherwise What it is then.
	 * @return mixed
	 */
	private function limit( $verdict, $otherwise ) {
		return null === $verdict || null === $this->top ? $otherwise : $this->refuse( $this->top, $verdict );
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
		if ( ! $is_top && ! $this->is_serving() || ! $this->force->enforces() ) {
			return $result;
		}
		if ( ! $is_top && Rest_Gate_Origin::INTERNAL === $origin ) {
			return $this->answer( $result, $request, $this->gates->on_answer( $result, $request, $origin ) );
		}
		$this->dispatching = true;

		$verdict = $is_top ? $this->restriction->before_dispatch( $request ) : $this->restriction->on_part( $request );
		$this->recorder->decided( $request, $verdict );
		if ( $verdict->preflight ) {
			return Rest_Gate_Refusal::preflight();
		}
		return $this->answer( $result, $request, $verdict->refused ? $verdict : $this->gates->on_answer( $result, $request, $origin ) );
	}

	/**
	 * What comes of an answer that was given before any handler.
	 *
	 * @param mixed                  $result  The answer.
	 * @param WP_REST_Request        $request The request.
	 * @param Rest_Gate_Verdict|null $verdict The verdict; null when the answer stands.
	 * @return mixed
	 */
	private function answer( $result, WP_REST_Request $request, $verdict ) {
		if ( null !== $verdict && $verdict->refused ) {
			// A batch takes no error here (WP_REST_Server::serve_batch_request_v1()).
			return rest_convert_error_to_response( $this->refuse( $request, $verdict ) );
		}
		// A gated route that passes is answered by WordPress itself: what another plugin kept of it may be
		// somebody else's.
		return null === $verdict ? $result : null;
	}

	/**
	 * A handler was found: a top request must have been decided, the handler must be the one that was
	 * matched for this request, its gates must let the caller pass, and a batch that validates all items
	 * together must be open in every item.
	 *
	 * @param mixed           $response An earlier answer.
	 * @param array           $handler  The handler that will run.
	 * @param WP_REST_Request $request  The request.
	 * @return mixed
	 */
	public function matched( $response, $handler, WP_REST_Request $request ) {
		if ( ! $this->is_serving() || ! $this->force->decides() && ! $this->recorder->is_open() ) {
			return $response;
		}
		$enforces = $this->force->enforces();
		$origin   = Rest_Gate_Origin::of_dispatch();
		if ( Rest_Gate_Origin::BATCH === $origin ) {
			$this->gates->next_item();
			$this->recorder->item_begins();
		}
		if ( ! $this->force->decides() ) {
			return $response;
		}
		// Whoever takes every callback away from rest_pre_dispatch, after the capture, is met here.
		$verdict = $enforces ? $this->restriction->on_handled( $request, $origin ) : null;
		if ( null !== $verdict && $verdict->refused ) {
			return $this->refuse( $request, $verdict );
		}
		if ( ! $enforces ) {
			$this->simulate( $request, $origin );
		}
		// Up to WordPress 7.0.1 a malformed batch item shifts handlers (CVE-2026-63030).
		if ( $enforces && $handler !== $request->get_attributes() ) {
			return $this->refuse( $request, Rest_Gate_Verdict::refused( 400, 'rest_gate_confusion', 'confusion' ) );
		}
		$verdict = $this->gates->on_handler( $handler, $request, $origin );
		if ( null !== $verdict && '' !== $verdict->simulated ) {
			$this->recorder->decided( $request, $verdict );
		}
		if ( null !== $verdict && $verdict->refused ) {
			// In place of an earlier 400: whoever is refused learns nothing about arguments.
			return $this->refuse( $request, $verdict );
		}
		foreach ( Rest_Gate_Batch::items_validated_together( $request ) as $item ) {
			$verdict = $this->restriction->on_item( $item );
			$verdict = $verdict->refused ? $verdict : $this->gates->on_item( $item );
			if ( $verdict->refused ) {
				return $this->refuse( $request, $verdict );
			}
		}
		return $response;
	}

	/**
	 * A handler is about to run, and its endpoint is certain: the gates before it decide, whatever came
	 * of the tag of its handler, and the entry that opened the route must reach it.
	 *
	 * @param mixed           $result   An answer that another plugin gave.
	 * @param WP_REST_Request $request  The request.
	 * @param string          $endpoint The registered route pattern that WordPress matched.
	 * @return mixed
	 */
	public function handled( $result, WP_REST_Request $request, $endpoint ) {
		if ( ! $this->is_serving() || ! $this->force->enforces() ) {
			return $result;
		}
		$verdict = $this->gates->on_endpoint( $request, (string) $endpoint );
		if ( null !== $verdict && $verdict->refused ) {
			return $this->refuse( $request, $verdict );
		}
		$verdict = $this->restriction->on_endpoint( $request, (string) $endpoint );
		return null === $verdict ? $result : $this->refuse( $request, $verdict );
	}

	/**
	 * The client's request was answered.
	 *
	 * @param mixed           $response The answer.
	 * @param WP_REST_Request $request  The request.
	 */
	public function answered( $response, WP_REST_Request $request ) {
		if ( $this->top === $request ) {
			$this->refusal->seal_answer( $response );
		}
		$this->recorder->answered( $response, $request );
	}

	/**
	 * Has it remembered what would come of a batch item; the client's own request was decided already.
	 *
	 * @param WP_REST_Request $request The request.
	 * @param string          $origin  Where it comes from.
	 */
	private function simulate( WP_REST_Request $request, $origin ) {
		if ( Rest_Gate_Origin::BATCH === $origin ) {
			$this->recorder->decided( $request, $this->restriction->on_part( $request ) );
		}
	}

	/**
	 * The endpoints of WordPress, guarded while a request is served.
	 *
	 * @param array $endpoints Endpoints and their handlers.
	 * @return array
	 */
	public function guard( array $endpoints ) {
		return $this->is_serving() ? $this->gates->guard( $endpoints ) : $endpoints;
	}

	/**
	 * What an index tells of routes.
	 *
	 * @param array $routes Data by registered route pattern.
	 * @return array
	 */
	public function index( array $routes ) {
		return $this->is_serving() && $this->force->enforces() ? $this->gates->index( $routes ) : $routes;
	}

	/**
	 * Whether the gates let an ability run, or be answered by somebody else.
	 *
	 * @param string $name  The ability.
	 * @param mixed  $input Its input.
	 * @return true|WP_Error
	 */
	public function permits_ability( $name, $input ) {
		$verdict = $this->gates->on_ability( $name, $input );
		return $verdict->refused ? $this->refusal->error( $verdict ) : true;
	}

	/**
	 * The refusal of a request. That of the client's own reaches the client as such.
	 *
	 * @param WP_REST_Request   $request The request.
	 * @param Rest_Gate_Verdict $verdict A refusal.
	 * @return WP_Error
	 */
	private function refuse( WP_REST_Request $request, Rest_Gate_Verdict $verdict ) {
		$this->recorder->decided( $request, $verdict );
		if ( $this->top === $request ) {
			$this->refusal->seal();
		}
		return $this->refusal->error( $verdict );
	}

	/**
	 * Whether a client's REST request is served, as opposed to a page that preloads from REST.
	 *
	 * @return bool
	 */
	private function is_serving() {
		return null !== $this->top || Rest_Gate_Facts::is_rest_request();
	}
}
