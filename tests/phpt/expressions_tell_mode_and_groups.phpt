--TEST--
expressions() is JSON: mode, simulate, the allowlist in groups, and what the gates close
--FILE--
<?php
require __DIR__ . '/support.inc';

$policy = policy(
	array(
		'simulate'  => true,
		'allowlist' => array(
			array( 'pattern' => '/wp-json/a/v1/*' ),
			array( 'pattern' => '/wp-json/B.1/v1' ),
			array( 'pattern' => '/wp-json/c/v1', 'methods' => array( 'GET' ), 'expires' => '2027-12-31' ),
			array( 'pattern' => '/wc-auth/v2/*' ),
			array( 'endpoint' => '/d/v1/(?P<id>\\d+)', 'methods' => array( 'POST' ) ),
		),
		'gates'     => array(
			array( 'id' => 'c', 'endpoint' => '/d/v1/(?P<id>\\d+)', 'methods' => array( 'POST' ), 'require' => array( 'role' => 'editor' ) ),
			array( 'id' => 'b', 'pattern' => '/e/1.0/*', 'require' => array( 'application_password' => array( 'user' => 7, 'uuid' => '5f0c4a3e-0000-4000-8000-000000000001' ) ) ),
			array( 'id' => 'a', 'endpoint' => 'ability:core/x', 'require' => array( 'deny' => true ) ),
		),
	)
);
echo json_encode( json_decode( $policy->expressions() ), JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES ), "\n";
line( policy( array( 'mode' => 'block_all' ) )->expressions() );

$many = array();
for ( $number = 0; $number < 1000; $number++ ) {
	$many[] = "/wp-json/plugin-$number/v1/*";
}
$stored = json_decode( opening( ...$many )->expressions(), true );
line( 'a thousand patterns', count( $stored['allow'] ), 'expressions' );
$hits = 0;
foreach ( $stored['allow'] as $allow ) {
	$hits += preg_match( $allow['expression'], '/plugin-999/v1/x' ) + preg_match( $allow['expression'], '/plugin-0/v1' );
	if ( 0 !== preg_match( $allow['expression'], '/plugin-1000/v1' ) || 0 !== preg_match( $allow['expression'], '/plugin-9/v1-evil' ) ) {
		line( 'OPEN' );
	}
}
line( $hits, 'hits' );
foreach ( $stored['allow'] as $allow ) {
	if ( 1 === preg_match( $allow['expression'], '/wp/v2' . str_repeat( '/..a', 1 << 20 ) . "\n" ) ) {
		line( 'OPEN' );
	}
}
--EXPECT--
{
    "mode": "restrict",
    "simulate": true,
    "allow": [
        {
            "methods": null,
            "until": null,
            "expression": "~\\A(?![^\\x00-\\x1f\\x7f]*[\\x00-\\x1f\\x7f])(?!(?:.*/)?\\.\\.?(?:/|\\z))(?:/a/v1(?:/.*)?|/b\\.1/v1)\\z~Ds",
            "endpoint": null
        },
        {
            "methods": [
                "GET"
            ],
            "until": "2027-12-31",
            "expression": "~\\A(?![^\\x00-\\x1f\\x7f]*[\\x00-\\x1f\\x7f])(?!(?:.*/)?\\.\\.?(?:/|\\z))(?:/c/v1)\\z~Ds",
            "endpoint": null
        },
        {
            "methods": [
                "POST"
            ],
            "until": null,
            "expression": "~\\A(?![^\\x00-\\x1f\\x7f]*[\\x00-\\x1f\\x7f])(?!(?:.*/)?\\.\\.?(?:/|\\z))(?:.*)\\z~Ds",
            "endpoint": "/d/v1/(?P<id>\\d+)"
        }
    ],
    "gated": [
        {
            "methods": null,
            "endpoint": null,
            "expression": "~\\A(?:/+e/+1.0(?:/|\\z)|.*[^a-z0-9/_.\\-]|(?:.*/)?\\.\\.?(?:/|\\z))~Ds",
            "except": null
        },
        {
            "methods": [
                "POST"
            ],
            "endpoint": "/d/v1/(?P<id>\\d+)",
            "expression": "~\\A(?:/+d/+v1(?:/|\\z)|.*[^a-z0-9/_.\\-]|(?:.*/)?\\.\\.?(?:/|\\z))~Ds",
            "except": null
        },
        {
            "methods": null,
            "endpoint": null,
            "expression": "~\\A/wp/v2/users/[^/]+/application-passwords~D",
            "except": null
        }
    ],
    "abilities": [
        "core/x"
    ],
    "ability_routes": "~\\A(?:/+wp\\-abilities(?:/|\\z)|.*[^a-z0-9/_.\\-]|(?:.*/)?\\.\\.?(?:/|\\z))~Ds",
    "passwords": [
        "7 5f0c4a3e-0000-4000-8000-000000000001"
    ]
}
{"mode":"block_all","simulate":false,"allow":[],"gated":[],"abilities":[],"ability_routes":null,"passwords":[]}
a thousand patterns | 10 | expressions
2 | hits
