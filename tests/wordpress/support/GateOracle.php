<?php
/**
 * What the gates of a policy document come to, worked out a second time: from the document, the cases
 * of the table and what WordPress says of capabilities, without the extension and the plugin.
 *
 * Promises: REFUSED, CLOSED and UNCHANGED are certain. What takes knowing more than that is UNKNOWN.
 *
 * @package RestGate
 */

/**
 * The expectations of one document.
 */
final class GateOracle {

	/** Refused by REST Gate. */
	public const REFUSED = 'refused';

	/** Refused by REST Gate, unless WordPress refuses first. */
	public const CLOSED = 'closed';

	/** Answered as without the plugin. */
	public const UNCHANGED = 'unchanged';

	/** One or the other. */
	public const UNKNOWN = 'unknown';

	/** The values of a requirement, beside UNKNOWN. */
	private const YES   = 'yes';
	private const NO    = 'no';
	private const ERROR = 'error';

	/** Begins the names of capabilities that nobody knows. */
	public const NO_CAPABILITY = 'no_such_';

	/** The roles of the site. */
	private const ROLES = array( 'administrator', 'editor', 'author', 'contributor', 'subscriber' );

	/** @var array The document. */
	private $document;

	/** @var array What WordPress says, as table-capabilities.php prints it. */
	private $told;

	/** @var array[] How each gate stands to each handler, by handler. */
	private $before = array();

	/**
	 * Takes the document.
	 *
	 * @param array $document The document.
	 * @param array $told     What WordPress said for a list of documents that holds it.
	 */
	public function __construct( array $document, array $told ) {
		$this->document = $document;
		$this->told     = $told;
	}

	/**
	 * Asks WordPress for all that documents turn on.
	 *
	 * @param array[] $documents The documents.
	 * @return array
	 */
	public static function told( array $documents ) {
		$asked = array(
			'users'        => array_map( array( __CLASS__, 'id' ), Table::PRINCIPALS ),
			'capabilities' => array(),
			'on'           => array(),
			'objects'      => array(),
		);
		// What `me` comes to.
		$asked['objects'] = array_slice( $asked['users'], 0, -1 );
		array_walk_recursive(
			$documents,
			static function ( $value, $key ) use ( &$asked ) {
				if ( 'capability' === $key ) {
					$asked[ self::wants_object( $value ) ? 'on' : 'capabilities' ][ $value ] = $value;
				}
			}
		);
		// What capabilities on plugins come to.
		$asked['capabilities']['activate_plugins'] = 'activate_plugins';
		foreach ( Table::cases() as $case ) {
			foreach ( array_merge( self::captured( $case ), self::sent( $case ) ) as $value ) {
				if ( is_string( $value ) && preg_match( '~^[1-9][0-9]*$|//~D', $value ) ) {
					$asked['objects'][] = $value;
				}
			}
		}
		return json_decode( Lab::wp( 'single', 'eval-file', __DIR__ . '/table-capabilities.php', base64_encode( json_encode( array_map( array( __CLASS__, 'distinct' ), $asked ) ) ) ), true, 5, JSON_THROW_ON_ERROR );
	}

	/**
	 * A list without repetitions.
	 *
	 * @param array $values The list.
	 * @return array
	 */
	private static function distinct( array $values ) {
		return array_values( array_unique( $values ) );
	}

	/**
	 * What a principal gets from a handler.
	 *
	 * @param string $principal Who asks.
	 * @param string $handler   The handler.
	 * @return string
	 */
	public function expects( $principal, $handler ) {
		if ( $this->document['simulate'] ?? false ) {
			return self::UNCHANGED;
		}
		$case   = Table::cases()[ $handler ];
		$closed = array(
			'off'       => false,
			'restrict'  => 'anonymous' === $principal && '/' !== $case['route'],
			'block_all' => true,
		);
		if ( $closed[ $this->document['mode'] ] ) {
			return self::REFUSED;
		}
		$expected = self::UNCHANGED;
		foreach ( $this->before( $handler ) as $at => $is_certain ) {
			$value = $this->value( $this->document['gates'][ $at ]['require'], $principal, $case );
			if ( $is_certain && ( self::NO === $value || self::ERROR === $value ) ) {
				return self::REFUSED;
			}
			$expected = self::YES === $value ? $expected : self::UNKNOWN;
		}
		return $this->is_sealed( $principal, $case ) ? self::CLOSED : $expected;
	}

	/**
	 * Whether a gate stands, or may stand, before a handler.
	 *
	 * @param string $handler The handler.
	 * @return bool
	 */
	public function is_gated( $handler ) {
		return array() !== $this->before( $handler );
	}

	/**
	 * The gates before a handler, by their place, and whether that is certain.
	 *
	 * @param string $handler The handler.
	 * @return array<int, bool>
	 */
	private function before( $handler ) {
		if ( ! isset( $this->before[ $handler ] ) ) {
			$case = Table::cases()[ $handler ];
			$all  = array();
			foreach ( $this->document['gates'] as $at => $gate ) {
				if ( in_array( $case['method'], $gate['methods'] ?? array( $case['method'] ), true ) ) {
					$all[ $at ] = isset( $gate['pattern'] ) ? self::on_pattern( $gate['pattern'], $case ) : self::on_endpoint( $gate['endpoint'], $case );
				}
			}
			$this->before[ $handler ] = array_filter(
				$all,
				static function ( $is_certain ) {
					return null !== $is_certain;
				}
			);
		}
		return $this->before[ $handler ];
	}

	/**
	 * Whether a gate on an endpoint stands before a case.
	 *
	 * @param string $endpoint The endpoint of the gate.
	 * @param array  $case     The case.
	 * @return bool|null Null when it does not, and false when it may.
	 */
	private static function on_endpoint( $endpoint, array $case ) {
		if ( str_starts_with( $endpoint, 'ability:' ) ) {
			// Only the abilities themselves are gated, in front of the handler that runs them.
			return str_ends_with( $case['route'], '/run' ) ? false : null;
		}
		$endpoint = preg_replace( '~^/wp-json(?=/)~', '', $endpoint );
		if ( in_array( $endpoint, array_column( Table::cases(), 'route' ), true ) ) {
			return $endpoint === $case['route'] ? true : null;
		}
		// Registered nowhere: everything below what is certain of it.
		$literal = self::literal( $endpoint );
		$below   = $literal === $endpoint ? $endpoint : substr( $literal, 0, strrpos( $literal, '/' ) );
		return self::on_pattern( '/wp-json' . rtrim( $below, '/' ) . '/*', $case );
	}

	/**
	 * Whether a gate on a pattern stands before a case.
	 *
	 * @param string $pattern The pattern of the gate.
	 * @param array  $case    The case.
	 * @return bool|null Null when it does not, and false when it may.
	 */
	private static function on_pattern( $pattern, array $case ) {
		$base  = strtolower( substr( $pattern, strlen( '/wp-json' ) ) );
		$below = str_ends_with( $base, '/*' );
		$base  = $below ? substr( $base, 0, -2 ) : $base;
		$route = rtrim( strtolower( Table::route( $case ) ), '/' );
		if ( $route === $base || $below && str_starts_with( $route, $base . '/' ) ) {
			return true;
		}
		// A route that is not clean counts as selected where the pattern reaches into its endpoint.
		return str_contains( $route, '//' ) && str_starts_with( $base, self::literal( $case['route'] ) ) ? false : null;
	}

	/**
	 * The text that an endpoint begins with.
	 *
	 * @param string $endpoint The endpoint.
	 * @return string In lower case.
	 */
	private static function literal( $endpoint ) {
		return strtolower( substr( $endpoint, 0, strcspn( $endpoint, '\\^$|()[]{}?*+' ) ) );
	}

	/**
	 * Whether a case is about application passwords and its principal uses one that a gate names.
	 *
	 * @param string $principal Who asks.
	 * @param array  $case      The case.
	 * @return bool
	 */
	private function is_sealed( $principal, array $case ) {
		if ( ! str_contains( $case['route'], '/application-passwords' ) ) {
			return false;
		}
		$named = false;
		$walk  = static function ( array $part ) use ( &$walk, &$named, $principal ) {
			foreach ( $part as $key => $value ) {
				if ( 'application_password' === $key && is_array( $value ) ) {
					$named = $named || self::is_password_of( $value, $principal );
				} elseif ( is_array( $value ) ) {
					$walk( $value );
				}
			}
		};
		$walk( $this->document['gates'] );
		return $named;
	}

	/**
	 * The value of a requirement.
	 *
	 * @param array  $require   The requirement.
	 * @param string $principal Who asks.
	 * @param array  $case      What for.
	 * @return string
	 */
	private function value( array $require, $principal, array $case ) {
		$is_user = 'anonymous' !== $principal;
		switch ( key( $require ) ) {
			case 'deny':
				return self::NO;
			case 'authenticated':
				return self::holds( $is_user );
			case 'auth_type':
				return self::holds( ( $is_user ? 'application_password' : 'none' ) === $require['auth_type'] );
			case 'application_password':
				return self::holds( self::is_password_of( $require['application_password'], $principal ) );
			case 'role':
				return in_array( $require['role'], self::ROLES, true ) ? self::holds( $principal === $require['role'] ) : self::ERROR;
			case 'not':
				$value = $this->value( $require['not'], $principal, $case );
				return array( self::YES => self::NO, self::NO => self::YES )[ $value ] ?? $value;
			case 'any':
				return $this->first_of( $require['any'], array( self::YES, self::UNKNOWN, self::ERROR ), self::NO, $principal, $case );
			case 'all':
				return $this->first_of( $require['all'], array( self::NO, self::UNKNOWN, self::ERROR ), self::YES, $principal, $case );
			default:
				return isset( $require['object'] ) ? $this->value_on_object( $require, $principal, $case ) : $this->value_at_large( $require['capability'], $principal );
		}
	}

	/**
	 * The value of several requirements together.
	 *
	 * @param array[]  $list      The requirements.
	 * @param string[] $ranked    What counts before what.
	 * @param string   $otherwise What they come to otherwise.
	 * @param string   $principal Who asks.
	 * @param array    $case      What for.
	 * @return string
	 */
	private function first_of( array $list, array $ranked, $otherwise, $principal, array $case ) {
		$values = array();
		foreach ( $list as $require ) {
			$values[] = $this->value( $require, $principal, $case );
		}
		return array_values( array_intersect( $ranked, $values ) )[0] ?? $otherwise;
	}

	/**
	 * The value of a capability at large.
	 *
	 * @param string $capability The capability.
	 * @param string $principal  Who asks.
	 * @return string
	 */
	private function value_at_large( $capability, $principal ) {
		return str_starts_with( $capability, self::NO_CAPABILITY ) ? self::ERROR : self::holds( $this->told[ self::id( $principal ) ][ $capability ] );
	}

	/**
	 * The value of a capability on an object.
	 *
	 * @param array  $require   The requirement.
	 * @param string $principal Who asks.
	 * @param array  $case      What for.
	 * @return string
	 */
	private function value_on_object( array $require, $principal, array $case ) {
		$names = array_fill_keys( (array) $require['object'], true );
		if ( isset( $names['id'] ) && '/wp/v2/users/me' === $case['route'] ) {
			// WordPress's own permission check gives the request an id (WP_REST_Users_Controller::update_current_item_permissions_check()).
			return self::UNKNOWN;
		}
		$route = array_intersect_key( self::captured( $case ), $names );
		// What the route captures comes first, in the order of the gate; what is sent must agree.
		$found = $route ? array( $route[ key( array_intersect_key( $names, $route ) ) ] ) : array_values( array_intersect_key( self::sent( $case ), $names ) );
		if ( ! $found ) {
			return isset( $require['else'] ) ? $this->value( $require['else'], $principal, $case ) : self::ERROR;
		}
		$object = $found[0];
		if ( count( array_unique( $found, SORT_REGULAR ) ) > 1 || ! is_string( $object ) ) {
			return self::UNKNOWN;
		}
		if ( 'activate_plugin' === $require['capability'] && str_ends_with( $object, '/plugin' ) ) {
			// WordPress makes the main file of it before anybody looks.
			return $this->value_at_large( 'activate_plugins', $principal );
		}
		$is_on_users = 1 === preg_match( '/_user$|_app_password/', $require['capability'] );
		if ( 'me' === $object && $is_on_users ) {
			$object = self::id( $principal );
		}
		if ( '0' === $object ) {
			return self::ERROR;
		}
		$told = str_ends_with( $require['capability'], '_plugin' ) || $is_on_users && str_contains( $object, '//' ) ? array() : $this->told[ self::id( $principal ) ][ $require['capability'] ];
		if ( ! array_key_exists( $object, $told ) ) {
			return self::UNKNOWN;
		}
		return null === $told[ $object ] ? self::ERROR : self::holds( $told[ $object ] );
	}

	/**
	 * The parameters that a case's route holds.
	 *
	 * @param array $case The case.
	 * @return array<string, string>
	 */
	private static function captured( array $case ) {
		preg_match( '@^' . $case['route'] . '$@i', Table::route( $case ), $match );
		return array_filter( $match, 'is_string', ARRAY_FILTER_USE_KEY );
	}

	/**
	 * The parameters that a case sends beside its route.
	 *
	 * @param array $case The case.
	 * @return array
	 */
	private static function sent( array $case ) {
		parse_str( (string) parse_url( $case['path'], PHP_URL_QUERY ), $query );
		$sent = array_merge( $query, is_array( $case['body'] ?? null ) ? $case['body'] : array() );
		return array_map(
			static function ( $value ) {
				return is_string( $value ) ? Table::fill( $value ) : $value;
			},
			$sent
		);
	}

	/**
	 * Whether a capability of a gate is one on objects.
	 *
	 * @param string $capability The capability.
	 * @return bool
	 */
	private static function wants_object( $capability ) {
		return 1 === preg_match( '/_(post|page|comment|term|user|app_passwords?|plugin)$/', $capability );
	}

	/**
	 * Whether an application password is the one that a principal uses.
	 *
	 * @param array  $password  The password in a gate.
	 * @param string $principal The principal.
	 * @return bool
	 */
	private static function is_password_of( array $password, $principal ) {
		return 'anonymous' !== $principal && self::id( $principal ) === (string) $password['user'] && Table::fill( '{' . $principal . '_uuid}' ) === $password['uuid'];
	}

	/**
	 * The user of a principal.
	 *
	 * @param string $principal The principal.
	 * @return string
	 */
	private static function id( $principal ) {
		return 'anonymous' === $principal ? '0' : Table::fill( '{' . $principal . '_id}' );
	}

	/**
	 * A value of two.
	 *
	 * @param bool $holds Whether it holds.
	 * @return string
	 */
	private static function holds( $holds ) {
		return $holds ? self::YES : self::NO;
	}
}
