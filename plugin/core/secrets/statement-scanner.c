/* statement-scanner.c
 * Configuration as text: braces and semicolons, set commands, patches, and command lines; into words.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "statement-scanner.h"

#include <stddef.h>
#include <string.h>

/*
 * One scanner for all these formats, because a router mixes them: what "show" prints may be any of them, and a patch is text with a sign in front.
 * It is tolerant: whatever the bytes are, they are read as words once, from left to right, and nothing but the blocks' words is remembered.
 */

static const struct {
    const char *word;
    statement_verb verb;
    bool in_output; /* begins a command also where the text may be anything, if it begins its line */
    bool more;      /* another verb may follow */
} verbs[] = {
    { "activate", STATEMENT_VERB_CHANGE, true, false }, { "clear", STATEMENT_VERB_OPERATE, false, false },
    { "copy", STATEMENT_VERB_RENAME, false, false },    { "deactivate", STATEMENT_VERB_CHANGE, true, false },
    { "delete", STATEMENT_VERB_CHANGE, true, false },   { "edit", STATEMENT_VERB_EDIT, false, false },
    { "exit", STATEMENT_VERB_EXIT, false, false },      { "help", STATEMENT_VERB_OPERATE, false, false },
    { "insert", STATEMENT_VERB_CHANGE, false, false },  { "monitor", STATEMENT_VERB_OPERATE, false, false },
    { "protect", STATEMENT_VERB_CHANGE, true, false },  { "quit", STATEMENT_VERB_EXIT, false, false },
    { "rename", STATEMENT_VERB_RENAME, true, false },   { "run", STATEMENT_VERB_NONE, false, true },
    { "set", STATEMENT_VERB_CHANGE, true, false },      { "show", STATEMENT_VERB_SHOW, false, false },
    { "top", STATEMENT_VERB_NONE, false, true },        { "unprotect", STATEMENT_VERB_CHANGE, true, false },
    { "up", STATEMENT_VERB_UP, false, false },          { "wildcard", STATEMENT_VERB_NONE, false, true },
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool starts_with(const statement_scanner *scanner, size_t at, const char *text)
{
    size_t length = strlen(text);
    return length <= scanner->end - at && memcmp(scanner->text + at, text, length) == 0;
}

static void skip_blanks(statement_scanner *scanner)
{
    while (scanner->at < scanner->end && is_blank(scanner->text[scanner->at])) {
        scanner->at++;
    }
}

/* Behind the last byte of the line. */
static size_t line_end(const statement_scanner *scanner, size_t at)
{
    const char *found = memchr(scanner->text + at, '\n', scanner->end - at);
    return found ? (size_t)(found - scanner->text) : scanner->end;
}

/* Whether the comment from text[at] to text[end] is one of Junos: "## SECRET-DATA" behind a line's secret, or the mask in its place. */
static bool is_secret_data(const statement_scanner *scanner, size_t at, size_t end)
{
    while (at < end && (scanner->text[at] == '#' || scanner->text[at] == '/' || scanner->text[at] == '*' || is_blank(scanner->text[at]))) {
        at++;
    }
    return starts_with(scanner, at, "SECRET-DATA");
}

static void leave_blocks(statement_scanner *scanner)
{
    scanner->depth = 0;
    scanner->deeper = 0;
    scanner->base = 0;
    scanner->count = 0;
}

/* What the words are below of, from here on. */
static void open_block(statement_scanner *scanner)
{
    if (scanner->deeper > 0 || scanner->depth == BLOCKS_MAX || scanner->count > WORDS_MAX / 2) {
        scanner->deeper++;
        scanner->count = scanner->base;
        return;
    }
    scanner->blocks[scanner->depth++] = scanner->base;
    scanner->base = scanner->count;
}

static void close_block(statement_scanner *scanner)
{
    if (scanner->deeper > 0) {
        scanner->deeper--;
    } else if (scanner->depth > 0) {
        scanner->base = scanner->blocks[--scanner->depth];
    }
    scanner->count = scanner->base;
}

/* "[edit system login]" before the lines of a patch. */
static void read_edit_header(statement_scanner *scanner)
{
    leave_blocks(scanner);
    scanner->hierarchy = NULL;
    scanner->is_command = true;
    scanner->verb = STATEMENT_VERB_NONE;
    scanner->at += strlen("[edit");
    size_t end = line_end(scanner, scanner->at);
    const char *bracket = memchr(scanner->text + scanner->at, ']', end - scanner->at);
    end = bracket ? (size_t)(bracket - scanner->text) : end;
    while (skip_blanks(scanner), scanner->at < end) {
        size_t start = scanner->at;
        while (scanner->at < end && !is_blank(scanner->text[scanner->at])) {
            scanner->at++;
        }
        statement_add_word(scanner, (statement_word){ .start = start, .length = scanner->at - start });
    }
    statement_end(scanner, '{', false);
    scanner->base = MIN(scanner->count, WORDS_MAX / 2);
    scanner->count = scanner->base;
    scanner->is_command = false;
    scanner->at += scanner->at < scanner->end && scanner->text[scanner->at] == ']' ? 1 : 0;
}

/* The number of the verb that text[at] begins with, or that of all verbs. */
static size_t verb_at(const statement_scanner *scanner, size_t at)
{
    size_t i = at < scanner->end ? 0 : G_N_ELEMENTS(verbs);
    for (; i < G_N_ELEMENTS(verbs); i++) {
        size_t length = strlen(verbs[i].word);
        if (verbs[i].word[0] == scanner->text[at] && starts_with(scanner, at, verbs[i].word) &&
            (length == scanner->end - at || g_ascii_isspace(scanner->text[at + length]))) {
            break;
        }
    }
    return i;
}

static void begin_command(statement_scanner *scanner)
{
    scanner->is_command = true;
    skip_blanks(scanner);
    size_t verb = verb_at(scanner, scanner->at);
    while (verb < G_N_ELEMENTS(verbs)) {
        scanner->verb = verbs[verb].verb;
        if (strcmp(verbs[verb].word, "top") == 0) {
            leave_blocks(scanner);
        }
        scanner->at += strlen(verbs[verb].word);
        skip_blanks(scanner);
        verb = verbs[verb].more ? verb_at(scanner, scanner->at) : G_N_ELEMENTS(verbs);
    }
}

/* Words are not looked for here. */
static void scan_forms(statement_scanner *scanner, size_t start, size_t end)
{
    scanner->path_count = scanner->base;
    secret_scan_forms(scanner->scan, start, end, secret_forms_of(scanner->text + start, end - start));
}

/* A command in the line that begins here, if there is one: what is read ends where it does. */
static bool begin_quoted_command(statement_scanner *scanner)
{
    secret_command command;
    if (!secret_command_in_line(scanner->text, scanner->at, line_end(scanner, scanner->at), &command)) {
        return false;
    }
    if (command.kind == SECRET_COMMAND_OPERATES || command.kind == SECRET_COMMAND_IS_PATH) {
        leave_blocks(scanner);
    }
    scan_forms(scanner, scanner->at, command.span.start);
    scanner->at = command.span.start;
    scanner->is_quoted = true;
    scanner->text_end = scanner->end;
    scanner->end = command.span.start + command.span.length;
    scanner->no_more_quotes_behind = scanner->no_more_quotes;
    scanner->no_more_comments_behind = scanner->no_more_comments;
    begin_command(scanner);
    if (command.kind == SECRET_COMMAND_IS_PATH) {
        scanner->verb = STATEMENT_VERB_CHANGE;
    }
    return true;
}

/* scanner->at is the first byte of a line. */
static void begin_line(statement_scanner *scanner)
{
    scanner->is_command = false;
    scanner->verb = STATEMENT_VERB_NONE;
    if (scanner->format == SECRET_FORMAT_TEXT || scanner->at == scanner->end) {
        return;
    }
    if (scanner->format == SECRET_FORMAT_SET || scanner->format == SECRET_FORMAT_COMMAND) {
        begin_command(scanner);
        return;
    }
    /* Lines that a patch takes away, adds, or finds in another order. */
    if (strchr("+-!", scanner->text[scanner->at]) && scanner->end - scanner->at > 1 && is_blank(scanner->text[scanner->at + 1])) {
        scanner->at++;
    }
    size_t verb = verb_at(scanner, scanner->at);
    size_t header = secret_skip_role(scanner->text, scanner->at, scanner->end);
    if (starts_with(scanner, header, "[edit ") || starts_with(scanner, header, "[edit]")) {
        scanner->at = header;
        read_edit_header(scanner);
    } else if (!scanner->in_comment && begin_quoted_command(scanner)) {
        return;
    } else if (verb < G_N_ELEMENTS(verbs) && verbs[verb].in_output) {
        leave_blocks(scanner);
        begin_command(scanner);
    }
}

static void end_command(statement_scanner *scanner)
{
    statement_verb verb = scanner->verb;
    if (verb == STATEMENT_VERB_EDIT) {
        statement_end(scanner, '{', scanner->marked);
        open_block(scanner);
        return;
    }
    bool alone = scanner->count == scanner->base;
    statement_end(scanner, '\n', scanner->marked);
    if (verb == STATEMENT_VERB_EXIT && alone) {
        close_block(scanner);
    } else if (verb == STATEMENT_VERB_UP && scanner->base > 0) {
        scanner->base--;
        scanner->count = scanner->base;
    }
}

/* At the '\n', or at the end of the text. */
static void end_line(statement_scanner *scanner)
{
    if (scanner->is_command) {
        end_command(scanner);
    } else if (scanner->format != SECRET_FORMAT_TEXT) {
        statement_end(scanner, '\0', false);
    }
}

/* It is called again for a comment, and there for none: two levels at most. */
static void scan_part(secret_scan *scan, secret_format format, size_t start, size_t end, bool in_comment);

/* The comment from text[at] to text[end]: for statements where it may have some, else by form. A comment inside of it is searched by form only. */
/* NOLINTNEXTLINE(misc-no-recursion): see scan_part() */
static void scan_comment(statement_scanner *scanner, size_t end)
{
    const char *text = scanner->text;
    size_t start = scanner->at;
    while (start < end && (text[start] == '#' || text[start] == '/' || text[start] == '*' || g_ascii_isspace(text[start]))) {
        start++;
    }
    if (!scanner->in_comment && secret_may_have_statements(text + start, end - start)) {
        size_t delimiter = text[scanner->at] == '/' && end - start >= 2 ? 2 : 0;
        scan_part(scanner->scan, SECRET_FORMAT_OUTPUT, start, end - delimiter, true);
    } else {
        scan_forms(scanner, scanner->at, end);
    }
}

/* From text[at] to text[end], where no words are. */
/* NOLINTNEXTLINE(misc-no-recursion): see scan_part() */
static void skip_comment(statement_scanner *scanner, size_t end)
{
    if (!is_secret_data(scanner, scanner->at, end)) {
        scan_comment(scanner, end);
    } else if (scanner->is_command) {
        scanner->marked = true;
    } else {
        scanner->masked = scanner->count > scanner->base;
    }
    scanner->at = end;
}

/* Behind the end of the comment whose text begins at text[at], or SIZE_MAX. */
static size_t comment_end(const statement_scanner *scanner, size_t at)
{
    while (at < scanner->end) {
        const char *found = memchr(scanner->text + at, '*', scanner->end - at);
        at = found ? (size_t)(found - scanner->text) + 1 : scanner->end;
        if (at < scanner->end && scanner->text[at] == '/') {
            return at + 1;
        }
    }
    return SIZE_MAX;
}

/* Whether a comment begins here, which is skipped then. */
/* NOLINTNEXTLINE(misc-no-recursion): see scan_part() */
static bool read_comment(statement_scanner *scanner)
{
    if (scanner->text[scanner->at] == '#') {
        skip_comment(scanner, line_end(scanner, scanner->at));
        return true;
    }
    if (scanner->no_more_comments || !starts_with(scanner, scanner->at, "/*")) {
        return false;
    }
    size_t end = comment_end(scanner, scanner->at + 2);
    if (end == SIZE_MAX) {
        scanner->no_more_comments = true;
        return false;
    }
    bool is_command = scanner->is_command;
    scanner->is_command = false; /* here it is the mask of a value, not the mark of a line */
    skip_comment(scanner, end);
    scanner->is_command = is_command;
    return true;
}

/* The offset of the '"' that closes the string whose first byte is text[at], or SIZE_MAX. */
static size_t string_end(statement_scanner *scanner, size_t at)
{
    /* Only certificates and keys run over lines, but for text that is known to be configuration. Elsewhere a single quotation mark must not take the
     * lines behind it. */
    bool one_line = scanner->format != SECRET_FORMAT_TEXT && !starts_with(scanner, at, "-----BEGIN ");
    if (scanner->no_more_quotes) {
        return SIZE_MAX;
    }
    while (at < scanner->end && scanner->text[at] != '"') {
        if (one_line && scanner->text[at] == '\n') {
            return SIZE_MAX;
        }
        at += scanner->text[at] == '\\' ? 2 : 1;
    }
    scanner->no_more_quotes = at >= scanner->end;
    return at < scanner->end ? at : SIZE_MAX;
}

static bool is_word_end(const statement_scanner *scanner, char c)
{
    return is_blank(c) || c == '\n' || c == '\f' || c == '\v' || (!scanner->is_command && (c == ';' || c == '{' || c == '}'));
}

static void read_word(statement_scanner *scanner)
{
    const char *text = scanner->text;
    if (text[scanner->at] == '"') {
        size_t end = string_end(scanner, scanner->at + 1);
        scanner->at++;
        if (end != SIZE_MAX) {
            statement_add_word(scanner, (statement_word){ .start = scanner->at, .length = end - scanner->at, .quoted = true });
            scanner->at = end + 1;
            return;
        }
    }
    size_t key = text[scanner->at] == '-' ? secret_private_key_at(text, scanner->at, scanner->end) : 0;
    if (key > 0) {
        scanner->path_count = scanner->count;
        secret_claim(scanner->scan, scanner->at, key, XNM_SECRET_PRIVATE_KEY, NULL);
        scanner->at += key;
        return;
    }
    size_t start = scanner->at;
    while (scanner->at < scanner->end && !is_word_end(scanner, text[scanner->at])) {
        scanner->at++;
    }
    if (scanner->at > start) {
        statement_add_word(scanner, (statement_word){ .start = start, .length = scanner->at - start });
    }
}

/* ';', '{' or '}' of configuration text. */
static void read_punctuation(statement_scanner *scanner, char c)
{
    scanner->at++;
    if (c == '}') {
        statement_end(scanner, '\0', false);
        close_block(scanner);
        return;
    }
    size_t at = scanner->at;
    while (c == ';' && at < scanner->end && is_blank(scanner->text[at])) {
        at++;
    }
    statement_end(scanner, c, c == ';' && at < scanner->end && scanner->text[at] == '#' && is_secret_data(scanner, at, scanner->end));
    if (c == '{') {
        open_block(scanner);
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): see scan_part() */
static void read_next(statement_scanner *scanner)
{
    char c = scanner->text[scanner->at];
    if (c == '\n') {
        end_line(scanner);
        scanner->at++;
        begin_line(scanner);
    } else if (g_ascii_isspace(c) || c == '\v') {
        scanner->at++;
    } else if (!scanner->is_command && (c == ';' || c == '{' || c == '}')) {
        read_punctuation(scanner, c);
    } else if (!read_comment(scanner)) {
        read_word(scanner);
    }
}

/* At the end of what is read: the rest of the line behind a command that was quoted there, which has nothing to do with it. */
static bool leave_quoted_command(statement_scanner *scanner)
{
    if (!scanner->is_quoted) {
        return false;
    }
    end_line(scanner);
    scanner->is_quoted = false;
    scanner->is_command = false;
    scanner->end = scanner->text_end;
    scanner->no_more_quotes = scanner->no_more_quotes_behind;
    scanner->no_more_comments = scanner->no_more_comments_behind;
    size_t end = line_end(scanner, scanner->at);
    scan_forms(scanner, scanner->at, end);
    scanner->at = end;
    return scanner->at < scanner->end;
}

/* NOLINTNEXTLINE(misc-no-recursion): see scan_part() */
static void scan_part(secret_scan *scan, secret_format format, size_t start, size_t end, bool in_comment)
{
    const secret_scan outer = *scan;
    statement_scanner *scanner = g_new(statement_scanner, 1);
    memset(scanner, 0, offsetof(statement_scanner, words));
    scanner->scan = scan;
    scanner->text = scan->text;
    scanner->at = start;
    scanner->end = end;
    scanner->format = format;
    scanner->in_comment = in_comment;
    scanner->hierarchy = in_comment ? NULL : scan->hierarchy;
    scan->statement = statement_path;
    scan->scanner = scanner;
    begin_line(scanner);
    while (scanner->at < scanner->end || leave_quoted_command(scanner)) {
        read_next(scanner);
    }
    end_line(scanner);
    scan->statement = outer.statement;
    scan->scanner = outer.scanner;
    g_free(scanner);
}

void secret_scan_statements(secret_scan *scan, secret_format format, size_t start, size_t end)
{
    scan_part(scan, format, start, end, false);
}
