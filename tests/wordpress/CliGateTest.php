<?php
/**
 * Claims: `wp rest-gate gate list|add|remove` store what was meant, refuse the rest with the reason
 * and exit code 1, and a gate that names what the site does not register is critical.
 *
 * @package RestGate
 */

require_once __DIR__ . '/CliGateSite.php';

/**
 * Tests `wp rest-gate gate`.
 */
final class CliGateTest extends CliGateSite {

	private const ITEM = '/wp/v2/posts/(?P<id>[\d]+)';

	/**
	 * Begins with a site that was never configured.
	 */
	protected function setUp(): void {
		self::forget();
	}

	/** @test */
	public function gates_are_added_listed_and_removed() {
		$this->assert_ran(
			0,
			"Success: Added create-posts on POST /wp/v2/posts (capability `publish_posts`). Revision 1.\n",
			'',
			array( 'gate', 'add', 'create-posts', '--endpoint=/wp-json/wp/v2/posts', '--methods=post', '--capability=publish_posts', '--message=Ask the editors.' )
		);
		$this->assert_ran(
			0,
			'Success: Added edit-one on POST,PUT,PATCH ' . self::ITEM . " (capability `edit_post` on `id` or `post`, without one: capability `edit_posts`). Revision 2.\n",
			'',
			array( 'gate', 'add', 'edit-one', '--endpoint=' . self::ITEM, '--methods=POST, PUT,PATCH', '--capability=edit_post', '--object=id, post', '--else=edit_posts' )
		);
		$this->assert_ran(
			0,
			"Success: Added agents on /wp-json/myplugin/v1/* (not (auth type application_password)). Revision 3.\n",
			'',
			array( 'gate', 'add', 'agents', '--pattern=/wp-json/MyPlugin/v1/*', '--requirement={ "not": { "auth_type": "application_password" } }' )
		);
		$this->assertSame(
			array(
				'id'       => 'create-posts',
				'endpoint' => '/wp-json/wp/v2/posts',
				'methods'  => array( 'POST' ),
				'require'  => array( 'capability' => 'publish_posts' ),
				'message'  => 'Ask the editors.',
			),
			self::gates()['create-posts']
		);
		$this->assert_ran(
			0,
			self::table(
				array( 'id', 'target', 'methods', 'require', 'registered' ),
				array( 'agents', '/wp-json/myplugin/v1/*', 'all', 'not (auth type application_password)', 'yes' ),
				array( 'create-posts', '/wp/v2/posts', 'POST', 'capability `publish_posts`', 'yes' ),
				array( 'edit-one', self::ITEM, 'POST,PUT,PATCH', 'capability `edit_post` on `id` or `post`, without one: capability `edit_posts`', 'yes' )
			),
			'',
			array( 'gate', 'list' )
		);
		$this->assert_ran( 0, '[{"id":"agents","message":""},{"id":"create-posts","message":"Ask the editors."},{"id":"edit-one","message":""}]', '', array( 'gate', 'list', '--fields=id,message', '--format=json' ) );
		$this->assert_ran( 1, '', "Error: `nix`: no gate of the policy\n", array( 'gate', 'remove', 'agents', 'nix' ) );
		$this->assert_ran( 0, "Success: Removed 2 gates: agents, edit-one. Revision 4.\n", '', array( 'gate', 'remove', 'agents', 'edit-one', 'agents' ) );
		$this->assertSame( array( 'create-posts' ), array_keys( self::gates() ) );
	}

	/** @test */
	public function every_kind_of_requirement_has_an_option() {
		foreach ( array(
			'--role=editor'    => array( 'role `editor`', array( 'role' => 'editor' ) ),
			'--authenticated'  => array( 'any user', array( 'authenticated' => true ) ),
			'--deny'           => array( 'nobody passes', array( 'deny' => true ) ),
		) as $option => list( $words, $require ) ) {
			$run = new CliRunner( self::SITE, array( 'gate', 'add', 'thing', '--pattern=/myplugin/v1/thing', $option, '--no-color' ) );
			$this->assertSame( array( "Success: Added thing on /wp-json/myplugin/v1/thing ($words). Revision 1.\n", '', 0 ), array( $run->out, $run->err, $run->code ) );
			$this->assertSame( $require, self::gates()['thing']['require'] );
			self::forget();
		}
	}

	/**
	 * @test
	 * @dataProvider wrong_gates
	 */
	public function wrong_gates_are_refused( $error, ...$words ) {
		$this->assert_ran( 1, '', "Error: $error\n", array_merge( array( 'gate' ), $words ) );
		$this->assertSame( array(), self::gates() );
	}

	/**
	 * Wrong gates and what is said of them.
	 *
	 * @return array[]
	 */
	public static function wrong_gates() {
		$target = 'Name what the gate stands before: either --endpoint=<endpoint> or --pattern=<path>.';
		$needs  = 'Say what the gate asks for: one of --requirement=<json>, --capability=<capability>, --role=<role>, --authenticated and --deny.';
		$beside = '--object stands beside --capability, and --else beside --object.';
		return array(
			'no target'              => array( $target, 'add', 'g', '--deny' ),
			'two targets'            => array( $target, 'add', 'g', '--deny', '--pattern=/x', '--endpoint=/x' ),
			'no requirement'         => array( $needs, 'add', 'g', '--pattern=/x', '--no-deny' ),
			'two requirements'       => array( $needs, 'add', 'g', '--pattern=/x', '--deny', '--role=editor' ),
			'an object of a role'    => array( $beside, 'add', 'g', '--pattern=/x', '--role=editor', '--object=id' ),
			'else without an object' => array( $beside, 'add', 'g', '--pattern=/x', '--capability=read', '--else=read' ),
			'no JSON'                => array( '--requirement: `{capability}`: not JSON.', 'add', 'g', '--pattern=/x', '--requirement={capability}' ),
			'a word'                 => array( '/require/auth_type: `cookies`: not one of `cookie`, `application_password`, `bearer`, `basic`, `oauth1`, `consumer_key`, `other`, `none`', 'add', 'g', '--pattern=/x', '--requirement={"auth_type":"cookies"}' ),
			'an id'                  => array( '/id: `My gate`: not an id: 1 to 64 of `a`–`z`, `0`–`9` and `-`', 'add', 'My gate', '--pattern=/x', '--deny' ),
			'a method'               => array( '/methods/0: `HEAD`: HEAD counts as GET; write `GET`', 'add', 'g', '--pattern=/x', '--deny', '--methods=head' ),
			'no object'              => array( '/require/capability: `edit_post`: asks about an object; add `"object": ["id"]`, the parameter that names it', 'add', 'g', '--pattern=/x', '--capability=edit_post' ),
			'unregistered'           => array( 'Registered nowhere on this site: `/b/v1/x`. Use --force to gate it all the same.', 'add', 'g', '--endpoint=/b/v1/x', '--deny' ),
			'unregistered ability'   => array( 'Registered nowhere on this site: `ability:core/nix`. Use --force to gate it all the same.', 'add', 'g', '--endpoint=ability:core/nix', '--deny' ),
			'methods of an ability'  => array( '/methods: an ability has no methods; leave the key out', 'add', 'g', '--endpoint=ability:core/get-site-info', '--deny', '--methods=GET' ),
		);
	}

	/** @test */
	public function what_is_registered_nowhere_is_taken_by_force_and_critical() {
		$this->assert_ran(
			0,
			"Success: Added later on /b/v1/x/(?P<id>\d+) (nobody passes). Revision 1.\n",
			"Warning: /b/v1/x/(?P<id>\d+) is registered nowhere on this site: until it is, the gate covers everything below /wp-json/b/v1/x.\n",
			array( 'gate', 'add', 'later', '--endpoint=/b/v1/x/(?P<id>\d+)', '--deny', '--force' )
		);
		$this->assert_ran(
			0,
			"Success: Added tool on ability:core/nix (nobody passes). Revision 2.\n",
			"Warning: ability:core/nix is registered nowhere on this site: until it is, the gate covers everything below ability:core.\n",
			array( 'gate', 'add', 'tool', '--endpoint=ability:core/nix', '--deny', '--force' )
		);
		$this->assert_ran(
			0,
			"Success: Added empty on /wp-json/nowhere/v1/* (nobody passes). Revision 3.\n",
			"Warning: /wp-json/nowhere/v1/* reaches no endpoint that is registered on this site.\n",
			array( 'gate', 'add', 'empty', '--pattern=/nowhere/v1/*', '--deny' )
		);
		$this->assert_ran(
			0,
			self::table(
				array( 'id', 'registered' ),
				array( 'empty', 'no' ),
				array( 'later', 'not here: covers everything below /wp-json/b/v1/x' ),
				array( 'tool', 'not here: covers everything below ability:core' )
			),
			'',
			array( 'gate', 'list', '--fields=id,registered' )
		);
		$findings = array(
			'The gate later names /b/v1/x/(?P<id>\d+), which is registered nowhere on this site. Meanwhile it covers everything below /wp-json/b/v1/x. Add it again with the name that is registered now, or remove it.',
			'The gate tool names ability:core/nix, which is registered nowhere on this site. Meanwhile it covers everything below ability:core. Add it again with the name that is registered now, or remove it.',
		);
		$run      = new CliRunner( self::SITE, array( 'status' ) );
		$this->assertSame( array( 1, '' ), array( $run->code, $run->err ) );
		$this->assertStringContainsString( "\ngates\t3\n", $run->out );
		$this->assertStringEndsWith( "\ncritical\t$findings[0]\ncritical\t$findings[1]\n", $run->out );
		$run = new CliRunner( self::SITE, array( 'wp', 'eval', 'echo wp_json_encode( Rest_Gate_Notices::test() );' ) );
		$this->assertSame( 'critical', json_decode( $run->out, true )['status'] );
		$this->assertStringContainsString( htmlspecialchars( $findings[0] ), json_decode( $run->out, true )['description'] );
	}

	/** @test */
	public function documents_are_compared_with_the_site_as_well() {
		$json    = '{ "version": 1, "mode": "off", "gates": [ { "id": "g", "endpoint": "/b/v1/x", "require": { "deny": true } }, { "id": "h", "endpoint": "ability:core/nix", "require": { "deny": true } } ] }';
		$missing = "Error: Registered nowhere on this site: `/b/v1/x`, `ability:core/nix`. Use --force to gate it all the same.\n";
		$this->assert_ran( 1, '', $missing, array( 'policy', 'check', '-' ), $json );
		$this->assert_ran( 1, '', $missing, array( 'policy', 'import', '-' ), $json );
		$this->assert_ran( 0, "Success: Imported mode off, 0 custom entries, 2 gates. Revision 1.\n", '', array( 'policy', 'import', '-', '--force' ), $json );
		$this->assert_ran( 0, "Success: Added i on /wp/v2/posts (any user). Revision 2.\n", '', array( 'gate', 'add', 'i', '--endpoint=/wp/v2/posts', '--authenticated' ) );
	}

	/** @test */
	public function without_the_extension_it_is_told_whom_gated_endpoints_refuse() {
		self::import( '{ "version": 1, "mode": "off", "gates": [ { "id": "g", "endpoint": "/wp/v2/posts", "require": { "authenticated": true } } ] }' );
		$run = new CliRunner( self::SITE, array( 'status' ), '', true );
		$this->assertStringContainsString( "\ngates\t1\n", $run->out );
		$this->assertStringContainsString( 'not loaded in cli. Meanwhile gated endpoints refuse everybody except who manages the site and came by cookie; everything else is open, as the policy says.', $run->out );
		self::import( '{ "version": 1, "mode": "restrict", "gates": [ { "id": "g", "endpoint": "/wp/v2/posts", "require": { "authenticated": true } } ] }' );
		$run = new CliRunner( self::SITE, array( 'status' ), '', true );
		$this->assertStringContainsString( 'allowlisted routes are open, everything else is closed to strangers, and gated endpoints refuse everybody except who manages the site and came by cookie.', $run->out );
	}

	/** @test */
	public function an_old_wordpress_takes_no_gate_before_an_ability() {
		$old  = array( '--path=' . Lab::env( 'WORDPRESS_ROOT_OLD' ), '--url=http://old.test' );
		$json = '{ "version": 1, "mode": "off", "gates": [ { "id": "g", "endpoint": "ability:core/get-site-info", "require": { "deny": true } } ] }';
		$text = '~\AError: WordPress 6\.5\S* cannot gate abilities: it asks no filter whether one may run\. WordPress 7\.1 does\. Refused, because nothing would enforce it: `ability:core/get-site-info`\.\n\z~';
		new CliRunner( self::SITE, array_merge( array( 'wp', 'plugin', 'activate', 'rest-gate' ), $old ) );
		$run = new CliRunner( self::SITE, array_merge( array( 'gate', 'add', 'g', '--endpoint=ability:core/get-site-info', '--deny', '--force' ), $old ) );
		$this->assertSame( array( 1, '' ), array( $run->code, $run->out ) );
		$this->assertMatchesRegularExpression( $text, $run->err );
		$run = new CliRunner( self::SITE, array_merge( array( 'policy', 'check', '-', '--force' ), $old ), $json );
		$this->assertMatchesRegularExpression( $text, $run->err );
		// A WordPress that went back to an earlier version.
		$store = 'Rest_Gate_Settings::save( RestGate\Document::parse( \'' . $json . '\' ), Rest_Gate_Settings::revision(), "cli" );
			foreach ( Rest_Gate_Health::findings() as $finding ) { echo $finding["text"], "\n"; }
			global $wpdb; $wpdb->query( "DELETE FROM $wpdb->options WHERE option_name LIKE \'rest\_gate\_%\'" );';
		$run   = new CliRunner( self::SITE, array_merge( array( 'wp', 'eval', $store ), $old ) );
		$this->assertStringEndsWith( "The gate g names ability:core/get-site-info, but this WordPress cannot gate abilities (7.1 can). Meanwhile it covers everything below /wp-json/wp-abilities, and over other transports than REST nothing. Update WordPress or remove the gate.\n", $run->out );
		new CliRunner( self::SITE, array_merge( array( 'wp', 'plugin', 'deactivate', 'rest-gate' ), $old ) );
	}
}
