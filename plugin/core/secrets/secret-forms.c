/* secret-forms.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "secret-forms.h"

#include <string.h>

#include "portlore/junos_9.h"

/* Longest label of PEM, in bytes: what is longer is none. */
#define PEM_LABEL_MAX 64

static bool is_crypt_character(char c)
{
    return g_ascii_isalnum(c) || c == '.' || c == '/';
}

/* Base64 of $8$, and hashes that pad theirs. */
static bool is_base64_character(char c)
{
    return g_ascii_isalnum(c) || c == '+' || c == '/' || c == '=' || c == '.';
}

/* Algorithm names of $8$. */
static bool is_algorithm_character(char c)
{
    return g_ascii_islower(c) || g_ascii_isdigit(c) || c == '-';
}

static bool is_digit(char c)
{
    return g_ascii_isdigit(c);
}

static bool is_junos_9_character(char c)
{
    return g_ascii_isalnum(c) || c == '.' || c == '/' || c == '-';
}

typedef struct {
    bool (*accepts)(char c);
    size_t min;
    size_t max;
} form_field;

#define FIELDS_MAX 7

/* Fields behind the prefix, separated by '$'. Sources: crypt(5) of FreeBSD and Linux for the hashes; Juniper's documentation of $8$. */
static const struct {
    const char *prefix;
    xnm_secret_kind kind;
    size_t field_count;
    form_field fields[FIELDS_MAX];
} forms[] = {
    { "$1$", XNM_SECRET_MD5_CRYPT, 2, { { is_crypt_character, 0, 8 }, { is_crypt_character, 22, 22 } } },
    { "$5$", XNM_SECRET_SHA256_CRYPT, 2, { { is_crypt_character, 0, 16 }, { is_crypt_character, 43, 43 } } },
    { "$6$", XNM_SECRET_SHA512_CRYPT, 2, { { is_crypt_character, 0, 16 }, { is_crypt_character, 86, 86 } } },
    { "$sha1$", XNM_SECRET_SHA1_CRYPT, 3, { { is_digit, 1, 10 }, { is_crypt_character, 0, 64 }, { is_crypt_character, 26, 32 } } },
    { "$8$",
      XNM_SECRET_JUNOS_8,
      7,
      { { is_algorithm_character, 1, 32 },
        { is_algorithm_character, 1, 32 },
        { is_digit, 1, 10 },
        { is_base64_character, 1, 4096 },
        { is_base64_character, 1, 4096 },
        { is_base64_character, 1, 4096 },
        { is_base64_character, 1, 65536 } } },
    { "$9$", XNM_SECRET_OTHER_CRYPT, 2, { { is_crypt_character, 14, 14 }, { is_crypt_character, 43, 43 } } }, /* Cisco type 9 */
};

static bool has_prefix(const char *value, size_t length, const char *prefix)
{
    size_t prefix_length = strlen(prefix);
    return length >= prefix_length && memcmp(value, prefix, prefix_length) == 0;
}

static size_t run_of(const char *text, size_t at, size_t end, bool (*accepts)(char c))
{
    size_t run = 0;
    while (run < end - at && accepts(text[at + run])) {
        run++;
    }
    return run;
}

/* The length of "rounds=N$" of sha256-crypt and sha512-crypt at text[at], or 0. */
static size_t rounds_at(const char *text, size_t at, size_t end)
{
    static const char word[] = "rounds=";
    size_t length = sizeof word - 1;
    if (!has_prefix(text + at, end - at, word)) {
        return 0;
    }
    size_t digits = run_of(text, at + length, end, is_digit);
    return digits > 0 && digits < end - at - length && text[at + length + digits] == '$' ? length + digits + 1 : 0;
}

/* The length of the fields at text[at], or 0. */
static size_t fields_at(const char *text, size_t at, size_t end, const form_field *fields, size_t count)
{
    size_t from = at;
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            if (at >= end || text[at] != '$') {
                return 0;
            }
            at++;
        }
        size_t run = run_of(text, at, end, fields[i].accepts);
        if (i + 1 == count && run > 1 && run - 1 == fields[i].max && text[at + run - 1] == '.') {
            run--; /* the full stop of a sentence */
        }
        if (run < fields[i].min || run > fields[i].max) {
            return 0;
        }
        at += run;
    }
    return at - from;
}

/* The length of $9$ that can be decoded, or 0. A full stop or a hyphen at the end may be the sentence's. run: of characters of the alphabet. */
static size_t junos_9_at(const char *text, size_t at, size_t run)
{
    for (size_t less = 0; less < 2 && less < run; less++) {
        char *decoded = junos_9_decode(text + at, 3 + run - less);
        if (decoded) {
            g_free(decoded);
            return 3 + run - less;
        }
        char last = text[at + 3 + run - 1];
        if (last != '.' && last != '-') {
            break;
        }
    }
    return 0;
}

size_t secret_form_at(const char *text, size_t at, size_t end, xnm_secret_kind *kind, size_t *next)
{
    *next = at + 1;
    /* Bytes beyond ASCII before it may be a quotation mark of Unicode. */
    if (at > 0 && (g_ascii_isalnum(text[at - 1]) || text[at - 1] == '$')) {
        return 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        if (!has_prefix(text + at, end - at, forms[i].prefix)) {
            continue;
        }
        size_t start = at + strlen(forms[i].prefix);
        size_t rounds = rounds_at(text, start, end);
        size_t length = fields_at(text, start + rounds, end, forms[i].fields, forms[i].field_count);
        if (length > 0) {
            *kind = forms[i].kind;
            return start - at + rounds + length;
        }
    }
    if (!has_prefix(text + at, end - at, "$9$")) {
        return 0;
    }
    size_t run = run_of(text, at + 3, end, is_junos_9_character);
    size_t length = junos_9_at(text, at, run);
    *kind = XNM_SECRET_JUNOS_9;
    *next = at + 3 + run;
    return length;
}

static bool is_junos_9(const char *value, size_t length)
{
    char *decoded = junos_9_decode(value, length);
    g_free(decoded);
    return decoded != NULL;
}

bool secret_form_of_value(const char *value, size_t length, xnm_secret_kind *kind)
{
    static const struct {
        const char *prefix;
        xnm_secret_kind kind;
    } prefixes[] = {
        { "$9$", XNM_SECRET_JUNOS_9 },      { "$8$", XNM_SECRET_JUNOS_8 },      { "$1$", XNM_SECRET_MD5_CRYPT },
        { "$5$", XNM_SECRET_SHA256_CRYPT }, { "$6$", XNM_SECRET_SHA512_CRYPT }, { "$sha1$", XNM_SECRET_SHA1_CRYPT },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        size_t prefix_length = strlen(prefixes[i].prefix);
        if (length <= prefix_length || memcmp(value, prefixes[i].prefix, prefix_length) != 0) {
            continue;
        }
        for (size_t at = prefix_length; at < length; at++) {
            if (g_ascii_isspace(value[at])) {
                return false;
            }
        }
        *kind = prefixes[i].kind == XNM_SECRET_JUNOS_9 && !is_junos_9(value, length) ? XNM_SECRET_OTHER_CRYPT : prefixes[i].kind;
        return true;
    }
    return false;
}

/* $NAME$...: a hash of a kind that has no name here. */
static bool is_other_crypt(const char *value, size_t length)
{
    size_t at = 1;
    if (length < 4 || value[0] != '$') {
        return false;
    }
    while (at < length && (g_ascii_isalnum(value[at]) || value[at] == '-')) {
        at++;
    }
    return at > 1 && at + 1 < length && value[at] == '$' && !memchr(value, ' ', length);
}

xnm_secret_kind secret_kind_of_value(const char *value, size_t length, bool crypt)
{
    xnm_secret_kind kind;
    if (secret_form_of_value(value, length, &kind)) {
        return kind;
    }
    if (crypt && is_other_crypt(value, length)) {
        return XNM_SECRET_OTHER_CRYPT;
    }
    if (crypt && length == 13 && run_of(value, 0, length, is_crypt_character) == length) {
        return XNM_SECRET_DES_CRYPT;
    }
    return XNM_SECRET_CLEARTEXT;
}

static bool is_asterisks(const char *value, size_t length)
{
    size_t at = 0;
    while (at < length && value[at] == '*') {
        at++;
    }
    return at == length;
}

bool secret_is_no_secret(const char *value, size_t length)
{
    static const char *const whole[] = { "SECRET-DATA", "/* SECRET-DATA */", "# SECRET-DATA", "## SECRET-DATA", "(null)" };
    /* RFC 4253 section 6.6, RFC 5656 section 3, RFC 8709 section 4; the rest of PEM is secret_private_key_at()'s. */
    static const char *const public_keys[] = { "ssh-rsa ",    "ssh-dss ", "ssh-ed25519 ", "ssh-ed448 ",
                                               "ecdsa-sha2-", "sk-ssh-",  "sk-ecdsa-",    "-----BEGIN " };
    if (is_asterisks(value, length)) {
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(whole); i++) {
        if (length == strlen(whole[i]) && memcmp(value, whole[i], length) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(public_keys); i++) {
        if (has_prefix(value, length, public_keys[i])) {
            return true;
        }
    }
    return false;
}

static bool is_url_end(char c)
{
    return g_ascii_isspace(c) || c == '"' || c == '<' || c == '>';
}

/* RFC 3986 section 3.2: these end the authority; in JSON a backslash may stand before the slash. */
static bool is_authority_end(char c)
{
    return c == '/' || c == '?' || c == '#' || c == '\\';
}

/* Where the authority of a URL begins whose ':' is text[at], or 0. JSON may write a slash as \/. */
static size_t authority_of(const char *text, size_t at, size_t end)
{
    if (at == 0 || !g_ascii_isalnum(text[at - 1])) {
        return 0;
    }
    at++;
    for (int slashes = 0; slashes < 2; slashes++) {
        if (end - at >= 2 && text[at] == '\\') {
            at++;
        }
        if (at >= end || text[at] != '/') {
            return 0;
        }
        at++;
    }
    return at;
}

/* Whether an '@' stands at text[start] or behind it in the same word. */
static bool has_sign(const char *text, size_t start, size_t end, secret_url_word *word)
{
    if (start >= word->end) {
        *word = (secret_url_word){ .end = start };
        while (word->end < end && !is_url_end(text[word->end])) {
            word->sign = text[word->end] == '@' ? word->end + 1 : word->sign;
            word->end++;
        }
    }
    return word->sign > start;
}

/* Words that stand where a password would, the last of them the one that makes the router ask for it. A public key is none: it has spaces. */
static bool is_no_url_password(const char *value, size_t length)
{
    static const char *const words[] = { "SECRET-DATA", "(null)", "prompt" };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (length == strlen(words[i]) && memcmp(value, words[i], length) == 0) {
            return true;
        }
    }
    return is_asterisks(value, length);
}

/* Whether it is a port that ends at text[at]: only digits stand between the colon and it. digits: the end of those behind the colon, once known, else 0. */
static bool is_port(const char *text, size_t colon, size_t at, size_t *digits)
{
    if (*digits == 0) {
        *digits = colon + 1 + run_of(text, colon + 1, at, is_digit);
    }
    return *digits == at;
}

bool secret_url_password_at(const char *text, size_t at, size_t end, secret_url_word *word, secret_span *password)
{
    size_t start = authority_of(text, at, end);
    if (start == 0 || start >= end || text[start] == '[' || !has_sign(text, start, end, word)) {
        return false;
    }
    size_t colon = 0;
    size_t last_at = 0;
    size_t digits = 0;
    bool at_before_colon = false;
    for (size_t i = start; i < word->end; i++) {
        if (text[i] == '@') {
            at_before_colon = at_before_colon || colon == 0;
            last_at = colon > 0 ? i : 0;
        } else if (text[i] == ':' && colon == 0) {
            colon = i;
        } else if (is_authority_end(text[i])) {
            /* Behind host:port. A password that was not escaped may hold a slash too: then no port stands here, but an '@' further on. */
            if (last_at > 0 || colon == 0 || at_before_colon || is_port(text, colon, i, &digits)) {
                break;
            }
        }
    }
    if (last_at == 0 || last_at == colon + 1) {
        return false;
    }
    *password = (secret_span){ colon + 1, last_at - colon - 1 };
    return !is_no_url_password(text + password->start, password->length);
}

/* The length of "-----WORD LABEL-----" at text[at], or 0. label is set to its label. */
static size_t pem_line_at(const char *text, size_t at, size_t end, const char *word, secret_span *label)
{
    static const char dashes[] = "-----";
    if (!has_prefix(text + at, end - at, word)) {
        return 0;
    }
    label->start = at + strlen(word);
    size_t i = label->start;
    while (i < end && i - label->start < PEM_LABEL_MAX && (g_ascii_isupper(text[i]) || g_ascii_isdigit(text[i]) || text[i] == ' ')) {
        i++;
    }
    label->length = i - label->start;
    return has_prefix(text + i, end - i, dashes) ? i + sizeof dashes - 1 - at : 0;
}

static bool is_private_key_label(const char *text, secret_span label)
{
    static const char words[] = "PRIVATE KEY";
    const size_t length = sizeof words - 1;
    for (size_t i = 0; i + length <= label.length; i++) {
        if (memcmp(text + label.start + i, words, length) == 0) {
            return true;
        }
    }
    return false;
}

/* RFC 7468, the headers of RFC 1421, and the escapes of line ends in Junos text and in JSON. */
static bool is_pem_character(char c)
{
    return g_ascii_isalnum(c) || g_ascii_isspace(c) || (c != '\0' && strchr("+/=-:,._\\()", c));
}

size_t secret_private_key_at(const char *text, size_t at, size_t end)
{
    secret_span label;
    size_t begin = pem_line_at(text, at, end, "-----BEGIN ", &label);
    if (begin == 0 || !is_private_key_label(text, label)) {
        return 0;
    }
    size_t last = 0; /* behind the last byte that is no white space */
    bool has_data = false;
    for (size_t i = at + begin; i < end && is_pem_character(text[i]); i++) {
        if (text[i] == '-' && has_prefix(text + i, end - i, "-----")) {
            size_t length = pem_line_at(text, i, end, "-----END ", &label);
            last = length > 0 ? i + length : last;
            break;
        }
        if (!g_ascii_isspace(text[i])) {
            last = i + 1;
            has_data = has_data || g_ascii_isalnum(text[i]);
        }
    }
    return has_data ? last - at : 0;
}
