/* office.h - a small province for the tests of work: units, staff with their
 * posts and roles.  Written straight into the tables, so that ids are known.
 *
 *     1 province
 *       2 office    7 officer (scope 1)   8 leader (1)   17 viewer (2)
 *       3 district  9 unit lead           10 unit officer
 *         5 commune 11 unit lead
 *         6 commune
 *       4 district  12 unit lead          13 unit officer
 *         14 commune */
#ifndef OFFICE_H
#define OFFICE_H

#include "test.h"

enum {
    PROVINCE = 1, OFFICE, DISTRICT, OTHER, COMMUNE, COMMUNE2,
    OFFICER = 7, LEADER, LEAD, WORKER, MAYOR, RIVAL, RIVALS_WORKER, VIEWER = 17
};

static inline void office_unit(Ctx *c, int64_t id, int64_t parent, const char *kind,
                               const char *name) {
    CHECK_TEXT(db_exec(c, "INSERT INTO unit (id, at, who) VALUES ($1, 0, 0)", V(id)), NULL);
    CHECK_TEXT(db_exec(c, "INSERT INTO unit_spell (unit, since, until, name, sort, kind, code,"
                          " parent, learnt, who, source) VALUES ($1, '2020-01-01', '9999-12-31',"
                          " $2, $2, $3, '', $4, 0, 0, '')",
                       V(id), V(name), V(kind), parent ? V(parent) : V((const char *)NULL)), NULL);
}

static inline void office_staff(Ctx *c, int64_t id, int64_t unit, int64_t scope, const char *role,
                                const char *name) {
    CHECK_TEXT(db_exec(c, "INSERT INTO staff (id, name, sort, email, phone, at, who)"
                          " VALUES ($1, $2, $2, '', '', 0, 0)", V(id), V(name)), NULL);
    CHECK_TEXT(db_exec(c, "INSERT INTO post (id, unit, scope, name, role, since, until, at, who)"
                          " VALUES ($1, $2, $3, $4, $4, '2020-01-01', '9999-12-31', 0, 0)",
                       V(id), V(unit), V(scope), V(role)), NULL);
    CHECK_TEXT(db_exec(c, "INSERT INTO appointment (staff, post, acting, since, until, at, who)"
                          " VALUES ($1, $1, 0, '2020-01-01', '9999-12-31', 0, 0)", V(id)), NULL);
}

static inline void office_set_up(Ctx *c) {
    office_unit(c, PROVINCE, 0, "province", "Tỉnh Hải Dương");
    office_unit(c, OFFICE, PROVINCE, "office", "Ban Tuyên giáo Tỉnh ủy");
    office_unit(c, DISTRICT, PROVINCE, "district", "Huyện Cẩm Giàng");
    office_unit(c, OTHER, PROVINCE, "district", "Huyện Nam Sách");
    office_unit(c, COMMUNE, DISTRICT, "commune", "Xã Cẩm Hưng");
    office_unit(c, COMMUNE2, DISTRICT, "commune", "Xã Cẩm Hoàng");
    office_unit(c, 14, OTHER, "commune", "Xã An Bình");
    office_staff(c, OFFICER, OFFICE, PROVINCE, "officer", "Nguyễn Thị An");
    office_staff(c, LEADER, OFFICE, PROVINCE, "leader", "Trần Văn Bình");
    office_staff(c, LEAD, DISTRICT, DISTRICT, "unit_lead", "Lê Thị Cúc");
    office_staff(c, WORKER, DISTRICT, DISTRICT, "unit_officer", "Phạm Văn Dũng");
    office_staff(c, MAYOR, COMMUNE, COMMUNE, "unit_lead", "Vũ Văn Giang");
    office_staff(c, RIVAL, OTHER, OTHER, "unit_lead", "Đỗ Thị Hà");
    office_staff(c, RIVALS_WORKER, OTHER, OTHER, "unit_officer", "Bùi Văn Kiên");
    office_staff(c, VIEWER, OFFICE, OFFICE, "viewer", "Hoàng Thị Lan");
}

#endif
