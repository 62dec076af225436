/* document_page_test.c - the pages of documents over the wire: who may come, what a form
 * makes, what it says when it refuses, and that no text breaks out of a page. */
#include "http/wire.h"
#include "work/work.h"

#include "crypt/crypt.h"

/* Sessions of 32 signs; the first letter tells whose. */
#define OFFICER "o2345678901234567890123456789012"
#define VIEWER  "v2345678901234567890123456789012"
#define AS(session) "Cookie: namro=" session "\r\n"
#define HOSTILE "%22%27%3E%3Cscript%3Ex()%3C/script%3E%3C/textarea%3E"

static Err identify(Ctx *c, const char *session, Caller *out) {
    const uint32_t view = 1u << RIGHT_VIEW;
    (void)c;
    if (*session == 'o') *out = (Caller){.who = 7, .rights = view | 1u << RIGHT_DOCUMENT};
    if (*session == 'v') *out = (Caller){.who = 8, .rights = view};
    return NULL;
}

static const Route *const tables[] = {document_routes, document_form_routes, document_name_routes,
                                      NULL};

static const char *send_form(Arena *a, const char *target, const char *rest) {
    return post(a, target, AS(OFFICER),
                arena_print(a, "token=%s%s", crypt_token_for(a, OFFICER, "form"), rest));
}

static const char *see(Arena *a, const char *target) {
    const char *reply = get(a, target, AS(OFFICER));
    if (status(reply) != 200) fprintf(stderr, "%s: %d\n", target, status(reply)), test_failed = 1;
    return reply;
}

static void rights(Arena *a) {
    static const char *const open[] = {"/document", "/document/gaps", "/document/kind",
                                       "/document/issuer", "/document/term"};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        CHECK(status(get(a, open[i], "")) == 303); /* to the log-in */
        const char *reply = get(a, open[i], AS(VIEWER));
        CHECK(status(reply) == 200 && !strstr(reply, "method=\"post\" action=\"/document"));
    }
    CHECK(status(get(a, "/document/new", AS(VIEWER))) == 403);
    const char *token = crypt_token_for(a, VIEWER, "form");
    static const char *const closed[] = {"/document/new", "/document/kind", "/document/issuer",
                                         "/document/term", "/document/1/relation",
                                         "/document/1/file/drop", "/document/1/edit"};
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        CHECK(status(post(a, closed[i], AS(VIEWER), arena_print(a, "token=%s", token))) == 403);
}

/* The button fills the form in and stores nothing; what was typed is all there. */
static void reads(Arena *a) {
    const char *reply = send_form(a, "/document/new", "&read=1&symbol=1-kl/tw&day=18/5/2021"
                                                      "&abstract=" HOSTILE);
    CHECK(status(reply) == 200 && !strstr(reply, "<script>x"));
    CHECK(strstr(reply, "value=\"01-KL/TW\"") && strstr(reply, "value=\"XIII\""));
    CHECK(strstr(reply, "selected\n>KL – Kết luận") || strstr(reply, "selected>KL – Kết luận"));
    CHECK(strstr(reply, "&lt;script&gt;x()"));
    CHECK(strstr(see(a, "/document"), "class=\"empty\""));
    reply = send_form(a, "/document/new", "&read=1&symbol=abc&day=18/5/2021");
    CHECK(status(reply) == 422 && strstr(reply, "href=\"#f-symbol\""));
    reply = send_form(a, "/document/new", "&read=1&symbol=1-kl/tw&day=32/5/2021");
    CHECK(status(reply) == 422 && strstr(reply, "href=\"#f-day\""));
}

#define GOOD "&symbol=01-KL/TW&day=18/5/2021&abstract=h%E1%BB%8Dc+t%E1%BA%ADp"
static void registers(Arena *a) {
    const char *reply = send_form(a, "/document/new", GOOD "&body=1.+" HOSTILE "&signer=" HOSTILE);
    CHECK(status(reply) == 303 && strstr(reply, "\r\nLocation: /document/1\r\n"));
    reply = see(a, "/document/1");
    CHECK(strstr(reply, "01-KL/TW") && !strstr(reply, "<script>x") && strstr(reply, "XIII"));
    reply = see(a, "/document?words=hoc+tap&sort=&kind=&page=1");
    CHECK(strstr(reply, "<mark>học</mark> <mark>tập</mark>"));
    CHECK(strstr(see(a, "/document?words=" HOSTILE), "&lt;script&gt;"));
    CHECK(strstr(see(a, "/document?words=khong+co"), "class=\"empty\""));
    see(a, "/document?page=-1&kind=x&issuer=99999999999999999999&year=%27&force=z&sort=q");
    see(a, "/document?page=9223372036854775807");
    see(a, "/document/gaps?issuer=1");
    reply = see(a, "/document/export?words=hoc");
    CHECK(strstr(reply, "filename=") && strstr(reply, "\r\n\r\nPK"));

    reply = send_form(a, "/document/new", GOOD); /* the existing one is named */
    CHECK(status(reply) == 422 && strstr(reply, "href=\"#f-number\""));
    CHECK(strstr(reply, "<a href=\"/document/1\">Kết luận 01-KL/TW</a>"));
    reply = send_form(a, "/document/new", "&symbol=01-KL/TW&day=18/5/2021");
    CHECK(status(reply) == 422 && strstr(reply, "href=\"#f-abstract\""));
    reply = send_form(a, "/document/new", GOOD "&received=1");
    CHECK(status(reply) == 422 && strstr(reply, "href=\"#f-received\""));
    reply = send_form(a, "/document/new", "&number=0&day=1/1/2021&abstract=x&kind=1&issuer=1");
    CHECK(status(reply) == 422 && strstr(reply, "href=\"#f-number\""));
    CHECK(status(get(a, "/document/99", AS(OFFICER))) == 404);
    CHECK(status(get(a, "/document/99/edit", AS(OFFICER))) == 404);
    CHECK(status(get(a, "/document/file/1", AS(OFFICER))) == 404);
}

/* Of two who opened the form, the second is told what the first has done. */
static void clashes(Arena *a) {
    const char *page = see(a, "/document/1/edit");
    const char *base = between(a, page, "name=\"base\" value=\"", "\"");
    const char *kind = between(a, page, "<select id=\"f-kind\"", "</select>");
    kind = between(a, strstr(kind, "selected") - 40, "value=\"", "\"");
    CHECK(*base && *kind);
    const char *fields = arena_print(a, "&base=%s&kind=%s&issuer=1&number=1&series=XIII"
                                        "&symbol=01-KL/TW&day=18/5/2021", base, kind);
    const char *mine = arena_print(a, "%s&abstract=mine", fields);
    const char *theirs = arena_print(a, "%s&abstract=theirs&signer=B", fields);
    CHECK(status(send_form(a, "/document/1/edit", theirs)) == 303);
    const char *reply = send_form(a, "/document/1/edit", mine);
    CHECK(status(reply) == 422 && strstr(reply, "id=\"f-version\""));
    CHECK(strstr(reply, "theirs") && strstr(reply, ">mine<"));
    CHECK(strstr(reply, "href=\"#f-version\""));
    const char *again = between(a, reply, "name=\"base\" value=\"", "\"");
    CHECK(strcmp(again, base) != 0);
    mine = arena_print(a, "&base=%s&kind=%s&issuer=1&number=1&series=XIII&symbol=01-KL/TW"
                          "&day=18/5/2021&abstract=mine", again, kind);
    CHECK(status(send_form(a, "/document/1/edit", mine)) == 303);
    CHECK(strstr(see(a, "/document/1"), "mine"));
}

static void relates(Arena *a) {
    CHECK(status(send_form(a, "/document/new",
                           "&symbol=05-CT/TW&day=15/5/2016&abstract=x")) == 303);
    see(a, "/document/1/relation");
    const char *reply = send_form(a, "/document/1/relation",
                                  "&relation=replaces&other=9-CT/TW&from=18/5/2021");
    CHECK(status(reply) == 422 && strstr(reply, "href=\"#f-other\""));
    reply = send_form(a, "/document/1/relation", "&other=5-ct/tw&from=18/5/2021");
    CHECK(status(reply) == 422 && strstr(reply, "href=\"#f-relation\""));
    reply = send_form(a, "/document/1/relation",
                      "&relation=replaces&other=5-ct/tw&from=18/5/2021&note=" HOSTILE);
    CHECK(status(reply) == 303);
    CHECK(strstr(see(a, "/document/2"), "/document/1\">Kết luận 01-KL/TW</a>"));
    CHECK(!strstr(see(a, "/document/2"), "<script>x"));
    CHECK(strstr(see(a, "/document?force=no"), "05-CT/TW"));
    CHECK(status(send_form(a, "/document/2/relation/drop", "&relation=1")) == 303);
    CHECK(!strstr(see(a, "/document?force=no"), "05-CT/TW"));
    CHECK(status(send_form(a, "/document/2/file/drop", "&file=1")) == 404);
}

static void names(Arena *a) {
    static const struct { const char *path, *form, *field; } bad[] = {
        {"/document/kind", "&name=&abbr=X&grammar=party&since=1/1/2020&source=x", "name"},
        {"/document/kind", "&name=X&abbr=a+b&grammar=party&since=1/1/2020&source=x", "abbr"},
        {"/document/kind", "&name=X&abbr=X&grammar=none&since=1/1/2020&source=x", "grammar"},
        {"/document/kind", "&name=X&abbr=X&grammar=party&source=x", "since"},
        {"/document/kind", "&name=X&abbr=X&grammar=party&since=1/1/2020", "source"},
        {"/document/issuer", "&name=X&grammar=state&line=", "abbr"},
        {"/document/issuer", "&name=X&abbr=X&grammar=state&line=moon", "line"},
        {"/document/issuer", "&name=X&abbr=X&grammar=state&since=2/1/2020&until=1/1/2020", "until"},
        {"/document/term", "&line=&term=XX&since=1/1/2031&source=x", "line"},
        {"/document/term", "&line=central&term=&since=1/1/2031&source=x", "term"},
        {"/document/term", "&line=central&term=XX&since=1/1/2020&source=x", "since"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *reply = send_form(a, bad[i].path, bad[i].form);
        if (status(reply) != 422 || !strstr(reply, arena_print(a, "href=\"#f-%s\"", bad[i].field)))
            fprintf(stderr, "%s%s: %d\n", bad[i].path, bad[i].form, status(reply)), test_failed = 1;
    }
    CHECK(status(send_form(a, "/document/kind", "&name=" HOSTILE "&abbr=QX&grammar=party"
                                                "&since=1/1/2020&source=" HOSTILE)) == 303);
    CHECK(status(send_form(a, "/document/issuer", "&name=Huy%E1%BB%87n&abbr=HX&grammar=party"
                                                  "&line=district")) == 303);
    CHECK(status(send_form(a, "/document/term", "&line=central&term=XV&since=1/2/2031"
                                                "&source=" HOSTILE)) == 303);
    CHECK(!strstr(see(a, "/document/kind"), "<script>x"));
    CHECK(strstr(see(a, "/document/issuer"), "Huyện"));
    const char *terms = see(a, "/document/term"); /* the one before ends where it begins */
    CHECK(!strstr(terms, "<script>x") && strstr(terms, "23/01/2026 – 01/02/2031"));
    const char *reply = send_form(a, "/document/new", "&read=1&symbol=3-qx/hx&day=1/1/2021");
    CHECK(status(reply) == 200 && strstr(reply, "value=\"03-QX/HX\""));
}

/* The number of the row that is called so, on the page of a list. */
static const char *row_of(Arena *a, const char *list, const char *name) {
    const char *page = see(a, list), *at = strstr(page, arena_print(a, "\">%s</a>", name));
    CHECK(at != NULL);
    if (!at) return "0";
    while (at > page && at[-1] != '/') at--;
    return arena_part(a, at, strcspn(at, "\""));
}

/* One is corrected by two at once, called otherwise, and what was done to it is shown. */
static void renames(Arena *a) {
    const char *id = row_of(a, "/document/issuer", "Huyện");
    const char *path = arena_print(a, "/document/issuer/%s", id);
    const char *base = between(a, see(a, path), "name=\"base\" value=\"", "\"");
    const char *good = arena_print(a, "&base=%s&name=Huy%%E1%%BB%%87n+A&abbr=HXA", base);
    CHECK(status(send_form(a, path, good)) == 303);
    const char *reply = send_form(a, path, arena_print(a, "&base=%s&name=B&abbr=HXB", base));
    CHECK(status(reply) == 422 && strstr(reply, "id=\"f-version\"") && strstr(reply, ">HXA<"));
    CHECK(strstr(see(a, path), tr(&(Ctx){.a = a}, "document.deed.naming")));

    const char *other = arena_print(a, "%s/rename", path);
    base = between(a, see(a, other), "name=\"base\" value=\"", "\"");
    reply = send_form(a, other, arena_print(a, "&base=%s&name=&abbr=X&since=1/1/2021&source=x",
                                            base));
    CHECK(status(reply) == 422 && strstr(reply, "href=\"#f-name\""));
    reply = send_form(a, other, arena_print(a, "&base=%s&name=%s&abbr=HZ&since=1/1/2021&source=%s",
                                            base, HOSTILE, HOSTILE));
    CHECK(status(reply) == 303);
    const char *list = see(a, "/document/issuer");
    CHECK(!strstr(list, "<script>x") && strstr(list, "HZ") && strstr(list, "đến trước 01/01/2021"));
    reply = send_form(a, "/document/new", "&read=1&symbol=3-qx/hz&day=1/1/2021");
    CHECK(strstr(reply, "value=\"03-QX/HZ\""));

    CHECK(status(get(a, path, AS(VIEWER))) == 403);
    CHECK(status(get(a, "/document/issuer/9999", AS(OFFICER))) == 404);
    CHECK(status(get(a, "/document/term/1/rename", AS(OFFICER))) == 404);
    CHECK(!strstr(get(a, "/document/issuer", AS(VIEWER)), "/document/issuer/"));
    see(a, arena_print(a, "/document/kind/%s", row_of(a, "/document/kind", "Cương lĩnh")));
    see(a, arena_print(a, "/document/term/%s", row_of(a, "/document/term", "XIII")));
}

int main(void) {
    Arena *a = arena_open();
    crypt_start();
    Ctx c = test_empty(arena_print(a, "%s/document_page_test.db", test_dir()));
    CHECK_TEXT(db_migrate(&c), NULL);
    db_serve(c.db, 4);
    Http    h = {.db = c.db, .listener = listen_anywhere(), .tables = tables,
                 .identify = identify};
    Server *s = http_start(&h);
    if (!s) fatal("the server did not start");
    rights(a);
    reads(a);
    registers(a);
    clashes(a);
    relates(a);
    names(a);
    renames(a);
    http_stop(s);
    db_close(c.db);
    arena_close(c.a);
    arena_close(a);
    return test_failed;
}
