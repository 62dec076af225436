/* data.c - a table of whatever kind a person has. */
#include "file/parts.h"

Err data_open(Arena *a, const char *path, const CsvForm *form, FileTrouble *t, Dataset *out,
              Roles *roles) {
    Bytes file;
    bool  stata;
    Err   e = file_bytes_of(a, path, &file);
    *roles = (Roles){0};
    if (e) return e;
    if (columns_is(file)) return columns_open(a, file, form->threads, t, out, roles);
    if (statfile_is(file, &stata)) return statfile_read(a, file, t, out);
    return csv_read(a, file, form, t, out);
}
