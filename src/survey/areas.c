/* areas.c - the district over each unit, as the tree stood on a day: found once for all answers. */
#include "survey/results.h"

#include <stdlib.h>
#include <string.h>

enum { DISTRICT_LEVEL = 2 };

typedef struct Area { int64_t id; int district; } Area;
struct Areas {
    Area        *area;      /* by id */
    int          areas, districts;
    const char **name;      /* [districts + 1], from 1 */
};

static int by_id(const void *x, const void *y) {
    const Area *a = x, *b = y;
    return (a->id > b->id) - (a->id < b->id);
}

/* A unit comes after the one above it. */
static int above(const Unit *u, const Area *area, int i) {
    for (int k = i; k-- > 0;)
        if (u[k].id == u[i].parent) return area[k].district;
    return 0;
}

static void tell_apart(Ctx *c, Areas *k, const int64_t *id) {
    const char **was = arena_take(c->a, (size_t)(k->districts + 1) * sizeof *was);
    memcpy(was, k->name, (size_t)(k->districts + 1) * sizeof *was);
    for (int i = 1; i <= k->districts; i++)
        for (int j = 1; j <= k->districts; j++)
            if (i != j && strcmp(was[i], was[j]) == 0)
                k->name[i] = arena_print(c->a, "%s (%lld)", was[i], (long long)id[i]);
}

Areas *areas_on(Ctx *c, const char *day) {
    Areas      *k = arena_new(c->a, Areas);
    const Unit *u = units_on(c, day, 0, &k->areas);
    size_t      n = (size_t)k->areas + 1;
    int64_t    *id = arena_take(c->a, n * sizeof *id);
    k->area = arena_take(c->a, n * sizeof *k->area);
    k->name = arena_take(c->a, n * sizeof *k->name);
    for (int i = 0; i < k->areas; i++) {
        const UnitKind *kind = unit_kind(u[i].kind);
        bool            district = kind && kind->level == DISTRICT_LEVEL;
        if (district) {
            k->name[++k->districts] = u[i].name;
            id[k->districts] = u[i].id;
        }
        k->area[i] = (Area){u[i].id, district ? k->districts : above(u, k->area, i)};
    }
    tell_apart(c, k, id);
    qsort(k->area, (size_t)k->areas, sizeof *k->area, by_id);
    return k;
}

int areas_district(const Areas *k, int64_t area) {
    int from = 0, to = k->areas;
    while (from < to) {
        int at = from + (to - from) / 2;
        if (k->area[at].id < area) from = at + 1;
        else to = at;
    }
    return from < k->areas && k->area[from].id == area ? k->area[from].district : 0;
}

int                areas_districts(const Areas *k) { return k->districts; }
const char *const *areas_names(const Areas *k) { return k->name; }
