<?php
/**
 * The answer for one request, whoever gave it: the extension or the stored expressions.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * An answer. Never changes.
 */
final class Rest_Gate_Verdict {

	/** @var bool Whether the request is refused. */
	public readonly bool $refused;

	/** @var bool Whether it is a preflight, to be answered with an empty 204. */
	public readonly bool $preflight;

	/** @var int The status of a refusal. */
	public readonly int $status;

	/** @var string The error code of a refusal. */
	public readonly string $code;

	/** @var string The outcome. */
	public readonly string $outcome;

	/** @var string The rule that decided. */
	public readonly string $reason;

	/** @var string The outcome that simulate kept from happening; '' when nothing was kept. */
	public readonly string $simulated;

	/** @var string The gate that refuses; '' when none does. */
	public readonly string $gate;

	/** @var string What that gate asks for and the caller lacks, in words. */
	public readonly string $requirement;

	/** @var string What a refused client is told; '' for the usual message. */
	public readonly string $message;

	/** @var string The allowlist entry by which a stranger passes; '' for everybody else. */
	public readonly string $entry;

	/**
	 * Takes the parts.
	 *
	 * @param array $parts Any of the properties above.
	 */
	private function __construct( array $parts ) {
		$this->refused   = $parts['refused'] ?? false;
		$this->preflight = $parts['preflight'] ?? false;
		$this->status    = $parts['status'] ?? 0;
		$this->code      = $parts['code'] ?? '';
		$this->outcome   = $parts['outcome'] ?? 'allowed';
		$this->reason    = $parts['reason'] ?? '';
		$this->entry     = $parts['entry'] ?? '';

		$this->simulated   = $parts['simulated'] ?? '';
		$this->gate        = $parts['gate'] ?? '';
		$this->requirement = $parts['requirement'] ?? '';
		$this->message     = $parts['message'] ?? '';
	}

	/**
	 * From a decision of the extension.
	 *
	 * @param RestGate\Decision $decision The decision.
	 * @return self
	 */
	public static function from_decision( $decision ) {
		return new self(
			array(
				'refused'     => $decision->refused(),
				'preflight'   => $decision->preflight(),
				'status'      => $decision->status(),
				'code'        => $decision->code(),
				'outcome'     => $decision->outcome(),
				'reason'      => $decision->reason(),
				'entry'       => $decision->allowlisted() ? (string) $decision->pattern() : '',
				'simulated'   => (string) $decision->simulated(),
				'gate'        => (string) $decision->gate(),
				'requirement' => $decision->requirement(),
				'message'     => $decision->message(),
			)
		);
	}

	/**
	 * From the stored expressions.
	 *
	 * @param array $answer What Rest_Gate_Fallback::decide() gave.
	 * @return self
	 */
	public static function from_fallback( array $answer ) {
		$answer['outcome'] = $answer['refused'] ? $answer['outcome'] : 'allowed';
		return new self( $answer );
	}

	/**
	 * A true CORS preflight.
	 *
	 * @return self
	 */
	public static function answered_preflight() {
		return new self(
			array(
				'preflight' => true,
				'outcome'   => 'preflight',
				'reason'    => 'preflight',
			)
		);
	}

	/**
	 * A request that passes, because there is nothing to enforce.
	 *
	 * @param string $reason Why.
	 * @return self
	 */
	public static function passed( $reason ) {
		static $passed = array();
		$passed[ $reason ] ??= new self( array( 'reason' => $reason ) );
		return $passed[ $reason ];
	}

	/**
	 * A parameter contradicts the route: refused, or under simulate only told.
	 *
	 * @param bool $is_enforced Whether it is refused.
	 * @return self
	 */
	public static function conflict( $is_enforced ) {
		if ( $is_enforced ) {
			return self::refused( 400, 'rest_gate_conflict', 'conflict' );
		}
		return new self(
			array(
				'reason'    => 'conflict',
				'simulated' => 'invalid',
			)
		);
	}

	/**
	 * A refusal that the gate makes by itself.
	 *
	 * @param int    $status The status.
	 * @param string $code   The error code.
	 * @param string $reason The rule that decided.
	 * @return self
	 */
	public static function refused( $status, $code, $reason ) {
		return new self(
			array(
				'refused' => true,
				'status'  => $status,
				'code'    => $code,
				'outcome' => array(
					400 => 'invalid',
					429 => 'limited',
				)[ $status ] ?? 'blocked',
				'reason'  => $reason,
			)
		);
	}
}
