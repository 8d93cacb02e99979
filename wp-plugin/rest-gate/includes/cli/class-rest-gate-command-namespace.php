<?php
/**
 * What `wp help rest-gate` says of the commands as a whole.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Operates REST Gate: who may use the REST API of this site, and why a request was refused.
 *
 * Every change is stored as the next revision of the policy. One that was
 * made from a revision which is no longer the current one is refused.
 *
 * ## EXAMPLES
 *
 *     # Is the gate standing, here and in the web server's PHP?
 *     $ wp rest-gate status --refresh
 *
 *     # Try the restriction without refusing anybody.
 *     $ wp rest-gate mode restrict --simulate
 *
 *     # Which gates would hold who may publish, edit and delete?
 *     $ wp rest-gate gate preset show posts-and-pages
 *
 *     # Why is this request refused?
 *     $ wp rest-gate explain GET https://example.com/wp-json/wp/v2/users
 */
final class Rest_Gate_Command_Namespace extends WP_CLI\Dispatcher\CommandNamespace {
}
