<?php
/**
 * `wp rest-gate mode`: whom the restriction refuses.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows and sets the mode.
 */
final class Rest_Gate_Mode_Command extends Rest_Gate_Command {

	private const FIELDS = array( 'registered by', 'closed', 'endpoints', 'presets' );

	/**
	 * Shows the mode, or sets it and tells what it closes.
	 *
	 * After setting a mode the REST endpoints that are closed are counted by
	 * whoever registered them. `presets` names the presets that would open what
	 * strangers need of them.
	 *
	 * ## OPTIONS
	 *
	 * [<mode>]
	 * : `off`: nobody is refused. `restrict`: strangers are refused, except on the allowlist.
	 * `block-all`: everybody is refused.
	 *
	 * [--simulate]
	 * : Decide, but refuse nobody.
	 *
	 * ## EXAMPLES
	 *
	 *     # What would be closed, and what would strangers miss?
	 *     $ wp rest-gate mode restrict --simulate
	 *     Would be closed to strangers:
	 *     +--------------------------+--------+-----------+---------+
	 *     | registered by            | closed | endpoints | presets |
	 *     +--------------------------+--------+-----------+---------+
	 *     | WordPress core           | 133    | 134       | oembed  |
	 *     | My Plugin (test fixture) | 15     | 15        |         |
	 *     +--------------------------+--------+-----------+---------+
	 *     Success: Mode is restrict (simulated). Revision 1.
	 *
	 *     # Which mode is set?
	 *     $ wp rest-gate mode
	 *     restrict (simulated)
	 *
	 *     # Close it.
	 *     $ wp rest-gate mode restrict
	 *     Closed to strangers:
	 *     +--------------------------+--------+-----------+---------+
	 *     | registered by            | closed | endpoints | presets |
	 *     +--------------------------+--------+-----------+---------+
	 *     | WordPress core           | 133    | 134       | oembed  |
	 *     | My Plugin (test fixture) | 15     | 15        |         |
	 *     +--------------------------+--------+-----------+---------+
	 *     Success: Mode is restrict. Revision 2.
	 *
	 * @param array $args       The mode, if any.
	 * @param array $assoc_args The options.
	 */
	public function __invoke( $args, $assoc_args ) {
		$simulate = (bool) WP_CLI\Utils\get_flag_value( $assoc_args, 'simulate', false );
		if ( ! $args ) {
			if ( $simulate ) {
				WP_CLI::error( 'Which mode is simulated? Use `wp rest-gate mode restrict --simulate`.' );
			}
			WP_CLI::line( self::describe( self::compile( self::document() ) ) );
			return;
		}
		$revision = Rest_Gate_Settings::revision();
		$before   = self::document();
		$after    = self::attempt(
			static function () use ( $before, $args, $simulate ) {
				return $before->withMode( 'block-all' === $args[0] ? 'block_all' : $args[0], $simulate );
			}
		);
		$policy   = self::compile( $after );
		$is_new   = $before->json() !== $after->json();
		if ( $is_new ) {
			$revision = self::save( $after, $revision );
		}
		self::list_closed( $after, $policy );
		WP_CLI::success( sprintf( 'Mode is %s%s. Revision %d.', $is_new ? '' : 'already ', self::describe( $policy ), $revision ) );
	}

	/**
	 * The mode in words.
	 *
	 * @param RestGate\Policy $policy The policy.
	 * @return string
	 */
	private static function describe( $policy ) {
		return $policy->mode() . ( $policy->simulates() ? ' (simulated)' : '' );
	}

	/**
	 * Lists what is closed, by whoever registered it.
	 *
	 * @param RestGate\Document $document The document.
	 * @param RestGate\Policy   $policy   Its policy.
	 */
	private static function list_closed( $document, $policy ) {
		$mode = $policy->mode();
		if ( 'off' === $mode ) {
			return;
		}
		$presets = 'restrict' === $mode ? self::presets_with_something_to_add( $document ) : array();
		$today   = Rest_Gate_Facts::today();
		$rows    = array();
		foreach ( Rest_Gate_Endpoint_Owners::all() as $owner ) {
			$closed = array_filter(
				$owner['endpoints'],
				static function ( $endpoint ) use ( $policy, $mode, $today ) {
					return 'restrict' !== $mode || 'none' === $policy->opens( $endpoint, $today );
				}
			);
			if ( $closed ) {
				$values = array( $owner['name'], count( $closed ), count( $owner['endpoints'] ), self::presets_for( $presets, $owner ) );
				$rows[] = array_combine( self::FIELDS, $values );
			}
		}
		if ( $rows ) {
			$whom = 'restrict' === $mode ? 'strangers' : 'everybody';
			WP_CLI::log( $policy->simulates() ? "Would be closed to $whom:" : "Closed to $whom:" );
			self::display( $rows, self::FIELDS, array( 'format' => 'table' ) );
		}
	}

	/**
	 * The presets that open something on this site that is not open yet.
	 *
	 * @param RestGate\Document $document The document.
	 * @return array[]
	 */
	private static function presets_with_something_to_add( $document ) {
		$registered = Rest_Gate_Endpoints::registered();
		return array_filter(
			RestGate\Catalog::presets(),
			static function ( array $preset ) use ( $document, $registered ) {
				return self::attempt(
					static function () use ( $document, $preset, $registered ) {
						return $document->withPreset( $preset['id'], $registered )->json() !== $document->json();
					}
				);
			}
		);
	}

	/**
	 * The presets that are about a plugin: by its main file or by the endpoints that it registered.
	 *
	 * @param array[] $presets The presets.
	 * @param array   $owner   The plugin.
	 * @return string
	 */
	private static function presets_for( array $presets, array $owner ) {
		$about = array_filter(
			$presets,
			static function ( array $preset ) use ( $owner ) {
				return in_array( $owner['plugin'], $preset['plugins'], true )
					|| array_intersect( array_column( $preset['opens'], 'endpoint' ), $owner['endpoints'] );
			}
		);
		return implode( ', ', array_column( $about, 'id' ) );
	}
}
