/* demo_account.c - who may log in to the demo office.  It is for looking around, so a
 * password is enough there, the same for all. */
#include "cli/demo.h"

#include "config/config.h"

const DemoLogin demo_logins[] = {
    {"quantri",    "Nguyễn Văn Mẫu",         "role.administrator"},
    {"lanhdao",    "Trần Thị Tưởng Tượng",   "role.leader"},
    {"chuyenvien", "Đỗ Thị Phác Thảo",       "role.officer"},
    {"huyen",      "Hoàng Ngọc Đại Diện",    "role.unit.lead"},
    {"canbohuyen", "Trần Thị Ví Dụ",         "role.unit.officer"},
    {"capxa",      "Đỗ Văn Ví Dụ",           "role.unit.lead"},
    {"kiemtra",    "Bùi Thị Trình Diễn",     "role.inspector"},
    {"nghiencuu",  "Lương Thị Khảo Sát",     "role.researcher"},
    {"dieutra",    "Mai Văn Hỏi Thăm",       "role.interviewer"},
    {"dieutra2",   "Cao Thị Ghi Chép",       "role.interviewer"},
    {"theodoi",    "Đỗ Hữu Minh Họa",        "role.viewer"},
    {0}
};

Err demo_accounts(Ctx *c) {
    Err e = config_set(c, "login.second", "0001-01-01", "optional");
    for (const DemoLogin *l = demo_logins; l->login && !e; l++)
        e = account_demo(c, demo_staff(c, l->name), l->login, DEMO_PASSWORD);
    return e;
}
