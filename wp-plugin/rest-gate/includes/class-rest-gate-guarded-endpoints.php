<?php
/**
 * Puts the gates in front of the permission callbacks of the endpoints that they gate, so that
 * `Allow` headers tell only what the caller may do.
 *
 * WordPress lists its endpoints hundreds of times while it serves one request, so every endpoint is
 * looked at once. A handler whose methods are gated differently becomes several. The original
 * callback is always called, and what it refuses stays refused.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Guards endpoints.
 */
final class Rest_Gate_Guarded_Endpoints {

	/** The key of a handler by which the gate knows its endpoint again. */
	public const TAG = 'rest_gate';

	/** How many lists of endpoints are remembered: all, and those of a few namespaces. */
	private const LISTS = 8;

	/** @var Rest_Gate_Gating Who decides. */
	private $gating;

	/** @var callable How a refusal becomes an error. */
	private $refuse;

	/** @var array[] Lists of endpoints: as they came, and guarded. */
	private $lists = array();

	/** @var array[] Handlers by endpoint: as they came, and guarded. */
	private $handlers = array();

	/** @var bool Whether a list is being looked at. */
	private $is_busy = false;

	/**
	 * Takes who decides.
	 *
	 * @param Rest_Gate_Gating $gating Who decides.
	 * @param callable         $refuse Turns a request and a refusal into a WP_Error.
	 */
	public function __construct( Rest_Gate_Gating $gating, callable $refuse ) {
		$this->gating = $gating;
		$this->refuse = $refuse;
	}

	/**
	 * A list of endpoints with its gated handlers guarded.
	 *
	 * @param array $endpoints What WordPress registers, as rest_endpoints receives it.
	 * @return array
	 */
	public function guard( array $endpoints ) {
		if ( $this->is_busy || $this->gating->is_reading() ) {
			return $endpoints;
		}
		foreach ( $this->lists as list( $came, $guarded ) ) {
			// Cheap: both hold the very same handlers.
			if ( $came === $endpoints ) {
				return $guarded;
			}
		}
		$this->is_busy = true;
		try {
			$guarded = $endpoints;
			foreach ( $endpoints as $endpoint => $handlers ) {
				$guarded[ $endpoint ] = $this->guard_endpoint( (string) $endpoint, $handlers );
			}
		} finally {
			$this->is_busy = false;
		}
		$this->lists[] = array( $endpoints, $guarded );
		$this->lists   = array_slice( $this->lists, -self::LISTS );
		return $guarded;
	}

	/**
	 * The endpoint of a guarded handler.
	 *
	 * @param mixed $handler A handler.
	 * @return string '' when it is not guarded.
	 */
	public static function endpoint_of( $handler ) {
		return is_array( $handler ) && is_string( $handler[ self::TAG ] ?? null ) ? $handler[ self::TAG ] : '';
	}

	/**
	 * The handlers of one endpoint.
	 *
	 * @param string $endpoint The registered route pattern.
	 * @param mixed  $handlers Its handlers and options, in any of the forms that WordPress takes.
	 * @return mixed
	 */
	private function guard_endpoint( $endpoint, $handlers ) {
		list( $came, $guarded ) = $this->handlers[ $endpoint ] ?? array( null, null );
		if ( null !== $came && $came === $handlers ) {
			return $guarded;
		}
		$is_gated                    = is_array( $handlers ) && $this->gating->reaches( $endpoint );
		$guarded                     = $is_gated ? $this->divided( $endpoint, $handlers ) : $handlers;
		$this->handlers[ $endpoint ] = array( $handlers, $guarded );
		return $guarded;
	}

	/**
	 * The handlers of one endpoint, each with one set of gates.
	 *
	 * @param string $endpoint The registered route pattern.
	 * @param array  $handlers Its handlers and options.
	 * @return array
	 */
	private function divided( $endpoint, array $handlers ) {
		$divided  = array();
		$is_gated = false;
		// As WP_REST_Server::get_routes() reads them.
		foreach ( isset( $handlers['callback'] ) ? array( $handlers ) : $handlers as $key => $handler ) {
			if ( ! is_numeric( $key ) ) {
				$divided[ $key ] = $handler;
				continue;
			}
			$groups = is_array( $handler ) ? $this->gating->divide( $endpoint, self::methods( $handler ) ) : array();
			if ( ! $groups ) {
				$divided[] = $handler;
			}
			foreach ( $groups as $group ) {
				$is_gated  = true;
				$part      = array( 'methods' => $group['methods'] ) + $handler;
				$divided[] = $group['gated'] ? $this->guarded( $endpoint, $part, $group['constant'] ) : $part;
			}
		}
		return $is_gated ? $divided : $handlers;
	}

	/**
	 * The methods of a handler, as WP_REST_Server::get_routes() reads them.
	 *
	 * @param array $handler The handler.
	 * @return string[]
	 */
	private static function methods( array $handler ) {
		$methods = $handler['methods'] ?? 'GET';
		$methods = is_string( $methods ) ? explode( ',', $methods ) : (array) $methods;
		return array_map(
			static function ( $method ) {
				return strtoupper( trim( (string) $method ) );
			},
			array_values( array_filter( $methods, 'is_scalar' ) )
		);
	}

	/**
	 * A handler with the gates in front of its permission callback.
	 *
	 * @param string $endpoint    The registered route pattern.
	 * @param array  $handler     The handler; all its methods have the same gates.
	 * @param bool   $is_constant Whether the gates turn on nothing but who asks.
	 * @return array
	 */
	private function guarded( $endpoint, array $handler, $is_constant ) {
		$original = $handler['permission_callback'] ?? null;
		$methods  = $handler['methods'];

		$handler[ self::TAG ]           = $endpoint;
		$handler['permission_callback'] = function ( $request ) use ( $endpoint, $original, $methods, $is_constant ) {
			// Without a callback WordPress lets everybody pass (WP_REST_Server::respond_to_request()).
			$permission = empty( $original ) ? true : call_user_func( $original, $request );
			// What WordPress takes for a refusal is one.
			if ( false === $permission || null === $permission || is_wp_error( $permission ) || ! $request instanceof WP_REST_Request ) {
				return $permission;
			}
			$method  = $request->get_method();
			$method  = in_array( $method, $methods, true ) ? $method : $methods[0];
			$verdict = $is_constant ? $this->gating->decide_once( $request, $endpoint, $method ) : $this->gating->decide( $request, $endpoint, $method );
			return $verdict->refused ? call_user_func( $this->refuse, $request, $verdict ) : $permission;
		};
		return $handler;
	}
}
