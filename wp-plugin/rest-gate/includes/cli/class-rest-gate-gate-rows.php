<?php
/**
 * The gates of a document as the rows of a table.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Lists gates.
 */
final class Rest_Gate_Gate_Rows extends Rest_Gate_Command {

	/**
	 * The gates of a document, in the order of their ids.
	 *
	 * @param RestGate\Document $document The document.
	 * @return array[] Each with `id`, `target`, `methods`, `require`, `message` and `json`, by id.
	 */
	public static function of( $document ) {
		$rows = array();
		$json = array_column( array_map( array( __CLASS__, 'with_id' ), $document->gates() ), 'json', 'id' );
		foreach ( self::compile( $document )->gateList() as $gate ) {
			$rows[ $gate['id'] ] = array(
				'id'      => $gate['id'],
				'target'  => $gate['target'],
				'except'  => implode( ',', $gate['except'] ),
				'methods' => null === $gate['methods'] ? 'all' : implode( ',', $gate['methods'] ),
				'require' => self::printable( $gate['require'] ),
				'message' => self::printable( $gate['message'] ),
				'json'    => $json[ $gate['id'] ],
			);
		}
		return $rows;
	}

	/**
	 * The policy of some gates alone.
	 *
	 * @param array[] $rows Rows of of().
	 * @return RestGate\Policy
	 */
	public static function policy_of( array $rows ) {
		$document = RestGate\Document::initial();
		foreach ( $rows as $row ) {
			$document = $document->withGate( $row['json'] );
		}
		return self::compile( $document );
	}

	/**
	 * Whether this site registers what a gate stands before.
	 *
	 * @param array       $row    A row of of().
	 * @param string|null $covers What the gate covers because its endpoint or ability is registered nowhere;
	 *                            null when it is registered.
	 * @return string `yes`; `no` for a pattern that reaches no endpoint; or what it covers meanwhile.
	 */
	public static function registered( array $row, $covers ) {
		if ( null !== $covers ) {
			return 'not here: covers everything below ' . self::below( $covers );
		}
		if ( ! isset( json_decode( $row['json'], true )['pattern'] ) ) {
			return 'yes';
		}
		foreach ( Rest_Gate_Endpoints::registered() as $endpoint ) {
			if ( 'none' !== RestGate\Policy::reach( $row['target'], $endpoint ) ) {
				return 'yes';
			}
		}
		return 'no';
	}

	/**
	 * What a pattern covers everything below of.
	 *
	 * @param string $pattern A pattern that ends in `/*`.
	 * @return string
	 */
	public static function below( $pattern ) {
		return substr( $pattern, 0, -2 );
	}

	/**
	 * The JSON of a gate beside its id.
	 *
	 * @param string $json The JSON.
	 * @return array{id: string, json: string}
	 */
	private static function with_id( $json ) {
		return array(
			'id'   => json_decode( $json, true )['id'],
			'json' => $json,
		);
	}
}
