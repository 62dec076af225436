/* codebook.c - what the columns of an export mean: for catalogues and programs as
 * DDI-Codebook, for people as a text.
 *
 * source   DDI-Codebook 2.5 (ddialliance.org): the order of elements is that of its schema */
#include "survey/results.h"

#include <inttypes.h>
#include <string.h>

/* ---- XML ---- */

static void put_text(Buf *b, const char *s) {
    for (; *s; s++)
        if (*s == '<') buf_text(b, "&lt;");
        else if (*s == '>') buf_text(b, "&gt;");
        else if (*s == '&') buf_text(b, "&amp;");
        else if (*s == '"') buf_text(b, "&quot;");
        else buf_add(b, s, 1);
}

static void put_element(Buf *b, const char *name, const char *text) {
    buf_print(b, "<%s>", name);
    put_text(b, text);
    buf_print(b, "</%s>", name);
}

/* ---- the study ---- */

static void put_study(Ctx *c, const ResultPlan *p, Buf *b) {
    const Survey *s = p->s;
    buf_text(b, "<stdyDscr><citation><titlStmt>");
    put_element(b, "titl", s->title);
    put_element(b, "IDNo", s->address);
    buf_text(b, "</titlStmt><rspStmt>");
    put_element(b, "AuthEnty", unit_name(c, s->unit));
    buf_text(b, "</rspStmt></citation><stdyInfo>");
    put_element(b, "abstract", s->why);
    buf_print(b, "<sumDscr><collDate event=\"start\" date=\"%s\"/>"
                 "<collDate event=\"end\" date=\"%s\"/>", s->since, day_add(c->a, s->until, -1));
    put_element(b, "anlyUnit", tr(c, "results.unit.answer"));
    buf_text(b, "</sumDscr></stdyInfo><method><dataColl>");
    put_element(b, "collMode", tr(c, p->open ? "survey.mode.public" : "survey.mode.interview"));
    put_element(b, "weight", tr(c, "results.unweighted"));
    buf_text(b, "</dataColl></method><dataAccs><useStmt>");
    put_element(b, "confDec", tr(c, p->open ? "results.conf.open" : "results.conf.interview"));
    put_element(b, "conditions", trf(c, "results.conf.until", V(text_day(c, s->expires))));
    buf_text(b, "</useStmt></dataAccs></stdyDscr>");
}

/* ---- files and variables ---- */

static void put_file(const ResultPlan *p, int t, const OutFile *f, Buf *b) {
    const ResultTable *k = &p->table[t];
    buf_print(b, "<fileDscr ID=\"F%d\"><fileTxt>", t + 1);
    put_element(b, "fileName", f ? f->name : k->name);
    put_element(b, "fileCont", k->label);
    buf_text(b, "<dimensns>");
    if (f) buf_print(b, "<caseQnty>%" PRId64 "</caseQnty>", f->rows);
    buf_print(b, "<varQnty>%d</varQnty></dimensns></fileTxt>", k->columns);
    if (f && f->hash) {
        buf_text(b, "<notes type=\"checksum\" subject=\"SHA-256\">");
        put_text(b, f->hash);
        buf_text(b, "</notes>");
    }
    buf_text(b, "</fileDscr>");
}

static void put_codes(const ResultPlan *p, const Codes *k, Buf *b) {
    bool numbers = strcmp(p->ask.as, "sav") == 0 || strcmp(p->ask.as, "dta") == 0;
    for (int i = 0; i < k->n; i++) {
        char number[24];
        snprintf(number, sizeof number, "%d", k->code[i].code);
        buf_print(b, "<catgry%s>", k->code[i].gone ? " missing=\"Y\"" : "");
        put_element(b, "catValu", numbers ? number : k->code[i].value);
        put_element(b, "labl", k->code[i].label);
        buf_text(b, "</catgry>");
    }
}

static void put_variable(Ctx *c, const ResultPlan *p, int t, const ResultColumn *k, Buf *b) {
    bool discrete = k->kind == RESULT_CODE || k->kind == RESULT_MARK;
    bool number = k->kind == RESULT_NUMBER || k->kind == RESULT_MARK;
    buf_print(b, "<var ID=\"F%d_%s\" name=\"%s\" files=\"F%d\" intrvl=\"%s\">", t + 1, k->name,
              k->name, t + 1, discrete ? "discrete" : "contin");
    put_element(b, "labl", k->label);
    if (k->of) {
        buf_text(b, "<qstn>");
        put_element(b, "qstnLit", k->of->label);
        buf_text(b, "</qstn>");
    }
    if (k->kind == RESULT_CODE) put_codes(p, &k->of->codes, b);
    if (k->of) {
        buf_text(b, "<derivation>");
        put_element(b, "drvdesc", trf(c, "results.of.question", V(k->of->name),
                                      V(k->of->versions)));
        buf_text(b, "</derivation>");
    }
    buf_print(b, "<varFormat type=\"%s\"/></var>", number || discrete ? "numeric" : "character");
}

static const OutFile *file_of(const OutFiles *files, int t) {
    const OutFile *f = files ? files->first : NULL;
    while (f && t-- > 0) f = f->next;
    return f;
}

void codebook_put(Ctx *c, const ResultPlan *p, const OutFiles *files, Buf *b) {
    bool book = strcmp(p->ask.as, "xlsx") == 0; /* one file, a sheet for each table */
    buf_print(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                 "<codeBook xmlns=\"ddi:codebook:2_5\" version=\"2.5\" xml:lang=\"%s\">",
              c->lang == LANG_EN ? "en" : "vi");
    put_study(c, p, b);
    for (int t = 0; t < p->tables; t++) put_file(p, t, file_of(files, book ? 0 : t), b);
    buf_text(b, "<dataDscr>");
    for (int t = 0; t < p->tables; t++)
        for (int i = 0; i < p->table[t].columns; i++)
            put_variable(c, p, t, &p->table[t].column[i], b);
    buf_text(b, "</dataDscr></codeBook>\n");
}

/* ---- the text beside the files ---- */

static void put_line(Buf *b, const char *text) {
    buf_text(b, text);
    buf_text(b, "\r\n");
}

void notes_put(Ctx *c, const ResultPlan *p, const OutFiles *files, Buf *b) {
    buf_text(b, "\xEF\xBB\xBF");
    put_line(b, p->s->title);
    put_line(b, trf(c, "results.notes.made", V(unit_name(c, p->s->unit)),
                    V(text_day(c, c->today))));
    put_line(b, "");
    for (const OutFile *f = files->first; f; f = f->next)
        if (f->columns)
            put_line(b, trf(c, "results.notes.file", V(f->name), V(f->rows), V(f->columns),
                            V(f->hash)));
    put_line(b, "");
    put_line(b, tr(c, "results.unweighted"));
    put_line(b, tr(c, p->open ? "results.conf.open" : "results.conf.interview"));
    put_line(b, trf(c, "results.conf.until", V(text_day(c, p->s->expires))));
    if (p->tables > 1) put_line(b, tr(c, "results.notes.key"));
    if (!p->ask.rejected) put_line(b, tr(c, "results.notes.rejected"));
    if (!p->ask.exact) put_line(b, tr(c, "results.notes.places"));
    if (p->sealed) put_line(b, trf(c, "results.notes.sealed", V(p->sealed)));
    if (p->unread) put_line(b, trf(c, "results.notes.unread", V(p->unread)));
}
