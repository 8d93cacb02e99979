<?php
/**
 * One case of `wp rest-gate policy test`: a request, who makes it, and what is expected.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * A case, read and checked.
 */
final class Rest_Gate_Policy_Case {

	/** The keys of a case and the types that they take. */
	private const KEYS = array(
		'name'                 => array( 'string' ),
		'method'               => array( 'string' ),
		'route'                => array( 'string' ),
		'user'                 => array( 'string', 'NULL' ),
		'application_password' => array( 'string' ),
		'auth_type'            => array( 'string' ),
		'vouched'              => array( 'boolean' ),
		'body'                 => array( 'object' ),
		'expect'               => array( 'string' ),
		'reason'               => array( 'string' ),
		'gate'                 => array( 'string', 'NULL' ),
		'status'               => array( 'integer' ),
	);

	/** The outcomes that can be expected. */
	private const OUTCOMES = array( 'allowed', 'allowlisted', 'blocked', 'forbidden', 'invalid' );

	/** @var string What it is called; '' when it has no name. */
	public readonly string $name;

	/** @var Rest_Gate_Target The request. */
	public readonly Rest_Gate_Target $target;

	/** @var Rest_Gate_Caller Who makes it. */
	public readonly Rest_Gate_Caller $caller;

	/** @var array|null Its body. */
	public readonly mixed $body;

	/** @var array<string, string> What is expected: outcome and, where they are named, reason, gate and status. */
	public readonly array $expected;

	/**
	 * Reads a case.
	 *
	 * @param mixed $form   The case as it stands in the file.
	 * @param int   $number Its number, from 1.
	 * @throws RuntimeException When it is no case, naming its number.
	 */
	public function __construct( $form, $number ) {
		try {
			$form           = self::checked( $form );
			$this->name     = $form['name'] ?? '';
			$this->target   = new Rest_Gate_Target( $form['route'], $form['method'] );
			$this->caller   = Rest_Gate_Named_Caller::make( self::user( $form['user'] ?? null ), $form );
			$this->body     = $form['body'] ?? null;
			$this->expected = self::expected( $form );
			if ( '' !== $this->target->why ) {
				throw new RuntimeException( sprintf( '`%s` is not decided: %s', $form['route'], $this->target->why ) );
			}
		} catch ( \Throwable $error ) {
			throw new RuntimeException( sprintf( 'case %d: %s', $number, $error->getMessage() ) );
		}
	}

	/**
	 * What differs.
	 *
	 * @param Rest_Gate_Inquiry $inquiry What would happen.
	 * @return array{what: string, expected: string, got: string}[]
	 */
	public function differences( Rest_Gate_Inquiry $inquiry ) {
		$differences = array();
		foreach ( $this->expected as $what => $expected ) {
			$got = $inquiry->answer[ $what ];
			if ( $expected !== $got ) {
				$differences[] = array(
					'what'     => $what,
					'expected' => '' === $expected ? 'none' : Rest_Gate_Command::printable( $expected ),
					'got'      => '' === $got ? 'none' : $got,
				);
			}
		}
		return $differences;
	}

	/**
	 * A case whose keys are known and have their types.
	 *
	 * @param mixed $form The case.
	 * @return array
	 * @throws RuntimeException When they are not.
	 */
	private static function checked( $form ) {
		if ( ! is_object( $form ) ) {
			throw new RuntimeException( 'not a JSON object' );
		}
		$form = get_object_vars( $form );
		foreach ( $form as $key => $value ) {
			if ( ! isset( self::KEYS[ $key ] ) ) {
				throw new RuntimeException( sprintf( '`%s`: not a key of a case; there are `%s`', $key, implode( '`, `', array_keys( self::KEYS ) ) ) );
			}
			if ( ! in_array( gettype( $value ), self::KEYS[ $key ], true ) ) {
				throw new RuntimeException( sprintf( '`%s`: is %s, not %s', $key, strtolower( gettype( $value ) ), strtolower( implode( ' or ', self::KEYS[ $key ] ) ) ) );
			}
		}
		if ( isset( $form['body'] ) ) {
			$form['body'] = json_decode( (string) wp_json_encode( $form['body'] ), true );
		}
		foreach ( array( 'method', 'route', 'expect' ) as $key ) {
			if ( ! isset( $form[ $key ] ) ) {
				throw new RuntimeException( sprintf( 'needs `%s`', $key ) );
			}
		}
		if ( ! in_array( $form['expect'], self::OUTCOMES, true ) ) {
			throw new RuntimeException( sprintf( '`%s`: not an outcome; there are `%s`', $form['expect'], implode( '`, `', self::OUTCOMES ) ) );
		}
		return $form;
	}

	/**
	 * The user of a login.
	 *
	 * @param string|null $login The login; null for a stranger.
	 * @return WP_User
	 * @throws RuntimeException When there is none.
	 */
	private static function user( $login ) {
		if ( null === $login ) {
			return new WP_User( 0 );
		}
		$user = get_user_by( 'login', $login );
		if ( false === $user ) {
			throw new RuntimeException( sprintf( '`%s`: no user of this site has that login', $login ) );
		}
		return $user;
	}

	/**
	 * What is expected, as Rest_Gate_Inquiry answers it.
	 *
	 * @param array $form The case.
	 * @return array<string, string>
	 */
	private static function expected( array $form ) {
		$expected = array( 'outcome' => $form['expect'] );
		foreach ( array( 'reason', 'gate', 'status' ) as $key ) {
			if ( array_key_exists( $key, $form ) ) {
				$expected[ $key ] = (string) $form[ $key ];
			}
		}
		return $expected;
	}
}
