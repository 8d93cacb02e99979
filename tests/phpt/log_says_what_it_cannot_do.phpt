--TEST--
The log says which text was wrong, and where there is no log
--INI--
rest_gate.state_dir=/nonexistent/rest-gate
--FILE--
<?php
use RestGate\Log;
use RestGate\Policy;

$policy = Policy::compile( '{"version":1,"mode":"off"}' );
$site   = array( 'id' => str_repeat( '0a', 16 ) );
$log    = Log::open( $policy, $site );

$tries = array(
	static fn() => Log::open( $policy, array( 'id' => '../../etc' ) ),
	static fn() => Log::open( $policy, $site + array( 'keys' => array( 'short' ) ) ),
	static fn() => $log->page( array( 'rute' => '/x' ) ),
	static fn() => $log->page( array( 'outcome' => "\xff" ) ),
	static fn() => $log->page( array(), 'biggest' ),
	static fn() => $log->page( array(), null, "newest.next.0.x' OR 1=1" ),
	static fn() => $log->find( '7' ),
	static fn() => $log->purge( 'yesterday' ),
	static fn() => $log->export( 'xml', array(), 'strlen', 1 ),
	static fn() => $log->page( array() ),
	static fn() => $log->import( 100 ),
	static fn() => $log->clear(),
	static fn() => $log->stats(),
);
foreach ( $tries as $try ) {
	try {
		$try();
		echo "done\n";
	} catch ( RestGate\Exception $error ) {
		echo get_class( $error ), ': ', $error->getMessage(), "\n";
	}
}
?>
--EXPECTF--
RestGate\ArgumentException: the site id `../../etc` is not 32 hexadecimal digits
RestGate\ArgumentException: a key for addresses is not 64 hexadecimal digits
RestGate\ArgumentException: %srute%s
RestGate\ArgumentException: %soutcome%s
RestGate\ArgumentException: `biggest` is no order; there are `newest`, `oldest`, `slowest`, `status`
RestGate\ArgumentException: the cursor is not one that a page came with: ask for the first page
RestGate\ArgumentException: `7` is no request id; one looks like `019ab5c0e2f1-8c41d09e2`
RestGate\ArgumentException: `yesterday` is no day; one looks like `2026-11-01`
RestGate\ArgumentException: `xml` is no format; there are `csv`, `json`, `jsonl`
RestGate\LogException: the folder /nonexistent/rest-gate does not exist: make it with `install -d -m 1733 /nonexistent/rest-gate`, or set rest_gate.state_dir
RestGate\LogException: the folder /nonexistent/rest-gate does not exist: make it with `install -d -m 1733 /nonexistent/rest-gate`, or set rest_gate.state_dir
RestGate\LogException: the folder /nonexistent/rest-gate does not exist: make it with `install -d -m 1733 /nonexistent/rest-gate`, or set rest_gate.state_dir
RestGate\LogException: the folder /nonexistent/rest-gate does not exist: make it with `install -d -m 1733 /nonexistent/rest-gate`, or set rest_gate.state_dir
