/* file_fuzz.c - a name and, below it, the bytes of a file that somebody gave. */
#include "fuzz.h"

#include "file/file.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    Arena         *a = arena_open();
    const uint8_t *line = n ? memchr(data, '\n', n) : NULL;
    size_t         head = line ? (size_t)(line - data) : n;
    const char    *name = fuzz_text(a, data, head);
    const uint8_t *bytes = line ? line + 1 : data + n;
    size_t         length = n - (size_t)(bytes - data);
    uint8_t       *exact = malloc(length ? length : 1); /* so that one byte beyond is seen */
    if (!exact) fatal("no memory");
    if (length) memcpy(exact, bytes, length);
    if (text_valid(name, strlen(name))) { /* intake.c refuses any other */
        const FileKind *k = file_kind(exact, length, name);
        const char     *shown = k ? file_name(a, name, k) : NULL;
        if (shown) {
            MUST_HOLD(*shown && strlen(shown) <= FILE_NAME_MAX && text_valid(shown, strlen(shown)));
            MUST_HOLD(!strpbrk(shown, "/\\\r\n\"<>|?*:") && *shown != '.');
            MUST_HOLD(same(file_name(a, shown, k), shown));
        }
    }
    free(exact);
    arena_close(a);
    return 0;
}
