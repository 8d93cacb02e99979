<?php
/**
 * An nginx and a php-fpm of a benchmark's own, on the test site's WordPress and database: pools that differ in
 * where a stranger is refused, each behind a port of its own.
 */

declare( strict_types=1 );

require_once __DIR__ . '/../../tests/wordpress/support/FastCgi.php';

/**
 * Runs from `new` until `stop()`.
 */
final class Stack {

	/** The pools, and what sets them apart. */
	private const POOLS = array(
		'early'   => 'php_admin_value[rest_gate.early] = 1',
		'late'    => '',
		'prepend' => 'php_admin_value[auto_prepend_file] = @FOLDER@/prepend-gate.php',
	);

	/** A script that does nothing, in WordPress's folder. */
	public const ECHO_SCRIPT = 'rest-gate-bench.php';

	public readonly string $folder;

	/** @var array<string, int> Where nginx leads to each pool. */
	public readonly array $ports;

	/** @var array<string, list<int>> The workers of each pool. */
	public readonly array $workers;

	/** The process of the database. */
	public readonly int $database;

	/** @var array<string, FastCgi> By pool. */
	private array $clients = array();

	/** @var list<resource> What was started. */
	private array $started = array();

	/**
	 * @param int $count The workers of each pool.
	 */
	public function __construct( int $count ) {
		$this->folder = sys_get_temp_dir() . '/rest-gate-bench-' . getmypid();
		mkdir( $this->folder, 0755 );
		file_put_contents( self::echo_script(), '<?php echo 1;' );
		chmod( self::echo_script(), 0644 );
		$this->start_php( $count );
		$this->start_nginx();
		try {
			$this->workers = $this->wait_for( fn(): ?array => $this->find_workers( $count ), 'php-fpm' );
			foreach ( $this->ports as $port ) {
				$this->wait_for( static fn(): ?bool => ( $socket = @fsockopen( '127.0.0.1', $port ) ) && fclose( $socket ) ? true : null, 'nginx' );
			}
		} catch ( RuntimeException $error ) {
			$this->stop();
			throw $error;
		}
		$this->database = (int) file_get_contents( Lab::env( 'STATE_DIR' ) . '/run/mariadb.pid' );
	}

	/** Ends what was started, and leaves nothing. */
	public function stop(): void {
		foreach ( array_reverse( $this->started ) as $process ) {
			proc_terminate( $process, SIGQUIT );
			proc_close( $process );
		}
		unlink( self::echo_script() );
		array_map( 'rmdir', glob( "$this->folder/*.d" ) ?: array() );
		array_map( 'unlink', glob( "$this->folder/*" ) ?: array() );
		rmdir( $this->folder );
	}

	/** Asks a pool without nginx in between, always by the same connection: it takes a worker of its own. */
	public function ask( string $pool, string $request ): string {
		$this->clients[ $pool ] ??= new FastCgi( "$this->folder/$pool.sock" );
		return $this->clients[ $pool ]->send( $request );
	}

	/**
	 * Puts a policy into force, and has the pool with the early gate know it.
	 *
	 * @throws RuntimeException When no snapshot comes to be.
	 */
	public function publish( string $site, string $document ): void {
		Lab::gate( $site, $document );
		$snapshots = Lab::env( 'GATE_STATE_DIR' ) . '/uid-*/snapshots/*.json';
		array_map( 'unlink', glob( $snapshots ) ?: array() );
		// What workers saw of the file counts for a second.
		usleep( 1100000 );
		$this->renew();
		$this->tell_prepend_gate( $this->wait_for( static fn(): ?string => glob( $snapshots )[0] ?? null, 'the snapshot' ) );
		usleep( 1100000 );
	}

	/** Writes the gate in PHP, with the lists of the early gate. */
	private function write_prepend_gate(): void {
		$source = (string) file_get_contents( __DIR__ . '/../../src/early/harmless.rs' );
		$lists  = array( "'@SNAPSHOT@'" => var_export( "$this->folder/snapshot.php", true ) );
		foreach ( array( 'HEADERS', 'QUERY' ) as $list ) {
			if ( ! preg_match( "/const $list: [^=]+= &\[(.*?)\n\];/s", $source, $body ) || ! preg_match_all( '/b"(\w+)"/', $body[1], $names ) ) {
				throw new RuntimeException( "harmless.rs has no list $list" );
			}
			$lists[ "'@$list@'" ] = var_export( array_fill_keys( $names[1], 1 ), true );
		}
		file_put_contents( "$this->folder/prepend-gate.php", strtr( (string) file_get_contents( __DIR__ . '/prepend-gate.php' ), $lists ) );
	}

	/** Tells the gate in PHP what the early gate was told, in words of PHP. */
	private function tell_prepend_gate( string $snapshot ): void {
		$known = json_decode( (string) file_get_contents( $snapshot ), true, 32, JSON_THROW_ON_ERROR );
		$facts = array(
			'mode'        => $known['policy']['mode'],
			'simulate'    => $known['policy']['simulate'],
			'valid_until' => PHP_INT_MAX,
			'scripts'     => array_fill_keys( $known['scripts'], 1 ),
			'permalinks'  => $known['permalink_structure'],
			'prefix'      => $known['rest_prefix'],
			'rest_url'    => $known['rest_url'],
			'charset'     => $known['charset'],
			'message'     => $known['messages']['rest_gate_restricted'],
			// What is open from the start.
			'open'        => array( '#\A/\z#', '#\A/syteops(?:/|\z)#', '#\A/flowmattic/v1(?:/|\z)#', '#\A/google-site-kit(?:/|\z)#', '#\A/wordfence/v1(?:/|\z)#' ),
		);
		file_put_contents( "$this->folder/snapshot.php", '<?php return ' . var_export( $facts, true ) . ';' );
	}

	/** Has WordPress renew the snapshot, as the index of a restricted site does whenever somebody asks for it. */
	public function renew(): void {
		$this->ask( 'early', FastCgi::request( FastCgi::told( 'index.php', '/wp-json/' ) ) );
	}

	private static function echo_script(): string {
		return Lab::env( 'WORDPRESS_ROOT' ) . '/' . self::ECHO_SCRIPT;
	}

	private function start_php( int $count ): void {
		$user = Lab::env( 'WORKER_USER' );
		$text = "[global]\nerror_log = $this->folder/fpm.log\npid = $this->folder/fpm.pid\ndaemonize = no\n";
		$this->write_prepend_gate();
		foreach ( self::POOLS as $pool => $line ) {
			$line  = str_replace( '@FOLDER@', $this->folder, $line );
			$text .= "[$pool]\nuser = $user\ngroup = $user\nlisten = $this->folder/$pool.sock\nlisten.owner = $user\nlisten.backlog = 511\npm = static\npm.max_children = $count\n$line\nphp_admin_value[rest_gate.tarpit_max_ms] = 5000\n";
		}
		file_put_contents( "$this->folder/fpm.conf", $text );
		$scan = str_replace( '/cli/', '/fpm/', Lab::env( 'PHP_SCAN_DIR_CLI' ) );
		$this->start( array( 'php-fpm' . substr( Lab::env( 'PHP_BIN' ), 3 ), '--nodaemonize', '--allow-to-run-as-root', '--fpm-config', "$this->folder/fpm.conf" ), array( 'PHP_INI_SCAN_DIR' => $scan ) );
	}

	private function start_nginx(): void {
		$ports   = array();
		$sockets = array();
		$servers = '';
		$root    = Lab::env( 'WORDPRESS_ROOT' );
		foreach ( array_keys( self::POOLS ) as $pool ) {
			// All are held until all are known, so that none is drawn twice.
			$sockets[]      = $socket = stream_socket_server( 'tcp://127.0.0.1:0' );
			$ports[ $pool ] = (int) substr( strrchr( stream_socket_get_name( $socket, false ), ':' ), 1 );
			$servers       .= "server { listen 127.0.0.1:{$ports[ $pool ]}; root $root; index index.php; location / { try_files \$uri \$uri/ /index.php?\$args; } location ~ \\.php\$ { include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME \$document_root\$fastcgi_script_name; fastcgi_pass unix:$this->folder/$pool.sock; } }\n";
		}
		array_map( 'fclose', $sockets );
		$this->ports = $ports;
		$temp        = '';
		foreach ( array( 'client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi' ) as $kind ) {
			$temp .= "{$kind}_temp_path $this->folder/$kind.d;\n";
		}
		$user = Lab::env( 'WORKER_USER' );
		file_put_contents( "$this->folder/nginx.conf", "user $user;\nworker_processes 1;\ndaemon off;\npid $this->folder/nginx.pid;\nerror_log $this->folder/nginx.log;\nevents { worker_connections 512; }\nhttp {\naccess_log off;\n$temp$servers}\n" );
		$this->start( array( 'nginx', '-e', "$this->folder/nginx.log", '-c', "$this->folder/nginx.conf" ), array() );
	}

	private function start( array $command, array $environment ): void {
		$log             = array( 'file', "$this->folder/" . basename( $command[0] ) . '.err', 'a' );
		$this->started[] = proc_open( $command, array( 1 => $log, 2 => $log ), $pipes, null, $environment + getenv() );
	}

	/** The workers by pool, once all are there. */
	private function find_workers( int $count ): ?array {
		$found  = array();
		$master = (int) @file_get_contents( "$this->folder/fpm.pid" );
		foreach ( explode( ' ', trim( (string) @file_get_contents( "/proc/$master/task/$master/children" ) ) ) as $worker ) {
			if ( preg_match( '/pool (\w+)/', (string) @file_get_contents( "/proc/$worker/cmdline" ), $match ) ) {
				$found[ $match[1] ][] = (int) $worker;
			}
		}
		return array_fill_keys( array_keys( self::POOLS ), $count ) == array_map( 'count', $found ) ? $found : null;
	}

	private function wait_for( callable $look, string $what ): mixed {
		for ( $tries = 0; $tries < 200; ++$tries ) {
			$found = $look();
			if ( null !== $found ) {
				return $found;
			}
			usleep( 50000 );
		}
		throw new RuntimeException( "$what does not come: " . implode( "\n", array_map( 'file_get_contents', glob( "$this->folder/*.{err,log}", GLOB_BRACE ) ?: array() ) ) );
	}
}
