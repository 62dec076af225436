/* xlsx.c - a table as a spreadsheet, by libxlsxwriter, or as text. */
#include "file/parts.h"

#include "crypt/crypt.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum { CELL_BYTES_MAX = 32767, NOTE_WIDTH = 24 };

struct Sheet {
    Arena             *a;
    lxw_workbook      *book;
    lxw_worksheet     *sheet;
    lxw_format        *day, *head, *wrap;
    const SheetColumn *column;
    int                columns;
    uint32_t           rows;
    const char        *words;
    HashRun           *hash;
    CsvOut            *csv; /* in place of the book; NULL */
    const char        *title;
    Sheet             *next; /* of the same book; NULL */
};

const char *file_tmp(void) {
    const char *dir = getenv("TMPDIR");
    return dir && *dir ? dir : "/tmp";
}

/* A workbook that keeps only the row it is at, in a file of the system's. */
static lxw_workbook *new_book(const char *path) {
    lxw_workbook_options options = {.constant_memory = LXW_TRUE,
                                    .tmpdir = (char *)(uintptr_t)file_tmp()};
    return workbook_new_opt(path, &options);
}

static void add_formats(Sheet *s) {
    s->head = workbook_add_format(s->book);
    format_set_bold(s->head);
    format_set_text_wrap(s->head);
    format_set_bottom(s->head, LXW_BORDER_THIN);
    s->day = workbook_add_format(s->book);
    format_set_num_format(s->day, "dd/mm/yyyy");
    format_set_align(s->day, LXW_ALIGN_VERTICAL_TOP);
    s->wrap = workbook_add_format(s->book);
    format_set_text_wrap(s->wrap);
    format_set_align(s->wrap, LXW_ALIGN_VERTICAL_TOP);
}

static Err open_sheet(Sheet *s, const char *title) {
    s->sheet = workbook_add_worksheet(s->book, title);
    if (!s->sheet) return "file.sheet.place";
    for (int i = 0; i < s->columns; i++) {
        const lxw_col_t col = (lxw_col_t)i;
        worksheet_set_column(s->sheet, col, col, s->column[i].width, NULL);
        worksheet_write_string(s->sheet, 0, col, s->column[i].title, s->head);
    }
    worksheet_freeze_panes(s->sheet, 1, 0);
    worksheet_repeat_rows(s->sheet, 0, 0);
    worksheet_set_landscape(s->sheet);
    worksheet_set_paper(s->sheet, 9); /* A4 */
    worksheet_fit_to_pages(s->sheet, 1, 0);
    return NULL;
}

static Err open_book(Sheet *s, const char *path, const char *title) {
    s->book = new_book(path);
    if (!s->book) fatal("no memory for a workbook");
    add_formats(s);
    return open_sheet(s, title);
}

static Err open_text(Sheet *s, const char *path) {
    s->csv = csv_out_open(s->a, path, s->columns);
    for (int i = 0; i < s->columns && s->csv; i++)
        csv_out_cell(s->csv, i, s->column[i].title, false);
    return s->csv ? NULL : "file.sheet.place";
}

Err sheet_open(Arena *a, SheetAs as, const char *path, const char *title, const char *words,
               const SheetColumn *column, int columns, Sheet **out) {
    SheetColumn *own = arena_take(a, (size_t)columns * sizeof *own);
    Sheet       *s = *out = arena_new(a, Sheet);
    memcpy(own, column, (size_t)columns * sizeof *own);
    *s = (Sheet){.a = a, .column = own, .columns = columns, .words = words,
                 .hash = hash_start(a), .title = title};
    return as == SHEET_CSV ? open_text(s, path) : open_book(s, path, title);
}

Err sheet_more(Sheet *s, const char *title, const SheetColumn *column, int columns,
               Sheet **out) {
    SheetColumn *own = arena_take(s->a, (size_t)columns * sizeof *own);
    Sheet       *more = *out = arena_new(s->a, Sheet);
    memcpy(own, column, (size_t)columns * sizeof *own);
    *more = (Sheet){.a = s->a, .book = s->book, .day = s->day, .head = s->head, .wrap = s->wrap,
                    .column = own, .columns = columns, .hash = hash_start(s->a),
                    .title = title};
    while (s->next) s = s->next;
    s->next = more;
    return open_sheet(more, title);
}

/* A cell holds 32,767 letters; what is longer is cut between two letters. */
static const char *cell_text(Sheet *s, const char *text) {
    size_t n = strlen(text);
    if (n <= CELL_BYTES_MAX) return text;
    for (n = CELL_BYTES_MAX; n && (text[n] & 0xC0) == 0x80; n--) {}
    return arena_part(s->a, text, n);
}

/* What looks like a sign written as _x000D_ would be read as that sign.
 * source   ECMA-376, ST_Xstring */
static const char *escape(Sheet *s, const char *text) {
    Buf b = {.a = s->a};
    if (!strstr(text, "_x00")) return text;
    for (; *text; text++) {
        buf_add(&b, text, 1);
        if (strncmp(text, "_x00", 4) == 0) buf_text(&b, "x005F_");
    }
    return b.s;
}

static void write_day(Sheet *s, lxw_col_t col, const char *day) {
    lxw_datetime at = {0};
    if (sscanf(day, "%d-%d-%d", &at.year, &at.month, &at.day) == 3)
        worksheet_write_datetime(s->sheet, s->rows, col, &at, s->day);
}

static void write_text(Sheet *s, int i, const char *text) {
    lxw_col_t col = (lxw_col_t)i;
    if (s->csv) csv_out_cell(s->csv, i, text, false);
    else if (!*text) return;
    else if (s->column[i].kind == SHEET_DAY && date_ok(text)) write_day(s, col, text);
    else worksheet_write_string(s->sheet, s->rows, col, escape(s, cell_text(s, text)), s->wrap);
}

static void write_number(Sheet *s, int i, double r, const char *text) {
    if (s->csv) csv_out_cell(s->csv, i, text, true);
    else worksheet_write_number(s->sheet, s->rows, (lxw_col_t)i, r, s->wrap);
}

static void write_cell(Sheet *s, int i, const Val *v) {
    char        number[32] = "";
    const char *text = v->kind == VAL_TEXT ? v->s : number;
    if (v->kind == VAL_INT) snprintf(number, sizeof number, "%" PRId64, v->i);
    if (v->kind == VAL_REAL && !isnan(v->r)) snprintf(number, sizeof number, "%.15g", v->r);
    if (*number) write_number(s, i, v->kind == VAL_INT ? (double)v->i : v->r, number);
    else write_text(s, i, text);
    hash_add(s->hash, text, strlen(text));
    hash_add(s->hash, "\t", 1);
}

Err sheet_row(Sheet *s, const Val *v) {
    if (s->rows == SHEET_ROWS_MAX) return "file.sheet.long";
    s->rows++;
    for (int i = 0; i < s->columns; i++) write_cell(s, i, &v[i]);
    return NULL;
}

/* Of one sheet: two lines, from `row` on. */
static void write_sum(lxw_worksheet *check, const Sheet *s, uint32_t row, const char *hex,
                      bool named) {
    Arena *a = s->a;
    const char *rows = named ? arena_print(a, "Số dòng (%s)", s->title) : "Số dòng";
    const char *sum = named ? arena_print(a, "SHA-256 (%s)", s->title) : "SHA-256";
    worksheet_write_string(check, row, 0, rows, s->head);
    worksheet_write_number(check, row, 1, s->rows, s->wrap);
    worksheet_write_string(check, row + 1, 0, sum, s->head);
    worksheet_write_string(check, row + 1, 1, hex, s->wrap);
}

static void write_check(Sheet *s) {
    lxw_worksheet *check = workbook_add_worksheet(s->book, "Kiểm tra");
    worksheet_set_column(check, 0, 0, NOTE_WIDTH, NULL);
    worksheet_set_column(check, 1, 1, 3 * NOTE_WIDTH, NULL);
    worksheet_write_string(check, 0, 0, "Nội dung", s->head);
    worksheet_write_string(check, 0, 1, s->words, s->wrap);
    uint32_t row = 1;
    for (Sheet *k = s; k; k = k->next, row += 2) {
        const Hash hash = hash_end(k->hash);
        write_sum(check, k, row, hex_of(s->a, hash.b, HASH_BYTES), k != s);
    }
}

Err sheet_close(Sheet *s) {
    if (s->csv) {
        const Hash hash = hash_end(s->hash);
        return csv_out_close(s->csv, s->rows, hex_of(s->a, hash.b, HASH_BYTES));
    }
    for (const Sheet *k = s; k; k = k->next)
        worksheet_autofilter(k->sheet, 0, 0, k->rows, (lxw_col_t)(k->columns - 1));
    write_check(s);
    return workbook_close(s->book) == LXW_NO_ERROR ? NULL : "file.sheet.place";
}
