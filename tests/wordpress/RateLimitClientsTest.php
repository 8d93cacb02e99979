<?php
/**
 * Whose bucket a request is charged to: addresses and networks, users, failed authentications, routes with limits of their own.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/LimitTestCase.php';

/**
 * Asks as several clients.
 */
final class RateLimitClientsTest extends LimitTestCase {

	/** @var int The burst of the document that does not look at proxies; all runs have the same client. */
	private static $direct_burst = 0;

	/**
	 * The documents of the class.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		self::$direct_burst = random_int( 4, 9 );

		$overrides = array(
			array( 'pattern' => '/wp-json/wp/v2/users', 'methods' => array( 'GET' ), 'per_minute' => 1, 'burst' => 1 ),
			array( 'pattern' => '/wp-json/wp/v2/types', 'limited' => false ),
		);
		// The request that has the snapshot published is the index.
		$free = array( array( 'pattern' => '/wp-json', 'limited' => false ) );
		return array(
			'limited'   => self::limiting( 'restrict' ),
			'overrides' => self::limiting( 'restrict', array( 'overrides' => $overrides ) ),
			'direct'    => self::limiting( 'restrict', array( 'client' => 'direct', 'burst' => self::$direct_burst, 'overrides' => $free ) ),
		);
	}

	/**
	 * An IPv6 client is its network of 64 bits.
	 *
	 * @dataProvider servers
	 * @param string $server The server.
	 */
	public function test_an_ipv6_network_is_one_client( $server ) {
		self::publish( 'limited' );
		$site = '2001:db8:' . dechex( random_int( 1, 65535 ) ) . ':';
		foreach ( array( '1::1', '1:0:0:0:2', '1:ffff:ffff:ffff:ffff' ) as $host ) {
			$this->assert_ends( array( 401 ), $site . $host, self::USERS, $server );
		}
		$this->assert_ends( array( 429 ), $site . '1::3', self::USERS, $server );
		$this->assert_ends( array( 401 ), $site . '2::1', self::USERS, $server );
	}

	/**
	 * A known user is never limited, wherever he asks from.
	 *
	 * @dataProvider servers
	 * @param string $server The server.
	 */
	public function test_a_known_user_is_not_limited( $server ) {
		self::publish( 'limited' );
		$client = self::client();
		$this->assert_ends( array_fill( 0, self::BURST + 2, 200 ), $client, self::USERS, $server, self::admin() );
		$this->assert_ends( array( 401, 401, 401, 429 ), $client, self::USERS, $server );
		$this->assert_ends( array( 200 ), $client, self::USERS, $server, self::admin() );
	}

	/**
	 * Who fails to prove who he is has a lower limit of his own; the right password from elsewhere is not touched.
	 *
	 * @dataProvider servers
	 * @param string $server The server.
	 */
	public function test_failed_authentications( $server ) {
		self::publish( 'limited' );
		$client = self::client();
		$wrong  = self::basic( Lab::env( 'ADMIN_LOGIN' ), 'wrong' );
		$this->assert_ends( array( 401, 401, 429, 429 ), $client, self::USERS, $server, $wrong );
		$answer = $this->as_client( $client, self::USERS, $server, $wrong );
		$this->assert_limited( $answer );
		$limited = array_values( array_filter( Spool::of( $client ), static fn( $record ) => 429 === $record['status'] ) );
		$this->assert_facts( array( 'outcome' => 'limited', 'reason' => 'rate_limit_auth', 'route' => '/wp/v2/users' ), $limited[0] ?? array() );
		// Else it would be told which guess was right.
		$this->assert_ends( array( 429 ), $client, self::USERS, $server, self::admin() );
		$this->assert_ends( array( 429 ), $client, self::USERS, $server, array( 'Authorization' => 'Bearer x' ) );
		$this->assert_ends( array( 200 ), self::client(), self::USERS, $server, self::admin() );
		$admin = new Login( 'ADMIN' );
		$this->assert_ends( array( 200 ), $client, self::USERS, $server, $admin->rest_headers() );
		// Requests without a password are counted apart.
		$this->assert_ends( array( 401, 401, 401, 429 ), $client, self::USERS, $server );
	}

	/**
	 * Overrides have limits of their own, or none.
	 *
	 * @dataProvider servers
	 * @param string $server The server.
	 */
	public function test_overrides( $server ) {
		self::publish( 'overrides' );
		$client = self::client();
		$this->assert_ends( array( 401, 429 ), $client, self::USERS, $server );
		$this->assert_ends( array_fill( 0, self::BURST + 2, 401 ), $client, '/wp-json/wp/v2/types', $server );
		$this->assert_ends( array( 401, 401, 401, 429 ), $client, '/wp-json/wp/v2/posts', $server );
		$this->assert_ends( array( 401 ), $client, '/wp-json/wp/v2/types', $server );
	}

	/**
	 * Where no proxy is asked, nobody chooses his address.
	 */
	public function test_a_forged_address_counts_for_nothing() {
		self::publish( 'direct' );
		for ( $number = 0; $number < self::$direct_burst; ++$number ) {
			$server = 0 === $number % 2 ? 'early' : 'nginx';
			$this->assert_ends( array( 401 ), self::client(), self::USERS, $server );
		}
		$this->assert_ends( array( 429 ), self::client(), self::USERS, 'early' );
		$this->assert_ends( array( 429 ), self::client(), self::USERS, 'nginx' );
	}
}
