<?php
/**
 * Gate configurations written by hand: what sites want, and what is nasty.
 *
 * @package RestGate
 */

/**
 * Policy documents for the table of core's handlers. Table::begin() comes first: they name its objects.
 */
final class WrittenGates {

	/** What the table captures in these endpoints is an id. */
	private const ITEM = '/(?P<id>[\d]+)';

	/** The methods that write. */
	private const WRITES = array( 'POST', 'PUT', 'PATCH', 'DELETE' );

	/**
	 * The documents by name.
	 *
	 * @return array<string, array>
	 */
	public static function documents() {
		$documents = array_merge( self::presets(), self::selecting(), self::asking(), self::nasty() );
		foreach ( $documents as $name => $document ) {
			foreach ( $document['gates'] as $at => $gate ) {
				$documents[ $name ]['gates'][ $at ] = array( 'id' => "$name-$at" ) + $gate;
			}
			$documents[ $name ] += array(
				'version' => 1,
				'mode'    => 'off',
			);
		}
		return $documents;
	}

	/**
	 * The presets that ship, as documents.
	 *
	 * @return array<string, array>
	 */
	private static function presets() {
		$posts = array();
		foreach ( array( 'post' => '/wp/v2/posts', 'page' => '/wp/v2/pages' ) as $type => $base ) {
			$on      = static function ( $verb, $object ) use ( $type ) {
				return self::can( "{$verb}_post", $object, self::can( "{$verb}_{$type}s" ) );
			};
			$posts[] = self::on( $base, self::can( "publish_{$type}s" ), array( 'POST' ) );
			$posts[] = self::on( $base . self::ITEM, $on( 'edit', array( 'id' ) ), array( 'POST', 'PUT', 'PATCH' ) );
			$posts[] = self::on( $base . self::ITEM, $on( 'delete', array( 'id' ) ), array( 'DELETE' ) );
			$posts[] = self::on( $base . self::ITEM . '/autosaves', $on( 'edit', array( 'id' ) ), array( 'POST' ) );
			$posts[] = self::on( $base . '/(?P<parent>[\d]+)/revisions' . self::ITEM, $on( 'delete', array( 'parent' ) ), array( 'DELETE' ) );
		}
		return array(
			'preset-posts-and-pages'                 => self::gates( ...$posts ),
			'preset-users-list'                      => self::gates(
				self::on( '/wp/v2/users', self::can( 'list_users' ), array( 'GET' ) ),
				self::on( '/wp/v2/users' . self::ITEM, array( 'any' => array( self::can( 'list_users' ), self::can( 'edit_user', array( 'id' ) ) ) ), array( 'GET' ) )
			),
			'preset-application-passwords-read-only' => self::gates( self::below( '/*', array( 'not' => array( 'auth_type' => 'application_password' ) ), self::WRITES ) ),
			'preset-no-anonymous-writes'             => self::gates( self::below( '/*', array( 'authenticated' => true ), self::WRITES ) ),
			'preset-administrators-only'             => self::gates( self::below( '/*', self::can( 'manage_options' ) ) ),
		);
	}

	/**
	 * Ways to select.
	 *
	 * @return array<string, array>
	 */
	private static function selecting() {
		$deny = array( 'deny' => true );
		return array(
			'deny-everything'  => self::gates( self::below( '/*', $deny ) ),
			'deny-endpoints'   => self::gates(
				self::on( '/wp/v2/posts', $deny, array( 'POST' ) ),
				self::on( '/wp/v2/posts' . self::ITEM, $deny, array( 'PATCH' ) ),
				self::on( '/wp/v2/pages' . self::ITEM, $deny, array( 'PATCH' ) ),
				self::on( '/wp/v2/users', $deny ),
				self::on( '/wp/v2/settings', $deny, array( 'PUT' ) ),
				self::on( '/wp/v2/types/(?P<type>[\w-]+)', $deny, array( 'GET' ) ),
				self::on( '/oembed/1.0/embed', $deny ),
				self::on( '/batch/v1', $deny ),
				self::on( '/', $deny )
			),
			'namespaces'       => self::gates(
				self::below( '/wp-site-health/v1/*', array( 'role' => 'administrator' ) ),
				self::below( '/wp-block-editor/*', array( 'authenticated' => true ) ),
				self::below( '/oembed/1.0/*', $deny ),
				self::below( '/wp/v2/users/*', self::can( 'edit_others_posts' ) ),
				self::below( '/wp/v2/font-families/*', self::can( 'edit_posts' ), array( 'GET' ) ),
				self::below( '/wp-abilities', $deny )
			),
			'odd-patterns'     => self::gates(
				self::below( '/WP/v2/Pages/*', self::can( 'edit_pages' ) ),
				self::below( '/wp/v2/posts/' . Table::fill( '{post}' ), $deny ),
				self::below( '/wp/v2/users/me', array( 'role' => 'author' ) ),
				self::below( '/wp/v2/templates/lookup', $deny ),
				self::below( '/wp/v2/block-types/core/paragraph', $deny ),
				self::below( '/wp/v2/menu', $deny ),
				self::below( '/wp/v2/font', $deny ),
				self::below( '', self::can( 'read' ) )
			),
			'methods'          => self::gates(
				self::below( '/*', array( 'role' => 'administrator' ), array( 'DELETE' ) ),
				self::below( '/*', self::can( 'edit_posts' ), array( 'PUT', 'PATCH' ) ),
				self::below( '/wp/v2/media/*', $deny, array( 'POST' ) )
			),
			'missing-endpoints' => self::gates(
				self::on( '/wp/v2/posts/(?P<number>\d+)', self::can( 'edit_others_posts' ) ),
				self::on( '/wp/v2/comments/spam', $deny ),
				self::on( '/wp/v2/(?P<everything>.*)', array( 'authenticated' => true ), array( 'DELETE' ) ),
				self::on( '/not/registered/anywhere', $deny )
			),
			'abilities'        => self::gates(
				self::on( 'ability:core/get-site-info', array( 'role' => 'editor' ) ),
				self::on( 'ability:core/no-such-ability', $deny ),
				self::on( '/wp-abilities/v1/abilities', self::can( 'manage_options' ) )
			),
			'restrict'         => array( 'mode' => 'restrict', 'index' => 'callable' ) + self::gates(
				self::below( '/wp/v2/*', self::can( 'edit_posts' ) ),
				self::on( '/', array( 'authenticated' => true ) )
			),
			'callable-index'   => array( 'index' => 'callable' ) + self::gates(
				self::on( '/wp/v2/posts' . self::ITEM, self::can( 'edit_post', 'id' ), array( 'GET', 'DELETE' ) ),
				self::below( '/wp/v2/comments/*', $deny, array( 'DELETE' ) ),
				self::below( '/oembed/*', $deny )
			),
		);
	}

	/**
	 * Ways to ask.
	 *
	 * @return array<string, array>
	 */
	private static function asking() {
		$application_password = array(
			'application_password' => array(
				'user' => (int) Table::fill( '{editor_id}' ),
				'uuid' => Table::fill( '{editor_uuid}' ),
			),
		);
		return array(
			'roles'               => self::gates(
				self::below( '/wp/v2/categories/*', array( 'role' => 'editor' ) ),
				self::below( '/wp/v2/tags/*', array( 'not' => array( 'role' => 'subscriber' ) ) ),
				self::below( '/wp/v2/media/*', array( 'any' => array( array( 'role' => 'author' ), array( 'role' => 'administrator' ) ) ) ),
				self::below( '/wp/v2/blocks/*', array( 'all' => array( array( 'role' => 'author' ), array( 'role' => 'administrator' ) ) ) )
			),
			'credentials'         => self::gates(
				self::below( '/wp/v2/settings', array( 'auth_type' => 'cookie' ) ),
				self::below( '/wp/v2/plugins/*', array( 'not' => array( 'auth_type' => 'application_password' ) ) ),
				self::below( '/wp/v2/search', array( 'auth_type' => 'none' ) ),
				self::below( '/wp/v2/statuses/*', array( 'auth_type' => 'application_password' ) )
			),
			'one-password'        => self::gates(
				self::below( '/wp/v2/posts/*', array( 'not' => $application_password ), self::WRITES ),
				self::below( '/wp/v2/media', array( 'any' => array( $application_password, array( 'role' => 'administrator' ) ) ), self::WRITES )
			),
			'objects-with-else'   => self::gates(
				self::on( '/wp/v2/posts' . self::ITEM, self::can( 'edit_post', array( 'id' ), self::can( 'edit_posts' ) ) ),
				self::on( '/wp/v2/media' . self::ITEM, self::can( 'delete_post', 'id', array( 'deny' => true ) ), array( 'DELETE' ) ),
				self::on( '/wp/v2/media', self::can( 'edit_post', 'id', self::can( 'upload_files' ) ) ),
				self::below( '/wp/v2/comments/*', self::can( 'edit_comment', 'id', self::can( 'edit_post', array( 'post' ), self::can( 'moderate_comments' ) ) ) ),
				self::below( '/wp/v2/categories/*', self::can( 'edit_term', array( 'id' ), self::can( 'manage_categories' ) ), self::WRITES ),
				self::below( '/wp/v2/users/*', self::can( 'edit_user', array( 'id', 'user_id' ), array( 'authenticated' => true ) ) ),
				self::below( '/wp/v2/plugins/*', self::can( 'activate_plugin', 'plugin', self::can( 'install_plugins' ) ) ),
				self::below( '/wp/v2/templates/*', self::can( 'edit_post', array( 'id', 'parent' ), self::can( 'edit_theme_options' ) ) )
			),
			'objects-without-else' => self::gates(
				self::below( '/wp/v2/posts/*', self::can( 'read_post', array( 'id', 'parent' ) ) ),
				self::below( '/wp/v2/tags/*', self::can( 'delete_term', 'id' ) ),
				self::below( '/wp/v2/users/*', self::can( 'edit_user', array( 'user_id', 'id' ) ) ),
				self::below( '/wp/v2/menus/*', self::can( 'edit_term', 'id' ) ),
				self::on( '/wp/v2/comments', self::can( 'edit_post', 'post' ), array( 'POST' ) )
			),
			'wrong-objects'       => self::gates(
				self::below( '/wp/v2/widgets/*', self::can( 'edit_post', 'id' ) ),
				self::below( '/wp/v2/types/*', self::can( 'edit_post', array( 'type' ), self::can( 'exist' ) ) ),
				self::below( '/wp/v2/categories/*', self::can( 'edit_post', 'id', self::can( 'exist' ) ) ),
				self::below( '/wp/v2/comments/*', self::can( 'edit_user', 'id', self::can( 'exist' ) ) ),
				self::below( '/wp/v2/global-styles/*', self::can( 'edit_comment', array( 'id', 'parent' ), self::can( 'exist' ) ) ),
				self::below( '/wp/v2/search', self::can( 'edit_post', 'search' ) ),
				self::below( '/wp/v2/plugins/*', self::can( 'edit_plugin', 'plugin' ) )
			),
			'nested'              => self::gates(
				self::below(
					'/wp/v2/*',
					array(
						'any' => array(
							array( 'role' => 'administrator' ),
							array(
								'all' => array(
									array( 'authenticated' => true ),
									array( 'not' => array( 'any' => array( array( 'role' => 'subscriber' ), array( 'auth_type' => 'cookie' ) ) ) ),
									self::can( 'edit_post', array( 'id', 'parent' ), array( 'not' => array( 'not' => self::can( 'publish_posts' ) ) ) ),
								),
							),
						),
					)
				),
				self::below( '/wp/v2/users/*', self::deep( array( 'role' => 'editor' ) ) )
			),
		);
	}

	/**
	 * Mistakes, contradictions and what seems to open.
	 *
	 * @return array<string, array>
	 */
	private static function nasty() {
		$unknown = self::can( GateOracle::NO_CAPABILITY . 'capability' );
		$nobody  = array( 'role' => 'no-such-role' );
		return array(
			'unknown-capability' => self::gates(
				self::below( '/wp/v2/posts/*', $unknown ),
				self::below( '/wp/v2/pages/*', array( 'not' => $unknown ) ),
				self::below( '/wp/v2/media/*', array( 'any' => array( $unknown, array( 'role' => 'editor' ) ) ) ),
				self::below( '/wp/v2/users/*', array( 'not' => array( 'all' => array( $unknown, array( 'authenticated' => true ) ) ) ) )
			),
			'unknown-role'       => self::gates(
				self::below( '/wp/v2/posts/*', array( 'not' => $nobody ) ),
				self::below( '/wp/v2/pages/*', array( 'any' => array( $nobody, self::can( 'edit_pages' ) ) ) ),
				self::below( '/wp/v2/comments/*', array( 'not' => array( 'any' => array( $nobody, array( 'role' => 'subscriber' ) ) ) ) )
			),
			// Whoever could be let in by any of these is already refused by WordPress, or by the other gate.
			'generous'           => self::gates(
				self::below( '/*', self::can( 'exist' ) ),
				self::below( '/wp/v2/*', array( 'any' => array( array( 'auth_type' => 'none' ), array( 'authenticated' => true ) ) ) ),
				self::below( '/wp/v2/settings', array( 'not' => array( 'role' => 'administrator' ) ) ),
				self::below( '/wp/v2/users/*', array( 'not' => array( 'deny' => true ) ) )
			),
			'contradiction'      => self::gates(
				self::on( '/wp/v2/posts', array( 'role' => 'editor' ) ),
				self::below( '/wp/v2/posts', array( 'role' => 'author' ) ),
				self::below( '/wp/v2/pages/*', array( 'authenticated' => true ) ),
				self::below( '/wp/v2/pages/*', array( 'not' => array( 'authenticated' => true ) ), array( 'GET' ) )
			),
			'block-all'          => array( 'mode' => 'block_all' ) + self::gates( self::below( '/wp/v2/*', self::can( 'exist' ) ) ),
			'simulated'          => array( 'simulate' => true, 'mode' => 'restrict', 'index' => 'callable' ) + self::gates( self::below( '/*', array( 'deny' => true ) ) ),
		);
	}

	/**
	 * A requirement eight deep that comes to the same as the one inside, which counts as the last.
	 *
	 * @param array $inside The requirement inside.
	 * @return array
	 */
	private static function deep( array $inside ) {
		return array( 'all' => array( array( 'any' => array( array( 'not' => array( 'not' => array( 'all' => array( array( 'not' => array( 'not' => $inside ) ) ) ) ) ) ) ) ) );
	}

	/**
	 * A document of gates.
	 *
	 * @param array ...$gates The gates.
	 * @return array
	 */
	private static function gates( array ...$gates ) {
		return array( 'gates' => $gates );
	}

	/**
	 * A gate on an endpoint.
	 *
	 * @param string     $endpoint The endpoint.
	 * @param array      $require  What it asks for.
	 * @param array|null $methods  The methods; all unless given.
	 * @return array
	 */
	private static function on( $endpoint, array $require, ?array $methods = null ) {
		return array( 'endpoint' => $endpoint, 'require' => $require ) + ( $methods ? array( 'methods' => $methods ) : array() );
	}

	/**
	 * A gate on a pattern.
	 *
	 * @param string     $pattern The pattern behind the REST root.
	 * @param array      $require What it asks for.
	 * @param array|null $methods The methods; all unless given.
	 * @return array
	 */
	private static function below( $pattern, array $require, ?array $methods = null ) {
		return array( 'pattern' => '/wp-json' . $pattern, 'require' => $require ) + ( $methods ? array( 'methods' => $methods ) : array() );
	}

	/**
	 * A capability, at large or on an object.
	 *
	 * @param string       $capability The capability.
	 * @param array|string $object     The parameters that name the object.
	 * @param array|null   $otherwise  What counts without one.
	 * @return array
	 */
	private static function can( $capability, $object = null, ?array $otherwise = null ) {
		return array( 'capability' => $capability ) + array_filter( array( 'object' => $object, 'else' => $otherwise ) );
	}
}
