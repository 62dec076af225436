/* draft.c - what was answered so far, sealed into the page that asks on.
 *
 * The browser carries it; we cannot know who began.  Only the server's key opens it, it says
 * what it belongs to, and a copy of it is worth nothing but to go on from there. */
#include "survey/parts.h"

#include "crypt/crypt.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t *key_of(const Ctx *c, const Request *r) {
    return c->key ? c->key : r->http->key;
}

static const char *about_text(Ctx *c, const char *about) {
    return arena_print(c->a, "survey draft %s", about);
}

Draft draft_new(Ctx *c, int64_t version, int language) {
    uint8_t r[16];
    crypt_random(r, sizeof r);
    r[6] = (uint8_t)((r[6] & 15) | 0x40);
    r[8] = (uint8_t)((r[8] & 0x3f) | 0x80);
    const char *hex = hex_of(c->a, r, sizeof r);
    return (Draft){.version = version, .began = c->now, .language = language, .at = "",
                   .asked = "", .xml = "",
                   .code = arena_print(c->a, "uuid:%.8s-%.4s-%.4s-%.4s-%s", hex, hex + 8,
                                       hex + 12, hex + 16, hex + 20)};
}

const char *draft_seal(Ctx *c, const Request *r, const char *about, const Draft *d) {
    Buf b = {.a = c->a};
    buf_print(&b, "%" PRId64 "\n%" PRId64 "\n%d\n%d\n", d->version, d->began, d->language,
              d->seen);
    buf_text(&b, d->at);
    buf_text(&b, "\n");
    buf_text(&b, d->asked);
    buf_text(&b, "\n");
    buf_text(&b, d->code);
    buf_text(&b, "\n");
    buf_text(&b, d->xml);
    Bytes box = seal_with(c->a, key_of(c, r), about_text(c, about), (Bytes){b.s, b.len});
    return base64_of(c->a, box.p, box.n);
}

/* The line at *p, which goes on behind it. */
static char *line(char **p) {
    char *from = *p, *end = strchr(from, '\n');
    if (!end) return from + strlen(from);
    *end = '\0';
    *p = end + 1;
    return from;
}

Err draft_open(Ctx *c, const Request *r, const char *about, const char *sealed, Draft *out) {
    Bytes box, text;
    if (!sealed || base64_read(c->a, sealed, &box)) return "public.draft.stale";
    if (seal_open_with(c->a, key_of(c, r), about_text(c, about), box, &text))
        return "public.draft.stale";
    char *p = arena_part(c->a, text.p, text.n);
    *out = (Draft){.version = strtoll(line(&p), NULL, 10)};
    out->began = strtoll(line(&p), NULL, 10);
    out->language = (int)strtol(line(&p), NULL, 10);
    out->seen = *line(&p) == '1';
    out->at = line(&p);
    out->asked = line(&p);
    out->code = line(&p);
    out->xml = p;
    bool old = c->now - out->began > DRAFT_DAYS * (int64_t)DAY_MS;
    return old || out->began > c->now ? "public.draft.stale" : NULL;
}

int64_t draft_now(const Ctx *c, const Draft *d) {
    int64_t day = day_number(day_of(c->a, d->began)) * DAY_MS - ZONE_MS;
    return day + (c->now - d->began);
}
