/* certificate-name.c
 * Distinguished names as text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "portlore/text.h"

#include "certificate-private.h"

#define OID_COMMON_NAME         "2.5.4.3"
#define OID_ORGANIZATION        "2.5.4.10"
#define OID_ORGANIZATIONAL_UNIT "2.5.4.11"

#define ELLIPSIS    "\xE2\x80\xA6" /* U+2026 */
#define REPLACEMENT 0xFFFDu

/* Universal tags of string types (ITU-T X.680 section 8.4). */
typedef enum {
    TAG_UTF8 = 12,
    TAG_NUMERIC = 18,
    TAG_PRINTABLE = 19,
    TAG_TELETEX = 20,
    TAG_IA5 = 22,
    TAG_VISIBLE = 26,
    TAG_UNIVERSAL = 28,
    TAG_BMP = 30
} string_tag;

static bool is_string(unsigned long tag)
{
    return tag == TAG_UTF8 || tag == TAG_NUMERIC || tag == TAG_PRINTABLE || tag == TAG_TELETEX || tag == TAG_IA5 || tag == TAG_VISIBLE ||
           tag == TAG_UNIVERSAL || tag == TAG_BMP;
}

/* A number of `width` bytes, the most significant first. */
static gunichar number_at(const unsigned char *bytes, unsigned width)
{
    gunichar number = 0;

    for (unsigned i = 0; i < width; i++) {
        number = number << 8 | bytes[i];
    }
    return number;
}

/* Characters of one, two or four bytes. Bytes at the end that do not make up a whole one are left out. BMPString has no surrogates by the book
 * (X.680 section 41.15), but there are those who write UTF-16. */
static void append_wide(GString *text, const gnutls_datum_t *value, unsigned width)
{
    for (unsigned at = 0; value->size - at >= width; at += width) {
        gunichar character = number_at(value->data + at, width);
        if (width == 2 && (character & 0xFC00) == 0xD800 && value->size - at >= 4) {
            gunichar low = number_at(value->data + at + 2, 2);
            if ((low & 0xFC00) == 0xDC00) {
                character = 0x10000 + ((character & 0x3FF) << 10) + (low & 0x3FF);
                at += 2;
            }
        }
        g_string_append_unichar(text, g_unichar_validate(character) ? character : REPLACEMENT);
    }
}

/* The value of an attribute that is a string, as portlore/text.h makes it. Freed by the caller with g_free(). */
static char *string_value(const gnutls_x509_ava_st *attribute)
{
    GString *text = g_string_new(NULL);

    switch (attribute->value_tag) {
    case TAG_TELETEX:
        append_wide(text, &attribute->value, 1);
        break;
    case TAG_BMP:
        append_wide(text, &attribute->value, 2);
        break;
    case TAG_UNIVERSAL:
        append_wide(text, &attribute->value, 4);
        break;
    default:
        g_string_append_len(text, (const char *)attribute->value.data, (gssize)attribute->value.size);
        break;
    }
    char *line = text_one_line_spaced(text->str, text->len, TLS_CERTIFICATE_VALUE_MAX);
    g_string_free(text, TRUE);
    return line;
}

/* RFC 4514 section 2.4. */
static void append_escaped(GString *text, const char *value)
{
    const char *start = value;
    for (; *value; value++) {
        bool at_an_end = value == start || value[1] == '\0';
        if (strchr("\"+,;<>\\", *value) || (*value == ' ' && at_an_end) || (*value == '#' && value == start)) {
            g_string_append_c(text, '\\');
        }
        g_string_append_c(text, *value);
    }
}

/* RFC 4514 section 2.4: '#' and the BER encoding of the value, tag and length included. */
static void append_hexadecimal(GString *text, const gnutls_x509_ava_st *attribute)
{
    unsigned size = attribute->value.size;

    g_string_append_printf(text, "#%02x", (unsigned)(attribute->value_tag & 0xFF));
    if (size < 0x80) {
        g_string_append_printf(text, "%02x", size);
    } else if (size < 0x100) {
        g_string_append_printf(text, "81%02x", size);
    } else if (size < 0x10000) {
        g_string_append_printf(text, "82%04x", size);
    } else {
        g_string_append_printf(text, "83%06x", size);
    }
    for (unsigned i = 0; i < size; i++) {
        if (text->len >= TLS_CERTIFICATE_NAME_MAX) {
            g_string_append(text, ELLIPSIS);
            break;
        }
        g_string_append_printf(text, "%02x", attribute->value.data[i]);
    }
}

/* The lists of a name while it is read. */
typedef struct {
    GPtrArray *organizations;
    GPtrArray *organizational_units;
    GPtrArray *common_names;
} value_lists;

static void add_to_list(value_lists *lists, const char *oid, const char *value)
{
    GPtrArray *list = strcmp(oid, OID_ORGANIZATION) == 0          ? lists->organizations
                      : strcmp(oid, OID_ORGANIZATIONAL_UNIT) == 0 ? lists->organizational_units
                      : strcmp(oid, OID_COMMON_NAME) == 0         ? lists->common_names
                                                                  : NULL;
    if (list) {
        g_ptr_array_add(list, g_strdup(value));
    }
}

static void append_attribute(GString *text, value_lists *lists, const gnutls_x509_ava_st *attribute)
{
    char *oid = g_strndup((const char *)attribute->oid.data, attribute->oid.size);
    const char *type = gnutls_x509_dn_oid_name(oid, 0);

    g_string_append_printf(text, "%s=", type && is_string(attribute->value_tag) ? type : oid);
    if (is_string(attribute->value_tag)) {
        char *value = string_value(attribute);
        add_to_list(lists, oid, value);
        if (type) {
            append_escaped(text, value);
        } else {
            append_hexadecimal(text, attribute);
        }
        g_free(value);
    } else {
        append_hexadecimal(text, attribute);
    }
    g_free(oid);
}

/* The text of one RDN; NULL behind the last one. *left: attributes that may still be read, counted down. */
static char *read_rdn(gnutls_x509_dn_t dn, int number, value_lists *lists, unsigned *left)
{
    gnutls_x509_ava_st attribute;
    GString *text = NULL;

    for (int i = 0; *left > 0 && gnutls_x509_dn_get_rdn_ava(dn, number, i, &attribute) >= 0; i++) {
        if (text) {
            g_string_append_c(text, '+');
        } else {
            text = g_string_new(NULL);
        }
        append_attribute(text, lists, &attribute);
        --*left;
    }
    return text ? g_string_free(text, FALSE) : NULL;
}

static char **finish_list(GPtrArray *list)
{
    g_ptr_array_add(list, NULL);
    return (char **)g_ptr_array_free(list, FALSE);
}

void certificate_name_read(gnutls_x509_dn_t dn, tls_certificate_name *name)
{
    value_lists lists = { g_ptr_array_new(), g_ptr_array_new(), g_ptr_array_new() };
    GString *text = g_string_new(NULL);
    unsigned left = TLS_CERTIFICATE_ATTRIBUTES_MAX;
    char *rdn;

    for (int number = 0; dn && (rdn = read_rdn(dn, number, &lists, &left)) != NULL; number++) {
        if (number > 0) {
            g_string_prepend_c(text, ',');
        }
        g_string_prepend(text, rdn);
        g_free(rdn);
    }
    if (left == 0) {
        g_string_prepend(text, ELLIPSIS ",");
    }
    name->text = text_one_line_spaced(text->str, text->len, TLS_CERTIFICATE_NAME_MAX);
    g_string_free(text, TRUE);
    name->organizations = finish_list(lists.organizations);
    name->organizational_units = finish_list(lists.organizational_units);
    name->common_names = finish_list(lists.common_names);
}

void certificate_name_clear(tls_certificate_name *name)
{
    g_free(name->text);
    g_strfreev(name->organizations);
    g_strfreev(name->organizational_units);
    g_strfreev(name->common_names);
}
