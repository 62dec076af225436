/* survey_export.c - the answers of a survey as a file: time, memory, size.
 *
 *     survey_export DATABASE [ANSWERS [csv|xlsx|sav|dta]]
 *
 * DATABASE is a new file of SQLite, or the address of an empty database of PostgreSQL; one that
 * was filled by an earlier run is used again.  A form of 49 questions (numbers, choices, one of
 * several choices, texts in Vietnamese) makes 60 columns.  The tables are made with the codebook
 * and packed, as the page does it. */
#include "cli/cli.h"
#include "crypt/crypt.h"
#include "survey/results.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { QUESTIONS = 45, MANY = 4, STEP = 5000, WANTED_S = 20, WANTED_MB = 64 };

static double seconds(clockid_t which) {
    struct timespec t;
    clock_gettime(which, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long peak_kb(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss;
}

static void must(Err e) {
    if (e) fatal("survey_export: %s", e);
}

static const char *xform(Arena *a) {
    Buf b = {.a = a}, body = {.a = a}, binds = {.a = a};
    buf_text(&b, "<h:html xmlns='http://www.w3.org/2002/xforms'"
                 " xmlns:h='http://www.w3.org/1999/xhtml' xmlns:jr='http://openrosa.org/javarosa'>"
                 "<h:head><h:title>Bench</h:title><model><instance><data id='bench' version='1'>");
    for (int i = 1; i <= QUESTIONS; i++) {
        buf_print(&b, "<q%d/>", i);
        if (i % 3 == 0) buf_print(&binds, "<bind nodeset='/data/q%d' type='int'/>", i);
        if (i % 3 != 1)
            buf_print(&body, "<input ref='/data/q%d'><label>Câu %d</label></input>", i, i);
        else
            buf_print(&body, "<select1 ref='/data/q%d'><label>Câu %d</label><item><label>Tốt"
                             "</label><value>tot</value></item><item><label>Kém</label>"
                             "<value>kem</value></item></select1>", i, i);
    }
    buf_text(&body, "<select ref='/data/kenh'><label>Kênh</label>");
    for (int i = 1; i <= MANY; i++)
        buf_print(&body, "<item><label>Kênh %d</label><value>%d</value></item>", i, i);
    buf_text(&body, "</select>");
    buf_text(&b, "<kenh/><meta><instanceID/></meta></data></instance>");
    buf_text(&b, binds.s);
    buf_text(&b, "</model></h:head><h:body>");
    buf_text(&b, body.s);
    buf_text(&b, "</h:body></h:html>");
    return b.s;
}

static void number(Buf *b, unsigned v) {
    do {
        char byte = (char)((v & 0x7f) | (v > 0x7f ? 0x80 : 0));
        buf_add(b, &byte, 1);
        v >>= 7;
    } while (v);
}

static void cell(Buf *b, int place, const char *value) {
    number(b, (unsigned)place);
    number(b, 0);
    number(b, (unsigned)strlen(value));
    buf_text(b, value);
}

static Bytes cells(Arena *a, unsigned seed) {
    static const char *const words[] = {"Rất tốt", "Cần nhanh hơn, rõ hơn", "Cán bộ niềm nở",
                                        "Chờ lâu", "Không có ý kiến gì thêm"};
    Buf b = {.a = a};
    for (int i = 1; i <= QUESTIONS; i++) {
        seed = seed * 1103515245u + 12345u;
        unsigned r = seed >> 8;
        if (i % 3 == 0) cell(&b, i - 1, arena_print(a, "%u", r % 100));
        else if (i % 3 == 1) cell(&b, i - 1, r % 2 ? "tot" : "kem");
        else cell(&b, i - 1, words[r % 5]);
    }
    cell(&b, QUESTIONS, seed & 256 ? "1 3" : "2 3 4");
    return (Bytes){b.s, b.len};
}

typedef struct Portion { int64_t from, to, version, survey; } Portion;

static Err fill(Ctx *c, void *arg) {
    const Portion *f = arg;
    Err         e = NULL;
    Ctx         mine = *c;
    mine.a = arena_open();
    for (int64_t i = f->from; i < f->to && !e; i++) {
        const char *instance = arena_print(mine.a, "uuid:%08x-%lld",
                                           (unsigned)i * 2654435761u, (long long)i);
        e = db_exec(&mine, "INSERT INTO submission (survey, form, instance, hash, xml, cells,"
                           " channel, staff, at, seconds, review, problems, missing, edits)"
                           " VALUES ($1, $2, $3, $4, $5, $6, 'collect', NULL, $7, 300, 'new', '',"
                           " 0, 0)",
                    V(f->survey), V(f->version), V(instance), V((Bytes){instance, 32}),
                    V((Bytes){"<data/>", 7}), V(cells(mine.a, (unsigned)i)), V(c->now));
        if (i % 500 == 0) arena_reset(mine.a);
    }
    arena_close(mine.a);
    return e;
}

static Err set_up(Ctx *c, void *arg) {
    Portion       *f = arg;
    int64_t     form, unit;
    const char *x = xform(c->a);
    Hash        h = hash_of(x, strlen(x));
    must(db_int(c, &unit, "INSERT INTO unit (at, who) VALUES ($1, 0) RETURNING id", V(0)));
    must(db_int(c, &form, "INSERT INTO form (unit, name, title, at, who)"
                          " VALUES ($1, 'bench', 'Bench', 0, 0) RETURNING id", V(unit)));
    must(db_int(c, &f->version, "INSERT INTO form_version (form, version, hash, xform, published,"
                                " at, who) VALUES ($1, '1', $2, $3, 1, 0, 0) RETURNING id",
                V(form), V(hex_of(c->a, h.b, 16)), V((Bytes){x, strlen(x)})));
    must(questions_put(c, form, f->version, form_use(c, f->version), NULL));
    return db_int(c, &f->survey, "INSERT INTO survey (unit, form, title, why, mode, stage, address,"
                                 " since, until, expires, at, who) VALUES ($1, $2, 'Bench', 'Bench',"
                                 " 'interview', 'open', 'bench', '2026-01-01', '2026-12-01',"
                                 " '2027-01-01', 0, 0) RETURNING id", V(unit), V(form));
}

static Err survey_id(Ctx *c, void *arg) {
    return db_int(c, arg, "SELECT COALESCE(max(id), 0) FROM survey WHERE $1 = 0", V(0));
}

static void prepare(Ctx *c, int64_t answers, int64_t *survey) {
    Portion f = {0};
    must(db_migrate(c));
    must(db_read(c, survey_id, survey));
    if (*survey) return;
    must(db_write(c, set_up, &f));
    for (; f.from < answers; f.from = f.to) {
        f.to = f.from + STEP < answers ? f.from + STEP : answers;
        must(db_write(c, fill, &f));
    }
    *survey = f.survey;
}

typedef struct Run { int64_t survey; const char *as, *path; int columns; int64_t answers; } Run;

static Err run(Ctx *c, void *arg) {
    Run        *r = arg;
    ResultPlan *p;
    Err         e = plan_make(c, survey_get(c, r->survey), &(ExportAsk){.as = r->as}, &p);
    if (e) return e;
    r->columns = p->table[0].columns;
    r->answers = p->answers;
    return results_file(c, p, NULL, r->path);
}

int main(int argc, char **argv) {
    Ctx         c = {.a = arena_open(), .now = clock_ms(), .today = "2026-06-01"};
    int64_t     answers = argc > 2 ? atoll(argv[2]) : 1000000, survey;
    const char *path = arena_print(c.a, "%s/namro-export-%d", file_tmp(), getpid());
    struct stat about;
    if (argc < 2) return 2;
    crypt_start();
    must(db_open(argv[1], &c.db));
    prepare(&c, answers, &survey);
    Run r = {.survey = survey, .as = argc > 3 ? argv[3] : "csv", .path = path};
    long   idle = peak_kb();
    double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
    must(db_read(&c, run, &r));
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    wall = seconds(CLOCK_MONOTONIC) - wall;
    if (stat(path, &about)) return 1;
    double mb = (double)(peak_kb() - idle) / 1024;
    printf("%lld answers x %d columns as %s: %.1f CPU-s, %.1f s, %.0f MB above idle,"
           " a file of %.0f MB\n", (long long)r.answers, r.columns, r.as, cpu, wall, mb,
           (double)about.st_size / 1048576);
    unlink(path);
    return cpu > WANTED_S || mb > WANTED_MB;
}
