<?php
/**
 * What the commands about the log share: opening it, bringing it up to date, telling what is amiss.
 *
 * Promises: nothing but data on STDOUT in a machine format; what is told beside it goes to STDERR. Where
 * the log cannot be opened, the command ends with the reason and what to do.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * A command that needs the log.
 */
abstract class Rest_Gate_Log_Subcommand extends Rest_Gate_Command {

	/** So long may an import keep somebody waiting who wants to read, in milliseconds. */
	private const PATIENCE = 200;

	/**
	 * Opens the log, or ends the command.
	 *
	 * @return RestGate\Log
	 */
	protected static function open() {
		$is_on = self::attempt( array( 'Rest_Gate_Settings', 'policy' ) )->logs();
		if ( ! $is_on && ! Rest_Gate_Site::has_id() ) {
			WP_CLI::error( 'The log is off, and nothing was ever recorded. `wp rest-gate log enable` switches it on.' );
		}
		try {
			$log = Rest_Gate_Site_Log::open();
		} catch ( \Throwable $error ) {
			WP_CLI::error( self::describe_failure( $error, $is_on ) );
		}
		if ( ! $is_on ) {
			self::tell( 'Note: The log is off: nothing new is recorded. `wp rest-gate log enable` switches it on.' );
		}
		return $log;
	}

	/**
	 * Why the log cannot be opened, and what to do.
	 *
	 * @param \Throwable $error What the extension says.
	 * @param bool       $is_on Whether the log is on.
	 * @return string
	 */
	private static function describe_failure( $error, $is_on ) {
		$text = 'The log cannot be opened: ' . self::printable( $error->getMessage() ) . '.';
		$web  = Rest_Gate_Heartbeat::last();
		$user = (string) ( $web['user'] ?? '' );
		$me   = Rest_Gate_Site_Log::process_user();
		if ( ! $error instanceof RestGate\LogException ) {
			return $text;
		}
		$folder = (string) ( $web['state_dir'] ?? '' );
		if ( '' !== $folder && ini_get( 'rest_gate.state_dir' ) !== $folder ) {
			return sprintf( '%s The web server\'s PHP has another folder: set rest_gate.state_dir = %s in the php.ini of the command line as well.', $text, self::printable( $folder ) );
		}
		if ( '' !== (string) ( $web['log'] ?? '' ) ) {
			return $text . ' Nor can the web server\'s PHP write it: ' . self::printable( $web['log'] ) . '.';
		}
		if ( '' !== $user && $user !== $me && 'root' !== $me ) {
			return sprintf( '%s It belongs to the user of the web server\'s PHP: run WP-CLI as %s, or as root.', $text, self::printable( $user ) );
		}
		if ( ! $is_on ) {
			return $text . ' The log is off; `wp rest-gate log enable` switches it on.';
		}
		return $text . ' Was anything recorded yet? The folder is made with the first request after the log was switched on.';
	}

	/**
	 * Imports what waits, as far as it goes without keeping anybody waiting, and tells what is still to come.
	 *
	 * @param RestGate\Log $log The log.
	 * @return int So many bytes still wait.
	 */
	protected static function catch_up( $log ) {
		$import = self::attempt(
			static function () use ( $log ) {
				return $log->import( self::PATIENCE );
			}
		);
		self::tell_import( $import );
		if ( 'busy' === $import['state'] ) {
			self::tell( 'Note: Another process is importing; the latest records may be missing.' );
		} elseif ( 'more' === $import['state'] ) {
			self::tell( sprintf( 'Note: %s wait to be imported, so the latest records are missing. `wp rest-gate log import` imports everything.', size_format( $import['bytes_left'] ) ) );
		}
		return (int) $import['bytes_left'];
	}

	/**
	 * Tells what an import left alone.
	 *
	 * @param array $import What the import says.
	 */
	protected static function tell_import( array $import ) {
		if ( $import['set_aside'] ) {
			self::tell( 'Warning: Broken, and set aside: ' . self::printable( implode( ', ', $import['set_aside'] ) ) );
		}
		if ( $import['skipped'] ) {
			self::tell( 'Warning: Not imported: ' . self::printable( implode( ', ', $import['skipped'] ) ) );
		}
	}

	/**
	 * Tells which parts of the log could not be read.
	 *
	 * @param string[] $files The files.
	 */
	protected static function tell_unreadable( array $files ) {
		if ( $files ) {
			self::tell( 'Warning: Cannot be read: ' . self::printable( implode( ', ', $files ) ) . '. `wp rest-gate log verify` looks at them.' );
		}
	}

	/**
	 * Tells something beside the data.
	 *
	 * @param string $line One line.
	 */
	protected static function tell( $line ) {
		if ( ! WP_CLI::get_config( 'quiet' ) ) {
			fwrite( STDERR, $line . "\n" );
		}
	}

	/**
	 * A whole number that an option holds.
	 *
	 * @param array  $assoc_args The options of the command.
	 * @param string $name       The option.
	 * @param int    $least      The least that it may be.
	 * @param int    $most       The most that it may be.
	 * @return int|null Null when it is not there.
	 */
	protected static function number( array $assoc_args, $name, $least, $most ) {
		if ( ! isset( $assoc_args[ $name ] ) ) {
			return null;
		}
		$text = (string) $assoc_args[ $name ];
		if ( ! ctype_digit( $text ) || strlen( $text ) > 10 || (int) $text < $least || (int) $text > $most ) {
			WP_CLI::error( sprintf( '--%s: `%s`: not a number from %d to %d.', $name, self::printable( $text ), $least, $most ) );
		}
		return (int) $text;
	}
}
