/* qr.c - a QR picture as SVG: sharp on any screen and on paper, without a file.
 *
 * It is black on white in the dark scheme too, or cameras would not read it. */
#include "html/html.h"

#include <qrencode.h>
#include <string.h>

enum { QUIET = 4 }; /* modules of white around, ISO/IEC 18004 */

/* A row of modules as one path: a rectangle for each run of dark ones. */
static void put_row(Buf *b, const QRcode *q, int y) {
    const unsigned char *row = q->data + y * q->width;
    for (int x = 0, n; x < q->width; x += n) {
        bool dark = row[x] & 1;
        for (n = 1; x + n < q->width && (row[x + n] & 1) == dark; n++) {}
        if (dark) buf_print(b, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, n, n);
    }
}

Html qr_html(const Ctx *c, const char *text, const char *label) {
    Buf     b = {.a = c->a};
    QRcode *q = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!q) fatal("no QR picture of %zu bytes", strlen(text));
    buf_text(&b, "<svg class=\"qr\" role=\"img\" aria-label=\"");
    html_attr(&b, V(label));
    buf_print(&b, "\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
                  "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"",
              q->width + 2 * QUIET, q->width + 2 * QUIET, q->width + 2 * QUIET,
              q->width + 2 * QUIET);
    for (int y = 0; y < q->width; y++) put_row(&b, q, y);
    buf_text(&b, "\"/></svg>\n");
    QRcode_free(q);
    return html_of(&b);
}
