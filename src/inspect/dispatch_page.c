/* dispatch_page.c - the pages of letters, and of the texts that they are written from. */
#include "inspect/assess.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

static const char *address(const Ctx *c, int64_t id) {
    return arena_print(c->a, "/dispatch/%" PRId64, id);
}

const char *dispatch_number(const Ctx *c, const Dispatch *l) {
    if (!l->number) return tr(c, "dispatch.draft");
    return arena_print(c->a, "%02" PRId64 "%s%s", l->number,
                       strcmp(l->form, "party") == 0 ? "-" : "/", l->symbol);
}

static Err list_page(Ctx *c, Request *r) {
    const DispatchListPage p = {.rows = dispatch_list(c, 0), .may = request_may(r, RIGHT_JUDGE)};
    reply_trail(c, r, "/assess", tr(c, "assess.title"));
    reply_page(r, tr(c, "dispatch.title"), dispatch_list_html(c, &p));
    return NULL;
}

/* ---- One ---- */

static Err view_page(Ctx *c, Request *r) {
    const Dispatch *l = dispatch_get(c, request_id(r));
    if (!l) return "http.missing";
    const DispatchPage p = {.l = l, .form = request_form(c, r),
                            .may = dispatch_may(c, l) && !l->issued,
                          .pdf = file_paper_there(), .day = c->today};
    reply_trail(c, r, "/dispatch", tr(c, "dispatch.title"));
    reply_page(r, l->number ? trf(c, "dispatch.named", V(dispatch_number(c, l)))
                            : tr(c, "dispatch.named.draft"), dispatch_view_html(c, &p));
    return NULL;
}

static Err docx_page(Ctx *c, Request *r) {
    const Dispatch *l = dispatch_get(c, request_id(r));
    if (!l) return "http.missing";
    reply_download(r, DOCX, dispatch_name(c, l, "docx"), dispatch_docx(c, l));
    return NULL;
}

static Err pdf_page(Ctx *c, Request *r) {
    const Dispatch *l = dispatch_get(c, request_id(r));
    Bytes         b = {0};
    Err           e = l ? dispatch_pdf(c, l, &b) : "http.missing";
    if (!e) reply_download(r, "application/pdf", dispatch_name(c, l, "pdf"), b);
    return e;
}

/* ---- Writing ---- */

/* What the address, or the form that was made from it, says. */
static int64_t asked(const Request *r, const char *name) {
    return r->form.typed ? form_number(&r->form, name) : request_number(r, name);
}
static const char *asked_text(const Request *r, const char *name) {
    return r->form.typed ? form_text(&r->form, name) : request_text(r, name);
}

static Err new_dispatch(Ctx *c, Request *r, Dispatch *l) {
    const Assessment *a = assess_get(c, asked(r, "assess"));
    return a ? dispatch_draft(c, a, asked(r, "unit"), asked_text(r, "kind"), l) : "http.missing";
}

static Err new_page(Ctx *c, Request *r) {
    Dispatch l;
    Err    e = new_dispatch(c, r, &l);
    if (e) return e;
    const DispatchPage p = {.l = &l, .form = request_form(c, r), .action = "/dispatch/new"};
    reply_trail(c, r, "/dispatch", tr(c, "dispatch.title"));
    reply_page(r, trf(c, "dispatch.new", V(tr(c, dispatch_kind_key(l.kind)))),
               dispatch_edit_html(c, &p));
    return NULL;
}

static void typed(const Form *f, Dispatch *l) {
    l->recipient = form_text(f, "recipient");
    l->about = form_text(f, "about");
    l->body = form_text(f, "body");
    l->copies = form_text(f, "copies");
    l->post = form_text(f, "post");
    l->signer = form_text(f, "signer");
}

static Err new_post(Ctx *c, Request *r) {
    Dispatch l;
    Err    e = new_dispatch(c, r, &l);
    if (e) return e;
    typed(&r->form, &l);
    e = dispatch_put(c, NULL, &l);
    if (!e) reply_done(r, address(c, l.id), "dispatch.done.written");
    return e;
}

static Err edit_page(Ctx *c, Request *r) {
    const Dispatch *l = dispatch_get(c, request_id(r));
    if (!l || !dispatch_may(c, l)) return "http.missing";
    if (l->issued) return "dispatch.stage.issued";
    const ClashField stored[] = {
        {"recipient", tr(c, "dispatch.recipient"), l->recipient, NULL},
        {"about", tr(c, "dispatch.about"), l->about, NULL},
        {"body", tr(c, "dispatch.body"), l->body, NULL},
        {"copies", tr(c, "dispatch.copies"), l->copies, NULL},
        {"post", tr(c, "dispatch.post"), l->post, NULL},
        {"signer", tr(c, "dispatch.signer"), l->signer, NULL}, {0}};
    const Clash k = clash_meet(c, request_form(c, r), l->version, stored);
    const DispatchPage p = {.l = l, .form = k.form, .clash = &k,
                          .action = arena_print(c->a, "/dispatch/%" PRId64 "/edit", l->id)};
    reply_trail(c, r, "/dispatch", tr(c, "dispatch.title"));
    reply_page(r, tr(c, "dispatch.edit"), dispatch_edit_html(c, &p));
    return NULL;
}

static Err edit_post(Ctx *c, Request *r) {
    const Dispatch *was = dispatch_get(c, request_id(r));
    if (!was) return "http.missing";
    Dispatch l = *was;
    Err    e = clash_check(&r->form, was->version);
    typed(&r->form, &l);
    if (!e) e = dispatch_put(c, was, &l);
    if (!e) reply_done(r, address(c, l.id), "dispatch.done.changed");
    return e;
}

static Err issue_post(Ctx *c, Request *r) {
    const Dispatch *l = dispatch_get(c, request_id(r));
    const char   *day = NULL;
    int64_t       number = 0;
    if (!l) return "http.missing";
    if (text_int_parse(c, form_text(&r->form, "number"), &number)) number = 0;
    if (text_day_parse(c, form_text(&r->form, "day"), &day)) day = NULL;
    Err e = dispatch_issue(c, l, number, day);
    if (!e) reply_done(r, address(c, l->id), "dispatch.done.issued");
    return e;
}

/* ---- Texts ---- */

static Err texts_page(Ctx *c, Request *r) {
    const DispatchTextPage p = {.rows = dispatch_texts(c), .may = request_may(r, RIGHT_JUDGE)};
    reply_trail(c, r, "/dispatch", tr(c, "dispatch.title"));
    reply_page(r, tr(c, "dispatch.texts"), dispatch_texts_html(c, &p));
    return NULL;
}

static Err text_new_page(Ctx *c, Request *r) {
    static const char *const values[] = {"party", "state"};
    const char *kind = asked_text(r, "kind");
    Choice      form[2];
    if (!dispatch_kind_ok(kind)) return "http.missing";
    for (int i = 0; i < 2; i++)
        form[i] = (Choice){.value = values[i], .next = i ? NULL : &form[1],
                           .text = tr(c, i ? "dispatch.form.state" : "dispatch.form.party")};
    DispatchText first = dispatch_text_blank(c, kind);
    first.since = c->today;
    const DispatchTextPage p = {.form = request_form(c, r), .first = &first, .forms = form};
    reply_trail(c, r, "/dispatch", tr(c, "dispatch.title"));
    reply_trail(c, r, "/dispatch/text", tr(c, "dispatch.texts"));
    reply_page(r, trf(c, "dispatch.text.new", V(tr(c, dispatch_kind_key(kind)))),
               dispatch_text_new_html(c, &p));
    return NULL;
}

static Err text_new_post(Ctx *c, Request *r) {
    const Form *f = &r->form;
    DispatchText  t = {.kind = form_text(f, "kind"), .form = form_text(f, "form"),
                     .above = form_text(f, "above"), .issuer = form_text(f, "issuer"),
                     .symbol = form_text(f, "symbol"), .heading = form_text(f, "heading"),
                     .about = form_text(f, "about"), .body = form_text(f, "body"),
                     .copies = form_text(f, "copies"), .post = form_text(f, "post")};
    if (text_day_parse(c, form_text(f, "since"), &t.since)) t.since = NULL;
    Err e = dispatch_text_put(c, &t);
    if (!e) reply_done(r, "/dispatch/text", "dispatch.done.text");
    return e;
}

const Route dispatch_routes[] = {
    SHOW("/dispatch",            list_page,     RIGHT_VIEW,  NULL),
    SHOW("/dispatch/new",        new_page,      RIGHT_JUDGE, NULL),
    SEND("/dispatch/new",        new_post,      RIGHT_JUDGE, new_page),
    SHOW("/dispatch/text",       texts_page,    RIGHT_JUDGE, NULL),
    SHOW("/dispatch/text/new",   text_new_page, RIGHT_JUDGE, NULL),
    SEND("/dispatch/text/new",   text_new_post, RIGHT_JUDGE, text_new_page),
    SHOW("/dispatch/{id}",       view_page,     RIGHT_VIEW,  NULL),
    SHOW("/dispatch/{id}/docx",  docx_page,     RIGHT_VIEW,  NULL),
    SHOW("/dispatch/{id}/pdf",   pdf_page,      RIGHT_VIEW,  NULL),
    SHOW("/dispatch/{id}/edit",  edit_page,     RIGHT_JUDGE, NULL),
    SEND("/dispatch/{id}/edit",  edit_post,     RIGHT_JUDGE, edit_page),
    SEND("/dispatch/{id}/issue", issue_post,    RIGHT_JUDGE, view_page),
    {0}
};
