/* figures_file.c - the figures as JSON: one order, one way to write a number, so the same
 * figures are the same bytes.  Names stand beside the ids, so it can be read alone. */
#include "brief/brief.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void put_text(Buf *b, const char *s) {
    buf_text(b, "\"");
    for (; s && *s; s++) {
        if (*s == '"' || *s == '\\') buf_print(b, "\\%c", *s);
        else if ((unsigned char)*s < 0x20) buf_print(b, "\\u%04x", (unsigned)*s);
        else buf_add(b, s, 1);
    }
    buf_text(b, "\"");
}

static void put_named(Buf *b, const char *name, const char *s) {
    buf_print(b, ",\"%s\":", name);
    if (s) put_text(b, s);
    else buf_text(b, "null");
}

static void put_count(Buf *b, const char *name, const BriefCount *n) {
    buf_print(b, ",\"%s\":{\"issued\":%" PRId64 ",\"due\":%" PRId64 ",\"in_time\":%" PRId64
                 ",\"late\":%" PRId64 ",\"evidence_full\":%" PRId64 ",\"evidence_part\":%" PRId64
                 ",\"evidence_none\":%" PRId64 ",\"overdue\":%" PRId64 ",\"open\":%" PRId64
                 ",\"waiting\":%" PRId64 ",\"paused\":%" PRId64 ",\"judged\":%" PRId64 "}",
              name, n->issued, n->due, n->in_time, n->late, n->full, n->part, n->none, n->overdue,
              n->open, n->waiting, n->paused, brief_judged(n));
}

static void put_head(Buf *b, const BriefFigures *f) {
    buf_print(b, "{\"format\":\"namro.brief.2\",\"kind\":\"%s\",\"since\":\"%s\",\"until\":\"%s\","
                 "\"day\":\"%s\",\"before_since\":\"%s\",\"before_until\":\"%s\","
                 "\"known\":%" PRId64 ",\"unit\":%" PRId64,
              f->ask.kind->name, f->ask.period.since, f->ask.period.until, f->day,
              f->before.since, f->before.until, f->ask.known, f->ask.unit);
    put_named(b, "name", f->unit_name);
    put_count(b, "now", &f->now);
    put_count(b, "before", &f->was);
}

static void put_units(Buf *b, const BriefFigures *f) {
    buf_text(b, ",\n\"units\":[");
    for (int i = 0; i < f->units; i++) {
        const BriefUnit *u = &f->unit[i];
        buf_print(b, "%s\n{\"unit\":%" PRId64, i ? "," : "", u->unit);
        put_named(b, "name", u->name);
        buf_print(b, ",\"alone\":%s,\"asked\":%" PRId64 ",\"granted\":%" PRId64,
                  u->alone ? "true" : "false", u->asked, u->granted);
        put_count(b, "now", &u->now);
        put_count(b, "before", &u->before);
        buf_text(b, ",\"columns\":[");
        for (int k = 0; k < f->columns; k++)
            buf_print(b, "%s{\"until\":\"%s\",\"overdue\":%" PRId64 ",\"done\":%" PRId64 "}",
                      k ? "," : "", f->column[k], u->cell[k].overdue, u->cell[k].done);
        buf_text(b, "]}");
    }
    buf_text(b, "]");
}

static void put_sources(Buf *b, const BriefFigures *f) {
    buf_text(b, ",\n\"documents\":[");
    for (int i = 0; i < f->sources; i++) {
        buf_print(b, "%s\n{\"document\":%" PRId64, i ? "," : "", f->source[i].document);
        put_named(b, "name", f->source[i].name);
        put_count(b, "now", &f->source[i].now);
        put_count(b, "before", &f->source[i].before);
        buf_text(b, "}");
    }
    buf_text(b, "],\n\"periods\":[");
    for (int i = 0; i < f->trend; i++) {
        buf_print(b, "%s\n{\"since\":\"%s\",\"until\":\"%s\"", i ? "," : "",
                  f->past[i].period.since, f->past[i].period.until);
        put_count(b, "now", &f->past[i].n);
        buf_text(b, "}");
    }
    buf_text(b, "]");
}

static void put_late(Buf *b, const BriefFigures *f) {
    buf_text(b, ",\n\"overdue\":[");
    for (int i = 0; i < f->lates; i++) {
        const BriefLate *l = &f->late[i];
        buf_print(b, "%s\n{\"task\":%" PRId64 ",\"lead\":%" PRId64 ",\"document\":%" PRId64
                     ",\"due\":\"%s\",\"days\":%" PRId64 ",\"cause\":\"%s\""
                     ",\"extensions\":%" PRId64,
                  i ? "," : "", l->task, l->lead, l->document, l->due, l->days,
                  brief_cause_key(l->cause) + strlen("brief.cause."), l->extensions);
        put_named(b, "heard", l->day);
        buf_print(b, ",\"said\":%" PRId64 "}", l->said);
    }
    buf_text(b, "]");
}

static void put_extensions(Buf *b, const BriefFigures *f) {
    buf_print(b, ",\n\"asked\":%" PRId64 ",\"granted\":%" PRId64 ",\"refused\":%" PRId64
                 ",\"pending\":%" PRId64 ",\"stale\":%" PRId64 ",\"ahead_until\":\"%s\""
                 ",\"coming\":%" PRId64 ",\"unheard\":%" PRId64 ",\n\"extensions\":[",
              f->asked, f->granted, f->refused, f->pending, f->stale, f->ahead.until, f->coming,
              f->unheard);
    for (const KnownExtension *x = f->extension; x; x = x->next) {
        buf_print(b, "%s\n{\"task\":%" PRId64 ",\"asked\":%" PRId64 ",\"decided\":%" PRId64,
                  x == f->extension ? "" : ",", x->task, x->asked, x->decided);
        put_named(b, "was", x->was);
        put_named(b, "wanted", x->wanted);
        put_named(b, "granted", x->granted);
        put_named(b, "reason", x->reason);
        buf_text(b, "}");
    }
    buf_text(b, "]}\n");
}

static void put_share(Buf *b, const char *name, double x) {
    if (isnan(x)) buf_print(b, ",\"%s\":null", name);
    else buf_print(b, ",\"%s\":%.6f", name, x);
}

static void put_rounds(Buf *b, const BriefFigures *f) {
    buf_print(b, ",\n\"late_most\":%" PRId64 ",\"late_extended\":%" PRId64 ",\n\"inspections\":[",
              f->late_most, f->late_extended);
    for (int i = 0; i < f->rounds; i++) {
        const BriefInspection *r = &f->round[i];
        buf_print(b, "%s\n{\"inspection\":%" PRId64 ",\"unit\":%" PRId64 ",\"tasks\":%" PRId64
                     ",\"inspected\":%" PRId64 ",\"false\":%" PRId64 ",\"all\":%s",
                  i ? "," : "", r->id, r->unit, r->n, r->seen, r->bad, r->known ? "true" : "false");
        put_named(b, "since", r->since);
        put_named(b, "until", r->until);
        put_share(b, "share", r->share);
        put_share(b, "low", r->low);
        put_share(b, "high", r->high);
        buf_text(b, "}");
    }
    buf_text(b, "]");
}

Bytes brief_figures_file(Ctx *c, const BriefFigures *f) {
    Buf b = {.a = c->a};
    put_head(&b, f);
    put_units(&b, f);
    put_sources(&b, f);
    put_late(&b, f);
    put_rounds(&b, f);
    put_extensions(&b, f);
    return (Bytes){b.s, b.len};
}
