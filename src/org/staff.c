/* staff.c - the people, and in which posts they are found. */
#include "org/org.h"
#include "org/parts.h"

#include "text/text.h"

#include <string.h>

static const char *text_or_none(const char *s) { return s ? s : ""; }

Err staff_check(const StaffNew *s) {
    Err e = org_check_text(s->name, UNIT_TEXT_MAX, "staff.name.missing", "staff.name.long");
    if (e) return e;
    const char *email = text_or_none(s->email), *phone = text_or_none(s->phone);
    const char *at = strchr(email, '@');
    if (strlen(email) > STAFF_EMAIL_MAX) return "staff.email.long";
    if (*email && (!at || at == email || !at[1] || strpbrk(email, " \t\r\n<>,;")))
        return "staff.email.bad";
    if (strlen(phone) > STAFF_PHONE_MAX) return "staff.phone.long";
    return phone[strspn(phone, "+0123456789 .()-")] ? "staff.phone.bad" : NULL;
}

/* An address or number may have to be forgotten, and the log forgets nothing: that it
 * changed is noted, not what it was. */
static void note_contact(Ctx *c, Deed *d, const char *field, const char *was, const char *is) {
    deed_change(c, d, field, "", strcmp(text_or_none(was), text_or_none(is)) == 0 ? "" : "*");
}

static Err note_staff(Ctx *c, const char *what, int64_t id, const Staff *was, const StaffNew *is) {
    Deed d = {.what = what, .subject = "staff", .id = id};
    deed_change(c, &d, "name", was->name, is->name);
    note_contact(c, &d, "email", was->email, is->email);
    note_contact(c, &d, "phone", was->phone, is->phone);
    return audit_note(c, &d);
}

Err staff_add(Ctx *c, const StaffNew *s, int64_t *id) {
    Err e = staff_check(s);
    if (!e) e = db_int(c, id,
                       "INSERT INTO staff (name, sort, email, phone, at, who)"
                       " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                       V(s->name), V(text_person_key(c->a, s->name)), V(text_or_none(s->email)),
                       V(text_or_none(s->phone)), V(c->now), V(c->who));
    return e ? e : note_staff(c, "staff.deed.added", *id, &(Staff){0}, s);
}

Err staff_change(Ctx *c, int64_t id, const StaffNew *s) {
    Staff was;
    Err   e = staff_check(s);
    if (!e && !staff_get(c, id, &was)) e = "staff.day.missing";
    if (!e) e = db_exec(c,
                        "UPDATE staff SET name = $2, sort = $3, email = $4, phone = $5,"
                        " version = version + 1 WHERE id = $1",
                        V(id), V(s->name), V(text_person_key(c->a, s->name)),
                        V(text_or_none(s->email)), V(text_or_none(s->phone)));
    return e ? e : note_staff(c, "staff.deed.changed", id, &was, s);
}

/* Who leaves holds no post from that day on, and nobody acts for them or they for others.
 * What would only have begun later never begins. */
Err staff_end(Ctx *c, int64_t id, const char *day) {
    Staff s;
    if (!day || !date_ok(day)) return "staff.day.bad";
    if (!staff_get(c, id, &s)) return "staff.day.missing";
    if (s.ended) return "staff.day.ended";
    Err e = db_exec(c, "DELETE FROM appointment WHERE staff = $1 AND since >= $2", V(id), V(day));
    if (!e) e = db_exec(c, "UPDATE appointment SET until = $2 WHERE staff = $1 AND until > $2",
                        V(id), V(day));
    if (!e) e = db_exec(c,
                        "UPDATE delegation SET revoked = $3 WHERE (giver = $1 OR taker = $1)"
                        " AND since >= $2 AND revoked IS NULL", V(id), V(day), V(c->now));
    if (!e) e = db_exec(c,
                        "UPDATE delegation SET until = $2 WHERE (giver = $1 OR taker = $1)"
                        " AND until > $2 AND since < $2 AND revoked IS NULL", V(id), V(day));
    if (!e) e = db_exec(c, "UPDATE staff SET ended = $2, version = version + 1 WHERE id = $1",
                        V(id), V(day));
    Deed d = {.what = "staff.deed.ended", .subject = "staff", .id = id};
    deed_change(c, &d, "ended", "", day);
    return e ? e : audit_note(c, &d);
}

bool staff_get(Ctx *c, int64_t id, Staff *out) {
    Rows q = db_query(c, "SELECT id, name, email, phone, ended, version FROM staff WHERE id = $1",
                      V(id));
    bool found = db_next(&q);
    if (found)
        *out = (Staff){.id = row_int(&q, 0), .name = row_text(&q, 1), .email = row_text(&q, 2),
                       .phone = row_text(&q, 3), .ended = row_text(&q, 4),
                       .version = row_int(&q, 5)};
    db_stop(&q);
    return found;
}

const char *staff_name(Ctx *c, int64_t staff) {
    Rows q = db_query(c, "SELECT name FROM staff WHERE id = $1", V(staff));
    const char *name = db_next(&q) ? row_text(&q, 0) : "";
    db_stop(&q);
    return name;
}

/* A post for good goes before one in which somebody only acts. */
int64_t staff_unit(Ctx *c, int64_t staff) {
    Rows q = db_query(c,
                      "SELECT p.unit FROM appointment a JOIN post p ON p.id = a.post"
                      " WHERE a.staff = $1 AND a.since <= $2 AND $2 < a.until"
                      " AND p.since <= $2 AND $2 < p.until"
                      " ORDER BY a.acting, a.since, a.id LIMIT 1",
                      V(staff), V(c->today));
    int64_t unit = db_next(&q) ? row_int(&q, 0) : 0;
    db_stop(&q);
    return unit;
}

int64_t unit_head(Ctx *c, int64_t unit) {
    int64_t head = 0;
    Rows q = db_query(c,
        "SELECT a.staff FROM appointment a JOIN post p ON p.id = a.post WHERE p.unit = $1"
        " AND a.since <= $2 AND $2 < a.until ORDER BY CASE p.role WHEN 'unit_lead' THEN 0"
        " WHEN 'leader' THEN 1 ELSE 2 END, a.acting, p.id, a.id LIMIT 1", V(unit), V(c->today));
    while (db_next(&q)) head = row_int(&q, 0);
    return head;
}

static int64_t unit_above(Ctx *c, int64_t unit) {
    int64_t above = 0;
    Rows q = db_query(c, "SELECT parent FROM unit_spell WHERE unit = $1 AND since <= $2"
                         " AND $2 < until AND unlearnt = 9223372036854775807",
                      V(unit), V(c->today));
    while (db_next(&q)) above = row_int(&q, 0);
    return above;
}

/* Its own leader before one whose post stands elsewhere, as those of a province do, who
 * sit in its office. */
static int64_t leader_of(Ctx *c, int64_t unit) {
    int64_t head = 0;
    Rows q = db_query(c,
        "SELECT a.staff FROM appointment a JOIN post p ON p.id = a.post"
        " WHERE (p.unit = $1 OR p.scope = $1) AND p.role IN ('leader', 'unit_lead')"
        " AND a.since <= $2 AND $2 < a.until ORDER BY CASE WHEN p.unit = $1 THEN 0 ELSE 1 END,"
        " a.acting, p.id, a.id LIMIT 1", V(unit), V(c->today));
    while (db_next(&q)) head = row_int(&q, 0);
    return head;
}

int64_t unit_head_above(Ctx *c, int64_t unit) {
    int64_t head = 0;
    for (unit = unit_above(c, unit); unit && !head; unit = unit_above(c, unit))
        head = leader_of(c, unit);
    return head;
}

const Choice *staff_choices(Ctx *c, int64_t unit, const char *empty) {
    Choice  none = {0}, *end = &none;
    Rows q = db_query(c,
                      "WITH RECURSIVE " UNITS_BENEATH("under", "SELECT CAST($1 AS BIGINT)", "$2")
                      "SELECT s.id, s.name, MIN(p.name) FROM staff s"
                      " LEFT JOIN appointment a ON a.staff = s.id AND a.since <= $2"
                      " AND $2 < a.until LEFT JOIN post p ON p.id = a.post"
                      " WHERE (s.ended IS NULL OR s.ended > $2)"
                      " AND ($1 = 0 OR p.unit IN (SELECT unit FROM under))"
                      " GROUP BY s.id, s.name, s.sort ORDER BY s.sort, s.id",
                      V(unit), V(c->today));
    if (empty) {
        end = end->next = arena_new(c->a, Choice);
        *end = (Choice){.value = "", .text = empty};
    }
    while (db_next(&q)) {
        const char *name = row_text(&q, 1), *post = row_text(&q, 2);
        end = end->next = arena_new(c->a, Choice);
        end->value = arena_print(c->a, "%lld", (long long)row_int(&q, 0));
        end->text = post ? arena_print(c->a, "%s – %s", name, post) : name;
    }
    return none.next;
}

/* One who holds a post today, with the unit of the post. */
typedef struct Holder Holder;
struct Holder { int64_t unit; const char *value, *text; Holder *next; };

static const Holder *holders(Ctx *c) {
    Holder none = {0}, *end = &none;
    Rows q = db_query(c,
                      "SELECT s.id, s.name, p.name, p.unit FROM appointment a"
                      " JOIN post p ON p.id = a.post JOIN staff s ON s.id = a.staff"
                      " WHERE a.since <= $1 AND $1 < a.until AND (s.ended IS NULL OR s.ended > $1)"
                      " ORDER BY s.sort, s.id, p.id", V(c->today));
    while (db_next(&q)) {
        end = end->next = arena_new(c->a, Holder);
        end->value = arena_print(c->a, "%lld", (long long)row_int(&q, 0));
        end->text = arena_print(c->a, "%s – %s", row_text(&q, 1), row_text(&q, 2));
        end->unit = row_int(&q, 3);
    }
    return none.next;
}

const Choice *staff_choices_by_unit(Ctx *c, int64_t unit, const char *empty) {
    Choice        none = {0}, *end = &none;
    int           n;
    const Unit   *u = units_on(c, c->today, unit, &n);
    const Holder *all = holders(c);
    if (empty) {
        end = end->next = arena_new(c->a, Choice);
        *end = (Choice){.value = "", .text = empty};
    }
    for (int i = 0; i < n; i++)
        for (const Holder *h = all; h; h = h->next) {
            if (h->unit != u[i].id) continue;
            end = end->next = arena_new(c->a, Choice);
            *end = (Choice){.value = h->value, .text = h->text, .group = u[i].name};
        }
    return none.next;
}
