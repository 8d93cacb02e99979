<?php
/**
 * Plugin Name:       REST Gate
 * Description:       Closes the REST API to strangers without breaking the editor, the shop or the forms, and says why it refused.
 * Version:           0.1.0
 * Requires at least: 6.5
 * Requires PHP:      8.1
 * Author:            The REST Gate authors
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       rest-gate
 *
 * Loads the plugin. Thin by rule: the files below gather facts, ask the extension rest_gate and
 * carry out its answer. Whatever compares a route belongs into the extension.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

// The must-use loader and WordPress both include this file.
if ( defined( 'REST_GATE_VERSION' ) ) {
	return;
}

define( 'REST_GATE_VERSION', '0.1.0' );
define( 'REST_GATE_FILE', __FILE__ );
define( 'REST_GATE_DIR', __DIR__ );

/** The protocol that this plugin speaks; the extension must speak the same. */
define( 'REST_GATE_PROTOCOL', 4 );

require_once __DIR__ . '/includes/class-rest-gate-extension.php';
require_once __DIR__ . '/includes/class-rest-gate-fallback.php';
require_once __DIR__ . '/includes/class-rest-gate-fallback-gates.php';
require_once __DIR__ . '/includes/class-rest-gate-history.php';
require_once __DIR__ . '/includes/class-rest-gate-option-row.php';
require_once __DIR__ . '/includes/class-rest-gate-settings.php';
require_once __DIR__ . '/includes/class-rest-gate-facts.php';
require_once __DIR__ . '/includes/class-rest-gate-caller.php';
require_once __DIR__ . '/includes/class-rest-gate-origin.php';
require_once __DIR__ . '/includes/class-rest-gate-endpoints.php';
require_once __DIR__ . '/includes/class-rest-gate-verdict.php';
require_once __DIR__ . '/includes/class-rest-gate-policy-in-force.php';
require_once __DIR__ . '/includes/class-rest-gate-decider.php';
require_once __DIR__ . '/includes/class-rest-gate-refusal.php';
require_once __DIR__ . '/includes/class-rest-gate-batch.php';
require_once __DIR__ . '/includes/class-rest-gate-entry-check.php';
require_once __DIR__ . '/includes/class-rest-gate-parameters.php';
require_once __DIR__ . '/includes/class-rest-gate-capabilities.php';
require_once __DIR__ . '/includes/class-rest-gate-objects.php';
require_once __DIR__ . '/includes/class-rest-gate-answers.php';
require_once __DIR__ . '/includes/class-rest-gate-gate-check.php';
require_once __DIR__ . '/includes/class-rest-gate-gating.php';
require_once __DIR__ . '/includes/class-rest-gate-guarded-endpoints.php';
require_once __DIR__ . '/includes/class-rest-gate-honest-index.php';
require_once __DIR__ . '/includes/class-rest-gate-gates.php';
require_once __DIR__ . '/includes/class-rest-gate-abilities.php';
require_once __DIR__ . '/includes/class-rest-gate-password-guard.php';
require_once __DIR__ . '/includes/class-rest-gate-permission.php';
require_once __DIR__ . '/includes/permission.php';
require_once __DIR__ . '/includes/class-rest-gate-restriction.php';
require_once __DIR__ . '/includes/class-rest-gate-site.php';
require_once __DIR__ . '/includes/class-rest-gate-credentials.php';
require_once __DIR__ . '/includes/class-rest-gate-blame.php';
require_once __DIR__ . '/includes/class-rest-gate-batch-records.php';
require_once __DIR__ . '/includes/class-rest-gate-recorder.php';
require_once __DIR__ . '/includes/class-rest-gate-site-log.php';
require_once __DIR__ . '/includes/class-rest-gate-site-days.php';
require_once __DIR__ . '/includes/class-rest-gate-log-cron.php';
require_once __DIR__ . '/includes/class-rest-gate-log-health.php';
require_once __DIR__ . '/includes/class-rest-gate-defence.php';
require_once __DIR__ . '/includes/class-rest-gate-strangers.php';
require_once __DIR__ . '/includes/class-rest-gate-model-check.php';
require_once __DIR__ . '/includes/class-rest-gate-snapshot.php';
require_once __DIR__ . '/includes/class-rest-gate-gatekeeper.php';
require_once __DIR__ . '/includes/class-rest-gate-hooks.php';
require_once __DIR__ . '/includes/class-rest-gate-loader-file.php';
require_once __DIR__ . '/includes/class-rest-gate-heartbeat.php';
require_once __DIR__ . '/includes/class-rest-gate-defence-health.php';
require_once __DIR__ . '/includes/class-rest-gate-missing-gates.php';
require_once __DIR__ . '/includes/class-rest-gate-health.php';
require_once __DIR__ . '/includes/class-rest-gate-notices.php';
require_once __DIR__ . '/includes/class-rest-gate-debug-info.php';
require_once __DIR__ . '/includes/class-rest-gate-lifecycle.php';

Rest_Gate_Lifecycle::register();
Rest_Gate_Heartbeat::register();
Rest_Gate_Notices::register();
Rest_Gate_Debug_Info::register();
Rest_Gate_Log_Cron::register();
Rest_Gate_Snapshot::register();

if ( ! Rest_Gate_Extension::is_disabled() ) {
	( static function () {
		$force      = new Rest_Gate_Policy_In_Force();
		$recorder   = new Rest_Gate_Recorder( $force );
		$gatekeeper = new Rest_Gate_Gatekeeper( $force, new Rest_Gate_Decider( $force ), $recorder );
		$recorder->register();
		Rest_Gate_Hooks::register( $gatekeeper );
		Rest_Gate_Abilities::register( $gatekeeper );
		Rest_Gate_Password_Guard::register( $force );
	} )();
}

if ( defined( 'WP_CLI' ) && WP_CLI ) {
	require_once __DIR__ . '/includes/cli/commands.php';
}
