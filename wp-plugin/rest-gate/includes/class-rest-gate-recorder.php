<?php
/**
 * Tells the extension what WordPress makes of a request, for its record.
 *
 * The extension begins the record before WordPress is loaded and closes it after everything else; here
 * it is only told what WordPress alone knows. What goes wrong here costs the record, never the request.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Follows the one REST request that this process serves.
 */
final class Rest_Gate_Recorder {

	/** @var Rest_Gate_Policy_In_Force The policy of this site. */
	private $force;

	/** @var bool Whether this request is recorded. */
	private $is_open = false;

	/** @var WP_REST_Request|null The request that the client made. */
	private $top = null;

	/** @var bool Whether a refusal of the gate is told already: nothing that follows weighs more. */
	private $is_refused = false;

	/** @var Rest_Gate_Blame Who made which error. */
	private $blame;

	/** @var Rest_Gate_Batch_Records The items of a batch. */
	private $items;

	/**
	 * Takes the policy.
	 *
	 * @param Rest_Gate_Policy_In_Force $force The policy of this site.
	 */
	public function __construct( Rest_Gate_Policy_In_Force $force ) {
		$this->force = $force;
		$this->blame = new Rest_Gate_Blame();
		$this->items = new Rest_Gate_Batch_Records( $this->blame );
	}

	/**
	 * Opens the record, where the site's log is on.
	 */
	public function register() {
		$this->open();
		if ( $this->is_open ) {
			// Last: plugins have changed the REST prefix and the home URL by then, if they do.
			add_action( 'init', array( $this, 'open' ), PHP_INT_MAX, 0 );
			// First: who made an error is told by the calls that lead to it.
			add_action( 'wp_error_added', array( $this->blame, 'note' ), PHP_INT_MIN, 3 );
			// Last: the status that is sent.
			add_filter( 'status_header', array( $this, 'status' ), PHP_INT_MAX, 2 );
		}
	}

	/**
	 * Whether this request is recorded.
	 *
	 * @return bool
	 */
	public function is_open() {
		return $this->is_open;
	}

	/**
	 * Tells the extension which site this is.
	 */
	public function open() {
		$this->quietly(
			function () {
				if ( null === $this->force->stored() || ! Rest_Gate_Extension::is_ready() || ! $this->force->policy()->logs() ) {
					return;
				}
				$this->is_open = RestGate\Recorder::open( $this->force->policy(), Rest_Gate_Site::facts( $this->force->policy()->hashesIps() ) );
			}
		);
	}

	/**
	 * A request is served.
	 *
	 * @param WP_REST_Request $request The request that the client made.
	 */
	public function begin( WP_REST_Request $request ) {
		$this->top        = $request;
		$this->is_refused = false;
		$this->blame->begin();
		$this->items->begin();
		if ( ! $this->is_open ) {
			return;
		}
		$this->tell(
			array(
				'served'  => true,
				'route'   => $request->get_route(),
				'method'  => $request->get_method(),
				'blog_id' => get_current_blog_id(),
			)
		);
		$this->quietly( array( 'RestGate\Recorder', 'leave' ) );
		if ( ! headers_sent() ) {
			header( 'X-Request-Id: ' . Rest_Gate_Refusal::request_id() );
		}
	}

	/**
	 * It is settled who asks, or that nobody may with these credentials.
	 *
	 * @param Rest_Gate_Caller|null $caller Who asks; null when authentication failed.
	 * @param WP_Error|null         $error  Why it failed.
	 */
	public function authenticated( $caller, $error = null ) {
		if ( ! $this->is_open || null === $this->top ) {
			return;
		}
		$user = null === $caller ? wp_get_current_user() : $caller->user;
		$this->tell(
			array(
				'user_id'     => $user->ID,
				'user'        => $user->ID ? $user->user_login : '',
				'roles'       => implode( ',', (array) $user->roles ),
				'auth_type'   => null === $caller ? 'none' : $caller->auth_type,
				'presented'   => Rest_Gate_Credentials::presented( $caller, $error, $this->top ),
				'failed_auth' => is_wp_error( $error ),
				'reason'      => is_wp_error( $error ) ? $error->get_error_code() : '',
			)
		);
		$this->quietly( array( 'RestGate\Recorder', 'leave' ) );
	}

	/**
	 * The gate decided something about the request or a part of it.
	 *
	 * @param WP_REST_Request   $request The request.
	 * @param Rest_Gate_Verdict $verdict The verdict.
	 */
	public function decided( WP_REST_Request $request, Rest_Gate_Verdict $verdict ) {
		if ( ! $this->is_open ) {
			return;
		}
		if ( $this->top !== $request ) {
			$this->items->decided( $request, $verdict );
			return;
		}
		if ( ! $this->is_refused ) {
			$this->is_refused = $verdict->refused;
			$this->tell( self::facts_of( $verdict ) );
		}
	}

	/**
	 * What a verdict tells.
	 *
	 * @param Rest_Gate_Verdict $verdict The verdict.
	 * @return array
	 */
	public static function facts_of( Rest_Gate_Verdict $verdict ) {
		$facts = array();
		if ( '' !== $verdict->simulated ) {
			$facts['simulated'] = $verdict->simulated;
		}
		// A gate that lets pass has nothing to add to what let the caller in.
		if ( 'gates' === $verdict->reason && ! $verdict->refused && ! $facts ) {
			return $facts;
		}
		return $facts + array(
			'outcome' => $verdict->outcome,
			'reason'  => $verdict->reason,
			'pattern' => $verdict->entry,
			'gate'    => $verdict->gate,
		);
	}

	/**
	 * An item of a batch is about to run.
	 */
	public function item_begins() {
		$this->items->next();
	}

	/**
	 * A request was answered: the client's own, or a part of it.
	 *
	 * @param mixed           $response The answer.
	 * @param WP_REST_Request $request  The request.
	 */
	public function answered( $response, WP_REST_Request $request ) {
		if ( ! $this->is_open || ! $response instanceof WP_REST_Response ) {
			return;
		}
		if ( $this->top !== $request ) {
			if ( Rest_Gate_Origin::is_batch_item() ) {
				$this->quietly(
					function () use ( $response, $request ) {
						RestGate\Recorder::item( $this->items->facts( $response, $request ) );
					}
				);
			}
			return;
		}
		$facts = array( 'endpoint' => (string) $response->get_matched_route() );
		if ( isset( $_GET['_envelope'] ) ) {
			$facts['inner_status'] = $response->get_status();
		}
		// WordPress may try a password only when it is too late to say that it was wrong.
		if ( in_array( $response->get_status(), array( 401, 403 ), true ) && Rest_Gate_Credentials::tried_password() ) {
			$facts['failed_auth'] = true;
		}
		$this->tell( $facts + $this->blame->facts( $response ) );
		$this->tell_body( $request );
		Rest_Gate_Refusal::name_request( $response );
	}

	/**
	 * Somebody ends the request with a status, maybe without an answer.
	 *
	 * @param string $header The header.
	 * @param int    $status The status.
	 * @return string
	 */
	public function status( $header, $status ) {
		if ( $this->is_open && in_array( (int) $status, array( 401, 403 ), true ) ) {
			$this->tell( $this->blame->facts_of_status() );
		}
		return $header;
	}

	/**
	 * Tells the body, where bodies are recorded.
	 *
	 * @param WP_REST_Request $request The request.
	 */
	private function tell_body( WP_REST_Request $request ) {
		$this->quietly(
			function () use ( $request ) {
				if ( ! $this->force->policy()->recordsBodies() ) {
					return;
				}
				$type = $request->get_content_type();
				RestGate\Recorder::tellBody( (string) ( $type['value'] ?? '' ), (string) $request->get_body() );
			}
		);
	}

	/**
	 * Tells facts.
	 *
	 * @param array $facts The facts by their names.
	 */
	private function tell( array $facts ) {
		if ( $facts ) {
			$this->quietly(
				static function () use ( $facts ) {
					RestGate\Recorder::tell( $facts );
				}
			);
		}
	}

	/**
	 * Does something that must not fail the request.
	 *
	 * @param callable $work What to do.
	 */
	private function quietly( callable $work ) {
		try {
			$work();
		} catch ( \Throwable $error ) {
			// A policy that cannot be read is reported by who decides with it.
			if ( ! $error instanceof RestGate\DocumentException ) {
				Rest_Gate_Heartbeat::report_failure( $error );
			}
		}
	}
}
