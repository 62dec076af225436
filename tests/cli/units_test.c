/* units_test.c - the demo's units on any day: the reorganisation of 2024, the merger and
 * the end of the districts of 2025, and that an old list gives the old figures. */
#include "cli/demo.h"
#include "org/org.h"
#include "test.h"

static Ctx c;

/* Units of a level on a day. */
static int count(const char *day, int level, int64_t known) {
    int         n, found = 0;
    const Unit *u = units_known(&c, day, known, 0, &n);
    for (int i = 0; i < n; i++) found += unit_kind(u[i].kind)->level == level;
    return found;
}

static int64_t unit_of(const char *name, const char *day) {
    int         n;
    int64_t     id = 0;
    const Unit *u = units_on(&c, day, 0, &n);
    for (int i = 0; i < n; i++)
        if (strcmp(u[i].name, name) == 0) id = u[i].id;
    CHECK(id != 0);
    return id;
}

static void check_counts(const char *day, int tops, int districts, int communes) {
    CHECK(count(day, 1, BELIEVED - 1) == tops);
    CHECK(count(day, 2, BELIEVED - 1) == districts);
    CHECK(count(day, 3, BELIEVED - 1) == communes);
}

/* Names that occur twice, as in the lists of those days. */
static int twice(const char *day) {
    int         n, found = 0;
    const Unit *u = units_on(&c, day, 0, &n);
    for (int i = 0; i < n; i++) {
        bool again = false, first = true;
        for (int k = 0; k < n; k++) {
            if (k == i || strcmp(u[i].name, u[k].name) != 0) continue;
            again = true;
            first = first && i < k;
        }
        found += again && first;
    }
    return found;
}

/* Every commune of the day has heirs on the later one, and gives all it has; what the
 * communes of the later day got is all there was. */
static void check_shares(const char *from, const char *to) {
    int         n, communes = 0;
    int64_t     given = 0, got = 0;
    const Unit *u = units_on(&c, from, 0, &n);
    for (int i = 0; i < n; i++) {
        if (unit_kind(u[i].kind)->level != 3) continue;
        int64_t sum = 0;
        for (const Heir *h = unit_heirs(&c, u[i].id, from, to); h; h = h->next) sum += h->share;
        CHECK(sum == SHARE_WHOLE);
        given += sum;
        communes++;
    }
    u = units_on(&c, to, 0, &n);
    for (int i = 0; i < n; i++) {
        if (unit_kind(u[i].kind)->level != 3) continue;
        for (const Heir *h = unit_origins(&c, u[i].id, from, to); h; h = h->next) got += h->share;
    }
    CHECK(given == got && given == (int64_t)communes * SHARE_WHOLE);
}

/* By hand from Article 1 of 1669/NQ-UBTVQH15: clause 25 takes four wards whole; of Hòa Bình
 * clause 79 takes land alone, so clause 112 has all its people. */
static void check_law(void) {
    int64_t ward = unit_of("Phường Hải Dương", "2025-07-01"), n = 0;
    for (const Heir *h = unit_origins(&c, ward, "2025-06-30", "2025-07-01"); h; h = h->next) {
        CHECK(h->share == SHARE_WHOLE && !h->invented);
        n++;
    }
    CHECK(n == 4);
    const Heir *h = unit_heirs(&c, unit_of("Xã Hòa Bình", "2025-06-30"), "2025-06-30",
                               "2025-07-01");
    CHECK(h->unit == unit_of("Xã Kim Thành", "2025-07-01") && h->share == SHARE_WHOLE && !h->next);
    /* Two steps: Cổ Dũng became Vũ Dũng in 2024, which was parted in 2025, nobody says how. */
    h = unit_heirs(&c, unit_of("Xã Cổ Dũng", "2022-10-14"), "2022-10-14", "2025-07-01");
    CHECK(h && h->next && !h->next->next && h->invented && h->share + h->next->share == 1000000);
}

/* Who leads the whole office leads it before and after; a district's head has no post left. */
static void check_posts(void) {
    Ctx     later = c;
    int64_t head = 0, district = 0;
    CHECK(!db_int(&c, &head, "SELECT id FROM staff WHERE name = 'Trần Thị Tưởng Tượng'"));
    CHECK(!db_int(&c, &district, "SELECT a.staff FROM appointment a JOIN post p ON p.id = a.post"
                                 " WHERE p.name = 'Trưởng Ban Tuyên giáo Huyện ủy Nam Sách'"));
    CHECK_TEXT(unit_name(&c, staff_unit(&c, head)), "Ban Tuyên giáo Tỉnh ủy Hải Dương");
    CHECK_TEXT(unit_name(&c, staff_unit(&c, district)), "Huyện Nam Sách");
    later.today = "2025-03-01";
    CHECK_TEXT(unit_name(&later, staff_unit(&later, head)),
               "Ban Tuyên giáo và Dân vận Tỉnh ủy Hải Dương");
    later.today = "2025-07-01";
    CHECK_TEXT(unit_name(&later, staff_unit(&later, head)),
               "Ban Tuyên giáo và Dân vận Thành ủy Hải Phòng");
    CHECK(staff_unit(&later, district) == 0);
    CHECK_TEXT(unit_name(&later, unit_top(&later)), "Thành phố Hải Phòng");
    int64_t scope = 0;
    CHECK(!db_int(&c, &scope, "SELECT p.scope FROM appointment a JOIN post p ON p.id = a.post"
                              " WHERE a.staff = $1 AND a.until = '9999-12-31'", V(head)));
    CHECK(scope == unit_top(&later));
}

int main(void) {
    c = test_open();
    c.today = "2022-10-14";
    CHECK_TEXT(demo_units(&c), NULL);
    check_counts("2022-10-14", 1, 12, 235);
    check_counts("2024-11-30", 1, 12, 235);
    check_counts("2024-12-01", 1, 12, 207);
    check_counts("2025-06-30", 1, 12, 207);
    check_counts("2025-07-01", 1, 0, 64);
    CHECK(count("2022-10-14", 3, c.now - 1) == 0); /* nobody knew it then */
    CHECK(twice("2022-10-14") == 7 && twice("2025-01-01") == 6 && twice("2025-07-01") == 0);
    check_shares("2022-10-14", "2024-12-01");
    check_shares("2024-12-01", "2025-07-01");
    check_shares("2022-10-14", "2025-07-01");
    check_law();
    check_posts();
    int64_t n = 0;
    CHECK(!db_int(&c, &n, "SELECT COUNT(*) FROM staff"));
    CHECK(n >= 40);
    CHECK(!db_int(&c, &n, "SELECT COUNT(*) FROM delegation WHERE since <= '2022-10-14'"
                          " AND until > '2022-10-14' AND revoked IS NULL"));
    CHECK(n == 1);
    return test_close(&c);
}
