<?php
/**
 * What an operator names as a request: a URL, a path of the site, a route or an ability.
 *
 * A URL or path is resolved as WordPress would resolve it behind nginx and php-fpm without
 * PATH_INFO. A path that is no REST request but lies in a registered namespace is a route. An
 * ability is named `ability:core/get-site-info` and run by the method RUN, over whatever transport.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * A named request, resolved.
 */
final class Rest_Gate_Target {

	/** The method by which abilities are run. */
	private const RUN = 'RUN';

	/** @var string The ability; '' when it is a request. */
	public readonly string $ability;

	/** @var string The route; '' when there is none. */
	public readonly string $route;

	/** @var string The effective method; '' when none is run. */
	public readonly string $method;

	/** @var string Why it is no REST request that is decided; '' when it is one. */
	public readonly string $why;

	/** @var bool Whether WordPress serves no REST for it, as opposed to ending it before the gate is asked. */
	public readonly bool $is_not_rest;

	/** @var array{string, string}[] How it was resolved: step and result. */
	public readonly array $steps;

	/** @var array The parameters of its query. */
	public readonly array $query;

	/**
	 * Resolves what was named.
	 *
	 * @param string $text   The URL, path, route or ability.
	 * @param string $method The method.
	 * @throws RuntimeException When it is none of these.
	 */
	public function __construct( $text, $method ) {
		$method        = strtoupper( $method );
		$this->ability = 0 === strpos( $text, 'ability:' ) ? substr( $text, strlen( 'ability:' ) ) : '';
		if ( ( '' !== $this->ability ) !== ( self::RUN === $method ) ) {
			throw new RuntimeException( 'An ability is run, and nothing else: write `RUN ability:core/get-site-info`.' );
		}
		if ( '' === $this->ability ) {
			$this->read_request( $text, $method );
			return;
		}
		$this->method      = $method;
		$this->route       = '';
		$this->why         = '';
		$this->is_not_rest = false;
		$this->query       = array();
		$this->steps       = array( array( 'asked', 'as an ability, over whatever transport' ) );
	}

	/**
	 * What it is called in a sentence.
	 *
	 * @return string
	 */
	public function name() {
		return Rest_Gate_Command::printable( $this->method . ' ' . ( '' === $this->ability ? $this->route : 'ability:' . $this->ability ) );
	}

	/**
	 * The request as WordPress dispatches it.
	 *
	 * @param array|null $body The body, sent as JSON; null for none.
	 * @return WP_REST_Request
	 */
	public function request( $body ) {
		$request = new WP_REST_Request( $this->method, $this->route );
		$request->set_query_params( $this->query );
		if ( null !== $body ) {
			$request->set_header( 'Content-Type', 'application/json' );
			// An empty list as well is what an object without keys becomes.
			$request->set_body( (string) wp_json_encode( (object) $body ) );
		}
		return $request;
	}

	/**
	 * Resolves a request.
	 *
	 * @param string $text   The URL, path or route.
	 * @param string $method The method.
	 * @throws RuntimeException When it is none of these.
	 */
	private function read_request( $text, $method ) {
		$parts = array();
		preg_match( '~^(?:[a-z][a-z\d+.-]*://(?<host>[^/?#]*))?(?<path>[^?#]*)(?:\?(?<query>[^#]*))?~is', $text, $parts, PREG_UNMATCHED_AS_NULL );
		if ( null === $parts['host'] && 1 !== preg_match( '~^[/?]~', $text ) ) {
			throw new RuntimeException( sprintf( '`%s`: neither a URL nor a path that begins with `/`', $text ) );
		}
		$path       = '' === $parts['path'] ? self::home_path() . '/' : $parts['path'];
		$resolution = self::resolve( $path, $parts['query'], $method );
		$steps      = array( array( 'asked', 'as a request to ' . self::script( $path ) ) );
		if ( 'not_rest' === $resolution->kind() && null === $parts['host'] && self::lies_in_a_namespace( $path ) ) {
			$query      = null === $parts['query'] ? '' : '&' . $parts['query'];
			$resolution = self::resolve( self::home_path() . '/', 'rest_route=' . rawurlencode( $path ) . $query, $method );
			$steps      = array( array( 'asked', 'as a route' ) );
		}
		$query = array();
		parse_str( (string) $parts['query'], $query );
		$this->query       = $query;
		$this->route       = (string) $resolution->route();
		$this->method      = (string) $resolution->method();
		$this->why         = $resolution->why();
		$this->is_not_rest = 'not_rest' === $resolution->kind();
		$this->steps       = array_merge( $steps, self::told( $resolution ) );
		self::warn_of_host( $parts['host'] );
	}

	/**
	 * What a resolution says.
	 *
	 * @param RestGate\Resolution $resolution The resolution.
	 * @return array{string, string}[] Steps.
	 */
	private static function told( $resolution ) {
		$told = array(
			'resolved route'  => (string) $resolution->route(),
			'resolved method' => (string) $resolution->method(),
			'resolved'        => $resolution->why(),
		);
		$told = array_filter( $told, 'strlen' );
		return array_map( null, array_keys( $told ), array_values( $told ) );
	}

	/**
	 * Resolves a request to this site.
	 *
	 * @param string      $path   The path as sent.
	 * @param string|null $query  The query as sent; null when there is none.
	 * @param string      $method The method as sent.
	 * @return RestGate\Resolution
	 */
	private static function resolve( $path, $query, $method ) {
		$get    = array();
		$script = self::script( $path );
		parse_str( (string) $query, $get );
		$server = array(
			'REQUEST_METHOD'  => $method,
			'REQUEST_URI'     => null === $query ? $path : $path . '?' . $query,
			'PHP_SELF'        => $script,
			'SCRIPT_FILENAME' => rtrim( ABSPATH, '/' ) . $script,
		);
		return RestGate\Request::resolve( Rest_Gate_Facts::site(), $server, $get, array() );
	}

	/**
	 * The script that the web server runs for a path: the one that is named, the index of a folder,
	 * or the front controller.
	 *
	 * @param string $path The path as sent.
	 * @return string
	 */
	private static function script( $path ) {
		$path = rawurldecode( $path );
		if ( 1 === preg_match( '~\.php$~', $path ) ) {
			return $path;
		}
		$home   = self::home_path();
		$is_in  = '' !== $home && 0 === strpos( $path, $home . '/' );
		$folder = trim( $is_in ? substr( $path, strlen( $home ) ) : $path, '/' );
		$is_dir = '' !== $folder && false === strpos( $folder, "\0" ) && is_file( ABSPATH . $folder . '/index.php' );
		return $home . ( $is_dir ? '/' . $folder : '' ) . '/index.php';
	}

	/**
	 * The path of the site's address, without a slash at its end.
	 *
	 * @return string
	 */
	private static function home_path() {
		return rtrim( (string) wp_parse_url( home_url(), PHP_URL_PATH ), '/' );
	}

	/**
	 * Whether a path lies in a namespace that is registered, or is core's batch, which has none.
	 *
	 * @param string $path The path.
	 * @return bool
	 */
	private static function lies_in_a_namespace( $path ) {
		foreach ( array_merge( rest_get_server()->get_namespaces(), array( 'batch/v1' ) ) as $namespace ) {
			$reach = RestGate\Policy::reach( '/wp-json/' . trim( $namespace, '/' ) . '/*', $path );
			if ( 'none' !== $reach ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Warns when a URL names another host.
	 *
	 * @param string|null $host The host and port; null when none was named.
	 */
	private static function warn_of_host( $host ) {
		if ( null === $host ) {
			return;
		}
		$named = strtolower( (string) preg_replace( '~^.*@|:\d*$~', '', $host ) );
		$own   = strtolower( (string) wp_parse_url( home_url(), PHP_URL_HOST ) );
		if ( $named !== $own ) {
			WP_CLI::warning( sprintf( '%s is not the host of this site, %s: answered as if the request came here.', Rest_Gate_Command::printable( $named ), $own ) );
		}
	}
}
