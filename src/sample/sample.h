/* sample.h - whom to ask: lists of units with their sizes, and draws from them.
 *
 *     frame      units of a day with the number of households in each (frame.c)
 *     draw       communes with a chance in proportion to their size, then households in each by
 *                number: the same for everybody who has the frame and the seed (draw.c)
 *     precision  what such a sample will be able to tell, and what it costs (precision.c)
 *     sample     a draw that was made for a survey: its visits (sample.c)
 *
 * No name of a person stands here: a household is a number in its commune's list. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "survey/survey.h"

/* ---- frame.c ---- */

typedef struct FrameUnit {
    int64_t     place, area;  /* from 1; unit of org */
    const char *name, *stratum;
    int64_t     size;
} FrameUnit;
typedef struct UnitFrame {
    int64_t     id, unit, at, who, size;
    const char *title, *day, *source, *hash;
    FrameUnit  *row;
    int         rows;
} UnitFrame;
typedef struct FrameTrouble FrameTrouble;
struct FrameTrouble { int64_t line; Err why; const char *text; FrameTrouble *next; };
enum { FRAME_ROWS_MAX = 20000, FRAME_TITLE_MAX = 200, FRAME_SIZE_MAX = 1000000,
       FRAME_STRATUM_MAX = 80 };
/* Reads a table (XLSX, XLS, CSV) whose first row names the columns: unit (its code, or its name,
 * with a comma and the unit above where several are called so), size, stratum if there are any.
 * f->day says on which day the units are looked for.
 *   trouble  each row that is wrong; f->row is then of no use
 *   errors   frame.file.*  frame.head.missing  no column of units or sizes   frame.rows.none
 *            frame.rows.wrong  some of them
 *   of rows  frame.unit.unknown .many .vanished (it was there on another day) .twice
 *            frame.unit.level    of another level than the rows above: a district would hold a
 *                                commune twice     frame.size.bad   frame.stratum.bad */
MUST Err unitframe_read(Ctx *c, Bytes file, UnitFrame *f, const FrameTrouble **trouble);
/* errors   frame.title.missing .long   frame.day.bad   http.forbidden */
MUST Err unitframe_put(Ctx *c, UnitFrame *f);
UnitFrame *unitframe_get(Ctx *c, int64_t id);  /* with its rows; NULL */
UnitFrame *unitframe_list(Ctx *c, int *n);     /* that one may use, without rows, newest first */
/* Lines "place<TAB>name<TAB>stratum<TAB>size", what the hash is of and `namro sample` reads. */
Bytes    unitframe_text(Ctx *c, const UnitFrame *f);
MUST Err unitframe_parse(Ctx *c, Bytes text, UnitFrame *f); /* errors  frame.text.bad */

/* ---- draw.c ----
 *
 * With xoshiro256++ begun from the seed (stats/random.h), strata in the order in which they
 * first stand in the frame:
 *
 *   units      the sample's units are shared out in proportion to the sizes of strata, at least
 *              two to each, one after another to the stratum that lacks most
 *   certainty  a unit whose size is at least (sum of sizes left / units left) is taken surely;
 *              again until there is none
 *   the rest   systematic with a chance in proportion to size, where any are left to draw: the
 *              interval is sizes left / units left; one real u in [0, 1), next = u times the
 *              interval; sizes are added up in the order of the frame, and the unit at which
 *              the sum comes above next is drawn, and next grows by the interval
 *   households of each unit in turn, random_choose() of take + reserve among 1 .. size: the
 *              first `take` are asked, in ascending order; the others stand in for who cannot
 *              be, in the order in which they were drawn */
typedef struct DrawnUnit {
    int        row;      /* of the frame, from 0 */
    int        stratum;  /* from 1 */
    double     chance;
    int32_t   *home;     /* [took + kept] numbers, from 1; the first took in ascending order */
    int        took, kept;
} DrawnUnit;
typedef struct SampleDraw {
    int         strata, units;
    const char **stratum;    /* [strata] */
    int        *share;       /* [strata] units of each */
    DrawnUnit  *unit;        /* [units] in the order of the frame, stratum after stratum */
    int64_t     homes;       /* in the sample, without the reserve */
} SampleDraw;
/* errors   sample.units.few   fewer than two for each stratum
 *          sample.units.many  more than the frame has, in all or in a stratum
 *          sample.take.range */
MUST Err sample_draw(Arena *a, const UnitFrame *f, int units, int take, int reserve, int64_t seed,
                     SampleDraw *out);
/* 1 / probability of a household of this unit. */
double  sample_weight(const UnitFrame *f, const DrawnUnit *u);
int64_t sample_seed(void); /* a new one, below 2^53 */
enum { SAMPLE_TAKE_MAX = 1000, SAMPLE_UNITS_MAX = 5000, SAMPLE_RESERVE_MAX = 200 };

/* ---- precision.c ---- */

/* What a sample of n = units x take tells of a share of one half.
 *   rho      how alike people of one unit are: correlation within units, 0 .. 1
 *   source   Kish 1965, 5.4: deff = 1 + (take - 1) rho; the change that is found with power 0.8
 *            at the level 0.05 between two such samples */
typedef struct Precision {
    double deff, n_eff, margin, change; /* margin: half of the 95 % interval */
    int    df;
    int64_t n, cost;
} Precision;
Precision sample_precision(int units, int take, int strata, double rho, int64_t unit_cost,
                           int64_t home_cost);

/* ---- sample.c ---- */

typedef struct Sample {
    int64_t survey, frame, seed, at, who;
    int     units, take, reserve;
} Sample;
typedef struct SamplePsu SamplePsu;
struct SamplePsu {
    int64_t     psu, place, stratum, area, size;
    double      chance;
    const char *name, *stratum_name;
    int64_t     visits, open, sent, dropped, reserve; /* reserve: left */
    SamplePsu  *next;
};
/* Draws for a survey of interviewers that is a draft or open and has no sample: its visits, dealt
 * unit by unit to its interviewers.
 *   seed     0: a new one
 *   errors   those of sample_draw(), sample.there, survey.stage.other, frame.missing */
MUST Err sample_make(Ctx *c, int64_t survey, Sample *s);
Sample *sample_get(Ctx *c, int64_t survey); /* NULL */
const SamplePsu *sample_psus(Ctx *c, int64_t survey);
/* The same draw once more: is it what the visits are?   errors  sample.other */
MUST Err sample_again(Ctx *c, const Sample *s, UnitFrame **f, SampleDraw *out);
/* A household of the reserve in the place of one that could not be asked.
 *   errors   sample.reserve.none    sample.replace.none  all of this unit are open or asked */
MUST Err sample_replace(Ctx *c, int64_t survey, int64_t psu);
const char *sample_stratum_name(Ctx *c, int64_t survey, int64_t stratum); /* "" */
const char *sample_psu_name(Ctx *c, int64_t survey, int64_t psu);         /* "" */

extern const Route sample_routes[], unitframe_routes[];

#include "sample/pages.h"

#endif
