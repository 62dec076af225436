/* clash_test.c - two who edit the same: nothing that either wrote is lost unseen. */
#include "test.h"
#include "html/html.h"

static const ClashField before[] = {
    {"due", "D", "14/10/2022", NULL},
    {"work", "W", "Một", NULL}, {"note", "N", NULL, NULL}, {"lead", "L", "4", NULL}, {0}};

/* The form as the second editor got it, with what was typed. */
static Form typed(Ctx *c, const char *due, const char *work, const char *note, const char *lead) {
    const Form fresh = {0};
    Clash  k = clash_meet(c, &fresh, 3, before);
    Pair  *p = arena_take(c->a, 5 * sizeof *p);
    CHECK(!k.stale && !k.rows && k.form == &fresh);
    p[0] = (Pair){"base", k.base, &p[1]};
    p[1] = (Pair){"due", due, &p[2]};
    p[2] = (Pair){"work", work, &p[3]};
    p[3] = (Pair){"note", note, lead ? &p[4] : NULL};
    p[4] = (Pair){"lead", lead, NULL};
    return (Form){.typed = p};
}

int main(void) {
    Ctx  c = {.a = arena_open(), .lang = LANG_VI};
    Form f = typed(&c, "14/10/2022", "Một hai", "", "4");
    CHECK_TEXT(clash_check(&f, 3), NULL);
    CHECK_TEXT(clash_check(&f, 4), "clash.version.stale");
    CHECK_TEXT(clash_check(&(Form){0}, 4), "clash.version.stale"); /* nobody gave it that form */

    Clash same = clash_meet(&c, &f, 3, before); /* shown again for another reason */
    CHECK(!same.stale && same.form == &f);

    /* The other changed due, work and note; I changed work. */
    const ClashField after[] = {{"due", "D", "20/10/2022", NULL}, {"work", "W", "Ba", NULL},
                                {"note", "N", "\"><script>x()</script>", NULL},
                                {"lead", "L", "4", NULL}, {0}};
    Clash k = clash_meet(&c, &f, 4, after);
    CHECK(k.stale && k.rows && k.rows->next && k.rows->next->next && !k.rows->next->next->next);
    CHECK_TEXT(k.rows->name, "due");
    CHECK_TEXT(k.rows->theirs, "20/10/2022");
    CHECK_TEXT(k.rows->mine, "14/10/2022");
    CHECK(k.rows->taken && !k.rows->next->taken && k.rows->next->next->taken);
    CHECK_TEXT(form_value(k.form, "due"), "20/10/2022");
    CHECK_TEXT(form_value(k.form, "work"), "Một hai");
    CHECK_TEXT(form_value(k.form, "note"), after[2].value);
    CHECK_TEXT(form_value(k.form, "lead"), "4");
    CHECK_TEXT(form_value(k.form, "base"), NULL); /* the page writes the new one */
    Html page = clash_html(&c, &k);
    CHECK(strstr(page.s, "name=\"base\" value=\"4 due:"));
    CHECK(!strstr(page.s, "<script"));

    /* Sent again over the new version it is not stale; a third editor makes it so. */
    Pair again = {"base", k.base, (Pair *)(uintptr_t)k.form->typed};
    f = (Form){.typed = &again};
    CHECK(!clash_meet(&c, &f, 4, after).stale && clash_meet(&c, &f, 5, after).stale);

    /* Both wrote the same; or the other changed what this form does not hold. */
    f = typed(&c, "20/10/2022", "Ba", after[2].value, "4");
    k = clash_meet(&c, &f, 4, after);
    CHECK(k.stale && !k.rows);
    f = typed(&c, "14/10/2022", "Một", "", NULL); /* a box that is not ticked is not sent */
    k = clash_meet(&c, &f, 4, before);
    CHECK(k.stale && !k.rows);
    CHECK(strstr(clash_html(&c, &k).s, tr(&c, "clash.elsewhere")));

    /* What is chosen from a list is told in its words. */
    Choice           five = {.value = "5", .text = "Năm"}, four = {"4", "Bốn", NULL, &five};
    const ClashField chosen[] = {{"lead", "L", "5", &four}, {0}};
    f = typed(&c, "14/10/2022", "Một", "", "4");
    k = clash_meet(&c, &f, 4, chosen);
    CHECK(k.rows && !k.rows->next);
    CHECK_TEXT(k.rows->theirs, "Năm");
    CHECK_TEXT(k.rows->mine, "Bốn");

    /* Marks that somebody made up say no more than that all was touched. */
    Pair bad = {"base", "9223372036854775808 due:x work", f.typed->next};
    f = (Form){.typed = &bad};
    k = clash_meet(&c, &f, 4, after);
    CHECK(k.stale && k.rows && !k.rows->taken);
    CHECK_TEXT(form_value(k.form, "due"), "14/10/2022");
    arena_close(c.a);
    return test_failed;
}
