<?php
/**
 * Whether the gate stands as it should: one list of findings for notices, Site Health and WP-CLI.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Collects findings.
 */
final class Rest_Gate_Health {

	/**
	 * What is wrong, the gravest first.
	 *
	 * @return array{critical: bool, text: string}[]
	 */
	public static function findings() {
		return array_merge( self::about_gate_at_hand(), self::about_gates(), Rest_Gate_Defence_Health::findings_at_hand(), Rest_Gate_Log_Health::findings(), Rest_Gate_Defence_Health::notices() );
	}

	/**
	 * What is wrong, as far as it can be told on every page: without listing what the site registers.
	 *
	 * @return array{critical: bool, text: string}[]
	 */
	public static function findings_at_hand() {
		return array_merge( self::about_gate_at_hand(), Rest_Gate_Defence_Health::findings_at_hand(), Rest_Gate_Log_Health::findings_at_hand() );
	}

	/**
	 * What is wrong with the gate itself, as far as it can be told on every page.
	 *
	 * @return array[]
	 */
	private static function about_gate_at_hand() {
		return array_merge( self::about_constants(), self::about_extension(), self::about_policy(), self::about_loader() );
	}

	/**
	 * About the ways out that the owner may have taken.
	 *
	 * @return array[]
	 */
	private static function about_constants() {
		if ( Rest_Gate_Extension::is_disabled() ) {
			return array( self::critical( __( 'REST_GATE_DISABLE is set: the REST API is not restricted.', 'rest-gate' ) ) );
		}
		return array();
	}

	/**
	 * About the extension, in this PHP and in the web server's.
	 *
	 * @return array[]
	 */
	private static function about_extension() {
		$findings = array();
		$here     = Rest_Gate_Extension::state();
		if ( Rest_Gate_Extension::READY !== $here ) {
			$findings[] = self::critical( self::describe( $here, Rest_Gate_Extension::protocol(), PHP_SAPI ) );
		}
		$web = Rest_Gate_Heartbeat::last();
		if ( null !== $web && 'cli' === PHP_SAPI && Rest_Gate_Extension::READY !== $web['state'] ) {
			$findings[] = self::critical( self::describe( $web['state'], (int) ( $web['protocol'] ?? 0 ), (string) ( $web['sapi'] ?? '' ) ) );
		}
		if ( null !== $web && '' !== (string) ( $web['failure'] ?? '' ) ) {
			/* translators: 1: the error of the extension, 2: what holds meanwhile. */
			$findings[] = self::critical( sprintf( __( 'The extension failed while serving a request: %1$s. %2$s', 'rest-gate' ), $web['failure'], self::meanwhile() ) );
		}
		return $findings;
	}

	/**
	 * About the stored policy.
	 *
	 * @return array[]
	 */
	private static function about_policy() {
		$stored = Rest_Gate_Settings::stored();
		if ( null === $stored || ! Rest_Gate_Extension::is_ready() ) {
			return array();
		}
		try {
			Rest_Gate_Settings::compile( $stored );
			return array();
		} catch ( \Throwable $error ) {
			/* translators: 1: what is wrong with the document, 2: what holds meanwhile. */
			return array( self::critical( sprintf( __( 'The stored policy cannot be read: %1$s. %2$s', 'rest-gate' ), $error->getMessage(), self::meanwhile() ) ) );
		}
	}

	/**
	 * About gates that name what the site does not register.
	 *
	 * @return array[]
	 */
	private static function about_gates() {
		$stored = Rest_Gate_Settings::stored();
		if ( null === $stored || ! Rest_Gate_Extension::is_ready() || self::about_policy() ) {
			return array();
		}
		$policy = Rest_Gate_Settings::compile( $stored );
		try {
			$missing = Rest_Gate_Missing_Gates::of( $policy );
		} catch ( \Throwable $error ) {
			/* translators: %s: an error. */
			return array( self::critical( sprintf( __( 'Whether this site registers what the gates name cannot be told: %s.', 'rest-gate' ), $error->getMessage() ) ) );
		}
		$targets  = array_column( $missing ? $policy->gateList() : array(), 'target', 'id' );
		$findings = array();
		foreach ( $missing as $id => $covers ) {
			$findings[] = self::critical( self::describe_gate( $id, $targets[ $id ], $covers ) );
		}
		return $findings;
	}

	/**
	 * What a gate does that names what the site does not register.
	 *
	 * @param string $id     The gate.
	 * @param string $target What it names.
	 * @param string $covers What it covers meanwhile.
	 * @return string
	 */
	private static function describe_gate( $id, $target, $covers ) {
		if ( 0 === strpos( $target, 'ability:' ) && ! Rest_Gate_Abilities::can_be_gated() ) {
			/* translators: 1: the gate, 2: the ability, 3: what the gate covers. */
			$text = __( 'The gate %1$s names %2$s, but this WordPress cannot gate abilities (7.1 can). Meanwhile it covers everything below %3$s, and over other transports than REST nothing. Update WordPress or remove the gate.', 'rest-gate' );
		} else {
			/* translators: 1: the gate, 2: the endpoint or ability, 3: what the gate covers. */
			$text = __( 'The gate %1$s names %2$s, which is registered nowhere on this site. Meanwhile it covers everything below %3$s. Add it again with the name that is registered now, or remove it.', 'rest-gate' );
		}
		return sprintf( $text, $id, $target, self::below( $covers ) );
	}

	/**
	 * What a pattern covers everything below of.
	 *
	 * @param string $covers A pattern that ends in `/*`.
	 * @return string
	 */
	private static function below( $covers ) {
		return substr( $covers, 0, -2 );
	}

	/**
	 * About the must-use loader.
	 *
	 * @return array[]
	 */
	private static function about_loader() {
		if ( Rest_Gate_Loader_File::is_current() ) {
			return array();
		}
		if ( wp_is_writable( WPMU_PLUGIN_DIR ) ) {
			return array( self::critical( __( 'The must-use loader is missing, or of another version than the plugin. Any page of wp-admin renews it.', 'rest-gate' ) ) );
		}
		/* translators: %s: a folder. */
		$text = __( 'The must-use loader is missing or out of date, and %s is not writable: wp-activate.php serves the REST API unrestricted. Make the folder writable and reload this page.', 'rest-gate' );
		return array( self::critical( sprintf( $text, WPMU_PLUGIN_DIR ) ) );
	}

	/**
	 * What an extension's state means.
	 *
	 * @param string $state    One of the constants of Rest_Gate_Extension.
	 * @param int    $protocol The protocol that it speaks.
	 * @param string $sapi     Which PHP.
	 * @return string
	 */
	private static function describe( $state, $protocol, $sapi ) {
		$holds = self::meanwhile();
		if ( Rest_Gate_Extension::MISSING === $state ) {
			/* translators: 1: the name of a PHP SAPI, 2: what holds meanwhile. */
			return sprintf( __( 'The PHP extension rest_gate is not loaded in %1$s. %2$s', 'rest-gate' ), $sapi, $holds );
		}
		$advice = Rest_Gate_Extension::OLDER === $state
			? __( 'Update the extension.', 'rest-gate' )
			: __( 'Update the plugin.', 'rest-gate' );
		/* translators: 1: the name of a PHP SAPI, 2: the protocol of the extension, 3: the protocol of the plugin, 4: what to do, 5: what holds meanwhile. */
		return sprintf( __( 'The extension rest_gate in %1$s speaks protocol %2$d, this plugin speaks %3$d. %4$s %5$s', 'rest-gate' ), $sapi, $protocol, REST_GATE_PROTOCOL, $advice, $holds );
	}

	/**
	 * What holds while the extension cannot be asked.
	 *
	 * @return string
	 */
	private static function meanwhile() {
		$stored = Rest_Gate_Settings::stored();
		if ( Rest_Gate_Extension::fails_open() ) {
			return __( 'REST_GATE_FAIL_OPEN is set: meanwhile the REST API is not restricted.', 'rest-gate' );
		}
		if ( ! Rest_Gate_Fallback::enforces( $stored ) ) {
			return __( 'Meanwhile the REST API is not restricted, as the policy says.', 'rest-gate' );
		}
		if ( Rest_Gate_Fallback::blocks_all( $stored ) ) {
			return __( 'Meanwhile the REST API stays closed to everybody.', 'rest-gate' );
		}
		if ( 'off' === ( Rest_Gate_Fallback::expressions( $stored )['mode'] ?? '' ) ) {
			return __( 'Meanwhile gated endpoints refuse everybody except who manages the site and came by cookie; everything else is open, as the policy says.', 'rest-gate' );
		}
		if ( Rest_Gate_Fallback::has_gates( $stored ) ) {
			return __( 'Meanwhile the stored expressions hold: allowlisted routes are open, everything else is closed to strangers, and gated endpoints refuse everybody except who manages the site and came by cookie.', 'rest-gate' );
		}
		return __( 'Meanwhile the stored expressions hold: allowlisted routes are open, everything else is closed to strangers.', 'rest-gate' );
	}

	/**
	 * A critical finding.
	 *
	 * @param string $text What is wrong.
	 * @return array{critical: bool, text: string}
	 */
	private static function critical( $text ) {
		return array(
			'critical' => true,
			'text'     => $text,
		);
	}
}
