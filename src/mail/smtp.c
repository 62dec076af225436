/* smtp.c - one mail to the office's mail server, by libcurl.
 *
 * With "starttls" and "tls" nothing is said to a server whose certificate does not prove
 * its name; with "plain" nothing secret is said at all: no password. */
#include "mail/mail.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONNECT_SECONDS = 15, SEND_SECONDS = 60, REPLY_BYTES = 200 };

struct MailLine {
    const MailServer *s;
    CURL             *curl;
    char              reply[REPLY_BYTES + 1]; /* the server's last line, or its no */
};

typedef struct Sending { const char *s; size_t left; } Sending;

static size_t give(char *to, size_t size, size_t n, void *arg) {
    Sending *from = arg;
    size_t   part = size * n < from->left ? size * n : from->left;
    memcpy(to, from->s, part);
    from->s += part;
    from->left -= part;
    return part;
}

/* What a server says comes from outside: signs that a page or a log would miss go. */
static size_t hear(char *line, size_t size, size_t n, void *arg) {
    MailLine *l = arg;
    size_t    at = 0;
    if (*l->reply >= '4') return size * n; /* a no: libcurl takes its leave, and hears "bye" */
    for (size_t i = 0; i < size * n && at < REPLY_BYTES; i++)
        if (line[i] >= ' ' && line[i] <= '~') l->reply[at++] = line[i];
    l->reply[at] = 0;
    return size * n;
}

static size_t ignore(char *line, size_t size, size_t n, void *arg) {
    (void)line, (void)arg;
    return size * n;
}

#define SET(l, option, value)                                                  \
    do {                                                                       \
        if (curl_easy_setopt((l)->curl, (option), (value)) != CURLE_OK)        \
            fatal("libcurl does not know " #option);                           \
    } while (0)

static void set_security(MailLine *l) {
    const MailServer *s = l->s;
    bool plain = strcmp(s->secure, "plain") == 0;
    SET(l, CURLOPT_USE_SSL, plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    SET(l, CURLOPT_SSL_VERIFYPEER, 1L);
    SET(l, CURLOPT_SSL_VERIFYHOST, 2L);
    SET(l, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (s->ca) SET(l, CURLOPT_CAINFO, s->ca);
    if (plain || !s->login || !s->password) return;
    SET(l, CURLOPT_USERNAME, s->login);
    SET(l, CURLOPT_PASSWORD, s->password);
}

MailLine *mail_open(const MailServer *s) {
    char      url[600];
    MailLine *l = calloc(1, sizeof *l);
    if (!l || !(l->curl = curl_easy_init())) fatal("no memory for mail");
    l->s = s;
    /* What stands behind the host is how we call ourselves: the office's own domain. */
    snprintf(url, sizeof url, "%s://%s:%d/%s", strcmp(s->secure, "tls") == 0 ? "smtps" : "smtp",
             s->host, s->port, strchr(s->from, '@') + 1);
    SET(l, CURLOPT_URL, url);
    SET(l, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    SET(l, CURLOPT_PROXY, ""); /* nor what the environment says of one */
    SET(l, CURLOPT_NOSIGNAL, 1L);
    SET(l, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    SET(l, CURLOPT_TIMEOUT, (long)SEND_SECONDS);
    SET(l, CURLOPT_UPLOAD, 1L);
    SET(l, CURLOPT_READFUNCTION, give);
    SET(l, CURLOPT_HEADERFUNCTION, hear);
    SET(l, CURLOPT_HEADERDATA, l);
    SET(l, CURLOPT_WRITEFUNCTION, ignore);
    set_security(l);
    return l;
}

void mail_close(MailLine *l) {
    curl_easy_cleanup(l->curl);
    free(l);
}

/* 5xx is a no to this mail, whatever else libcurl says of it; a log-in or a certificate
 * that fails, a server that is not there or busy, are no word on the mail. */
static MailSent judge(CURLcode code, long said) {
    switch (code) {
    case CURLE_OK: return (MailSent){.gone = true, .why = ""};
    case CURLE_LOGIN_DENIED: return (MailSent){.down = true, .why = "mail.trouble.login"};
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_PEER_FAILED_VERIFICATION:
        return (MailSent){.down = true, .why = "mail.trouble.secure"};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
        return (MailSent){.down = true, .why = "mail.trouble.connect"};
    default: break;
    }
    if (said >= 500 && said < 600) return (MailSent){.never = true, .why = "mail.trouble.refused"};
    return (MailSent){.why = said >= 400 ? "mail.trouble.later" : "mail.trouble.connect",
                      .down = said < 400};
}

MailSent mail_send(Ctx *c, MailLine *l, const char *from, const char *to, const char *text) {
    long    said = 0;
    Sending what = {text, strlen(text)};
    struct curl_slist *rcpt =
        curl_slist_append(NULL, arena_print(c->a, "<%s>", to));
    if (!rcpt) fatal("no memory for mail");
    *l->reply = 0;
    SET(l, CURLOPT_MAIL_FROM, arena_print(c->a, "<%s>", from));
    SET(l, CURLOPT_MAIL_RCPT, rcpt);
    SET(l, CURLOPT_READDATA, &what);
    CURLcode code = curl_easy_perform(l->curl);
    curl_easy_getinfo(l->curl, CURLINFO_RESPONSE_CODE, &said);
    MailSent out = judge(code, said);
    out.reply = arena_text(c->a, l->reply);
    curl_easy_setopt(l->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(rcpt);
    return out;
}
