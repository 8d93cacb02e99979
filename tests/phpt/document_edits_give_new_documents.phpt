--TEST--
Each edit gives a new document and leaves the old one as it was
--DESCRIPTION--
The old document must still stand when saving the new one fails.
--FILE--
<?php
require __DIR__ . '/support.inc';

$initial = RestGate\Document::initial();
$before  = $initial->json();
$parts   = static fn( string $json ) => array_map( static fn( $part ) => json_encode( $part, JSON_UNESCAPED_SLASHES ), json_decode( $json, true ) );
$show    = static function ( string $what, RestGate\Document $document ) use ( $parts, $before ): void {
	$changed = array_diff_assoc( $parts( $document->json() ), $parts( $before ) );
	line( $what, ...array_map( static fn( $name, $value ) => "$name: $value", array_keys( $changed ), $changed ) );
};

$mode = $initial->withMode( 'restrict', true );
$show( 'mode', $mode );
line( $mode->mode(), $initial->mode() );

$entry = $mode->withEntry( '{"pattern":"/WP-JSON/a/v1/*","methods":["GET"],"note":"n","expires":"2027-12-31"}', TODAY );
$show( 'entry, in its canonical form', $entry );
$endpoint = $entry->withEntry( '{"endpoint":"/wp-json/forms/v1/(?P<id>\\\\d+)"}', TODAY );
$show( 'endpoint, without the root', $endpoint );
$without = $endpoint->withoutEntry( '/wp-json/A/V1/*' );
$show( 'without the pattern', $without );
$show( 'without the endpoint', $without->withoutEntry( '/forms/v1/(?P<id>\\d+)' ) );

$off = $initial->withBuiltin( '/wp-json/wordfence/v1/*', false );
$show( 'built-in off', $off );
$show( 'off twice is off once', $off->withBuiltin( '/wp-json/wordfence/v1/*', false ) );
$show( 'on again', $off->withBuiltin( '/WP-JSON/Wordfence/v1/*', true ) );

$preset = $initial->withPreset( 'contact-form-7', array( '/contact-form-7/v1/contact-forms/(?P<id>\\d+)/feedback', '/x' ) );
$show( 'preset, of what is registered', $preset );
$show( 'preset twice is preset once', $preset->withPreset( 'contact-form-7', array( '/contact-form-7/v1/contact-forms/(?P<id>\\d+)/feedback' ) ) );
$show( 'preset of what is not registered', $initial->withPreset( 'contact-form-7', array() ) );

line( 'unregistered', $preset->unregistered( array() ), $preset->unregistered( array( 'x' => '/contact-form-7/v1/contact-forms/(?P<id>\\d+)/feedback' ) ) );

line( 'the first is as it was', $initial->json() === $before );
line( 'it reads what it writes', RestGate\Document::parse( $endpoint->json() )->json() === $endpoint->json() );
line( 'the policy of it', RestGate\Policy::compile( $endpoint->json() )->decide( '/a/v1/x', 'GET', 'anonymous', TODAY )->simulated() );
--EXPECT--
mode | mode: "restrict" | simulate: true
restrict | off
entry, in its canonical form | mode: "restrict" | simulate: true | allowlist: [{"pattern":"/wp-json/a/v1/*","methods":["GET"],"note":"n","expires":"2027-12-31"}]
endpoint, without the root | mode: "restrict" | simulate: true | allowlist: [{"pattern":"/wp-json/a/v1/*","methods":["GET"],"note":"n","expires":"2027-12-31"},{"endpoint":"/forms/v1/(?P<id>\\d+)"}]
without the pattern | mode: "restrict" | simulate: true | allowlist: [{"endpoint":"/forms/v1/(?P<id>\\d+)"}]
without the endpoint | mode: "restrict" | simulate: true
built-in off | builtin_disabled: ["/wp-json/wordfence/v1/*"]
off twice is off once | builtin_disabled: ["/wp-json/wordfence/v1/*"]
on again
preset, of what is registered | allowlist: [{"endpoint":"/contact-form-7/v1/contact-forms/(?P<id>\\d+)/feedback","methods":["POST"],"note":"Contact Form 7: visitors submit the form"}]
preset twice is preset once | allowlist: [{"endpoint":"/contact-form-7/v1/contact-forms/(?P<id>\\d+)/feedback","methods":["POST"],"note":"Contact Form 7: visitors submit the form"}]
preset of what is not registered
unregistered | ["/contact-form-7/v1/contact-forms/(?P<id>\\d+)/feedback"] | []
the first is as it was | true
it reads what it writes | true
the policy of it | null
