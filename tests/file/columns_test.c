/* columns_test.c - column files: what goes in comes out, and a damaged or false one is
 * refused before anything is read by it. */
#include "file/columns.h"
#include "test.h"

#include <fcntl.h>
#include <sys/stat.h>

enum { ROWS = 5000 };

static Arena      *a;
static Stats       s;
static const char *path;

static Dataset table(void) {
    Buf         b = {.a = a};
    FileTrouble t;
    Dataset     d;
    buf_text(&b, "huyện,cụm,q1,tuổi,thu nhập,đúng\n");
    for (int i = 0; i < ROWS; i++)
        buf_print(&b, "%s,%d,%s,%d,%g,%s\n", i % 2 ? "Chí Linh" : "Kinh Môn", i % 600,
                  i % 9 ? i % 3 ? "4" : "5" : "", i % 80 + 18, i * 1.25, i % 3 ? "TRUE" : "FALSE");
    CHECK_TEXT(csv_read(a, (Bytes){b.s, b.len}, &(CsvForm){0}, &t, &d), NULL);
    return d;
}

static Bytes make(void) {
    Dataset d = table();
    Bytes   file = {0};
    Roles   r = {.strata = "huyện", .psu = "cụm", .weights = "thu nhập", .nest = true};
    CHECK_TEXT(columns_pack(&s, &d, &r, &d), NULL);
    CHECK_TEXT(columns_make(&s, &d, &r, path), NULL);
    CHECK_TEXT(file_bytes_of(a, path, &file), NULL);
    return (Bytes){arena_part(a, file.p, file.n), file.n};
}

static Err open_it(Bytes file, Dataset *d, Roles *r) {
    FileTrouble t = {0};
    /* The mapped file begins on a page, so on a boundary of 8 at the least. */
    return columns_open(a, (Bytes){arena_part(a, file.p, file.n), file.n}, 2, &t, d, r);
}

static void comes_out(Bytes file) {
    Dataset was = table(), is;
    Roles   r;
    CHECK_TEXT(open_it(file, &is, &r), NULL);
    CHECK_TEXT(r.strata, "huyện");
    CHECK_TEXT(r.psu, "cụm");
    CHECK_TEXT(r.weights, "thu nhập");
    CHECK(!r.fpc && r.nest);
    CHECK(is.n == ROWS && is.vars == was.vars);
    for (int k = 0; k < was.vars; k++) {
        CHECK_TEXT(is.var[k].name, was.var[k].name);
        CHECK(is.var[k].type == was.var[k].type);
        for (int64_t i = 0; i < ROWS; i++)
            CHECK_TEXT(var_text(a, &is.var[k], i), var_text(a, &was.var[k], i));
    }
    CHECK(is.var[2].byte && is.var[3].byte); /* few values are bytes */
    CHECK(is.var[1].code && is.var[1].label); /* units are codes, with their names */
    CHECK(is.var[4].real);
    CHECK(var_number(&is.var[3], 7) == 25);
}

/* Every byte of the head and a sample of the data, each changed alone. */
static void changed(Bytes file) {
    const ColumnHead *h = file.p;
    Dataset d;
    Roles   r;
    for (size_t at = 0; at < file.n; at += at < h->head ? 1 : 97) {
        char *copy = arena_part(a, file.p, file.n);
        copy[at] = (char)(copy[at] ^ 0x10);
        Err e = open_it((Bytes){copy, file.n}, &d, &r);
        /* The gaps between columns hold nothing. */
        if (!e && at >= h->head) continue;
        CHECK(e);
    }
    const ColumnVar *v = (const ColumnVar *)(h + 1);
    for (uint32_t k = 0; k < h->vars; k++) {
        char *copy = arena_part(a, file.p, file.n);
        copy[v[k].data + 5] ^= 1;
        CHECK_TEXT(open_it((Bytes){copy, file.n}, &d, &r), "file.columns.damaged");
    }
    for (size_t n = 0; n < file.n; n += n < 200 ? 1 : 4999)
        CHECK_TEXT(open_it((Bytes){file.p, n}, &d, &r), "file.columns.damaged");
}

static void falsify(char *copy, size_t n, int i, unsigned *seed) {
    ColumnHead *h = (ColumnHead *)copy;
    size_t      head = h->head, most = i % 2 ? sizeof *h + h->vars * sizeof(ColumnVar) : head;
    size_t      at = 16 + (size_t)rand_r(seed) % (most - 24);
    if (i % 3) copy[at] = (char)rand_r(seed);
    else memset(copy + at, i % 4 ? 0xFF : 0, 8);
    h->sum = 0;
    if (h->head <= n) h->sum = columns_sum(copy, h->head);
}

/* A file made false on purpose, with sums that agree: what is let through can be read. */
static void false_with_sums(Bytes file) {
    unsigned seed = 9;
    int      passed = 0;
    for (int i = 0; i < 3000; i++) {
        Arena      *own = arena_open();
        char       *copy = arena_part(own, file.p, file.n);
        FileTrouble t = {0};
        Dataset     d;
        Roles       r;
        falsify(copy, file.n, i, &seed);
        if (!columns_open(own, (Bytes){copy, file.n}, 1, &t, &d, &r)) {
            passed++;
            for (int k = 0; k < d.vars; k++)
                for (int64_t j = 0; j < d.n; j += 501) var_text(own, &d.var[k], j);
        }
        arena_close(own);
    }
    CHECK(passed > 0); /* letters of a label, say: or the sum is not what was meant */
}

static void code_beyond(Bytes file) {
    char      *copy = arena_part(a, file.p, file.n);
    ColumnVar *v = (ColumnVar *)(copy + sizeof(ColumnHead));
    ColumnHead *h = (ColumnHead *)copy;
    Dataset    d;
    Roles      r;
    copy[v[0].data + 3] = 3; /* the factor has two levels */
    v[0].sum = columns_sum(copy + v[0].data, h->rows);
    h->sum = 0;
    h->sum = columns_sum(copy, h->head);
    CHECK_TEXT(open_it((Bytes){copy, file.n}, &d, &r), "file.columns.damaged");
    h->version = 2;
    CHECK_TEXT(open_it((Bytes){copy, file.n}, &d, &r), "file.columns.version");
}

static void where_it_lies(void) {
    const char *other = arena_print(a, "%s/data.csv", test_dir());
    Dataset     d = table();
    FILE       *f = fopen(other, "w");
    fputs("a,b\n", f);
    fclose(f);
    CHECK_TEXT(columns_make(&s, &d, &(Roles){0}, other), "file.columns.other");
    CHECK_TEXT(columns_make(&s, &d, &(Roles){0}, "/nowhere/x.cols"), "file.columns.place");
    CHECK_TEXT(columns_make(&s, &d, &(Roles){0}, path), NULL); /* over one of its kind */
    struct stat st;
    CHECK(stat(other, &st) == 0 && st.st_size == 4);
}

int main(void) {
    a = arena_open();
    s = (Stats){.a = a};
    path = strcpy(malloc(4096), arena_print(a, "%s/data.cols", test_dir()));
    Bytes file = make();
    comes_out(file);
    changed(file);
    code_beyond(file);
    where_it_lies();
    false_with_sums(file);
    arena_close(a);
    return test_failed;
}
