<?php
/**
 * Fills one site with people and posts; run by WP-CLI (`wp eval-file`), any number
 * of times. Ids are the same on every site: users 1 admin, 2 author1, 3 editor1,
 * 4 sub1; posts 1 (admin), 6 (author1), 7 (admin), 8 private, 9 draft,
 * 10 (admin).
 */

$people = array(
	'author1' => 'author',
	'editor1' => 'editor',
	'sub1'    => 'subscriber',
);
foreach ( $people as $login => $person_role ) {
	$user = get_user_by( 'login', $login );
	if ( ! $user ) {
		wp_insert_user(
			array(
				'user_login'   => $login,
				'user_pass'    => $login . '-password',
				'user_email'   => $login . '@single.test',
				'display_name' => ucfirst( $login ),
				'role'         => $person_role,
			)
		);
	} elseif ( is_multisite() ) {
		add_user_to_blog( get_current_blog_id(), $user->ID, $person_role );
	}
}

$author = get_user_by( 'login', 'author1' )->ID;
$news   = term_exists( 'News', 'category' );
if ( ! $news ) {
	$news = wp_insert_term( 'News', 'category' );
}
$entries = array(
	6  => array( 'By the author', $author, 'publish' ),
	7  => array( 'By the admin', 1, 'publish' ),
	8  => array( 'Private', 1, 'private' ),
	9  => array( 'Draft', $author, 'draft' ),
	// For a page that does not exist WordPress redirects to a post whose slug begins alike: /…/x finds this one.
	10 => array( 'Xylophone', 1, 'publish' ),
);
foreach ( $entries as $entry_id => list( $entry_title, $entry_author, $entry_status ) ) {
	if ( get_post( $entry_id ) ) {
		continue;
	}
	wp_insert_post(
		array(
			'import_id'     => $entry_id,
			'post_title'    => $entry_title,
			'post_content'  => '<!-- wp:paragraph --><p>' . $entry_title . '</p><!-- /wp:paragraph -->',
			'post_author'   => $entry_author,
			'post_status'   => $entry_status,
			'post_category' => array( (int) $news['term_id'] ),
		)
	);
}
if ( ! get_comments( array( 'post_id' => 6 ) ) ) {
	wp_insert_comment(
		array(
			'comment_post_ID'      => 6,
			'comment_author'       => 'Visitor',
			'comment_author_email' => 'visitor@example.com',
			'comment_content'      => 'Well said.',
			'comment_approved'     => 1,
		)
	);
}
