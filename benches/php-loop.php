<?php
/**
 * What a decision costs from PHP, beside the loops that it replaces.
 *
 * Times, over the same N patterns and 64 routes of which half are open: the whole call
 * RestGate\Policy::decide(), a foreach over fnmatch(), and one preg_match(). Each figure is the
 * median of several rounds in nanoseconds per call, without the empty loop. That the three agree on
 * every route is asserted first. Compiling is timed on texts that no cache has seen.
 *
 *     php -n -d zend_extension=opcache -d opcache.enable_cli=1 -d extension=target/release/librest_gate.so \
 *         benches/php-loop.php [--short]
 */

declare( strict_types=1 );

use RestGate\Policy;

const SIZES  = array( 10, 100, 1000 );
const ROUTES = 64;
const TODAY  = '2027-01-15';

/**
 * The patterns, without the root: every fifth selects one route, the others everything below.
 *
 * @return list<string>
 */
function patterns( int $size ): array {
	return array_map(
		static fn( int $at ): string => "/plugin-$at/v1/" . ( 0 === $at % 5 ? 'thing' : '*' ),
		range( 0, $size - 1 )
	);
}

/**
 * Routes spread over the patterns, open ones and closed ones in turn.
 *
 * @return list<string>
 */
function routes( int $size ): array {
	$routes = array();
	for ( $at = 0; $at < ROUTES; $at++ ) {
		$plugin   = intdiv( $at * $size, ROUTES );
		$end      = 0 === $plugin % 5 ? 'Thing' : "items/$at";
		$routes[] = 0 === $at % 2 ? "/plugin-$plugin/v1/$end" : "/plugin-$plugin-evil/v1/$end";
	}
	return $routes;
}

/**
 * The document of the patterns; a different mark gives a text that no cache has seen.
 *
 * @param list<string> $patterns
 */
function document( array $patterns, string $mark ): string {
	$entries = array_map(
		static fn( string $pattern ): array => array( 'pattern' => "/wp-json$pattern" ),
		$patterns
	);

	$entries[0]['note'] = $mark;

	return json_encode(
		array(
			'version'   => 1,
			'mode'      => 'restrict',
			'allowlist' => $entries,
		),
		JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES
	);
}

/**
 * One expression for all patterns.
 *
 * @param list<string> $patterns
 */
function expression( array $patterns ): string {
	$choices = array_map(
		static fn( string $pattern ): string => str_ends_with( $pattern, '/*' )
			? preg_quote( substr( $pattern, 0, -2 ), '~' ) . '(?:/.*)?'
			: preg_quote( $pattern, '~' ),
		$patterns
	);

	return '~\A(?:' . implode( '|', $choices ) . ')\z~Dsi';
}

/** The middle of the figures. */
function median( array $figures ): float {
	sort( $figures );
	return (float) $figures[ intdiv( count( $figures ), 2 ) ];
}

/**
 * Nanoseconds per route of one pass of the loop, as the median of the rounds.
 *
 * Each loop is written out by its caller, so that no call stands between the clock and the work.
 */
function per_call( Closure $pass, int $rounds, int $passes ): float {
	$figures = array();
	$pass( 1 );
	for ( $round = 0; $round < $rounds; $round++ ) {
		$start = hrtime( true );
		$pass( $passes );
		$figures[] = ( hrtime( true ) - $start ) / ( $passes * ROUTES );
	}
	return median( $figures );
}

/**
 * Milliseconds of one compilation.
 *
 * @param list<string> $patterns
 */
function compile_ms( array $patterns, int $rounds ): float {
	$figures = array();
	for ( $round = 0; $round < $rounds; $round++ ) {
		$text  = document( $patterns, "round $round" );
		$start = hrtime( true );
		Policy::compile( $text );
		$figures[] = ( hrtime( true ) - $start ) / 1e6;
	}
	return median( $figures );
}

/** Whether a foreach over fnmatch() opens the route. */
function by_fnmatch( array $patterns, string $route ): bool {
	$route = strtolower( $route );
	foreach ( $patterns as $pattern ) {
		if ( fnmatch( $pattern, $route ) ) {
			return true;
		}
	}
	return false;
}

/**
 * Stops unless the three matchers agree on every route and half of the routes are open.
 *
 * @param list<string> $patterns
 * @param list<string> $routes
 */
function check_agreement( Policy $policy, array $patterns, string $expression, array $routes ): void {
	$open = 0;
	foreach ( $routes as $route ) {
		$decided = 'allowlisted' === $policy->decide( $route, 'GET', 'anonymous', TODAY )->outcome();
		$matched = 1 === preg_match( $expression, $route );
		if ( by_fnmatch( $patterns, $route ) !== $decided || $matched !== $decided ) {
			fwrite( STDERR, "the matchers differ on $route\n" );
			exit( 1 );
		}
		$open += (int) $decided;
	}
	if ( ROUTES !== 2 * $open ) {
		fwrite( STDERR, "$open of " . ROUTES . " routes are open\n" );
		exit( 1 );
	}
}

if ( ! extension_loaded( 'rest_gate' ) ) {
	fwrite( STDERR, "the extension rest_gate is not loaded\n" );
	exit( 1 );
}

$short  = in_array( '--short', $argv, true );
$rounds = $short ? 3 : 11;

$opcache = function_exists( 'opcache_get_status' ) && false !== opcache_get_status( false );
printf(
	"PHP %s, rest_gate %s, opcache %s, pcre.jit %s; %d routes, half of them open; median of %d rounds\n\n",
	PHP_VERSION,
	(string) phpversion( 'rest_gate' ),
	$opcache ? 'on' : 'off',
	ini_get( 'pcre.jit' ) ? 'on' : 'off',
	ROUTES,
	$rounds
);
echo "| patterns | `Policy::decide()` | `foreach` + `fnmatch()` | one `preg_match()` | `Policy::compile()`, not cached |\n";
echo "|---:|---:|---:|---:|---:|\n";

foreach ( SIZES as $size ) {
	$patterns   = patterns( $size );
	$routes     = routes( $size );
	$expression = expression( $patterns );
	$policy     = Policy::compile( document( $patterns, 'decide' ) );
	check_agreement( $policy, $patterns, $expression, $routes );

	$passes = $short ? 20 : 400;
	$empty  = per_call(
		static function ( int $passes ) use ( $routes ): void {
			while ( $passes-- > 0 ) {
				foreach ( $routes as $route ) {
					$kept = $route;
				}
			}
		},
		$rounds,
		$passes * 10
	);
	$decide = per_call(
		static function ( int $passes ) use ( $routes, $policy ): void {
			while ( $passes-- > 0 ) {
				foreach ( $routes as $route ) {
					$kept = $policy->decide( $route, 'GET', 'anonymous', TODAY )->outcome();
				}
			}
		},
		$rounds,
		$passes
	);
	$fnmatch = per_call(
		static function ( int $passes ) use ( $routes, $patterns ): void {
			while ( $passes-- > 0 ) {
				foreach ( $routes as $route ) {
					$kept  = false;
					$lower = strtolower( $route );
					foreach ( $patterns as $pattern ) {
						if ( fnmatch( $pattern, $lower ) ) {
							$kept = true;
							break;
						}
					}
				}
			}
		},
		$rounds,
		max( 1, intdiv( $passes * 10, $size ) )
	);
	$match = per_call(
		static function ( int $passes ) use ( $routes, $expression ): void {
			while ( $passes-- > 0 ) {
				foreach ( $routes as $route ) {
					$kept = 1 === preg_match( $expression, $route );
				}
			}
		},
		$rounds,
		$passes
	);

	printf(
		"| %d | %.0f ns | %.0f ns | %.0f ns | %.2f ms |\n",
		$size,
		$decide - $empty,
		$fnmatch - $empty,
		$match - $empty,
		compile_ms( $patterns, $rounds )
	);
}
