<?php
/**
 * The object that a request names, as WordPress's capabilities want it.
 *
 * A capability on an object that does not exist is `do_not_allow` for some and granted for others
 * (map_meta_cap(), wp-includes/capabilities.php), so what does not exist is told apart first.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Finds objects.
 */
final class Rest_Gate_Objects {

	/**
	 * The id or name to hand to user_can().
	 *
	 * @param string $capability The capability.
	 * @param string $object     The object in its canonical form: an id, `me`, a plugin's main file or a
	 *                           template.
	 * @param int    $user_id    Who is `me`.
	 * @return int|string|null Null when there is no such object.
	 */
	public static function resolve( $capability, $object, $user_id ) {
		if ( 'me' === $object ) {
			return 0 === $user_id ? null : $user_id;
		}
		if ( ! ctype_digit( $object ) ) {
			return false === strpos( $object, '//' ) ? self::plugin( $object ) : self::template( $object );
		}
		$id = (int) $object;
		return self::exists( $capability, $id ) ? $id : null;
	}

	/**
	 * Whether the object of an id exists, by the kind of object that a capability is about.
	 *
	 * @param string $capability The capability.
	 * @param int    $id         The id, from 1.
	 * @return bool
	 */
	private static function exists( $capability, $id ) {
		$is_about = static function ( $kind ) use ( $capability ) {
			return 1 === preg_match( "/_{$kind}(_meta)?\\z/", $capability );
		};
		if ( $is_about( 'user' ) || false !== strpos( $capability, '_app_password' ) ) {
			return false !== get_userdata( $id );
		}
		if ( $is_about( 'comment' ) ) {
			return null !== get_comment( $id );
		}
		if ( $is_about( 'term' ) ) {
			return get_term( $id ) instanceof WP_Term;
		}
		// A post type's own name for it, `edit_book` (_post_type_meta_capabilities(), wp-includes/post.php).
		if ( $is_about( 'post' ) || $is_about( 'page' ) || isset( $GLOBALS['post_type_meta_caps'][ $capability ] ) ) {
			return null !== get_post( $id );
		}
		return true;
	}

	/**
	 * The main file of a plugin that is installed.
	 *
	 * @param string $file The file below the folder of plugins.
	 * @return string|null
	 */
	private static function plugin( $file ) {
		return 0 === validate_file( $file ) && is_file( WP_PLUGIN_DIR . '/' . $file ) ? $file : null;
	}

	/**
	 * The post of a template: one that was never changed has none.
	 *
	 * @param string $id theme//slug
	 * @return int|null
	 */
	private static function template( $id ) {
		foreach ( array( 'wp_template', 'wp_template_part' ) as $type ) {
			$template = get_block_template( $id, $type );
			if ( null !== $template && $template->wp_id ) {
				return (int) $template->wp_id;
			}
		}
		return null;
	}
}
