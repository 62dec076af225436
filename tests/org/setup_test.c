/* setup_test.c - only who holds the printed code sets an office up, and once. */
#include "org/org.h"
#include "test.h"

#include "config/config.h"
#include "crypt/crypt.h"

/* The good form with one thing broken is refused with this key, which has a
 * message, and the code is still good: a refusal undoes its use. */
#define REFUSES(field, bad, key)                                               \
    do {                                                                       \
        Setup s = good;                                                        \
        s.field = (bad);                                                       \
        CHECK(!db_exec(&c, "SAVEPOINT refused"));                              \
        CHECK_TEXT(setup_office(&c, &s), (key));                               \
        CHECK(!db_exec(&c, "ROLLBACK TO refused"));                            \
        CHECK(strcmp(tr(&c, (key)), (key)) != 0);                              \
    } while (0)

int main(void) {
    crypt_start();
    Ctx   c = test_open();
    char *old, *code, longer[SETUP_TEXT_MAX + 2];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';

    CHECK(!org_ready(&c));
    CHECK_TEXT(setup_code(&c, &old), NULL);
    CHECK_TEXT(setup_code(&c, &code), NULL);
    const Setup good = {code, "Ban Tuyên giáo Tỉnh ủy", "Hải Dương"};

    REFUSES(code, " ", "setup.code.missing");                     /* (1) */
    REFUSES(code, "nonsense", "setup.code.wrong");                /* (1) */
    REFUSES(code, old, "setup.code.wrong");                       /* (1) it is void */
    REFUSES(name, "\t", "setup.name.missing");                    /* (2) */
    REFUSES(name, longer, "setup.name.long");                     /* (2) */
    REFUSES(place, NULL, "setup.place.missing");                  /* (3) */
    REFUSES(place, longer, "setup.place.long");                   /* (3) */
    CHECK(!org_ready(&c));

    CHECK_TEXT(setup_office(&c, &good), NULL);
    CHECK(org_ready(&c));
    CHECK_TEXT(config_text(&c, "office.name"), good.name);
    CHECK_TEXT(config_text(&c, "office.place"), good.place);
    REFUSES(name, "Another office", "setup.done");
    CHECK_TEXT(setup_code(&c, &code), "setup.done");
    return test_close(&c);
}
