<?php
/**
 * What gates add to a whole request.
 *
 * Asks the test site, over HTTP and through nginx and php-fpm, for GET /wp/v2/posts?per_page=50 as an
 * administrator with an application password: without the plugin, with the plugin and no gates, and
 * with two sets of 100 gates, one after the other in changing order. Timed as benches/measure.php says.
 * The change is the median over all rounds of each request beside the one without gates in the same round.
 *
 * How often gates ask WordPress is counted in requests of their own. The test site must run, with the
 * extension on.
 *
 *     php benches/gated-request.php [--short]
 */

declare( strict_types=1 );

require_once __DIR__ . '/measure.php';

const SITE  = 'single';
const POSTS = 50;
const GATES = 100;

// The names of the policies, beside the plugin not loaded.
const WITHOUT    = 'bench-no-gates';
const SPREAD     = 'bench-spread';
const POSTS_ONLY = 'bench-posts-only';

const ROWS = array(
	''         => 'plugin not loaded',
	WITHOUT    => 'no gates',
	SPREAD     => '100 gates on as many handlers of core',
	POSTS_ONLY => '100 gates before posts, half of them on `id`',
);

/**
 * The policy documents by name. Administrators pass all of them.
 *
 * @return array<string, string>
 */
function documents(): array {
	return array_map(
		static fn( array $gates ): string => json_encode(
			array(
				'version' => 1,
				'mode'    => 'restrict',
				'gates'   => $gates,
			),
			JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES
		),
		array(
			SPREAD     => spread(),
			POSTS_ONLY => posts_only(),
			// Last: the one that the site keeps until it is forgotten.
			WITHOUT    => array(),
		)
	);
}

/**
 * One gate on each of 100 handlers of core, all over the table and the listed collection among them.
 *
 * @return list<array>
 */
function spread(): array {
	$cases    = json_decode( (string) file_get_contents( __DIR__ . '/../tests/fixtures/core-handlers.json' ), true, 16, JSON_THROW_ON_ERROR );
	$required = array(
		array( 'capability' => 'edit_posts' ),
		array( 'role' => 'administrator' ),
		array( 'authenticated' => true ),
		array( 'capability' => 'manage_options' ),
		array( 'any' => array( array( 'role' => 'editor' ), array( 'capability' => 'publish_posts' ) ) ),
		array( 'not' => array( 'auth_type' => 'cookie' ) ),
		array( 'all' => array( array( 'authenticated' => true ), array( 'capability' => 'list_users' ) ) ),
	);
	$gates    = array();
	foreach ( array_keys( $cases ) as $at ) {
		$case = $cases[ $at ];
		if ( '/wp/v2/posts' !== $case['route'] && 0 !== $at % 2 || count( $gates ) === GATES ) {
			continue;
		}
		$is_item = str_starts_with( $case['route'], '/wp/v2/p' ) && str_ends_with( $case['route'], '(?P<id>[\d]+)' );
		$gates[] = array(
			'id'       => 'gate-' . $at,
			'endpoint' => $case['route'],
			'methods'  => $case['methods'],
			'require'  => $is_item
				? array( 'capability' => 'edit_post', 'object' => array( 'id' ), 'else' => array( 'capability' => 'edit_posts' ) )
				: $required[ $at % count( $required ) ],
		);
	}
	return $gates;
}

/**
 * 100 gates before every endpoint of posts, half of them on the object.
 *
 * @return list<array>
 */
function posts_only(): array {
	$on_object = array( 'edit_post', 'delete_post', 'read_post' );
	$at_large  = array( 'edit_posts', 'publish_posts', 'delete_posts', 'edit_others_posts', 'edit_published_posts', 'read_private_posts', 'delete_others_posts', 'manage_categories' );
	$gates     = array();
	for ( $at = 0; $at < GATES; $at++ ) {
		$large   = array( 'capability' => $at_large[ $at % count( $at_large ) ] );
		$gates[] = array(
			'id'      => sprintf( 'gate-%03d', $at ),
			'pattern' => '/wp-json/wp/v2/posts/*',
			'require' => 0 === $at % 2
				? array( 'any' => array( array( 'role' => 'subscriber' ), $large ) )
				: array( 'capability' => $on_object[ $at % count( $on_object ) ], 'object' => array( 'id', 'parent' ), 'else' => $large ),
		);
	}
	return $gates;
}

/** The headers of the request under a policy; '' is the plugin not loaded. */
function headers_under( string $policy ): array {
	return ( '' === $policy ? array( 'X-Test-Plugin' => 'off' ) : array( 'X-Test-Policy' => $policy ) )
		+ authorization();
}

/** Sends the request, and stops unless it was answered in full. */
function send( string $policy, array $headers = array() ): void {
	$answer = Http::send( 'GET', '/wp-json/wp/v2/posts?per_page=' . POSTS, $headers + headers_under( $policy ) );
	if ( 200 !== $answer['status'] || POSTS !== count( (array) $answer['json'] ) ) {
		fail( ROWS[ $policy ] . ": {$answer['status']} " . substr( $answer['body'], 0, 300 ) );
	}
}

/**
 * How often each question was asked on behalf of gates.
 *
 * @return array<string, int>
 */
function questions( string $policy ): array {
	$file = Lab::env( 'OBSERVE_DIR' ) . '/bench-questions.json';
	send( $policy, array( 'X-Test-Questions' => 'bench-questions' ) );
	for ( $tries = 0; ! is_file( $file ) && $tries < 100; $tries++ ) {
		usleep( 20000 );
		clearstatcache();
	}
	$asked = json_decode( (string) file_get_contents( $file ), true, 3, JSON_THROW_ON_ERROR );
	unlink( $file );
	return $asked;
}

/** Puts the site in order for the measurement. */
function begin(): void {
	Lab::wp( SITE, 'eval-file', __DIR__ . '/gated-request-posts.php', (string) POSTS );
	put_policies( SITE, documents() );
}

/** Takes everything away again. */
function finish(): void {
	forget_policies( SITE );
	Lab::wp( SITE, 'eval-file', __DIR__ . '/gated-request-posts.php', 'remove' );
}

/**
 * The requests by row.
 *
 * @return array<string, callable>
 */
function requests(): array {
	$requests = array();
	foreach ( array_keys( ROWS ) as $policy ) {
		$requests[ $policy ] = static fn() => send( $policy );
	}
	return $requests;
}

need_extension();
$short   = in_array( '--short', $argv, true );
$rounds  = $short ? 3 : 101;
$workers = workers();
mt_srand( 1 );

try {
	begin();
	// Every worker boots WordPress and compiles the policies before anything counts.
	measure_rounds( requests(), $short ? 1 : 2 * count( $workers ), $workers );
	$figures = measure_rounds( requests(), $rounds, $workers );
	$asked   = array_map( 'questions', array( SPREAD => SPREAD, POSTS_ONLY => POSTS_ONLY ) );
} finally {
	finish();
}

printf(
	"GET /wp/v2/posts?per_page=%d as administrator, %s behind nginx; median of %d rounds\n%s\n",
	POSTS,
	Lab::env( 'PHP_BIN' ),
	$rounds,
	note_on_time( $workers )
);
echo "| | processor time | beside no gates | until answered | questions | asked at most |\n";
echo "|---|---:|---:|---:|---:|---:|\n";
$most = 0;
foreach ( ROWS as $policy => $name ) {
	printf(
		"| %s | %.1f ms | %s | %.1f ms | %s | %s |\n",
		$name,
		median( array_column( $figures[ $policy ], 0 ) ),
		WITHOUT === $policy ? '' : beside( $figures, $policy, WITHOUT ),
		median( array_column( $figures[ $policy ], 1 ) ),
		isset( $asked[ $policy ] ) ? (string) count( $asked[ $policy ] ) : '',
		isset( $asked[ $policy ] ) ? max( 0, ...array_values( $asked[ $policy ] ) ) . ' ×' : ''
	);
	$most = max( $most, 0, ...array_values( $asked[ $policy ] ?? array() ) );
}
if ( 1 !== $most ) {
	fail( "WordPress was asked the same question $most times" );
}
