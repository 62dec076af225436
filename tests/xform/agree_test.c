/* agree_test.c - the same answers to the same forms as @getodk/xforms-engine gives.
 *
 * Each tests/xform/forms/NAME.xml is driven by the actions of NAME.txt; what comes out must be
 * NAME.out, which oracle.mjs has written (agree_test.sh does so again).  With names as
 * arguments only these, and what comes out is shown. */
#include "test.h"

#include "xform/parts.h"

#include <dirent.h>

static const char folder[] = "tests/xform/forms";
static Buf        out;

static const char *read_all(Arena *a, const char *path, size_t *n) {
    FILE *f = fopen(path, "rb");
    Buf   b = {.a = a};
    char  part[4096];
    if (!f) return NULL;
    for (size_t got; (got = fread(part, 1, sizeof part, f));) buf_add(&b, part, got);
    fclose(f);
    *n = b.len;
    return b.s ? b.s : "";
}

static void say(const char *a, const char *b, const char *c) {
    buf_text(&out, a);
    buf_text(&out, b);
    buf_text(&out, c);
}

/* A line for each leaf, as oracle.mjs has it. */
static void add_lines(const Elem *e, const char *path, Arena *a) {
    bool leaf = true;
    for (int i = 0; i < e->attrs; i++)
        buf_text(&out, arena_print(a, "%s/@%s = %s\n", path, e->attr[i].name, e->attr[i].value));
    for (const Elem *k = e->first; k; k = k->next) {
        int n = 1;
        if (!k->name) continue;
        leaf = false;
        for (const Elem *b = e->first; b != k; b = b->next)
            n += b->name && strcmp(b->name, k->name) == 0;
        add_lines(k, n > 1 ? arena_print(a, "%s/%s[%d]", path, k->name, n)
                           : arena_print(a, "%s/%s", path, k->name), a);
    }
    if (leaf && strcmp(e->name, "instanceID") != 0)
        buf_text(&out, arena_print(a, "%s = %s\n", path, elem_text(a, e)));
}

static void show_xml(XEntry *t) {
    Elem       *e;
    const char *xml = xentry_xml(t, false);
    CHECK_TEXT(elem_read(t->c->a, (Bytes){xml, strlen(xml)}, 100000, &e, NULL), NULL);
    if (e) add_lines(e, arena_print(t->c->a, "/%s", e->name), t->c->a);
}

static void show_state(XEntry *t, const XNode *n, const char *path) {
    const char *wrong = n->faults & X_CONSTRAINT ? "constraint"
                      : n->faults & X_EMPTY      ? "required" : "none";
    buf_text(&out, arena_print(t->c->a, "state %s = %s %s %s %s\n", path,
                               n->relevant ? "relevant" : "-", n->required ? "required" : "-",
                               n->readonly ? "readonly" : "-", wrong));
}

static void show_choices(XEntry *t, XNode *n, const char *path, int language) {
    int            m;
    const XChoice *h = xentry_choices(t, n->field->control, n, language, &m);
    for (int i = 0; i < m; i++)
        buf_text(&out, arena_print(t->c->a, "choice %s = %s: %s\n", path, h[i].value, h[i].label));
}

/* The parent of the repeat at "/data/r/s": its first instance where none is named. */
static Err add(XEntry *t, const char *path) {
    const char *slash = strrchr(path, '/');
    XNode      *up = xentry_node(t, arena_part(t->c->a, path, (size_t)(slash - path)));
    const XField *d = xform_find(t->f, path);
    return up && d ? xentry_add(t, up, d, NULL) : "missing";
}

static Err act(XEntry *t, const char *line, int *language) {
    char verb[20] = "", path[300] = "";
    int  used = 0;
    sscanf(line, "%19s %299s%n", verb, path, &used);
    const char *rest = line[used] ? line + used + 1 : "";
    if (strcmp(verb, "xml") == 0) return show_xml(t), NULL;
    if (strcmp(verb, "add") == 0) return add(t, path);
    if (strcmp(verb, "language") == 0) {
        *language = xform_language_for(t->f, strchr(line, ' ') + 1);
        return NULL;
    }
    XNode *n = xentry_node(t, path);
    if (!n) return "missing";
    if (strcmp(verb, "set") == 0) return xentry_set(t, n, rest);
    if (strcmp(verb, "remove") == 0) return xentry_remove(t, n);
    if (strcmp(verb, "state") == 0) show_state(t, n, path);
    else if (strcmp(verb, "choices") == 0) show_choices(t, n, path, *language);
    else if (strcmp(verb, "label") == 0) {
        say("label ", path, " = ");
        say(xtext(t, n->field->control->label, n, *language), "\n", NULL);
    } else return "verb";
    return NULL;
}

/* The lists that stand in the folder, under their names. */
static int files_of(Arena *a, XFile *file, int most) {
    DIR *d = opendir(folder);
    int  n = 0;
    for (struct dirent *e; d && (e = readdir(d)) && n < most;) {
        const char *dot = strrchr(e->d_name, '.');
        if (!dot || (strcmp(dot, ".csv") != 0 && strncmp(e->d_name, "list", 4) != 0)) continue;
        file[n].name = arena_text(a, e->d_name);
        file[n].bytes.p = read_all(a, arena_print(a, "%s/%s", folder, e->d_name),
                                   &file[n].bytes.n);
        n++;
    }
    if (d) closedir(d);
    return n;
}

static XForm *open_form(Ctx *c, const char *name) {
    XFile     file[20];
    XForm    *f = NULL;
    XProblems p = {.a = c->a};
    size_t    n = 0;
    const char *xml = read_all(c->a, arena_print(c->a, "%s/%s.xml", folder, name), &n);
    int  files = files_of(c->a, file, 20);
    Err  e = xml ? xform_open(c->a, (Bytes){xml, n}, file, files, &p, &f) : "missing";
    if (e) fprintf(stderr, "%s: %s\n", name, e);
    for (const XProblem *one = p.first; one; one = one->next)
        fprintf(stderr, "%s: %s\n", name, xproblem_text(c, one));
    CHECK_TEXT(e, NULL);
    return f;
}

static void drive(Ctx *c, const char *name, const char *actions) {
    XForm  *f = open_form(c, name);
    XEntry *t = NULL;
    int     language = f ? xform_language_for(f, "") : 0;
    if (!f) return;
    CHECK_TEXT(xentry_new(c, f, &(XPerson){"lan", "lan@example.vn", "0912", "d1"}, &t), NULL);
    for (const char *s = actions; t && *s;) {
        size_t      n = strcspn(s, "\n");
        const char *line = arena_part(c->a, s, n);
        s += n + (s[n] == '\n');
        if (!*line || *line == '#') continue;
        say("> ", line, "\n");
        Err e = act(t, line, &language);
        if (e) say("refused\n", NULL, NULL);
        if (e && (strcmp(e, "missing") == 0 || strcmp(e, "verb") == 0))
            fprintf(stderr, "%s: %s: %s\n", name, line, e);
    }
}

/* Where the two part for the first time. */
static void compare(const char *name, const char *want, const char *got) {
    int line = 1;
    if (want && strcmp(want, got) == 0) return;
    test_failed = 1;
    for (; want && *want && *want == *got; want++, got++) line += *want == '\n';
    fprintf(stderr, "%s.out:%d: want ...%.60s\n got ...%.60s\n", name, line, want ? want : "", got);
}

static void try_form(const char *name, bool show) {
    Arena *a = arena_open();
    Ctx    c = {.a = a, .now = 1772328600000, .today = "2026-03-01", .lang = LANG_EN};
    size_t n;
    out = (Buf){.a = a};
    const char *actions = read_all(a, arena_print(a, "%s/%s.txt", folder, name), &n);
    if (actions) drive(&c, name, actions);
    if (show) fputs(out.s ? out.s : "", stdout);
    else if (actions)
        compare(name, read_all(a, arena_print(a, "%s/%s.out", folder, name), &n),
                out.s ? out.s : "");
    arena_close(a);
}

int main(int argc, char **argv) {
    struct dirent **list;
    int             n = argc > 1 ? 0 : scandir(folder, &list, NULL, alphasort), forms = 0;
    for (int i = 1; i < argc; i++) try_form(argv[i], true);
    for (int i = 0; i < n; i++) {
        char *dot = strrchr(list[i]->d_name, '.');
        if (!dot || strcmp(dot, ".txt") != 0) continue;
        *dot = '\0';
        try_form(list[i]->d_name, false);
        forms++;
    }
    CHECK(argc > 1 || forms >= 30);
    return test_failed;
}
