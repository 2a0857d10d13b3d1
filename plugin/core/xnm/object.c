/* object.c
 * What of a message is worth a file of its own: a reply's payload, a configuration that is loaded.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/xnm_object.h"

#include <string.h>

/* Bytes of the host's part of a file's name. */
#define HOST_MAX 48

static const struct {
    const char *extension;
    const char *media_type;
} formats[] = {
    [XNM_OBJECT_XML] = { "xml", "application/xml" },    [XNM_OBJECT_CONF] = { "conf", "text/plain" }, [XNM_OBJECT_SET] = { "set", "text/plain" },
    [XNM_OBJECT_JSON] = { "json", "application/json" }, [XNM_OBJECT_TEXT] = { "txt", "text/plain" },
};

/* Elements whose text is the object. */
static const struct {
    const char *local;
    xnm_object_format format;
} text_elements[] = {
    { "configuration-text", XNM_OBJECT_CONF },
    { "configuration-set", XNM_OBJECT_SET },
    { "configuration-json", XNM_OBJECT_JSON },
    { "output", XNM_OBJECT_TEXT },
};

static const xnm_node *node_at(const xnm_message *message, guint index)
{
    return &g_array_index(message->nodes, xnm_node, index);
}

static bool is_element(const xnm_node *node, const char *local)
{
    return node->kind == XNM_NODE_ELEMENT && strcmp(node->local, local) == 0;
}

/* Whether the text that an element holds, and nothing else, is the object. */
static bool holds_text(const xnm_node *node, xnm_object_format *format)
{
    for (size_t i = 0; i < G_N_ELEMENTS(text_elements); i++) {
        if (is_element(node, text_elements[i].local)) {
            *format = text_elements[i].format;
            return true;
        }
    }
    return false;
}

static bool begins_json(const char *text)
{
    while (g_ascii_isspace(*text)) {
        text++;
    }
    return *text == '{';
}

/* The text of the element at an index, its children's included. */
static GString *text_of(const xnm_message *message, guint index)
{
    GString *text = g_string_new(NULL);
    uint32_t depth = node_at(message, index)->depth;
    for (guint i = index + 1; i < message->nodes->len && node_at(message, i)->depth > depth; i++) {
        if (node_at(message, i)->kind == XNM_NODE_TEXT) {
            g_string_append(text, node_at(message, i)->value);
        }
    }
    if (g_str_has_prefix(text->str, "\r\n")) {
        g_string_erase(text, 0, 2);
    } else if (*text->str == '\n') {
        g_string_erase(text, 0, 1);
    }
    return text;
}

static bool is_within(xnm_range range, size_t length)
{
    return range.start <= length && range.length <= length - range.start;
}

static bool declares_namespace(const xnm_node *node)
{
    return strcmp(node->name, "xmlns") == 0 || g_str_has_prefix(node->name, "xmlns:");
}

/* Takes the attributes of the element at an index that declare namespaces: into names, those that are not in it, and into text, as they are written,
 * where that is not NULL. */
static void take_declarations(const xnm_message *message, guint element, const uint8_t *bytes, size_t length, GPtrArray *names, GString *text)
{
    for (guint i = element + 1; i < message->nodes->len && node_at(message, i)->kind == XNM_NODE_ATTRIBUTE; i++) {
        const xnm_node *node = node_at(message, i);
        if (!declares_namespace(node) || g_ptr_array_find_with_equal_func(names, node->name, g_str_equal, NULL) || !is_within(node->range, length)) {
            continue;
        }
        g_ptr_array_add(names, (void *)node->name);
        if (text) {
            g_string_append_c(text, ' ');
            g_string_append_len(text, (const char *)bytes + node->range.start, (gssize)node->range.length);
        }
    }
}

/* What the elements around the one at an index declare, the inner ones first, and it does not itself. */
static void add_declarations(GString *text, const xnm_message *message, guint index, const uint8_t *bytes, size_t length)
{
    GPtrArray *names = g_ptr_array_new();
    uint32_t depth = node_at(message, index)->depth;
    take_declarations(message, index, bytes, length, names, NULL);
    for (guint i = index; i > 0 && depth > 1; i--) {
        const xnm_node *node = node_at(message, i - 1);
        if (node->kind == XNM_NODE_ELEMENT && node->depth < depth) {
            depth = node->depth;
            take_declarations(message, i - 1, bytes, length, names, text);
        }
    }
    g_ptr_array_free(names, TRUE);
}

/* The element's bytes, with the declarations of the elements around it. */
static bool take_element(xnm_object *object, const xnm_message *message, guint index, const uint8_t *bytes, size_t length)
{
    const xnm_node *element = node_at(message, index);
    size_t tag = 1 + strlen(element->name); /* "<NAME" */
    if (!is_within(element->range, length) || element->range.length <= tag) {
        return false;
    }
    const char *start = (const char *)bytes + element->range.start;
    GString *whole = g_string_new_len(start, (gssize)tag);
    add_declarations(whole, message, index, bytes, length);
    g_string_append_len(whole, start + tag, (gssize)(element->range.length - tag));
    g_string_append_c(whole, '\n');
    object->format = XNM_OBJECT_XML;
    object->length = whole->len;
    object->bytes = (uint8_t *)g_string_free(whole, FALSE);
    return true;
}

static bool take_text(xnm_object *object, GString *text, xnm_object_format format)
{
    if (text->len == 0) {
        g_string_free(text, TRUE);
        return false;
    }
    object->format = format;
    object->length = text->len;
    object->bytes = (uint8_t *)g_string_free(text, FALSE);
    return true;
}

static bool take(xnm_object *object, const xnm_message *message, guint index, const uint8_t *bytes, size_t length)
{
    xnm_object_format format;
    if (!message->all_nodes_kept || !holds_text(node_at(message, index), &format)) {
        return take_element(object, message, index, bytes, length);
    }
    GString *text = text_of(message, index);
    return take_text(object, text, begins_json(text->str) ? XNM_OBJECT_JSON : format);
}

/* Replies */

static bool is_of_no_interest(const xnm_message *reply, const xnm_exchange *exchange)
{
    const char *payload = reply->operation.text;
    return xnm_session_login_answer(exchange, reply).answers || xnm_session_login_answer(exchange, reply).asks ||
           (payload && reply->operations == 1 && (strcmp(payload, "ok") == 0 || strcmp(payload, "abort-acknowledgement") == 0));
}

static guint first_child(const xnm_message *message)
{
    for (guint i = 1; i < message->nodes->len; i++) {
        if (node_at(message, i)->kind == XNM_NODE_ELEMENT) {
            return i;
        }
    }
    return 0;
}

/* What was asked for tells more than an element that any answer may have. */
static char *reply_name(const xnm_message *reply, const xnm_exchange *exchange)
{
    xnm_object_format format;
    guint child = first_child(reply);
    bool generic = child == 0 || reply->operations != 1 || holds_text(node_at(reply, child), &format);
    if (exchange && exchange->command) {
        return g_strdup(exchange->command);
    }
    return g_strdup(generic && exchange && exchange->operation ? exchange->operation : child ? node_at(reply, child)->local : "reply");
}

/* What a command's output is, by what the command asks for: "show configuration", and the pipes "display set" and "display xml" (Junos OS CLI User
 * Guide, "Filtering Operational Mode Command Output"). Behind other pipes it may be a part of it. */
static xnm_object_format format_of_output(const char *command, const uint8_t *output)
{
    static const char configuration[] = "show configuration";
    char **pipes = g_strsplit(command, "|", 0);
    bool is_set = false;
    bool is_xml = false;
    bool whole = true;
    for (guint i = 1; pipes[0] && pipes[i]; i++) {
        const char *pipe = g_strstrip(pipes[i]);
        is_set = is_set || strcmp(pipe, "display set") == 0;
        is_xml = is_xml || strcmp(pipe, "display xml") == 0;
        whole = whole && (g_str_has_prefix(pipe, "display ") || strcmp(pipe, "no-more") == 0);
    }
    const char *asked = pipes[0] ? g_strstrip(pipes[0]) : "";
    bool is_configuration = g_str_has_prefix(asked, configuration) && strchr(" ", asked[strlen(configuration)]) != NULL;
    g_strfreev(pipes);
    if (is_xml) {
        return whole && output[0] == '<' ? XNM_OBJECT_XML : XNM_OBJECT_TEXT;
    }
    if (is_configuration && is_set) {
        return XNM_OBJECT_SET;
    }
    return is_configuration && whole ? XNM_OBJECT_CONF : XNM_OBJECT_TEXT;
}

static bool of_reply(xnm_object *object, const xnm_message *reply, const uint8_t *bytes, size_t length, const xnm_exchange *exchange)
{
    if (is_of_no_interest(reply, exchange)) {
        return false;
    }
    guint child = first_child(reply);
    bool made = false;
    if (child == 0 && reply->has_text && reply->all_nodes_kept) {
        GString *text = text_of(reply, 0);
        made = take_text(object, text, begins_json(text->str) ? XNM_OBJECT_JSON : XNM_OBJECT_TEXT);
    } else if (child != 0) {
        made = take(object, reply, reply->operations == 1 && !reply->has_text ? child : 0, bytes, length);
    }
    if (made && object->format == XNM_OBJECT_TEXT && exchange && exchange->command) {
        object->format = format_of_output(exchange->command, object->bytes);
    }
    if (made) {
        object->name = reply_name(reply, exchange);
    }
    return made;
}

/* Configurations that are loaded */

static bool loads_configuration(const char *operation)
{
    return operation && (strcmp(operation, "load-configuration") == 0 || strcmp(operation, "edit-config") == 0);
}

/* In NETCONF it stands in config, or in config-text. */
static bool is_configuration(const xnm_node *node)
{
    xnm_object_format format;
    return is_element(node, "configuration") || (holds_text(node, &format) && format != XNM_OBJECT_TEXT);
}

static bool of_request(xnm_object *object, const xnm_message *request, const uint8_t *bytes, size_t length)
{
    if (!loads_configuration(request->operation.text)) {
        return false;
    }
    for (guint i = 1; i < request->nodes->len; i++) {
        if (!is_configuration(node_at(request, i))) {
            continue;
        }
        if (!take(object, request, i, bytes, length)) {
            return false;
        }
        object->name = request->load_action.text ? g_strdup_printf("%s-%s", request->operation.text, request->load_action.text)
                                                 : g_strdup(request->operation.text);
        return true;
    }
    return false;
}

bool xnm_object_make(xnm_object *object, const xnm_message *message, const uint8_t *bytes, size_t length, const xnm_exchange *exchange)
{
    *object = (xnm_object){ 0 };
    if (message->nodes->len == 0) {
        return false;
    }
    if (message->kind == XNM_MESSAGE_RPC_REPLY) {
        return of_reply(object, message, bytes, length, exchange);
    }
    return message->kind == XNM_MESSAGE_RPC && of_request(object, message, bytes, length);
}

void xnm_object_clear(xnm_object *object)
{
    g_free(object->bytes);
    g_free(object->name);
    *object = (xnm_object){ 0 };
}

/* Names of files */

/* What is no letter or digit, '.' or '_' becomes '-', one for each run; none at the beginning or the end. */
static void append_safely(GString *name, const char *text, size_t most)
{
    size_t start = name->len;
    for (; *text && name->len - start < most; text++) {
        char last = '-';
        if (name->len > start) {
            last = name->str[name->len - 1];
        }
        if (g_ascii_isalnum(*text) || ((*text == '.' || *text == '_') && g_ascii_isalnum(last))) {
            g_string_append_c(name, *text);
        } else if (last != '-') {
            g_string_append_c(name, '-');
        }
    }
    while (name->len > start && !g_ascii_isalnum(name->str[name->len - 1])) {
        g_string_truncate(name, name->len - 1);
    }
}

char *xnm_object_file_name(const xnm_object *object, const char *host, uint32_t frame, unsigned ordinal)
{
    GString *name = g_string_new(NULL);
    append_safely(name, host ? host : "", HOST_MAX);
    if (name->len == 0) {
        g_string_append(name, "unknown");
    }
    g_string_append_printf(name, "-%06u-", frame);
    if (ordinal > 1) {
        g_string_append_printf(name, "%u-", ordinal);
    }
    const char *extension = formats[object->format].extension;
    size_t before = name->len;
    append_safely(name, object->name, XNM_OBJECT_FILE_NAME_MAX - before - strlen(extension) - 1);
    g_string_append(name, name->len > before ? "." : "object.");
    g_string_append(name, extension);
    return g_string_free(name, FALSE);
}

const char *xnm_object_media_type(xnm_object_format format)
{
    return formats[format].media_type;
}
