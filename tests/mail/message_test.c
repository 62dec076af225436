/* message_test.c - addresses that cannot end a line, and the bytes of a mail: heads as
 * RFC 5322 wants them, two halves of the same words, and nothing of what is new. */
#include "mail/mail.h"
#include "test.h"

static const char *const good[] = {
    "a@b.vn", "nguyen.van.a@haiduong.gov.vn", "a+b@x-y.example", "x_1'y@localhost", NULL};
static const char *const bad[] = {
    "", "a", "@b.vn", "a@", "a@b@c", "a b@c.vn", "a@b .vn", "a@b.vn\r\nBcc: x@y.vn", "a\n@b.vn",
    "<a@b.vn>", "a@b.vn>", "a,b@c.vn", "\"a b\"@c.vn", ".a@b.vn", "a.@b.vn", "a..b@c.vn",
    "a@.vn", "a@b..vn", "a@-b.vn", "a@b-.vn", "a@b.vn.", "ạ@b.vn", "a@hải.vn", "a@[1.2.3.4]",
    "a@b.vn\t", "a@b.vn ORCPT=x", NULL};

static void test_addresses(void) {
    char longest[300];
    for (int i = 0; good[i]; i++) CHECK(mail_address_ok(good[i]));
    for (int i = 0; bad[i]; i++) {
        if (mail_address_ok(bad[i])) fprintf(stderr, "taken for an address: %s\n", bad[i]);
        CHECK(!mail_address_ok(bad[i]));
    }
    CHECK(!mail_address_ok(NULL));
    memset(longest, 'a', sizeof longest);
    snprintf(longest + 64, 10, "@b.vn");
    CHECK(mail_address_ok(longest));
    memset(longest, 'a', 65);
    snprintf(longest + 65, 10, "@b.vn");
    CHECK(!mail_address_ok(longest));
}

/* Lines end with CRLF and are short, and all is ASCII. */
static void check_lines(const char *text) {
    for (const char *p = text; *p; ) {
        size_t n = strcspn(p, "\r\n");
        CHECK(n <= 78 && p[n] == '\r' && p[n + 1] == '\n');
        for (size_t i = 0; i < n; i++) CHECK((p[i] >= ' ' && p[i] <= '~') || p[i] == '\t');
        p += n + 2;
    }
}

static bool has(const char *text, const char *part) { return strstr(text, part) != NULL; }

static Letter letter(void) {
    return (Letter){.kind = "notice", .office = "Ban Tuyên giáo Tỉnh ủy",
                    .site = "https://namro.example.vn", .from = "office@example.vn",
                    .to = "a@b.vn", .message = "0123456789abcdef", .at = 1772323200000};
}

static void test_heads(Ctx *c) {
    Letter      l = letter();
    const char *text = letter_write(c, &l);
    check_lines(text);
    CHECK(has(text, "From: =?UTF-8?B?QmFuIFR1ecOqbiBnacOhbyBU4buJbmgg4buneQ==?=\r\n"
                    " <office@example.vn>\r\n"));
    CHECK(has(text, "\r\nTo: <a@b.vn>\r\n"));
    CHECK(has(text, "\r\nSubject: =?UTF-8?B?Q8OzIHZp4buHYyBt4bubaQ==?=\r\n")); /* Có việc mới */
    CHECK(has(text, "\r\nDate: Sun, 01 Mar 2026 07:00:00 +0700\r\n"));
    CHECK(has(text, "\r\nMessage-ID: <0123456789abcdef@example.vn>\r\n"));
    CHECK(has(text, "\r\nMIME-Version: 1.0\r\n"));
    CHECK(has(text, "\r\nAuto-Submitted: auto-generated\r\n"));
    CHECK(has(text, "multipart/alternative") && has(text, "text/plain") && has(text, "text/html"));
    CHECK(strstr(text, "text/plain") < strstr(text, "text/html")); /* the better one last */
}

/* A name that is longer than a word, of letters of three bytes: none is torn. */
static void test_long_name(Ctx *c) {
    Letter l = letter();
    l.office = "Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở Ở";
    check_lines(letter_write(c, &l));
    l.office = "Ban\r\nBcc: x@y.vn";
    const char *text = letter_write(c, &l);
    check_lines(text);
    CHECK(!has(text, "Bcc"));
}

static void test_words(Ctx *c) {
    Letter l = letter();
    CHECK_TEXT(letter_words(c, &l), "Đồng chí có việc mới trong hệ thống Nắm Rõ.");
    l.n = 3;
    CHECK(has(letter_words(c, &l), " 3 "));
    l.site = "https://a.vn/?a=1&b=\"<x>";
    CHECK(has(letter_html(c, &l).s, "&amp;b=&quot;&lt;x&gt;"));
    CHECK(!has(letter_html(c, &l).s, "<img") && !has(letter_html(c, &l).s, "<link"));
    l.site = NULL;
    CHECK(!has(letter_html(c, &l).s, "href"));
    CHECK_FATAL(letter_write(c, &(Letter){.kind = "notice", .from = "a@b.vn", .to = "a b",
                                          .message = "x"}));
}

/* A test is no work: it does not say that there is any, and asks nobody to log in. */
static void test_test(Ctx *c) {
    Letter l = letter();
    l.kind = "test";
    CHECK(has(letter_write(c, &l), "\r\nSubject: =?UTF-8?B?VGjGsCB0aOG7rQ==?=\r\n")); /* Thư thử */
    CHECK(!has(letter_html(c, &l).s, "href"));
    CHECK(!has(letter_html(c, &l).s, tr(c, "mail.why.nothing")));
    CHECK(has(letter_html(c, &l).s, tr(c, "mail.words.test")));
    CHECK(has(letter_html(c, &l).s, tr(c, "mail.foot")));
}

int main(void) {
    Ctx c = {.a = arena_open(), .lang = LANG_VI};
    test_addresses();
    test_heads(&c);
    test_long_name(&c);
    test_words(&c);
    test_test(&c);
    arena_close(c.a);
    return test_failed;
}
