/* request.c - what a handler asks of a request, and how it replies. */
#include "http/parts.h"

#include "crypt/crypt.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *find(const Pair *p, const char *name) {
    for (; p; p = p->next)
        if (strcmp(p->name, name) == 0) return p->value;
    return NULL;
}

const char *request_query(const Request *r, const char *name) { return find(r->query, name); }
const char *request_part(const Request *r, const char *name) { return find(r->parts, name); }

const char *request_address(Ctx *c, const Request *r, const char *path) {
    Buf         b = {.a = c->a};
    const char *sign = "?";
    buf_text(&b, path);
    for (const Pair *p = r->query; p; p = p->next) {
        if (!*p->value || strcmp(p->name, "page") == 0) continue;
        buf_text(&b, sign);
        html_part(&b, V(p->name));
        buf_text(&b, "=");
        html_part(&b, V(p->value));
        sign = "&";
    }
    return b.s;
}

const char *request_text(const Request *r, const char *name) {
    return form_text(&(Form){.typed = r->query}, name);
}

int64_t request_number(const Request *r, const char *name) {
    return form_number(&(Form){.typed = r->query}, name);
}

int64_t request_id(const Request *r) {
    const char *id = find(r->parts, "id");
    if (!id) fatal("%s has no {id}", r->route->path);
    return strtoll(id, NULL, 10);
}

const Form *request_form(Ctx *c, Request *r) {
    if (!r->session) {
        r->session = crypt_token(c->a);
        r->fresh = true;
    }
    r->form.token = arena_print(c->a, "%s.%.12s", crypt_token_for(c->a, r->session, "form"),
                                crypt_token(c->a)); /* its own mark: see once.c */
    r->form.kept = upload_boxes(c->a, r);
    return &r->form;
}

/* "//elsewhere" would lead away, and so would what a browser reads like it. */
const char *request_back(const char *address) {
    if (!address || address[0] != '/' || address[1] == '/') return "/";
    return strpbrk(address, "\\\n\t ") ? "/" : address;
}

/* A reply, with the cookies that were asked for before it. */
static void set_reply(Request *r, struct Reply reply) {
    reply.lang = r->reply.lang;
    reply.session = r->reply.session;
    reply.notice = r->reply.notice;
    r->reply = reply;
}

void reply_page(Request *r, const char *title, Html body) {
    set_reply(r, (struct Reply){.status = 200, .title = title, .body = {body.s, strlen(body.s)}});
}

void reply_next(Request *r, const char *address) {
    set_reply(r, (struct Reply){.status = 303, .next = address,
                                .type = "text/plain; charset=utf-8", .body = {"", 0}});
}

void reply_done(Request *r, const char *address, const char *notice) {
    reply_next(r, address);
    r->reply.notice = notice;
}

void reply_text(Request *r, const char *type, const char *text) {
    set_reply(r, (struct Reply){.status = 200, .type = type, .body = {text, strlen(text)}});
}

void reply_download(Request *r, const char *type, const char *name, Bytes body) {
    set_reply(r, (struct Reply){.status = 200, .type = type, .save = name, .body = body});
}

void reply_made(Request *r, const char *type, const char *name, int fd, int64_t bytes) {
    set_reply(r, (struct Reply){.status = 200, .type = type, .save = name, .stored = "", .fd = fd,
                                .body = {"", (size_t)bytes}});
}

void reply_forget(Request *r) {
    if (r->reply.stored && !*r->reply.stored) close(r->reply.fd);
    r->reply = (struct Reply){0};
}

void reply_session(Ctx *c, Request *r, const char *secret) {
    r->reply.session = secret ? arena_text(c->a, secret) : "";
}

Err reply_refused(Ctx *c, Request *r, Err why, Handler *page) {
    r->form.err = why;
    Err e = page(c, r);
    if (r->reply.status == 200) r->reply.status = 422;
    return e;
}

void reply_lang(Ctx *c, Request *r, const char *lang) {
    r->reply.lang = arena_text(c->a, lang);
}

void reply_noted(Request *r, const struct Deed *d) { r->noted = d; }

void reply_trail(Ctx *c, Request *r, const char *href, const char *text) {
    Link **end = &r->trail;
    while (*end) end = &(*end)->next;
    *end = arena_new(c->a, Link);
    **end = (Link){.href = href, .text = text};
}
