<?php
/**
 * What may be wrong with a snapshot, and what may stand in its place.
 *
 * @package RestGate
 */

/**
 * Each harm puts something into the snapshot's place that must not count. Where only the place, the owner or the
 * time is wrong, it is whole, and of a policy that would refuse everybody: believing it shows in the answers.
 */
final class Harms {

	/** A user that is neither root nor the workers'. */
	private const NOBODY = 65534;

	/** @var string The snapshot's file. */
	private $file;

	/** @var string A whole snapshot of the policy in force. */
	private $own;

	/** @var string A whole snapshot of a policy that refuses everybody. */
	private $poison;

	/** @var int The workers' user. */
	private $user;

	/**
	 * The harms of a snapshot.
	 *
	 * @param string $file   The snapshot's file.
	 * @param string $own    A whole snapshot of the policy in force.
	 * @param string $poison A whole snapshot of a policy that refuses everybody.
	 */
	public function __construct( $file, $own, $poison ) {
		$this->file   = $file;
		$this->own    = $own;
		$this->poison = $poison;
		$this->user   = fileowner( $file );
	}

	/**
	 * All harms.
	 *
	 * @return array<string, callable> By name.
	 */
	public function all() {
		return array(
			'whole, replaced'         => fn() => $this->replace( $this->own() ),
			'cut, replaced'           => fn() => $this->replace( substr( $this->poison(), 0, mt_rand( 0, strlen( $this->poison ) - 2 ) ) ),
			'cut in place'            => fn() => $this->cut(),
			'torn in place'           => fn() => $this->tear(),
			'two halves'              => fn() => $this->replace( $this->halves() ),
			'a bit, replaced'         => fn() => $this->replace( self::flipped( $this->own() ) ),
			'a bit in place'          => fn() => $this->flip(),
			'of another user'         => fn() => $this->replace( $this->poison(), self::NOBODY, 0644 ),
			'writable to all'         => fn() => $this->replace( $this->poison(), $this->user, 0666 ),
			'from the future'         => fn() => $this->replace( SnapshotFile::aged( $this->poison, -mt_rand( 10, 100000 ) ) ),
			'valid for too long'      => fn() => $this->replace( SnapshotFile::with( $this->poison(), array( 'valid_until_ms' => 1000 * ( time() + 3600 ) ) ) ),
			'expired'                 => fn() => $this->replace( SnapshotFile::aged( $this->poison, mt_rand( 61, 100000 ) ) ),
			'of another version'      => fn() => $this->replace( SnapshotFile::with( $this->poison(), array( 'version' => 2 ) ) ),
			'too large'               => fn() => $this->replace( str_pad( '', 8 * 1024 * 1024 + 1 ) . $this->poison() ),
			'made writable in place'  => fn() => $this->change( 'chmod', 0666 ),
			'given away in place'     => fn() => $this->change( 'chown', self::NOBODY ),
			'a link'                  => fn() => $this->link(),
			'a link to nothing'       => fn() => $this->swap( static fn( $new ) => symlink( '/nonexistent', $new ) ),
			'a second name'           => fn() => $this->second_name(),
			'a pipe'                  => fn() => $this->swap( static fn( $new ) => posix_mkfifo( $new, 0600 ) ),
			'a folder'                => fn() => $this->folder(),
			'gone'                    => fn() => $this->clear(),
			'in a squatted folder'    => fn() => $this->squat( dirname( $this->file ), self::NOBODY, 0755 ),
			'in a writable folder'    => fn() => $this->squat( dirname( $this->file ), $this->user, 0777 ),
			'in a squatted uid-N'     => fn() => $this->squat( dirname( $this->file, 2 ), self::NOBODY, 0755 ),
			'in a linked folder'      => fn() => $this->squat( dirname( $this->file ), $this->user, 0700, true ),
		);
	}

	/**
	 * A whole snapshot of the policy in force, written now.
	 *
	 * @return string
	 */
	private function own() {
		return SnapshotFile::aged( $this->own, 0 );
	}

	/**
	 * A whole snapshot that must not be believed, written now.
	 *
	 * @return string
	 */
	private function poison() {
		return SnapshotFile::aged( $this->poison, 0 );
	}

	/**
	 * One text with a bit that is another.
	 *
	 * @param string $text The text.
	 * @return string
	 */
	private static function flipped( $text ) {
		$at          = mt_rand( 0, strlen( $text ) - 1 );
		$text[ $at ] = chr( ord( $text[ $at ] ) ^ ( 1 << mt_rand( 0, 7 ) ) );
		return $text;
	}

	/**
	 * The begin of one snapshot and the end of the other.
	 *
	 * @return string
	 */
	private function halves() {
		$own    = $this->own();
		$poison = $this->poison();
		$end    = mt_rand( 1, min( strlen( $own ), strlen( $poison ) ) - 76 );
		return mt_rand( 0, 1 ) ? substr( $own, 0, $end ) . substr( $poison, $end ) : substr( $poison, 0, $end ) . substr( $own, $end );
	}

	/**
	 * Puts a text in the place, at once.
	 *
	 * @param string   $text The text.
	 * @param int|null $user Its owner.
	 * @param int      $mode Its mode.
	 */
	private function replace( $text, $user = null, $mode = 0600 ) {
		$this->swap(
			function ( $new ) use ( $text, $user, $mode ) {
				file_put_contents( $new, $text );
				chmod( $new, $mode );
				chown( $new, $user ?? $this->user );
			}
		);
	}

	/**
	 * Puts something in the place, at once.
	 *
	 * @param callable $make Makes it under a name of its own.
	 */
	private function swap( callable $make ) {
		$new = dirname( $this->file, 3 ) . '/soak-' . bin2hex( random_bytes( 6 ) );
		$make( $new );
		rename( $new, $this->file );
	}

	/**
	 * Changes the mode or the owner of a whole file where it is: its time stays the same.
	 *
	 * @param callable $how chmod or chown.
	 * @param int      $to  To what.
	 */
	private function change( callable $how, $to ) {
		$this->replace( $this->own() );
		usleep( mt_rand( 0, 20000 ) );
		$how( $this->file, $to );
	}

	/**
	 * Cuts the file where it is.
	 */
	private function cut() {
		$this->replace( $this->own() );
		$file = fopen( $this->file, 'r+' );
		ftruncate( $file, mt_rand( 0, strlen( $this->own ) - 2 ) );
		fclose( $file );
	}

	/**
	 * Writes the begin of the other snapshot over the file, piece by piece.
	 */
	private function tear() {
		$this->replace( $this->own() );
		$file = fopen( $this->file, 'r+' );
		foreach ( str_split( substr( $this->poison(), 0, -76 ), 512 ) as $piece ) {
			fwrite( $file, $piece );
			fflush( $file );
			usleep( mt_rand( 0, 3000 ) );
		}
		fclose( $file );
	}

	/**
	 * Changes a bit where it is, within the same moment.
	 */
	private function flip() {
		$text = $this->own();
		$this->replace( $text );
		$other = self::flipped( $text );
		$at    = strspn( $text ^ $other, "\0" );
		$file  = fopen( $this->file, 'r+' );
		fseek( $file, $at );
		fwrite( $file, $other[ $at ] );
		fclose( $file );
	}

	/**
	 * A link to a whole file.
	 */
	private function link() {
		$this->replace( $this->poison() );
		$aside = dirname( $this->file, 3 ) . '/soak-aside';
		rename( $this->file, $aside );
		$this->swap( static fn( $new ) => symlink( $aside, $new ) );
	}

	/**
	 * A file that has a second name, by which others may reach it.
	 */
	private function second_name() {
		$this->swap(
			function ( $new ) {
				file_put_contents( $new, $this->poison() );
				chown( $new, $this->user );
				link( $new, dirname( $new ) . '/soak-second-' . bin2hex( random_bytes( 6 ) ) );
			}
		);
	}

	/**
	 * A folder in the file's place.
	 */
	private function folder() {
		$this->clear();
		@mkdir( $this->file, 0700 );
	}

	/**
	 * A whole snapshot in a folder that is not to be trusted, for a moment.
	 *
	 * @param string $folder    The folder.
	 * @param int    $user      Who owns it.
	 * @param int    $mode      Its mode.
	 * @param bool   $is_linked Whether it lies elsewhere.
	 */
	private function squat( $folder, $user, $mode, $is_linked = false ) {
		clearstatcache();
		$state = dirname( $this->file, 3 );
		$new   = "$state/soak-squatter";
		$file  = $new . substr( $this->file, strlen( $folder ) );
		is_dir( dirname( $file ) ) || mkdir( dirname( $file ), 0755, true );
		file_put_contents( $file, $this->poison() );
		chmod( $file, 0600 );
		chown( $file, $this->user );
		chown( dirname( $file ), $this->user );
		chown( $new, $user );
		chmod( $new, $mode );
		rename( $folder, "$state/soak-kept" );
		self::insist( $folder, static fn() => $is_linked ? @symlink( $new, $folder ) : @rename( $new, $folder ) );
		usleep( mt_rand( 10000, 60000 ) );
		self::insist( $folder, static fn() => @rename( "$state/soak-kept", $folder ) );
		self::remove( $new );
	}

	/**
	 * Puts a folder in a place where a worker may make one at any moment.
	 *
	 * @param string   $folder The place.
	 * @param callable $put    Tries it; tells whether it did.
	 */
	private static function insist( $folder, callable $put ) {
		do {
			self::remove( $folder );
		} while ( ! $put() );
	}

	/**
	 * Takes away what a file cannot replace.
	 */
	public function make_room() {
		is_dir( $this->file ) && ! is_link( $this->file ) && rmdir( $this->file );
		array_map( 'unlink', glob( dirname( $this->file, 3 ) . '/soak-second-*' ) );
	}

	/**
	 * Takes away whatever is in the place.
	 */
	public function clear() {
		$this->make_room();
		@unlink( $this->file );
	}

	/**
	 * Removes a folder with what is in it.
	 *
	 * @param string $path The folder.
	 */
	public static function remove( $path ) {
		foreach ( is_dir( $path ) && ! is_link( $path ) ? array_diff( scandir( $path ), array( '.', '..' ) ) : array() as $name ) {
			self::remove( "$path/$name" );
		}
		is_dir( $path ) && ! is_link( $path ) ? rmdir( $path ) : @unlink( $path );
	}
}
