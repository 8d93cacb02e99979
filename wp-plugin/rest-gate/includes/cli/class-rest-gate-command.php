<?php
/**
 * What the commands share: asking the extension, storing a change, printing a list.
 *
 * Promises: what the extension refuses ends the command with its message and exit code 1, and
 * changes nothing. A machine format prints nothing but data on STDOUT.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * A command that needs the extension.
 */
abstract class Rest_Gate_Command {

	/**
	 * Ends the command when the extension cannot be asked.
	 */
	public static function require_extension() {
		$state = Rest_Gate_Extension::state();
		if ( Rest_Gate_Extension::READY === $state ) {
			return;
		}
		if ( Rest_Gate_Extension::MISSING === $state ) {
			WP_CLI::error( 'The PHP extension rest_gate is not loaded in the PHP that runs WP-CLI. What holds meanwhile is told by `wp rest-gate status`.' );
		}
		WP_CLI::error(
			sprintf(
				'The extension rest_gate speaks protocol %d, this plugin speaks %d: update the %s.',
				Rest_Gate_Extension::protocol(),
				REST_GATE_PROTOCOL,
				Rest_Gate_Extension::OLDER === $state ? 'extension' : 'plugin'
			)
		);
	}

	/**
	 * Asks something that may throw, and ends the command with the message when it does.
	 *
	 * @param callable $ask What to ask.
	 * @return mixed The answer.
	 */
	protected static function attempt( callable $ask ) {
		try {
			return $ask();
		} catch ( \Throwable $error ) {
			WP_CLI::error( self::printable( $error->getMessage() ) );
		}
	}

	/**
	 * The document of this site.
	 *
	 * @return RestGate\Document
	 */
	protected static function document() {
		return self::attempt( array( 'Rest_Gate_Settings', 'document' ) );
	}

	/**
	 * The policy of a document.
	 *
	 * @param RestGate\Document $document The document.
	 * @return RestGate\Policy
	 */
	protected static function compile( $document ) {
		return self::attempt(
			static function () use ( $document ) {
				return RestGate\Policy::compile( $document->json() );
			}
		);
	}

	/**
	 * Stores a document.
	 *
	 * @param RestGate\Document $document The document.
	 * @param int               $based_on The revision that it was made from.
	 * @return int The new revision.
	 */
	protected static function save( $document, $based_on ) {
		$revision = Rest_Gate_Settings::save( $document, $based_on, 'cli' );
		if ( is_wp_error( $revision ) ) {
			WP_CLI::error( self::printable( $revision->get_error_message() ) );
		}
		return $revision;
	}

	/**
	 * The allowlist entries of one source.
	 *
	 * @param RestGate\Policy $policy The policy.
	 * @param string          $source builtin or custom.
	 * @return array[]
	 */
	protected static function entries( $policy, $source ) {
		return array_values(
			array_filter(
				$policy->entries( Rest_Gate_Facts::today() ),
				static function ( array $entry ) use ( $source ) {
					return $source === $entry['source'];
				}
			)
		);
	}

	/**
	 * A document in a few words.
	 *
	 * @param RestGate\Document $document The document.
	 * @return string
	 */
	protected static function summary( $document ) {
		$policy = self::compile( $document );
		$custom = count( self::entries( $policy, 'custom' ) );
		$gates  = count( $policy->gateList() );
		return sprintf(
			'mode %s%s, %s, %s',
			$policy->mode(),
			$policy->simulates() ? ' (simulated)' : '',
			self::counted( $custom, 'custom entry', 'custom entries' ),
			self::counted( $gates, 'gate', 'gates' )
		);
	}

	/**
	 * Ends the command when a document opens endpoints that are registered nowhere.
	 *
	 * @param RestGate\Document $document The document.
	 * @param string[]          $known    Endpoints that are no reason to refuse it.
	 */
	protected static function require_registered( $document, array $known = array() ) {
		$unregistered = array_values( array_diff( $document->unregistered( Rest_Gate_Endpoints::registered() ), $known ) );
		if ( $unregistered ) {
			WP_CLI::error( sprintf( 'Registered nowhere on this site: `%s`. Use --force to open it all the same.', implode( '`, `', $unregistered ) ) );
		}
	}

	/**
	 * Ends the command when a request never comes to the gate, and warns when the gate is disabled.
	 *
	 * @param Rest_Gate_Target $target The request.
	 * @param string           $text   How it was named.
	 */
	protected static function require_decided( Rest_Gate_Target $target, $text ) {
		if ( '' !== $target->why ) {
			WP_CLI::error( sprintf( $target->is_not_rest ? '%s is not a REST request: %s.' : '%s never comes to the gate: %s.', self::printable( $text ), $target->why ) );
		}
		self::warn_when_disabled();
	}

	/**
	 * Warns when no request is decided at all.
	 */
	protected static function warn_when_disabled() {
		if ( Rest_Gate_Extension::is_disabled() ) {
			WP_CLI::warning( 'REST_GATE_DISABLE is set: no request is decided, every one passes.' );
		}
	}

	/**
	 * The body that --body holds.
	 *
	 * @param array $assoc_args The options of the command.
	 * @return array|null Null when there is none.
	 */
	protected static function body( array $assoc_args ) {
		if ( ! isset( $assoc_args['body'] ) ) {
			return null;
		}
		$body = json_decode( (string) $assoc_args['body'], true );
		if ( ! is_array( $body ) || array() !== $body && array_keys( $body ) === range( 0, count( $body ) - 1 ) ) {
			WP_CLI::error( '--body: not a JSON object.' );
		}
		return $body;
	}

	/**
	 * The text of a file.
	 *
	 * @param string $file The file; `-` for STDIN.
	 * @return string
	 */
	protected static function read_file( $file ) {
		$is_stdin = '-' === $file;
		$text     = $is_stdin || is_readable( $file ) && is_file( $file ) ? file_get_contents( $is_stdin ? 'php://stdin' : $file ) : false;
		if ( false === $text ) {
			WP_CLI::error( sprintf( '%s cannot be read.', self::printable( $file ) ) );
		}
		return $text;
	}

	/**
	 * Prints a list.
	 *
	 * @param array[]  $items      The rows.
	 * @param string[] $fields     The columns.
	 * @param array    $assoc_args The options of the command.
	 */
	protected static function display( array $items, array $fields, array $assoc_args ) {
		$formatter = new WP_CLI\Formatter( $assoc_args, $fields );
		$formatter->display_items( $items );
	}

	/**
	 * A number with its noun.
	 *
	 * @param int    $number The number.
	 * @param string $one    The noun for one.
	 * @param string $many   The noun for any other number.
	 * @return string
	 */
	protected static function counted( $number, $one, $many ) {
		return $number . ' ' . ( 1 === $number ? $one : $many );
	}

	/**
	 * Bytes as a terminal and JSON may show them: control characters escaped, and every byte above
	 * ASCII as well where they are no UTF-8.
	 *
	 * @param string $text The bytes.
	 * @return string
	 */
	public static function printable( $text ) {
		return addcslashes( $text, 1 === preg_match( '//u', $text ) ? "\0..\37\177" : "\0..\37\177..\377" );
	}
}
