/* wave.h - anonymous waves: each who was invited answers once, and nobody learns who said what.
 *
 *     wave_make      classes and trustees: keys, and the secret that two of three can open
 *     wave_codes     invitations of a class, for letters
 *     wave_open      the manifest, signed: what was promised cannot be changed unseen
 *     token_issue    a code and a blinded element: evaluated once           (token.c)
 *     token_redeem   a token and an answer: sealed, once                    (token.c)
 *     wave_release   two trustees have opened: all answers in one piece     (release.c)
 *
 * A wave is a survey of mode "anonymous".  It is closed on its day or by hand as any survey;
 * then its answers wait, sealed, for the trustees.
 *
 *   (1) a survey of mode "anonymous", with a published form, in the stage "draft"
 *   (2) 1 to WAVE_CLASSES_MAX classes, each of at least WAVE_INVITED_MIN people and of
 *       WAVE_ANSWERS_MIN answers expected; in each stratum at least two random groups
 *   (3) three trustees with different keys; any two of them open, one alone cannot, nor the office
 *   (4) a code is worth one token, a token one answer
 *   (5) no time, address or order is kept of either; answers are sealed, in four lengths
 *   (6) released in one piece, and no class of fewer than WAVE_ANSWERS_MIN answers: it is merged
 *       with another of its stratum, and where that has too few altogether nothing is released
 *   (7) after it no secret is left that opens what old backups hold */
#ifndef WAVE_H
#define WAVE_H

#include "survey/survey.h"

enum { WAVE_CLASSES_MAX = 16, WAVE_INVITED_MIN = 100, WAVE_ANSWERS_MIN = 30, WAVE_LABEL_MAX = 200,
       WAVE_INVITED_MAX = 1000000, WAVE_TRUSTEES = 3 };

/* Where the seeds of waves lie (folder/waves/N.seed, mode 0600), apart from what backups hold;
 * and the key that signs the log.  Once, before any thread. */
void wave_place(const char *folder, const char *keys);

/* ---- wave.c: set-up ---- */
typedef struct WaveClass WaveClass;
struct WaveClass {
    int         class;       /* from 1 */
    int64_t     stratum, group;   /* group: random group of clusters, through the whole wave */
    double      base;        /* design weight: 1 / probability of being drawn */
    const char *label;       /* in plain words */
    int64_t     invited;
    int64_t     coded, issued, done; /* codes made, tokens issued, receipts shown, so far */
    int64_t     redeemed;    /* answers so far */
    int         into;        /* merged into this class; 0 */
    uint8_t     open[32];    /* public key */
    Bytes       secret;      /* public from the release on; p NULL */
    WaveClass  *next;
};
typedef struct Wave {
    int64_t     survey, form; /* form: form_version */
    const char *state;        /* made open released */
    const char *manifest;     /* signed note; "" */
    const char *trustees;     /* hex, a line each */
    uint8_t     seal[32], receipt[32];
    Bytes       share[WAVE_TRUSTEES]; /* to A and B, B and C, C and A, the first opens first */
    WaveClass  *first;
    int         classes;
} Wave;
typedef struct WaveNew {
    int64_t     survey;
    const char *classes;  /* lines "stratum; group; invited; weight; label" */
    int         expected; /* percent of those invited that will answer */
    const char *trustee[WAVE_TRUSTEES]; /* public keys, 64 hex digits */
} WaveNew;
/* Makes the keys.  The wave that was made before, and has not been opened, is replaced.
 *   line     the one that was refused, from 1; 0: none of them
 *   errors   wave.survey.mode .stage   wave.form.missing  no published version
 *            wave.classes.missing .form .few .many .label .twice .single .expected
 *            wave.expected.bad  wave.trustee.bad .same   wave.place.bad  http.forbidden
 *            wave.seed.*  the file of the seed (key_file) */
MUST Err wave_make(Ctx *c, const WaveNew *n, int *line);
Wave    *wave_get(Ctx *c, int64_t survey); /* NULL */
/* As many codes of this class, which are stored nowhere: 22 signs each, ended by NULL.
 *   errors   wave.codes.many  more than were invited   wave.class.missing  wave.state.other */
MUST Err wave_codes(Ctx *c, int64_t survey, int class, int64_t n, const char *const **codes);
/* Signs the manifest and opens the survey.   errors  those of survey_open,
 *   wave.state.other   wave.key.missing  the log has no key here */
MUST Err wave_open(Ctx *c, int64_t survey);
/* First 16 hex digits of the SHA-256 of the note: printed on each letter; NULL before. */
const char *wave_mark(Ctx *c, const Wave *w);

/* ---- token.c: what the invited send ---- */
typedef struct TokenReply {
    int     class;
    uint8_t evaluated[32], proof[64];
} TokenReply;
/* errors  token.code.missing   token.code.other  another element was evaluated for it
 *         token.closed         token.bad */
MUST Err token_issue(Ctx *c, const char *address, Bytes code, const uint8_t blinded[32],
                     TokenReply *out);
typedef struct TokenAnswer {
    const char *address, *xml;
    int         class;
    uint8_t     token[32], mac[32], receipt[32]; /* receipt: a blinded element */
    /* found by token_read() */
    int64_t     survey;
    Bytes       box;
    XProblems   problems;
    TokenReply  reply;
} TokenAnswer;
/* Checks the token, reads the answer and seals it: only reads.
 *   errors   token.closed   token.bad   token.answer.long
 *            token.answer.wrong  x->problems says what */
MUST Err token_read(Ctx *c, TokenAnswer *x);
/* Stores it.   errors  token.spent   token.closed */
MUST Err token_redeem(Ctx *c, const TokenAnswer *x);
/* Whoever answered is not reminded: a receipt, which does not show which answer.
 * errors  token.bad  token.code.missing */
MUST Err token_done(Ctx *c, const char *address, Bytes code, const uint8_t t[32],
                    const uint8_t output[64]);

/* ---- release.c ---- */
typedef struct WaveOpened WaveOpened;
/* Opens all answers with the secret that two trustees have opened; only reads.
 *   errors   wave.secret.wrong   not that of this wave   wave.stage.open  not closed yet
 *            wave.release.few (6)   wave.state.other   http.forbidden */
MUST Err wave_opened(Ctx *c, int64_t survey, Bytes secret, WaveOpened **out);
/* Puts them as rows of `answer`, deletes what was sealed, and publishes keys and counts.
 * errors  wave.state.other   wave.stage.open  something came between */
MUST Err wave_release(Ctx *c, const WaveOpened *w);
/* After it was stored: the file of the seed goes. */
void wave_forget(int64_t survey);

/* ---- trustee.c: what trustees do, away from the office ---- */
MUST Err trustee_open(Arena *a, const uint8_t seed[32], Bytes box, Bytes *inner);

/* ---- door.c: /w/{address}/issue and its like, in JSON ---- */
extern const Program wave_program;
/* The manifest, and after the release what anybody can check it with, for all to read. */
extern const Route wave_routes[];

#include "wave/invited.h"

#endif
