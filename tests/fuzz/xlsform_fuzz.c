/* xlsform_fuzz.c - a questionnaire that somebody uploads, XLSX, CSV or Markdown, whatever its
 * bytes: a refusal, or notes with a place, or an XForm that is well-formed.  The seeds of XLSX
 * are stored, not packed, so that what is changed in them reaches the reader. */
#include "fuzz.h"

#include "text/text.h"
#include "xlsform/xlsform.h"

#include <libxml/parser.h>

static void xml_holds(const Xlsform *f) {
    xmlDoc *doc = xmlReadMemory(f->xml, (int)f->bytes, "form", NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                XML_PARSE_HUGE);
    MUST_HOLD(doc && xmlDocGetRootElement(doc)->ns);
    xmlFreeDoc(doc);
}

static void notes_hold(Ctx *c, const Xlsform *f) {
    static const char *const levels[] = {"error", "warning", "advice"};
    size_t errors = 0;
    for (size_t i = 0; i < f->notes; i++) {
        const XlsformNote *n = &f->note[i];
        MUST_HOLD(n->level <= XLSFORM_ADVICE && *levels[n->level] && n->row >= 0);
        MUST_HOLD(!i || n[-1].level <= n->level);
        const char *words = xlsform_words(c, n);
        MUST_HOLD(*words && text_valid(words, strlen(words)));
        errors += n->level == XLSFORM_ERROR;
    }
    MUST_HOLD(errors <= f->errors && (f->errors == 0 || errors > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    static const char *const names[] = {"a.md", "a.csv", "a.xlsx"};
    uint8_t *exact = malloc(n ? n : 1); /* so that one byte beyond is seen */
    if (!exact) fatal("no memory");
    if (n) memcpy(exact, data, n);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Ctx     c = {.a = arena_open(), .lang = n % 2 ? LANG_EN : LANG_VI};
        Xlsform f;
        Err     e = xlsform_convert(c.a, (Bytes){exact, n},
                                    &(XlsformAsked){.file = names[i], .proof = true, .lint = true},
                                    &f);
        MUST_HOLD(!e || strncmp(e, "file.", 5) == 0 || strncmp(e, "xlsform.file.", 13) == 0);
        MUST_HOLD(e || (f.xml != NULL) == (f.errors == 0));
        if (!e) notes_hold(&c, &f);
        if (!e && f.xml) xml_holds(&f);
        arena_close(c.a);
    }
    free(exact);
    return 0;
}
