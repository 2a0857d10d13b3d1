/* port-session.h
 * A conversation on a known port as the tables tell of it: one row of facts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_PORT_SESSION_H
#define PORTLORE_PORT_SESSION_H

#include "wireshark_compat.h"

#include "findings.h"
#include "port-conversation.h"
#include "portlore/tls_names.h"

/* The tap that each packet of a conversation with a record goes to; its data is a const port_conversation. */
#define PORT_SESSION_TAP "portlore"

void port_session_register(void);

/* Once for each packet of the conversation, behind all other dissectors and the note: on the first pass, takes it into account; on every pass, hands
 * the conversation to the tables. Costs next to nothing while nobody listens. */
void port_session_see(port_conversation *conversation, packet_info *pinfo);

typedef enum { PORT_SESSION_ERROR, PORT_SESSION_WARNING, PORT_SESSION_NOTE, PORT_SESSION_CHAT, PORT_SESSION_SEVERITIES } port_session_severity;

/* Texts are on one line of printable UTF-8, without what the user wants masked; NULL and false: not known, or not of this conversation. */
typedef struct {
    bool has_stream;
    uint32_t stream; /* tcp.stream or udp.stream */
    uint32_t frame;  /* the first */
    bool timed;      /* its packets have times; else the next two are 0 */
    nstime_t start;
    nstime_t duration; /* to the latest packet */
    const address *client;
    const address *server;
    uint16_t client_port;
    uint16_t server_port;
    bool udp;
    bool public_client;
    const char *registered; /* IANA's service name */
    const char *content;
    const char *verdict;
    char *evidence;
    const char *tls_version; /* negotiated; may point into this struct */
    const char *tls_suite;   /* likewise */
    bool certificate_end_known;
    int64_t certificate_end; /* of the server's own certificate; seconds since the epoch */
    char *user;              /* who was logged in last, else whom the last login named */
    const char *login;       /* "success" if any was, else "fail" if any was refused, else "unanswered" if any was, else "unknown": no answer tells */
    bool counted;            /* Junos XML, NETCONF, or HTTP of SEPM or HPCC ESP; of others the four numbers are 0 */
    uint64_t requests;
    uint64_t unanswered;
    uint64_t errors; /* that the server reported */
    uint64_t secrets;
    uint64_t bytes[2];                            /* of the frames, to the server and to the client, as Wireshark's table of conversations counts */
    uint64_t severities[PORT_SESSION_SEVERITIES]; /* findings, */
    wmem_array_t *findings;                       /* of finding_total: what they are */
    char version_buffer[TLS_NAME_SIZE];
    char suite_buffer[TLS_NAME_SIZE];
} port_session_facts;

/* Sets *facts. over: the capture was read to its end; else what is known so far. Returns false, with nothing set, for a conversation whose port is
 * not known after all, such as a client's port by chance, or is known only with a content that it does not have and nobody logged in there. Clear the
 * facts with port_session_clear(); the struct is not to be copied. */
bool port_session_read(const port_conversation *conversation, bool over, port_session_facts *facts);
void port_session_clear(port_session_facts *facts);

#endif
