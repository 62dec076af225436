/* pages.h - what the templates of surveys are given, ready to be shown. */
#ifndef SURVEY_PAGES_H
#define SURVEY_PAGES_H

#include "xlsform/xlsform.h"

/* ---- Forms ---- */

typedef struct FormLine FormLine;
struct FormLine {
    const FormRow *f;
    const char    *unit;
    const VersionRow *latest; /* published; NULL */
    int64_t        surveys;   /* open ones with it */
    FormLine      *next;
};
typedef struct FormListPage {
    const FormLine *rows;
    bool            ended;
    Pager           pager;
} FormListPage;

/* One thing that is wrong with a file, or advised. */
typedef struct FormNote FormNote;
struct FormNote {
    Tone        tone;
    const char *place, *words; /* "trang survey, dòng 3"; "" for the whole */
    FormNote   *next;
};
/* All of one weight. */
typedef struct FormNotes FormNotes;
struct FormNotes {
    Tone            tone;
    const char     *title, *hint;
    const FormNote *first;
    FormNotes      *next;
};
typedef struct FormUpload {
    const Form     *f;
    const char     *file;   /* that was looked at; NULL */
    const FormNotes *notes; /* what was found in it; NULL */
    const char     *act;    /* where the form goes */
    const char     *unit;   /* of whoever looks */
    const Choice   *units;  /* NULL: a version of a form that is there */
} FormUpload;

typedef struct VersionLine VersionLine;
struct VersionLine { const VersionRow *v; const char *who; VersionLine *next; };
typedef struct SurveyLine SurveyLine;
struct SurveyLine { const Survey *s; const char *unit; int64_t answers; SurveyLine *next; };
typedef struct FormPage {
    const Form       *f;
    const FormRow    *form;
    const char       *unit;
    const VersionLine *versions;
    const SurveyLine *surveys;
    const DeedLine   *deeds;
    bool              published; /* a survey can begin */
} FormPage;

/* A question of a version: what it was before. */
typedef struct QuestionLine QuestionLine;
struct QuestionLine {
    const Question *q;
    const char     *label, *kind;
    bool            fresh;   /* no other version has it */
    const Choice   *was;     /* questions of older versions that it may have been; NULL */
    const char     *field;   /* name of its select */
    QuestionLine   *next;
};
typedef struct MediaLine MediaLine;
struct MediaLine { const char *name; int64_t file, bytes; MediaLine *next; };
typedef struct VersionPage {
    const Form         *f;
    const FormRow      *form;
    const VersionRow   *v;
    const QuestionLine *asked, *gone; /* in it; only in older ones */
    const MediaLine    *media;
    const FormNotes    *notes;
    bool                others;       /* it has other versions to be compared with */
    bool                choose;       /* some question may have been another */
    int                 n;            /* questions */
} VersionPage;

Html form_list_html(const Ctx *c, const FormListPage *p);
Html form_upload_html(const Ctx *c, const FormUpload *p);
Html form_notes_html(const Ctx *c, const FormNotes *n);
Html form_view_html(const Ctx *c, const FormPage *p);
Html form_version_html(const Ctx *c, const VersionPage *p);
Html form_version_media_html(const Ctx *c, const VersionPage *p);
Html form_version_questions_html(const Ctx *c, const VersionPage *p);
Html survey_lines_html(const Ctx *c, const SurveyLine *s);
Html survey_stage_html(const Ctx *c, const Survey *s); /* its badge */

/* ---- Surveys ---- */

typedef struct SurveyListPage {
    const SurveyLine *rows;
    const char       *stage;  /* "" all */
    bool              may;    /* make one */
    Pager             pager;
} SurveyListPage;
typedef struct SurveyForm {
    const Clash  *k;
    const Survey *s;
    const char   *act;
    const Choice *forms, *units, *modes;
    bool          open;   /* some fields stay as they are */
} SurveyForm;
typedef struct VisitLine VisitLine;
struct VisitLine {
    const char *number, *label, *who; /* number "" after the close */
    Tone        tone;
    const char *state;
    VisitLine  *next;
};
typedef struct SurveyStepLine SurveyStepLine;
struct SurveyStepLine { const SurveyStep *step; SurveyStepLine *next; };
typedef struct SurveyPage {
    const Form        *f;
    const Survey      *s;
    const FormRow     *form;
    const char        *unit, *address; /* address: whole, for people */
    const Interviewer *interviewers;
    const Choice      *staff;          /* who may become one */
    const Choice      *askers;         /* those who are */
    const char        *line;           /* of pasted visits that was refused; NULL */
    const VisitLine   *visits;
    Pager              pager;          /* of visits */
    const DeedLine    *deeds;
    const SurveyStepLine *steps;       /* pages of other modules */
    int64_t            answers, trouble, missing;
    bool               may, reads;     /* RIGHT_SURVEY, RIGHT_ANSWERS over it */
} SurveyPage;

/* ---- Interviewing ---- */

typedef struct AskedLine AskedLine;
struct AskedLine { const Survey *s; const char *form; int64_t sent; AskedLine *next; };
typedef struct CollectPage {
    const Form      *f;
    const AskedLine *surveys;
    const Visit     *visits;
    int64_t          devices; /* that are good now */
} CollectPage;
typedef struct DeviceLine DeviceLine;
struct DeviceLine {
    const Collector *k;
    const char      *who, *end; /* end: where the form goes that takes it back */
    bool             good;
    DeviceLine      *next;
};
typedef struct DevicePage {
    const Form       *f;
    const DeviceLine *rows;
    const Survey     *s;      /* of its interviewers; NULL: one's own */
} DevicePage;
typedef struct DeviceMade {
    const char *label, *address, *qr;
    const char *bare, *login, *password; /* for an app without a camera; login NULL: none */
    int64_t     until;
} DeviceMade;
Html collect_html(const Ctx *c, const CollectPage *p);
Html collect_device_html(const Ctx *c, const DevicePage *p);
Html collect_device_new_html(const Ctx *c, const Form *f);
Html collect_device_made_html(const Ctx *c, const DeviceMade *p);

Html survey_list_html(const Ctx *c, const SurveyListPage *p);
Html survey_form_html(const Ctx *c, const SurveyForm *p);
Html survey_view_html(const Ctx *c, const SurveyPage *p);
Html survey_acts_html(const Ctx *c, const SurveyPage *p);
Html survey_steps_html(const Ctx *c, const SurveyPage *p);
Html survey_mode_html(const Ctx *c, const Survey *s);
Html survey_staff_html(const Ctx *c, const SurveyPage *p);
Html survey_visits_html(const Ctx *c, const SurveyPage *p);
Html survey_visits_forms_html(const Ctx *c, const SurveyPage *p);
Html survey_close_html(const Ctx *c, const SurveyPage *p);
Html survey_form_fixed_html(const Ctx *c, const SurveyForm *p);
const char *choice_text(const Choice *of, int64_t id); /* "" */

/* ---- Results ---- */

/* A file of answers that was asked for. */
typedef struct ExportRow ExportRow;
struct ExportRow {
    int64_t       id, survey, staff, options, at, file, answers; /* file: 0 not made yet */
    const char   *as, *lang, *reason;
    const JobRow *job;  /* NULL */
    ExportRow    *next;
};
typedef struct ExportLine ExportLine;
struct ExportLine {
    int64_t     id, bytes;   /* id: of survey_export, once it is made; 0 */
    const char *name, *when;
    Tone        tone;
    const char *state;
    ExportLine *next;
};
typedef struct ExportPage {
    const Form       *f;
    const Survey     *s;
    int64_t           answers, sealed;
    bool              open, later;   /* mode "open"; a job makes it */
    const Choice     *forms;
    const ExportLine *rows;
    const char       *reason;        /* of today's reading; "" */
} ExportPage;
typedef struct ReadingPage {
    const Form   *f;
    const Survey *s;
    const char   *back;  /* what was asked for */
} ReadingPage;
Html reading_html(const Ctx *c, const ReadingPage *p);
Html results_bar_html(const Ctx *c, const Survey *s, const char *here);

/* One of a list of answers. */
typedef struct AnswerLine AnswerLine;
struct AnswerLine {
    int64_t     id, wrong, missing, edits;
    const char *when, *who, *channel, *version;
    Tone        tone;
    const char *review;
    const char *const *value; /* of each column that was chosen */
    AnswerLine *next;
};
typedef struct AnswersPage {
    const Form        *f;        /* the filter, as it was asked */
    const Survey      *s;
    bool               open;
    const Choice      *reviews, *channels, *staff, *versions, *columns;
    const char        *chosen;   /* ticked columns: "12 15" */
    const char *const *head;     /* of the columns that were chosen */
    int                columns_n;
    const AnswerLine  *rows;
    const char        *next, *first; /* addresses of other pages; NULL */
    bool               filtered, more; /* more: the search has not been through all */
} AnswersPage;
Html answers_html(const Ctx *c, const AnswersPage *p);

/* A line of one answer: a heading, or a question with what was answered. */
typedef struct EntryLine EntryLine;
struct EntryLine {
    int         depth;
    const char *label, *value, *path, *note; /* value NULL: a heading; note: what the check says */
    int64_t     file;   /* 0 */
    bool        image, may, gone; /* gone: nothing was answered */
    EntryLine  *next;
};
typedef struct EditLine EditLine;
struct EditLine {
    const char *when, *who, *why;
    const EntryLine *was; /* label; note: before, value: after */
    EditLine   *next;
};
typedef struct SubmissionPage {
    const Form      *f;
    const Survey    *s;
    int64_t          id, newer, older;
    const AnswerLine *about;
    const char      *seconds, *review; /* review: its key */
    bool             sealed, open;
    const EntryLine *lines;
    const EntryLine *files;    /* that came and that no question names */
    const EditLine  *edits, *reviews;
    const Choice    *states;
} SubmissionPage;
Html submission_html(const Ctx *c, const SubmissionPage *p);
Html submission_past_html(const Ctx *c, const SubmissionPage *p);
Html submission_entry_html(const Ctx *c, const SubmissionPage *p);
typedef struct SubmissionEdit {
    const Clash  *k;
    int64_t       id;
    const char   *path, *label, *hint, *type, *value;
    const Choice *choices;  /* NULL */
    const char   *ticked;   /* of several: "1 3" */
} SubmissionEdit;
Html submission_edit_html(const Ctx *c, const SubmissionEdit *p);

/* ---- Signals of quality, counts ---- */

typedef struct SignalLine SignalLine;
struct SignalLine {
    int64_t     id;
    int         signals;
    const char *who, *when, *words; /* words: which signals */
    SignalLine *next;
};
typedef struct AskerLine AskerLine;
struct AskerLine { const char *name, *median; int64_t n, signalled; AskerLine *next; };
typedef struct QualityPage {
    const Survey     *s;
    bool              open, many;  /* many: too many to be looked at here */
    int64_t           n, signalled;
    const char       *median, *limits;
    const SignalLine *rows;
    const AskerLine  *askers;
} QualityPage;
Html quality_html(const Ctx *c, const QualityPage *p);
typedef struct CountLine CountLine;
struct CountLine { const char *label; int64_t n; Html chart; CountLine *next; }; /* .s NULL: few */
typedef struct CountsPage {
    const Survey    *s;
    bool             open, many;
    int64_t          n;
    const CountLine *rows;
} CountsPage;
Html counts_html(const Ctx *c, const CountsPage *p);
Html export_page_html(const Ctx *c, const ExportPage *p);

/* ---- The app (app_page.c) ---- */

typedef struct AppShell {
    const char *words;   /* JSON: all that the app says, in both languages */
    const char *preview; /* address of the form to show without sending; "" */
} AppShell;
Html app_shell_html(const Ctx *c, const AppShell *s);

#endif
