<?php
/**
 * `wp rest-gate log`: who asked for what, and what came of it.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Reads and keeps the log of REST requests.
 *
 * Off until `wp rest-gate log enable`. Whoever reads it imports first what was
 * recorded since, for at most 200 ms; what then still waits is told on STDERR.
 */
final class Rest_Gate_Log_Command extends Rest_Gate_Log_Subcommand {

	/** What the extension calls each order. */
	private const ORDERS = array(
		'time'     => 'newest',
		'duration' => 'slowest',
		'status'   => 'status',
	);

	/**
	 * Lists records, the newest first.
	 *
	 * Where older records follow, or where the search was broken off because it
	 * took too long, STDERR tells the command that goes on from there.
	 *
	 * ## OPTIONS
	 *
	 * [--route=<route>]
	 * : Routes in which this stands; with `*` whole routes, any text for each
	 * `*`; with `=` in front exactly this route.
	 *
	 * [--ip=<ip>]
	 * : The address of the client. Where addresses are hashed, its pseudonyms
	 * under the current and the earlier keys are found as well.
	 *
	 * [--by=<user>]
	 * : The id or the login name of the user, also of one who is gone; `0` for
	 * requests without one. WP-CLI's own `--user=<login>` does the same.
	 *
	 * [--date=<date>]
	 * : A day, `2026-11-22`, or a range of days, `2026-11-01..2026-11-07`, by the
	 * site's calendar.
	 *
	 * [--outcome=<outcomes>]
	 * : One or more of `allowed`, `allowlisted`, `blocked`, `forbidden`,
	 * `failed_auth`, `refused`, `limited`, `not_found`, `invalid`, `error`,
	 * `preflight`, `probe`, separated by commas.
	 *
	 * [--method=<method>]
	 * : The method.
	 *
	 * [--status=<status>]
	 * : The status, `401`, or all of a class, `4xx`.
	 *
	 * [--auth-type=<type>]
	 * : How the caller proved who it is: `cookie`, `application_password`, …
	 *
	 * [--order=<order>]
	 * : The newest, the slowest or the highest status first.
	 * ---
	 * default: time
	 * options:
	 *   - time
	 *   - duration
	 *   - status
	 * ---
	 *
	 * [--limit=<number>]
	 * : So many at most, from 1 to 1000.
	 * ---
	 * default: 50
	 * ---
	 *
	 * [--cursor=<cursor>]
	 * : Go on where an earlier list ended.
	 *
	 * [--field=<field>]
	 * : Print one field of each record.
	 *
	 * [--fields=<fields>]
	 * : Print these fields.
	 *
	 * [--format=<format>]
	 * : How to print them. `count` is how many there are in all, as far as they
	 * are counted: 10,000.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 *   - yaml
	 *   - count
	 *   - ids
	 * ---
	 *
	 * ## AVAILABLE FIELDS
	 *
	 * These fields are shown by default:
	 *
	 * * time: in the site's time zone
	 * * method
	 * * route
	 * * outcome
	 * * status: what the client saw
	 * * ms: how long it took, in milliseconds
	 * * hits: how many requests the record stands for
	 * * user
	 * * ip
	 * * id
	 *
	 * These fields are optional: utc, parent, node, site, blog_id, endpoint,
	 * reason, simulated, inner_status, duration_us, after_us, bytes, user_id,
	 * roles, auth_type, presented, pattern, gate, refused_by, refused_at, query,
	 * body, referrer, user_agent, proxy_id, folded.
	 *
	 * ## EXAMPLES
	 *
	 *     # Who was refused today, below users?
	 *     $ wp rest-gate log list --route='/wp/v2/users*' --status=4xx --date=2026-11-22
	 *     +---------------------+--------+----------------+---------+--------+------+------+------+-------------+------------------------+
	 *     | time                | method | route          | outcome | status | ms   | hits | user | ip          | id                     |
	 *     +---------------------+--------+----------------+---------+--------+------+------+------+-------------+------------------------+
	 *     | 2026-11-22 09:42:20 | GET    | /wp/v2/users/1 | blocked | 401    | 96.1 | 1    |      | 203.0.113.7 | 01a202a29969-d34bcf283 |
	 *     | 2026-11-22 09:42:20 | GET    | /wp/v2/users   | blocked | 401    | 76.4 | 1    |      | 203.0.113.7 | 01a202a298fd-63a200ebb |
	 *     +---------------------+--------+----------------+---------+--------+------+------+------+-------------+------------------------+
	 *
	 *     # What was slowest?
	 *     $ wp rest-gate log list --order=duration --limit=2 --fields=ms,route,user
	 *     +-------+----------------+---------+
	 *     | ms    | route          | user    |
	 *     +-------+----------------+---------+
	 *     | 145.7 | /wp/v2/posts   | author1 |
	 *     | 96.1  | /wp/v2/users/1 |         |
	 *     +-------+----------------+---------+
	 *     More: wp rest-gate log list --cursor='slowest.next.96128.01a202a29969-d34bcf283' --limit='2' --order='duration' --fields='ms,route,user'
	 *
	 * @subcommand list
	 *
	 * @param array $args       Not used.
	 * @param array $assoc_args The options.
	 */
	public function list_( $args, $assoc_args ) {
		$limit  = self::number( $assoc_args, 'limit', 1, 1000 );
		$filter = Rest_Gate_Log_Filter::of( $assoc_args );
		$log    = self::open();
		self::catch_up( $log );
		if ( 'count' === $assoc_args['format'] ) {
			self::count( $log, $filter );
			return;
		}
		$page = self::attempt(
			static function () use ( $log, $filter, $assoc_args, $limit ) {
				return $log->page( $filter, self::ORDERS[ $assoc_args['order'] ], $assoc_args['cursor'] ?? null, $limit );
			}
		);
		if ( 'ids' === $assoc_args['format'] ) {
			WP_CLI::line( implode( ' ', array_column( $page['records'], 'id' ) ) );
		} else {
			self::display( array_map( array( 'Rest_Gate_Log_Rows', 'of' ), $page['records'] ), Rest_Gate_Log_Rows::FIELDS, $assoc_args );
		}
		self::tell_unreadable( $page['unreadable'] );
		if ( null !== $page['next'] ) {
			$why = null === $page['back_to'] ? 'More' : sprintf( 'Looked through everything back to %s; continue', Rest_Gate_Site_Days::shown( $page['back_to'] ) );
			self::tell( $why . ': ' . self::continuation( $page['next'], $assoc_args ) );
		}
	}

	/**
	 * Prints how many records match.
	 *
	 * @param RestGate\Log $log    The log.
	 * @param array        $filter The filter.
	 */
	private static function count( $log, array $filter ) {
		$count = self::attempt(
			static function () use ( $log, $filter ) {
				return $log->count( $filter );
			}
		);
		WP_CLI::line( (string) $count['count'] );
		if ( 'exact' !== $count['how'] ) {
			self::tell( 'at_least' === $count['how'] ? 'Note: At least so many; counting them all would take too long.' : 'Note: More than so many.' );
		}
	}

	/**
	 * The command that goes on from a cursor.
	 *
	 * @param string $cursor     The cursor.
	 * @param array  $assoc_args The options of the command.
	 * @return string
	 */
	private static function continuation( $cursor, array $assoc_args ) {
		$defaults = array(
			'order'  => 'time',
			'format' => 'table',
			'limit'  => '50',
		);
		$options  = array( 'cursor' => $cursor ) + array_diff_assoc( $assoc_args, $defaults );
		$user     = Rest_Gate_Log_Filter::user();
		if ( '' !== $user ) {
			$options += array( 'by' => $user );
		}
		$url      = (string) WP_CLI::get_config( 'url' );
		if ( '' !== $url ) {
			$options['url'] = $url;
		}
		return 'wp rest-gate log list' . WP_CLI\Utils\assoc_args_to_str( $options );
	}
}
