<?php
/**
 * The WordPress that is soaked: one of the test site's.
 *
 * @package RestGate
 */

/**
 * Prepares it, changes its policy, and takes everything away again.
 */
final class Site {

	public const NAME   = 'single';
	public const HOST   = 'single.test';
	public const SCRIPT = 'rest-gate-soak.php';

	private const POLICY = 'rest_gate_policy';

	/** Tells of an answer that WordPress was loaded. */
	public const LOADED = 'X-Soak-Loaded';

	/** @var array[] The option for each policy, as the plugin stores it. */
	private static $stored = array();

	/** @var int The revision that was stored last. */
	private static $revision = 0;

	/**
	 * Activates the plugin, stores each policy once, and plants a script and a must-use plugin.
	 */
	public static function prepare() {
		self::write( self::script(), '<?php echo isset( $_GET["figures"] ) ? json_encode( RestGate\Stats::ofPool() ) : "soaked";' );
		self::write( self::witness(), '<?php header( "' . self::LOADED . ': 1" );' );
		$given  = array( 'people' => array(), 'documents' => Policies::documents(), 'network' => false );
		$output = Lab::wp( self::NAME, 'eval-file', dirname( __DIR__ ) . '/wordpress/support/gated-site.php', base64_encode( json_encode( $given ) ) );
		foreach ( json_decode( $output, true, 8, JSON_THROW_ON_ERROR )['stored'] as $name => $text ) {
			self::$stored[ $name ] = unserialize( base64_decode( $text ) );
			self::$revision        = self::$stored[ $name ]['revision'];
		}
	}

	/**
	 * Takes everything away again.
	 */
	public static function restore() {
		array_map( 'unlink', array_filter( array( self::script(), self::witness() ), 'is_file' ) );
		Lab::wp( self::NAME, 'eval-file', dirname( __DIR__ ) . '/wordpress/support/ungated-site.php' );
	}

	/**
	 * Puts a policy into force past WordPress, as another node would.
	 *
	 * @param string $policy Its name.
	 */
	public static function put( $policy ) {
		// Somebody else may have stored one meanwhile.
		$now = Options::get( self::NAME, self::POLICY );

		self::$revision = 1 + max( self::$revision, (int) ( $now['revision'] ?? 0 ) );
		Options::put( self::NAME, self::POLICY, serialize( array( 'revision' => self::$revision ) + self::$stored[ $policy ] ) );
	}

	/**
	 * Puts a policy into force by the plugin.
	 *
	 * @param string $policy Its name.
	 */
	public static function save( $policy ) {
		Lab::gate( self::NAME, self::$stored[ $policy ]['document'] );
	}

	/**
	 * What the administrator sends: by an application password, and by cookie and nonce.
	 *
	 * @return array[] Requests by name.
	 */
	public static function known() {
		$basic = array( 'AUTHORIZATION' => 'Basic ' . base64_encode( Lab::env( 'ADMIN_LOGIN' ) . ':' . Lab::env( 'ADMIN_APP_PASSWORD' ) ) );
		$login = new Login( 'ADMIN', self::HOST );
		return array(
			'application password' => array( 'index.php', 'GET', '/wp-json/wp/v2/users/me?context=edit', $basic ),
			'password, rest_route' => array( 'index.php', 'GET', '/?rest_route=/wp/v2/settings', $basic ),
			'cookie and nonce'     => array( 'index.php', 'GET', '/wp-json/wp/v2/users/me', array( 'COOKIE' => $login->cookie, 'X_WP_NONCE' => $login->nonce ) ),
		);
	}

	/**
	 * The script that loads no WordPress.
	 *
	 * @return string
	 */
	private static function script() {
		return Lab::env( 'WORDPRESS_ROOT' ) . '/' . self::SCRIPT;
	}

	/**
	 * The must-use plugin that tells that WordPress was loaded.
	 *
	 * @return string
	 */
	private static function witness() {
		return Deployed::path( 'mu-plugins/0-soak-witness.php' );
	}

	/**
	 * Writes a script that PHP's workers can read.
	 *
	 * @param string $path The file.
	 * @param string $text Its text.
	 */
	private static function write( $path, $text ) {
		file_put_contents( $path, $text );
		chmod( $path, 0644 );
		// A script that was compiled under this name within the same second would be taken for this one.
		touch( $path, time() - random_int( 10, 1000000 ) );
	}
}
