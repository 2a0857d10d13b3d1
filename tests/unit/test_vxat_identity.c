/* test_vxat_identity.c
 * Certificates of vxatd are told from all that looks like them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>

#include "portlore/vxat_identity.h"

#define UUID "3f2504e0-4f89-41d3-9a0c-0305e82c3301"

/* A name as the certificate room gives it; two values of each kind are enough here. */
typedef struct {
    const char *organizations[3];
    const char *organizational_units[3];
    const char *common_names[3];
} name_values;

#define VX(unit, name) { { "vx", NULL }, { unit, NULL }, { name, NULL } }
#define OTHER_NAME     { { "Example Networks", NULL }, { NULL }, { "www.example.net", NULL } }

typedef struct {
    name_values subject;
    name_values issuer;
    bool is_vxat;
    vxat_identity identity;
} identity_case;

static const identity_case cases[] = {
    { VX("root@nbu1", "nbatd"), VX("root@nbu1", "nbatd"), true, { VXAT_ROLE_ROOT, "root@nbu1", "nbu1", false } },
    { VX("root@nbu1", "broker"), VX("root@nbu1", "nbatd"), true, { VXAT_ROLE_BROKER, "root@nbu1", "nbu1", false } },
    { VX("NBU_Machines@nbu1", "media1"), VX("root@nbu1", "broker"), true, { VXAT_ROLE_MACHINE, "NBU_Machines@nbu1", "media1", false } },
    { VX("NBU_HOSTS", UUID), VX("root@nbu1", "nbatd"), true, { VXAT_ROLE_HOST, "NBU_HOSTS", UUID, false } },
    { VX("VCS_SERVICES@" UUID, "CPSERVER"), OTHER_NAME, true, { VXAT_ROLE_NONE, "VCS_SERVICES@" UUID, UUID, false } },
    /* The domain is right, the name says nothing. */
    { VX("root@nbu1", "root"), OTHER_NAME, true, { VXAT_ROLE_NONE, "root@nbu1", "nbu1", false } },
    { VX("root@nbu1", NULL), OTHER_NAME, true, { VXAT_ROLE_NONE, "root@nbu1", "nbu1", false } },
    { VX("NBU_Machines@nbu1", ""), OTHER_NAME, true, { VXAT_ROLE_NONE, "NBU_Machines@nbu1", "nbu1", false } },
    { VX("nbu_machines@nbu1", "media1"), OTHER_NAME, true, { VXAT_ROLE_NONE, "nbu_machines@nbu1", "nbu1", false } },
    { VX("NBU_Machines2@nbu1", "media1"), OTHER_NAME, true, { VXAT_ROLE_NONE, "NBU_Machines2@nbu1", "nbu1", false } },
    { VX("rootroot@nbu1", "nbatd"), OTHER_NAME, true, { VXAT_ROLE_NONE, "rootroot@nbu1", "nbu1", false } },
    /* Who issued it tells, whoever it is for. */
    { OTHER_NAME, VX("root@nbu1", "broker"), true, { VXAT_ROLE_NONE, "root@nbu1", "nbu1", true } },
    { { { NULL }, { NULL }, { NULL } }, VX("root@nbu1", "nbatd"), true, { VXAT_ROLE_NONE, "root@nbu1", "nbu1", true } },

    { OTHER_NAME, OTHER_NAME, false, { 0 } },
    { { { "vxlabs", NULL }, { "root@nbu1", NULL }, { "nbatd", NULL } }, OTHER_NAME, false, { 0 } },
    { { { "VX", NULL }, { "root@nbu1", NULL }, { "nbatd", NULL } }, OTHER_NAME, false, { 0 } },
    { { { "vx\xEF\xBF\xBD", NULL }, { "root@nbu1", NULL }, { "nbatd", NULL } }, OTHER_NAME, false, { 0 } },
    { { { "mkcert development CA", NULL }, { "root@laptop", NULL }, { "mkcert root@laptop", NULL } }, OTHER_NAME, false, { 0 } },
    { { { NULL }, { "vx", NULL }, { "nbatd", NULL } }, OTHER_NAME, false, { 0 } },
    { { { NULL }, { "root@nbu1", NULL }, { "vx", NULL } }, OTHER_NAME, false, { 0 } },
    { { { "vx", "Example Networks", NULL }, { "root@nbu1", NULL }, { "nbatd", NULL } }, OTHER_NAME, false, { 0 } },
    { { { "vx", NULL }, { "root@nbu1", "sales", NULL }, { "nbatd", NULL } }, OTHER_NAME, false, { 0 } },
    { VX(NULL, "nbatd"), OTHER_NAME, false, { 0 } },
    { VX("vx", "nbatd"), OTHER_NAME, false, { 0 } },
    { VX("root", "nbatd"), OTHER_NAME, false, { 0 } },
    { VX("root@", "nbatd"), OTHER_NAME, false, { 0 } },
    { VX("@nbu1", "nbatd"), OTHER_NAME, false, { 0 } },
    { VX("@", "nbatd"), OTHER_NAME, false, { 0 } },
    { VX("root@nbu1@nbu2", "nbatd"), OTHER_NAME, false, { 0 } },
    { VX("mail root@nbu1", "nbatd"), OTHER_NAME, false, { 0 } },
    { VX("NBU_HOSTS", "media1"), OTHER_NAME, false, { 0 } },
    { VX("NBU_HOSTS", NULL), OTHER_NAME, false, { 0 } },
    { VX("NBU_HOSTS", "3f2504e0-4f89-41d3-9a0c-0305e82c330"), OTHER_NAME, false, { 0 } },
    { VX("NBU_HOSTS", UUID "1"), OTHER_NAME, false, { 0 } },
    { VX("NBU_HOSTS", "3f2504e0-4f89-41d3-9a0c-0305e82c330g"), OTHER_NAME, false, { 0 } },
    { VX("NBU_HOSTS", "3f2504e0-4f89-41d3-9a0c_0305e82c3301"), OTHER_NAME, false, { 0 } },
    { VX("nbu_hosts", UUID), OTHER_NAME, false, { 0 } },
};

static tls_certificate_name name_of(const name_values *values)
{
    return (tls_certificate_name){ NULL, (char **)values->organizations, (char **)values->organizational_units, (char **)values->common_names };
}

static void assert_identity(const tls_certificate *certificate, bool is_vxat, const vxat_identity *expected)
{
    vxat_identity identity = { VXAT_ROLE_BROKER, "left over", "left over", true };

    g_assert_cmpint(vxat_identity_of(certificate, &identity), ==, is_vxat);
    g_assert_cmpint(identity.role, ==, expected->role);
    g_assert_cmpstr(identity.domain, ==, expected->domain);
    g_assert_cmpstr(identity.host, ==, expected->host);
    g_assert_cmpint(identity.by_issuer, ==, expected->by_issuer);
}

static void test_cases(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        tls_certificate certificate = { .subject = name_of(&cases[i].subject), .issuer = name_of(&cases[i].issuer) };
        g_test_message("case %zu", i);
        assert_identity(&certificate, cases[i].is_vxat, &cases[i].identity);
    }
}

static void test_unreadable(void)
{
    tls_certificate certificate = { .unreadable = (char *)"no", .subject = name_of(&cases[0].subject), .issuer = name_of(&cases[0].issuer) };
    assert_identity(&certificate, false, &(vxat_identity){ 0 });
}

/* As the bytes of certificates have it: string types, orders of RDNs. */
static void test_certificates(void)
{
    static const struct {
        const char *file;
        bool is_vxat;
        vxat_identity identity;
    } files[] = {
        { "vx-root", true, { VXAT_ROLE_ROOT, "root@nbu1.example.net", "nbu1.example.net", false } },
        { "vx-broker", true, { VXAT_ROLE_BROKER, "root@nbu1.example.net", "nbu1.example.net", false } },
        { "vx-old-broker", true, { VXAT_ROLE_BROKER, "root@nbu1.example.net", "nbu1.example.net", false } },
        { "vx-machine", true, { VXAT_ROLE_MACHINE, "NBU_Machines@nbu1.example.net", "media1.example.net", false } },
        { "vx-host", true, { VXAT_ROLE_HOST, "NBU_HOSTS", UUID, false } },
        { "vx-one-rdn", true, { VXAT_ROLE_HOST, "NBU_HOSTS", "3F2504E0-4F89-41D3-9A0C-0305E82C3301", false } },
        { "vx-other-order", true, { VXAT_ROLE_ROOT, "root@nbu1.example.net", "nbu1.example.net", false } },
        { "vx-issuer", true, { VXAT_ROLE_NONE, "root@nbu1.example.net", "nbu1.example.net", true } },
        { "mkcert", false, { 0 } },
        { "names-types", false, { 0 } },
        { "names-control", false, { 0 } },
        { "broken", false, { 0 } },
    };
    tls_certificate_cache *cache = tls_certificate_cache_new(G_N_ELEMENTS(files));

    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        char *path = g_strdup_printf("%s/%s.der", CERTIFICATE_FOLDER, files[i].file);
        char *bytes;
        gsize length;
        g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
        g_test_message("%s", files[i].file);
        assert_identity(tls_certificate_cache_get(cache, (const uint8_t *)bytes, length), files[i].is_vxat, &files[i].identity);
        g_free(bytes);
        g_free(path);
    }
    tls_certificate_cache_free(cache);
}

static void test_role_names(void)
{
    g_assert_cmpstr(vxat_role_name(VXAT_ROLE_NONE), ==, NULL);
    g_assert_cmpstr(vxat_role_name(VXAT_ROLE_ROOT), ==, "root");
    g_assert_cmpstr(vxat_role_name(VXAT_ROLE_BROKER), ==, "broker");
    g_assert_cmpstr(vxat_role_name(VXAT_ROLE_MACHINE), ==, "machine");
    g_assert_cmpstr(vxat_role_name(VXAT_ROLE_HOST), ==, "host");
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/vxat-identity/cases", test_cases);
    g_test_add_func("/vxat-identity/unreadable", test_unreadable);
    g_test_add_func("/vxat-identity/certificates", test_certificates);
    g_test_add_func("/vxat-identity/role-names", test_role_names);
    return g_test_run();
}
