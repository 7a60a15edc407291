/* The C interface from C: what a program does, and what it may do wrong. Exits with 0 where all of it holds. */
#include <costmodel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

static void expect(int holds, const char* what) {
  if (holds) return;
  fprintf(stderr, "does not hold: %s\n", what);
  ++failures;
}

static char* text_of(const char* file, size_t* length) {
  FILE* in = fopen(file, "rb");
  char* text = NULL;
  long size;
  if (in == NULL || fseek(in, 0, SEEK_END) != 0 || (size = ftell(in)) < 0) exit(2);
  rewind(in);
  text = malloc((size_t)size + 1);
  if (text == NULL || fread(text, 1, (size_t)size, in) != (size_t)size) exit(2);
  fclose(in);
  text[size] = '\0';
  *length = (size_t)size;
  return text;
}

typedef costmodel_status (*question)(const costmodel_scenario*, const char*, char**, char**);

static void answered(question ask, const costmodel_scenario* scenario, const char* options, const char* key) {
  char *json = NULL, *error = NULL;
  expect(ask(scenario, options, &json, &error) == COSTMODEL_OK && error == NULL, options ? options : "no options");
  expect(json != NULL && strstr(json, key) != NULL, key);
  costmodel_free(json);
}

static void refused(question ask, const costmodel_scenario* scenario, const char* options, const char* id) {
  char *json = NULL, *error = NULL;
  expect(ask(scenario, options, &json, &error) == COSTMODEL_BAD_INPUT && json == NULL,
         options ? options : "no options");
  expect(error != NULL && strstr(error, id) != NULL, id);
  costmodel_free(error);
  expect(ask(scenario, options, &json, NULL) == COSTMODEL_BAD_INPUT, "nobody has to take the problems");
}

int main(int argc, char** argv) {
  size_t length = 0;
  char *text, *error = NULL, *one = NULL, *two = NULL;
  costmodel_scenario *scenario = NULL, *copy = NULL;
  if (argc != 2) return 2;
  text = text_of(argv[1], &length);

  expect(strlen(costmodel_version()) >= 5, "a version");
  expect(costmodel_parse(text, length, &scenario, &error) == COSTMODEL_OK, "the scenario is read");
  answered(costmodel_decide, scenario, "{\"demand_accepted_answers_per_month\": 20000, \"draws\": 64}", "\"layers\"");
  answered(costmodel_cost, scenario, NULL, "\"usd_per_accepted_answer\"");
  answered(costmodel_cost, scenario, "{\"path\": \"cmi\", \"utilization\": 0.5, \"arrivals\": \"packed\"}", "\"cmi\"");
  answered(costmodel_crossover, scenario, "{\"between\": [\"spark_llama\", \"bedrock_base\"]}", "\"crossovers\"");
  answered(costmodel_crossover, scenario, "{\"axis\": \"demand\", \"domain\": [100, 10000], \"ranges\": false}",
           "\"domain\"");
  answered(costmodel_report_data, scenario, "{\"draws\": 0, \"ribbon_draws\": 0, \"map_columns\": 0, \"risk\": false}",
           "\"decision\"");

  expect(costmodel_copy(scenario, &copy, &error) == COSTMODEL_OK, "a copy");
  expect(costmodel_set(copy, "spark_llama/pricing/flat_usd_per_month", 5000, &error) == COSTMODEL_OK,
         "an input is set");
  expect(costmodel_to_json(scenario, &one, &error) == COSTMODEL_OK &&
             costmodel_to_json(copy, &two, &error) == COSTMODEL_OK,
         "both are written");
  expect(one && two && strcmp(one, two) != 0, "and differ");
  costmodel_free(one);
  costmodel_free(two);

  refused(costmodel_decide, scenario, "{\"demand_accepted_answers_per_month\": -1}", "out-of-range");
  refused(costmodel_decide, scenario, "{\"drawz\": 1}", "did you mean \\\"draws\\\"");
  refused(costmodel_decide, scenario, "[]", "wrong-type");
  refused(costmodel_decide, scenario, "{", "malformed-json");
  refused(costmodel_cost, scenario, "{\"path\": \"cmj\"}", "unknown-path");
  refused(costmodel_cost, scenario, "{\"demand_accepted_answers_per_month\": 1, \"utilization\": 1}", "conflict");
  refused(costmodel_crossover, scenario, "{\"between\": [\"cmi\"]}", "wrong-type");
  refused(costmodel_decide, NULL, NULL, "missing");
  expect(costmodel_set(copy, "spark_llama/pricing/flat_usd_per_month", -1, &error) == COSTMODEL_BAD_INPUT &&
             strstr(error, "flat_usd_per_month"),
         "out of its domain");
  costmodel_free(error);
  expect(costmodel_set_date(copy, "garbage", &error) == COSTMODEL_BAD_INPUT, "no day");
  costmodel_free(error);
  costmodel_scenario_free(copy);
  expect(costmodel_parse("{\"title\": 1}", 12, &copy, &error) == COSTMODEL_BAD_INPUT && copy == NULL && error != NULL,
         "no scenario");
  costmodel_free(error);
  expect(costmodel_parse(NULL, 0, &copy, &error) == COSTMODEL_BAD_INPUT, "no text");
  costmodel_free(error);
  costmodel_scenario_free(scenario);
  costmodel_scenario_free(NULL);
  costmodel_free(NULL);
  free(text);
  return failures == 0 ? 0 : 1;
}
