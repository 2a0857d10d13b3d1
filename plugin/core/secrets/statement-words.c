/* statement-words.c
 * Which words of a statement are secrets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "statement-scanner.h"

#include <string.h>

static secret_name name_of(const statement_scanner *scanner, const statement_word *word)
{
    return (secret_name){ word->text ? word->text : scanner->text + word->start, word->length };
}

static bool word_is(const statement_scanner *scanner, const statement_word *word, const char *text)
{
    return !word->quoted && secret_name_is(name_of(scanner, word), text);
}

static bool is_one_of(secret_name word, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (secret_name_is(word, names[i])) {
            return true;
        }
    }
    return false;
}

char *statement_path(const void *data)
{
    const statement_scanner *scanner = data;
    secret_name names[WORDS_MAX];
    for (size_t i = 0; i < scanner->path_count; i++) {
        names[i] = name_of(scanner, &scanner->words[i]);
        if (scanner->words[i].hidden) {
            names[i] = (secret_name){ NULL, strlen(XNM_SECRET_MASK) };
        }
    }
    return secret_join_names(names, scanner->path_count);
}

/* Whether the next word is a secret because of those before it. */
static secret_proof proof_of_next(const statement_scanner *scanner, unsigned *flags)
{
    *flags = 0;
    if (scanner->count == scanner->base || scanner->piped || scanner->masked || scanner->verb == STATEMENT_VERB_OPERATE) {
        return SECRET_PROOF_NONE;
    }
    const statement_word *last = &scanner->words[scanner->count - 1];
    if (last->quoted || last->hidden) {
        return SECRET_PROOF_NONE;
    }
    secret_name name = name_of(scanner, last);
    if (!secret_leaf_find(name.text, name.length) && !secret_name_by_ending(name.text, name.length)) {
        return SECRET_PROOF_NONE;
    }
    secret_name before[SECRET_ANCESTORS_MAX];
    size_t count = MIN(scanner->count - 1, SECRET_ANCESTORS_MAX);
    for (size_t i = 0; i < count; i++) {
        before[i] = name_of(scanner, &scanner->words[scanner->count - 1 - count + i]);
    }
    secret_proof proof = secret_path_of_statement(name, before, count, flags);
    /* What is shown has keys only, and only of configuration. */
    bool is_key = *flags & SECRET_PATH_COMMUNITY && word_is(scanner, &scanner->words[scanner->base], "configuration");
    return scanner->verb != STATEMENT_VERB_SHOW || is_key ? proof : SECRET_PROOF_NONE;
}

/* Names of leaves that stand between the name of a secret and its value, where the model has a container and the statement two words. */
static bool is_name_of_value(const statement_scanner *scanner, const statement_word *word)
{
    static const char *const names[] = { "ascii-text", "hexadecimal", "auth_key", "keyname" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (word_is(scanner, word, names[i])) {
            return true;
        }
    }
    return false;
}

/* The value of a quoted word: \" and \\ stand for what follows the backslash. NULL where there is no backslash. */
static char *unescaped(const statement_scanner *scanner, const statement_word *word)
{
    const char *text = scanner->text + word->start;
    if (!word->quoted || !memchr(text, '\\', word->length)) {
        return NULL;
    }
    GString *value = g_string_sized_new(word->length);
    for (size_t i = 0; i < word->length; i++) {
        if (text[i] == '\\' && i + 1 < word->length && (text[i + 1] == '"' || text[i + 1] == '\\')) {
            i++;
        }
        g_string_append_c(value, text[i]);
    }
    return g_string_free(value, FALSE);
}

static bool is_wildcard(const char *value, size_t length)
{
    return length >= 2 && value[0] == '<' && value[length - 1] == '>';
}

/* index: of the word, which may not be among the words yet. Returns whether it was a secret. */
static bool claim_word(statement_scanner *scanner, const statement_word *word, size_t index, unsigned flags)
{
    const char *text = scanner->text + word->start;
    if (secret_is_no_secret(text, word->length) || is_wildcard(text, word->length)) {
        return false;
    }
    char *value = unescaped(scanner, word);
    xnm_secret_kind kind = secret_kind_of_value(value ? value : text, value ? strlen(value) : word->length, flags & SECRET_PATH_CRYPT);
    if (kind == XNM_SECRET_CLEARTEXT && flags & SECRET_PATH_COMMUNITY) {
        kind = XNM_SECRET_SNMP_COMMUNITY;
    }
    scanner->path_count = index;
    secret_claim(scanner->scan, word->start, word->length, kind, value);
    return true;
}

static bool is_below_softwires(const statement_scanner *scanner)
{
    size_t from = scanner->count - MIN(scanner->count, SECRET_ANCESTORS_MAX);
    for (size_t i = from; i < scanner->count; i++) {
        if (secret_is_softwires(name_of(scanner, &scanner->words[i]))) {
            return true;
        }
    }
    return false;
}

/* Claim what is a secret by its form. */
static bool claim_forms(statement_scanner *scanner, const statement_word *word)
{
    const char *text = scanner->text + word->start;
    unsigned forms = secret_forms_of(text, word->length);
    if (!forms) {
        return false;
    }
    xnm_secret_kind kind;
    bool obfuscated = !is_below_softwires(scanner);
    scanner->path_count = scanner->count;
    if (obfuscated && secret_form_of_value(text, word->length, &kind)) {
        secret_claim(scanner->scan, word->start, word->length, kind, NULL);
        return true;
    }
    return secret_scan_forms(scanner->scan, word->start, word->start + word->length, obfuscated ? forms : forms & ~SECRET_FORM_HASH);
}

/* Whether what was quoted begins as a command does that may have a secret: what looks like a prompt may be in front of prose. */
static bool is_quoted_command(const statement_scanner *scanner)
{
    static const char *const names[] = { "file", "request", "test" };
    return scanner->is_quoted && scanner->count > scanner->base &&
           (scanner->verb != STATEMENT_VERB_NONE || is_one_of(name_of(scanner, &scanner->words[scanner->base]), names, G_N_ELEMENTS(names)));
}

/* Whether the text may be anything, and the statement with it. */
static bool is_output(const statement_scanner *scanner)
{
    return scanner->format == SECRET_FORMAT_OUTPUT && !is_quoted_command(scanner);
}

static bool is_cli_command(const statement_scanner *scanner)
{
    return scanner->format == SECRET_FORMAT_COMMAND || is_quoted_command(scanner);
}

/* Whether the proof is enough before the statement's end is seen. */
static bool is_claimed_at_once(const statement_scanner *scanner, const statement_word *word, secret_proof proof)
{
    if (is_output(scanner)) {
        return scanner->is_command && (proof == SECRET_PROOF_PATH || word->quoted);
    }
    if (proof == SECRET_PROOF_LAST_WORD) {
        return word->quoted || (is_cli_command(scanner) && scanner->verb != STATEMENT_VERB_SHOW);
    }
    return true;
}

/* Of a command in output of any kind: whether the word before the last one ends as the names of secrets do, and stands below another word. */
static bool is_named_by_ending(const statement_scanner *scanner)
{
    if (!scanner->is_command || scanner->verb != STATEMENT_VERB_CHANGE || scanner->count < scanner->base + 3) {
        return false;
    }
    secret_name name = name_of(scanner, &scanner->words[scanner->count - 2]);
    return secret_name_by_ending(name.text, name.length);
}

/* Whether it is enough at the statement's end. In output of any kind, only what looks like configuration is taken for it. */
static bool is_claimed_at_end(const statement_scanner *scanner, const statement_word *word, char terminator)
{
    if (scanner->in_comment) { /* prose, more often than not */
        bool named = scanner->proof == SECRET_PROOF_NAME || (scanner->proof == SECRET_PROOF_LAST_WORD && terminator == ';');
        return terminator != '\0' && (scanner->proof == SECRET_PROOF_PATH || (named && word->quoted));
    }
    switch (terminator) {
    case '\0':
        return false;
    case '{':
        return scanner->proof == SECRET_PROOF_PATH && scanner->flags & SECRET_PATH_COMMUNITY;
    case ';':
        if (is_output(scanner) && scanner->base == 0) {
            return scanner->proof == SECRET_PROOF_PATH || (scanner->proof == SECRET_PROOF_NAME && word->quoted);
        }
        return scanner->proof != SECRET_PROOF_NONE;
    default:
        if (is_output(scanner) || scanner->verb == STATEMENT_VERB_SHOW) {
            return scanner->proof >= SECRET_PROOF_NAME || (scanner->proof == SECRET_PROOF_LAST_WORD && is_named_by_ending(scanner));
        }
        return scanner->proof != SECRET_PROOF_NONE;
    }
}

/* Junos marks the lines with its secrets, but also numbers of NTP keys, and lines with a mask in the secret's place. */
static bool is_claimed_by_mark(const statement_scanner *scanner, const statement_word *word)
{
    if (scanner->masked) {
        return false;
    }
    size_t digits = 0;
    while (digits < word->length && g_ascii_isdigit(scanner->text[word->start + digits])) {
        digits++;
    }
    return digits < word->length && !scanner->behind_list && scanner->count >= scanner->base + 2 && !is_below_softwires(scanner);
}

static void push_word(statement_scanner *scanner, statement_word word)
{
    if (scanner->count == WORDS_MAX) {
        scanner->words[WORDS_MAX - 2] = scanner->words[WORDS_MAX - 1];
        scanner->count--;
    }
    scanner->words[scanner->count++] = word;
}

/* "inactive:", "replace:" ...: no part of the statement's path. */
static bool is_tag(const statement_scanner *scanner, const statement_word *word)
{
    if (scanner->is_command || word->quoted || scanner->count > scanner->base || word->length < 2) {
        return false;
    }
    size_t letters = 0;
    while (letters < word->length && g_ascii_isalpha(scanner->text[word->start + letters])) {
        letters++;
    }
    return letters == word->length - 1 && scanner->text[word->start + letters] == ':';
}

static void claim_last_word(statement_scanner *scanner, char terminator, bool marked)
{
    if (scanner->count == scanner->base) {
        return;
    }
    statement_word *last = &scanner->words[scanner->count - 1];
    bool claimed = scanner->proof != SECRET_PROOF_NONE && is_claimed_at_end(scanner, last, terminator);
    if (!last->hidden && (claimed || (marked && is_claimed_by_mark(scanner, last)))) {
        last->hidden = claim_word(scanner, last, scanner->count - 1, scanner->flags);
    }
}

/*
 * "show configuration snmp" prints what stands below snmp, and nothing of the text says so. There "community NAME" is one of SNMP, but policies have
 * communities too: lists of BGP communities by their names. So the statements below it decide, or else others of the same text.
 */

/* What only SNMP has below "community NAME" and "trap-group NAME". */
static bool is_below_community(secret_name word)
{
    static const char *const names[] = { "authorization",  "categories",       "client-list-name", "clients", "destination-port",
                                         "logical-system", "routing-instance", "targets",          "version", "view" };
    return is_one_of(word, names, G_N_ELEMENTS(names));
}

/* What only policies have in the place of the name, or below it. */
static bool is_community_of_policy(secret_name word)
{
    static const char *const names[] = { "+", "-", "=", "add", "delete", "invert-match", "members", "set" };
    return is_one_of(word, names, G_N_ELEMENTS(names));
}

/* The bytes from at up to what may end a word. */
static secret_name bare_word(const statement_scanner *scanner, size_t at)
{
    size_t start = at;
    while (at < scanner->end && (g_ascii_isalnum(scanner->text[at]) || scanner->text[at] == '-')) {
        at++;
    }
    return (secret_name){ scanner->text + start, at - start };
}

static size_t skip_space(const statement_scanner *scanner, size_t at)
{
    while (at < scanner->end && g_ascii_isspace(scanner->text[at])) {
        at++;
    }
    return at;
}

/* Whether a line of the text begins with what stands beside the communities of SNMP, and in no policy. */
static bool has_snmp_line(const statement_scanner *scanner)
{
    static const char *const names[] = { "client-list", "contact",      "engine-id", "health-monitor", "location", "rmon",
                                         "trap-group",  "trap-options", "v3" };
    size_t line = 0;
    while (line < scanner->end) {
        size_t at = skip_space(scanner, line);
        secret_name word = bare_word(scanner, at);
        if (secret_name_is(word, "set")) {
            at = skip_space(scanner, at + word.length);
            word = bare_word(scanner, at);
        }
        if (is_one_of(word, names, G_N_ELEMENTS(names)) && skip_space(scanner, at + word.length) > at + word.length) {
            return true;
        }
        const char *end = at < scanner->end ? memchr(scanner->text + at, '\n', scanner->end - at) : NULL;
        line = end ? (size_t)(end - scanner->text) + 1 : scanner->end;
    }
    return false;
}

/* Whether the name of a community with nothing below it is one of SNMP, as other statements of the text tell. A BGP community has a colon. */
static bool is_alone_of_snmp(statement_scanner *scanner, const statement_word *community)
{
    if (memchr(scanner->text + community->start, ':', community->length)) {
        return false;
    }
    if (!scanner->snmp_searched) {
        scanner->snmp_searched = true;
        scanner->snmp_found = has_snmp_line(scanner);
    }
    return scanner->snmp_found;
}

static bool begins_community(const statement_scanner *scanner, const statement_word *word)
{
    return word_is(scanner, word, "community") || word_is(scanner, word, "trap-group");
}

/* At the end of a statement that stands below nothing: "community NAME ..." of SNMP. */
static void claim_community(statement_scanner *scanner, char terminator)
{
    if (terminator == '\0' || scanner->base > 0 || scanner->depth > 0 || scanner->deeper > 0 || scanner->count < 2 || scanner->in_comment ||
        scanner->verb == STATEMENT_VERB_SHOW || scanner->verb == STATEMENT_VERB_OPERATE) {
        return;
    }
    statement_word *community = &scanner->words[1];
    if (!begins_community(scanner, &scanner->words[0]) || community->hidden) {
        return;
    }
    bool decided;
    if (scanner->count > 2) {
        decided = is_below_community(name_of(scanner, &scanner->words[2])) && !is_community_of_policy(name_of(scanner, community));
    } else {
        secret_name first = bare_word(scanner, terminator == '{' ? skip_space(scanner, scanner->at) : scanner->end);
        decided = !scanner->behind_list && (is_below_community(first) || (!is_community_of_policy(first) && is_alone_of_snmp(scanner, community)));
    }
    if (decided) {
        community->hidden = claim_word(scanner, community, 1, SECRET_PATH_COMMUNITY);
    }
}

/* '|' of a command: what stands before it is at its end. */
static void note_pipe(statement_scanner *scanner, const statement_word *word)
{
    if (is_cli_command(scanner) && !word->quoted && word->length > 0 && scanner->text[word->start] == '|') {
        claim_last_word(scanner, '\n', false);
        scanner->proof = SECRET_PROOF_NONE;
        scanner->piped = true;
    }
}

/* No community stands below another: of the one before it the brace that closes it is missing, as where "| match community" picked out lines. */
static void leave_community(statement_scanner *scanner, const statement_word *first)
{
    if (scanner->deeper > 0 || scanner->count > scanner->base || !begins_community(scanner, first)) {
        return;
    }
    while (scanner->depth > 0) {
        size_t outside = scanner->blocks[scanner->depth - 1];
        if (scanner->base - outside != 2 || !begins_community(scanner, &scanner->words[outside])) {
            break;
        }
        scanner->depth--;
        scanner->base = outside;
        scanner->count = outside;
    }
}

/* At the first word of a statement outside of blocks: it stands below the hierarchy, unless it begins with that itself. */
static void begin_statement(statement_scanner *scanner, const statement_word *first)
{
    if (!scanner->hierarchy || scanner->depth > 0 || scanner->deeper > 0 || scanner->count > scanner->base) {
        return;
    }
    scanner->count = 0;
    const char *word = scanner->hierarchy;
    size_t length = strcspn(word, " ");
    if (first->length != length || memcmp(scanner->text + first->start, word, length) != 0) {
        for (; *word; word += length + (word[length] == ' ' ? 1 : 0)) {
            length = strcspn(word, " ");
            scanner->words[scanner->count++] = (statement_word){ .text = word, .length = length };
        }
    }
    scanner->base = scanner->count;
}

void statement_add_word(statement_scanner *scanner, statement_word word)
{
    leave_community(scanner, &word);
    begin_statement(scanner, &word);
    if (is_tag(scanner, &word)) {
        return;
    }
    note_pipe(scanner, &word);
    if (scanner->in_list || word_is(scanner, &word, "[")) {
        /* Values of a list, none of which is the name of a leaf. */
        scanner->in_list = !word_is(scanner, &word, "]");
        scanner->behind_list = true;
        claim_forms(scanner, &word);
        scanner->proof = SECRET_PROOF_NONE;
        return;
    }
    scanner->behind_list = false;
    if (scanner->verb == STATEMENT_VERB_RENAME && word_is(scanner, &word, "to") && scanner->count >= scanner->base + 2) {
        scanner->count -= 2;
        scanner->proof = SECRET_PROOF_NONE;
        return;
    }
    unsigned flags;
    secret_proof proof = proof_of_next(scanner, &flags);
    if (proof != SECRET_PROOF_NONE && is_name_of_value(scanner, &word)) {
        proof = SECRET_PROOF_NONE;
    }
    scanner->masked = false;
    if (proof != SECRET_PROOF_NONE && is_claimed_at_once(scanner, &word, proof)) {
        word.hidden = claim_word(scanner, &word, scanner->count, flags);
    }
    word.hidden = word.hidden || claim_forms(scanner, &word);
    scanner->proof = word.hidden ? SECRET_PROOF_NONE : proof;
    scanner->flags = flags;
    push_word(scanner, word);
}

void statement_end(statement_scanner *scanner, char terminator, bool marked)
{
    claim_last_word(scanner, terminator, marked);
    claim_community(scanner, terminator);
    if (terminator != '{') {
        scanner->count = scanner->base;
    }
    scanner->proof = SECRET_PROOF_NONE;
    scanner->flags = 0;
    scanner->in_list = false;
    scanner->behind_list = false;
    scanner->piped = false;
    scanner->masked = false;
    scanner->marked = false;
}
