--TEST--
Every exception of the extension is a RestGate\Exception, and says where it was thrown
--DESCRIPTION--
An exception without file, line and trace is of no use in a log.
--FILE--
<?php
require __DIR__ . '/support.inc';

foreach ( array( 'Exception', 'DocumentException', 'UnsupportedException', 'ArgumentException' ) as $name ) {
	$class = new ReflectionClass( "RestGate\\$name" );
	line( $name, 'extends', $class->getParentClass()->getName(), 'final', $class->isFinal() );
}

/**
 * A caller, so that the trace has one.
 */
function compile_wrong_text() {
	return RestGate\Policy::compile( '{' );
}

$thrown = null;
try {
	compile_wrong_text();
} catch ( RestGate\Exception $thrown ) {
	line( $thrown::class, $thrown->getMessage(), $thrown->getCode(), $thrown->getPrevious() );
}
line( 'file', __FILE__ === $thrown->getFile() );
line( 'line', trim( file( __FILE__ )[ $thrown->getLine() - 1 ] ) );
line( 'trace', array_column( $thrown->getTrace(), 'function' ) );

/**
 * A plugin's own exception may extend ours.
 */
class Plugin_Exception extends RestGate\DocumentException {
	public string $where = 'option';

	public function __construct( string $message ) {
		$this->message = $message;
	}
}

try {
	throw new Plugin_Exception( 'wrapped' );
} catch ( RestGate\Exception $thrown ) {
	line( $thrown::class, $thrown->getMessage(), $thrown->where, $thrown->getLine() > 0 );
}
--EXPECT--
Exception | extends | Exception | final | false
DocumentException | extends | RestGate\Exception | final | false
UnsupportedException | extends | RestGate\DocumentException | final | false
ArgumentException | extends | RestGate\Exception | final | false
RestGate\DocumentException | policy document: not JSON: EOF while parsing an object at line 1 column 1 | 0 | null
file | true
line | return RestGate\Policy::compile( '{' );
trace | ["compile","compile_wrong_text"]
Plugin_Exception | wrapped | option | true
