/* xnm-elements.c
 * The element tree of a Junos XML message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "xnm-elements.h"

#include <string.h>

#include "portlore/text.h"
#include "xnm-secrets.h"

/* Bytes of a leaf's text that stand beside its name. */
#define LABEL_TEXT_MAX 120

static int hf_xnm_element = -1;
static int hf_xnm_attribute = -1;
static int hf_xnm_text = -1;
static int hf_xnm_comment = -1;
static int hf_xnm_processing_instruction = -1;

static int ett_xnm_element = -1;

ws_bool xnm_elements_wanted(proto_tree *tree)
{
    return proto_field_is_referenced(tree, hf_xnm_element) || proto_field_is_referenced(tree, hf_xnm_attribute) ||
           proto_field_is_referenced(tree, hf_xnm_text) || proto_field_is_referenced(tree, hf_xnm_comment) ||
           proto_field_is_referenced(tree, hf_xnm_processing_instruction);
}

/* The text of an element that has nothing else but attributes; NULL for any other. */
static const xnm_node *leaf_text(const xnm_node *nodes, unsigned count, unsigned index)
{
    uint32_t depth = nodes[index].depth + 1;
    for (index++; index < count && nodes[index].depth == depth && nodes[index].kind == XNM_NODE_ATTRIBUTE; index++) {
    }
    if (index >= count || nodes[index].depth != depth || nodes[index].kind != XNM_NODE_TEXT) {
        return NULL;
    }
    return index + 1 < count && nodes[index + 1].depth >= depth ? NULL : &nodes[index];
}

static proto_item *add_element(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, int start, int length, const xnm_message *message, unsigned index)
{
    const xnm_node *nodes = (const xnm_node *)(const void *)message->nodes->data;
    const char *name = xnm_secrets_text(pinfo, nodes[index].name);
    const xnm_node *leaf = leaf_text(nodes, message->nodes->len, index);
    if (!leaf) {
        return proto_tree_add_string_format(tree, hf_xnm_element, tvb, start, length, name, "%s", name);
    }
    const char *text = xnm_secrets_node_text(pinfo, message, leaf);
    char *line = text_one_line(text, strlen(text), LABEL_TEXT_MAX);
    const char *shown = wmem_strdup(pinfo->pool, line);
    g_free(line);
    return proto_tree_add_string_format(tree, hf_xnm_element, tvb, start, length, name, "%s: %s", name, shown);
}

static proto_item *add_node(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message, unsigned index)
{
    const xnm_node *node = &g_array_index(message->nodes, xnm_node, index);
    size_t available = tvb_captured_length(tvb);
    int start = (int)MIN(node->range.start, available);
    int length = (int)MIN(node->range.length, available - (size_t)start);
    if (node->kind == XNM_NODE_ELEMENT) {
        return add_element(tree, tvb, pinfo, start, length, message, index);
    }
    const char *text = xnm_secrets_node_text(pinfo, message, node);
    switch (node->kind) {
    case XNM_NODE_ATTRIBUTE:
        return proto_tree_add_string(tree, hf_xnm_attribute, tvb, start, length,
                                     wmem_strdup_printf(pinfo->pool, "%s=\"%s\"", xnm_secrets_text(pinfo, node->name), text));
    case XNM_NODE_TEXT:
        return proto_tree_add_string(tree, hf_xnm_text, tvb, start, length, text);
    case XNM_NODE_COMMENT:
        return proto_tree_add_string(tree, hf_xnm_comment, tvb, start, length, text);
    default:
        return proto_tree_add_string(tree, hf_xnm_processing_instruction, tvb, start, length,
                                     wmem_strdup_printf(pinfo->pool, "%s %s", xnm_secrets_text(pinfo, node->name), text));
    }
}

void xnm_elements_add(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message)
{
    GArray *nodes = message->nodes;
    uint32_t deepest = 0;
    for (unsigned i = 0; i < nodes->len; i++) {
        deepest = MAX(deepest, g_array_index(nodes, xnm_node, i).depth);
    }
    /* trees[depth]: where the nodes of that depth belong. A node's parent is the last element of a smaller depth, and depths grow by one. */
    proto_tree **trees = wmem_alloc0_array(pinfo->pool, proto_tree *, (size_t)deepest + 2);
    trees[0] = tree;
    trees[1] = tree;
    for (unsigned i = 0; i < nodes->len; i++) {
        const xnm_node *node = &g_array_index(nodes, xnm_node, i);
        proto_item *item = add_node(trees[node->depth], tvb, pinfo, message, i);
        if (node->kind == XNM_NODE_ELEMENT) {
            trees[node->depth + 1] = proto_item_add_subtree(item, ett_xnm_element);
        }
    }
}

static const char *valid_text(tvbuff_t *tvb, packet_info *pinfo, uint32_t start, uint32_t length)
{
    if (length == 0) {
        return "";
    }
    char *valid = g_utf8_make_valid((const char *)tvb_get_ptr(tvb, (int)start, (int)length), length);
    const char *text = wmem_strdup(pinfo->pool, valid);
    g_free(valid);
    return text;
}

proto_item *xnm_add_text(proto_tree *tree, int hf, tvbuff_t *tvb, packet_info *pinfo, uint32_t start, uint32_t length)
{
    return proto_tree_add_string(tree, hf, tvb, (int)start, (int)length, tree ? valid_text(tvb, pinfo, start, length) : "");
}

/* What stands between messages and is no part of one. before, after: bytes of the delimiters, which are no part of the value. */
static void add_markup(proto_tree *tree, int hf, tvbuff_t *tvb, packet_info *pinfo, size_t before, size_t after, bool clear_text)
{
    size_t length = tvb_captured_length(tvb);
    xnm_range range = { MIN(before, length), length > before + after ? length - before - after : 0 };
    const char *text = valid_text(tvb, pinfo, (uint32_t)range.start, (uint32_t)range.length);
    const char *shown = xnm_secrets_add_markup(tree, tvb, pinfo, text, range, hf == hf_xnm_comment, clear_text);
    proto_tree_add_string(tree, hf, tvb, 0, (int)length, shown);
}

void xnm_elements_add_comment(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, bool clear_text)
{
    add_markup(tree, hf_xnm_comment, tvb, pinfo, strlen("<!--"), strlen("-->"), clear_text);
}

void xnm_elements_add_processing_instruction(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, bool clear_text)
{
    add_markup(tree, hf_xnm_processing_instruction, tvb, pinfo, strlen("<?"), strlen("?>"), clear_text);
}

void xnm_elements_register(int proto)
{
    static hf_register_info hf[] = {
        { &hf_xnm_element, { "Element", "xnm.element", FT_STRING, BASE_NONE, NULL, 0, "Name of an XML element, with its prefix", HFILL } },
        { &hf_xnm_attribute, { "Attribute", "xnm.attribute", FT_STRING, BASE_NONE, NULL, 0, "name=\"value\", the value decoded", HFILL } },
        { &hf_xnm_text, { "Text", "xnm.text", FT_STRING, BASE_NONE, NULL, 0, "Character data of an XML element, decoded", HFILL } },
        { &hf_xnm_comment, { "Comment", "xnm.comment", FT_STRING, BASE_NONE, NULL, 0, "Text of an XML comment", HFILL } },
        { &hf_xnm_processing_instruction,
          { "Processing instruction", "xnm.processing_instruction", FT_STRING, BASE_NONE, NULL, 0, "Target and content", HFILL } },
    };
    static int *ett[] = { &ett_xnm_element };
    proto_register_field_array(proto, hf, array_length(hf));
    proto_register_subtree_array(ett, array_length(ett));
}
