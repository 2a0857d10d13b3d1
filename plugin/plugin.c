/* plugin.c
 * The door: registers Portlore's rooms with Wireshark, and nothing else.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dissect/wireshark_compat.h"

#include "analyse/analyse.h"
#include "dissect/packet-dtpdia.h"
#include "dissect/packet-portlore.h"
#include "dissect/packet-sepm.h"
#include "dissect/packet-xnm.h"

/* Wireshark looks these up by name (doc/README.plugins). */
WS_DLL_PUBLIC_DEF const char plugin_version[] = PORTLORE_VERSION;
WS_DLL_PUBLIC_DEF const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
WS_DLL_PUBLIC_DEF const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

WS_DLL_PUBLIC void plugin_register(void);
WS_DLL_PUBLIC uint32_t plugin_describe(void);

void plugin_register(void)
{
    static proto_plugin portlore;
    portlore.register_protoinfo = proto_register_portlore;
    portlore.register_handoff = proto_reg_handoff_portlore;
    proto_register_plugin(&portlore);

    static proto_plugin xnm;
    xnm.register_protoinfo = proto_register_xnm;
    xnm.register_handoff = proto_reg_handoff_xnm;
    proto_register_plugin(&xnm);

    static proto_plugin dtpdia;
    dtpdia.register_protoinfo = proto_register_dtpdia;
    dtpdia.register_handoff = proto_reg_handoff_dtpdia;
    proto_register_plugin(&dtpdia);

    static proto_plugin sepm;
    sepm.register_protoinfo = proto_register_sepm;
    sepm.register_handoff = proto_reg_handoff_sepm;
    proto_register_plugin(&sepm);

    static proto_plugin tables;
    tables.register_protoinfo = proto_register_portlore_tables;
    tables.register_handoff = proto_reg_handoff_portlore_tables;
    proto_register_plugin(&tables);
}

uint32_t plugin_describe(void)
{
    return WS_PLUGIN_DESC_DISSECTOR;
}
