/* demo_document.c - the documents of the demo office, from demo/documents.tsv; the words
 * of its own plan are those of demo/plan.tsv. */
#include "cli/demo.h"

enum { SYMBOL, KIND, ISSUER, SERIES, NUMBER, DAY, RECEIVED, ABSTRACT, CARRIES };
static const char plan[] = "05-KH/BTGTU";

int64_t demo_document(Ctx *c, const char *symbol) {
    int64_t id = 0;
    Rows    q = db_query(c, "SELECT id FROM document WHERE symbol = $1 AND symbol <> ''",
                         V(symbol));
    while (db_next(&q)) id = row_int(&q, 0);
    return id;
}

static Err find_one(Ctx *c, const Line *l, Document *d) {
    Err e = db_int(c, &d->kind, "SELECT coalesce(min(id), 0) FROM document_kind"
                                " WHERE grammar = 'party' AND name = $1", V(l->f[KIND]));
    if (!e) e = db_int(c, &d->issuer, "SELECT coalesce(min(id), 0) FROM document_issuer"
                                      " WHERE grammar = 'party' AND symbol = $1", V(l->f[ISSUER]));
    return e;
}

static const char *plan_text(Ctx *c) {
    Buf b = {.a = c->a};
    for (const char *const *s = table_plan; *s; s++) buf_print(&b, "%s\n", *s);
    return b.s;
}

static Err add(Ctx *c, const Line *l) {
    Document d = document_blank();
    Err      e = find_one(c, l, &d);
    d.number = demo_number(l->f[NUMBER]);
    d.series = d.number ? l->f[SERIES] : "";
    d.symbol = l->f[SYMBOL];
    d.day = l->f[DAY];
    d.received = *l->f[RECEIVED] ? l->f[RECEIVED] : NULL;
    d.abstract = l->f[ABSTRACT];
    if (text_same(d.symbol, plan)) d.body = plan_text(c);
    if (!e) e = document_put(c, NULL, &d);
    if (e || !*l->f[CARRIES]) return e;
    return relation_add(c, &(Relation){.doer = d.id, .done = demo_document(c, l->f[CARRIES]),
                                       .kind = "carries", .day = d.day, .note = ""});
}

Err demo_documents(Ctx *c) {
    Err e = NULL;
    c->who = demo_staff(c, "Bùi Thị Minh Họa");
    for (const char *const *s = table_documents; *s && !e; s++) {
        const Line l = demo_cut(c->a, *s);
        e = add(c, &l);
    }
    c->who = 0;
    return e;
}
