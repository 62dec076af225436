/* parts.h - what the files of this module share and nobody else sees. */
#ifndef XLSFORM_PARTS_H
#define XLSFORM_PARTS_H

#include "xlsform/xlsform.h"

/* ---- map.c: what a cell may hold ----
 *
 * A row is a map from columns to texts; a column like label::French makes the value a map
 * itself, of languages.  Rows are short, so a map is a list that is searched from the front;
 * long ones (names of the whole form) are an Index. */
typedef struct Map Map;
typedef struct Pair {
    const char *key;
    const char *text; /* NULL when it is a map */
    Map        *map;
} Pair;
struct Map { Pair *pair; size_t n, room; };

Pair       *cells_find(const Map *m, const char *key); /* NULL; m may be NULL */
const char *cells_text(const Map *m, const char *key); /* NULL when not there, or a map */
Map        *cells_inner(const Map *m, const char *key);  /* NULL when not there, or a text */
void        cells_set(Arena *a, Map *m, const char *key, const char *text);
void        cells_put(Arena *a, Map *m, const char *key, Map *of);
void        cells_drop(Map *m, const char *key);
Map        *cells_copy(Arena *a, const Map *m); /* its maps are shared; of NULL an empty one */
Map        *cells_deep(Arena *a, const Map *m); /* nothing is shared */
Map        *cells_within(Arena *a, Map *m, const char *key); /* made if it is not there */
/* The union; what both have is merged, and a text beside a map of languages is that of lang. */
void        cells_merge(Arena *a, Map *into, const Pair *p, const char *lang);

typedef struct Index Index; /* names to anything, by hash */
Index *index_open(Arena *a);
void  *index_get(const Index *x, const char *key); /* NULL */
void   index_put(Index *x, const char *key, void *value);

void   buf_all(Buf *b, ...) __attribute__((sentinel)); /* texts, and NULL at the end */
bool   one_of(const char *s, const char *const *list); /* list ends with NULL */
bool   begins(const char *s, const char *with);
/* TRUE, yes, true(): 1; no: 0; anything else: -1 */
int    yes_no(const char *s);

/* ---- sheets.c, book_*.c: the workbook ---- */
typedef struct Row { const char **cell; int n, row; } Row; /* its first n cells; NULL: empty */
typedef struct Grid {
    const char  *name;   /* as it stands in the file */
    const char **header; /* NULL: a column without one */
    int          columns;
    Row         *row;
    size_t       rows, room;
} Grid;
typedef struct Book { Grid *sheet; size_t sheets, room; } Book;
MUST Err     book_read(Arena *a, Bytes file, const char *name, Book *b);
const Grid *book_sheet(const Book *b, const char *name); /* any case; NULL */
/* A row of a sheet that is read: the first becomes the header.  cell[n] may have NULLs. */
MUST Err     grid_take(Arena *a, Grid *s, const char *const *cell, int n, int row);
Grid *book_add(Arena *a, Book *b, const char *name);
MUST Err     book_file(Arena *a, Bytes file, Book *b);
MUST Err     book_csv(Arena *a, Bytes file, Book *b);
MUST Err     book_markdown(Arena *a, const char *text, Book *b);
const char  *grid_cell(const Row *r, int column); /* NULL when empty */
const char  *cell_clean(Arena *a, const char *s); /* trimmed, no-break blanks; NULL if empty */
/* "'surveys', 'sruvey'": sheets that may be meant by name; NULL: none. */
const char  *book_alike(Arena *a, const Book *b, const char *name);

/* ---- lexer.c: expressions, names, references ---- */
typedef enum Token {
    TOKEN_DATETIME, TOKEN_DATE, TOKEN_TIME, TOKEN_NUMBER, TOKEN_MATH, TOKEN_COMPARE, TOKEN_BOOL,
    TOKEN_UNION, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_PARENT, TOKEN_SELF, TOKEN_SLASH, TOKEN_LITERAL,
    TOKEN_COMMA, TOKEN_BLANK, TOKEN_REF, TOKEN_CALL, TOKEN_PREDICATE, TOKEN_PREDICATE_END,
    TOKEN_URI, TOKEN_NAME, TOKEN_OTHER
} Token;
Token  lexer_next(const char *s, size_t at, size_t *length); /* s[at] is not the end */
size_t name_length(const char *s);  /* bytes of the XML name at s; 0: none */
bool   name_ok(const char *s);      /* an XML name, without a colon, and no more */
bool   default_dynamic(const char *value, const char *type);

typedef struct Ref { size_t start, end; const char *name; bool last_saved; } Ref;
/* The next ${name} at or behind from; false when there is none.  What begins with ${ and is
 * none, is passed by; with wrong not NULL it is told there. */
bool ref_next(Arena *a, const char *s, size_t from, Ref *r, bool *wrong);
bool ref_has(Arena *a, const char *s);  /* NULL has none */
bool ref_only(Arena *a, const char *s, Ref *r); /* nothing but one; r may be NULL */

/* ---- headers.c ---- */
typedef struct Header { const char *typed; const char *const *token; int n; } Header;
typedef struct Table { /* a sheet with its headers understood */
    const Grid *sheet;
    Header      *header; /* of each column; n is 0: none */
    Map        **row;    /* of each row; never NULL */
} Table;
typedef enum HeaderKind { HEADER_SURVEY, HEADER_CHOICES, HEADER_SETTINGS, HEADER_ENTITIES }
    HeaderKind;

/* ---- types.c ---- */
typedef struct TypeRow {
    const char *name;     /* "integer" */
    const char *control;  /* element of the body; NULL: none */
    const char *bind;     /* type of the bind; NULL: none */
    const char *media;    /* mediatype */
    const char *preload, *params; /* jr:preload, jr:preloadParams */
    const char *constraint, *hint;
    bool        readonly;
} TypeRow;
const TypeRow *type_find(const char *name); /* NULL */
typedef struct SelectName { const char *name, *type; bool file; } SelectName;
/* "select_one list or_other": its command, list, and whether other may be given. */
const SelectName *type_select(Arena *a, const char *type, const char **list, bool *other);
/* "begin_repeat": group, repeat or loop, and the list of a loop; NULL: no begin (end). */
const char *type_begin(Arena *a, const char *type, const char **list);
const char *type_end(const char *type);
const char *type_plain(const char *type); /* "image" is "photo": the name that rows go by */

/* ---- xml.c: what is written ---- */
/* Text, or the expression whose value is shown there. */
typedef struct Piece { const char *text; bool output; } Piece; /* ends with text NULL */
typedef struct Xml {
    Buf         b;
    const char *open[2 * XLSFORM_DEPTH_MAX + 40];
    int         depth;
    bool        tag, mixed; /* attributes may follow; it holds text, so no blanks are put */
    bool        full;       /* it grew beyond XLSFORM_BYTES_MAX and was cut */
} Xml;
void out_begin(Xml *x, const char *name);
void out_attr(Xml *x, const char *name, const char *value); /* NULL writes none */
void out_text(Xml *x, const char *text);
void out_pieces(Xml *x, const Piece *p);
void out_end(Xml *x);

/* ---- the form ---- */
typedef enum ItemKind {
    ITEM_ROOT, ITEM_GROUP, ITEM_REPEAT, ITEM_QUESTION, ITEM_EXTERNAL, ITEM_ENTITY,
    ITEM_ATTRIBUTE, ITEM_LABEL
} ItemKind;

typedef struct Cell { const char *text; const Map *map; } Cell; /* both NULL: empty */
typedef struct Action {
    const char *name, *event, *value; /* value NULL: none, or that of the default */
    const char *quality;              /* of sound; NULL */
    struct Action *next;
} Action;

typedef struct Item Item;
typedef struct Entity Entity;
struct Item {
    ItemKind    kind;
    const char *name, *type;
    int         row;        /* in the sheet survey; 0: made by the program */
    const TypeRow *known;   /* of questions */
    Cell        label, hint, guidance;
    const char *value;      /* default; of an attribute its text */
    bool        dynamic;    /* value is reckoned when the form opens */
    Map        *bind, *control, *instance, *media, *params;
    const char *filter, *itemset, *list, *query;
    const char **trigger;   /* names of questions; ends with NULL; NULL: none */
    Map       **tags;       /* of osm; ends with NULL */
    Action     *action;
    Item       *parent, *first, *last, *next;
    Entity     *room;       /* who lives here, or may alone */
    const char *path;       /* once all is placed */
    bool        bodyless, flat, searches;
    const Map  *raw;        /* the row it was made of; NULL */
    struct Choices *columns; /* of a loop, until it is unrolled */
    struct Set *sets, *sets_last; /* what it sets when its value changes */
};
typedef struct Set { Item *target; const char *value; bool geopoint; struct Set *next; } Set;

typedef struct Choice { const char *name; Cell label; const Map *media, *extra; int row; } Choice;
typedef struct Choices {
    const char *name;
    Choice     *choice;
    size_t      n, room;
    bool        itext;
    const struct Item *search; /* a question that uses it with search(); NULL */
} Choices;

struct Stack; /* of groups that are open, rows.c */

typedef struct Form {
    Arena        *a;
    Book          book;
    const XlsformAsked *asked;
    Table         survey, choices, settings, external, entities, osm; /* sheet NULL: none */
    Map          *setting;
    const char   *root, *id, *title, *lang; /* lang: of texts without a language */
    bool          clean, twice; /* clean_text_values, allow_choice_duplicates */
    Choices     **list;     /* in the order of the sheet */
    size_t        lists, lists_room;
    Index        *list_of, *external_of, *osm_of;
    Entity       *entity;   /* in the order of the sheet */
    Index        *spoken;   /* names that entities refer to, and who does */
    Item         *top;      /* the root */
    Item         *meta;     /* what comes into its meta, before instanceID */
    Index        *counted;  /* names of the survey, and how often */
    Index        *by_name;  /* Item * of the finished form, or &form_twice */
    Index        *repeats;  /* names of repeats */
    Index        *questions; /* names of rows that are no groups */
    Index        *instances; /* names of secondary instances; the value is their ending */
    bool          or_other, entities_new;
    const char   *entities_version; /* NULL: none */
    XlsformNote  *note;
    size_t        notes, notes_room, errors;
} Form;
extern Item form_twice; /* stands for a name that several items have */

/* A note; what beyond the texts given is NULL. */
void note_add(Form *f, XlsformNote n);
#define NOTE(f, lvl, k, ...) \
    note_add((f), (XlsformNote){.level = XLSFORM_##lvl, .key = (k), __VA_ARGS__})
#define SURVEY_AT(r, c) .sheet = "survey", .row = (r), .column = (c)
#define WHAT(...) .what = {__VA_ARGS__}

/* headers.c */
void header_read(Form *f, const char *name, HeaderKind kind, Table *t);
bool header_has(const Table *t, const char *first);
void header_translations(Form *f);
/* settings.c, choices.c */
void settings_read(Form *f);
void choices_read(Form *f);
Choices *choices_of(const Form *f, const char *list); /* NULL */
void choice_add(Form *f, Choices *l, Choice c);
/* entities.c, entities_place.c */
void entities_read(Form *f);
void entities_row(Form *f, struct Stack *s, Map *row, int at, const char *name, bool begins_group,
                  bool ends_group);
void entities_apply(Form *f);
/* rows.c: the questions */
typedef struct Stack {
    Item         *item;
    Index        *names, *lower;
    struct Stack *up;
} Stack;
typedef struct Reading { /* what is known while the rows are read */
    Stack      *stack;
    const char *table; /* list of a table-list; "" before its first select; NULL: none */
    struct Wait *wait; /* references to be looked at in the end */
} Reading;
void  rows_read(Form *f);
void  row_place(Form *f, Reading *g, Item *q); /* into the group that is open */
Item *item_new(Form *f, ItemKind kind, const char *name, const char *type);
void  item_add(Item *parent, Item *child);
Item *item_of_row(Form *f, const Map *row, const char *type, int at);
void  action_add(Form *f, Item *q, Action act);
Map  *item_bind(Form *f, Item *q), *item_control(Form *f, Item *q); /* made if need be */
/* rows_group.c, rows_select.c, rows_types.c */
void row_begin(Form *f, Reading *g, Map *row, const char *kind, const char *list, int at);
void row_end(Form *f, Reading *g, const Map *row, const char *kind, int at);
void row_select(Form *f, Reading *g, Map *row, const SelectName *k, const char *list, bool other,
                int at);
void row_typed(Form *f, Reading *g, Map *row, const char *type, int at);
void row_audit(Form *f, Map *row, int at);
/* params.c */
bool  params_read(Form *f, const char *typed, int at, Map **out);
bool  params_only(Form *f, const Map *p, const char *const *allowed, int at);
bool  number_ok(const char *s);  /* as a person writes one */
bool  integer_ok(const char *s);
bool  range_params(Form *f, Item *q, Map *p, int at);
typedef struct Wait { const char *target; int row; bool geo; struct Wait *next; } Wait;
void  wait_add(Form *f, Reading *g, const char *target, int at, bool geo);
/* checks.c */
void checks_refs(Form *f);
void checks_waiting(Form *f, const Reading *g);
void checks_tree(Form *f);
/* tree.c: the finished tree */
void  tree_finish(Form *f);
Item *item_next(const Item *top, Item *i); /* preorder below top; NULL at the end */
const char *path_below(Arena *a, const Item *i, const Item *top); /* "/g/q" */
/* refs.c */
typedef struct Context { const Item *item; bool current, above; } Context;
const char *refs_expr(Form *f, const char *text, Context c);
Piece *refs_text(Form *f, const char *text, const Item *context);
/* itext.c */
bool itext_label(const Item *i); /* is its label an itext? */
void itext_write(Form *f, Xml *x);
/* instances.c */
void instances_check(Form *f);
void instances_write(Form *f, Xml *x);
void searches_find(Form *f);
/* model.c, body.c */
void model_write(Form *f, Xml *x);
void actions_write(Form *f, Xml *x, const Item *i, bool in_repeat);
void body_write(Form *f, Xml *x);
void body_check(Form *f);
/* proof.c, lint.c */
void proof_form(Form *f, Bytes xml);
void lint_form(Form *f);

#endif
