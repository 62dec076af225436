/* sheet.h - comma-separated files for tests: numbers, and texts as factors. */
#ifndef TEST_SHEET_H
#define TEST_SHEET_H

#include "stats/stats.h"
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The folder of the reference data, or an end of the test that is seen. */
static inline const char *sheet_shared(void) {
    const char *dir = getenv("NAMRO_SHARED");
    char        path[4096];
    snprintf(path, sizeof path, "%s/data/stats/estimates.csv", dir ? dir : "../shared");
    if (access(path, R_OK) != 0) {
        printf("no reference data in %s\n", path);
        exit(77);
    }
    return dir ? dir : "../shared";
}

typedef struct Sheet {
    int64_t n;
    int     columns;
    char  **name;
    char  **cell; /* [n][columns]; NULL for an empty one and NA */
} Sheet;

/* The next field of a line, its quotes taken off; *at moves behind the comma. */
static inline char *sheet_field(Arena *a, const char **at) {
    Buf  b = {.a = a};
    bool quoted = **at == '"', inside = quoted;
    if (quoted) ++*at;
    for (; **at; ++*at) {
        if (inside && **at == '"' && (*at)[1] == '"') ++*at;
        else if (inside && **at == '"') { inside = false; continue; }
        else if (!inside && (**at == ',' || **at == '\n' || **at == '\r')) break;
        buf_add(&b, *at, 1);
    }
    if (**at == ',') ++*at;
    if (!b.len) return quoted ? arena_text(a, "") : NULL;
    return !quoted && strcmp(b.s, "NA") == 0 ? NULL : b.s;
}

static inline Sheet sheet_read(Arena *a, FILE *f) {
    Sheet   t = {0};
    char   *line = NULL;
    size_t  size = 0;
    int64_t room = 0;
    while (getline(&line, &size, f) > 0) {
        const char *at = line;
        if (!t.name) {
            t.name = arena_take(a, 256 * sizeof *t.name);
            while (*at && *at != '\n' && *at != '\r') t.name[t.columns++] = sheet_field(a, &at);
            continue;
        }
        if (t.n == room) {
            room = room * 2 + 64;
            char **wider = arena_take(a, (size_t)(room * t.columns) * sizeof *wider);
            if (t.n) memcpy(wider, t.cell, (size_t)(t.n * t.columns) * sizeof *wider);
            t.cell = wider;
        }
        for (int k = 0; k < t.columns; k++) t.cell[t.n * t.columns + k] = sheet_field(a, &at);
        t.n++;
    }
    free(line);
    return t;
}

static inline Sheet sheet_open(Arena *a, const char *path) {
    size_t len = strlen(path);
    bool   packed = len > 3 && strcmp(path + len - 3, ".gz") == 0;
    FILE  *f = packed ? popen(arena_print(a, "gzip -dc '%s'", path), "r") : fopen(path, "r");
    if (!f) fprintf(stderr, "%s cannot be read\n", path), exit(1);
    Sheet t = sheet_read(a, f);
    if (packed) pclose(f);
    else fclose(f);
    return t;
}

static inline int sheet_column(const Sheet *t, const char *name) {
    for (int k = 0; k < t->columns; k++)
        if (strcmp(t->name[k], name) == 0) return k;
    return -1;
}

static inline const char *sheet_text(const Sheet *t, int64_t i, const char *name) {
    int k = sheet_column(t, name);
    return k < 0 ? NULL : t->cell[i * t->columns + k];
}

static inline int sheet_by_text(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Texts as a factor, their levels in the order of strcmp(); TRUE and FALSE as a logical. */
static inline Var sheet_factor(Arena *a, const Sheet *t, int k) {
    char **all = arena_take(a, (size_t)(t->n + 1) * sizeof *all);
    int    n = 0, m = 0;
    for (int64_t i = 0; i < t->n; i++)
        if (t->cell[i * t->columns + k]) all[n++] = t->cell[i * t->columns + k];
    qsort(all, (size_t)n, sizeof *all, sheet_by_text);
    const char **label = arena_take(a, (size_t)(n + 1) * sizeof *label);
    for (int i = 0; i < n; i++)
        if (m == 0 || strcmp(all[i], label[m]) != 0) label[++m] = all[i];
    uint32_t *code = arena_take(a, (size_t)t->n * sizeof *code);
    for (int64_t i = 0; i < t->n; i++) {
        const char *s = t->cell[i * t->columns + k];
        for (int j = 1; s && j <= m; j++)
            if (strcmp(label[j], s) == 0) code[i] = (uint32_t)j;
    }
    Var v = {.name = t->name[k], .type = VAR_FACTOR, .code = code, .label = label, .codes = m};
    if (m == 2 && strcmp(label[1], "FALSE") == 0 && strcmp(label[2], "TRUE") == 0) {
        double *value = arena_take(a, 3 * sizeof *value);
        value[0] = NAN;
        value[2] = 1;
        v.value = value;
        v.type = VAR_LOGICAL;
    }
    return v;
}

static inline Dataset sheet_dataset(Arena *a, const Sheet *t) {
    Dataset d = {.n = t->n, .vars = t->columns,
                 .var = arena_take(a, (size_t)t->columns * sizeof(Var))};
    for (int k = 0; k < t->columns; k++) {
        double *real = arena_take(a, (size_t)t->n * sizeof *real);
        bool    number = true;
        for (int64_t i = 0; i < t->n && number; i++) {
            char *s = t->cell[i * t->columns + k], *end = s;
            real[i] = s ? strtod(s, &end) : NAN;
            number = !s || (end != s && !*end);
        }
        d.var[k] = number ? (Var){.name = t->name[k], .type = VAR_NUMBER, .real = real}
                          : sheet_factor(a, t, k);
    }
    return d;
}

#endif
