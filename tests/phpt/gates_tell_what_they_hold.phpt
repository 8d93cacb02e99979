--TEST--
A policy tells its gates, and its gates what they hold on the site
--FILE--
<?php
require __DIR__ . '/support_gates.inc';

$password = array( 'application_password' => array( 'user' => 7, 'uuid' => UUID, 'label' => 'agent' ) );
$document = array(
	'mode'  => 'off',
	'index' => 'callable',
	'gates' => array(
		array( 'id' => 'z', 'pattern' => '/wp/v2/posts/*', 'methods' => array( 'POST', 'DELETE' ), 'require' => array( 'not' => $password ), 'message' => 'Für Menschen.' ),
		array( 'id' => 'gone', 'endpoint' => '/shop/v1/cart', 'require' => array( 'role' => 'editor' ) ),
		array( 'id' => 'item', 'endpoint' => POST, 'methods' => array( 'PUT' ), 'require' => array( 'capability' => 'edit_post', 'object' => 'id' ) ),
		array( 'id' => 'ability', 'endpoint' => 'ability:core/get-site-info', 'require' => array( 'deny' => true ) ),
		array( 'id' => 'other', 'endpoint' => 'ability:shop/refund', 'require' => array( 'deny' => true ) ),
	),
);
$policy   = policy( $document );
line( 'enforces', $policy->enforces(), policy( array( 'simulate' => true ) + $document )->enforces() );
line( 'index', $policy->index(), policy()->index() );
line( 'has gates', $policy->hasGates(), policy()->hasGates(), policy()->gates( array(), null ) );
foreach ( $policy->gateList() as $gate ) {
	line( $gate );
}
line( 'none', policy()->gateList(), policy()->gatedAbilities() );
line( 'abilities', $policy->gatedAbilities() );
foreach ( array( array( 7, UUID ), array( 8, UUID ), array( 7, strtoupper( UUID ) ), array( 7, '' ), array( 7, null ), array( 0, UUID ) ) as $who ) {
	line( 'names', ...$who, ...array( $policy->namesPassword( ...$who ) ) );
}

$registered = array( POSTS, POST, '/shop/v1/basket', '/shop/v1/cart/items' );
$gates      = $policy->gates( $registered, array( 'core/get-site-info' ) );
line( 'missing', $gates->missing() );
line( 'covering', ...$gates->covering() );
$old = $policy->gates( $registered, null );
line( 'missing without abilities', $old->missing() );
line( 'covering without abilities', ...$old->covering() );
line( 'all there', $policy->gates( array( ...$registered, '/shop/v1/cart' ), array( 'core/get-site-info', 'shop/refund' ) )->missing() );

foreach ( array( POSTS, POST, '/shop/v1/basket', '/shop/v1/cart/items', '/wp-abilities/v1/abilities', '/', '' ) as $endpoint ) {
	line( 'reaches', $endpoint, $gates->reaches( $endpoint ), $old->reaches( $endpoint ) );
	line( '  divides', ...$gates->divide( $endpoint, array( 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'X' ) ) );
}
line( 'of no method', $gates->divide( POST, array() ) );

$alone = RestGate\Gates::requiring( '{"any":[{"capability":"edit_post","object":"id"},{"role":"editor"}]}' );
$check = $alone->check( '/whatever', 'PROPFIND', '' );
line( 'a requirement alone', $check->gates(), $check->names() );
$check->parameter( 'id', '7', true );
line( ...all_of( answered( $check, array( 'capability edit_post 7' => 'no', 'role editor' => 'no' ) ) ) );
$other = RestGate\Gates::requiring( '{"deny":true}' );
line( 'two alone stay apart', ...array_map( static fn( $gates ) => $gates->withAbilities( array( 'a/b' ) )->check( '/', 'GET', '/' )->gates()[0]['require'], array( $alone, $other ) ) );
foreach ( array( '', '[]', '{}', '{"deny":false}', '{"capability":"edit_post"}', null, array( 'deny' => true ), '{"role":"x","deny":true}' ) as $wrong ) {
	line( 'requiring', $wrong, told( static fn() => RestGate\Gates::requiring( $wrong ) ) );
}
--EXPECT--
enforces | true | false
index | callable | full
has gates | true | false | null
{"id":"ability","target":"ability:core/get-site-info","except":[],"methods":null,"require":"nobody passes","message":""}
{"id":"gone","target":"/shop/v1/cart","except":[],"methods":null,"require":"role `editor`","message":""}
{"id":"item","target":"/wp/v2/posts/(?P<id>[\\d]+)","except":[],"methods":["PUT"],"require":"capability `edit_post` on `id`","message":""}
{"id":"other","target":"ability:shop/refund","except":[],"methods":null,"require":"nobody passes","message":""}
{"id":"z","target":"/wp-json/wp/v2/posts/*","except":[],"methods":["POST","DELETE"],"require":"not (application password 5f0c4a3e-0000-4000-8000-000000000001 of user 7)","message":"Für Menschen."}
none | [] | []
abilities | ["core/get-site-info","shop/refund"]
names | 7 | 5f0c4a3e-0000-4000-8000-000000000001 | true
names | 8 | 5f0c4a3e-0000-4000-8000-000000000001 | false
names | 7 | 5F0C4A3E-0000-4000-8000-000000000001 | false
names | 7 |  | false
names | 7 | null | false
names | 0 | 5f0c4a3e-0000-4000-8000-000000000001 | false
missing | ["gone","other"]
covering | {"id":"gone","covers":"/wp-json/shop/v1/cart/*"} | {"id":"other","covers":"ability:shop/*"}
missing without abilities | ["ability","gone","other"]
covering without abilities | {"id":"ability","covers":"/wp-json/wp-abilities/*"} | {"id":"gone","covers":"/wp-json/shop/v1/cart/*"} | {"id":"other","covers":"/wp-json/wp-abilities/*"}
all there | []
reaches | /wp/v2/posts | true | true
  divides | {"gated":false,"constant":true,"methods":["GET","PUT","PATCH","HEAD","OPTIONS","X"]} | {"gated":true,"constant":true,"methods":["POST","DELETE"]}
reaches | /wp/v2/posts/(?P<id>[\d]+) | true | true
  divides | {"gated":false,"constant":true,"methods":["GET","PATCH","HEAD","OPTIONS","X"]} | {"gated":true,"constant":true,"methods":["POST","DELETE"]} | {"gated":true,"constant":false,"methods":["PUT"]}
reaches | /shop/v1/basket | false | false
  divides
reaches | /shop/v1/cart/items | true | true
  divides | {"gated":true,"constant":true,"methods":["GET","POST","PUT","PATCH","DELETE","HEAD","OPTIONS","X"]}
reaches | /wp-abilities/v1/abilities | false | true
  divides
reaches | / | false | false
  divides
reaches |  | false | false
  divides
of no method | []
a requirement alone | [{"id":"permission","target":"/wp-json/*","require":"capability `edit_post` on `id` or role `editor`"}] | ["id"]
forbidden | capability | refused | 401 | rest_gate_capability | null | permission | capability `edit_post` on `id` or role `editor` |  | null | false
two alone stay apart | capability `edit_post` on `id` or role `editor` | nobody passes
requiring |  | RestGate\DocumentException: policy document: is empty
requiring | [] | RestGate\DocumentException: `[]`: must be a requirement (a JSON object)
requiring | {} | RestGate\DocumentException: policy document: asks for nothing; name one of `capability`, `role`, `authenticated`, `application_password`, `auth_type`, `any`, `all`, `not`, `deny`
requiring | {"deny":false} | RestGate\DocumentException: /deny: `false`: can only be true; use `not` for the opposite
requiring | {"capability":"edit_post"} | RestGate\DocumentException: /capability: `edit_post`: asks about an object; add `"object": ["id"]`, the parameter that names it
requiring | null | RestGate\DocumentException: policy document: is empty
requiring | {"deny":true} | RestGate\DocumentException: policy document: is empty
requiring | {"role":"x","deny":true} | RestGate\DocumentException: policy document: asks for `role` and `deny` at once; join them with `all`
