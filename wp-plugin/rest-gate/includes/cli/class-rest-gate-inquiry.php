<?php
/**
 * What would happen to a request by a policy, and each step on the way.
 *
 * Asks as the gate does when it serves the request: first by the route, then with the endpoint where
 * it matters; when the restriction lets it pass, the gates before that endpoint; then whether the
 * endpoint lies within the entry that opened the route. An ability meets the gates alone.
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

	/**
	 * `outcome`, `reason`, `pattern`, `source`, `gate`, `requirement`, `message`, `status`, `code` and
	 * `simulated`; '' for what there is not.
	 *
	 * @var array<string, string>
	 */
	public readonly array $answer;

	/** @var array{string, string}[] Every step: its name and its result. */
	public readonly array $steps;

	/** @var array[] The gates that select the request: id, target and require. */
	public readonly array $gates;

	/**
	 * Asks. WordPress works for the caller meanwhile.
	 *
	 * @param RestGate\Policy  $policy The policy.
	 * @param Rest_Gate_Target $target A REST request or an ability.
	 * @param Rest_Gate_Caller $caller Who asks.
	 * @param array|null       $body   The body of the request, or the input of the ability.
	 */
	public function __construct( $policy, Rest_Gate_Target $target, Rest_Gate_Caller $caller, $body = null ) {
		$before = get_current_user_id();
		wp_set_current_user( $caller->user->ID );
		try {
			list( $answer, $steps, $gates ) = '' === $target->ability
				? self::about_request( $policy, $target, $caller, $body )
				: self::about_ability( $policy, $target->ability, $caller, $body );
		} finally {
			wp_set_current_user( $before );
		}
		if ( null !== $gates && ! $gates->passes() ) {
			$answer = self::of_verdict( $gates->verdict );
		}
		$this->steps   = array_merge( $target->steps, $steps );
		$this->gates   = null === $gates ? array() : $gates->gates;
		$this->answer  = $policy->simulates() ? self::simulated( $answer ) : $answer;
		$this->refused = in_array( $this->answer['outcome'], array( 'blocked', 'forbidden', 'invalid' ), true );
	}

	/**
	 * Every step, and the answer behind them.
	 *
	 * @return array{string, string}[]
	 */
	public function told() {
		$answer = array_filter( $this->answer, 'strlen' );
		return array_merge( $this->steps, array_map( null, array_keys( $answer ), array_values( $answer ) ) );
	}

	/**
	 * Steps as the rows of a table.
	 *
	 * @param array{string, string}[] $steps The steps.
	 * @return array{step: string, result: string}[]
	 */
	public static function rows( array $steps ) {
		return array_map(
			static function ( array $step ) {
				return array(
					'step'   => $step[0],
					'result' => Rest_Gate_Command::printable( $step[1] ),
				);
			},
			$steps
		);
	}

	/**
	 * The answer in a few words.
	 *
	 * @return string
	 */
	public function describe() {
		$answer = $this->answer;
		if ( '' !== $answer['gate'] ) {
			return sprintf( '%s, %s: the gate %s (%s)', $answer['outcome'], $answer['reason'], $answer['gate'], $answer['requirement'] );
		}
		if ( '' === $answer['pattern'] ) {
			return sprintf( '%s, %s', $answer['outcome'], $answer['reason'] );
		}
		$entry = sprintf( 'the %s entry %s', $answer['source'], $answer['pattern'] );
		return sprintf( 'allowlisted' === $answer['outcome'] ? '%1$s by %3$s' : '%1$s, %2$s: %3$s', $answer['outcome'], $answer['reason'], $entry );
	}

	/**
	 * Asks about an ability.
	 *
	 * @param RestGate\Policy  $policy The policy.
	 * @param string           $name   The ability.
	 * @param Rest_Gate_Caller $caller Who runs it.
	 * @param array|null       $input  Its input.
	 * @return array{array, array, Rest_Gate_Gate_Inquiry} As about_request().
	 */
	private static function about_ability( $policy, $name, Rest_Gate_Caller $caller, $input ) {
		$gates = Rest_Gate_Gate_Inquiry::of_ability( $policy, $name, $input, $caller );
		return array( self::of_verdict( $gates->verdict ), $gates->steps, $gates );
	}

	/**
	 * Asks about a request.
	 *
	 * @param RestGate\Policy  $policy The policy.
	 * @param Rest_Gate_Target $target The request.
	 * @param Rest_Gate_Caller $caller Who asks.
	 * @param array|null       $body   Its body.
	 * @return array{array, array, Rest_Gate_Gate_Inquiry|null} The answer without the gates, the steps, and
	 *                                                         what the gates say: null when they are not asked.
	 */
	private static function about_request( $policy, Rest_Gate_Target $target, Rest_Gate_Caller $caller, $body ) {
		$today                     = Rest_Gate_Facts::today();
		list( $matched, $request ) = self::dispatched( $target->request( $body ) );
		$endpoint                  = null;
		$decision                  = $policy->decide( $target->route, $target->method, $caller->principal, $today );
		if ( $decision->needsEndpoint() ) {
			$endpoint = $matched;
			$decision = $policy->decide( $target->route, $target->method, $caller->principal, $today, $endpoint );
		}
		$steps   = $policy->explain( $target->route, $target->method, $caller->principal, $today, $endpoint );
		$verdict = Rest_Gate_Verdict::from_decision( $decision );
		$answer  = self::of_verdict( $verdict, $decision );
		array_unshift( $steps, array( 'endpoint', '' === $matched ? 'none is registered for it' : $matched ) );
		if ( $verdict->refused || '' !== $verdict->simulated ) {
			return array( $answer, $steps, null );
		}
		if ( '' !== $verdict->entry && '' !== $matched && $policy->enforces() ) {
			$reach   = RestGate\Policy::reach( $verdict->entry, $matched );
			$steps[] = array( 'reach', self::describe_reach( $reach ) );
			$refusal = Rest_Gate_Entry_Check::refusal( $reach, $request );
			$answer  = null === $refusal ? $answer : self::of_verdict( $refusal, $decision );
		}
		$gates = Rest_Gate_Gate_Inquiry::of_request( $policy, $request, $matched, $caller );
		$run   = $gates->passes() ? Rest_Gate_Ability_Run::of( $request ) : null;
		if ( null !== $run ) {
			$gates = $gates->then( Rest_Gate_Gate_Inquiry::of_ability( $policy, $run[0], $run[1], $caller ) );
		}
		return array( $answer, array_merge( $steps, $gates->steps ), $gates );
	}

	/**
	 * The endpoint of a request, and the request with the parameters that its handler will see: checked
	 * and put right as WP_REST_Server::dispatch() does. OPTIONS has no handler of its own.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return array{string, WP_REST_Request}
	 */
	private static function dispatched( WP_REST_Request $request ) {
		list( $endpoint, $matched ) = Rest_Gate_Endpoints::match( $request );
		if ( '' !== $endpoint && 'OPTIONS' !== $request->get_method() && true === $matched->has_valid_params() ) {
			$matched->sanitize_params();
		}
		return array( $endpoint, $matched );
	}

	/**
	 * A verdict as an answer.
	 *
	 * @param Rest_Gate_Verdict      $verdict  The verdict.
	 * @param RestGate\Decision|null $decision What names the allowlist entry.
	 * @return array<string, string>
	 */
	private static function of_verdict( Rest_Gate_Verdict $verdict, $decision = null ) {
		return array(
			'outcome'     => $verdict->outcome,
			'reason'      => $verdict->reason,
			'pattern'     => null === $decision ? '' : (string) $decision->pattern(),
			'source'      => null === $decision ? '' : (string) $decision->source(),
			'gate'        => $verdict->gate,
			'requirement' => $verdict->requirement,
			'message'     => $verdict->message,
			'status'      => 0 === $verdict->status ? '' : (string) $verdict->status,
			'code'        => $verdict->code,
			'simulated'   => $verdict->simulated,
		);
	}

	/**
	 * An answer while refusals are only told: the gate's own 400 is not carried out either.
	 *
	 * @param array<string, string> $answer The answer.
	 * @return array<string, string>
	 */
	private static function simulated( array $answer ) {
		if ( 'invalid' !== $answer['outcome'] ) {
			return $answer;
		}
		$passes = array(
			'outcome'   => 'allowed',
			'status'    => '',
			'code'      => '',
			'simulated' => $answer['outcome'],
		);
		return array_merge( $answer, $passes );
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
