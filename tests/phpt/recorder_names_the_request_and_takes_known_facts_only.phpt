--TEST--
The recorder names the request, and takes facts that a record has
--FILE--
<?php
use RestGate\Policy;
use RestGate\Recorder;

$id = Recorder::requestId();
echo preg_match( '/\A[0-9a-f]{12}-[0-9a-f]{9}\z/', $id ), ' ', $id === Recorder::requestId() ? 'the same' : 'another', "\n";
echo abs( hexdec( substr( $id, 0, 12 ) ) - 1000 * time() ) < 60000 ? "tells the time\n" : "tells another time\n";

Recorder::tell( array( 'route' => "\xff\0/x", 'user_id' => 7, 'outcome' => 'blocked', 'served' => true ) );
foreach ( array( array( 'rute' => '/x' ), array( 'outcome' => 'maybe' ), array( "\xff" => 1 ) ) as $facts ) {
	try {
		Recorder::tell( $facts );
		echo "taken\n";
	} catch ( RestGate\ArgumentException $error ) {
		echo substr( $error->getMessage(), 0, 36 ), "\n";
	}
}

$on   = Policy::compile( '{"version":1,"mode":"off","log":{"enabled":true,"hash_ips":true}}' );
$site = array( 'id' => str_repeat( '0a', 16 ), 'url' => 'http://example.com', 'blog_id' => 1, 'key' => str_repeat( '0a', 32 ) );
var_dump( $on->logs(), $on->hashesIps(), $on->recordsBodies() );
// Nothing of a command line is recorded.
var_dump( Recorder::open( $on, $site ), Recorder::problem() );
Recorder::leave();
Recorder::item( array( 'route' => '/x', 'status' => 200 ) );
?>
--EXPECTF--
1 the same
tells the time
`rute` is no fact of a record; there
`maybe` is no outcome
`%s` is no fact of a record; there%S
bool(true)
bool(true)
bool(false)
bool(false)
NULL
