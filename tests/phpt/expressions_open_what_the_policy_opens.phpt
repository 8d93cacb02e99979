--TEST--
The stored expressions open through preg_match() exactly what decide() opens
--DESCRIPTION--
While the extension is gone, these expressions are all that stands between a stranger and a route.
--FILE--
<?php
require __DIR__ . '/support.inc';

mt_srand( 20270131 );
$pick = static fn( array $items ) => $items[ mt_rand( 0, count( $items ) - 1 ) ];

// Few segments, so that routes and patterns meet often; each holds something that an expression must not misread.
$segments = array( 'a', 'A', 'b', 'v1', 'V1', 'x-evil', 'x', '1.0', '1x0', '[a]', '(b)', 'a|b', '$', '^a', '~', 'a+', '{2}', '\\d', "\xc3\xa4", '%2e', 'a b', 'Ünï', '!', "'", '"', ',', '&', '=', ':', '@', '_', '..a', '...', 'a.' );
$dirty    = array( "\n", "a\n", "\0", "\x7f", "\r", "\t", '.', '..', '', "\xff", "\xc3", "a\xff", '/', "\x80" );
$methods  = array( 'GET', 'POST', 'PUT', 'PATCH', 'DELETE' );
$asked    = array( 'GET', 'get', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', '', "GET\n", ' GET', "\xff" );
$days     = array( '2026-12-31', '2027-01-30', '2027-01-31', '2027-02-01', '2099-01-01' );

$random_entry = static function () use ( $pick, $segments, $methods, $days ): array {
	$depth = mt_rand( 1, 3 );
	$path  = '';
	for ( $at = 0; $at < $depth; $at++ ) {
		$path .= '/' . $pick( $segments );
	}
	$entry = mt_rand( 0, 9 ) ? array( 'pattern' => '/wp-json' . $path . ( mt_rand( 0, 1 ) ? '/*' : '' ) ) : array( 'endpoint' => $path . '/(?P<id>\\d+)' );
	if ( mt_rand( 0, 1 ) ) {
		$entry['methods'] = array_values( array_unique( array( $pick( $methods ), $pick( $methods ) ) ) );
	}
	if ( 0 === mt_rand( 0, 2 ) ) {
		$entry['expires'] = $pick( $days );
	}
	return $entry;
};

$random_route = static function ( array $entries ) use ( $pick, $segments, $dirty ): string {
	$entry = $pick( $entries );
	$route = mt_rand( 0, 1 ) ? preg_replace( '~^/wp-json|/\*$~', '', $entry['pattern'] ?? $entry['endpoint'] ) : '';
	for ( $at = mt_rand( 0, 3 ); $at > 0; $at-- ) {
		$route .= '/' . ( mt_rand( 0, 5 ) ? $pick( $segments ) : $pick( $dirty ) );
	}
	$route .= mt_rand( 0, 7 ) ? '' : $pick( array( '/', '//', "\n", 'x', '/.', '/..', ' ' ) );
	return mt_rand( 0, 3 ) ? $route : strtoupper( $route );
};

/**
 * What WordPress code does with the expressions.
 */
function opens( array $stored, string $route, string $method, string $today, ?string $endpoint ): bool {
	$method = strtoupper( $method );
	$method = in_array( $method, array( 'HEAD', 'OPTIONS' ), true ) ? 'GET' : $method;
	foreach ( $stored['allow'] as $allow ) {
		$now   = null === $allow['until'] || $allow['until'] >= $today;
		$verb  = null === $allow['methods'] || in_array( $method, $allow['methods'], true );
		$match = 1 === preg_match( $allow['expression'], strtolower( $route ) ) && ( null === $allow['endpoint'] || $endpoint === $allow['endpoint'] );
		if ( $now && $verb && $match ) {
			return true;
		}
	}
	return false;
}

$counts = array( 'opened' => 0, 'refused' => 0, 'not clean' => 0 );
for ( $number = 0; $number < 30; $number++ ) {
	$entries = array();
	for ( $at = mt_rand( 1, 12 ); $at > 0; $at-- ) {
		$entries[] = $random_entry();
	}
	$policy = policy( array( 'allowlist' => $entries, 'builtin_disabled' => $number % 2 ? array() : array( '/wp-json' ) ) );
	$stored = json_decode( $policy->expressions(), true, 512, JSON_THROW_ON_ERROR );
	for ( $round = 0; $round < 400; $round++ ) {
		$route    = $random_route( $entries );
		$method   = $pick( $asked );
		$today    = $pick( $days );
		$decision = $policy->decide( $route, $method, 'anonymous', $today );
		$clean    = 'route_not_clean' !== $decision->reason();
		$endpoint = 0 === mt_rand( 0, 5 ) ? ( $pick( $entries )['endpoint'] ?? null ) : null;
		$decision = null === $endpoint ? $decision : $policy->decide( $route, $method, 'anonymous', $today, $endpoint );
		if ( opens( $stored, $route, $method, $today, $endpoint ) !== $decision->allowlisted() ) {
			line( 'DIFFERENT', json_encode( $route, JSON_INVALID_UTF8_SUBSTITUTE ), bin2hex( $route ), $method, $today, $endpoint, $decision->reason(), $decision->pattern() );
			line( json_encode( $entries ) );
		}
		++$counts[ $clean ? ( $decision->allowlisted() ? 'opened' : 'refused' ) : 'not clean' ];
	}
}
foreach ( $counts as $what => $count ) {
	line( $what, $count > 500 );
}
line( array_sum( $counts ) );
--EXPECT--
opened | true
refused | true
not clean | true
12000
