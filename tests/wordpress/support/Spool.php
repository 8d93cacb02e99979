<?php
/**
 * The log of a site as it lies in the state folder, read past the extension.
 *
 * @package RestGate
 */

/**
 * Reads the spool.
 */
final class Spool {

	/** A worker writes the record when the client has its answer already: so many seconds later at most. */
	private const PATIENCE = 3;

	/**
	 * The folder of a site's log.
	 *
	 * @param string $site The site.
	 * @return string|null Null where there is none.
	 */
	public static function home( $site = 'single' ) {
		$name  = Options::get( $site, 'rest_gate_site' )['id'] ?? 'none';
		$found = glob( Lab::env( 'GATE_STATE_DIR' ) . '/uid-*/sites/' . $name );
		return $found[0] ?? null;
	}

	/**
	 * The folder of a site's spool.
	 *
	 * @param string $site The site.
	 * @return string|null Null where there is none.
	 */
	public static function folder( $site = 'single' ) {
		$home = self::home( $site );
		return null !== $home && is_dir( "$home/spool" ) ? "$home/spool" : null;
	}

	/**
	 * The lines of the spool behind the first of each file, decoded.
	 *
	 * @param string $site The site.
	 * @return array[]
	 * @throws RuntimeException When a line is no JSON.
	 */
	public static function lines( $site = 'single' ) {
		$lines = array();
		foreach ( glob( (string) self::folder( $site ) . '/*.jsonl' ) as $file ) {
			foreach ( file( $file ) as $number => $text ) {
				$line = json_decode( $text, true );
				if ( ! is_array( $line ) || "\n" !== substr( $text, -1 ) ) {
					throw new RuntimeException( basename( $file ) . ", line $number, is no line of JSON: " . substr( $text, 0, 300 ) );
				}
				if ( 0 < $number ) {
					$lines[] = $line;
				}
			}
		}
		return $lines;
	}

	/**
	 * The records by their ids, each with all of its hits.
	 *
	 * @param string $site The site.
	 * @return array<string, array>
	 */
	public static function records( $site = 'single' ) {
		$records = array();
		$hits    = array();
		foreach ( self::lines( $site ) as $line ) {
			if ( isset( $line['time'] ) ) {
				$records[ $line['id'] ] = $line + array( 'hits' => 1 );
			} else {
				$hits[ $line['id'] ] = $line;
			}
		}
		foreach ( $hits as $id => $line ) {
			if ( isset( $records[ $id ] ) ) {
				$records[ $id ] = $line + $records[ $id ];
			}
		}
		return $records;
	}

	/**
	 * The records of a client.
	 *
	 * @param string $address Its address.
	 * @param string $site    The site.
	 * @return array[] Items of batches among them.
	 */
	public static function of( $address, $site = 'single' ) {
		$is_its = static function ( array $record ) use ( $address ) {
			return $address === ( $record['ip'] ?? '' );
		};
		return array_values( array_filter( self::records( $site ), $is_its ) );
	}

	/**
	 * Waits for something that a worker may still have to write.
	 *
	 * @param callable $look Gives it, or null while it is not there.
	 * @return mixed Null when it did not come.
	 */
	public static function await( callable $look ) {
		$until = microtime( true ) + self::PATIENCE;
		do {
			$found = $look();
			if ( null !== $found ) {
				return $found;
			}
			usleep( 10000 );
		} while ( microtime( true ) < $until );
		return null;
	}

	/**
	 * Every file below the state folder with its content, by path.
	 *
	 * @return array<string, string>
	 */
	public static function everything() {
		$files  = array();
		$inside = new RecursiveDirectoryIterator( Lab::env( 'GATE_STATE_DIR' ), FilesystemIterator::SKIP_DOTS );
		foreach ( new RecursiveIteratorIterator( $inside ) as $path => $file ) {
			if ( $file->isFile() ) {
				$files[ $path ] = file_get_contents( $path );
			}
		}
		return $files;
	}

	/**
	 * Removes every log.
	 */
	public static function wipe() {
		$inside = new RecursiveDirectoryIterator( Lab::env( 'GATE_STATE_DIR' ), FilesystemIterator::SKIP_DOTS );
		foreach ( new RecursiveIteratorIterator( $inside, RecursiveIteratorIterator::CHILD_FIRST ) as $path => $file ) {
			$file->isDir() && ! $file->isLink() ? rmdir( $path ) : unlink( $path );
		}
	}
}
