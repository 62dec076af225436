#!/usr/bin/env bash
# source_test.sh BLD - what the source itself can do to people: rules R3, R5 and R8 of
# /method/safeguards. Each check is tried on a planted mistake first.
set -euo pipefail
bld=${1:?usage: source_test.sh BLD}
root=$PWD
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
status=0

complain() {
    printf '%s\n' "$*"
    status=1
}

# R3: who speaks to other machines. listen.c asks whether a socket of our own is still
# taken, pdf.c and paper.c start one program each, which may open no socket, smtp.c gives
# "there is something new" to the mail server that the administrator named, for the office's
# own people.
outbound() {
    grep -rlE '\b(connect|getaddrinfo|sendto|sendmsg|popen|posix_spawn|execvp?e?|curl_[a-z_]+)\(' \
        "$1" --include='*.c' | sed "s|^$1/||" | sort | tr '\n' ' '
}
allowed_out='src/cli/listen.c src/file/paper.c src/file/pdf.c src/mail/smtp.c '

# R5: tables of which the program itself removes or changes no row, but for the columns
# named here: the place of an entry in the tree, the verdict on a report, a file taken
# off a document (its row stays), an answer to a request.
kept='deed|deed_node|checkpoint|progress|evidence|document_file|task_comment|extension'
erased() {
    cat $(find "$1/src" -name '*.c') | tr '\n' ' ' | sed 's/" *"/ /g' | tr -s ' ' |
        grep -oE "(DELETE FROM (document|$kept)|UPDATE ($kept) SET [a-z_]+)\b" | sort -u |
        tr '\n' ';'
}
# A draft nobody was given takes its comments along; what is undone marks the request that
# it made itself, with its own deed in the log.
allowed_erased='DELETE FROM task_comment;UPDATE deed SET seq;'
allowed_erased+='UPDATE document_file SET dropped;UPDATE document_file SET text;'
allowed_erased+='UPDATE extension SET granted;UPDATE extension SET undone;'
allowed_erased+='UPDATE progress SET verdict;'

# R8: work, surveys, publishing, the desk and learning share a floor, so none includes
# another (tools/floors.sh), names its tables (tools/tables.sh) or links to it.
modules='work survey publish desk learn'
one_floor() {
    awk -v want="$modules" '
        { for (i = 1; i <= NF; i++) floor[$i] = FNR }
        END { n = split(want, m, " ")
              for (i = 1; i <= n; i++) if (!floor[m[i]] || floor[m[i]] != floor[m[1]]) bad = 1
              exit bad }' "$1"
}
# Inspection stands above them all and may know of tasks alone: no header, no table of another.
beyond_tasks() {
    local others='survey|publish|desk|learn'
    grep -rhoE "#include \"($others)/" "$1/src/inspect" || true
    find "$1/sql" -name '*.sql' | grep -E "_($others)_" | xargs grep -hoE 'CREATE TABLE [a-z_]+' |
        sed 's/.* //' | while read -r table; do
        grep -rhowE "(FROM|JOIN|INTO|UPDATE) $table" "$1/src/inspect" || true
    done
}
# names FOLDER OPTIONS COLUMN - of the symbols of its objects.
names() {
    # shellcheck disable=SC2086
    nm $2 "$1"/*.o 2>/dev/null | awk -v n="$3" 'NF == n { print $n }' | sort -u
}
linked() {
    local me it
    for me in $modules; do
        for it in $modules; do
            [ "$me" != "$it" ] || continue
            [ -d "$1/src/$me" ] && [ -d "$1/src/$it" ] || continue
            comm -12 <(names "$1/src/$me" -u 2) <(names "$1/src/$it" '-g --defined-only' 3) |
                sed "s/^/$me calls $it: /"
        done
    done
}

# ---- planted mistakes ----
cp -a src docs "$tmp"
mkdir -p "$tmp/sql" "$tmp/tools" "$tmp/obj/src/work" "$tmp/obj/src/survey" "$tmp/src/survey"
cp -a sql tools "$tmp"
printf 'Err call(void) { return curl_easy_perform(0) ? "x" : 0; }\n' >>"$tmp/src/work/view.c"
printf 'Err drop(Ctx *c) { return db_exec(c, "DELETE FROM"\n " progress WHERE id = 1"); }\n' \
    >>"$tmp/src/work/view.c"
printf '#include "survey/survey.h"\n' >>"$tmp/src/work/home.c"
printf '/* survey.h */\n' >"$tmp/src/survey/survey.h"
printf 'void a(void) { db_exec(c, "DELETE FROM answer WHERE 1 = 1"); }\n' >>"$tmp/src/work/home.c"
printf 'CREATE TABLE answer (\n  wave @int\n) @strict;\n' >"$tmp/sql/0900_survey_answer.sql"
mkdir -p "$tmp/src/inspect"
printf '#include "survey/survey.h"\nconst char *q = "SELECT 1 FROM answer";\n' \
    >>"$tmp/src/inspect/round.c"
printf 'int secret(void);\nint secret(void) { return 1; }\n' |
    gcc -xc -c - -o "$tmp/obj/src/survey/a.o"
printf 'int secret(void);\nint f(void);\nint f(void) { return secret(); }\n' |
    gcc -xc -c - -o "$tmp/obj/src/work/b.o"
[ "$(outbound "$tmp/src" | wc -w)" = 5 ] || complain "a call to another machine was not seen"
[[ $(erased "$tmp") == *"DELETE FROM progress"* ]] || complain "an erased report was not seen"
(cd "$tmp" && ! tools/floors.sh >/dev/null) || complain "floors.sh saw no hole in the wall"
(cd "$tmp" && ! tools/tables.sh >/dev/null) || complain "tables.sh saw no hole in the wall"
[ -n "$(linked "$tmp/obj")" ] || complain "a call through the wall was not seen"
[ "$(beyond_tasks "$tmp" | wc -l)" = 2 ] || complain "inspection met opinions unseen"
sed 's/ survey/\nsurvey/' docs/floors.txt >"$tmp/floors.txt"
! one_floor "$tmp/floors.txt" || complain "another floor was not seen"

# ---- the source as it is ----
found=$(cd "$root" && outbound src | sed -E 's/([^ ]+)/src\/\1/g')
[ "$found" = "$allowed_out" ] || complain "R3: who calls other machines: $found"
found=$(erased "$root")
[ "$found" = "$allowed_erased" ] || complain "R5: removed or changed: $found"
one_floor docs/floors.txt || complain "R8: these do not share a floor: $modules"
tools/floors.sh || complain "R8: floors"
tools/tables.sh || complain "R8: tables"
[ -z "$(beyond_tasks "$root")" ] || complain "R8: inspection: $(beyond_tasks "$root")"
linked "$bld" >"$tmp/linked"
[ ! -s "$tmp/linked" ] || complain "R8: $(cat "$tmp/linked")"
exit $status
