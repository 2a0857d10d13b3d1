/* test_dtpdia_course.c
 * Duplicates and corrections, offers and requests.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dtpdia_cases.h"

static dtpdia_reading_kind take(dtpdia_readings *readings, const char *line, int64_t time, uint64_t place, uint64_t *earlier)
{
    uint8_t octets[DTPDIA_LENGTH_MAX];
    dtpdia_packet packet;
    g_assert_true(dtpdia_decode(octets, octets_of(line, octets), &automatic, &packet));
    g_assert_false(packet.cut);
    dtpdia_reading_kind kind = dtpdia_readings_take(readings, &packet, octets, time, place, earlier);
    memset(octets, 0xff, sizeof octets); /* nothing of the octets is pointed to */
    return kind;
}

#define SAME_TIME_OTHER_VALUE  "49 54 10 0a 14 1e 04 07 00 00 60 c0 b2 a1 65 **"
#define SAME_TIME_OTHER_SOURCE "49 54 10 0a 14 1f 04 07 00 00 50 c0 b2 a1 65 **"
#define SAME_TIME_TEXT         "49 54 10 0a 14 1e e4 07 6f 6b 00 00 b2 a1 65 **"

static void test_readings(void)
{
    dtpdia_readings *readings = dtpdia_readings_new();
    uint64_t earlier = 99;
    g_assert_cmpint(take(readings, VECTOR_TIMED, 1000, 1, &earlier), ==, DTPDIA_READING_NEW);
    g_assert_cmpint(take(readings, SAME_TIME_OTHER_SOURCE, 1000, 2, &earlier), ==, DTPDIA_READING_NEW);
    g_assert_cmpint(take(readings, SAME_TIME_TEXT, 1000, 3, &earlier), ==, DTPDIA_READING_NEW);
    g_assert_cmpint(take(readings, VECTOR_TIMED, 1001, 4, &earlier), ==, DTPDIA_READING_NEW);
    g_assert_cmpuint(earlier, ==, 99);
    g_assert_cmpint(take(readings, VECTOR_TIMED, 1000, 5, &earlier), ==, DTPDIA_READING_DUPLICATE);
    g_assert_cmpuint(earlier, ==, 1);
    g_assert_cmpint(take(readings, SAME_TIME_OTHER_VALUE, 1000, 6, &earlier), ==, DTPDIA_READING_CORRECTION);
    g_assert_cmpuint(earlier, ==, 5);
    g_assert_cmpint(take(readings, SAME_TIME_OTHER_VALUE, 1000, 7, &earlier), ==, DTPDIA_READING_DUPLICATE);
    g_assert_cmpuint(earlier, ==, 6);
    g_assert_cmpint(take(readings, VECTOR_TIMED, 1000, 8, &earlier), ==, DTPDIA_READING_CORRECTION);
    g_assert_cmpuint(earlier, ==, 7);
    dtpdia_readings_free(readings);
    dtpdia_readings_free(NULL);
}

/* With T set, and in packets without trailer, there is no time to go by. */
static void test_no_time(void)
{
    dtpdia_readings *readings = dtpdia_readings_new();
    uint64_t earlier = 99;
    for (int i = 0; i < 2; i++) {
        g_assert_cmpint(take(readings, VECTOR_FLOAT, 0, 1, &earlier), ==, DTPDIA_READING_NEW);
        g_assert_cmpint(take(readings, VECTOR_INFO, 0, 1, &earlier), ==, DTPDIA_READING_NEW);
    }
    g_assert_cmpuint(earlier, ==, 99);
    dtpdia_readings_free(readings);
}

/* The oldest reading is forgotten for the one that is too many. */
static void test_many(void)
{
    dtpdia_readings *readings = dtpdia_readings_new();
    uint64_t earlier = 0;
    for (int64_t time = 0; time <= DTPDIA_READINGS_MAX; time++) {
        g_assert_cmpint(take(readings, VECTOR_TIMED, time, (uint64_t)time + 1, &earlier), ==, DTPDIA_READING_NEW);
    }
    g_assert_cmpint(take(readings, VECTOR_TIMED, 1, 7, &earlier), ==, DTPDIA_READING_DUPLICATE);
    g_assert_cmpuint(earlier, ==, 2);
    g_assert_cmpint(take(readings, VECTOR_TIMED, 0, 7, &earlier), ==, DTPDIA_READING_NEW);
    g_assert_cmpint(take(readings, VECTOR_TIMED, 1, 8, &earlier), ==, DTPDIA_READING_NEW);
    g_assert_cmpint(take(readings, VECTOR_TIMED, DTPDIA_READINGS_MAX, 9, &earlier), ==, DTPDIA_READING_DUPLICATE);
    dtpdia_readings_free(readings);
}

static void test_identification(void)
{
    dtpdia_identification identification = { 0 };
    bool first = true;
    g_assert_cmpuint(dtpdia_identification_request(&identification, 2, &first), ==, 0);
    g_assert_false(first);

    g_assert_cmpuint(dtpdia_identification_offer(&identification, 10), ==, 0);
    g_assert_cmpuint(dtpdia_identification_offer(&identification, 20), ==, 1);
    g_assert_cmpuint(dtpdia_identification_offer(&identification, 30), ==, 2);
    g_assert_cmpuint(dtpdia_identification_request(&identification, 3, &first), ==, 30);
    g_assert_true(first);
    g_assert_cmpuint(identification.requested, ==, 3);
    g_assert_cmpuint(dtpdia_identification_request(&identification, 1, &first), ==, 30);
    g_assert_false(first);
    g_assert_cmpuint(identification.requested, ==, 4);

    g_assert_cmpuint(dtpdia_identification_offer(&identification, 40), ==, 0);
    g_assert_cmpuint(identification.requested, ==, 0);
    g_assert_cmpuint(dtpdia_identification_request(&identification, 0, &first), ==, 40);
    g_assert_true(first);
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/dtpdia-course/readings", test_readings);
    g_test_add_func("/dtpdia-course/no-time", test_no_time);
    g_test_add_func("/dtpdia-course/many", test_many);
    g_test_add_func("/dtpdia-course/identification", test_identification);
    return g_test_run();
}
