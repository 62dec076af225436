/* form_check.c - namro form check: is an XForm sound, and does an answer keep to it? */
#include "cli/cli.h"

#include "text/text.h"
#include "xform/xform.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FILES_MAX = 200 };

static void print_problems(const Ctx *c, const XProblems *p) {
    static const char *const keys[] = {[X_NOTE] = "cli.form.advice",
                                       [X_WRONG] = "cli.form.warning",
                                       [X_REFUSE] = "cli.form.error"};
    for (const XProblem *one = p->first; one; one = one->next) {
        fprintf(stderr, "%s: %s\n", tr(c, keys[one->weight]), xproblem_text(c, one));
        if (one->message) fprintf(stderr, "    %s\n", one->message);
    }
    if (p->n > XPROBLEMS_MAX) fprintf(stderr, "%s\n", trf(c, "cli.form.more", V(p->n)));
}

/* The lists that the form names, where they lie beside it. */
static MUST Err read_lists(Ctx *c, const XForm *f, const char *form, XFile *file, int *n) {
    int         names;
    const char *const *name = xform_media(f, &names), *slash = strrchr(form, '/');
    size_t      folder = slash ? (size_t)(slash - form) + 1 : 0;
    for (int i = 0; i < names && *n < FILES_MAX; i++) {
        const char *path = arena_print(c->a, "%.*s%s", (int)folder, form, name[i]);
        if (access(path, R_OK) != 0) continue;
        file[*n].name = name[i];
        Err e = file_bytes_of(c->a, path, &file[(*n)++].bytes);
        if (e) return e;
    }
    return NULL;
}

/* Twice: once to learn which lists there are. */
static MUST Err open_form(Ctx *c, const char *path, XProblems *p, XForm **out) {
    Bytes     xml;
    XFile     file[FILES_MAX];
    XProblems unseen = {.a = c->a};
    int       n = 0;
    Err e = file_bytes_of(c->a, path, &xml);
    if (e) return e;
    if (!xform_open(c->a, xml, NULL, 0, &unseen, out)) e = read_lists(c, *out, path, file, &n);
    return e ? e : xform_open(c->a, xml, file, n, p, out);
}

int form_check(Ctx *c, const char *form, const char *answer) {
    XForm      *f;
    Bytes       xml;
    XProblems   p = {.a = c->a};
    FileTrouble none = {0};
    Err e = open_form(c, form, &p, &f);
    if (!e && answer) e = file_bytes_of(c->a, answer, &xml);
    if (!e && answer) e = xform_check(c, f, xml, &p, NULL);
    print_problems(c, &p);
    if (e) {
        fprintf(stderr, "namro: %s\n", file_trouble(c, e, &none));
        return EXIT_REFUSED;
    }
    printf("%s\n", trf(c, "cli.form.checked", V(xform_id(f)), V(xform_version(f)),
                       V(xform_fields(f)), V(p.n)));
    return p.wrong ? EXIT_REFUSED : EXIT_DONE;
}
