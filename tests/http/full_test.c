/* full_test.c - the disk is full, as a person at the browser meets it: what was sent is
 * refused with 507 and given back whole, everything can still be read, and when there
 * is room again the same server goes on.  (SQLite; a server of PostgreSQL has a disk
 * of its own, whose refusal is tested in tests/db.) */
#include "../bench/lib/client.h"
#include "../bench/lib/notes.h"
#include "http/wire.h"
#include "test.h"

#include "crypt/crypt.h"

static const Route notes[] = {
    SHOW("/note", note_page, RIGHT_PUBLIC, NULL),
    SEND("/note", note_post, RIGHT_PUBLIC, note_page),
    {0}
};
static const Route *const tables[] = {notes, http_routes, NULL};

/* SQLite says that the disk is full when the file would pass this many pages. */
static Err limit(Ctx *c, void *arg) {
    return db_script(c, arena_print(c->a, "PRAGMA max_page_count = %d", *(const int *)arg));
}
static Err pages(Ctx *c, void *arg) { return db_int(c, arg, "PRAGMA page_count"); }
static Err count(Ctx *c, void *arg) { return db_int(c, arg, "SELECT count(*) FROM note"); }

static int send_note(Client *k, int i) {
    static char text[4096], form[5000];
    memset(text, 'x', sizeof text - 1);
    snprintf(form, sizeof form, "key=%d&text=%s", i, text);
    return client_post(k, "/note", form);
}

static void fill_up(Ctx *c, Client *k) {
    int64_t used = 0, before = 0, after = 0;
    int     wide = 1 << 30, sent = 0, status = 303;
    CHECK(!db_read(c, pages, &used));
    int tight = (int)used + 20;
    CHECK(!db_write(c, limit, &tight));
    while (status == 303 && sent < 200) status = send_note(k, sent++);
    CHECK(status == 507 && sent > 3);
    CHECK(strstr(k->reply, "xxxxxxxx")); /* the form comes back with what it held */
    CHECK(!db_read(c, count, &before) && before == sent - 1);
    for (int i = 0; i < 5; i++) {
        CHECK(client_get(k, "/note") == 200);
        CHECK(client_get(k, "/health") == 200);
        CHECK(send_note(k, 1000 + i) == 507);
    }
    CHECK(!db_write(c, limit, &wide)); /* somebody has made room */
    CHECK(send_note(k, 2000) == 303);
    CHECK(!db_read(c, count, &after) && after == before + 1);
}

int main(void) {
    if (getenv("TEST_DB")) return 0;
    Arena      *a = arena_open();
    const char *path = arena_print(a, "%s/full_test.db", test_dir());
    unlink(path);
    crypt_start();
    Ctx c = test_ctx(path);
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK_TEXT(db_write(&c, notes_make, NULL), NULL);
    db_serve(c.db, 2);
    Http    h = {.db = c.db, .listener = listen_anywhere(), .tables = tables};
    Server *s = http_start(&h);
    Client  k;
    client_open(&k, ntohs(server_at.sin_port));
    CHECK(s && client_form(&k, "/note"));
    fill_up(&c, &k);
    client_close(&k);
    http_stop(s);
    db_close(c.db);
    arena_close(c.a);
    arena_close(a);
    return test_failed;
}
