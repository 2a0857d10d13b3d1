/* xnm-summary.h
 * What a connection with Junos XML amounts to: who logged in, how much was asked, what went wrong.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_SUMMARY_H
#define PORTLORE_XNM_SUMMARY_H

#include "wireshark_compat.h"

#include "portlore/known_secrets.h"
#include "portlore/xnm_message.h"
#include "portlore/xnm_session.h"

/* What a connection's conversations, in clear and decrypted, amount to so far. Strings live as long as the capture. */
typedef struct {
    const xnm_session *sessions[2]; /* in clear, and inside TLS; NULL while there is none */
    known_secrets *known[2];        /* likewise */
    const char *user;               /* who was logged in last; NULL: nobody */
    const char *asked;              /* the user name that was last sent, which may have been refused; NULL: none */
    uint32_t logins;                /* asked for, */
    uint32_t accepted;
    uint32_t refused;
    uint64_t errors;  /* that the server reported */
    uint64_t secrets; /* in messages and between them; passwords of logins are none */
} xnm_summary;

/* For the first pass, once for each message, request and reply. exchange: that the request or reply belongs to; of a reply NULL where it is not
 * known. */
void xnm_summary_message(xnm_summary *summary, const xnm_message *message);
void xnm_summary_request(xnm_summary *summary, const xnm_exchange *exchange, const xnm_message *message);
void xnm_summary_reply(xnm_summary *summary, const xnm_exchange *exchange, const xnm_message *message);

/* The same for what stands between messages. list: not NULL. */
void xnm_summary_secrets(xnm_summary *summary, const xnm_secret_list *list);

/* identity: as known now; NULL: nothing is. */
void xnm_summary_identity(xnm_summary *summary, const xnm_identity *identity);

/* Requests, and those without a reply, in clear and inside TLS. */
xnm_session_counts xnm_summary_counts(const xnm_summary *summary);

#endif
