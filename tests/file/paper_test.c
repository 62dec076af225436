/* paper_test.c - pages as PDF: the same bytes, the right letters, and nothing from outside. */
#include "file/file.h"
#include "test.h"

static const char *dir;

static const char *page(Arena *a, const char *body) {
    return arena_print(a, "<!doctype html><html lang=vi><meta charset=utf-8><title>t</title>"
                          "<style>@page { size: A4; margin: 20mm }</style><body>%s", body);
}

static const char *words_of(Arena *a, Bytes pdf) {
    FileNew    *f;
    const char *hash = "", *text = "";
    CHECK_TEXT(file_new(a, dir, &f), NULL);
    CHECK_TEXT(file_add(f, pdf.p, pdf.n), NULL);
    CHECK_TEXT(file_put(a, f, &hash), NULL);
    CHECK_TEXT(file_pdf_text(a, dir, hash, &text), NULL);
    return text;
}

static void check_letters(Arena *a) {
    Bytes one = {0}, two = {0};
    const char *html = page(a, "<h1>Biểu dương &amp; chấn chỉnh</h1><p>Đơn vị đúng hạn 98,6 %</p>"
                               "<img alt='' src='data:image/svg+xml,%3Csvg xmlns=%22http://www.w3."
                               "org/2000/svg%22 width=%229%22 height=%229%22/%3E'>");
    CHECK_TEXT(file_paper(a, html, &one), NULL);
    CHECK(strstr(words_of(a, one), "Biểu dương & chấn chỉnh"));
    CHECK(strstr(words_of(a, one), "98,6 %"));
    CHECK_TEXT(file_paper(a, html, &two), NULL);
    CHECK(one.n == two.n && memcmp(one.p, two.p, one.n) == 0);
}

/* A file beside it, one of the system's and one of the network: none comes in. */
static void check_outside(Arena *a) {
    Bytes       pdf = {0}, plain = {0};
    const char *path = arena_print(a, "%s/secret.txt", test_dir());
    FILE       *f = fopen(path, "w");
    if (f) fputs("SECRET", f), fclose(f);
    const char *html = page(a, arena_print(a,
        "<p>here</p><link rel=attachment href='file://%s'><a rel=attachment href='file://%s'>a</a>"
        "<object data='file:///etc/passwd'></object><img alt='' src='http://127.0.0.1:9/'>"
        "<style>@import 'file:///etc/passwd'; p { background: url(file:///etc/hostname) }</style>",
        path, path));
    CHECK_TEXT(file_paper(a, html, &pdf), NULL);
    CHECK_TEXT(file_paper(a, page(a, "<p>here</p><a>a</a>"), &plain), NULL);
    CHECK(strstr(words_of(a, pdf), "here"));
    CHECK(!strstr(words_of(a, pdf), "root:"));
    CHECK(!memmem(pdf.p, pdf.n, "EmbeddedFile", 12));
    CHECK(pdf.n < plain.n + 4096);
}

static void check_points(Arena *a) {
    Bytes png = {0};
    CHECK_TEXT(file_points(a, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 50'>"
                              "<rect width='100' height='50' fill='teal'/></svg>", 127, 64, &png),
               NULL);
    const uint8_t *p = png.p;
    CHECK(png.n > 24 && memcmp(p, "\x89PNG", 4) == 0);
    CHECK(png.n > 24 && abs((p[18] << 8 | p[19]) - 720) <= 1); /* 127 mm wide */
}

int main(void) {
    Arena *a = arena_open();
    Bytes  pdf = {0};
    dir = arena_print(a, "%s/paper_test", test_dir());
    CHECK_TEXT(file_store(dir), NULL);
    if (!file_paper_there()) {
        CHECK_TEXT(file_paper(a, "<p>x", &pdf), "file.paper.tool");
        puts("WeasyPrint (weasyprint) is not installed");
        return test_failed ? 1 : 77;
    }
    check_letters(a);
    check_outside(a);
    check_points(a);
    CHECK(waitpid(-1, NULL, WNOHANG) == -1); /* no child is left */
    arena_close(a);
    return test_failed;
}
