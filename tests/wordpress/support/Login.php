<?php
/**
 * Logs clients in as browsers do.
 *
 * @package RestGate
 */

/**
 * A user's cookies and nonce, as a browser would hold them.
 */
final class Login {

	/** @var string The Cookie header. */
	public $cookie;

	/** @var string The REST nonce that wp-admin would hand out. */
	public $nonce;

	/**
	 * Logs in through wp-login.php.
	 *
	 * @param string $who  ADMIN, EDITOR, AUTHOR or SUBSCRIBER.
	 * @param string $host The site's host.
	 */
	public function __construct( $who, $host = 'single.test' ) {
		$body   = http_build_query(
			array(
				'log'        => Lab::env( $who . '_LOGIN' ),
				'pwd'        => Lab::env( $who . '_PASSWORD' ),
				'testcookie' => '1',
			)
		);
		$common = array(
			'Host'         => $host,
			'Cookie'       => 'wordpress_test_cookie=WP%20Cookie%20check',
			'Content-Type' => 'application/x-www-form-urlencoded',
		);
		$answer = Http::send( 'POST', '/wp-login.php', $common, $body );
		$pairs  = array();
		foreach ( $answer['headers']['set-cookie'] ?? array() as $cookie ) {
			list( $name, $value ) = explode( '=', explode( ';', $cookie, 2 )[0], 2 );
			$pairs[ $name ]       = "$name=$value";
		}
		$this->cookie = implode( '; ', $pairs );
		$nonce        = Http::send( 'GET', '/wp-admin/admin-ajax.php?action=rest-nonce', $this->headers( $host ) );
		if ( 200 !== $nonce['status'] || 1 !== preg_match( '/\A[0-9a-f]{10}\z/', $nonce['body'] ) ) {
			throw new RuntimeException( "$who cannot log in on $host" );
		}
		$this->nonce = $nonce['body'];
	}

	/**
	 * Headers with the cookie alone.
	 *
	 * @param string $host The site's host.
	 * @return array<string, string>
	 */
	public function headers( $host = 'single.test' ) {
		return array(
			'Host'   => $host,
			'Cookie' => $this->cookie,
		);
	}

	/**
	 * Headers with cookie and nonce.
	 *
	 * @param string $host The site's host.
	 * @return array<string, string>
	 */
	public function rest_headers( $host = 'single.test' ) {
		return $this->headers( $host ) + array( 'X-WP-Nonce' => $this->nonce );
	}
}
