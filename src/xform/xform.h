/* xform.h - a questionnaire as an XForm: what it asks, what follows from the answers, and
 * whether a submission keeps to it.
 *
 *     XForm   a form that was read.  Nothing changes it any more: keep it and let all
 *             threads use it at once.
 *     XEntry  one answer to it, empty or read from a submission.  Cheap, of one thread, gone
 *             with its arena.
 *
 *     XProblems p = {.a = c->a};
 *     Err e = xform_open(keep, xml, files, n, &p, &form);      once a version
 *     e = xentry_new(c, form, NULL, &t);                       somebody begins
 *     xentry_set(t, xentry_node(t, "/data/age"), "34");        each answer; all that follows
 *     xentry_check(t, &p);                                     what is wrong with it now
 *     xml = xentry_xml(t);                                     what goes to the intake
 *
 *     e = xform_check(c, form, submission, &p, &t);            a submission from anywhere
 *
 * Nothing of a form is believed: no document type, no entities, nothing from outside, and a
 * bound for size, depth, attributes, and the work that its expressions may ask for.  The
 * clock is that of the Ctx and the time zone that of Vietnam.  What is meant by each
 * function, and where we differ from others: docs/forms-evaluation.md. */
#ifndef XFORM_H
#define XFORM_H

#include "file/file.h"
#include "text/text.h"

enum {
    XFORM_BYTES_MAX = 10 * 1024 * 1024,     /* of a form, and of each list beside it */
    XFORM_ANSWER_MAX = 10 * 1024 * 1024,    /* of a submission */
    XFORM_DEPTH_MAX = 60,                   /* elements in one another */
    XFORM_ATTRIBUTES_MAX = 256,             /* of one element */
    XFORM_ELEMENTS_MAX = 1000000,           /* of a form with its lists */
    XFORM_FIELDS_MAX = 20000,               /* of the primary instance */
    XFORM_EXPRESSION_MAX = 64 * 1024,       /* bytes of one expression */
    XFORM_EXPRESSION_DEPTH_MAX = 100,       /* parentheses in one another */
    XFORM_STEPS_MAX = 3000000,              /* of work in one expression: about 0.05 s */
    XFORM_WORK_MAX = 20000000,              /* in all that one answer sets off: about 0.3 s */
    XFORM_VALUE_MAX = 1024 * 1024,          /* bytes of one value that is reckoned */
    XFORM_REPEAT_MAX = 1000,                /* times of one repeat in its parent */
    XFORM_NODES_MAX = 100000                /* of one entry */
};

/* ---- problems ---- */

/* REFUSE: the form cannot be used, the answer is not of this form or not a text at all.
 * WRONG: the answer breaks a rule of its form; who filled it in by our pages must mend it, a
 * submission from a phone is taken all the same and marked.  NOTE: worth a look. */
typedef enum XWeight { X_NOTE, X_WRONG, X_REFUSE } XWeight;
typedef struct XProblem XProblem;
struct XProblem {
    XWeight     weight;
    Err         what;     /* key of its sentence */
    const char *path;     /* {1} where: "/data/r[2]/q"; "" for the whole */
    const char *detail;   /* {2} what was found: an expression, a name, a value; NULL */
    const char *message;  /* what the form itself says of it; NULL.  Show this first. */
    int         line;     /* of the form, from 1; 0 if it has none */
    XProblem   *next;
};
/* Starts with its arena alone: {.a = c->a}.  At most XPROBLEMS_MAX are kept; n counts on. */
typedef struct XProblems {
    Arena    *a;
    XProblem *first, *last;
    int       n, wrong, refused; /* of all, of WRONG, of REFUSE */
} XProblems;
enum { XPROBLEMS_MAX = 200 };
/* The sentence with its place: "/data/age: 200 is ..." in the language of c. */
const char *xproblem_text(const Ctx *c, const XProblem *p);

/* ---- the form ---- */

typedef enum XType {
    X_STRING, X_INT, X_DECIMAL, X_DATE, X_TIME, X_DATETIME, X_GEOPOINT, X_GEOTRACE, X_GEOSHAPE,
    X_BINARY, X_BARCODE, X_BOOLEAN, X_INTENT
} XType;

typedef struct XForm    XForm;
typedef struct XField   XField;
typedef struct XControl XControl;
typedef struct XText    XText;   /* a label, hint or message, in all languages */
typedef struct XExpr    XExpr;
typedef struct XNode    XNode;
typedef struct XEntry   XEntry;

typedef struct XAttr { const char *name, *value; } XAttr; /* name without its prefix */

/* A place of the primary instance, with its bind: what is stored, and the columns of an
 * export.  A repeat is one field; its nodes may be many. */
struct XField {
    int         index;        /* 0 ... xform_fields() - 1, in the order of the instance */
    const char *name, *path;  /* "age", "/data/person/age"; of an attribute "id", "/data/@id" */
    XField     *parent, *first, *next; /* groups hold others */
    bool        attribute;
    bool        group;        /* holds others, no value of its own */
    bool        repeat;
    bool        meta;         /* meta or below it */
    int         repeats;      /* how many repeats it stands in, itself counted */
    XType       type;
    const char *type_name;    /* as the bind has it: "odk:rank" */
    const char *preset;       /* the value it begins with; "" */
    /* As written in the bind, NULL where it says nothing. */
    const char *relevant, *required, *readonly, *constraint, *calculate;
    const XText *required_message, *constraint_message; /* NULL */
    const char *preload, *preload_params;
    const char *save_to;      /* property of an entity */
    const XAttr *bind;        /* all attributes of the bind; ends with NULL */
    const XControl *control;  /* the first that asks for it; NULL: nobody is asked */
    const XControl *loop;     /* of a repeat: its control */
    const struct FieldRules *rules; /* for this module */
};

typedef enum XKind {
    X_GROUP, X_REPEAT, X_INPUT, X_SECRET, X_SELECT1, X_SELECT, X_RANK, X_UPLOAD, X_RANGE, X_TRIGGER
} XKind;

/* What stands in the body, in its order. */
struct XControl {
    XKind       kind;
    XField     *field;        /* NULL: a group of the looks alone */
    const XControl *parent;
    XControl   *first, *next;
    const XText *label, *hint; /* NULL */
    const char *appearance;   /* ""; words with one blank between */
    const char *mediatype;    /* of an upload; "" */
    const XAttr *attrs;       /* all others: start, end, step, rows, accuracyThreshold, query */
    bool        filtered;     /* its choices depend on other answers, on a draw, or a repeat */
    bool        counted;      /* a repeat by jr:count: nobody adds or removes */
    bool        fixed;        /* a repeat with jr:noAddRemove */
    const struct ControlRules *rules; /* for this module */
};
bool        xcontrol_appears(const XControl *k, const char *word); /* in its appearance? */
const char *xattr(const XAttr *list, const char *name); /* NULL if it is not there */

/* A file beside the form, under the name that the form gives it ("cities.csv"). */
typedef struct XFile { const char *name; Bytes bytes; } XFile;

/* The form of these bytes.  All that can be told is told at once in p, also when it is
 * refused: every expression is parsed; unknown functions, paths to places that the form does
 * not have, and circles of calculation are found.
 *
 *   keep     memory of the form: it lives as long as this, and 2 to 4 times the bytes
 *   files    what the form names beside it: CSV, XML; n of them.  One that is missing is a
 *            problem of weight WRONG, and its list empty
 *   p        what was found; refusals are named there with place and line
 *   out      set only on success
 *   errors   xform.form.refused   p says why
 *   source   getodk.github.io/xforms-spec; pyxform 4.5.0 for what forms look like */
MUST Err xform_open(Arena *keep, Bytes xml, const XFile *files, int n, XProblems *p, XForm **out);

const char *xform_id(const XForm *f);
const char *xform_version(const XForm *f);  /* "" if it has none */
const char *xform_title(const XForm *f);    /* "" */
const char *xform_root(const XForm *f);     /* name of the root element: "data" */
const char *xform_key(const XForm *f);      /* RSA key for encrypted submissions; NULL */
bool        xform_wants_entities(const XForm *f);

/* Languages as the form names them: "Tiếng Việt (vi)".  A form without translations has one,
 * without a name. */
int         xform_languages(const XForm *f);
const char *xform_language(const XForm *f, int i);
/* The one for a tongue ("vi", "en"), by the code in parentheses or the name itself; else the
 * form's own default. */
int         xform_language_for(const XForm *f, const char *code);

int           xform_fields(const XForm *f);
XField       *xform_field(const XForm *f, int index);
const XField *xform_find(const XForm *f, const char *path); /* indexes in it do not count; NULL */
const XField *xform_top(const XForm *f);                    /* the root field */
const XControl *xform_body(const XForm *f);                 /* its first control, then next */
const char   *xform_style(const XForm *f);                  /* class of the body; "" */
/* Names of the media that labels and choices show, and of the lists beside the form. */
const char *const *xform_media(const XForm *f, int *n);

/* ---- an entry ---- */

/* A node of the answer.  Read it; change it by the functions below. */
struct XNode {
    const XField *field;      /* NULL in the lists of the form */
    const char   *name;
    XNode        *parent, *first, *last, *next, *prev;
    const char   *value;      /* "" when not relevant or of a group; not NULL */
    const char   *typed;      /* what it holds behind that, and has again when relevant */
    bool          own;        /* its own bind has it relevant */
    bool          relevant;   /* and all above it */
    bool          required;
    bool          readonly;   /* by its bind or that of a group around it */
    bool          locks;      /* by its own */
    bool          valid;      /* relevant and at fault in something: false */
    uint8_t       faults;     /* of XFault */
    bool          attribute;
    uint32_t      order;      /* in the document, for this module */
};
enum XFault { X_TYPE = 1, X_EMPTY = 2, X_CONSTRAINT = 4, X_CHOICE = 8 };

/* Who fills in, for preloads; NULL fields are empty. */
typedef struct XPerson { const char *username, *email, *phone, *device; } XPerson;

/* An empty entry: presets, preloads, first-load actions done, everything settled.
 *   errors   xform.answer.work   the form asks for more work than is allowed */
MUST Err xentry_new(Ctx *c, const XForm *f, const XPerson *who, XEntry **out);

/* The entry that a submission (or a draft of ours) holds.  Presets and first-load actions do
 * not run; calculations do.  Elements that the form does not know are left out and told as
 * notes: keep the bytes that came.
 *   recompute  false: every value stays as it came until something is set
 *   errors     xform.xml.large .broken .entity .text .wide .deep .many   not to be read
 *              xform.answer.root .form .version .namespace         not of this form
 *              xform.answer.encrypted                              its words are not in it
 *              xform.answer.work */
MUST Err xentry_load(Ctx *c, const XForm *f, Bytes xml, const XPerson *who, bool recompute,
                     XProblems *p, XEntry **out);

const XForm *xentry_form(const XEntry *t);
XNode       *xentry_root(const XEntry *t);
/* "/data/r[2]/q": the first where no index is given; NULL if it is not there. */
XNode       *xentry_node(const XEntry *t, const char *path);
/* The node of a field that stands in the same repeats as `near` (NULL: the first). */
XNode       *xentry_near(const XEntry *t, const XNode *near, const XField *field);
const char  *xentry_path(const XEntry *t, const XNode *n); /* "/data/r[2]/q" */

/* Sets an answer and whatever follows from it.  The text is made what its type stores
 * ("05" of an int is "5", choices stand in the order of the list); "" takes it away.
 *   errors   xform.value.type      not of the type of the field: the value stays as it was
 *            xform.value.choice    not among what may be chosen now
 *            xform.value.readonly  nobody may set it
 *            xform.value.large
 *            xform.answer.work     it was set, what follows is not whole */
MUST Err xentry_set(XEntry *t, XNode *n, const char *text);
/* The same for many, settled once at the end: set all, then settle.  (Values that are not of
 * their type are refused as above.) */
MUST Err xentry_put(XEntry *t, XNode *n, const char *text);
MUST Err xentry_settle(XEntry *t);

/* One more of a repeat at the end, or one less; and what follows.  parent: the node above.
 *   errors   xform.repeat.counted  the form says how many     xform.repeat.many */
MUST Err xentry_add(XEntry *t, XNode *parent, const XField *repeat, XNode **out);
MUST Err xentry_remove(XEntry *t, XNode *n);
int    xentry_count(const XNode *parent, const XField *repeat);
XNode *xentry_instance(const XNode *parent, const XField *repeat, int i); /* from 1; NULL */

/* ---- what people read ---- */

/* A text in a language, its outputs filled in from where `at` stands; "" if there is none. */
const char *xtext(XEntry *t, const XText *text, const XNode *at, int language);
/* Another form of it: "image", "big-image", "audio", "video", "guidance", "short", "long";
 * media by their file name.  NULL if it has none. */
const char *xtext_form(XEntry *t, const XText *text, const XNode *at, int language,
                       const char *form);
/* Of a form without an entry: outputs are left as "…". */
const char *xtext_plain(Arena *a, const XForm *f, const XText *text, int language);

typedef struct XChoice {
    const char  *value, *label;  /* label "" if the list has none */
    const XText *text;           /* for its media: xtext_form(); NULL */
    const XNode *item;           /* of the list, for other columns: xchoice_column() */
} XChoice;
/* What may be chosen now, at this node, after the filter, in the order to be shown. */
const XChoice *xentry_choices(XEntry *t, const XControl *k, XNode *at, int language, int *n);
const char    *xchoice_column(const XChoice *h, const char *name); /* NULL */
/* The same without an entry, before any filter: for value labels of an export. */
const XChoice *xform_choices(Arena *a, const XForm *f, const XControl *k, int language, int *n);

/* ---- looking at an answer ---- */

/* All that is wrong in it now, in the order of the form.  Returns how many are WRONG.
 *   language  of the form's own messages */
int xentry_check(XEntry *t, int language, XProblems *p);

/* The answer as it is sent: what is not relevant left out, instanceID made if it has none,
 * ends of preloads set.  last: it is finished (the end is now).  c->a keeps it. */
const char *xentry_xml(XEntry *t, bool last);
/* All of it, with what is not relevant now, for a draft that will be loaded again. */
const char *xentry_draft(XEntry *t);
const char *xentry_id(const XEntry *t);      /* meta/instanceID, "" */
const char *xentry_old_id(const XEntry *t);  /* meta/deprecatedID, "" */
const char *xentry_name(const XEntry *t);    /* meta/instanceName, "" */
/* Names of the files that its answers hold (fields of type binary that are not empty). */
const char *const *xentry_files(XEntry *t, int *n);

/* A submission, whoever sent it, against its form.  Refused is only what is no answer to
 * this form; everything else is taken and told in p, so that nothing is ever lost:
 *
 *   refused  too large, not XML, a document type, not text, another root, form or version,
 *            a foreign namespace (errors as xentry_load)
 *   WRONG    a value that is not of its type; a constraint that does not hold; something
 *            required is missing; a choice that the list does not offer
 *   NOTE     an unknown element; an answer where the form asks nothing (not relevant); a
 *            calculation that gives another value here (as received is kept: clocks, draws
 *            and once() may differ); more or fewer repeats than the form counts; the
 *            instanceID is missing; a repeat or an expression beyond the bounds of work
 *
 *   out      the entry as it came, nothing recomputed: what is stored is what was sent.
 *            May be NULL if it is not wanted
 *   cost     about 11 microseconds for 20 questions, 150 for 300 */
MUST Err xform_check(Ctx *c, const XForm *f, Bytes xml, XProblems *p, XEntry **out);

/* Which form an answer is to, before its form is at hand; one pass over the root alone.
 *   errors   xform.xml.*   as above */
typedef struct XHead { const char *root, *form, *version, *space; bool encrypted; } XHead;
MUST Err xform_head(Ctx *c, Bytes xml, XHead *out);

#endif
