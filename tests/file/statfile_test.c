/* statfile_test.c - files of SPSS and Stata: what they hold comes out as it is, and none of
 * a thousand damaged ones brings the reader down. */
#include "file/file.h"
#include "test.h"

#include <readstat.h>

enum { ROWS = 300 };

static Arena *a;

typedef enum Form { SAV, SAV_ROWS, ZSAV, DTA_118, DTA_114, FORMS } Form;

static ssize_t collect(const void *data, size_t n, void *ctx) {
    buf_add(ctx, data, n);
    return (ssize_t)n;
}

static bool is_stata(Form f) { return f == DTA_118 || f == DTA_114; }

static void set_form(readstat_writer_t *w, Form f) {
    if (f == SAV_ROWS) readstat_writer_set_compression(w, READSTAT_COMPRESS_ROWS);
    if (f == ZSAV) readstat_writer_set_compression(w, READSTAT_COMPRESS_BINARY);
    if (f == DTA_118) readstat_writer_set_file_format_version(w, 118);
    if (f == DTA_114) readstat_writer_set_file_format_version(w, 114);
}

/* Before 118 no Stata file says in what encoding it is; Western is taken. */
static const char *name_of(Form f, int i) {
    return i % 3 == 0 ? "" : i % 2 ? "An" : f == DTA_114 ? "Binh" : "Bình";
}
static const char *best(Form f) { return f == DTA_114 ? "Rat hai long" : "Rất hài lòng"; }
static double answer(int i) { return i % 7 == 6 ? 9 : i % 5 + 1; }

static void put_row(readstat_writer_t *w, Form f, int i) {
    readstat_begin_row(w);
    if (is_stata(f) && answer(i) == 9)
        readstat_insert_tagged_missing_value(w, readstat_get_variable(w, 0), 'a');
    else readstat_insert_double_value(w, readstat_get_variable(w, 0), answer(i));
    readstat_insert_double_value(w, readstat_get_variable(w, 1), i * 1.5 + 1e9);
    readstat_insert_string_value(w, readstat_get_variable(w, 2), name_of(f, i));
    readstat_end_row(w);
}

/* Satisfaction 1-5 with labels and 9 for no answer, a real, a text. */
static Bytes file_of(Form f) {
    Buf                  *b = arena_new(a, Buf);
    readstat_writer_t    *w = readstat_writer_init();
    readstat_label_set_t *set = readstat_add_label_set(w, READSTAT_TYPE_DOUBLE, "muc");
    b->a = a;
    set_form(w, f);
    readstat_set_data_writer(w, collect);
    readstat_label_double_value(set, 1, best(f));
    readstat_label_double_value(set, 2, "Good");
    readstat_variable_t *v = readstat_add_variable(w, "hai_long", READSTAT_TYPE_DOUBLE, 0);
    readstat_variable_set_label_set(v, set);
    if (!is_stata(f)) readstat_variable_add_missing_double_value(v, 9);
    readstat_add_variable(w, "thu_nhap", READSTAT_TYPE_DOUBLE, 0);
    readstat_add_variable(w, "ten", READSTAT_TYPE_STRING, 12);
    CHECK((is_stata(f) ? readstat_begin_writing_dta(w, b, ROWS)
                       : readstat_begin_writing_sav(w, b, ROWS)) == READSTAT_OK);
    for (int i = 0; i < ROWS; i++) put_row(w, f, i);
    CHECK(readstat_end_writing(w) == READSTAT_OK);
    readstat_writer_free(w);
    return (Bytes){b->s, b->len};
}

static void reads(Form f) {
    FileTrouble t = {0};
    Dataset     d;
    CHECK_TEXT(statfile_read(a, file_of(f), &t, &d), NULL);
    CHECK(d.n == ROWS && d.vars == 3);
    if (test_failed) return;
    CHECK_TEXT(d.var[0].name, "hai_long");
    CHECK(d.var[0].type == VAR_NUMBER && d.var[0].codes == 5 && d.var[2].type == VAR_FACTOR);
    CHECK_TEXT(d.var[0].label[1], best(f));
    CHECK_TEXT(d.var[0].label[3], "3");
    for (int i = 0; i < ROWS; i++) {
        double x = var_number(&d.var[0], i);
        CHECK(answer(i) == 9 ? isnan(x) : x == answer(i));
        CHECK(var_number(&d.var[1], i) == i * 1.5 + 1e9);
        CHECK_TEXT(var_text(a, &d.var[2], i), *name_of(f, i) ? name_of(f, i) : NULL);
    }
}

/* Read, or refused; never a crash, and no child stays. */
static void survives(Bytes file) {
    FileTrouble t = {0};
    Dataset     d;
    Arena      *own = arena_open();
    Err e = statfile_read(own, file, &t, &d);
    CHECK(!e || strncmp(e, "file.data.", 10) == 0);
    CHECK(waitpid(-1, NULL, WNOHANG) == -1);
    arena_close(own);
}

static void cut_short(Form f) {
    Bytes       file = file_of(f);
    FileTrouble t = {0};
    Dataset     d;
    CHECK_TEXT(statfile_read(a, (Bytes){file.p, file.n / 2}, &t, &d), "file.data.broken");
    CHECK_TEXT(statfile_read(a, (Bytes){file.p, 20}, &t, &d), "file.data.broken");
    for (size_t n = 0; n < file.n; n += file.n / 40 + 1) survives((Bytes){file.p, n});
}

static void flipped(Form f) {
    Bytes    file = file_of(f);
    unsigned seed = (unsigned)f + 1;
    for (int i = 0; i < 120; i++) {
        char  *s = arena_part(a, file.p, file.n);
        size_t reach = i % 2 ? file.n : file.n < 1200 ? file.n : 1200; /* half in the head */
        for (int k = 0; k < 1 + i % 4; k++)
            s[(size_t)rand_r(&seed) % (reach - 12) + 12] ^= (char)(1 << rand_r(&seed) % 8);
        survives((Bytes){s, file.n});
    }
}

int main(void) {
    bool stata;
    a = arena_open();
    for (Form f = 0; f < FORMS; f++) {
        CHECK(statfile_is(file_of(f), &stata) && stata == is_stata(f));
        reads(f);
        cut_short(f);
        flipped(f);
    }
    CHECK(!statfile_is((Bytes){"q1,q2,q3,q4\n", 12}, &stata));
    survives((Bytes){"$FL2aaaaaaaaaaaaaaaaa", 21});
    arena_close(a);
    return test_failed;
}
