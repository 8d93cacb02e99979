--TEST--
Gates ask what they turn on, and decide by the answers
--FILE--
<?php
require __DIR__ . '/support_gates.inc';

$edit  = array( 'capability' => 'edit_post', 'object' => array( 'id', 'post' ), 'else' => array( 'role' => 'editor' ) );
$rules = array(
	array( 'id' => 'edit', 'endpoint' => POST, 'require' => $edit, 'message' => 'Not “yours”.' ),
	array( 'id' => 'writers', 'pattern' => '/wp/v2/*', 'methods' => array( 'POST' ), 'require' => array( 'capability' => 'edit_posts' ) ),
);
$gates = gates( $rules );

line( 'not selected', $gates->check( '/', 'GET', '/' ), $gates->check( POSTS, 'GET', POSTS ) );
$check = $gates->check( '/wp/v2/posts/7', 'POST', POST );
line( 'gates', ...$check->gates() );
line( 'names', $check->names() );
line( 'before any parameter', $check->next() );

$check = $gates->check( '/wp/v2/posts/7', 'POST', POST );
$check->parameter( 'id', 7, true );
line( 'the first question', $check->next() );
$check->answer( 'yes' );
line( 'the second question', $check->next() );
$check->answer( 'no' );
line( 'no more', $check->next(), $check->next() );
line( 'asked', ...$check->asked() );
line( ...all_of( $check->decision() ) );

// What the request holds, what WordPress answers, and who asks.
$requests = array(
	'all yes'                  => array( array( 'id' => '7' ), array( 'capability edit_post 7' => 'yes', 'capability edit_posts' => 'yes' ), 7 ),
	'a user without it'        => array( array( 'id' => '7' ), array( 'capability edit_post 7' => 'no' ), 7 ),
	'a stranger without it'    => array( array( 'id' => '7' ), array( 'capability edit_post 7' => 'no' ), 0 ),
	'no object, by its role'   => array( array(), array( 'role editor' => 'yes', 'capability edit_posts' => 'yes' ), 7 ),
	'no object, another role'  => array( array(), array( 'role editor' => 'no' ), 7 ),
	'an object that is gone'   => array( array( 'id' => '7' ), array( 'capability edit_post 7' => 'object_missing' ), 7 ),
	'not canonical'            => array( array( 'id' => '7abc' ), array( 'capability edit_posts' => 'yes' ), 7 ),
	'not canonical, stranger'  => array( array( 'id' => '7abc' ), array( 'capability edit_posts' => 'yes' ), 0 ),
	'not canonical and denied' => array( array( 'id' => '7abc' ), array( 'capability edit_posts' => 'no' ), 7 ),
	'two that differ'          => array( array( 'id' => '7', 'post' => '8' ), array( 'capability edit_posts' => 'yes' ), 7 ),
	'two that agree'           => array( array( 'id' => 7, 'post' => '7' ), array( 'capability edit_post 7' => 'yes', 'capability edit_posts' => 'yes' ), 7 ),
	'a word that is none'      => array( array( 'id' => '7' ), array( 'capability edit_post 7' => 'perhaps' ), 7 ),
);
foreach ( array( false, true ) as $simulate ) {
	line( $simulate ? '-- simulate' : '-- outcome, reason, refused, status, code, simulated, gate, requirement, message, entry, other flags' );
	foreach ( $requests as $what => list( $parameters, $answers, $user ) ) {
		$gates = gates( $rules, array( 'simulate' => $simulate ) );
		$gates->callAs( $user, 1, 0, 0 === $user ? 'none' : 'cookie', null );
		$check = $gates->check( '/wp/v2/posts/7', 'POST', POST );
		foreach ( $parameters as $name => $value ) {
			$check->parameter( $name, $value, false );
		}
		line( $what, ...all_of( answered( $check, $answers ) ) );
	}
}

$check = gates( $rules )->check( '/wp/v2/posts/7', 'POST', POST );
$check->parameter( 'id', '7', true );
line( 'nobody asks', $check->decision()->reason(), $check->decision()->requirement() );
$check->next();
line( 'nobody answers', $check->decision()->reason(), $check->next() );
$check->answer( 'yes' );
$check->answer( 'yes' );
line( 'an answer too late', $check->decision()->reason() );
--EXPECT--
not selected | null | null
gates | {"id":"edit","target":"/wp/v2/posts/(?P<id>[\\d]+)","require":"capability `edit_post` on `id` or `post`, without one: role `editor`"} | {"id":"writers","target":"/wp-json/wp/v2/*","require":"capability `edit_posts`"}
names | ["id","post"]
before any parameter | {"kind":"role","name":"editor","object":null}
the first question | {"kind":"capability","name":"edit_post","object":"7"}
the second question | {"kind":"capability","name":"edit_posts","object":null}
no more | null | null
asked | ["capability `edit_post` on `7`","yes"] | ["capability `edit_posts`","no"]
forbidden | capability | refused | 401 | rest_gate_capability | null | writers | capability `edit_posts` |  | null | false
-- outcome, reason, refused, status, code, simulated, gate, requirement, message, entry, other flags
all yes | allowed | gates |  | 0 |  | null | null |  |  | null | false
a user without it | forbidden | capability | refused | 403 | rest_gate_capability | null | edit | capability `edit_post` on `7` | Not “yours”. | null | false
a stranger without it | forbidden | capability | refused | 401 | rest_gate_capability | null | edit | capability `edit_post` on `7` | Not “yours”. | null | false
no object, by its role | allowed | gates |  | 0 |  | null | null |  |  | null | false
no object, another role | forbidden | role | refused | 403 | rest_gate_capability | null | edit | role `editor` | Not “yours”. | null | false
an object that is gone | forbidden | object_missing | refused | 403 | rest_gate_capability | null | edit | capability `edit_post` on `7` | Not “yours”. | null | false
not canonical | invalid | object_not_canonical | refused | 400 | rest_gate_conflict | null | edit | capability `edit_post` on `id` or `post`, without one: role `editor` | Not “yours”. | null | false
not canonical, stranger | invalid | object_not_canonical | refused | 400 | rest_gate_conflict | null | edit | capability `edit_post` on `id` or `post`, without one: role `editor` | Not “yours”. | null | false
not canonical and denied | forbidden | capability | refused | 403 | rest_gate_capability | null | writers | capability `edit_posts` |  | null | false
two that differ | invalid | objects_differ | refused | 400 | rest_gate_conflict | null | edit | capability `edit_post` on `id` or `post`, without one: role `editor` | Not “yours”. | null | false
two that agree | allowed | gates |  | 0 |  | null | null |  |  | null | false
a word that is none | forbidden | failed | refused | 403 | rest_gate_capability | null | edit | capability `edit_post` on `7` | Not “yours”. | null | false
-- simulate
all yes | allowed | gates |  | 0 |  | null | null |  |  | null | false
a user without it | allowed | capability |  | 0 |  | forbidden | edit | capability `edit_post` on `7` | Not “yours”. | null | false
a stranger without it | allowed | capability |  | 0 |  | forbidden | edit | capability `edit_post` on `7` | Not “yours”. | null | false
no object, by its role | allowed | gates |  | 0 |  | null | null |  |  | null | false
no object, another role | allowed | role |  | 0 |  | forbidden | edit | role `editor` | Not “yours”. | null | false
an object that is gone | allowed | object_missing |  | 0 |  | forbidden | edit | capability `edit_post` on `7` | Not “yours”. | null | false
not canonical | allowed | object_not_canonical |  | 0 |  | invalid | edit | capability `edit_post` on `id` or `post`, without one: role `editor` | Not “yours”. | null | false
not canonical, stranger | allowed | object_not_canonical |  | 0 |  | invalid | edit | capability `edit_post` on `id` or `post`, without one: role `editor` | Not “yours”. | null | false
not canonical and denied | allowed | capability |  | 0 |  | forbidden | writers | capability `edit_posts` |  | null | false
two that differ | allowed | objects_differ |  | 0 |  | invalid | edit | capability `edit_post` on `id` or `post`, without one: role `editor` | Not “yours”. | null | false
two that agree | allowed | gates |  | 0 |  | null | null |  |  | null | false
a word that is none | allowed | failed |  | 0 |  | forbidden | edit | capability `edit_post` on `7` | Not “yours”. | null | false
nobody asks | failed | capability `edit_post` on `7`
nobody answers | recursion | null
an answer too late | recursion
