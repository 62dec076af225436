/* workbook.h - writes tables of Markdown as an XLSX, so that both can be held to be one form. */
#ifndef XLSFORM_WORKBOOK_H
#define XLSFORM_WORKBOOK_H

#include "base/base.h"

#include <string.h>
#include <xlsxwriter.h>

/* The cells of a line; 0 when it is no row.  Deliberately not the reader of the program. */
static inline int workbook_cells(Arena *a, const char *line, size_t n, const char **cell) {
    const char *s = arena_part(a, line, n), *last = strrchr(s, '|');
    int         cells = 0;
    s += strspn(s, " \t\r");
    if (*s != '|' || last == s || (strspn(s, "|-") >= (size_t)(last - s) && last - s > 2)) return 0;
    for (s++; s <= last && cells < 250; s++) {
        char *text = arena_take(a, strlen(s) + 1), *to = text;
        for (; s < last && !(*s == '|' && s[-1] != '\\'); s++)
            if (!(*s == '\\' && s[1] == '|')) *to++ = *s;
        while (to > text && strchr(" \t\r", to[-1])) *--to = '\0';
        text += strspn(text, " \t\r");
        cell[cells++] = *text ? text : NULL;
        if (s >= last) break;
    }
    return cells;
}

/* False when it cannot be one: a sheet's name that a workbook may not have. */
static inline bool workbook_write(Arena *a, const char *markdown, const char *path) {
    lxw_workbook  *book = workbook_new(path);
    lxw_worksheet *sheet = NULL;
    const char    *cell[250];
    lxw_row_t      row = 0;
    bool           good = true;
    for (const char *p = markdown; *p && good;) {
        size_t n = strcspn(p, "\n");
        int    cells = workbook_cells(a, p, n, cell);
        p += n + (p[n] == '\n');
        if (!cells) continue;
        if (cell[0]) {
            good = workbook_validate_sheet_name(book, cell[0]) == LXW_NO_ERROR;
            sheet = good ? workbook_add_worksheet(book, cell[0]) : NULL;
            row = 0;
        }
        bool some = false;
        for (int i = 1; i < cells && sheet; i++) {
            if (!cell[i]) continue;
            worksheet_write_string(sheet, row, (lxw_col_t)(i - 1), cell[i], NULL);
            some = true;
        }
        row += some;
    }
    return workbook_close(book) == LXW_NO_ERROR && good;
}

#endif
