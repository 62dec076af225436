/* request.c - what a handler asks of a request, and how it replies. */
#include "http/parts.h"

#include "crypt/crypt.h"

#include <stdlib.h>
#include <string.h>

static const char *find(const Pair *p, const char *name) {
    for (; p; p = p->next)
        if (strcmp(p->name, name) == 0) return p->value;
    return NULL;
}

const char *request_query(const Request *r, const char *name) { return find(r->query, name); }
const char *request_part(const Request *r, const char *name) { return find(r->parts, name); }

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
    r->form.token = crypt_token_for(c->a, r->session, "form");
    return &r->form;
}

void reply_page(Request *r, const char *title, Html body) {
    r->reply = (struct Reply){.status = 200, .title = title, .cookie = r->reply.cookie,
                              .body = {body.s, strlen(body.s)}};
}

void reply_next(Request *r, const char *address) {
    r->reply = (struct Reply){.status = 303, .next = address, .cookie = r->reply.cookie,
                              .type = "text/plain; charset=utf-8", .body = {"", 0}};
}

void reply_text(Request *r, const char *type, const char *text) {
    r->reply = (struct Reply){.status = 200, .type = type, .body = {text, strlen(text)}};
}
