<?php
/**
 * Who said no: the component, file and line that made the error behind a 401 or 403.
 *
 * WordPress tells nobody who made a WP_Error, so the calls that lead to each are looked at while a
 * request is served: a bounded number of frames, without arguments, for a bounded number of errors.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Remembers who made which error.
 */
final class Rest_Gate_Blame {

	/** The maker stands within so many frames. */
	private const FRAMES = 16;

	/** More errors than any request makes on purpose. */
	private const ERRORS = 100;

	/** @var array[] The calls that led to an error, by its code; the last of a code counts. */
	private $calls = array();

	/** @var int How many errors were looked at. */
	private $looked = 0;

	/** @var bool Whether a request is served. */
	private $is_serving = false;

	/** @var bool Whether the answer was already looked at. */
	private $is_told = false;

	/**
	 * A request is served.
	 */
	public function begin() {
		$this->calls      = array();
		$this->looked     = 0;
		$this->is_serving = true;
		$this->is_told    = false;
	}

	/**
	 * An error was made: remembers by whom, unless it says itself that it is not about a refusal. Core makes
	 * many of those in passing: WP_REST_Posts_Controller::get_post() makes a 404 before it looks.
	 *
	 * @param string|int $code    The code of the error.
	 * @param string     $message Its message.
	 * @param mixed      $data    Its data.
	 */
	public function note( $code, $message = '', $data = null ) {
		if ( ! $this->is_serving || $this->looked >= self::ERRORS ) {
			return;
		}
		if ( is_array( $data ) && isset( $data['status'] ) && ! in_array( (int) $data['status'], array( 401, 403 ), true ) ) {
			return;
		}
		++$this->looked;
		$this->calls[ (string) $code ] = self::calls();
	}

	/**
	 * Who refused, of an answer with 401 or 403 that is not the gate's.
	 *
	 * @param WP_REST_Response $response The answer.
	 * @return array Empty for any other answer.
	 */
	public function facts( WP_REST_Response $response ) {
		$this->is_told = true;

		$data = $response->get_data();
		$code = is_array( $data ) && is_string( $data['code'] ?? null ) ? $data['code'] : '';
		if ( ! in_array( $response->get_status(), array( 401, 403 ), true ) || 0 === strpos( $code, 'rest_gate_' ) ) {
			return array();
		}
		$maker = self::maker( $this->calls[ $code ] ?? array() );
		// WordPress itself makes this error where a permission callback said no without one
		// (WP_REST_Server::respond_to_request()).
		if ( 'rest_forbidden' === $code && 'core' === $maker[0] ) {
			$maker = self::owner( $response->get_matched_handler()['permission_callback'] ?? null ) ?? $maker;
		}
		return array_filter(
			array(
				'reason'     => $code,
				'refused_by' => $maker[0],
				'refused_at' => $maker[1],
			)
		);
	}

	/**
	 * Who refused, of a request that is ended with 401 or 403 before there is an answer.
	 *
	 * @return array Empty once there was one.
	 */
	public function facts_of_status() {
		if ( $this->is_told ) {
			return array();
		}
		$maker = self::maker( self::calls() );
		return array(
			'refused_by' => $maker[0],
			'refused_at' => $maker[1],
		);
	}

	/**
	 * The calls that lead here.
	 *
	 * @return array[]
	 */
	private static function calls() {
		// phpcs:ignore WordPress.PHP.DevelopmentFunctions -- The only way to know; bounded, and without arguments.
		return debug_backtrace( DEBUG_BACKTRACE_IGNORE_ARGS, self::FRAMES );
	}

	/**
	 * Component and place of whoever called the function that is watched: the first frame outside the
	 * machinery of hooks and errors, and outside this plugin.
	 *
	 * @param array[] $calls The calls.
	 * @return string[]
	 */
	private static function maker( array $calls ) {
		$machinery = array( 'class-wp-hook.php', 'plugin.php', 'class-wp-error.php', 'functions.php', 'load.php' );
		foreach ( $calls as $frame ) {
			$file = wp_normalize_path( $frame['file'] ?? '' );
			if ( '' === $file || 0 === strpos( $file, wp_normalize_path( REST_GATE_DIR ) . '/' ) ) {
				continue;
			}
			if ( dirname( $file ) === wp_normalize_path( ABSPATH . WPINC ) && in_array( basename( $file ), $machinery, true ) ) {
				continue;
			}
			return array( self::component( $file ), self::place( $file, (int) ( $frame['line'] ?? 0 ) ) );
		}
		return array( '', '' );
	}

	/**
	 * Component and place of a callback.
	 *
	 * @param mixed $callback A callback.
	 * @return string[]|null Null when it is none, or PHP's own.
	 */
	private static function owner( $callback ) {
		if ( ! is_callable( $callback ) ) {
			return null;
		}
		$function = new ReflectionFunction( Closure::fromCallable( $callback ) );
		$file     = $function->getFileName();
		if ( false === $file || 0 === strpos( wp_normalize_path( $file ), wp_normalize_path( REST_GATE_DIR ) . '/' ) ) {
			return null;
		}
		$file = wp_normalize_path( $file );
		return array( self::component( $file ), self::place( $file, (int) $function->getStartLine() ) );
	}

	/**
	 * To what of the site a file belongs.
	 *
	 * @param string $file A normalized path.
	 * @return string core, plugin:<folder>, mu-plugin:<name>, theme:<folder> or other.
	 */
	private static function component( $file ) {
		$folders = array(
			'mu-plugin' => WPMU_PLUGIN_DIR,
			'plugin'    => WP_PLUGIN_DIR,
			'theme'     => get_theme_root(),
		);
		foreach ( $folders as $kind => $folder ) {
			$folder = trailingslashit( wp_normalize_path( $folder ) );
			if ( 0 === strpos( $file, $folder ) ) {
				$parts = explode( '/', substr( $file, strlen( $folder ) ) );
				return $kind . ':' . basename( $parts[0], '.php' );
			}
		}
		foreach ( array( ABSPATH . WPINC, ABSPATH . 'wp-admin' ) as $folder ) {
			if ( 0 === strpos( $file, trailingslashit( wp_normalize_path( $folder ) ) ) ) {
				return 'core';
			}
		}
		return 'other';
	}

	/**
	 * File and line, from the folder of WordPress on.
	 *
	 * @param string $file A normalized path.
	 * @param int    $line The line.
	 * @return string
	 */
	private static function place( $file, $line ) {
		foreach ( array( WP_CONTENT_DIR, ABSPATH ) as $folder ) {
			$above = trailingslashit( wp_normalize_path( WP_CONTENT_DIR === $folder ? dirname( $folder ) : $folder ) );
			if ( 0 === strpos( $file, $above ) ) {
				$file = substr( $file, strlen( $above ) );
				break;
			}
		}
		return $file . ':' . $line;
	}
}
