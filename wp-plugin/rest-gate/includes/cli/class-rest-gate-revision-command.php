<?php
/**
 * `wp rest-gate policy history`, `rollback` and `show`: the revisions of the policy.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Lists, shows and restores revisions.
 */
final class Rest_Gate_Revision_Command extends Rest_Gate_Command {

	/**
	 * Lists the last revisions, the latest first.
	 *
	 * ## OPTIONS
	 *
	 * [--field=<field>]
	 * : Print one field of each revision.
	 *
	 * [--fields=<fields>]
	 * : Print these fields.
	 *
	 * [--format=<format>]
	 * : How to print them.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 *   - yaml
	 *   - count
	 * ---
	 *
	 * ## AVAILABLE FIELDS
	 *
	 * * revision
	 * * time: in the site's time zone
	 * * user: who changed it; empty where WP-CLI ran without `--user`
	 * * through: what changed it
	 * * mode
	 * * simulate
	 *
	 * ## EXAMPLES
	 *
	 *     # Who changed what?
	 *     $ wp rest-gate policy history
	 *     +----------+---------------------+------+---------+----------+----------+
	 *     | revision | time                | user | through | mode     | simulate |
	 *     +----------+---------------------+------+---------+----------+----------+
	 *     | 9        | 2026-11-22 02:20:41 |      | cli     | restrict | no       |
	 *     | 8        | 2026-11-22 02:20:27 |      | cli     | restrict | no       |
	 *     | 7        | 2026-11-22 02:20:22 |      | cli     | restrict | no       |
	 *     | 6        | 2026-11-22 02:20:18 |      | cli     | restrict | no       |
	 *     | 5        | 2026-11-22 02:20:16 |      | cli     | restrict | no       |
	 *     | 4        | 2026-11-22 02:20:06 |      | cli     | restrict | no       |
	 *     | 3        | 2026-11-22 02:20:04 |      | cli     | restrict | no       |
	 *     | 2        | 2026-11-22 02:20:03 |      | cli     | restrict | no       |
	 *     | 1        | 2026-11-22 02:19:58 |      | cli     | restrict | yes      |
	 *     +----------+---------------------+------+---------+----------+----------+
	 *
	 * @param array $args       Not used.
	 * @param array $assoc_args The options.
	 */
	public function history( $args, $assoc_args ) {
		$rows = array();
		foreach ( Rest_Gate_History::all() as $revision ) {
			try {
				$policy   = RestGate\Policy::compile( $revision['document'] );
				$mode     = $policy->mode();
				$simulate = $policy->simulates() ? 'yes' : 'no';
			} catch ( RestGate\Exception $error ) {
				$mode     = 'unreadable';
				$simulate = 'unreadable';
			}
			$rows[] = array(
				'revision' => (int) $revision['revision'],
				'time'     => wp_date( 'Y-m-d H:i:s', (int) $revision['time'] ),
				'user'     => self::printable( (string) $revision['user'] ),
				'through'  => (string) $revision['through'],
				'mode'     => $mode,
				'simulate' => $simulate,
			);
		}
		self::display( $rows, array( 'revision', 'time', 'user', 'through', 'mode', 'simulate' ), $assoc_args );
	}

	/**
	 * Stores the document of an earlier revision as a new one.
	 *
	 * ## OPTIONS
	 *
	 * <revision>
	 * : The revision, as `wp rest-gate policy history` lists it.
	 *
	 * ## EXAMPLES
	 *
	 *     # Undo the last changes.
	 *     $ wp rest-gate policy rollback 2
	 *     Success: Rolled back to revision 2: mode restrict, 0 custom entries, 0 gates. Revision 10.
	 *
	 * @param array $args The revision.
	 */
	public function rollback( $args ) {
		$revision = Rest_Gate_Settings::revision();
		$earlier  = self::revision( $args[0] );
		$document = self::attempt(
			static function () use ( $earlier ) {
				return RestGate\Document::parse( $earlier['document'] );
			}
		);
		Rest_Gate_Gate_Requirements::check( $document, true );
		$summary  = self::summary( $document );
		$revision = self::save( $document, $revision );
		WP_CLI::success( sprintf( 'Rolled back to revision %d: %s. Revision %d.', $earlier['revision'], $summary, $revision ) );
	}

	/**
	 * Prints the document of a revision.
	 *
	 * ## OPTIONS
	 *
	 * <revision>
	 * : The revision, as `wp rest-gate policy history` lists it.
	 *
	 * ## EXAMPLES
	 *
	 *     # What differs between two revisions?
	 *     $ diff <( wp rest-gate policy show 1 ) <( wp rest-gate policy show 2 )
	 *     4c4
	 *     <   "simulate": true,
	 *     ---
	 *     >   "simulate": false,
	 *
	 * @param array $args The revision.
	 */
	public function show( $args ) {
		WP_CLI::line( self::revision( $args[0] )['document'] );
	}

	/**
	 * A kept revision.
	 *
	 * @param string $number Its number.
	 * @return array
	 */
	private static function revision( $number ) {
		$revision = ctype_digit( $number ) ? Rest_Gate_History::get( (int) $number ) : null;
		if ( null === $revision ) {
			WP_CLI::error( sprintf( 'There is no revision `%s`; `wp rest-gate policy history` lists those that are kept.', self::printable( $number ) ) );
		}
		return $revision;
	}
}
