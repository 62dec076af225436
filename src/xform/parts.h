/* parts.h - what the files of this module share: XML as read, expressions, a form's rules,
 * and the settling of an entry. */
#ifndef XFORM_PARTS_H
#define XFORM_PARTS_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include "xform/xform.h"

#include <pcre2.h>

/* ---- map.c: texts and what belongs to them ---- */

typedef struct Map Map;
Map  *map_new(Arena *a);
void *map_get(const Map *m, const char *key);            /* NULL */
void  map_put(Map *m, const char *key, void *value);     /* the first of a key stays; key is kept */
/* The one copy of a name: equal names of a form are the same pointer. */
const char *name_keep(XForm *f, const char *name);
const char *name_find(const XForm *f, const char *name); /* NULL: the form has no such name */

/* ---- xml.c ---- */

typedef struct Elem Elem;
typedef struct ElemAttr { const char *name, *prefix, *space, *value; } ElemAttr;
struct Elem {               /* an element, or a text: then name is NULL */
    const char *name, *prefix, *space; /* "" for none */
    const char *text;
    ElemAttr   *attr;
    int         attrs, line;
    Elem       *parent, *first, *last, *next;
    Elem       *same, *last_same; /* of an answer: the next of this name beside it; the last */
};
/* Names and values are copied into a.  most: elements and texts.
 * errors   xform.xml.large .text .entity .wide .deep .many .broken */
MUST Err elem_read(Arena *a, Bytes xml, size_t most, Elem **out, int *line);
const char *elem_attr(const Elem *e, const char *name); /* of any namespace; NULL */
const char *elem_text(Arena *a, const Elem *e);         /* of all texts right below it */
Elem *elem_child(const Elem *e, const char *name);      /* the first; NULL */
bool  elem_is(const Elem *e, const char *name);
void  xml_text(Buf *b, const char *s);                  /* escaped */
void  xml_quoted(Buf *b, const char *s);                /* escaped for an attribute */

/* ---- expressions ---- */

typedef struct Eval Eval;
typedef struct Ast  Ast;
typedef enum ValueKind { IS_NODES, IS_TEXT, IS_NUMBER, IS_BOOL } ValueKind;
typedef struct Value {
    ValueKind   kind;
    double      n;
    const char *s;     /* the text; of a number: how it is written, when it is a moment */
    bool        b;
    XNode     **node;  /* in the order of the document */
    int         nodes;
} Value;

typedef struct Fn {
    const char *name;
    int         least, most;   /* arguments; most < 0: any number */
    Value     (*run)(Eval *e, const Ast *call);
    enum { FN_PLAIN, FN_CURRENT, FN_LIST, FN_REGEX, FN_CHOICE, FN_PULL, FN_RANDOM } sort;
} Fn;
extern const Fn fns_core[], fns_text[], fns_number[], fns_time[], fns_nodes[], fns_geo[],
    fns_odk[];
pcre2_code *pattern_new(Arena *a, const char *pattern); /* NULL: it is none */
const Fn *fn_find(const char *name); /* with or without "jr:"; NULL */

typedef enum AstKind {
    A_NUMBER, A_TEXT, A_CALL, A_PATH, A_NEG, A_UNION, A_OR, A_AND, A_EQ, A_NE, A_LT, A_LE, A_GT,
    A_GE, A_ADD, A_SUB, A_MUL, A_DIV, A_MOD
} AstKind;
typedef enum Axis {
    AX_CHILD, AX_PARENT, AX_SELF, AX_ATTRIBUTE, AX_DESCENDANT, AX_DESCENDANT_SELF, AX_ANCESTOR,
    AX_ANCESTOR_SELF, AX_FOLLOWING_SIBLING, AX_PRECEDING_SIBLING
} Axis;
typedef struct Step Step;
struct Step {
    Axis        axis;
    bool        any;     /* node(), also . and .. */
    bool        element; /* * */
    const char *name;    /* kept by the form */
    Ast       **pred;
    int         preds, deep;
    Step       *next;
};
struct Ast {
    AstKind     kind;
    int         deep;    /* of what is below */
    double      number;
    const char *text;    /* of A_TEXT; of a call its name as written */
    const Fn   *fn;
    Ast       **arg;     /* of calls and operators; of a path arg[0] is what it starts from */
    int         args;
    enum { FROM_HERE, FROM_ROOT, FROM_VALUE } from;
    Ast       **pred;    /* on the value it starts from */
    int         preds;
    Step       *step;
    const XField *direct; /* a path to the one node of this field, for speed; NULL */
    pcre2_code *pattern; /* of regex() with a fixed pattern */
};

struct XExpr {
    const char   *text;
    Ast          *ast;
    const XField *here;   /* the field it belongs to; NULL in lists */
    int           line;
};
/* errors   xform.path.*; at: the offset in text */
MUST Err xpath_parse(XForm *f, const char *text, Ast **out, size_t *at, const char **detail);

struct Eval {
    const XForm *f;
    XEntry      *t;       /* NULL without one */
    const Ctx   *c;
    Arena       *a;
    XNode       *here, *current;
    int          at, size; /* position() and last() */
    int          language, depth;
    int64_t     *steps;    /* left */
    Err          err;      /* out of work */
    int          dialled;  /* how many random numbers were drawn */
};
Value       eval(Eval *e, const Ast *x);
bool        work(Eval *e, int64_t steps);            /* false: no more */
void        order_nodes(XEntry *t);
Value       is_text(const char *s);
Value       is_number(double n);
Value       is_bool(bool b);
Value       is_nodes(XNode **node, int n);
const char *to_text(Eval *e, Value v);
double      to_number(Eval *e, Value v);
bool        to_bool(Value v);
const char *arg_text(Eval *e, const Ast *call, int i);
double      arg_number(Eval *e, const Ast *call, int i);
bool        arg_bool(Eval *e, const Ast *call, int i);
double      text_number(const char *s);     /* NaN; a day or moment in days */
const char *number_text(Arena *a, double n);
const char *node_text(Eval *e, const XNode *n);
Value       node_set(Eval *e, const XNode *const *from, int n, const Step *step);

/* ---- time.c: moments ---- */

bool        moment_read(const char *s, double *ms);   /* of a day or moment, in Vietnam's zone */
const char *moment_text(Arena *a, double ms);         /* a day if it is midnight */
const char *moment_full(Arena *a, double ms);         /* always with its time */
bool        clock_ok(const char *s);                  /* HH:MM[:SS[.fff]][zone] */
Value       is_moment(Eval *e, double ms);

/* ---- digest.c ---- */

enum { DIGEST_MAX = 64 };
size_t digest_of(const char *name, const void *p, size_t n, uint8_t out[DIGEST_MAX]); /* 0 */

const char *plain_base64(Arena *a, const void *p, size_t n);
bool        plain_base64_read(Arena *a, const char *s, Bytes *out);

/* ---- rules of a form ---- */

enum { ON_FIRST_LOAD = 1, ON_LOAD = 2, ON_NEW_REPEAT = 4, ON_CHANGED = 8 };
typedef struct Action Action;
struct Action {
    unsigned    on;         /* of the events above */
    XField     *target;
    const XField *source;   /* of ON_CHANGED */
    XExpr      *value;      /* NULL: text */
    const char *text;
    Action     *next;       /* of the form, in its order */
    Action     *beside;     /* of the same source */
};
typedef enum JobKind_ { JOB_COUNT, JOB_RELEVANT, JOB_CALCULATE, JOB_FILTER, JOB_READONLY,
                        JOB_REQUIRED, JOB_VALID, JOB_KINDS } XJobKind;
typedef struct Job {
    XJobKind      kind;
    const XField *field;
    XExpr        *expr;     /* NULL for JOB_FILTER and where only the type is looked at */
    int           place;    /* in the order of settling */
    const XField **reads;   /* what it looks at, and what these stand in */
    int            n, cap;
    bool          loose;    /* the clock, a draw, or what was there before has a say in it */
} Job;
typedef struct FieldRules {
    const Elem   *model;    /* how it stands in the primary instance, its template if any */
    const char   *qname;    /* with its prefix */
    Job          *job[JOB_KINDS];
    Job         **readers;  /* what is to be looked at again when it changes */
    int           n, cap;
    Action       *changed;  /* of which it is the source */
    XField       *last;     /* of those it holds */
    const Elem   *within;   /* in which it was seen last, while the form is read */
} FieldRules;
typedef struct ControlRules {
    XExpr      *nodeset;    /* of its choices; NULL */
    XExpr      *value, *label;
    bool        translated; /* label names an itext */
    struct Item { const char *value; const XText *label; } *item; /* written in the body */
    int         items;
    Map        *values;     /* of choices that never change; NULL */
    XExpr      *count;      /* of a repeat */
} ControlRules;

typedef struct Piece { const char *text; XExpr *output; struct Piece *next; } Piece;
typedef struct TextForm { const char *form; Piece *piece; struct TextForm *next; } TextForm;
struct XText { TextForm **language; XExpr *id; }; /* id: an itext chosen as one goes */

struct XForm {
    Arena       *a;
    Map         *names, *itext, *lists, *paths;
    const char  *id, *version, *title, *style, *key;
    const char **language;
    int          languages, first_language;
    XField     **field;
    int          fields;
    XField      *root, *doc;    /* doc: what "/" is */
    const Elem  *model;         /* the root element of the primary instance */
    XControl    *body;
    Action      *actions, *last_action;
    Job        **job;           /* in the order of settling */
    int          jobs;
    const char **media;
    int          medias;
    bool         entities;
    XAttr       *space;         /* prefixes of the primary instance and what they stand for */
    int          spaces;
    int64_t      elements;      /* of all lists */
};
static inline FieldRules *rules_of(const XField *d) { return (FieldRules *)(uintptr_t)d->rules; }
static inline ControlRules *choice_rules(const XControl *k) {
    return (ControlRules *)(uintptr_t)k->rules;
}

void problem(XProblems *p, XWeight w, Err what, const char *path, const char *detail, int line);
void problem_of_form(XProblems *p, XWeight w, Err what, const char *path, const char *detail,
                     const char *message);

/* The steps of xform_open. */
typedef struct Opening {
    XForm       *f;
    XProblems   *p;
    const XFile *file;
    int          files;
    Elem        *head;
    int64_t      steps;    /* of work left for the order of a hostile form */
} Opening;
XExpr *expr_keep(Opening *o, const char *text, const XField *here, const char *path, int line);
void   open_fields(Opening *o, const Elem *instance);
void   open_binds(Opening *o, const Elem *model);
void   open_lists(Opening *o, const Elem *model);
void   open_texts(Opening *o, const Elem *model);
void   open_body(Opening *o, const Elem *body);
void   open_actions(Opening *o, const Elem *e, const XField *source);
void   open_order(Opening *o);
const XText *text_of(Opening *o, const Elem *label, const XField *here, const char *path);
const XText *text_message(Opening *o, const char *s, const XField *here, const char *path);
void   media_keep(XForm *f, const char *address);
XField *field_child(const XField *d, const char *name, bool attribute);
bool    in_model(const Elem *e);   /* an element that is no template */
/* The fields that an expression looks at, into the job; what the form does not have is told. */
void   reads_of(Opening *o, Job *j);
void   reads_add(Opening *o, Job *j, const XField *d); /* with what it stands in */

/* ---- entries ---- */

struct XEntry {
    Ctx          *c;
    const XForm  *f;
    XNode         doc;
    XNode        *root, **single;   /* by field: of those in no repeat */
    XPerson       who;
    uint8_t      *dirty;            /* by place of the job */
    int64_t       steps, lent, total; /* of work: left of what was lent, left of all */
    Arena        *scratch;          /* while settling: what expressions need on their way */
    bool          ordered;          /* the nodes know their order */
    int           nodes;
    bool          checking;         /* values stay as they came */
    bool          quiet;            /* no trigger goes off */
    const Job    *running;
    XProblems    *p;                /* while checking */
    Err           err;              /* more work or more nodes than is allowed */
    XNode       **changed;          /* whose triggers go off */
    int           changes, changed_cap;
    uint64_t      draw[2];          /* of random numbers */
    const char   *old;              /* meta/deprecatedID as it came, which few forms know; NULL */
};
Eval   eval_at(XEntry *t, const XNode *here);
XNode *node_new(XEntry *t, XNode *parent, const XField *d, XNode *before);
XNode *node_build(XEntry *t, XNode *parent, const XField *d, const Elem *model, XNode *before);
XNode *node_child(const XNode *n, const XField *d);
void   node_type(XEntry *t, XNode *n, const char *value);  /* value is kept by c->a */
void   node_drop(XEntry *t, XNode *n);
void   dirty_all(XEntry *t);
void   dirty_readers(XEntry *t, const XField *d);
void   each_node(XEntry *t, const XField *d, void (*do_it)(XEntry *, XNode *, void *), void *arg);
void   node_show(XNode *n);        /* what relevance and locks above it make of it and below */
void   run_actions(XEntry *t, unsigned on, const XNode *under);
MUST Err settle(XEntry *t);
/* Is s of the type?  stored: as it is kept; of what is reckoned, made to fit where it can. */
bool   type_fits(Arena *a, XType type, const char *s, const char **stored);
/* The words of value that may be chosen at this node; all: every one may. */
const char *choices_kept(XEntry *t, const XControl *k, XNode *at, const char *value, bool *all);
bool   place_ok(const char *s, int least); /* geo: at least so many points */
uint64_t draw_next(XEntry *t);

#endif
