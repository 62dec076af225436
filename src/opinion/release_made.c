/* release_made.c - an edition: its page, its data and its figures, of what is stored now.
 *
 * All three come from the same tables, rounded alike: a file says no more than the page. */
#include "opinion/opinion.h"

#include "config/config.h"
#include "crypt/crypt.h"
#include "survey/app.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { SHARE_DIGITS = 3, NUMBER_DIGITS = 2 };

typedef struct Making {
    Ctx           *c;     /* in the language of the release */
    Stats         *st;
    const Release *r;
    Survey        *s;
    Poll           poll;
    PollTable     *table; /* [n], in the order of the questionnaire */
    LedgerEntry   *entry; /* [n] */
    int            n;
    double         widest; /* half of the widest interval of a share among everybody */
} Making;

/* ---- tables ---- */

static const ReleaseTable *wanted(const Release *r, const char *question) {
    const ReleaseTable *t = r->tables;
    while (t && strcmp(t->question, question) != 0) t = t->next;
    return t;
}

static void measure(Making *m, const PollTable *t) {
    if (t->item->kind == POLL_NUMBER) return;
    for (int i = 0; i < t->answers; i++) {
        const PollCell *k = poll_cell(t, 0, i);
        if (k->shown == SHOWN && (k->hi - k->lo) / 2 > m->widest) m->widest = (k->hi - k->lo) / 2;
    }
}

static Err make_tables(Making *m) {
    int asked = 0, items = 0;
    for (const ReleaseTable *t = m->r->tables; t; t = t->next) asked++;
    for (const PollItem *k = m->poll.items; k; k = k->next) items++;
    m->table = arena_take(m->c->a, (size_t)(items + 1) * sizeof *m->table);
    m->entry = arena_take(m->c->a, (size_t)(items + 1) * sizeof *m->entry);
    for (const PollItem *k = m->poll.items; k; k = k->next) {
        const ReleaseTable *t = wanted(m->r, k->name);
        if (!t) continue;
        const char *by = *t->grouping && strcmp(t->grouping, k->name) != 0 ? t->grouping : NULL;
        Err e = poll_table(m->c, m->st, &m->poll, k, by, &m->table[m->n]);
        if (e) return strcmp(e, "opinion.by.missing") == 0 ? "release.table.missing" : e;
        m->entry[m->n] = (LedgerEntry){&m->table[m->n], by};
        measure(m, &m->table[m->n++]);
    }
    return m->n == asked ? NULL : "release.table.missing";
}

static const ResultLine *lines_of(Making *m) {
    ResultLine *first = NULL, **end = &first;
    for (int i = 0; i < m->n; i++) {
        *end = result_line(m->c, &m->table[i]);
        end = &(*end)->next;
    }
    return first;
}

/* ---- what changed ---- */

static const char *value_words(const Ctx *c, const PollTable *t, double v) {
    if (isnan(v)) return tr(c, "opinion.hidden.sign");
    return t->item->kind == POLL_NUMBER ? text_real(c, v, NUMBER_DIGITS)
                                        : text_percent(c, v, SHARE_DIGITS - 2);
}

/* A difference of shares in points of a hundred, with its sign. */
static const char *points(const Ctx *c, const PollTable *t, double v) {
    bool        number = t->item->kind == POLL_NUMBER;
    const char *words = text_real(c, fabs(number ? v : v * 100), number ? NUMBER_DIGITS : 1);
    return arena_print(c->a, "%s%s", v < 0 ? "−" : "+", words);
}

static const char *change_said(const Ctx *c, const PollChange *k) {
    if (isnan(k->change)) return tr(c, "release.change.hidden");
    if (k->lo > 0) return tr(c, "release.change.up");
    return tr(c, k->hi < 0 ? "release.change.down" : "release.change.unclear");
}

static ReleaseChange *change_row(const Ctx *c, const PollTable *t, const PollChange *k,
                                 const char *question) {
    ReleaseChange *x = arena_new(c->a, ReleaseChange);
    *x = (ReleaseChange){.question = question, .answer = k->answer,
                         .before = value_words(c, t, k->before), .now = value_words(c, t, k->now),
                         .change = "", .interval = "", .said = change_said(c, k)};
    if (isnan(k->change)) return x;
    x->change = points(c, t, k->change);
    x->interval = arena_print(c->a, "%s … %s", points(c, t, k->lo), points(c, t, k->hi));
    return x;
}

static const PollItem *same_item(const Poll *p, const PollItem *k) {
    const PollItem *o = p->items;
    while (o && (o->asked->question != k->asked->question || o->kind != k->kind)) o = o->next;
    return o;
}

static Err changes_of(Making *m, const Poll *was, const ReleaseChange **out) {
    const ReleaseChange **end = out;
    for (int i = 0; i < m->n; i++) {
        const PollTable  *t = &m->table[i];
        const PollItem   *k = same_item(was, t->item);
        const PollChange *rows = NULL;
        PollTable         before;
        int               n = 0;
        if (!k) continue;
        Err e = poll_table(m->c, m->st, was, k, NULL, &before);
        if (!e) e = poll_change(m->c, m->st, t, &before, &rows, &n);
        if (e) return e;
        for (int j = 0; j < n; j++) {
            ReleaseChange *x = change_row(m->c, t, &rows[j], j ? NULL : t->item->asked->label);
            *end = x;
            end = (const ReleaseChange **)&x->next;
        }
    }
    return NULL;
}

static const char *days_of(const Ctx *c, const Survey *s) {
    return arena_print(c->a, "%s – %s", text_day(c, s->since), text_day(c, s->until));
}

static Err compare(Making *m, ReleaseView *v) {
    Poll was;
    if (!m->r->earlier) return NULL;
    Survey *s = survey_get(m->c, m->r->earlier);
    if (!s || s->form != m->s->form) return "release.earlier.other";
    Err e = poll_read(m->c, m->st, s, &was);
    if (e) return strcmp(e, "opinion.answers.none") == 0 ? "release.earlier.other" : e;
    v->earlier = arena_print(m->c->a, "%s (%s)", s->title, days_of(m->c, s));
    return changes_of(m, &was, &v->changes);
}

/* ---- words that the data give ---- */

static const ReleaseAsked *asked_of(Making *m) {
    const ReleaseAsked *first = NULL, **end = &first;
    for (int i = 0; i < m->n; i++) {
        const Asked  *k = m->table[i].item->asked;
        ReleaseAsked *x = arena_new(m->c->a, ReleaseAsked);
        Buf           b = {.a = m->c->a};
        for (int j = 0; j < k->codes.n; j++)
            buf_print(&b, "%s%s", j ? " · " : "", k->codes.code[j].label);
        *x = (ReleaseAsked){k->label, b.len ? b.s : tr(m->c, "release.asked.number"), NULL};
        *end = x;
        end = (const ReleaseAsked **)&x->next;
    }
    return first;
}

static const char *mode_words(const Ctx *c, const Survey *s) {
    if (s->mode[0] == 'i') return tr(c, "release.mode.interview");
    return tr(c, s->mode[0] == 'a' ? "release.mode.anonymous" : "release.mode.open");
}

static const char *size_words(const Making *m) {
    const Ctx *c = m->c;
    if (m->poll.sampling != SAMPLED) return trf(c, "release.size.optin", V(m->poll.data.n));
    return trf(c, "release.size.sampled", V(m->poll.data.n),
               V(text_real(c, m->widest * 100, 1)));
}

static void fill(Making *m, ReleaseView *v) {
    for (int i = 0; i < RELEASE_ITEMS; i++) {
        const char *name = release_items[i].name;
        if (strcmp(name, "instrument") == 0)
            v->filled[i] = trf(m->c, "release.instrument.words", V(m->n));
        if (strcmp(name, "mode") == 0) v->filled[i] = mode_words(m->c, m->s);
        if (strcmp(name, "dates") == 0) v->filled[i] = days_of(m->c, m->s);
        if (strcmp(name, "size") == 0) v->filled[i] = size_words(m);
    }
}

/* ---- data: JSON-LD ---- */

static void json_pair_put(Buf *b, const char *name, const char *text) {
    buf_print(b, ",\"%s\":", name);
    json_text_put(b, text);
}

static int digits(const PollTable *t) {
    return t->item->kind == POLL_NUMBER ? NUMBER_DIGITS : SHARE_DIGITS;
}

static const char *variable(Ctx *c, const PollTable *t, int answer) {
    const char *label = t->item->asked->label;
    if (t->item->kind == POLL_NUMBER) return label;
    return arena_print(c->a, "%s: %s", label, t->answer[answer]);
}

/* R6: what was not drawn has no margin of error, and says so wherever it goes. */
static const char *sampling_words(const Ctx *c, Sampling s) {
    static const char *const keys[] = {"release.sampled", "opinion.quota", "opinion.optin"};
    return tr(c, keys[s]);
}

static void put_observation(Making *m, Buf *b, const PollTable *t, int g, int i) {
    const PollCell *k = poll_cell(t, g, i);
    if (k->shown != SHOWN) return;
    buf_text(b, ",\n{\"@type\":\"Observation\"");
    json_pair_put(b, "variableMeasured", variable(m->c, t, i));
    buf_text(b, ",\"observationAbout\":{\"@type\":\"Thing\",\"name\":");
    json_text_put(b, t->group[g].name);
    buf_text(b, "}");
    json_pair_put(b, "observationDate", m->s->until);
    buf_print(b, ",\"value\":%.*f,\"unitText\":\"%s\"", digits(t), k->share,
              t->item->kind == POLL_NUMBER ? "mean" : "proportion");
    if (!isnan(k->lo))
        buf_print(b, ",\"marginOfError\":{\"@type\":\"QuantitativeValue\",\"minValue\":%.*f,"
                     "\"maxValue\":%.*f,\"unitText\":\"95 %% confidence interval\"}",
                  digits(t), k->lo, digits(t), k->hi);
    json_pair_put(b, "measurementQualifier", sampling_words(m->c, m->poll.sampling));
    buf_print(b, ",\"measurementMethod\":\"/r/%s#method\",\"additionalProperty\":"
                 "[{\"@type\":\"PropertyValue\",\"name\":\"n\",\"value\":%" PRId64 "}]}",
              m->r->address, t->group[g].n);
}

static const char *data_of(Making *m, const ReleaseView *v) {
    Buf b = {.a = m->c->a};
    buf_print(&b, "{\"@context\":\"https://schema.org\",\"@graph\":[\n{\"@type\":\"Dataset\","
                  "\"@id\":\"/r/%s\"", m->r->address);
    json_pair_put(&b, "name", m->r->title);
    json_pair_put(&b, "description", *m->r->summary ? m->r->summary : m->s->why);
    json_pair_put(&b, "inLanguage", m->r->lang);
    json_pair_put(&b, "temporalCoverage", arena_print(m->c->a, "%s/%s", m->s->since, m->s->until));
    buf_text(&b, ",\"creator\":{\"@type\":\"GovernmentOrganization\",\"name\":");
    json_text_put(&b, v->office);
    buf_text(&b, "},\"isAccessibleForFree\":true,\"measurementTechnique\":[");
    for (int i = 0; i < RELEASE_ITEMS; i++) {
        buf_text(&b, i ? "," : "");
        json_text_put(&b, arena_print(m->c->a, "%s: %s %s", tr(m->c, release_items[i].label),
                                      v->filled[i] ? v->filled[i] : "", m->r->item[i]));
    }
    buf_text(&b, "]}");
    for (int i = 0; i < m->n; i++)
        for (int g = 0; g < m->table[i].groups; g++)
            for (int k = 0; k < m->table[i].answers; k++)
                put_observation(m, &b, &m->table[i], g, k);
    buf_text(&b, "\n]}\n");
    return b.s;
}

/* ---- figures: CSV ---- */

/* Quoted; what a spreadsheet would take for a formula begins with an apostrophe. */
static void put_field(Buf *b, const char *s) {
    buf_text(b, *s && strchr("=+-@\t\r", *s) ? "\"'" : "\"");
    for (; *s; s++) {
        if (*s == '"') buf_text(b, "\"");
        buf_add(b, s, 1);
    }
    buf_text(b, "\",");
}

static void put_number(Buf *b, double v, int decimals) {
    if (!isnan(v)) buf_print(b, "%.*f", decimals, v);
    buf_text(b, ",");
}

static void put_row(Making *m, Buf *b, const PollTable *t, int g, int i) {
    const PollCell *k = poll_cell(t, g, i);
    put_field(b, t->item->asked->label);
    put_field(b, t->item->kind == POLL_NUMBER ? "" : t->answer[i]);
    put_field(b, g && t->by ? t->by : "");
    put_field(b, t->group[g].name);
    put_number(b, k->share, digits(t));
    put_number(b, k->lo, digits(t));
    put_number(b, k->hi, digits(t));
    buf_print(b, "%" PRId64 ",", t->group[g].n);
    put_number(b, floor(t->group[g].n_eff), 0);
    put_field(b, k->shown != SHOWN ? tr(m->c, "opinion.hidden.sign")
                 : k->weak         ? tr(m->c, "opinion.weak") : "");
    put_field(b, sampling_words(m->c, m->poll.sampling));
    b->s[b->len - 1] = '\n';
}

static const char *figures_of(Making *m) {
    Buf b = {.a = m->c->a};
    buf_text(&b, "\xef\xbb\xbf" "question,answer,grouping,group,value,low95,high95,n,n_effective,"
                 "note,sampling\n");
    for (int i = 0; i < m->n; i++)
        for (int g = 0; g < m->table[i].groups; g++)
            for (int k = 0; k < m->table[i].answers; k++) put_row(m, &b, &m->table[i], g, k);
    return b.s;
}

/* ---- all ---- */

const char *release_mark(Ctx *c, const ReleaseEdition *e) {
    const char *const parts[] = {e->before, e->title, e->lang, e->page, e->data, e->figures};
    Buf b = {.a = c->a}, out = {.a = c->a};
    buf_print(&b, "%" PRId64 "\n", e->number);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        buf_print(&b, "%zu\n", strlen(parts[i])); /* so that no two sets make one text */
        buf_text(&b, parts[i]);
    }
    const Hash h = hash_of(b.s, b.len);
    for (size_t i = 0; i < sizeof h.b; i++) buf_print(&out, "%02x", h.b[i]);
    return out.s;
}

static void finish(Making *m, ReleaseView *v, ReleaseEdition *out) {
    const ReleaseEdition *last = release_edition(m->c, m->r->id, 0);
    fill(m, v);
    v->lines = lines_of(m);
    v->asked = asked_of(m);
    *out = (ReleaseEdition){.number = last ? last->number + 1 : 1, .made = m->c->now,
                            .title = m->r->title, .lang = m->r->lang,
                            .before = last ? last->mark : ""};
    out->page = release_body_html(m->c, v).s;
    out->data = data_of(m, v);
    out->figures = figures_of(m);
    out->mark = release_mark(m->c, out);
}

Err release_make(Ctx *c, const Release *r, ReleaseEdition *out) {
    Ctx         in = *c;
    Stats       st = {.a = c->a, .threads = 2};
    Making      m = {.c = &in, .st = &st, .r = r, .s = survey_get(c, r->survey)};
    ReleaseView v = {.r = r, .s = m.s};
    in.lang = strcmp(r->lang, "en") == 0 ? LANG_EN : LANG_VI;
    if (!m.s) return "http.missing";
    Err e = poll_read(&in, &st, m.s, &m.poll);
    if (!e) e = make_tables(&m);
    if (!e) e = ledger_check(&in, &st, m.s, m.entry, m.n);
    if (!e) e = compare(&m, &v);
    if (e) return e;
    const char *office = config_text(c, "office.name");
    v.office = office ? office : "";
    v.unit = unit_name(c, m.s->unit);
    v.sampling = m.poll.sampling;
    v.n = trf(&in, "opinion.people", V(m.poll.data.n));
    finish(&m, &v, out);
    out->entry = m.entry;
    out->entries = m.n;
    return NULL;
}
