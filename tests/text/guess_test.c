/* guess_test.c - which encoding: real-like sentences of each, and text that is not
 * Vietnamese and must not become it. */
#include "test.h"
#include "text/text.h"

/* As a program shows them that takes them for Windows-1252. */
static const struct { TextCode code; const char *misread; } known[] = {
    {TEXT_TCVN3,  "Uû ban nh©n d©n tØnh H¶i D\u00AD¬ng"},
    {TEXT_TCVN3,  "Céng hßa x· héi chñ nghÜa ViÖt Nam"},
    {TEXT_TCVN3,  "CÊp ñy, chÝnh quyÒn c¸c cÊp l·nh ®¹o, chØ ®¹o c«ng t¸c t\u00AD t\u00ADëng"},
    {TEXT_TCVN3,  "B¸o c¸o kÕt qu¶ 6 th¸ng ®Çu n¨m 2005"},
    {TEXT_TCVN3,  "TØNH ñy “H¶i D\u00AD¬ng” – v¨n b¶n sè 12"},
    {TEXT_VNI,    "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam"},
    {TEXT_VNI,    "Ñoäc laäp - Töï do - Haïnh phuùc"},
    {TEXT_VNI,    "ÔÛ cô sôû, caùn boä vaän ñoäng nhaân daân"},
    {TEXT_VNI,    "UÛY BAN NHAÂN DAÂN TÆNH"},
    {TEXT_CP1258, "Côòng hoÌa xaÞ hôòi chuÒ nghiÞa Viêòt Nam"},
    {TEXT_CP1258, "Ðôòc lâòp - Týò do - Haònh phuìc"},
    {TEXT_CP1258, "vâòn ðôòng ngýõÌi dân õÒ cõ sõÒ"},
    {TEXT_VPS,    "C¶ng hòa xã h¶i chû nghïa ViŒt Nam"},
    {TEXT_VPS,    "tÌnh ÇÄy månh tuyên truyŠn, vÆn Ç¶ng ngÜ©i dân"},
    {TEXT_VISCII, "Cµng hòa xã hµi chü nghîa Vi®t Nam"},
    {TEXT_VISCII, "tïnh ð¦y mÕnh tuyên truy«n, v§n ðµng ngß¶i dân"},
    /* Possible syllables in TCVN3 and VPS too, but of rare letters. */
    {TEXT_VISCII, "Không th¬ phân giäi tên cøc bµ"},
    {TEXT_VISCII, "ID tài khoän in ¤n trên mây"},
    {TEXT_UTF8,   "Ủy ban nhân dân tỉnh Hải Dương"},
    {TEXT_NFD,    "U\u0309y ban nha\u0302n da\u0302n ti\u0309nh"},
    {TEXT_UTF8,   "ế"},
};

/* Not old Vietnamese: bytes of Windows-1252, or ASCII. */
static const struct { TextCode code; const char *misread; } foreign[] = {
    {TEXT_UTF8,   ""},
    {TEXT_UTF8,   "Plain English, 100% of it.\r\n\tYes."},
    {TEXT_CP1252, "The office’s report – “as known” – is due; don’t wait for the minister’s word."},
    {TEXT_CP1252, "L’été dernier, les élèves français étaient très fâchés à Orléans, où le maire a "
                  "refusé d’évoquer la société privée."},
    {TEXT_CP1252, "Die Bürger müssen für größere Städte künftig höhere Gebühren zahlen."},
    {TEXT_CP1252, "El niño comió piña en el jardín de la señora Núñez, según la televisión."},
    {TEXT_CP1252, "Il est là, à Paris."},
    {TEXT_CP1252, "Le café est prêt."},
    {TEXT_CP1252, "25 °C ± 2, § 5, « texte »"},
};

static TextGuess guessed(Arena *a, const char *misread) {
    const char *bytes = misread;
    size_t      n = strlen(misread), at;
    if (text_bytes(a, misread, &bytes, &n, &at)) bytes = misread;
    return text_guess(bytes, n);
}

static void say(const char *s, TextGuess g) {
    fprintf(stderr, "%s: %s %.3f\n", s, text_code_name(g.code), g.sure);
    test_failed = 1;
}

static void vietnamese(Arena *a) {
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        TextGuess g = guessed(a, known[i].misread);
        if (g.code != known[i].code || !(g.sure >= 0.9 && g.sure <= 1)) say(known[i].misread, g);
    }
    /* One word has little to tell, and says so. */
    TextGuess g = guessed(a, "H¶i"); /* Hải in TCVN3, Hội in VPS */
    if (g.sure > 0.5) say("H¶i", g);
}

static void others(Arena *a) {
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        TextGuess g = guessed(a, foreign[i].misread);
        if (g.code != foreign[i].code) say(foreign[i].misread, g);
    }
}

static void marked(void) {
    CHECK(text_guess("\xFF\xFE" "a\0", 4).code == TEXT_UTF16LE);
    CHECK(text_guess("\xFE\xFF\0a", 4).code == TEXT_UTF16BE);
    CHECK(text_guess("\xEF\xBB\xBFVi\xE1\xBB\x87t", 8).code == TEXT_UTF8);
    CHECK(text_guess("\xEF\xBB\xBF caf\xE9", 8).code == TEXT_UTF8); /* refused with its place */
    CHECK(text_guess("\xFF\xFE", 2).code == TEXT_UTF16LE);
    CHECK(text_guess("\xFE\xFF", 2).code == TEXT_UTF16BE);
    CHECK(text_guess("\xFF", 1).code == TEXT_CP1252);
    CHECK(text_guess("", 0).sure == 1);
    CHECK_NEAR(text_guess("là", 3).sure, 0.7); /* two bytes may be anything */
}

static void noise(void) {
    char     s[4096];
    uint32_t x = 1;
    for (size_t i = 0; i < sizeof s; i++) {
        x = x * 1664525 + 1013904223;
        s[i] = (char)(x >> 24);
    }
    TextGuess g = text_guess(s, sizeof s);
    if (g.code != TEXT_NONE || g.sure > 0) say("noise", g);
    g = text_guess("\0\0\0\1", 4);
    if (g.code != TEXT_NONE) say("binary", g);
    g = text_guess("\x81\x8D\x8F", 3);
    if (g.code != TEXT_NONE) say("not a letter", g);
}

/* More than is looked at. */
static void long_text(Arena *a) {
    Buf b = {.a = a};
    while (b.len < 100000) buf_add(&b, "Uy ban nh\xA9n d\xA9n t\xD8nh. ", 21);
    TextGuess g = text_guess(b.s, b.len);
    if (g.code != TEXT_TCVN3 || g.sure < 0.999) say("long", g);
}

int main(void) {
    Arena *a = arena_open();
    vietnamese(a);
    others(a);
    marked();
    noise();
    long_text(a);
    arena_close(a);
    return test_failed;
}
