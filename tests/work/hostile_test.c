/* hostile_test.c - text that wants to be HTML, in every field of every form and in every
 * text that is stored, seen on every page.  The forms are those that the pages show and
 * the pages those of the table of routes: a new one is tried by itself, and a route that
 * takes a form which no page shows has to be named below. */
#include "forms.h"

/* It would end an attribute in either quote, a tag, a comment, a title, a text area. */
#define HOSTILE "\"'></title></textarea>--><b hostile onhostile=x>&lt;{{x}}%s\\"
/* The same in what is sent, told from what is stored. */
#define SENT "\"'></title></textarea>--><b hostile onhostile=sent>&lt;{{x}}%s\\"

enum { IDS_TRIED = 22 }; /* of staff, units and posts there are so many */

/* Routes whose form a walk through the pages cannot come to, and what they take. */
static const char *const unseen[][2] = {
    {"/s/{address}", "act=next&draft=H&q.1=H&q.1.asked=H"},
    {"/form/{id}/version/{n}/preview", "act=next&draft=H&q.1=H"},
    {"/collect/visit/{id}/close", "result=H"},
    {"/collect/device/{id}/end", ""},
    {"/survey/{id}/device/end", "device=H"},
    {"/survey/{id}/paper/{n}", "act=next&draft=H&q.1=H"},
    {"/survey/{id}/paper/{n}/differ", "d.0=H"},
    {"/survey/{id}/sample", "frame=H&units=H&take=H&reserve=H"},
    {"/survey/{id}/sample/replace", "psu=H"},
    {"/survey/{id}/weights/new", "total.q1.a=H&classes=H&method=rake&lower=H&note=H"},
    {"/survey/{id}/weights/use", "version=H&reason=H"},
    {"/survey/{id}/coding/{n}", "code.1=H"},
    {"/survey/{id}/coding/{n}/code", "label=H"},
    {"/survey/{id}/coding/{n}/compare", ""},
    {"/survey/{id}/coding/{n}/settle", "settle.1=H"},
    {"/app/submission", "survey=H&xml=H"},
    {"/collect/survey/{id}/answer", "instance=H&xml=H&answer.q1=H"},
    {"/setup", "code=H&name=H&place=H&unit=H&person=H&login=H&password=H&passwordagain=H"},
    {"/login/code", "code=H"},
    {"/invite/{token}", "password=H&passwordagain=H"},
    {"/account/codes", "code=H"},
    {"/document/{id}/file/drop", "file=H"},
    {"/import/{id}", "code=H"},
    {"/import/{id}/stop", ""},
    {"/propose/{id}", "sent=H&pick.1=H&work.1=H&lead.1=H&due.1=H&product.1=H&answerable.1=H"},
    {"/document/{id}/relation/drop", "relation=H"},
    {"/reform/{id}/undo", "sure=H"},
    {"/feed/end", ""},
    {"/admin/jobs/{id}/stop", ""},
    {"/admin/jobs/{id}/again", ""},
    {"/calendar/holidays/drop", "day=H&year=H"},
    {"/admin/account/{id}/sessions", "session=H"},
    {"/admin/account/{id}/open", ""},
    {"/appointment/{id}/end", "day=H"},
    {"/task/{id}/resume", "reason=H"},
    {"/task/{id}/reopen", "reason=H"},
    {"/task/{id}/unpartner", "unit=H"},
    {"/task/bulk/{id}/undo", ""},
    {"/delegation/{id}/revoke", ""},
    {"/account/sessions", "session=H"},
    {"/seen", "at=H"},
    {"/view/{id}/rename", "name=H"},
    {"/view/{id}/drop", ""},
    {"/assess/{id}/propose", ""},
    {"/assess/{id}/approve", ""},
    {"/assess/{id}/return", "reason=H"},
    {"/assess/{id}/withdraw", "reason=H"},
    {"/assess/{id}/unit/{n}/choose", "choice=H&reason=H"},
    {"/dispatch/new", "recipient=H&about=H&body=H&copies=H&post=H&signer=H"},
    {"/dispatch/text/new", "kind=H&form=H&above=H&issuer=H&symbol=H&heading=H&about=H&body=H"},
    {"/dispatch/{id}/edit", "recipient=H&about=H&body=H&copies=H&post=H&signer=H"},
    {"/dispatch/{id}/issue", "number=H&day=H"},
    {"/form/{id}/back", ""},
    {"/form/{id}/version/{n}/publish", ""},
    {"/form/{id}/version/{n}/media", "file=H"},
    {"/submission/{id}/review", "review=H&note=H"},
    {"/survey/{id}/release", ""},
    {"/release/{id}/edit", "title=H&summary=H&lang=H&earlier=H&table.y_kien=H&population=H"},
    {"/release/{id}/announce", "due=H&moved=H"},
    {"/release/{id}/send", ""},
    {"/release/{id}/approve", ""},
    {"/release/{id}/back", "remark=H"},
    {"/release/{id}/publish", ""},
    {"/release/{id}/correct", "correction=H"},
    {"/release/{id}/withdraw", "reason=H"},
    {"/submission/{id}/edit", "path=H&value=H&why=H&base=H"},
    {NULL, NULL}};

static int pages; /* looked through */

static void complain(const char *page, const char *why, const char *at) {
    fprintf(stderr, "%s: %s: %.60s\n", page, why, at);
    test_failed = 1;
}

/* Every tag of the page: has the text become one, or an attribute of one? */
static void harmless(const char *page, const struct Reply *r) {
    Arena      *a = arena_open();
    const char *html = r->type && strstr(r->type, "html") && r->body.p
                           ? arena_part(a, r->body.p, r->body.n) : "";
    pages += *html != '\0';
    for (const char *p = html; (p = strchr(p, '<')); p++) {
        const char *name = p + 1 + (p[1] == '/');
        if (!strncmp(p, "<!--", 4)) complain(page, "a comment", p);
        if (!((*name >= 'a' && *name <= 'z') || *name == '!')) complain(page, "a bare <", p);
        if (tag_attr(a, p, "hostile") || tag_attr(a, p, "onhostile"))
            complain(page, "an attribute of somebody's", p);
    }
    if (r->next && strpbrk(r->next, "\r\n<>\"")) complain(page, "an odd address", r->next);
    arena_close(a);
}

static void look(void *arg, const Route *row, const char *page, const struct Reply *r) {
    (void)arg, (void)row;
    if (r->status < 200 || r->status >= 500) complain(page, "no answer", "");
    harmless(page, r);
}

/* ---- the fields of the forms ---- */

static void add_pair(Buf *b, const char *name, const char *value) {
    if (b->len) buf_text(b, "&");
    html_part(b, V(name));
    buf_text(b, "=");
    html_part(b, V(value));
}

static bool is_secret(const FormField *f) {
    return strncmp(f->name, "password", 8) == 0 || strncmp(f->name, "code", 4) == 0;
}

static bool is_typed(const FormField *f) {
    static const char *const types[] = {"text", "search", "email", "tel", "textarea", "url"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(f->type, types[i]) == 0) return true;
    return false;
}

/* As it is shown, but for one field, or all of them (one < 0). */
static const char *filled(Arena *a, const SeenForm *f, int one, const char *with) {
    Buf b = {.a = a};
    for (int i = 0; i < f->n; i++) {
        const FormField *d = &f->field[i];
        bool             here = i == one || (one < 0 && is_typed(d));
        bool             click = strcmp(d->type, "button") == 0 || strcmp(d->type, "file") == 0;
        if (strcmp(d->name, "token") == 0 || (click && !here)) continue;
        add_pair(&b, d->name, here ? with : d->value);
    }
    return b.s ? b.s : "";
}

static struct Reply send_form(Attacker *at, Arena *a, const SeenForm *f, const char *query) {
    struct Reply r = attack_ask(at, a, f->route->method, f->action, query);
    const char  *page = arena_print(a, "%s %s", f->route->method, f->action);
    if (r.status < 200 || r.status >= 500) complain(page, "no answer", query);
    harmless(page, &r);
    return r;
}

/* What was typed comes back with the refusal. */
static void nothing_lost(Arena *a, const SeenForm *f, const FormField *d, const struct Reply *r) {
    if (r->status != 422 || !is_typed(d) || is_secret(d)) return;
    if (!strstr(arena_part(a, r->body.p, r->body.n), "&lt;b hostile onhostile=sent&gt;"))
        complain(f->action, "what was typed is lost", d->name);
}

static bool slow(const SeenForm *f) { return f->route->ready != NULL; } /* hashes a password */

static void try_form(Attacker *at, const SeenForm *f) {
    attack_as(at, ALMIGHTY);
    for (int i = -1; i < f->n && (i < 1 || !slow(f)); i++) {
        Arena *a = arena_open();
        if (i >= 0 && strcmp(f->field[i].name, "token") == 0) continue;
        struct Reply r = send_form(at, a, f, filled(a, f, i, SENT));
        if (r.status == 401 || r.status == 403) attack_as(at, ALMIGHTY); /* it ended the session */
        if (i >= 0) nothing_lost(a, f, &f->field[i], &r);
        arena_close(a);
    }
}

/* The same form stands on many pages: one of each route and set of fields is enough. */
static bool was_before(const Forms *all, int n) {
    const SeenForm *f = all->form[n];
    for (int i = 0; i < n; i++) {
        const SeenForm *g = all->form[i];
        bool equal = g->route == f->route && g->n == f->n;
        for (int k = 0; equal && k < f->n; k++)
            equal = strcmp(g->field[k].name, f->field[k].name) == 0;
        if (equal) return true;
    }
    return false;
}

static const char *by_hand(const Route *row) {
    for (int i = 0; unseen[i][0]; i++)
        if (strcmp(unseen[i][0], row->path) == 0) return unseen[i][1];
    return NULL;
}

static void send_by_hand(Attacker *at, const Route *row, const char *fields) {
    Arena   *a = arena_open();
    SeenForm f = {.page = "", .action = page_path(a, row->path, 1), .route = row};
    Buf      b = {.a = a};
    for (const char *p = fields; *p; p += strcspn(p, "&"), p += *p == '&')
        add_pair(&b, arena_part(a, p, strcspn(p, "=")), HOSTILE);
    attack_as(at, ALMIGHTY);
    send_form(at, a, &f, b.s ? b.s : "");
    arena_close(a);
}

/* Each row that takes a form was met, on a page or by hand. */
static void all_met(Attacker *at, const Forms *all) {
    for (const Route *const *t = route_tables; *t; t++) {
        for (const Route *row = *t; row->method; row++) {
            bool met = strcmp(row->method, "POST") != 0;
            for (int i = 0; i < all->n; i++) met |= all->form[i]->route == row;
            if (!met && by_hand(row)) send_by_hand(at, row, by_hand(row)), met = true;
            if (!met) complain(row->path, "no page shows its form; name it in unseen[]", "");
        }
    }
}

/* ---- the texts that are stored ---- */

/* Words of the program's own, days, hashes and keys, which nobody types. */
static const char *const ours[] = {
    "day", "since", "until", "due", "first_due", "due_from", "ended", "received", "wanted",
    "granted", "was", "issued", "kind", "stage", "state", "said", "shown", "verdict", "role",
    "every", "next", "grammar", "place", "line", "what", "subject", "changes", "hash", "type",
    "quote_hash", "password", "lang", "sort", "whom", "mail", "mode", "sampling", "expires",
    "preset", "channel", "instance", "review", "problems",
    "key", "vkey", "note", "path", "value", "done",
    "reported", "paused", "basis", "strata", "share", "seen", "finding_line.answer", NULL};
/* But these, of tables where the same word is a person's. */
static const char *const theirs[] = {"task.note", "evidence.note", "document_relation.note",
                                     "finding_line.note", NULL};

static bool among(const char *const *list, const char *word) {
    for (; *list; list++)
        if (strcmp(*list, word) == 0) return true;
    return false;
}

static int poisoned; /* columns */

static Err poison(Ctx *c, void *arg) {
    const bool pg = db_is_postgres(c->db);
    Rows q = db_run_query(c, pg
        ? "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), 'TEXT'"
          " FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text'"
        : "SELECT m.name, p.name, p.type FROM sqlite_master m JOIN pragma_table_info(m.name) p"
          " WHERE m.type = 'table' AND m.name NOT LIKE '%search%'", (const Val[]){{0}}, 0);
    const char *name[1000][2];
    int         n = 0;
    while (db_next(&q)) {
        const char *both = arena_print(c->a, "%s.%s", row_text(&q, 0), row_text(&q, 1));
        bool text = strcmp(row_text(&q, 2), "TEXT") == 0 && !strstr(row_text(&q, 0), "search");
        if (!text || n == 1000) continue;
        if ((among(ours, row_text(&q, 1)) || among(ours, both)) && !among(theirs, both)) continue;
        if (strncmp(both, "deed", 4) == 0 || strncmp(both, "job", 3) == 0) continue;
        if (strncmp(both, "checkpoint", 10) == 0 || strncmp(both, "migration", 9) == 0) continue;
        name[n][0] = row_text(&q, 0);
        name[n++][1] = row_text(&q, 1);
    }
    for (int i = 0; i < n; i++) {
        const char *was = arg, *id = pg ? "replace(CAST(ctid AS TEXT), ',', '.')"
                                        : "hex(randomblob(6))";
        const char *sql = arena_print(c->a, "UPDATE %s SET %s = $1 || %s", name[i][0], name[i][1],
                                      id);
        const Val v[] = {{0}, V(was)};
        CHECK_TEXT(db_exec(c, "SAVEPOINT one"), NULL);
        Err e = db_run_exec(c, sql, v, 1);
        if (e) CHECK_TEXT(db_exec(c, "ROLLBACK TO one"), NULL);
        else poisoned++;
        CHECK_TEXT(db_exec(c, "RELEASE one"), NULL);
    }
    return NULL;
}

int main(void) {
    Ctx      c;
    Attacker at = attack_open(&c, "hostile_test.db");
    Forms    all = {.a = arena_open()};
    attack_as(&at, ALMIGHTY);
    pages_walk(&at, IDS_TRIED, forms_seen, &all);
    at.secret = arena_text(all.a, "nobody"); /* what the public is shown */
    pages_walk(&at, 1, forms_seen, &all);
    CHECK(all.n > 50);

    /* First what is stored: the forms change what there is to see. */
    attack_as(&at, ALMIGHTY);
    CHECK_TEXT(db_write(&c, poison, (void *)(uintptr_t)HOSTILE), NULL);
    CHECK(poisoned > 40);
    attack_as(&at, ALMIGHTY);
    pages_walk(&at, IDS_TRIED, look, NULL);
    at.secret = arena_text(all.a, "nobody");
    pages_walk(&at, 1, look, NULL);

    for (int i = 0; i < all.n; i++)
        if (!was_before(&all, i)) try_form(&at, all.form[i]);
    all_met(&at, &all);
    attack_as(&at, ALMIGHTY);
    pages_walk(&at, 3, look, NULL);
    CHECK(pages > 500);
    arena_close(all.a);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
