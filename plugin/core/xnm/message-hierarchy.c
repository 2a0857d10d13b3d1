/* message-hierarchy.c
 * Which part of the configuration a request asks for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/xnm_message.h"

#include <string.h>

/* The only element directly below the first <configuration>; NULL when there is none, or there are several. */
static const xnm_node *only_part(const GArray *nodes)
{
    const xnm_node *configuration = NULL;
    const xnm_node *part = NULL;
    for (guint i = 0; i < nodes->len; i++) {
        const xnm_node *node = &g_array_index(nodes, xnm_node, i);
        if (node->kind != XNM_NODE_ELEMENT) {
            continue;
        }
        if (!configuration) {
            configuration = strcmp(node->local, "configuration") == 0 ? node : NULL;
        } else if (node->depth <= configuration->depth) {
            break;
        } else if (node->depth == configuration->depth + 1) {
            if (part) {
                return NULL;
            }
            part = node;
        }
    }
    return part;
}

char *xnm_message_hierarchy(const xnm_message *message)
{
    if (message->command.text) {
        return xnm_secret_hierarchy_of_command(message->command.text, xnm_message_has_secret(message, message->command.range));
    }
    bool gets = g_strcmp0(message->operation.text, "get-configuration") == 0 || g_strcmp0(message->operation.text, "get-config") == 0;
    const xnm_node *part = gets && message->nodes ? only_part(message->nodes) : NULL;
    return part ? g_strdup(part->local) : NULL;
}
