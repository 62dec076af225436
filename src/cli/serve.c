/* serve.c - the server: a parent that keeps it alive, a child that does the work.
 *
 * A fault ends the child.  What it had acknowledged is durable, what it had not
 * rolls back, and the parent, which holds the socket, starts another: whoever
 * connects meanwhile waits some milliseconds in the socket's queue. */
#include "cli/backup.h"

#include "api/api.h"
#include "audit/audit.h"
#include "config/config.h"
#include "file/file.h"
#include "brief/brief.h"
#include "jobs/jobs.h"
#include "org/org.h"
#include "survey/survey.h"
#include "wave/wave.h"
#include "work/work.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    READERS = 8,         /* they use the processor, so a few are enough */
    READERS_SERVER = 16, /* on PostgreSQL a connection also waits for writes */
    QUICK_SECONDS = 2,   /* a child that lived shorter is not restarted at once */
    MINUTE_MS = 60 * 1000
};

static LogKey  log_key; /* of the log of deeds; read before the first child */
static uint8_t office_key[KEY_BYTES]; /* the same */

typedef struct LogTold { Ctx *c; Job *j; } LogTold;
static Err tell_job(void *arg, int64_t done, int64_t of) {
    const LogTold *t = arg;
    return job_progress(t->c, t->j, done, of);
}

/* Each night the whole log is checked; the page of the server's state shows how it went. */
static Err verify_log(Ctx *c, Job *j) {
    Verdict v;
    Err     e = log_verify(c, &log_key.open, NULL, tell_job, &(LogTold){c, j}, &v);
    j->done = e ? v.entry : v.size;
    return e;
}

static Err sweep_files(Ctx *c, Job *j) {
    (void)j;
    upload_sweep(c);
    return NULL;
}

static const JobKind cli_jobs[] = {
    {"mail.job.send",  mail_run,    MINUTE_MS, 0},
    {"log.job.verify", verify_log,  DAY_MS, 1 * HOUR_MS},
    {"data.job.sweep", data_run,    DAY_MS, 3 * HOUR_MS / 2}, /* before the files that it frees */
    {"http.job.sweep", sweep_files, DAY_MS, 2 * HOUR_MS},
    {0}
};
static const JobKind *const kinds[] = {jobs_jobs,    document_jobs, task_jobs,    import_jobs,
                                       propose_jobs, survey_jobs,   results_jobs, brief_jobs,
                                       cli_jobs,     NULL};

static const Program *const programs[] = {&api_program, &rosa_program, &wave_program, NULL};

static const char *serve_db, *serve_files, *serve_listen, *serve_proxy, *serve_keys, *serve_new_key,
    *serve_new_office;
const Option serve_options[] = {
    {"db",     "FILE|URL",  "cli.option.db",     &serve_db},
    {"files",  "DIR",       "cli.option.files",  &serve_files},
    {"listen", "HOST:PORT", "cli.option.listen", &serve_listen},
    {"proxy",  NULL,        "cli.option.proxy",  &serve_proxy},
    {"keys",   "DIR",       "cli.option.keys",   &serve_keys},
    {"new-log-key", NULL,   "cli.option.log.new", &serve_new_key},
    {"new-office-key", NULL, "cli.option.office.new", &serve_new_office},
    {0}
};

static sigset_t end_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGCHLD);
    return set;
}

/* To the folder of the database, where SQLite makes its log as well. */
static void confine(const Office *o) {
    sandbox_enter((const char *const[]){o->folder, o->files, o->keys, NULL});
}

/* A thread for each connection, and the library of C would give each its own heap,
 * kept at the largest that it ever was: two are enough for all, and what is large or
 * free at the end goes back to the system. */
static void save_memory(void) {
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
    mallopt(M_TRIM_THRESHOLD, 256 * 1024);
}

static _Noreturn void work(const Office *o, int listener) {
    Http     h = {.listener = listener, .tables = route_tables, .proxied = serve_proxy != NULL,
                  .identify = org_identify, .touch = org_touch, .unread = notice_unread,
                  .files = o->files, .office = office_key, .programs = programs};
    sigset_t set = end_signals();
    int      got;
    api_tables(route_tables);
    survey_steps_join();
    wave_place(o->folder, o->keys);
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* no child without a parent */
    sigdelset(&set, SIGCHLD);
    save_memory();
    confine(o);
    if (db_open(o->url, &h.db)) exit(EXIT_REFUSED);
    db_serve(h.db, db_is_postgres(h.db) ? READERS_SERVER : READERS);
    Server *s = http_start(&h);
    if (!s) exit(EXIT_REFUSED);
    Runner *jobs = jobs_start(h.db, h.files, kinds);
    Keeper *keeper = audit_start(h.db, &log_key);
    sigwait(&set, &got);
    http_stop(s);
    if (!jobs_stop(jobs)) _exit(EXIT_DONE); /* its thread still uses the database */
    audit_stop(keeper); /* after all that could note a deed */
    db_close(h.db);
    exit(EXIT_DONE);
}

static pid_t start(const Office *o, int listener) {
    fflush(NULL);
    pid_t child = fork();
    if (child < 0) fatal("no child process");
    if (child == 0) work(o, listener);
    return child;
}

/* Until we are told to end, or the child ends of its own will. */
static int keep_alive(const Office *o, int listener) {
    sigset_t set = end_signals();
    for (;;) {
        time_t begun = time(NULL);
        pid_t  child = start(o, listener);
        int    got, how = 0;
        sigwait(&set, &got);
        if (got != SIGCHLD) kill(child, SIGTERM);
        while (waitpid(child, &how, 0) != child) {}
        if (WIFEXITED(how)) return WEXITSTATUS(how);
        if (got != SIGCHLD) return EXIT_DONE;
        log_line("the server ended with signal %d and is started again", WTERMSIG(how));
        if (time(NULL) - begun < QUICK_SECONDS) sleep(1);
    }
}

/* How to come in: by the one-time code of a new office; to a demo as anybody. */
static Err print_way_in(Ctx *c, void *arg) {
    char *code;
    bool  demo;
    (void)arg;
    Err e = setup_code(c, &code);
    if (!e) printf("%s  %s\n", tr(c, "cli.setup.code"), code);
    config_today(c, &demo);
    if (demo) demo_print_logins(c);
    return e && strcmp(e, "setup.done") == 0 ? NULL : e;
}

static Err open_keys(Ctx *c, void *keys) {
    Err e = log_key_open(c, keys, serve_new_key != NULL, &log_key);
    return e ? e : office_key_open(c, keys, serve_new_office != NULL, office_key);
}

int run_serve(Ctx *c) {
    const char *address = serve_listen ? serve_listen : "127.0.0.1:8080";
    const Office o = office_at(c, serve_db, serve_files, serve_keys);
    int         listener = -1;
    sigset_t    set = end_signals();
    Err e = cli_listen(address, serve_proxy != NULL, &listener);
    if (!e) e = cli_open(c, o.url);
    if (!e) e = db_write(c, open_keys, (void *)(uintptr_t)o.keys);
    if (!e) e = mail_keys(c, &o);
    if (!e) e = file_store(o.files);
    if (!e) e = db_write(c, print_way_in, NULL);
    if (e) return cli_refused(c, e);
    db_close(c->db);
    printf("%s  %s%s\n", tr(c, "cli.serve.address"), *address == '/' ? "" : "http://", address);
    signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_BLOCK, &set, NULL); /* they are waited for; threads inherit this */
    return keep_alive(&o, listener);
}
