<?php
/**
 * Finishes what cargo-php wrote: constants by their short names, parents before their children, `final` where the
 * class is. Prints the whole file, or fails when there is something in it that it does not know.
 *
 * Usage: php -n -d extension=… finish.php raw.stubs.php
 */

const ITEM = '~
	^ [ ]{4} (?<doc> /\*\* .*? \*/ \n [ ]{4} )?
	(?:
		(?<class> class [ ] (?<name> \w+ ) (?: [ ] extends [ ] \\\\(?<parent> [\w\\\\]+ ) )? [ ] \{ .*? ^ [ ]{4} \} ) $
		| const [ ] RestGate\\\\ (?<constant> \w+ [ ] = [ ] [^\n]+ ; ) $
	)
~msx';

/**
 * Ends with a reason.
 */
function fail( string $why ): never {
	fwrite( STDERR, "finish: $why\n" );
	exit( 1 );
}

extension_loaded( 'rest_gate' ) || fail( 'the extension is not loaded' );
$raw = (string) file_get_contents( $argv[1] ?? fail( 'which file?' ) );

$found = preg_match_all( ITEM, $raw, $items, PREG_SET_ORDER );
$rest  = trim( preg_replace( '/\s+/', ' ', preg_replace( ITEM, '', $raw ) ) );
if ( ! $found || '<?php // Stubs for rest_gate namespace RestGate { }' !== $rest ) {
	fail( "what is this? $rest" );
}

$constants = array();
$classes   = array();
foreach ( $items as $item ) {
	if ( isset( $item['constant'] ) ) {
		$constants[] = '    ' . $item['doc'] . 'const ' . $item['constant'];
		continue;
	}
	$class = 'RestGate\\' . $item['name'];
	$final = ( new ReflectionClass( $class ) )->isFinal() ? 'final ' : '';

	$classes[ $class ] = array( $item['parent'] ?? '', '    ' . $item['doc'] . $final . $item['class'] );
}
sort( $constants );
ksort( $classes );

$written = array();
$write   = static function ( string $class ) use ( &$write, &$written, $classes ): void {
	if ( isset( $classes[ $class ] ) && ! isset( $written[ $class ] ) ) {
		$write( $classes[ $class ][0] );
		$written[ $class ] = $classes[ $class ][1];
	}
};
array_map( $write, array_keys( $classes ) );

echo "<?php\n\n// Stubs for rest_gate, written by php-stubs/generate.sh.\n\nnamespace RestGate {\n";
echo implode( "\n", $constants ), "\n\n", implode( "\n\n", $written ), "\n}\n";
