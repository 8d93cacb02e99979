<?php
/**
 * Carries a check of gates out: tells the extension who asks, and fetches the answers that it wants.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Between a check and WordPress.
 */
final class Rest_Gate_Gate_Check {

	/**
	 * Tells the extension who asks, and where.
	 *
	 * @param RestGate\Gates   $gates  The gates.
	 * @param Rest_Gate_Caller $caller Who asks.
	 * @param int              $item   The number of the batch item.
	 */
	public static function tell_caller( $gates, Rest_Gate_Caller $caller, $item = 0 ) {
		$gates->callAs( $caller->user->ID, get_current_blog_id(), $item, $caller->auth_type, $caller->password );
	}

	/**
	 * Fetches the answers that a check wants, and its decision.
	 *
	 * @param RestGate\GateCheck $check  The check.
	 * @param Rest_Gate_Caller   $caller Who asks.
	 * @return Rest_Gate_Verdict
	 */
	public static function settle( $check, Rest_Gate_Caller $caller ) {
		$question = $check->next();
		$answers  = null === $question ? null : new Rest_Gate_Answers( $caller->user );
		while ( null !== $question ) {
			$check->answer( $answers->to( $question ) );
			$question = $check->next();
		}
		$decision = $check->decision();
		return $decision->refused() || null !== $decision->simulated() ? Rest_Gate_Verdict::from_decision( $decision ) : Rest_Gate_Verdict::passed( 'gates' );
	}
}
