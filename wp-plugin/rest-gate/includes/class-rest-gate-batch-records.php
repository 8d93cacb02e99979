<?php
/**
 * The items of a batch, each a record of its own below that of the batch.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Follows the items of one batch.
 */
final class Rest_Gate_Batch_Records {

	/** @var Rest_Gate_Blame Who made which error. */
	private $blame;

	/**
	 * Verdicts by method and route: WordPress decides on a copy of the item that it answers
	 * (WP_REST_Server::serve_batch_request_v1()).
	 *
	 * @var Rest_Gate_Verdict[]
	 */
	private $verdicts = array();

	/** @var int When the item at hand began, in nanoseconds. */
	private $began = 0;

	/**
	 * Takes who knows whom to blame.
	 *
	 * @param Rest_Gate_Blame $blame Who made which error.
	 */
	public function __construct( Rest_Gate_Blame $blame ) {
		$this->blame = $blame;
	}

	/**
	 * A request is served.
	 */
	public function begin() {
		$this->verdicts = array();
		$this->began    = 0;
	}

	/**
	 * The next item is about to run.
	 */
	public function next() {
		$this->began = hrtime( true );
	}

	/**
	 * Something was decided about an item; a refusal is not taken back.
	 *
	 * @param WP_REST_Request   $request The item.
	 * @param Rest_Gate_Verdict $verdict The verdict.
	 */
	public function decided( WP_REST_Request $request, Rest_Gate_Verdict $verdict ) {
		$name = Rest_Gate_Batch::key( $request );
		if ( ! isset( $this->verdicts[ $name ] ) || ! $this->verdicts[ $name ]->refused && array() !== Rest_Gate_Recorder::facts_of( $verdict ) ) {
			$this->verdicts[ $name ] = $verdict;
		}
	}

	/**
	 * What is told of an item that was answered.
	 *
	 * @param WP_REST_Response $response The answer.
	 * @param WP_REST_Request  $request  The item.
	 * @return array
	 */
	public function facts( WP_REST_Response $response, WP_REST_Request $request ) {
		$verdict     = $this->verdicts[ Rest_Gate_Batch::key( $request ) ] ?? null;
		$duration    = 0 === $this->began ? 0 : (int) round( ( hrtime( true ) - $this->began ) / 1000 );
		$this->began = hrtime( true );
		return array(
			'route'       => $request->get_route(),
			'method'      => $request->get_method(),
			'endpoint'    => (string) $response->get_matched_route(),
			'status'      => $response->get_status(),
			'duration_us' => $duration,
		) + ( null === $verdict ? array() : Rest_Gate_Recorder::facts_of( $verdict ) ) + $this->blame->facts( $response );
	}
}
