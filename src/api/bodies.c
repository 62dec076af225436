/* bodies.c - the fields of forms, for the description of what programs send.
 *
 * A name with * must be there; after : what it is, a text where nothing is said:
 *     id  number  day  yes  file  list (of ids or words)  map (of ids to values)
 * A form that has no row here is described as any object: it works all the same.
 * tests/api/bodies_test.c reads the forms themselves and compares. */
#include "api/parts.h"

#include <string.h>

static const struct { const char *path, *fields; } bodies[] = {
    {"/seen", ""},
    {"/view/new", "path* query name*"},
    {"/view/{id}/rename", "name*"},
    {"/view/{id}/drop", ""},
    {"/task/new", "parent:id work* note urgent:yes lead:id person:id due:day days:number after:day"
     " product indicator target:number measure answerable:id authority symbol clause quote"},
    {"/task/{id}/edit", "base* parent:id work* note urgent:yes lead:id person:id due:day"
     " days:number after:day product indicator target:number measure answerable:id authority"
     " symbol clause quote reason"},
    {"/task/{id}/issue", ""},
    {"/task/{id}/comment", "text*"},
    {"/task/{id}/watch", "on:yes"},
    {"/task/{id}/report", "key unit*:id words* said:number figure:number file:file address"
     " final:yes"},
    {"/task/{id}/judge", "progress*:id shown* verdict* reason"},
    {"/task/{id}/extend", "granted:day wanted:day reason*"},
    {"/task/{id}/decide", "asked*:id verdict* granted:day answer"},
    {"/task/{id}/pause", "reason*"},
    {"/task/{id}/resume", "due*:day"},
    {"/task/{id}/withdraw", "reason*"},
    {"/task/{id}/reopen", "reason*"},
    {"/task/{id}/drop", ""},
    {"/task/{id}/series", "every until:day"},
    {"/task/{id}/partner", "unit*:id product* due*:day"},
    {"/task/{id}/unpartner", "unit*:id"},
    {"/task/{id}/split", "unit*:list work* product due:map answerable:map how"},
    {"/task/bulk", "what* task*:list reason due:day answerable:id"},
    {"/task/bulk/{id}/undo", ""},
    {"/calendar/holidays", "year day*:day name* source works:yes"},
    {"/calendar/holidays/drop", "day*:day"},
    {"/calendar/holidays/fill", "year*:number"},
    {"/calendar/holidays/paste", "text* source"},
    {"/collect/survey/{id}/answer", "instance answers:map xml"},
    {"/collect/visit/{id}/close", "result*"},
    {"/notice/seen", ""},
    {"/notice/mail", "mail*"},
    {"/notice/{id}/open", ""},
    {"/feed/end", ""},
    {"/document/new", "symbol day*:day read kind:id issuer:id number series abstract* signer"
     " received:day body file:file"},
    {"/document/{id}/edit", "base* symbol day*:day read kind:id issuer:id number series abstract*"
     " signer received:day ended:day body file:file"},
    {"/document/{id}/relation", "relation* other* from*:day note"},
    {"/document/{id}/relation/drop", "relation*:id"},
    {"/document/{id}/file/drop", "file*:id"},
    {"/document/kind", "name* abbr grammar since*:day source*"},
    {"/document/kind/{id}", "base* name* abbr since*:day until:day source*"},
    {"/document/kind/{id}/rename", "base* name* abbr since*:day source*"},
    {"/import", "kind* file*:file"},
    {"/import/{id}", "code"},
    {"/import/{id}/stop", ""},
    {"/unit/new", "day*:day name* kind* code parent:id source*"},
    {"/staff/new", "name* email phone"},
    {"/staff/{id}/change", "base* name* email phone"},
    {"/staff/{id}/end", "day*:day"},
    {"/staff/{id}/appoint", "staff:id post*:id since*:day until:day acting:yes"},
    {"/post/new", "name* unit*:id role scope:id since*:day until:day"},
    {"/post/{id}/appoint", "staff*:id post:id since*:day until:day acting:yes"},
    {"/post/{id}/end", "base* day*:day"},
    {"/appointment/{id}/end", "base* day*:day"},
    {"/delegation", "giver:id taker*:id since*:day until*:day reason*"},
    {"/delegation/{id}/revoke", ""},
    {"/reform/{id}/undo", ""},
    {"/account/lang", "lang"},
    {"/admin/account/{id}/close", ""},
    {"/admin/account/{id}/open", ""},
    {"/admin/account/{id}/sessions", "session:id"},
    {"/admin/access/{id}/end", ""},
    {"/admin/jobs/{id}/stop", ""},
    {"/admin/jobs/{id}/again", ""},
    {"/admin/setting/{name}", "base* value* since*:day"},
    {"/admin/ladder", "days*:number whom* mail:yes"},
    {"/admin/ladder/{id}/drop", ""},
    {"/admin/mail/test", ""},
    {"/admin/mail/{id}/again", ""},
    {NULL, NULL},
};

const char *body_row(int i) { return bodies[i].path; }

const char *body_of(const char *path) {
    for (int i = 0; bodies[i].path; i++)
        if (strcmp(bodies[i].path, path) == 0) return bodies[i].fields;
    return NULL;
}
