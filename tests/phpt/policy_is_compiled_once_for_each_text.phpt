--TEST--
A document is compiled once per process and text; what cannot be compiled is not kept
--FILE--
<?php
require __DIR__ . '/support.inc';

/**
 * What phpinfo() says of the cache.
 */
function figures(): string {
	$rows = info();
	return sprintf(
		'kept %s, hits %s, compiled %s',
		$rows['Compiled policies in this process'],
		$rows['Policy look-ups served from the cache'],
		$rows['Policy look-ups that compiled']
	);
}

line( 'at first', figures() );
$first = policy();
line( 'one document', figures() );
policy();
policy();
line( 'the same text twice more', figures() );
RestGate\Policy::compile( document() . ' ' );
line( 'another text, the same document', figures() );
told( static fn() => RestGate\Policy::compile( '{' ) );
told( static fn() => RestGate\Policy::compile( '{' ) );
line( 'a wrong text twice', figures() );
unset( $first );
policy();
line( 'kept although PHP let go of it', figures() );
RestGate\Document::parse( document() );
line( 'a document is not a policy', figures() );
--EXPECT--
at first | kept 0, hits 0, compiled 0
one document | kept 1, hits 0, compiled 1
the same text twice more | kept 1, hits 2, compiled 1
another text, the same document | kept 2, hits 2, compiled 2
a wrong text twice | kept 2, hits 2, compiled 4
kept although PHP let go of it | kept 2, hits 3, compiled 4
a document is not a policy | kept 2, hits 3, compiled 4
