<?php
/**
 * Records as the rows of a table.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Makes rows of records.
 */
final class Rest_Gate_Log_Rows extends Rest_Gate_Command {

	/** What is shown where nobody says otherwise. */
	public const FIELDS = array( 'time', 'method', 'route', 'outcome', 'status', 'ms', 'hits', 'user', 'ip', 'id' );

	/** Every field of a record, and what it is where it is not known. */
	private const RECORD = array(
		'id'           => '',
		'parent'       => '',
		'node'         => '',
		'site'         => '',
		'blog_id'      => 0,
		'method'       => '',
		'route'        => '',
		'endpoint'     => '',
		'outcome'      => '',
		'reason'       => '',
		'simulated'    => '',
		'status'       => 0,
		'inner_status' => 0,
		'duration_us'  => 0,
		'after_us'     => 0,
		'bytes'        => 0,
		'user_id'      => 0,
		'user'         => '',
		'roles'        => '',
		'ip'           => '',
		'auth_type'    => '',
		'presented'    => '',
		'pattern'      => '',
		'gate'         => '',
		'refused_by'   => '',
		'refused_at'   => '',
		'query'        => '',
		'body'         => '',
		'referrer'     => '',
		'user_agent'   => '',
		'proxy_id'     => '',
		'hits'         => 1,
		'folded'       => '',
	);

	/**
	 * A record as a row: `time` by the site's clocks, `utc` as it was recorded, `ms` the duration for people,
	 * and all that the record holds.
	 *
	 * @param array $record The record.
	 * @return array
	 */
	public static function of( array $record ) {
		$row = array(
			'time' => Rest_Gate_Site_Days::shown( self::ms( $record ) ),
			'utc'  => Rest_Gate_Site_Days::utc( self::ms( $record ) ),
			'ms'   => sprintf( '%.1f', (int) ( $record['duration_us'] ?? 0 ) / 1000 ),
		);
		foreach ( self::RECORD as $field => $unknown ) {
			$value         = $record[ $field ] ?? $unknown;
			$row[ $field ] = is_string( $value ) ? self::printable( $value ) : $value;
		}
		return $row;
	}

	/**
	 * A record without what is not known of it.
	 *
	 * @param array $record The record.
	 * @return array
	 */
	public static function known( array $record ) {
		$row = self::of( $record );
		foreach ( array( '', 0 ) as $unknown ) {
			$row = array_diff_key( $row, array_flip( array_keys( $row, $unknown, true ) ) );
		}
		return $row;
	}

	/**
	 * A record in one line.
	 *
	 * @param array $record The record.
	 * @return string
	 */
	public static function line( array $record ) {
		$row = self::of( $record );
		return sprintf(
			'%s %3d %-11s %s %s  %s ms%s%s%s  %s',
			$row['time'],
			$row['status'],
			$row['outcome'],
			'' === $row['method'] ? '-' : $row['method'],
			'' === $row['route'] ? '-' : $row['route'],
			$row['ms'],
			'' === $row['user'] ? '' : '  ' . $row['user'],
			'' === $row['ip'] ? '' : '  ' . $row['ip'],
			$row['hits'] > 1 ? '  x' . $row['hits'] : '',
			$row['id']
		);
	}

	/**
	 * When a record begins.
	 *
	 * @param array $record The record.
	 * @return int Milliseconds since 1970.
	 */
	public static function ms( array $record ) {
		return (int) $record['time'];
	}
}
