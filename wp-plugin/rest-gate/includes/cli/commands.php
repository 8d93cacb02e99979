<?php
/**
 * Registers the WP-CLI commands.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;
