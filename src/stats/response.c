/* response.c - response rates as AAPOR defines them. */
#include "stats/stats.h"

#include <math.h>

Err response_rates(Stats *s, const Outcomes *o, double rate[7]) {
    const double count[] = {o->complete, o->partial, o->refused, o->no_contact, o->other,
                            o->unknown_home, o->unknown_other};
    static const char *const name[] = {"I", "P", "R", "NC", "O", "UH", "UO"};
    for (int k = 0; k < 7; k++)
        if (!(count[k] >= 0))
            return STATS_REFUSE(s, "stats.outcomes.bad", "%s %g", name[k], count[k]);
    if (!(o->eligible >= 0 && o->eligible <= 1))
        return STATS_REFUSE(s, "stats.outcomes.bad", "e %g", o->eligible);
    double unknown = o->unknown_home + o->unknown_other, both = o->complete + o->partial;
    double known = both + o->refused + o->no_contact + o->other;
    double below[] = {known + unknown, known + o->eligible * unknown, known};
    rate[0] = NAN;
    for (int k = 0; k < 3; k++) {
        rate[2 * k + 1] = o->complete / below[k];
        rate[2 * k + 2] = both / below[k];
    }
    return NULL;
}
