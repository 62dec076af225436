/* drawn.h - a survey of a drawn sample: two strata, 24 communes, what people of a commune say is
 * alike, weights differ; and one of whoever wanted to answer. */
#ifndef DRAWN_H
#define DRAWN_H

#include "survey/field.h"

#include "opinion/opinion.h"

enum { PSUS = 24, TAKE = 20, DRAWN = PSUS * TAKE, FIRST_COMMUNE = 100 };

#define DRAWN_ITEM(value, label) "<item><label>" label "</label><value>" value "</value></item>"
static const char drawn_form[] =
    "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'"
    " xmlns:jr='http://openrosa.org/javarosa'><h:head><h:title>Dư luận</h:title><model>"
    "<instance><data id='du_luan' version='1'><muc/><y_kien/><kenh/><tuoi/><gioi/><hiem/><het/>"
    "<meta><instanceID/></meta></data></instance><bind nodeset='/data/tuoi' type='int'/>"
    "<bind nodeset='/data/meta/instanceID' type='string' readonly='true()' jr:preload='uid'/>"
    "</model></h:head><h:body>"
    "<select1 ref='/data/muc'><label>Mức hài lòng</label>" DRAWN_ITEM("1", "Rất kém")
    DRAWN_ITEM("2", "Kém") DRAWN_ITEM("3", "Được") DRAWN_ITEM("4", "Tốt") "</select1>"
    "<select1 ref='/data/y_kien'><label>Ý &lt;kiến&gt;</label>" DRAWN_ITEM("tot", "Tốt")
    DRAWN_ITEM("kem", "Kém") "</select1>"
    "<select ref='/data/kenh'><label>Kênh</label>" DRAWN_ITEM("bao", "Báo")
    DRAWN_ITEM("dai", "Đài") DRAWN_ITEM("mang", "Mạng") "</select>"
    "<input ref='/data/tuoi'><label>Tuổi</label></input>"
    "<select1 ref='/data/gioi'><label>Giới</label>" DRAWN_ITEM("nam", "Nam")
    DRAWN_ITEM("nu", "Nữ") "</select1>"
    "<select1 ref='/data/hiem'><label>Hiếm</label>" DRAWN_ITEM("co", "Có")
    DRAWN_ITEM("khong", "Không") DRAWN_ITEM("khac", "Khác") "</select1>"
    "<select1 ref='/data/het'><label>Hết</label>" DRAWN_ITEM("co", "Có")
    DRAWN_ITEM("khong", "Không") "</select1></h:body></h:html>";

static uint32_t drawn_seed = 7;
static inline int drawn_below(int n) {
    drawn_seed = drawn_seed * 1664525u + 1013904223u;
    return (int)((drawn_seed >> 8) % (uint32_t)n);
}

/* What somebody of this commune says; `more` of a hundred are better content than before.
 * "hiem": six say yes, all others no.  "het": all say the same. */
static inline const char *drawn_answer(Ctx *c, int psu, int i, int more) {
    int good = 35 + 3 * (psu % 9) + more;
    int level = drawn_below(100) < good ? 3 + drawn_below(2) : 1 + drawn_below(2);
    return arena_print(c->a, "<data id='du_luan' version='1'><muc>%d</muc>%s<kenh>%s</kenh>"
                       "<tuoi>%d</tuoi><gioi>%s</gioi><hiem>%s</hiem><het>co</het><meta>"
                       "<instanceID>uuid:%08x-1111-4111-8111-%012d</instanceID></meta></data>",
                       level,
                       drawn_below(10) == 0 ? "" : drawn_below(100) < good ? "<y_kien>tot</y_kien>"
                                                                           : "<y_kien>kem</y_kien>",
                       (const char *[]){"bao", "bao dai", "mang", "dai mang", ""}[drawn_below(5)],
                       20 + psu % 7 + drawn_below(40), drawn_below(2) ? "nam" : "nu",
                       i == 0 && psu % 4 == 0 ? "co" : "khong", drawn_seed, psu * 100 + i);
}

static inline void drawn_units(Ctx *c) {
    for (int i = 0; i < PSUS; i++)
        office_unit(c, FIRST_COMMUNE + i, i % 3 ? DISTRICT : OTHER, "commune",
                    arena_print(c->a, "Xã %02d", i));
}

static inline void drawn_send(Ctx *c, const Survey *s, const char *number, const char *xml) {
    XProblems p = {.a = c->a};
    Sent      x = {.staff = strcmp(s->mode, "interview") == 0 ? ASKER : 0, .number = number,
                   .channel = number ? "collect" : "page", .xml = field_bytes(xml)};
    int64_t   id;
    bool      again;
    CHECK_TEXT(submission_read(c, s, &x, &p), NULL);
    CHECK_TEXT(submission_put(c, &x, NULL, &id, &again), NULL);
}

/* The survey with its answers, asked by drawn addresses. */
static inline const Survey *drawn_survey(Ctx *c, int64_t version, int more) {
    Survey    *s = field_survey(c, version, "interview");
    VisitDrawn v[DRAWN];
    CHECK_TEXT(interviewer_put(c, s->id, ASKER, true), NULL);
    CHECK_TEXT(survey_sampled(c, s->id, "probability"), NULL);
    for (int i = 0; i < DRAWN; i++) {
        int psu = i / TAKE;
        v[i] = (VisitDrawn){.number = arena_print(c->a, "%02d-%02d", psu, i % TAKE),
                            .label = "Hộ", .preset = "", .staff = ASKER, .stratum = 1 + psu % 2,
                            .psu = psu + 1, .area = FIRST_COMMUNE + psu,
                            .base = 10.5 + psu % 5 + (psu % 2 ? 30.0 / 7 : 0)};
    }
    CHECK_TEXT(visits_drawn(c, s->id, v, DRAWN), NULL);
    s = survey_get(c, s->id);
    for (int i = 0; i < DRAWN; i++)
        drawn_send(c, s, v[i].number, drawn_answer(c, i / TAKE, i % TAKE, more));
    return s;
}

#endif
