<?php
/**
 * Random requests that come near the REST API, over every server variant and site.
 *
 * @package RestGate
 */

/**
 * Draws requests.
 */
final class RandomRequests {

	private const SERVERS = array( 'nginx', 'nginx-pathinfo', 'nginx-catchall', 'apache-modphp', 'apache-fcgi', 'php-S' );

	/** Each site with the path of its home. */
	private const SITES = array(
		'single' => '', 'plain' => '', 'idx' => '', 'prefix' => '', 'noslash' => '', 'sub' => '/blog', 'ms' => '', 'shop' => '/shop',
	);

	/** Scripts that call wp(), and scripts that do not. */
	private const SCRIPTS = array(
		'/index.php', '/wp-trackback.php', '/wp-activate.php', '/wp-signup.php', '/wp-blog-header.php', '/wp-cron.php', '/xmlrpc.php',
		'/wp-login.php', '/wp-load.php', '/wp-comments-post.php', '/wp-links-opml.php', '/wp-settings.php', '/wp-admin/admin-ajax.php',
		'/wp-admin/admin-post.php', '/wp-includes/rest-api.php', '/INDEX.PHP', '/index.php/index.php', '/nosuch.php',
	);

	/** Ordinary pages. */
	private const PAGES = array( '', '/', '/hello-world/', '/feed/', '/robots.txt', '/does/not/exist', '/2024/', '/category/news/', '/wp-sitemap.xml', '/favicon.ico' );

	/** Public query variables as a client may send them; those that end a request early stand twice or more. */
	private const QUERY_VARS = array(
		'error', 'error', 'error', 'error', 'tb', 'tb', 'post_format', 'post_format', 'year', 'year',
		'author', 'p', 's', 'error', 'post_format', 'category_name', 'page', 'tb', 'name', 'pagename', 'page_id', 'year', 'monthnum', 'day',
		'feed', 'm', 'cat', 'tag', 'robots', 'favicon', 'sitemap', 'sitemap-subtype', 'post_type', 'taxonomy', 'term', 'attachment', 'embed',
		'preview', 'paged', 'order', 'orderby', 'search', 'subpost', 'cpage', 'w', 'hour', 'exact', 'author_name', 'static', 'withcomments',
	);

	/**
	 * Never sent as arrays: whether WordPress fails on them depends on the site's posts, which no
	 * request tells (wp_resolve_numeric_slug_conflicts(), wp-includes/rewrite.php).
	 */
	private const NEVER_ARRAYS = array( 'monthnum', 'day' );

	/**
	 * Never in a body by chance: whether WordPress compares it with the query's depends on the site's
	 * pages (WP::parse_request()). error_twice() draws the cases that the request alone settles.
	 */
	private const NEVER_IN_BODIES = 'error';

	/**
	 * Draws requests.
	 *
	 * @param int    $count How many.
	 * @param string $name  The start of each request's observation id.
	 * @param Login  $admin Who visits wp-admin on single.test.
	 * @return Generator<string, array> Observation id => request.
	 */
	public static function draw( $count, $name, Login $admin ) {
		for ( $number = 0; $number < $count; $number++ ) {
			$id                                    = "$name-$number";
			$request                               = self::one( $admin );
			$request['headers']['X-Test-Observe'] = $id;
			yield $id => $request;
		}
	}

	/**
	 * Draws one request.
	 *
	 * @param Login $admin Who visits wp-admin.
	 * @return array
	 */
	private static function one( Login $admin ) {
		$site = Chance::of( array_keys( self::SITES ) );
		if ( Chance::happens( 2 ) ) {
			return self::error_twice( $site );
		}
		$method = Chance::weighted( array( 'GET' => 46, 'POST' => 34, 'HEAD' => 4, 'OPTIONS' => 4, 'PUT' => 3, 'PATCH' => 2, 'DELETE' => 3, 'get' => 1, 'PROPFIND' => 1, 'FOO' => 1, 'GET*' => 1 ) );
		$headers = array( 'Host' => ( 'shop' === $site ? 'ms' : $site ) . '.test' ) + self::headers();
		$query  = array();
		if ( 'single' === $site && Chance::happens( 12 ) ) {
			$path               = '/wp-admin/edit.php';
			$query[]            = self::pair( 'rest_route', Spelling::route() );
			$headers['Cookie'] = $admin->cookie;
		} elseif ( Chance::happens( 55 ) ) {
			$path = self::rest_path( $site );
		} else {
			$path    = self::home( $site ) . Chance::of( Chance::happens( 50 ) ? self::SCRIPTS : self::PAGES );
			$query[] = self::pair( 'rest_route', Spelling::route() );
		}
		$query = array_merge( $query, self::parameters( 12 ) );
		if ( isset( $headers['Cookie'] ) ) {
			// wp-admin looks at these before it asks WordPress for posts.
			$query = preg_grep( '/\A(page|post_type)\b/', $query, PREG_GREP_INVERT );
		}
		$body  = null;
		if ( 'POST' === $method || Chance::happens( 5 ) ) {
			$pairs                                  = array_merge( self::parameters( 60 ), self::repeated( $query ) );
			list( $headers['Content-Type'], $body ) = RandomBodies::draw( preg_grep( '/\A' . self::NEVER_IN_BODIES . '\b/', $pairs, PREG_GREP_INVERT ) );
		}
		shuffle( $query );
		return array(
			'method'  => $method,
			'uri'     => ( '' === $path ? '/' : $path ) . ( $query ? '?' . implode( '&', $query ) : '' ),
			'headers' => array_filter( $headers, 'is_string' ),
			'body'    => $body,
			'server'  => Chance::of( self::SERVERS ),
			'site'    => $site,
		);
	}

	/**
	 * The query variable `error` with two values: a permalink of REST makes WordPress forget the first.
	 *
	 * @param string $site The site.
	 * @return array
	 */
	private static function error_twice( $site ) {
		$path = self::SITES[ $site ] . ( 'idx' === $site ? '/index.php' : '' ) . ( 'prefix' === $site ? '/api' : '/wp-json' ) . '/myplugin/v1/thing';
		return array(
			'method'  => 'POST',
			'uri'     => $path . '?error=1',
			'headers' => array(
				'Host'         => ( 'shop' === $site ? 'ms' : $site ) . '.test',
				'Content-Type' => 'application/x-www-form-urlencoded',
			),
			'body'    => 'error=2',
			'server'  => Chance::of( self::SERVERS ),
			'site'    => $site,
		);
	}

	/**
	 * A path that asks for REST, more or less.
	 *
	 * @param string $site The site.
	 * @return string
	 */
	private static function rest_path( $site ) {
		$prefix = 'prefix' === $site && Chance::happens( 75 ) ? 'api' : 'wp-json';
		$script = Chance::happens( 'idx' === $site ? 70 : 25 ) ? Chance::of( array( '/index.php', '/index.php', '/index.php', Chance::of( self::SCRIPTS ) ) ) : '';
		$slash  = Chance::weighted( array( '/' => 40, '//' => 3, '/./' => 1, '/x/../' => 1, '%2F' => 1, '/^' => 2, '/%5E' => 1, '\\' => 1, '' => 1 ) );
		$route  = Spelling::route();
		$path   = self::home( $site ) . $script . $slash . Spelling::misspelt( $prefix, 20 ) . ( '/' === substr( $route, 0, 1 ) ? '' : '/' ) . $route;
		return Chance::happens( 2 ) ? 'http://' . $site . '.test' . $path : $path;
	}

	/**
	 * The path of a site's home, not always as the site writes it.
	 *
	 * @param string $site The site.
	 * @return string
	 */
	private static function home( $site ) {
		$home = self::SITES[ $site ];
		if ( Chance::happens( 80 ) ) {
			return $home;
		}
		return Chance::of( array( strtoupper( $home ), $home . $home, '/' . $home, $home . '/', '', $home . 'x', str_replace( 'o', '%6F', $home ), '/shop', '/blog' ) );
	}

	/**
	 * Parameters that WordPress reads before REST begins.
	 *
	 * @param int $percent How often rest_route is among them.
	 * @return string[]
	 */
	private static function parameters( $percent ) {
		$pairs = array();
		if ( Chance::happens( $percent ) ) {
			$pairs[] = self::pair( 'rest_route', Chance::happens( 15 ) ? Chance::of( array( '', '0', '0/', '%20', '//', '%5C' ) ) : Spelling::route() );
		}
		if ( Chance::happens( 12 ) ) {
			$pairs[] = self::pair( '_method', Chance::of( array( 'GET', 'post', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', '', '0', '%20POST', 'GET%0A', "'", '%FF', 'FOO' ) ) );
		}
		if ( Chance::happens( 9 ) ) {
			$pairs[] = self::pair( '_jsonp', Chance::of( array( 'cb', 'a.b', 'a-b', '', '0', 'cb%0A', '%C3%A4', 'a%00', 'a_b' ) ) );
		}
		while ( Chance::happens( 28 ) ) {
			$name    = Chance::of( self::QUERY_VARS );
			$suffix  = Chance::weighted( array( '' => 6, '[]' => 3, '[a][]' => 1 ) );
			$pairs[] = $name . ( in_array( $name, self::NEVER_ARRAYS, true ) ? '' : $suffix ) . '=' . Chance::of( array( '', '0', '1', '2', 'x', 'a%20b', '404', 'post', 'hello-world', 'aside', '%00', "'" ) );
		}
		if ( Chance::happens( 6 ) ) {
			$pairs[] = Chance::of( array( '_envelope=1', '_embed', '_fields=id', '_locale=user', 'context=edit', 'id=6', '=x', '&', ';rest_route=/x', '?', 'a=1;rest_route=/wp/v2/users' ) );
		}
		return $pairs;
	}

	/**
	 * Some of the query's pairs, to stand in the body as well, with the same or another value.
	 *
	 * @param string[] $pairs The pairs.
	 * @return string[]
	 */
	private static function repeated( array $pairs ) {
		$again = array();
		foreach ( $pairs as $pair ) {
			if ( Chance::happens( 30 ) ) {
				$again[] = Chance::happens( 65 ) ? $pair : $pair . '2';
			}
		}
		return $again;
	}

	/**
	 * A parameter with its name spelt by chance.
	 *
	 * @param string $name  The name.
	 * @param string $value The value as sent.
	 * @return string
	 */
	private static function pair( $name, $value ) {
		return Spelling::name( $name ) . '=' . str_replace( array( '&', ' ' ), array( '%26', '%20' ), $value );
	}

	/**
	 * Headers that a client may try.
	 *
	 * @return array<string, string|null>
	 */
	private static function headers() {
		$override = Chance::of( array( 'PUT', 'delete', 'POST', 'GET', 'HEAD', '', "it's", ' get ', 'FOO', '0' ) );
		return array(
			'X-HTTP-Method-Override' => Chance::happens( 8 ) ? $override : null,
			'X_HTTP_METHOD_OVERRIDE' => Chance::happens( 2 ) ? $override : null,
			'X-Original-URL'         => Chance::happens( 2 ) ? '/wp-json/wp/v2/users' : null,
			'X-Rewrite-URL'          => Chance::happens( 2 ) ? '/wp-json/wp/v2/users' : null,
			'Accept'                 => Chance::happens( 10 ) ? 'application/json' : null,
			'Origin'                 => Chance::happens( 4 ) ? 'https://app.example' : null,
			'X-WP-Nonce'             => Chance::happens( 2 ) ? 'x' : null,
		);
	}
}
