<?php
/**
 * Run by WP-CLI: makes the posts that gated-request.php lists, as many as its argument says, or with the
 * argument `remove` takes them away again.
 */

$mark = '_rest_gate_bench';
wp_set_current_user( 1 );
wp_suspend_cache_addition( true );
wp_defer_term_counting( true );
foreach ( get_posts( array( 'meta_key' => $mark, 'post_status' => 'any', 'numberposts' => -1, 'fields' => 'ids' ) ) as $post ) {
	wp_delete_post( $post, true );
}
for ( $at = 'remove' === $args[0] ? 0 : (int) $args[0]; $at > 0; $at-- ) {
	wp_insert_post(
		array(
			'post_title'   => "Bench $at",
			'post_content' => str_repeat( "<!-- wp:paragraph -->\n<p>Some <em>ordinary</em> text of post $at.</p>\n<!-- /wp:paragraph -->\n", 12 ),
			'post_status'  => 'publish',
			'post_author'  => 1 + $at % 3,
			'tags_input'   => array( 'bench-' . $at % 5 ),
			'meta_input'   => array( $mark => '1' ),
		),
		true
	);
}
foreach ( 'remove' === $args[0] ? range( 0, 4 ) : array() as $tag ) {
	$term = get_term_by( 'slug', "bench-$tag", 'post_tag' );
	if ( $term ) {
		wp_delete_term( $term->term_id, 'post_tag' );
	}
}
wp_defer_term_counting( false );
