/* json.c - JSON, written from the start to the end. */
#include "api/parts.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <time.h>

Json json_new(Ctx *c) { return (Json){.b = {.a = c->a}}; }

static void before(Json *j) {
    if (j->after) buf_text(&j->b, ",");
    j->after = true;
}

void json_open(Json *j, char bracket) {
    before(j);
    buf_add(&j->b, &bracket, 1);
    j->after = false;
}

void json_close(Json *j, char bracket) {
    buf_add(&j->b, &bracket, 1);
    j->after = true;
}

/* All that is not ASCII goes as it is, in UTF-8; what HTML reads as a tag does not, should
 * anybody ever paste it there. */
static void put_text(Buf *b, const char *s) {
    buf_text(b, "\"");
    for (; *s; s++) {
        size_t plain = 0;
        while (s[plain] && (unsigned char)s[plain] >= ' ' && !strchr("\"\\<", s[plain])) plain++;
        buf_add(b, s, plain);
        s += plain;
        if (!*s) break;
        if (*s == '"' || *s == '\\') buf_print(b, "\\%c", *s);
        else if (*s == '\n') buf_text(b, "\\n");
        else buf_print(b, "\\u%04x", (unsigned)(unsigned char)*s);
    }
    buf_text(b, "\"");
}

void json_name(Json *j, const char *name) {
    before(j);
    put_text(&j->b, name);
    buf_text(&j->b, ":");
    j->after = false;
}

void json_text(Json *j, const char *s) {
    before(j);
    if (s) put_text(&j->b, s);
    else buf_text(&j->b, "null");
}

void json_int(Json *j, int64_t n) {
    before(j);
    buf_print(&j->b, "%" PRId64, n);
}

void json_real(Json *j, double x) {
    before(j);
    if (isfinite(x)) buf_print(&j->b, "%.15g", x);
    else buf_text(&j->b, "null");
}

void json_yes(Json *j, bool yes) {
    before(j);
    buf_text(&j->b, yes ? "true" : "false");
}

void json_pair(Json *j, const char *name, const char *text) {
    json_name(j, name);
    json_text(j, text);
}

const char *json_instant(Ctx *c, int64_t ms) {
    struct tm tm;
    char      text[40];
    time_t    s = (time_t)(ms / 1000);
    gmtime_r(&s, &tm);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
    return arena_print(c->a, "%s.%03dZ", text, (int)(ms % 1000));
}

const char *json_end(Json *j) {
    buf_text(&j->b, "\n");
    return j->b.s;
}
