/* test_secret_paths.c
 * The table of names and paths: its form, and that it finds what Junos keeps secret.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "../../plugin/core/secrets/secret-paths.h"
#include "secret_case.h"

/* Leaves of secrets below <configuration>, one for each leaf and the element above it. */
static const char *const leaves[] = {
    "access/domain/map/override-chap-password",
    "access/domain/map/override-password",
    "access/domain/map/sub-domain/override-chap-password",
    "access/domain/map/sub-domain/override-password",
    "access/ldap-options/search/admin-search/password",
    "access/ocs/partition/sftp-backup/ssh-passphrase",
    "access/profile/client/chap-secret",
    "access/profile/client/firewall-user/password",
    "access/profile/client/l2tp/shared-secret",
    "access/profile/client/pap-password",
    "access/profile/subscriber/password",
    "access/radius-disconnect/secret",
    "access/radius-server-name/preauthentication-secret",
    "access/radius-server-name/secret",
    "access/radius-server/preauthentication-secret",
    "access/radius-server/secret",
    "access/radius/clients/accounting/secret",
    "access/radius/servers/accounting-secret",
    "access/radius/servers/dynamic-request-secret",
    "access/radius/servers/secret",
    "access/radius/snoop-segments/shared-secret",
    "access/tunnel-profile/tunnel/secret",
    "chassis/fpc/optical-options/amplifier-chain/ila/ila-options/ila-password",
    "chassis/jnu-management/authentication",
    "chassis/satellite-management/redundancy-groups/rg-group/peer-chassis-id/authentication-key",
    "event-options/event-script/file/remote-execution/passphrase",
    "forwarding-options/dhcp-relay/authentication/password",
    "interfaces/interface/cellular-options/sim/encrypted-sim-unlock-code",
    "interfaces/interface/ppp-options/chap/default-chap-secret",
    "interfaces/interface/ppp-options/local-authentication/password",
    "interfaces/interface/ppp-options/pap/default-password",
    "interfaces/interface/ppp-options/pap/local-password",
    "interfaces/interface/sonet-options/aps/authentication-key/auth_key",
    "interfaces/interface/unit/family/inet/address/vrrp-group/authentication-key",
    "interfaces/interface/unit/family/inet6/address/vrrp-inet6-group/authentication-key",
    "protocols/bgp/authentication-key",
    "protocols/bgp/group/authentication-key",
    "protocols/bgp/group/dynamic-neighbor/authentication-key",
    "protocols/bgp/group/neighbor/authentication-key",
    "protocols/dot1x/authenticator/mac-radius/password",
    "protocols/dot1x/supplicant/interface/password",
    "protocols/iccp/authentication-key",
    "protocols/iccp/peer/authentication-key",
    "protocols/isis-instance/authentication-key",
    "protocols/isis/authentication-key",
    "protocols/isis/interface/authentication-key",
    "protocols/isis/interface/hello-authentication-key",
    "protocols/isis/interface/level/hello-authentication-key",
    "protocols/isis/level/authentication-key",
    "protocols/l2circuit/auto-sensing/password",
    "protocols/ldp/session-group/authentication-key",
    "protocols/ldp/session/authentication-key",
    "protocols/ospf/area/interface/authentication-key/keyname",
    "protocols/ospf/area/interface/authentication/md5/key",
    "protocols/ospf/area/interface/authentication/multi-active-md5/key",
    "protocols/ospf/area/interface/authentication/simple-password",
    "protocols/pcep/pce/authentication-key",
    "protocols/rip/authentication-key",
    "protocols/rip/authentication-selective-md5/key",
    "protocols/rsvp/authentication-key",
    "protocols/rsvp/peer-interface/authentication-key",
    "routing-options/bmp/authentication-key",
    "routing-options/bmp/station/authentication-key",
    "security/authentication-key-chains/key-chain/key/secret",
    "security/ike/gateway/aaa/access-profile/config-payload-password",
    "security/ike/gateway/aaa/client/password",
    "security/ike/policy/pre-shared-key/ascii-text",
    "security/ike/policy/pre-shared-key/hexadecimal",
    "security/ike/policy/seeded-pre-shared-key/ascii-text",
    "security/ike/policy/seeded-pre-shared-key/hexadecimal",
    "security/ipsec/vpn/manual/encryption/key/ascii-text",
    "security/ipsec/vpn/manual/encryption/key/hexadecimal",
    "security/log/stream/radius/secret",
    "security/macsec/connectivity-association/fallback-key/cak",
    "security/macsec/connectivity-association/pre-shared-key/cak",
    "security/macsec/connectivity-association/secure-channel/security-association/key",
    "security/pki/auto-re-enrollment/certificate-id/challenge-password",
    "services/dynamic-flow-capture/capture-group/control-source/shared-key",
    "services/flow-collector/destinations/password",
    "services/pcef/profile/definition/aaa-policy-control/user-password",
    "services/rpm/twamp/server/authentication-key-chain/key-id/secret",
    "services/security-intelligence/authentication/auth-token",
    "services/security-intelligence/url-parameter",
    "services/unified-access-control/infranet-controller/password",
    "services/user-identification/authentication-source/user-query/client-secret",
    "services/user-identification/identity-management/connection/primary/client-secret",
    "services/user-identification/identity-management/connection/secondary/client-secret",
    "services/user-identification/identity-management/jims-validator/client-secret",
    "services/vector-routing/cipher-suites/aes-gcm-salt/ascii-text",
    "services/vector-routing/cipher-suites/aes-gcm-salt/hexadecimal",
    "services/vector-routing/cipher-suites/authentication-key/ascii-text",
    "services/vector-routing/cipher-suites/authentication-key/hexadecimal",
    "services/vector-routing/cipher-suites/encryption-key/ascii-text",
    "services/vector-routing/cipher-suites/encryption-key/hexadecimal",
    "services/web-filter/multi-tenant-hash/file-hash-key/ascii-text",
    "services/web-filter/multi-tenant-hash/file-hash-key/hexadecimal",
    "services/web-filter/profile/dns-filter/hash-key/ascii-text",
    "services/web-filter/profile/dns-filter/hash-key/hexadecimal",
    "smtp/primary-server/login/password",
    "snmp/access/user/authentication-password",
    "snmp/access/user/privacy-password",
    "snmp/community/name",
    "snmp/proxy/version-v1/snmp-community",
    "snmp/proxy/version-v2c/snmp-community",
    "snmp/v3/snmp-community/community-name",
    "snmp/v3/usm/local-engine/user/authentication-md5/authentication-key",
    "snmp/v3/usm/local-engine/user/authentication-md5/authentication-password",
    "snmp/v3/usm/local-engine/user/authentication-sha/authentication-key",
    "snmp/v3/usm/local-engine/user/authentication-sha/authentication-password",
    "snmp/v3/usm/local-engine/user/authentication-sha224/authentication-key",
    "snmp/v3/usm/local-engine/user/authentication-sha224/authentication-password",
    "snmp/v3/usm/local-engine/user/authentication-sha256/authentication-key",
    "snmp/v3/usm/local-engine/user/authentication-sha256/authentication-password",
    "snmp/v3/usm/local-engine/user/authentication-sha384/authentication-key",
    "snmp/v3/usm/local-engine/user/authentication-sha384/authentication-password",
    "snmp/v3/usm/local-engine/user/authentication-sha512/authentication-key",
    "snmp/v3/usm/local-engine/user/authentication-sha512/authentication-password",
    "snmp/v3/usm/local-engine/user/privacy-3des/privacy-key",
    "snmp/v3/usm/local-engine/user/privacy-3des/privacy-password",
    "snmp/v3/usm/local-engine/user/privacy-aes128/privacy-key",
    "snmp/v3/usm/local-engine/user/privacy-aes128/privacy-password",
    "snmp/v3/usm/local-engine/user/privacy-aes256/privacy-key",
    "snmp/v3/usm/local-engine/user/privacy-aes256/privacy-password",
    "snmp/v3/usm/local-engine/user/privacy-des/privacy-key",
    "snmp/v3/usm/local-engine/user/privacy-des/privacy-password",
    "system/accounting/destination/radius/server/preauthentication-secret",
    "system/accounting/destination/radius/server/secret",
    "system/autoinstallation/configuration-servers/password",
    "system/commit/peers/authentication",
    "system/diag-port-authentication/encrypted-password",
    "system/diag-port-authentication/plain-text-password-value",
    "system/license/autoupdate/url/password",
    "system/login/user/authentication/encrypted-password",
    "system/login/user/authentication/plain-text-password-value",
    "system/ntp/authentication-key/value",
    "system/pic-console-authentication/encrypted-password",
    "system/pic-console-authentication/plain-text-password-value",
    "system/proxy/password",
    "system/root-authentication/encrypted-password",
    "system/root-authentication/plain-text-password-value",
    "system/services/outbound-ssh/client/proxy-server/static/proxy-authorization/password",
    "system/services/outbound-ssh/client/secret",
    "system/services/remote-device-management/service-device/provisioning-method/netconf/password",
    "system/services/subscriber-management/redundancy/interface/shared-key",
    "system/services/webapi/user/password",
    "system/syslog/archive/archive-sites/password",
    "system/tacplus-server/secret",
    "unified-edge/gateways/ggsn-pgw/apn-services/apns/apn/user-options/password",
    "wlan/access-point/external/dot1x-supplicant/password",
    "wlan/access-point/radio/virtual-access-point/security/static-wep/wep-key-1",
    "wlan/access-point/radio/virtual-access-point/security/static-wep/wep-key-2",
    "wlan/access-point/radio/virtual-access-point/security/static-wep/wep-key-3",
    "wlan/access-point/radio/virtual-access-point/security/static-wep/wep-key-4",
    "wlan/access-point/radio/virtual-access-point/security/wpa-personal/key",
    "wlan/admin-authentication/encrypted-password",
    "snmp/trap-group/name",
    "wlan/access-point/radio/virtual-access-point/security/static-wep/wep-key-4",
};

/* Paths that end alike, and hold none. */
static const char *const others[] = {
    "interfaces/interface/unit/tunnel/key",
    "policy-options/community/name",
    "policy-options/community/members",
    "security/authentication-key-chains/key-chain/name",
    "security/authentication-key-chains/key-chain/key/name",
    "protocols/bgp/group/authentication-key-chain",
    "protocols/bgp/group/authentication-algorithm",
    "protocols/isis/level/authentication-type",
    "protocols/ospf/area/interface/authentication/md5/name",
    "protocols/ospf/area/interface/authentication/md5/start-time",
    "security/ike/policy/name",
    "security/macsec/connectivity-association/pre-shared-key/ckn",
    "security/certificates/local/name",
    "snmp/name",
    "snmp/community/authorization",
    "snmp/community/clients/name",
    "snmp/v3/snmp-community/name",
    "snmp/v3/usm/local-engine/user/name",
    "snmp/rmon/event/name",
    "services/softwires/softwire-types/map-e/name",
    "system/host-name",
    "system/login/password/format",
    "system/login/user/name",
    "system/login/user/authentication/ssh-ed25519/name",
    "system/authentication-order",
    "system/ntp/authentication-key/name",
    "system/ntp/authentication-key/type",
    "system/ntp/trusted-key",
    "system/ntp/server/key",
    "system/radius-server/name",
    "system/services/xnm-ssl/local-certificate",
};

static int compare(const char *leaf, const char *parents, const char *other_leaf, const char *other_parents)
{
    int order = strcmp(leaf, other_leaf);
    return order ? order : strcmp(parents, other_parents);
}

static void test_paths_sorted(void)
{
    for (size_t i = 1; i < secret_path_count; i++) {
        const secret_path *before = &secret_paths[i - 1];
        g_assert_cmpint(compare(before->leaf, before->parents, secret_paths[i].leaf, secret_paths[i].parents), <, 0);
    }
}

static void test_formats_sorted(void)
{
    for (size_t i = 1; i < secret_format_element_count; i++) {
        g_assert_cmpstr(secret_format_elements[i - 1].name, <, secret_format_elements[i].name);
    }
}

/* Names are lower case, and parents have neither empty names nor slashes at their ends. */
static void test_paths_well_formed(void)
{
    for (size_t i = 0; i < secret_path_count; i++) {
        char *path = g_strconcat(secret_paths[i].leaf, secret_paths[i].parents, NULL);
        g_assert_cmpuint(strspn(path, "abcdefghijklmnopqrstuvwxyz0123456789-_/*"), ==, strlen(path));
        g_assert_true(strlen(secret_paths[i].leaf) > 0 && !strpbrk(secret_paths[i].leaf, "/*"));
        g_assert_false(g_str_has_prefix(secret_paths[i].parents, "/") || g_str_has_suffix(secret_paths[i].parents, "/"));
        g_assert_null(strstr(secret_paths[i].parents, "//"));
        g_free(path);
    }
}

static void test_every_name_is_found(void)
{
    for (size_t i = 0; i < secret_path_count; i++) {
        const secret_leaf *leaf = secret_leaf_find(secret_paths[i].leaf, strlen(secret_paths[i].leaf));
        g_assert_nonnull(leaf);
        g_assert_cmpstr(leaf->name, ==, secret_paths[i].leaf);
        g_assert_true(leaf->first <= i && i < leaf->first + leaf->count);
    }
    for (size_t i = 0; i < secret_format_element_count; i++) {
        const secret_leaf *leaf = secret_leaf_find(secret_format_elements[i].name, strlen(secret_format_elements[i].name));
        g_assert_nonnull(leaf);
        g_assert_cmpint(leaf->format, ==, secret_format_elements[i].format);
    }
    g_assert_null(secret_leaf_find("", 0));
    g_assert_null(secret_leaf_find("interface", 9));
    g_assert_null(secret_leaf_find("secrets", 7));
    g_assert_null(secret_leaf_find("secret", 5));
}

/* "a/b" with the value as XML: <a><b>value</b></a>. */
static char *as_xml(const char *prefix, const char *path, const char *value)
{
    char *whole = g_strconcat("rpc-reply/configuration/", prefix, path, NULL);
    char **names = g_strsplit(whole, "/", -1);
    GString *xml = g_string_new(NULL);
    guint count = g_strv_length(names);
    for (guint i = 0; i < count; i++) {
        g_string_append_printf(xml, "<%s>%s", names[i], i + 1 < count && i > 1 ? "\n  <id>k1</id>\n  " : "");
    }
    g_string_append(xml, value);
    while (count > 0) {
        g_string_append_printf(xml, "</%s>", names[--count]);
    }
    g_strfreev(names);
    g_free(whole);
    return g_string_free(xml, FALSE);
}

/* The same in JSON, inside of configuration-json. */
static char *as_json(const char *prefix, const char *path, const char *value)
{
    char *whole = g_strconcat("configuration/", prefix, path, NULL);
    char **names = g_strsplit(whole, "/", -1);
    GString *json = g_string_new("<rpc-reply><configuration-json>\n{ ");
    guint count = g_strv_length(names);
    for (guint i = 0; i < count; i++) {
        g_string_append_printf(json, "\"%s\" : %s", names[i], i + 1 < count ? "[ { \"x\": \"k1\", \"y\": [1, true],\n" : "");
    }
    g_string_append_printf(json, "\"%s\"", value);
    for (guint i = 1; i < count; i++) {
        g_string_append(json, " } ]");
    }
    g_string_append(json, " }</configuration-json></rpc-reply>");
    g_strfreev(names);
    g_free(whole);
    return g_string_free(json, FALSE);
}

static const char *const prefixes[] = { "", "groups/", "logical-systems/", "tenants/", "routing-instances/instance/", "dynamic-profiles/" };

/* Whether the message has just one secret, with this value and at the end of this path. */
static bool has_one(const char *message, const char *path, const char *value)
{
    GArray *found_leaves;
    xnm_secret_list *list = secret_case_read(message, strlen(message), &found_leaves);
    secret_case_check(list, message, strlen(message), found_leaves);
    bool one = list && list->count == 1 && strcmp(list->secrets[0].value, value) == 0 && g_str_has_suffix(list->secrets[0].path, path);
    secret_case_free(list, found_leaves);
    return one;
}

static bool has_none(const char *message)
{
    GArray *found_leaves;
    xnm_secret_list *list = secret_case_read(message, strlen(message), &found_leaves);
    secret_case_free(list, found_leaves);
    return !list;
}

static void test_every_leaf(void)
{
    unsigned failed = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(leaves) * G_N_ELEMENTS(prefixes); i++) {
        const char *leaf = leaves[i / G_N_ELEMENTS(prefixes)];
        const char *prefix = prefixes[i % G_N_ELEMENTS(prefixes)];
        char *xml = as_xml(prefix, leaf, "hunter2");
        char *json = as_json(prefix, leaf, "hunter2");
        char *words = g_strdelimit(g_strdup(leaf), "/", ' ');
        if (!has_one(xml, leaf, "hunter2") || !has_one(json, words, "hunter2")) {
            g_test_message("not found: %s", xml);
            failed++;
        }
        g_free(words);
        g_free(json);
        g_free(xml);
    }
    g_assert_cmpuint(failed, ==, 0);
}

static void test_no_other(void)
{
    unsigned failed = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        char *xml = as_xml("", others[i], "hunter2");
        char *json = as_json("", others[i], "hunter2");
        if (!has_none(xml) || !has_none(json)) {
            g_test_message("found: %s", xml);
            failed++;
        }
        g_free(json);
        g_free(xml);
    }
    g_assert_cmpuint(failed, ==, 0);
}

/* A value is what its form says, whatever the path. */
static void test_kinds(void)
{
    static const struct {
        const char *path;
        const char *value;
        const char *kind;
    } kinds[] = {
        { "system/root-authentication/encrypted-password", "$1$Zq7mXk2a$ikE0N1yU9hTg3pVbLw5c8.", "md5-crypt" },
        { "system/root-authentication/encrypted-password", "ab01FAX.bQRSU", "des-crypt" },
        { "system/root-authentication/encrypted-password", "ab01FAX.bQRS", "cleartext" },
        { "system/root-authentication/encrypted-password", "ab01FAX.bQRS!", "cleartext" },
        { "system/root-authentication/encrypted-password", "$2b$10$N9qo8uLOickgx2ZMRZoMye", "other-crypt" },
        { "system/root-authentication/encrypted-password", "$pa$ word", "cleartext" },
        { "system/root-authentication/encrypted-password", "$word", "cleartext" },
        { "system/root-authentication/plain-text-password-value", "ab01FAX.bQRSU", "cleartext" },
        { "system/radius-server/secret", "$9$P5T3", "junos-9" },
        { "system/radius-server/secret", "{\"a\": 1}", "cleartext" },
        { "snmp/community/name", "public", "snmp-community" },
        { "snmp/community/name", "$9$P5T3", "junos-9" },
        { "snmp/trap-group/name", "public", "snmp-community" },
        { "snmp/v3/snmp-community/community-name", "public", "snmp-community" },
        { "snmp/proxy/version-v2c/snmp-community", "public", "snmp-community" },
        { "snmp/v3/usm/local-engine/user/privacy-des/privacy-key", "public", "cleartext" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        char *xml = as_xml("", kinds[i].path, kinds[i].value);
        GArray *found_leaves;
        xnm_secret_list *list = secret_case_read(xml, strlen(xml), &found_leaves);
        g_assert_nonnull(list);
        g_assert_cmpuint(list->count, ==, 1);
        g_assert_cmpstr(list->secrets[0].value, ==, kinds[i].value);
        g_assert_cmpstr(xnm_secret_kind_name(list->secrets[0].kind), ==, kinds[i].kind);
        secret_case_free(list, found_leaves);
        g_free(xml);
    }
}

/* The new key that a list entry is renamed to. */
static void test_renamed(void)
{
    static const secret_case cases[] = {
        { "rename", "<configuration><snmp><community rename=\"rename\" name=\"new1\"><name>old1</name></community></snmp></configuration>",
          "configuration/snmp/community/@name | snmp-community | new1\nconfiguration/snmp/community/name | snmp-community | old1\n" },
        { "rename something else", "<configuration><policy-options><community rename=\"rename\" name=\"new1\"/></policy-options></configuration>",
          "" },
    };
    secret_case_run(cases, G_N_ELEMENTS(cases));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/secret_paths/paths_sorted", test_paths_sorted);
    g_test_add_func("/secret_paths/formats_sorted", test_formats_sorted);
    g_test_add_func("/secret_paths/paths_well_formed", test_paths_well_formed);
    g_test_add_func("/secret_paths/every_name_is_found", test_every_name_is_found);
    g_test_add_func("/secret_paths/every_leaf", test_every_leaf);
    g_test_add_func("/secret_paths/no_other", test_no_other);
    g_test_add_func("/secret_paths/kinds", test_kinds);
    g_test_add_func("/secret_paths/renamed", test_renamed);
    return g_test_run();
}
