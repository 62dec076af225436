/* tables.c - the tables of routes, joined: the server, the help and the matrix of
 * roles read the same rows.  Their order is that of the menu. */
#include "cli/cli.h"

#include "api/api.h"
#include "inspect/inspect.h"
#include "brief/brief.h"
#include "opinion/opinion.h"
#include "sample/sample.h"
#include "org/org.h"
#include "survey/survey.h"
#include "wave/wave.h"
#include "work/work.h"

static const SurveyStep steps[] = {
    {"sample", "sample.title", "i", RIGHT_SURVEY},
    {"weights", "weighting.title", "ia", RIGHT_ANSWERS},
    {"results", "opinion.results", "iao", RIGHT_ANSWERS},
    {"coding", "coding.title", "io", RIGHT_ANSWERS},
    {"release", "release.list", "iao", RIGHT_SURVEY},
    {0}
};
void survey_steps_join(void) { survey_steps(steps); }

const Route *const route_tables[] = {
    home_routes,
    org_routes,
    list_routes,
    view_routes,
    calendar_routes,
    timeline_routes,
    grid_routes,
    task_routes,
    brief_routes,
    plan_routes,
    holiday_routes,
    notice_routes,
    feed_routes,
    document_routes,
    document_form_routes,
    document_name_routes,
    import_routes, propose_routes,
    assess_routes,
    dispatch_routes,
    inspect_routes,
    survey_routes,
    public_routes,
    paper_routes, wave_routes,
    unitframe_routes, sample_routes, opinion_routes,
    weighting_routes, coding_routes,
    invited_routes,
    results_routes, answers_routes, submission_routes, quality_routes, counts_routes,
    app_routes,
    form_routes,
    release_routes,
    collect_routes, told_routes,
    unit_routes,
    unit_edit_routes,
    staff_routes,
    post_routes,
    delegation_routes,
    login_routes,
    account_routes,
    log_routes,
    accounts_routes,
    access_routes,
    admin_routes,
    setting_routes,
    remind_routes,
    mail_routes,
    help_routes,
    safeguard_routes,
    data_routes,
    guide_routes,
    http_routes,
    NULL,
};
