--TEST--
The extension tells its version, its protocol and the document version it reads
--FILE--
<?php
require __DIR__ . '/support.inc';

line( 'version', RestGate\VERSION === phpversion( 'rest_gate' ), preg_match( '/^\d+\.\d+\.\d+$/', RestGate\VERSION ) );
line( 'protocol', RestGate\PROTOCOL );
line( 'document version', RestGate\DOCUMENT_VERSION );

$extension = new ReflectionExtension( 'rest_gate' );
line( 'constants', array_keys( $extension->getConstants() ) );
line( 'functions', $extension->getFunctions() );
line( 'persistent', $extension->isPersistent() );
$names = $extension->getClassNames();
sort( $names );
line( ...$names );
--EXPECT--
version | true | 1
protocol | 4
document version | 1
constants | ["RestGate\\VERSION","RestGate\\PROTOCOL","RestGate\\DOCUMENT_VERSION"]
functions | []
persistent | true
RestGate\ArgumentException | RestGate\Catalog | RestGate\Decision | RestGate\Document | RestGate\DocumentException | RestGate\Early | RestGate\Exception | RestGate\GateCheck | RestGate\Gates | RestGate\Log | RestGate\LogException | RestGate\Policy | RestGate\RateLimit | RestGate\Recorder | RestGate\Request | RestGate\Resolution | RestGate\Stats | RestGate\Tarpit | RestGate\UnsupportedException
