/* note_test.c - notes of other programs, checkpoints, and what is no note. */
#include "crypt/crypt.h"
#include "test.h"

/* The example of golang.org/x/mod/sumdb/note: two signers of one text. */
#define TEXT                                                                   \
    "If you think cryptography is the answer to your problem,\n"               \
    "then you don't know what your problem is.\n"
#define PETER                                                                  \
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FF"   \
    "YC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
#define ENOCH                                                                  \
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1a"   \
    "GrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
static const char peter_key[] =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char enoch_key[] = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";

/* The signer keys there are 01 and a seed: Peter's, from
 * AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz; Enoch's is zero. */
static const char peter_seed[] = "810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173";
static const uint8_t zero[KEY_BYTES];

static void published(Arena *a) {
    NoteKey peter, enoch, key;
    uint8_t seed[KEY_BYTES];
    char   *text = NULL, *note = NULL;
    CHECK_TEXT(note_key_read(a, peter_key, &peter), NULL);
    CHECK_TEXT(note_key_read(a, enoch_key, &enoch), NULL);
    CHECK_TEXT(note_key_text(a, &peter), peter_key);
    CHECK_TEXT(note_open(a, TEXT "\n" PETER, &peter, &text), NULL);
    CHECK_TEXT(text, TEXT);
    CHECK_TEXT(note_open(a, TEXT "\n" PETER ENOCH, &peter, &text), NULL);
    CHECK_TEXT(note_open(a, TEXT "\n" PETER ENOCH, &enoch, &text), NULL);

    /* Ed25519 has one signature for one text: ours are theirs. */
    CHECK_TEXT(hex_read(peter_seed, seed, sizeof seed), NULL);
    CHECK_TEXT(note_key(a, "PeterNeumann", seed, &key), NULL);
    CHECK_TEXT(note_key_text(a, &key), peter_key);
    CHECK_TEXT(note_sign(a, TEXT, "PeterNeumann", seed, &note), NULL);
    CHECK_TEXT(note, TEXT "\n" PETER);
    CHECK_TEXT(note_key(a, "EnochRoot", zero, &key), NULL);
    CHECK_TEXT(note_key_text(a, &key), enoch_key);
    CHECK_TEXT(note_sign(a, TEXT, "EnochRoot", zero, &note), NULL);
    CHECK_TEXT(note, TEXT "\n" ENOCH);

    /* The example of C2SP signed-note v1.1.0. */
    CHECK_TEXT(note_key_read(a, "example.com/foo+530d903a+"
                                "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", &key), NULL);
    CHECK_TEXT(note_open(a, "This is an example message.\n\n— example.com/foo "
                            "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYj"
                            "OBH3mFXmRKuwHjG1Yu72IneyaQM=\n", &key, &text), NULL);
    CHECK_TEXT(text, "This is an example message.\n");
}

/* Signed by Peter, with something that is not as it should be. */
static void malformed(Arena *a) {
    static const struct { const char *note, *key; } cases[] = {
        {"", "crypt.note.form"},
        {"\n", "crypt.note.form"},
        {TEXT, "crypt.note.form"},
        {TEXT PETER, "crypt.note.form"},              /* no blank line */
        {TEXT "\n", "crypt.note.form"},               /* no signature */
        {TEXT "\n\n" PETER, "crypt.note.signature"},  /* the text has a blank line more */
        {TEXT "\n" PETER "\n", "crypt.note.form"},    /* a blank line at the end */
        {TEXT "\n" PETER "x\n", "crypt.note.form"},
        {TEXT "\nx\n" PETER, "crypt.note.form"},
        {TEXT "\n—" "PeterNeumann x08go/Y=\n", "crypt.note.form"},
        {TEXT "\n— PeterNeumann\n" PETER, "crypt.note.form"},
        {TEXT "\n— PeterNeumann \n" PETER, "crypt.note.form"},
        {TEXT "\n—  x08go/Y=\n" PETER, "crypt.note.form"},
        {TEXT "\n— A+B x08go/Y=\n" PETER, "crypt.note.form"},
        {TEXT "\n— A\u3000B x08go/Y=\n" PETER, "crypt.note.form"},
        {TEXT "\n— A x08gow==\n" PETER, "crypt.note.form"},   /* an id and nothing */
        {TEXT "\n— A x08go/Y\n" PETER, "crypt.note.form"},    /* padding cut */
        {TEXT "\n— A x08go/Y= \n" PETER, "crypt.note.form"},
        {TEXT "\n— A x08go/Y=\n" PETER, NULL},                /* of somebody unknown */
        {TEXT "\n— A x08go/Y=\n", "crypt.note.unsigned"},
        {TEXT "\n— PeterNeumann x08go/Y=\n" PETER, "crypt.note.signature"},
        {TEXT "\n— PeterNeumann x08gpPY=\n" PETER, NULL},     /* his name, another id */
        {TEXT "\n" ENOCH, "crypt.note.unsigned"},
        {TEXT "\n" PETER PETER, NULL},
        {"a\r\n" TEXT "\n" PETER, "crypt.note.form"},
        {"a\t" TEXT "\n" PETER, "crypt.note.form"},
        {"\xff" TEXT "\n" PETER, "crypt.note.form"},
        {"x" TEXT "\n" PETER, "crypt.note.signature"},
    };
    NoteKey peter;
    CHECK_TEXT(note_key_read(a, peter_key, &peter), NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = NULL;
        CHECK_TEXT(note_open(a, cases[i].note, &peter, &text), cases[i].key);
        CHECK(!text == !!cases[i].key);
    }
}

static void limits(Arena *a) {
    NoteKey peter;
    char   *text;
    CHECK_TEXT(note_key_read(a, peter_key, &peter), NULL);
    for (int n = 99; n <= 100; n++) {
        Buf b = {.a = a};
        buf_text(&b, TEXT "\n" PETER);
        for (int i = 0; i < n; i++) buf_text(&b, "— A x08go/Y=\n");
        CHECK_TEXT(note_open(a, b.s, &peter, &text), n == 99 ? NULL : "crypt.note.form");
    }
}

static void not_signed(Arena *a) {
    static const char *const texts[] = {"", "no newline", "tab\t\n", "cr\r\n", "\x7f\xff\n"};
    static const char *const names[] = {"", "a b", "a+b", "a\nb", "a\tb", "a\u00a0b", "a\u2003b",
                                        "a\u3000", "a\xc2\x85", "\u2028", "\u202f", "\xff"};
    char   *note = NULL;
    NoteKey key;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        CHECK_TEXT(note_sign(a, texts[i], "A", zero, &note), "crypt.note.form");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        CHECK_TEXT(note_sign(a, "x\n", names[i], zero, &note), "crypt.note.name");
        CHECK_TEXT(note_key(a, names[i], zero, &key), "crypt.note.name");
    }
    CHECK(note == NULL);
    CHECK_TEXT(note_key(a, "tỉnh.example/nhật-ký", zero, &key), NULL);
}

/* Every bit of a note, and every length that is shorter. */
static void tampered(Arena *a) {
    NoteKey peter;
    char    note[] = TEXT "\n" PETER, *text = NULL;
    size_t  n = strlen(note);
    CHECK_TEXT(note_key_read(a, peter_key, &peter), NULL);
    for (size_t i = 0; i < n * 8; i++) {
        note[i / 8] = (char)(note[i / 8] ^ 1 << i % 8);
        CHECK(note_open(a, note, &peter, &text));
        note[i / 8] = (char)(note[i / 8] ^ 1 << i % 8);
    }
    for (size_t i = 0; i < n; i++)
        CHECK(note_open(a, arena_part(a, note, i), &peter, &text));
    CHECK(text == NULL);

    /* Every bit of a key: none is read as another, and case counts. */
    char    vkey[sizeof peter_key];
    NoteKey got = {0};
    memcpy(vkey, peter_key, sizeof vkey);
    for (size_t i = 0; i < strlen(peter_key) * 8; i++) {
        vkey[i / 8] = (char)(vkey[i / 8] ^ 1 << i % 8);
        CHECK_TEXT(note_key_read(a, vkey, &got), "crypt.note.key");
        vkey[i / 8] = (char)(vkey[i / 8] ^ 1 << i % 8);
    }
    for (size_t i = 0; i < strlen(peter_key); i++)
        CHECK_TEXT(note_key_read(a, arena_part(a, peter_key, i), &got), "crypt.note.key");
    CHECK(got.name == NULL);
    /* Type 2 with its right id is still no Ed25519 key. */
    CHECK_TEXT(note_key_read(a, "A+6866a2bd+AjtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop", &got),
               "crypt.note.key");
}

/* Made by python3-cryptography 38.0.4 (Ed25519) and hashlib, seed 00 01 .. 1f,
 * root of the eight inputs of merkle_test.c. */
#define LOG "namro.example/log"
static const char log_key[] = LOG "+236272ce+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
static const char log_root[] = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328";
static const char log_note[] =
    LOG "\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n— " LOG
    " I2JyzpM0c3TB1hj4For39yqcD6BEdh7/9vwcd9Yr8SwcdtkkJQBsdXTWi/oxYT8ez0T9NcE4LEodzNen8fcwBbyB"
    "SAQ=\n";

static void checkpoints(Arena *a) {
    uint8_t    seed[KEY_BYTES];
    NoteKey    key, read;
    Checkpoint p = {.origin = LOG, .size = 8}, got = {0};
    char      *note;
    for (int i = 0; i < KEY_BYTES; i++) seed[i] = (uint8_t)i;
    CHECK_TEXT(hex_read(log_root, p.root.b, HASH_BYTES), NULL);
    CHECK_TEXT(note_key(a, LOG, seed, &key), NULL);
    CHECK_TEXT(note_key_text(a, &key), log_key);
    CHECK_TEXT(note_key_read(a, log_key, &read), NULL);
    CHECK_TEXT(checkpoint_sign(a, &p, seed, &note), NULL);
    CHECK_TEXT(note, log_note);
    CHECK_TEXT(checkpoint_open(a, log_note, &read, &got), NULL);
    CHECK_TEXT(got.origin, LOG);
    CHECK(got.size == 8 && hash_same(got.root, p.root));

    p.size = INT64_MAX;
    CHECK_TEXT(checkpoint_sign(a, &p, seed, &note), NULL);
    CHECK_TEXT(checkpoint_open(a, note, &read, &got), NULL);
    CHECK(got.size == INT64_MAX);
    p.origin = "two words";
    CHECK_TEXT(checkpoint_sign(a, &p, seed, &note), "crypt.note.name");
    p.origin = "line\n9";
    CHECK_TEXT(checkpoint_sign(a, &p, seed, &note), "crypt.note.name");
}

/* Well signed, but not what a checkpoint is. */
static void not_checkpoints(Arena *a) {
#define ROOT "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="
    static const struct { const char *text, *key; } cases[] = {
        {"A\n8\n" ROOT "\n", NULL},
        {"A\n0\n" ROOT "\n", NULL},
        {"A\n8\n" ROOT "\nmore\nand more\n", NULL},
        {"A\n9223372036854775807\n" ROOT "\n", NULL},
        {"A\n9223372036854775808\n" ROOT "\n", "crypt.checkpoint.form"},
        {"A\n99999999999999999999999\n" ROOT "\n", "crypt.checkpoint.form"},
        {"A\n08\n" ROOT "\n", "crypt.checkpoint.form"},
        {"A\n00\n" ROOT "\n", "crypt.checkpoint.form"},
        {"A\n-8\n" ROOT "\n", "crypt.checkpoint.form"},
        {"A\n+8\n" ROOT "\n", "crypt.checkpoint.form"},
        {"A\n 8\n" ROOT "\n", "crypt.checkpoint.form"},
        {"A\n8.0\n" ROOT "\n", "crypt.checkpoint.form"},
        {"A\n\n" ROOT "\n", "crypt.checkpoint.form"},
        {"\n8\n" ROOT "\n", "crypt.checkpoint.form"},
        {"A\n8\n", "crypt.checkpoint.form"},
        {"A\n", "crypt.checkpoint.form"},
        {"A\n8\nXcna\n", "crypt.checkpoint.form"},
        {"A\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg\n", "crypt.checkpoint.form"},
        {"A\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyh=\n", "crypt.checkpoint.form"},
        {"A\n8\n" ROOT "\n\nmore\n", "crypt.checkpoint.form"},
        {"B\n8\n" ROOT "\n", "crypt.checkpoint.origin"},
        {"AA\n8\n" ROOT "\n", "crypt.checkpoint.origin"},
    };
    NoteKey key;
    CHECK_TEXT(note_key(a, "A", zero, &key), NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char      *note;
        Checkpoint got = {0};
        CHECK_TEXT(note_sign(a, cases[i].text, "A", zero, &note), NULL);
        CHECK_TEXT(checkpoint_open(a, note, &key, &got), cases[i].key);
        CHECK(!got.origin == !!cases[i].key);
    }
}

int main(void) {
    Arena *a = arena_open();
    crypt_start();
    published(a);
    malformed(a);
    limits(a);
    not_signed(a);
    tampered(a);
    checkpoints(a);
    not_checkpoints(a);
    arena_close(a);
    return test_failed;
}
