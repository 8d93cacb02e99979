<?php
/**
 * `wp rest-gate rate-limit`: how often a stranger may ask.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Lists and changes how often a stranger may ask.
 *
 * Off until it is switched on, which needs `client`: `direct` where clients
 * connect to this server themselves, `proxies` where all of them come through
 * the proxies of `wp rest-gate log set proxies.trusted`. Behind a proxy that is
 * not known all visitors share one address.
 *
 * Limits of their own for some routes (`overrides`) are set in the policy
 * document: `wp rest-gate policy export` and `import`.
 */
final class Rest_Gate_Rate_Limit_Command extends Rest_Gate_Switch_Command {

	/**
	 * The section.
	 *
	 * @return string
	 */
	protected static function section() {
		return 'rate_limit';
	}
}
