<?php
/**
 * `wp rest-gate status`: whether the gate stands, here and in the web server's PHP.
 *
 * Works without the extension, with one that speaks another protocol and with a policy that cannot
 * be read: those are what it is there to tell.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Tells the state of the gate.
 */
final class Rest_Gate_Status_Command {

	/**
	 * Tells whether the gate stands as it should.
	 *
	 * Exits with code 1 when anything is critical. WP-CLI runs another PHP than
	 * the web server: what that one says of itself is as old as the table says.
	 *
	 * ## OPTIONS
	 *
	 * [--refresh]
	 * : Request admin-ajax.php of this site first, so that the web server's PHP speaks anew.
	 *
	 * [--format=<format>]
	 * : How to print it.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 *   - yaml
	 * ---
	 *
	 * ## AVAILABLE FIELDS
	 *
	 * * item
	 * * value
	 *
	 * ## EXAMPLES
	 *
	 *     # Is the gate standing, here and in the web server's PHP?
	 *     $ wp rest-gate status --refresh
	 *     +---------------------+---------------------------------------------------------+
	 *     | item                | value                                                   |
	 *     +---------------------+---------------------------------------------------------+
	 *     | health              | good                                                    |
	 *     | extension here      | 0.1.0, protocol 2, cli of PHP 8.2.36                    |
	 *     | web server's PHP    | 0.1.0, protocol 2, fpm-fcgi of PHP 8.2.36, 1 second ago |
	 *     | plugin              | 0.1.0, protocol 2                                       |
	 *     | mode                | off                                                     |
	 *     | simulate            | no                                                      |
	 *     | revision            | 0 (never configured)                                    |
	 *     | policy hash         | 492f60d8ba358247                                        |
	 *     | built-in entries    | 8 of 8 enabled                                          |
	 *     | custom entries      | 0                                                       |
	 *     | expired entries     | 0                                                       |
	 *     | gates               | 0                                                       |
	 *     | log                 | off                                                     |
	 *     | early gate          | off by the policy                                       |
	 *     | tarpit              | 200 to 800 ms, at most a quarter of the workers at once |
	 *     | rate limit          | off                                                     |
	 *     | loader              | installed                                               |
	 *     | REST_GATE_DISABLE   | not set                                                 |
	 *     | REST_GATE_FAIL_OPEN | not set                                                 |
	 *     +---------------------+---------------------------------------------------------+
	 *
	 *     # Only the mode.
	 *     $ wp rest-gate status --format=json | jq -r '.[] | select( .item == "mode" ).value'
	 *     off
	 *
	 * @param array $args       Not used.
	 * @param array $assoc_args The options.
	 */
	public function __invoke( $args, $assoc_args ) {
		if ( WP_CLI\Utils\get_flag_value( $assoc_args, 'refresh', false ) ) {
			Rest_Gate_Loopback::refresh();
		}
		$findings  = self::findings();
		$critical  = in_array( true, array_column( $findings, 'critical' ), true );
		$rows      = array_merge( array( 'health' => $critical ? 'critical' : 'good' ), self::about_processes(), self::about_policy(), self::about_site() );
		$items     = array();
		$formatter = new WP_CLI\Formatter( $assoc_args, array( 'item', 'value' ) );
		foreach ( $rows as $item => $value ) {
			$items[] = compact( 'item', 'value' );
		}
		foreach ( $findings as $finding ) {
			$items[] = array(
				'item'  => $finding['critical'] ? 'critical' : 'notice',
				'value' => Rest_Gate_Command::printable( $finding['text'] ),
			);
		}
		$formatter->display_items( $items );
		if ( $critical ) {
			WP_CLI::halt( 1 );
		}
	}

	/**
	 * What is wrong.
	 *
	 * @return array{critical: bool, text: string}[]
	 */
	private static function findings() {
		try {
			return Rest_Gate_Health::findings();
		} catch ( \Throwable $error ) {
			return array(
				array(
					'critical' => true,
					'text'     => 'The state of the gate cannot be told: ' . $error->getMessage(),
				),
			);
		}
	}

	/**
	 * About the two PHPs and the plugin.
	 *
	 * @return array<string, string>
	 */
	private static function about_processes() {
		$web = Rest_Gate_Heartbeat::last();
		return array(
			'extension here'   => self::describe( Rest_Gate_Heartbeat::current() ),
			'web server\'s PHP' => null === $web ? 'never seen' : self::describe( $web ) . ', ' . human_time_diff( (int) $web['time'] ) . ' ago',
			'plugin'           => REST_GATE_VERSION . ', protocol ' . REST_GATE_PROTOCOL,
		);
	}

	/**
	 * One PHP and its extension.
	 *
	 * @param array $beat What it says of itself.
	 * @return string
	 */
	private static function describe( array $beat ) {
		$extension = Rest_Gate_Extension::MISSING === $beat['state']
			? 'not loaded'
			: sprintf( '%s, protocol %d', $beat['version'] ?? '', $beat['protocol'] ?? 0 );
		return Rest_Gate_Command::printable( sprintf( '%s, %s of PHP %s', $extension, $beat['sapi'] ?? '', $beat['php'] ?? '' ) );
	}

	/**
	 * About the policy, as far as it can be read.
	 *
	 * @return array<string, string>
	 */
	private static function about_policy() {
		$stored   = Rest_Gate_Settings::stored();
		$revision = Rest_Gate_Settings::revision();
		$rows     = array(
			'mode'             => 'unreadable',
			'simulate'         => 'unreadable',
			'revision'         => null === $stored ? '0 (never configured)' : (string) $revision,
			'policy hash'      => 'unknown',
			'built-in entries' => 'unknown',
			'custom entries'   => 'unknown',
			'expired entries'  => 'unknown',
			'gates'            => 'unknown',
			'log'              => 'unknown',
			'early gate'       => Rest_Gate_Command::printable( Rest_Gate_Defence_Health::early() ),
			'tarpit'           => Rest_Gate_Defence_Health::tarpit(),
			'rate limit'       => Rest_Gate_Defence_Health::rate_limit(),
		);
		try {
			$known = Rest_Gate_Extension::is_ready() ? self::read_policy() : self::read_document( $stored );
		} catch ( \Throwable $error ) {
			$known = array();
		}
		return array_merge( $rows, $known );
	}

	/**
	 * What the extension says of the policy.
	 *
	 * @return array<string, string>
	 */
	private static function read_policy() {
		$policy  = Rest_Gate_Settings::policy();
		$entries = $policy->entries( Rest_Gate_Facts::today() );
		$sources = array_count_values( array_column( $entries, 'source' ) );
		$builtin = $sources['builtin'] ?? 0;
		return array(
			'mode'             => $policy->mode(),
			'simulate'         => $policy->simulates() ? 'yes' : 'no',
			'policy hash'      => $policy->hash(),
			'built-in entries' => sprintf( '%d of %d enabled', $builtin, count( RestGate\Catalog::builtin() ) ),
			'custom entries'   => (string) ( $sources['custom'] ?? 0 ),
			'expired entries'  => (string) count( array_keys( array_column( $entries, 'active' ), false, true ) ),
			'gates'            => (string) count( $policy->gateList() ),
			'log'              => Rest_Gate_Command::printable( Rest_Gate_Log_Health::summary() ),
		);
	}

	/**
	 * What the document says by itself.
	 *
	 * @param mixed $stored The stored policy.
	 * @return array<string, string>
	 */
	private static function read_document( $stored ) {
		$document = null === $stored ? array( 'mode' => 'off' ) : json_decode( $stored['document'], true, 512, JSON_THROW_ON_ERROR );
		return array(
			'mode'           => Rest_Gate_Command::printable( (string) $document['mode'] ),
			'simulate'       => true === ( $document['simulate'] ?? false ) ? 'yes' : 'no',
			'custom entries' => (string) count( $document['allowlist'] ?? array() ),
			'gates'          => (string) count( $document['gates'] ?? array() ),
			'log'            => true === ( $document['log']['enabled'] ?? false ) ? 'on, but the extension cannot be asked' : 'off',
		);
	}

	/**
	 * About the must-use loader and the ways out.
	 *
	 * @return array<string, string>
	 */
	private static function about_site() {
		return array(
			'loader'              => Rest_Gate_Loader_File::is_current() ? 'installed' : 'missing or out of date',
			'REST_GATE_DISABLE'   => Rest_Gate_Extension::is_disabled() ? 'set' : 'not set',
			'REST_GATE_FAIL_OPEN' => Rest_Gate_Extension::fails_open() ? 'set' : 'not set',
		);
	}
}
