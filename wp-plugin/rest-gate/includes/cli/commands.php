<?php
/**
 * Registers the WP-CLI commands.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/class-rest-gate-command-namespace.php';
require_once __DIR__ . '/class-rest-gate-command.php';
require_once __DIR__ . '/class-rest-gate-endpoint-owners.php';
require_once __DIR__ . '/class-rest-gate-target.php';
require_once __DIR__ . '/class-rest-gate-named-caller.php';
require_once __DIR__ . '/class-rest-gate-gate-inquiry.php';
require_once __DIR__ . '/class-rest-gate-ability-run.php';
require_once __DIR__ . '/class-rest-gate-inquiry.php';
require_once __DIR__ . '/class-rest-gate-gate-rows.php';
require_once __DIR__ . '/class-rest-gate-gate-requirements.php';
require_once __DIR__ . '/class-rest-gate-gate-form.php';
require_once __DIR__ . '/class-rest-gate-policy-case.php';
require_once __DIR__ . '/class-rest-gate-loopback.php';
require_once __DIR__ . '/class-rest-gate-status-command.php';
require_once __DIR__ . '/class-rest-gate-mode-command.php';
require_once __DIR__ . '/class-rest-gate-allowlist-command.php';
require_once __DIR__ . '/class-rest-gate-allowlist-test-command.php';
require_once __DIR__ . '/class-rest-gate-builtin-command.php';
require_once __DIR__ . '/class-rest-gate-gate-command.php';
require_once __DIR__ . '/class-rest-gate-gate-test-command.php';
require_once __DIR__ . '/class-rest-gate-gate-preset-command.php';
require_once __DIR__ . '/class-rest-gate-policy-command.php';
require_once __DIR__ . '/class-rest-gate-policy-test-command.php';
require_once __DIR__ . '/class-rest-gate-revision-command.php';
require_once __DIR__ . '/class-rest-gate-preset-command.php';
require_once __DIR__ . '/class-rest-gate-explain-command.php';
require_once __DIR__ . '/class-rest-gate-log-filter.php';
require_once __DIR__ . '/class-rest-gate-log-rows.php';
require_once __DIR__ . '/class-rest-gate-log-subcommand.php';
require_once __DIR__ . '/class-rest-gate-log-command.php';
require_once __DIR__ . '/class-rest-gate-log-show-command.php';
require_once __DIR__ . '/class-rest-gate-log-export-command.php';
require_once __DIR__ . '/class-rest-gate-log-tail-command.php';
require_once __DIR__ . '/class-rest-gate-log-store-command.php';
require_once __DIR__ . '/class-rest-gate-log-removal-command.php';
require_once __DIR__ . '/class-rest-gate-section-settings.php';
require_once __DIR__ . '/class-rest-gate-section-command.php';
require_once __DIR__ . '/class-rest-gate-switch-command.php';
require_once __DIR__ . '/class-rest-gate-log-settings-command.php';
require_once __DIR__ . '/class-rest-gate-tarpit-command.php';
require_once __DIR__ . '/class-rest-gate-rate-limit-command.php';
require_once __DIR__ . '/class-rest-gate-early-command.php';
require_once __DIR__ . '/class-rest-gate-prometheus.php';
require_once __DIR__ . '/class-rest-gate-stats-command.php';

( static function () {
	$log_store    = new Rest_Gate_Log_Store_Command();
	$log_removal  = new Rest_Gate_Log_Removal_Command();
	$log_settings = new Rest_Gate_Log_Settings_Command();
	$commands     = array(
		'mode'            => new Rest_Gate_Mode_Command(),
		'allowlist'       => new Rest_Gate_Allowlist_Command(),
		'allowlist test'  => new Rest_Gate_Allowlist_Test_Command(),
		'builtin'         => new Rest_Gate_Builtin_Command(),
		'gate'            => new Rest_Gate_Gate_Command(),
		'gate test'       => new Rest_Gate_Gate_Test_Command(),
		'gate preset'     => new Rest_Gate_Gate_Preset_Command(),
		'policy'          => new Rest_Gate_Policy_Command(),
		'policy test'     => new Rest_Gate_Policy_Test_Command(),
		'policy history'  => array( new Rest_Gate_Revision_Command(), 'history' ),
		'policy rollback' => array( new Rest_Gate_Revision_Command(), 'rollback' ),
		'policy show'     => array( new Rest_Gate_Revision_Command(), 'show' ),
		'preset'          => new Rest_Gate_Preset_Command(),
		'explain'         => new Rest_Gate_Explain_Command(),
		'tarpit'          => new Rest_Gate_Tarpit_Command(),
		'rate-limit'      => new Rest_Gate_Rate_Limit_Command(),
		'early'           => new Rest_Gate_Early_Command(),
		'stats'           => new Rest_Gate_Stats_Command(),
		'log'             => new Rest_Gate_Log_Command(),
		'log show'        => new Rest_Gate_Log_Show_Command(),
		'log export'      => new Rest_Gate_Log_Export_Command(),
		'log tail'        => new Rest_Gate_Log_Tail_Command(),
		'log stats'       => array( $log_store, 'stats' ),
		'log import'      => array( $log_store, 'import' ),
		'log verify'      => array( $log_store, 'verify' ),
		'log purge'       => array( $log_removal, 'purge' ),
		'log clear'       => array( $log_removal, 'clear' ),
		'log settings'    => array( $log_settings, 'settings' ),
		'log set'         => array( $log_settings, 'set' ),
		'log enable'      => array( $log_settings, 'enable' ),
		'log disable'     => array( $log_settings, 'disable' ),
		'log rotate-key'  => array( $log_settings, 'rotate_key' ),
	);
	WP_CLI::add_command( 'rest-gate', 'Rest_Gate_Command_Namespace' );
	// The one that must work without the extension.
	WP_CLI::add_command( 'rest-gate status', new Rest_Gate_Status_Command() );
	foreach ( $commands as $name => $command ) {
		WP_CLI::add_command( 'rest-gate ' . $name, $command, array( 'before_invoke' => array( 'Rest_Gate_Command', 'require_extension' ) ) );
	}
} )();
