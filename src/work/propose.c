/* propose.c - proposed tasks: asked for, looked at, confirmed. */
#include "work/propose_words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { YEARS_MAX = 3 /* from today */ };

static Err check(Ctx *c, const Proposal *p) {
    const Document *d = p->document ? document_get(c, p->document) : NULL;
    if (p->document && !d) return "propose.symbol.unknown";
    if (p->kind == PROPOSAL_PLAN) {
        int64_t year = atoi(c->today);
        if (!d) return "propose.symbol.missing";
        return p->year < year - YEARS_MAX || p->year > year + YEARS_MAX ? "propose.year.range"
                                                                        : NULL;
    }
    if (strlen(p->text) > PROPOSAL_TEXT_MAX) return "propose.text.long";
    return text_blank(p->text) && (!d || text_blank(d->body)) ? "propose.text.missing" : NULL;
}

/* What somebody pasted is kept for no longer than it may be wanted. */
static Err forget(Ctx *c, void *arg) {
    (void)arg;
    return db_exec(c, "DELETE FROM proposal WHERE done IS NULL AND at < $1",
                   V(c->now - PROPOSAL_KEPT_DAYS * (int64_t)DAY_MS));
}

static Err forget_run(Ctx *c, Job *j) {
    (void)j;
    return db_write(c, forget, NULL);
}

const JobKind propose_jobs[] = {
    {"propose.job.forget", forget_run, DAY_MS, 4 * HOUR_MS},
    {0}
};

Err proposal_add(Ctx *c, Proposal *p) {
    Err e = check(c, p);
    if (!e) e = db_int(c, &p->id, "INSERT INTO proposal (kind, document, year, text, at, who, n)"
                                  " VALUES ($1, $2, $3, $4, $5, $6, 0) RETURNING id",
                       V((int)p->kind), val_ref(p->document), V(p->year),
                       V(text_blank(p->text) ? "" : p->text), V(c->now), V(c->who));
    if (e) return e;
    Deed d = {.what = "propose.deed.asked", .subject = "proposal", .id = p->id};
    if (p->document)
        deed_change(c, &d, "document", "", arena_print(c->a, "%" PRId64, p->document));
    return audit_note(c, &d);
}

Proposal *proposal_get(Ctx *c, int64_t id) {
    Proposal *p = NULL;
    Rows q = db_query(c, "SELECT id, kind, document, year, text, at, who, done, n FROM proposal"
                         " WHERE id = $1 AND who = $2", V(id), V(c->who));
    while (db_next(&q)) {
        p = arena_new(c->a, Proposal);
        *p = (Proposal){.id = row_int(&q, 0), .kind = (ProposalKind)row_int(&q, 1),
                        .document = row_int(&q, 2), .year = row_int(&q, 3), .text = row_text(&q, 4),
                        .at = row_int(&q, 5), .who = row_int(&q, 6), .done = row_int(&q, 7),
                        .n = row_int(&q, 8)};
    }
    return p;
}

/* ---- what it proposes ---- */

/* Names as they are found again, days as people write them. */
static void write_out(Ctx *c, Import *names, Proposed *p) {
    if (p->t.lead) p->lead = import_name(c, names, IMPORT_UNIT, p->t.lead);
    if (p->t.answerable)
        p->answerable = import_name(c, names, IMPORT_PERSON, p->t.answerable);
    if (p->t.due) p->due = text_day_typed(c, p->t.due);
}

Proposed *proposal_list(Ctx *c, const Proposal *p, int *others) {
    const Document *d = p->document ? document_get(c, p->document) : NULL;
    Import          names = {0};
    bool            own = text_blank(p->text);
    *others = 0;
    Proposed *list = p->kind == PROPOSAL_PLAN
        ? propose_from_plan(c, p->document, p->year)
        : propose_from_text(c, own && d ? d->body : p->text, d ? d->day : c->today, others);
    for (Proposed *k = list; k; k = k->next) {
        if (p->kind == PROPOSAL_TEXT) k->t.document = p->document;
        k->lost = p->kind == PROPOSAL_TEXT && d && !own && !clause_holds(c, d->body, k->t.quote);
        write_out(c, &names, k);
    }
    return list;
}

/* ---- what was typed ---- */

static const char *typed(Ctx *c, const Form *f, const char *field, int n) {
    return form_text(f, arena_print(c->a, "%s.%d", field, n));
}

static Err find(Ctx *c, Import *names, ImportOf of, const char *name, Err unknown, Err many,
                int64_t *id) {
    *id = text_blank(name) ? 0 : import_find(c, names, of, name);
    if (text_blank(name)) return NULL;
    return *id > 0 ? NULL : *id < 0 ? many : unknown;
}

static Err read_card(Ctx *c, const Form *f, Import *names, Proposed *p) {
    p->t.work = typed(c, f, "work", p->n);
    p->t.product = typed(c, f, "product", p->n);
    p->t.note = typed(c, f, "note", p->n);
    p->lead = typed(c, f, "lead", p->n);
    p->answerable = typed(c, f, "answerable", p->n);
    p->due = typed(c, f, "due", p->n);
    p->t.due = NULL;
    Err e = find(c, names, IMPORT_UNIT, p->lead, "import.lead.unknown", "import.lead.many",
                 &p->t.lead);
    if (!e) e = find(c, names, IMPORT_PERSON, p->answerable, "import.answerable.unknown",
                     "import.answerable.many", &p->t.answerable);
    if (!e && !text_blank(p->due) && text_day_parse(c, p->due, &p->t.due)) e = "task.due.bad";
    return e;
}

int proposed_typed(Ctx *c, const Form *f, Proposed *list) {
    Import  names = {0};
    Drafts *d = drafts_open(c);
    int     ticked = 0;
    for (Proposed *p = list; p; p = p->next) {
        Err e = read_card(c, f, &names, p);
        p->ticked = *typed(c, f, "pick", p->n);
        if (!p->ticked) continue;
        ticked++;
        p->err = e ? e : drafts_check(c, d, &p->t);
    }
    return ticked;
}

/* ---- confirmed ---- */

Err proposal_store(Ctx *c, const Proposal *p, Proposed *list) {
    Drafts *d = drafts_open(c);
    int     n = 0;
    Err     e = p->done ? "propose.done.twice" : NULL;
    for (const Proposed *k = list; k && !e; k = k->next)
        if (k->ticked && k->err) e = "propose.row.wrong";
    for (Proposed *k = list; k && !e; k = k->next)
        if (k->ticked) e = drafts_add(c, d, &k->t), n++;
    if (!e && !n) e = "propose.pick.none";
    if (!e) e = drafts_close(c, d);
    if (!e) e = db_exec(c, "UPDATE proposal SET done = $2, n = $3, text = '' WHERE id = $1"
                           " AND done IS NULL", V(p->id), V(c->now), V(n));
    if (e) return e;
    Deed deed = {.what = "propose.deed.done", .subject = "proposal", .id = p->id};
    deed_change(c, &deed, "rows", "", arena_print(c->a, "%d", n));
    return audit_note(c, &deed);
}
