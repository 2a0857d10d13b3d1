/* fuzz_junos_9.c
 * $9$: any bytes decode to printable text or to nothing, and what is encoded by the published rules decodes to what it was.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "portlore/junos_9.h"

#define HEAD        2 /* how, and the salt */
#define FLAG_ENCODE 0x01

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As the drafts of other decoders have it; the room has a table of its own. */
static const char letters[] = "QzF3n6/9CAtpu0OB1IREhcSyrleKvMW8LXx7N-dVbwsY2g4oaJZGUDjiHkq.mPf5T";
static const unsigned weights[7][4] = { { 1, 4, 32 }, { 1, 16, 32 }, { 1, 8, 32 }, { 1, 64 }, { 1, 32 }, { 1, 4, 16, 128 }, { 1, 32, 64 } };

static unsigned filler_of(unsigned salt)
{
    return salt < 15 ? 3 : salt < 35 ? 2 : salt < 55 ? 1 : 0;
}

/* The greatest weights first; a distance of n is the letter n + 1 places behind the one before. */
static GString *encoded(const uint8_t *bytes, size_t length, unsigned salt)
{
    const unsigned count = sizeof letters - 1;
    GString *text = g_string_new("$9$");
    unsigned at = salt % count;
    g_string_append_c(text, letters[at]);
    for (unsigned i = filler_of(at); i > 0; i--) {
        g_string_append_c(text, letters[(salt + i) % count]);
    }
    for (size_t i = 0; i < length; i++) {
        const unsigned *row = weights[i % G_N_ELEMENTS(weights)];
        unsigned distances[4] = { 0 };
        unsigned groups = 0;
        while (groups < 4 && row[groups] > 0) {
            groups++;
        }
        unsigned rest = bytes[i];
        for (unsigned j = groups; j-- > 0;) {
            distances[j] = rest / row[j];
            rest %= row[j];
        }
        for (unsigned j = 0; j < groups; j++) {
            at = (at + distances[j] + 1) % count;
            g_string_append_c(text, letters[at]);
        }
    }
    return text;
}

static char *decoded(const char *bytes, size_t length)
{
    char *copy = g_memdup2(bytes, length);
    char *text = junos_9_decode(copy, length);
    g_free(copy);
    g_assert_true(!text || (g_utf8_validate(text, -1, NULL) && strlen(text) <= 4 * length));
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size <= HEAD) {
        return 0;
    }
    const uint8_t *bytes = data + HEAD;
    size_t length = size - HEAD;
    if (data[0] & FLAG_ENCODE) {
        bool printable = true;
        for (size_t i = 0; i < length; i++) {
            printable = printable && g_ascii_isprint((char)bytes[i]);
        }
        GString *text = encoded(bytes, length, data[1]);
        char *plain = decoded(text->str, text->len);
        g_assert_nonnull(plain);
        if (printable) {
            g_assert_cmpmem(plain, strlen(plain), bytes, length);
        }
        g_free(plain);
        g_string_free(text, TRUE);
    } else {
        GString *text = g_string_new("$9$");
        g_string_append_len(text, (const char *)bytes, (gssize)length);
        g_free(decoded(text->str, text->len));
        g_free(decoded((const char *)bytes, length));
        g_string_free(text, TRUE);
    }
    return 0;
}
