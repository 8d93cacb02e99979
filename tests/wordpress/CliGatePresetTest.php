<?php
/**
 * Claims: a preset of gates is shown before it is added, whoever declines changes nothing, and what
 * stands already is left alone.
 *
 * @package RestGate
 */

require_once __DIR__ . '/CliGateSite.php';

/**
 * Tests `wp rest-gate gate preset`.
 */
final class CliGatePresetTest extends CliGateSite {

	private const PREVIEW = array(
		array( 'id', 'target', 'methods', 'require' ),
		array( 'list-users', '/wp/v2/users', 'GET', 'capability `list_users`' ),
		array( 'read-user', '/wp/v2/users/(?P<id>[\d]+)', 'GET', 'capability `list_users` or capability `edit_user` on `id`' ),
	);

	private const NOTE = "Note: In the editor, authors of other people's posts are not named to users without list_users.\n";

	/**
	 * Begins with a site that was never configured.
	 */
	protected function setUp(): void {
		self::forget();
	}

	/** @test */
	public function a_preset_is_previewed_and_added_when_somebody_says_yes() {
		$preview = self::table( ...self::PREVIEW ) . self::NOTE;
		$this->assert_ran( 0, $preview . 'Add 2 gates? [y/n] ', '', array( 'gate', 'preset', 'add', 'users-list' ), "n\n" );
		$this->assertSame( array(), self::gates() );
		$this->assert_ran( 0, $preview . "Add 2 gates? [y/n] Success: Users list needs list_users: added 2 gates. Revision 1.\n", '', array( 'gate', 'preset', 'add', 'users-list' ), "y\n" );
		$this->assertSame( array( 'list-users', 'read-user' ), array_keys( self::gates() ) );
		$this->assert_ran( 0, "Success: Users list needs list_users: nothing to add, its gates stand already. Revision 1.\n", '', array( 'gate', 'preset', 'add', 'users-list' ) );
	}

	/** @test */
	public function only_what_does_not_stand_yet_is_added() {
		new CliRunner( self::SITE, array( 'gate', 'preset', 'add', 'users-list', '--yes' ) );
		$this->assert_ran( 0, "Success: Removed 1 gate: list-users. Revision 2.\n", '', array( 'gate', 'remove', 'list-users' ) );
		$this->assert_ran( 0, self::table( array( 'id', 'added' ), array( 'list-users', 'no' ), array( 'read-user', 'yes' ) ), '', array( 'gate', 'preset', 'show', 'users-list', '--fields=id,added' ) );
		$run = new CliRunner( self::SITE, array( 'gate', 'preset', 'list', '--fields=id,added', '--format=csv' ) );
		$this->assertSame( "id,added\nposts-and-pages,0/10\nusers-list,1/2\napplication-passwords-read-only,0/1\nno-anonymous-writes,0/1\nadministrators-only,0/1\n", $run->out );
		$this->assert_ran(
			0,
			self::table( self::PREVIEW[0], self::PREVIEW[1] ) . self::NOTE . "Success: Users list needs list_users: added 1 gate. Revision 3.\n",
			'',
			array( 'gate', 'preset', 'add', 'users-list', '--yes' )
		);
	}

	/** @test */
	public function capabilities_and_routes_are_those_of_the_post_types_here() {
		$books = '--exec=WP_CLI::add_wp_hook( "register_post_type_args", function ( $args, $name ) {
			return "page" === $name ? array( "rest_namespace" => "books/v1", "rest_base" => "all", "capability_type" => array( "book", "books" ), "capabilities" => array() ) + $args : $args;
		}, 10, 2 );';
		$run   = new CliRunner( self::SITE, array( 'gate', 'preset', 'show', 'posts-and-pages', '--format=json', $books ) );
		$shown = array_column( json_decode( $run->out, true ), null, 'id' );
		$this->assertCount( 10, $shown );
		$this->assertSame( array( '/books/v1/all', 'POST', 'capability `publish_books`' ), array( $shown['create-page']['target'], $shown['create-page']['methods'], $shown['create-page']['require'] ) );
		$this->assertSame( 'capability `delete_post` on `id`, without one: capability `delete_posts`', $shown['delete-post']['require'] );
	}

	/** @test */
	public function a_preset_that_cannot_be_added_is_refused_with_the_reason() {
		$run = new CliRunner( self::SITE, array( 'gate', 'preset', 'add', 'nix', '--yes' ) );
		$this->assertSame( array( 1, '' ), array( $run->code, $run->out ) );
		$this->assertStringStartsWith( 'Error: `nix`: not a preset of gates; there are `posts-and-pages`, ', $run->err );
		$hidden = '--exec=WP_CLI::add_wp_hook( "register_post_type_args", function ( $args, $name ) { return "page" === $name ? array( "show_in_rest" => false ) + $args : $args; }, 10, 2 );';
		$this->assert_ran( 1, '', "Error: `posts-and-pages`: needs the post type `page` in REST, which this site has not\n", array( 'gate', 'preset', 'add', 'posts-and-pages', '--yes', $hidden ) );
		new CliRunner( self::SITE, array( 'gate', 'add', 'list-users', '--endpoint=/wp/v2/users', '--deny' ) );
		$this->assert_ran( 1, '', "Error: `list-users`: a gate of this id exists; remove it first, or choose another id\n", array( 'gate', 'preset', 'add', 'users-list', '--yes' ) );
	}
}
