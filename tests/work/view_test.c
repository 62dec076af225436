/* view_test.c - saved views, and the spreadsheet of a list read back. */
#include "made.h"
#include "work/many.h"

static void saves(Ctx *c) {
    char    longer[VIEW_NAME_MAX + 2] = {0};
    int64_t id = 0, other;
    memset(longer, 'a', VIEW_NAME_MAX + 1);
    c->who = LEAD;
    CHECK_TEXT(view_save(c, " ", "/task", "", &id), "view.name.missing");
    CHECK_TEXT(view_save(c, longer, "/task", "", &id), "view.name.long");
    CHECK_TEXT(view_save(c, "Quá hạn", "/login", "", &id), "view.path.bad");
    CHECK_TEXT(view_save(c, "Quá hạn", "https://elsewhere", "", &id), "view.path.bad");
    CHECK_TEXT(view_save(c, "Quá hạn", "/task", NULL, &id), "view.path.bad");
    CHECK_TEXT(view_save(c, "Quá hạn", "/task", "state=overdue", &id), NULL);
    CHECK_TEXT(view_save(c, "Quá hạn", "/task", "", &other), "view.name.taken");
    CHECK_TEXT(view_save(c, "Lịch", "/calendar", "", &other), NULL);
    CHECK_TEXT(views(c)->address, "/task?state=overdue");
    CHECK_TEXT(views(c)->next->address, "/calendar");
    CHECK_TEXT(view_rename(c, other, "Quá hạn"), "view.name.taken");
    CHECK_TEXT(view_rename(c, id, "Quá hạn"), NULL); /* its own name is free */
    CHECK_TEXT(view_rename(c, id, "Cháy"), NULL);
    CHECK_TEXT(views(c)->name, "Cháy");
    c->who = RIVAL; /* of somebody else: as if there were none */
    CHECK(!views(c));
    CHECK_TEXT(view_rename(c, id, "Của tôi"), "http.missing");
    CHECK_TEXT(view_drop(c, id), "http.missing");
    c->who = LEAD;
    CHECK_TEXT(view_drop(c, id), NULL);
    CHECK_TEXT(views(c)->name, "Lịch");
    for (int i = 1; i < VIEWS_MAX; i++)
        CHECK_TEXT(view_save(c, arena_print(c->a, "%d", i), "/task", "", &other), NULL);
    CHECK_TEXT(view_save(c, "Nữa", "/task", "", &other), "view.name.many");
}

static const char *unpacked(Ctx *c, const char *file, const char *part) {
    FILE *f = popen(arena_print(c->a, "unzip -p %s %s", file, part), "r");
    Buf   b = {.a = c->a};
    char  piece[4096];
    for (size_t n; f && (n = fread(piece, 1, sizeof piece, f)); ) buf_add(&b, piece, n);
    CHECK(f && pclose(f) == 0);
    return b.s ? b.s : "";
}

static int64_t times(const char *text, const char *what) {
    int64_t n = 0;
    while ((text = strstr(text, what))) n++, text += strlen(what);
    return n;
}

typedef struct Seen { const char *sheet; const char *at; int64_t n; } Seen;

/* The row of the list stands in the sheet behind the row before it. */
static bool in_sheet(Ctx *c, void *arg, const TaskRow *t) {
    Seen *s = arg;
    const char *id = arena_print(c->a, "<v>%lld</v>", (long long)t->id);
    const char *row = strstr(s->at, "<row ");
    const char *end = row ? strstr(row, "</row>") : NULL;
    const char *found = row ? strstr(row, id) : NULL;
    CHECK(found && found < end);
    s->at = end ? end : s->at;
    s->n++;
    return true;
}

static void exports(Ctx *c, TaskFilter f) {
    const Sight    s = {.view = {DISTRICT}, .draft = {DISTRICT}};
    const ListView v = {.f = f, .sight = s, .path = "/task"};
    const char    *file = arena_print(c->a, "%s/list.xlsx", test_dir());
    Made           made;
    CHECK_TEXT(list_export(c, &v, SHEET_XLSX, &made), NULL);
    const Bytes b = made_bytes(c, made);
    FILE *out = fopen(file, "wb");
    CHECK(out && fwrite(b.p, 1, b.n, out) == b.n);
    fclose(out);
    const char *sheet = unpacked(c, file, "xl/worksheets/sheet1.xml");
    const char *check = unpacked(c, file, "xl/worksheets/sheet2.xml");
    Seen seen = {.sheet = sheet, .at = strstr(sheet, "</row>")}; /* behind the header */
    list_each(c, &s, &f, in_sheet, &seen);
    CHECK(seen.n == list_total(c, &s, &f) && seen.n > 0);
    CHECK(times(sheet, "<row ") == seen.n + 1);
    CHECK(strstr(check, arena_print(c->a, "<v>%lld</v>", (long long)seen.n)) != NULL);
    CHECK(!strstr(sheet, "<f>")); /* no formula, whatever the text */
    CHECK(strstr(sheet, "=1+1") && strstr(sheet, "&lt;b&gt;") && strstr(sheet, "autoFilter"));
}

int main(void) {
    Ctx c = test_open();
    office_set_up(&c);
    many_document(&c);
    saves(&c);
    for (int i = 0; i < 130; i++) many_task(&c, NULL);
    CHECK_TEXT(db_exec(&c, "UPDATE task SET work = '=1+1 <b>' WHERE id IN"
                           " (SELECT min(id) FROM task WHERE lead = $1 AND stage <> 'draft')",
                       V(DISTRICT)), NULL);
    many_settle(&c);
    TaskFilter f = {.due_from = "", .due_to = "", .issued_from = "", .issued_to = "", .q = "",
                    .page = 1};
    exports(&c, f);
    f.unit = DISTRICT, f.order = LIST_UNIT;
    exports(&c, f);
    return test_close(&c);
}
