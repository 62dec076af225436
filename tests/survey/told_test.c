/* told_test.c - answers that programs tell: names and values, or XML; once each. */
#include "phone.h"

#include "api/parts.h"
#include "http/parts.h"

typedef struct Wish { int64_t who; const char *scopes; char *secret; } Wish;
static Err wish(Ctx *c, void *arg) {
    Wish *w = arg;
    c->who = w->who;
    return access_make(c, "Chương trình", w->scopes, 30, &w->secret);
}

static const char *secret_of(Phones *f, int64_t who, const char *scopes) {
    Wish w = {who, scopes, NULL};
    CHECK_TEXT(db_write(&f->c, wish, &w), NULL);
    return w.secret;
}

static int tell(Phones *f, const char *secret, const char *body) {
    Request r = {0};
    Raw     raw = {.method = "POST", .host = "a", .type = "application/json", .body = body,
                   .target = arena_print(f->c.a, API_PREFIX "/collect/survey/%d/answer",
                                         (int)f->survey),
                   .authorization = arena_print(f->c.a, "Bearer %s", secret)};
    answer(&f->h, f->c.a, &raw, NULL, &r);
    return r.reply.status;
}

static Err close_it(Ctx *c, void *arg) {
    c->who = RESEARCHER;
    return survey_close(c, ((const Phones *)arg)->survey);
}

static Err cell_is(Ctx *c, void *arg) {
    static const char *const want[] = {"34", "tot", "Rất & tốt"};
    Bytes b = {0};
    Rows  q = db_query(c, "SELECT cells FROM submission WHERE instance = 'uuid:one'");
    (void)arg;
    while (db_next(&q)) b = row_bytes(&q, 0);
    Cells s = cells_open(b);
    Cell  cell;
    int   n = 0;
    while (cells_next(&s, &cell))
        if (n++ >= 2 && n <= 5) CHECK_TEXT(arena_part(c->a, cell.value, cell.n), want[n - 3]);
    CHECK(n == 5);
    return NULL;
}

int main(void) {
    static const char one[] = "{\"instance\": \"uuid:one\", \"answers\": {\"tuoi\": 34,"
                              " \"y_kien\": \"tot\", \"ghi_chu\": \"Rất & tốt\"}}";
    Phones      f = phone_open("told_test.db");
    const char *mine = secret_of(&f, ASKER, "write:survey"),
               *reads = secret_of(&f, ASKER, "read:survey"),
               *other = secret_of(&f, ASKER2, "write:survey");
    CHECK(tell(&f, mine, one) == 200 && tell(&f, mine, one) == 200);
    CHECK(phone_number(&f, "SELECT count(*) FROM submission WHERE channel = 'api'"
                           " AND instance = 'uuid:one' AND review = 'new'") == 1);
    CHECK_TEXT(db_read(&f.c, cell_is, NULL), NULL);
    CHECK(tell(&f, mine, "{\"instance\": \"uuid:one\", \"answers\": {\"tuoi\": 35}}") == 409);
    CHECK(tell(&f, reads, one) == 403 && tell(&f, other, one) == 404);
    CHECK(tell(&f, "nobody", one) == 401);
    CHECK(tell(&f, mine, "{\"answers\": {\"tuoi\": 35}}") == 422);
    CHECK(tell(&f, mine, "{\"instance\": \"a<b\", \"answers\": {\"tuoi\": 35}}") == 422);
    CHECK(tell(&f, mine, "{\"instance\": \"u\", \"answers\": {\"khac\": 35}}") == 422);
    CHECK(tell(&f, mine, "{\"instance\": \"u\", \"answers\": {\"tuoi\": \"già\"}}") == 422);
    CHECK(tell(&f, mine, "{\"instance\": \"u\", \"answers\": {\"y_kien\": \"khac\"}}") == 422);
    CHECK(tell(&f, mine, "{\"instance\": \"u\", \"answers\": {\"nguoi.ten\": \"An\"}}") == 422);
    /* What breaks a rule of the form is taken, and marked. */
    CHECK(tell(&f, mine, "{\"instance\": \"uuid:two\","
                         " \"answers\": {\"y_kien\": \"kem\"}}") == 200);
    CHECK(phone_number(&f, "SELECT count(*) FROM submission WHERE review = 'trouble'") == 1);
    /* As XML it is what a phone would send. */
    const char *xml = "{\"xml\": \"<data id='hai_long' version='1'><tuoi>33</tuoi>"
                      "<nguoi><ten>An</ten></nguoi><meta><instanceID>uuid:three</instanceID></meta>"
                      "</data>\"}";
    CHECK(tell(&f, mine, xml) == 200 && tell(&f, mine, xml) == 200);
    CHECK(tell(&f, mine, "{\"xml\": \"<data id='hai_long' version='1'>\"}") == 422);
    CHECK_TEXT(db_write(&f.c, close_it, &f), NULL);
    CHECK(tell(&f, mine, one) == 200);
    CHECK(tell(&f, mine, "{\"instance\": \"uuid:four\", \"answers\": {\"tuoi\": 35}}") == 422);
    CHECK(phone_number(&f, "SELECT count(*) FROM submission") == 3);
    phone_close(&f);
    return test_failed;
}
