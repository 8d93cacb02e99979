--TEST--
Gates are added, removed and made by presets, and each edit gives a new document
--FILE--
<?php
require __DIR__ . '/support_gates.inc';

$initial = RestGate\Document::initial();
$before  = $initial->json();
$one     = $initial->withGate( '{"id":"a","pattern":"/a/*","require":{"capability":"edit_post","object":"id"}}' );
$two     = $one->withGate( '{"id":"b","endpoint":"ability:core/x","require":{"deny":true},"message":"Ä"}' );
$three   = $two->withGate( '{"id":"c","endpoint":"/c/v1/x","methods":["GET"],"require":{"deny":true}}' );
foreach ( array( $initial, $one, $two, $three, $three->withoutGate( 'b' ) ) as $document ) {
	line( count( $document->gates() ), ...$document->gates() );
}
line( 'unregistered', $three->unregisteredGates( array() ), $three->unregisteredGates( array( 'x' => '/c/v1/x' ) ), $three->unregisteredGates( array( "\xff", 7, null, array() ) ) );
line( 'abilities', $three->gatedAbilities(), $one->gatedAbilities() );
line( 'the first is as it was', $initial->json() === $before );
line( 'it reads what it writes', RestGate\Document::parse( $three->json() )->json() === $three->json() );

$document = $three;
$edits    = array(
	'no JSON'              => static fn() => $document->withGate( 'a' ),
	'null'                 => static fn() => $document->withGate( null ),
	'an array'             => static fn() => $document->withGate( array( 'id' => 'x' ) ),
	'bytes'                => static fn() => $document->withGate( "{\"id\":\"\xff\"}" ),
	'a list'               => static fn() => $document->withGate( '[]' ),
	'an id that is taken'  => static fn() => $document->withGate( '{"id":"a","pattern":"/x","require":{"deny":true}}' ),
	'a wrong requirement'  => static fn() => $document->withGate( '{"id":"x","pattern":"/x","require":{"all":[{"role":""}]}}' ),
	'an ability, methods'  => static fn() => $document->withGate( '{"id":"x","endpoint":"ability:a/b","methods":["GET"],"require":{"deny":true}}' ),
	'removing what is not' => static fn() => $document->withoutGate( 'x' ),
	'removing null'        => static fn() => $document->withoutGate( null ),
	'removing bytes'       => static fn() => $document->withoutGate( "a\0\xff" ),
	'an unknown preset'    => static fn() => $document->withGatePreset( 'x', array(), array() ),
	'a preset of bytes'    => static fn() => $document->withGatePreset( "\xff", array(), array() ),
	'types are lacking'    => static fn() => $document->withGatePreset( 'posts-and-pages', array(), array() ),
	'types that are odd'   => static fn() => $document->withGatePreset( 'posts-and-pages', array( 'post' => 7, "\xff" => array(), 0 => array( 'base' => null ) ), array() ),
	'types that are text'  => static fn() => $document->withGatePreset( 'posts-and-pages', 'post', array() ),
);
foreach ( $edits as $what => $edit ) {
	line( $what, preg_replace( '/there are .*/', 'there are …', told( $edit ) ) );
}
line( 'as it was', $document->json() === $three->json() );

$types = array();
foreach ( array( 'post' => POSTS, 'page' => '/wp/v2/pages' ) as $name => $base ) {
	$types[ $name ] = array( 'base' => &$base, 'capabilities' => array() );
	foreach ( array( 'edit_post', 'delete_post', 'edit_posts', 'delete_posts', 'publish_posts' ) as $general ) {
		$types[ $name ]['capabilities'][ $general ] = str_replace( 'post', $name, $general );
	}
	unset( $base );
}
$types['post']['capabilities']["\xff"] = array();
foreach ( $initial->withGatePreset( 'posts-and-pages', $types, array( POSTS, POST, '/wp/v2/pages' ) )->gates() as $gate ) {
	line( $gate );
}
foreach ( RestGate\Catalog::gatePresets() as $preset ) {
	$applied = $initial->withGatePreset( $preset['id'], $types, array( '/wp/v2/users' ) );
	line( $preset['id'], array_keys( $preset ), ! in_array( '', $preset, true ), ...array_map( static fn( $gate ) => json_decode( $gate )->id, $applied->gates() ) );
	line( '  twice is once', $applied->withGatePreset( $preset['id'], $types, array( '/wp/v2/users' ) )->json() === $applied->json() );
}
--EXPECT--
0
1 | {"id":"a","pattern":"/a/*","require":{"capability":"edit_post","object":["id"]}}
2 | {"id":"a","pattern":"/a/*","require":{"capability":"edit_post","object":["id"]}} | {"id":"b","endpoint":"ability:core/x","require":{"deny":true},"message":"Ä"}
3 | {"id":"a","pattern":"/a/*","require":{"capability":"edit_post","object":["id"]}} | {"id":"b","endpoint":"ability:core/x","require":{"deny":true},"message":"Ä"} | {"id":"c","endpoint":"/c/v1/x","methods":["GET"],"require":{"deny":true}}
2 | {"id":"a","pattern":"/a/*","require":{"capability":"edit_post","object":["id"]}} | {"id":"c","endpoint":"/c/v1/x","methods":["GET"],"require":{"deny":true}}
unregistered | ["/c/v1/x"] | [] | ["/c/v1/x"]
abilities | ["core/x"] | []
the first is as it was | true
it reads what it writes | true
no JSON | RestGate\DocumentException: policy document: not JSON: expected value at line 1 column 1
null | RestGate\DocumentException: policy document: is empty
an array | RestGate\DocumentException: policy document: is empty
bytes | RestGate\DocumentException: policy document: not JSON: invalid unicode code point at line 1 column 8
a list | RestGate\DocumentException: `[]`: must be a gate (a JSON object)
an id that is taken | RestGate\DocumentException: `a`: a gate of this id exists; remove it first, or choose another id
a wrong requirement | RestGate\DocumentException: /require/all/0/role: ``: not a role
an ability, methods | RestGate\DocumentException: /methods: an ability has no methods; leave the key out
removing what is not | RestGate\DocumentException: `x`: no gate of the policy
removing null | RestGate\DocumentException: ``: no gate of the policy
removing bytes | RestGate\DocumentException: `a\u{0}�`: no gate of the policy
an unknown preset | RestGate\DocumentException: `x`: not a preset of gates; there are …
a preset of bytes | RestGate\DocumentException: `�`: not a preset of gates; there are …
types are lacking | RestGate\DocumentException: `posts-and-pages`: needs the post type `post` in REST, which this site has not
types that are odd | RestGate\DocumentException: `posts-and-pages`: needs the post type `post` in REST, which this site has not
types that are text | TypeError: Invalid value given for argument `types`.
as it was | true
{"id":"create-post","endpoint":"/wp/v2/posts","methods":["POST"],"require":{"capability":"publish_posts"}}
{"id":"edit-post","endpoint":"/wp/v2/posts/(?P<id>[\\d]+)","methods":["POST","PUT","PATCH"],"require":{"capability":"edit_post","object":["id"],"else":{"capability":"edit_posts"}}}
{"id":"delete-post","endpoint":"/wp/v2/posts/(?P<id>[\\d]+)","methods":["DELETE"],"require":{"capability":"delete_post","object":["id"],"else":{"capability":"delete_posts"}}}
{"id":"create-page","endpoint":"/wp/v2/pages","methods":["POST"],"require":{"capability":"publish_pages"}}
posts-and-pages | ["id","name","purpose","note"] | true
  twice is once | true
users-list | ["id","name","purpose","note"] | true | list-users
  twice is once | true
application-passwords-read-only | ["id","name","purpose","note"] | true | application-passwords-read-only
  twice is once | true
no-anonymous-writes | ["id","name","purpose","note"] | true | no-anonymous-writes
  twice is once | true
administrators-only | ["id","name","purpose","note"] | true | administrators-only
  twice is once | true
