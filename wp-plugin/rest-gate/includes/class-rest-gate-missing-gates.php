<?php
/**
 * The gates of a policy that name what this site does not register, and what they cover meanwhile.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Compares gates with the site.
 */
final class Rest_Gate_Missing_Gates {

	/**
	 * What the gates cover whose endpoint or ability is registered nowhere, or cannot be gated.
	 *
	 * @param RestGate\Policy $policy The policy.
	 * @return array<string, string> A pattern, `/wp-json/x/*`, or `ability:core/*`, by the gate's id.
	 */
	public static function of( $policy ) {
		if ( ! $policy->hasGates() ) {
			return array();
		}
		$gates = $policy->gates( Rest_Gate_Endpoints::registered(), self::abilities( $policy->gatedAbilities() ) );
		return null === $gates ? array() : array_column( $gates->covering(), 'covers', 'id' );
	}

	/**
	 * The abilities of this site, as RestGate\Policy::gates() takes them.
	 *
	 * @param string[] $named Those that gates name. Where there are none nothing is looked up: WordPress
	 *                        registers its abilities when they are first asked for.
	 * @return string[]|null Null where WordPress cannot gate abilities.
	 */
	public static function abilities( array $named ) {
		if ( ! Rest_Gate_Abilities::can_be_gated() ) {
			return null;
		}
		return $named ? array_map( 'strval', array_keys( wp_get_abilities() ) ) : array();
	}
}
