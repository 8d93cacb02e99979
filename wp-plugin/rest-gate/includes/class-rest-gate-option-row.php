<?php
/**
 * The row of an option as the database holds it, past every cache: another process may have written since
 * this one filled its own.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Reads and replaces rows of options.
 */
final class Rest_Gate_Option_Row {

	/**
	 * The row's value.
	 *
	 * @param string $name The option.
	 * @return string|null As it is stored; null where there is none.
	 */
	public static function read( $name ) {
		global $wpdb;
		return $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM {$wpdb->options} WHERE option_name = %s", $name ) );
	}

	/**
	 * Replaces a row that still is what it was when it was read, in one statement of the database: a
	 * damaged one is only equal to itself.
	 *
	 * @param string      $name  The option.
	 * @param string|null $row   What read() gave.
	 * @param array       $value The new value.
	 * @return bool Whether it was replaced.
	 */
	public static function replace( $name, $row, array $value ) {
		global $wpdb;
		$value = maybe_serialize( $value );
		if ( null === $row ) {
			// Not add_option(), which tells every one of several first writers that it won.
			$changed = $wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO {$wpdb->options} (option_name, option_value, autoload) VALUES (%s, %s, 'yes')", $name, $value ) );
		} else {
			$changed = $wpdb->update(
				$wpdb->options,
				array( 'option_value' => $value ),
				array(
					'option_name'  => $name,
					'option_value' => $row,
				)
			);
		}
		self::forget_cached( $name );
		return 1 === $changed;
	}

	/**
	 * Has the next reader look into the database.
	 *
	 * @param string $name The option.
	 */
	public static function forget_cached( $name ) {
		foreach ( array( $name, 'alloptions', 'notoptions' ) as $cached ) {
			wp_cache_delete( $cached, 'options' );
		}
	}
}
