<?php
/**
 * The text of a snapshot, changed as only a test would.
 *
 * @package RestGate
 */

/**
 * Edits snapshots, and seals them anew.
 */
final class SnapshotFile {

	/** The sum at the end. */
	private const SUM = '/,"sum":"[0-9a-f]{64}"\}\z/';

	/**
	 * The text with other values of some top keys that hold numbers, under a sum that is right.
	 *
	 * @param string             $text   The text.
	 * @param array<string, int> $values The numbers by key.
	 * @return string
	 * @throws RuntimeException When it is no snapshot.
	 */
	public static function with( $text, array $values ) {
		$body = preg_replace( self::SUM, '', $text, 1, $sealed );
		foreach ( $values as $name => $value ) {
			$body = preg_replace( '/"' . $name . '":\d+/', '"' . $name . '":' . $value, $body, 1, $found );
			if ( 1 !== $found ) {
				throw new RuntimeException( "the snapshot has no $name" );
			}
		}
		if ( 1 !== $sealed ) {
			throw new RuntimeException( 'the snapshot is not sealed' );
		}
		return $body . ',"sum":"' . hash( 'sha256', $body ) . '"}';
	}

	/**
	 * The text as if it had been written some time ago.
	 *
	 * @param string $text    The text.
	 * @param int    $seconds So long ago; negative: to come.
	 * @return string
	 */
	public static function aged( $text, $seconds ) {
		$written = (int) ( 1000 * ( microtime( true ) - $seconds ) );
		return self::with( $text, array( 'written_ms' => $written, 'valid_until_ms' => $written + 60000 ) );
	}
}
