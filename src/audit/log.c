/* log.c - deeds as rows, and each row as the text that its leaf is the hash of.
 *
 * An entry is lines of fields parted by tabs.  Inside a field the backslash, the
 * tab and the ends of lines are escaped, so no value can look like a second
 * field or line: every entry has one text, and every text one entry.  The first
 * line tells the version, should the format ever change. */
#include "audit/audit.h"

#include <inttypes.h>
#include <string.h>

static void put(Buf *b, const char *s) {
    static const char specials[] = "\\\t\n\r", letters[] = "\\tnr";
    for (;;) {
        size_t plain = strcspn(s, specials);
        buf_add(b, s, plain);
        s += plain;
        if (!*s) return;
        buf_text(b, "\\");
        buf_add(b, &letters[strchr(specials, *s++) - specials], 1);
    }
}

static void put_line(Buf *b, const char *name, const char *value) {
    buf_print(b, "%s\t", name);
    put(b, value);
    buf_text(b, "\n");
}

Bytes entry_bytes(Arena *a, const LogEntry *e) {
    Buf b = {.a = a};
    buf_print(&b, "namro deed 1\nat\t%" PRId64 "\nwho\t%" PRId64 "\n", e->at, e->who);
    put_line(&b, "what", e->what);
    put_line(&b, "subject", e->subject);
    buf_print(&b, "id\t%" PRId64 "\n", e->id);
    put_line(&b, "reason", e->reason);
    buf_text(&b, e->changes);
    return (Bytes){b.s, b.len};
}

static const char *changes_text(Arena *a, const Change *list) {
    Buf b = {.a = a};
    buf_text(&b, "");
    for (const Change *h = list; h; h = h->next) {
        put(&b, h->field);
        buf_text(&b, "\t");
        put(&b, h->was);
        buf_text(&b, "\t");
        put(&b, h->is);
        buf_text(&b, "\n");
    }
    return b.s ? b.s : "";
}

/* The field at *s, and *s behind the tab or newline that ends it. */
static const char *take(Arena *a, const char **s) {
    static const char letters[] = "tnr", specials[] = "\t\n\r";
    Buf b = {.a = a};
    for (; **s && **s != '\t' && **s != '\n'; ++*s) {
        const char *one = *s, *letter;
        if (*one == '\\' && one[1]) {
            one = ++*s;
            letter = strchr(letters, *one);
            if (letter) one = &specials[letter - letters];
        }
        buf_add(&b, one, 1);
    }
    if (**s) ++*s;
    return b.s ? b.s : "";
}

const Change *entry_changes(Arena *a, const char *changes) {
    Change *first = NULL, **end = &first;
    for (const char *s = changes; *s; end = &(*end)->next) {
        *end = arena_new(a, Change);
        (*end)->field = take(a, &s);
        (*end)->was = take(a, &s);
        (*end)->is = take(a, &s);
    }
    return first;
}

void deed_change(Ctx *c, Deed *d, const char *field, const char *was, const char *is) {
    Change **end = &d->changes;
    if (!was) was = "";
    if (!is) is = "";
    if (strcmp(was, is) == 0) return;
    while (*end) end = &(*end)->next;
    *end = arena_new(c->a, Change);
    **end = (Change){.field = field, .was = was, .is = is};
}

/* That a program did it stands in the entry itself, so it cannot be taken out of it. */
static const Change *with_program(Ctx *c, const Change *changes) {
    Change *via = c->via ? arena_new(c->a, Change) : NULL;
    if (!via) return changes;
    *via = (Change){.field = "via", .was = "", .is = c->via, .next = (Change *)(uintptr_t)changes};
    return via;
}

Err audit_note(Ctx *c, const Deed *d) {
    const LogEntry n = {.at = c->now, .who = c->who, .what = d->what, .subject = d->subject,
                     .id = d->id, .reason = d->reason ? d->reason : "",
                     .changes = changes_text(c->a, with_program(c, d->changes))};
    const Bytes text = entry_bytes(c->a, &n);
    Hash    leaf = merkle_leaf(text.p, text.n);
    int64_t seq;
    Err     e = tree_add(c, leaf, &seq);
    if (e) return e;
    return db_exec(c, "INSERT INTO deed (seq, at, who, what, subject, subject_id, reason,"
                      " changes, leaf)"
                      " VALUES (NULLIF(CAST($1 AS BIGINT), 0), $2, $3, $4, $5, $6, $7, $8, $9)",
                   V(seq), V(n.at), V(n.who), V(n.what), V(n.subject), V(n.id), V(n.reason),
                   V(n.changes), V((Bytes){leaf.b, HASH_BYTES}));
}

