<?php
/**
 * What commands on one section of the policy document have in common.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Lists and changes the settings of a section.
 */
abstract class Rest_Gate_Section_Settings extends Rest_Gate_Command {

	/**
	 * The settings of a document, as JSON by key.
	 *
	 * @param RestGate\Document $document The document.
	 * @return array<string, string>
	 */
	abstract protected static function settings_of( $document );

	/**
	 * A document with one setting changed.
	 *
	 * @param RestGate\Document $document The document.
	 * @param string            $key      The setting.
	 * @param string            $value    Its value as text.
	 * @return RestGate\Document
	 */
	abstract protected static function with( $document, $key, $value );

	/**
	 * Prints the settings.
	 *
	 * @param array $assoc_args The options.
	 */
	protected static function list_settings( $assoc_args ) {
		$rows     = array();
		$document = self::document();
		$settings = self::attempt(
			static function () use ( $document ) {
				return static::settings_of( $document );
			}
		);
		foreach ( $settings as $key => $value ) {
			$rows[] = array(
				'key'   => $key,
				'value' => self::shown( $value ),
			);
		}
		self::display( $rows, array( 'key', 'value' ), $assoc_args );
	}

	/**
	 * Stores a setting.
	 *
	 * @param string $key   The setting.
	 * @param string $value Its value as text.
	 */
	protected static function change( $key, $value ) {
		$revision = Rest_Gate_Settings::revision();
		$before   = self::document();
		$after    = self::attempt(
			static function () use ( $before, $key, $value ) {
				return static::with( $before, $key, $value );
			}
		);
		$is_new   = $before->json() !== $after->json();
		if ( $is_new ) {
			$revision = self::save( $after, $revision );
		}
		$settings = self::attempt(
			static function () use ( $after ) {
				return static::settings_of( $after );
			}
		);
		$now      = self::shown( $settings[ $key ] );
		WP_CLI::success( sprintf( '%s is %s%s. Revision %d.', $key, $is_new ? '' : 'already ', '' === $now ? 'empty' : $now, $revision ) );
	}

	/**
	 * A value in words.
	 *
	 * @param string $json The value as JSON.
	 * @return string
	 */
	protected static function shown( $json ) {
		$value = json_decode( $json, true );
		$text  = is_array( $value ) ? implode( ', ', array_map( static fn( $item ) => is_string( $item ) ? $item : wp_json_encode( $item, JSON_UNESCAPED_SLASHES ), $value ) ) : ( is_string( $value ) ? $value : $json );
		return self::printable( $text );
	}
}
