/* symbol_test.c - numbers and symbols in both grammars. */
#include "test.h"
#include "work/work.h"

static char flag(bool state) { return state ? 's' : 'p'; }

/* What is printed again, and what stands in it: grammar number suffix year kind issuer. */
static const struct { const char *typed, *printed, *parts; } good[] = {
    {"01-KL/TW",               "01-KL/TW",          "p 1 '' 0 KL TW"},
    {"05-CT/TW",               "05-CT/TW",          "p 5 '' 0 CT TW"},
    {"113-CTr/TU",             "113-CTr/TU",        "p 113 '' 0 CTr TU"},
    {"25-KH/TU",               "25-KH/TU",          "p 25 '' 0 KH TU"},
    {"24-BS/UBKTTU",           "24-BS/UBKTTU",      "p 24 '' 0 BS UBKTTU"},
    {"66-QĐ/TW",               "66-QĐ/TW",          "p 66 '' 0 QĐ TW"},
    {"1234-CV/BTGTU",          "1234-CV/BTGTU",     "p 1234 '' 0 CV BTGTU"},
    {"12a-TB/TU",              "12a-TB/TU",         "p 12 'a' 0 TB TU"},
    {"7-NQ/TW",                "07-NQ/TW",          "p 7 '' 0 NQ TW"},
    {"1-CT/TW-BBT",            "01-CT/TW-BBT",      "p 1 '' 0 CT TW-BBT"},
    {"726/KH-UBND",            "726/KH-UBND",       "s 726 '' 0 KH UBND"},
    {"03/NQ-CP",               "03/NQ-CP",          "s 3 '' 0 NQ CP"},
    {"3/NQ-CP",                "03/NQ-CP",          "s 3 '' 0 NQ CP"},
    {"1270/BC-TCTTTg",         "1270/BC-TCTTTg",    "s 1270 '' 0 BC TCTTTg"},
    {"42/2014/QĐ-TTg",         "42/2014/QĐ-TTg",    "s 42 '' 2014 QĐ TTg"},
    {"30/2020/NĐ-CP",          "30/2020/NĐ-CP",     "s 30 '' 2020 NĐ CP"},
    {"104/2016/QH13",          "104/2016/QH13",     "s 104 '' 2016  QH13"},
    {"91/2025/QH15",           "91/2025/QH15",      "s 91 '' 2025  QH15"},
    {"1250/NQ-UBTVQH15",       "1250/NQ-UBTVQH15",  "s 1250 '' 0 NQ UBTVQH15"},
    {"01/2014/TTLT-BTC-BNV",   "01/2014/TTLT-BTC-BNV", "s 1 '' 2014 TTLT BTC-BNV"},
    {"726/UBND-VP1",           "726/UBND-VP1",      "s 726 '' 0 UBND VP1"},
    {"12A/QĐ-UBND",            "12a/QĐ-UBND",       "s 12 'a' 0 QĐ UBND"},
    {"12bis/QĐ-UBND",          "12bis/QĐ-UBND",     "s 12 'bis' 0 QĐ UBND"},
    {"  05 - CT / TW ",        "05-CT/TW",          "p 5 '' 0 CT TW"},
    {"05 – CT / TW",           "05-CT/TW",          "p 5 '' 0 CT TW"},
    {"05\xE2\x80\x91" "CT/TW", "05-CT/TW",          "p 5 '' 0 CT TW"},
    {"05—CT⁄TW",               "05-CT/TW",          "p 5 '' 0 CT TW"},
    {"05−CT∕TW",               "05-CT/TW",          "p 5 '' 0 CT TW"},
    {"05\xC2\xA0-\xC2\xA0" "CT/TW", "05-CT/TW",     "p 5 '' 0 CT TW"},
    {"Số 05-CT/TW",            "05-CT/TW",          "p 5 '' 0 CT TW"},
    {"Số: 726/KH-UBND.",       "726/KH-UBND",       "s 726 '' 0 KH UBND"},
    {"SỐ: 726 / KH - UBND ;",  "726/KH-UBND",       "s 726 '' 0 KH UBND"},
    {"so 3/nq-cp",             "03/nq-cp",          "s 3 '' 0 nq cp"},
    {"0005-CT/TW",             "05-CT/TW",          "p 5 '' 0 CT TW"},
    {"42/2014/QĐ - TTg",       "42/2014/QĐ-TTg",    "s 42 '' 2014 QĐ TTg"},
    {"66-QD\xCC\xA3/TW",       "66-QḌ/TW",          "p 66 '' 0 QḌ TW"}, /* composed, not guessed */
    {"05\xE2\x80\x8B-CT/TW",   "05-CT/TW",          "p 5 '' 0 CT TW"},
    {"99999/QĐ-UBND",          "99999/QĐ-UBND",     "s 99999 '' 0 QĐ UBND"},
    {"10-Kl/tW",               "10-Kl/tW",          "p 10 '' 0 Kl tW"},
    {"2022/UBND-VP",           "2022/UBND-VP",      "s 2022 '' 0 UBND VP"},
    {"05-CT/TW\n",             "05-CT/TW",          "p 5 '' 0 CT TW"},
};

static const struct { const char *typed, *err; } bad[] = {
    {NULL,                 "document.symbol.missing"},
    {"",                   "document.symbol.missing"},
    {" \t ",               "document.symbol.missing"},
    {"KL/TW",              "document.symbol.number"},
    {"-KL/TW",             "document.symbol.number"},
    {"0-KL/TW",            "document.symbol.number"},
    {"00/KH-UBND",         "document.symbol.number"},
    {"-5-KL/TW",           "document.symbol.number"},
    {"100000/QĐ-UBND",     "document.symbol.number"},
    {"99999999999999999999999999/QĐ-UBND", "document.symbol.number"},
    {"Kết luận 01",        "document.symbol.number"},
    {"٥-KL/TW",            "document.symbol.number"},
    {"01",                 "document.symbol.form"},
    {"01-",                "document.symbol.form"},
    {"01/",                "document.symbol.form"},
    {"01-KL",              "document.symbol.form"},
    {"01-KL/",             "document.symbol.form"},
    {"01-/TW",             "document.symbol.form"},
    {"01/KH",              "document.symbol.form"},
    {"01/KH-",             "document.symbol.form"},
    {"01/-UBND",           "document.symbol.form"},
    {"01 KL/TW",           "document.symbol.form"},
    {"01KL/TW",            "document.symbol.form"},
    {"01ab-KL/TW",         "document.symbol.form"},
    {"01-KL-TW",           "document.symbol.form"},
    {"01-KL/TW/BBT",       "document.symbol.form"},
    {"01--KL/TW",          "document.symbol.form"},
    {"01-KL//TW",          "document.symbol.form"},
    {"01-K L/TW",          "document.symbol.form"},
    {"01-KL/T W",          "document.symbol.form"},
    {"01-12/TW",           "document.symbol.form"},
    {"42/14/QĐ-TTg",       "document.symbol.form"},
    {"42/0014/QĐ-TTg",     "document.symbol.form"},
    {"42/2014/",           "document.symbol.form"},
    {"42/2014/2015/QH13",  "document.symbol.form"},
    {"01-KL/TW; DROP",     "document.symbol.form"},
    {"01-<b>/TW",          "document.symbol.form"},
    {"01-KL/T'W",          "document.symbol.form"},
    {"01-KL/\xFF",         "document.symbol.form"},
};

static const char *parts(Arena *a, const Symbol *s) {
    return arena_print(a, "%c %d '%s' %d %s %s", flag(s->state), (int)s->number, s->suffix,
                       s->year, s->kind, s->issuer);
}

static void grammar(Ctx *c) {
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        Symbol s, again;
        CHECK_TEXT(symbol_parse(c->a, good[i].typed, &s), NULL);
        CHECK_TEXT(symbol_print(c->a, &s), good[i].printed);
        CHECK_TEXT(parts(c->a, &s), good[i].parts);
        CHECK_TEXT(symbol_parse(c->a, symbol_print(c->a, &s), &again), NULL);
        CHECK_TEXT(parts(c->a, &again), parts(c->a, &s));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Symbol s = {.number = 77};
        CHECK_TEXT(symbol_parse(c->a, bad[i].typed, &s), bad[i].err);
        CHECK(s.number == 77);
        CHECK(strcmp(tr(c, bad[i].err), bad[i].err) != 0);
    }
    char longest[400];
    memset(longest, '1', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    Symbol s;
    CHECK_TEXT(symbol_parse(c->a, longest, &s), "document.symbol.long");
}

/* As printed, kind, issuer, series. */
static const struct { const char *typed, *day, *found; } known[] = {
    {"01-KL/TW",         "2021-05-18", "01-KL/TW|Kết luận|TW|XIII"},
    {"05-CT/TW",         "2016-05-15", "05-CT/TW|Chỉ thị|TW|XII"},
    {"100-KL/TW",        "2014-08-18", "100-KL/TW|Kết luận|TW|XI"},
    {"05-ct/tw",         "2016-01-27", "05-CT/TW|Chỉ thị|TW|XI"}, /* the last day of the term */
    {"05-ct/tw",         "2016-01-28", "05-CT/TW|Chỉ thị|TW|XII"},
    {"113-ctr/tu",       "2020-10-26", "113-CTr/TU|Chương trình|TU|XVI"},
    {"113-CTR/TU",       "2021-03-01", "113-CTr/TU|Chương trình|TU|XVII"},
    {"66-qd/tw",         "2017-02-06", "66-QĐ/TW|Quyết định|TW|XII"},
    {"24-bs/ubkttu",     "2022-01-01", "24-BS/UBKTTU|Bản sao|UBKTTU|XVII"},
    {"1-KL/TW",          NULL,         "01-KL/TW|Kết luận|TW|?"}, /* no day, no term */
    {"726/kh-ubnd",      "2022-03-05", "726/KH-UBND|Kế hoạch|UBND|2022"},
    {"12/qd-ubnd",       NULL,         "12/QĐ-UBND|Quyết định|UBND|2026"},
    {"3/nq-cp",          "2021-12-31", "03/NQ-CP|Nghị quyết|CP|2021"},
    {"42/2014/qd-ttg",   NULL,         "42/2014/QĐ-TTg|Quyết định|TTg|2014"},
    {"42/2014/QĐ-TTg",   "2015-01-02", "42/2014/QĐ-TTg|Quyết định|TTg|2014"}, /* as printed */
    {"104/2016/qh13",    NULL,         "104/2016/QH13|Luật|QH|2016"},
    {"01/2021/UBTVQH15", NULL,         "01/2021/UBTVQH15|Pháp lệnh|UBTVQH|2021"},
    {"1250/nq-ubtvqh15", "2024-10-24", "1250/NQ-UBTVQH15|Nghị quyết|UBTVQH|2024"},
    {"1270/bc-tctttg",   "2017-12-28", "1270/BC-TCTTTg|Báo cáo|TCTTTg|2017"},
    {"726/ubnd-VP1",     "2022-01-01", "726/UBND-VP1|Công văn|UBND|2022"},
    {"15/NQ-HĐND",       "2022-01-01", "15/NQ-HĐND|Nghị quyết|HĐND|2022"},
    {"15/nq-hdnd",       "2022-01-01", "15/NQ-HĐND|Nghị quyết|HĐND|2022"},
    {"05/CT-TW",         "2016-05-15", "05-CT/TW|Chỉ thị|TW|XII"},  /* in the other grammar */
    {"726-KH/UBND",      "2022-01-01", "726/KH-UBND|Kế hoạch|UBND|2022"},
    {"08-KH/BTGTU",      "2022-01-01", "08-KH/BTGTU|Kế hoạch|BTGTU|XVII"},
    {"08-XX/TW",         "2022-01-01", "08-XX/TW|?|TW|XIII"},       /* what is not known stays */
    {"08-KL/abc",        "2022-01-01", "08-KL/abc|Kết luận|?|?"},
    {"08/XX-abc",        "2022-01-01", "08/XX-abc|?|?|?"},
    {"08/KH-UBND-VP",    "2022-01-01", "08/KH-UBND-VP|Kế hoạch|UBND|2022"},
};

static const char *name_of(Ctx *c, int64_t kind) {
    const char *name = "?";
    Rows q = db_query(c, "SELECT name FROM document_kind WHERE id = $1", V(kind));
    while (db_next(&q)) name = row_text(&q, 0);
    return name;
}
static const char *symbol_of(Ctx *c, int64_t issuer) {
    const char *symbol = "?";
    Rows q = db_query(c, "SELECT symbol FROM document_issuer WHERE id = $1", V(issuer));
    while (db_next(&q)) symbol = row_text(&q, 0);
    return symbol;
}

static const char *looked_up(Ctx *c, const SymbolRead *r) {
    return arena_print(c->a, "%s|%s|%s|%s", symbol_print(c->a, &r->symbol), name_of(c, r->kind),
                       symbol_of(c, r->issuer), r->series ? r->series : "?");
}

static void office(Ctx *c) {
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        SymbolRead r, again;
        CHECK_TEXT(symbol_read(c, known[i].typed, known[i].day, &r), NULL);
        CHECK_TEXT(looked_up(c, &r), known[i].found);
        CHECK_TEXT(symbol_read(c, symbol_print(c->a, &r.symbol), known[i].day, &again), NULL);
        CHECK_TEXT(looked_up(c, &again), known[i].found);
    }
    int64_t n;
    CHECK(!db_int(c, &n, "SELECT count(*) FROM document_kind k WHERE grammar = 'party'"
                         " AND abbr <> 'BS' AND (SELECT count(*) FROM document_kind_rule r WHERE"
                         " r.kind = k.id AND r.since <= '2026-01-08' AND r.until = '2026-01-09')"
                         " = 1") && n == 25);
}

int main(void) {
    Ctx c = test_open();
    grammar(&c);
    office(&c);
    return test_close(&c);
}
