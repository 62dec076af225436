/* rosa_fuzz.c - whole requests of phones to a server with a survey in the field: addresses,
 * digests, forms with an answer and its files.  In a seed @T stands for the secret of a phone,
 * @L for the length of the body. */
#include "request.h"

#include "../survey/phone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    static Phones  f;
    static int64_t count;
    if (!f.server) {
        char name[64];
        snprintf(name, sizeof name, "rosa_fuzz.%d.db", (int)getpid());
        f = phone_open(name);
        MUST_HOLD(!test_failed);
    }
    Arena      *a = arena_open();
    const char *s = fuzz_text(a, data, n), *gap = n ? memmem(s, n, "\n\n", 2) : NULL;
    size_t      head = gap ? (size_t)(gap - s) : n, body = gap ? n - head - 2 : 0;
    Buf         b = {.a = a}, out = {.a = a};
    if (body) seed_part(&b, gap + 2, body, f.token, 0);
    seed_head(&out, s, head, f.token, b.len);
    buf_add(&out, b.s, b.len);
    const char *reply = talk(out.s, out.len);
    int         code = status(reply);
    /* What the library does not understand it answers itself. */
    bool its_own = code == 400 || code == 413 || code == 414 || code == 431 || code == 505;
    MUST_HOLD(code == 0 || (code >= 200 && code < 600 && code != 500));
    if (code >= 200) MUST_HOLD(its_own || strstr(reply, "nosniff"));
    /* Whatever is answered to a phone is a text that it can show. */
    bool to_phone = code >= 200 && code != 204 && strstr(reply, "X-OpenRosa-Version: 1.0");
    if (to_phone && code >= 400) MUST_HOLD(strstr(reply, "<OpenRosaResponse") || strstr(s, "HEAD"));
    if (count++ % 64 == 0) MUST_HOLD(status(phone_get(&f, "formList", PHONE_ROSA)) == 200);
    arena_close(a);
    return 0;
}
