/* xnm_stream.h
 * One direction of a Junos XML session: from TCP segments to messages.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_STREAM_H
#define PORTLORE_XNM_STREAM_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A session is one endless XML document per direction: a <junoscript> element whose children are the messages (Junos XML protocol
 * guide, "Sending requests and parsing responses"). No length and no delimiter separates them, so a message ends where its own
 * element ends: at the end tag that balances its start tag, counting tags of the same local name only. That is the same place as
 * by depth when the message is well-formed, and the next message is found even when it is not.
 *
 * Until a start that proves the protocol is seen (<junoscript>, <rpc>, <rpc-reply>, <hello>, <notification>, <abort/>, or the
 * delimiter), the stream is not synchronised: comments, processing instructions and XML declarations are told apart, other
 * bytes are XNM_UNIT_UNSYNCHRONISED. A message that is open is broken off by <?xml, <junoscript or </junoscript>, an <rpc> by
 * another <rpc>, by markup right behind the delimiter (white space aside), and where the lexer gives up a user name or password that does not end
 * (max_raw_bytes). A comment, a processing instruction or CDATA that is longer than max_unit_bytes ends there, with the message that it stands in: it
 * may have no end. The stream then looks for the next start.
 *
 * The units do not depend on how the bytes are cut into segments, but for their frames and pieces.
 */

typedef enum {
    XNM_UNIT_UNDECIDED, /* markup whose kind its bytes do not tell yet */
    XNM_UNIT_XML_DECLARATION,
    XNM_UNIT_PI,
    XNM_UNIT_COMMENT,
    XNM_UNIT_DOCTYPE,
    XNM_UNIT_ROOT_START,     /* <junoscript ...> */
    XNM_UNIT_ROOT_END,       /* </junoscript> */
    XNM_UNIT_DELIMITER,      /* ]]>]]>, RFC 6242 section 4.3 and Junos' need-trailer mode; with what looked like its beginning right before it */
    XNM_UNIT_MESSAGE,        /* a child of the root, whole */
    XNM_UNIT_TEXT,           /* character data between messages that is not white space */
    XNM_UNIT_WHITESPACE,     /* white space between messages, byte order mark and Ctrl-D included */
    XNM_UNIT_UNSYNCHRONISED, /* bytes of which the beginning was not seen */
    XNM_UNIT_CHUNK_HEADER,   /* \n#size\n, RFC 6242 section 4.2; see xnm_framing.h */
    XNM_UNIT_CHUNK_END       /* \n##\n, likewise */
} xnm_unit_kind;

typedef enum {
    XNM_UNIT_OPEN, /* its last byte has not come */
    XNM_UNIT_COMPLETE,
    XNM_UNIT_TOO_LARGE, /* longer than the limit: bytes were not kept. Complete, or given up */
    XNM_UNIT_CUT        /* broken off: by bytes missing in the stream, by the start of something that cannot stand inside it, or a DOCTYPE
                           that the lexer gave up. Bytes were not kept */
} xnm_unit_status;

/* What the stream knows of one unit. Owned by the stream and valid as long as it. Times and frames are the caller's. */
typedef struct {
    xnm_unit_kind kind;
    xnm_unit_status status;
    bool outgrown;        /* a piece of it has outgrows set */
    bool given_up;        /* it ended in markup that is longer than the limit by itself: where its own end is, is not known */
    uint64_t length;      /* bytes so far; of a unit that ended its whole length */
    uint32_t pieces;      /* segments that hold bytes of it, so far */
    uint32_t first_frame; /* the frame given to the push with its first byte */
    uint32_t last_frame;  /* the frame given to the push that ended it; 0 while open. Of one that a gap cut: to the push before the gap */
    uint8_t *bytes;       /* of a complete unit in more than one piece: its bytes; else NULL (one piece: they lie in the segment) */
    const char *name;     /* local name of a message's element, cut as xnm_lexer.h says, of a root, or target of a processing instruction;
                             NULL for the rest, and until the name is complete. As sent, not necessarily UTF-8; NUL-terminated */
    void *user;           /* for the caller */
} xnm_unit;

/* A run of bytes of one pushed segment that belong together.
 *
 * A unit can end without a piece in the segment that ends it: when the segment's first byte cuts it, or shows that what looked like
 * markup was text. Then no piece of it has last set; its status tells.
 * The token that breaks off a message may have begun in earlier segments, when it was not yet known that it would: the pieces of
 * those segments give its bytes to the message. Its own unit counts them (first_frame, length, bytes, pieces; the message's do not), and
 * its first piece has a unit_offset above 0 and first not set. */
typedef struct {
    xnm_unit *unit;     /* NULL for white space, text and unsynchronised bytes, but for those that first looked like markup */
    xnm_unit_kind kind; /* as known when the segment was pushed, */
    const char *name;   /* and the unit's name, likewise */
    uint32_t offset;    /* in the segment, in bytes */
    uint32_t length;
    uint64_t unit_offset; /* of the piece's first byte in its unit */
    bool first;           /* the unit begins here */
    bool last;            /* the unit ends here (complete, too large, or cut by what follows) */
    bool outgrows;        /* with this piece the unit is longer than the limit, for the first time; it may never be complete */
} xnm_piece;

typedef struct {
    uint64_t max_unit_bytes;    /* longest unit whose bytes are kept; what is longer is skipped without holding more than that many */
    uint32_t max_raw_bytes;     /* raw_max of the lexer (xnm_lexer.h); 0: its own */
    uint32_t max_doctype_bytes; /* doctype_max, likewise, but never above max_unit_bytes */
} xnm_stream_limits;

typedef struct _xnm_stream xnm_stream;

/* Never NULL. Free with xnm_stream_free(). */
xnm_stream *xnm_stream_new(const xnm_stream_limits *limits);

/* Free the stream with all of its units and their bytes. NULL is allowed. */
void xnm_stream_free(xnm_stream *stream);

/* Take the next bytes of the stream.
 * frame: any number above 0, kept in the units that begin and end here.
 * pieces: array of xnm_piece to which the pieces of this segment are appended, in order and without a gap: their lengths add up to length.
 * length: in bytes, at most UINT32_MAX. The bytes are not needed after the call. */
void xnm_stream_push(xnm_stream *stream, uint32_t frame, const uint8_t *bytes, size_t length, GArray *pieces);

/* The same for a part of a segment: bytes[offset..offset + length). It ends behind the first delimiter, if one ends in these bytes.
 * Returns how many bytes were taken: 1 to length. Offsets of pieces count from bytes. */
size_t xnm_stream_push_part(xnm_stream *stream, uint32_t frame, const uint8_t *bytes, size_t offset, size_t length, GArray *pieces);

/* Bytes are missing before the next push: the open unit is cut (and returned; NULL if none), its bytes are let go, and the
 * stream looks for the next start. The unit belongs to the stream. */
xnm_unit *xnm_stream_gap(xnm_stream *stream);

/* The unit whose last byte has not come yet, or NULL. It belongs to the stream. */
xnm_unit *xnm_stream_open_unit(const xnm_stream *stream);

/* Whether the stream is inside a session or message whose start was seen. */
bool xnm_stream_synchronised(const xnm_stream *stream);

/* Bytes held for units, open and complete, now. */
uint64_t xnm_stream_bytes_held(const xnm_stream *stream);

#endif
