/* message.c - one mail as bytes: RFC 5322, with MIME (RFC 2045 to 2047, 2183).
 *
 * All that is not ASCII goes as base64, the words of a header as encoded words, so no
 * server on the way has to understand anything, and no text can end a header: of what
 * is written as it is, addresses have been checked and the rest is our own. */
#include "mail/mail.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    LINE_BYTES = 57,  /* 76 signs of base64 */
    WORD_BYTES = 45   /* 60 signs in an encoded word, which may have 75 in all */
};

/* The standard alphabet with padding (RFC 4648, 4): what mail wants. */
static void put_base64(Buf *b, const char *s, size_t n) {
    static const char sign[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        unsigned one = (unsigned char)s[i], two = i + 1 < n ? (unsigned char)s[i + 1] : 0,
                 three = i + 2 < n ? (unsigned char)s[i + 2] : 0;
        char out[4] = {sign[one >> 2], sign[(one & 3) << 4 | two >> 4],
                       i + 1 < n ? sign[(two & 15) << 2 | three >> 6] : '=',
                       i + 2 < n ? sign[three & 63] : '='};
        buf_add(b, out, sizeof out);
    }
}

/* A text of UTF-8 in encoded words, each of whole letters. */
static void put_words(Buf *b, const char *s) {
    size_t left = strlen(s);
    do {
        size_t n = left < WORD_BYTES ? left : WORD_BYTES;
        while (n < left && n > 1 && ((unsigned char)s[n] & 0xc0) == 0x80) n--;
        buf_text(b, "=?UTF-8?B?");
        put_base64(b, s, n);
        buf_text(b, "?=");
        s += n;
        left -= n;
        if (left) buf_text(b, "\r\n ");
    } while (left);
}

/* "Sun, 01 Mar 2026 07:00:00 +0700": in English whatever the machine speaks. */
static void put_date(Buf *b, int64_t ms) {
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    time_t    s = (time_t)((ms + ZONE_MS) / 1000);
    struct tm t;
    gmtime_r(&s, &t);
    buf_print(b, "Date: %.3s, %02d %.3s %04d %02d:%02d:%02d +0700\r\n", days + 3 * t.tm_wday,
              t.tm_mday, months + 3 * t.tm_mon, t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

static void put_part(Buf *b, const char *bound, const char *type, const char *text) {
    buf_print(b, "--%s\r\nContent-Type: %s; charset=utf-8\r\n"
                 "Content-Transfer-Encoding: base64\r\n\r\n", bound, type);
    for (size_t left = strlen(text); left; ) {
        size_t n = left < LINE_BYTES ? left : LINE_BYTES;
        put_base64(b, text, n);
        buf_text(b, "\r\n");
        text += n;
        left -= n;
    }
}

bool letter_test(const Letter *l) { return strcmp(l->kind, "test") == 0; }

const char *letter_words(const Ctx *c, const Letter *l) {
    if (letter_test(l)) return tr(c, "mail.words.test");
    return l->n ? trf(c, "mail.words.some", V(l->n)) : tr(c, "mail.words");
}

const char *letter_subject(const Ctx *c, const Letter *l) {
    return tr(c, letter_test(l) ? "mail.subject.test" : "mail.subject");
}

/* The way to what is new. */
static void put_way(Buf *b, const Ctx *c, const Letter *l) {
    if (l->site) buf_print(b, "%s\r\n%s\r\n\r\n", tr(c, "mail.enter"), l->site);
    else buf_print(b, "%s\r\n\r\n", tr(c, "mail.enter.usual"));
    buf_print(b, "%s\r\n\r\n", tr(c, "mail.why.nothing"));
}

static const char *plain(const Ctx *c, const Letter *l) {
    Buf b = {.a = c->a};
    buf_print(&b, "%s\r\n\r\n%s\r\n\r\n", tr(c, "mail.hello"), letter_words(c, l));
    if (!letter_test(l)) put_way(&b, c, l);
    buf_print(&b, "-- \r\n%s\r\n", tr(c, "mail.foot"));
    return b.s;
}

static void put_head(Buf *b, const Ctx *c, const Letter *l) {
    buf_text(b, "From: ");
    put_words(b, l->office ? l->office : "Nắm Rõ");
    buf_print(b, "\r\n <%s>\r\nTo: <%s>\r\nSubject: ", l->from, l->to);
    put_words(b, letter_subject(c, l));
    buf_text(b, "\r\n");
    put_date(b, l->at);
    buf_print(b, "Message-ID: <%s%s>\r\nMIME-Version: 1.0\r\n", l->message, strchr(l->from, '@'));
    /* No answer by a machine that is away, no loop (RFC 3834). */
    buf_text(b, "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n");
}

const char *letter_write(const Ctx *c, const Letter *l) {
    Buf b = {.a = c->a};
    if (!mail_address_ok(l->from) || !mail_address_ok(l->to)) fatal("a mail without an address");
    const char *bound = arena_print(c->a, "=_%s", l->message); /* no base64 holds a "_" */
    put_head(&b, c, l);
    buf_print(&b, "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n", bound);
    put_part(&b, bound, "text/plain", plain(c, l));
    put_part(&b, bound, "text/html", letter_html(c, l).s);
    buf_print(&b, "--%s--\r\n", bound);
    return b.s;
}

static bool host_ok(const char *host) {
    size_t n = strlen(host), label = 0;
    for (size_t i = 0; i < n; i++) {
        bool word = (host[i] >= 'a' && host[i] <= 'z') || (host[i] >= 'A' && host[i] <= 'Z') ||
                    (host[i] >= '0' && host[i] <= '9');
        if (host[i] == '.' ? !label || host[i - 1] == '-' : !word && !(host[i] == '-' && label))
            return false;
        label = host[i] == '.' ? 0 : label + 1;
        if (label > 63) return false;
    }
    return label && host[n - 1] != '-';
}

bool mail_address_ok(const char *address) {
    static const char atext[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "!#$%&'*+-/=?^_`{|}~.";
    if (!address || strlen(address) > MAIL_ADDRESS_MAX) return false;
    size_t n = strspn(address, atext);
    if (!n || n > 64 || address[n] != '@') return false;
    if (*address == '.' || address[n - 1] == '.' || memmem(address, n, "..", 2)) return false;
    return host_ok(address + n + 1);
}
