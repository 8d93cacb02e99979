<?php
/**
 * What the gates of a policy say of a request or an ability, and each question on the way.
 *
 * Asks as Rest_Gate_Gating does when a request is served, but by any policy.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * The answer of the gates.
 */
final class Rest_Gate_Gate_Inquiry {

	/** @var Rest_Gate_Verdict The answer. */
	public readonly Rest_Gate_Verdict $verdict;

	/** @var array[] The gates that select it: id, target and require. */
	public readonly array $gates;

	/** @var array{string, string}[] Every step: its name and its result. */
	public readonly array $steps;

	/**
	 * Takes the answer.
	 *
	 * @param Rest_Gate_Verdict $verdict The answer.
	 * @param array[]           $gates   The gates.
	 * @param array[]           $steps   The steps.
	 */
	private function __construct( Rest_Gate_Verdict $verdict, array $gates, array $steps ) {
		$this->verdict = $verdict;
		$this->gates   = $gates;
		$this->steps   = $steps;
	}

	/**
	 * Asks about a request.
	 *
	 * @param RestGate\Policy  $policy   The policy.
	 * @param WP_REST_Request  $request  The request, with the parameters that its handler will see.
	 * @param string           $endpoint The registered route pattern that WordPress matches; '' for none.
	 * @param Rest_Gate_Caller $caller   Who asks.
	 * @return self
	 */
	public static function of_request( $policy, WP_REST_Request $request, $endpoint, Rest_Gate_Caller $caller ) {
		// Without a handler WordPress answers 404 before it comes to the gates; OPTIONS needs none.
		if ( ! $policy->hasGates() || '' === $endpoint && 'OPTIONS' !== $request->get_method() ) {
			return self::nothing( array() );
		}
		$gates = self::gates( $policy, $caller );
		$check = $gates->check( $request->get_route(), $request->get_method(), $endpoint );
		if ( null !== $check ) {
			Rest_Gate_Parameters::tell( $check, $request );
		}
		$asked = self::ask( $check, $caller, self::parameters( $check, $request ) );
		if ( ! $asked->passes() || ! $gates->reaches( $endpoint ) || ! Rest_Gate_Parameters::contradict( $request ) ) {
			return $asked;
		}
		$steps = array_merge( $asked->steps, array( array( 'conflict', 'query or body hold another value than the route' ) ) );
		return new self( Rest_Gate_Verdict::refused( 400, 'rest_gate_conflict', 'conflict' ), $asked->gates, $steps );
	}

	/**
	 * Asks about an ability.
	 *
	 * @param RestGate\Policy  $policy The policy.
	 * @param string           $name   The ability.
	 * @param mixed            $input  Its input.
	 * @param Rest_Gate_Caller $caller Who runs it.
	 * @return self
	 */
	public static function of_ability( $policy, $name, $input, Rest_Gate_Caller $caller ) {
		if ( ! Rest_Gate_Abilities::can_be_gated() ) {
			return self::nothing( array( array( 'gates', 'this WordPress cannot gate abilities, only requests to them' ) ) );
		}
		if ( ! $policy->hasGates() ) {
			return self::nothing( array() );
		}
		$check = self::gates( $policy, $caller )->checkAbility( $name );
		foreach ( null === $check ? array() : $check->names() as $parameter ) {
			if ( is_array( $input ) && array_key_exists( $parameter, $input ) ) {
				$check->parameter( $parameter, $input[ $parameter ], false );
			}
		}
		return self::ask( $check, $caller, array() );
	}

	/**
	 * Whether it passes, also if refusals were not simulated.
	 *
	 * @return bool
	 */
	public function passes() {
		return self::is_pass( $this->verdict );
	}

	/**
	 * This answer and another one that is asked for when this one passes.
	 *
	 * @param self $other The other.
	 * @return self
	 */
	public function then( self $other ) {
		return new self( $other->verdict, array_merge( $this->gates, $other->gates ), array_merge( $this->steps, $other->steps ) );
	}

	/**
	 * The gates of a policy on this site, told who asks.
	 *
	 * @param RestGate\Policy  $policy The policy; it has gates.
	 * @param Rest_Gate_Caller $caller Who asks.
	 * @return RestGate\Gates
	 */
	private static function gates( $policy, Rest_Gate_Caller $caller ) {
		$gates = $policy->gates( Rest_Gate_Endpoints::registered(), Rest_Gate_Missing_Gates::abilities( $policy->gatedAbilities() ) );
		Rest_Gate_Gate_Check::tell_caller( $gates, $caller );
		return $gates;
	}

	/**
	 * Asks what a check wants to know.
	 *
	 * @param RestGate\GateCheck|null $check  The check; null when no gate selects it.
	 * @param Rest_Gate_Caller        $caller Who asks.
	 * @param array[]                 $steps  The steps about parameters.
	 * @return self
	 */
	private static function ask( $check, Rest_Gate_Caller $caller, array $steps ) {
		if ( null === $check ) {
			return self::nothing( array( array( 'gates', 'none selects it' ) ) );
		}
		$verdict  = Rest_Gate_Gate_Check::settle( $check, $caller );
		$selected = array();
		foreach ( $check->gates() as $gate ) {
			$selected[] = array( 'selected gate', sprintf( '%s on %s (%s)', $gate['id'], $gate['target'], $gate['require'] ) );
		}
		foreach ( $check->asked() as list( $question, $answer ) ) {
			$steps[] = array( 'WordPress says', $question . ': ' . $answer );
		}
		$steps[] = array( 'gates', self::is_pass( $verdict ) ? 'every gate that selects it is satisfied' : self::describe( $verdict ) );
		return new self( $verdict, $check->gates(), array_merge( $selected, $steps ) );
	}

	/**
	 * A refusal of the gates in words.
	 *
	 * @param Rest_Gate_Verdict $verdict The refusal.
	 * @return string
	 */
	private static function describe( Rest_Gate_Verdict $verdict ) {
		if ( '' === $verdict->gate ) {
			return 'an application password that a gate names does not touch application passwords';
		}
		return sprintf( $verdict->simulated ? '%s would refuse it, but it passes' : '%s refuses it', $verdict->gate );
	}

	/**
	 * The parameters that may name an object, as the check was told them.
	 *
	 * @param RestGate\GateCheck|null $check   The check.
	 * @param WP_REST_Request         $request The request.
	 * @return array{string, string}[]
	 */
	private static function parameters( $check, WP_REST_Request $request ) {
		$steps = array();
		foreach ( null === $check ? array() : $check->names() as $name ) {
			$value    = wp_json_encode( $request->get_param( $name ), JSON_UNESCAPED_SLASHES );
			$captured = wp_json_encode( $request->get_url_params()[ $name ] ?? null, JSON_UNESCAPED_SLASHES );
			if ( 'null' === $value ) {
				$steps[] = array( 'parameter', "`$name` is not there" );
			} elseif ( 'null' === $captured || $value === $captured ) {
				$steps[] = array( 'parameter', "`$name` is $value" );
			} else {
				$steps[] = array( 'parameter', "`$name` is $value, though the route holds $captured" );
			}
		}
		return $steps;
	}

	/**
	 * Whether a verdict lets pass, also if refusals were not simulated.
	 *
	 * @param Rest_Gate_Verdict $verdict The verdict.
	 * @return bool
	 */
	private static function is_pass( Rest_Gate_Verdict $verdict ) {
		return ! $verdict->refused && '' === $verdict->simulated;
	}

	/**
	 * Gates that say nothing.
	 *
	 * @param array[] $steps Why.
	 * @return self
	 */
	private static function nothing( array $steps ) {
		return new self( Rest_Gate_Verdict::passed( 'gates' ), array(), $steps );
	}
}
