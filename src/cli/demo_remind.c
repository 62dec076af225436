/* demo_remind.c - the reminders of the demo office: the ladder as it spoke on the last working
 * days, and who has read what of it. */
#include "cli/demo.h"

#include "mail/mail.h"

#include <string.h>

enum { DAYS = 6, UNREAD_DAYS = 2, NOTICES = 200 };

/* So many working days before today, itself one. */
static const char *workday_back(Ctx *c, int n) {
    const char *day = c->today;
    while (n > 0 || !workday(c, day, NULL)) {
        day = day_add(c->a, day, -1);
        n -= workday(c, day, NULL);
    }
    return day;
}

static Err first_day(Ctx *c, void *arg) {
    *(const char **)arg = workday_back(c, DAYS);
    return NULL;
}

/* Who logs in has read what is older; the mails of the demo go nowhere, so none are asked for. */
static Err read_old(Ctx *c, void *arg) {
    const int64_t since = demo_morning(workday_back(c, UNREAD_DAYS));
    Err           e = NULL;
    (void)arg;
    for (const DemoLogin *l = demo_logins; l->login && !e; l++) {
        c->who = demo_staff(c, l->name);
        for (const Notice *n = notice_list(c, 0, NOTICES); n && !e; n = n->next)
            if (n->at < since) e = notice_seen(c, n->id);
    }
    return e;
}

Err demo_reminders(Ctx *office) {
    Ctx         c = *office;
    int64_t     said;
    const char *day = c.today;
    Err         e = db_read(&c, first_day, &day);
    for (; !e && strcmp(day, office->today) <= 0; day = day_add(c.a, day, 1)) {
        c.today = day;
        c.now = demo_morning(day);
        c.who = 0;
        e = remind_today(&c, NULL, &said);
    }
    c.today = office->today;
    return e ? e : db_write(&c, read_old, NULL);
}
