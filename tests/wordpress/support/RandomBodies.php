<?php
/**
 * Request bodies of every kind from the same parameters.
 *
 * @package RestGate
 */

/**
 * Draws bodies.
 */
final class RandomBodies {

	/**
	 * Draws a body.
	 *
	 * @param string[] $pairs Parameters as a form has them.
	 * @return array{string|null, string} The Content-Type, if any, and the body.
	 */
	public static function draw( array $pairs ) {
		$form = implode( '&', $pairs );
		switch ( Chance::weighted( array( 'form' => 58, 'charset' => 8, 'multipart' => 15, 'json' => 7, 'text' => 5, 'none' => 4, 'empty' => 3 ) ) ) {
			case 'form':
				return array( 'application/x-www-form-urlencoded', $form );
			case 'charset':
				return array( Chance::of( array( 'APPLICATION/X-WWW-FORM-URLENCODED; charset=UTF-8', ' application/x-www-form-urlencoded;', 'application/x-www-form-urlencoded,x' ) ), $form );
			case 'multipart':
				return array( 'multipart/form-data; boundary=XB', self::multipart( $pairs ) );
			case 'json':
				parse_str( $form, $values );
				return array( 'application/json', (string) json_encode( $values, JSON_INVALID_UTF8_SUBSTITUTE ) );
			case 'text':
				return array( 'text/plain', $form );
			case 'none':
				return array( null, $form );
			default:
				return array( 'application/x-www-form-urlencoded', '' );
		}
	}

	/**
	 * The pairs as parts; now and then as a file.
	 *
	 * @param string[] $pairs The pairs.
	 * @return string
	 */
	private static function multipart( array $pairs ) {
		$body = '';
		foreach ( $pairs as $pair ) {
			list( $name, $value ) = array_pad( array_map( 'urldecode', explode( '=', $pair, 2 ) ), 2, '' );
			$file                 = Chance::happens( 10 ) ? '; filename="x"' : '';
			$body                .= "--XB\r\nContent-Disposition: form-data; name=\"$name\"$file\r\n\r\n$value\r\n";
		}
		return $body . "--XB--\r\n";
	}
}
