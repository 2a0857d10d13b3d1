/* secret-names.c
 * What names of parameters tell of their values: that they are secret, that they are a password, a user's name, a domain.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "logins-private.h"

#include <string.h>

/*
 * A name is looked at in three ways, always without case:
 * - parts: these letters anywhere in it, as in JSESSIONID and AuthKey;
 * - words: it is cut where letters and digits end, and where a small letter is followed by a capital one, digits at a word's end are left out, and
 *   each word is compared whole: of User_PIN2 these are "user" and "pin". So spin, compass and passenger have none;
 * - whole: only letters and digits of it, digits at the end left out: j_username is "jusername".
 */

#define WORD_MAX 32 /* bytes of a word that is compared; none of those here is as long */

static const char *const secret_parts[] = { "passw", "passphrase", "passcode", "pwd", "secret", "token", "session", "auth", "credential", "key" };

static const char *const password_parts[] = { "passw", "passphrase", "passcode", "pwd" };

static const char *const secret_words[] = { "sid" };

static const char *const password_words[] = { "pass",      "pw",      "pword",     "pswd",        "psw",        "passwd",  "pin",    "pincode",
                                              "otp",       "totp",    "hotp",      "oldpass",     "newpass",    "curpass", "mypass", "userpass",
                                              "loginpass", "dbpass",  "adminpass", "rootpass",    "repass",     "sqlpass", "jpass",  "webpass",
                                              "passkey",   "userpin", "otpcode",   "currentpass", "confirmpass" };

/* Of what is done with a password, and is none. */
static const char *const other_words[] = { "change", "reset", "forgot", "remember", "show", "save", "has", "is", "use", "force", "require", "allow" };
static const char *const last_words[] = { "expiration", "expires", "expiry", "days", "length",   "policy", "settings", "hint",  "type", "age",
                                          "changed",    "field",   "name",   "id",   "question", "status", "through",  "count", "list", "filter" };

/* Whole. */
static const char *const password_names[] = { "password", "jpassword", "passphrase", "passcode" };

static const char *const user_names[] = { "username", "userid", "jusername", "user", "loginname", "loginid", "uid",
                                          "uname",    "logon",  "account",   "usr",  "email",     "login" };

static const char *const domain_names[] = { "domain", "domainname", "jdomain" };

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(word, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_part(const char *name, const char *const *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (sepm_bytes_contain((const uint8_t *)name, strlen(name), parts[i])) {
            return true;
        }
    }
    return false;
}

static bool begins_word(const char *name, size_t at)
{
    bool inside = at > 0 && g_ascii_isalnum(name[at - 1]);
    return g_ascii_isalnum(name[at]) && (!inside || (g_ascii_isupper(name[at]) && g_ascii_islower(name[at - 1])));
}

/* The word that begins there, in small letters; a longer one is cut. Returns where it ends. */
static size_t read_word(const char *name, size_t at, char word[WORD_MAX])
{
    size_t length = 0;
    do {
        if (length < WORD_MAX - 1) {
            word[length++] = g_ascii_tolower(name[at]);
        }
        at++;
    } while (g_ascii_isalnum(name[at]) && !begins_word(name, at));
    while (length > 1 && g_ascii_isdigit(word[length - 1])) {
        length--;
    }
    word[length] = '\0';
    return at;
}

/* Whether one of the name's words is among these. */
static bool has_word(const char *name, const char *const *words, size_t count)
{
    char word[WORD_MAX];
    for (size_t at = 0; name[at] != '\0';) {
        if (!begins_word(name, at)) {
            at++;
            continue;
        }
        at = read_word(name, at, word);
        if (is_one_of(word, words, count)) {
            return true;
        }
    }
    return false;
}

static bool is_whole_name(const char *name, const char *whole)
{
    size_t end = strlen(name);
    while (end > 0 && !g_ascii_isalpha(name[end - 1])) {
        end--;
    }
    for (size_t at = 0; at < end; at++) {
        if (g_ascii_isalnum(name[at]) && g_ascii_tolower(name[at]) != *whole++) {
            return false;
        }
    }
    return *whole == '\0';
}

static bool is_one_of_whole(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_whole_name(name, names[i])) {
            return true;
        }
    }
    return false;
}

static bool ends_in_other_word(const char *name)
{
    char word[WORD_MAX] = "";
    for (size_t at = 0; name[at] != '\0';) {
        at = begins_word(name, at) ? read_word(name, at, word) : at + 1;
    }
    return is_one_of(word, last_words, G_N_ELEMENTS(last_words));
}

static bool names_password(const char *name)
{
    return has_part(name, password_parts, G_N_ELEMENTS(password_parts)) || has_word(name, password_words, G_N_ELEMENTS(password_words)) ||
           is_one_of_whole(name, password_names, G_N_ELEMENTS(password_names));
}

bool sepm_is_password_name(const char *name)
{
    return names_password(name) && !has_word(name, other_words, G_N_ELEMENTS(other_words)) && !ends_in_other_word(name);
}

bool sepm_is_secret_name(const char *name)
{
    return has_part(name, secret_parts, G_N_ELEMENTS(secret_parts)) || has_word(name, secret_words, G_N_ELEMENTS(secret_words)) ||
           names_password(name);
}

bool sepm_is_other_secret_name(const char *name)
{
    return sepm_is_secret_name(name) && !names_password(name);
}

bool sepm_is_domain_name(const char *name)
{
    return is_one_of_whole(name, domain_names, G_N_ELEMENTS(domain_names));
}

const char *sepm_user_among(const GPtrArray *pairs)
{
    for (size_t i = 0; i < G_N_ELEMENTS(user_names); i++) {
        for (guint j = 0; j < pairs->len; j++) {
            const http_pair *pair = g_ptr_array_index(pairs, j);
            if (pair->value[0] != '\0' && is_whole_name(pair->name, user_names[i])) {
                return pair->value;
            }
        }
    }
    return NULL;
}
