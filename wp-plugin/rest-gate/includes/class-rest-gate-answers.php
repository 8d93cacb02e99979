<?php
/**
 * WordPress's answers to what gates turn on.
 *
 * Promises: every question has an answer, and what cannot be told is never a yes. Whatever a
 * plugin's filter throws is an answer that cannot be told.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Answers for one caller.
 */
final class Rest_Gate_Answers {

	public const YES = 'yes';
	public const NO  = 'no';

	/** @var WP_User Whose capabilities and roles are asked. */
	private $user;

	/**
	 * Takes the user.
	 *
	 * @param WP_User $user The user as authentication left it; one without id for strangers.
	 */
	public function __construct( WP_User $user ) {
		$this->user = $user;
	}

	/**
	 * Answers a question.
	 *
	 * @param array $question What RestGate\GateCheck::next() gave.
	 * @return string A word for RestGate\GateCheck::answer().
	 */
	public function to( array $question ) {
		// Of user 0 WordPress asks whoever is the current user (is_super_admin(), wp-includes/capabilities.php).
		if ( 0 === $this->user->ID && 0 !== get_current_user_id() ) {
			return self::NO;
		}
		try {
			if ( 'role' === $question['kind'] ) {
				return $this->role( $question['name'] );
			}
			return null === $question['object']
				? $this->capability( $question['name'] )
				: $this->capability_on( $question['name'], $question['object'] );
		} catch ( \Throwable $error ) {
			// Some plugin's, in a filter on capabilities: the policy is well.
			error_log( 'REST Gate: a question of a gate could not be answered: ' . get_class( $error ) . ': ' . $error->getMessage() . ' in ' . $error->getFile() . ':' . $error->getLine() );
			return 'failed';
		}
	}

	/**
	 * Whether the user has a role: each of his roles counts, and a super admin is an administrator.
	 *
	 * @param string $role The role.
	 * @return string
	 */
	private function role( $role ) {
		if ( ! wp_roles()->is_role( $role ) ) {
			return 'unknown_role';
		}
		$has = in_array( $role, $this->user()->roles, true )
			|| 'administrator' === $role && is_multisite() && is_super_admin( $this->user->ID );
		return $has ? self::YES : self::NO;
	}

	/**
	 * Whether the user has a capability at large.
	 *
	 * @param string $capability The capability.
	 * @return string
	 */
	private function capability( $capability ) {
		$wrong = Rest_Gate_Capabilities::complaints(
			function () use ( $capability, &$has ) {
				$has = user_can( $this->user(), $capability );
			}
		);
		if ( $wrong ) {
			return 'object_required';
		}
		return $this->yes_or_no( true === $has, $capability );
	}

	/**
	 * Whether the user has a capability on an object.
	 *
	 * @param string $capability The capability.
	 * @param string $object     The object in its canonical form.
	 * @return string
	 */
	private function capability_on( $capability, $object ) {
		$id = Rest_Gate_Objects::resolve( $capability, $object, $this->user->ID );
		if ( null === $id ) {
			return 'object_missing';
		}
		return $this->yes_or_no( true === user_can( $this->user(), $capability, $id ), $capability, $id );
	}

	/**
	 * The answer, when the capability is one. Whoever has it proves that, but for super admins: they
	 * have every capability that is asked for, also one that was misspelt.
	 *
	 * @param bool   $has        What WordPress says.
	 * @param string $capability The capability.
	 * @param mixed  ...$object  The object, if there is one.
	 * @return string
	 */
	private function yes_or_no( $has, $capability, ...$object ) {
		$is_proven = $has && ! ( is_multisite() && is_super_admin( $this->user->ID ) );
		if ( ! $is_proven && ! Rest_Gate_Capabilities::is_known( $capability, $this->user(), ...$object ) ) {
			return 'unknown_capability';
		}
		return $has ? self::YES : self::NO;
	}

	/**
	 * The user as WordPress holds it now: of the same id, with whatever capabilities a plugin gave or
	 * took at run time. A handler that switched to another user changes nothing.
	 *
	 * @return WP_User
	 */
	private function user() {
		$current = wp_get_current_user();
		if ( $current->ID === $this->user->ID ) {
			return $current;
		}
		if ( $this->user->get_site_id() !== get_current_blog_id() ) {
			$this->user->for_site( get_current_blog_id() );
		}
		return $this->user;
	}
}
