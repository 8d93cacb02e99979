<?php
/**
 * What a site must have so that the gates of a document stand on it.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Refuses documents whose gates would not stand.
 */
final class Rest_Gate_Gate_Requirements extends Rest_Gate_Command {

	/**
	 * Ends the command when a gate names what this site does not register, or an ability where
	 * abilities cannot be gated.
	 *
	 * @param RestGate\Document      $document  The document.
	 * @param bool                   $is_forced Whether names that are registered nowhere are taken. What
	 *                                          cannot be enforced never is.
	 * @param RestGate\Document|null $before    A document whose gates are no reason to refuse this one.
	 */
	public static function check( $document, $is_forced, $before = null ) {
		$abilities = self::added( $document, $before, 'gatedAbilities' );
		$known     = Rest_Gate_Missing_Gates::abilities( $abilities );
		if ( null === $known && $abilities ) {
			WP_CLI::error(
				sprintf(
					'WordPress %s cannot gate abilities: it asks no filter whether one may run. WordPress 7.1 does. Refused, because nothing would enforce it: `ability:%s`.',
					self::printable( (string) get_bloginfo( 'version' ) ),
					implode( '`, `ability:', $abilities )
				)
			);
		}
		if ( $is_forced ) {
			return;
		}
		$missing = self::added( $document, $before, 'unregisteredGates', Rest_Gate_Endpoints::registered() );
		foreach ( array_diff( $abilities, (array) $known ) as $ability ) {
			$missing[] = 'ability:' . $ability;
		}
		if ( $missing ) {
			WP_CLI::error( sprintf( 'Registered nowhere on this site: `%s`. Use --force to gate it all the same.', implode( '`, `', $missing ) ) );
		}
	}

	/**
	 * What a document names that another does not.
	 *
	 * @param RestGate\Document      $document The document.
	 * @param RestGate\Document|null $before   The other.
	 * @param string                 $method   The method of a document that gives the names.
	 * @param mixed                  ...$rest  What it takes.
	 * @return string[]
	 */
	private static function added( $document, $before, $method, ...$rest ) {
		$known = null === $before ? array() : $before->$method( ...$rest );
		return array_values( array_unique( array_diff( $document->$method( ...$rest ), $known ) ) );
	}
}
