/* brief_page.c - the pages of briefs: the list, a new one, one of them, its tasks. */
#include "brief/brief.h"

#include "text/text.h"

#include <inttypes.h>
#include <string.h>

enum { PER_PAGE = 30, TASKS_PER_PAGE = 50 };

static Choice *choice(Ctx *c, const char *value, const char *text) {
    Choice *o = arena_new(c->a, Choice);
    *o = (Choice){.value = value, .text = text};
    return o;
}

const Choice *brief_kind_choices(Ctx *c, bool planned) {
    Choice *first = NULL, **end = &first;
    for (const BriefKind *k = brief_kinds; k->name; k++) {
        if (planned && !k->trend) continue;
        *end = choice(c, k->name, tr(c, k->label));
        end = &(*end)->next;
    }
    return first;
}

const Choice *brief_lang_choices(Ctx *c) {
    Choice *vi = choice(c, "vi", tr(c, "brief.lang.vi"));
    vi->next = choice(c, "en", tr(c, "brief.lang.en"));
    return vi;
}

const Choice *brief_role_choices(Ctx *c) {
    Choice *first = choice(c, "", tr(c, "reader.role.none")), **end = &first->next;
    for (const Role *r = roles; r->name; r++) {
        *end = choice(c, r->name, tr(c, r->label));
        end = &(*end)->next;
    }
    return first;
}

/* Of the units for which the caller may write. */
const Choice *brief_unit_choices(Ctx *c) {
    int64_t top[ORG_SCOPES_MAX];
    int     n = org_scopes(c, RIGHT_ISSUE, top);
    Choice *first = NULL, **end = &first;
    for (int i = 0; i < n; i++)
        for (const Choice *o = unit_choices(c, top[i], NULL); o; o = o->next) {
            *end = choice(c, o->value, o->text);
            end = &(*end)->next;
        }
    return first;
}

static const char *address(Ctx *c, int64_t id) {
    return arena_print(c->a, "/brief/%" PRId64, id);
}

/* ---- The list ---- */

static Err list_page(Ctx *c, Request *r) {
    BriefList  p = {.writes = request_may(r, RIGHT_ISSUE)};
    BriefRow **end = (BriefRow **)&p.rows;
    p.pager = pager_at(request_number(r, "page"), brief_count(c), PER_PAGE, "/brief");
    for (const Brief *b = brief_list(c, (p.pager.page - 1) * PER_PAGE, PER_PAGE); b;
         b = b->next_brief) {
        *end = arena_new(c->a, BriefRow);
        **end = (BriefRow){.b = b, .title = brief_title(c, b), .unit = unit_name(c, b->unit)};
        end = &(*end)->next;
    }
    if (p.writes) p.missed = plan_missed(c);
    reply_page(r, tr(c, "brief.list"), brief_list_html(c, &p));
    return NULL;
}

/* ---- A new one ---- */

static Err new_page(Ctx *c, Request *r) {
    const BriefKind *month = brief_kind("month");
    Period   p = period_before(c->a, month, period_of(c->a, month, c->today));
    BriefNew v = {.form = request_form(c, r), .kinds = brief_kind_choices(c, false),
                  .units = brief_unit_choices(c), .langs = brief_lang_choices(c),
                  .since = text_day_typed(c, p.since)};
    reply_trail(c, r, "/brief", tr(c, "brief.list"));
    reply_page(r, tr(c, "brief.new"), brief_new_html(c, &v));
    return NULL;
}

/* A day of the period is enough; of other days both are asked. */
static bool sound(const char *day) {
    return strcmp(day, BRIEF_FIRST_DAY) >= 0 && strcmp(day, BRIEF_LAST_DAY) <= 0;
}

static Err typed_period(Ctx *c, const Form *f, Brief *b) {
    const char *since = NULL, *until = NULL;
    if (!b->kind) return "brief.kind.missing";
    if (text_day_parse(c, form_text(f, "since"), &since) || !sound(since))
        return "brief.since.missing";
    b->period = period_of(c->a, b->kind, since);
    if (b->kind->trend) return NULL;
    if (text_day_parse(c, form_text(f, "until"), &until) || !sound(until))
        return "brief.until.missing";
    b->period.until = until;
    return NULL;
}

static Err new_post(Ctx *c, Request *r) {
    const Form *f = &r->form;
    Brief       b = {.kind = brief_kind(form_text(f, "kind")), .unit = form_number(f, "unit"),
                     .lang = text_same(form_text(f, "lang"), "en") ? LANG_EN : LANG_VI};
    Err         e = typed_period(c, f, &b);
    if (!e) e = brief_add(c, &b);
    if (!e) reply_next(r, address(c, b.id));
    return e;
}

/* ---- One ---- */

static Err find(Ctx *c, const Request *r, Brief **out) {
    *out = brief_get(c, request_id(r));
    return *out && brief_sees(c, *out) ? NULL : "http.missing";
}

static const ClashField *fields(Ctx *c, const Brief *b) {
    const ClashField all[] = {{"changed", tr(c, "brief.changed"), b->changed, NULL},
                              {"why", tr(c, "brief.why"), b->why, NULL},
                              {"sure", tr(c, "brief.sure"), b->sure, NULL},
                              {"next", tr(c, "brief.next"), b->next, NULL},
                              {0}};
    ClashField *kept = arena_take(c->a, sizeof all);
    memcpy(kept, all, sizeof all);
    return kept;
}

/* What a reader should know before trusting the figures of a page that is not frozen. */
static void tell_freshness(Ctx *c, BriefPage *p) {
    const Brief *b = p->b;
    int64_t      last = known_latest(c);
    p->later = b->known ? known_since(c, b->known) : 0;
    p->last = last ? text_moment(c, last) : NULL;
    p->partial = strcmp(b->known ? b->day : c->today, b->period.until) < 0;
}

static Err show_live(Ctx *c, BriefPage *p) {
    Ctx            in = *c;
    const BriefAsk q = brief_ask(c, p->b);
    in.lang = p->b->lang;
    BriefView *v = brief_view(&in, p->b, brief_figures(&in, &q));
    p->body = brief_body_html(&in, v);
    tell_freshness(c, p);
    return NULL;
}

static Err show_kept(Ctx *c, BriefPage *p) {
    Bytes page;
    Err   e = brief_kept(c, p->b->html, &page);
    if (e) return e;
    p->body = brief_kept_html(c, page.p);
    p->hash = brief_file_hash(c, p->b->html);
    p->figures_hash = brief_file_hash(c, p->b->figures);
    return NULL;
}

static Err one_page(Ctx *c, Request *r) {
    Brief *b;
    Err    e = find(c, r, &b);
    if (e) return e;
    const Clash k = clash_meet(c, request_form(c, r), b->version, fields(c, b));
    BriefPage   p = {.b = b, .form = k.form, .clash = &k, .edits = brief_edits(c, b),
                     .reviews = brief_reviews(c, b), .scoped = brief_scoped(c, b),
                     .readers = brief_readers(c, 0, b->id), .roles = brief_role_choices(c)};
    e = b->frozen ? show_kept(c, &p) : show_live(c, &p);
    if (e) return e;
    reply_trail(c, r, "/brief", tr(c, "brief.list"));
    reply_page(r, brief_title(c, b), brief_html(c, &p));
    return NULL;
}

static Err done(Ctx *c, Request *r, Err e, const char *notice) {
    if (!e) reply_done(r, address(c, request_id(r)), notice);
    return e;
}

static Err write_post(Ctx *c, Request *r) {
    Brief *b;
    Err    e = find(c, r, &b);
    if (!e) e = clash_check(&r->form, b->version);
    if (e) return e;
    Brief is = *b;
    is.changed = form_text(&r->form, "changed");
    is.why = form_text(&r->form, "why");
    is.sure = form_text(&r->form, "sure");
    is.next = form_text(&r->form, "next");
    return done(c, r, brief_write(c, b, &is), "brief.done.written");
}

static Err send_post(Ctx *c, Request *r) {
    Brief *b;
    Err    e = find(c, r, &b);
    return e ? e : done(c, r, brief_send(c, b), "brief.done.sent");
}

static Err approve_post(Ctx *c, Request *r) {
    Brief *b;
    Err    e = find(c, r, &b);
    return e ? e : done(c, r, brief_approve(c, b), "brief.done.approved");
}

static Err back_post(Ctx *c, Request *r) {
    Brief *b;
    Err    e = find(c, r, &b);
    return e ? e : done(c, r, brief_back(c, b, form_text(&r->form, "remark")), "brief.done.back");
}

static Err drop_post(Ctx *c, Request *r) {
    Brief *b;
    Err    e = find(c, r, &b);
    if (!e) e = brief_drop(c, b);
    if (!e) reply_done(r, "/brief", "brief.done.dropped");
    return e;
}

/* Papers take seconds, so they are made before the writer is asked. */
static Err read_reviewed(Ctx *c, void *arg) {
    Request *r = arg;
    Brief   *b;
    Err      e = find(c, r, &b);
    if (!e && strcmp(b->state, "reviewed") != 0) e = "brief.state.other";
    if (!e && !brief_edits(c, b) && !brief_reviews(c, b)) e = "http.forbidden";
    r->ready = e ? NULL : b;
    return e;
}

static Err freeze_ready(Ctx *c, Request *r) {
    Err e = db_read(c, read_reviewed, r);
    if (e) return e;
    BriefFiles *f = arena_new(c->a, BriefFiles);
    e = brief_make_all(c, r->ready, f);
    r->ready = f;
    return e;
}

static Err freeze_post(Ctx *c, Request *r) {
    Brief *b;
    Err    e = find(c, r, &b);
    return e ? e : done(c, r, brief_freeze(c, b, r->ready), "brief.done.frozen");
}

/* ---- Its files ---- */

static Err give(Ctx *c, Request *r, size_t column) {
    Brief *b;
    Err    e = find(c, r, &b);
    if (e) return e;
    int64_t file = *(const int64_t *)(const void *)((const char *)b + column);
    return file ? reply_file(c, r, file) : "http.missing";
}
static Err html_page(Ctx *c, Request *r) { return give(c, r, offsetof(Brief, html)); }
static Err figures_page(Ctx *c, Request *r) { return give(c, r, offsetof(Brief, figures)); }
static Err xlsx_page(Ctx *c, Request *r) { return give(c, r, offsetof(Brief, xlsx)); }
static Err docx_page(Ctx *c, Request *r) { return give(c, r, offsetof(Brief, docx)); }
static Err pdf_page(Ctx *c, Request *r) { return give(c, r, offsetof(Brief, pdf)); }

/* Does it still come out the same? */
static Err verify_page(Ctx *c, Request *r) {
    Brief *b;
    Err    e = find(c, r, &b);
    if (e) return e;
    e = brief_verify(c, b);
    reply_trail(c, r, "/brief", tr(c, "brief.list"));
    reply_trail(c, r, address(c, b->id), brief_title(c, b));
    reply_page(r, tr(c, "brief.verify"), brief_verify_html(c, b, e, brief_file_hash(c, b->html),
                                                           brief_file_hash(c, b->figures)));
    return NULL;
}

/* ---- The tasks behind a figure ---- */

static bool read_want(const Request *r, BriefWant *w) {
    const char *set = request_text(r, "set");
    *w = (BriefWant){.document = -1, .before = *request_text(r, "before") == '1'};
    if (*request_text(r, "document")) w->document = request_number(r, "document");
    if (*request_text(r, "unit")) w->unit = request_number(r, "unit");
    w->alone = strcmp(request_text(r, "unit"), "0") == 0;
    for (int i = 0; i < BRIEF_SETS; i++) {
        w->set = (BriefSet)i;
        if (strcmp(set, brief_sets[i]) == 0) return true;
    }
    return false;
}

const char *brief_task_state(const Ctx *c, KnownState s) {
    static const char *const keys[] = {
        [KNOWN_OUT] = "task.state.withdrawn", [KNOWN_OPEN] = "task.state.running",
        [KNOWN_WAITING] = "task.state.reported", [KNOWN_OVERDUE] = "task.state.overdue",
        [KNOWN_DONE] = "task.state.done", [KNOWN_LATE] = "task.state.late",
        [KNOWN_PAUSED] = "task.state.paused"};
    return tr(c, keys[s]);
}

static const char *want_words(Ctx *c, const Brief *b, const BriefWant *w) {
    static const char *const keys[BRIEF_SETS] = {
        "brief.set.issued", "brief.set.due", "brief.set.intime", "brief.set.late",
        "brief.set.overdue", "brief.set.open", "brief.set.waiting", "brief.set.paused"};
    const char *unit = w->unit ? unit_name(c, w->unit) : unit_name(c, b->unit);
    return arena_print(c->a, "%s · %s%s%s", tr(c, keys[w->set]), unit, w->before ? " · " : "",
                       w->before ? tr(c, "brief.before") : "");
}

static Err tasks_page(Ctx *c, Request *r) {
    BriefWant w;
    Brief    *b;
    Err       e = find(c, r, &b);
    if (e) return e;
    if (!brief_scoped(c, b) || !read_want(r, &w)) return "http.missing";
    const BriefAsk q = brief_ask(c, b);
    int64_t        page = request_number(r, "page");
    w.max = TASKS_PER_PAGE;
    w.page = page;
    BriefTasksPage p = {.b = b, .words = want_words(c, b, &w), .tasks = brief_tasks(c, &q, &w)};
    p.pager = pager_at(page, p.tasks.total, TASKS_PER_PAGE,
                       request_address(c, r, arena_print(c->a, "%s/tasks", address(c, b->id))));
    const char **lead = arena_take(c->a, sizeof *lead * TASKS_PER_PAGE);
    for (int i = 0; i < p.tasks.n; i++) lead[i] = unit_name(c, p.tasks.row[i].lead);
    p.lead = lead;
    reply_trail(c, r, "/brief", tr(c, "brief.list"));
    reply_trail(c, r, address(c, b->id), brief_title(c, b));
    reply_page(r, tr(c, "brief.tasks"), brief_tasks_html(c, &p));
    return NULL;
}

/* ---- Readers ---- */

static Err reader_post(Ctx *c, Request *r) {
    Brief *b;
    Err    e = find(c, r, &b);
    if (!e && !brief_edits(c, b)) e = "http.forbidden";
    if (!e && b->frozen) e = "brief.state.other";
    if (!e) e = reader_add(c, 0, b->id, form_text(&r->form, "login"), form_text(&r->form, "role"));
    return done(c, r, e, "reader.done");
}

static Err unreader_post(Ctx *c, Request *r) {
    Brief *b;
    Err    e = find(c, r, &b);
    if (!e && !brief_edits(c, b)) e = "http.forbidden";
    if (!e && b->frozen) e = "brief.state.other";
    if (!e) e = reader_drop(c, 0, b->id, form_number(&r->form, "reader"));
    return done(c, r, e, "reader.dropped");
}

const Route brief_routes[] = {
    SHOW("/brief",                list_page,    RIGHT_STAFF, "brief.list"),
    SHOW("/brief/new",            new_page,     RIGHT_ISSUE, NULL),
    SEND("/brief/new",            new_post,     RIGHT_ISSUE, new_page),
    SHOW("/brief/{id}",           one_page,     RIGHT_STAFF, NULL),
    SEND("/brief/{id}/edit",      write_post,   RIGHT_ISSUE, one_page),
    SEND("/brief/{id}/send",      send_post,    RIGHT_ISSUE, one_page),
    SEND("/brief/{id}/approve",   approve_post, RIGHT_JUDGE, one_page),
    SEND("/brief/{id}/back",      back_post,    RIGHT_ISSUE, one_page),
    SEND("/brief/{id}/drop",      drop_post,    RIGHT_ISSUE, one_page),
    SEND_READY("/brief/{id}/freeze", freeze_ready, freeze_post, RIGHT_ISSUE, one_page),
    SEND("/brief/{id}/reader",    reader_post,  RIGHT_ISSUE, one_page),
    SEND("/brief/{id}/unreader",  unreader_post, RIGHT_ISSUE, one_page),
    SHOW("/brief/{id}/tasks",     tasks_page,   RIGHT_VIEW,  NULL),
    SHOW("/brief/{id}/verify",    verify_page,  RIGHT_STAFF, NULL),
    SHOW("/brief/{id}/html",      html_page,    RIGHT_STAFF, NULL),
    SHOW("/brief/{id}/figures",   figures_page, RIGHT_STAFF, NULL),
    SHOW("/brief/{id}/xlsx",      xlsx_page,    RIGHT_STAFF, NULL),
    SHOW("/brief/{id}/docx",      docx_page,    RIGHT_STAFF, NULL),
    SHOW("/brief/{id}/pdf",       pdf_page,     RIGHT_STAFF, NULL),
    {0}
};
