<?php
/**
 * The options by which records are chosen, as the extension wants them.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Reads `--route`, `--ip`, `--by`, `--date`, `--outcome`, `--method`, `--status` and `--auth-type`.
 */
final class Rest_Gate_Log_Filter extends Rest_Gate_Command {

	/** Each option with the extension's name for it; a date becomes two. */
	private const NAMES = array(
		'route'     => 'route',
		'ip'        => 'ip',
		'by'        => 'user',
		'outcome'   => 'outcome',
		'method'    => 'method',
		'status'    => 'status',
		'auth-type' => 'auth_type',
	);

	/**
	 * The filter that the options make. What is wrong with one of them the extension says, except for dates.
	 *
	 * @param array $assoc_args The options of the command.
	 * @return array<string, string>
	 */
	public static function of( array $assoc_args ) {
		$filter = array();
		foreach ( self::NAMES as $option => $name ) {
			if ( isset( $assoc_args[ $option ] ) ) {
				$filter[ $name ] = (string) $assoc_args[ $option ];
			}
		}
		$user = self::user();
		if ( '' !== $user ) {
			$filter += array( 'user' => $user );
		}
		if ( ! isset( $assoc_args['date'] ) ) {
			return $filter;
		}
		$range = Rest_Gate_Site_Days::range( (string) $assoc_args['date'] );
		if ( null === $range ) {
			WP_CLI::error( sprintf( '--date: `%s`: neither a day, 2026-11-22, nor a range of days, 2026-11-01..2026-11-07.', self::printable( (string) $assoc_args['date'] ) ) );
		}
		return $filter + array(
			'from' => (string) $range[0],
			'to'   => (string) $range[1],
		);
	}

	/**
	 * The user whom WP-CLI's own `--user` names on the command line: it takes the option for itself.
	 *
	 * @return string The login name; empty without the option. One in a configuration file is no wish to
	 *                see that user's requests only.
	 */
	public static function user() {
		return isset( WP_CLI::get_runner()->runtime_config['user'] ) ? wp_get_current_user()->user_login : '';
	}
}
