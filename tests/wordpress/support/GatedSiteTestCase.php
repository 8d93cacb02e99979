<?php
/**
 * A site with the plugin active, documents to put into force, and people to ask as.
 *
 * @package RestGate
 */

require_once __DIR__ . '/Deployed.php';
require_once __DIR__ . '/GuardedTestCase.php';

/**
 * Base of the tests of gates. Every document is stored once, by the plugin; a test puts one into force
 * by name.
 */
abstract class GatedSiteTestCase extends GuardedTestCase {

	/** The site and its host. */
	protected const SITE = 'single';
	protected const HOST = 'single.test';

	/** Whether the plugin is active on the whole network. */
	protected const NETWORK = false;

	/** @var string The site whose log is read. */
	protected $site = 'single';

	/** @var array<string, string> The option for each document. */
	protected static $stored = array();

	/** @var array[] The people that the class made: id and passwords, by login. */
	protected static $people = array();

	/** @var Login[] Who is logged in, by host and name. */
	private static $logins = array();

	/** @var string[] Files that were planted. */
	private static $planted = array();

	/**
	 * The documents of the class, as text by name. `{uuid:login}` and `"{id:login}"` stand for people.
	 *
	 * @return array<string, string>
	 */
	abstract protected static function documents();

	/**
	 * The people of the class: roles by login.
	 *
	 * @return array<string, string[]>
	 */
	protected static function people() {
		return array();
	}

	/**
	 * Activates the plugin, makes people and stores the documents; the first is in force.
	 */
	public static function setUpBeforeClass(): void {
		$documents = static::documents();
		$given     = array( 'people' => static::people(), 'documents' => $documents, 'network' => static::NETWORK );
		$output    = Lab::wp( static::SITE, 'eval-file', __DIR__ . '/gated-site.php', base64_encode( json_encode( $given ) ) );
		$made      = json_decode( $output, true );
		if ( ! is_array( $made ) ) {
			throw new RuntimeException( "the site was not made:\n$output" );
		}
		self::$people = $made['people'];
		self::$stored = array_map( 'base64_decode', $made['stored'] );
		self::in_force( (string) array_key_first( $documents ) );
	}

	/**
	 * Takes everything away again.
	 */
	public static function tearDownAfterClass(): void {
		array_map( 'unlink', array_filter( self::$planted, 'is_file' ) );
		self::$planted = array();
		Lab::wp( static::SITE, 'eval-file', __DIR__ . '/ungated-site.php', ...array_keys( static::people() ) );
	}

	/**
	 * Site and host are those of the class.
	 */
	protected function setUp(): void {
		parent::setUp();
		$this->site = static::SITE;
		$this->host = static::HOST;
	}

	/**
	 * Puts a document into force.
	 *
	 * @param string $name Its name.
	 */
	protected static function in_force( $name ) {
		Options::put( static::SITE, self::POLICY, self::$stored[ $name ] );
	}

	/**
	 * A policy document with gates.
	 *
	 * @param array[] $gates The gates: each a target and a requirement, and more keys.
	 * @param string  $mode  The mode.
	 * @param array   $more  More keys of the document.
	 * @return string
	 */
	protected static function gates( array $gates, $mode = 'off', array $more = array() ) {
		$all = array();
		foreach ( array_values( $gates ) as $at => $gate ) {
			$all[] = $gate + array( 'id' => 'gate-' . $at );
		}
		return json_encode( array( 'version' => 1, 'mode' => $mode, 'gates' => $all ) + $more, JSON_UNESCAPED_SLASHES );
	}

	/**
	 * The headers of somebody: '' a stranger; ADMIN, EDITOR, AUTHOR, SUBSCRIBER or the login of a person of
	 * the class by cookie and nonce; with `:first` or `:second` by an application password of that person.
	 *
	 * @param string $who Who.
	 * @return array<string, string>
	 */
	protected static function as_( $who ) {
		$host = array( 'Host' => static::HOST );
		if ( '' === $who ) {
			return $host;
		}
		if ( strtoupper( $who ) === $who ) {
			$key = static::HOST . $who;

			self::$logins[ $key ] ??= new Login( $who, static::HOST );
			return self::$logins[ $key ]->rest_headers( static::HOST );
		}
		list( $login, $password ) = explode( ':', $who . ':' );
		$person                   = self::$people[ $login ];
		return $host + ( '' === $password ? $person['rest_headers'] : self::basic( $login, $person['passwords'][ 'first' === $password ? 0 : 1 ]['password'] ) );
	}

	/**
	 * A Basic header.
	 *
	 * @param string $login    The user.
	 * @param string $password The password.
	 * @return array<string, string>
	 */
	protected static function basic( $login, $password ) {
		return array( 'Authorization' => 'Basic ' . base64_encode( "$login:$password" ) );
	}

	/**
	 * The header that has other plugins of the fixture do something.
	 *
	 * @param string $deeds Their names.
	 * @return array<string, string>
	 */
	protected static function companion( $deeds ) {
		return array( 'X-Test-Companion' => $deeds );
	}

	/**
	 * How a request ends: its status, and behind it the code of a refusal by the gate.
	 *
	 * @param string       $who     Who asks.
	 * @param string       $method  The method.
	 * @param string       $uri     The target.
	 * @param array|null   $json    A JSON body.
	 * @param array        $headers More headers.
	 * @return string 200, 403 capability, 401 restricted, …
	 */
	protected function outcome( $who, $method, $uri, $json = null, array $headers = array() ) {
		return self::told( $this->request( $who, $method, $uri, $json, $headers ) );
	}

	/**
	 * Sends a request as somebody.
	 *
	 * @param string       $who     Who asks.
	 * @param string       $method  The method.
	 * @param string       $uri     The target.
	 * @param array|null   $json    A JSON body.
	 * @param array        $headers More headers.
	 * @return array The answer.
	 */
	protected function request( $who, $method, $uri, $json = null, array $headers = array() ) {
		$headers += self::as_( $who );
		return null === $json ? $this->ask( $method, $uri, $headers ) : $this->send_json( $method, $uri, $json, $headers );
	}

	/**
	 * An answer in a few words.
	 *
	 * @param array $answer The answer, or an item of a batch.
	 * @return string
	 */
	protected static function told( array $answer ) {
		$code = $answer['json']['code'] ?? $answer['body']['code'] ?? '';
		return $answer['status'] . ( 0 === strpos( (string) $code, 'rest_gate_' ) ? ' ' . substr( $code, strlen( 'rest_gate_' ) ) : '' );
	}

	/**
	 * Asks as several people.
	 *
	 * @param array<string, string> $expected The outcome by who asks.
	 * @param string                $method   The method.
	 * @param string                $uri      The target.
	 * @param array|null            $json     A JSON body.
	 * @param array                 $headers  More headers.
	 */
	protected function assert_outcomes( array $expected, $method, $uri, $json = null, array $headers = array() ) {
		$seen = array();
		foreach ( array_keys( $expected ) as $who ) {
			$seen[ $who ] = $this->outcome( (string) $who, $method, $uri, $json, $headers );
		}
		$this->assertSame( array_map( 'strval', $expected ), $seen, "$method $uri" );
	}

	/**
	 * Puts a fixture among the must-use plugins until the class ends.
	 *
	 * @param string $path A file below tests/fixtures/wordpress.
	 */
	protected static function plant( $path ) {
		$to = Deployed::path( 'mu-plugins/0-' . basename( $path ) );
		copy( Lab::env( 'REPO' ) . '/tests/fixtures/wordpress/' . $path, $to );
		chmod( $to, 0644 );
		// A script that was compiled under this name within the same second would be taken for this one.
		touch( $to, time() - random_int( 10, 1000000 ) );
		self::$planted[] = $to;
	}
}
