<?php
/**
 * The policies that the soak changes between.
 *
 * @package RestGate
 */

/**
 * Documents by name, and how long each stays in force.
 */
final class Policies {

	/** Closed, nothing of one's own opened. */
	public const CLOSED = 'closed';

	/** Closed, posts opened, and recorded. */
	public const POSTS = 'posts';

	/** Closed for everybody. */
	public const ALL = 'all';

	/** Decided, and let pass. */
	public const SIMULATED = 'simulated';

	/** Closed, by WordPress alone. */
	public const LATE = 'late';

	/** Those under which strangers are refused early. */
	public const QUICK = array( self::CLOSED, self::POSTS, self::ALL );

	/** Those under which WordPress serves everybody: each request costs hundreds of times as much. */
	public const SLOW = array( self::SIMULATED, self::LATE );

	/** Seconds in the long run. */
	public const REIGNS = array(
		self::CLOSED    => 20,
		self::POSTS     => 20,
		self::ALL       => 12,
		self::SIMULATED => 2,
		self::LATE      => 2,
	);

	/**
	 * The documents.
	 *
	 * @return array<string, string>
	 */
	public static function documents() {
		$quick = array( 'version' => 1, 'mode' => 'restrict', 'tarpit' => array( 'min_ms' => 0, 'max_ms' => 0 ) );
		$posts = array( array( 'pattern' => '/wp-json/wp/v2/posts', 'methods' => array( 'GET' ) ) );
		return array_map(
			'json_encode',
			array(
				self::CLOSED    => $quick,
				self::POSTS     => array( 'allowlist' => $posts, 'log' => array( 'enabled' => true, 'exclude' => array() ) ) + $quick,
				self::ALL       => array( 'mode' => 'block_all' ) + $quick,
				self::SIMULATED => array( 'simulate' => true ) + $quick,
				self::LATE      => array( 'early' => array( 'enabled' => false ) ) + $quick,
			)
		);
	}

	/**
	 * Whether a kind of request may be refused early under a policy.
	 *
	 * @param string $policy The policy.
	 * @param string $early  When the kind may be: never, block_all, restrict or always.
	 * @return bool
	 */
	public static function refuses_early( $policy, $early ) {
		switch ( $policy ) {
			case self::CLOSED:
			case self::POSTS:
				return 'restrict' === $early;
			case self::ALL:
				return 'never' !== $early;
			default:
				return false;
		}
	}
}
