<?php
/**
 * What WordPress answers without the early gate: the right answers.
 *
 * @package RestGate
 */

/**
 * The answer to each kind under each policy.
 */
final class Reference {

	/** What is open under each policy but block_all. */
	private const OPEN = array( 'index', 'application password', 'password, rest_route', 'cookie and nonce' );

	/** @var Answer[][] By policy and kind. */
	private $answers = array();

	/**
	 * Asks each kind under each policy.
	 *
	 * @param PhpFpm   $fpm      With a pool `late`, which has no early gate.
	 * @param array[]  $kinds    The kinds.
	 * @param string[] $policies The policies.
	 */
	public function __construct( PhpFpm $fpm, array $kinds, array $policies ) {
		foreach ( $policies as $policy ) {
			Site::put( $policy );
			$client = new FastCgi( $fpm->socket( 'late' ) );
			foreach ( $kinds as $name => $kind ) {
				$this->answers[ $policy ][ $name ] = new Answer( $client->send( $kind['bytes'] ) );
			}
		}
	}

	/**
	 * The answer to a kind under a policy.
	 *
	 * @param string $policy The policy.
	 * @param string $kind   The kind.
	 * @return Answer
	 */
	public function answer( $policy, $kind ) {
		return $this->answers[ $policy ][ $kind ];
	}

	/**
	 * What is not as the documents say: then the rest of the soak would prove nothing.
	 *
	 * @param array[] $kinds The kinds.
	 * @return string[]
	 */
	public function oddities( array $kinds ) {
		$odd = array();
		foreach ( $this->answers as $policy => $answers ) {
			foreach ( $answers as $name => $answer ) {
				$expected = self::expected( $policy, $name, $kinds[ $name ]['early'] );
				if ( '' !== $expected && 1 !== preg_match( "/\A$expected\z/", "$answer->by $answer->outcome" ) ) {
					$odd[] = "$policy, $name: $answer->by $answer->outcome, not $expected";
				}
			}
		}
		return $odd;
	}

	/**
	 * What must come, as a regular expression; empty where anything may.
	 *
	 * @param string $policy The policy.
	 * @param string $name   The kind.
	 * @param string $early  When it may be refused early.
	 * @return string
	 */
	private static function expected( $policy, $name, $early ) {
		if ( 0 === strpos( $name, 'script' ) ) {
			return 'script 200';
		}
		if ( Policies::ALL === $policy ) {
			return 'never' === $early ? '' : 'wordpress 401(?: rest_gate_blocked_all)?';
		}
		if ( in_array( $name, self::OPEN, true ) ) {
			return 'wordpress 200';
		}
		if ( Policies::SIMULATED === $policy ) {
			return 'wordpress (?!401 rest_gate).*';
		}
		if ( Policies::POSTS === $policy && 0 === strpos( $name, 'posts' ) ) {
			return 'wordpress 200';
		}
		return 'restrict' === $early ? 'wordpress 401(?: rest_gate_restricted)?' : '';
	}
}
