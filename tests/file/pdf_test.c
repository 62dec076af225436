/* pdf_test.c - the words of PDF files, good and bad ones. */
#include "file/file.h"
#include "test.h"

static const char *dir;

static const char *put(Arena *a, const char *text) {
    FileNew    *f;
    const char *hash = "";
    CHECK_TEXT(file_new(a, dir, &f), NULL);
    CHECK_TEXT(file_add(f, text, strlen(text)), NULL);
    CHECK_TEXT(file_put(a, f, &hash), NULL);
    return hash;
}

/* One page that shows the words; its table of places is missing, as in many files. */
static const char *pdf(Arena *a, const char *words) {
    const char *page = arena_print(a, "BT /F 12 Tf 50 700 Td (%s) Tj ET", words);
    return arena_print(a,
        "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font"
        "<</F 5 0 R>>>>>>endobj\n"
        "4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        "trailer<</Root 1 0 R>>\n%%%%EOF\n", strlen(page), page);
}

static Err read_it(Arena *a, const char *bytes, const char **text) {
    *text = NULL;
    return file_pdf_text(a, dir, put(a, bytes), text);
}

int main(void) {
    Arena      *a = arena_open();
    const char *text;
    if (access("/usr/bin/pdftotext", X_OK) != 0) {
        puts("pdftotext (poppler-utils) is not installed");
        return 77;
    }
    dir = arena_print(a, "%s/pdf_test", test_dir());
    CHECK_TEXT(file_store(dir), NULL);

    CHECK_TEXT(read_it(a, pdf(a, "Ke hoach 726"), &text), NULL);
    CHECK(text && strncmp(text, "Ke hoach 726", 12) == 0);
    CHECK_TEXT(read_it(a, pdf(a, ""), &text), NULL); /* a scan has no words */
    CHECK(text && !text[strspn(text, " \n")]);
    CHECK_TEXT(read_it(a, pdf(a, "a\\001\\002\\377b"), &text), NULL);
    for (const char *s = text; s && *s; s++) CHECK((unsigned char)*s >= ' ' || *s == '\n');

    CHECK_TEXT(read_it(a, "%PDF-1.4\n", &text), "file.text.unread");
    CHECK_TEXT(read_it(a, "no PDF", &text), "file.text.unread");
    CHECK(!text);
    CHECK_TEXT(file_pdf_text(a, dir, "../../etc/passwd", &text), "file.text.unread");
    CHECK(waitpid(-1, NULL, WNOHANG) == -1); /* no child is left */
    arena_close(a);
    return test_failed;
}
