<?php
/**
 * The stored policy: one option, changed only through here.
 *
 * The option rest_gate_policy holds `revision` (a whole number), `document` (the policy document as
 * JSON, the source of truth) and `expressions` (what holds while the extension is gone). Defaults,
 * shape and limits of the document are the extension's; nothing is stored that it did not compile.
 * A change names the revision it was based on, and is refused when another one came first.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Reads and writes the policy of the current site.
 */
final class Rest_Gate_Settings {

	public const OPTION = Rest_Gate_Fallback::OPTION;

	/**
	 * The option as it is stored.
	 *
	 * @return mixed Null when the site was never configured; an array when all is well. Anything else
	 *               is a row that was damaged.
	 */
	public static function stored() {
		return Rest_Gate_Fallback::stored();
	}

	/**
	 * The revision that a change is based on; 0 when the site was never configured.
	 *
	 * @return int
	 */
	public static function revision() {
		return self::revision_of( self::stored() );
	}

	/**
	 * The revision of a stored option. One that is damaged or gone counts as the last of the history,
	 * so that numbers never come twice.
	 *
	 * @param mixed $stored What stored() gave.
	 * @return int
	 */
	private static function revision_of( $stored ) {
		return is_array( $stored ) && isset( $stored['revision'] ) ? (int) $stored['revision'] : Rest_Gate_History::latest();
	}

	/**
	 * The compiled policy of a stored option. The extension keeps it per process.
	 *
	 * @param mixed $stored What stored() gave.
	 * @return RestGate\Policy
	 * @throws RuntimeException When the option is not what this plugin stores.
	 */
	public static function compile( $stored ) {
		return RestGate\Policy::compile( self::text( $stored ) );
	}

	/**
	 * The policy of this site, also when it was never configured.
	 *
	 * @return RestGate\Policy
	 */
	public static function policy() {
		return RestGate\Policy::compile( self::document()->json() );
	}

	/**
	 * The policy document of this site, also when it was never configured.
	 *
	 * @return RestGate\Document
	 */
	public static function document() {
		$stored = self::stored();
		return null === $stored ? RestGate\Document::initial() : RestGate\Document::parse( self::text( $stored ) );
	}

	/**
	 * Stores a document as the next revision.
	 *
	 * @param RestGate\Document $document The document.
	 * @param int               $based_on The revision that it was made from.
	 * @param string            $through  What changed it: cli or admin.
	 * @return int|WP_Error The new revision, or why it was not stored.
	 */
	public static function save( $document, $based_on, $through ) {
		try {
			$json        = $document->json();
			$policy      = RestGate\Policy::compile( $json );
			$expressions = $policy->expressions();
		} catch ( \Throwable $error ) {
			return new WP_Error( 'rest_gate_invalid_policy', $error->getMessage() );
		}
		$next = array(
			'revision'    => $based_on + 1,
			'document'    => $json,
			'expressions' => $expressions,
		);
		if ( ! self::swap( $based_on, $next ) ) {
			return new WP_Error(
				'rest_gate_revision_conflict',
				sprintf(
					/* translators: 1: the revision the change was based on, 2: the revision now. */
					__( 'The policy was changed meanwhile: this change was based on revision %1$d, the site is at revision %2$d. Look at the change and try again.', 'rest-gate' ),
					$based_on,
					self::revision()
				)
			);
		}
		Rest_Gate_History::add( $next, $through );
		Rest_Gate_Site_Log::follow( $policy );
		return $next['revision'];
	}

	/**
	 * Replaces the option if it is still at a revision, in one statement of the database.
	 *
	 * @param int   $based_on The revision that must be stored now.
	 * @param array $next     The new option.
	 * @return bool Whether it was replaced.
	 */
	private static function swap( $based_on, array $next ) {
		$row = Rest_Gate_Option_Row::read( self::OPTION );
		if ( self::revision_of( null === $row ? null : maybe_unserialize( $row ) ) !== $based_on ) {
			Rest_Gate_Option_Row::forget_cached( self::OPTION );
			return false;
		}
		return Rest_Gate_Option_Row::replace( self::OPTION, $row, $next );
	}

	/**
	 * The document's text in a stored option.
	 *
	 * @param mixed $stored What stored() gave.
	 * @return string
	 * @throws RuntimeException When the option is not what this plugin stores.
	 */
	private static function text( $stored ) {
		if ( ! is_array( $stored ) || ! is_string( $stored['document'] ?? null ) ) {
			throw new RuntimeException( 'the option rest_gate_policy holds no policy document' );
		}
		return $stored['document'];
	}
}
