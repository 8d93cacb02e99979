# shellcheck shell=bash
# nginx and php-fpm, as the test site and the demo both run them. Sourced, needs
# lib.sh, php.sh and $STATE; the caller writes conf/nginx-servers.conf.

# write_web_config workers [socket]: everything except the server blocks. The socket of PHP, for nginx, may be
# a variable of its configuration.
write_web_config() {
	local conf=$STATE/conf own='runs as the user who started it'
	local pool_user="; $own" nginx_user="# $own"
	if [ "$(id -u)" -eq 0 ]; then
		pool_user=$(printf '%s = %s\n' user "$WORKER" group "$WORKER_GROUP" listen.owner "$WORKER" listen.group "$WORKER_GROUP")
		nginx_user="user $WORKER $WORKER_GROUP;"
	fi
	mkdir -p "$conf"
	write_php_ini
	render php-fpm.conf "$conf/php-fpm.conf" STATE="$STATE" POOL_USER="$pool_user" FPM_WORKERS="$1"
	render fastcgi_params "$conf/fastcgi_params"
	render nginx.conf "$conf/nginx.conf" STATE="$STATE" NGINX_USER="$nginx_user"
	render nginx-php.conf "$conf/nginx-php.conf" STATE="$STATE" PHP_SOCKET="${2:-$STATE/run/php-fpm.sock}"
}

start_fpm() {
	spawn php-fpm env PHP_INI_SCAN_DIR="$(scan_dirs fpm)" \
		"php-fpm$PHP_VERSION" --nodaemonize --fpm-config "$STATE/conf/php-fpm.conf" \
		--php-ini "/etc/php/$PHP_VERSION/fpm/php.ini"
	wait_until php-fpm 20 test -S "$STATE/run/php-fpm.sock"
}

start_nginx() {
	spawn nginx nginx -e "$STATE/log/nginx.log" -c "$STATE/conf/nginx.conf" -p "$STATE"
}
