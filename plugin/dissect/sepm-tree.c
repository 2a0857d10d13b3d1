/* sepm-tree.c
 * Items and findings of Symantec Endpoint Protection Manager and of ESP of HPCC Systems.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sepm-tree.h"

#include <string.h>

#include <epan/expert.h>

#include "findings.h"
#include "portlore/text.h"
#include "xnm-secrets.h"

/* Bytes of a user name in a list. */
#define USERNAME_MAX 1024

#define EXPLOITS_MAX 16

static int protocols[SEPM_PRODUCTS] = { -1, -1, -1 };
static int ett_sepm = -1;
static int ett_sepm_pair = -1;

/* -1: the product has no field for it. Of what has a name and a value, the item of both, and each. */
static int fields[SEPM_PRODUCTS][SEPM_LINE_KINDS];
static int name_fields[SEPM_PRODUCTS][SEPM_LINE_KINDS];
static int value_fields[SEPM_PRODUCTS][SEPM_LINE_KINDS];

static const char *const titles[SEPM_PRODUCTS] = {
    [SEPM_PRODUCT_SEPM] = "Symantec Endpoint Protection Manager",
    [SEPM_PRODUCT_ESP] = "ESP of HPCC Systems",
};

static const char *const short_names[SEPM_PRODUCTS] = { [SEPM_PRODUCT_SEPM] = "SEPM", [SEPM_PRODUCT_ESP] = "ESP" };

static expert_field ei_cleartext_login[SEPM_PRODUCTS];
static expert_field ei_cleartext_session[SEPM_PRODUCTS];
static expert_field ei_not_read[SEPM_PRODUCTS];
static expert_field ei_sepm_cleartext_parameters = EI_INIT;
static expert_field ei_sepm_cleartext_key = EI_INIT;
static expert_field ei_sepm_no_strict_transport_security = EI_INIT;
static expert_field ei_exploits[EXPLOITS_MAX];

/* Lines */

/* A name that is the same as a secret beside it would give that away. */
static bool is_secret(const sepm_part *part, const sepm_shown *line)
{
    bool name = line->kind == SEPM_LINE_USERNAME || line->kind == SEPM_LINE_DOMAIN || line->kind == SEPM_LINE_PARAMETER;
    for (unsigned i = 0; name && !line->secret && line->value && i < part->count; i++) {
        const sepm_shown *other = &part->lines[i];
        if (other->secret && other->value && other->value[0] != '\0' && strcmp(other->value, line->value) == 0) {
            return true;
        }
    }
    return line->secret;
}

/* A text as it may be shown: without the secrets of the connection if the user wants that. In packet memory, or the one given. */
static const char *without_secrets(packet_info *pinfo, const sepm_part *part, const char *text)
{
    char *masked = text && xnm_secrets_hidden() ? known_secrets_mask_encoded(part->known, part->mark, text, xnm_secrets_mask()) : NULL;
    const char *shown = masked ? wmem_strdup(pinfo->pool, masked) : text;
    g_free(masked);
    return shown;
}

/* The value as it may be shown; NULL: not at all, or there is none. In packet memory, or the line's own. */
static const char *text_of(packet_info *pinfo, const sepm_part *part, const sepm_shown *line)
{
    if (xnm_secrets_hidden() && is_secret(part, line)) {
        return xnm_secrets_omitted() ? NULL : xnm_secrets_mask();
    }
    return without_secrets(pinfo, part, line->value);
}

static const char *support_of(packet_info *pinfo, const sepm_support *support)
{
    return wmem_strdup_printf(pinfo->pool, "%s [%s: %s]", support->text, registry_confidence_name(support->confidence), support->source);
}

static expert_field *exploit_finding(const char *cve)
{
    const char *summary;
    for (size_t i = 0; i < EXPLOITS_MAX; i++) {
        const char *known = sepm_exploit_cve(i, &summary);
        if (!known) {
            break;
        }
        if (strcmp(known, cve) == 0) {
            return &ei_exploits[i];
        }
    }
    return NULL;
}

/* What a line exposes; NULL: nothing. Each value is flagged where it stands first. */
static expert_field *finding_of(const sepm_shown *line)
{
    if (line->kind == SEPM_LINE_EXPLOIT) {
        return exploit_finding(line->value);
    }
    if (line->kind == SEPM_LINE_NO_HSTS) {
        return &ei_sepm_no_strict_transport_security;
    }
    if (line->kind == SEPM_LINE_UNREAD) {
        return &ei_not_read[line->product];
    }
    if (!line->clear_text || !line->first) {
        return NULL;
    }
    switch (line->kind) {
    case SEPM_LINE_PASSWORD:
        return &ei_cleartext_login[line->product];
    case SEPM_LINE_COOKIE:
        return line->secret && line->value[0] != '\0' ? &ei_cleartext_session[line->product] : NULL;
    case SEPM_LINE_TOKEN:
        return &ei_cleartext_session[line->product];
    case SEPM_LINE_KEY:
        return &ei_sepm_cleartext_key;
    case SEPM_LINE_PARAMETER:
        return &ei_sepm_cleartext_parameters;
    default:
        return NULL;
    }
}

/* The item of one message, while its lines are added. */
typedef struct {
    proto_item *item;
    proto_tree *tree; /* NULL: there is none yet */
    sepm_product product;
    uint64_t offset;
    bool parameters_flagged;
} message_item;

static void begin_item(message_item *current, proto_tree *tree, tvbuff_t *tvb, const sepm_part *part, const sepm_shown *line)
{
    uint64_t available = tvb_captured_length(tvb);
    bool inside = line->offset >= part->start && line->offset - part->start < available;
    uint64_t start = inside ? line->offset - part->start : 0;
    uint64_t length = inside ? MIN(line->length, available - start) : 0;
    current->item = proto_tree_add_protocol_format(tree, protocols[line->product], tvb, (int)start, (int)length, "%s%s",
                                                   line->proven ? "" : "In the form of ", titles[line->product]);
    current->tree = proto_item_add_subtree(current->item, ett_sepm);
    current->product = line->product;
    current->offset = line->offset;
    current->parameters_flagged = false;
}

static void flag(message_item *current, packet_info *pinfo, proto_item *item, const sepm_shown *line)
{
    expert_field *finding = finding_of(line);
    bool parameters = finding == &ei_sepm_cleartext_parameters;
    if (finding && !(parameters && current->parameters_flagged)) {
        finding_add(pinfo, item, finding);
    }
    current->parameters_flagged = current->parameters_flagged || parameters;
}

static proto_item *add_text(proto_tree *tree, int field, tvbuff_t *tvb, const char *text)
{
    proto_item *item = proto_tree_add_string(tree, field, tvb, 0, 0, text);
    proto_item_set_generated(item);
    return item;
}

/* A name with its value: of a manager the address, with its port. */
static proto_item *add_pair(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const sepm_part *part, const sepm_shown *line, const char *value)
{
    const char *name = without_secrets(pinfo, part, line->name);
    bool manager = line->kind == SEPM_LINE_MANAGER;
    int field = fields[line->product][line->kind];
    proto_item *item = proto_tree_add_none_format(tree, field, tvb, 0, 0, "%s: %s%s%s", proto_registrar_get_name(field), name,
                                                  !value    ? ""
                                                  : manager ? ":"
                                                            : "=",
                                                  value ? value : "");
    proto_item_set_generated(item);
    proto_tree *pair = proto_item_add_subtree(item, ett_sepm_pair);
    add_text(pair, name_fields[line->product][line->kind], tvb, name);
    int value_field = value_fields[line->product][line->kind];
    if (value && manager) {
        proto_item_set_generated(proto_tree_add_uint(pair, value_field, tvb, 0, 0, (uint32_t)g_ascii_strtoull(value, NULL, 10)));
    } else if (value) {
        add_text(pair, value_field, tvb, value);
    }
    return item;
}

static void add_sent_in(proto_tree *tree, int field, tvbuff_t *tvb, const sepm_shown *line)
{
    if (line->place != 0) {
        proto_item_set_generated(proto_tree_add_uint(tree, field, tvb, 0, 0, line->place));
    }
}

static void add_line(message_item *current, tvbuff_t *tvb, packet_info *pinfo, const sepm_part *part, const sepm_shown *line)
{
    int field = fields[line->product][line->kind];
    const char *text = line->support ? support_of(pinfo, line->support) : text_of(pinfo, part, line);
    proto_item *item = current->item;
    if (line->kind == SEPM_LINE_MESSAGE && !line->value) {
        return;
    }
    if (line->kind == SEPM_LINE_MESSAGE) {
        proto_item_append_text(current->item, ", %s", line->value);
    }
    if (line->kind == SEPM_LINE_SENT_IN) {
        add_sent_in(current->tree, field, tvb, line);
        return;
    }
    if (field != -1 && line->name && (text || !line->value)) {
        item = add_pair(current->tree, tvb, pinfo, part, line, text);
    } else if (field != -1 && text) {
        item = add_text(current->tree, field, tvb, text);
    }
    flag(current, pinfo, item, line);
}

void sepm_tree_add(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const sepm_part *part)
{
    message_item current = { .tree = NULL };
    const char *protocol = pinfo->current_proto;
    for (unsigned i = 0; i < part->count; i++) {
        const sepm_shown *line = &part->lines[i];
        if (!current.item || current.product != line->product || current.offset != line->offset) {
            begin_item(&current, tree, tvb, part, line);
        }
        pinfo->current_proto = short_names[line->product];
        add_line(&current, tvb, pinfo, part, line);
    }
    pinfo->current_proto = protocol;
}

/* Credentials */

static const char *one_line(packet_info *pinfo, const char *text)
{
    char *line = text_one_line(text, strlen(text), USERNAME_MAX);
    const char *copy = wmem_strdup(pinfo->pool, line);
    g_free(line);
    return copy;
}

/* Another message, or another request of which it is told. */
static bool begins_login(const sepm_part *part, unsigned at)
{
    const sepm_shown *line = &part->lines[at];
    bool other_message = line->kind == SEPM_LINE_MESSAGE && (at == 0 || part->lines[at - 1].offset != line->offset);
    return other_message || line->kind == SEPM_LINE_SENT_IN;
}

/* Of the login that goes on here: several passwords may be sent with one name. */
static const char *username_before(packet_info *pinfo, const sepm_part *part, unsigned at)
{
    while (at > 0 && part->lines[at - 1].kind != SEPM_LINE_USERNAME && !begins_login(part, at - 1)) {
        at--;
    }
    const sepm_shown *line = at > 0 ? &part->lines[at - 1] : NULL;
    return line && line->kind == SEPM_LINE_USERNAME ? text_of(pinfo, part, line) : NULL;
}

bool sepm_tree_next_credential(packet_info *pinfo, const sepm_part *part, unsigned *at, credential *found)
{
    const char *username = *at > 0 ? username_before(pinfo, part, *at) : NULL;
    for (; *at < part->count; (*at)++) {
        const sepm_shown *line = &part->lines[*at];
        if (begins_login(part, *at)) {
            username = NULL;
        } else if (line->kind == SEPM_LINE_USERNAME) {
            username = text_of(pinfo, part, line);
        } else if (line->kind == SEPM_LINE_PASSWORD) {
            sepm_line_kind shown = xnm_secrets_omitted() ? SEPM_LINE_USERNAME : SEPM_LINE_PASSWORD;
            *found = (credential){
                .protocol = short_names[line->product],
                .username = username ? one_line(pinfo, username) : NULL,
                .info = line->clear_text ? "password sent, in clear text" : "password sent, inside TLS",
                .password_field = fields[line->product][shown],
            };
            (*at)++;
            return true;
        }
    }
    return false;
}

/* Registration */

#define SEPM_STRING(product, line, name, filter, blurb)                                                                                              \
    {                                                                                                                                                \
        &fields[product][line],                                                                                                                      \
        {                                                                                                                                            \
            name, filter, FT_STRING, BASE_NONE, NULL, 0, blurb, HFILL                                                                                \
        }                                                                                                                                            \
    }
#define SEPM_PAIR(product, line, name, filter, blurb, name_name, name_filter, value_name, value_filter, value_type, value_base)                      \
    { &fields[product][line], { name, filter, FT_NONE, BASE_NONE, NULL, 0, blurb, HFILL } },                                                         \
        { &name_fields[product][line], { name_name, filter name_filter, FT_STRING, BASE_NONE, NULL, 0, NULL, HFILL } },                              \
    {                                                                                                                                                \
        &value_fields[product][line],                                                                                                                \
        {                                                                                                                                            \
            value_name, filter value_filter, value_type, value_base, NULL, 0, NULL, HFILL                                                            \
        }                                                                                                                                            \
    }
#define SEPM_PAIR_OF(line, ...)         SEPM_PAIR_WITH(SEPM_PRODUCT_SEPM, SEPM_LINE_##line, __VA_ARGS__)
#define ESP_PAIR_OF(line, ...)          SEPM_PAIR_WITH(SEPM_PRODUCT_ESP, SEPM_LINE_##line, __VA_ARGS__)
#define SEPM_PAIR_WITH(...)             SEPM_PAIR(__VA_ARGS__)
#define NAME_AND_VALUE                  "Name", ".name", "Value", ".value", FT_STRING, BASE_NONE
#define SEPM(line, name, filter, blurb) SEPM_STRING(SEPM_PRODUCT_SEPM, SEPM_LINE_##line, name, "sepm." filter, blurb)
#define ESP(line, name, filter, blurb)  SEPM_STRING(SEPM_PRODUCT_ESP, SEPM_LINE_##line, name, "esps." filter, blurb)
#define SENT_IN(product, filter)                                                                                                                     \
    {                                                                                                                                                \
        &fields[product][SEPM_LINE_SENT_IN],                                                                                                         \
        {                                                                                                                                            \
            "Credentials sent in", filter, FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_REQUEST), 0,                                            \
                "The request with the credentials below, whose server was not known yet", HFILL                                                      \
        }                                                                                                                                            \
    }

static void register_fields(void)
{
    static hf_register_info hf_sepm[] = {
        SEPM(MESSAGE, "Kind", "kind", "heartbeat, registration, content, console, reporting, api or gup"),
        SEPM(ENDPOINT, "Endpoint", "endpoint", "Path of the request"),
        SEPM(MEANING, "Meaning", "meaning", "With confidence and source"),
        SEPM(QUERY, "Obfuscated query", "query", "Hidden by the KCS key, which the manager and all clients share"),
        SEPM_PAIR_OF(PARAMETER, "Parameter", "sepm.parameter", "Of the console's servlet", NAME_AND_VALUE),
        SEPM(USERNAME, "User name", "username", NULL),
        SEPM(PASSWORD, "Password", "password", NULL),
        SEPM(DOMAIN, "Domain", "domain", NULL),
        SEPM_PAIR_OF(COOKIE, "Cookie", "sepm.cookie", "Of a session", NAME_AND_VALUE),
        SEPM(TOKEN, "Token", "token", "Who has it has the session"),
        SEPM(REALM, "Realm", "realm", "Of Basic authentication"),
        SEPM(BANNER, "Server", "banner", "What the server says of itself"),
        SEPM(KEY, "KCS key", "kcs", "What clients ask for is hidden by it"),
        SEPM_PAIR_OF(MANAGER, "Manager", "sepm.manager", "Of SyLink.xml", "Address", ".address", "Port", ".port", FT_UINT16, BASE_DEC),
        SEPM(ID, "Identifier of the domain", "domain_id", "Of SyLink.xml"),
        SEPM(EXPLOIT, "Request form of", "exploit", "A known vulnerability; whether it succeeded is not told"),
        SEPM(PROOF, "Evidence", "evidence", "That it is the product"),
        SEPM(UNREAD, "Not read", "unread", "Of a body that may hold credentials"),
        SENT_IN(SEPM_PRODUCT_SEPM, "sepm.credentials.in"),
    };
    static hf_register_info hf_esps[] = {
        ESP(MESSAGE, "Kind", "kind", "login, session, files, service or query"),
        ESP(ENDPOINT, "Endpoint", "endpoint", "Path of the request"),
        ESP(MEANING, "Meaning", "meaning", "With confidence and source"),
        ESP(USERNAME, "User name", "username", NULL),
        ESP(PASSWORD, "Password", "password", NULL),
        ESP_PAIR_OF(COOKIE, "Cookie", "esps.cookie", "Of ESP's", NAME_AND_VALUE),
        ESP(TOKEN, "Token", "token", "Who has it has the session"),
        ESP(REALM, "Realm", "realm", "Of Basic authentication"),
        ESP(PROOF, "Evidence", "evidence", "That it is the product"),
        ESP(UNREAD, "Not read", "unread", "Of a body that may hold credentials"),
        SENT_IN(SEPM_PRODUCT_ESP, "esps.credentials.in"),
    };
    memset(fields, -1, sizeof fields);
    memset(name_fields, -1, sizeof name_fields);
    memset(value_fields, -1, sizeof value_fields);
    proto_register_field_array(protocols[SEPM_PRODUCT_SEPM], hf_sepm, array_length(hf_sepm));
    proto_register_field_array(protocols[SEPM_PRODUCT_ESP], hf_esps, array_length(hf_esps));
}

#define LOGIN_TEXT   "Login in clear text: anyone on the path can read the password (use HTTPS)"
#define UNREAD_TEXT  "A body that may hold credentials is longer than what is read of it, or not all there: they may be missed"
#define SESSION_TEXT "Session cookie or token in clear text: anyone on the path can take the session over (RFC 6265, section 8.3)"

static void register_experts(void)
{
    static ei_register_info ei_sepm[] = {
        { &ei_cleartext_login[SEPM_PRODUCT_SEPM], { "sepm.cleartext_login", PI_SECURITY, PI_WARN, LOGIN_TEXT, EXPFILL } },
        { &ei_cleartext_session[SEPM_PRODUCT_SEPM], { "sepm.cleartext_session", PI_SECURITY, PI_WARN, SESSION_TEXT, EXPFILL } },
        { &ei_not_read[SEPM_PRODUCT_SEPM], { "sepm.body_not_read", PI_UNDECODED, PI_NOTE, UNREAD_TEXT, EXPFILL } },
        { &ei_sepm_cleartext_parameters,
          { "sepm.cleartext_parameters", PI_SECURITY, PI_WARN, "Parameters of the console in clear text: anyone on the path can read them",
            EXPFILL } },
        { &ei_sepm_cleartext_key,
          { "sepm.cleartext_key", PI_SECURITY, PI_WARN,
            "Key that the manager and all clients share, in clear text: anyone on the path can read what clients ask for", EXPFILL } },
        { &ei_sepm_no_strict_transport_security,
          { "sepm.no_strict_transport_security", PI_SECURITY, PI_NOTE,
            "Answer of the reports without HTTP Strict Transport Security (RFC 6797): CVE-2016-5306, fixed in 12.1 RU6 MP5", EXPFILL } },
    };
    static ei_register_info ei_esps[] = {
        { &ei_cleartext_login[SEPM_PRODUCT_ESP], { "esps.cleartext_login", PI_SECURITY, PI_WARN, LOGIN_TEXT, EXPFILL } },
        { &ei_cleartext_session[SEPM_PRODUCT_ESP], { "esps.cleartext_session", PI_SECURITY, PI_WARN, SESSION_TEXT, EXPFILL } },
        { &ei_not_read[SEPM_PRODUCT_ESP], { "esps.body_not_read", PI_UNDECODED, PI_NOTE, UNREAD_TEXT, EXPFILL } },
    };
    for (size_t i = 0; i < SEPM_PRODUCTS; i++) {
        ei_cleartext_login[i] = ei_cleartext_session[i] = ei_not_read[i] = (expert_field)EI_INIT;
    }
    findings_register_kinds(expert_register_protocol(protocols[SEPM_PRODUCT_ESP]), ei_esps, array_length(ei_esps));
    expert_module_t *experts = expert_register_protocol(protocols[SEPM_PRODUCT_SEPM]);
    findings_register_kinds(experts, ei_sepm, array_length(ei_sepm));

    static ei_register_info ei[EXPLOITS_MAX];
    static char names[EXPLOITS_MAX][32];
    const char *cve;
    const char *summary;
    int count = 0;
    for (; count < EXPLOITS_MAX && (cve = sepm_exploit_cve((size_t)count, &summary)) != NULL; count++) {
        char *name = g_ascii_strdown(cve, -1);
        snprintf(names[count], sizeof names[count], "sepm.%s", g_strdelimit(name, "-", '_'));
        g_free(name);
        ei_register_info one = { &ei_exploits[count], { names[count], PI_SECURITY, PI_NOTE, summary, EXPFILL } };
        ei_exploits[count] = (expert_field)EI_INIT;
        ei[count] = one;
    }
    findings_register_kinds(experts, ei, (unsigned)count);
}

int sepm_tree_register(void)
{
    static int *ett[] = { &ett_sepm, &ett_sepm_pair };
    protocols[SEPM_PRODUCT_SEPM] = proto_register_protocol("Symantec Endpoint Protection Manager", "SEPM", "sepm");
    protocols[SEPM_PRODUCT_ESP] = proto_register_protocol("ESP of HPCC Systems", "ESP (HPCC)", "esps");
    register_fields();
    register_experts();
    proto_register_subtree_array(ett, array_length(ett));
    return protocols[SEPM_PRODUCT_SEPM];
}
