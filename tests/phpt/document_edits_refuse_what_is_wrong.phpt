--TEST--
An edit that cannot be made throws, says why, and changes nothing
--FILE--
<?php
require __DIR__ . '/support.inc';

$document = RestGate\Document::initial()->withEntry( '{"pattern":"/wp-json/a/v1/*"}', TODAY );
$before   = $document->json();
$edits    = array(
	'mode'                        => static fn() => $document->withMode( 'on', false ),
	'mode in upper case'          => static fn() => $document->withMode( 'OFF', false ),
	'mode of bytes'               => static fn() => $document->withMode( "\xff\0", false ),
	'mode null'                   => static fn() => $document->withMode( null, false ),
	'entry that is no JSON'       => static fn() => $document->withEntry( '/wp-json/b/v1', TODAY ),
	'entry that is a list'        => static fn() => $document->withEntry( '["/wp-json/b/v1"]', TODAY ),
	'entry of nothing'            => static fn() => $document->withEntry( '{}', TODAY ),
	'entry with both'             => static fn() => $document->withEntry( '{"pattern":"/wp-json/b/v1","endpoint":"/b/v1"}', TODAY ),
	'entry with an unknown key'   => static fn() => $document->withEntry( '{"pattern":"/wp-json/b/v1","until":"2027-01-01"}', TODAY ),
	'entry with null'             => static fn() => $document->withEntry( '{"pattern":"/wp-json/b/v1","methods":null}', TODAY ),
	'entry without methods'       => static fn() => $document->withEntry( '{"pattern":"/wp-json/b/v1","methods":[]}', TODAY ),
	'entry that opens everything' => static fn() => $document->withEntry( '{"pattern":"/*"}', TODAY ),
	'endpoint that opens batch'   => static fn() => $document->withEntry( '{"endpoint":"/batch/v1"}', TODAY ),
	'entry already covered'       => static fn() => $document->withEntry( '{"pattern":"/wp-json/a/v1/x"}', TODAY ),
	'covered by a built-in'       => static fn() => $document->withEntry( '{"pattern":"/wp-json/wordfence/v1/x"}', TODAY ),
	'entry that is over'          => static fn() => $document->withEntry( '{"pattern":"/wp-json/b/v1","expires":"2027-01-30"}', TODAY ),
	'entry with a day, no today'  => static fn() => $document->withEntry( '{"pattern":"/wp-json/b/v1","expires":"2027-12-31"}', null ),
	'removing what is not there'  => static fn() => $document->withoutEntry( '/wp-json/b/v1' ),
	'removing a built-in'         => static fn() => $document->withoutEntry( '/wp-json' ),
	'removing null'               => static fn() => $document->withoutEntry( null ),
	'removing bytes'              => static fn() => $document->withoutEntry( "/\xff" ),
	'unknown built-in'            => static fn() => $document->withBuiltin( '/wp-json/wp/v2/*', false ),
	'unknown preset'              => static fn() => $document->withPreset( 'x', array() ),
	'text that is no document'    => static fn() => RestGate\Document::parse( '[]' ),
	'null for a document'         => static fn() => RestGate\Document::parse( null ),
	'a later version'             => static fn() => RestGate\Document::parse( '{"version":2,"mode":"off"}' ),
	'import of covered entries'   => static fn() => RestGate\Document::import( '{"version":1,"mode":"off","allowlist":[{"pattern":"/wp-json/a/*"},{"pattern":"/wp-json/a/b"}]}' ),
	'import of a wrong one'       => static fn() => RestGate\Document::import( '{"version":1,"mode":"off","allowlist":[{"pattern":"a"}]}' ),
);
foreach ( $edits as $what => $edit ) {
	line( $what, preg_replace( '/there are .*/', 'there are …', told( $edit ) ) );
}
line( 'as it was', $document->json() === $before );
line( 'parse takes covered entries', told( static fn() => RestGate\Document::parse( '{"version":1,"mode":"off","allowlist":[{"pattern":"/wp-json/a/*"},{"pattern":"/wp-json/a/b"}]}' ) ) );
line( 'import takes a good one', RestGate\Document::import( $before )->json() === $before );
line( 'registered routes of any kind', $document->withPreset( 'oembed', array( "\xff", 7, null, array(), '/oembed/1.0/embed' ) )->unregistered( array( 1.5, "\xff" ) ) );
--EXPECT--
mode | RestGate\DocumentException: `on`: not one of `off`, `restrict`, `block_all`
mode in upper case | RestGate\DocumentException: `OFF`: not one of `off`, `restrict`, `block_all`
mode of bytes | RestGate\DocumentException: `�\u{0}`: not one of `off`, `restrict`, `block_all`
mode null | RestGate\DocumentException: ``: not one of `off`, `restrict`, `block_all`
entry that is no JSON | RestGate\DocumentException: policy document: not JSON: expected value at line 1 column 1
entry that is a list | RestGate\DocumentException: `["/wp-json/b/v1"]`: must be an allowlist entry (a JSON object)
entry of nothing | RestGate\DocumentException: policy document: needs `pattern` (a path) or `endpoint` (a registered route pattern)
entry with both | RestGate\DocumentException: policy document: has both `pattern` and `endpoint`; make two entries of it
entry with an unknown key | RestGate\DocumentException: /until: `2027-01-01`: unknown key; known are `pattern`, `endpoint`, `methods`, `note`, `expires`
entry with null | RestGate\DocumentException: /methods: `null`: has no meaning here; leave the key out
entry without methods | RestGate\DocumentException: /methods: names no method; leave `methods` out to mean all
entry that opens everything | RestGate\DocumentException: /pattern: `/*`: would open every route; use mode `off` for that
endpoint that opens batch | RestGate\DocumentException: /endpoint: `/batch/v1`: would open `/batch/v1`, through which any route can be called
entry already covered | RestGate\DocumentException: `/wp-json/a/v1/x`: already covered by custom `/wp-json/a/v1/*`
covered by a built-in | RestGate\DocumentException: `/wp-json/wordfence/v1/x`: already covered by builtin `/wp-json/wordfence/v1/*`
entry that is over | RestGate\DocumentException: `/wp-json/b/v1`: its last day is already over
entry with a day, no today | RestGate\DocumentException: `/wp-json/b/v1`: its last day is already over
removing what is not there | RestGate\DocumentException: `/wp-json/b/v1`: no entry of the allowlist
removing a built-in | RestGate\DocumentException: `/wp-json`: a built-in entry; it can be switched off, not removed
removing null | RestGate\DocumentException: ``: no entry of the allowlist
removing bytes | RestGate\DocumentException: `/�`: no entry of the allowlist
unknown built-in | RestGate\DocumentException: `/wp-json/wp/v2/*`: not a built-in entry
unknown preset | RestGate\DocumentException: `x`: not a preset; there are …
text that is no document | RestGate\DocumentException: `[]`: must be a policy document (a JSON object)
null for a document | RestGate\DocumentException: policy document: is empty
a later version | RestGate\UnsupportedException: /version: `2`: this extension reads version 1 only
import of covered entries | RestGate\DocumentException: /allowlist/1: `/wp-json/a/b`: already covered by custom `/wp-json/a/*`
import of a wrong one | RestGate\DocumentException: /allowlist/0/pattern: `a`: must begin with `/`
as it was | true
parse takes covered entries | nothing thrown, RestGate\Document
import takes a good one | true
registered routes of any kind | ["/oembed/1.0/embed"]
