--TEST--
A policy tells its mode, hash, entries and what it opens
--FILE--
<?php
require __DIR__ . '/support.inc';

$policy = policy(
	array(
		'simulate'         => true,
		'builtin_disabled' => array( '/wp-json' ),
		'allowlist'        => array(
			array( 'pattern' => '/wp-json/A/v1/*', 'methods' => array( 'POST', 'GET' ), 'expires' => '2027-06-30', 'note' => 'Ünïcode' ),
			array( 'endpoint' => '/wp-json/forms/v1/(?P<id>\\d+)' ),
			array( 'pattern' => '/wc-auth/v2/*', 'expires' => '2026-01-01' ),
		),
	)
);
line( $policy->mode(), $policy->simulates(), $policy->enforces() );
line( policy()->mode(), policy()->simulates(), policy()->enforces(), policy()->entries( TODAY ) );
line( 'off enforces', policy( array( 'mode' => 'off' ) )->enforces() );
foreach ( $policy->entries( TODAY ) as $entry ) {
	line( $entry );
}
line( 'active later', array_column( $policy->entries( '2028-01-01' ), 'active' ) );
line( 'active without a day', array_column( $policy->entries( '' ), 'active' ) );
line( 'active on what only begins like a day', array_column( $policy->entries( '1?????????' ), 'active' ) );

line( 'hash', preg_match( '/^[0-9a-f]{16}$/', $policy->hash() ) );
line( 'same document, other text', policy()->hash() === RestGate\Policy::compile( json_encode( json_decode( document() ), JSON_PRETTY_PRINT ) )->hash() );
line( 'other document', policy()->hash() !== $policy->hash() );

foreach ( array( '/a/v1', '/a/v1/x/(?P<id>\\d+)', '/A/V1/y', '/forms/v1/(?P<id>\\d+)', '/forms/v1', '/a', "/a/v1/\xff", '', null ) as $endpoint ) {
	line( $endpoint, $policy->opens( $endpoint, TODAY ), 'later', $policy->opens( $endpoint, '2027-07-01' ) );
}
line( 'fixed part', opening( '/wp-json/b/v1/item/7' )->opens( '/b/v1/item/(?P<id>\\d+)', TODAY ) );

foreach (
	array(
		array( '/wp-json/a/v1/*', '/a/v1/(?P<id>\\d+)' ),
		array( '/wp-json/a/v1/7', '/a/v1/(?P<id>\\d+)' ),
		array( '/a/v1/(?P<id>\\d+)', '/a/v1/(?P<id>\\d+)' ),
		array( '/wc-auth/v1/*', '/wc-auth/v1/x' ),
		array( '/wp-json/b/*', '/a/v1' ),
		array( "\xff", array() ),
	) as $pair
) {
	line( 'reach', ...array( ...$pair, RestGate\Policy::reach( ...$pair ) ) );
}
--EXPECT--
restrict | true | false
restrict | false | true | []
off enforces | false
{"entry":"/wp-json/rest-gate/v1/probe","source":"builtin","methods":null,"expires":null,"active":true,"note":"REST Gate's own signed probe, which discloses nothing"}
{"entry":"/wp-json/syteops/*","source":"builtin","methods":null,"expires":null,"active":true,"note":"SyteOps site management, which authenticates its own calls"}
{"entry":"/wp-json/syteops-int-cp/*","source":"builtin","methods":null,"expires":null,"active":true,"note":"SyteOps' ContentPen integration, which authenticates its own calls"}
{"entry":"/wp-json/flowmattic/v1/*","source":"builtin","methods":null,"expires":null,"active":true,"note":"FlowMattic workflows called by outside services"}
{"entry":"/wp-json/google-site-kit/*","source":"builtin","methods":null,"expires":null,"active":true,"note":"Site Kit by Google, which authenticates its own calls"}
{"entry":"/wp-json/wordfence/v1/*","source":"builtin","methods":null,"expires":null,"active":true,"note":"Wordfence Central, which authenticates its own calls"}
{"entry":"/wc-auth/v1/*","source":"builtin","methods":null,"expires":null,"active":true,"note":"WooCommerce's OAuth pages, which are not part of REST"}
{"entry":"/wp-json/a/v1/*","source":"custom","methods":["GET","POST"],"expires":"2027-06-30","active":true,"note":"Ünïcode"}
{"entry":"/forms/v1/(?P<id>\\d+)","source":"custom","methods":null,"expires":null,"active":true,"note":""}
{"entry":"/wc-auth/v2/*","source":"custom","methods":null,"expires":"2026-01-01","active":false,"note":""}
active later | [true,true,true,true,true,true,true,false,true,false]
active without a day | [true,true,true,true,true,true,true,false,true,false]
active on what only begins like a day | [true,true,true,true,true,true,true,false,true,false]
hash | 1
same document, other text | true
other document | true
/a/v1 | whole | later | none
/a/v1/x/(?P<id>\d+) | whole | later | none
/A/V1/y | whole | later | none
/forms/v1/(?P<id>\d+) | whole | later | whole
/forms/v1 | none | later | none
/a | none | later | none
/a/v1/\377 | whole | later | none
 | none | later | none
null | none | later | none
fixed part | part
reach | /wp-json/a/v1/* | /a/v1/(?P<id>\d+) | whole
reach | /wp-json/a/v1/7 | /a/v1/(?P<id>\d+) | part
reach | /a/v1/(?P<id>\d+) | /a/v1/(?P<id>\d+) | whole
reach | /wc-auth/v1/* | /wc-auth/v1/x | none
reach | /wp-json/b/* | /a/v1 | none
reach | \377 | [] | none
