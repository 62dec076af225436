/* pages.h - what the templates of org show; org.h includes it. */
#ifndef ORG_PAGES_H
#define ORG_PAGES_H

#include "html/html.h"
#include "mail/mail.h"

#include <string.h>

Html setup_html(const Ctx *c, const Form *f);

/* ---- unit_page.c ---- */

/* How many units of a level there are, and of which kinds: "9 Huyện, 1 Thị xã". */
typedef struct LevelCount LevelCount;
struct LevelCount { const char *label, *kinds; int64_t n; LevelCount *next; };

typedef struct UnitTree {
    const char      *day, *query; /* shown, and what was searched for: "" nothing */
    const Unit      *unit;        /* in tree order; of a search what was found, all of depth 0 */
    int              n;
    const char *const *place;     /* of a search: what each stands under */
    const LevelCount *counts;
    const char      *known;       /* day up to which we knew it; "" is now */
    const Link      *days;        /* on which something changed */
    bool             may;         /* change something */
} UnitTree;
Html unit_tree_html(const Ctx *c, const UnitTree *t, const Form *f);
Html unit_days_html(const Ctx *c, const Link *days);

/* One name and place of a unit in time. */
typedef struct SpellRow SpellRow;
struct SpellRow {
    const char *name, *kind, *code, *place, *since, *until, *source;
    SpellRow   *next;
};
/* One edge of lineage, or a share over several. */
typedef struct EdgeRow EdgeRow;
struct EdgeRow {
    int64_t     unit, share;
    const char *name, *day, *basis, *source; /* basis: as shown */
    bool        invented;
    EdgeRow    *next;
};
/* A post, and who holds it: a row for each holder. */
typedef struct PostRow PostRow;
struct PostRow {
    int64_t     id, unit, scope, appointment, staff; /* the last two 0 while it is vacant */
    const char *name, *role, *unit_name, *scope_name, *holder;
    bool        acting;
    const char *since, *until; /* of the appointment, else of the post */
    PostRow    *next;
};
typedef struct ReformRow ReformRow;
struct ReformRow {
    int64_t     id, at, undone;
    const char *what, *day, *source, *who; /* what: as shown */
    ReformRow  *next;
};
typedef struct UnitView {
    int64_t          id;
    bool             there;  /* on the day */
    bool             may;
    Unit             u;      /* on the day, else of the nearest spell */
    const char      *day, *kind, *place;
    const SpellRow  *spells;
    const Unit      *under;  /* directly beneath it on the day */
    int              under_n;
    const EdgeRow   *from, *to; /* direct lineage */
    const EdgeRow   *heirs;     /* who carries its figures today, when that is not itself */
    const PostRow   *posts;
    const ReformRow *reforms;
} UnitView;
Html unit_view_html(const Ctx *c, const UnitView *v, const Form *f);
Html reform_all_html(const Ctx *c, const ReformRow *r, const Pager *p);
typedef struct ReformView {
    const ReformRow *r;
    const Link      *began, *ended; /* units: what begins or is otherwise from its day on */
    int64_t          posts, appointments; /* that it ended or handed on */
    bool             may;
} ReformView;
Html reform_view_html(const Ctx *c, const ReformView *v, const Form *f);
Html edge_list_html(const Ctx *c, const EdgeRow *e, const char *caption);
Html post_list_html(const Ctx *c, const PostRow *p, bool with_unit);
Html reform_list_html(const Ctx *c, const ReformRow *r);

/* ---- unit_edit_page.c ---- */

/* What a form of a unit needs beside its fields. */
typedef struct UnitForm {
    int64_t       id;              /* 0: a new one */
    const char   *act, *lead, *go; /* path of the form; what it does; word on its button */
    const char   *day, *name, *kind, *code, *parent; /* of a fresh form */
    const Choice *kinds, *parents;
} UnitForm;
Html unit_form_html(const Ctx *c, const UnitForm *u, const Clash *k);

/* What goes with units that end. */
typedef struct Stakes {
    int64_t     units, children, posts, people;
    const Link *who; /* the people, some of them */
} Stakes;
Html stakes_html(const Ctx *c, const Stakes *s, const Form *f);

typedef struct ReshapeForm {
    int64_t       id;
    const char   *act, *lead, *day, *kind, *go; /* kind: of a fresh form */
    const Choice *kinds, *others, *intos, *bases;
    int           parts;  /* of a split */
    const Stakes *stakes; /* NULL before it is known */
} ReshapeForm;
const char *part_field(const Ctx *c, const char *name, int part); /* name, name2, name3 */
Html unit_end_html(const Ctx *c, const ReshapeForm *u, const Form *f);
Html unit_merge_html(const Ctx *c, const ReshapeForm *u, const Form *f);
Html unit_split_html(const Ctx *c, const ReshapeForm *u, const Form *f);


/* ---- staff_page.c, post_page.c, delegation_page.c ---- */

typedef struct StaffRow StaffRow;
struct StaffRow {
    int64_t     id;
    const char *name, *posts, *units; /* of today, parted by "; " */
    bool        ended;
    StaffRow   *next;
};
typedef struct StaffList {
    const StaffRow *rows;
    const char     *query, *unit;
    const Choice   *units;
    Pager           pager;
    bool            may;
} StaffList;
Html staff_list_html(const Ctx *c, const StaffList *l, const Form *f);

typedef struct StaffView {
    Staff             s;
    bool              may, self;
    const PostRow    *posts;
    const Delegation *delegations;
    const DeedLine   *deeds;
} StaffView;
Html staff_view_html(const Ctx *c, const StaffView *v, const Form *f);
Html staff_form_html(const Ctx *c, const Staff *s, const char *act, const Clash *k);
Html staff_end_html(const Ctx *c, const Staff *s, const PostRow *posts, const Form *f);

typedef struct PostView {
    Post           p;
    const char    *role, *unit_name, *scope_name;
    const PostRow *holders;
    bool           may;
} PostView;
Html post_view_html(const Ctx *c, const PostView *v, const Form *f);
typedef struct PostForm {
    const char   *unit, *day, *back; /* back: the page it was opened from */
    const Choice *units, *roles;
} PostForm;
Html post_form_html(const Ctx *c, const PostForm *p, const Form *f);
typedef struct AppointForm {
    const char   *act, *staff, *post, *day;
    const Choice *staffs, *posts;
} AppointForm;
Html appoint_html(const Ctx *c, const AppointForm *a, const Form *f);
/* One day is asked for: of a post, an appointment that ends. */
typedef struct EndForm { const char *act, *back, *lead, *label, *day; } EndForm;
Html end_html(const Ctx *c, const EndForm *n, const Clash *k);

/* all: whoever looks may take any of them back. */
Html delegation_list_html(const Ctx *c, const Delegation *d, const Form *f, bool all);
typedef struct DelegationForm {
    const Choice *givers, *takers; /* givers NULL: oneself */
    const char   *giver;
} DelegationForm;
Html delegation_page_html(const Ctx *c, const Delegation *d, const DelegationForm *n,
                          const Form *f);
bool delegation_runs(const Ctx *c, const Delegation *d); /* today or later, and not taken back */

const char *page_since(const Ctx *c, const char *since); /* in words when it is DAY_ALWAYS */
const char *page_until(const Ctx *c, const char *until); /* its last day as shown; "" when open */
const char *page_span(const Ctx *c, const char *since, const char *until); /* "since 1/1/2020" */

/* ---- login_page.c, account_page.c, accounts_page.c ---- */

typedef struct AccountRow AccountRow; /* of the list */
struct AccountRow {
    Account     a;
    const char *roles; /* those of today */
    Html        state;
    AccountRow *next;
};

const Choice *account_langs(const Ctx *c);
Html login_html(const Ctx *c, const Form *f, const char *back);
Html login_code_html(const Ctx *c, const Form *f, const char *back);
Html invite_html(const Ctx *c, const Form *f, const Account *a, const char *token);
Html account_html(const Ctx *c, const Form *f, const Account *a, const Held *held, Html sessions);
Html account_posts_html(const Ctx *c, const Held *held);
Html account_sessions_html(const Ctx *c, const Form *f, const Session *all, int64_t mine,
                           const char *base);
Html account_password_html(const Ctx *c, const Form *f, const Account *a);
Html account_second_html(const Ctx *c, const Form *f, bool again, const char *uri,
                         const char *seed);
Html account_codes_html(const Ctx *c, const Form *f);
Html account_codes_new_html(const Ctx *c, const char *login, char *const *codes);

const Choice *account_states(const Ctx *c);
Html admin_accounts_html(const Ctx *c, const Form *f, const AccountRow *rows, const Pager *p);
Html admin_account_new_html(const Ctx *c, const Form *f, const Choice *staff, const char *chosen);
Html admin_account_link_html(const Ctx *c, const Account *a, const char *address);
Html admin_account_html(const Ctx *c, const Form *f, const Account *a, Html state,
                        const Held *held, Html sessions, const DeedLine *deeds,
                        const Form *asks);

/* ---- setting_page.c ---- */

typedef struct SettingLine SettingLine;
struct SettingLine { const char *name, *value; SettingLine *next; };
typedef struct SettledLine SettledLine;
struct SettledLine { const char *since, *value, *who; int64_t at; SettledLine *next; };
typedef struct SettingPage {
    const char        *name, *value; /* today; NULL: never settled */
    const Choice      *choices;      /* NULL: any text */
    const SettledLine *history;
} SettingPage;
Html        settings_html(const Ctx *c, const SettingLine *rows);
Html        setting_html(const Ctx *c, const Clash *k, const SettingPage *p);
const char *setting_day(const Ctx *c, const char *since);

/* ---- log_page.c: the log of deeds; admin_page.c: the server and its jobs ---- */

typedef struct LogPage {
    bool          found, admin; /* it was signed; whoever looks may see the deeds */
    CheckpointRow last;
    int64_t       at;           /* of the last entry that was signed */
} LogPage;
typedef struct DeedsPage {
    Form            form;       /* the filter */
    const Choice   *people, *subjects;
    bool            asks;       /* nobody has said why they look */
    const DeedLine *rows;
    Pager           pager;
} DeedsPage;
Html        log_html(const Ctx *c, const LogPage *p);
Html        log_deeds_html(const Ctx *c, const DeedsPage *p);

typedef struct JobLine JobLine;
struct JobLine { const JobRow *job; const char *who; JobLine *next; };
typedef struct JobsPage { const Form *form; const JobLine *rows; Pager pager; } JobsPage;
typedef struct StatusPage {
    const char    *version;
    DbAbout        db;
    const JobRow  *check;       /* of the log, each night; NULL before the first server ran */
    Tone           tone;        /* how it went, */
    const char    *verdict;     /* and the key of that in words */
    int64_t        entries, waiting;
    bool           signed_once;
    const JobRow  *count;       /* of the figures, each night; NULL as above */
    Tone           count_tone;
    const char    *count_verdict;
    const JobRow  *briefs;      /* of periodic reports; the same */
    Tone           briefs_tone;
    const char    *briefs_verdict;
    BackupMade     made, tried;
    Tone           made_tone, tried_tone;
    const char    *made_verdict, *tried_verdict;
    CheckpointRow  last;
} StatusPage;
Html        jobs_html(const Ctx *c, const JobsPage *p);
Html        status_html(const Ctx *c, const StatusPage *p);
bool        job_is(const JobRow *j, const char *state);
Html        job_state_html(const Ctx *c, const JobRow *j);
const char *job_when(const Ctx *c, const JobRow *j);

/* ---- mail_page.c ---- */

typedef struct MailLineShown MailLineShown;
struct MailLineShown {
    const MailRow *mail;
    const char    *who, *kind; /* in words */
    bool           again;      /* it can be sent again */
    MailLineShown *next;
};
typedef struct OutboxPage {
    const Form          *form;
    bool                 smtp;
    const char          *lacks; /* what has to be settled first; NULL */
    int64_t              waiting, failed;
    Pager                pager;
    const MailLineShown *rows;
} OutboxPage;
Html outbox_html(const Ctx *c, const OutboxPage *p);
Html mail_state_html(const Ctx *c, const MailRow *m);

#endif
