/* outline.c - a page as what stands on it: facts, tables, texts, links, forms.
 *
 * For pages that have no shape of their own, also those that are made after this was
 * written.  What is read here is our own HTML, which the templates keep well formed; so it
 * is taken from there and no page has to say everything twice. */
#include "api/outline.h"

#include <libxml/HTMLparser.h>
#include <string.h>

const char *outline_attr(Outline *o, const xmlNode *n, const char *name) {
    xmlChar    *s = xmlGetProp(n, (const xmlChar *)name);
    const char *out = arena_text(o->c->a, (const char *)s);
    xmlFree(s);
    return out;
}

bool outline_is(const xmlNode *n, const char *tag) {
    return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, tag) == 0;
}

/* What is no text for people: a picture, a form's own words, what stands for an asterisk. */
static bool passed(Outline *o, const xmlNode *n) {
    static const char *const tags[] = {"script", "style", "svg", "form", "select", "textarea",
                                       "button", NULL};
    for (const char *const *t = tags; *t; t++)
        if (outline_is(n, *t)) return true;
    const char *hidden = n->type == XML_ELEMENT_NODE ? outline_attr(o, n, "aria-hidden") : NULL;
    return hidden && strcmp(hidden, "true") == 0;
}

static void add_text(Outline *o, const xmlNode *n, Buf *b) {
    for (; n; n = n->next) {
        if (n->type == XML_TEXT_NODE) buf_text(b, (const char *)n->content);
        else if (n->type == XML_ELEMENT_NODE && !passed(o, n)) {
            add_text(o, n->children, b);
            buf_text(b, " ");
        }
    }
}

/* Its words with one space between. */
const char *outline_text(Outline *o, const xmlNode *n) {
    Buf   b = {.a = o->c->a};
    char *to, *out;
    add_text(o, n->children, &b);
    if (!b.s) return "";
    to = out = b.s;
    for (const char *p = b.s; *p;) {
        size_t blank = strspn(p, " \t\r\n"), word = strcspn(p + blank, " \t\r\n");
        if (to > out && word) *to++ = ' ';
        memmove(to, p + blank, word);
        to += word;
        p += blank + word;
    }
    *to = '\0';
    return out;
}

/* The address of a page is that of the same thing here. */
const char *outline_address(Outline *o, const char *href) {
    bool ours = href && *href == '/' && strncmp(href, "/static/", 8) != 0;
    return ours ? arena_print(o->c->a, API_PREFIX "%s", href) : href;
}

static const xmlNode *find(const xmlNode *n, const char *tag) {
    for (; n; n = n->next) {
        if (outline_is(n, tag)) return n;
        const xmlNode *in = n->type == XML_ELEMENT_NODE ? find(n->children, tag) : NULL;
        if (in) return in;
    }
    return NULL;
}

static void put_words(Outline *o, Json *j, const xmlNode *n) {
    const xmlNode *a = find(n->children, "a");
    json_pair(j, "text", outline_text(o, n));
    if (a) json_pair(j, "href", outline_address(o, outline_attr(o, a, "href")));
}

static void put_facts(Outline *o, const xmlNode *dl) {
    const char *name = "";
    for (const xmlNode *n = dl->children; n; n = n->next) {
        if (outline_is(n, "dt")) name = outline_text(o, n);
        if (!outline_is(n, "dd")) continue;
        json_open(&o->facts, '{');
        json_pair(&o->facts, "name", name);
        put_words(o, &o->facts, n);
        json_close(&o->facts, '}');
    }
}

static void put_row(Outline *o, Json *j, const xmlNode *tr) {
    json_open(j, '[');
    for (const xmlNode *n = tr->children; n; n = n->next) {
        if (!outline_is(n, "td") && !outline_is(n, "th")) continue;
        json_open(j, '{');
        put_words(o, j, n);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void put_rows(Outline *o, Json *j, const xmlNode *n, bool head) {
    for (; n; n = n->next) {
        if (outline_is(n, "thead") == head && (outline_is(n, "thead") || outline_is(n, "tbody") ||
                                            outline_is(n, "tfoot")))
            put_rows(o, j, n->children, false);
        else if (outline_is(n, "tr") && !head) put_row(o, j, n);
    }
}

static void put_table(Outline *o, const xmlNode *table) {
    Json          *j = &o->tables;
    const xmlNode *caption = find(table->children, "caption");
    json_open(j, '{');
    json_pair(j, "caption", caption ? outline_text(o, caption) : NULL);
    json_name(j, "head");
    json_open(j, '[');
    put_rows(o, j, table->children, true);
    json_close(j, ']');
    json_name(j, "rows");
    json_open(j, '[');
    put_rows(o, j, table->children, false);
    json_close(j, ']');
    json_close(j, '}');
}

static void walk(Outline *o, const xmlNode *n, bool forms_only) {
    for (; n; n = n->next) {
        if (n->type != XML_ELEMENT_NODE) continue;
        bool whole = outline_is(n, "dl") || outline_is(n, "table");
        if (outline_is(n, "form")) outline_form(o, n);
        if (!forms_only && outline_is(n, "dl")) put_facts(o, n);
        if (!forms_only && outline_is(n, "table")) put_table(o, n);
        if (!forms_only && (outline_is(n, "p") || outline_is(n, "li") || outline_is(n, "h2") ||
                            outline_is(n, "h3"))) {
            const char *text = outline_text(o, n);
            if (*text) json_text(&o->texts, text);
        }
        if (!forms_only && outline_is(n, "a")) {
            json_open(&o->links, '{');
            json_pair(&o->links, "text", outline_text(o, n));
            json_pair(&o->links, "href", outline_address(o, outline_attr(o, n, "href")));
            json_close(&o->links, '}');
        }
        walk(o, n->children, forms_only || whole);
    }
}

static void put_part(Json *j, const char *name, Json *part) {
    json_name(j, name);
    json_open(j, '[');
    buf_text(&j->b, part->b.s);
    json_close(j, ']');
}

const char *outline(Ctx *c, const char *title, Bytes html) {
    Outline   o = {.c = c, .facts = json_new(c), .tables = json_new(c), .texts = json_new(c),
                   .links = json_new(c), .forms = json_new(c)};
    Json      j = json_new(c);
    htmlDocPtr doc = htmlReadMemory(html.p, (int)html.n, NULL, "UTF-8",
                                    HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                                    HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    if (doc) {
        o.root = xmlDocGetRootElement(doc);
        walk(&o, o.root, false);
        xmlFreeDoc(doc);
    }
    json_open(&j, '{');
    json_pair(&j, "title", title);
    put_part(&j, "facts", &o.facts);
    put_part(&j, "tables", &o.tables);
    put_part(&j, "texts", &o.texts);
    put_part(&j, "links", &o.links);
    put_part(&j, "forms", &o.forms);
    json_close(&j, '}');
    return json_end(&j);
}
