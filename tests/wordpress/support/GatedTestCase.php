<?php
/**
 * What the tests of gates have in common: a site that restricts nobody, with the gates of the class.
 *
 * @package RestGate
 */

require_once __DIR__ . '/GateTestCase.php';
require_once __DIR__ . '/Pool.php';

/**
 * Base of the tests of gates over HTTP.
 */
abstract class GatedTestCase extends GateTestCase {

	/** What only an administrator has. */
	protected const ADMIN = array( 'capability' => 'manage_options' );

	/** What nobody has. */
	protected const NOBODY = array( 'deny' => true );

	/** What everybody has. */
	protected const EVERYBODY = array(
		'any' => array( array( 'authenticated' => true ), array( 'not' => array( 'authenticated' => true ) ) ),
	);

	/** What every write is. */
	protected const WRITES = array( 'POST', 'PUT', 'PATCH', 'DELETE' );

	/** @var Login[] Who has logged in. */
	private static $logins = array();

	/**
	 * Puts the policy in force.
	 */
	public static function setUpBeforeClass(): void {
		Lab::wp( 'single', 'eval-file', __DIR__ . '/gate-site.php', base64_encode( static::document() ) );
	}

	/**
	 * Takes the gates away.
	 */
	public static function tearDownAfterClass(): void {
		Lab::wp( 'single', 'eval-file', __DIR__ . '/gate-site.php' );
	}

	/**
	 * The gates of the class, without ids.
	 *
	 * @return array[]
	 */
	abstract protected static function gates();

	/**
	 * The mode that stands beside the gates.
	 *
	 * @return array
	 */
	protected static function others() {
		return array( 'mode' => 'off' );
	}

	/**
	 * The policy: nobody is restricted, so that nothing but a gate refuses.
	 *
	 * @return string
	 */
	protected static function document() {
		$gates = array();
		foreach ( static::gates() as $number => $gate ) {
			$gates[] = array( 'id' => "gate-$number" ) + $gate;
		}
		return self::policy( array(), array( 'gates' => $gates ) + static::others() );
	}

	/**
	 * A gate before what a pattern selects.
	 *
	 * @param string   $pattern The pattern, without /wp-json.
	 * @param array    $require What it asks for.
	 * @param string[] $methods The methods; all unless given.
	 * @return array
	 */
	protected static function below( $pattern, array $require, array $methods = array() ) {
		return array(
			'pattern' => '/wp-json' . $pattern,
			'require' => $require,
		) + ( $methods ? array( 'methods' => $methods ) : array() );
	}

	/**
	 * A gate before one endpoint.
	 *
	 * @param string   $endpoint The registered route pattern.
	 * @param array    $require  What it asks for.
	 * @param string[] $methods  The methods; all unless given.
	 * @return array
	 */
	protected static function before( $endpoint, array $require, array $methods = array() ) {
		return array(
			'endpoint' => $endpoint,
			'require'  => $require,
		) + ( $methods ? array( 'methods' => $methods ) : array() );
	}

	/**
	 * A capability on the object that the request names.
	 *
	 * @param string   $capability The capability.
	 * @param string[] $names      The parameters.
	 * @param string   $otherwise  The capability when none is sent; none unless given.
	 * @return array
	 */
	protected static function on_object( $capability, array $names, $otherwise = '' ) {
		return array(
			'capability' => $capability,
			'object'     => $names,
		) + ( '' === $otherwise ? array() : array( 'else' => array( 'capability' => $otherwise ) ) );
	}

	/**
	 * Headers of a user.
	 *
	 * @param string $who ADMIN, EDITOR, AUTHOR or SUBSCRIBER; '' for a stranger.
	 * @return array<string, string>
	 */
	protected static function as_user( $who ) {
		if ( '' === $who ) {
			return array();
		}
		self::$logins[ $who ] = self::$logins[ $who ] ?? new Login( $who );
		return self::$logins[ $who ]->rest_headers();
	}

	/**
	 * Sends a request to a site that has the routes of the fixture.
	 *
	 * @param string $who    Who asks, as as_user() takes it.
	 * @param string $method The method.
	 * @param string $uri    The request target.
	 * @param mixed  $body   The body, as ask() takes it.
	 * @param string $deeds  What other plugins do.
	 * @return array
	 */
	protected static function fixture( $who, $method, $uri, $body = null, $deeds = '' ) {
		return self::ask( $method, $uri, self::as_user( $who ) + self::hostile( trim( "gated-routes $deeds" ) ), $body );
	}

	/**
	 * Sends many requests to single.test, some at once.
	 *
	 * @param array[] $requests Each a method, a target, headers, a body and a server; all but two may lack.
	 * @return array[] The answers by the same keys.
	 */
	protected static function ask_all( array $requests ) {
		$prepared = array();
		foreach ( $requests as $key => $request ) {
			list( $method, $uri, $headers, $body, $server ) = $request + array( 2 => array(), 3 => null, 4 => 'nginx' );

			$prepared[ $key ] = compact( 'method', 'uri', 'headers', 'body', 'server' );
		}
		$answers = array();
		Pool::play(
			$prepared,
			static function ( $key, $request, $answer ) use ( &$answers ) {
				$answers[ $key ] = $answer;
			}
		);
		return $answers;
	}

	/**
	 * A gate refused: a stranger with 401, a user with 403.
	 *
	 * @param array  $answer  The answer.
	 * @param string $what    The request, for the message.
	 * @param string $who     Who asked.
	 * @param bool   $is_head Whether the request was HEAD.
	 */
	protected static function assert_gated( array $answer, $what = '', $who = 'AUTHOR', $is_head = false ) {
		self::assert_refused( $answer, "$who $what", '' === $who ? 401 : 403, 'rest_gate_capability', $is_head );
	}

	/**
	 * A gated item of a batch, or a gated embed.
	 *
	 * @param mixed  $json The decoded body.
	 * @param string $told For the message.
	 * @param string $who  Who asked.
	 */
	protected static function assert_gated_part( $json, $told = '', $who = 'AUTHOR' ) {
		self::assert_refusal( $json, $told . "\n" . json_encode( $json ), '' === $who ? 401 : 403, 'rest_gate_capability' );
	}

	/**
	 * A parameter contradicts the route.
	 *
	 * @param array  $answer The answer.
	 * @param string $what   The request, for the message.
	 */
	protected static function assert_conflict( array $answer, $what = '' ) {
		self::assert_refused( $answer, $what, 400, 'rest_gate_conflict' );
	}

	/**
	 * The methods of an Allow header.
	 *
	 * @param array $answer The answer.
	 * @return string[] In order of the alphabet.
	 */
	protected static function allowed( array $answer ) {
		$methods = array_filter( array_map( 'trim', explode( ',', implode( ',', $answer['headers']['allow'] ?? array() ) ) ) );
		sort( $methods );
		return $methods;
	}
}
