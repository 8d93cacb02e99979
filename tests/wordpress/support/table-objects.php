<?php
/**
 * Run by WP-CLI: makes the people and things that tests/fixtures/core-handlers.json asks for, and
 * prints their names as JSON; with the argument `remove` only takes away those of an earlier run.
 *
 * @package RestGate
 */

/**
 * The throw-away objects of one site. All of them are marked, and nothing unmarked is touched.
 */
final class Rest_Gate_Table_Objects {

	/** Marks posts, as a meta key. */
	private const MARK = '_rest_gate_table';

	/** Begins the names of people, terms and application passwords. */
	private const NAME = 'rest-gate-table';

	/** The image, one pixel: the test PHP need not be able to draw. */
	private const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

	/** Those who ask, beside the contributor, whom the site lacks. */
	private const PEOPLE = array(
		'administrator' => 'admin',
		'editor'        => 'editor1',
		'author'        => 'author1',
		'contributor'   => self::NAME . '-contributor',
		'subscriber'    => 'sub1',
	);

	/** @var array<string, string> The names made so far. */
	private $names = array();

	/**
	 * Makes everything.
	 *
	 * @return array{names: array<string, string>, passwords: array<string, string>}
	 */
	public function make() {
		$this->person( self::PEOPLE['contributor'], 'contributor' );
		$passwords = array();
		foreach ( self::PEOPLE as $role => $login ) {
			$user = get_user_by( 'login', $login )->ID;

			list( $password, $kept )        = $this->password( $user );
			$passwords[ $role ]             = $login . ':' . $password;
			$this->names[ $role . '_id' ]   = $user;
			$this->names[ $role . '_uuid' ] = $kept['uuid'];
		}
		$this->make_posts();
		$this->make_theme_parts();
		$this->make_terms();
		$this->make_media();
		$this->names += array(
			'user'     => $this->person( self::NAME . '-victim', 'author' ),
			'reassign' => get_user_by( 'login', self::PEOPLE['editor'] )->ID,
			'comment'  => wp_insert_comment(
				array(
					'comment_post_ID'  => $this->names['post'],
					'comment_content'  => 'Said for the table.',
					'comment_approved' => 1,
				)
			),
			'theme'    => get_stylesheet(),
			// Wherever it is: a theme without sidebars moves widgets to the inactive ones.
			'widget'   => array_merge( ...array_values( array_filter( wp_get_sidebars_widgets(), 'is_array' ) ) )[0],
		);
		$this->names['uuid'] = $this->password( $this->names['user'] )[1]['uuid'];
		return array(
			'names'     => array_map( 'strval', $this->names ),
			'passwords' => $passwords,
		);
	}

	/**
	 * Takes everything away, and the numbers that rolled back requests have used up.
	 */
	public function remove() {
		global $wpdb;
		foreach ( $wpdb->get_col( $wpdb->prepare( "SELECT post_id FROM {$wpdb->postmeta} WHERE meta_key = %s", self::MARK ) ) as $post ) {
			wp_delete_post( (int) $post, true );
		}
		foreach ( array( 'category', 'post_tag', 'nav_menu', 'wp_pattern_category' ) as $taxonomy ) {
			$term = get_term_by( 'slug', self::NAME, $taxonomy );
			if ( $term ) {
				wp_delete_term( $term->term_id, $taxonomy );
			}
		}
		foreach ( self::PEOPLE as $login ) {
			$user = get_user_by( 'login', $login );
			foreach ( $user ? WP_Application_Passwords::get_user_application_passwords( $user->ID ) : array() as $password ) {
				if ( self::NAME === $password['name'] ) {
					WP_Application_Passwords::delete_application_password( $user->ID, $password['uuid'] );
				}
			}
		}
		require_once ABSPATH . 'wp-admin/includes/user.php';
		foreach ( get_users( array( 'search' => self::NAME . '-*' ) ) as $user ) {
			wp_delete_user( $user->ID );
		}
		foreach ( array( $wpdb->posts, $wpdb->postmeta, $wpdb->comments, $wpdb->terms, $wpdb->term_taxonomy, $wpdb->users, $wpdb->usermeta, $wpdb->options ) as $table ) {
			// InnoDB takes the next free number for this one.
			$wpdb->query( "ALTER TABLE $table AUTO_INCREMENT = 1" );
		}
	}

	/**
	 * Posts of every type that keeps revisions or autosaves of its own.
	 */
	private function make_posts() {
		$author = get_user_by( 'login', self::PEOPLE['author'] )->ID;
		$types  = array(
			'post'       => array( 'post', $author ),
			'page'       => array( 'page', 1 ),
			'block'      => array( 'wp_block', $author ),
			'navigation' => array( 'wp_navigation', 1 ),
		);
		foreach ( $types as $name => list( $type, $owner ) ) {
			$this->post( $name, array( 'post_type' => $type, 'post_author' => $owner ) );
			$this->revise( $name );
		}
		$this->names['post_url'] = get_permalink( $this->names['post'] );

		$font_family = array(
			'post_type'    => 'wp_font_family',
			'post_content' => wp_json_encode( array( 'fontFamily' => self::NAME ) ),
		);
		$font_face   = array(
			'post_type'    => 'wp_font_face',
			'post_parent'  => $this->post( 'font_family', $font_family ),
			'post_content' => wp_json_encode( array( 'fontFamily' => self::NAME, 'src' => home_url( '/font.woff2' ) ) ),
		);
		$this->post( 'font_face', $font_face );
	}

	/**
	 * A template, a template part and the styles of the theme.
	 */
	private function make_theme_parts() {
		foreach ( array( 'template' => 'wp_template', 'part' => 'wp_template_part' ) as $name => $type ) {
			$post = $this->post( $name, array( 'post_type' => $type, 'post_name' => self::NAME ) );
			wp_set_object_terms( $post, get_stylesheet(), 'wp_theme' );
			if ( 'wp_template_part' === $type ) {
				wp_set_object_terms( $post, 'uncategorized', 'wp_template_part_area' );
			}
			$this->revise( $name );
			$this->names[ $name ] = get_stylesheet() . '//' . self::NAME;
		}
		$before = wp_count_posts( 'wp_global_styles' );
		$styles = WP_Theme_JSON_Resolver::get_user_global_styles_post_id();
		if ( 0 === array_sum( (array) $before ) ) {
			add_post_meta( $styles, self::MARK, 1 );
		}
		$this->names['styles'] = $styles;
		$this->revise( 'styles' );
	}

	/**
	 * Terms, and a menu with an item.
	 */
	private function make_terms() {
		foreach ( array( 'category' => 'category', 'tag' => 'post_tag', 'pattern_category' => 'wp_pattern_category' ) as $name => $taxonomy ) {
			$this->names[ $name ] = wp_insert_term( self::NAME, $taxonomy, array( 'slug' => self::NAME ) )['term_id'];
		}
		$this->names['menu'] = wp_create_nav_menu( self::NAME );
		$item                = wp_update_nav_menu_item(
			$this->names['menu'],
			0,
			array(
				'menu-item-title'  => 'Table',
				'menu-item-url'    => home_url( '/' ),
				'menu-item-status' => 'publish',
			)
		);
		add_post_meta( $item, self::MARK, 1 );
		$this->names['menu_item'] = $item;
		$this->revise( 'menu_item' );
	}

	/**
	 * An image with its file.
	 */
	private function make_media() {
		$file  = wp_upload_dir()['basedir'] . '/' . self::NAME . '.png';
		$media = wp_insert_attachment(
			array(
				'post_title'     => 'Table',
				'post_status'    => 'inherit',
				'post_mime_type' => 'image/png',
			),
			$file
		);
		file_put_contents( $file, base64_decode( self::PNG ) );
		wp_update_attachment_metadata(
			$media,
			array(
				'width'  => 1,
				'height' => 1,
				'file'   => basename( $file ),
				'sizes'  => array(),
			)
		);
		add_post_meta( $media, self::MARK, 1 );
		$this->names['media']     = $media;
		$this->names['media_url'] = wp_get_attachment_url( $media );
	}

	/**
	 * Makes a published post.
	 *
	 * @param string $name What the table calls it.
	 * @param array  $post What differs from others.
	 * @return int
	 */
	private function post( $name, array $post ) {
		$post += array(
			'post_title'   => 'Table ' . $name,
			'post_content' => '<!-- wp:paragraph --><p>Table</p><!-- /wp:paragraph -->',
			'post_status'  => 'publish',
			'post_author'  => 1,
		);

		$this->names[ $name ] = wp_insert_post( wp_slash( $post ) );
		add_post_meta( $this->names[ $name ], self::MARK, 1 );
		return $this->names[ $name ];
	}

	/**
	 * Makes a revision and an autosave.
	 *
	 * @param string $name What the table calls the post.
	 */
	private function revise( $name ) {
		$this->names[ $name . '_revision' ] = _wp_put_post_revision( $this->names[ $name ] );
		$this->names[ $name . '_autosave' ] = _wp_put_post_revision( $this->names[ $name ], true );
	}

	/**
	 * Makes a person.
	 *
	 * @param string $login The login.
	 * @param string $role  The role.
	 * @return int
	 */
	private function person( $login, $role ) {
		return wp_insert_user(
			array(
				'user_login' => $login,
				'user_pass'  => wp_generate_password(),
				'user_email' => $login . '@single.test',
				'role'       => $role,
			)
		);
	}

	/**
	 * Makes an application password that counts as used, so that no request has to note its first use.
	 *
	 * @param int $user The user.
	 * @return array The password and what WordPress keeps of it.
	 */
	private function password( $user ) {
		$made = WP_Application_Passwords::create_new_application_password( $user, array( 'name' => self::NAME ) );
		WP_Application_Passwords::record_application_password_usage( $user, $made[1]['uuid'] );
		return $made;
	}
}

wp_set_current_user( 1 );
$objects = new Rest_Gate_Table_Objects();
$objects->remove();
echo ( $args[0] ?? '' ) === 'remove' ? '{}' : wp_json_encode( $objects->make() );
