/* kind_test.c - of each kind the least that is one; what looks like it and is not;
 * names that were made to deceive. */
#include "file/file.h"
#include "test.h"

#define OLE "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...."
#define ZIP "PK\x03\x04......................"  /* up to the length of the name and of the rest */
#define ODF "PK\x03\x04..........................mimetypeapplication/vnd.oasis.opendocument."
#define WORD "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"
#define VBA "_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0"

static const char *ending(const char *bytes, size_t n, const char *name) {
    const FileKind *k = file_kind(bytes, n, name);
    return k ? k->endings : NULL;
}
#define KIND(bytes, name) ending("" bytes, sizeof(bytes) - 1, (name))

static void kinds(void) {
    CHECK_TEXT(KIND("%PDF-1.7\n", "a.exe"), "pdf"); /* the name is not asked */
    CHECK_TEXT(KIND("\x89PNG\r\n\x1a\n....", "a"), "png");
    CHECK_TEXT(KIND("\xff\xd8\xff\xe0", "a"), "jpg jpeg");
    CHECK_TEXT(KIND("GIF89a..", "a"), "gif");
    CHECK_TEXT(KIND("RIFF....WEBPVP8 ", "a"), "webp");
    CHECK_TEXT(KIND(ZIP "[Content_Types].xml...word/document.xml..", "a"), "docx");
    CHECK_TEXT(KIND(ZIP "....xl/workbook.xml..", "a"), "xlsx");
    CHECK_TEXT(KIND(ZIP "....ppt/presentation.xml..", "a"), "pptx");
    CHECK_TEXT(KIND(ODF "textPK", "a"), "odt");
    CHECK_TEXT(KIND(ODF "spreadsheetPK", "a"), "ods");
    CHECK_TEXT(KIND(ODF "presentationPK", "a"), "odp");
    CHECK_TEXT(KIND(OLE WORD, "a"), "doc");
    CHECK_TEXT(KIND(OLE "W\0o\0r\0k\0b\0o\0o\0k\0", "a"), "xls");
    CHECK_TEXT(KIND(OLE "P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0 \0D\0o\0c\0", "a"), "ppt");
    CHECK_TEXT(KIND("ID3\x03", "a"), "mp3");
    CHECK_TEXT(KIND("\xff\xfb\x90\x64", "a"), "mp3");
    CHECK_TEXT(KIND("\0\0\0\x20" "ftypisom....", "a"), "mp4 m4v 3gp");
    CHECK_TEXT(KIND("\0\0\0\x20" "ftypM4A ....", "a"), "m4a");
    CHECK_TEXT(KIND("Kính gửi", "a.txt"), "txt md");
    CHECK_TEXT(KIND("\xef\xbb\xbfhọ,tên\r\n", "a.CSV"), "csv");
    CHECK_TEXT(KIND("notes", "README"), "txt md");
    CHECK_TEXT(KIND("| survey |", "a.md"), "txt md");
    CHECK_TEXT(KIND("<?xml version=\"1.0\"?><data/>", "a.xml"), "xml");
}

static void refused(void) {
    CHECK_TEXT(KIND("MZ\x90\0\x03", "a.pdf"), NULL);
    CHECK_TEXT(KIND("\x7f" "ELF", "a.txt"), NULL);
    CHECK_TEXT(KIND("", "a.txt"), NULL);
    CHECK_TEXT(KIND(" \r\n", "a.txt"), NULL);
    CHECK_TEXT(KIND("x %PDF-", "a.pdf"), NULL);
    CHECK_TEXT(KIND("<!doctype html>", "a.txt"), NULL);
    CHECK_TEXT(KIND("\xef\xbb\xbf \r\n<svg>", "a.txt"), NULL);
    CHECK_TEXT(KIND("<?xml version=\"1.0\"?>", "a.csv"), NULL);
    CHECK_TEXT(KIND("Tæ chøc,Hîp ®ång", "a.csv"), "csv"); /* UTF-8 all the same */
    CHECK_TEXT(KIND("T\xe6 ch\xf8""c h\xe9i ngh\xde qu\xb8n tri\xd6t", "a.csv"), "csv"); /* TCVN3 */
    CHECK_TEXT(KIND("T\xe6 ch\xf8""c h\xe9i ngh\xde qu\xb8n tri\xd6t", "a.txt"), NULL);
    CHECK_TEXT(KIND("<html>T\xe6 ch\xf8""c h\xe9i ngh\xde", "a.csv"), NULL);
    CHECK_TEXT(KIND("<?xml version=\"1.0\"?><data/>", "a.txt"), NULL);
    CHECK_TEXT(KIND("no tag", "a.xml"), NULL);
    CHECK_TEXT(KIND("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "a.xml"), NULL);
    CHECK_TEXT(KIND("<svg xmlns='http://www.w3.org/2000/svg'/>", "a.xml"), NULL);
    CHECK_TEXT(KIND("<html><script>x</script></html>", "a.xml"), NULL);
    CHECK_TEXT(KIND("#!/bin/sh\n", "a.txt"), NULL);
    CHECK_TEXT(KIND("%!PS-Adobe", "a.txt"), NULL);
    CHECK_TEXT(KIND("alert(1)", "a.js"), NULL);
    CHECK_TEXT(KIND("alert(1)", "a.html"), NULL);
    CHECK_TEXT(KIND("B\xb8o c\xb8o", "a.txt"), NULL); /* not UTF-8 */
    CHECK_TEXT(KIND("a\0b", "a.txt"), NULL);
    CHECK_TEXT(KIND(ZIP "....setup.exe", "a.docx"), NULL);
    CHECK_TEXT(KIND(ZIP "..word/document.xml..word/vbaProject.bin", "a.docx"), NULL);
    CHECK_TEXT(KIND(ZIP "..xl/workbook.bin", "a.xlsx"), NULL);
    CHECK_TEXT(KIND(ODF "textPK..Basic/script-lc.xml", "a.odt"), NULL);
    CHECK_TEXT(KIND(ODF "text-templatePK", "a.odt"), NULL);
    CHECK_TEXT(KIND(OLE "installer", "a.doc"), NULL);
    CHECK_TEXT(KIND(OLE WORD VBA, "a.doc"), NULL);
    CHECK_TEXT(KIND("RIFF....WAVEfmt ", "a.webp"), NULL);
    CHECK_TEXT(KIND("\0\0\0\x20" "ftypqt  ....", "a.mp4"), NULL);
    CHECK_TEXT(KIND("\xff\xfe" "a\0", "a.txt"), NULL);
}

static void names(Arena *a) {
    const char *long_name = "Báo cáo ";
    const FileKind *pdf = file_kind("%PDF-", 5, ""), *jpg = file_kind("\xff\xd8\xff", 3, "");
    Buf b = {.a = a};
    CHECK_TEXT(file_name(a, "Báo cáo quý 1.pdf", pdf), "Báo cáo quý 1.pdf");
    CHECK_TEXT(file_name(a, "Ba\xcc\x81o.pdf", pdf), "B\xc3\xa1o.pdf"); /* NFC */
    CHECK_TEXT(file_name(a, "IMG_1.JPEG", jpg), "IMG_1.JPEG");
    CHECK_TEXT(file_name(a, "../../etc/passwd", pdf), "passwd.pdf");
    CHECK_TEXT(file_name(a, "C:\\Users\\An\\a.pdf", pdf), "a.pdf");
    CHECK_TEXT(file_name(a, "/", pdf), "file.pdf");
    CHECK_TEXT(file_name(a, "..", pdf), "file.pdf");
    CHECK_TEXT(file_name(a, ".pdf", pdf), "pdf.pdf");
    CHECK_TEXT(file_name(a, "a.exe", pdf), "a.exe.pdf");
    CHECK_TEXT(file_name(a, "a.pdf ...", pdf), "a.pdf");
    CHECK_TEXT(file_name(a, "a\r\n\tb\".pdf", pdf), "a___b_.pdf");
    CHECK_TEXT(file_name(a, "gnp.\xe2\x80\xaegpj.exe", jpg), "gnp.gpj.exe.jpg");
    CHECK_TEXT(file_name(a, "a\xe2\x80\x8b\xef\xbb\xbf.jpg", jpg), "a.jpg");
    CHECK_TEXT(file_name(a, "3.2022", pdf), "3.2022.pdf");
    for (int i = 0; i < 50; i++) buf_text(&b, long_name);
    const char *cut = file_name(a, arena_print(a, "%s.pdf", b.s), pdf);
    CHECK(strlen(cut) <= FILE_NAME_MAX && strlen(cut) > FILE_NAME_MAX - 12);
    CHECK_TEXT(cut + strlen(cut) - 4, ".pdf");
    char many[220];
    memset(many, 'a', sizeof many);
    for (int n = 190; n < 215; n++) { /* never half a letter */
        cut = file_name(a, arena_print(a, "%.*s\xc3\xa1\xc3\xa1\xc3\xa1", n, many), pdf);
        CHECK(strlen(cut) <= FILE_NAME_MAX && !strstr(cut, "\xc3."));
    }
}

int main(void) {
    Arena *a = arena_open();
    kinds();
    refused();
    names(a);
    arena_close(a);
    return test_failed;
}
