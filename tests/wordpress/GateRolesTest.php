<?php
/**
 * Claims: roles, capabilities and their combinations decide as WordPress knows them; what WordPress
 * cannot tell refuses, also under `not`; whoever is denied is denied.
 *
 * @package RestGate
 */

require_once __DIR__ . '/support/GatedSiteTestCase.php';

/**
 * One requirement each before routes of one endpoint, asked together in a batch.
 */
final class GateRolesTest extends GatedSiteTestCase {

	/** Who asks in every test, in this order. */
	private const WHO = array( 'ADMIN', 'EDITOR', 'AUTHOR', 'helper', 'SUBSCRIBER', 'several', 'nobody', '' );

	/** The principals that pass, by one letter each in the order of WHO; a dot is refused. */
	private const LETTERS = 'AETCSMN-';

	/**
	 * Requirements: who passes, and what is asked.
	 *
	 * @return array[]
	 */
	public static function requirements() {
		$not   = static function ( $require ) {
			return array( 'not' => $require );
		};
		$can   = static function ( $capability, $object = null ) {
			return array( 'capability' => $capability ) + ( null === $object ? array() : array( 'object' => $object ) );
		};
		$admin = array( 'role' => 'administrator' );
		$both  = array( array( 'role' => 'contributor' ), array( 'role' => 'editor' ) );
		return array(
			'a role'                                      => array( '.E...M..', array( 'role' => 'editor' ) ),
			'each role of a user counts'                  => array( '...C.M..', array( 'role' => 'contributor' ) ),
			'both roles'                                  => array( '.....M..', array( 'all' => $both ) ),
			'one of two roles'                            => array( '.E.C.M..', array( 'any' => $both ) ),
			'not a role'                                  => array( 'A.TCS.N-', $not( array( 'role' => 'editor' ) ) ),
			'a role in capitals is none'                  => array( '........', array( 'role' => 'Editor' ) ),
			'a role that nobody knows'                    => array( '........', array( 'role' => 'pirate' ) ),
			'not a role that nobody knows'                => array( '........', $not( array( 'role' => 'pirate' ) ) ),
			'not not a role that nobody knows'            => array( '........', $not( $not( array( 'role' => 'pirate' ) ) ) ),
			'an unknown role or a known one'              => array( 'A.......', array( 'any' => array( array( 'role' => 'pirate' ), $admin ) ) ),
			'not (an unknown role or a known one)'        => array( '........', $not( array( 'any' => array( array( 'role' => 'pirate' ), $admin ) ) ) ),
			'not (an unknown role and a known one)'       => array( '.ETCSMN-', $not( array( 'all' => array( array( 'role' => 'pirate' ), $admin ) ) ) ),
			'a capability'                                => array( 'AE...M..', $can( 'edit_others_posts' ) ),
			'a capability that all roles have'            => array( 'AETCSM..', $can( 'read' ) ),
			'a role by its name as a capability'          => array( '.E...M..', $can( 'editor' ) ),
			'not a capability'                            => array( '..TCS.N-', $not( $can( 'edit_others_posts' ) ) ),
			'a capability that nobody knows'              => array( '........', $can( 'fly_kites' ) ),
			'not a capability that nobody knows'          => array( '........', $not( $can( 'fly_kites' ) ) ),
			'an unknown capability on an object'          => array( '........', $can( 'fly_kite', 'p' ) ),
			'do_not_allow'                                => array( '........', $can( 'do_not_allow' ) ),
			// Core knows it, and nobody has it.
			'not do_not_allow'                            => array( 'AETCSMN-', $not( $can( 'do_not_allow' ) ) ),
			'exist'                                       => array( 'AETCSMN-', $can( 'exist' ) ),
			'not exist'                                   => array( '........', $not( $can( 'exist' ) ) ),
			'any user'                                    => array( 'AETCSMN.', array( 'authenticated' => true ) ),
			'not any user'                                => array( '.......-', $not( array( 'authenticated' => true ) ) ),
			'nobody'                                      => array( '........', array( 'deny' => true ) ),
			'not nobody'                                  => array( 'AETCSMN-', $not( array( 'deny' => true ) ) ),
			'any of nothing that holds'                   => array( '........', array( 'any' => array( array( 'deny' => true ), array( 'role' => 'pirate' ) ) ) ),
			'all of deep nesting'                         => array( '..T.....', array( 'all' => array( array( 'any' => array( $admin, $can( 'publish_posts' ) ) ), $not( array( 'any' => array( $can( 'moderate_comments' ), $not( array( 'authenticated' => true ) ) ) ) ) ) ) ),
		);
	}

	/**
	 * One gate for each requirement.
	 *
	 * @return array<string, string>
	 */
	protected static function documents() {
		$gates = array();
		foreach ( array_column( self::requirements(), 1 ) as $at => $require ) {
			$gates[] = array( 'pattern' => '/myplugin/v1/any/' . $at, 'require' => $require );
		}
		return array( 'all' => self::gates( $gates ) );
	}

	/**
	 * The people of the class.
	 *
	 * @return array<string, string[]>
	 */
	protected static function people() {
		return array( 'helper' => array( 'contributor' ), 'several' => array( 'contributor', 'editor' ), 'nobody' => array() );
	}

	/**
	 * Each principal passes what it satisfies.
	 */
	public function test_each_requirement_lets_exactly_those_pass_who_satisfy_it() {
		$names = array_keys( self::requirements() );
		$seen  = array_fill_keys( $names, '' );
		foreach ( self::WHO as $at => $who ) {
			foreach ( array_chunk( $names, 25, true ) as $chunk ) {
				$items = array();
				foreach ( array_keys( $chunk ) as $number ) {
					$items[] = array( 'path' => "/myplugin/v1/any/$number" );
				}
				$batch = $this->request( $who, 'POST', '/wp-json/batch/v1', array( 'requests' => $items ) );
				$this->assertSame( 207, $batch['status'], $batch['body'] );
				foreach ( array_combine( $chunk, $batch['json']['responses'] ) as $name => $response ) {
					$this->assertContains( self::told( $response ), array( '200', ( '' === $who ? '401' : '403' ) . ' capability' ), "$name as $who" );
					$seen[ $name ] .= 200 === $response['status'] ? self::LETTERS[ $at ] : '.';
				}
			}
		}
		$this->assertSame( array_combine( $names, array_column( self::requirements(), 0 ) ), $seen );
	}

	/**
	 * One by one it is the same as in a batch.
	 */
	public function test_one_by_one_it_is_the_same() {
		$at = array_flip( array_keys( self::requirements() ) );
		foreach ( array( 'both roles', 'not a role that nobody knows', 'not (an unknown role and a known one)', 'not any user' ) as $name ) {
			foreach ( array( 'ADMIN', 'several', '' ) as $who ) {
				$letter = self::requirements()[ $name ][0][ array_search( $who, self::WHO, true ) ];
				$passes = '.' === $letter ? ( '' === $who ? '401 capability' : '403 capability' ) : '200';
				$this->assertSame( $passes, $this->outcome( $who, 'GET', '/wp-json/myplugin/v1/any/' . $at[ $name ] ), "$name as $who" );
			}
		}
	}
}
