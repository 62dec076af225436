/* papers.c - a brief for a word processor, and its rows as a spreadsheet. */
#include "brief/papers.h"

#include "config/config.h"
#include "exchange/exchange.h"
#include "file/file.h"
#include "text/text.h"

#include <unistd.h>

/* ---- DOCX ---- */

static void put_lines(Docx *d, const char *title, const BriefLine *l, const char *own) {
    docx_text(d, DOCX_HEAD2, title);
    for (; l; l = l->next) docx_text(d, DOCX_ITEM, l->text);
    if (*own) docx_text(d, DOCX_BODY, own);
}

static void put_units(const Ctx *c, Docx *d, const BriefFigures *f) {
    const DocxColumn column[] = {
        {tr(c, "brief.unit"), 34, false},     {tr(c, "brief.due"), 10, true},
        {tr(c, "brief.intime"), 10, true},   {tr(c, "brief.late"), 10, true},
        {tr(c, "brief.overdue"), 10, true},   {tr(c, "brief.rate.short"), 13, true},
        {tr(c, "brief.before"), 13, true}};
    docx_text(d, DOCX_HEAD2, tr(c, "brief.by.unit"));
    docx_table(d, column, 7);
    for (int i = 0; i < f->units; i++) {
        const BriefUnit  *u = &f->unit[i];
        const char *const cell[] = {
            u->name, text_int(c, u->now.due), text_int(c, u->now.in_time),
            text_int(c, u->now.late), text_int(c, u->now.overdue), brief_rate_text(c, &u->now),
            brief_rate_text(c, &u->before)};
        docx_row(d, 0, cell);
    }
    docx_table_end(d);
}

static void put_lates(const Ctx *c, Docx *d, const BriefView *v) {
    const DocxColumn column[] = {
        {tr(c, "brief.work"), 44, false}, {tr(c, "brief.lead"), 20, false},
        {tr(c, "brief.dueday"), 13, false}, {tr(c, "brief.cause"), 23, false}};
    docx_text(d, DOCX_HEAD2, tr(c, "brief.overdue.list"));
    if (!v->lates) {
        docx_text(d, DOCX_BODY, tr(c, "brief.why.none"));
        return;
    }
    docx_table(d, column, 4);
    for (int i = 0; i < v->lates; i++) {
        const BriefLateRow *r = &v->late[i];
        const char *const cell[] = {r->work, r->unit, text_day_typed(c, r->late->due),
                                    tr(c, brief_cause_key(r->late->cause))};
        docx_row(d, 0, cell);
    }
    docx_table_end(d);
    if (v->f->lates > v->lates)
        docx_text(d, DOCX_SMALL, trf(c, "brief.more.lates", V(v->f->lates - v->lates)));
}

Bytes brief_docx(Ctx *c, const BriefView *v) {
    const BriefFigures *f = v->f;
    const Brief        *b = v->b;
    Docx               *d = docx_new(c->a, v->title, c->lang == LANG_EN);
    docx_head(d, &(OfficialHead){
        .over = "", .issuer = b->office, .number = "", .nation = tr(c, "brief.paper.nation"),
        .motto = "", .kind = tr(c, "brief.paper.kind"), .about = v->title,
        .place = text_day_official(c, config_text(c, "office.place"), f->day)});
    const char *known = trf(c, "brief.known.at", V(text_moment(c, f->ask.known)));
    docx_text(d, DOCX_MIDDLE, arena_print(c->a, "%s · %s", f->unit_name, known));
    put_lines(d, tr(c, "brief.changed"), v->words.changed, b->changed);
    put_lines(d, tr(c, "brief.why"), v->words.why, b->why);
    put_lines(d, tr(c, "brief.sure"), v->words.sure, b->sure);
    put_lines(d, tr(c, "brief.unknown"), v->words.unknown, "");
    put_lines(d, tr(c, "brief.next"), v->words.next, b->next);
    put_units(c, d, f);
    put_lates(c, d, v);
    docx_text(d, DOCX_SMALL, tr(c, "brief.method.rate"));
    docx_text(d, DOCX_SMALL, trf(c, "brief.paper.hash", V(v->hash)));
    docx_foot(d, &(OfficialFoot){.copies_title = "", .copies = "",
                                 .post = tr(c, "brief.author"), .name = b->author_name});
    return docx_bytes(d);
}

/* ---- XLSX: a sheet for each table ---- */

enum { COUNT_COLUMNS = 11, LATE_COLUMNS = 6 };
typedef struct Heading { const char *key; SheetKind kind; int width; } Heading;

static const SheetColumn *columns_of(const Ctx *c, const Heading *from, int n) {
    SheetColumn *to = arena_take(c->a, (size_t)n * sizeof *to);
    for (int i = 0; i < n; i++)
        to[i] = (SheetColumn){tr(c, from[i].key), from[i].kind, from[i].width};
    return to;
}

/* first: key of what is counted */
static const SheetColumn *count_columns(const Ctx *c, const char *first) {
    const Heading column[COUNT_COLUMNS] = {
        {first, SHEET_TEXT, 60},           {"brief.issued", SHEET_NUMBER, 10},
        {"brief.due", SHEET_NUMBER, 10},   {"brief.intime", SHEET_NUMBER, 10},
        {"brief.late", SHEET_NUMBER, 10},  {"brief.overdue", SHEET_NUMBER, 10},
        {"brief.open", SHEET_NUMBER, 10},  {"brief.judged", SHEET_NUMBER, 12},
        {"brief.rate.short", SHEET_NUMBER, 12},
        {"brief.before.intime", SHEET_NUMBER, 14}, {"brief.before.judged", SHEET_NUMBER, 14}};
    return columns_of(c, column, COUNT_COLUMNS);
}

static Err put_count(Export *s, const char *name, const BriefCount *n, const BriefCount *was) {
    const Val v[COUNT_COLUMNS] = {V(name), V(n->issued), V(n->due), V(n->in_time), V(n->late),
                                  V(n->overdue), V(n->open), V(brief_judged(n)), V(brief_rate(n)),
                                  V(was->in_time), V(brief_judged(was))};
    return export_row(s, v);
}

static Err put_unit_rows(Export *s, const BriefFigures *f) {
    Err e = NULL;
    for (int i = 0; i < f->units && !e; i++)
        e = put_count(s, f->unit[i].name, &f->unit[i].now, &f->unit[i].before);
    return e;
}

static Err put_source_rows(Export *s, const BriefFigures *f) {
    Err e = NULL;
    for (int i = 0; i < f->sources && !e; i++)
        e = put_count(s, f->source[i].name, &f->source[i].now, &f->source[i].before);
    return e;
}

static Err put_late_rows(Ctx *c, Export *s, const BriefFigures *f) {
    Err e = NULL;
    for (int i = 0; i < f->lates && !e; i++) {
        const BriefLate *l = &f->late[i];
        const Val v[LATE_COLUMNS] = {
            V(known_work(c, f->ask.known, l->task)),
            V(brief_unit_name(c, &f->ask, f->day, l->lead)), V(l->due), V(l->days),
            V(tr(c, brief_cause_key(l->cause))),
            V(l->document ? known_source(c, f->ask.known, l->document) : "")};
        e = export_row(s, v);
    }
    return e;
}

static Err put_sheets(Ctx *c, Export *s, const BriefFigures *f) {
    const Heading late[LATE_COLUMNS] = {
        {"brief.work", SHEET_TEXT, 60},   {"brief.lead", SHEET_TEXT, 30},
        {"brief.dueday", SHEET_DAY, 12},  {"brief.sheet.days", SHEET_NUMBER, 10},
        {"brief.cause", SHEET_TEXT, 30},  {"brief.source", SHEET_TEXT, 30}};
    Err e = put_count(s, f->unit_name, &f->now, &f->was);
    if (!e) e = export_next(s, tr(c, "brief.sheet.units"), count_columns(c, "brief.unit"),
                            COUNT_COLUMNS);
    if (!e) e = put_unit_rows(s, f);
    if (!e) e = export_next(s, tr(c, "brief.sheet.sources"), count_columns(c, "brief.source"),
                            COUNT_COLUMNS);
    if (!e) e = put_source_rows(s, f);
    if (!e) e = export_next(s, tr(c, "brief.sheet.late"), columns_of(c, late, LATE_COLUMNS),
                            LATE_COLUMNS);
    return e ? e : put_late_rows(c, s, f);
}

/* All of a file that was just made, and has no name. */
static Err read_made(Ctx *c, Made made, Bytes *out) {
    char   *p = arena_take(c->a, (size_t)made.bytes + 1);
    ssize_t n = pread(made.fd, p, (size_t)made.bytes, 0);
    close(made.fd);
    *out = (Bytes){p, (size_t)made.bytes};
    return n == made.bytes ? NULL : "file.sheet.place";
}

Err brief_xlsx(Ctx *c, const BriefView *v, Bytes *out) {
    const char *words = arena_print(c->a, "%s · %s · SHA-256 %s", v->title, v->f->unit_name,
                                    v->hash);
    Export *s;
    Made    made;
    Err     e = export_open(c, SHEET_XLSX, tr(c, "brief.sheet.total"), words,
                            count_columns(c, "brief.total"), COUNT_COLUMNS, &s);
    if (e) return e;
    e = put_sheets(c, s, v->f);
    if (!e) e = export_close(s, &made);
    else export_drop(s);
    return e ? e : read_made(c, made, out);
}
