/* attempt_test.c - who tries what they may not is found in the lines for those who run the
 * server: what, where, who; and nothing that was typed. */
#include "../work/attack.h"

static const char *said(Arena *a, const char *path) {
    char  *text = arena_take(a, 1 << 16);
    FILE  *f = fopen(path, "r");
    size_t n = f ? fread(text, 1, (1 << 16) - 1, f) : 0;
    if (f) fclose(f);
    text[n] = '\0';
    return text;
}

int main(void) {
    Ctx         c;
    Attacker    at = attack_open(&c, "attempt_test.db");
    Arena      *a = arena_open();
    const char *path = arena_print(a, "%s/said", test_dir());
    CHECK(freopen(path, "w", stderr) != NULL);
    attack_as(&at, WORKER);
    CHECK(attack_ask(&at, a, "GET", "/admin/accounts", "q=secret").status == 403);
    CHECK(attack_ask(&at, a, "POST", "/task/1/issue", "reason=secret%0Aline").status == 403);
    CHECK(attack_ask(&at, a, "GET", "/task", "").status == 200);
    CHECK(attack_ask(&at, a, "GET", "/nothing%0A/here", "").status >= 400);
    const char *want = arena_print(a,
                                   "namro: http: http.forbidden: GET /admin/accounts, staff %d\n"
                                   "namro: http: http.forbidden: POST /task/{id}/issue, staff %d\n",
                                   WORKER, WORKER);
    fflush(stderr);
    const char *got = said(a, path);
    bool equal = strcmp(got, want) == 0;
    if (!equal) printf("said:\n%s", got);
    db_close(c.db);
    arena_close(a);
    arena_close(c.a);
    return test_failed || !equal;
}
