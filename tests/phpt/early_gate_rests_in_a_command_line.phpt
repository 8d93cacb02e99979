--TEST--
In a command line nothing is refused early, delayed, limited or counted
--FILE--
<?php
use RestGate\Early;
use RestGate\Policy;
use RestGate\RateLimit;
use RestGate\Stats;
use RestGate\Tarpit;

$policy = Policy::compile(
	'{"version":1,"mode":"restrict","rate_limit":{"enabled":true,"client":"direct","per_minute":1,"burst":1},"tarpit":{"min_ms":100,"max_ms":100,"max_waiting":1}}'
);
$place  = array( 'home' => 'http://example.com', 'key_path' => '/', 'scripts' => array( __DIR__ . '/index.php' ) );
$site   = array( 'home' => 'http://example.com', 'permalink_structure' => '/%postname%/', 'rest_prefix' => 'wp-json' );
var_dump( $policy->refusesEarly(), Early::isOn(), Early::published( $place ), Early::publish( $place ), Early::withdraw( $place ) );
var_dump( Early::expected( $site ) );
var_dump( Tarpit::enter( $policy ) );
for ( $asked = 0; $asked < 3; $asked++ ) {
	var_dump( RateLimit::take( $policy, 'http://example.com', "/x\xff", 'GET' ), RateLimit::failed( $policy, 'http://example.com' ) );
}
var_dump( Stats::ofPool() );
foreach ( array( '{"version":1,"mode":"off"}', '{"version":1,"mode":"restrict","simulate":true}', '{"version":1,"mode":"block_all","early":{"enabled":false}}' ) as $other ) {
	var_dump( Policy::compile( $other )->refusesEarly() );
}
$described = array_column( Stats::descriptions(), 1, 0 );
echo $described['early_refused'], "\n", $described['early_passed_cookie'], "\n";
?>
--EXPECT--
bool(true)
bool(false)
NULL
bool(false)
bool(false)
NULL
NULL
NULL
NULL
NULL
NULL
NULL
NULL
array(0) {
}
bool(false)
bool(false)
bool(false)
requests refused before WordPress was loaded
requests passed on to WordPress: cookie
