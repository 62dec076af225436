/* import_page.c - bring a file, look at what would come of it, take it over. */
#include "work/parts.h"

#include "text/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SPREADSHEET "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

enum { REFRESH_SECONDS = 3 };

static bool may(Ctx *c, const Request *r, const ImportKind *k) {
    return request_may(r, k->right) && (!k->may || k->may(c));
}

static const Choice *kinds(Ctx *c, const Request *r) {
    Choice *first = NULL, **end = &first;
    for (const ImportKind *const *k = import_kinds; *k; k++)
        if (may(c, r, *k)) {
            *end = choice_new(c, (*k)->name, tr(c, (*k)->label));
            end = &(*end)->next;
        }
    return first;
}

/* What may be taken as a file. */
static const ImportGive *gives(Ctx *c, const Request *r) {
    ImportGive *first = NULL, **end = &first;
    for (const ImportKind *const *k = import_kinds; *k; k++) {
        const char *from = (*k)->give ? arena_print(c->a, "/export?kind=%s", (*k)->name)
                                      : arena_print(c->a, "/%s/export?all=1", (*k)->name);
        if (!request_may(r, (*k)->see)) continue;
        *end = arena_new(c->a, ImportGive);
        **end = (ImportGive){.text = tr(c, (*k)->label), .sheet = from,
                             .csv = arena_print(c->a, "%s&as=csv", from)};
        end = &(*end)->next;
    }
    return first;
}

static Err new_page(Ctx *c, Request *r) {
    ImportPage p = {.f = request_form(c, r), .list = import_list(c), .kinds = kinds(c, r),
                    .gives = gives(c, r), .issues = request_may(r, RIGHT_ISSUE),
                    .code = request_text(r, "kind")};
    reply_page(r, tr(c, "import.title"), import_new_html(c, &p));
    return NULL;
}

static Err new_post(Ctx *c, Request *r) {
    int64_t           id;
    const ImportKind *k = import_kind(form_text(&r->form, "kind"));
    if (!k) return "import.kind.missing";
    if (!may(c, r, k)) return "http.forbidden";
    if (!r->uploads) return "import.file.missing";
    bool table = strcmp(r->uploads->type, SPREADSHEET) == 0 ||
                 strncmp(r->uploads->type, "text/", 5) == 0;
    if (!table) return "import.file.kind";
    Err e = import_add(c, k, r->uploads, &id);
    if (!e) reply_next(r, arena_print(c->a, "/import/%" PRId64, id));
    return e;
}

/* ---- one file ---- */

static TextCode code_of(const char *typed) {
    int64_t n = strtoll(typed, NULL, 10);
    return n > TEXT_NONE && n < TEXT_CODES ? (TextCode)n : TEXT_NONE;
}

/* Of the query, or of the form that is shown again. */
static const char *code_typed(const Request *r) {
    const char *code = form_text(&r->form, "code");
    return *code ? code : request_text(r, "code");
}

static Err read_import(Ctx *c, Request *r, const char *code, Import **out) {
    Bytes   file;
    Import *m = *out = import_get(c, request_id(r));
    if (!m) return "http.missing";
    if (!may(c, r, m->kind)) return "http.forbidden";
    if (m->done || import_job_runs(import_job_of(c, m))) return NULL;
    Err e = import_bytes(c, m, &file);
    if (!e) import_read(c, m, file, code_of(code));
    return e;
}

/* What is likely, and to leave it alone: of a workbook, for a text has to be some letters. */
static const Choice *codes(Ctx *c, const Import *m) {
    static const TextCode list[] = {TEXT_UTF8, TEXT_NFD, TEXT_TCVN3, TEXT_VNI, TEXT_VPS,
                                    TEXT_VISCII, TEXT_CP1258, TEXT_CP1252, TEXT_UTF16LE};
    Choice *first = NULL, **end = &first;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        const char *value = arena_print(c->a, "%d", (int)list[i]);
        bool        guessed = list[i] == m->code.guess.code;
        const char *name = list[i] == TEXT_UTF8 ? tr(c, "import.code.keep")
                                                : text_code_name(list[i]);
        *end = choice_new(c, value, guessed ? trf(c, "import.code.guessed", V(name)) : name);
        end = &(*end)->next;
    }
    return first;
}

static Err import_page(Ctx *c, Request *r) {
    Import     *m;
    const char *code = code_typed(r);
    Err         e = read_import(c, r, code, &m);
    if (e) return e;
    const Import *stored = r->ready; /* that has just been refused */
    const JobRow *job = import_job_of(c, m);
    bool          runs = import_job_runs(job);
    if (!m->done && !runs && !m->code.asked) import_judge(c, m);
    if (stored && stored->failed) m->failed = stored->failed;
    ImportPage p = {.f = request_form(c, r), .m = m, .code = code, .codes = codes(c, m), .job = job,
                    .wrong = arena_print(c->a, "/import/%" PRId64 "/wrong?code=%d", m->id,
                                         (int)code_of(code))};
    if (!*p.code && !m->done)
        p.code = arena_print(c->a, "%d", (int)m->code.guess.code);
    reply_trail(c, r, "/import", tr(c, "import.title"));
    reply_page(r, m->name, import_html(c, &p));
    if (runs) r->reply.refresh = REFRESH_SECONDS;
    return NULL;
}

/* The file is read before the writer is asked: nobody waits for that. */
typedef struct Early { Request *r; Import *m; } Early;

static Err early_work(Ctx *c, void *arg) {
    Early *x = arg;
    return read_import(c, x->r, form_text(&x->r->form, "code"), &x->m);
}

static Err import_ready(Ctx *c, Request *r) {
    Early x = {r, NULL};
    Err   e = db_read(c, early_work, &x);
    r->ready = x.m;
    return e;
}

static Err import_post(Ctx *c, Request *r) {
    Import *m = r->ready, *now = import_get(c, request_id(r));
    if (!m || !now) return "http.missing";
    if (!may(c, r, m->kind)) return "http.forbidden";
    if (m->code.asked) return "import.code.missing";
    m->done = now->done;
    bool later = m->rows > IMPORT_LATER || import_job_runs(import_job_of(c, m));
    Err  e = later ? import_later(c, m, code_of(form_text(&r->form, "code")))
                   : import_store(c, m, NULL, NULL);
    if (!e) reply_done(r, arena_print(c->a, "/import/%" PRId64, m->id),
                       later ? "import.later" : "import.done");
    return e;
}

static Err stop_post(Ctx *c, Request *r) {
    const Import *m = import_get(c, request_id(r));
    const JobRow *j = m ? import_job_of(c, m) : NULL;
    if (!j) return "http.missing";
    Err e = job_stop(c, j->id, false);
    if (!e) reply_next(r, arena_print(c->a, "/import/%" PRId64, m->id));
    return e;
}

static Err wrong_page(Ctx *c, Request *r) {
    Import *m;
    Made    made;
    Err     e = read_import(c, r, request_text(r, "code"), &m);
    if (!e && (m->done || m->err)) e = "http.missing";
    if (!e) import_judge(c, m);
    if (!e) e = import_wrong(c, m, &made);
    if (!e) export_reply(c, r, SHEET_XLSX, "dong-sai", made);
    return e;
}

static Err template_page(Ctx *c, Request *r) {
    const ImportKind *k = import_kind(request_text(r, "kind"));
    Made              made;
    if (!k) return "http.missing";
    if (!may(c, r, k)) return "http.forbidden";
    Err e = import_template(c, k, &made);
    if (!e) export_reply(c, r, SHEET_XLSX, arena_print(c->a, "mau-%s", k->name), made);
    return e;
}

static Err ask_reason(Ctx *c, Request *r) {
    const Form f = {.typed = r->query,
                    .err = request_query(r, "reason") ? "log.reason.missing" : NULL};
    reply_page(r, tr(c, "export.people"), export_reason_html(c, &f));
    return NULL;
}

/* All of a kind; a list with a filter gives its own. */
static Err export_page(Ctx *c, Request *r) {
    const ImportKind *k = import_kind(request_text(r, "kind"));
    Made              made;
    if (!k || !k->give) return "http.missing";
    if (!request_may(r, k->see)) return "http.forbidden";
    /* Names, addresses and telephones of everybody at once: who takes them says why. */
    bool people = strcmp(k->name, "staff") == 0;
    if (people && !read_reason(r)) return ask_reason(c, r);
    Err e = export_kind(c, k, export_as(r), &made);
    if (!e) export_reply(c, r, export_as(r), k->name, made);
    if (!e) export_noted(c, r, k->name, people ? read_reason(r) : NULL);
    return e;
}

const char *import_means(const Ctx *c, const Import *m, int column) {
    for (int i = 0; m->kind->column[i].name; i++)
        if (m->from[i] == column) return tr(c, m->kind->column[i].label);
    return NULL;
}

const char *import_shown(const Ctx *c, const TableCell *cell) {
    if (cell->kind == TABLE_DAY) return text_day_typed(c, cell->text);
    return text_snippet(c->a, cell->text, "", 80);
}

/* What a row is about: the first column that has to be there. */
const char *import_first(const Ctx *c, const Import *m, const ImportRow *r) {
    for (int i = 0; m->kind->column[i].name; i++)
        if (m->kind->column[i].needed) return text_snippet(c->a, import_text(m, r, i), "", 80);
    return "";
}

const Route import_routes[] = {
    SHOW("/import",            new_page,      RIGHT_STAFF, "import.title"),
    SEND_FILES("/import",      new_post,      RIGHT_STAFF, new_page),
    SHOW("/import/template",   template_page, RIGHT_STAFF, NULL),
    SHOW("/import/{id}",       import_page,   RIGHT_STAFF, NULL),
    SEND_READY("/import/{id}", import_ready,  import_post, RIGHT_STAFF, import_page),
    SEND("/import/{id}/stop",  stop_post,     RIGHT_STAFF, import_page),
    SHOW("/import/{id}/wrong", wrong_page,    RIGHT_STAFF, NULL),
    SHOW("/export",            export_page,   RIGHT_STAFF, NULL),
    {0}
};
