/* demo.c - the demo office: its units and people, from the tables of demo/, and the command.
 *
 * They are entered as an office would have entered them, one reform for each day
 * on which something changed, so all their rules are kept and every later day can
 * be shown.  Who takes a post up before such a day is entered before the reform,
 * for that is what ends the post or hands it on. */
#include "cli/demo.h"

#include "config/config.h"
#include "file/file.h"

#include <stdio.h>
#include <string.h>

enum { UNITS_MAX = 1000, DAYS_MAX = 16 };
#define OFFICE_DAY "2022-01-10" /* of its plan, before the first task */

enum { ID, CODE, NAME, KIND, PARENT, SINCE, UNTIL, SOURCE };                /* units, office */
enum { DAY, OLD, NEW, SHARE, BASIS, EDGE_SOURCE };                          /* lineage */
enum { WHO, POST, ROLE, UNIT, SCOPE, STAFF_SINCE, STAFF_UNTIL, ACTING };    /* staff */

typedef struct Demo {
    Line   *unit;
    int     units, known, staffed; /* rows; ids given so far; rows of staff done */
    struct { const char *name; int64_t id; } by_name[UNITS_MAX];
    const char *day[DAYS_MAX];
    int     days;
} Demo;

Line demo_cut(Arena *a, const char *text) {
    Line l;
    for (int i = 0; i < DEMO_FIELDS; i++) {
        size_t n = strcspn(text, "\t");
        l.f[i] = arena_part(a, text, n);
        text += n + (text[n] == '\t');
    }
    return l;
}

int64_t demo_number(const char *s) {
    int64_t n = 0;
    for (; *s; s++) n = n * 10 + *s - '0';
    return n;
}

/* 0 for one that is not there. */
static int64_t id_of(const Demo *d, const char *name) {
    for (int i = 0; i < d->known; i++)
        if (text_same(d->by_name[i].name, name)) return d->by_name[i].id;
    return 0;
}

static void note_day(Demo *d, const char *day) {
    int at = 0;
    while (at < d->days && strcmp(d->day[at], day) < 0) at++;
    if (at < d->days && text_same(d->day[at], day)) return;
    memmove(d->day + at + 1, d->day + at, (size_t)(d->days++ - at) * sizeof *d->day);
    d->day[at] = day;
}

static Demo *read_units(Ctx *c) {
    static const char *const *const tables[] = {table_units, table_office};
    Demo *d = arena_new(c->a, Demo);
    d->unit = arena_take(c->a, UNITS_MAX * sizeof *d->unit);
    for (int t = 0; t < 2; t++)
        for (const char *const *s = tables[t]; *s; s++) {
            d->unit[d->units] = demo_cut(c->a, *s);
            note_day(d, d->unit[d->units++].f[SINCE]);
        }
    return d;
}

/* What begins on the day: a new unit, or a new spell of one. */
static Err begin_unit(Ctx *c, Demo *d, Reform *r, const Line *l) {
    const UnitNew u = {.name = l->f[NAME], .kind = l->f[KIND], .code = l->f[CODE],
                       .parent = *l->f[PARENT] ? id_of(d, l->f[PARENT]) : UNIT_TOP};
    int64_t id = id_of(d, l->f[ID]);
    if (id) return reform_change(c, r, id, &u);
    Err e = reform_new(c, r, &u, &id);
    d->by_name[d->known].name = l->f[ID];
    d->by_name[d->known++].id = id;
    return e;
}

static bool goes_on(const Demo *d, const Line *l) {
    for (int i = 0; i < d->units; i++)
        if (text_same(d->unit[i].f[ID], l->f[ID]) && text_same(d->unit[i].f[SINCE], l->f[UNTIL]))
            return true;
    return false;
}

static Err link_units(Ctx *c, Demo *d, Reform *r) {
    Err e = NULL;
    for (const char *const *s = table_lineage; *s && !e; s++) {
        const Line l = demo_cut(c->a, *s);
        if (!text_same(l.f[DAY], r->day)) continue;
        e = reform_edge(c, r, &(UnitEdge){id_of(d, l.f[OLD]), id_of(d, l.f[NEW]),
                                          demo_number(l.f[SHARE]),
                                          l.f[BASIS], l.f[EDGE_SOURCE]});
    }
    return e;
}

static Err run_day(Ctx *c, Demo *d, const char *day) {
    Reform      r = {0};
    const char *source = NULL;
    for (int i = 0; i < d->units && !source; i++)
        if (text_same(d->unit[i].f[SINCE], day)) source = d->unit[i].f[SOURCE];
    Err e = reform_open(c, "reform", day, source, &r);
    for (int i = 0; i < d->units && !e; i++)
        if (text_same(d->unit[i].f[SINCE], day)) e = begin_unit(c, d, &r, &d->unit[i]);
    for (int i = 0; i < d->units && !e; i++)
        if (text_same(d->unit[i].f[UNTIL], day) && !goes_on(d, &d->unit[i]))
            e = reform_end(c, &r, id_of(d, d->unit[i].f[ID]));
    if (!e) e = link_units(c, d, &r);
    return e ? e : reform_close(c, &r);
}

static Err find_staff(Ctx *c, const char *name, int64_t *id) {
    Rows q = db_query(c, "SELECT id FROM staff WHERE name = $1", V(name));
    *id = db_next(&q) ? row_int(&q, 0) : 0;
    db_stop(&q);
    return *id ? NULL : staff_add(c, &(StaffNew){.name = name}, id);
}

/* Those who take their post up before the day, in the order of the table. */
static Err run_staff(Ctx *c, Demo *d, const char *before) {
    Err e = NULL;
    for (const char *const *s = table_staff + d->staffed; *s && !e; s++, d->staffed++) {
        const Line l = demo_cut(c->a, *s);
        int64_t    staff, post, id;
        if (strcmp(l.f[STAFF_SINCE], before) >= 0) break;
        e = find_staff(c, l.f[WHO], &staff);
        if (!e) e = post_add(c, &(PostNew){id_of(d, l.f[UNIT]), id_of(d, l.f[SCOPE]), l.f[POST],
                                           l.f[ROLE], l.f[STAFF_SINCE], l.f[STAFF_UNTIL]}, &post);
        if (!e) e = appoint(c, &(AppointmentNew){staff, post, text_same(l.f[ACTING], "acting"),
                                                 l.f[STAFF_SINCE], l.f[STAFF_UNTIL]}, &id);
    }
    return e;
}

/* The deputy is away at a course on the demo day. */
static Err run_delegation(Ctx *c) {
    int64_t giver, taker, id;
    Err e = find_staff(c, "Lê Hữu Đại Diện", &giver);
    if (!e) e = find_staff(c, "Phạm Thị Thử Nghiệm", &taker);
    if (e) return e;
    return delegate(c, &(DelegationNew){giver, taker, "2022-10-10", "2022-10-24",
                                        "Đi học lớp bồi dưỡng kiến thức (dữ liệu giả định)"}, &id);
}

Err demo_units(Ctx *c) {
    Demo *d = read_units(c);
    Err   e = NULL;
    for (int i = 0; i < d->days && !e; i++) {
        e = run_staff(c, d, d->day[i]);
        if (!e) e = run_day(c, d, d->day[i]);
    }
    if (!e) e = run_staff(c, d, DAY_OPEN);
    return e ? e : run_delegation(c);
}

int64_t demo_staff(Ctx *c, const char *name) {
    int64_t id = 0;
    Err     e = db_int(c, &id, "SELECT coalesce(min(id), 0) FROM staff WHERE name = $1", V(name));
    if (e || !id) fatal("demo: nobody is called %s", name);
    return id;
}

static const char *demo_db, *demo_today, *demo_files;
const Option demo_options[] = {
    {"db",    "FILE|URL",   "cli.option.db",         &demo_db},
    {"files", "DIR",        "cli.option.files",      &demo_files},
    {"today", "YYYY-MM-DD", "cli.option.demo.today", &demo_today},
    {0}
};

int64_t demo_morning(const char *day) {
    const int64_t day_ms = 24 * 3600 * 1000LL, hour_ms = 3600 * 1000LL;
    return day_number(day) * day_ms - ZONE_MS + 8 * hour_ms;
}

/* The office, its people and its register are entered before the first task is given. */
static Err make_demo(Ctx *c, void *arg) {
    const Setup office = {.name = "Ban Tuyên giáo Tỉnh ủy Hải Dương (trình diễn)",
                          .place = "Hải Dương"};
    const char *began = strcmp(arg, OFFICE_DAY) < 0 ? arg : OFFICE_DAY;
    c->now = demo_morning(began);
    Err e = setup_by_owner(c, &office);
    c->today = arg;
    if (!e) e = config_set(c, "demo.today", "0001-01-01", arg);
    if (!e) e = demo_units(c);
    if (!e) e = demo_accounts(c);
    if (!e) e = demo_documents(c);
    if (!e) e = demo_tasks(c);
    if (!e) e = demo_inspections(c);
    if (!e) e = demo_assess(c);
    if (!e) e = demo_surveys(c);
    return e ? e : demo_releases(c);
}

void demo_print_logins(const Ctx *c) {
    puts(tr(c, "cli.demo.logins"));
    for (const DemoLogin *l = demo_logins; l->login; l++)
        printf("    %-12s %s\n", l->login, tr(c, l->what));
    printf("%s  %s\n", tr(c, "cli.demo.password"), DEMO_PASSWORD);
}

int run_demo(Ctx *c) {
    const char *day = demo_today ? demo_today : "2022-10-14";
    const Office o = office_at(c, demo_db, demo_files, NULL);
    if (!date_ok(day)) return cli_refused(c, "cli.demo.today.bad");
    c->files = o.files;
    Err e = cli_open(c, o.url);
    if (!e) e = file_store(c->files);
    if (!e) e = db_write(c, make_demo, (void *)(uintptr_t)day);
    c->today = day;
    if (!e) e = demo_reminders(c);
    if (!e) e = demo_briefs(c);
    if (e) return cli_refused(c, e);
    db_close(c->db);
    puts(tr(c, "cli.demo.done"));
    demo_print_logins(c);
    return EXIT_DONE;
}
