/* password_test.c - which new passwords are refused; hashes of another program;
 * the same work for those who have no account; four at once.  Each Argon2 run
 * costs a tenth of a second, so there are few. */
#include "crypt/crypt.h"
#include "test.h"

#include <pthread.h>
#include <sys/resource.h>
#include <time.h>

static const char *const names[] = {"nguyen.thi.lan", "Sở Thông tin Đắk Lắk", NULL};

static void rules(Arena *a) {
    static const struct { const char *word, *key; } cases[] = {
        {"đường về", NULL}, /* eight characters, not twelve bytes */
        {"đường v", "new.password.short"},
        {"", "new.password.short"},
        {"tre tre tre", NULL}, /* no rules about kinds */
        {"đồng lúa chín vàng", NULL},
        {"kx7 \"'<>&;--", NULL},
        {"password", "new.password.common"},
        {"PassWord", "new.password.common"},
        {"12345678", "new.password.common"},
        {"!qaz2wsx", "new.password.common"}, /* the first of the list */
        {"ZZzzzzz1", "new.password.common"}, /* the last */
        {"00000000", "new.password.common"},
        {"ắắắắắắắắ", "new.password.common"},
        {"        ", "new.password.common"},
        {"23456789:", "new.password.common"},
        {"vutsrqpo", "new.password.common"},
        {"acegikmoq", NULL}, /* by two */
        {"zzzzzzzza", NULL},
        {"azzzzzzzz", NULL},
        {"qwertyuiop", "new.password.common"},
        {"Matkhau123", "new.password.common"},
        {"0987654321", "new.password.common"}, /* the last of Vietnam's */
        {"passwordx9vk", NULL},
        {"12345678 123456780", NULL}, /* neighbours in the list are no entry */
        {"administrat", NULL}, /* nor is the beginning of one, or its end */
        {"dministrator", NULL},
        {"nguyen.thi.lan", "new.password.name"},
        {"NGUYEN.Thi.Lan", "new.password.name"},
        {"sở thông tin đắk lắk", "new.password.name"},
        {"SỞ THÔNG TIN ĐẮK LẮK", "new.password.name"},
        {"nguyen.thi.lan7", NULL},
        {"tên có \xc3", "new.password.text"},              /* cut */
        {"\xc0\xaf" "1234567", "new.password.text"},       /* overlong / */
        {"\xe0\x80\xaf" "1234567", "new.password.text"},
        {"\xed\xa0\x80" "1234567", "new.password.text"},   /* surrogate */
        {"\xf4\x90\x80\x80" "1234567", "new.password.text"}, /* above U+10FFFF */
        {"\xff" "1234567", "new.password.text"},
        {"\xf9\x90\x80\x80" "1234567", "new.password.text"}, /* five bytes announced */
        {"\x90\x90\x80\x80" "1234567", "new.password.text"}, /* begins in the middle */
        {"\xc3(1234567", "new.password.text"},              /* no second byte */
        {"\xe1\xba(1234567", "new.password.text"},
        {"1234567\x80", "new.password.text"},
        {"\xf0\x9f\x8c\xbe\xf0\x9f\x8c\xbe\xf0\x9f\x8c\xbe\xf0\x9f\x8c\xbe", "new.password.short"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_TEXT(password_check(a, cases[i].word, names), cases[i].key);
    CHECK_TEXT(password_check(a, "nguyen.thi.lan", NULL), NULL);
}

/* Upper and lower case of every letter of Vietnamese, one in the name and the
 * other in the password. */
static void letter_case(Arena *a) {
    static const struct { const char *upper, *lower; } cases[] = {
        {"ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐ",
         "àáảãạăằắẳẵặâầấẩẫậđ"},
        {"ÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊ",
         "èéẻẽẹêềếểễệìíỉĩị"},
        {"ÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ",
         "òóỏõọôồốổỗộơờớởỡợ"},
        {"ÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ",
         "ùúủũụưừứửữựỳýỷỹỵ"},
        {"QWERTYUIOPASDFGHJKLZXCVBNM", "qwertyuiopasdfghjklzxcvbnm"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const up[] = {cases[i].upper, NULL}, *const low[] = {cases[i].lower, NULL};
        CHECK_TEXT(password_check(a, cases[i].lower, up), "new.password.name");
        CHECK_TEXT(password_check(a, cases[i].upper, low), "new.password.name");
    }
    const char *const odd[] = {"\xff\xfe", "", NULL}; /* a name that is no text is no fault */
    CHECK_TEXT(password_check(a, "lúa chín vàng", odd), NULL);
}

static void lengths(Arena *a) {
    char text[201 * 3 + 1] = "";
    for (int n = 1; n <= 201; n++) {
        strcat(text, n % 2 ? "ắ" : "Z");
        CHECK_TEXT(password_check(a, text, NULL),
                   n < 8 ? "new.password.short" : n > 200 ? "new.password.long" : NULL);
    }
}

/* Every word of the list is refused, by a reading of the files of its own. */
static void whole_list(Arena *a) {
    static const char *const files[] = {"src/crypt/common_0.inc", "src/crypt/common_a.inc",
                                        "src/crypt/common_m.inc"};
    int  n = 0;
    char line[256];
    for (int i = 0; i < 3; i++) {
        FILE *f = fopen(files[i], "r");
        if (!f) {
            CHECK_TEXT(files[i], "to be read");
            continue;
        }
        while (fgets(line, sizeof line, f)) {
            if (line[0] != '"') continue;
            for (char *w = strtok(line + 1, " \"\n"); w; w = strtok(NULL, " \"\n")) {
                if (n++ % 16 == 0) CHECK_TEXT(password_check(a, w, NULL), "new.password.common");
                CHECK(strlen(w) >= 8);
            }
        }
        fclose(f);
    }
    CHECK(n == 10000);
}

static double cpu(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Made by the Argon2id of @noble/hashes 2.4.0, salt 00 01 .. 0f. */
static const char word[] = "đường về quê";
static const char ours[] = "$argon2id$v=19$m=65536,t=3,p=1$AAECAwQFBgcICQoLDA0ODw$"
                           "68mqNuxchvFCc7nFmbi0hKXBFIzStLPT+i8u4yNxJno";
static const char lighter[] = "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$"
                              "xnczSnIuY9CHSLC9IMo/aDe/0VU0vUutXqWjroqMEhs";

static void hashes(Arena *a) {
    char *made = password_hash(a, word);
    CHECK(strncmp(made, ours, strlen("$argon2id$v=19$m=65536,t=3,p=1$")) == 0);
    CHECK(password_verify(made, word));
    CHECK(!password_verify(made, "đường về quÊ"));
    CHECK(password_verify(lighter, word));

    CHECK(!password_needs_rehash(made) && !password_needs_rehash(ours));
    CHECK(password_needs_rehash(lighter));
    CHECK(!password_needs_rehash(NULL) && !password_needs_rehash("!"));
}

static double work_of(const char *stored) {
    double t = cpu();
    CHECK(password_verify(stored, word) == (stored == ours));
    return cpu() - t;
}

/* No account, a locked one and a real one take the same work.  A busy machine
 * stretches any of the three, but not each time. */
static void same_work(void) {
    bool same = false;
    for (int i = 0; i < 5 && !same; i++) {
        double real = work_of(ours), none = work_of(NULL), locked = work_of("!");
        same = none > real / 2 && none < real * 2 && locked > real / 2 && locked < real * 2;
    }
    CHECK(same);
}

static void *one(void *unused) {
    password_verify(ours, "x");
    return unused;
}

/* Eight want 64 MiB each, four get it.  One was in the peak before: 192 more,
 * and some for the threads; five at once would be 256. */
static void four_at_once(void) {
    pthread_t     t[8];
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    for (int i = 0; i < 8; i++) pthread_create(&t[i], NULL, one, NULL);
    for (int i = 0; i < 8; i++) pthread_join(t[i], NULL);
    getrusage(RUSAGE_SELF, &after);
    CHECK(after.ru_maxrss - before.ru_maxrss < 224 * 1024);
}

int main(void) {
    Arena *a = arena_open();
    crypt_start();
    rules(a);
    letter_case(a);
    lengths(a);
    whole_list(a);
    hashes(a);
    same_work();
    four_at_once();
    arena_close(a);
    return test_failed;
}
