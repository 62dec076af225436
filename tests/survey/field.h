/* field.h - an office that asks: forms, surveys, who interviews. */
#ifndef FIELD_H
#define FIELD_H

#include "work/office.h"

#include "survey/survey.h"

enum { RESEARCHER = 21, ASKER, ASKER2 };

/* One question of each sort that is stored differently, a group, a repeat. */
#define FIELD_FORM(version, extra, bind)                                       \
    "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'"      \
    " xmlns:jr='http://openrosa.org/javarosa'><h:head><h:title>Hài lòng</h:title><model>"       \
    "<instance><data id='hai_long' version='" version "'><start/><end/><tuoi/><y_kien/>"        \
    "<nhom><ghi_chu/></nhom><nguoi jr:template=''><ten/></nguoi><anh/>" extra                   \
    "<meta><instanceID/></meta></data></instance>"                             \
    "<bind nodeset='/data/start' type='dateTime' jr:preload='timestamp'"       \
    " jr:preloadParams='start'/><bind nodeset='/data/end' type='dateTime'"     \
    " jr:preload='timestamp' jr:preloadParams='end'/>"                         \
    "<bind nodeset='/data/tuoi' type='int' constraint='. &lt; 120' required='true()'/>"         \
    "<bind nodeset='/data/y_kien' type='string'/>"                             \
    "<bind nodeset='/data/nhom/ghi_chu' type='string'/>"                       \
    "<bind nodeset='/data/nguoi/ten' type='string'/>"                          \
    "<bind nodeset='/data/anh' type='binary'/>" bind                           \
    "<bind nodeset='/data/meta/instanceID' type='string' readonly='true()'"    \
    " jr:preload='uid'/></model></h:head><h:body>"                             \
    "<input ref='/data/tuoi'><label>Tuổi</label></input>"                      \
    "<select1 ref='/data/y_kien'><label>Ý kiến</label><item><label>Tốt</label>"                 \
    "<value>tot</value></item><item><label>Kém</label><value>kem</value></item></select1>"      \
    "<group ref='/data/nhom'><input ref='/data/nhom/ghi_chu'><label>Ghi chú</label></input>"    \
    "</group><group ref='/data/nguoi'><label>Người</label><repeat nodeset='/data/nguoi'>"       \
    "<input ref='/data/nguoi/ten'><label>Tên</label></input></repeat></group>"                  \
    "<upload ref='/data/anh' mediatype='image/*'><label>Ảnh</label></upload>"                   \
    "</h:body></h:html>"

#define FIELD_ANSWER(version, uuid, inside)                                    \
    "<data xmlns:jr='http://openrosa.org/javarosa' id='hai_long' version='" version "'>"        \
    inside "<meta><instanceID>uuid:" uuid "</instanceID></meta></data>"

static inline Bytes field_bytes(const char *s) { return (Bytes){s, strlen(s)}; }

static inline void field_set_up(Ctx *c) {
    office_set_up(c);
    office_staff(c, RESEARCHER, OFFICE, PROVINCE, "researcher", "Đặng Thị Nghiên Cứu");
    office_staff(c, ASKER, DISTRICT, DISTRICT, "interviewer", "Lý Văn Hỏi");
    office_staff(c, ASKER2, OTHER, OTHER, "interviewer", "Mai Thị Hỏi");
}

/* A version, put by the researcher and published. */
static inline int64_t field_version(Ctx *c, const char *xform) {
    XProblems p = {.a = c->a};
    FormNew   n = {.unit = OFFICE, .xform = field_bytes(xform)};
    int64_t   version = 0;
    c->who = RESEARCHER;
    CHECK_TEXT(form_put(c, &n, &p, &version), NULL);
    for (const XProblem *x = p.first; x && test_failed; x = x->next)
        fprintf(stderr, "%s\n", xproblem_text(c, x));
    CHECK_TEXT(form_publish(c, version), NULL);
    return version;
}

/* An open survey of the form of this version. */
static inline Survey *field_survey(Ctx *c, int64_t version, const char *mode) {
    Survey s = {.unit = OFFICE, .form = form_version(c, version)->form, .title = "Hài lòng 2026",
                .why = "Để phục vụ tốt hơn.", .mode = mode, .since = "2026-02-01",
                .until = "2026-04-01", .expires = "2027-04-01"};
    c->who = RESEARCHER;
    CHECK_TEXT(survey_add(c, &s), NULL);
    CHECK_TEXT(strcmp(mode, "anonymous") == 0 ? survey_open_wave(c, s.id) : survey_open(c, s.id),
               NULL);
    return survey_get(c, s.id);
}

#endif
