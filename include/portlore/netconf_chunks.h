/* netconf_chunks.h
 * Chunked framing of a NETCONF byte stream, taken apart without looking back.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_NETCONF_CHUNKS_H
#define PORTLORE_NETCONF_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * RFC 6242 section 4.2. Once both hellos announced base:1.1, each message is one chunk or more, and the end of chunks:
 *
 *     LF "#" chunk-size LF chunk-data ... LF "##" LF
 *
 * chunk-size counts the bytes of chunk-data: 1 to 4294967295, decimal, without leading zeros. Chunks are cut without regard to XML
 * and to characters. Data of a chunk may hold anything, also what looks like a header; it is a header only where no chunk is in progress.
 *
 * The scanner keeps its state between calls, so that headers and data may be cut anywhere, as TCP segments cut them. Bytes that stand where
 * a header or an end should, and are neither, are broken; the next header or end in them, whatever it was meant to be, is
 * believed. The framing has no other mark to find it again by. That is also how a capture that starts late is read.
 *
 * An end without a chunk before it, which the grammar does not allow, is reported as any other.
 */

/* Longest header, "\n#4294967295\n", in bytes. */
#define NETCONF_CHUNKS_HEADER_MAX 13

/* Bytes after which netconf_chunks_begin() never asks for more. */
#define NETCONF_CHUNKS_BEGIN_MAX 17

typedef enum {
    NETCONF_CHUNK_DATA,   /* content of a chunk; never longer than the bytes of one call */
    NETCONF_CHUNK_HEADER, /* "\n#size\n" */
    NETCONF_CHUNK_END,    /* "\n##\n": the message ends */
    NETCONF_CHUNK_BROKEN  /* neither header nor end, where one of them should be */
} netconf_chunk_kind;

/* A part of the bytes of one call. A header and an end that are cut have a part in each call; the last one tells what they are. */
typedef struct {
    netconf_chunk_kind kind; /* of an incomplete part: as far as its bytes tell ("\n" and "\n#" count as a header) */
    size_t length;           /* bytes of this call that belong to the part; at least 1 */
    bool begins;             /* its first byte is in this call. Not set for broken bytes right behind broken bytes */
    bool complete;           /* the last byte of the header, the end or the chunk is in this call; always set for broken bytes */
    uint8_t broken_before;   /* that many bytes right before this part, given out as an incomplete header or end, are broken after all; else 0.
                                Always the whole of that header or end, so less than NETCONF_CHUNKS_HEADER_MAX */
} netconf_chunk_part;

/* Treat the fields as private, but for remaining. Zero-initialise before first use. */
typedef struct {
    uint32_t remaining; /* bytes of the chunk in progress that have not come; right behind a header: the size of its chunk */
    uint32_t size;      /* of the header in progress, as far as its digits came; of an end 0 */
    uint8_t matched;    /* bytes of the header or end in progress */
    bool end;           /* it is an end */
    bool broken;        /* the byte before it is broken */
} netconf_chunks;

typedef enum {
    NETCONF_CHUNKS_NEED_MORE, /* these bytes are the beginning of what would be one */
    NETCONF_CHUNKS_YES,
    NETCONF_CHUNKS_NO
} netconf_chunks_answer;

/* Read one part.
 * length: in bytes, at least 1 (with 0 nothing is read, and part->length is 0).
 * An incomplete part takes all of the bytes; the next call goes on with it. Never fails: every byte belongs to some part, and but for
 * incomplete headers and ends, put right by the part that follows, the parts do not depend on how the bytes are cut into calls.
 * Linear in the part's length, in constant memory. No pointer is kept. */
void netconf_chunks_next(netconf_chunks *chunks, const uint8_t *bytes, size_t length, netconf_chunk_part *part);

/* Bytes are missing before the next call: the header or chunk in progress is forgotten, and the next header or end is looked for. The broken bytes
 * up to there are the missing ones' doing, not the sender's. What was given out of a header or end in progress stays an incomplete one. */
void netconf_chunks_gap(netconf_chunks *chunks);

/* Whether chunked framing begins with the first of these bytes: a whole header, or the end of a message and then a whole header. An end alone does
 * not tell, nor does the beginning of a header: configuration text has lines of "##" and comments of "#" and a number.
 * length: in bytes; 0 gives NETCONF_CHUNKS_NEED_MORE. Bytes beyond NETCONF_CHUNKS_BEGIN_MAX are not looked at. */
netconf_chunks_answer netconf_chunks_begin(const uint8_t *bytes, size_t length);

#endif
