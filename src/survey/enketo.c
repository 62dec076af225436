/* enketo.c - the stylesheets of enketo-transformer, applied by libxslt.
 *
 * They stand in web/xsl and are compiled in.  They are ours, the form is a stranger's: it has
 * been through xform_open(), so it has no document type and its size is bounded; what the
 * stylesheets do to it may read no file, no address, and write nothing. */
#include "survey/enketo.h"

#include <libexslt/exslt.h>
#include <libxml/HTMLtree.h>
#include <libxml/parser.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>
#include <pthread.h>

/* ---- read once, used by all threads ---- */

static xsltStylesheetPtr      form_sheet, model_sheet;
static xsltSecurityPrefsPtr   walls;
static pthread_once_t         once = PTHREAD_ONCE_INIT;

static void quiet(void *arg, const char *fmt, ...) { (void)arg, (void)fmt; }

static xsltStylesheetPtr sheet(const char *name) {
    const Asset *f = assets;
    while (f->name && strcmp(f->name, name) != 0) f++;
    if (!f->name) fatal("web/ has no %s", name);
    xmlDocPtr         d = xmlReadMemory((const char *)f->bytes, (int)f->n, name, NULL,
                                        XML_PARSE_NONET);
    xsltStylesheetPtr s = d ? xsltParseStylesheetDoc(d) : NULL;
    if (!s) fatal("%s is no stylesheet", name);
    return s;
}

static void read_sheets(void) {
    static const xsltSecurityOption closed[] = {
        XSLT_SECPREF_READ_FILE, XSLT_SECPREF_WRITE_FILE, XSLT_SECPREF_CREATE_DIRECTORY,
        XSLT_SECPREF_READ_NETWORK, XSLT_SECPREF_WRITE_NETWORK};
    exsltCommonRegister();
    exsltStrRegister();
    exsltDynRegister();
    form_sheet = sheet("/form.xsl");
    model_sheet = sheet("/model.xsl");
    walls = xsltNewSecurityPrefs();
    if (!walls) fatal("no memory");
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if (xsltSetSecurityPrefs(walls, closed[i], xsltSecurityForbid))
            fatal("a stylesheet cannot be kept from files");
}

/* ---- applied ---- */

enum { STEPS_MAX = 50 * 1000 * 1000, DEPTH_MAX = 500 };

static xmlDocPtr apply(xsltStylesheetPtr s, xmlDocPtr doc) {
    xsltTransformContextPtr t = xsltNewTransformContext(s, doc);
    if (!t) fatal("no memory");
    xsltSetCtxtSecurityPrefs(walls, t);
    xsltSetTransformErrorFunc(t, NULL, quiet);
    t->maxTemplateDepth = DEPTH_MAX;
    t->opLimit = STEPS_MAX;
    xmlDocPtr out = xsltApplyStylesheetUser(s, doc, NULL, NULL, NULL, t);
    bool      well = out && t->state == XSLT_STATE_OK && xmlDocGetRootElement(out);
    if (out && !well) xmlFreeDoc(out), out = NULL;
    xsltFreeTransformContext(t);
    return out;
}

static xmlNodePtr child(xmlNodePtr n, const char *name) {
    for (n = n ? n->children : NULL; n; n = n->next)
        if (node_is(n, name)) return n;
    return NULL;
}

static const char *text_of(Arena *a, xmlBufferPtr b) {
    const char *s = arena_text(a, (const char *)xmlBufferContent(b));
    xmlBufferFree(b);
    return s;
}

static const char *make_page(Arena *a, xmlDocPtr xform, const char *media) {
    xmlDocPtr  d = apply(form_sheet, xform);
    xmlNodePtr form = d ? child(xmlDocGetRootElement(d), "form") : NULL;
    const char *text = NULL;
    if (form) {
        xmlBufferPtr       b = xmlBufferCreate();
        xmlOutputBufferPtr out = xmlOutputBufferCreateBuffer(b, NULL);
        if (!out) fatal("no memory");
        enketo_after(a, d, media);
        htmlNodeDumpFormatOutput(out, d, form, "UTF-8", 0);
        xmlOutputBufferClose(out);
        text = text_of(a, b);
    }
    if (d) xmlFreeDoc(d);
    return text;
}

/* The namespaces of the root, which only holds it, go over to the model: its nodes point at
 * them. */
static void take_namespaces(xmlNodePtr model, xmlNodePtr root) {
    xmlNsPtr *end = &model->nsDef;
    while (*end) end = &(*end)->next;
    *end = root->nsDef;
    root->nsDef = NULL;
}

static const char *make_model(Arena *a, xmlDocPtr xform, const char *media) {
    xmlDocPtr   d = apply(model_sheet, xform);
    xmlNodePtr  root = d ? xmlDocGetRootElement(d) : NULL, model = child(root, "model");
    const char *text = NULL;
    if (model && child(model, "instance")) {
        xmlBufferPtr b = xmlBufferCreate();
        take_namespaces(model, root);
        xmlUnlinkNode(model);
        xmlDocSetRootElement(d, model);
        xmlFreeNode(root);
        enketo_model(a, d, media);
        xmlNodeDump(b, d, model, 0, 0);
        text = text_of(a, b);
    }
    if (d) xmlFreeDoc(d);
    return text;
}

Err enketo_make(Arena *a, Bytes xform, const char *media, EnketoForm *out) {
    pthread_once(&once, read_sheets);
    if (!xform.p || xform.n > XFORM_BYTES_MAX) return "form.app.refused";
    xmlDocPtr d = xmlReadMemory(xform.p, (int)xform.n, "form", NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                    XML_PARSE_NOCDATA);
    if (!d || d->intSubset) {
        if (d) xmlFreeDoc(d);
        return "form.app.refused";
    }
    enketo_before(a, d);
    out->form = make_page(a, d, media);
    out->model = make_model(a, d, media);
    xmlFreeDoc(d);
    return out->form && out->model ? NULL : "form.app.refused";
}
