<?php
/**
 * The policy of this site while one request is served.
 *
 * Read once: a handler that leaves WordPress switched to another site does not change which policy
 * decides.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Holds the stored policy and what the extension makes of it.
 */
final class Rest_Gate_Policy_In_Force {

	/** @var mixed The stored policy that decides. */
	private $stored = null;

	/** @var bool Whether it was read. */
	private $is_read = false;

	/** @var RestGate\Policy|null What the extension made of it; null until it is asked for. */
	private $policy = null;

	/**
	 * A request is served: reads the policy of the site that it came to.
	 */
	public function begin() {
		$this->stored  = Rest_Gate_Settings::stored();
		$this->is_read = true;
		$this->policy  = null;
	}

	/**
	 * The stored policy.
	 *
	 * @return mixed
	 */
	public function stored() {
		if ( ! $this->is_read ) {
			$this->begin();
		}
		return $this->stored;
	}

	/**
	 * The compiled policy.
	 *
	 * @return RestGate\Policy
	 * @throws RuntimeException When the option is not what this plugin stores.
	 */
	public function policy() {
		$this->policy ??= Rest_Gate_Settings::compile( $this->stored() );
		return $this->policy;
	}

	/**
	 * Whether anything can be refused at all: not while switched off, simulating or never configured.
	 *
	 * @return bool
	 */
	public function enforces() {
		return $this->ask(
			static function ( $policy ) {
				return $policy->enforces();
			},
			array( 'Rest_Gate_Fallback', 'enforces' )
		);
	}

	/**
	 * Whether anything is decided: not while switched off without gates, or never configured. While
	 * simulating it is, and nothing is refused.
	 *
	 * @return bool
	 */
	public function decides() {
		if ( $this->enforces() ) {
			return true;
		}
		try {
			return null !== $this->stored() && Rest_Gate_Extension::is_ready() && ( 'off' !== $this->policy()->mode() || $this->policy()->hasGates() );
		} catch ( \Throwable $error ) {
			return false;
		}
	}

	/**
	 * Whether gates stand before anything.
	 *
	 * @return bool
	 */
	public function has_gates() {
		return $this->ask(
			static function ( $policy ) {
				return $policy->hasGates();
			},
			array( 'Rest_Gate_Fallback', 'has_gates' )
		);
	}

	/**
	 * The gates of the policy on this site.
	 *
	 * @return RestGate\Gates|null Null when there are none.
	 * @throws RuntimeException When the policy cannot be read.
	 */
	public function gates() {
		if ( null === $this->stored() || ! Rest_Gate_Extension::is_ready() || ! $this->policy()->hasGates() ) {
			return null;
		}
		return $this->policy()->gates( Rest_Gate_Endpoints::registered(), Rest_Gate_Abilities::can_be_gated() ? array() : null );
	}

	/**
	 * The gates of the policy as far as they stand before abilities.
	 *
	 * @param string[] $abilities The abilities of this site.
	 * @return RestGate\Gates|null Null when there are none.
	 * @throws RuntimeException When the policy cannot be read.
	 */
	public function gates_before_abilities( array $abilities ) {
		return null === $this->stored() ? null : $this->policy()->gates( array(), $abilities );
	}

	/**
	 * Whether a gate names an application password.
	 *
	 * @param int    $user_id Its user.
	 * @param string $uuid    Its uuid.
	 * @return bool
	 */
	public function names_password( $user_id, $uuid ) {
		return $this->enforces() && $this->ask(
			static function ( $policy ) use ( $user_id, $uuid ) {
				return $policy->namesPassword( $user_id, $uuid );
			},
			static function ( $stored ) use ( $user_id, $uuid ) {
				return Rest_Gate_Fallback_Gates::names_password( $stored, $user_id, $uuid );
			}
		);
	}

	/**
	 * Whether the restriction leaves an endpoint open to a caller, as far as the index tells it.
	 *
	 * @param string           $endpoint The registered route pattern.
	 * @param Rest_Gate_Caller $caller   Who asks.
	 * @return bool
	 */
	public function tells_of( $endpoint, Rest_Gate_Caller $caller ) {
		if ( 'anonymous' !== $caller->principal ) {
			return true;
		}
		try {
			$policy = $this->policy();
			return 'full' === $policy->index() || 'restrict' !== $policy->mode() || 'none' !== $policy->opens( $endpoint, Rest_Gate_Facts::today() );
		} catch ( \Throwable $error ) {
			return true;
		}
	}

	/**
	 * Asks the extension something about the policy, and the stored expressions when it cannot answer.
	 *
	 * @param callable $ask       Takes the compiled policy.
	 * @param callable $fall_back Takes the stored policy.
	 * @return bool False when the site was never configured, or is open while the extension fails.
	 */
	private function ask( callable $ask, callable $fall_back ) {
		$stored = $this->stored();
		if ( null === $stored ) {
			return false;
		}
		if ( Rest_Gate_Extension::is_ready() ) {
			try {
				return $ask( $this->policy() );
			} catch ( \Throwable $error ) {
				Rest_Gate_Heartbeat::report_failure( $error );
			}
		}
		return ! Rest_Gate_Extension::fails_open() && $fall_back( $stored );
	}
}
