/* xml.c - the XForm as it is written: elements, attributes, texts, each escaped. */
#include "xlsform/parts.h"

#include <string.h>

static void put(Xml *x, const char *s, bool attribute) {
    if (x->b.len > XLSFORM_BYTES_MAX) x->full = true;
    while (*s && !x->full) {
        size_t n = strcspn(s, attribute ? "<>&\"\n\t\r" : "<>&\r");
        buf_add(&x->b, s, n);
        s += n;
        switch (*s) {
        case '<':  buf_text(&x->b, "&lt;"); break;
        case '>':  buf_text(&x->b, "&gt;"); break;
        case '&':  buf_text(&x->b, "&amp;"); break;
        case '"':  buf_text(&x->b, "&quot;"); break;
        case '\n': buf_text(&x->b, "&#10;"); break;
        case '\t': buf_text(&x->b, "&#9;"); break;
        case '\r': buf_text(&x->b, "&#13;"); break;
        default:   return;
        }
        s++;
    }
}

/* Ends the tag that is still open for attributes. */
static void close_tag(Xml *x) {
    if (x->tag) buf_text(&x->b, ">");
    x->tag = false;
}

static void new_line(Xml *x) {
    if (x->mixed) return; /* a blank would be part of the text */
    buf_text(&x->b, "\n");
    for (int i = 0; i < x->depth; i++) buf_text(&x->b, "  ");
}

void out_begin(Xml *x, const char *name) {
    size_t most = sizeof x->open / sizeof *x->open;
    if ((size_t)x->depth == most) fatal("an XForm is nested too deeply");
    close_tag(x);
    if (x->b.len) new_line(x);
    x->open[x->depth++] = name;
    buf_text(&x->b, "<");
    buf_text(&x->b, name);
    x->tag = true;
}

void out_attr(Xml *x, const char *name, const char *value) {
    if (!value) return;
    buf_text(&x->b, " ");
    buf_text(&x->b, name);
    buf_text(&x->b, "=\"");
    put(x, value, true);
    buf_text(&x->b, "\"");
}

void out_text(Xml *x, const char *text) {
    if (!text || !*text) return;
    close_tag(x);
    x->mixed = true;
    put(x, text, false);
}

void out_pieces(Xml *x, const Piece *p) {
    for (; p->text; p++) {
        if (!p->output) {
            out_text(x, p->text);
            continue;
        }
        close_tag(x);
        x->mixed = true;
        buf_text(&x->b, "<output");
        out_attr(x, "value", p->text);
        buf_text(&x->b, "/>");
    }
}

void out_end(Xml *x) {
    const char *name = x->open[--x->depth];
    if (x->tag) buf_text(&x->b, "/>");
    else {
        new_line(x);
        buf_all(&x->b, "</", name, ">", NULL);
    }
    x->tag = x->mixed = false;
}
