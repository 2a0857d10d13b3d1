/* test_scan_detector.c
 * Which attempts are part of a scan, counted by hand.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>
#include <time.h>

#include "portlore/scan_detector.h"

#define BILLION 1000000000

/* Family, address. */
static const uint8_t one_source[] = { 4, 192, 0, 2, 1 };
static const uint8_t other_source[] = { 6, 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };

/* With a window of a minute, three targets. */
static scan_detector *three(void)
{
    return scan_detector_new(3, 60);
}

static scan_attempt *try_from(scan_detector *detector, const uint8_t *source, size_t source_length, uint32_t target, uint32_t frame, int64_t seconds,
                              int32_t nanoseconds)
{
    uint8_t key[] = { 4, 198, 51, (uint8_t)(target >> 8), (uint8_t)target, 6, 0x0c, 0x95 };
    scan_packet packet = { source, source_length, key, sizeof key, seconds, nanoseconds, frame };
    scan_attempt *attempt = scan_detector_attempt(detector, &packet);

    memset(key, 0xff, sizeof key); /* nothing of the packet is kept */
    g_assert_cmpuint(attempt->frame, ==, frame);
    return attempt;
}

static scan_attempt *try_at(scan_detector *detector, uint32_t target, uint32_t frame, int64_t seconds)
{
    return try_from(detector, one_source, sizeof one_source, target, frame, seconds, 0);
}

static void assert_scan(const scan_attempt *attempt, uint32_t scan_frame, uint32_t first_frame)
{
    g_assert_cmpuint(attempt->scan_frame, ==, scan_frame);
    g_assert_cmpuint(attempt->first_frame, ==, first_frame);
    g_assert_true(scan_attempt_made_scan(attempt) == (attempt->frame == scan_frame));
}

static void assert_none(const scan_attempt *attempt)
{
    assert_scan(attempt, 0, 0);
    g_assert_false(scan_attempt_made_scan(attempt));
}

/* The tenth target makes the scan, and the nine before it are part of it. */
static void test_defaults(void)
{
    scan_detector *detector = scan_detector_new(SCAN_DETECTOR_TARGETS, SCAN_DETECTOR_SECONDS);
    scan_attempt *attempts[12];

    for (uint32_t i = 0; i < 9; i++) {
        attempts[i] = try_at(detector, i, 101 + i, 1000 + 6 * i);
        assert_none(attempts[i]);
    }
    attempts[9] = try_at(detector, 9, 110, 1059);
    for (uint32_t i = 0; i < 10; i++) {
        assert_scan(attempts[i], 110, 101);
    }
    g_assert_true(scan_attempt_made_scan(attempts[9]));
    attempts[10] = try_at(detector, 10, 111, 1060);
    assert_scan(attempts[10], 110, 101);
    attempts[11] = try_at(detector, 3, 112, 1061);
    assert_scan(attempts[11], 110, 101);
    scan_detector_free(detector);
}

/* Nine targets, however often, are no scan. */
static void test_same_targets(void)
{
    scan_detector *detector = scan_detector_new(SCAN_DETECTOR_TARGETS, SCAN_DETECTOR_SECONDS);

    for (uint32_t i = 0; i < 90; i++) {
        assert_none(try_at(detector, i % 9, 1 + i, 1000));
    }
    assert_scan(try_at(detector, 9, 91, 1000), 91, 1);
    scan_detector_free(detector);
}

/* Of three targets at 0, 30 and 60 seconds the first does not count any more; a nanosecond earlier it does. */
static void test_window(void)
{
    scan_detector *detector = three();
    scan_attempt *first = try_at(detector, 1, 1, 1000);
    scan_attempt *second = try_at(detector, 2, 2, 1030);

    assert_none(try_at(detector, 3, 3, 1060));
    assert_none(first);
    assert_none(second);
    scan_detector_free(detector);

    detector = three();
    first = try_at(detector, 1, 1, 1000);
    try_at(detector, 2, 2, 1030);
    assert_scan(try_from(detector, one_source, sizeof one_source, 3, 3, 1059, BILLION - 1), 3, 1);
    assert_scan(first, 3, 1);
    scan_detector_free(detector);
}

/* The window slides: the first is out of it, the next three are a scan. */
static void test_sliding(void)
{
    scan_detector *detector = three();
    scan_attempt *first = try_at(detector, 1, 1, 1000);
    scan_attempt *second = try_at(detector, 2, 2, 1030);
    scan_attempt *third = try_at(detector, 3, 3, 1061);

    assert_none(third);
    assert_scan(try_at(detector, 4, 4, 1089), 4, 2);
    assert_none(first);
    assert_scan(second, 4, 2);
    assert_scan(third, 4, 2);
    scan_detector_free(detector);
}

/* A target that is tried again counts until its last attempt is out of the window. */
static void test_tried_again(void)
{
    scan_detector *detector = three();

    try_at(detector, 1, 1, 1000);
    try_at(detector, 1, 2, 1050);
    try_at(detector, 2, 3, 1070);
    assert_scan(try_at(detector, 3, 4, 1109), 4, 2);
    scan_detector_free(detector);

    detector = three();
    try_at(detector, 1, 1, 1000);
    try_at(detector, 1, 2, 1050);
    try_at(detector, 2, 3, 1070);
    assert_none(try_at(detector, 3, 4, 1110));
    scan_detector_free(detector);
}

/* A scan goes on while an attempt of it counts, at any target, and needs three targets anew after that. */
static void test_goes_on(void)
{
    scan_detector *detector = three();

    try_at(detector, 1, 1, 1000);
    try_at(detector, 2, 2, 1000);
    assert_scan(try_at(detector, 3, 3, 1000), 3, 1);
    assert_scan(try_at(detector, 1, 4, 1059), 3, 1);
    assert_scan(try_at(detector, 4, 5, 1118), 3, 1);
    assert_none(try_at(detector, 5, 6, 1178));
    assert_none(try_at(detector, 6, 7, 1178));
    assert_scan(try_at(detector, 7, 8, 1178), 8, 6);
    scan_detector_free(detector);
}

static void test_data(void)
{
    scan_detector *detector = three();
    scan_attempt *first = try_at(detector, 1, 1, 1000);
    scan_attempt *second = try_at(detector, 2, 2, 1000);

    scan_detector_data(detector, first);
    scan_detector_data(detector, first);
    scan_detector_data(detector, NULL);
    assert_none(try_at(detector, 3, 3, 1001));
    scan_attempt *fourth = try_at(detector, 4, 4, 1002);
    assert_scan(fourth, 4, 2);
    assert_none(first);

    /* What is part of a scan stays so. */
    scan_detector_data(detector, second);
    assert_scan(second, 4, 2);
    scan_detector_free(detector);
}

/* Data on one of two attempts at a target leaves the other one, and so the target. */
static void test_data_of_one_attempt(void)
{
    scan_detector *detector = three();
    scan_attempt *first = try_at(detector, 1, 1, 1000);

    try_at(detector, 1, 2, 1000);
    scan_detector_data(detector, first);
    try_at(detector, 2, 3, 1000);
    assert_scan(try_at(detector, 3, 4, 1000), 4, 2);
    assert_none(first);
    scan_detector_free(detector);
}

/* Connections that are used one after the other are never a scan, however many. */
static void test_client(void)
{
    scan_detector *detector = three();

    for (uint32_t i = 0; i < 100; i++) {
        scan_attempt *attempt = try_at(detector, i, 1 + i, 1000);
        assert_none(attempt);
        scan_detector_data(detector, attempt);
        assert_none(attempt);
    }
    scan_detector_free(detector);
}

/* Data takes the attempts of a scan out of the count, too: with none left it does not go on. */
static void test_scan_with_data(void)
{
    scan_detector *detector = three();
    scan_attempt *attempts[3];

    for (uint32_t i = 0; i < 3; i++) {
        attempts[i] = try_at(detector, i, 1 + i, 1000);
    }
    for (uint32_t i = 0; i < 3; i++) {
        scan_detector_data(detector, attempts[i]);
        assert_scan(attempts[i], 3, 1);
    }
    assert_none(try_at(detector, 4, 4, 1001));
    scan_detector_free(detector);
}

static void test_sources_apart(void)
{
    scan_detector *detector = three();

    for (uint32_t i = 0; i < 2; i++) {
        assert_none(try_from(detector, one_source, sizeof one_source, i, 1 + 2 * i, 1000, 0));
        assert_none(try_from(detector, other_source, sizeof other_source, i, 2 + 2 * i, 1000, 0));
    }
    assert_scan(try_from(detector, other_source, sizeof other_source, 2, 5, 1000, 0), 5, 2);
    assert_scan(try_from(detector, one_source, sizeof one_source, 2, 6, 1000, 0), 6, 1);
    scan_detector_free(detector);
}

/* A little earlier counts as at the same time; the window or more earlier, the clock was set back. */
static void test_backwards(void)
{
    scan_detector *detector = three();

    try_at(detector, 1, 1, 1059);
    try_at(detector, 2, 2, 1000);
    assert_scan(try_at(detector, 3, 3, 1118), 3, 1);
    scan_detector_free(detector);

    detector = three();
    try_at(detector, 1, 1, 1060);
    try_at(detector, 2, 2, 1060);
    assert_none(try_at(detector, 3, 3, 1000));
    assert_none(try_at(detector, 4, 4, 1001));
    assert_scan(try_at(detector, 5, 5, 1002), 5, 3);
    assert_none(try_at(detector, 6, 6, 900));
    scan_detector_free(detector);
}

static void test_extreme_times(void)
{
    scan_detector *detector = three();

    assert_none(try_at(detector, 1, 1, INT64_MIN));
    assert_none(try_at(detector, 2, 2, INT64_MAX));
    assert_none(try_at(detector, 3, 3, INT64_MIN));
    assert_none(try_at(detector, 4, 4, INT64_MIN));
    assert_scan(try_at(detector, 5, 5, INT64_MIN + 59), 5, 3);
    scan_detector_free(detector);
}

static void test_one_target(void)
{
    scan_detector *detector = scan_detector_new(1, 1);

    assert_scan(try_at(detector, 1, 1, 1000), 1, 1);
    assert_scan(try_from(detector, one_source, sizeof one_source, 1, 2, 1000, BILLION - 1), 1, 1);
    assert_scan(try_from(detector, one_source, sizeof one_source, 1, 3, 1001, BILLION - 1), 3, 3);
    scan_detector_free(detector);
    scan_detector_free(NULL);
}

/* A long scan: a time that grows with the square of its length would not end within the minute. */
static void test_long(void)
{
    scan_detector *detector = scan_detector_new(SCAN_DETECTOR_TARGETS, SCAN_DETECTOR_SECONDS);
    clock_t begin = clock();
    scan_attempt *last = NULL;

    for (uint32_t i = 0; i < 500000; i++) {
        last = try_at(detector, i & 0xffff, 1 + i, 1000 + i / 20000);
    }
    assert_scan(last, 10, 1);
    g_assert_cmpfloat((double)(clock() - begin) / CLOCKS_PER_SEC, <, 60);
    scan_detector_free(detector);
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scan-detector/defaults", test_defaults);
    g_test_add_func("/scan-detector/same-targets", test_same_targets);
    g_test_add_func("/scan-detector/window", test_window);
    g_test_add_func("/scan-detector/sliding", test_sliding);
    g_test_add_func("/scan-detector/tried-again", test_tried_again);
    g_test_add_func("/scan-detector/goes-on", test_goes_on);
    g_test_add_func("/scan-detector/data", test_data);
    g_test_add_func("/scan-detector/data-of-one-attempt", test_data_of_one_attempt);
    g_test_add_func("/scan-detector/client", test_client);
    g_test_add_func("/scan-detector/scan-with-data", test_scan_with_data);
    g_test_add_func("/scan-detector/sources-apart", test_sources_apart);
    g_test_add_func("/scan-detector/backwards", test_backwards);
    g_test_add_func("/scan-detector/extreme-times", test_extreme_times);
    g_test_add_func("/scan-detector/one-target", test_one_target);
    g_test_add_func("/scan-detector/long", test_long);
    return g_test_run();
}
