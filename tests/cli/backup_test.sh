#!/usr/bin/env bash
# backup_test.sh BLD - an office is backed up, lost and restored; what is wrong with a
# backup is told, and nothing is ever overwritten.
set -euo pipefail

namro=$(readlink -f "${1:?usage: backup_test.sh BLD}")/namro
unset LC_ALL LC_MESSAGES
export LANG=en
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"

die() { printf '%s\n' "$*"; cat out.log; exit 1; }
# expect CODE WORDS COMMAND... - it ends with this exit code and says these words.
expect() {
    local code=0
    "${@:3}" >out.log 2>&1 || code=$?
    [ "$code" = "$1" ] || die "${*:3}: ended with $code, not $1"
    grep -q "$2" out.log || die "${*:3}: does not say '$2'"
}
newest() { find kept -maxdepth 1 -name 'namro-*' | sort | tail -n 1; }

for command in backup restore copy; do expect 0 "namro $command" "$namro" "$command" --help; done
expect 2 'needed' "$namro" backup --db office/a.db
expect 2 'needed' "$namro" restore
expect 2 'needed' "$namro" copy --from office/a.db
expect 1 'no database' "$namro" backup --db office/a.db --to kept
expect 1 'no database' "$namro" copy --from office/a.db --to b.db

mkdir -p office/files/ab office/keys/old
expect 0 '' "$namro" demo --db office/a.db
head -c 300000 /dev/urandom >office/files/ab/big
stored=$(sha256sum office/files/ab/big | cut -d' ' -f1)
mkdir -p "office/files/${stored:0:2}" office/files/new
cp office/files/ab/big "office/files/${stored:0:2}/${stored:2}"
printf 'half' >office/files/new/upload
printf 'small' >'office/files/ab/a name with spaces'
head -c 32 /dev/urandom >office/keys/old/log.key
printf 'half' >office/files/.part
ln -s /etc/passwd office/files/link

expect 1 'whole number' "$namro" backup --db office/a.db --to kept --keep 0
expect 1 'no folder of stored files' "$namro" backup --db office/a.db --to kept --files none
expect 0 'Backed up' "$namro" backup --db office/a.db --to kept
expect 0 'Backed up' "$namro" backup --db office/a.db --to kept
expect 0 'Backed up' "$namro" backup --db office/a.db --to kept --keep 2
[ "$(find kept -maxdepth 1 -name 'namro-*' | wc -l)" = 2 ] || die "not two are kept"
[ "$(stat -c %h "$(newest)/files/${stored:0:2}/${stored:2}")" = 2 ] || die "it takes room twice"
[ "$(stat -c %h "$(newest)/files/ab/big")" = 1 ] || die "linked, and it may change"
for name in new .part link; do [ ! -e "$(newest)/files/$name" ] || die "$name was taken"; done
[ -z "$(find kept -perm /077)" ] || die "others may read it"
exec 9<kept/.lock
flock 9
expect 1 'Another backup' "$namro" backup --db office/a.db --to kept
exec 9<&-

# One file is lost, one is changed, one row is gone: each is told, by name.
copy=broken
broken() { rm -rf $copy; cp -a "$(newest)" $copy; }
told() { expect 1 "$1" "$namro" restore --verify --from $copy; }
broken && rm $copy/files/ab/big && told 'ab/big'
broken && printf x >>$copy/keys/old/log.key && told 'log.key'
broken && printf x | dd of=$copy/office.db bs=1 seek=5000 conv=notrunc status=none &&
    told 'office.db'
broken && sed -i 's/^table setting .*/table setting 99/' $copy/manifest &&
    told 'manifest'
broken && sed -i '$d' $copy/manifest && told 'manifest'
broken && : >$copy/manifest && told 'manifest'
broken && rm $copy/manifest && told 'no backup'
# A list that leads out of the backup, with a last line that vouches for it.
broken && {
    sed -i -e 's,files/ab/big,files/../../x,' -e '$d' $copy/manifest
    printf 'end %s\n' "$(sha256sum <$copy/manifest | cut -d' ' -f1)" >>$copy/manifest
} && told 'manifest'

expect 1 'is a folder' "$namro" backup --db office/a.db --to -
expect 1 'is a folder' "$namro" backup --db office/a.db --to office/a.db
[ ! -e ./- ] || die "a folder called -"

expect 0 'can be restored' "$namro" restore --verify --from kept
mkdir -p tmp
TMPDIR=$tmp/tmp expect 0 'can be restored' "$namro" restore --verify --from "$(newest)"
[ -z "$(ls tmp)" ] || die "the rehearsal left something behind"

# The log of deeds is checked by the key that came along.
"$namro" serve --db office/a.db --listen "$tmp/socket" >serve.log 2>&1 &
server=$!
for ((i = 0; i < 100; i++)); do
    if "$namro" verify-log --db office/a.db >/dev/null 2>&1; then break; fi
    sleep 0.05
done
kill $server
wait $server || true
expect 0 'Backed up' "$namro" backup --db office/a.db --to kept --keep 2
expect 0 'can be restored' "$namro" restore --verify --from kept --db office/a.db

# The office knows of its backups; none is made for a note.
grep -aqs 'backup.deed.made' office/a.db* || die "a backup was not noted"
grep -aqs 'backup.deed.tried' office/a.db* || die "a rehearsal was not noted"
[ ! -e ./namro.db ] || die "an office was made for a note"

expect 1 'overwrites nothing' "$namro" restore --from kept --db office/a.db
mv office lost
printf old >tmp/b.db-wal
expect 1 'overwrites nothing' "$namro" restore --from kept --db tmp/b.db
mkdir -p office/files/ab
printf 'other' >office/files/ab/big
expect 1 'other content' "$namro" restore --from kept --db office/a.db
[ ! -e office/a.db ] || die "half an office"
rm office/files/ab/big
expect 0 'Restored' "$namro" restore --from kept --db office/a.db # goes on where it ended
diff -r lost/keys office/keys || die "other keys"
cmp lost/files/ab/big office/files/ab/big || die "other files"
expect 0 'up to date' "$namro" migrate --db office/a.db
expect 0 'both sides are the same' "$namro" copy --from office/a.db --to moved.db
expect 1 'not empty' "$namro" copy --from office/a.db --to moved.db

