/* setup_test.c - only who holds the printed code sets an office up, and once. */
#include "org/parts.h"
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
        CHECK_TEXT(setup_office(&c, &s, &staff), (key));                               \
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
    const Setup good = {code, "Ban Tuyên giáo Tỉnh ủy", "Hải Dương", "Tỉnh Hải Dương",
                        "Nguyễn Văn An", " AnNV", "the hash"};
    int64_t staff = 0;

    REFUSES(code, " ", "setup.code.missing");                     /* (1) */
    REFUSES(code, "nonsense", "setup.code.wrong");                /* (1) */
    REFUSES(code, old, "setup.code.wrong");                       /* (1) it is void */
    REFUSES(name, "\t", "setup.name.missing");                    /* (2) */
    REFUSES(name, longer, "setup.name.long");                     /* (2) */
    REFUSES(place, NULL, "setup.place.missing");                  /* (3) */
    REFUSES(place, longer, "setup.place.long");                   /* (3) */
    REFUSES(unit, "", "setup.unit.missing");                      /* (4) */
    REFUSES(unit, longer, "setup.unit.long");                     /* (4) */
    REFUSES(person, " ", "setup.person.missing");                 /* (5) */
    REFUSES(person, longer, "setup.person.long");                 /* (5) */
    REFUSES(login, NULL, "account.login.form");                   /* (5) */
    REFUSES(login, "ng văn an", "account.login.form");            /* (5) */
    REFUSES(login, "1an", "account.login.form");                  /* (5) */
    CHECK(!org_ready(&c));

    CHECK_TEXT(setup_check(&c, &good), NULL);
    CHECK_TEXT(setup_office(&c, &good, &staff), NULL);
    /* The first administrator: one who may manage accounts, everywhere, and no more. */
    Account a;
    c.who = staff;
    CHECK(account_named(&c, "annv", &a) && a.staff == staff && a.password && !a.second);
    CHECK_TEXT(account_stored(&c, staff), "the hash");
    CHECK(org_may(&c, RIGHT_ADMIN, 0) && org_may(&c, RIGHT_ORG, 1) && !org_may(&c, RIGHT_VIEW, 0));
    CHECK(org_ready(&c));
    CHECK_TEXT(config_text(&c, "office.name"), good.name);
    CHECK_TEXT(config_text(&c, "office.place"), good.place);
    REFUSES(name, "Another office", "setup.done");
    CHECK_TEXT(setup_code(&c, &code), "setup.done");
    return test_close(&c);
}
