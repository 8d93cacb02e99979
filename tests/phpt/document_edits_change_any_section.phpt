--TEST--
A setting of any section is changed from text, and what is no setting is named
--FILE--
<?php
use RestGate\Document;

$document = Document::initial();
echo json_encode( $document->settings( 'tarpit' ) ), "\n";
$document = $document->withSetting( 'tarpit', 'max_ms', '2000' )->withSetting( 'tarpit', 'max_waiting', '3' )->withSetting( 'rate_limit', 'client', 'direct' )->withSetting( 'rate_limit', 'enabled', 'true' )->withSetting( 'early', 'aggressive', 'true' );
echo json_encode( $document->settings( 'tarpit' ) ), "\n";
echo $document->withSetting( 'tarpit', 'max_waiting', 'default' )->settings( 'tarpit' )['max_waiting'], "\n";
echo $document->settings( 'rate_limit' )['enabled'], ' ', $document->settings( 'early' )['aggressive'], "\n";
$wrong = array( array( 'tarpit', 'min', '1' ), array( 'tarpits', 'min_ms', '1' ), array( 'tarpit', 'min_ms', '9000' ), array( 'early', 'enabled', 'maybe' ), array( "\xff", "\xff", "\xff" ) );
foreach ( $wrong as $setting ) {
	try {
		$document->withSetting( ...$setting );
		echo "taken\n";
	} catch ( RestGate\DocumentException $error ) {
		echo $error->getMessage(), "\n";
	}
}
var_dump( $document->settings( 'nothing' ) );
?>
--EXPECTF--
{"min_ms":"200","max_ms":"800","max_waiting":"null"}
{"min_ms":"200","max_ms":"2000","max_waiting":"3"}
null
true true
%S`min`%S
%S`tarpits`%S
%S`9000`%S
%S`maybe`%S
%S
array(0) {
}
