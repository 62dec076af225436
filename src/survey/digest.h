/* digest.h - the digest of RFC 7616 as ODK Collect does it: MD5, qop=auth. */
#ifndef SURVEY_DIGEST_H
#define SURVEY_DIGEST_H

#include "survey/survey.h"

/* A field of "Digest username=\"a\", uri=..."; NULL. */
const char *digest_field(Arena *a, const char *header, const char *name);
/* The phone that this request shows to be; NULL.
 *   stale   set if all is right but for the age of its nonce: it may try with a new one */
Collector *digest_collector(Ctx *c, const Request *r, bool *stale);
/* What a phone is asked: the value of WWW-Authenticate. */
const char *digest_challenge(Ctx *c, bool stale);

#endif
