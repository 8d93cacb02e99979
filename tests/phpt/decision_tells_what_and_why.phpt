--TEST--
A decision tells outcome, reason, entry, status and code
--FILE--
<?php
require __DIR__ . '/support.inc';

$entries = array(
	array( 'pattern' => '/wp-json/a/v1/*' ),
	array( 'pattern' => '/wp-json/read/v1/*', 'methods' => array( 'GET' ) ),
	array( 'pattern' => '/wp-json/soon/v1', 'expires' => '2027-01-31' ),
	array( 'pattern' => '/wp-json/past/v1', 'expires' => '2027-01-30' ),
	array( 'endpoint' => '/forms/v1/(?P<id>\\d+)', 'methods' => array( 'POST' ) ),
);
$modes   = array(
	'off'                 => policy( array( 'mode' => 'off', 'allowlist' => $entries ) ),
	'restrict'            => policy( array( 'allowlist' => $entries ) ),
	'restrict, simulate'  => policy( array( 'simulate' => true, 'allowlist' => $entries ) ),
	'block_all'           => policy( array( 'mode' => 'block_all', 'allowlist' => $entries ) ),
	'block_all, simulate' => policy( array( 'mode' => 'block_all', 'simulate' => true, 'allowlist' => $entries ) ),
);
$asks    = array(
	'stranger, nothing opens it'  => array( '/wp/v2/users', 'GET', 'anonymous', TODAY ),
	'stranger, opened'            => array( '/A/V1/x', 'DELETE', 'anonymous', TODAY ),
	'stranger, segment border'    => array( '/a/v1-evil', 'GET', 'anonymous', TODAY ),
	'stranger, HEAD as GET'       => array( '/read/v1', 'HEAD', 'anonymous', TODAY ),
	'stranger, OPTIONS as GET'    => array( '/read/v1', 'OPTIONS', 'anonymous', TODAY ),
	'stranger, other method'      => array( '/read/v1/x', 'POST', 'anonymous', TODAY ),
	'stranger, last day'          => array( '/soon/v1', 'GET', 'anonymous', TODAY ),
	'stranger, over'              => array( '/past/v1', 'GET', 'anonymous', TODAY ),
	'stranger, dot segment'       => array( '/a/v1/../../wp/v2/users', 'GET', 'anonymous', TODAY ),
	'stranger, endpoint'          => array( '/forms/v1/7', 'POST', 'anonymous', TODAY, '/forms/v1/(?P<id>\\d+)' ),
	'stranger, endpoint unknown'  => array( '/forms/v1/7', 'POST', 'anonymous', TODAY, null ),
	'stranger, preflight'         => array( '/wp/v2/users', 'OPTIONS', 'anonymous', TODAY, null, true ),
	'vouched'                     => array( '/wp/v2/users', 'GET', 'vouched', TODAY ),
	'user'                        => array( '/wp/v2/users', 'GET', 'user', TODAY ),
	'user, dot segment'           => array( '/wp/v2/../x', 'GET', 'user', TODAY ),
);
line( 'outcome | reason | flags | entry | source | simulated | status | code' );
foreach ( $modes as $mode => $policy ) {
	line( "-- $mode" );
	foreach ( $asks as $who => $ask ) {
		$decision = $policy->decide( ...$ask );
		$flags    = array_keys(
			array_filter(
				array(
					'refused'            => $decision->refused(),
					'preflight'          => $decision->preflight(),
					'allowlisted'        => $decision->allowlisted(),
					'needs the endpoint' => $decision->needsEndpoint(),
				)
			)
		);
		line(
			$who,
			$decision->outcome(),
			$decision->reason(),
			implode( ', ', $flags ),
			$decision->pattern(),
			$decision->source(),
			$decision->simulated(),
			$decision->status(),
			$decision->code()
		);
	}
}
--EXPECT--
outcome | reason | flags | entry | source | simulated | status | code
-- off
stranger, nothing opens it | allowed | mode_off |  | null | null | null | 0 | 
stranger, opened | allowed | mode_off |  | null | null | null | 0 | 
stranger, segment border | allowed | mode_off |  | null | null | null | 0 | 
stranger, HEAD as GET | allowed | mode_off |  | null | null | null | 0 | 
stranger, OPTIONS as GET | allowed | mode_off |  | null | null | null | 0 | 
stranger, other method | allowed | mode_off |  | null | null | null | 0 | 
stranger, last day | allowed | mode_off |  | null | null | null | 0 | 
stranger, over | allowed | mode_off |  | null | null | null | 0 | 
stranger, dot segment | allowed | mode_off |  | null | null | null | 0 | 
stranger, endpoint | allowed | mode_off |  | null | null | null | 0 | 
stranger, endpoint unknown | allowed | mode_off |  | null | null | null | 0 | 
stranger, preflight | allowed | mode_off |  | null | null | null | 0 | 
vouched | allowed | mode_off |  | null | null | null | 0 | 
user | allowed | mode_off |  | null | null | null | 0 | 
user, dot segment | allowed | mode_off |  | null | null | null | 0 | 
-- restrict
stranger, nothing opens it | blocked | not_allowlisted | refused, needs the endpoint | null | null | null | 401 | rest_gate_restricted
stranger, opened | allowlisted | custom | allowlisted | /wp-json/a/v1/* | custom | null | 0 | 
stranger, segment border | blocked | not_allowlisted | refused, needs the endpoint | null | null | null | 401 | rest_gate_restricted
stranger, HEAD as GET | allowlisted | custom | allowlisted | /wp-json/read/v1/* | custom | null | 0 | 
stranger, OPTIONS as GET | allowlisted | custom | allowlisted | /wp-json/read/v1/* | custom | null | 0 | 
stranger, other method | blocked | method_not_allowlisted | refused, needs the endpoint | /wp-json/read/v1/* | custom | null | 401 | rest_gate_restricted
stranger, last day | allowlisted | custom | allowlisted | /wp-json/soon/v1 | custom | null | 0 | 
stranger, over | blocked | entry_expired | refused, needs the endpoint | /wp-json/past/v1 | custom | null | 401 | rest_gate_restricted
stranger, dot segment | blocked | route_not_clean | refused | null | null | null | 401 | rest_gate_restricted
stranger, endpoint | allowlisted | custom | allowlisted | /forms/v1/(?P<id>\d+) | custom | null | 0 | 
stranger, endpoint unknown | blocked | not_allowlisted | refused, needs the endpoint | null | null | null | 401 | rest_gate_restricted
stranger, preflight | preflight | preflight | preflight | null | null | null | 0 | 
vouched | allowed | vouched |  | null | null | null | 0 | 
user | allowed | authenticated |  | null | null | null | 0 | 
user, dot segment | allowed | authenticated |  | null | null | null | 0 | 
-- restrict, simulate
stranger, nothing opens it | allowed | not_allowlisted | needs the endpoint | null | null | blocked | 0 | 
stranger, opened | allowlisted | custom | allowlisted | /wp-json/a/v1/* | custom | null | 0 | 
stranger, segment border | allowed | not_allowlisted | needs the endpoint | null | null | blocked | 0 | 
stranger, HEAD as GET | allowlisted | custom | allowlisted | /wp-json/read/v1/* | custom | null | 0 | 
stranger, OPTIONS as GET | allowlisted | custom | allowlisted | /wp-json/read/v1/* | custom | null | 0 | 
stranger, other method | allowed | method_not_allowlisted | needs the endpoint | /wp-json/read/v1/* | custom | blocked | 0 | 
stranger, last day | allowlisted | custom | allowlisted | /wp-json/soon/v1 | custom | null | 0 | 
stranger, over | allowed | entry_expired | needs the endpoint | /wp-json/past/v1 | custom | blocked | 0 | 
stranger, dot segment | allowed | route_not_clean |  | null | null | blocked | 0 | 
stranger, endpoint | allowlisted | custom | allowlisted | /forms/v1/(?P<id>\d+) | custom | null | 0 | 
stranger, endpoint unknown | allowed | not_allowlisted | needs the endpoint | null | null | blocked | 0 | 
stranger, preflight | allowed | preflight |  | null | null | preflight | 0 | 
vouched | allowed | vouched |  | null | null | null | 0 | 
user | allowed | authenticated |  | null | null | null | 0 | 
user, dot segment | allowed | authenticated |  | null | null | null | 0 | 
-- block_all
stranger, nothing opens it | blocked | block_all | refused | null | null | null | 401 | rest_gate_blocked_all
stranger, opened | blocked | block_all | refused | null | null | null | 401 | rest_gate_blocked_all
stranger, segment border | blocked | block_all | refused | null | null | null | 401 | rest_gate_blocked_all
stranger, HEAD as GET | blocked | block_all | refused | null | null | null | 401 | rest_gate_blocked_all
stranger, OPTIONS as GET | blocked | block_all | refused | null | null | null | 401 | rest_gate_blocked_all
stranger, other method | blocked | block_all | refused | null | null | null | 401 | rest_gate_blocked_all
stranger, last day | blocked | block_all | refused | null | null | null | 401 | rest_gate_blocked_all
stranger, over | blocked | block_all | refused | null | null | null | 401 | rest_gate_blocked_all
stranger, dot segment | blocked | block_all | refused | null | null | null | 401 | rest_gate_blocked_all
stranger, endpoint | blocked | block_all | refused | null | null | null | 401 | rest_gate_blocked_all
stranger, endpoint unknown | blocked | block_all | refused | null | null | null | 401 | rest_gate_blocked_all
stranger, preflight | preflight | preflight | preflight | null | null | null | 0 | 
vouched | blocked | block_all | refused | null | null | null | 401 | rest_gate_blocked_all
user | blocked | block_all | refused | null | null | null | 403 | rest_gate_blocked_all
user, dot segment | blocked | block_all | refused | null | null | null | 403 | rest_gate_blocked_all
-- block_all, simulate
stranger, nothing opens it | allowed | block_all |  | null | null | blocked | 0 | 
stranger, opened | allowed | block_all |  | null | null | blocked | 0 | 
stranger, segment border | allowed | block_all |  | null | null | blocked | 0 | 
stranger, HEAD as GET | allowed | block_all |  | null | null | blocked | 0 | 
stranger, OPTIONS as GET | allowed | block_all |  | null | null | blocked | 0 | 
stranger, other method | allowed | block_all |  | null | null | blocked | 0 | 
stranger, last day | allowed | block_all |  | null | null | blocked | 0 | 
stranger, over | allowed | block_all |  | null | null | blocked | 0 | 
stranger, dot segment | allowed | block_all |  | null | null | blocked | 0 | 
stranger, endpoint | allowed | block_all |  | null | null | blocked | 0 | 
stranger, endpoint unknown | allowed | block_all |  | null | null | blocked | 0 | 
stranger, preflight | allowed | preflight |  | null | null | preflight | 0 | 
vouched | allowed | block_all |  | null | null | blocked | 0 | 
user | allowed | block_all |  | null | null | blocked | 0 | 
user, dot segment | allowed | block_all |  | null | null | blocked | 0 |
