/* readers.c - who is told when a brief is frozen, and may then read it. */
#include "brief/brief.h"

#include "mail/mail.h"

#include <inttypes.h>
#include <string.h>

const Reader *brief_readers(Ctx *c, int64_t plan, int64_t brief) {
    Reader *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT r.id, r.staff, r.role FROM brief_reader r"
                         " WHERE ($1 <> 0 AND r.plan = $1) OR ($2 <> 0 AND r.brief = $2)"
                         " ORDER BY r.id", V(plan), V(brief));
    while (db_next(&q)) {
        *end = arena_new(c->a, Reader);
        **end = (Reader){.id = row_int(&q, 0), .staff = row_int(&q, 1), .role = row_text(&q, 2)};
        end = &(*end)->next;
    }
    for (Reader *r = first; r; r = r->next) {
        const Role *role = role_find(r->role);
        r->name = r->staff ? staff_name(c, r->staff) : role ? tr(c, role->label) : r->role;
    }
    return first;
}

/* One of login and role; the other is "". */
static Err find(Ctx *c, const char *login, const char *role, int64_t *staff) {
    Account a;
    *staff = 0;
    if (text_blank(login)) return role_find(role) ? NULL : "reader.login.missing";
    if (!account_named(c, login, &a) || a.closed) return "reader.login.unknown";
    *staff = a.staff;
    return NULL;
}

static Err note(Ctx *c, int64_t plan, int64_t brief, const char *was, const char *is) {
    Deed d = {.what = "brief.deed.readers", .subject = plan ? "plan" : "brief",
              .id = plan ? plan : brief};
    deed_change(c, &d, "reader", was, is);
    return audit_note(c, &d);
}

Err reader_add(Ctx *c, int64_t plan, int64_t brief, const char *login, const char *role) {
    int64_t staff, n = 0;
    Err     e = find(c, login, role, &staff);
    if (staff) role = "";
    if (!e) e = db_int(c, &n, "SELECT count(*) FROM brief_reader WHERE COALESCE(plan, 0) = $1"
                              " AND COALESCE(brief, 0) = $2 AND COALESCE(staff, 0) = $3"
                              " AND role = $4", V(plan), V(brief), V(staff), V(role));
    if (!e && n) e = "reader.login.twice";
    if (e) return e;
    const Val none = val_text(NULL);
    e = db_exec(c, "INSERT INTO brief_reader (plan, brief, staff, role) VALUES ($1, $2, $3, $4)",
                plan ? V(plan) : none, brief ? V(brief) : none, staff ? V(staff) : none, V(role));
    return e ? e : note(c, plan, brief, "", staff ? staff_name(c, staff) : role);
}

Err reader_drop(Ctx *c, int64_t plan, int64_t brief, int64_t id) {
    const Reader *r = brief_readers(c, plan, brief);
    while (r && r->id != id) r = r->next;
    if (!r) return "http.missing";
    Err e = db_exec(c, "DELETE FROM brief_reader WHERE id = $1", V(id));
    return e ? e : note(c, plan, brief, r->staff ? r->name : r->role, "");
}

/* Does somebody hold a post of this role over the unit today? */
static bool holds(Ctx *c, int64_t staff, const char *role, int64_t unit) {
    for (const Held *h = roles_held(c, staff); h; h = h->next)
        if (h->role && strcmp(h->role->name, role) == 0 && unit_under(c, unit, h->scope))
            return true;
    return false;
}

bool brief_read_by(Ctx *c, const Brief *b, int64_t staff) {
    for (const Reader *r = brief_readers(c, 0, b->id); r; r = r->next)
        if (r->staff ? r->staff == staff : holds(c, staff, r->role, b->unit)) return true;
    return false;
}

static Err tell(Ctx *c, const Brief *b, int64_t staff) {
    return notice_add(c, &(NoticeNew){
        .key = arena_print(c->a, "brief/%" PRId64 "/%" PRId64, b->id, staff), .staff = staff,
        .what = "brief.notice.frozen", .n = b->id, .subject = "brief", .id = b->id, .mail = true});
}

static Err tell_role(Ctx *c, const Brief *b, const char *role) {
    Err  e = NULL;
    Rows q = db_query(c, "SELECT DISTINCT a.staff FROM appointment a JOIN post p ON p.id = a.post"
                         " WHERE p.role = $1 AND a.since <= $2 AND $2 < a.until AND p.since <= $2"
                         " AND $2 < p.until ORDER BY a.staff", V(role), V(c->today));
    int64_t *staff = arena_take(c->a, sizeof *staff * 4096), n = 0;
    while (db_next(&q))
        if (n < 4096) staff[n++] = row_int(&q, 0);
    for (int64_t i = 0; i < n && !e; i++)
        if (holds(c, staff[i], role, b->unit)) e = tell(c, b, staff[i]);
    return e;
}

Err readers_tell(Ctx *c, const Brief *b) {
    Err e = NULL;
    for (const Reader *r = brief_readers(c, 0, b->id); r && !e; r = r->next)
        e = r->staff ? tell(c, b, r->staff) : tell_role(c, b, r->role);
    return e;
}
