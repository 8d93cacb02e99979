<?php
/**
 * `wp rest-gate log tail`: requests as they come in.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Follows the log.
 */
final class Rest_Gate_Log_Tail_Command extends Rest_Gate_Log_Subcommand {

	/** A record is written when its request is over, but stands where it began: so late is it still seen, in milliseconds. */
	private const LATE = 120000;

	/** So many records are read at once. */
	private const PAGE = 100;

	/** So many pages are read in one round: in a flood the rest comes with the next. */
	private const PAGES = 50;

	/** @var array<string, int> The time of each record that was printed, by its id. */
	private $printed = array();

	/** @var bool Whether somebody pressed Ctrl+C. */
	private $is_over = false;

	/**
	 * Prints the newest records, the latest last, one a line.
	 *
	 * ## OPTIONS
	 *
	 * [--follow]
	 * : Go on with what comes in, every second, until Ctrl+C.
	 *
	 * [--seconds=<number>]
	 * : With `--follow`: end by itself after so many seconds.
	 *
	 * [--limit=<number>]
	 * : Begin with so many records, from 0 to 1000.
	 * ---
	 * default: 20
	 * ---
	 *
	 * [--format=<format>]
	 * : `line` for people; `jsonl` is one JSON object a line.
	 * ---
	 * default: line
	 * options:
	 *   - line
	 *   - jsonl
	 * ---
	 *
	 * [--route=<route>]
	 * : As for `wp rest-gate log list`, like all of these.
	 *
	 * [--ip=<ip>]
	 * : The address of the client.
	 *
	 * [--by=<user>]
	 * : The id or the login name of the user.
	 *
	 * [--outcome=<outcomes>]
	 * : The outcomes.
	 *
	 * [--method=<method>]
	 * : The method.
	 *
	 * [--status=<status>]
	 * : The status, or a class of them.
	 *
	 * [--auth-type=<type>]
	 * : The auth type.
	 *
	 * ## EXAMPLES
	 *
	 *     # Watch what is refused.
	 *     $ wp rest-gate log tail --follow --outcome=blocked,forbidden,refused
	 *     2026-11-22 09:42:20 401 blocked     GET /wp/v2/users  76.4 ms  203.0.113.7  01a202a298fd-63a200ebb
	 *     2026-11-22 09:42:20 401 blocked     GET /wp/v2/users/1  96.1 ms  203.0.113.7  01a202a29969-d34bcf283
	 *
	 * @param array $args       Not used.
	 * @param array $assoc_args The options.
	 */
	public function __invoke( $args, $assoc_args ) {
		$limit   = self::number( $assoc_args, 'limit', 0, 1000 );
		$seconds = self::number( $assoc_args, 'seconds', 1, YEAR_IN_SECONDS );
		$filter  = Rest_Gate_Log_Filter::of( $assoc_args );
		$log     = self::open();
		self::catch_up( $log );
		$is_followed = (bool) WP_CLI\Utils\get_flag_value( $assoc_args, 'follow', false );
		// Before the first page: what comes in between the two is printed, and not only remembered.
		$recent = $is_followed ? $this->since( $log, $filter, self::now() - self::LATE ) : array();
		$newest = $this->page( $log, $filter, null, max( 1, $limit ) );
		$this->print_new( array_slice( $newest['records'], 0, $limit ), $assoc_args['format'] );
		if ( ! $is_followed ) {
			return;
		}
		$this->remember( $recent );
		$this->end_at_interrupt();
		$until = null === $seconds ? INF : microtime( true ) + $seconds;
		while ( ! $this->is_over && microtime( true ) < $until ) {
			sleep( 1 );
			self::attempt(
				static function () use ( $log ) {
					return $log->import( 500 );
				}
			);
			$from = self::now() - self::LATE;
			$this->print_new( $this->since( $log, $filter, $from ), $assoc_args['format'] );
			$this->forget( $from );
		}
	}

	/**
	 * The records since a time, the newest first.
	 *
	 * @param RestGate\Log $log    The log.
	 * @param array        $filter The filter.
	 * @param int          $from   Milliseconds since 1970.
	 * @return array[]
	 */
	private function since( $log, array $filter, $from ) {
		$records = array();
		$cursor  = null;
		for ( $pages = 0; $pages < self::PAGES; $pages++ ) {
			$page    = $this->page( $log, $filter + array( 'from' => (string) $from ), $cursor, self::PAGE );
			$records = array_merge( $records, $page['records'] );
			$cursor  = $page['next'];
			if ( null === $cursor ) {
				break;
			}
		}
		return $records;
	}

	/**
	 * A page of records, the newest first.
	 *
	 * @param RestGate\Log $log    The log.
	 * @param array        $filter The filter.
	 * @param string|null  $cursor Where to go on.
	 * @param int          $limit  So many at most.
	 * @return array
	 */
	private function page( $log, array $filter, $cursor, $limit ) {
		return self::attempt(
			static function () use ( $log, $filter, $cursor, $limit ) {
				return $log->page( $filter, 'newest', $cursor, $limit );
			}
		);
	}

	/**
	 * Prints the records that were not printed yet, the oldest first.
	 *
	 * @param array[] $records The records, the newest first.
	 * @param string  $format  How.
	 */
	private function print_new( array $records, $format ) {
		foreach ( array_reverse( $records ) as $record ) {
			if ( ! isset( $this->printed[ $record['id'] ] ) ) {
				WP_CLI::line( 'jsonl' === $format ? json_encode( Rest_Gate_Log_Rows::known( $record ), JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE ) : Rest_Gate_Log_Rows::line( $record ) );
			}
		}
		$this->remember( $records );
	}

	/**
	 * Remembers that records were printed.
	 *
	 * @param array[] $records The records.
	 */
	private function remember( array $records ) {
		foreach ( $records as $record ) {
			$this->printed[ $record['id'] ] = Rest_Gate_Log_Rows::ms( $record );
		}
	}

	/**
	 * Forgets what is older than anything that is looked at.
	 *
	 * @param int $from Milliseconds since 1970.
	 */
	private function forget( $from ) {
		$this->printed = array_filter(
			$this->printed,
			static function ( $ms ) use ( $from ) {
				return $ms >= $from;
			}
		);
	}

	/**
	 * Ends the round in which somebody presses Ctrl+C, and then the command. Without pcntl PHP just ends.
	 */
	private function end_at_interrupt() {
		if ( function_exists( 'pcntl_async_signals' ) ) {
			pcntl_async_signals( true );
			pcntl_signal(
				SIGINT,
				function () {
					$this->is_over = true;
				}
			);
		}
	}

	/**
	 * The time.
	 *
	 * @return int Milliseconds since 1970.
	 */
	private static function now() {
		return (int) ( 1000 * microtime( true ) );
	}
}
