/* xnm-summary.c
 * What a connection with Junos XML amounts to: who logged in, how much was asked, what went wrong.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "xnm-summary.h"

#include <string.h>

void xnm_summary_secrets(xnm_summary *summary, const xnm_secret_list *list)
{
    summary->secrets += list->count + list->not_listed;
}

void xnm_summary_message(xnm_summary *summary, const xnm_message *message)
{
    summary->errors += message->errors->len;
    if (message->secrets) {
        xnm_summary_secrets(summary, message->secrets);
    }
}

void xnm_summary_request(xnm_summary *summary, const xnm_exchange *exchange, const xnm_message *message)
{
    if (message->username.text || message->password.text) {
        summary->logins++;
        summary->asked = exchange->username;
    }
}

void xnm_summary_reply(xnm_summary *summary, const xnm_exchange *exchange, const xnm_message *message)
{
    if (xnm_session_login_answer(exchange, message).answers) {
        bool success = strcmp(message->login_status.text, "success") == 0;
        summary->accepted += success;
        summary->refused += !success;
    }
}

void xnm_summary_identity(xnm_summary *summary, const xnm_identity *identity)
{
    if (identity && identity->user) {
        summary->user = identity->user;
    }
}

xnm_session_counts xnm_summary_counts(const xnm_summary *summary)
{
    xnm_session_counts total = { 0 };
    for (unsigned i = 0; i < array_length(summary->sessions); i++) {
        if (summary->sessions[i]) {
            xnm_session_counts counts = xnm_session_count(summary->sessions[i]);
            total.requests += counts.requests;
            total.unanswered += counts.unanswered;
        }
    }
    return total;
}
