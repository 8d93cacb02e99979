<?php
/**
 * Other ways to write a path, a name or a value.
 *
 * @package RestGate
 */

/**
 * Misspells text by chance.
 */
final class Spelling {

	/** What may be inserted anywhere in a path, as sent. */
	private const BITS = array(
		'/', '//', '/./', '/../', '/x/../', '/%2e%2e/', '/%2E/', '%2F', '%2f', '%252F', '%5C', '\\', '%0A', '%0D', '%0D%0A',
		'%00', '%09', '%20', '+', '%2B', '%', '%7', '%zz', '%25', '%3F', '%3Fx=1', '%23', '%26', ';x=1', "'", '%27', '"', '%22',
		'%FF', "\xff", '%C3%A4', "\xc3\xa4", '%C0%AF', '%E2%80%A8', '^', '%5E', '.', '*', '$', '(', '[', '|', '~', '0', '%u0041',
	);

	/** Routes that are asked for: closed, open, with parameters, unknown, none. */
	private const ROUTES = array(
		'/wp/v2/users', '/wp/v2/users/1', '/wp/v2/posts', '/wp/v2/posts/1', '/wp/v2/types/post', '/batch/v1', '/myplugin/v1/thing',
		'/myplugin/v1/item/7', '/myplugin/v1/any/a/b', '/myplugin/v1', '/nosuch/v1/x', '/oembed/1.0/embed', '', '/', '/0', '0', 'wp/v2/users',
	);

	/**
	 * A route, often with an accident.
	 *
	 * @return string
	 */
	public static function route() {
		return self::misspelt( Chance::of( self::ROUTES ), 45 );
	}

	/**
	 * Text with up to three accidents.
	 *
	 * @param string $text    The text.
	 * @param int    $percent How often there is any.
	 * @return string
	 */
	public static function misspelt( $text, $percent ) {
		$times = Chance::happens( $percent ) ? Chance::number( 1, 3 ) : 0;
		while ( $times-- > 0 ) {
			$text = self::accident( $text );
		}
		return $text;
	}

	/**
	 * Text with one accident.
	 *
	 * @param string $text The text.
	 * @return string
	 */
	private static function accident( $text ) {
		$at = Chance::number( 0, strlen( $text ) );
		switch ( Chance::weighted( array( 'end' => 3, 'insert' => 3, 'encode' => 4, 'case' => 2, 'drop' => 1, 'start' => 1, 'all' => 1 ) ) ) {
			case 'end':
				return $text . Chance::of( self::BITS );
			case 'start':
				return Chance::of( self::BITS ) . $text;
			case 'insert':
				return substr( $text, 0, $at ) . Chance::of( self::BITS ) . substr( $text, $at );
			case 'drop':
				return substr( $text, 0, $at ) . substr( $text, $at + 1 );
			case 'case':
				return Chance::happens( 50 ) ? strtoupper( $text ) : ucwords( $text, '/' );
			case 'all':
				return rawurlencode( $text );
			default:
				return $at < strlen( $text ) ? substr( $text, 0, $at ) . self::encoded( $text[ $at ] ) . substr( $text, $at + 1 ) : $text;
		}
	}

	/**
	 * One byte, encoded once or twice, in upper or lower case.
	 *
	 * @param string $byte The byte.
	 * @return string
	 */
	private static function encoded( $byte ) {
		$hex = bin2hex( $byte );
		return ( Chance::happens( 20 ) ? '%25' : '%' ) . ( Chance::happens( 50 ) ? strtoupper( $hex ) : $hex );
	}

	/**
	 * The name of a parameter as PHP reads it under many spellings, and some that it does not.
	 *
	 * @param string $name The name, with an underscore.
	 * @return string As sent.
	 */
	public static function name( $name ) {
		if ( Chance::happens( 50 ) ) {
			return $name;
		}
		$with = static function ( $bit ) use ( $name ) {
			return substr_replace( $name, $bit, strpos( $name, '_' ), 1 );
		};
		return Chance::of(
			array(
				$with( '.' ), $with( '+' ), $with( '%20' ), $with( '[' ), $with( '%5B' ), $with( '%5b' ), $with( '%2E' ), $with( '%5F' ),
				$with( '%255F' ), $with( '%00' ), $with( '%09' ), $with( '-' ), $with( '__' ), '%20' . $name, '+' . $name, '%0A' . $name,
				$name . '%00x', $name . '%20', $name . ']', $name . '[', $name . '[]', $name . '%5B%5D', $name . '[a]', $name . '[a][b]', $name . '[0',
				strtoupper( $name ), ucfirst( $name ), '%' . bin2hex( $name[0] ) . substr( $name, 1 ), '[' . $name, $name . '%5D', "\xff" . $name, $name . '.x',
			)
		);
	}
}
