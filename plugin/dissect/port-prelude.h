/* port-prelude.h
 * What the tables tell of a conversation before it is worth a record of its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_PORT_PRELUDE_H
#define PORTLORE_PORT_PRELUDE_H

#include "wireshark_compat.h"

#include "portlore/sepm_session.h"

/* The packets of two endpoints so far. */
typedef struct {
    uint32_t first_frame;
    bool timed; /* whether any of them has a time; else the next two mean nothing */
    nstime_t first;
    nstime_t last;
    sepm_screened http;
    uint64_t bytes[2]; /* of the frames: those of the sender of the packet that is asked for, and those to it */
} port_prelude;

/* A request that was only looked at, for whoever judges the answer to it. */
typedef struct {
    uint8_t *bytes;  /* in file memory */
    unsigned length; /* 0: none */
    unsigned size;   /* of the memory */
    uint32_t end;    /* behind it, as struct tcpinfo counts */
    uint32_t frame;
} port_prelude_request;

void port_prelude_register(void);

/* On the first pass, for each packet of a conversation that has no record. Costs one look-up. */
void port_prelude_see(packet_info *pinfo);

/* On the first pass: messages of HTTP in the packet that were only looked at; taken_back: counted before, they are read after all. */
void port_prelude_count(packet_info *pinfo, const sepm_screened *screened, bool taken_back);

/* On the first pass: the last request between the endpoints of the packet, kept by the caller; NULL when they have no place here. */
port_prelude_request *port_prelude_asked(packet_info *pinfo);

/* What was seen between the endpoints of the packet, before it. Returns false when that is nothing. */
bool port_prelude_of(packet_info *pinfo, port_prelude *found);

#endif
