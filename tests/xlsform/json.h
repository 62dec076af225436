/* json.h - reads the file of reference cases: a list of objects of texts. */
#ifndef XLSFORM_JSON_H
#define XLSFORM_JSON_H

#include "base/base.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef enum JsonKind { JSON_TEXT, JSON_LIST, JSON_MAP, JSON_OTHER } JsonKind;
typedef struct Json {
    JsonKind     kind;
    const char  *key, *text; /* key: in a map */
    struct Json *first, *next;
} Json;

static inline void json_blanks(const char **p) {
    while (isspace((unsigned char)**p)) ++*p;
}

static inline void json_letter(Buf *b, unsigned c) {
    char s[4];
    int  n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (int i = n - 1; i > 0; i--, c >>= 6) s[i] = (char)(0x80 | (c & 0x3f));
    s[0] = (char)(n == 1 ? c : (0xf0u << (4 - n) & 0xff) | c);
    buf_add(b, s, (size_t)n);
}

static inline const char *json_text(Arena *a, const char **p) {
    static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
    Buf b = {.a = a};
    buf_text(&b, "");
    for (++*p; **p != '"'; ++*p) {
        if (!**p) fatal("a text of the cases never ends");
        if (**p != '\\') {
            buf_add(&b, *p, 1);
            continue;
        }
        const char *is = strchr(from, *++*p);
        if (**p == 'u') {
            unsigned c = (unsigned)strtoul(arena_part(a, *p + 1, 4), NULL, 16);
            *p += 4;
            if (c >= 0xd800 && c < 0xdc00 && (*p)[1] == '\\') {
                c = 0x10000 + ((c - 0xd800) << 10) +
                    ((unsigned)strtoul(arena_part(a, *p + 3, 4), NULL, 16) - 0xdc00);
                *p += 6;
            }
            json_letter(&b, c);
        } else buf_add(&b, is ? &to[is - from] : *p, 1);
    }
    ++*p;
    return b.s ? b.s : "";
}

static inline Json *json_read(Arena *a, const char **p) {
    Json *j = arena_new(a, Json), **at = &j->first;
    json_blanks(p);
    if (**p == '"') {
        j->kind = JSON_TEXT;
        j->text = json_text(a, p);
        return j;
    }
    if (**p != '[' && **p != '{') {
        size_t n = strcspn(*p, ",]} \n");
        j->kind = JSON_OTHER;
        j->text = arena_part(a, *p, n);
        *p += n;
        return j;
    }
    j->kind = **p == '[' ? JSON_LIST : JSON_MAP;
    for (++*p, json_blanks(p); **p != ']' && **p != '}'; json_blanks(p)) {
        const char *key = NULL;
        if (j->kind == JSON_MAP) {
            key = json_text(a, p);
            json_blanks(p);
            ++*p;
        }
        *at = json_read(a, p);
        (*at)->key = key;
        at = &(*at)->next;
        json_blanks(p);
        if (**p == ',') ++*p, json_blanks(p);
        else if (!**p) fatal("the cases end too early");
    }
    ++*p;
    return j;
}

static inline const Json *json_at(const Json *j, const char *key) {
    for (j = j->first; j; j = j->next)
        if (j->key && strcmp(j->key, key) == 0) return j;
    return NULL;
}

static inline const char *json_string(const Json *j, const char *key) {
    j = json_at(j, key);
    return j && j->kind == JSON_TEXT ? j->text : NULL;
}

#endif
