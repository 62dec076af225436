/* statfile_child.c - what the child does that reads a file of SPSS or Stata: ReadStat takes
 * the file apart, and each thing it finds goes to the parent as it comes.
 *
 * The records are those of statfile.h.  The file is mapped by the parent, so the child opens
 * nothing; its ways to read are the four functions below. */
#include "file/statfile.h"

#include <errno.h>
#include <math.h>
#include <readstat.h>
#include <string.h>
#include <unistd.h>

typedef struct Child {
    Bytes  file;
    size_t at;
    size_t used;      /* of out */
    char   out[1 << 16];
} Child;

/* ---- To the parent ---- */

static void flush(Child *k) {
    for (size_t done = 0; done < k->used;) {
        ssize_t n = write(1, k->out + done, k->used - done);
        if (n < 0 && errno != EINTR) _exit(STAT_GONE);
        if (n > 0) done += (size_t)n;
    }
    k->used = 0;
}

static void put(Child *k, const void *p, size_t n) {
    if (n > sizeof k->out - k->used) flush(k);
    if (n > sizeof k->out) _exit(STAT_BROKEN);
    if (n) memcpy(k->out + k->used, p, n);
    k->used += n;
}

static void put_tag(Child *k, char tag) { put(k, &tag, 1); }
static void put_real(Child *k, double x) { put(k, &x, sizeof x); }

/* A longer text is cut: SPSS allows 32,767 bytes, Stata's long ones may be files. */
static void put_text(Child *k, const char *s) {
    size_t   length = s ? strnlen(s, STAT_TEXT_MAX) : 0;
    uint32_t n = (uint32_t)length;
    put(k, &n, sizeof n);
    put(k, s, length);
}

/* ---- From the file ---- */

static int open_it(const char *path, void *io) { (void)path, (void)io; return 0; }
static int close_it(void *io) { (void)io; return 0; }

static readstat_off_t seek_it(readstat_off_t offset, readstat_io_flags_t whence, void *io) {
    Child  *k = io;
    int64_t from = whence == READSTAT_SEEK_SET ? 0
                 : whence == READSTAT_SEEK_CUR ? (int64_t)k->at : (int64_t)k->file.n;
    int64_t to;
    if (__builtin_add_overflow(from, offset, &to) || to < 0 || to > (int64_t)k->file.n) return -1;
    k->at = (size_t)to;
    return to;
}

static ssize_t read_it(void *buf, size_t n, void *io) {
    Child *k = io;
    if (n > k->file.n - k->at) n = k->file.n - k->at;
    if (n) memcpy(buf, (const char *)k->file.p + k->at, n);
    k->at += n;
    return (ssize_t)n;
}

/* ---- What ReadStat finds ---- */

/* Without a handler of variables ReadStat 1.1.8 reads on with rows of no length. */
static int on_variable(int i, readstat_variable_t *v, const char *labels, void *ctx) {
    Child *k = ctx;
    (void)i;
    put_tag(k, readstat_variable_get_type_class(v) == READSTAT_TYPE_CLASS_STRING ? STAT_WORDS
                                                                                 : STAT_NUMBERS);
    put_text(k, readstat_variable_get_name(v));
    put_text(k, readstat_variable_get_label(v));
    put_text(k, labels);
    return READSTAT_HANDLER_OK;
}

static int on_label(const char *set, readstat_value_t value, const char *label, void *ctx) {
    Child *k = ctx;
    if (readstat_value_is_system_missing(value) || readstat_value_is_tagged_missing(value) ||
        readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING) return READSTAT_HANDLER_OK;
    put_tag(k, STAT_LABEL);
    put_text(k, set);
    put_real(k, readstat_double_value(value));
    put_text(k, label);
    return READSTAT_HANDLER_OK;
}

static int on_value(int row, readstat_variable_t *v, readstat_value_t value, void *ctx) {
    Child *k = ctx;
    bool   missing = readstat_value_is_missing(value, v);
    (void)row;
    if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING) {
        put_tag(k, STAT_WORD);
        put_text(k, missing ? NULL : readstat_string_value(value));
    } else {
        put_tag(k, STAT_NUMBER);
        put_real(k, missing ? NAN : readstat_double_value(value));
    }
    return READSTAT_HANDLER_OK;
}

static void set_up(readstat_parser_t *p, Child *k) {
    readstat_set_open_handler(p, open_it);
    readstat_set_close_handler(p, close_it);
    readstat_set_seek_handler(p, seek_it);
    readstat_set_read_handler(p, read_it);
    readstat_set_io_ctx(p, k);
    readstat_set_variable_handler(p, on_variable);
    readstat_set_value_label_handler(p, on_label);
    readstat_set_value_handler(p, on_value);
}

void statfile_child(Bytes file, bool stata, int out) {
    static Child k; /* in the child alone */
    child_confine(-1, out, &(ChildLimits){STAT_CPU_SECONDS, STAT_MEMORY, true, 0});
    k.file = file;
    readstat_parser_t *p = readstat_parser_init();
    if (!p) _exit(STAT_LIMIT);
    set_up(p, &k);
    readstat_error_t e = stata ? readstat_parse_dta(p, "", &k) : readstat_parse_sav(p, "", &k);
    if (e == READSTAT_ERROR_MALLOC) _exit(STAT_LIMIT);
    if (e != READSTAT_OK) _exit(STAT_BROKEN);
    put_tag(&k, STAT_END);
    flush(&k);
    _exit(0);
}
