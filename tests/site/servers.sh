# shellcheck shell=bash
# The servers of the test site: their ports, configuration, start and stop.
# Sourced, needs lib.sh, php.sh, web.sh and $STATE.

# Name of each way to reach PHP, in the order of its port.
VARIANTS=(NGINX_PORT NGINX_PATHINFO_PORT NGINX_CATCHALL_PORT APACHE_MODPHP_PORT APACHE_FCGI_PORT PHP_S_PORT NGINX_EARLY_PORT)
SERVERS=(mariadb php-fpm nginx apache php-S)
FPM_WORKERS=8

# choose_ports: REST_GATE_SITE_PORT_BASE and the six above it, else seven free ones in
# a row. Ports of an earlier start are used again while they are free.
choose_ports() {
	local name base=${REST_GATE_SITE_PORT_BASE:-}
	if [ -n "$base" ]; then
		set_ports "$base"
		for name in "${VARIANTS[@]}"; do
			! port_taken "${!name}" || fail "port ${!name} ($name) is taken by $(port_owner "${!name}")"
		done
	else
		base=18080
		[ ! -f "$STATE/ports" ] || base=$(<"$STATE/ports")
		until set_ports "$base" && ports_free; do
			base=$((base + 10))
			[ "$base" -lt 32000 ] || base=10080
		done
	fi
	printf '%s\n' "$base" >"$STATE/ports"
}

set_ports() {
	local name port=$1
	for name in "${VARIANTS[@]}"; do
		printf -v "$name" '%s' "$port"
		export "${name?}"
		port=$((port + 1))
	done
}

ports_free() {
	local name
	for name in "${VARIANTS[@]}"; do
		! port_taken "${!name}" || return 1
	done
}

write_server_config() {
	local conf=$STATE/conf apache_user='# runs as the user who started it'
	local pool_user='; runs as the user who started it'
	if [ "$(id -u)" -eq 0 ]; then
		apache_user=$(printf '%s %s\n' User "$WORKER" Group "$WORKER_GROUP")
		pool_user=$(printf '%s = %s\n' user "$WORKER" group "$WORKER_GROUP" listen.owner "$WORKER" listen.group "$WORKER_GROUP")
	fi
	# shellcheck disable=SC2016 # nginx's own variable
	write_web_config "$FPM_WORKERS" '$php_socket'
	render php-fpm-early.conf "$conf/php-fpm-early.conf" STATE="$STATE" POOL_USER="$pool_user"
	cat "$conf/php-fpm-early.conf" >>"$conf/php-fpm.conf"
	render mariadb.cnf "$conf/mariadb.cnf" STATE="$STATE"
	render nginx-pathinfo.conf "$conf/nginx-pathinfo.conf" STATE="$STATE"
	render nginx-multisite.conf "$conf/nginx-multisite.conf"
	render nginx-servers.conf "$conf/nginx-servers.conf" STATE="$STATE" NGINX_PORT="$NGINX_PORT" \
		NGINX_PATHINFO_PORT="$NGINX_PATHINFO_PORT" NGINX_CATCHALL_PORT="$NGINX_CATCHALL_PORT" NGINX_EARLY_PORT="$NGINX_EARLY_PORT"
	render apache.conf "$conf/apache.conf" STATE="$STATE" PHP_VERSION="$PHP_VERSION" APACHE_USER="$apache_user" \
		APACHE_MODPHP_PORT="$APACHE_MODPHP_PORT" APACHE_FCGI_PORT="$APACHE_FCGI_PORT"
}

start_mariadb() {
	local user=()
	[ "$(id -u)" -ne 0 ] || user=(--user="$WORKER")
	if [ ! -f "$STATE/mysql-made" ]; then
		rm -rf "$STATE/mysql"
		mkdir -p "$STATE/mysql"
		give_to_worker "$STATE/mysql"
		mariadb-install-db --defaults-file="$STATE/conf/mariadb.cnf" "${user[@]}" \
			--auth-root-authentication-method=socket --auth-root-socket-user="$WORKER" \
			--skip-test-db >"$STATE/log/mariadb-install.log" 2>&1 ||
			{
				tail -n 25 "$STATE/log/mariadb-install.log" >&2
				fail 'the database could not be made'
			}
		rm -f "$STATE/installed"
		touch "$STATE/mysql-made"
	fi
	spawn mariadb mariadbd --defaults-file="$STATE/conf/mariadb.cnf" "${user[@]}"
	wait_until mariadb 60 sql 'SELECT 1'
}

# sql statement…: as the database's administrator.
sql() {
	as_worker mariadb --no-defaults --batch --skip-column-names \
		--socket="$STATE/run/mariadb.sock" --user="$WORKER" --execute="$*"
}

start_php() {
	local as=()
	mapfile -t as < <(worker_prefix)
	start_fpm
	spawn apache env PHP_INI_SCAN_DIR="$(scan_dirs apache2)" \
		apache2 -D FOREGROUND -f "$STATE/conf/apache.conf"
	# One worker alone could not answer a request that the site sends to itself.
	spawn php-S "${as[@]}" env PHP_INI_SCAN_DIR="$(scan_dirs cli)" PHP_CLI_SERVER_WORKERS=4 \
		"php$PHP_VERSION" -S "127.0.0.1:$PHP_S_PORT" -t "$STATE/wordpress"
}

restart_php() {
	local name
	for name in php-fpm apache php-S; do
		end "$name"
	done
	start_php
	wait_for_servers
}

# The login page runs PHP and is never a REST request, so no gate is in its way.
wait_for_servers() {
	wait_until nginx 60 answers single.test "$NGINX_PORT" /wp-login.php
	wait_until nginx 60 answers single.test "$NGINX_PATHINFO_PORT" /wp-login.php
	wait_until nginx 60 answers single.test "$NGINX_CATCHALL_PORT" /wp-login.php
	wait_until apache 60 answers single.test "$APACHE_MODPHP_PORT" /wp-login.php
	wait_until apache 60 answers single.test "$APACHE_FCGI_PORT" /wp-login.php
	wait_until php-S 60 answers single.test "$PHP_S_PORT" /wp-login.php
	wait_until nginx 60 answers single.test "$NGINX_EARLY_PORT" /wp-login.php
	wait_until nginx 60 answers old.test "$NGINX_PORT" /wp-login.php
}

all_alive() {
	local name
	for name in "${SERVERS[@]}"; do
		alive "$name" || return 1
	done
}

stop_servers() {
	local name i
	for ((i = ${#SERVERS[@]} - 1; i >= 0; i--)); do
		name=${SERVERS[i]}
		end "$name"
	done
}
