<?php
/**
 * Many requests at once, each byte for byte, over a few sockets.
 *
 * @package RestGate
 */

/**
 * Plays requests side by side.
 */
final class Pool {

	/** So many requests are under way at any time. */
	private const WIDTH = 6;

	/** A request that takes longer, in seconds, is an error of the test site. */
	private const PATIENCE = 60;

	/**
	 * Plays requests in their order and hands each answer over as it comes.
	 *
	 * @param iterable<int|string, array{method: string, uri: string, headers: array<string, string>, body: string|null, server: string}> $requests The requests.
	 * @param callable $answered Gets the key, the request and the answer, in the order of arrival.
	 */
	public static function play( iterable $requests, callable $answered ) {
		$running = array();
		foreach ( $requests as $key => $request ) {
			$running[ $key ] = self::open( $request );
			while ( count( $running ) >= self::WIDTH ) {
				$running = self::read( $running, $answered );
			}
		}
		while ( $running ) {
			$running = self::read( $running, $answered );
		}
	}

	/**
	 * Sends a request.
	 *
	 * @param array $request The request.
	 * @return array
	 */
	private static function open( array $request ) {
		$socket = Http::open( $request['server'] );
		fwrite( $socket, Http::bytes( $request['method'], $request['uri'], $request['headers'], $request['body'] ) );
		stream_set_blocking( $socket, false );
		return array(
			'request' => $request,
			'socket'  => $socket,
			'answer'  => '',
			'until'   => microtime( true ) + self::PATIENCE,
		);
	}

	/**
	 * Reads what has arrived.
	 *
	 * @param array    $running  The requests that are under way.
	 * @param callable $answered Gets each complete answer.
	 * @return array Those that still are.
	 * @throws RuntimeException When a request is never answered.
	 */
	private static function read( array $running, callable $answered ) {
		$ready  = array_column( $running, 'socket' );
		$unused = null;
		stream_select( $ready, $unused, $unused, 1 );
		foreach ( $running as $key => $one ) {
			if ( in_array( $one['socket'], $ready, true ) ) {
				$running[ $key ]['answer'] .= (string) stream_get_contents( $one['socket'] );
				if ( feof( $one['socket'] ) ) {
					fclose( $one['socket'] );
					$answer = Http::parse( $running[ $key ]['answer'] );
					unset( $running[ $key ] );
					$answered( $key, $one['request'], $answer );
				}
			} elseif ( microtime( true ) > $one['until'] ) {
				throw new RuntimeException( 'never answered: ' . json_encode( $one['request'], JSON_PARTIAL_OUTPUT_ON_ERROR ) );
			}
		}
		return $running;
	}
}
