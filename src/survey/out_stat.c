/* out_stat.c - tables of answers as files of SPSS and Stata, by ReadStat.
 *
 * Choices are numbers with labels.  An answer that is none ("không trả lời", "không biết") is
 * declared missing: in SPSS it keeps its number, in Stata it is .r or .d, each with its label;
 * a question that the version did not have is .n in Stata, and empty in SPSS.  Days are days of
 * the program.  A number that is none is empty, and counted: the notes beside the file tell. */
#include "survey/results.h"

#include <math.h>
#include <readstat.h>
#include <stdlib.h>
#include <string.h>

enum { SAV_TEXT_MAX = 32767, DTA_TEXT_MAX = 2045, SPSS_MISSING = 3 };

typedef struct StatTable {
    readstat_writer_t    *w;
    readstat_variable_t **v;
    OutFile              *f;
} StatTable;
typedef struct Stat {
    const Ctx  *c;
    ResultPlan *p;
    Arena      *a;
    bool        stata;
    StatTable   table[RESULT_TABLES_MAX];
    char        text[SAV_TEXT_MAX + 1];
} Stat;

static ssize_t write_bytes(const void *p, size_t n, void *arg) {
    out_add(arg, p, n);
    return (ssize_t)n;
}

/* At most so many bytes, whole letters, with … where something is left out. */
static const char *cut(Arena *a, const char *s, size_t most) {
    size_t n = strlen(s);
    if (n <= most) return s;
    for (n = most - 3; n && (s[n] & 0xC0) == 0x80; n--) {}
    return arena_print(a, "%.*s…", (int)n, s);
}

/* ---- variables ---- */

static readstat_label_set_t *labels_of(Stat *s, readstat_writer_t *w, const ResultColumn *k) {
    const Codes          *codes = &k->of->codes;
    readstat_label_set_t *set = readstat_add_label_set(w, READSTAT_TYPE_DOUBLE, k->name);
    for (int i = 0; i < codes->n; i++) {
        const Code *o = &codes->code[i];
        const char *label = cut(s->a, o->label, s->stata ? 240 : 120);
        if (s->stata && o->gone) continue;
        readstat_label_double_value(set, o->code, label);
    }
    for (int i = 0; s->stata && i < codes->n; i++) { /* of each kind the first has the words */
        const Code *o = &codes->code[i];
        bool        told = false;
        for (int j = 0; j < i; j++) told = told || codes->code[j].gone == o->gone;
        if (o->gone && !told)
            readstat_label_tagged_value(set, o->gone, cut(s->a, o->label, 240));
    }
    if (s->stata && s->p->versions > 1)
        readstat_label_tagged_value(set, 'n', tr(s->c, "results.missing.version"));
    return set;
}

/* SPSS takes three; of more the first. */
static void declare_missing(const Codes *k, readstat_variable_t *v) {
    int n = 0;
    for (int i = 0; i < k->n && n < SPSS_MISSING; i++)
        if (k->code[i].gone && n++ < SPSS_MISSING)
            readstat_variable_add_missing_double_value(v, k->code[i].code);
}

static readstat_variable_t *add_variable(Stat *s, readstat_writer_t *w, const ResultColumn *k) {
    bool   text = k->kind == RESULT_TEXT, longs = text && s->stata && k->width > DTA_TEXT_MAX;
    size_t width = text && !longs ? (k->width ? k->width : 1) : 0;
    readstat_variable_t *v = readstat_add_variable(
        w, k->name, longs ? READSTAT_TYPE_STRING_REF
                    : text ? READSTAT_TYPE_STRING : READSTAT_TYPE_DOUBLE, width);
    readstat_variable_set_label(v, cut(s->a, k->label, s->stata ? 80 : 240));
    if (k->kind == RESULT_DAY) readstat_variable_set_format(v, s->stata ? "%td" : "EDATE10");
    if (k->kind == RESULT_MARK) readstat_variable_set_format(v, s->stata ? "%8.0g" : "F1.0");
    if (k->kind == RESULT_CODE) {
        readstat_variable_set_format(v, s->stata ? "%8.0g" : "F8.0");
        readstat_variable_set_measure(v, READSTAT_MEASURE_NOMINAL);
        readstat_variable_set_label_set(v, labels_of(s, w, k));
        if (!s->stata) declare_missing(&k->of->codes, v);
    }
    return v;
}

/* ---- values ---- */

static bool number_of(Cut v, double *out) {
    char buf[64], *end;
    if (v.n >= sizeof buf) return false;
    memcpy(buf, v.s, v.n);
    buf[v.n] = '\0';
    *out = strtod(buf, &end);
    return v.n && !*end && isfinite(*out) && strspn(buf, "0123456789.-+eE") == v.n;
}

/* Seconds since 14 October 1582 in SPSS, days since 1960 in Stata. */
static bool day_of_program(const Stat *s, Cut v, double *out) {
    char day[DAY_BYTES];
    if (v.n < DAY_BYTES - 1) return false;
    memcpy(day, v.s, DAY_BYTES - 1);
    day[DAY_BYTES - 1] = '\0';
    if (!date_ok(day)) return false;
    int64_t n = day_number(day);
    *out = s->stata ? (double)(n + 3653) : (double)(n + 141428) * 86400;
    return true;
}

static readstat_error_t put_text(Stat *s, StatTable *t, readstat_variable_t *v,
                                 const ResultColumn *k, Cut value) {
    if (value.n > SAV_TEXT_MAX) return READSTAT_ERROR_STRING_VALUE_IS_TOO_LONG;
    memcpy(s->text, value.s, value.n);
    s->text[value.n] = '\0';
    if (s->stata && k->width > DTA_TEXT_MAX)
        return readstat_insert_string_ref(t->w, v, readstat_add_string_ref(t->w, s->text));
    return readstat_insert_string_value(t->w, v, s->text);
}

static readstat_error_t put_code(Stat *s, StatTable *t, readstat_variable_t *v,
                                 const ResultColumn *k, Cut value) {
    int i = codes_find(&k->of->codes, value.s, value.n);
    if (i < 0) return READSTAT_ERROR_VALUE_TYPE_MISMATCH; /* it came after it was measured */
    const Code *o = &k->of->codes.code[i];
    if (s->stata && o->gone) return readstat_insert_tagged_missing_value(t->w, v, o->gone);
    return readstat_insert_double_value(t->w, v, o->code);
}

static readstat_error_t put_value(Stat *s, StatTable *t, readstat_variable_t *v,
                                  const ResultColumn *k, Cut value) {
    double r;
    if (!value.n && k->kind == RESULT_TEXT) return readstat_insert_string_value(t->w, v, "");
    if (!value.n && value.s && s->stata) return readstat_insert_tagged_missing_value(t->w, v, 'n');
    if (!value.n) return readstat_insert_missing_value(t->w, v);
    if (k->kind == RESULT_TEXT) return put_text(s, t, v, k, value);
    if (k->kind == RESULT_CODE) return put_code(s, t, v, k, value);
    if (k->kind == RESULT_DAY ? day_of_program(s, value, &r) : number_of(value, &r))
        return readstat_insert_double_value(t->w, v, r);
    s->p->unread++;
    return readstat_insert_missing_value(t->w, v);
}

static Err stat_row(void *arg, const ResultPlan *p, int table, const Cut *v) {
    Stat              *s = arg;
    StatTable         *t = &s->table[table];
    const ResultTable *tab = &p->table[table];
    readstat_error_t   bad = readstat_begin_row(t->w);
    t->f->rows++;
    for (int i = 0; i < tab->columns && !bad; i++)
        bad = put_value(s, t, t->v[i], &tab->column[i], v[i]);
    if (!bad) bad = readstat_end_row(t->w);
    if (bad == READSTAT_ERROR_STRING_VALUE_IS_TOO_LONG) return "results.text.long";
    return bad ? "results.changed" : NULL; /* somebody has edited an answer meanwhile */
}

static Err stat_close(Writer *w) {
    Stat *s = w->own;
    Err   e = NULL;
    for (int t = 0; t < w->p->tables; t++) {
        StatTable *k = &s->table[t];
        if (readstat_end_writing(k->w) && !e) e = "results.changed";
        readstat_writer_free(k->w);
        Err bad = out_close(k->f);
        if (!e) e = bad;
    }
    return e;
}

/* ---- open ---- */

static Err begin_table(Ctx *c, Stat *s, OutFiles *k, int i, const char *name) {
    ResultTable *tab = &s->p->table[i];
    StatTable   *t = &s->table[i];
    t->f = out_new(k, arena_print(c->a, "%s.%s", name, s->stata ? "dta" : "sav"));
    if (!t->f) return "file.sheet.place";
    t->f->columns = tab->columns;
    t->w = readstat_writer_init();
    if (!t->w) fatal("no memory for a file of statistics");
    readstat_set_data_writer(t->w, write_bytes);
    readstat_writer_set_file_label(t->w, cut(c->a, s->p->s->title, s->stata ? 80 : 60));
    readstat_writer_set_file_timestamp(t->w, (time_t)(c->now / 1000));
    t->v = arena_take(c->a, (size_t)(tab->columns + 1) * sizeof(readstat_variable_t *));
    for (int j = 0; j < tab->columns; j++) {
        if (tab->column[j].width > SAV_TEXT_MAX) return "results.text.long";
        t->v[j] = add_variable(s, t->w, &tab->column[j]);
    }
    if (!s->stata) readstat_writer_set_compression(t->w, READSTAT_COMPRESS_ROWS);
    readstat_error_t bad = s->stata
        ? readstat_begin_writing_dta(t->w, t->f, (long)tab->rows)
        : readstat_begin_writing_sav(t->w, t->f, (long)tab->rows);
    if (bad) log_line("survey: %s", readstat_error_message(bad));
    return bad ? "results.changed" : NULL;
}

Err out_stat(Ctx *c, ResultPlan *p, OutFiles *k, Writer *w) {
    Stat *s = arena_new(c->a, Stat);
    Names names = {.a = c->a};
    Err   e = NULL;
    *s = (Stat){.c = c, .p = p, .a = c->a, .stata = strcmp(p->ask.as, "dta") == 0};
    *w = (Writer){p, stat_row, stat_close, s};
    for (int t = 0; t < p->tables && !e; t++)
        e = begin_table(c, s, k, t, name_take(&names, p->table[t].name, NULL));
    for (int t = 0; t < p->tables && e; t++)
        if (s->table[t].w) readstat_writer_free(s->table[t].w);
    return e;
}
