/* finding_page.c - one task that was drawn: the inspector's form, made for a phone, and what
 * others read and do about it. */
#include "inspect/pages.h"
#include "inspect/parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DEEDS_MAX = 30 };

static Err read_page(Ctx *c, Request *r, FindingPage *p) {
    Finding *f = finding_get(c, request_id(r));
    if (!f) return "http.missing";
    *p = (FindingPage){.it = f, .i = inspection_read(c, f->inspection), .t = task_get(c, f->task),
                       .unit = unit_name(c, f->unit), .files = finding_files(c, f->id),
                       .verdicts = round_choices(c, verdict_choices),
                       .answers = round_choices(c, answer_choices)};
    p->n = finding_lines(c, f, p->i, p->line);
    p->effect = !text_blank(p->t->product) ? p->t->product : p->t->indicator;
    if (f->who) p->who = staff_name(c, f->who);
    if (f->replier) p->replier = staff_name(c, f->replier);
    p->edits = round_is(p->i, "running") && inspection_may(c, p->i);
    return NULL;
}

/* To the round, for who may know of it. */
static void trail(Ctx *c, Request *r, const FindingPage *p) {
    round_trail(c, r, inspection_knows(c, p->i) ? p->i : NULL);
}

static Err show(Ctx *c, Request *r, const Form *form) {
    FindingPage p;
    Err e = read_page(c, r, &p);
    if (e) return e;
    const Task *made = p.it->task_made ? task_get(c, p.it->task_made) : NULL;
    if (made && task_sees(c, made)) p.made = made;
    p.f = form;
    p.replies = *p.it->verdict && finding_reports(c, p.it);
    p.drafts = !made && !text_blank(p.it->fix) && request_may(r, RIGHT_ISSUE);
    p.reopens = strcmp(p.it->verdict, "false") == 0 && !task_may(c, p.t, ACT_REOPEN);
    p.deeds = deed_lines(c, r, audit_history(c, "finding", p.it->id, DEEDS_MAX));
    trail(c, r, &p);
    reply_page(r, tr(c, "finding.title"), finding_html(c, &p));
    return NULL;
}

Err finding_page(Ctx *c, Request *r) { return show(c, r, request_form(c, r)); }

/* ---- The form ---- */

static const ClashField *stored_fields(Ctx *c, const FindingPage *p) {
    const Finding *f = p->it;
    ClashField    *s = arena_take(c->a, (size_t)(2 * p->n + 5) * sizeof *s);
    int            k = 0;
    s[k++] = (ClashField){.name = "verdict", .label = tr(c, "finding.verdict"),
                          .value = f->verdict, .choices = p->verdicts};
    s[k++] = (ClashField){.name = "words", .label = tr(c, "finding.words"), .value = f->words};
    s[k++] = (ClashField){.name = "seen", .label = tr(c, "finding.seen"),
                          .value = text_day_typed(c, f->seen ? f->seen : c->today)};
    s[k++] = (ClashField){.name = "fix", .label = tr(c, "finding.fix"), .value = f->fix};
    for (int j = 0; j < p->n; j++) {
        s[k++] = (ClashField){.name = arena_print(c->a, "answer.%d", j + 1),
                              .label = p->line[j].question, .value = p->line[j].answer,
                              .choices = p->answers};
        s[k++] = (ClashField){.name = arena_print(c->a, "note.%d", j + 1),
                              .label = p->line[j].question, .value = p->line[j].note};
    }
    return s;
}

Err finding_edit_page(Ctx *c, Request *r) {
    FindingPage p;
    Err e = read_page(c, r, &p);
    if (!e && !inspection_may(c, p.i)) e = "http.forbidden";
    if (!e && !p.edits) e = "inspection.stage.other";
    if (e) return e;
    const Clash k = clash_meet(c, request_form(c, r), p.it->version, stored_fields(c, &p));
    p.f = k.form;
    p.k = &k;
    trail(c, r, &p);
    reply_page(r, tr(c, "finding.title"), finding_form_html(c, &p));
    return NULL;
}

static Err keep_files(Ctx *c, const Request *r, Found *now) {
    int64_t *ids;
    int      n = 0;
    Err      e = NULL;
    for (const Upload *u = r->uploads; u; u = u->next) n++;
    now->files = ids = arena_take(c->a, (size_t)(n + 1) * sizeof *ids);
    for (const Upload *u = r->uploads; u && !e; u = u->next)
        e = upload_keep(c, u, &ids[now->nfiles++]);
    return e;
}

Err finding_edit_post(Ctx *c, Request *r) {
    FindingPage p;
    const char *answer[LINES_MAX], *note[LINES_MAX];
    Found now = {.verdict = form_text(&r->form, "verdict"), .words = form_text(&r->form, "words"),
                 .fix = form_text(&r->form, "fix"), .answer = answer, .note = note};
    Err e = read_page(c, r, &p);
    if (!e) e = clash_check(&r->form, p.it->version);
    if (e) return e;
    for (int k = 0; k < p.n; k++) {
        answer[k] = form_text(&r->form, arena_print(c->a, "answer.%d", k + 1));
        note[k] = form_text(&r->form, arena_print(c->a, "note.%d", k + 1));
    }
    if (!text_blank(form_text(&r->form, "seen")))
        e = round_day(c, &r->form, "seen", "finding.seen.missing", &now.seen);
    if (!e) e = keep_files(c, r, &now);
    if (!e) e = finding_put(c, p.it, &now);
    if (!e) reply_done(r, round_address(c, p.i->id), "finding.done");
    return e;
}

/* ---- Files, reply, task ---- */

Err finding_file_page(Ctx *c, Request *r) {
    const char    *n = request_part(r, "n");
    const Finding *f = finding_get(c, request_id(r));
    int64_t        file = f ? finding_file(c, f->id, strtoll(n, NULL, 10)) : 0;
    return file ? reply_file(c, r, file) : "http.missing";
}

Err finding_drop_post(Ctx *c, Request *r) {
    const Finding *f = finding_get(c, request_id(r));
    if (!f) return "http.missing";
    Err e = finding_file_drop(c, f, form_number(&r->form, "file"));
    if (!e) reply_done(r, finding_address(c, f->id), "finding.done.file");
    return e;
}

Err finding_reply_post(Ctx *c, Request *r) {
    const Finding *f = finding_get(c, request_id(r));
    if (!f) return "http.missing";
    Err e = finding_reply(c, f, form_text(&r->form, "reply"));
    if (!e) reply_done(r, finding_address(c, f->id), "finding.done.reply");
    return e;
}

Err finding_task_post(Ctx *c, Request *r) {
    int64_t        task;
    const Finding *f = finding_get(c, request_id(r));
    if (!f) return "http.missing";
    Err e = finding_task(c, f, &task);
    if (!e) reply_done(r, arena_print(c->a, "/task/%" PRId64, task), "finding.done.task");
    return e;
}
