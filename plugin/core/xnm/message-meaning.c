/* message-meaning.c
 * What the elements of a message say in the protocol.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "message-private.h"

#include <string.h>

typedef enum {
    LEAF,          /* its text is the value field */
    LEAF_VERBATIM, /* the same, white space and all */
    LEAF_SHORT,    /* the same, cut after max_value_bytes */
    LEAF_OF_LIST,  /* its text is one more xnm_value of the GPtrArray field, if it has no child elements */
    GROUP,         /* its children are in the places opens */
    ERROR,         /* a group that is an error, */
    WARNING,       /* or a warning */
    ENGINE,        /* a group that is one routing engine's result, */
    USERS,         /* or who has the configuration open */
    FLAG           /* that it is there sets the bool field */
} meaning;

/* An attribute, by its local name, is a value of the message. */
typedef struct {
    const char *name;
    size_t field; /* offset of an xnm_value in xnm_message_builder */
} attribute_rule;

typedef struct {
    const char *name;
    uint32_t within; /* only in one of these places; 0: anywhere */
    meaning meaning;
    uint32_t opens;
    size_t field;                     /* offset in xnm_message_builder */
    size_t flag;                      /* likewise; as in xnm_message_leaf */
    bool is_listed;                   /* also in the lists of its place */
    const attribute_rule *attributes; /* the last one without a name; NULL: none */
} meaning_rule;

/* A start tag, and where it stands. */
typedef struct {
    const char *name;
    const char *local;
    uint32_t depth;
    uint32_t places;
    const xnm_attribute *attributes;
    size_t attribute_count;
    xnm_range range;
} start_tag;

/* Whether an element error or warning is one of the protocol's. */
typedef enum {
    NO_REPORT,
    REPORT_WITH_MESSAGE, /* if it has a message */
    REPORT
} report;

#define FIELD(name) offsetof(xnm_message_builder, name)

static const attribute_rule challenge_attributes[] = { { "echo", FIELD(challenge_echo) }, { NULL, 0 } };

static const attribute_rule load_attributes[] = {
    { "action", FIELD(message.load_action) },
    { "configuration-revision", FIELD(message.load_revision) },
    { "format", FIELD(message.load_format) },
    { "rescue", FIELD(message.load_rescue) },
    { "rollback", FIELD(message.load_rollback) },
    { "url", FIELD(message.load_url) },
    { NULL, 0 },
};

static const attribute_rule rpc_attributes[] = { { "message-id", FIELD(message.message_id) }, { NULL, 0 } };

/* The message's own element, by its kind. */
static const struct {
    uint32_t places;
    const attribute_rule *attributes;
} frames[] = {
    [XNM_MESSAGE_OTHER] = { .places = IN_ANSWER },
    [XNM_MESSAGE_RPC] = { .places = BELOW_RPC, .attributes = rpc_attributes },
    [XNM_MESSAGE_RPC_REPLY] = { .places = IN_ANSWER | BELOW_REPLY, .attributes = rpc_attributes },
    [XNM_MESSAGE_ABORT] = { .places = IN_ANSWER },
    [XNM_MESSAGE_HELLO] = { .places = IN_ANSWER | BELOW_HELLO },
    [XNM_MESSAGE_NOTIFICATION] = { .places = IN_ANSWER | BELOW_NOTIFICATION },
};

/* Sorted by name. Of several rules with one name, the first that fits counts. */
static const meaning_rule rules[] = {
    { .name = "abort-acknowledgement", .within = BELOW_REPLY, .meaning = FLAG, .field = FIELD(acknowledgement) },
    { .name = "abort-acknowledgement", .within = IN_ANSWER, .meaning = FLAG, .field = FIELD(message.aborted) },
    { .name = "abort-acknowledgment", .within = BELOW_REPLY, .meaning = FLAG, .field = FIELD(acknowledgement) },
    { .name = "abort-acknowledgment", .within = IN_ANSWER, .meaning = FLAG, .field = FIELD(message.aborted) },
    { .name = "authentication-response", .within = BELOW_REPLY, .meaning = GROUP, .opens = IN_AUTHENTICATION | BELOW_LOGIN_ANSWER },
    { .name = "authentication-response", .within = IN_ANSWER, .meaning = GROUP, .opens = IN_AUTHENTICATION },
    { .name = "capabilities", .within = BELOW_HELLO, .meaning = GROUP, .opens = BELOW_CAPABILITIES },
    { .name = "capability", .within = BELOW_CAPABILITIES, .meaning = LEAF_OF_LIST, .field = FIELD(message.capabilities) },
    { .name = "challenge",
      .within = BELOW_REPLY,
      .meaning = LEAF,
      .field = FIELD(message.challenge),
      .flag = FIELD(message.challenge_documented),
      .attributes = challenge_attributes },
    { .name = "challenge", .within = IN_ANSWER, .meaning = LEAF, .field = FIELD(message.challenge), .attributes = challenge_attributes },
    { .name = "challenge-response", .within = IN_LOGIN, .meaning = LEAF_VERBATIM, .field = FIELD(message.password) },
    { .name = "command", .within = BELOW_RPC, .meaning = LEAF, .field = FIELD(message.command) },
    { .name = "commit", .within = BELOW_RPC, .meaning = GROUP, .opens = COMMIT_KIND },
    { .name = "commit-configuration", .within = BELOW_RPC, .meaning = GROUP, .opens = COMMIT_KIND },
    { .name = "commit-results", .within = IN_ANSWER, .meaning = GROUP, .opens = BELOW_COMMIT_RESULTS },
    { .name = "confirm-timeout", .within = COMMIT_KIND, .meaning = LEAF_SHORT, .field = FIELD(confirm_timeout), .is_listed = true },
    { .name = "database-status", .within = BELOW_DATABASE_STATUS_INFORMATION, .meaning = USERS, .opens = BELOW_DATABASE_STATUS },
    { .name = "database-status-information", .within = IN_ANSWER, .meaning = GROUP, .opens = BELOW_DATABASE_STATUS_INFORMATION },
    { .name = "end-session", .within = BELOW_REPLY, .meaning = FLAG, .field = FIELD(message.end_session) },
    { .name = "error", .within = IN_ANSWER, .meaning = ERROR, .opens = BELOW_ERROR | ERROR_PART },
    { .name = "error-info", .within = BELOW_RPC_ERROR, .meaning = GROUP, .opens = ERROR_PART },
    { .name = "error-message", .within = BELOW_RPC_ERROR, .meaning = LEAF, .field = FIELD(error_message) },
    { .name = "error-severity", .within = BELOW_RPC_ERROR, .meaning = LEAF_SHORT, .field = FIELD(error_severity), .is_listed = true },
    { .name = "eventTime", .within = BELOW_NOTIFICATION, .meaning = LEAF_SHORT, .field = FIELD(message.notification_time) },
    { .name = "exclusive", .within = BELOW_DATABASE_STATUS, .meaning = FLAG, .field = FIELD(users_exclusive) },
    { .name = "load-configuration", .within = BELOW_RPC, .meaning = GROUP, .opens = WITHOUT_ARGUMENTS, .attributes = load_attributes },
    { .name = "load-configuration-results", .within = IN_ANSWER, .meaning = GROUP, .opens = BELOW_LOAD_RESULTS },
    { .name = "load-error-count", .within = IN_ANSWER, .meaning = LEAF_SHORT, .field = FIELD(message.load_errors) },
    { .name = "load-success", .within = IN_ANSWER, .meaning = FLAG, .field = FIELD(message.load_success) },
    { .name = "login-name", .within = IN_AUTHENTICATION, .meaning = LEAF, .field = FIELD(message.login_name) },
    { .name = "message", .within = BELOW_ERROR, .meaning = LEAF, .field = FIELD(error_message) },
    { .name = "message",
      .within = BELOW_LOGIN_ANSWER,
      .meaning = LEAF,
      .field = FIELD(message.login_message),
      .flag = FIELD(login_message_documented) },
    { .name = "message", .within = IN_AUTHENTICATION | BELOW_REPLY, .meaning = LEAF, .field = FIELD(message.login_message) },
    { .name = "multi-routing-engine-item", .within = BELOW_MULTI_ENGINE_RESULTS, .meaning = ENGINE, .opens = BELOW_ENGINE },
    { .name = "multi-routing-engine-results", .within = IN_ANSWER, .meaning = GROUP, .opens = BELOW_MULTI_ENGINE_RESULTS },
    { .name = "name", .within = BELOW_ENGINE, .meaning = LEAF_SHORT, .field = FIELD(engine.name) },
    { .name = "ok", .within = BELOW_REPLY, .meaning = FLAG, .field = FIELD(message.ok) },
    { .name = "ok", .within = BELOW_LOAD_RESULTS, .meaning = FLAG, .field = FIELD(message.load_success) },
    { .name = "re-name", .within = BELOW_ENGINE, .meaning = LEAF_SHORT, .field = FIELD(engine.name) },
    { .name = "reason", .within = BELOW_ERROR, .meaning = GROUP, .opens = ERROR_PART },
    { .name = "request-end-session", .within = BELOW_RPC, .meaning = FLAG, .field = FIELD(message.end_session) },
    { .name = "request-login", .meaning = GROUP, .opens = IN_LOGIN | WITHOUT_ARGUMENTS },
    { .name = "routing-engine", .within = BELOW_COMMIT_RESULTS, .meaning = ENGINE, .opens = BELOW_ENGINE },
    { .name = "rpc-error", .within = IN_ANSWER, .meaning = ERROR, .opens = BELOW_RPC_ERROR | ERROR_PART },
    { .name = "session-id", .within = BELOW_HELLO, .meaning = LEAF_SHORT, .field = FIELD(message.session_id) },
    { .name = "source", .within = ARGUMENT, .meaning = GROUP, .opens = ARGUMENT, .is_listed = true },
    { .name = "status",
      .within = BELOW_LOGIN_ANSWER,
      .meaning = LEAF,
      .field = FIELD(message.login_status),
      .flag = FIELD(message.login_documented) },
    { .name = "status", .within = IN_AUTHENTICATION | BELOW_REPLY, .meaning = LEAF, .field = FIELD(message.login_status) },
    { .name = "target", .within = ARGUMENT, .meaning = GROUP, .opens = ARGUMENT, .is_listed = true },
    { .name = "user", .within = BELOW_DATABASE_STATUS, .meaning = LEAF_OF_LIST, .field = FIELD(users) },
    { .name = "username", .within = IN_LOGIN, .meaning = LEAF_VERBATIM, .field = FIELD(message.username) },
    { .name = "warning", .within = IN_ANSWER, .meaning = WARNING, .opens = BELOW_ERROR | ERROR_PART },
};

/* By first letter, the first rule with it; most names of a message are told apart from all rules by that and their length. */
static struct {
    uint8_t first;
    uint64_t lengths; /* bit N is set if a name has N bytes */
} rules_by_letter[128];

static void fill_rules_by_letter(void)
{
    for (size_t i = G_N_ELEMENTS(rules); i-- > 0;) {
        rules_by_letter[rules[i].name[0] & 127].first = (uint8_t)i;
        rules_by_letter[rules[i].name[0] & 127].lengths |= UINT64_C(1) << strlen(rules[i].name);
    }
}

static const meaning_rule *find_rule(const char *local, uint32_t places)
{
    static gsize filled = 0;
    if (g_once_init_enter(&filled)) {
        fill_rules_by_letter();
        g_once_init_leave(&filled, 1);
    }
    size_t letter = (size_t)(local[0] & 127);
    if (rules_by_letter[letter].lengths == 0 || (rules_by_letter[letter].lengths >> MIN(strlen(local), 63) & 1) == 0) {
        return NULL;
    }
    for (size_t i = rules_by_letter[letter].first; i < G_N_ELEMENTS(rules) && rules[i].name[0] == local[0]; i++) {
        if ((!rules[i].within || (rules[i].within & places)) && strcmp(rules[i].name, local) == 0) {
            return &rules[i];
        }
    }
    return NULL;
}

static void take_attributes(xnm_message_builder *builder, const attribute_rule *wanted, const xnm_attribute *attributes, size_t count)
{
    for (; wanted && wanted->name; wanted++) {
        xnm_value *value = xnm_message_field(builder, wanted->field);
        for (size_t i = 0; i < count && !value->text; i++) {
            if (strcmp(attributes[i].local, wanted->name) == 0) {
                *value = (xnm_value){ xnm_message_string(builder, attributes[i].value, strlen(attributes[i].value)), attributes[i].range };
            }
        }
    }
}

static void list_attributes(xnm_message_builder *builder, GArray *list, const xnm_attribute *attributes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        xnm_attribute copy = attributes[i];
        if (strcmp(copy.local, "xmlns") == 0 || strncmp(copy.local, "xmlns:", 6) == 0) {
            continue;
        }
        copy.name = xnm_message_string(builder, copy.name, strlen(copy.name));
        copy.local = copy.name + (attributes[i].local - attributes[i].name);
        copy.value = xnm_message_string(builder, copy.value, strlen(copy.value));
        g_array_append_val(list, copy);
    }
}

/* A child of the message's own element. Returns the places of its children. */
static uint32_t start_payload(xnm_message_builder *builder, const start_tag *tag)
{
    xnm_message *message = &builder->message;
    const char *local = tag->local;
    builder->payload_start = tag->range.start;
    if (message->kind == XNM_MESSAGE_NOTIFICATION && !message->notification_name.text && strcmp(local, "eventTime") != 0) {
        message->notification_name = (xnm_value){ xnm_message_string(builder, local, strlen(local)), tag->range };
    }
    if (message->operations++ > 0) {
        return 0;
    }
    message->operation = (xnm_value){ xnm_message_string(builder, local, strlen(local)), tag->range };
    list_attributes(builder, message->operation_attributes, tag->attributes, tag->attribute_count);
    return message->kind == XNM_MESSAGE_RPC ? ARGUMENT : 0;
}

/* The message's own element and the two levels below it have their meaning by where they stand. Returns the places of the element's children
 * that come from that. */
static uint32_t start_frame(xnm_message_builder *builder, const start_tag *tag)
{
    xnm_message *message = &builder->message;
    if (tag->depth == 1) {
        message->kind = xnm_message_kind_of(tag->local);
        message->name = xnm_message_string(builder, tag->local, strlen(tag->local));
        take_attributes(builder, frames[message->kind].attributes, tag->attributes, tag->attribute_count);
        list_attributes(builder, message->attributes, tag->attributes, tag->attribute_count);
        return frames[message->kind].places;
    }
    if (tag->depth == 2) {
        return start_payload(builder, tag);
    }
    if (tag->depth == 3 && message->operations == 1 && message->kind == XNM_MESSAGE_RPC_REPLY) {
        xnm_item_count(builder, tag->local);
    }
    return 0;
}

static bool is_junos_xml(const char *name_space)
{
    return strncmp(name_space, "http://xml.juniper.net/xnm/", strlen("http://xml.juniper.net/xnm/")) == 0;
}

/* The namespace that the tag itself declares, by the name of the declaration; NULL if it declares none. */
static const char *declared(const start_tag *tag, const char *declaration, size_t length)
{
    for (size_t i = 0; i < tag->attribute_count; i++) {
        if (strlen(tag->attributes[i].name) == length && strncmp(tag->attributes[i].name, declaration, length) == 0) {
            return tag->attributes[i].value;
        }
    }
    return NULL;
}

static const char *own_default(const start_tag *tag)
{
    return declared(tag, "xmlns", strlen("xmlns"));
}

/* The places that tell the default namespace of the tag's element. */
static uint32_t default_namespace(const start_tag *tag)
{
    const char *own = own_default(tag);
    if (!own) {
        return tag->places & IN_NAMESPACE;
    }
    return is_junos_xml(own) ? IN_JUNOS_XML_NAMESPACE : IN_OTHER_NAMESPACE;
}

/* The prefix xnm is tolerated undeclared. Any other must be declared by the tag itself. */
static bool has_junos_xml_prefix(const start_tag *tag)
{
    size_t length = (size_t)(tag->local - tag->name); /* with the colon */
    char *declaration = g_strdup_printf("xmlns:%.*s", (int)length - 1, tag->name);
    const char *name_space = declared(tag, declaration, strlen(declaration));
    g_free(declaration);
    return name_space ? is_junos_xml(name_space) : length == strlen("xnm:") && strncmp(tag->name, "xnm:", length) == 0;
}

/* Elements of that name are content like any other in configurations and operational replies. Without any declaration in the message, only the
 * places count where the protocol's own results stand. */
static report report_of(const start_tag *tag, const meaning_rule *rule)
{
    const uint32_t own_places = BELOW_REPLY | BELOW_LOAD_RESULTS | BELOW_COMMIT_RESULTS | BELOW_ENGINE;
    if (rule->opens & BELOW_RPC_ERROR) {
        return REPORT;
    }
    if (tag->local != tag->name) {
        return has_junos_xml_prefix(tag) ? REPORT : NO_REPORT;
    }
    uint32_t name_space = default_namespace(tag);
    if (name_space == IN_JUNOS_XML_NAMESPACE) {
        return own_default(tag) ? REPORT : REPORT_WITH_MESSAGE;
    }
    return name_space == 0 && (tag->depth == 1 || (tag->places & own_places)) ? REPORT_WITH_MESSAGE : NO_REPORT;
}

/* rule: NULL if there is none. */
static void begin_leaf(xnm_message_builder *builder, const meaning_rule *rule, const start_tag *tag)
{
    xnm_message_leaf leaf = { .short_text = true };
    if (!rule || rule->is_listed) {
        leaf.listed = tag->places & LISTED;
    }
    if (!xnm_commit_kind_is(tag->local)) {
        leaf.listed &= ~(uint32_t)COMMIT_KIND;
    }
    if (rule) {
        leaf.field = rule->meaning == LEAF_OF_LIST ? 0 : rule->field;
        leaf.flag = rule->flag;
        leaf.values = rule->meaning == LEAF_OF_LIST ? rule->field : 0;
        leaf.verbatim = rule->meaning == LEAF_VERBATIM;
        leaf.short_text = rule->meaning == LEAF_SHORT || rule->meaning == LEAF_OF_LIST;
    }
    xnm_leaf_begin(builder, &leaf, tag->depth, tag->range);
}

/* Returns the places that the element opens for its children. */
static uint32_t apply_rule(xnm_message_builder *builder, const meaning_rule *rule, const start_tag *tag)
{
    switch (rule->meaning) {
    case LEAF:
    case LEAF_VERBATIM:
    case LEAF_SHORT:
    case LEAF_OF_LIST:
        begin_leaf(builder, rule, tag);
        return 0;
    case ERROR:
    case WARNING: {
        report kind = builder->error_depth ? NO_REPORT : report_of(tag, rule);
        if (kind == NO_REPORT) {
            return 0;
        }
        xnm_error_begin(builder, rule->meaning == WARNING, kind == REPORT, tag->depth);
        return rule->opens;
    }
    case ENGINE:
        return xnm_engine_begin(builder, tag->depth) ? rule->opens : 0;
    case USERS:
        return xnm_users_begin(builder, tag->depth) ? rule->opens : 0;
    case FLAG:
        *(bool *)xnm_message_field(builder, rule->field) = true;
        return 0;
    case GROUP:
        if (rule->is_listed) {
            begin_leaf(builder, rule, tag); /* where it turns out to be a leaf itself */
        }
        break;
    }
    return rule->opens;
}

uint32_t xnm_meaning_start(xnm_message_builder *builder, const char *name, const char *local, uint32_t depth, uint32_t places,
                           const xnm_attribute *attributes, size_t attribute_count, xnm_range range)
{
    const start_tag tag = { name, local, depth, places, attributes, attribute_count, range };
    xnm_leaf_abandon(builder);
    uint32_t below = start_frame(builder, &tag) | (places & IN_ALL & ~(uint32_t)IN_NAMESPACE) | default_namespace(&tag);
    const meaning_rule *rule = find_rule(local, depth == 1 ? below : places);
    if ((places & BELOW_ENGINE) && !(rule && (rule->within & BELOW_ENGINE)) && !(rule && rule->meaning == ERROR)) {
        xnm_engine_result(builder, local, range);
    }
    if (!rule) {
        if (places & LISTED) {
            begin_leaf(builder, NULL, &tag);
        }
        return below;
    }
    take_attributes(builder, rule->attributes, attributes, attribute_count);
    below |= apply_rule(builder, rule, &tag);
    return below & WITHOUT_ARGUMENTS ? below & ~(uint32_t)ARGUMENT : below;
}

void xnm_meaning_text(xnm_message_builder *builder, const char *text, size_t length, uint32_t depth)
{
    if (depth == builder->leaf_depth) {
        xnm_leaf_text(builder, text, length);
    }
}

/* The range of a value that names an element is at first its start tag's. */
static void close_range(xnm_value *value, xnm_range element)
{
    if (value->text && value->range.start == element.start) {
        value->range = element;
    }
}

void xnm_meaning_end(xnm_message_builder *builder, const char *local, uint32_t depth, xnm_range element, xnm_range end_tag)
{
    if (depth == builder->leaf_depth) {
        xnm_leaf_end(builder, local, end_tag);
    }
    if (depth == builder->error_depth) {
        xnm_error_end(builder, local, element);
    }
    if (builder->engine_depth && depth == builder->engine_depth + 1) {
        close_range(&builder->engine.result, element);
    }
    if (depth == builder->engine_depth) {
        xnm_engine_end(builder);
    }
    if (depth == builder->users_depth) {
        xnm_users_end(builder);
    }
    if (depth == 2) {
        close_range(&builder->message.operation, element);
        close_range(&builder->message.notification_name, element);
    }
}

/* The range of the child of the message that is not closed reaches to where reading stopped. */
static void stop_range(xnm_value *value, bool is_open, size_t read)
{
    if (value->text && is_open) {
        value->range.length = read - value->range.start;
    }
}

/* Shapes that nobody documented are an answer to a login only with the words that are documented. */
static void finish_login(xnm_message_builder *builder)
{
    xnm_message *message = &builder->message;
    const char *status = message->login_status.text;
    message->challenge_echo = builder->challenge_echo.text;
    if (!message->login_documented && g_strcmp0(status, "success") != 0 && g_strcmp0(status, "fail") != 0) {
        message->login_status = (xnm_value){ 0 };
        message->login_message = (xnm_value){ 0 };
        message->login_name = (xnm_value){ 0 };
    } else if (message->login_documented && !builder->login_message_documented) {
        message->login_message = (xnm_value){ 0 };
    }
}

void xnm_meaning_finish(xnm_message_builder *builder)
{
    xnm_message *message = &builder->message;
    xnm_items_finish(builder);
    xnm_engine_end(builder);
    xnm_errors_finish(builder);
    xnm_arguments_finish(builder);
    xnm_commit_kinds_finish(builder);
    finish_login(builder);
    message->acknowledges_abort = builder->acknowledgement && message->operations == 1;
    message->aborted = message->aborted || (builder->acknowledgement && message->operations > 1);
    bool is_open = builder->open_count > 1;
    stop_range(&message->operation, is_open && builder->payload_start == message->operation.range.start, message->read.read);
    stop_range(&message->notification_name, is_open && builder->payload_start == message->notification_name.range.start, message->read.read);
}
