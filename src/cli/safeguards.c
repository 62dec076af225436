/* safeguards.c - the ten rules that keep this program from being turned against
 * people, as the public reads them: what each asks for, how far it is kept today,
 * and which tests hold it.  tests/safeguards/ walks the same rows. */
#include "cli/cli.h"

const Safeguard safeguards[] = {
    {"R1", "safeguard.answers", "safeguard.answers.rule", "safeguard.answers.done",
     SAFEGUARD_AHEAD, {"safeguards/schema_test.c"}},
    {"R2", "safeguard.persons", "safeguard.persons.rule", "safeguard.persons.done",
     SAFEGUARD_PART, {"safeguards/schema_test.c", "safeguards/routes_test.c"}},
    {"R3", "safeguard.speech", "safeguard.speech.rule", "safeguard.speech.done",
     SAFEGUARD_HELD, {"safeguards/routes_test.c", "safeguards/source_test.sh"}},
    {"R4", "safeguard.name", "safeguard.name.rule", "safeguard.name.done",
     SAFEGUARD_PART, {"safeguards/routes_test.c", "audit/verify_test.c"}},
    {"R5", "safeguard.erase", "safeguard.erase.rule", "safeguard.erase.done",
     SAFEGUARD_PART, {"safeguards/source_test.sh", "audit/verify_test.c", "audit/many_test.c"}},
    {"R6", "safeguard.error", "safeguard.error.rule", "safeguard.error.done",
     SAFEGUARD_AHEAD, {NULL}},
    {"R7", "safeguard.cell", "safeguard.cell.rule", "safeguard.cell.done",
     SAFEGUARD_AHEAD, {NULL}},
    {"R8", "safeguard.wall", "safeguard.wall.rule", "safeguard.wall.done",
     SAFEGUARD_HELD, {"safeguards/source_test.sh", "safeguards/schema_test.c",
                      "safeguards/routes_test.c", "safeguards/assess_test.c",
                      "org/matrix_test.c"}},
    {"R9", "safeguard.free", "safeguard.free.rule", "safeguard.free.done",
     SAFEGUARD_AHEAD, {"safeguards/routes_test.c", "survey/public_test.c"}},
    {"R10", "safeguard.expiry", "safeguard.expiry.rule", "safeguard.expiry.done",
     SAFEGUARD_HELD, {"audit/verify_test.c", "cli/verify_log_test.sh", "cli/data_test.c",
                      "http/upload_test.c"}},
    {0}
};

static Err safeguards_page(Ctx *c, Request *r) {
    reply_page(r, tr(c, "safeguard.title"), safeguards_html(c, safeguards));
    reply_trail(c, r, "/help", tr(c, "help.title"));
    return NULL;
}

const Route safeguard_routes[] = {
    SHOW("/method/safeguards", safeguards_page, RIGHT_PUBLIC, NULL),
    {0}
};
