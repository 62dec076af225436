/* statfile.c - files of SPSS (.sav, .zsav) and Stata (.dta), by ReadStat in a child.
 *
 * Such files come from anybody, ReadStat is a large reader of binary forms, and both have
 * had their holes.  So a child reads them that can do nothing but answer (child.c); what it
 * says is checked here like the input it is.  The child shares the memory of its parent up
 * to the fork, so this is for the command line, where that holds no secret of others. */
#include "file/statfile.h"

#include "text/text.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { VARS_MAX = 32767, LABELS_MAX = 1 << 20 };

typedef struct Found { /* one variable */
    const char *name, *set;
    double     *real;
    uint32_t   *code;
    Words      *words;
} Found;
typedef struct Label { const char *set, *text; double value; } Label;

typedef struct Report {
    int     fd;
    size_t  at, got;          /* of piece */
    bool    ended;            /* nothing more comes */
    char   *piece;
    Arena  *scratch;
    Found  *found;
    size_t  vars, rows, room; /* whole rows; rows that fit */
    size_t  next;             /* variable of the next value */
    Label  *label;
    size_t  labels, label_room;
} Report;

enum { PIECE = 1 << 16 };

/* ---- Records ---- */

static bool take(Report *r, void *out, size_t n) {
    for (size_t done = 0; done < n;) {
        if (r->at == r->got) {
            ssize_t got = read(r->fd, r->piece, PIECE);
            if (got < 0 && errno == EINTR) continue;
            r->ended = got <= 0;
            if (r->ended) return false;
            r->at = 0;
            r->got = (size_t)got;
        }
        size_t some = n - done < r->got - r->at ? n - done : r->got - r->at;
        memcpy((char *)out + done, r->piece + r->at, some);
        r->at += some;
        done += some;
    }
    return true;
}

static bool take_text(Report *r, char *room, size_t *n) {
    uint32_t length;
    if (!take(r, &length, sizeof length) || length > STAT_TEXT_MAX) return false;
    if (!take(r, room, length) || !text_valid(room, length)) return false;
    room[length] = '\0';
    *n = length;
    return true;
}

static bool keep_text(Report *r, const char **out) {
    char   room[STAT_TEXT_MAX + 1];
    size_t n;
    if (!take_text(r, room, &n)) return false;
    *out = arena_part(r->scratch, room, n);
    return true;
}

static bool take_variable(Report *r, bool words) {
    const char *about;
    if (r->vars == VARS_MAX || r->rows || r->next) return false;
    if (!r->found) r->found = arena_take(r->scratch, VARS_MAX * sizeof *r->found);
    Found *f = &r->found[r->vars];
    if (!keep_text(r, &f->name) || !keep_text(r, &about) || !keep_text(r, &f->set)) return false;
    if (words) f->words = words_open(r->scratch);
    for (size_t i = 0; i < r->vars; i++)
        if (strcmp(r->found[i].name, f->name) == 0) return false;
    r->vars++;
    return !text_blank(f->name);
}

static bool take_label(Report *r) {
    if (r->labels == LABELS_MAX) return false;
    if (r->labels == r->label_room) {
        size_t room = r->label_room ? 2 * r->label_room : 64;
        Label *grown = arena_take(r->scratch, room * sizeof *grown);
        if (r->labels) memcpy(grown, r->label, r->labels * sizeof *grown);
        r->label = grown;
        r->label_room = room;
    }
    Label *l = &r->label[r->labels++];
    return keep_text(r, &l->set) && take(r, &l->value, sizeof l->value) && keep_text(r, &l->text);
}

static void *larger(Report *r, const void *old, size_t size, size_t room) {
    void *grown = arena_take(r->scratch, room * size);
    if (r->rows) memcpy(grown, old, r->rows * size);
    return grown;
}

/* Room for another row. */
static void grow(Report *r) {
    if (r->rows < r->room) return;
    size_t room = r->room ? 2 * r->room : 1024;
    for (size_t i = 0; i < r->vars; i++) {
        Found *f = &r->found[i];
        if (f->words) f->code = larger(r, f->code, sizeof *f->code, room);
        else f->real = larger(r, f->real, sizeof *f->real, room);
    }
    r->room = room;
}

static bool take_value(Report *r, bool words) {
    char   room[STAT_TEXT_MAX + 1];
    size_t n;
    if (r->next == 0) grow(r);
    Found *f = r->next < r->vars ? &r->found[r->next] : NULL;
    if (!f || words != (f->words != NULL) || r->rows == CSV_ROWS_MAX) return false;
    if (words) {
        if (!take_text(r, room, &n)) return false;
        f->code[r->rows] = n ? words_add(f->words, room, n) + 1 : 0;
    } else {
        if (!take(r, &f->real[r->rows], sizeof *f->real)) return false;
        if (!isfinite(f->real[r->rows])) f->real[r->rows] = NAN; /* one NaN, whatever bits */
    }
    if (++r->next == r->vars) r->next = 0, r->rows++;
    return true;
}

/* All records up to the end; false when it does not come to that. */
static bool take_all(Report *r) {
    char tag;
    while (take(r, &tag, 1)) {
        bool good = tag == STAT_NUMBER || tag == STAT_WORD ? take_value(r, tag == STAT_WORD)
                  : tag == STAT_NUMBERS || tag == STAT_WORDS ? take_variable(r, tag == STAT_WORDS)
                  : tag == STAT_LABEL && take_label(r);
        if (tag == STAT_END) return r->next == 0 && r->vars > 0;
        if (!good) return false;
    }
    return false;
}

/* ---- Variables ---- */

/* The labels of a set, put beside the values they name; a value without one is called by
 * its number.  Only variables of few values have room for them. */
static void put_labels(Arena *a, const Report *r, const Found *f, Var *v) {
    const char **label = NULL;
    for (size_t i = 0; i < r->labels && v->byte; i++) {
        const Label *l = &r->label[i];
        if (strcmp(l->set, f->set) != 0 || text_blank(l->text)) continue;
        for (int32_t k = 1; k <= v->codes; k++) {
            if (v->value[k] != l->value) continue;
            if (!label) label = arena_take(a, ((size_t)v->codes + 1) * sizeof *label);
            label[k] = arena_text(a, l->text);
        }
    }
    for (int32_t k = 1; label && k <= v->codes; k++)
        if (!label[k]) label[k] = arena_print(a, "%.15g", v->value[k]);
    v->label = label;
}

static Var variable(Arena *a, const Report *r, const Found *f) {
    Var v = {.name = arena_text(a, f->name)};
    if (f->words) {
        words_var(a, f->words, f->code, r->rows, &v);
        return v;
    }
    if (*f->set && var_pack(a, f->real, r->rows, &v)) {
        put_labels(a, r, f, &v);
        if (v.label) return v;
    }
    double *real = arena_take(a, (r->rows + 1) * sizeof *real);
    if (r->rows) memcpy(real, f->real, r->rows * sizeof *real);
    return (Var){.name = v.name, .real = real};
}

/* SIGKILL is the kernel's, for time or memory, unless it is the parent's. */
static Err outcome(bool whole, bool stopped, int how) {
    int code = WIFEXITED(how) ? WEXITSTATUS(how) : -1;
    if (code == CHILD_NO_LIMITS) return "file.data.child";
    if (code == STAT_LIMIT) return "file.data.limit";
    if (WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL && !stopped) return "file.data.limit";
    return whole && code == 0 ? NULL : "file.data.broken";
}

static Err ask(Bytes file, bool stata, Report *r) {
    int pipes[2], how = 0;
    if (pipe2(pipes, O_CLOEXEC) != 0) fatal("pipe: %s", strerror(errno));
    pid_t child = fork();
    if (child < 0) fatal("no child process");
    if (child == 0) statfile_child(file, stata, pipes[1]);
    close(pipes[1]);
    r->fd = pipes[0];
    bool whole = take_all(r);
    bool stopped = !whole && !r->ended; /* it said what it may not say, and might go on */
    if (stopped) kill(child, SIGKILL);
    close(pipes[0]);
    while (waitpid(child, &how, 0) < 0 && errno == EINTR) {}
    return outcome(whole, stopped, how);
}

bool statfile_is(Bytes file, bool *stata) {
    const unsigned char *s = file.p;
    if (file.n < 11) return false;
    *stata = memcmp(s, "<stata_dta>", 11) == 0 ||
             (s[0] >= 104 && s[0] <= 115 && (s[1] == 1 || s[1] == 2) && s[2] == 1);
    return *stata || memcmp(s, "$FL2", 4) == 0 || memcmp(s, "$FL3", 4) == 0;
}

Err statfile_read(Arena *a, Bytes file, FileTrouble *t, Dataset *out) {
    bool stata;
    if (!statfile_is(file, &stata)) return "file.data.broken";
    Report r = {.scratch = arena_open()};
    r.piece = arena_take(r.scratch, PIECE);
    Err  e = ask(file, stata, &r);
    Var *var = e ? NULL : arena_take(a, r.vars * sizeof *var);
    for (size_t i = 0; i < r.vars && !e; i++) var[i] = variable(a, &r, &r.found[i]);
    t->line = (int64_t)r.rows + 1;
    if (!e) *out = (Dataset){.n = (int64_t)r.rows, .vars = (int)r.vars, .var = var};
    arena_close(r.scratch);
    return e;
}
