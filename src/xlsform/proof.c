/* proof.c - the finished XForm, read as whoever fills it in will read it.
 *
 * The converter does not understand expressions; the reader of forms does.  What it finds, an
 * unknown function, a path to nowhere, a circle of calculations, is told at the row of the
 * question.  As warnings: the form is what was written, and other clients know other functions. */
#include "xlsform/parts.h"

#include "xform/xform.h"

#include <string.h>

/* Files that come beside the form are not here yet, and not missed. */
static bool is_file(const XProblem *p) { return begins(p->what, "xform.list."); }

void proof_form(Form *f, Bytes xml) {
    XProblems p = {.a = f->a};
    XForm    *form;
    Index    *rows = index_open(f->a);
    Err       e = xform_open(f->a, xml, NULL, 0, &p, &form);
    for (Item *i = f->top; i; i = item_next(f->top, i)) index_put(rows, i->path, i);
    for (const XProblem *x = p.first; x; x = x->next) {
        const Item *i = index_get(rows, x->path);
        if (is_file(x) || (x->weight == X_NOTE && !e)) continue;
        NOTE(f, WARNING, x->what, .sheet = "survey", .row = i ? i->row : 0,
             WHAT(x->path, x->detail ? x->detail : ""));
    }
}
