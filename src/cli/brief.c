/* brief.c - namro brief verify ID|FILE: does a frozen brief come out the same today?
 *
 * FILE is any of its files, wherever it was carried: it is known by its hash. */
#include "cli/cli.h"

#include "brief/brief.h"
#include "file/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *brief_verb, *brief_which, *brief_db, *brief_files;
const Option brief_options[] = {
    {"",      "verify",   "cli.option.brief.verify", &brief_verb},
    {"",      "ID|FILE",  "cli.option.brief.which",  &brief_which},
    {"db",    "FILE|URL", "cli.option.db",           &brief_db},
    {"files", "DIR",      "cli.option.files",        &brief_files},
    {0}
};

static Err find(Ctx *c, int64_t *id) {
    Bytes bytes;
    *id = strtoll(brief_which, NULL, 10);
    if (strspn(brief_which, "0123456789") == strlen(brief_which)) return NULL;
    Err e = file_bytes_of(c->a, brief_which, &bytes);
    *id = e ? 0 : brief_of_hash(c, brief_hash_text(c->a, bytes));
    return e;
}

static Err work(Ctx *c, void *arg) {
    int64_t id;
    Brief **b = arg;
    Err     e = find(c, &id);
    if (!e && !(*b = brief_get(c, id))) e = "brief.verify.unknown";
    return e ? e : brief_verify(c, *b);
}

int run_brief(Ctx *c) {
    Brief *b = NULL;
    if (!brief_verb || strcmp(brief_verb, "verify") != 0) return cli_lacks(c, "verify");
    if (!brief_which) return cli_lacks(c, "ID|FILE");
    const Office o = office_at(c, brief_db, brief_files, NULL);
    c->files = o.files;
    Err e = cli_open(c, o.url);
    if (!e) e = db_read(c, work, &b);
    bool other = e && strcmp(e, "brief.verify.program") == 0;
    if (e && !other) return cli_refused(c, e);
    puts(other ? tr(c, e) : trf(c, "brief.verify.good", V(text_moment(c, b->known))));
    db_close(c->db);
    return EXIT_DONE;
}
