/* routes_test.c - what the routes let anybody do to people: rules R2, R3, R4, R8 and R9
 * of /method/safeguards, and that page itself.  The lists here are closed on purpose:
 * who adds an address or a deed has to say here that it harms nobody. */
#include "../work/attack.h"

#include <dirent.h>

/* R3: all that a form can do, the last word of its address.  None of them reports,
 * blocks, takes down or fines what others have said outside. */
static const char *const deeds[] = {
    "seen", "setup", "new", "rename", "drop", "edit", "issue", "comment", "watch",
    "report", /* of progress of one's own task */
    "judge", "extend", "decide", "pause", "resume", "withdraw", "reopen", "series", "partner",
    "unpartner", "split", "bulk", "undo", "holidays", "fill", "paste", "relation", "kind",
    "issuer", "term", "change", "correct", "end", "merge", "appoint", "delegation", "revoke",
    "login", "code", "logout", "invite", "lang", "sessions", "password", "second", "codes",
    "accounts", "link", "close", "open", "stop", "again", "setting",
    "test", /* a mail to oneself */
    "ladder", "mail", /* when the staff is reminded, and by which way */
    "plan", "draw", "abandon", /* an inspection of tasks */
    "reply", /* of a unit, to what was found of its task */
    "task", /* a draft of one, from a finding */
    "propose", "text", /* what gives work is found, and a person confirms it as drafts */
    "send", "approve", "back", "freeze", /* of a report of the office, from hand to hand */
    "reader", "unreader", /* who gets it */
    "import", /* rows of a file become the office's own tasks, units, staff, documents */
    "answer", /* of whom one has interviewed oneself */
    "version", "publish", "media", "was", /* of one's own questionnaire */
    "interviewer", "visits", "give", "back",
    "s", /* the public answers, by its own will */ "preview", /* a trial; nothing is stored */
    "reading", "export", "review", /* of answers: why one reads, a file of them, whether it holds */
    "paper", "differ", /* a sheet is typed, by two */
    "propose", "approve", "return", "choose", "formula", /* of an assessment of units */
    "text", /* of letters; "issue" gives one its number */
    "frame", "sample", "replace", /* lists of communes; households by number, no names */
    "coding", "compare", "settle", /* what an open answer is about, by two */
    "release", "announce", /* results of a survey are published; "correct", "withdraw" one's own */
    "submission", /* an interviewer sends what was filled in */
    "use", /* of one of the survey's weightings by its results */
    NULL};

/* R2: what an {id} may be of.  Of persons, the office's own staff alone. */
static const char *const things[] = {
    "/view", "/task", "/task/bulk", "/task/{id}/evidence", "/document", "/document/file",
    "/document/kind", "/document/issuer", "/document/term", "/unit",
    "/brief", "/brief/plan",
    "/import", "/propose", "/reform", "/staff", "/post", "/appointment", "/delegation",
    "/admin/account",
    "/admin/jobs", "/admin/mail", "/admin/ladder", "/notice",
    "/frame", /* a list of communes */
    "/form", "/form/{id}/version", "/survey", "/survey/{id}/export", "/survey/{id}/paper",
    "/survey/{id}/coding", /* a question */
    "/survey/{id}/weights", /* a version of them */
    "/submission", "/submission/{id}/file", /* an answer, of nobody known */
    "/form", "/form/{id}/version", "/survey",
    "/collect/visit", /* a door where oneself has to go, until one has been there */
    "/collect/survey", /* what one asks oneself */
    "/collect/device", "/survey/{id}/device", /* phones of interviewers */
    "/app/form", "/app/media", /* of a version of a form */
    "/account/access", "/admin/access", /* secrets of one's own programs */
    "/inspect", "/inspect/checklist", "/inspect/finding", "/inspect/finding/{id}/file",
    "/assess", "/assess/{id}/unit", "/dispatch", /* units */
    "/release", "/r/{address}/edition", /* what is published of a survey */
    NULL};

/* R9: nobody asks who answered. */
static const char *const forbidden[] = {"participa", "respondent", "answered", "citizen",
                                        "profile", "takedown", "blacklist", "block", NULL};

/* R4: what anyone may read without signing in. */
static const char *const open_pages[] = {
    "/", "/setup", "/login", "/login/code", "/invite/{token}", "/log", "/log/checkpoint", "/help",
    "/help/guide/{topic}", "/help/api", "/method/data", "/method/transparency",
    "/method/transparency.json", "/method/safeguards",
    "/s/{address}", "/s/{address}/received", "/s/{address}/media/{file}", /* of a survey that is
    open to all: who asks stands on it */
    "/releases", "/r/{address}", "/r/{address}/edition/{n}", "/r/{address}/edition/{n}/figures",
    "/r/{address}/edition/{n}/data", /* results that are published, and when others will be */
    "/w/{address}/manifest", "/w/{address}/tokens", /* what a wave promised, and the check */
    "/w/{address}", "/w/{address}/form", "/w/{address}/media/{file}",
    "/w/{address}/verify", /* the same, anonymous */
    "/feed.ics", /* of who has its secret: due days */ "/lang/{lang}", "/health",
    "/app-worker.js", "/app/manifest", /* of the app itself, no page */ NULL};

static bool listed(const char *const *list, const char *word, size_t n) {
    for (; *list; list++)
        if (strlen(*list) == n && strncmp(*list, word, n) == 0) return true;
    return false;
}

static void complain(const Route *row, const char *why) {
    fprintf(stderr, "%s %s: %s\n", row->method, row->path, why);
    test_failed = 1;
}

/* The last word of an address that is no hole. */
static void deed_known(const Route *row) {
    const char *end = row->path + strlen(row->path), *at = end;
    while (at > row->path && at[-1] != '/') at--;
    if (*at == '{')
        for (end = at - 1, at = end; at > row->path && at[-1] != '/'; at--) {}
    if (!listed(deeds, at, (size_t)(end - at))) complain(row, "is this done to nobody else (R3)?");
}

static void things_known(const Route *row) {
    for (const char *at = row->path; (at = strchr(at, '{')); at++) {
        bool number = strncmp(at, "{id}", 4) == 0 || strncmp(at, "{n}", 3) == 0;
        if (number && !listed(things, row->path, (size_t)(at - 1 - row->path)))
            complain(row, "of what is this the number (R2)?");
    }
}

static void addresses(void) {
    for (const Route *const *t = route_tables; *t; t++) {
        for (const Route *row = *t; row->method; row++) {
            bool form = strcmp(row->method, "POST") == 0;
            things_known(row);
            if (form) deed_known(row);
            else if (row->right == RIGHT_PUBLIC &&
                     !listed(open_pages, row->path, strlen(row->path)))
                complain(row, "has it a name on it (R4)?");
            for (const char *const *f = forbidden; *f; f++)
                if (strstr(row->path, *f)) complain(row, *f);
        }
    }
}

/* R8: tasks, and whose they are, is all that an inspector meets. */
static void inspector(void) {
    const unsigned most = 1u << RIGHT_STAFF | 1u << RIGHT_VIEW | 1u << RIGHT_INSPECT;
    const Role    *r = role_find("inspector");
    CHECK(r && (r->rights & ~most) == 0);
}

/* R8: who reads answers reads nothing of the office's work, and nobody else reads answers. */
static void research(void) {
    const unsigned reads = 1u << RIGHT_ANSWERS, meets = 1u << RIGHT_SURVEY | 1u << RIGHT_COLLECT;
    const unsigned own = 1u << RIGHT_STAFF | reads | meets;
    for (const Role *r = roles; r->name; r++) {
        bool researcher = strcmp(r->name, "researcher") == 0;
        if (r->rights & (reads | meets)) CHECK((r->rights & ~own) == 0);
        CHECK(researcher || (r->rights & reads) == 0);
    }
}

/* R4: each public page carries the office's name and the mark of the signed log. */
static void named(Attacker *at) {
    for (const char *const *p = open_pages; *p; p++) {
        Arena       *a = arena_open();
        bool         part = strchr(*p, '{') != NULL;
        const char  *guide = "/help/guide/making-a-task-clear";
        struct Reply r = attack_ask(at, a, "GET", part ? guide : *p, "");
        if (r.type && strstr(r.type, "html")) {
            if (!strstr(r.body.p, "Ban Tuyên giáo")) fprintf(stderr, "%s: no name\n", *p);
            CHECK(strstr(r.body.p, "Ban Tuyên giáo") != NULL);
        }
        arena_close(a);
    }
}

/* ---- the page: ten rules, tests that exist, no test that it leaves out ---- */

static void tests_named(void) {
    int n = 0;
    for (const Safeguard *s = safeguards; s->number; s++, n++) {
        Arena *a = arena_open();
        CHECK_TEXT(s->number, arena_print(a, "R%d", n + 1));
        for (int i = 0; i < SAFEGUARD_TESTS && s->tests[i]; i++) {
            const char *path = arena_print(a, "tests/%s", s->tests[i]);
            if (access(path, R_OK) != 0) fprintf(stderr, "%s: no such test\n", path);
            CHECK(access(path, R_OK) == 0);
        }
        if (s->state == SAFEGUARD_HELD) CHECK(s->tests[0] != NULL);
        arena_close(a);
    }
    CHECK(n == 10);
}

static bool page_names(const char *file) {
    char path[300];
    snprintf(path, sizeof path, "safeguards/%s", file);
    for (const Safeguard *s = safeguards; s->number; s++)
        for (int i = 0; i < SAFEGUARD_TESTS && s->tests[i]; i++)
            if (strcmp(s->tests[i], path) == 0) return true;
    return false;
}

static void page_whole(void) {
    DIR *dir = opendir("tests/safeguards");
    CHECK(dir != NULL);
    for (struct dirent *f; dir && (f = readdir(dir));) {
        if (!strstr(f->d_name, "_test.")) continue;
        if (!page_names(f->d_name)) fprintf(stderr, "the page leaves out %s\n", f->d_name);
        CHECK(page_names(f->d_name));
    }
    if (dir) closedir(dir);
}

static void page_shown(Attacker *at) {
    Arena       *a = arena_open();
    struct Reply r = attack_ask(at, a, "GET", "/method/safeguards", "");
    CHECK(r.status == 200 && r.body.p);
    for (const Safeguard *s = safeguards; r.body.p && s->number; s++) {
        CHECK(strstr(r.body.p, arena_print(a, "id=\"%s\"", s->number)) != NULL);
        for (int i = 0; i < SAFEGUARD_TESTS && s->tests[i]; i++)
            CHECK(strstr(r.body.p, arena_print(a, "tests/%s", s->tests[i])) != NULL);
    }
    arena_close(a);
}

int main(void) {
    Ctx      c;
    Attacker at = attack_open(&c, "routes_test.db");
    at.secret = arena_text(c.a, "nobody");
    addresses();
    inspector();
    research();
    named(&at);
    tests_named();
    page_whole();
    page_shown(&at);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
