/* intake.c - a form with files, taken while it comes in.
 *
 * libmicrohttpd finds the parts; here text goes to the form and bytes go to the
 * store, so memory does not grow with the files.  What is no form at all is
 * malformed.  A file that may not be taken is passed over, and the form is read
 * on: so its page can be shown again, with the reason and all that was typed. */
#include "http/parts.h"

#include "crypt/crypt.h"
#include "file/file.h"
#include "text/text.h"

#include <microhttpd.h>
#include <string.h>
#include <strings.h>

enum { HEAD_BYTES = 16 * 1024 }; /* the longest head of a part, and the largest piece */

struct Intake {
    Arena      *a;
    Request    *r;
    struct MHD_PostProcessor *pp;
    bool        broken;       /* it is no form */
    bool        stop;         /* no file is taken any more */
    Err         err;          /* why the first file was not taken */
    Pair       *typed;
    Upload    **end;
    int         files;
    size_t      text_bytes;   /* of all texts */
    uint64_t    file_bytes;   /* of all files */
    /* the part that comes in now */
    const char *name, *file;  /* file is NULL for text, "" for a box left empty */
    bool        kept;         /* it is the one that a program keeps in memory */
    uint64_t    seen;
    Buf         text;
    FileNew    *to;           /* NULL when it is passed over */
};

static void refuse(Intake *in, Err e, bool stop) {
    if (!in->err) in->err = e;
    if (stop) in->stop = true;
    file_drop(in->to);
    in->to = NULL;
}

/* The token comes before any file, so that no stranger's bytes reach the disk. */
static bool token_came(const Intake *in) {
    if (in->r->program) return true; /* its secret came with the head */
    for (const Pair *p = in->typed; p; p = p->next)
        if (strcmp(p->name, "token") == 0) return token_good(in->a, in->r->session, p->value);
    return false;
}

static void begin_file(Intake *in) {
    const Program *p = in->r->program;
    const int      max = p && p->files_max ? p->files_max : HTTP_FILES_MAX;
    if (++in->files > max) refuse(in, "http.file.many", true);
    else if (!in->err && !token_came(in)) refuse(in, "http.token.stale", true);
    if (in->stop) return;
    Err e = file_new(in->a, in->r->http->files, &in->to);
    if (e) refuse(in, e, true);
}

static void add_to_file(Intake *in, const char *p, size_t n) {
    in->file_bytes += n;
    if (in->file_bytes > HTTP_UPLOAD_MAX) refuse(in, "http.file.long", true);
    if (!in->to) return;
    const Program *program = in->r->program;
    const int64_t  max = program && program->file_max ? program->file_max : HTTP_FILE_MAX;
    if (file_bytes(in->to) + (int64_t)n > max) {
        refuse(in, "http.file.long", false);
        return;
    }
    Err e = file_add(in->to, p, n);
    if (e) refuse(in, e, true);
}

/* What came from a phone is kept whatever it is: an answer may not be lost, and nobody is
 * ever shown it in place of saving it. */
static bool any_kind(const Intake *in) { return in->r->program && in->r->program->any_kind; }

static const FileKind *kind_of(const Intake *in, int64_t bytes) {
    static const FileKind any = {"application/octet-stream", "bin", NULL};
    const FileKind *k = bytes ? file_new_kind(in->to, in->file) : NULL;
    return !k && bytes && any_kind(in) ? &any : k;
}

static void end_file(Intake *in) {
    const char     *hash;
    int64_t         bytes = in->to ? file_bytes(in->to) : 0;
    const FileKind *k = in->to ? kind_of(in, bytes) : NULL;
    if (!in->to) return;
    if (!bytes && any_kind(in)) { /* nothing to keep, and no reason to lose the rest */
        file_drop(in->to);
        in->to = NULL;
        return;
    }
    if (!k) {
        refuse(in, bytes ? "http.file.kind" : "http.file.empty", false);
        return;
    }
    Err e = file_put(in->a, in->to, &hash);
    if (e) {
        refuse(in, e, true);
        return;
    }
    *in->end = arena_new(in->a, Upload);
    **in->end = (Upload){in->name, file_name(in->a, in->file, k), k->type, hash, bytes, NULL};
    in->end = &(*in->end)->next;
    in->to = NULL;
}

static void end_text(Intake *in) {
    char *value = in->text.s ? in->text.s : arena_text(in->a, "");
    if (!text_valid(value, in->text.len) || parse_pair(in->a, &in->typed, in->name, value))
        in->broken = true;
}

static bool is_kept(const Intake *in) {
    const Program *p = in->r->program;
    return p && p->part && in->name && strcmp(in->name, p->part) == 0;
}

/* With a file name or without, for clients differ. */
static void end_kept(Intake *in) {
    if (in->r->body.p) in->broken = true; /* it came twice */
    buf_text(&in->text, "");
    in->r->body = (Bytes){in->text.s, in->text.len};
}

static void end_part(Intake *in) {
    if (!in->name || in->broken) return;
    if (in->kept) end_kept(in);
    else if (!in->file) end_text(in);
    else if (*in->file) end_file(in);
    else if (in->seen) in->broken = true; /* bytes of a file without a name */
    in->name = NULL;
}

static void begin_part(Intake *in, const char *name, const char *file) {
    end_part(in);
    if (!*name || !text_valid(name, strlen(name))) in->broken = true;
    if (file && !text_valid(file, strlen(file))) in->broken = true;
    in->name = arena_text(in->a, name);
    in->file = arena_text(in->a, file);
    in->seen = 0;
    in->text = (Buf){.a = in->a};
    in->kept = is_kept(in);
    if (!in->broken && !in->kept && file && *file) begin_file(in);
}

/* The library may call with no bytes before it calls with the first ones. */
static bool is_new(const Intake *in, const char *name, const char *file, uint64_t off) {
    if (!in->name || !text_same(in->name, name) || !text_same(in->file, file)) return true;
    return off == 0 && in->seen > 0;
}

static enum MHD_Result take_part(void *cls, enum MHD_ValueKind kind, const char *name,
                                 const char *file, const char *type, const char *coding,
                                 const char *p, uint64_t off, size_t n) {
    Intake *in = cls;
    (void)kind, (void)type;
    if (!name || (coding && strcasecmp(coding, "binary") && strcasecmp(coding, "8bit")))
        in->broken = true;
    if (!in->broken && is_new(in, name, file, off)) begin_part(in, name, file);
    if (in->broken || off != in->seen) return MHD_NO;
    in->seen += n;
    if (in->kept) {
        bool fits = (int64_t)in->seen <= in->r->program->part_max;
        if (!fits) refuse(in, "http.body.long", true);
        else if (!in->err) buf_add(&in->text, p, n);
        return MHD_YES;
    }
    if (in->file) {
        add_to_file(in, p, n);
        return MHD_YES;
    }
    in->text_bytes += n;
    if (in->text_bytes > HTTP_FORM_MAX) return MHD_NO;
    buf_add(&in->text, p, n);
    return MHD_YES;
}

Intake *intake_open(Arena *a, struct MHD_Connection *conn, Request *r, Err err) {
    Intake *in = arena_new(a, Intake);
    in->a = a;
    in->r = r;
    in->err = err;
    in->stop = err != NULL;
    in->end = (Upload **)(uintptr_t)&r->uploads;
    in->pp = MHD_create_post_processor(conn, HEAD_BYTES, take_part, in);
    in->broken = !in->pp; /* no boundary */
    return in;
}

void intake_add(Intake *in, const char *p, size_t n) {
    if (!in->broken && MHD_post_process(in->pp, p, n) != MHD_YES) in->broken = true;
}

Err intake_end(Intake *in) {
    end_part(in);
    if (in->pp && MHD_destroy_post_processor(in->pp) != MHD_YES) in->broken = true;
    in->pp = NULL;
    if (!in->typed && !in->r->program) in->broken = true; /* nothing came, or only files */
    in->r->form.typed = in->typed;
    in->r->unread = in->err;
    return in->broken ? "http.malformed" : NULL;
}

void intake_close(Intake *in) {
    if (!in) return;
    if (in->pp) MHD_destroy_post_processor(in->pp);
    file_drop(in->to);
}
