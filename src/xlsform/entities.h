/* entities.h - what entities.c and entities_place.c share. */
#ifndef XLSFORM_ENTITIES_H
#define XLSFORM_ENTITIES_H

#include "xlsform/parts.h"

/* Where an entity is spoken of: a save_to of the sheet survey, or a ${name} of its own row. */
typedef struct Mention {
    Item           *in;       /* the group, repeat or root around the question */
    int             row;      /* of the question */
    const char     *property; /* of save_to; NULL: of a ${name} */
    const char     *question; /* of ${name} */
    struct Mention *next;
} Mention;

struct Entity {
    const char *list, *id, *create, *update, *label; /* cells; NULL when empty */
    int         row;
    Mention    *mention, *last;
    Index      *saved;       /* properties, and the mention of each */
    Item       *place; /* the group, repeat or root that it lives in */
    Entity     *next;
};

/* Gives every entity its place; false when one was told to have none. */
bool entities_place(Form *f);

#endif
