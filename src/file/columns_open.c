/* columns_open.c - a column file, used where it is mapped.
 *
 * Everything that would send a reader astray is checked when it is opened: places lie in
 * the file, texts end and are texts, codes have a value or label, sums agree.  The data are
 * read once for it, at the speed of memory. */
#include "file/columns.h"

#include "text/text.h"

#include <math.h>
#include <string.h>

typedef struct Opening {
    const char       *s;
    size_t            n;
    const ColumnHead *h;
    const ColumnVar  *var;
    Dataset          *t;
    bool             *damaged; /* of each variable */
} Opening;

/* n things of a size at a place in the head. */
static bool in_head(const Opening *o, uint64_t place, uint64_t n, size_t size) {
    return place % (size < 8 ? 1 : 8) == 0 && place >= sizeof *o->h && place < o->h->head &&
           n <= (o->h->head - place) / size;
}

static const char *text_at(const Opening *o, uint64_t place) {
    if (!in_head(o, place, 1, 1)) return NULL;
    const char *s = o->s + place; /* ended by the end of the head, at the latest */
    return text_valid(s, strlen(s)) ? s : NULL;
}

static bool head_good(Opening *o) {
    ColumnHead h;
    if (o->n < sizeof h) return false;
    memcpy(&h, o->s, sizeof h);
    if (h.head < sizeof h || h.head > o->n || h.bytes != o->n || o->s[h.head - 1] != '\0')
        return false;
    uint64_t want = h.sum;
    /* The sum is of the head with 0 in its own place, so that is copied. */
    Arena *scratch = arena_open();
    char  *copy = arena_part(scratch, o->s, h.head);
    h.sum = 0;
    memcpy(copy, &h, sizeof h);
    bool same = columns_sum(copy, h.head) == want;
    arena_close(scratch);
    o->h = (const ColumnHead *)o->s;
    o->var = (const ColumnVar *)(o->s + sizeof h);
    return same && h.vars > 0 && h.rows <= CSV_ROWS_MAX &&
           in_head(o, sizeof h, h.vars, sizeof *o->var);
}

/* ---- A variable ---- */

/* Plain loops over many bytes at a time: this reads all of the file. */
__attribute__((optimize("O3"))) static uint32_t most_byte(const uint8_t *byte, size_t n) {
    uint8_t most = 0;
    for (size_t i = 0; i < n; i++) most = byte[i] > most ? byte[i] : most;
    return most;
}

__attribute__((optimize("O3"))) static uint32_t most_code(const uint32_t *code, size_t n) {
    uint32_t most = 0;
    for (size_t i = 0; i < n; i++) most = code[i] > most ? code[i] : most;
    return most;
}

static bool codes_good(const Opening *o, const ColumnVar *c) {
    const char *at = o->s + c->data;
    if (c->form == FORM_BYTE) return most_byte((const uint8_t *)at, o->h->rows) <= c->codes;
    if (c->form == FORM_CODE) return most_code((const uint32_t *)at, o->h->rows) <= c->codes;
    return true;
}

static void check_data(void *arg, size_t i) {
    const Opening   *o = arg;
    const ColumnVar *c = &o->var[i];
    size_t           n = o->h->rows * form_bytes((ColumnForm)c->form);
    o->damaged[i] = columns_sum(o->s + c->data, n) != c->sum || !codes_good(o, c);
}

/* A number needs values and a factor labels; a logical has FALSE and TRUE. */
static bool shape_good(const Opening *o, const ColumnVar *c) {
    bool coded = c->form != FORM_REAL;
    if (c->form >= FORMS || c->type > VAR_LOGICAL || c->data % COLUMNS_ALIGN) return false;
    if (c->data < o->h->head || c->data > o->n ||
        o->h->rows > (o->n - c->data) / form_bytes((ColumnForm)c->form)) return false;
    if (c->codes > INT32_MAX - 1 || (!coded && (c->codes || c->value || c->label))) return false;
    if (c->value && !in_head(o, c->value, c->codes, sizeof(double))) return false;
    if (c->label && !in_head(o, c->label, c->codes, sizeof(uint64_t))) return false;
    if (!coded) return c->type != VAR_FACTOR;
    return (c->type == VAR_FACTOR || c->value) && (c->type == VAR_NUMBER || c->label) &&
           (c->type != VAR_LOGICAL || c->codes == 2);
}

static bool take_values(Arena *a, const Opening *o, const ColumnVar *c, Var *v) {
    double *value = arena_take(a, ((size_t)c->codes + 1) * sizeof *value);
    value[0] = NAN;
    memcpy(value + 1, o->s + c->value, c->codes * sizeof *value);
    for (uint32_t k = 1; k <= c->codes; k++)
        if (!isfinite(value[k])) return false;
    v->value = value;
    return true;
}

static bool take_labels(Arena *a, const Opening *o, const ColumnVar *c, Var *v) {
    const char    **label = arena_take(a, ((size_t)c->codes + 1) * sizeof *label);
    const uint64_t *place = (const uint64_t *)(o->s + c->label);
    /* One behind the other, as they were written: so no text is looked at twice. */
    for (uint32_t k = 1; k <= c->codes; k++) {
        label[k] = text_at(o, place[k - 1]);
        if (!label[k]) return false;
        if (k > 1 && label[k] != label[k - 1] + strlen(label[k - 1]) + 1) return false;
    }
    v->label = label;
    return true;
}

static bool take_var(Arena *a, const Opening *o, const ColumnVar *c, Var *v) {
    if (!shape_good(o, c)) return false;
    const void *data = o->s + c->data;
    *v = (Var){.name = text_at(o, c->name), .type = (VarType)c->type, .codes = (int32_t)c->codes,
               .real = c->form == FORM_REAL ? data : NULL,
               .byte = c->form == FORM_BYTE ? data : NULL,
               .code = c->form == FORM_CODE ? data : NULL};
    return !text_blank(v->name) && (!c->value || take_values(a, o, c, v)) &&
           (!c->label || take_labels(a, o, c, v));
}

static bool take_vars(Arena *a, Opening *o, int threads, FileTrouble *t) {
    o->t->var = arena_take(a, o->h->vars * sizeof *o->t->var);
    o->damaged = arena_take(a, o->h->vars);
    for (uint32_t k = 0; k < o->h->vars; k++)
        if (!take_var(a, o, &o->var[k], &o->t->var[k])) return false;
    o->t->n = (int64_t)o->h->rows;
    o->t->vars = (int)o->h->vars;
    crew_run(threads, o->h->vars, check_data, o);
    for (uint32_t k = 0; k < o->h->vars; k++) {
        t->name = o->t->var[k].name;
        if (o->damaged[k]) return false;
    }
    t->name = NULL;
    return true;
}

static bool take_roles(const Opening *o, Roles *r) {
    const char **const roles[ROLES] = {&r->strata, &r->psu, &r->weights, &r->fpc};
    for (int k = 0; k < ROLES; k++) {
        if (!o->h->role[k]) continue;
        if (!(*roles[k] = text_at(o, o->h->role[k]))) return false;
    }
    r->nest = o->h->nest != 0;
    r->sorted = true;
    return true;
}

bool columns_is(Bytes file) { return file.n >= 8 && memcmp(file.p, COLUMNS_MAGIC, 8) == 0; }

Err columns_open(Arena *a, Bytes file, int threads, FileTrouble *t, Dataset *out, Roles *roles) {
    Opening o = {.s = file.p, .n = file.n, .t = out};
    *roles = (Roles){0};
    *out = (Dataset){0};
    const ColumnHead *h = file.p;
    if (!columns_is(file) || file.n < sizeof *h) return "file.columns.damaged";
    if (h->order != COLUMNS_ORDER || h->version != COLUMNS_VERSION) return "file.columns.version";
    if (!head_good(&o) || !take_roles(&o, roles)) return "file.columns.damaged";
    return take_vars(a, &o, threads, t) ? NULL : "file.columns.damaged";
}
