<?php
/**
 * Claims: `wp rest-gate policy test` holds a policy against its cases, ends with 1 on the first that
 * does not hold and shows how, and refuses a file that it cannot read, naming the case.
 *
 * @package RestGate
 */

require_once __DIR__ . '/CliGateSite.php';

/**
 * Tests `wp rest-gate policy test`.
 */
final class CliGateCasesTest extends CliGateSite {

	private const FOLDER = __DIR__ . '/../fixtures/policy-tests/';

	/** @inheritDoc */
	protected static function document() {
		return '{ "version": 1, "mode": "restrict", "gates": [ { "id": "writes", "pattern": "/wp/v2/*", "methods": [ "POST" ], "require": { "role": "editor" } } ] }';
	}

	/** @test */
	public function cases_that_hold_are_counted() {
		$this->assert_ran( 0, "Success: 10 cases hold.\n", '', array( 'policy', 'test', '-', '--policy=' . self::readable( 'policy.json' ) ), file_get_contents( self::FOLDER . 'cases.json' ) );
		$case = '[ { "method": "POST", "route": "/wp/v2/posts", "user": "editor1", "expect": "allowed", "reason": "authenticated", "gate": null } ]';
		$this->assert_ran( 0, "Success: 1 case holds.\n", '', array( 'policy', 'test', '-' ), $case );
	}

	/** @test */
	public function the_first_case_that_does_not_hold_is_shown() {
		$cases = '[
			{ "method": "GET", "route": "/wp/v2/posts", "expect": "blocked", "reason": "not_allowlisted", "status": 401 },
			{ "name": "authors write", "method": "POST", "route": "/wp-json/wp/v2/posts", "user": "author1", "auth_type": "bearer", "expect": "allowed", "gate": null, "status": 403 },
			{ "method": "GET", "route": "/wp/v2/posts", "expect": "allowed" } ]';
		$told  = "POST /wp/v2/posts, author1 by bearer:\n"
			. self::table( array( 'what', 'expected', 'got' ), array( 'outcome', 'allowed', 'forbidden' ), array( 'gate', 'none', 'writes' ) )
			. self::table(
				array( 'step', 'result' ),
				array( 'asked', 'as a request to /index.php' ),
				array( 'resolved route', '/wp/v2/posts' ),
				array( 'resolved method', 'POST' ),
				array( 'endpoint', '/wp/v2/posts' ),
				array( 'mode', 'restrict' ),
				array( 'principal', 'a WordPress user' ),
				array( 'selected gate', 'writes on /wp-json/wp/v2/* (role `editor`)' ),
				array( 'WordPress says', 'role `editor`: no' ),
				array( 'gates', 'writes refuses it' ),
				array( 'outcome', 'forbidden' ),
				array( 'reason', 'role' ),
				array( 'gate', 'writes' ),
				array( 'requirement', 'role `editor`' ),
				array( 'status', '403' ),
				array( 'code', 'rest_gate_capability' )
			);
		$this->assert_ran( 1, $told, "Error: Case 2 of 3 does not hold: authors write.\n", array( 'policy', 'test', '-' ), $cases );
	}

	/** @test */
	public function every_case_has_its_own_user_and_leaves_none() {
		$eval = 'wp_set_current_user( 3 );
			$policy = Rest_Gate_Settings::policy();
			foreach ( array( "editor1", "author1", null ) as $user ) {
				$case = new Rest_Gate_Policy_Case( (object) array( "method" => "POST", "route" => "/wp/v2/posts", "user" => $user, "expect" => "allowed" ), 1 );
				$told = ( new Rest_Gate_Inquiry( $policy, $case->target, $case->caller ) )->answer;
				echo $told["outcome"], " ", $told["reason"], " ", get_current_user_id(), "\n";
			}';
		$this->assert_ran( 0, "allowed authenticated 3\nforbidden role 3\nblocked not_allowlisted 3\n", '', array( 'wp', 'eval', $eval ) );
	}

	/**
	 * @test
	 * @dataProvider bad_files
	 */
	public function a_file_that_holds_no_cases_is_refused( $error, $json ) {
		$this->assert_ran( 1, '', "Error: $error\n", array( 'policy', 'test', '-' ), $json );
	}

	/**
	 * Files and what is said of them.
	 *
	 * @return array[]
	 */
	public static function bad_files() {
		return array(
			'no JSON'   => array( 'The cases are not JSON: Syntax error.', 'method: GET' ),
			'an object' => array( 'The cases are not a JSON list that holds any.', '{}' ),
			'nothing'   => array( 'The cases are not a JSON list that holds any.', '[]' ),
			'one case'  => array( 'case 2: `nobody`: no user of this site has that login', '[ { "method": "GET", "route": "/wp/v2", "expect": "allowed" }, { "method": "GET", "route": "/wp/v2", "expect": "allowed", "user": "nobody" } ]' ),
		);
	}

	/** @test */
	public function files_and_documents_that_cannot_be_used_are_named() {
		$this->assert_ran( 1, '', "Error: /nowhere/cases.json cannot be read.\n", array( 'policy', 'test', '/nowhere/cases.json' ) );
		$this->assert_ran( 1, '', "Error: /nowhere/policy.json cannot be read.\n", array( 'policy', 'test', '-', '--policy=/nowhere/policy.json' ), '[]' );
		$this->assert_ran( 1, '', "Error: policy document: not JSON: expected value at line 1 column 2\n", array( 'policy', 'test', self::readable( 'cases.json' ), '--policy=-' ), ' mode: off' );
	}

	/** @test */
	public function what_is_wrong_with_a_case_is_named() {
		$given   = array( 'method' => 'GET', 'route' => '/wp/v2', 'expect' => 'allowed' );
		$keys    = '`name`, `method`, `route`, `user`, `application_password`, `auth_type`, `vouched`, `body`, `expect`, `reason`, `gate`, `status`';
		$cases   = array(
			'not a JSON object'                                => 1,
			'needs `route`'                                    => array_diff_key( $given, array( 'route' => 0 ) ),
			"`users`: not a key of a case; there are $keys"    => $given + array( 'users' => 'admin' ),
			'`vouched`: is string, not boolean'                => $given + array( 'vouched' => 'yes' ),
			'`body`: is array, not object'                     => $given + array( 'body' => array( 1 ) ),
			'`status`: is string, not integer'                 => $given + array( 'status' => '401' ),
			'`gate`: is integer, not string or null'           => $given + array( 'gate' => 1 ),
			'`passes`: not an outcome; there are `allowed`, `allowlisted`, `blocked`, `forbidden`, `invalid`' => array( 'expect' => 'passes' ) + $given,
			'`/about` is not decided: no rest_route'           => array( 'route' => '/about' ) + $given,
			'`wp/v2`: neither a URL nor a path that begins with `/`' => array( 'route' => 'wp/v2' ) + $given,
			'a stranger has neither an auth type nor an application password; name a user' => $given + array( 'auth_type' => 'cookie' ),
		);
		$forms   = json_encode( array_values( $cases ) );
		$eval    = 'foreach ( json_decode( \'' . $forms . '\' ) as $form ) { try { new Rest_Gate_Policy_Case( $form, 4 ); } catch ( RuntimeException $error ) { echo $error->getMessage(), "\n"; } }';
		$this->assert_ran( 0, 'case 4: ' . implode( "\ncase 4: ", array_keys( $cases ) ) . "\n", '', array( 'wp', 'eval', $eval ) );
	}

	/**
	 * A copy of a file that the servers' user may read.
	 *
	 * @param string $name The file.
	 * @return string
	 */
	private static function readable( $name ) {
		$file = Lab::env( 'STATE_DIR' ) . '/tmp/cli-gate-' . $name;
		copy( self::FOLDER . $name, $file );
		chmod( $file, 0644 );
		return $file;
	}
}
