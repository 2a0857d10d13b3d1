/* certificate-validity.c
 * The dates of a certificate, from its bytes (RFC 5280 sections 4.1 and 4.1.2.5).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "certificate-private.h"

#include "der.h"

/* Tags of DER (ITU-T X.690 section 8.1.2, X.680 section 8.4). */
#define TAG_UTC_TIME         0x17
#define TAG_GENERALIZED_TIME 0x18
#define TAG_VERSION          0xa0 /* [0], the first element of a TBSCertificate unless that is of version 1 */

/* Digits behind the year: month, day, hour, minute, second, two of each. */
#define PARTS 5

/* A year of two digits is of 1950 to 2049. */
#define CENTURY_TURN 50

/* A number of so many decimal digits; -1 when they are none. */
static int read_digits(tls_cursor *text, size_t count)
{
    tls_cursor digits = tls_cursor_bytes(text, count);
    int number = digits.broken ? -1 : 0;
    for (; digits.at < digits.end && number >= 0; digits.at++) {
        number = g_ascii_isdigit(*digits.at) ? number * 10 + (*digits.at - '0') : -1;
    }
    return number;
}

/* YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ. */
static bool read_time(tls_cursor *from, int64_t *seconds)
{
    der_element found = der_next(from);
    tls_cursor text = found.content;
    if (found.tag != TAG_UTC_TIME && found.tag != TAG_GENERALIZED_TIME) {
        return false;
    }
    int year = read_digits(&text, found.tag == TAG_UTC_TIME ? 2 : 4);
    int parts[PARTS];
    bool valid = year >= 0;
    for (size_t i = 0; i < PARTS; i++) {
        parts[i] = read_digits(&text, 2);
        valid = valid && parts[i] >= 0;
    }
    if (!valid || tls_cursor_left(&text) != 1 || *text.at != 'Z') {
        return false;
    }
    if (found.tag == TAG_UTC_TIME) {
        year += year < CENTURY_TURN ? 2000 : 1900;
    }
    GDateTime *time = g_date_time_new_utc(year, parts[0], parts[1], parts[2], parts[3], parts[4]);
    if (!time) {
        return false;
    }
    *seconds = g_date_time_to_unix(time);
    g_date_time_unref(time);
    return true;
}

bool certificate_validity_read(const uint8_t *der, size_t length, int64_t *not_before, int64_t *not_after)
{
    tls_cursor bytes = tls_cursor_of(der, length);
    tls_cursor certificate = der_enter(&bytes, DER_SEQUENCE);
    tls_cursor signed_part = der_enter(&certificate, DER_SEQUENCE);
    int64_t from;
    int64_t to;
    if (der_next(&signed_part).tag == TAG_VERSION) {
        der_next(&signed_part); /* the serial number */
    }
    der_next(&signed_part); /* the signature's algorithm */
    der_next(&signed_part); /* the issuer */
    tls_cursor validity = der_enter(&signed_part, DER_SEQUENCE);
    if (!read_time(&validity, &from) || !read_time(&validity, &to)) {
        return false;
    }
    *not_before = from;
    *not_after = to;
    return true;
}
