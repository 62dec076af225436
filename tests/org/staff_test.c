/* staff_test.c - people, posts, appointments, delegations, each refused for one broken
 * field; and what becomes of posts when units end. */
#include "org/org.h"
#include "test.h"

#define SOURCE "dữ liệu bịa"
#define REFUSES(call, key)                                                     \
    do {                                                                       \
        CHECK(!db_exec(&c, "SAVEPOINT refused"));                              \
        CHECK_TEXT((call), (key));                                             \
        CHECK(!db_exec(&c, "ROLLBACK TO refused"));                            \
        CHECK(strcmp(tr(&c, (key)), (key)) != 0);                              \
    } while (0)
#define BROKEN(type, call, field, bad, key)                                    \
    do {                                                                       \
        type x = good;                                                         \
        x.field = (bad);                                                       \
        REFUSES(call(&c, &x, &id), key);                                       \
    } while (0)

static Ctx c;
static int64_t top, district, commune, other, office, lan, mai, binh, id;
static char longer[UNIT_SOURCE_MAX + 2];

static int64_t unit(const char *name, const char *kind, const char *code, int64_t parent) {
    int64_t made = 0;
    CHECK_TEXT(unit_add(&c, &(UnitNew){.since = "2020-01-01", .name = name, .kind = kind,
                                       .code = code, .parent = parent, .source = SOURCE},
                        &made), NULL);
    return made;
}

static int64_t person(const char *name) {
    int64_t made = 0;
    CHECK_TEXT(staff_add(&c, &(StaffNew){.name = name}, &made), NULL);
    return made;
}

static int64_t post(const char *name, int64_t at, int64_t scope) {
    int64_t made = 0;
    CHECK_TEXT(post_add(&c, &(PostNew){.unit = at, .scope = scope, .name = name,
                                       .role = "officer", .since = "2020-01-01"}, &made), NULL);
    return made;
}

static int64_t hold(int64_t staff, int64_t in, const char *since, const char *until) {
    int64_t made = 0;
    CHECK_TEXT(appoint(&c, &(AppointmentNew){.staff = staff, .post = in, .since = since,
                                             .until = until}, &made), NULL);
    return made;
}

static void begin(void) { CHECK(!db_exec(&c, "SAVEPOINT work")); }
static void back(void) { CHECK(!db_exec(&c, "ROLLBACK TO work")); }

static void set_up(void) {
    memset(longer, 'a', sizeof longer - 1);
    top = unit("Tỉnh T", "province", "30", 0);
    district = unit("Huyện B", "district", "01", top);
    commune = unit("Xã D", "commune", "010", district);
    other = unit("Xã Đ", "commune", "011", district);
    office = unit("Ban X", "office", NULL, top);
    lan = person("Trần Thị Ví Dụ");
    mai = person("Nguyễn Văn Mẫu");
    binh = person("Lê Thử");
}

static void test_staff(void) {
    const StaffNew good = {.name = "Phạm Giả", .email = "gia@example.vn", .phone = "+84 220 123"};
    BROKEN(StaffNew, staff_add, name, " ", "staff.name.missing");
    BROKEN(StaffNew, staff_add, name, longer, "staff.name.long");
    BROKEN(StaffNew, staff_add, email, "gia", "staff.email.bad");
    BROKEN(StaffNew, staff_add, email, "gia@", "staff.email.bad");
    BROKEN(StaffNew, staff_add, email, "a@b\nBcc: d@e", "staff.email.bad");
    BROKEN(StaffNew, staff_add, email, longer, "staff.email.long");
    BROKEN(StaffNew, staff_add, phone, "<b>", "staff.phone.bad");
    begin();
    CHECK_TEXT(staff_add(&c, &good, &id), NULL);
    CHECK_TEXT(staff_name(&c, id), "Phạm Giả");
    CHECK_TEXT(staff_name(&c, 0), "");
    CHECK_TEXT(staff_change(&c, id, &(StaffNew){.name = "Phạm Thị Giả"}), NULL);
    const DeedRow *h = audit_history(&c, "staff", id, 9);
    CHECK_TEXT(h->what, "staff.deed.changed");
    CHECK_TEXT(h->changes->was, "Phạm Giả");
    CHECK_TEXT(h->changes->next->field, "email");
    CHECK_TEXT(h->changes->next->is, "*"); /* the log tells no address */
    CHECK_TEXT(h->next->what, "staff.deed.added");
    /* By given name: Dụ Giả Mẫu Thử. */
    const Choice *o = staff_choices(&c, 0, NULL);
    CHECK_TEXT(o->text, "Trần Thị Ví Dụ");
    CHECK_TEXT(o->next->text, "Phạm Thị Giả");
    CHECK_TEXT(o->next->next->text, "Nguyễn Văn Mẫu");
    back();
}

static void test_post(void) {
    const PostNew good = {.unit = office, .scope = top, .name = "Chuyên viên", .role = "officer",
                          .since = "2020-01-01"};
    BROKEN(PostNew, post_add, name, "", "post.name.missing");
    BROKEN(PostNew, post_add, name, longer, "post.name.long");
    BROKEN(PostNew, post_add, role, "king", "post.role.bad");
    BROKEN(PostNew, post_add, since, "yesterday", "post.since.bad");
    BROKEN(PostNew, post_add, until, "2021-13-01", "post.until.bad");
    BROKEN(PostNew, post_add, until, "2020-01-01", "post.until.early");
    BROKEN(PostNew, post_add, since, "2019-12-31", "post.unit.day");
    BROKEN(PostNew, post_add, unit, 999, "post.unit.day");
    BROKEN(PostNew, post_add, scope, 999, "post.scope.day");
    begin();
    Post p;
    CHECK_TEXT(post_add(&c, &good, &id), NULL);
    CHECK(post_get(&c, id, &p) && p.scope == top);
    CHECK_TEXT(p.until, DAY_OPEN);
    hold(lan, id, "2021-01-01", NULL);
    REFUSES(post_end(&c, id, "x"), "post.day.bad");
    REFUSES(post_end(&c, 999, "2022-01-01"), "post.day.missing");
    REFUSES(post_end(&c, id, "2020-01-01"), "post.day.outside");
    REFUSES(post_end(&c, id, "2021-01-01"), "post.day.later");
    CHECK(staff_unit(&c, lan) == office);
    CHECK_TEXT(post_end(&c, id, "2022-01-01"), NULL);
    CHECK(staff_unit(&c, lan) == 0);
    REFUSES(post_end(&c, id, "2023-01-01"), "post.day.outside");
    back();
}

static void test_appointment(void) {
    begin();
    int64_t p = post("Trưởng phòng", office, top), second = post("Phó phòng", commune, commune);
    const AppointmentNew good = {.staff = lan, .post = p, .since = "2021-01-01",
                                 .until = "2022-01-01"};
    BROKEN(AppointmentNew, appoint, staff, 999, "appointment.staff.missing");
    BROKEN(AppointmentNew, appoint, post, 999, "appointment.post.missing");
    BROKEN(AppointmentNew, appoint, since, "", "appointment.since.bad");
    BROKEN(AppointmentNew, appoint, until, "x", "appointment.until.bad");
    BROKEN(AppointmentNew, appoint, until, "2021-01-01", "appointment.until.early");
    BROKEN(AppointmentNew, appoint, since, "2019-12-31", "appointment.since.before");
    CHECK_TEXT(appoint(&c, &good, &id), NULL);
    const AppointmentNew next = {.staff = mai, .post = p, .since = "2021-12-31"};
    REFUSES(appoint(&c, &good, &id), "appointment.staff.twice");
    REFUSES(appoint(&c, &next, &id), "appointment.post.taken"); /* one day is enough */
    AppointmentNew acting = next;
    acting.acting = true;
    CHECK_TEXT(appoint(&c, &acting, &id), NULL);
    hold(person("Hồ Khác"), p, "2022-01-01", "2022-02-01"); /* the day on which the other leaves */
    acting.staff = binh;
    REFUSES(appoint(&c, &acting, &id), "appointment.acting.taken");
    CHECK_TEXT(appointment_end(&c, id, "2022-06-01"), NULL);
    REFUSES(appointment_end(&c, id, "2022-06-02"), "appointment.day.outside");
    REFUSES(appointment_end(&c, id, NULL), "appointment.day.bad");
    hold(mai, p, "2022-06-01", NULL);
    CHECK(staff_unit(&c, mai) == office);
    int64_t third = post("Quyền trưởng ban", top, top);
    CHECK_TEXT(appoint(&c, &(AppointmentNew){.staff = mai, .post = third, .acting = true,
                                             .since = "2020-01-01"}, &id), NULL);
    CHECK(staff_unit(&c, mai) == office); /* for good goes first */
    hold(binh, second, "2020-01-01", NULL);
    const Choice *o = staff_choices(&c, district, "–");
    CHECK_TEXT(o->next->text, "Lê Thử – Phó phòng");
    CHECK(!o->next->next);
    CHECK_TEXT(post_end(&c, second, "2025-01-01"), NULL);
    const AppointmentNew late = {.staff = lan, .post = second, .since = "2024-01-01",
                                 .until = "2025-01-02"};
    REFUSES(appoint(&c, &late, &id), "appointment.until.after");
    back();
}

static void test_delegation(void) {
    begin();
    hold(lan, post("Trưởng ban", office, top), "2020-01-01", NULL);
    const DelegationNew good = {.giver = lan, .taker = mai, .since = "2026-02-20",
                                .until = "2026-03-20", .reason = "đi học"};
    BROKEN(DelegationNew, delegate, giver, 999, "delegation.giver.missing");
    BROKEN(DelegationNew, delegate, taker, 0, "delegation.taker.missing");
    BROKEN(DelegationNew, delegate, taker, lan, "delegation.taker.self");
    BROKEN(DelegationNew, delegate, until, NULL, "delegation.until.missing");
    BROKEN(DelegationNew, delegate, since, "x", "delegation.since.bad");
    BROKEN(DelegationNew, delegate, until, "x", "delegation.until.bad");
    BROKEN(DelegationNew, delegate, until, "2026-02-20", "delegation.until.early");
    BROKEN(DelegationNew, delegate, until, "2026-05-22", "delegation.until.late"); /* 91 days */
    BROKEN(DelegationNew, delegate, reason, " ", "delegation.reason.missing");
    BROKEN(DelegationNew, delegate, giver, binh, "delegation.giver.post");
    DelegationNew longest = good;
    longest.until = "2026-05-21"; /* 90 days */
    CHECK_TEXT(delegate(&c, &longest, &id), NULL);
    REFUSES(delegate(&c, &good, &id), "delegation.taker.twice");
    CHECK(delegations(&c, mai)->giver == lan && !delegations(&c, binh)); /* shown to both */
    CHECK_TEXT(delegations(&c, lan)->taker_name, "Nguyễn Văn Mẫu");
    CHECK_TEXT(delegation_revoke(&c, id), NULL);
    REFUSES(delegation_revoke(&c, id), "delegation.revoke.over");
    REFUSES(delegation_revoke(&c, 999), "delegation.revoke.missing");
    CHECK_TEXT(delegate(&c, &good, &id), NULL);
    CHECK_TEXT(staff_end(&c, mai, "2026-03-10"), NULL);
    CHECK_TEXT(delegations(&c, lan)->next->until, "2026-03-10"); /* after the one taken back */
    DelegationNew after = good;
    after.since = "2026-03-09";
    REFUSES(delegate(&c, &after, &id), "delegation.taker.ended");
    back();
}

static void test_leaving(void) {
    begin();
    int64_t p = post("Trưởng ban", office, top);
    hold(lan, p, "2020-01-01", NULL);
    REFUSES(staff_end(&c, lan, "soon"), "staff.day.bad");
    REFUSES(staff_end(&c, 999, "2026-01-01"), "staff.day.missing");
    CHECK_TEXT(staff_end(&c, lan, "2026-03-01"), NULL);
    REFUSES(staff_end(&c, lan, "2026-03-02"), "staff.day.ended");
    CHECK(staff_unit(&c, lan) == 0);
    hold(mai, p, "2026-03-01", NULL);
    const AppointmentNew again = {.staff = lan, .post = p, .acting = true, .since = "2026-01-01"};
    REFUSES(appoint(&c, &again, &id), "appointment.staff.ended");
    back();
}

static int64_t scope_on(int64_t staff, const char *day) {
    int64_t scope = 0;
    CHECK(!db_int(&c, &scope,
                  "SELECT COALESCE(MIN(p.scope), 0) FROM appointment a JOIN post p ON p.id = a.post"
                  " WHERE a.staff = $1 AND a.since <= $2 AND $2 < a.until AND p.since <= $2"
                  " AND $2 < p.until", V(staff), V(day)));
    return scope;
}

/* The commune's own post ends with it; the office's post for the commune goes on for the
 * heir; back again all is as it was. */
static void test_reform(void) {
    begin();
    hold(lan, post("Trưởng ban xã", commune, commune), "2020-01-01", NULL);
    hold(mai, post("Theo dõi xã", office, commune), "2020-01-01", "2027-01-01");
    CHECK_TEXT(unit_merge(&c, (const int64_t[]){commune, other}, 2, "2025-07-01", SOURCE,
                          &(UnitPart){.unit = other}), NULL);
    CHECK(scope_on(lan, "2025-06-30") == commune && scope_on(lan, "2025-07-01") == 0);
    CHECK(scope_on(mai, "2025-06-30") == commune && scope_on(mai, "2025-07-01") == other);
    CHECK(scope_on(mai, "2026-12-31") == other && scope_on(mai, "2027-01-01") == 0);
    CHECK(!db_int(&c, &id, "SELECT MAX(id) FROM unit_reform"));
    c.now++;
    CHECK_TEXT(reform_undo(&c, id), NULL);
    CHECK(scope_on(lan, "2025-07-01") == commune && scope_on(mai, "2025-07-01") == commune);
    CHECK(!db_int(&c, &id, "SELECT COUNT(*) FROM post"));
    CHECK(id == 2);
    /* Parted: nobody can say whose it is. */
    const UnitPart half[] = {{.unit = other, .share = 500000}, {.unit = district, .share = 500000}};
    CHECK_TEXT(unit_split(&c, commune, "2025-08-01", SOURCE, "invented", half, 2), NULL);
    CHECK(scope_on(mai, "2025-07-31") == commune && scope_on(mai, "2025-08-01") == 0);
    CHECK(!db_int(&c, &id, "SELECT MAX(id) FROM unit_reform"));
    CHECK_TEXT(reform_undo(&c, id), NULL);
    hold(binh, post("Sắp tới", commune, commune), "2026-01-01", NULL);
    REFUSES(unit_end(&c, commune, "2025-07-01", SOURCE), "unit.day.posts");
    back();
}

int main(void) {
    c = test_open();
    set_up();
    test_staff();
    test_post();
    test_appointment();
    test_delegation();
    test_leaving();
    test_reform();
    return test_close(&c);
}
