/* power_vfs.h - a disk that loses power, or fails, at the moment we choose.
 *
 * It stands between SQLite and the files.  What is written can be read at once, as
 * from the cache of a kernel; what was synced is durable.  At the cut each sector of
 * 512 bytes that was written since the last sync is there or is as it was, by
 * chance, and so is the new length of the file: that is a cut in the middle of a
 * disk that writes in its own order.  The process ends; power_restore() puts the
 * files as the cut left them.
 *
 * Left: torn sectors (disks keep a sector whole, SQLite relies on it) and names of
 * files that are lost (SQLite syncs the folder). */
#ifndef POWER_VFS_H
#define POWER_VFS_H

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { POWER_SECTOR = 512, POWER_FILES = 16, POWER_EXIT = 9 };

/* What happens at the n-th call of its kind (1 is the first); 0: nothing does. */
typedef struct PowerPlan {
    int      cut;                        /* of writes, syncs and truncations together */
    int      fail_sync, fail_write, fail_open, fail_full;
    int      sync_ms;                    /* each sync takes so much longer */
    uint64_t seed;
} PowerPlan;
static PowerPlan power_plan;
static struct { int all, syncs, writes, opens; } power_seen;

typedef struct PowerImage {
    char           path[512];
    unsigned char *now, *durable; /* of room bytes */
    unsigned char *dirty;         /* of each sector: written since the last sync */
    size_t         now_size, durable_size, room;
} PowerImage;
static PowerImage      power_image[POWER_FILES];
static int             power_images;
static pthread_mutex_t power_lock = PTHREAD_MUTEX_INITIALIZER;

typedef struct PowerFile { sqlite3_file base; PowerImage *image; sqlite3_file *real; } PowerFile;
static sqlite3_vfs *power_real;

static inline bool power_chance(void) {
    power_plan.seed = power_plan.seed * 6364136223846793005u + 1442695040888963407u;
    return power_plan.seed >> 63;
}

static inline void power_grow(PowerImage *m, size_t size) {
    if (size <= m->room) return;
    size_t room = (size + 65536) * 2 / POWER_SECTOR * POWER_SECTOR;
    m->now = realloc(m->now, room);
    m->durable = realloc(m->durable, room);
    m->dirty = realloc(m->dirty, room / POWER_SECTOR);
    memset(m->now + m->room, 0, room - m->room);
    memset(m->durable + m->room, 0, room - m->room);
    memset(m->dirty + m->room / POWER_SECTOR, 0, (room - m->room) / POWER_SECTOR);
    m->room = room;
}

static inline void power_put(const char *path, const unsigned char *p, size_t n) {
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(p, 1, n, f) != n || fclose(f) != 0) abort();
}

/* By chance, sector by sector; then the end of this process. */
static inline void power_cut(void) {
    char path[sizeof power_image->path + 8];
    for (int i = 0; i < power_images; i++) {
        PowerImage *m = &power_image[i];
        size_t      size = power_chance() ? m->now_size : m->durable_size;
        for (size_t s = 0; s * POWER_SECTOR < m->room; s++)
            if (!m->dirty[s] || power_chance())
                memcpy(m->durable + s * POWER_SECTOR, m->now + s * POWER_SECTOR, POWER_SECTOR);
        snprintf(path, sizeof path, "%.511s.cut", m->path);
        power_put(path, m->durable, size);
    }
    _exit(POWER_EXIT);
}

static inline void power_step(int *kind) {
    ++*kind;
    if (++power_seen.all == power_plan.cut) power_cut();
}

static inline int power_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at) {
    PowerFile  *file = (PowerFile *)f;
    PowerImage *m = file->image;
    pthread_mutex_lock(&power_lock);
    power_step(&power_seen.writes);
    int rc = power_seen.writes == power_plan.fail_write  ? SQLITE_IOERR_WRITE
             : power_seen.writes == power_plan.fail_full ? SQLITE_FULL
                                                         : SQLITE_OK;
    if (rc == SQLITE_OK) {
        size_t end = (size_t)at + (size_t)n;
        power_grow(m, end);
        memcpy(m->now + at, p, (size_t)n);
        for (size_t s = (size_t)at / POWER_SECTOR; s * POWER_SECTOR < end; s++) m->dirty[s] = 1;
        if (end > m->now_size) m->now_size = end;
        rc = file->real->pMethods->xWrite(file->real, p, n, at);
    }
    pthread_mutex_unlock(&power_lock);
    return rc;
}

static inline int power_truncate(sqlite3_file *f, sqlite3_int64 size) {
    PowerFile  *file = (PowerFile *)f;
    PowerImage *m = file->image;
    int         unused = 0;
    pthread_mutex_lock(&power_lock);
    power_step(&unused);
    power_grow(m, (size_t)size);
    if ((size_t)size < m->now_size) {
        memset(m->now + size, 0, m->now_size - (size_t)size);
        for (size_t s = (size_t)size / POWER_SECTOR; s * POWER_SECTOR < m->now_size; s++)
            m->dirty[s] = 1;
    }
    m->now_size = (size_t)size;
    int rc = file->real->pMethods->xTruncate(file->real, size);
    pthread_mutex_unlock(&power_lock);
    return rc;
}

/* A kernel may forget what it could not write: half of it is as it was. */
static inline int power_lose(PowerFile *file) {
    PowerImage *m = file->image;
    for (size_t s = 0; s * POWER_SECTOR < m->now_size; s++) {
        size_t at = s * POWER_SECTOR, n = m->now_size - at;
        if (n > POWER_SECTOR) n = POWER_SECTOR;
        if (!m->dirty[s] || power_chance()) continue;
        memcpy(m->now + at, m->durable + at, n);
        file->real->pMethods->xWrite(file->real, m->now + at, (int)n, (sqlite3_int64)at);
    }
    return SQLITE_IOERR_FSYNC;
}

static inline int power_sync(sqlite3_file *f, int flags) {
    PowerFile  *file = (PowerFile *)f;
    PowerImage *m = file->image;
    int         rc = SQLITE_OK;
    (void)flags;
    if (power_plan.sync_ms) usleep((unsigned)power_plan.sync_ms * 1000);
    pthread_mutex_lock(&power_lock);
    power_step(&power_seen.syncs);
    if (power_seen.syncs == power_plan.fail_sync) rc = power_lose(file);
    for (size_t s = 0; rc == SQLITE_OK && s * POWER_SECTOR < m->room; s++) {
        if (!m->dirty[s]) continue;
        memcpy(m->durable + s * POWER_SECTOR, m->now + s * POWER_SECTOR, POWER_SECTOR);
        m->dirty[s] = 0;
    }
    if (rc == SQLITE_OK) m->durable_size = m->now_size;
    pthread_mutex_unlock(&power_lock);
    return rc;
}

#define POWER_REAL(f) (((PowerFile *)(f))->real)
#define POWER_ASK(f, call, ...) POWER_REAL(f)->pMethods->call(POWER_REAL(f), ##__VA_ARGS__)
static inline int power_close(sqlite3_file *f) { return POWER_ASK(f, xClose); }
static inline int power_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at) {
    return POWER_ASK(f, xRead, p, n, at);
}
static inline int power_size(sqlite3_file *f, sqlite3_int64 *n) {
    return POWER_ASK(f, xFileSize, n);
}
static inline int power_take(sqlite3_file *f, int how) { return POWER_ASK(f, xLock, how); }
static inline int power_give(sqlite3_file *f, int how) { return POWER_ASK(f, xUnlock, how); }
static inline int power_held(sqlite3_file *f, int *out) {
    return POWER_ASK(f, xCheckReservedLock, out);
}
static inline int power_control(sqlite3_file *f, int op, void *arg) {
    return op == SQLITE_FCNTL_SIZE_HINT || op == SQLITE_FCNTL_CHUNK_SIZE
               ? SQLITE_OK : POWER_ASK(f, xFileControl, op, arg);
}
static inline int power_sector(sqlite3_file *f) { (void)f; return POWER_SECTOR; }
static inline int power_traits(sqlite3_file *f) {
    return POWER_ASK(f, xDeviceCharacteristics) & SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}
static inline int power_map(sqlite3_file *f, int i, int n, int more, void volatile **p) {
    return POWER_ASK(f, xShmMap, i, n, more, p);
}
static inline int power_shm_lock(sqlite3_file *f, int at, int n, int how) {
    return POWER_ASK(f, xShmLock, at, n, how);
}
static inline void power_barrier(sqlite3_file *f) { POWER_ASK(f, xShmBarrier); }
static inline int  power_unmap(sqlite3_file *f, int gone) { return POWER_ASK(f, xShmUnmap, gone); }

static const sqlite3_io_methods power_methods = {
    2, power_close, power_read, power_write, power_truncate, power_sync, power_size, power_take,
    power_give, power_held, power_control, power_sector, power_traits, power_map, power_shm_lock,
    power_barrier, power_unmap, NULL, NULL,
};

static inline PowerImage *power_find(const char *path) {
    for (int i = 0; i < power_images; i++)
        if (strcmp(power_image[i].path, path) == 0) return &power_image[i];
    if (power_images == POWER_FILES) abort();
    PowerImage *m = &power_image[power_images++];
    FILE       *f = fopen(path, "rb");
    unsigned char piece[4096];
    snprintf(m->path, sizeof m->path, "%s", path);
    for (size_t n; f && (n = fread(piece, 1, sizeof piece, f)) > 0; m->now_size += n) {
        power_grow(m, m->now_size + n);
        memcpy(m->now + m->now_size, piece, n);
        memcpy(m->durable + m->now_size, piece, n);
    }
    m->durable_size = m->now_size;
    if (f) fclose(f);
    return m;
}

static inline int power_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags,
                             int *out) {
    PowerFile *file = (PowerFile *)f;
    (void)v;
    memset(file, 0, sizeof *file);
    pthread_mutex_lock(&power_lock);
    bool fails = ++power_seen.opens == power_plan.fail_open;
    if (!fails) file->image = power_find(name ? name : "");
    pthread_mutex_unlock(&power_lock);
    if (fails) return SQLITE_CANTOPEN;
    file->real = (sqlite3_file *)(file + 1);
    int rc = power_real->xOpen(power_real, name, file->real, flags, out);
    if (file->real->pMethods) file->base.pMethods = &power_methods;
    return rc;
}

/* A log that is deleted is empty when it comes back. */
static inline int power_delete(sqlite3_vfs *v, const char *name, int sync) {
    (void)v;
    pthread_mutex_lock(&power_lock);
    for (int i = 0; i < power_images; i++) {
        PowerImage *m = &power_image[i];
        if (strcmp(m->path, name) != 0 || !m->room) continue;
        memset(m->now, 0, m->room);
        memset(m->durable, 0, m->room);
        memset(m->dirty, 0, m->room / POWER_SECTOR);
        m->now_size = m->durable_size = 0;
    }
    pthread_mutex_unlock(&power_lock);
    return power_real->xDelete(power_real, name, sync);
}

/* From now on every database of this process lies on that disk. */
static inline void power_start(PowerPlan plan) {
    static sqlite3_vfs vfs;
    power_plan = plan;
    power_real = sqlite3_vfs_find(NULL);
    vfs = *power_real;
    vfs.zName = "power";
    vfs.szOsFile = (int)sizeof(PowerFile) + power_real->szOsFile;
    vfs.xOpen = power_open;
    vfs.xDelete = power_delete;
    sqlite3_vfs_register(&vfs, 1);
}

/* The files as the cut left them; the index of a log is no file of the disk. */
static inline void power_restore(const char *path) {
    static const char *const ends[] = {"", "-wal"};
    char cut[620], file[600];
    for (int i = 0; i < 2; i++) {
        snprintf(file, sizeof file, "%s%s", path, ends[i]);
        snprintf(cut, sizeof cut, "%s.cut", file);
        if (access(cut, F_OK) == 0 && rename(cut, file) != 0) abort();
    }
    snprintf(file, sizeof file, "%s-shm", path);
    unlink(file);
}

#endif
