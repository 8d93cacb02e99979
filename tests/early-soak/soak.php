<?php
/**
 * Soaks the early gate: called by tests/soak-early, which says how.
 *
 * @package RestGate
 */

foreach ( array( 'Lab', 'Http', 'Login', 'Options', 'Deployed', 'FastCgi', 'SnapshotFile' ) as $name ) {
	require_once dirname( __DIR__ ) . "/wordpress/support/$name.php";
}
foreach ( glob( __DIR__ . '/[A-Z]*.php' ) as $file ) {
	require_once $file;
}

$is_long  = ! in_array( '--short', $argv, true );
$settings = array(
	'long'     => $is_long,
	'seed'     => (int) ( getenv( 'REST_GATE_SEED' ) ?: 1 ),
	'requests' => $is_long ? (int) ( getenv( 'REST_GATE_SOAK_REQUESTS' ) ?: 2000000 ) : 3000,
	'least'    => $is_long ? 0 : 7,
	'longest'  => (float) ( getenv( 'REST_GATE_SOAK_SECONDS' ) ?: INF ),
	'pace'     => $is_long ? 1 : 0.05,
	// Each empties PHP's cache of compiled scripts, and WordPress is slow for a while.
	'reload'   => $is_long ? 20 : 2,
	'reloads'  => $is_long ? PHP_INT_MAX : 2,
	'most'     => $is_long ? 2000 : 100,
);
$parts    = array_intersect( array( 'requests', 'snapshots', 'ways' ), $argv ) ?: ( $is_long ? array( 'requests', 'snapshots', 'ways' ) : array( 'requests', 'snapshots' ) );
$report   = new Report();
$folder   = sys_get_temp_dir() . '/rest-gate-soak-' . getmypid();
$running  = array();
if ( 'on' !== Lab::env( 'EXTENSION' ) || 0 !== posix_geteuid() ) {
	fwrite( STDERR, "soak-early: it must be root, and the extension loaded in the test site: run tests/site/site extension on\n" );
	exit( 1 );
}
// Whoever ends the soak has everything taken away again.
pcntl_async_signals( true );
$interrupted = static function () {
	throw new RuntimeException( 'interrupted' );
};
pcntl_signal( SIGTERM, $interrupted );
pcntl_signal( SIGINT, $interrupted );
// What fails can be repeated.
printf( "soak-early: seed %d\n", $settings['seed'] );
try {
	foreach ( array( '', '/one', '/other', '/gate' ) as $name ) {
		mkdir( $folder . $name, 0755 );
	}
	chmod( "$folder/gate", 01733 );
	Site::prepare();
	$fpm       = $running[] = new PhpFpm( "$folder/one", "$folder/gate", array( 'soak' => array( 4, $settings['most'] ), 'abuse' => array( 4, 25 ), 'late' => array( 1, 0, 0 ) ) );
	$lasting   = $running[] = new PhpFpm( "$folder/other", "$folder/gate", array( 'lasting' => array( 1, 0 ) ) );
	$kinds     = Kinds::all( Site::known(), $is_long ? 0.0025 : 0.02 );
	$reference = new Reference( $fpm, $kinds, array_keys( Policies::documents() ) );
	$oddities  = $reference->oddities( $kinds );
	$report->check( 'WordPress alone answers as the policies say', array() === $oddities, implode( "\n", $oddities ) );
	if ( in_array( 'requests', $parts, true ) ) {
		( new Soak( $fpm, $lasting, $kinds, $reference, $folder, $settings ) )->run( $report );
	}
	if ( in_array( 'snapshots', $parts, true ) ) {
		( new Abuse( $fpm, $kinds, $reference, $folder ) )->run( $report, $is_long ? 1000 : 60, $settings['seed'] );
	}
	if ( in_array( 'ways', $parts, true ) ) {
		( new WayOut( $fpm, $kinds['users']['bytes'], $kinds['application password']['bytes'] ) )->take_all( $report );
	}
	foreach ( $running as $one ) {
		$report->check( 'PHP complains of nothing', '' === $one->complaints(), substr( $one->complaints(), 0, 2000 ) );
	}
} finally {
	array_map( static fn( $one ) => $one->stop(), $running );
	Harms::remove( $folder );
	Site::restore();
}
exit( $report->total() ? 0 : 1 );
