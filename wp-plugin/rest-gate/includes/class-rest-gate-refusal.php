<?php
/**
 * How a refusal looks to the client.
 *
 * WordPress-shaped, translatable, fixed, never cached, never status 200, and telling nothing about
 * whether a resource exists.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Builds refusals.
 */
final class Rest_Gate_Refusal {

	/** @var string|null Names the request while the extension is gone. */
	private static $request_id = null;

	/**
	 * The id of the request, in every refusal of it and in the log.
	 *
	 * @return string
	 */
	public static function request_id() {
		if ( Rest_Gate_Extension::is_ready() ) {
			return RestGate\Recorder::requestId();
		}
		self::$request_id ??= sprintf( '%012x-%s', (int) ( microtime( true ) * 1000 ), substr( bin2hex( random_bytes( 5 ) ), 0, 9 ) );
		return self::$request_id;
	}

	/**
	 * Names the request in the error that a client gets, whoever made it.
	 *
	 * @param WP_REST_Response $response The answer.
	 */
	public static function name_request( WP_REST_Response $response ) {
		$data = $response->get_data();
		if ( $response->get_status() < 400 || ! is_array( $data ) || ! isset( $data['code'], $data['message'] ) ) {
			return;
		}
		if ( is_array( $data['data'] ?? array() ) ) {
			$data['data'] = ( $data['data'] ?? array() ) + array( 'request_id' => self::request_id() );
			$response->set_data( $data );
		}
	}

	/**
	 * The refusal as an error.
	 *
	 * @param Rest_Gate_Verdict $verdict A refusal.
	 * @return WP_Error
	 */
	public function error( Rest_Gate_Verdict $verdict ) {
		return new WP_Error(
			$verdict->code,
			'' === $verdict->message ? self::message( $verdict->code, $verdict->reason ) : $verdict->message,
			array(
				'status'     => $verdict->status,
				'request_id' => self::request_id(),
			)
		);
	}

	/**
	 * Sees to it that the refusal of a top request reaches the client as such: its status is not
	 * hidden in an envelope, and no cache keeps it.
	 */
	public function seal() {
		Rest_Gate_Facts::forget_envelope();
		// Last, because a cache plugin may have answered before.
		add_filter( 'rest_send_nocache_headers', '__return_true', PHP_INT_MAX );
		// Last as well: the early gate knows nothing of what others would add.
		add_filter( 'nocache_headers', array( __CLASS__, 'nocache_headers' ), PHP_INT_MAX );
	}

	/**
	 * What keeps a refusal out of caches: on every version of WordPress and whatever plugins say, as the early
	 * gate says it (`src/early/answer.rs`).
	 *
	 * @return array<string, string>
	 */
	public static function nocache_headers() {
		return array(
			'Expires'       => 'Wed, 11 Jan 1984 05:00:00 GMT',
			'Cache-Control' => 'no-cache, must-revalidate, max-age=0, no-store, private',
		);
	}

	/**
	 * Seals the answer to the client's request if it is a refusal of ours, wherever it was made: an
	 * ability's or a permission callback's comes through the hands of others.
	 *
	 * @param mixed $response The answer.
	 */
	public function seal_answer( $response ) {
		$data = $response instanceof WP_REST_Response ? $response->get_data() : null;
		if ( ! is_array( $data ) || ! is_string( $data['code'] ?? null ) || 0 !== strpos( $data['code'], 'rest_gate_' ) || $response->get_status() < 400 ) {
			return;
		}
		$this->seal();
		if ( is_array( $data['data'] ?? null ) ) {
			// Who adds a status to an error takes the rest of its data away (WP_Error::add_data()).
			$data['data'] += array( 'request_id' => self::request_id() );
			unset( $data['additional_data'] );
			$response->set_data( $data );
		}
	}

	/**
	 * The answer to a CORS preflight: empty, with the CORS headers that rest_send_cors_headers() adds.
	 *
	 * @return WP_REST_Response
	 */
	public static function preflight() {
		return new WP_REST_Response( null, 204 );
	}

	/**
	 * What strangers are told by the early gate, in the site's language: no visitor's own is known there.
	 *
	 * @return array<string, string> By error code.
	 */
	public static function messages() {
		$switched = switch_to_locale( get_locale() );
		$messages = array();
		foreach ( array( 'rest_gate_restricted', 'rest_gate_blocked_all', 'rest_gate_limited' ) as $code ) {
			$messages[ $code ] = self::message( $code, '' );
		}
		$switched && restore_previous_locale();
		return $messages;
	}

	/**
	 * What the client is told.
	 *
	 * @param string $code   The error code.
	 * @param string $reason The rule that decided.
	 * @return string
	 */
	private static function message( $code, $reason ) {
		switch ( $code ) {
			case 'rest_gate_blocked_all':
				return __( 'The REST API of this site is switched off.', 'rest-gate' );
			case 'rest_gate_limited':
				return __( 'Too many requests. Try again later.', 'rest-gate' );
			case 'rest_gate_capability':
				return __( 'You are not allowed to do that through the REST API of this site.', 'rest-gate' );
			case 'rest_gate_conflict':
				return 'conflict' === $reason
					? __( 'A parameter contradicts the route.', 'rest-gate' )
					: __( 'The request does not name its object in one clear way.', 'rest-gate' );
			case 'rest_gate_confusion':
				return __( 'The request cannot be matched to one handler.', 'rest-gate' );
			default:
				return __( 'The REST API of this site is not open to the public.', 'rest-gate' );
		}
	}
}
