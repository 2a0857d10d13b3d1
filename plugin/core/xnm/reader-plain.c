/* reader-plain.c
 * One Junos XML message that has nothing unusual in it, read without libxml2.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/xnm_reader.h"

#include <string.h>

#include "reader-private.h"

/*
 * Nearly all that a router sends is made of start tags, end tags, text with XML's five entities and comments. This walks over such a message once,
 * and gives up at whatever XML has besides: it says nothing of what is wrong with a message, and nothing that libxml2 would say otherwise.
 */

/* More than that is left to libxml2, which has room for all. */
#define DEPTH_MAX      200
#define ATTRIBUTES_MAX 16
#define NAME_MAX_BYTES 255
#define NAMES_BYTES    8192 /* of all open elements together */
#define STRINGS_BYTES  4096 /* names and values of one tag's attributes */
#define TEXT_MAX       ((size_t)1024 * 1024)

enum {
    NAME_START = 1, /* ASCII letters and '_' */
    NAME_BYTE = 2,
    TEXT_BYTE = 4,  /* stands in character data for itself */
    VALUE_BYTE = 8, /* stands in a quoted value for itself, quotes apart */
    BLANK = 16
};

#define LETTER (NAME_START | NAME_BYTE | TEXT_BYTE | VALUE_BYTE)
#define INNER  (NAME_BYTE | TEXT_BYTE | VALUE_BYTE)
#define OTHER  (TEXT_BYTE | VALUE_BYTE)

/* By byte. Of those from 0x80 on see check_others(). */
static const uint8_t classes[256] = {
    ['\t'] = TEXT_BYTE | BLANK,
    ['\n'] = TEXT_BYTE | BLANK, /* in a value, libxml2 makes a space of it */
    [' '] = OTHER | BLANK,
    ['!'] = OTHER,
    ['#'] = OTHER,
    ['$'] = OTHER,
    ['%'] = OTHER,
    ['"'] = TEXT_BYTE,
    ['\''] = TEXT_BYTE,
    ['('] = OTHER,
    [')'] = OTHER,
    ['*'] = OTHER,
    ['+'] = OTHER,
    [','] = OTHER,
    ['-'] = INNER,
    ['.'] = INNER,
    ['/'] = OTHER,
    ['0'] = INNER,
    ['1'] = INNER,
    ['2'] = INNER,
    ['3'] = INNER,
    ['4'] = INNER,
    ['5'] = INNER,
    ['6'] = INNER,
    ['7'] = INNER,
    ['8'] = INNER,
    ['9'] = INNER,
    [':'] = OTHER,
    [';'] = OTHER,
    ['='] = OTHER,
    ['>'] = OTHER,
    ['?'] = OTHER,
    ['@'] = OTHER,
    ['A'] = LETTER,
    ['B'] = LETTER,
    ['C'] = LETTER,
    ['D'] = LETTER,
    ['E'] = LETTER,
    ['F'] = LETTER,
    ['G'] = LETTER,
    ['H'] = LETTER,
    ['I'] = LETTER,
    ['J'] = LETTER,
    ['K'] = LETTER,
    ['L'] = LETTER,
    ['M'] = LETTER,
    ['N'] = LETTER,
    ['O'] = LETTER,
    ['P'] = LETTER,
    ['Q'] = LETTER,
    ['R'] = LETTER,
    ['S'] = LETTER,
    ['T'] = LETTER,
    ['U'] = LETTER,
    ['V'] = LETTER,
    ['W'] = LETTER,
    ['X'] = LETTER,
    ['Y'] = LETTER,
    ['Z'] = LETTER,
    ['['] = OTHER,
    ['\\'] = OTHER,
    [']'] = VALUE_BYTE,
    ['^'] = OTHER,
    ['_'] = LETTER,
    ['`'] = OTHER,
    ['a'] = LETTER,
    ['b'] = LETTER,
    ['c'] = LETTER,
    ['d'] = LETTER,
    ['e'] = LETTER,
    ['f'] = LETTER,
    ['g'] = LETTER,
    ['h'] = LETTER,
    ['i'] = LETTER,
    ['j'] = LETTER,
    ['k'] = LETTER,
    ['l'] = LETTER,
    ['m'] = LETTER,
    ['n'] = LETTER,
    ['o'] = LETTER,
    ['p'] = LETTER,
    ['q'] = LETTER,
    ['r'] = LETTER,
    ['s'] = LETTER,
    ['t'] = LETTER,
    ['u'] = LETTER,
    ['v'] = LETTER,
    ['w'] = LETTER,
    ['x'] = LETTER,
    ['y'] = LETTER,
    ['z'] = LETTER,
    ['{'] = OTHER,
    ['|'] = OTHER,
    ['}'] = OTHER,
    ['~'] = OTHER,
    [0x7f] = OTHER,
};

/* Of an open element. */
typedef struct {
    size_t start;         /* of its start tag, in the message */
    uint16_t name;        /* where its name begins in names */
    uint16_t name_length; /* prefix included */
    uint16_t local;       /* bytes of name before the local part */
} open_element;

typedef struct {
    const uint8_t *bytes;
    size_t length;
    size_t at;
    const xnm_read_limits *limits;
    const xnm_reader_events *events;
    void *user;

    uint32_t depth;
    open_element open[DEPTH_MAX];
    uint32_t names_used;
    char names[NAMES_BYTES];

    size_t attribute_count;
    xnm_attribute attributes[ATTRIBUTES_MAX];
    size_t strings_used;
    char strings[STRINGS_BYTES];

    bool checked; /* whether bytes from 0x80 on are known to be characters of XML */
    char *text;   /* of the text in progress, decoded */
    size_t text_size;
} plain_reader;

static bool is(uint8_t byte, unsigned class)
{
    return (classes[byte] & class) != 0;
}

/* At the first byte from 0x80 on: whether all of the message is characters of XML. */
static bool check_others(plain_reader *reader)
{
    reader->checked = reader->checked || xnm_characters_legal(reader->bytes, reader->length);
    return reader->checked;
}

/* The byte at the place of reading; 0, which stands in no message, behind the end. */
static uint8_t byte_at(const plain_reader *reader, size_t ahead)
{
    return ahead < reader->length - reader->at ? reader->bytes[reader->at + ahead] : 0;
}

/* The name at the place of reading, which is then behind it. Returns its length, 0 for none that is plain. *local: bytes of it up to its local part. */
static size_t take_name(plain_reader *reader, size_t *local)
{
    size_t start = reader->at;
    const uint8_t *name = reader->bytes + start;
    size_t length = 0;
    size_t available = MIN(reader->length - start, NAME_MAX_BYTES + 1);
    *local = 0;
    if (available == 0 || !is(name[0], NAME_START)) {
        return 0;
    }
    while (length < available && is(name[length], NAME_BYTE)) {
        length++;
    }
    if (length < available && name[length] == ':') {
        *local = length + 1;
        if (*local >= available || !is(name[*local], NAME_START)) {
            return 0;
        }
        for (length = *local; length < available && is(name[length], NAME_BYTE);) {
            length++;
        }
    }
    reader->at += length;
    return length > NAME_MAX_BYTES || length > reader->limits->max_name_bytes ? 0 : length;
}

static void skip_blanks(plain_reader *reader)
{
    while (reader->at < reader->length && (is(reader->bytes[reader->at], BLANK) || reader->bytes[reader->at] == '\r')) {
        reader->at++;
    }
}

/* The character that the reference at bytes stands for, and its length; 0 for any but those of XML's five entities. */
static char entity(const uint8_t *bytes, size_t length, size_t *taken)
{
    static const struct {
        char text[7];
        uint8_t length;
        char character;
    } entities[] = { { "&lt;", 4, '<' }, { "&gt;", 4, '>' }, { "&amp;", 5, '&' }, { "&quot;", 6, '"' }, { "&apos;", 6, '\'' } };
    for (size_t i = 0; i < G_N_ELEMENTS(entities); i++) {
        if (length >= entities[i].length && memcmp(bytes, entities[i].text, entities[i].length) == 0) {
            *taken = entities[i].length;
            return entities[i].character;
        }
    }
    return 0;
}

/* Text */

/* Most texts and names are shorter than a call of memcpy() is worth. */
static void copy(char *to, const uint8_t *from, size_t length)
{
    if (length > 16) {
        memcpy(to, from, length);
        return;
    }
    for (size_t i = 0; i < length; i++) {
        to[i] = (char)from[i];
    }
}

static void make_room(plain_reader *reader, size_t size)
{
    if (size > reader->text_size) {
        reader->text_size = MAX(size, reader->text_size * 2);
        g_free(reader->text);
        reader->text = g_malloc(reader->text_size);
    }
}

/* Decodes bytes start to end, which hold references, into the text. Returns the text's length, SIZE_MAX where one is not plain. */
static size_t decode(plain_reader *reader, size_t start, size_t end)
{
    size_t length = 0;
    for (size_t at = start; at < end;) {
        size_t taken = 1;
        char character = (char)reader->bytes[at];
        if (character == '&') {
            character = entity(reader->bytes + at, end - at, &taken);
            if (!character) {
                return SIZE_MAX;
            }
        }
        reader->text[length++] = character;
        at += taken;
    }
    return length;
}

/* The text up to the next '<'. */
static bool take_text(plain_reader *reader)
{
    const uint8_t *bytes = reader->bytes;
    size_t start = reader->at;
    size_t at = start;
    bool references = false;
    for (;; at++) {
        while (at < reader->length && is(bytes[at], TEXT_BYTE)) {
            at++;
        }
        if (at == reader->length || bytes[at] == '<') {
            break;
        }
        references = references || bytes[at] == '&';
        bool bracket = bytes[at] == ']' && at + 1 < reader->length && bytes[at + 1] != ']'; /* "]]>" must not stand in text */
        if (bytes[at] != '&' && !bracket && (bytes[at] < 0x80 || !check_others(reader))) {
            return false;
        }
    }
    size_t length = at - start;
    if (at == reader->length || length > TEXT_MAX) {
        return false;
    }
    make_room(reader, length + 1);
    size_t decoded = length;
    if (references) {
        decoded = decode(reader, start, at);
        if (decoded == SIZE_MAX) {
            return false;
        }
    } else {
        copy(reader->text, bytes + start, length);
    }
    reader->text[decoded] = '\0';
    reader->at = at;
    if (reader->events->text) {
        reader->events->text(reader->user, reader->text, decoded, reader->depth, (xnm_range){ start, length });
    }
    return true;
}

/* <!-- without "--" in it -->. */
static bool take_comment(plain_reader *reader)
{
    static const char begin[] = "<!--";
    size_t start = reader->at;
    size_t text = start + sizeof begin - 1;
    if (reader->length - start < sizeof begin - 1 || memcmp(reader->bytes + start, begin, sizeof begin - 1) != 0) {
        return false;
    }
    const uint8_t *end = text < reader->length ? memchr(reader->bytes + text, '-', reader->length - text) : NULL;
    while (end && reader->bytes + reader->length - end > 2 && end[1] != '-') {
        end = memchr(end + 1, '-', (size_t)(reader->bytes + reader->length - end - 1));
    }
    if (!end || reader->bytes + reader->length - end < 3 || end[2] != '>') {
        return false;
    }
    size_t length = (size_t)(end - reader->bytes) - text;
    if (length > TEXT_MAX || memchr(reader->bytes + text, '\r', length) || !xnm_characters_legal(reader->bytes + text, length)) {
        return false;
    }
    make_room(reader, length + 1);
    memcpy(reader->text, reader->bytes + text, length);
    reader->text[length] = '\0';
    reader->at = text + length + 3;
    if (reader->events->comment) {
        reader->events->comment(reader->user, reader->text, reader->depth, (xnm_range){ start, reader->at - start });
    }
    return true;
}

/* Tags */

/* A copy with a NUL behind it; NULL where there is no room. */
static char *keep_string(plain_reader *reader, const uint8_t *bytes, size_t length)
{
    if (length >= STRINGS_BYTES - reader->strings_used) {
        return NULL;
    }
    char *copy = reader->strings + reader->strings_used;
    memcpy(copy, bytes, length);
    copy[length] = '\0';
    reader->strings_used += length + 1;
    return copy;
}

/* Decoded in place. */
static bool decode_value(char *value)
{
    char *to = strchr(value, '&');
    for (const char *from = to; from && *from;) {
        size_t taken = 1;
        char character = *from;
        if (character == '&') {
            character = entity((const uint8_t *)from, strlen(from), &taken);
            if (!character) {
                return false;
            }
        }
        *to++ = character;
        from += taken;
    }
    if (to) {
        *to = '\0';
    }
    return true;
}

/* The quoted value at the place of reading. */
static char *take_value(plain_reader *reader)
{
    uint8_t quote = byte_at(reader, 0);
    if (quote != '"' && quote != '\'') {
        return NULL;
    }
    size_t start = ++reader->at;
    size_t at = start;
    while (at < reader->length && reader->bytes[at] != quote) {
        uint8_t byte = reader->bytes[at];
        bool other = byte == '&' || byte == '"' || byte == '\'' || (byte >= 0x80 && check_others(reader));
        if (!is(byte, VALUE_BYTE) && !other) {
            return NULL;
        }
        at++;
    }
    if (at == reader->length) {
        return NULL;
    }
    reader->at = at + 1;
    char *value = keep_string(reader, reader->bytes + start, at - start);
    return value && decode_value(value) ? value : NULL;
}

/* xml:space and xml:lang have rules of their own, in libxml2. */
static bool take_attribute(plain_reader *reader)
{
    size_t start = reader->at;
    size_t local;
    size_t name_length = take_name(reader, &local);
    if (name_length == 0 || reader->attribute_count == MIN(ATTRIBUTES_MAX, reader->limits->max_attributes)) {
        return false;
    }
    char *name = keep_string(reader, reader->bytes + start, name_length);
    skip_blanks(reader);
    if (!name || byte_at(reader, 0) != '=') {
        return false;
    }
    reader->at++;
    skip_blanks(reader);
    char *value = take_value(reader);
    if (!value || strncmp(name, "xml:", 4) == 0) {
        return false;
    }
    for (size_t i = 0; i < reader->attribute_count; i++) {
        if (strcmp(reader->attributes[i].name, name) == 0) {
            return false;
        }
    }
    bool declaration = strncmp(name, "xmlns", 5) == 0 && (name[5] == '\0' || name[5] == ':');
    reader->attributes[reader->attribute_count++] = (xnm_attribute){
        .name = name,
        .local = declaration ? name : name + local,
        .value = value,
        .range = { start, reader->at - start },
    };
    return true;
}

/* A login has leaves that are read raw (xnm_lexer.h). */
static bool is_login(const char *local)
{
    return local[0] == 'r' && strcmp(local, "request-login") == 0;
}

static void end_element(plain_reader *reader, xnm_range end_tag)
{
    const open_element *element = &reader->open[reader->depth - 1];
    if (reader->events->end_element) {
        xnm_range range = { element->start, end_tag.start + end_tag.length - element->start };
        reader->events->end_element(reader->user, reader->names + element->name + element->local, reader->depth, range, end_tag);
    }
    reader->names_used = element->name;
    reader->depth--;
}

/* The name of the start tag that begins at start, as that of one more open element. Returns NULL if that is not plain. */
static const open_element *open_name(plain_reader *reader, size_t start)
{
    size_t local;
    size_t length = take_name(reader, &local);
    if (length == 0 || reader->depth >= MIN(DEPTH_MAX, reader->limits->max_depth) || length >= NAMES_BYTES - reader->names_used) {
        return NULL;
    }
    open_element *element = &reader->open[reader->depth++];
    *element = (open_element){ start, (uint16_t)reader->names_used, (uint16_t)length, (uint16_t)local };
    char *name = reader->names + reader->names_used;
    copy(name, reader->bytes + start + 1, length);
    name[length] = '\0';
    reader->names_used += (uint32_t)length + 1;
    return is_login(name + local) ? NULL : element;
}

static bool take_start_tag(plain_reader *reader)
{
    size_t start = reader->at++;
    const open_element *element = open_name(reader, start);
    if (!element) {
        return false;
    }
    reader->attribute_count = 0;
    reader->strings_used = 0;
    while (byte_at(reader, 0) != '>' && byte_at(reader, 0) != '/') {
        size_t before = reader->at;
        skip_blanks(reader);
        if (byte_at(reader, 0) == '>' || byte_at(reader, 0) == '/') {
            break;
        }
        if (reader->at == before || !take_attribute(reader)) {
            return false;
        }
    }
    bool empty = byte_at(reader, 0) == '/';
    reader->at += empty;
    if (byte_at(reader, 0) != '>') {
        return false;
    }
    reader->at++;
    if (reader->events->start_element) {
        const char *name = reader->names + element->name;
        reader->events->start_element(reader->user, name, name + element->local, reader->depth, reader->attributes, reader->attribute_count,
                                      (xnm_range){ start, reader->at - start });
    }
    if (empty) {
        end_element(reader, (xnm_range){ reader->at, 0 });
    }
    return true;
}

/* As memcmp() says, which most names are too short for. */
static bool equal(const uint8_t *bytes, const char *name, size_t length)
{
    size_t at = 0;
    while (at < length && bytes[at] == (uint8_t)name[at]) {
        at++;
    }
    return at == length;
}

static bool take_end_tag(plain_reader *reader)
{
    size_t start = reader->at;
    const open_element *element = &reader->open[reader->depth - 1]; /* one is open as long as reading goes on */
    size_t name = start + 2;
    if (reader->length - start < (size_t)element->name_length + 3 ||
        !equal(reader->bytes + name, reader->names + element->name, element->name_length)) {
        return false;
    }
    reader->at = name + element->name_length;
    skip_blanks(reader);
    if (byte_at(reader, 0) != '>') {
        return false;
    }
    reader->at++;
    end_element(reader, (xnm_range){ start, reader->at - start });
    return true;
}

static bool take_markup(plain_reader *reader)
{
    switch (byte_at(reader, 1)) {
    case '/':
        return take_end_tag(reader);
    case '!':
        return take_comment(reader);
    default:
        return take_start_tag(reader);
    }
}

static bool take_message(plain_reader *reader)
{
    if (byte_at(reader, 0) != '<' || !take_start_tag(reader)) {
        return false;
    }
    while (reader->depth > 0) {
        if (reader->at == reader->length || !(reader->bytes[reader->at] == '<' ? take_markup(reader) : take_text(reader))) {
            return false;
        }
    }
    return reader->at == reader->length;
}

bool xnm_read_plain(const uint8_t *bytes, size_t length, const xnm_read_limits *limits, const xnm_reader_events *events, void *user,
                    xnm_read_result *result)
{
    *result = (xnm_read_result){ .status = XNM_READ_OK };
    if (length == 0 || length > XNM_READ_LENGTH_MAX) {
        return false;
    }
    plain_reader reader;
    reader.bytes = bytes;
    reader.length = length;
    reader.at = 0;
    reader.limits = limits;
    reader.events = events;
    reader.user = user;
    reader.depth = 0;
    reader.names_used = 0;
    reader.checked = false;
    reader.text_size = 256;
    reader.text = g_malloc(reader.text_size);
    bool plain = take_message(&reader);
    g_free(reader.text);
    result->read = plain ? length : 0;
    return plain;
}
