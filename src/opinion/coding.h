/* coding.h - open answers, coded by two (coding.c).
 *
 *   (1) a list of codes that grows as one reads: at most CODING_CODES_MAX, each label once
 *   (2) two people code, those who begin; no third
 *   (3) nobody sees the other's codes before both have coded all there is and lay them side by
 *       side; what both coded then stays, so that their agreement is that of people apart
 *   (4) where they differ one code is settled on; agreement is told by Krippendorff's alpha of
 *       what they found, never of what was settled */
#ifndef OPINION_CODING_H
#define OPINION_CODING_H

typedef struct CodingCode CodingCode;
struct CodingCode {
    int64_t     id, settled;  /* settled: answers that have it in the end */
    const char *label;
    CodingCode *next;
};
typedef struct CodingText CodingText;
struct CodingText {
    int64_t     submission, code[3]; /* of the first, the second; settled. 0: none */
    const char *text;
    CodingText *next;
};
typedef struct Coding {
    int64_t           id, question, first, second, compared; /* id 0: nobody has begun */
    const char       *label;   /* the question's words */
    const CodingCode *codes;   /* by label */
    CodingText       *texts;   /* in an order drawn by lot */
    int64_t           n, done[2], both, differ, open; /* texts; coded by each, by both; of these
                                 not alike; of these not settled */
} Coding;
enum { CODING_CODES_MAX = 60, CODING_LABEL_MAX = 120, CODING_DRAWS = 1000 };

/* The open question of this id in a survey, what was written and found.  Answers that were
 * rejected, and empty ones, are not in it.   errors  http.missing   no such open question */
MUST Err coding_read(Ctx *c, const Survey *s, int64_t question, Coding *out);
/* The open questions of a survey, in the order of its form. */
MUST Err coding_questions(Ctx *c, const Survey *s, const Asked ***out, int *n);
int      coding_pass(const Ctx *c, const Coding *k); /* of c->who: 1 2; 0: neither */
bool     coding_full(const Coding *k);               /* (3) both have coded all */

/* errors   coding.label.missing .long .twice .many */
MUST Err coding_add(Ctx *c, const Survey *s, const Coding *k, const char *label);
/* What c->who found; a code of 0 takes it back.
 *   errors   coding.coder.third  (2)   coding.code.bad   not of this list, or no such answer
 *            coding.fixed   (3) */
typedef struct CodingFound { int64_t submission, code; } CodingFound;
MUST Err coding_put(Ctx *c, const Survey *s, const Coding *k, const CodingFound *found, int n);
MUST Err coding_compare(Ctx *c, const Survey *s, const Coding *k); /* coding.compare.early */
/* errors   coding.compare.early, coding.code.bad   not where they differ */
MUST Err coding_settle(Ctx *c, const Survey *s, const Coding *k, const CodingFound *found, int n);
/* Agreement of what both coded, with its interval; the same codes give the same.
 *   errors   stats.alpha.none */
MUST Err coding_alpha(Ctx *c, const Coding *k, Alpha *out);

extern const Route coding_routes[];

#endif
