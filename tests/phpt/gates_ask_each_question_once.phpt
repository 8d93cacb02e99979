--TEST--
A question is asked once for each user, blog and batch item, and never while it is being answered
--FILE--
<?php
require __DIR__ . '/support_gates.inc';

$rules = array(
	everywhere( 'a', array( 'capability' => 'read' ) ),
	everywhere( 'b', array( 'all' => array( array( 'capability' => 'read' ), array( 'capability' => 'edit_post', 'object' => 'id' ) ) ) ),
	array( 'id' => 'c', 'endpoint' => 'ability:core/get-site-info', 'require' => array( 'capability' => 'read' ) ),
);
$yes   = array( 'capability read' => 'yes', 'capability edit_post 7' => 'yes', 'capability edit_post 8' => 'no' );
$gates = gates( $rules );
$run   = static function ( string $what, string $id ) use ( &$gates, $yes ): void {
	$check = $gates->check( "/wp/v2/posts/$id", 'GET', POST );
	$check->parameter( 'id', $id, true );
	$outcome = answered( $check, $yes )->outcome();
	line( $what, $outcome, ...array_column( $check->asked(), 0 ) );
};
$run( 'nobody', '7' );
$run( 'nobody again', '7' );
$run( 'another object', '8' );
foreach ( array( array( 7, 1, 0 ), array( 7, 1, 0 ), array( 7, 2, 0 ), array( 7, 1, 1 ), array( 8, 1, 1 ), array( 7, 1, 0 ) ) as $who ) {
	$gates->callAs( ...array( ...$who, 'cookie', null ) );
	$run( implode( ' ', $who ), '7' );
}
$gates->callAs( 7, 1, 0, 'application_password', UUID );
$run( 'the same user by another credential', '7' );

$ability = $gates->checkAbility( 'core/get-site-info' );
line( 'an ability', $ability->next(), $ability->decision()->outcome(), $gates->checkAbility( 'core/other' ) );

$later = $gates->withAbilities( array( 'core/other' ) );
$check = $later->checkAbility( 'core/get-site-info' );
line( 'with other abilities', $check->next(), $check->decision()->outcome() );
line( 'one of a namespace that is closed', $later->checkAbility( 'core/x' )?->gates()[0]['id'], $later->checkAbility( 'shop/x' ) );

$fresh = gates( $rules );
$outer = $fresh->check( POSTS, 'GET', POSTS );
$outer->parameter( 'id', '7', false );
$outer->next();
$inner = $fresh->check( POSTS, 'GET', POSTS );
$inner->parameter( 'id', '7', false );
line( 'while it is answered', $inner->next(), $inner->decision()->reason(), $inner->decision()->gate() );
$fresh->callAs( 7, 1, 0, 'cookie', null );
line( 'to another user', $fresh->check( POSTS, 'GET', POSTS )->next() );
$outer->answer( 'yes' );
line( 'the outer goes on', $outer->next() );
$outer->answer( 'yes' );
line( $outer->next(), $outer->decision()->outcome() );

line( 'other gates of the same policy know nothing', gates( $rules )->check( POSTS, 'GET', POSTS )->next() );
--EXPECT--
nobody | allowed | capability `read` | capability `edit_post` on `7`
nobody again | allowed
another object | forbidden | capability `edit_post` on `8`
7 1 0 | allowed | capability `read` | capability `edit_post` on `7`
7 1 0 | allowed
7 2 0 | allowed | capability `read` | capability `edit_post` on `7`
7 1 1 | allowed | capability `read` | capability `edit_post` on `7`
8 1 1 | allowed | capability `read` | capability `edit_post` on `7`
7 1 0 | allowed
the same user by another credential | allowed
an ability | null | allowed | null
with other abilities | null | allowed
one of a namespace that is closed | c | null
while it is answered | null | recursion | a
to another user | {"kind":"capability","name":"read","object":null}
the outer goes on | {"kind":"capability","name":"edit_post","object":"7"}
null | allowed
other gates of the same policy know nothing | {"kind":"capability","name":"read","object":null}
