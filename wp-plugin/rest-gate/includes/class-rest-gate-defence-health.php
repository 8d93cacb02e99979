<?php
/**
 * Whether strangers are refused as the policy says: the early gate, the delay, the rate limit; what is told
 * of them by notices, Site Health and WP-CLI.
 *
 * An early gate that stands back leaves nothing open, for WordPress then decides. That it does so because
 * its model was wrong or its folder cannot be used is critical all the same: the owner relies on it.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Collects findings about the defence, and puts it into words.
 */
final class Rest_Gate_Defence_Health {

	/**
	 * What is wrong, as far as it can be told on every page.
	 *
	 * @return array{critical: bool, text: string}[]
	 */
	public static function findings_at_hand() {
		if ( ! self::refuses_early() ) {
			return array();
		}
		$mismatch = Rest_Gate_Model_Check::mismatch();
		if ( null !== $mismatch ) {
			/* translators: 1: the target of a request, 2: method and route, 3: method and route. */
			$text = __( 'The early gate stands back: for the request %1$s the extension expected %2$s, and WordPress served %3$s. WordPress decides every request meanwhile. Find the plugin that changes routes, and report it if there is none; wp rest-gate early retry lets the early gate try again.', 'rest-gate' );
			return array( self::finding( true, sprintf( $text, $mismatch['uri'] ?? '', $mismatch['expected'] ?? '', $mismatch['served'] ?? '' ) ) );
		}
		list( $word, $detail ) = self::told();
		if ( 'problem' !== $word ) {
			return array();
		}
		/* translators: %s: why it cannot be written. */
		return array( self::finding( true, sprintf( __( 'The early gate stands back, because what it must know cannot be written: %s. WordPress decides every request meanwhile.', 'rest-gate' ), $detail ) ) );
	}

	/**
	 * What the owner should look at.
	 *
	 * @return array{critical: bool, text: string}[]
	 */
	public static function notices() {
		$findings = array();
		if ( self::refuses_early() && 'extended' === self::told()[0] ) {
			/* translators: 1: names of callbacks, 2: a line of PHP. */
			$text       = __( 'The early gate stands back, because these callbacks may know a stranger who sends no cookie and no credential: %1$s. WordPress decides every request meanwhile. If none of them lets such a stranger in, say so in wp-config.php: %2$s', 'rest-gate' );
			$findings[] = self::finding( false, sprintf( $text, implode( ', ', Rest_Gate_Strangers::remembered() ), "define( 'REST_GATE_EARLY_AFFIRMED', true );" ) );
		}
		$limit = self::settings( 'rate_limit' );
		if ( true === ( $limit['enabled'] ?? false ) && 'direct' === $limit['client'] && self::settings( 'proxies' )['trusted'] ) {
			$findings[] = self::finding( false, __( 'The rate limit counts by the address that connects, though the policy trusts proxies: everybody who comes through one of them shares one limit. Use wp rest-gate rate-limit set client proxies, unless the web server itself puts the visitor\'s address into REMOTE_ADDR; then no proxy has to be trusted.', 'rest-gate' ) );
		}
		return $findings;
	}

	/**
	 * The early gate in a few words, as the web server's PHP last told.
	 *
	 * @return string
	 */
	public static function early() {
		list( $word, $detail ) = self::told();
		switch ( $word ) {
			case 'on':
				return 'on, snapshot of revision ' . $detail;
			case 'off_by_server':
				return 'off by rest_gate.early in php.ini';
			case 'off_by_policy':
				return Rest_Gate_Extension::is_disabled() || Rest_Gate_Extension::fails_open() ? 'off by a constant in wp-config.php' : 'off by the policy';
			case 'model':
				return 'standing back: WordPress served another route than expected';
			case 'extended':
				return 'standing back: unknown callbacks may know a stranger';
			case 'unseen':
				return 'standing back until the next REST request, for other code may be loaded';
			case 'no_place':
				return 'standing back: requests come to another host or folder than the site\'s address names';
			case 'problem':
				return 'standing back: ' . $detail;
			default:
				return 'unknown';
		}
	}

	/**
	 * The delay in a few words.
	 *
	 * @return string
	 */
	public static function tarpit() {
		$tarpit = self::settings( 'tarpit' );
		if ( ! $tarpit ) {
			return 'unknown';
		}
		if ( 0 === $tarpit['max_ms'] || 0 === $tarpit['max_waiting'] ) {
			return 'off';
		}
		$most = null === $tarpit['max_waiting'] ? 'a quarter of the workers' : sprintf( '%d %s', $tarpit['max_waiting'], 1 === $tarpit['max_waiting'] ? 'worker' : 'workers' );
		return sprintf( '%d to %d ms, at most %s at once', $tarpit['min_ms'], $tarpit['max_ms'], $most );
	}

	/**
	 * The rate limit in a few words.
	 *
	 * @return string
	 */
	public static function rate_limit() {
		$limit = self::settings( 'rate_limit' );
		if ( ! $limit ) {
			return 'unknown';
		}
		return $limit['enabled'] ? sprintf( '%d a minute, %d at once, client %s', $limit['per_minute'], $limit['burst'], $limit['client'] ) : 'off';
	}

	/**
	 * What the web server's PHP last said of the early gate: a word, and a detail.
	 *
	 * @return string[]
	 */
	private static function told() {
		$web   = Rest_Gate_Heartbeat::last();
		$early = null !== $web && Rest_Gate_Extension::READY === $web['state'] ? (string) ( $web['early'] ?? '' ) : '';
		return array_pad( explode( ': ', $early, 2 ), 2, '' );
	}

	/**
	 * Whether the policy wants anything to be refused early. A policy that cannot be read is told by others.
	 *
	 * @return bool
	 */
	private static function refuses_early() {
		$stored = Rest_Gate_Settings::stored();
		if ( null === $stored || ! Rest_Gate_Extension::is_ready() || Rest_Gate_Extension::is_disabled() ) {
			return false;
		}
		try {
			return Rest_Gate_Settings::compile( $stored )->refusesEarly();
		} catch ( \Throwable $error ) {
			return false;
		}
	}

	/**
	 * A section of the policy document.
	 *
	 * @param string $section Its name.
	 * @return array Empty where it cannot be read.
	 */
	private static function settings( $section ) {
		if ( ! Rest_Gate_Extension::is_ready() ) {
			return array();
		}
		try {
			return array_map(
				static function ( $json ) {
					return json_decode( $json, true );
				},
				Rest_Gate_Settings::document()->settings( $section )
			);
		} catch ( \Throwable $error ) {
			return array();
		}
	}

	/**
	 * A finding.
	 *
	 * @param bool   $critical Whether it is critical.
	 * @param string $text     What is wrong.
	 * @return array{critical: bool, text: string}
	 */
	private static function finding( $critical, $text ) {
		return compact( 'critical', 'text' );
	}
}
