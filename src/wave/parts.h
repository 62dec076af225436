/* parts.h - what the files of this module share. */
#ifndef WAVE_PARTS_H
#define WAVE_PARTS_H

#include "wave/wave.h"

#include "crypt/crypt.h"

MUST Err wave_seed(Ctx *c, int64_t survey, uint8_t seed[KEY_BYTES]);      /* key_file_read */
MUST Err wave_seed_make(Ctx *c, int64_t survey, uint8_t seed[KEY_BYTES]); /* a new one */
/* class 0: that of receipts. */
MUST Err wave_pair(Ctx *c, const uint8_t seed[KEY_BYTES], const char *address, int class,
                   VoprfPair *out);
const char *wave_keys_place(void);
/* The text that is signed.  form: hash of its bytes */
const char *wave_manifest(Ctx *c, const Survey *s, const Wave *w);

#endif
