/* hadamard.c - square matrices of +1 and -1 with orthogonal rows, for balanced half-samples.
 *
 * Sylvester doubles any of them; Paley makes those of order q + 1 (q = 3 mod 4) and 2 (q + 1)
 * (q = 1 mod 4) from the squares modulo a prime q. Together they leave few multiples of 4
 * out; then the next larger order serves as well. */
#include "stats/weighing.h"

#include <string.h>

static bool is_prime(int q) {
    for (int k = 2; k * k <= q; k++)
        if (q % k == 0) return false;
    return q > 1;
}

/* square[k] is 1 for the squares of 1 .. q-1 modulo q. */
static uint8_t *squares(Arena *a, int q) {
    uint8_t *square = arena_take(a, (size_t)q);
    for (int64_t k = 1; k < q; k++) square[k * k % q] = 1;
    return square;
}

/* Paley's first: I + S with S skew. */
static void paley_one(Arena *a, int q, uint8_t *bit) {
    int            n = q + 1;
    const uint8_t *square = squares(a, q);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            bool plus = i == 0 || i == j;
            if (!plus && j > 0) plus = square[((j - i) % q + q) % q];
            bit[i * n + j] = plus;
        }
}

/* Paley's second: each entry of the symmetric matrix becomes a block of two by two; the block
 * of the diagonal, where it has 0, is of its own kind. */
static void paley_two(Arena *a, int q, uint8_t *bit) {
    int            m = q + 1, n = 2 * m;
    const uint8_t *square = squares(a, q);
    for (int i = 0; i < m; i++)
        for (int j = 0; j < m; j++) {
            bool plus = i == 0 || j == 0 || square[((i - j) % q + q) % q];
            for (int k = 0; k < 4; k++) {
                static const uint8_t own[4] = {1, 0, 0, 0}, other[4] = {1, 1, 1, 0};
                uint8_t is = i == j ? own[k] : plus ? other[k] : !other[k];
                bit[(2 * i + k / 2) * n + 2 * j + k % 2] = is;
            }
        }
}

static bool build(Arena *a, int n, uint8_t *bit) {
    if (n == 1) return bit[0] = 1, true;
    if (n > 2 && n % 4) return false;
    if ((n - 1) % 4 == 3 && is_prime(n - 1)) return paley_one(a, n - 1, bit), true;
    if (n % 2) return false;
    uint8_t *half = arena_take(a, (size_t)(n / 2) * (size_t)(n / 2));
    if (build(a, n / 2, half)) {
        int m = n / 2;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                bit[i * n + j] = half[i % m * m + j % m] ^ (i >= m && j >= m);
        return true;
    }
    int q = n / 2 - 1;
    if (q % 4 != 1 || !is_prime(q)) return false;
    return paley_two(a, q, bit), true;
}

/* Columns are turned so that the first row is all +1. */
static void turn_columns(int n, uint8_t *bit) {
    for (int j = 0; j < n; j++)
        for (int i = n - 1; i >= 0 && !bit[j]; i--) bit[i * n + j] = !bit[i * n + j];
}

uint8_t *hadamard_make(Arena *a, int least, int *n) {
    int      order = least <= 1 ? 1 : least <= 2 ? 2 : (least + 3) / 4 * 4;
    Arena   *scratch = arena_open();
    uint8_t *bit = NULL;
    for (;; order = order < 4 ? order * 2 : order + 4) {
        bit = arena_take(scratch, (size_t)order * (size_t)order);
        if (build(scratch, order, bit)) break;
        arena_reset(scratch);
    }
    turn_columns(order, bit);
    uint8_t *out = arena_take(a, (size_t)order * (size_t)order);
    memcpy(out, bit, (size_t)order * (size_t)order);
    arena_close(scratch);
    *n = order;
    return out;
}
