/* costmodel from C, and from whatever can call C: a scenario goes in, JSON comes out.
 *
 * Every call returns a status. Texts are UTF-8 and end in a zero byte; a text that comes back belongs to the caller,
 * who gives it back with costmodel_free. `options` is a JSON object, or null for the defaults; unknown keys are
 * refused. Where a call fails, *error (unless error is null) is {"problems": [{"id", "where", "found", "allowed",
 * "message"}]}, with every problem that was found, and nothing else is written. A scenario may be asked from several
 * threads at once as long as nobody changes it. What they answer: docs/c.md. */
#ifndef COSTMODEL_H
#define COSTMODEL_H

#include <stddef.h>

#if defined(_WIN32)
#define COSTMODEL_API
#else
#define COSTMODEL_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct costmodel_scenario costmodel_scenario; /* opaque */

typedef enum {
  COSTMODEL_OK = 0,
  COSTMODEL_BAD_INPUT = 2, /* what was given is refused: see the problems */
  COSTMODEL_FAILED = 3     /* no memory, or a fault of ours: see the message */
} costmodel_status;

/* "MAJOR.MINOR.PATCH"; not to be freed. */
COSTMODEL_API const char* costmodel_version(void);

/* Reads a scenario file's text (docs/scenario.md), comments allowed. `length` without the zero byte. */
COSTMODEL_API costmodel_status costmodel_parse(const char* json, size_t length, costmodel_scenario** scenario,
                                               char** error);

/* A scenario of its own; changing one leaves the other alone. */
COSTMODEL_API costmodel_status costmodel_copy(const costmodel_scenario* scenario, costmodel_scenario** copy,
                                              char** error);

/* Sets one input, by its JSON Pointer or as "path_id/pricing/…", in the unit that its key names. The value is then
 * stated: it replaces whatever range, distribution or dates the input had. */
COSTMODEL_API costmodel_status costmodel_set(costmodel_scenario* scenario, const char* input, double value,
                                             char** error);

/* Picks the prices that held on a day, "2026-11-21". */
COSTMODEL_API costmodel_status costmodel_set_date(costmodel_scenario* scenario, const char* date, char** error);

/* The scenario as a file. */
COSTMODEL_API costmodel_status costmodel_to_json(const costmodel_scenario* scenario, char** json, char** error);

/* The decision. Options: "demand_accepted_answers_per_month", "draws", "ranges". */
COSTMODEL_API costmodel_status costmodel_decide(const costmodel_scenario* scenario, const char* options, char** json,
                                                char** error);

/* What each path costs. Options: "path" (an id; all without it), "demand_accepted_answers_per_month" or
 * "utilization", "arrivals". */
COSTMODEL_API costmodel_status costmodel_cost(const costmodel_scenario* scenario, const char* options, char** json,
                                              char** error);

/* Where paths change order. Options: "between" ([id, id]; all pairs without it), "axis" ("demand" without it),
 * "domain" ([low, high]), "ranges". */
COSTMODEL_API costmodel_status costmodel_crossover(const costmodel_scenario* scenario, const char* options, char** json,
                                                   char** error);

/* What a report is drawn from, options and answer as in docs/report-data.md. */
COSTMODEL_API costmodel_status costmodel_report_data(const costmodel_scenario* scenario, const char* options,
                                                     char** json, char** error);

/* Null is allowed in both. */
COSTMODEL_API void costmodel_free(char* text);
COSTMODEL_API void costmodel_scenario_free(costmodel_scenario* scenario);

#ifdef __cplusplus
}
#endif

#endif
