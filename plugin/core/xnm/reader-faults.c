/* reader-faults.c
 * What libxml2's error codes mean for a message, in words of ours: its own texts quote names from the message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "reader-private.h"

typedef struct {
    int code;
    bool in_markup;
    const char *reason;
} fault;

static const fault faults[] = {
    { XML_ERR_DOCUMENT_EMPTY, false, "no element" },
    { XML_ERR_DOCUMENT_END, false, "the message ends before its element does" },
    { XML_ERR_INVALID_HEX_CHARREF, false, "a broken numeric reference" },
    { XML_ERR_INVALID_DEC_CHARREF, false, "a broken numeric reference" },
    { XML_ERR_INVALID_CHARREF, false, "a broken numeric reference" },
    { XML_ERR_INVALID_CHAR, false, "a broken numeric reference" }, /* forbidden characters themselves do not come as far as libxml2 */
    { XML_ERR_ENTITYREF_SEMICOL_MISSING, false, "'&' that begins no reference" },
    { XML_ERR_ENTITYREF_NO_NAME, false, "'&' that begins no reference" },
    { XML_ERR_UNDECLARED_ENTITY, false, "a reference to an entity that is none of XML's own five" },
    { XML_ERR_LT_IN_ATTRIBUTE, true, "'<' in an attribute's value" },
    { XML_ERR_ATTRIBUTE_NOT_STARTED, true, "an attribute's value without quotes" },
    { XML_ERR_ATTRIBUTE_NOT_FINISHED, true, "an attribute's value that does not end, or is longer than libxml2 takes" },
    { XML_ERR_ATTRIBUTE_WITHOUT_VALUE, true, "an attribute without value" },
    { XML_ERR_ATTRIBUTE_REDEFINED, true, "an attribute that the tag has already" },
    { XML_ERR_COMMENT_NOT_FINISHED, true, "a comment that does not end, or is longer than libxml2 takes" },
    { XML_ERR_HYPHEN_IN_COMMENT, true, "'--' inside a comment" },
    { XML_ERR_PI_NOT_STARTED, true, "a processing instruction without target" },
    { XML_ERR_PI_NOT_FINISHED, true, "a processing instruction that does not end, or is longer than libxml2 takes" },
    { XML_ERR_RESERVED_XML_NAME, true, "a processing instruction with the reserved target 'xml'" },
    { XML_ERR_MISPLACED_CDATA_END, false, "']]>' in text" },
    { XML_ERR_CDATA_NOT_FINISHED, false, "a CDATA section that does not end" },
    { XML_ERR_SPACE_REQUIRED, true, "no white space where XML demands it" },
    { XML_ERR_NAME_REQUIRED, false, "a name is missing, as behind '&' alone" },
    { XML_ERR_GT_REQUIRED, true, "a tag without '>'" },
    { XML_ERR_LTSLASH_REQUIRED, true, "a broken end tag" },
    { XML_ERR_EQUAL_REQUIRED, true, "an attribute without '='" },
    { XML_ERR_TAG_NAME_MISMATCH, true, "an end tag that does not match its start tag" },
    { XML_ERR_TAG_NOT_FINISHED, false, "the message ends before its element does" },
    { XML_ERR_NAME_TOO_LONG, false, "a name longer than libxml2 takes" },
};

const char *xnm_reader_fault(int code, bool *in_markup)
{
    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
        if (faults[i].code == code) {
            *in_markup = faults[i].in_markup;
            return faults[i].reason;
        }
    }
    *in_markup = false;
    return NULL;
}
