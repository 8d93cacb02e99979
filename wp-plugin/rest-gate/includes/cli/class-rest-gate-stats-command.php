<?php
/**
 * `wp rest-gate stats`: what the web server's PHP counted.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Tells the figures.
 */
final class Rest_Gate_Stats_Command extends Rest_Gate_Command {

	/**
	 * Tells what the web server's PHP counted since it was started.
	 *
	 * The figures are those of pools, not of sites: all workers of one PHP
	 * master that run as one system user. `33/fpm-fcgi` is the pool of the user
	 * with the number 33. Root sees the pools of every user, anybody else those
	 * of the own. A worker writes the figures of its pool after a request, every
	 * five seconds at most; `written` tells when.
	 *
	 * ## OPTIONS
	 *
	 * [--all]
	 * : Also what was never counted.
	 *
	 * [--format=<format>]
	 * : How to print it. `prometheus` is its text format, and always has all.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 *   - yaml
	 *   - prometheus
	 * ---
	 *
	 * ## AVAILABLE FIELDS
	 *
	 * * pool
	 * * counter
	 * * value
	 * * meaning
	 *
	 * ## EXAMPLES
	 *
	 *     # How many requests never loaded WordPress?
	 *     $ wp rest-gate stats --format=json | jq -c '.[] | select( .counter == "early_refused" ) | [ .pool, .value ]'
	 *     ["33/fpm-fcgi",12]
	 *
	 *     # For the textfile collector of Prometheus' node_exporter.
	 *     $ wp rest-gate stats --format=prometheus > /var/lib/prometheus/node-exporter/rest_gate.prom
	 *
	 * @param array $args       Not used.
	 * @param array $assoc_args The options.
	 */
	public function __invoke( $args, $assoc_args ) {
		$written = self::attempt( array( 'RestGate\Stats', 'written' ) );
		ksort( $written, SORT_STRING );
		$descriptions = array_column( RestGate\Stats::descriptions(), 1, 0 );
		if ( ! $written ) {
			WP_CLI::warning( self::why_none() );
		}
		if ( 'prometheus' === $assoc_args['format'] ) {
			fwrite( STDOUT, Rest_Gate_Prometheus::text( $written, $descriptions ) );
			return;
		}
		$is_all = (bool) WP_CLI\Utils\get_flag_value( $assoc_args, 'all', false );
		$rows   = array();
		foreach ( $written as $pool => $figures ) {
			$rows = array_merge( $rows, self::rows( (string) $pool, $figures, $descriptions, $is_all ) );
		}
		self::display( $rows, array( 'pool', 'counter', 'value', 'meaning' ), $assoc_args );
	}

	/**
	 * The rows of a pool.
	 *
	 * @param string                $pool         The pool.
	 * @param int[]                 $figures      Its figures.
	 * @param array<string, string> $descriptions What each figure means, by its name.
	 * @param bool                  $is_all       Also what was never counted.
	 * @return array[]
	 */
	private static function rows( $pool, array $figures, array $descriptions, $is_all ) {
		$pool = self::printable( $pool );
		$rows = array(
			array(
				'pool'    => $pool,
				'counter' => 'written',
				'value'   => gmdate( 'Y-m-d\TH:i:s\Z', (int) ( $figures['time_ms'] / 1000 ) ),
				'meaning' => 'when these figures were written',
			),
		);
		foreach ( $descriptions as $counter => $meaning ) {
			$value = $figures[ $counter ] ?? 0;
			if ( $is_all || $value > 0 ) {
				$rows[] = compact( 'pool', 'counter', 'value', 'meaning' );
			}
		}
		return $rows;
	}

	/**
	 * Why there are no figures, and what to do.
	 *
	 * @return string
	 */
	private static function why_none() {
		$text   = 'No figures were written yet: the web server\'s PHP writes them after a request.';
		$web    = Rest_Gate_Heartbeat::last();
		$folder = (string) ( $web['state_dir'] ?? '' );
		$user   = (string) ( $web['user'] ?? '' );
		$me     = Rest_Gate_Site_Log::process_user();
		if ( '' !== $folder && ini_get( 'rest_gate.state_dir' ) !== $folder ) {
			return sprintf( '%s It has another folder: set rest_gate.state_dir = %s in the php.ini of the command line as well.', $text, self::printable( $folder ) );
		}
		if ( '' !== $user && $user !== $me && 'root' !== $me ) {
			return sprintf( '%s It runs as another user: run WP-CLI as %s, or as root.', $text, self::printable( $user ) );
		}
		return $text;
	}
}
