/* settings.c - the sheet settings: its first row is about the whole form. */
#include "xlsform/parts.h"

#include <string.h>

static bool setting_yes(Form *f, const char *name, bool otherwise) {
    const char *s = cells_text(f->setting, name);
    int         yes = s ? yes_no(s) : -1;
    if (s && yes < 0)
        NOTE(f, WARNING, "xlsform.setting.yes", .sheet = "settings", .row = 2, .column = name,
             WHAT(name, s, otherwise ? "yes" : "no"));
    return yes < 0 ? otherwise : yes;
}

/* The file's name without folder and ending. */
static const char *stem(Arena *a, const char *file) {
    const char *slash = file ? strrchr(file, '/') : NULL;
    const char *name = slash ? slash + 1 : file, *dot = name ? strrchr(name, '.') : NULL;
    if (!name || !*name) return NULL;
    return dot > name ? arena_part(a, name, (size_t)(dot - name)) : name;
}

static void check_name(Form *f) {
    const char *in_sheet = cells_text(f->setting, "name");
    if (in_sheet && !name_ok(in_sheet))
        NOTE(f, ERROR, "xlsform.name.wrong", .sheet = "settings", .row = 1, .column = "name",
             WHAT(in_sheet));
    if (f->asked->name && !name_ok(f->asked->name))
        NOTE(f, ERROR, "xlsform.name.form", WHAT("form_name", f->asked->name));
}

static void check_alike(Form *f, const char *sheet) {
    const char *alike = book_sheet(&f->book, sheet) ? NULL : book_alike(f->a, &f->book, sheet);
    if (alike) NOTE(f, WARNING, "xlsform.sheet.alike", .sheet = sheet, WHAT(sheet, alike));
}

/* The same column twice: the name of today counts. */
static void prefer_form_id(Form *f) {
    const Grid *s = f->settings.sheet;
    for (int i = 0; s->rows && i < s->columns; i++)
        if (s->header[i] && !strcmp(s->header[i], "form_id") && grid_cell(s->row, i))
            cells_set(f->a, f->setting, "id_string", grid_cell(s->row, i));
}

void settings_read(Form *f) {
    f->lang = "default";
    header_read(f, "settings", HEADER_SETTINGS, &f->settings);
    f->setting = f->settings.sheet && f->settings.sheet->rows ? f->settings.row[0]
                                                              : arena_new(f->a, Map);
    static const char *const same[] = {"form_id", "id_string", NULL};
    const Grid *s = f->settings.sheet;
    int         ids = 0;
    for (int i = 0; s && i < s->columns; i++) ids += one_of(s->header[i], same);
    if (ids == 2) prefer_form_id(f);
    if (ids == 2) NOTE(f, WARNING, "xlsform.setting.ids", .sheet = "settings", .row = 1);
    check_alike(f, "settings");
    check_alike(f, "entities");
    check_name(f);
    const char *lang = cells_text(f->setting, "default_language");
    const char *name = cells_text(f->setting, "name"), *id = cells_text(f->setting, "id_string");
    if (lang) f->lang = lang;
    f->clean = setting_yes(f, "clean_text_values", true);
    f->twice = setting_yes(f, "allow_choice_duplicates", false);
    f->root = name ? name : f->asked->name ? f->asked->name : "data";
    if (!id) id = stem(f->a, f->asked->file);
    f->id = id ? id : "data";
    const char *title = cells_text(f->setting, "title");
    f->title = title ? title : f->id;
}
