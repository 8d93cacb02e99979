--TEST--
explain() takes what decide() takes and tells each step of it
--FILE--
<?php
require __DIR__ . '/support.inc';

$policy = policy(
	array(
		'allowlist' => array(
			array( 'pattern' => '/wp-json/a/v1/*', 'methods' => array( 'GET' ) ),
			array( 'pattern' => '/wp-json/a/v1/x', 'expires' => '2026-12-31' ),
		),
	)
);
$asks   = array(
	array( '/a/v1/x', 'HEAD', 'anonymous', TODAY ),
	array( '/a/v1/x', 'POST', 'anonymous', TODAY ),
	array( '/b', 'OPTIONS', 'anonymous', TODAY ),
	array( "/a/v1/\n", 'GET', 'anonymous', TODAY ),
	array( '/b', 'GET', 'vouched', TODAY ),
	array( '/b', 'GET', 'user', TODAY ),
	array( '/b', 'OPTIONS', 'anonymous', TODAY, null, true ),
);
foreach ( $asks as $ask ) {
	line( $ask[1], $ask[0], $ask[2], $policy->decide( ...$ask )->outcome() );
	foreach ( $policy->explain( ...$ask ) as list( $step, $result ) ) {
		line( "  $step", $result );
	}
}
$simulating = policy( array( 'mode' => 'block_all', 'simulate' => true ) );
foreach ( $simulating->explain( '/b', 'GET', 'user', TODAY ) as list( $step, $result ) ) {
	line( "  $step", $result );
}
line( policy( array( 'mode' => 'off' ) )->explain( '/b', 'GET', 'user', TODAY ) );
--EXPECT--
HEAD | /a/v1/x | anonymous | allowlisted
  mode | restrict
  principal | a stranger: no WordPress user, nobody vouches
  method | decided as GET
  allowlist | custom `/wp-json/a/v1/*` opens it to everybody
POST | /a/v1/x | anonymous | blocked
  mode | restrict
  principal | a stranger: no WordPress user, nobody vouches
  method | decided as POST
  allowlist | custom `/wp-json/a/v1/*` selects it, but not with this method
  allowlist | custom `/wp-json/a/v1/x` selects it, but its last day is over
OPTIONS | /b | anonymous | blocked
  mode | restrict
  principal | a stranger: no WordPress user, nobody vouches
  method | decided as GET
  allowlist | no entry selects it
GET | /a/v1/\n | anonymous | blocked
  mode | restrict
  principal | a stranger: no WordPress user, nobody vouches
  route | holds control characters or dot segments: no entry selects it
GET | /b | vouched | allowed
  mode | restrict
  principal | no WordPress user, but a plugin vouches for the caller
GET | /b | user | allowed
  mode | restrict
  principal | a WordPress user
OPTIONS | /b | anonymous | preflight
  mode | restrict
  preflight | a true CORS preflight, which carries no credentials
  mode | block_all
  principal | a WordPress user
  simulate | would be blocked, but passes
[["mode","off"]]
