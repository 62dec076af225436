/* lines.c - checklists: questions, one a line, and the lists that are used again. */
#include "inspect/parts.h"

#include <string.h>

Err text_check(const char *s, size_t most, Err missing, Err over) {
    if (missing && text_blank(s)) return missing;
    return strlen(s) > most ? over : NULL;
}

static size_t trimmed(const char **s, size_t n) {
    while (n && strchr(" \t\r", **s)) ++*s, n--;
    while (n && strchr(" \t\r", (*s)[n - 1])) n--;
    return n;
}

int lines_cut(Ctx *c, const char *lines, const char *out[LINES_MAX]) {
    int n = 0;
    for (const char *p = lines; *p && n < LINES_MAX;) {
        size_t      all = strcspn(p, "\n");
        const char *s = p;
        size_t      len = trimmed(&s, all);
        if (len) out[n++] = arena_part(c->a, s, len);
        p += all + (p[all] == '\n');
    }
    return n;
}

Err lines_check(Ctx *c, const char *lines, const char **out) {
    Buf b = {.a = c->a};
    int n = 0;
    for (const char *p = lines; *p;) {
        size_t      all = strcspn(p, "\n");
        const char *s = p;
        size_t      len = trimmed(&s, all);
        p += all + (p[all] == '\n');
        if (!len) continue;
        if (len > LINE_MAX) return "inspection.lines.long";
        if (n++ == LINES_MAX) return "inspection.lines.many";
        if (b.len) buf_text(&b, "\n");
        buf_add(&b, s, len);
    }
    *out = b.s;
    return n ? NULL : "inspection.lines.missing";
}

const Checklist *checklists(Ctx *c) {
    Checklist *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT id, name, lines FROM checklist WHERE id > $1 ORDER BY name, id",
                      V(0));
    while (db_next(&q)) {
        *end = arena_new(c->a, Checklist);
        **end = (Checklist){row_int(&q, 0), row_text(&q, 1), row_text(&q, 2), NULL};
        end = &(*end)->next;
    }
    return first;
}

Err checklist_put(Ctx *c, const char *name, const char *lines) {
    const char *kept;
    int64_t     id;
    Deed        d = {.what = "checklist.deed.kept", .subject = "checklist"};
    Err e = text_check(name, ROUND_NAME_MAX, "checklist.keep.missing", "checklist.keep.long");
    if (!e) e = lines_check(c, lines, &kept);
    if (!e) e = db_int(c, &id, "INSERT INTO checklist (name, lines, at, who)"
                               " VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO UPDATE"
                               " SET lines = excluded.lines, at = excluded.at, who = excluded.who"
                               " RETURNING id", V(name), V(kept), V(c->now), V(c->who));
    if (e) return e;
    d.id = id;
    deed_change(c, &d, "name", "", name);
    deed_change(c, &d, "lines", "", kept);
    return audit_note(c, &d);
}

Err checklist_drop(Ctx *c, int64_t id) {
    Deed d = {.what = "checklist.deed.dropped", .subject = "checklist", .id = id};
    const char *name = NULL;
    Rows q = db_query(c, "SELECT name FROM checklist WHERE id = $1", V(id));
    while (db_next(&q)) name = row_text(&q, 0);
    if (!name) return "http.missing";
    deed_change(c, &d, "name", name, "");
    Err e = db_exec(c, "DELETE FROM checklist WHERE id = $1", V(id));
    return e ? e : audit_note(c, &d);
}
