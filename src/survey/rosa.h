/* rosa.h - what the files of OpenRosa share. */
#ifndef SURVEY_ROSA_H
#define SURVEY_ROSA_H

#include "survey/survey.h"

extern const Route rosa_form_routes[], rosa_send_routes[];
/* The address of something of this phone's own, as it has reached us. */
const char *rosa_address(Ctx *c, const Request *r, const char *what, int64_t id);
/* An OpenRosaResponse.   nature: "submit_success", "error" */
void rosa_say(Ctx *c, Request *r, int status, const char *nature, const char *text);
/* One more header of the reply. */
void rosa_header(Ctx *c, Request *r, const char *name, const char *value);
enum {
    ROSA_REQUEST_MAX = 10 * 1000 * 1000, /* bytes that a phone is asked to send at once */
    ROSA_FILES_MAX = 120                 /* Collect sends 101 at once */
};

#endif
