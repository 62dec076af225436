/* release.c - what is published: its words, its tables, its editions. */
#include "opinion/opinion.h"

#include "crypt/crypt.h"

#include <string.h>

enum { ADDRESS_SIGNS = 12, ROWS_MAX = 500 };

/* AAPOR Transparency Initiative, disclosure elements of 2021, in their order. */
const ReleaseItem release_items[RELEASE_ITEMS + 1] = {
    {"strategy", "release.strategy", "release.strategy.hint", "release.strategy.missing",
     "release.strategy.long", false},
    {"sponsor", "release.sponsor", "release.sponsor.hint", "release.sponsor.missing",
     "release.sponsor.long", false},
    {"instrument", "release.instrument", "release.instrument.hint", "release.instrument.missing",
     "release.instrument.long", true},
    {"population", "release.population", "release.population.hint", "release.population.missing",
     "release.population.long", false},
    {"recruit", "release.recruit", "release.recruit.hint", "release.recruit.missing",
     "release.recruit.long", false},
    {"mode", "release.mode", "release.mode.hint", "release.mode.missing", "release.mode.long",
     true},
    {"dates", "release.dates", "release.dates.hint", "release.dates.missing",
     "release.dates.long", true},
    {"size", "release.size", "release.size.hint", "release.size.missing", "release.size.long",
     true},
    {"weights", "release.weights", "release.weights.hint", "release.weights.missing",
     "release.weights.long", false},
    {"processing", "release.processing", "release.processing.hint", "release.processing.missing",
     "release.processing.long", false},
    {"limits", "release.limits", "release.limits.hint", "release.limits.missing",
     "release.limits.long", false},
    {0}};

/* ---- read ---- */

#define COLUMNS                                                                \
    "r.id, r.survey, s.unit, COALESCE(r.earlier, 0), r.who, COALESCE(r.sender, 0),"             \
    " COALESCE(r.approver, 0), r.version, r.at, r.address, r.title, r.summary, r.lang, r.stage,"\
    " r.due, r.remark, r.note, (SELECT count(*) FROM release_edition d WHERE d.release = r.id"  \
    " AND d.published IS NOT NULL)"
#define FROM " FROM release r JOIN survey s ON s.id = r.survey"
#define TOLD " WHERE r.due <> ''"

static void read_items(Ctx *c, Release *r) {
    for (int i = 0; i < RELEASE_ITEMS; i++) r->item[i] = "";
    Rows q = db_query(c, "SELECT name, words FROM release_item WHERE release = $1", V(r->id));
    while (db_next(&q))
        for (int i = 0; i < RELEASE_ITEMS; i++)
            if (strcmp(release_items[i].name, row_text(&q, 0)) == 0) r->item[i] = row_text(&q, 1);
    const ReleaseTable **end = &r->tables;
    q = db_query(c, "SELECT question, grouping FROM release_table WHERE release = $1"
                    " ORDER BY question", V(r->id));
    while (db_next(&q)) {
        ReleaseTable *t = arena_new(c->a, ReleaseTable);
        *t = (ReleaseTable){row_text(&q, 0), row_text(&q, 1), NULL};
        *end = t;
        end = (const ReleaseTable **)&t->next;
    }
}

static Release *read_all(Ctx *c, Rows q) {
    Release *first = NULL, **end = &first;
    while (db_next(&q)) {
        Release *r = *end = arena_new(c->a, Release);
        *r = (Release){.id = row_int(&q, 0), .survey = row_int(&q, 1), .unit = row_int(&q, 2),
                       .earlier = row_int(&q, 3), .who = row_int(&q, 4), .sender = row_int(&q, 5),
                       .approver = row_int(&q, 6), .version = row_int(&q, 7), .at = row_int(&q, 8),
                       .address = row_text(&q, 9), .title = row_text(&q, 10),
                       .summary = row_text(&q, 11), .lang = row_text(&q, 12),
                       .stage = row_text(&q, 13), .due = row_text(&q, 14),
                       .remark = row_text(&q, 15), .note = row_text(&q, 16),
                       .published = row_int(&q, 17)};
        end = &r->next;
    }
    return first;
}

static Release *whole(Ctx *c, Release *r) {
    if (r) read_items(c, r);
    return r;
}

Release *release_get(Ctx *c, int64_t id) {
    return whole(c, read_all(c, db_query(c, "SELECT " COLUMNS FROM " WHERE r.id = $1", V(id))));
}

Release *release_at(Ctx *c, const char *address) {
    return whole(c, read_all(c, db_query(c, "SELECT " COLUMNS FROM TOLD " AND r.address = $1",
                                         V(address))));
}

Release *release_of(Ctx *c, int64_t survey) {
    return read_all(c, db_query(c, "SELECT " COLUMNS FROM " WHERE r.survey = $1"
                                   " ORDER BY r.id DESC LIMIT $2", V(survey), V(ROWS_MAX)));
}

Release *release_told(Ctx *c, int64_t from, int max) {
    return read_all(c, db_query(c, "SELECT " COLUMNS FROM TOLD " ORDER BY r.due DESC, r.id DESC"
                                   " LIMIT $1 OFFSET $2", V(max), V(from)));
}

int64_t release_told_count(Ctx *c) {
    int64_t n = 0;
    Err     e = db_int(c, &n, "SELECT count(*)" FROM TOLD);
    return e ? 0 : n;
}

Release *release_waiting(Ctx *c) {
    Release *first = NULL, **end = &first;
    Release *all = read_all(c, db_query(c, "SELECT " COLUMNS FROM " WHERE r.stage = 'review'"
                                           " ORDER BY r.due, r.id LIMIT $1", V(ROWS_MAX)));
    for (Release *r = all, *next; r; r = next) {
        next = r->next;
        if (!release_approves(c, r)) continue;
        *end = r;
        r->next = NULL;
        end = &r->next;
    }
    return first;
}

/* ---- rights ---- */

bool release_edits(Ctx *c, const Release *r) { return org_may(c, RIGHT_SURVEY, r->unit); }

static bool judges(Ctx *c, const Release *r) {
    return org_may(c, RIGHT_JUDGE, r->unit) || release_edits(c, r);
}

bool release_approves(Ctx *c, const Release *r) {
    return c->who != r->who && c->who != r->sender && judges(c, r);
}

bool release_sees(Ctx *c, const Release *r) {
    return release_edits(c, r) || (strcmp(r->stage, "draft") != 0 && judges(c, r));
}

/* ---- words for states ---- */

const char *release_stage_key(const Release *r) {
    static const char *const keys[] = {"release.stage.draft", "release.stage.review",
                                       "release.stage.approved", "release.stage.published",
                                       "release.stage.withdrawn"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(keys[i] + strlen("release.stage."), r->stage) == 0) return keys[i];
    return keys[0];
}

Tone release_stage_tone(const Release *r) {
    if (strcmp(r->stage, "published") == 0) return TONE_GREEN;
    if (strcmp(r->stage, "review") == 0) return TONE_AMBER;
    return strcmp(r->stage, "approved") == 0 ? TONE_BLUE : TONE_GREY;
}

/* ---- a new one ---- */

static const char *new_address(Ctx *c) {
    return arena_part(c->a, crypt_token(c->a), ADDRESS_SIGNS);
}

Err release_add(Ctx *c, const Survey *s, int64_t *id) {
    if (!survey_may(c, s, RIGHT_SURVEY)) return "http.forbidden";
    const char *title = trf(c, "release.title.first", V(s->title));
    if (strlen(title) > RELEASE_TITLE_MAX) title = s->title;
    Err  e = db_int(c, id, "INSERT INTO release (survey, address, title, summary, earlier, lang,"
                           " stage, due, remark, note, who, version, at) VALUES ($1, $2, $3, '',"
                           " NULL, $4, 'draft', '', '', '', $5, 1, $6) RETURNING id",
                    V(s->id), V(new_address(c)), V(title), V(c->lang == LANG_EN ? "en" : "vi"),
                    V(c->who), V(c->now));
    Deed d = {.what = "release.deed.added", .subject = "release", .id = *id};
    deed_change(c, &d, "title", "", title);
    return e ? e : audit_note(c, &d);
}

/* ---- its words ---- */

static Err check(Ctx *c, const Release *was, const Release *r) {
    if (text_blank(r->title)) return "release.title.missing";
    if (strlen(r->title) > RELEASE_TITLE_MAX) return "release.title.long";
    if (strlen(r->summary) > RELEASE_TEXT_MAX) return "release.summary.long";
    for (int i = 0; i < RELEASE_ITEMS; i++)
        if (strlen(r->item[i]) > RELEASE_TEXT_MAX) return release_items[i].tall;
    if (!release_edits(c, was)) return "http.forbidden";
    const Survey *s = survey_get(c, was->survey), *k = r->earlier ? survey_get(c, r->earlier) : s;
    if (!k || k->form != s->form || (r->earlier && k->id == s->id)) return "release.earlier.other";
    return strcmp(was->stage, "draft") == 0 ? NULL : "release.stage.other";
}

static Err put_items(Ctx *c, const Release *was, const Release *r, Deed *d) {
    Err e = db_exec(c, "DELETE FROM release_item WHERE release = $1", V(was->id));
    for (int i = 0; i < RELEASE_ITEMS && !e; i++) {
        deed_change(c, d, release_items[i].name, was->item[i], r->item[i]);
        if (!text_blank(r->item[i]))
            e = db_exec(c, "INSERT INTO release_item (release, name, words) VALUES ($1, $2, $3)",
                        V(was->id), V(release_items[i].name), V(r->item[i]));
    }
    return e;
}

static const char *tables_words(Ctx *c, const Release *r) {
    Buf b = {.a = c->a};
    for (const ReleaseTable *t = r->tables; t; t = t->next)
        buf_print(&b, "%s%s%s%s", b.len ? ", " : "", t->question, *t->grouping ? ":" : "",
                  t->grouping);
    return b.len ? b.s : "";
}

static Err put_tables(Ctx *c, const Release *was, const Release *r, Deed *d) {
    int n = 0;
    Err e = db_exec(c, "DELETE FROM release_table WHERE release = $1", V(was->id));
    for (const ReleaseTable *t = r->tables; t && !e && n++ < RELEASE_TABLES_MAX; t = t->next)
        e = db_exec(c, "INSERT INTO release_table (release, question, grouping)"
                       " VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                    V(was->id), V(t->question), V(t->grouping));
    deed_change(c, d, "tables", tables_words(c, was), tables_words(c, r));
    return e;
}

Err release_write(Ctx *c, const Release *was, const Release *r) {
    Err e = check(c, was, r);
    if (e) return e;
    Deed d = {.what = "release.deed.written", .subject = "release", .id = was->id};
    deed_change(c, &d, "title", was->title, r->title);
    deed_change(c, &d, "summary", was->summary, r->summary);
    deed_change(c, &d, "lang", was->lang, r->lang);
    deed_change(c, &d, "earlier", arena_print(c->a, "%lld", (long long)was->earlier),
                arena_print(c->a, "%lld", (long long)r->earlier));
    e = put_items(c, was, r, &d);
    if (!e) e = put_tables(c, was, r, &d);
    if (!e) e = db_exec(c, "UPDATE release SET title = $2, summary = $3, lang = $4, earlier = $5,"
                           " version = version + 1 WHERE id = $1", V(was->id), V(r->title),
                        V(r->summary), V(strcmp(r->lang, "en") == 0 ? "en" : "vi"),
                        r->earlier ? V(r->earlier) : val_text(NULL));
    return e || !d.changes ? e : audit_note(c, &d);
}

/* ---- editions and events ---- */

static ReleaseEdition *read_edition(Ctx *c, Rows *q, bool texts) {
    ReleaseEdition *e = arena_new(c->a, ReleaseEdition);
    *e = (ReleaseEdition){.number = row_int(q, 0), .made = row_int(q, 1),
                          .published = row_int(q, 2), .title = row_text(q, 3),
                          .lang = row_text(q, 4), .before = row_text(q, 5),
                          .mark = row_text(q, 6)};
    if (!texts) return e;
    e->page = row_text(q, 7);
    e->data = row_text(q, 8);
    e->figures = row_text(q, 9);
    return e;
}
#define HEAD "number, made, COALESCE(published, 0), title, lang, before, mark"
#define WHOLE HEAD ", page, data, figures"

const ReleaseEdition *release_editions(Ctx *c, int64_t release) {
    const ReleaseEdition *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT " HEAD " FROM release_edition WHERE release = $1"
                         " AND published IS NOT NULL ORDER BY number DESC", V(release));
    while (db_next(&q)) {
        ReleaseEdition *e = read_edition(c, &q, false);
        *end = e;
        end = (const ReleaseEdition **)&e->next;
    }
    return first;
}

const ReleaseEdition *release_edition(Ctx *c, int64_t release, int64_t number) {
    const ReleaseEdition *e = NULL;
    Rows q = db_query(c, "SELECT " WHOLE " FROM release_edition WHERE release = $1"
                         " AND published IS NOT NULL AND ($2 = 0 OR number = $2)"
                         " ORDER BY number DESC LIMIT 1", V(release), V(number));
    while (db_next(&q)) e = read_edition(c, &q, true);
    return e;
}

const ReleaseEdition *release_draft(Ctx *c, int64_t release) {
    const ReleaseEdition *e = NULL;
    Rows q = db_query(c, "SELECT " WHOLE " FROM release_edition WHERE release = $1"
                         " AND published IS NULL", V(release));
    while (db_next(&q)) e = read_edition(c, &q, true);
    return e;
}

const ReleaseEvent *release_events(Ctx *c, int64_t release) {
    const ReleaseEvent *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT what, day, reason, at FROM release_event WHERE release = $1"
                         " ORDER BY id", V(release));
    while (db_next(&q)) {
        ReleaseEvent *e = arena_new(c->a, ReleaseEvent);
        *e = (ReleaseEvent){row_text(&q, 0), row_text(&q, 1), row_text(&q, 2), row_int(&q, 3),
                            NULL};
        *end = e;
        end = (const ReleaseEvent **)&e->next;
    }
    return first;
}
