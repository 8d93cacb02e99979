# shellcheck shell=bash
# Shared by every script in this folder: where things are, who the servers run as,
# and how a process is started, watched and ended. Sourced, never run.
#
# A process that these scripts start is known by its pid and its start time
# together, so a recycled pid is never signalled.

set -euo pipefail

# Debian keeps the server binaries where an ordinary user's PATH does not look.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
BUILD=$REPO/build
PHP_VERSION=${REST_GATE_PHP_VERSION:-8.2}
EXTENSION_SO=${REST_GATE_SO:-$REPO/target/release/librest_gate.so}
export REPO BUILD PHP_VERSION EXTENSION_SO

# Apache refuses to serve as root, so root hands the servers to www-data.
if [ "$(id -u)" -eq 0 ]; then
	WORKER=www-data
else
	WORKER=$(id -un)
fi
WORKER_GROUP=$(id -gn "$WORKER" 2>/dev/null || echo "$WORKER")
export WORKER WORKER_GROUP

say() {
	printf '%s\n' "$*"
}

fail() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# as_worker command…: runs it as the servers' user. setpriv replaces itself by the
# command, so the pid that the caller sees is the command's own.
as_worker() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid="$WORKER" --regid="$WORKER_GROUP" --init-groups -- "$@"
	else
		"$@"
	fi
}

# The same command line, for callers that need it as words.
worker_prefix() {
	if [ "$(id -u)" -eq 0 ]; then
		printf '%s\n' setpriv "--reuid=$WORKER" "--regid=$WORKER_GROUP" --init-groups --
	fi
}

# give_to_worker [-hR] path…
give_to_worker() {
	[ "$(id -u)" -ne 0 ] || chown "$WORKER:$WORKER_GROUP" "$@"
}

# reachable path: true when the servers' user can enter every folder above it.
reachable() {
	local dir
	[ "$(id -u)" -eq 0 ] || return 0
	dir=$(dirname "$(realpath -m "$1")")
	as_worker test -x "$dir"
}

# state_folder name: makes and prints the real folder behind build/<name>. It is
# kept elsewhere, behind a symlink, when the servers' user cannot enter the
# checkout or when the path is too long for a Unix socket (107 bytes).
state_folder() {
	local link=$BUILD/$1 real
	mkdir -p "$BUILD"
	if [ -L "$link" ] || { [ ! -d "$link" ] && { ! reachable "$link" || [ "${#link}" -gt 75 ]; }; }; then
		real=/var/tmp/rest-gate-$1-$(printf '%s' "$REPO" | sha256sum | cut -c1-12)
		[ ! -L "$link" ] || real=$(readlink "$link")
		# /var/tmp is everybody's: a folder that somebody else put there is not ours to trust.
		[ ! -e "$real" ] || [ -O "$real" ] || fail "$real belongs to another user"
		mkdir -p "$real"
		ln -sfn "$real" "$link"
	else
		real=$link
		mkdir -p "$real"
		reachable "$real/x" || fail "$WORKER cannot enter $real: remove it, or open the folders above it (chmod o+x)"
	fi
	chmod 755 "$real"
	printf '%s\n' "$real"
}

# What every instance has below $STATE. gate/ is for the extension: each system user
# makes a folder of its own there, as in PHP's session folder.
make_state_folders() {
	mkdir -p "$STATE"/{run,log,tmp,home,observe,gate}
	touch "$STATE/log/php-errors.log"
	give_to_worker "$STATE"/{run,log,tmp,home,observe} "$STATE/log/php-errors.log"
	chmod 1777 "$STATE/observe"
	chmod 1733 "$STATE/gate"
}

# --- templates ---------------------------------------------------------------

# render template target NAME=value…: copies a file of conf/ with each @NAME@ replaced.
render() {
	local source=$REPO/tests/site/conf/$1 target=$2 text pair
	shift 2
	text=$(<"$source")
	for pair in "$@"; do
		text=${text//"@${pair%%=*}@"/"${pair#*=}"}
	done
	if [[ $text =~ @[A-Z][A-Z0-9_]+@ ]]; then
		fail "$source: nothing replaces ${BASH_REMATCH[0]}"
	fi
	printf '%s\n' "$text" >"$target"
}

# --- ports -------------------------------------------------------------------

port_taken() {
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Who listens on a port, as far as this user may know.
port_owner() {
	local line
	line=$(ss -ltnpH "sport = :$1" 2>/dev/null | head -n 1 || true)
	if [[ $line =~ \"([^\"]+)\",pid=([0-9]+) ]]; then
		printf '%s (pid %s)\n' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
	else
		printf 'another process\n'
	fi
}

# --- processes ---------------------------------------------------------------

# start_time pid: nothing for a process that has ended, also while nobody has
# collected it yet. The command's name may hold spaces and brackets, so fields are
# counted behind the last bracket.
start_time() {
	sed -E 's/^.*\) //' "/proc/$1/stat" 2>/dev/null | awk '$1 !~ /[ZX]/ { print $20 }'
}

# spawn name command…: starts a server in the background, in a session of its own,
# with its output in log/<name>.log.
spawn() {
	local name=$1 pid
	shift
	# 8 and 9 are the locks of the callers: a server that inherits one never lets go of it.
	setsid "$@" </dev/null >>"$STATE/log/$name.log" 2>&1 8>&- 9>&- &
	pid=$!
	printf '%s %s\n' "$pid" "$(start_time "$pid")" >"$STATE/run/$name.pid"
}

alive() {
	local pid started
	[ -f "$STATE/run/$1.pid" ] || return 1
	read -r pid started <"$STATE/run/$1.pid" || return 1
	[ -n "$started" ] && [ "$(start_time "$pid" || true)" = "$started" ]
}

# session_lives pid: true while any process of the session that spawn made runs.
session_lives() {
	{ sed -E 's/^.*\) //' /proc/[0-9]*/stat 2>/dev/null || true; } |
		awk -v session="$1" '$4 == session && $1 !~ /[ZX]/ { found = 1 } END { exit !found }'
}

# end name: stops a server that spawn started, with its children; a child that
# outlived it would still hold the port.
end() {
	local pid tries=0
	if alive "$1"; then
		read -r pid _ <"$STATE/run/$1.pid"
		kill -TERM -- "-$pid" 2>/dev/null || true
		while session_lives "$pid"; do
			tries=$((tries + 1))
			if [ "$tries" -eq 300 ]; then
				kill -KILL -- "-$pid" 2>/dev/null || true
			fi
			[ "$tries" -lt 400 ] || fail "$1 (pid $pid) does not end"
			sleep 0.05
		done
	fi
	rm -f "$STATE/run/$1.pid"
}

# died name reason: ends the script, with the last lines that the server wrote.
died() {
	printf '%s: %s %s; the end of %s:\n' "${0##*/}" "$1" "$2" "$STATE/log/$1.log" >&2
	tail -n 25 "$STATE/log/$1.log" >&2 || true
	exit 1
}

# wait_until name seconds command…: waits for the command to succeed while the
# server is alive.
wait_until() {
	local name=$1 seconds=$2 end_at
	shift 2
	end_at=$((SECONDS + seconds))
	until "$@" >/dev/null 2>&1; do
		alive "$name" || died "$name" 'ended by itself'
		[ "$SECONDS" -lt "$end_at" ] || died "$name" "does not answer after $seconds s"
		sleep 0.05
	done
}

# answers host port path: true when the server answers without a server error.
answers() {
	local code
	code=$(curl -s -o /dev/null --max-time 30 -w '%{http_code}' -H "Host: $1" "http://127.0.0.1:$2$3" || true)
	[ "$code" -ge 200 ] && [ "$code" -lt 500 ]
}
