/* release_page.c - where results are made ready for the public: inside the office. */
#include "opinion/opinion.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define TABLE_FIELD "table."

static const char *address(Ctx *c, int64_t id) {
    return arena_print(c->a, "/release/%" PRId64, id);
}

static Choice *choice(Ctx *c, const char *value, const char *text, Choice *next) {
    Choice *k = arena_new(c->a, Choice);
    *k = (Choice){.value = value, .text = text, .next = next};
    return k;
}

static Err find(Ctx *c, const Request *r, Release **out) {
    *out = release_get(c, request_id(r));
    return *out && release_sees(c, *out) ? NULL : "http.missing";
}

/* ---- of a survey ---- */

static Err find_survey(Ctx *c, const Request *r, Survey **s) {
    *s = survey_get(c, request_id(r));
    if (!*s) return "http.missing";
    return survey_may(c, *s, RIGHT_SURVEY) ? NULL : "http.forbidden";
}

static void trail(Ctx *c, Request *r, const Survey *s) {
    reply_trail(c, r, "/survey", tr(c, "survey.list"));
    reply_trail(c, r, arena_print(c->a, "/survey/%" PRId64, s->id), s->title);
}

static Err list_page(Ctx *c, Request *r) {
    Survey *s;
    Err     e = find_survey(c, r, &s);
    if (e) return e;
    trail(c, r, s);
    reply_page(r, tr(c, "release.list"),
               release_list_html(c, s, request_form(c, r), release_of(c, s->id)));
    return NULL;
}

static Err add_post(Ctx *c, Request *r) {
    Survey *s;
    int64_t id;
    Err     e = find_survey(c, r, &s);
    if (!e) e = release_add(c, s, &id);
    if (!e) reply_next(r, address(c, id));
    return e;
}

/* ---- the form ---- */

static const Choice *lang_choices(Ctx *c) {
    return choice(c, "vi", tr(c, "brief.lang.vi"), choice(c, "en", tr(c, "brief.lang.en"), NULL));
}

/* Closed surveys of the same form, drawn: what can be compared. */
static const Choice *earlier_choices(Ctx *c, const Survey *s) {
    enum { SURVEYS = 500 };
    Choice *list = NULL;
    if (strcmp(s->sampling, "probability") == 0)
        for (Survey *k = survey_list(c, "closed", 0, SURVEYS); k; k = k->next)
            if (k->form == s->form && k->id != s->id && strcmp(k->sampling, "probability") == 0 &&
                strcmp(k->since, s->since) <= 0)
                list = choice(c, arena_print(c->a, "%" PRId64, k->id), k->title, list);
    return choice(c, "", tr(c, "release.earlier.none"), list);
}

static const Choice *by_choices(Ctx *c, const Poll *p, const PollItem *of) {
    Choice *list = NULL;
    for (const PollItem *k = p->items; k; k = k->next)
        if (k->kind == POLL_ONE && k != of)
            list = choice(c, k->name, trf(c, "release.table.by", V(k->asked->label)), list);
    if (p->sampling == SAMPLED)
        list = choice(c, "district", trf(c, "release.table.by", V(tr(c, "opinion.by.district"))),
                      list);
    list = choice(c, "*", tr(c, "release.table.whole"), list);
    return choice(c, "", tr(c, "release.table.out"), list);
}

static const char *stored_by(const Release *r, const char *name) {
    const ReleaseTable *t = r->tables;
    while (t && strcmp(t->question, name) != 0) t = t->next;
    return !t ? "" : *t->grouping ? t->grouping : "*";
}

static struct ReleaseAsk *form_asks(Ctx *c, const Release *r, const Survey *s) {
    struct ReleaseAsk *first = NULL, **end = &first;
    Stats             st = {.a = c->a, .threads = 2};
    Poll              p;
    if (poll_read(c, &st, s, &p)) return NULL;
    for (const PollItem *k = p.items; k; k = k->next) {
        *end = arena_new(c->a, struct ReleaseAsk);
        **end = (struct ReleaseAsk){arena_print(c->a, TABLE_FIELD "%s", k->name), k->asked->label,
                                    stored_by(r, k->name), by_choices(c, &p, k), NULL};
        end = &(*end)->next;
    }
    return first;
}

static const ClashField *clash_fields(Ctx *c, const Release *r) {
    ClashField *all = arena_take(c->a, (RELEASE_ITEMS + 3) * sizeof *all);
    all[0] = (ClashField){"title", tr(c, "release.title"), r->title, NULL};
    all[1] = (ClashField){"summary", tr(c, "release.summary"), r->summary, NULL};
    for (int i = 0; i < RELEASE_ITEMS; i++)
        all[i + 2] = (ClashField){release_items[i].name, tr(c, release_items[i].label), r->item[i],
                                  NULL};
    return all;
}

/* ---- one ---- */

/* What was sent from another form of the page says nothing of this one's fields; the form of
 * the words is the one that carries a version. */
static const Form *form_for(Ctx *c, Request *r, bool words) {
    const Form *f = request_form(c, r);
    if (!f->typed || (form_value(f, "base") != NULL) == words) return f;
    Form *fresh = arena_new(c->a, Form);
    *fresh = (Form){.err = f->err, .token = f->token};
    return fresh;
}

static ReleaseForm *draft_form(Ctx *c, Request *r, const Release *k, const Survey *s,
                               Clash *clash) {
    ReleaseForm *p = arena_new(c->a, ReleaseForm);
    *clash = clash_meet(c, form_for(c, r, true), k->version, clash_fields(c, k));
    *p = (ReleaseForm){.r = k, .f = clash->form, .clash = clash, .langs = lang_choices(c),
                       .others = earlier_choices(c, s), .asks = form_asks(c, k, s)};
    return p;
}

static Html kept_body(Ctx *c, const Release *k) {
    const ReleaseEdition *e = release_draft(c, k->id);
    if (!e) e = release_edition(c, k->id, 0);
    return e ? (Html){e->page} : (Html){NULL};
}

static Err one_page(Ctx *c, Request *r) {
    Release *k;
    Clash    clash;
    Err      e = find(c, r, &k);
    if (e) return e;
    const Survey *s = survey_get(c, k->survey);
    ReleasePage   p = {.r = k, .s = s, .f = request_form(c, r), .edits = release_edits(c, k),
                       .approves = release_approves(c, k), .due = k->due,
                       .acts = form_for(c, r, false),
                       .events = release_events(c, k->id)};
    if (strcmp(k->stage, "draft") == 0 && p.edits) p.form = draft_form(c, r, k, s, &clash);
    else p.body = kept_body(c, k);
    if (p.edits) {
        trail(c, r, s);
        reply_trail(c, r, arena_print(c->a, "/survey/%" PRId64 "/release", s->id),
                    tr(c, "release.list"));
    } else {
        reply_trail(c, r, "/releases", tr(c, "release.calendar"));
    }
    reply_page(r, k->title, release_view_html(c, &p));
    return NULL;
}

static Err look_page(Ctx *c, Request *r) {
    Release       *k;
    ReleaseEdition made;
    Err            e = find(c, r, &k);
    if (!e && !release_edits(c, k)) e = "http.forbidden";
    if (e) return e;
    reply_trail(c, r, address(c, k->id), k->title);
    e = release_make(c, k, &made);
    if (e) reply_page(r, tr(c, "release.look"), empty_html(c, tr(c, e), NULL));
    else reply_page(r, tr(c, "release.look"), release_look_html(c, k, (Html){made.page}));
    return NULL;
}

/* ---- acts ---- */

static Err done(Ctx *c, Request *r, Err e, const char *notice) {
    if (!e) reply_done(r, address(c, request_id(r)), notice);
    return e;
}

static const ReleaseTable *typed_tables(Ctx *c, const Form *f) {
    const ReleaseTable *first = NULL, **end = &first;
    size_t              n = strlen(TABLE_FIELD);
    for (const Pair *p = f->typed; p; p = p->next) {
        if (strncmp(p->name, TABLE_FIELD, n) != 0 || !*p->value || !p->name[n]) continue;
        ReleaseTable *t = arena_new(c->a, ReleaseTable);
        *t = (ReleaseTable){p->name + n, strcmp(p->value, "*") == 0 ? "" : p->value, NULL};
        *end = t;
        end = (const ReleaseTable **)&t->next;
    }
    return first;
}

static Err write_post(Ctx *c, Request *r) {
    Release *k;
    Err      e = find(c, r, &k);
    if (!e) e = clash_check(&r->form, k->version);
    if (e) return e;
    Release is = *k;
    is.title = form_text(&r->form, "title");
    is.summary = form_text(&r->form, "summary");
    is.lang = form_text(&r->form, "lang");
    is.earlier = form_number(&r->form, "earlier");
    is.tables = typed_tables(c, &r->form);
    for (int i = 0; i < RELEASE_ITEMS; i++)
        is.item[i] = form_text(&r->form, release_items[i].name);
    return done(c, r, release_write(c, k, &is), "release.done.written");
}

static Err announce_post(Ctx *c, Request *r) {
    Release    *k;
    const char *day = NULL;
    Err         e = find(c, r, &k);
    if (e) return e;
    if (text_day_parse(c, form_text(&r->form, "due"), &day)) return "release.due.missing";
    return done(c, r, release_announce(c, k, day, form_text(&r->form, "moved")),
                "release.done.announced");
}

/* To reckon takes a moment, so it is done before the writer is asked; what has changed since is
 * seen by the version. */
typedef struct Made { int64_t version; ReleaseEdition edition; } Made;

static Err make(Ctx *c, void *arg) {
    Request *r = arg;
    Release *k;
    Err      e = find(c, r, &k);
    if (!e) e = release_ready(c, k, survey_get(c, k->survey));
    if (e) return e;
    Made *m = r->ready = arena_new(c->a, Made);
    m->version = k->version;
    return release_make(c, k, &m->edition);
}

static Err send_ready(Ctx *c, Request *r) { return db_read(c, make, r); }

static Err send_post(Ctx *c, Request *r) {
    Release    *k;
    const Made *m = r->ready;
    Err         e = find(c, r, &k);
    if (!e && (!m || m->version != k->version)) e = "release.stage.other";
    return e ? e : done(c, r, release_send(c, k, &m->edition), "release.done.sent");
}

static Err approve_post(Ctx *c, Request *r) {
    Release *k;
    Err      e = find(c, r, &k);
    return e ? e : done(c, r, release_approve(c, k), "release.done.approved");
}

/* Whoever sends it back may see a draft no longer: then the calendar is where to go. */
static Err back_post(Ctx *c, Request *r) {
    Release *k;
    Err      e = find(c, r, &k);
    if (!e) e = release_back(c, k, form_text(&r->form, "remark"));
    if (!e) reply_done(r, release_edits(c, k) ? address(c, k->id) : "/releases",
                       "release.done.back");
    return e;
}

static Err publish_post(Ctx *c, Request *r) {
    Release *k;
    Err      e = find(c, r, &k);
    return e ? e : done(c, r, release_publish(c, k), "release.done.published");
}

static Err correct_post(Ctx *c, Request *r) {
    Release *k;
    Err      e = find(c, r, &k);
    return e ? e : done(c, r, release_correct(c, k, form_text(&r->form, "correction")),
                        "release.done.correct");
}

static Err withdraw_post(Ctx *c, Request *r) {
    Release *k;
    Err      e = find(c, r, &k);
    return e ? e : done(c, r, release_withdraw(c, k, form_text(&r->form, "reason")),
                        "release.done.withdrawn");
}

/* ---- what everybody may read ---- */

enum { PER_PAGE = 40 };

static Err calendar_page(Ctx *c, Request *r) {
    ReleaseCalendar p = {.pager = pager_at(request_number(r, "page"), release_told_count(c),
                                           PER_PAGE, "/releases")};
    p.rows = release_told(c, p.pager.page > 0 ? (p.pager.page - 1) * PER_PAGE : 0, PER_PAGE);
    if (request_may(r, RIGHT_JUDGE) || request_may(r, RIGHT_SURVEY)) p.waiting = release_waiting(c);
    reply_page(r, tr(c, "release.calendar"), release_calendar_html(c, &p));
    return NULL;
}

static const char *withdrawn(const ReleaseEvent *e) {
    const char *reason = NULL;
    for (; e; e = e->next)
        if (strcmp(e->what, "withdrawn") == 0) reason = e->reason;
    return reason;
}

/* The data of the page for who reads it by program; "<" is escaped in it, so it ends nothing. */
static Html data_html(Ctx *c, const ReleaseEdition *e) {
    Buf b = {.a = c->a};
    buf_text(&b, "<script type=\"application/ld+json\">");
    buf_text(&b, e->data);
    buf_text(&b, "</script>\n");
    return html_of(&b);
}

static Err find_edition(Ctx *c, const Request *r, Release **k, const ReleaseEdition **e) {
    const char *number = request_part(r, "n");
    *k = release_at(c, request_part(r, "address"));
    if (!*k) return "http.missing";
    *e = release_edition(c, (*k)->id, number ? strtoll(number, NULL, 10) : 0);
    return *e || !number ? NULL : "http.missing";
}

static Err public_page(Ctx *c, Request *r) {
    Release              *k;
    const ReleaseEdition *e = NULL;
    Err                   err = find_edition(c, r, &k, &e);
    if (err) return err;
    ReleasePublic p = {.r = k, .e = e, .events = release_events(c, k->id),
                       .editions = release_editions(c, k->id)};
    p.withdrawn = withdrawn(p.events);
    if (e) {
        p.body = (Html){e->page};
        p.data = data_html(c, e);
    }
    reply_trail(c, r, "/releases", tr(c, "release.calendar"));
    reply_page(r, e ? e->title : k->title, release_public_html(c, &p));
    return NULL;
}

static Err give(Ctx *c, Request *r, const char *type, const char *ending, bool figures) {
    Release              *k;
    const ReleaseEdition *e = NULL;
    Err                   err = find_edition(c, r, &k, &e);
    if (!err && !e) err = "http.missing";
    if (err) return err;
    const char *text = figures ? e->figures : e->data;
    reply_download(r, type, arena_print(c->a, "%s-%" PRId64 ".%s", k->address, e->number, ending),
                   (Bytes){text, strlen(text)});
    return NULL;
}
static Err figures_page(Ctx *c, Request *r) {
    return give(c, r, "text/csv; charset=utf-8", "csv", true);
}
static Err data_page(Ctx *c, Request *r) {
    return give(c, r, "application/ld+json", "jsonld", false);
}

const Route release_routes[] = {
    SHOW("/releases",              calendar_page, RIGHT_PUBLIC, "release.calendar"),
    SHOW("/r/{address}",           public_page,   RIGHT_PUBLIC, NULL),
    SHOW("/r/{address}/edition/{n}", public_page, RIGHT_PUBLIC, NULL),
    SHOW("/r/{address}/edition/{n}/figures", figures_page, RIGHT_PUBLIC, NULL),
    SHOW("/r/{address}/edition/{n}/data", data_page, RIGHT_PUBLIC, NULL),
    SHOW("/survey/{id}/release",   list_page,     RIGHT_SURVEY, NULL),
    SEND("/survey/{id}/release",   add_post,      RIGHT_SURVEY, list_page),
    SHOW("/release/{id}",          one_page,      RIGHT_STAFF,  NULL),
    SHOW("/release/{id}/look",     look_page,     RIGHT_SURVEY, NULL),
    SEND("/release/{id}/edit",     write_post,    RIGHT_SURVEY, one_page),
    SEND("/release/{id}/announce", announce_post, RIGHT_SURVEY, one_page),
    SEND_READY("/release/{id}/send", send_ready, send_post, RIGHT_SURVEY, one_page),
    SEND("/release/{id}/approve",  approve_post,  RIGHT_STAFF,  one_page),
    SEND("/release/{id}/back",     back_post,     RIGHT_STAFF,  one_page),
    SEND("/release/{id}/publish",  publish_post,  RIGHT_STAFF,  one_page),
    SEND("/release/{id}/correct",  correct_post,  RIGHT_SURVEY, one_page),
    SEND("/release/{id}/withdraw", withdraw_post, RIGHT_STAFF,  one_page),
    {0}
};
