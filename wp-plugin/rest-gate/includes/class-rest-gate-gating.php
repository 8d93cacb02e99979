<?php
/**
 * The gates of the site while one request is served.
 *
 * The extension selects and evaluates; this class tells it who asks and what the request holds, and
 * fetches WordPress's answers. In doubt the answer is a refusal.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Decides by gates.
 */
final class Rest_Gate_Gating {

	/** @var Rest_Gate_Policy_In_Force The policy of this site. */
	private $force;

	/** @var Rest_Gate_Decider Who decides when the extension cannot. */
	private $decider;

	/** @var Rest_Gate_Caller Who asks. */
	private $caller;

	/** @var int The number of the batch item; 0 outside a batch. */
	private $item = 0;

	/** @var RestGate\Gates|null The gates; null when there are none or they were not asked for yet. */
	private $gates = null;

	/** @var bool Whether the gates were asked for. */
	private $is_read = false;

	/** @var bool Whether they are being read right now. */
	private $is_reading = false;

	/** @var \Throwable|null Why they could not be read; null when they could. */
	private $failure = null;

	/** @var int[] What the extension was told last: blog and item. */
	private $told = array();

	/** @var WeakMap Requests that the site exempts. */
	private $exempt;

	/** @var Rest_Gate_Verdict[] Verdicts that no parameter can change, by who asks, endpoint and method. */
	private $constant = array();

	/**
	 * Takes the policy.
	 *
	 * @param Rest_Gate_Policy_In_Force $force   The policy of this site.
	 * @param Rest_Gate_Decider         $decider Who decides when the extension cannot.
	 */
	public function __construct( Rest_Gate_Policy_In_Force $force, Rest_Gate_Decider $decider ) {
		$this->force   = $force;
		$this->decider = $decider;
		$this->caller  = Rest_Gate_Caller::nobody();
		$this->exempt  = new WeakMap();
	}

	/**
	 * The site exempts a request that code makes: its permission callback is not guarded either.
	 *
	 * @param WP_REST_Request $request The request.
	 */
	public function exempt( WP_REST_Request $request ) {
		$this->exempt[ $request ] = true;
	}

	/**
	 * A request is served: nothing was answered yet, and nobody asks before authentication is over.
	 */
	public function begin() {
		$this->caller  = Rest_Gate_Caller::nobody();
		$this->item    = 0;
		$this->gates   = null;
		$this->is_read = false;

		$this->constant = array();
	}

	/**
	 * It is settled who asks.
	 *
	 * @param Rest_Gate_Caller $caller Who asks.
	 */
	public function call_as( Rest_Gate_Caller $caller ) {
		$this->caller   = $caller;
		$this->told     = array();
		$this->constant = array();
	}

	/**
	 * The next item of a batch: what was answered for the one before may not hold any more.
	 */
	public function next_item() {
		++$this->item;
	}

	/**
	 * Decides a request by the gates before an endpoint.
	 *
	 * @param WP_REST_Request $request  The request, with the parameters that its handler will see.
	 * @param string          $endpoint The registered route pattern.
	 * @param string          $method   The method; that of the request unless given.
	 * @return Rest_Gate_Verdict
	 */
	public function decide( WP_REST_Request $request, $endpoint, $method = '' ) {
		if ( isset( $this->exempt[ $request ] ) ) {
			return Rest_Gate_Verdict::passed( 'exempt' );
		}
		$method = '' === $method ? (string) $request->get_method() : $method;
		try {
			if ( Rest_Gate_Extension::is_ready() ) {
				return $this->ask( $request, $endpoint, $method );
			}
		} catch ( \Throwable $error ) {
			Rest_Gate_Heartbeat::report_failure( $error );
		}
		return $this->decider->fall_back_on_gates( (string) $request->get_route(), $method, $endpoint, $this->caller );
	}

	/**
	 * Decides a request by gates that turn on nothing but who asks: once for each endpoint and method.
	 *
	 * @param WP_REST_Request $request  The request.
	 * @param string          $endpoint The registered route pattern.
	 * @param string          $method   The method.
	 * @return Rest_Gate_Verdict
	 */
	public function decide_once( WP_REST_Request $request, $endpoint, $method ) {
		$key = implode( ' ', array( get_current_blog_id(), $this->item, $method, $endpoint ) );
		if ( isset( $this->constant[ $key ] ) && ! isset( $this->exempt[ $request ] ) && ! Rest_Gate_Parameters::contradict( $request ) ) {
			return $this->constant[ $key ];
		}
		$verdict = $this->decide( $request, $endpoint, $method );
		if ( ! in_array( $verdict->reason, array( 'conflict', 'exempt' ), true ) ) {
			$this->constant[ $key ] = $verdict;
		}
		return $verdict;
	}

	/**
	 * Decides a request that nobody can see the parameters of yet: what a caller may do at all.
	 *
	 * @param string $endpoint The registered route pattern.
	 * @param string $method   The method.
	 * @return Rest_Gate_Verdict
	 */
	public function decide_at_large( $endpoint, $method ) {
		return $this->decide( new WP_REST_Request( $method, $endpoint ), $endpoint, $method );
	}

	/**
	 * Decides an ability, whoever runs it.
	 *
	 * @param string           $name   The ability.
	 * @param mixed            $input  Its input.
	 * @param Rest_Gate_Caller $caller Who runs it.
	 * @return Rest_Gate_Verdict
	 */
	public function decide_ability( $name, $input, Rest_Gate_Caller $caller ) {
		try {
			if ( Rest_Gate_Extension::is_ready() ) {
				$gates = $this->gates_of_abilities();
				if ( null !== $gates ) {
					Rest_Gate_Gate_Check::tell_caller( $gates, $caller, $this->item );
				}
				$check = null === $gates ? null : $gates->checkAbility( $name );
				if ( null === $check ) {
					return Rest_Gate_Verdict::passed( 'gates' );
				}
				Rest_Gate_Parameters::tell_input( $check, $input );
				return Rest_Gate_Gate_Check::settle( $check, $caller );
			}
		} catch ( \Throwable $error ) {
			Rest_Gate_Heartbeat::report_failure( $error );
		}
		return $this->decider->fall_back_on_ability( $name, $caller );
	}

	/**
	 * Whether a gate selects a request.
	 *
	 * @param WP_REST_Request $request  The request.
	 * @param string          $endpoint The registered route pattern.
	 * @return bool
	 */
	public function selects( WP_REST_Request $request, $endpoint ) {
		try {
			$gates = $this->gates();
			return null !== $gates && null !== $gates->check( $request->get_route(), $request->get_method(), $endpoint );
		} catch ( \Throwable $error ) {
			return true;
		}
	}

	/**
	 * How the gates divide the methods of a handler.
	 *
	 * @param string   $endpoint The registered route pattern.
	 * @param string[] $methods  The methods of one handler.
	 * @return array{gated: bool, constant: bool, methods: string[]}[] Empty when no gate stands before
	 *                                                                any.
	 */
	public function divide( $endpoint, array $methods ) {
		$gates = $this->readable_gates();
		return null === $gates ? array() : $gates->divide( $endpoint, $methods );
	}

	/**
	 * Whether a gate stands before an endpoint, by any method.
	 *
	 * @param string $endpoint The registered route pattern.
	 * @return bool
	 */
	public function reaches( $endpoint ) {
		$gates = $this->readable_gates();
		return null !== $gates && $gates->reaches( $endpoint );
	}

	/**
	 * The gates, where they can be read. Without them no endpoint is guarded, and requests are decided
	 * by the stored ones when they are made.
	 *
	 * @return RestGate\Gates|null
	 */
	private function readable_gates() {
		try {
			return $this->gates();
		} catch ( \Throwable $error ) {
			return null;
		}
	}

	/**
	 * Whether the gates are being read: then it is not known yet what they reach.
	 *
	 * @return bool
	 */
	public function is_reading() {
		return $this->is_reading;
	}

	/**
	 * The gates, told who asks.
	 *
	 * @return RestGate\Gates|null Null when the policy has none.
	 * @throws \Throwable When they cannot be read.
	 */
	public function gates() {
		if ( ! $this->is_read ) {
			// First: reading them lists the endpoints, which asks for the gates again.
			$this->is_read    = true;
			$this->is_reading = true;
			$this->told       = array();
			$this->failure    = null;
			try {
				$this->gates = $this->force->gates();
			} catch ( \Throwable $error ) {
				$this->failure = $error;
			} finally {
				$this->is_reading = false;
			}
		}
		if ( null !== $this->failure ) {
			// Each time: gates that could not be read are not gates that are not there.
			throw $this->failure;
		}
		$told = array( get_current_blog_id(), $this->item );
		if ( null !== $this->gates && $told !== $this->told ) {
			Rest_Gate_Gate_Check::tell_caller( $this->gates, $this->caller, $this->item );
			$this->told = $told;
		}
		return $this->gates;
	}

	/**
	 * The gates before abilities. Outside a request nobody asks what is registered: that would start
	 * the REST server on an ordinary page.
	 *
	 * @return RestGate\Gates|null Null when the policy has none.
	 */
	private function gates_of_abilities() {
		$abilities = array_keys( wp_get_abilities() );
		if ( ! $this->is_read ) {
			return $this->force->gates_before_abilities( $abilities );
		}
		$gates = $this->gates();
		return null === $gates ? null : $gates->withAbilities( $abilities );
	}

	/**
	 * Asks the extension.
	 *
	 * @param WP_REST_Request $request  The request.
	 * @param string          $endpoint The registered route pattern.
	 * @param string          $method   The method.
	 * @return Rest_Gate_Verdict
	 */
	private function ask( WP_REST_Request $request, $endpoint, $method ) {
		$gates = $this->gates();
		if ( null === $gates ) {
			return Rest_Gate_Verdict::passed( 'gates' );
		}
		$check   = $gates->check( $request->get_route(), $method, $endpoint );
		$verdict = null;
		if ( null !== $check ) {
			Rest_Gate_Parameters::tell( $check, $request );
			$verdict = Rest_Gate_Gate_Check::settle( $check, $this->caller );
		}
		$verdict ??= Rest_Gate_Verdict::passed( 'gates' );
		// A refusal comes first: whoever is refused learns nothing about parameters.
		if ( ! $verdict->refused && '' === $verdict->simulated && Rest_Gate_Parameters::contradict( $request ) && $gates->reaches( $endpoint ) ) {
			return Rest_Gate_Verdict::conflict( $this->force->enforces() );
		}
		return $verdict;
	}
}
