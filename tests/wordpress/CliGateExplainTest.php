<?php
/**
 * Claims: `explain` names each gate that selects a request, each question and WordPress's answer, and
 * what comes of it; `gate test` and `allowlist test` end as the caller does.
 *
 * @package RestGate
 */

require_once __DIR__ . '/CliGateSite.php';

/**
 * Tests the commands that ask the gates.
 */
final class CliGateExplainTest extends CliGateSite {

	private const ITEM  = '/wp/v2/posts/(?P<id>[\d]+)';
	private const WORDS = 'capability `edit_post` on `id`, without one: capability `edit_posts`';

	/** @var string The uuid of an application password of author1 that a gate names. */
	private static $uuid;

	/**
	 * Gives author1 an application password.
	 */
	public static function setUpBeforeClass(): void {
		$make       = 'echo WP_Application_Passwords::create_new_application_password( 2, array( "name" => "cli" . microtime() ) )[1]["uuid"];';
		self::$uuid = ( new CliRunner( self::SITE, array( 'wp', 'eval', $make ) ) )->out;
		parent::setUpBeforeClass();
	}

	/**
	 * Takes it again.
	 */
	public static function tearDownAfterClass(): void {
		new CliRunner( self::SITE, array( 'wp', 'user', 'application-password', 'delete', 'author1', self::$uuid ) );
		parent::tearDownAfterClass();
	}

	/** @inheritDoc */
	protected static function document() {
		return json_encode(
			array(
				'version'   => 1,
				'mode'      => 'restrict',
				'allowlist' => array( array( 'pattern' => '/wp-json/myplugin/v1/*' ) ),
				'gates'     => array(
					array(
						'id'       => 'edit-one',
						'endpoint' => self::ITEM,
						'methods'  => array( 'POST', 'PUT', 'PATCH' ),
						'require'  => json_decode( '{"capability":"edit_post","object":["id"],"else":{"capability":"edit_posts"}}' ),
					),
					array(
						'id'       => 'fly',
						'endpoint' => '/wp/v2/tags',
						'methods'  => array( 'POST' ),
						'require'  => json_decode( '{"any":[{"capability":"fly_high"},{"role":"captain"}]}' ),
						'message'  => 'Only captains fly.',
					),
					array(
						'id'       => 'agent',
						'endpoint' => '/wp/v2/pages',
						'require'  => json_decode( '{"not":{"application_password":{"user":2,"uuid":"' . self::$uuid . '"}}}' ),
					),
					array(
						'id'      => 'thing',
						'pattern' => '/myplugin/v1/thing',
						'require' => json_decode( '{"authenticated":true}' ),
					),
					array(
						'id'       => 'about',
						'endpoint' => 'ability:core/get-site-info',
						'require'  => json_decode( '{"capability":"edit_post","object":["post"],"else":{"capability":"manage_options"}}' ),
					),
				),
			)
		);
	}

	/**
	 * @test
	 * @dataProvider explanations
	 */
	public function explain_tells_each_gate_and_each_answer( array $steps, ...$words ) {
		$words = str_replace( '(uuid)', self::$uuid, $words );
		$run   = new CliRunner( self::SITE, array_merge( array( 'explain' ), $words ) );
		$this->assertSame( array( '', 0 ), array( $run->err, $run->code ) );
		// What stands before the gates is told by CliTest.
		$told = preg_replace( '/\A.*?(?=^(?:selected gate|gates|outcome)\t)/ms', '', $run->out );
		$this->assertSame( self::table( ...$steps ), str_replace( self::$uuid, '(uuid)', $told ) );
	}

	/**
	 * Requests and what is said of them from the gates on.
	 *
	 * @return array[]
	 */
	public static function explanations() {
		$edit    = array( 'selected gate', 'edit-one on ' . self::ITEM . ' (' . self::WORDS . ')' );
		$passes  = array( 'gates', 'every gate that selects it is satisfied' );
		$allowed = array( array( 'outcome', 'allowed' ), array( 'reason', 'authenticated' ) );
		$refused = static function ( $reason, $gate, $requirement, ...$more ) {
			$rows = array( array( 'gates', "$gate refuses it" ), array( 'outcome', 'forbidden' ), array( 'reason', $reason ), array( 'gate', $gate ), array( 'requirement', $requirement ) );
			return array_merge( $rows, $more, array( array( 'status', '403' ), array( 'code', 'rest_gate_capability' ) ) );
		};
		$invalid = static function ( $reason ) {
			return array( array( 'outcome', 'invalid' ), array( 'reason', $reason ), array( 'status', '400' ), array( 'code', 'rest_gate_conflict' ) );
		};
		$conflict = array( 'conflict', 'query or body hold another value than the route' );
		$agent    = array( 'selected gate', 'agent on /wp/v2/pages (not (application password (uuid) of user 2))' );
		$about    = array( 'selected gate', 'about on ability:core/get-site-info (capability `edit_post` on `post`, without one: capability `manage_options`)' );
		return array(
			'allowed'                => array( array_merge( array( $edit, array( 'parameter', '`id` is 6' ), array( 'WordPress says', 'capability `edit_post` on `6`: yes' ), $passes ), $allowed ), 'PUT', '/wp/v2/posts/6', '--user=author1' ),
			'refused'                => array( array_merge( array( $edit, array( 'parameter', '`id` is 7' ), array( 'WordPress says', 'capability `edit_post` on `7`: no' ) ), $refused( 'capability', 'edit-one', 'capability `edit_post` on `7`' ) ), 'POST', '/wp-json/wp/v2/posts/7', '--user=author1' ),
			'no such object'         => array( array_merge( array( $edit, array( 'parameter', '`id` is 999' ), array( 'WordPress says', 'capability `edit_post` on `999`: object_missing' ) ), $refused( 'object_missing', 'edit-one', 'capability `edit_post` on `999`' ) ), 'POST', '/wp/v2/posts/999', '--user=admin' ),
			'a malformed object'     => array( array_merge( array( $edit, array( 'parameter', '`id` is "6abc", though the route holds 6' ), array( 'gates', 'edit-one refuses it' ), array( 'outcome', 'invalid' ), array( 'reason', 'object_not_canonical' ), array( 'gate', 'edit-one' ), array( 'requirement', self::WORDS ) ), array_slice( $invalid( '' ), 2 ) ), 'PATCH', '/wp/v2/posts/6?id=6abc', '--user=author1' ),
			'another id in a query'  => array( array_merge( array( $edit, array( 'parameter', '`id` is 6, though the route holds 7' ), array( 'WordPress says', 'capability `edit_post` on `6`: yes' ), $passes, $conflict ), $invalid( 'conflict' ) ), 'POST', '/wp/v2/posts/7?id=6', '--user=author1' ),
			'another id in a body'   => array( array_merge( array( $edit, array( 'parameter', '`id` is 6, though the route holds 7' ), array( 'WordPress says', 'capability `edit_post` on `6`: yes' ), $passes, $conflict ), $invalid( 'conflict' ) ), 'PUT', 'http://noslash.test/?rest_route=/wp/v2/posts/7', '--body={"id":6}', '--user=author1' ),
			'what nobody knows'      => array( array_merge( array( array( 'selected gate', 'fly on /wp/v2/tags (capability `fly_high` or role `captain`)' ), array( 'WordPress says', 'capability `fly_high`: unknown_capability' ), array( 'WordPress says', 'role `captain`: unknown_role' ) ), $refused( 'unknown_capability', 'fly', 'capability `fly_high`', array( 'message', 'Only captains fly.' ) ) ), 'POST', '/wp/v2/tags', '--user=admin' ),
			'none selects'           => array( array_merge( array( array( 'gates', 'none selects it' ) ), $allowed ), 'GET', '/wp/v2/users', '--user=admin' ),
			'by another credential'  => array( array_merge( array( $agent, $passes ), $allowed ), 'GET', '/wp/v2/pages', '--user=author1', '--auth-type=bearer' ),
			'by the credential'      => array( array_merge( array( $agent ), $refused( 'credential', 'agent', 'not (application password (uuid) of user 2)' ) ), 'GET', '/wp/v2/pages', '--user=author1', '--application-password=(uuid)' ),
			'its own passwords'      => array(
				array( array( 'gates', 'an application password that a gate names does not touch application passwords' ), array( 'outcome', 'forbidden' ), array( 'reason', 'credential_gated' ), array( 'requirement', 'a credential that no gate names' ), array( 'status', '403' ), array( 'code', 'rest_gate_capability' ) ),
				'GET',
				'/wp/v2/users/me/application-passwords',
				'--user=author1',
				'--application-password=(uuid)',
			),
			'behind the allowlist'   => array(
				array( array( 'selected gate', 'thing on /wp-json/myplugin/v1/thing (any user)' ), array( 'gates', 'thing refuses it' ), array( 'outcome', 'forbidden' ), array( 'reason', 'authentication' ), array( 'gate', 'thing' ), array( 'requirement', 'any user' ), array( 'status', '401' ), array( 'code', 'rest_gate_capability' ) ),
				'GET',
				'/myplugin/v1/thing',
			),
			'a vouched stranger'     => array(
				array( array( 'selected gate', 'thing on /wp-json/myplugin/v1/thing (any user)' ), array( 'gates', 'thing refuses it' ), array( 'outcome', 'forbidden' ), array( 'reason', 'authentication' ), array( 'gate', 'thing' ), array( 'requirement', 'any user' ), array( 'status', '401' ), array( 'code', 'rest_gate_capability' ) ),
				'OPTIONS',
				'/myplugin/v1/thing',
				'--vouched',
			),
			'before the gates'       => array( array( array( 'outcome', 'blocked' ), array( 'reason', 'not_allowlisted' ), array( 'status', '401' ), array( 'code', 'rest_gate_restricted' ) ), 'POST', '/wp/v2/tags' ),
			'an ability'             => array( array_merge( array( $about, array( 'WordPress says', 'capability `edit_post` on `7`: no' ) ), $refused( 'capability', 'about', 'capability `edit_post` on `7`' ) ), 'run', 'ability:core/get-site-info', '--user=author1', '--body={"post":7}' ),
			'an ability by a request' => array( array_merge( array( array( 'gates', 'none selects it' ), $about, array( 'WordPress says', 'capability `manage_options`: yes' ), $passes ), $allowed ), 'GET', '/wp-abilities/v1/abilities/core/get-site-info/run', '--user=admin' ),
		);
	}

	/**
	 * @test
	 * @dataProvider wrong_callers
	 */
	public function a_caller_that_cannot_be_is_refused( $error, ...$words ) {
		$this->assert_ran( 1, '', "Error: $error\n", array_merge( array( 'explain', 'GET', '/wp/v2/posts' ), $words ) );
	}

	/**
	 * Callers and what is said of them.
	 *
	 * @return array[]
	 */
	public static function wrong_callers() {
		$stranger = 'a stranger has neither an auth type nor an application password; name a user';
		return array(
			'a stranger with a credential' => array( $stranger, '--auth-type=basic' ),
			'a stranger with a password'   => array( $stranger, '--application-password=x' ),
			'a vouched user'               => array( 'nobody vouches for a user of the site; name no user', '--vouched', '--user=admin' ),
			'a user by nothing'            => array( '`none`: not an auth type of a user; there are `cookie`, `application_password`, `bearer`, `basic`, `oauth1`, `consumer_key`, `other`', '--auth-type=none', '--user=admin' ),
			'two credentials'              => array( 'who uses an application password does not come by `cookie`', '--auth-type=cookie', '--application-password=x', '--user=admin' ),
			'not the password of the user' => array( '`x`: not an application password of admin; `wp user application-password list admin --fields=uuid,name` lists those', '--application-password=x', '--user=admin' ),
			'a body that is a list'        => array( '--body: not a JSON object.', '--body=[1]' ),
		);
	}

	/** @test */
	public function an_ability_is_run_and_nothing_else() {
		foreach ( array( array( 'GET', 'ability:core/get-site-info' ), array( 'RUN', '/wp/v2/posts' ) ) as $words ) {
			$this->assert_ran( 1, '', "Error: An ability is run, and nothing else: write `RUN ability:core/get-site-info`.\n", array_merge( array( 'gate', 'test' ), $words ) );
		}
	}

	/** @test */
	public function gate_test_ends_as_the_caller_does() {
		$gate = static function ( $satisfied ) {
			return self::table( array( 'id', 'target', 'require', 'satisfied' ), array( 'edit-one', self::ITEM, self::WORDS, $satisfied ) );
		};
		$cases = array(
			array( 0, $gate( 'yes' ), 'Success: author1 by cookie passes POST /wp/v2/posts/6: 1 gate selects it and is satisfied.', 'POST', '/wp/v2/posts/6', '--user=author1' ),
			array( 1, $gate( 'no: capability' ), 'Error: author1 by cookie is refused POST /wp/v2/posts/7: forbidden, capability: the gate edit-one (capability `edit_post` on `7`).', 'POST', '/wp/v2/posts/7', '--user=author1' ),
			array( 1, $gate( 'yes' ), 'Error: author1 by cookie is refused POST /wp/v2/posts/7: invalid, conflict.', 'POST', '/wp/v2/posts/7?id=6', '--user=author1' ),
			array( 0, '', 'Success: sub1 by cookie passes GET /wp/v2/posts/7: no gate selects it.', 'GET', '/wp/v2/posts/7', '--user=sub1' ),
			array( 1, '', 'Error: A stranger is refused POST /wp/v2/posts/7: blocked, not_allowlisted.', 'POST', '/wp/v2/posts/7' ),
			array( 1, '', 'Error: /about is not a REST request: no rest_route.', 'GET', '/about' ),
		);
		foreach ( $cases as $case ) {
			list( $code, $table, $line ) = $case;
			$words = array_slice( $case, 3 );
			$this->assert_ran( $code, $table . ( 0 === $code ? "$line\n" : '' ), 0 === $code ? '' : "$line\n", array_merge( array( 'gate', 'test' ), $words ) );
		}
	}

	/** @test */
	public function allowlist_test_asks_the_gates_as_well() {
		$this->assert_ran( 1, '', "Error: A stranger is refused GET /myplugin/v1/thing: forbidden, authentication: the gate thing (any user).\n", array( 'allowlist', 'test', '/myplugin/v1/thing' ) );
		$this->assert_ran( 0, "Success: A stranger passes GET /myplugin/v1/item/3: allowlisted by the custom entry /wp-json/myplugin/v1/*.\n", '', array( 'allowlist', 'test', '/myplugin/v1/item/3' ) );
	}

	/** @test */
	public function while_refusals_are_simulated_it_is_told_what_would_happen() {
		new CliRunner( self::SITE, array( 'mode', 'off', '--simulate' ) );
		$run = new CliRunner( self::SITE, array( 'explain', 'POST', '/wp/v2/posts/7', '--user=author1', '--format=csv' ) );
		$this->assertStringEndsWith( "\ngates,\"edit-one would refuse it, but it passes\"\noutcome,allowed\nreason,capability\ngate,edit-one\nrequirement,\"capability `edit_post` on `7`\"\nsimulated,forbidden\n", $run->out );
		$run = new CliRunner( self::SITE, array( 'explain', 'POST', '/wp/v2/posts/7?id=6', '--user=author1', '--format=csv' ) );
		$this->assertStringEndsWith( "\noutcome,allowed\nreason,conflict\nsimulated,invalid\n", $run->out );
		$run = new CliRunner( self::SITE, array( 'gate', 'test', 'POST', '/wp/v2/posts/7', '--user=author1' ) );
		$this->assertStringEndsWith( "\nSuccess: author1 by cookie passes POST /wp/v2/posts/7: refusals are simulated. Otherwise: forbidden, capability: the gate edit-one (capability `edit_post` on `7`).\n", $run->out );
		$this->assertSame( 0, $run->code );
		self::forget();
		self::import( self::document() );
	}
}
