<?php
/**
 * What the early gate knows of this site: published by requests that load WordPress, valid for a minute.
 *
 * Whatever stops publishing it (the plugin deactivated or deleted, a policy that refuses nobody, a change
 * on another node) ends the early gate by itself within that minute. Requests to the front controllers
 * and to wp-admin publish; a command line does not, for it knows neither the server's folder nor its host.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Publishes and withdraws the snapshot of the current site.
 */
final class Rest_Gate_Snapshot {

	/** From this age on the next request publishes anew. */
	private const RENEW_MS = 30000;

	/** A network with more sites on one host does not list them. */
	private const LISTED_SITES = 500;

	/** @var string What became of the early gate, as state() tells it. */
	private static $state = '';

	/**
	 * Attaches the renewal.
	 */
	public static function register() {
		if ( 'cli' !== PHP_SAPI ) {
			// Late: plugins have hooked whatever they hook, and the response is on its way.
			add_action( 'shutdown', array( __CLASS__, 'renew' ), 90 );
		}
	}

	/**
	 * How the early gate stands on this site, as far as this process found out: one word of `off_by_server`,
	 * `off_by_policy`, `no_place` (the request came to another host or folder than the site's), `model`,
	 * `unseen` (no REST request was served since plugins, theme or WordPress changed), `extended`, `on: ` with
	 * the revision, `problem: ` with a text. Empty where it could not tell.
	 *
	 * @return string
	 */
	public static function state() {
		return self::$state;
	}

	/**
	 * Publishes the snapshot where it is missing, old or of another revision; withdraws it where nothing may
	 * be refused early.
	 */
	public static function renew() {
		if ( ! Rest_Gate_Extension::is_ready() || ( is_multisite() && ms_is_switched() ) ) {
			return;
		}
		try {
			self::$state = RestGate\Early::isOn() ? self::bring_up_to_date() : 'off_by_server';
		} catch ( \Throwable $error ) {
			self::$state = self::problem( $error );
		}
	}

	/**
	 * Publishes or withdraws the snapshot.
	 *
	 * @return string What state() tells.
	 */
	private static function bring_up_to_date() {
		$published = RestGate\Early::published( self::place() );
		if ( null === $published ) {
			return 'no_place';
		}
		$policy = self::policy();
		if ( is_string( $policy ) ) {
			(int) $published['revision'] >= 0 && RestGate\Early::withdraw( self::place() );
			return $policy;
		}
		if ( (int) $published['revision'] !== Rest_Gate_Settings::revision() || (int) $published['age_ms'] > self::RENEW_MS ) {
			RestGate\Early::publish( self::facts( $policy ) );
		}
		if ( ! $policy->refusesEarly() ) {
			return 'off_by_policy';
		}
		// Where everybody is refused nobody has to be known.
		$is_extended = 'block_all' !== $policy->mode() && Rest_Gate_Strangers::remembered() && ! self::is_affirmed();
		return $is_extended ? 'extended' : 'on: ' . Rest_Gate_Settings::revision();
	}

	/**
	 * Withdraws the snapshot at once, as far as this request can.
	 */
	public static function withdraw() {
		if ( ! Rest_Gate_Extension::is_ready() || 'cli' === PHP_SAPI ) {
			return;
		}
		remove_action( 'shutdown', array( __CLASS__, 'renew' ), 90 );
		try {
			RestGate\Early::withdraw( self::place() );
		} catch ( \Throwable $error ) {
			self::$state = self::problem( $error );
		}
	}

	/**
	 * What state() tells of an error.
	 *
	 * @param \Throwable $error The error.
	 * @return string
	 */
	private static function problem( $error ) {
		// Temporary files have another name each time, and the same problem must be told by the same text.
		return 'problem: ' . preg_replace( '~/tmp-[0-9a-f]+~', '', $error->getMessage() );
	}

	/**
	 * The policy, if requests may be refused early by it; else why not, as state() tells it.
	 *
	 * @return RestGate\Policy|string
	 */
	private static function policy() {
		$stored = Rest_Gate_Settings::stored();
		$policy = null === $stored || Rest_Gate_Extension::is_disabled() || Rest_Gate_Extension::fails_open() ? null : Rest_Gate_Settings::compile( $stored );
		// The main site of a network in subdirectories tells which sites there are, whatever its own mode.
		if ( null === $policy || ! $policy->refusesEarly() && ! ( self::is_in_subdirectories() && is_main_site() ) ) {
			return 'off_by_policy';
		}
		if ( Rest_Gate_Model_Check::has_failed() ) {
			return 'model';
		}
		return null === Rest_Gate_Strangers::known_of() ? 'unseen' : $policy;
	}

	/**
	 * Whether the path of a request decides which site of a network answers.
	 *
	 * @return bool
	 */
	private static function is_in_subdirectories() {
		return is_multisite() && ! is_subdomain_install();
	}

	/**
	 * Where the snapshot lies.
	 *
	 * @return array
	 */
	private static function place() {
		return array(
			'home'     => (string) home_url(),
			// Of a network in subdirectories the main site is found first, and tells where the others lie.
			'key_path' => self::is_in_subdirectories() && ! is_main_site() ? (string) get_site()->path : '/',
			'scripts'  => self::scripts(),
		);
	}

	/**
	 * Everything that the early gate must know.
	 *
	 * @param RestGate\Policy $policy The policy.
	 * @return array
	 */
	private static function facts( $policy ) {
		$log = $policy->logs() ? array(
			'site'    => Rest_Gate_Site::id(),
			'url'     => (string) get_option( 'home' ),
			'blog_id' => get_current_blog_id(),
			'key'     => $policy->hashesIps() ? Rest_Gate_Site::keys()[0] : '',
		) : array();
		return self::place() + Rest_Gate_Facts::site() + array(
			'document'                => (string) ( Rest_Gate_Settings::stored()['document'] ?? '' ),
			'revision'                => Rest_Gate_Settings::revision(),
			'today'                   => Rest_Gate_Facts::today(),
			'rest_url'                => sanitize_url( get_rest_url() ),
			'charset'                 => (string) get_option( 'blog_charset' ),
			'blog_id'                 => get_current_blog_id(),
			'site_path'               => is_multisite() ? (string) get_site()->path : '/',
			'is_subdirectory_network' => self::is_in_subdirectories(),
			'blog_paths'              => self::blog_paths(),
			'activate_scripts'        => array( ABSPATH . 'wp-activate.php' ),
			'messages'                => Rest_Gate_Refusal::messages(),
			'harmless_query'          => self::harmless_query(),
			'is_extended'             => array() !== Rest_Gate_Strangers::known_of() && ! self::is_affirmed(),
			'log'                     => $log,
		);
	}

	/**
	 * Query names that the site calls harmless.
	 *
	 * @return string[]
	 */
	private static function harmless_query() {
		/**
		 * Filters the names of query parameters, besides those of core, that prove nothing of who asks: a
		 * stranger who uses no others is refused before WordPress is loaded.
		 *
		 * @param string[] $names Default none.
		 */
		return array_values( array_filter( (array) apply_filters( 'rest_gate_harmless_query', array() ), 'is_string' ) );
	}

	/**
	 * Whether the owner affirms that nobody gets in without cookie and credential, whatever plugins do.
	 *
	 * @return bool
	 */
	public static function is_affirmed() {
		return defined( 'REST_GATE_EARLY_AFFIRMED' ) && REST_GATE_EARLY_AFFIRMED;
	}

	/**
	 * The front controllers, as the web server knows them.
	 *
	 * @return string[]
	 */
	private static function scripts() {
		$scripts = array();
		foreach ( array( 'index.php', 'wp-blog-header.php', 'wp-trackback.php', 'wp-signup.php' ) as $name ) {
			$scripts[] = ABSPATH . $name;
		}
		$opened = Rest_Gate_Facts::script();
		// WordPress in a folder of its own: index.php lies above it (get_home_path(), wp-admin/includes/file.php).
		if ( 'index.php' === basename( $opened ) && ABSPATH . 'index.php' !== $opened && ! is_admin() ) {
			$scripts[] = $opened;
		}
		return $scripts;
	}

	/**
	 * The paths of the network's sites on this host; null where they are too many, or where paths name none.
	 *
	 * @return string[]|null
	 */
	private static function blog_paths() {
		if ( ! self::is_in_subdirectories() ) {
			return array();
		}
		$sites = get_sites(
			array(
				'domain' => get_site()->domain,
				'number' => self::LISTED_SITES + 1,
			)
		);
		return count( $sites ) > self::LISTED_SITES ? null : wp_list_pluck( $sites, 'path' );
	}
}
