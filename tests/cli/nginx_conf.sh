#!/usr/bin/env bash
# nginx_conf.sh DIR PORT - conf/nginx*.conf as they are shipped, but for a server of one's own:
# writes DIR/nginx.conf, which listens on 127.0.0.1:PORT (TLS; office.test and, of waves,
# invite.office.test and answer.office.test) and PORT+1, passes to DIR/socket, logs into DIR,
# and has a certificate of its own, DIR/cert.pem.
set -euo pipefail
tmp=$1 tls=$2
cd "$(dirname "$0")/../.."
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
    -subj /CN=office.test \
    -addext subjectAltName=DNS:office.test,DNS:invite.office.test,DNS:answer.office.test \
    -keyout "$tmp/key.pem" -out "$tmp/cert.pem" 2>/dev/null
{
    printf 'daemon off; worker_processes 2; pid %s/pid;\n' "$tmp"
    printf 'error_log %s/error.log crit;\n' "$tmp"
    if [ "$(id -u)" = 0 ]; then printf 'user root;\n'; fi
    printf 'events { worker_connections 4096; }\nhttp {\n'
    for kind in client_body proxy fastcgi uwsgi scgi; do
        printf '%s_temp_path %s/%s;\n' "$kind" "$tmp" "$kind"
    done
    sed -e "s,/run/namro/http.sock,$tmp/socket,; s,/var/log/nginx/,$tmp/,
        s,namro.example.vn,office.test,; s,/etc/ssl/namro/fullchain.pem,$tmp/cert.pem,
        s,/etc/ssl/namro/privkey.pem,$tmp/key.pem,; s,listen 443,listen 127.0.0.1:$tls,
        s,listen 80,listen 127.0.0.1:$((tls + 1)),
        s,/etc/ssl/namro/[a-z]*/fullchain.pem,$tmp/cert.pem,
        s,/etc/ssl/namro/[a-z]*/privkey.pem,$tmp/key.pem,
        /listen \[::\]/d" conf/nginx.conf conf/nginx-wave.conf
    printf '}\n'
} >"$tmp/nginx.conf"
