--TEST--
The catalog lists the built-in entries and the presets, also those of gates, each with its purpose
--FILE--
<?php
require __DIR__ . '/support.inc';

foreach ( RestGate\Catalog::builtin() as $row ) {
	line( array_keys( $row ), '' !== $row['purpose'], policy( array( 'builtin_disabled' => array( $row['entry'] ) ) )->mode() );
}
foreach ( RestGate\Catalog::presets() as $preset ) {
	$wrong = array();
	foreach ( $preset['opens'] as $open ) {
		if ( array( 'endpoint', 'methods', 'purpose' ) !== array_keys( $open ) || '' === $open['purpose'] || array() === $open['methods'] ) {
			$wrong[] = $open;
		}
	}
	line( $preset['id'], array_keys( $preset ), array_is_list( $preset['plugins'] ), array_is_list( $preset['opens'] ), $wrong );
}
line( RestGate\Catalog::presets()[0] );
foreach ( RestGate\Catalog::gatePresets() as $preset ) {
	line( $preset['id'], array_keys( $preset ), ! in_array( '', $preset, true ) );
}
--EXPECT--
["entry","purpose"] | true | restrict
["entry","purpose"] | true | restrict
["entry","purpose"] | true | restrict
["entry","purpose"] | true | restrict
["entry","purpose"] | true | restrict
["entry","purpose"] | true | restrict
["entry","purpose"] | true | restrict
["entry","purpose"] | true | restrict
oembed | ["id","name","plugins","source","note","opens"] | true | true | []
contact-form-7 | ["id","name","plugins","source","note","opens"] | true | true | []
wpforms | ["id","name","plugins","source","note","opens"] | true | true | []
woocommerce-store-api | ["id","name","plugins","source","note","opens"] | true | true | []
activitypub | ["id","name","plugins","source","note","opens"] | true | true | []
jetpack | ["id","name","plugins","source","note","opens"] | true | true | []
{"id":"oembed","name":"oEmbed","plugins":[],"source":"WordPress 7.1.1, wp-includes/class-wp-oembed-controller.php","note":"The proxy route stays closed: it needs `edit_posts`.","opens":[{"endpoint":"/oembed/1.0/embed","methods":["GET"],"purpose":"other sites fetch the embed data of public posts"}]}
posts-and-pages | ["id","name","purpose","note"] | true
users-list | ["id","name","purpose","note"] | true
application-passwords-read-only | ["id","name","purpose","note"] | true
no-anonymous-writes | ["id","name","purpose","note"] | true
administrators-only | ["id","name","purpose","note"] | true
