/* freeze.c - what is made once and kept, and whether it still comes out the same.
 *
 * The page is kept whole, with its style, so it can be read in fifty years without this
 * program; its figures beside it as JSON.  Both follow from what was known at one instant
 * and from nothing else: not from today, nor from who looks. */
#include "brief/brief.h"

#include "brief/papers.h"
#include "crypt/crypt.h"
#include "file/file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAIN_BEGINS "<main>\n"
#define MAIN_ENDS   "</main>\n"

static const char *hex(Arena *a, Bytes b) {
    const Hash h = hash_of(b.p, b.n);
    Buf        out = {.a = a};
    for (size_t i = 0; i < sizeof h.b; i++) buf_print(&out, "%02x", h.b[i]);
    return out.s;
}

static void put_style(Buf *b) {
    for (const Asset *a = assets; a->name; a++)
        if (strcmp(a->name, "/frozen.css") == 0) buf_add(b, (const char *)a->bytes, a->n);
}

static Bytes write_page(const Ctx *c, const BriefView *v) {
    Buf b = {.a = c->a};
    buf_print(&b, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<title>", tr(c, "lang.code"));
    html_text(&b, V(v->title));
    buf_text(&b, "</title>\n<style>\n");
    put_style(&b);
    buf_text(&b, "</style>\n</head>\n<body>\n");
    buf_text(&b, brief_head_html(c, v).s);
    buf_text(&b, MAIN_BEGINS);
    buf_text(&b, brief_body_html(c, v).s);
    buf_text(&b, MAIN_ENDS "</body>\n</html>\n");
    return (Bytes){b.s, b.len};
}

Html brief_kept_html(Ctx *c, const char *page) {
    const char *from = strstr(page, MAIN_BEGINS), *to = from ? strstr(from, MAIN_ENDS) : NULL;
    if (!to) fatal("a kept brief without its page");
    from += strlen(MAIN_BEGINS);
    return (Html){arena_part(c->a, from, (size_t)(to - from))};
}

BriefAsk brief_ask(const Ctx *c, const Brief *b) {
    return (BriefAsk){b->kind, b->period, b->unit, b->known ? b->known : c->now,
                      b->known ? b->day : c->today};
}

static BriefView *make(Ctx *c, const Brief *b, BriefFiles *out) {
    const BriefAsk      q = brief_ask(c, b);
    const BriefFigures *f = brief_figures(c, &q);
    BriefView          *v = brief_view(c, b, f);
    out->figures = brief_figures_file(c, f);
    out->figures_hash = v->hash = hex(c->a, out->figures);
    out->html = write_page(c, v);
    out->html_hash = hex(c->a, out->html);
    return v;
}

void brief_make(Ctx *c, const Brief *b, BriefFiles *out) {
    Ctx in = *c;
    in.lang = b->lang;
    *out = (BriefFiles){0};
    make(&in, b, out);
}

/* ---- Kept ---- */

typedef struct Making { const Brief *b; BriefFiles *out; BriefView *v; } Making;

static Err make_papers(Ctx *c, void *arg) {
    Making *m = arg;
    Ctx     in = *c;
    in.lang = m->b->lang;
    *m->out = (BriefFiles){0};
    m->v = make(&in, m->b, m->out);
    m->out->docx = brief_docx(&in, m->v);
    return brief_xlsx(&in, m->v, &m->out->xlsx);
}

static Err keep(Ctx *c, Bytes bytes) {
    FileNew    *f;
    const char *hash;
    if (!bytes.p) return NULL;
    if (!c->files) return "brief.frozen.nowhere";
    Err e = file_new(c->a, c->files, &f);
    if (e) return e;
    e = file_add(f, bytes.p, bytes.n);
    if (!e) return file_put(c->a, f, &hash);
    file_drop(f);
    return e;
}

Err brief_make_all(Ctx *c, const Brief *b, BriefFiles *out) {
    Making m = {b, out, NULL};
    Err    e = db_read(c, make_papers, &m);
    if (!e && file_paper_there()) e = file_paper(c->a, out->html.p, &out->pdf);
    const Bytes all[] = {out->html, out->figures, out->xlsx, out->docx, out->pdf};
    for (int i = 0; i < 5 && !e; i++) e = keep(c, all[i]);
    return e;
}

/* A row of stored_file for bytes that lie in the store; 0 for none at all. */
static Err name_file(Ctx *c, const Brief *b, Bytes bytes, const char *ending, const char *type,
                     int64_t *id) {
    const Upload u = {.file = arena_print(c->a, "%s-%s-%s-%" PRId64 ".%s",
                                          b->lang == LANG_EN ? "brief" : "bao-cao", b->period.since,
                                          b->period.until, b->id, ending),
                      .type = type, .hash = bytes.p ? hex(c->a, bytes) : "",
                      .bytes = (int64_t)bytes.n};
    *id = 0;
    return bytes.p ? upload_keep(c, &u, id) : NULL;
}

#define SPREADSHEET "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define DOCUMENT "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

static Err name_files(Ctx *c, const Brief *b, const BriefFiles *f, int64_t id[5]) {
    Err e = name_file(c, b, f->html, "html", "text/html", &id[0]);
    if (!e) e = name_file(c, b, f->figures, "json", "application/json", &id[1]);
    if (!e) e = name_file(c, b, f->xlsx, "xlsx", SPREADSHEET, &id[2]);
    if (!e) e = name_file(c, b, f->docx, "docx", DOCUMENT, &id[3]);
    return e ? e : name_file(c, b, f->pdf, "pdf", "application/pdf", &id[4]);
}

static Err note(Ctx *c, const Brief *b, const BriefFiles *f) {
    Deed d = {.what = "brief.deed.frozen", .subject = "brief", .id = b->id};
    deed_change(c, &d, "page", "", f->html_hash);
    deed_change(c, &d, "figures", "", f->figures_hash);
    return audit_note(c, &d);
}

Err brief_freeze(Ctx *c, const Brief *b, const BriefFiles *f) {
    BriefFiles now;
    int64_t    id[5];
    if (!brief_edits(c, b) && !brief_reviews(c, b)) return "http.forbidden";
    if (strcmp(b->state, "reviewed") != 0) return "brief.state.other";
    if (!f || !f->html.p) return "brief.frozen.moved";
    brief_make(c, b, &now);
    if (strcmp(now.html_hash, f->html_hash) != 0 ||
        strcmp(now.figures_hash, f->figures_hash) != 0)
        return "brief.frozen.moved";
    Err e = name_files(c, b, f, id);
    if (!e) e = db_exec(c, "UPDATE brief SET state = 'frozen', frozen = $2, program = $3,"
                           " html = $4, figures = $5, xlsx = $6, docx = $7, pdf = $8,"
                           " version = version + 1 WHERE id = $1",
                        V(b->id), V(c->now), V(NAMRO_VERSION), V(id[0]), V(id[1]), V(id[2]),
                        V(id[3]), id[4] ? V(id[4]) : val_text(NULL));
    if (!e) e = readers_tell(c, brief_get(c, b->id));
    return e ? e : note(c, b, f);
}

/* ---- Verified ---- */

const char *brief_file_hash(Ctx *c, int64_t file) {
    const char *hash = "";
    Rows q = db_query(c, "SELECT hash FROM stored_file WHERE id = $1", V(file));
    while (db_next(&q)) hash = row_text(&q, 0);
    return hash;
}

Err brief_kept(Ctx *c, int64_t file, Bytes *out) {
    const char *hash = brief_file_hash(c, file);
    if (!c->files || !*hash) return "brief.verify.lost";
    if (file_bytes_of(c->a, file_path(c->a, c->files, hash), out)) return "brief.verify.lost";
    char *copy = arena_part(c->a, out->p, out->n); /* with a NUL behind */
    *out = (Bytes){copy, out->n};
    return strcmp(hex(c->a, *out), hash) == 0 ? NULL : "brief.verify.lost";
}

static Err check_kept(Ctx *c, const Brief *b) {
    const int64_t all[] = {b->html, b->figures, b->xlsx, b->docx, b->pdf};
    Err           e = NULL;
    for (int i = 0; i < 5 && !e; i++) {
        Bytes bytes;
        if (all[i]) e = brief_kept(c, all[i], &bytes);
    }
    return e;
}

Err brief_verify(Ctx *c, const Brief *b) {
    BriefFiles now;
    if (!b->frozen) return "brief.verify.draft";
    Err e = check_kept(c, b);
    if (e) return e;
    brief_make(c, b, &now);
    if (strcmp(now.figures_hash, brief_file_hash(c, b->figures)) != 0)
        return "brief.verify.figures";
    bool same = strcmp(now.html_hash, brief_file_hash(c, b->html)) == 0;
    if (same) return NULL;
    return strcmp(b->program, NAMRO_VERSION) == 0 ? "brief.verify.page" : "brief.verify.program";
}

int64_t brief_of_hash(Ctx *c, const char *hash) {
    int64_t id = 0;
    Err     e = db_int(c, &id, "SELECT COALESCE(max(b.id), 0) FROM brief b JOIN stored_file s"
                               " ON s.id IN (b.html, b.figures, b.xlsx, b.docx, b.pdf)"
                               " WHERE b.state = 'frozen' AND s.hash = $1", V(hash));
    return e ? 0 : id;
}

const char *brief_hash_text(Arena *a, Bytes b) { return hex(a, b); }
