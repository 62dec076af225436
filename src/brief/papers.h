/* papers.h - a brief on paper: what freeze.c and papers.c share. */
#ifndef BRIEF_PAPERS_H
#define BRIEF_PAPERS_H

#include "brief/brief.h"

Bytes    brief_docx(Ctx *c, const BriefView *v);
MUST Err brief_xlsx(Ctx *c, const BriefView *v, Bytes *out); /* errors  file.sheet.place */

#endif
