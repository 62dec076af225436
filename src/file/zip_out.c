/* zip_out.c - several files as one, by libzip, which reads them when it packs them: memory does
 * not grow with them. */
#include "file/file.h"

#include <string.h>
#include <zip.h>

enum { LEVEL = 1 }; /* tables shrink to a tenth by the quickest; more costs more than it gains */

static bool packed(const char *name) {
    size_t n = strlen(name);
    return n > 5 && strcmp(name + n - 5, ".xlsx") == 0;
}

static bool add(zip_t *z, const ZipPart *p) {
    zip_source_t *s = zip_source_file(z, p->path, 0, -1);
    zip_int64_t   i = s ? zip_file_add(z, p->name, s, ZIP_FL_ENC_UTF_8) : -1;
    if (i < 0) {
        zip_source_free(s);
        return false;
    }
    zip_uint64_t at = (zip_uint64_t)i;
    return zip_set_file_compression(z, at, packed(p->name) ? ZIP_CM_STORE : ZIP_CM_DEFLATE,
                                    LEVEL) == 0 &&
           zip_file_set_dostime(z, at, 0, 0x21, 0) == 0; /* the first of 1980 */
}

Err file_zip(const char *path, const ZipPart *part, int n) {
    int    code;
    zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    if (!z) return "file.sheet.place";
    for (int i = 0; i < n; i++)
        if (!add(z, &part[i])) {
            zip_discard(z);
            return "file.sheet.place";
        }
    if (zip_close(z) == 0) return NULL;
    zip_discard(z);
    return "file.sheet.place";
}
