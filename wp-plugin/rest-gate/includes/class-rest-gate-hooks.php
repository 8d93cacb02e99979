<?php
/**
 * Where the gate stands in WordPress, and why there.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Attaches a gatekeeper.
 */
final class Rest_Gate_Hooks {

	/** @var Rest_Gate_Gatekeeper Who is asked. */
	private $gatekeeper;

	/**
	 * Takes the gatekeeper.
	 *
	 * @param Rest_Gate_Gatekeeper $gatekeeper Who is asked.
	 */
	private function __construct( Rest_Gate_Gatekeeper $gatekeeper ) {
		$this->gatekeeper = $gatekeeper;
	}

	/**
	 * Attaches everything.
	 *
	 * @param Rest_Gate_Gatekeeper $gatekeeper Who is asked.
	 */
	public static function register( Rest_Gate_Gatekeeper $gatekeeper ) {
		$hooks = new self( $gatekeeper );
		// First: the only hook before authentication that carries the request (WP_REST_Server::serve_request()).
		add_filter( 'rest_exposed_cors_headers', array( $hooks, 'capture' ), PHP_INT_MIN, 2 );
		$hooks->attach();
	}

	/**
	 * A request is served: captures it and moves to the end of the line.
	 *
	 * @param string[]        $headers The exposed headers.
	 * @param WP_REST_Request $request The request; a plugin may apply the filter without it.
	 * @return string[]
	 */
	public function capture( $headers, $request = null ) {
		if ( $request instanceof WP_REST_Request ) {
			$this->gatekeeper->begin( $request );
			$this->attach();
			Rest_Gate_Abilities::attach();
		}
		return $headers;
	}

	/**
	 * Attaches the checkpoints, again if need be: whoever registers later at the same priority would
	 * stand behind the gate, and remove_all_filters() would take it away.
	 *
	 * @param string $running The hook that runs right now, if any: its callbacks stay.
	 */
	public function attach( $running = '' ) {
		foreach ( $this->checkpoints() as list( $hook, $method, $priority, $arguments ) ) {
			if ( $hook === $running ) {
				continue;
			}
			remove_filter( $hook, array( $this, $method ), $priority );
			// The priorities and their reasons stand in checkpoints().
			add_filter( $hook, array( $this, $method ), $priority, $arguments );
		}
	}

	/**
	 * Each checkpoint with its priority.
	 *
	 * @return array[]
	 */
	private function checkpoints() {
		return array(
			// Last, after application passwords (90) and the cookie's nonce (100): only now it is known who asks.
			array( 'rest_authentication_errors', 'authenticate', PHP_INT_MAX, 1 ),
			// First, so that no other plugin works for a caller that is refused.
			array( 'rest_pre_dispatch', 'dispatch_first', PHP_INT_MIN, 3 ),
			// Last as well, so that no other plugin's answer replaces the refusal.
			array( 'rest_pre_dispatch', 'dispatch', PHP_INT_MAX, 3 ),
			// Last: whatever handler the others settled on is the one that runs.
			array( 'rest_request_before_callbacks', 'match', PHP_INT_MAX, 3 ),
			// Last: whatever others made of a refusal, it reaches the client as one.
			array( 'rest_post_dispatch', 'answer', PHP_INT_MAX, 3 ),
			// Last: whatever other plugins make of the endpoints is what will run, and is guarded.
			array( 'rest_endpoints', 'guard', PHP_INT_MAX, 1 ),
			// Last: what other plugins add is told only to whom it is open.
			array( 'rest_route_data', 'index', PHP_INT_MAX, 1 ),
			// First: the first hook that names the matched endpoint, before anybody acts on it.
			array( 'rest_dispatch_request', 'handle', PHP_INT_MIN, 3 ),
			// Last as well, so that no other plugin's answer replaces the refusal.
			array( 'rest_dispatch_request', 'handle', PHP_INT_MAX, 3 ),
		);
	}

	/**
	 * Carries out rest_authentication_errors.
	 *
	 * @param WP_Error|null|true $result What was said so far.
	 * @return WP_Error|null|true
	 */
	public function authenticate( $result ) {
		$result = $this->gatekeeper->authenticated( $result );
		$this->attach( 'rest_authentication_errors' );
		return $result;
	}

	/**
	 * Carries out rest_pre_dispatch before everybody else, and moves to its end once more.
	 *
	 * @param mixed           $result  What was said so far.
	 * @param WP_REST_Server  $server  The server.
	 * @param WP_REST_Request $request The request.
	 * @return mixed
	 */
	public function dispatch_first( $result, $server, $request ) {
		remove_filter( 'rest_pre_dispatch', array( $this, 'dispatch' ), PHP_INT_MAX );
		// Last, behind whoever registered during authentication.
		add_filter( 'rest_pre_dispatch', array( $this, 'dispatch' ), PHP_INT_MAX, 3 );
		return $this->dispatch( $result, $server, $request );
	}

	/**
	 * Carries out rest_pre_dispatch.
	 *
	 * @param mixed           $result  What was said so far.
	 * @param WP_REST_Server  $server  The server.
	 * @param WP_REST_Request $request The request.
	 * @return mixed
	 */
	public function dispatch( $result, $server, $request ) {
		return $request instanceof WP_REST_Request ? $this->gatekeeper->dispatched( $result, $request ) : $result;
	}

	/**
	 * Carries out rest_request_before_callbacks.
	 *
	 * @param mixed           $response What was said so far.
	 * @param array           $handler  The handler.
	 * @param WP_REST_Request $request  The request.
	 * @return mixed
	 */
	public function match( $response, $handler, $request ) {
		return $request instanceof WP_REST_Request ? $this->gatekeeper->matched( $response, $handler, $request ) : $response;
	}

	/**
	 * Carries out rest_dispatch_request.
	 *
	 * @param mixed           $result   What was said so far.
	 * @param WP_REST_Request $request  The request.
	 * @param string          $endpoint The registered route pattern.
	 * @return mixed
	 */
	public function handle( $result, $request, $endpoint ) {
		return $request instanceof WP_REST_Request ? $this->gatekeeper->handled( $result, $request, $endpoint ) : $result;
	}

	/**
	 * Carries out rest_post_dispatch.
	 *
	 * @param mixed           $response The answer.
	 * @param WP_REST_Server  $server   The server.
	 * @param WP_REST_Request $request  The request.
	 * @return mixed
	 */
	public function answer( $response, $server, $request ) {
		if ( $request instanceof WP_REST_Request ) {
			$this->gatekeeper->answered( $response, $request );
		}
		return $response;
	}

	/**
	 * Carries out rest_endpoints.
	 *
	 * @param mixed $endpoints Endpoints and their handlers.
	 * @return mixed
	 */
	public function guard( $endpoints ) {
		return is_array( $endpoints ) ? $this->gatekeeper->guard( $endpoints ) : $endpoints;
	}

	/**
	 * Carries out rest_route_data.
	 *
	 * @param mixed $routes Data by registered route pattern.
	 * @return mixed
	 */
	public function index( $routes ) {
		return is_array( $routes ) ? $this->gatekeeper->index( $routes ) : $routes;
	}
}
