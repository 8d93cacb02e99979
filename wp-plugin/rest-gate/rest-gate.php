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
define( 'REST_GATE_PROTOCOL', 1 );

require_once __DIR__ . '/includes/class-rest-gate-extension.php';
require_once __DIR__ . '/includes/class-rest-gate-fallback.php';
require_once __DIR__ . '/includes/class-rest-gate-history.php';
require_once __DIR__ . '/includes/class-rest-gate-settings.php';
require_once __DIR__ . '/includes/class-rest-gate-facts.php';
require_once __DIR__ . '/includes/class-rest-gate-origin.php';
require_once __DIR__ . '/includes/class-rest-gate-endpoints.php';
require_once __DIR__ . '/includes/class-rest-gate-verdict.php';
require_once __DIR__ . '/includes/class-rest-gate-decider.php';
require_once __DIR__ . '/includes/class-rest-gate-refusal.php';
require_once __DIR__ . '/includes/class-rest-gate-batch.php';
require_once __DIR__ . '/includes/class-rest-gate-entry-check.php';
require_once __DIR__ . '/includes/class-rest-gate-gatekeeper.php';
require_once __DIR__ . '/includes/class-rest-gate-hooks.php';
require_once __DIR__ . '/includes/class-rest-gate-loader-file.php';
require_once __DIR__ . '/includes/class-rest-gate-heartbeat.php';
require_once __DIR__ . '/includes/class-rest-gate-health.php';
require_once __DIR__ . '/includes/class-rest-gate-notices.php';
require_once __DIR__ . '/includes/class-rest-gate-lifecycle.php';

Rest_Gate_Lifecycle::register();
Rest_Gate_Heartbeat::register();
Rest_Gate_Notices::register();

if ( ! Rest_Gate_Extension::is_disabled() ) {
	Rest_Gate_Hooks::register( new Rest_Gate_Gatekeeper( new Rest_Gate_Decider() ) );
}

if ( defined( 'WP_CLI' ) && WP_CLI ) {
	require_once __DIR__ . '/includes/cli/commands.php';
}
