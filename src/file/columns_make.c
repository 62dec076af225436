/* columns_make.c - a table as a column file: sorted, in codes where that is possible, and
 * whole or not there at all. */
#include "file/columns.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- The head ---- */

typedef struct Making {
    Buf            b;    /* the head */
    const Dataset *t;
    uint64_t       next; /* place of the next data */
} Making;

static uint64_t aligned(uint64_t place, uint64_t to) { return (place + to - 1) / to * to; }

static uint64_t add_text(Making *m, const char *s) {
    uint64_t at = m->b.len;
    if (!s) return 0;
    buf_add(&m->b, s, strlen(s) + 1);
    return at;
}

static uint64_t add_zeros(Making *m, size_t n) {
    static const char zeros[COLUMNS_ALIGN];
    while (m->b.len % sizeof(uint64_t)) buf_add(&m->b, zeros, 1);
    uint64_t at = m->b.len;
    for (size_t some; n; n -= some) {
        some = n < sizeof zeros ? n : sizeof zeros;
        buf_add(&m->b, zeros, some);
    }
    return at;
}

static void put(Making *m, uint64_t at, const void *p, size_t n) { memcpy(m->b.s + at, p, n); }

static uint64_t add_values(Making *m, const Var *v) {
    size_t   n = (size_t)v->codes * sizeof *v->value;
    uint64_t at = v->value ? add_zeros(m, n) : 0;
    if (at && n) put(m, at, v->value + 1, n);
    return at;
}

static uint64_t add_labels(Making *m, const Var *v) {
    uint64_t at = v->label ? add_zeros(m, (size_t)v->codes * sizeof at) : 0;
    for (int32_t k = 1; at && k <= v->codes; k++) {
        uint64_t place = add_text(m, v->label[k]);
        put(m, at + (uint64_t)(k - 1) * sizeof place, &place, sizeof place);
    }
    return at;
}

static ColumnForm form_of(const Var *v) {
    return v->real ? FORM_REAL : v->byte ? FORM_BYTE : FORM_CODE;
}
static const void *data_of(const Var *v) {
    return v->real ? (const void *)v->real : v->byte ? (const void *)v->byte : v->code;
}

static size_t data_bytes(const Dataset *t, const Var *v) {
    return (size_t)t->n * form_bytes(form_of(v));
}

static void add_var(Making *m, uint64_t row, const Var *v) {
    ColumnVar c = {.name = add_text(m, v->name), .codes = (uint32_t)v->codes,
                   .type = (uint16_t)v->type, .form = (uint16_t)form_of(v),
                   .sum = columns_sum(data_of(v), data_bytes(m->t, v))};
    c.value = add_values(m, v);
    c.label = add_labels(m, v);
    put(m, row, &c, sizeof c);
}

static void place_data(Making *m, uint64_t row) {
    m->next = aligned(m->b.len, COLUMNS_ALIGN);
    for (int k = 0; k < m->t->vars; k++, row += sizeof(ColumnVar)) {
        ColumnVar c;
        memcpy(&c, m->b.s + row, sizeof c);
        c.data = m->next;
        put(m, row, &c, sizeof c);
        m->next = aligned(m->next + data_bytes(m->t, &m->t->var[k]), COLUMNS_ALIGN);
    }
}

static void make_head(Making *m, const Roles *r) {
    ColumnHead h = {.magic = COLUMNS_MAGIC, .version = COLUMNS_VERSION, .order = COLUMNS_ORDER,
                    .rows = (uint64_t)m->t->n, .vars = (uint32_t)m->t->vars, .nest = r->nest};
    const char *const roles[ROLES] = {r->strata, r->psu, r->weights, r->fpc};
    add_zeros(m, sizeof h);
    uint64_t row = add_zeros(m, (size_t)m->t->vars * sizeof(ColumnVar));
    for (int k = 0; k < m->t->vars; k++)
        add_var(m, row + (uint64_t)k * sizeof(ColumnVar), &m->t->var[k]);
    for (int k = 0; k < ROLES; k++) h.role[k] = add_text(m, roles[k]);
    add_text(m, ""); /* so that whatever is not ended is ended here */
    place_data(m, row);
    h.head = m->b.len;
    h.bytes = m->next;
    put(m, 0, &h, sizeof h);
    h.sum = columns_sum(m->b.s, m->b.len);
    put(m, 0, &h, sizeof h);
}

/* ---- To disk ---- */

static bool write_at(int fd, uint64_t place, const void *p, size_t n) {
    for (size_t done = 0; done < n;) {
        ssize_t some = pwrite(fd, (const char *)p + done, n - done, (off_t)(place + done));
        if (some < 0 && errno == EINTR) continue;
        if (some < 0) return false;
        done += (size_t)some;
    }
    return true;
}

static bool write_all(int fd, const Making *m) {
    uint64_t place = aligned(m->b.len, COLUMNS_ALIGN);
    if (ftruncate(fd, (off_t)m->next) != 0 || !write_at(fd, 0, m->b.s, m->b.len)) return false;
    for (int k = 0; k < m->t->vars; k++) {
        size_t n = data_bytes(m->t, &m->t->var[k]);
        if (!write_at(fd, place, data_of(&m->t->var[k]), n)) return false;
        place = aligned(place + n, COLUMNS_ALIGN);
    }
    return fsync(fd) == 0;
}

/* Only a file of this kind is written over: with the names in the wrong order, the data
 * that somebody collected would be gone. */
static bool may_replace(const char *path) {
    char magic[sizeof COLUMNS_MAGIC - 1];
    int  fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return errno == ENOENT;
    bool ours = read(fd, magic, sizeof magic) == sizeof magic &&
                memcmp(magic, COLUMNS_MAGIC, sizeof magic) == 0;
    close(fd);
    return ours;
}

static Err save(Arena *a, const Making *m, const char *path) {
    const char *beside = arena_print(a, "%s.new%d", path, (int)getpid());
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) return "file.columns.place";
    bool done = write_all(fd, m);
    bool full = errno == ENOSPC;
    if (close(fd) == 0 && done && rename(beside, path) == 0) return NULL;
    unlink(beside);
    return full && !done ? "file.store.full" : "file.columns.place";
}

Err columns_make(Stats *s, const Dataset *t, const Roles *r, const char *path) {
    Making m = {.b = {.a = s->a}, .t = t};
    if (!may_replace(path)) return "file.columns.other";
    make_head(&m, r);
    return save(s->a, &m, path);
}
