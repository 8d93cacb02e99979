<?php
/**
 * Random gate configurations over the handlers of core: every way to select, every way to ask, nested,
 * sound ones and mistaken ones.
 *
 * @package RestGate
 */

/**
 * Draws policy documents. Chance::begin() and Table::begin() come first.
 */
final class RandomGates {

	/** Capabilities at large: of everybody, of some roles and of administrators alone. */
	private const CAPABILITIES = array( 'exist', 'read', 'edit_posts', 'delete_posts', 'upload_files', 'publish_posts', 'edit_published_posts', 'edit_others_posts', 'edit_pages', 'moderate_comments', 'manage_categories', 'read_private_pages', 'unfiltered_html', 'list_users', 'edit_theme_options', 'manage_options', 'install_plugins', 'create_users' );

	/** Capabilities on objects. */
	private const ON_OBJECTS = array( 'edit_post', 'delete_post', 'read_post', 'edit_page', 'edit_comment', 'edit_term', 'delete_term', 'edit_user', 'delete_user', 'list_app_passwords', 'activate_plugin' );

	/** Parameters that name objects, or nothing. */
	private const PARAMETERS = array( 'id', 'parent', 'post', 'user_id', 'plugin', 'font_family_id', 'uuid', 'no_such_parameter' );

	/** The methods of gates. */
	private const METHODS = array( 'GET', 'POST', 'PUT', 'PATCH', 'DELETE' );

	/** Endpoints and abilities that nobody registers. */
	private const MISSING = array( '/wp/v2/posts/(?P<slug>[a-z]+)', '/wp/v2/no-such-type', '/no-such-plugin/v1/(?P<id>[\d]+)', '/wp/v2/users/(?P<id>\d+)/posts', 'ability:core/no-such-ability', 'ability:no-such-plugin/ability' );

	/**
	 * Draws a document.
	 *
	 * @return array
	 */
	public static function document() {
		$gates = array();
		for ( $at = Chance::number( 1, 9 ); $at > 0; $at-- ) {
			$gates[] = array( 'id' => 'random-' . $at ) + self::target() + array( 'require' => self::requirement( Chance::number( 1, 5 ) ) );
		}
		return array(
			'version'  => 1,
			'mode'     => Chance::weighted( array( 'off' => 70, 'restrict' => 28, 'block_all' => 2 ) ),
			'simulate' => Chance::happens( 3 ),
			'index'    => Chance::of( array( 'full', 'callable' ) ),
			'gates'    => $gates,
		);
	}

	/**
	 * What a gate selects.
	 *
	 * @return array
	 */
	private static function target() {
		$case   = Chance::of( Table::cases() );
		$target = array();
		switch ( Chance::weighted( array( 'endpoint' => 50, 'area' => 30, 'route' => 10, 'everything' => 3, 'missing' => 5, 'ability' => 2 ) ) ) {
			case 'endpoint':
				$target['endpoint'] = ( Chance::happens( 10 ) ? '/wp-json' : '' ) . $case['route'];
				break;
			case 'area':
				$segments          = explode( '/', trim( $case['route'], '/' ) );
				$literal           = array_filter( array_slice( $segments, 0, Chance::number( 2, 3 ) ), array( __CLASS__, 'is_literal' ) );
				$target['pattern'] = self::spelt( rtrim( '/wp-json/' . implode( '/', $literal ), '/' ) . '/*' );
				break;
			case 'route':
				// A pattern has no empty segments, and the plugin is another one each time.
				$route             = preg_replace( '~//.*|/rest-gate-throwaway.*|/$~', '', Table::route( $case ) );
				$target['pattern'] = self::spelt( '/wp-json' . $route );
				break;
			case 'everything':
				$target['pattern'] = '/wp-json/*';
				break;
			case 'missing':
				$target['endpoint'] = Chance::of( self::MISSING );
				break;
			default:
				$target['endpoint'] = 'ability:core/get-site-info';
		}
		if ( Chance::happens( 45 ) && ! str_starts_with( $target['endpoint'] ?? '', 'ability:' ) ) {
			// Mostly its own, so that the gate meets something.
			$target['methods'] = Chance::happens( 70 ) ? array( $case['method'] ) : self::some( self::METHODS );
		}
		return $target;
	}

	/**
	 * Whether a segment of an endpoint stands for itself.
	 *
	 * @param string $segment The segment.
	 * @return bool
	 */
	private static function is_literal( $segment ) {
		return 1 === preg_match( '/^[a-z0-9._-]+$/iD', $segment );
	}

	/**
	 * A pattern in some letters or others.
	 *
	 * @param string $pattern The pattern.
	 * @return string
	 */
	private static function spelt( $pattern ) {
		return Chance::happens( 15 ) ? '/wp-json' . strtoupper( substr( $pattern, strlen( '/wp-json' ) ) ) : $pattern;
	}

	/**
	 * What a gate asks for.
	 *
	 * @param int $depth How deep it may nest.
	 * @return array
	 */
	private static function requirement( $depth ) {
		if ( $depth > 1 && Chance::happens( 60 ) ) {
			$kind = Chance::of( array( 'any', 'all', 'not' ) );
			if ( 'not' === $kind ) {
				return array( 'not' => self::requirement( $depth - 1 ) );
			}
			$list = array();
			for ( $count = Chance::number( 1, 3 ); $count > 0; $count-- ) {
				$list[] = self::requirement( $depth - 1 );
			}
			return array( $kind => $list );
		}
		switch ( Chance::weighted( array( 'capability' => 34, 'object' => 26, 'role' => 16, 'authenticated' => 6, 'auth_type' => 6, 'password' => 5, 'deny' => 3, 'unknown' => 4 ) ) ) {
			case 'capability':
				return array( 'capability' => Chance::of( self::CAPABILITIES ) );
			case 'object':
				return self::on_object( $depth );
			case 'role':
				return array( 'role' => Chance::of( array_slice( Table::PRINCIPALS, 0, 5 ) ) );
			case 'authenticated':
				return array( 'authenticated' => true );
			case 'auth_type':
				return array( 'auth_type' => Chance::of( array( 'cookie', 'application_password', 'basic', 'other', 'none' ) ) );
			case 'password':
				return self::password();
			case 'deny':
				return array( 'deny' => true );
			default:
				return Chance::of( array( array( 'capability' => GateOracle::NO_CAPABILITY . 'capability' ), array( 'role' => 'no-such-role' ) ) );
		}
	}

	/**
	 * A capability on an object.
	 *
	 * @param int $depth How deep it may nest.
	 * @return array
	 */
	private static function on_object( $depth ) {
		$names   = Chance::happens( 40 ) ? array( 'id', 'parent' ) : self::some( self::PARAMETERS );
		$require = array(
			'capability' => Chance::of( self::ON_OBJECTS ),
			'object'     => 1 === count( $names ) && Chance::happens( 50 ) ? $names[0] : $names,
		);
		return $require + ( $depth > 1 && Chance::happens( 60 ) ? array( 'else' => self::requirement( $depth - 1 ) ) : array() );
	}

	/**
	 * An application password: that of somebody who asks, or one that nobody has.
	 *
	 * @return array
	 */
	private static function password() {
		$principal = Chance::of( array_slice( Table::PRINCIPALS, 0, 5 ) );
		return array(
			'application_password' => array(
				'user'  => (int) Table::fill( '{' . $principal . '_id}' ),
				'uuid'  => Chance::happens( 80 ) ? Table::fill( '{' . $principal . '_uuid}' ) : '00000000-0000-4000-8000-000000000000',
				'label' => 'Whatever it is called',
			),
		);
	}

	/**
	 * Some of a list, one at least.
	 *
	 * @param string[] $values The list.
	 * @return string[]
	 */
	private static function some( array $values ) {
		$some = array( Chance::of( $values ) );
		foreach ( $values as $value ) {
			if ( ! in_array( $value, $some, true ) && Chance::happens( 25 ) ) {
				$some[] = $value;
			}
		}
		return $some;
	}
}
