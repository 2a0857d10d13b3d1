/* xnm_object.h
 * What of a message is worth a file of its own: a reply's payload, a configuration that is loaded.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_OBJECT_H
#define PORTLORE_XNM_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "portlore/xnm_message.h"
#include "portlore/xnm_session.h"

typedef enum {
    XNM_OBJECT_XML,  /* an element, with the namespace declarations of those around it that it lacks, so that it can be read by itself */
    XNM_OBJECT_CONF, /* configuration as text with braces, */
    XNM_OBJECT_SET,  /* as set commands, */
    XNM_OBJECT_JSON, /* as JSON; also what else looks like it */
    XNM_OBJECT_TEXT  /* output of a command */
} xnm_object_format;

typedef struct {
    xnm_object_format format;
    uint8_t *bytes; /* never NULL */
    size_t length;  /* at least 1 */
    char *name;     /* what it is, in UTF-8: the command or operation that was asked for, the element, what is loaded and how */
} xnm_object;

/* Make the object of a message: of a reply all that is in it, unless that is empty, <ok/>, <abort-acknowledgement/>, or the answer to a login; of a
 * request the configuration that it loads (load-configuration, edit-config), unless it stands elsewhere. Text is as it was meant, UTF-8, without the
 * line end that it begins with; where not all of it was kept by the reader, the element's bytes are the object.
 * bytes, length: of the message, as xnm_message_new() got them. exchange: that a reply belongs to; NULL: not known.
 * Returns false, with nothing set, when there is none. Clear it with xnm_object_clear(). */
bool xnm_object_make(xnm_object *object, const xnm_message *message, const uint8_t *bytes, size_t length, const xnm_exchange *exchange);
void xnm_object_clear(xnm_object *object);

/* Longest name of a file, in bytes. */
#define XNM_OBJECT_FILE_NAME_MAX 120

/* "HOST-000027-NAME.EXTENSION", or "HOST-000027-2-NAME.EXTENSION" for the second of a frame: letters and digits of ASCII, '.', '_' and '-', none of the
 * last three at its beginning. host: any text; NULL: not known. ordinal: of those of one frame, from 1. Freed with g_free(). */
char *xnm_object_file_name(const xnm_object *object, const char *host, uint32_t frame, unsigned ordinal);

/* "application/xml", "application/json", "text/plain". Static. */
const char *xnm_object_media_type(xnm_object_format format);

#endif
