<?php
/**
 * Claims: a gate before an ability is met over REST whatever the spelling of the request, holds for
 * that ability only, and never grants what the ability itself refuses.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';

/**
 * Abilities behind gates, asked over REST.
 */
final class GateAbilitiesRestTest extends GatedSiteTestCase {

	/** The ability of core that most tests gate. */
	private const SITE_INFO = 'core/get-site-info';

	/** Where REST lists abilities. */
	private const LIST = '/wp-json/wp-abilities/v1/abilities';

	/**
	 * Documents.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$on = static function ( $name, $require, array $more = array() ) {
			return array( 'endpoint' => 'ability:' . $name, 'require' => $require ) + $more;
		};
		return array(
			'deny'      => self::gates( array( $on( self::SITE_INFO, array( 'deny' => true ), array( 'message' => 'Ask the office.' ) ) ) ),
			'cookie'    => self::gates( array( $on( self::SITE_INFO, array( 'auth_type' => 'cookie' ) ) ) ),
			'input'     => self::gates( array( $on( 'neighbour/polish', array( 'capability' => 'edit_post', 'object' => array( 'post', 'id' ) ) ) ) ),
			'else'      => self::gates( array( $on( 'neighbour/polish', array( 'capability' => 'edit_post', 'object' => 'post', 'else' => array( 'authenticated' => true ) ) ) ) ),
			'nowhere'   => self::gates( array( $on( 'neighbour/renamed', array( 'authenticated' => true ) ) ) ),
			'never'     => self::gates( array( $on( 'neighbour/never', array( 'authenticated' => true ) ) ) ),
			'two gates' => self::gates( array( $on( 'neighbour/greet', array( 'authenticated' => true ) ), $on( 'neighbour/greet', array( 'role' => 'editor' ) ) ) ),
		);
	}

	/**
	 * Spellings of running the ability that core names: target, JSON body, method.
	 *
	 * @return array[]
	 */
	public static function spellings() {
		$run = '/wp-abilities/v1/abilities/core/get-site-info/run';
		return array(
			'plain'                    => array( '/wp-json' . $run ),
			'with a slash'             => array( '/wp-json' . $run . '/' ),
			'in capitals'              => array( '/wp-json' . str_replace( array( 'wp-abilities', 'run' ), array( 'WP-Abilities', 'RUN' ), $run ) ),
			'with a newline'           => array( '/?rest_route=' . $run . '%0A' ),
			'by query'                 => array( '/?rest_route=' . $run ),
			'by query on another path' => array( '/wp-json/myplugin/v1/thing?rest_route=' . $run ),
			'by the name in the query' => array( '/wp-json/wp-abilities/v1/abilities/core/get-user-info/run?name=core/get-site-info' ),
			'by overridden method'     => array( '/wp-json' . $run . '?_method=GET', 'POST' ),
			'with an envelope'         => array( '/wp-json' . $run . '?_envelope=1' ),
			'by OPTIONS overridden'    => array( '/wp-json' . $run, 'OPTIONS', array( 'X-HTTP-Method-Override' => 'GET' ) ),
		);
	}

	/**
	 * Nobody runs it, also not who may.
	 *
	 * @dataProvider spellings
	 * @param string $uri     The target.
	 * @param string $method  The method.
	 * @param array  $headers More headers.
	 */
	public function test_a_gated_ability_is_refused_in_every_spelling( $uri, $method = 'GET', array $headers = array() ) {
		self::in_force( 'deny' );
		$answer = $this->ask( $method, $uri, $headers + self::as_( 'ADMIN' ) );
		$this->assertStringNotContainsString( 'admin_email', $answer['body'] );
		$this->assertStringNotContainsString( '"charset"', $answer['body'] );
		$this->assert_refused( $answer, 403, 'rest_gate_capability', $uri );
		$this->assertSame( 'Ask the office.', $answer['json']['message'] );
	}

	/**
	 * The name is compared as core compares it: in capitals there is no such ability.
	 */
	public function test_the_name_in_capitals_is_no_ability() {
		self::in_force( 'deny' );
		$this->assert_outcomes( array( 'ADMIN' => '404' ), 'GET', self::LIST . '/core/GET-SITE-INFO/run' );
		$this->assert_outcomes( array( 'ADMIN' => '404' ), 'GET', self::LIST . '/core/get-site-info/run?name=core/GET-site-info' );
	}

	/**
	 * The gate is that of one ability.
	 */
	public function test_other_abilities_and_the_list_are_as_ever() {
		self::in_force( 'deny' );
		$this->assert_outcomes( array( 'ADMIN' => '200', 'SUBSCRIBER' => '200', '' => '401' ), 'GET', self::LIST . '/core/get-user-info/run' );
		$list = $this->request( 'ADMIN', 'GET', self::LIST );
		$this->assert_status( 200, $list );
		$this->assertContains( self::SITE_INFO, array_column( $list['json'], 'name' ) );
	}

	/**
	 * Who satisfies the gate runs it, and only who may without the gate.
	 */
	public function test_a_gate_that_is_passed_grants_nothing() {
		self::in_force( 'cookie' );
		$uri = self::LIST . '/core/get-site-info/run';
		$this->assert_outcomes( array( 'ADMIN' => '200', 'EDITOR' => '403', '' => '401' ), 'GET', $uri );
		$basic = self::basic( Lab::env( 'ADMIN_LOGIN' ), Lab::env( 'ADMIN_APP_PASSWORD' ) );
		$this->assert_refused( $this->get( $uri, $basic ), 403, 'rest_gate_capability' );
	}

	/**
	 * The object is a field of the input.
	 */
	public function test_an_object_is_read_from_the_input() {
		self::in_force( 'input' );
		$uri  = self::LIST . '/neighbour/polish/run';
		$with = function ( $who, $input ) use ( $uri ) {
			return $this->outcome( $who, 'POST', $uri, array( 'input' => $input ), self::companion( 'abilities' ) );
		};
		// Post 6 is the author's own, post 7 is not.
		$this->assertSame( '200', $with( 'AUTHOR', array( 'post' => 6 ) ) );
		$this->assertSame( '200', $with( 'AUTHOR', array( 'post' => '6' ) ) );
		$this->assertSame( '200', $with( 'AUTHOR', array( 'id' => 6 ) ) );
		$this->assertSame( '403 capability', $with( 'AUTHOR', array( 'post' => 7 ) ) );
		// WordPress gives every error of a permission check the status of a missing permission.
		$this->assertSame( '403 conflict', $with( 'AUTHOR', array( 'post' => 6, 'id' => 7 ) ) );
		$this->assertSame( '403 capability', $with( 'AUTHOR', array( 'other' => 6 ) ) );
		$this->assertSame( '403 capability', $with( 'AUTHOR', array( 'post' => 4711 ) ) );
		$this->assertSame( '401 capability', $with( '', array( 'post' => 6 ) ) );
		foreach ( array( '6abc', '06', 0, array( 6 ), null, true, 6.5 ) as $odd ) {
			$this->assertSame( '403 conflict', $with( 'EDITOR', array( 'post' => $odd ) ), json_encode( $odd ) );
		}
	}

	/**
	 * A parameter of the request is no field of the input.
	 */
	public function test_a_parameter_of_the_request_does_not_stand_for_the_input() {
		self::in_force( 'input' );
		$uri = self::LIST . '/neighbour/polish/run?post=6&id=6';
		$this->assert_outcomes( array( 'AUTHOR' => '403 capability' ), 'POST', $uri, array( 'input' => array( 'post' => 7 ), 'post' => 6 ), self::companion( 'abilities' ) );
		$this->assert_outcomes( array( 'AUTHOR' => '403 capability' ), 'POST', $uri, array( 'input' => array( 'x' => 7 ), 'post' => 6 ), self::companion( 'abilities' ) );
	}

	/**
	 * Without a field the `else` counts, only without.
	 */
	public function test_else_counts_only_where_the_input_names_no_object() {
		self::in_force( 'else' );
		$uri = self::LIST . '/neighbour/polish/run';
		$this->assert_outcomes( array( 'SUBSCRIBER' => '200', '' => '401 capability' ), 'POST', $uri, array( 'input' => array( 'x' => 1 ) ), self::companion( 'abilities' ) );
		$this->assert_outcomes( array( 'SUBSCRIBER' => '403 capability', 'EDITOR' => '200' ), 'POST', $uri, array( 'input' => array( 'post' => 7 ) ), self::companion( 'abilities' ) );
	}

	/**
	 * An ability that is registered nowhere was renamed, perhaps: its namespace is closed meanwhile.
	 */
	public function test_an_ability_that_is_registered_nowhere_closes_its_namespace() {
		self::in_force( 'nowhere' );
		foreach ( array( 'neighbour/polish', 'neighbour/greet' ) as $name ) {
			$this->assert_outcomes( array( 'SUBSCRIBER' => '200', '' => '401 capability' ), 'POST', self::LIST . "/$name/run", array( 'input' => array( 'x' => 1 ) ), self::companion( 'abilities' ) );
		}
		$this->assert_outcomes( array( '' => '200' ), 'POST', self::LIST . '/neighbourhood/watch/run', array( 'input' => array( 'x' => 1 ) ), self::companion( 'abilities' ) );
		$this->assert_outcomes( array( 'ADMIN' => '200' ), 'GET', self::LIST . '/core/get-site-info/run' );
	}

	/**
	 * What the ability refuses is refused, in its own words.
	 */
	public function test_a_permission_that_is_false_stays_false() {
		self::in_force( 'never' );
		$answer = $this->request( 'ADMIN', 'POST', self::LIST . '/neighbour/never/run', array( 'input' => array( 'x' => 1 ) ), self::companion( 'abilities' ) );
		$this->assert_status( 403, $answer );
		$this->assertSame( 'rest_ability_cannot_execute', $answer['json']['code'] );
	}

	/**
	 * Every gate must be passed.
	 */
	public function test_all_gates_of_an_ability_must_be_passed() {
		self::in_force( 'two gates' );
		$expected = array( 'EDITOR' => '200', 'ADMIN' => '403 capability', 'SUBSCRIBER' => '403 capability', '' => '401 capability' );
		$this->assert_outcomes( $expected, 'POST', self::LIST . '/neighbour/greet/run', array( 'input' => array( 'x' => 1 ) ), self::companion( 'abilities' ) );
	}

	/**
	 * A refusal of an ability is one like others: told to nobody else by a cache.
	 */
	public function test_a_refusal_to_a_stranger_is_not_cached() {
		self::in_force( 'two gates' );
		$answer = $this->request( '', 'POST', self::LIST . '/neighbour/greet/run', array( 'input' => array( 'x' => 1 ) ), self::companion( 'abilities' ) );
		$this->assert_refused( $answer, 401, 'rest_gate_capability' );
		$this->assertStringContainsString( 'no-cache', $answer['headers']['cache-control'][0] ?? '' );
	}

	/**
	 * Its namespace stays closed while the extension cannot be asked.
	 */
	public function test_a_closed_namespace_stays_closed_while_the_extension_cannot_be_asked() {
		self::in_force( 'nowhere' );
		$this->provoked = 'Constant REST_GATE_PROTOCOL already defined';

		$input   = array( 'input' => array( 'x' => 1 ) );
		$headers = self::companion( 'abilities other-protocol' );
		$this->assert_outcomes( array( '' => '401 capability', 'SUBSCRIBER' => '403 capability' ), 'POST', self::LIST . '/neighbour/polish/run', $input, $headers );
		$this->assert_outcomes( array( '' => '200' ), 'POST', self::LIST . '/neighbourhood/watch/run', $input, $headers );
	}
}
